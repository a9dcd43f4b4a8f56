"""Class nouns („der Sender“, „die Gewerkschaft“) and what they say about the name behind them."""

from __future__ import annotations

from pipeline.components.actors.view import QUOTES, View

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
        self._ends = {noun[-_END:] for noun in types}

    def type_of(self, lower: str) -> str | None:
        """The type that a noun in lower case gives, None if it is no class noun."""
        word, types, ends = lower.rpartition("-")[2], self._types, self._ends
        if not (word[-_END:] in ends or word[-_END - 1 : -1] in ends or word[-_END - 2 : -2] in ends):
            return None  # with no ending, with „s“ or „n“, with „es“: so with most words
        for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("n")):
            if form in types:
                return types[form]
        for k in range(2, max(len(word) - 3, 2)):
            for tail in (word[k:], word[k:].removesuffix("s")):
                if tail in types and len(tail) > 4:
                    return types[tail]
        return None


def inner_capital(word: str) -> bool:
    return any(c.isupper() for c in word[1:])
