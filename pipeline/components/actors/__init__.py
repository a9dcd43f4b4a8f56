"""`lagebild_actors`: skeleton, to be filled."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent


class ActorsComponent(RuleComponent):
    """Skeleton."""

    pack = "actors"

    def annotate(self, doc: Doc) -> None:
        return None


@Language.factory("lagebild_actors", default_config={"rules": []})
def create_actors(nlp: Language, name: str, rules: Sequence[str]) -> ActorsComponent:
    """Factory; `rules`: folders with further rule packs."""
    return ActorsComponent(nlp, name, rules)
