"""Class nouns („der Sender“, „die Gewerkschaft“) and what they say about the name behind them."""

from __future__ import annotations

from pipeline.components.actors.view import QUOTES, View

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
    if not view.caps[i]:
        return None
    text = view.texts[i]
    cache = view.know.cue_cache
    if text not in cache:
        if len(cache) > 30_000:
            cache.clear()
        cache[text] = _cue_of(view.lowers[i].rpartition("-")[2], view.know.cue_nouns)
    return cache[text]


def _cue_of(word: str, table: dict[str, str]) -> str | None:
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("n")):
        if form in table:
            return table[form]
    for k in range(2, max(len(word) - 3, 2)):
        for tail in (word[k:], word[k:].removesuffix("s")):
            if tail in table and len(tail) > 4:
                return table[tail]
    return None


def inner_capital(word: str) -> bool:
    return any(c.isupper() for c in word[1:])
