"""`lagebild_quotes`: skeleton, to be filled."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent


class QuotesComponent(RuleComponent):
    """Skeleton."""

    pack = "quotes"

    def annotate(self, doc: Doc) -> None:
        return None


@Language.factory("lagebild_quotes", default_config={"rules": []})
def create_quotes(nlp: Language, name: str, rules: Sequence[str]) -> QuotesComponent:
    """Factory; `rules`: folders with further rule packs."""
    return QuotesComponent(nlp, name, rules)
