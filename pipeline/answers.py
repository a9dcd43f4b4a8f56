"""Answers that are worth keeping: for questions about words, which come again and again, without keeping every word there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Answers(dict[Key, Answer]):
    """What a question said of the keys asked about last, at most `most` of them; `answers[key]` asks it where nothing is kept.

    Kept in two halves: where the newer one is full it becomes the older one, and what the older one held is forgotten unless it was asked
    for again. So words in use stay, for hardly more than a dict costs.
    """

    def __init__(self, question: Callable[[Key], Answer], most: int) -> None:
        super().__init__()
        self._question, self._half = question, most // 2
        self._older: dict[Key, Answer] = {}

    def __missing__(self, key: Key) -> Answer:
        if len(self) >= self._half:
            self._older = dict(self)
            self.clear()
        answer = self[key] = self._older[key] if key in self._older else self._question(key)
        return answer

    def forget(self) -> None:
        """Keep nothing."""
        self.clear()
        self._older = {}
