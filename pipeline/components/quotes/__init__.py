"""`lagebild_quotes`: who said what. Marks, cue lists and word order make drafts sentence by sentence; see docs/QUOTES.md."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent
from pipeline.components.quotes.assemble import find_quotes
from pipeline.components.quotes.lexicon import build_lexicon
from pipeline.extensions import set_rows
from pipeline.prefilter import PrefilteredEngine


class QuotesComponent(RuleComponent):
    """Writes the rows `quotes`; reads `sections`, `dates`, `actors` and `actor_mentions` where they are there."""

    pack = "quotes"
    labels_understood = frozenset({"SOURCE"})

    def __init__(self, nlp: Language, name: str, rules: Sequence[str] = ()) -> None:
        super().__init__(nlp, name, rules)
        self.lexicon = build_lexicon(self.base.lists)
        self.sources = PrefilteredEngine(nlp, self.base.rules(self.pack), self.base.lists)

    def annotate(self, doc: Doc) -> None:
        """Find the quotations of the Doc and store them."""
        sources = [(m.start, m.end) for m in self.sources.matches(doc) if m.label == "SOURCE"]
        set_rows(doc, "quotes", find_quotes(doc, self.lexicon, sources))


@Language.factory("lagebild_quotes", default_config={"rules": []})
def create_quotes(nlp: Language, name: str, rules: Sequence[str]) -> QuotesComponent:
    """Factory; `rules`: folders with further rule packs."""
    return QuotesComponent(nlp, name, rules)
