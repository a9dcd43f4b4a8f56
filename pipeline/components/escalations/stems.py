"""Stems inside words, by the thousand: what a word ends in or holds, without trying each stem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
_LETTERS = 4  # by which stems are looked up; so few are shorter that they are tried one by one


class StemIndex(Generic[Entry]):
    """Stems with an entry each, found by their first letters (`endings`: by their last)."""

    def __init__(self, stems: Iterable[tuple[str, Entry]], endings: bool = False) -> None:
        self._short: list[tuple[str, Entry]] = []
        self._by_letters: dict[str, list[tuple[str, Entry]]] = {}
        for stem, entry in stems:
            letters = stem[-_LETTERS:] if endings else stem[:_LETTERS]
            (self._short if len(stem) < _LETTERS else self._by_letters.setdefault(letters, [])).append((stem, entry))

    def at_end(self, word: str) -> list[tuple[str, Entry]]:
        """The stems that the word ends in, of an index of endings."""
        return [found for found in (*self._by_letters.get(word[-_LETTERS:], ()), *self._short) if word.endswith(found[0])]

    def inside(self, word: str) -> list[tuple[str, Entry, int]]:
        """The stems that stand in the word, and where."""
        stems_with, starts = self._by_letters.get, word.startswith
        found = [
            (stem, entry, at)
            for at in range(len(word) - _LETTERS + 1)
            if (stems := stems_with(word[at : at + _LETTERS]))
            for stem, entry in stems
            if starts(stem, at)
        ]
        for stem, entry in self._short:
            if stem in word:
                found += [(stem, entry, at) for at in range(len(word)) if starts(stem, at)]
        return found
