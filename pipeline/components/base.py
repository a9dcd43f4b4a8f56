"""What the rule components share: rules loaded once, a Doc never lost to one oddity, nothing lost in `to_disk`."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.engine import RuleEngine, build_engine
from pipeline.extensions import add_problem
from pipeline.rulepack import RuleBase, shared_rules

log = logging.getLogger("lagebild")


class RuleComponent:
    """Base of the rule components. A subclass names its `pack` and fills rows in `annotate`."""

    pack = ""
    labels_understood: ClassVar[frozenset[str] | None] = None  # the `label`s of patterns that the component acts on; None: not said
    settings_understood: ClassVar[Mapping[str, frozenset[str]]] = {}  # the values that a key of `set` may have; other keys are free

    def __init__(self, nlp: Language, name: str, rules: Sequence[str] = ()) -> None:
        self.name = name
        self.rule_dirs = list(rules)
        self.base = shared_rules(self.rule_dirs).of_pack(self.pack)
        self.engine: RuleEngine = build_engine(nlp, self.base, self.pack, self.labels_understood, self.settings_understood)

    def __call__(self, doc: Doc) -> Doc:
        try:
            self.annotate(doc)
        except Exception as e:  # one oddity must not lose the document; it is stored and reported instead
            log.warning("%s failed on a document: %s: %s", self.name, type(e).__name__, e)
            add_problem(doc, self.name, e)
        return doc

    def annotate(self, doc: Doc) -> None:
        """Extract and store the rows of this component on the Doc."""
        raise NotImplementedError

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Nothing to save: rules are files of their own, named in the config."""

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> RuleComponent:
        return self

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:
        return b""

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> RuleComponent:
        return self


def list_rows(base: RuleBase, name: str) -> list[dict[str, Any]]:
    """The rows of a term list; KeyError with the list's name if it is missing."""
    return list(base.lists[name].rows)
