"""What the store has of articles, in the formats of annotation tools; and what annotators corrected, as gold (docs/EVALUATE.md)."""
