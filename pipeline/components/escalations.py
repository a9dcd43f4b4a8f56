"""`lagebild_escalations`: skeleton, to be filled."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent


class EscalationsComponent(RuleComponent):
    """Skeleton."""

    pack = "escalations"

    def annotate(self, doc: Doc) -> None:
        return None


@Language.factory("lagebild_escalations", default_config={"rules": []})
def create_escalations(nlp: Language, name: str, rules: Sequence[str]) -> EscalationsComponent:
    """Factory; `rules`: folders with further rule packs."""
    return EscalationsComponent(nlp, name, rules)
