"""Self-contained HTML pages: one article with its marks and ladder, or an overview over a selection."""
