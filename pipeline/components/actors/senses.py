"""What a word is a sign of, wherever it stands: which of the finders have to look at it. Every finder says itself what it looks for."""

from __future__ import annotations

from pipeline.components.actors import bodies, foreign, groups
from pipeline.components.actors.cues import ClassNouns
from pipeline.components.actors.evidence import Pointers
from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.lexicon import Sense, Word


class Senses:
    """The tables of a rule base, made ready for thousands of words."""

    def __init__(self, know: Knowledge) -> None:
        self.know = know
        self.pointers = Pointers(know)
        self.class_nouns = ClassNouns(know.cue_nouns)
        self.nouns: dict[str, Sense] = dict.fromkeys(bodies.NOUNS, "body")  # in lower case
        self.nouns.update(dict.fromkeys(groups.nouns(know), "group"))
        self._kinds: dict[tuple[Sense, ...], tuple[Sense, ...]] = {}  # one object for all words of a kind; some hundred at most

    def describe(self, word: Word) -> None:
        """Fill in what the lists say about a word."""
        text, know = word.text, self.know
        senses: list[Sense] = []
        if word.bucket is not None:
            senses.append("alias")
        word.state = self.pointers.of(text)
        if word.state is not None:
            senses.append("state")
        first_name = _first_name(text, know)
        if first_name is not None:
            word.common = first_name
            senses.append("first name")
        if text in know.party_families:
            senses.append("family")
        if word.capital:
            self._describe_noun(word, senses)
        if senses:
            kinds = tuple(senses)
            word.senses = self._kinds.setdefault(kinds, kinds)

    def _describe_noun(self, word: Word, senses: list[Sense]) -> None:
        text, lower = word.text, word.lower
        senses.append("capital")
        if word.base is not None:
            senses.append("genitive")
        if "-" in text:
            senses.append("hyphen")
        if word.role is not None and word.role.scope in ("office", "head"):
            senses.append("office")
        word.institution = self.know.institution(lower)
        if word.institution is not None:
            senses.append("institution")
        word.class_noun = self.class_nouns.type_of(lower)
        if word.class_noun is not None:
            senses.append("class")
        if lower.endswith("partei"):
            senses.append("party")
        if lower in self.nouns:
            senses.append(self.nouns[lower])
        if text in foreign.HEADS:
            senses.append("foreign")


def _first_name(text: str, know: Knowledge) -> bool | None:
    """Whether a first name is also another word; None for what is no first name („Hans-Jürgen“ is one, „Hans-Böckler-Straße“ is none)."""
    known = know.first_names.get(text)
    if known is None and "-" in text and text.rpartition("-")[2] in know.first_names:
        return know.first_names.get(text.partition("-")[0])
    return known
