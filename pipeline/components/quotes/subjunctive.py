"""Konjunktiv: the mood of indirect speech, by form first (closed lists), by the model's morphology where the form leaves it open."""

from __future__ import annotations

from pipeline.components.quotes.grid import Grid, Segment
from pipeline.components.quotes.lexicon import KONJUNKTIV_1, KONJUNKTIV_2, word_set

_PRETERITE_TOO = word_set("sollte sollten wollte wollten konnte konnten musste mussten durfte mochte wurde wurden möchte möchten")

_NO_KONJUNKTIV = ("te", "nde", "siehe")
_STRONG_PAST = (
    "ließe",
    "käme",
    "ginge",
    "gäbe",
    "nähme",
    "fände",
    "stünde",
    "bliebe",
    "hielte",
    "läge",
    "sähe",
    "träfe",
    "zöge",
    "schiene",
)


def konjunktiv(grid: Grid, i: int) -> int:
    """2 = Konjunktiv I or a form that is nothing else, 1 = Konjunktiv II (also conditional), 0 = indicative."""
    low = grid.lower[i]
    if not grid.finite[i] or low in _PRETERITE_TOO or _first_person(grid, i):
        return 0
    if low in KONJUNKTIV_1:
        return 2
    if low in KONJUNKTIV_2:
        return 1
    if not low.endswith("e"):
        return 0
    morph = grid.doc[i].morph
    if "Sub" in morph.get("Mood", []):
        return 1 if low.endswith("te") or "Past" in morph.get("Tense", []) else 2
    if low.endswith(_STRONG_PAST):
        return 1
    # no indicative of the third person singular ends in -e but a preterite in -te; „geltende“ is no verb
    return 2 if grid.tag[i] == "VVFIN" and grid.text[i] == low and not low.endswith(_NO_KONJUNKTIV) else 0


def may_be_konjunktiv(low: str, marked: bool) -> bool:
    """Whether `konjunktiv` can be more than 0 for a finite verb of this form, wherever it stands. `marked`: by its morphology."""
    if low in _PRETERITE_TOO:
        return False
    if low in KONJUNKTIV_1 or low in KONJUNKTIV_2:
        return True
    return low[-1] == "e" and (marked or not low.endswith(_NO_KONJUNKTIV) or low.endswith(_STRONG_PAST))


def _first_person(grid: Grid, i: int) -> bool:
    return any(grid.lower[k] == "ich" for k in (i - 1, i + 1) if 0 <= k < len(grid.lower))


def mood(grid: Grid, segment: Segment) -> int:
    """The strongest mood among the segment's finite verbs (see `konjunktiv`); „weil ich sie für gut halte“ is indicative."""
    strongest = max((konjunktiv(grid, i) for i in segment.finite), default=0)
    if strongest == 2 and not any(grid.lower[i] == "sei" for i in segment.finite):
        return 0 if "ich" in grid.lower[segment.start : segment.end] else 2
    return strongest
