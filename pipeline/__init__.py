"""Lagebild: who acts, when, who said what, and within which window somebody will act, from German news."""

__version__ = "0.1.0"
