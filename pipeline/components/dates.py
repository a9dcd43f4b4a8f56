"""`lagebild_dates`: skeleton, to be filled."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent


class DatesComponent(RuleComponent):
    """Skeleton."""

    pack = "dates"

    def annotate(self, doc: Doc) -> None:
        return None


@Language.factory("lagebild_dates", default_config={"rules": []})
def create_dates(nlp: Language, name: str, rules: Sequence[str]) -> DatesComponent:
    """Factory; `rules`: folders with further rule packs."""
    return DatesComponent(nlp, name, rules)
