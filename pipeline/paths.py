"""Where the project's own files lie: in a checkout beside `pipeline/`, in an installed wheel inside it."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def models_dir() -> Path:
    """The folder that holds `rules/` and the embedded pipeline `de_lagebild/`."""
    installed = _HERE / "_models"
    return installed if installed.is_dir() else _HERE.parent / "models"


def rules_dir() -> Path:
    """The folder of the rule packs that come with Lagebild."""
    return models_dir() / "rules"


def lists_dir() -> Path:
    """The folder of the term lists that come with Lagebild."""
    return rules_dir() / "lists"


def embedded_model_dir() -> Path:
    """The embedded German pipeline."""
    return models_dir() / "de_lagebild"


def sample_articles_dir() -> Path:
    """The sample articles that come with Lagebild."""
    installed = _HERE / "_data" / "articles"
    return installed if installed.is_dir() else _HERE.parent / "data" / "articles"
