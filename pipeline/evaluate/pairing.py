"""Which stored annotation answers which gold annotation, and when two say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate.annotations import Annotation
from pipeline.records import CharSpan


@dataclass(slots=True)
class Pairing:
    """The annotations of one kind in one article, gold and stored ones paired one to one."""

    pairs: list[tuple[Annotation, Annotation]] = field(default_factory=list)
    missed: list[Annotation] = field(default_factory=list)
    false: list[Annotation] = field(default_factory=list)


def overlap(a: Sequence[CharSpan], b: Sequence[CharSpan]) -> int:
    """How many code points two lists of spans share; both in text order, without overlaps within a list."""
    shared = i = j = 0
    while i < len(a) and j < len(b):
        shared += max(0, min(a[i].end_char, b[j].end_char) - max(a[i].start_char, b[j].start_char))
        if a[i].end_char <= b[j].end_char:
            i += 1
        else:
            j += 1
    return shared


def pair(gold: Sequence[Annotation], stored: Sequence[Annotation], neutral: Sequence[CharSpan] = ()) -> Pairing:
    """Pair one to one where the main roles overlap: same spans first, then the greatest overlap (as a share of both), then same label.

    A stored annotation without partner that overlaps a neutral span counts neither way.
    """
    scored = []
    for i, g in enumerate(gold):
        for j, s in enumerate(stored):
            if s.place[0] < g.place[1] and g.place[0] < s.place[1] and (shared := overlap(g.spans, s.spans)):
                both = sum(x.end_char - x.start_char for x in (*g.spans, *s.spans))
                scored.append((-2 * shared / both, g.label != s.label, i, j))
    gold_left, stored_left = dict(enumerate(gold)), dict(enumerate(stored))
    result = Pairing()
    for _, _, i, j in sorted(scored):
        if i in gold_left and j in stored_left:
            result.pairs.append((gold_left.pop(i), stored_left.pop(j)))
    result.missed = list(gold_left.values())
    result.false = [s for s in stored_left.values() if not overlap(s.spans, sorted(neutral))]
    return result


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def same_name(a: str, b: str) -> bool:
    """Equal without regard to case, or all words of the shorter name are in the longer („Kreml“, „Kreml (Moskau)“)."""
    shorter, longer = sorted((_words(a), _words(b)), key=len)
    return a.casefold() == b.casefold() or (bool(shorter) and shorter <= longer)


def close(a: str, b: str) -> bool:
    """Half of the words are shared (F1 of words), for slots whose exact bounds are a matter of taste."""
    mine, other = _words(a), _words(b)
    return bool(mine and other) and 2 * len(mine & other) / (len(mine) + len(other)) >= 0.5


def any_close(gold: Sequence[str], stored: Sequence[str]) -> bool:
    """One of the gold names is close to, or contained in, one of the stored names."""
    return any(close(g, s) or (bool(_words(g)) and _words(g) <= _words(s)) for g in gold for s in stored)


def same_hours(gold: float, stored: float) -> bool:
    """Less than about half an hour apart."""
    return abs(gold - stored) < 0.51


def same_day(gold: str, stored: str) -> bool:
    """The same calendar day, whatever the time."""
    return gold[:10] == stored[:10]


# Features that are scored, how equal is decided, and the name under which the score is printed.
Same = Callable[[Any, Any], bool]
SCORED: dict[str, dict[str, Same | None]] = {
    "dates": {"value": None, "mod": None},
    "quotes": {"medium": None},
    "actors": {"name": same_name, "country": None, "form": None},
    "escalations": {
        "stage_no": None, "window_start_h": same_hours, "window_end_h": same_hours, "deadline": same_day, "anchor": None,
        "trigger_text": close, "condition_text": close, "responders": any_close, "addressees": any_close, "action_text": close,
        "action_type": None, "modality": None,
    },
}  # fmt: skip


def agrees(kind: str, feature: str, gold: Annotation, stored: Annotation) -> bool:
    """Both have the feature, and it says the same."""
    if feature not in gold.features or feature not in stored.features:
        return False
    same = SCORED[kind][feature]
    a, b = gold.features[feature], stored.features[feature]
    return same(a, b) if same else bool(a == b)
