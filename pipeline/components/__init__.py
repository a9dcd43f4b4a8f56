"""The spaCy components, one a file (or folder), registered as factories through entry points."""
