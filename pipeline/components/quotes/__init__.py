"""`lagebild_quotes`: who said what. Marks, cue lists and word order make drafts sentence by sentence; see docs/QUOTES.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent
from pipeline.components.quotes.assemble import find_quotes
from pipeline.components.quotes.drafts import Range
from pipeline.components.quotes.lexicon import build_lexicon
from pipeline.engine import resolved_patterns
from pipeline.extensions import set_rows, text_of
from pipeline.prefilter import trigger_of
from pipeline.rulepack import Rule, TermList


class QuotesComponent(RuleComponent):
    """Writes the rows `quotes`; reads `sections`, `dates`, `actors` and `actor_mentions` where they are there."""

    pack = "quotes"
    labels_understood = frozenset({"SOURCE"})

    def __init__(self, nlp: Language, name: str, rules: Sequence[str] = ()) -> None:
        super().__init__(nlp, name, rules)
        self.lexicon = build_lexicon(self.base.lists)
        self.source_words = telling_words(self.base.rules(self.pack), self.base.lists)

    def annotate(self, doc: Doc) -> None:
        """Find the quotations of the Doc and store them."""
        set_rows(doc, "quotes", find_quotes(doc, self.lexicon, self._sources(doc)))

    def _sources(self, doc: Doc) -> list[Range]:
        """What the rules' patterns match; a text without any of their words is not asked for them."""
        if self.source_words is not None and not self._has_source_word(text_of(doc).lower()):
            return []
        return [(m.start, m.end) for m in self.engine.matches(doc) if m.label == "SOURCE"]

    def _has_source_word(self, lowered: str) -> bool:
        """Whether one of the words stands in the text („sicht“, but not only „Aussicht“)."""
        near = [word for word in self.source_words or () if word in lowered]  # far quicker than the expression, and mostly nothing
        return bool(near) and re.search(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, near))})(?![^\W\d_])", lowered) is not None


def telling_words(rules: Iterable[Rule], lists: dict[str, TermList]) -> frozenset[str] | None:
    """Lower-case words one of which a text must have for any of the rules to match; None where some rule asks for no word."""
    words: set[str] = set()
    for rule in (r for r in rules if r.engine != "component"):
        for pattern in resolved_patterns(rule, lists) if rule.engine == "token" else [[]]:
            trigger = trigger_of(pattern)
            if trigger is None or trigger.word.expression is not None:
                return None
            words |= trigger.word.words
    return frozenset(words)


@Language.factory("lagebild_quotes", default_config={"rules": []})
def create_quotes(nlp: Language, name: str, rules: Sequence[str]) -> QuotesComponent:
    """Factory; `rules`: folders with further rule packs."""
    return QuotesComponent(nlp, name, rules)
