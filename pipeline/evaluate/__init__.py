"""Gold of several formats against what a store has: precision, recall, F1 with intervals, errors in context (docs/EVALUATE.md)."""
