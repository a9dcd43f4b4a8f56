"""Class nouns („der Sender“, „die Gewerkschaft“) and what they say about the name behind them."""

from __future__ import annotations

from pipeline.components.actors.view import QUOTES, View

_SHORTEST_HEAD = 5  # letters of a class noun with which a compound is one
_END = 4  # last letters by which most words are seen to be no class noun
OPENING, CLOSING = frozenset("\"„“”»«‚‘›‹'"), frozenset("\"“”«»‘’‹›'")


def cue_before(view: View, start: int) -> str | None:
    """The type that a class noun in front of the name gives it („Nachrichtenmagazin“: media), None without one."""
    j = start - 1
    if j >= 0 and view.texts[j] in QUOTES:
        j -= 1
    if j > 0 and view.lowers[j] == "namens":  # „ein Projekt namens Wega“
        j -= 1
    return cue_type(view, j) if j >= 0 and view.sentence_of[j] == view.sentence_of[start] else None


def cue_type(view: View, i: int) -> str | None:
    """What kind of thing a class noun names, by its last part; None if it is no class noun."""
    return view.words[i].class_noun


class ClassNouns:
    """The listed class nouns with what each is for a name behind it, and every compound of them."""

    def __init__(self, types: dict[str, str]) -> None:
        self._types = types
        self._lengths: dict[str, list[int]] = {}  # by the last letters of a noun
        for noun in sorted(types, key=len, reverse=True):
            self._lengths.setdefault(noun[-_END:], []).append(len(noun))

    def type_of(self, lower: str) -> str | None:
        """The type that a noun in lower case gives, None if it is no class noun."""
        word, types, ends = lower.rpartition("-")[2], self._types, self._lengths
        if not (word[-_END:] in ends or word[-_END - 1 : -1] in ends or word[-_END - 2 : -2] in ends):
            return None  # with no ending, with „s“ or „n“, with „es“: so with most words
        for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("n")):
            if form in types:
                return types[form]
        for form in (word, word.removesuffix("s")):
            for length in ends.get(form[-_END:], ()):
                if _SHORTEST_HEAD <= length <= len(form) - 2 and form[-length:] in types:
                    return types[form[-length:]]
        return None


def inner_capital(word: str) -> bool:
    return any(c.isupper() for c in word[1:])
