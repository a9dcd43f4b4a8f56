"""A repair of spaCy 3.8: a trainable lemmatizer that is loaded from disk forgets which edit tree each of its labels stands for.

Nothing notices while it only predicts, but training goes on with every label wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.pipeline.edit_tree_lemmatizer import EditTreeLemmatizer

_from_disk = EditTreeLemmatizer.from_disk


def _from_disk_with_labels(self: EditTreeLemmatizer, path: str | Path, **options: Any) -> EditTreeLemmatizer:
    loaded = _from_disk(self, path, **options)
    self.tree2label = {tree: label for label, tree in enumerate(self.cfg["labels"])}
    return loaded


def apply() -> None:
    """Make trainable lemmatizers restore their labels when loaded."""
    EditTreeLemmatizer.from_disk = _from_disk_with_labels
