"""How the core tells whoever listens what it is doing, without knowing whether that is a terminal, a log or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

COUNTS = ("seen", "added", "updated", "unchanged", "rejected")


@dataclass(slots=True)
class Progress:
    """The state of a run: `counts` as in table `runs`, `waiting` = articles read but not yet stored, `seconds` by stage."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    waiting: int = 0
    tokens: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def took(self, stage: str, seconds: float) -> None:
        """Add time to a stage."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds


Listener = Callable[[Progress], None]
_listeners: list[Listener] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call `listener` at every step within the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(progress: Progress) -> None:
    """Tell all listeners."""
    for listener in list(_listeners):
        listener(progress)
