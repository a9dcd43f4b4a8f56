"""Stages → ladders: which belong together, their rank in time, what only repeats a window told before."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

from pipeline.records import EscalationFrame

_REACH = 12  # sentences between two stages of one plan


@dataclass(slots=True)
class Placed:
    """A frame with the number of its sentence; `lone`: an announced measure outside any plan."""

    frame: EscalationFrame
    sentence: int
    lone: bool
    begin: dt.datetime | None = None


def number_ladders(placed: list[Placed]) -> None:
    """Set `ladder_no` and `stage_no` (both from 1) of all stages, in place. Rank is by time; „nach weiteren …“ counts from the
    stage before."""
    ladders: list[list[Placed]] = []
    for item in placed:
        if item.frame.kind != "stage":
            continue
        home = next((ladder for ladder in reversed(ladders) if _together(ladder, item)), None)
        if home is None:
            ladders.append([item])
        else:
            home.append(item)
    for number, ladder in enumerate(ladders, 1):
        starts = _starts(ladder)
        order = sorted(range(len(ladder)), key=lambda i: (starts[i], i))
        for rank, i in enumerate(order, 1):
            ladder[i].frame.ladder_no, ladder[i].frame.stage_no = number, rank


def _together(ladder: list[Placed], item: Placed) -> bool:
    last = ladder[-1]
    if item.sentence - last.sentence > _REACH:
        return False
    if last.lone and item.lone:  # two announcements are one plan only where the same party makes them
        one, other = _plain(last.frame.responders), _plain(item.frame.responders)
        same = any(a == b or a.split()[-1:] == b.split()[-1:] for a in one for b in other if a and b)
        same = same or last.frame.action_type == item.frame.action_type == "labour"  # days of one strike
        return same and item.sentence - last.sentence <= 3
    return True


def _plain(names: list[str]) -> set[str]:
    """Names without the ending of a genitive: „Marburger Bundes“ and „Marburger Bund“ are one."""
    return {re.sub(r"(?<=[^s])(?:es|s)$", "", name.lower()) for name in names}


def _starts(ladder: list[Placed]) -> list[tuple[float, float, float]]:
    """A key of time for each stage: hours from the trigger, or the calendar; a stage counted from the one before adds to it."""
    keys: list[tuple[float, float, float]] = []
    moments = [moment for p in ladder if (moment := p.begin or p.frame.deadline) is not None]
    origin = min(moments, default=None)
    previous = 0.0
    for item in ladder:
        frame = item.frame
        if frame.anchor == "previous_stage":
            start = previous + (frame.window_start_h or 0.0) + 0.001
        elif frame.window_start_h is not None or frame.window_end_h is not None:
            start = frame.window_start_h or 0.0
            if not start and frame.window_end_h and "spätestens" in frame.window_text.lower():
                start = frame.window_end_h  # a latest day ranks where it ends
        elif origin is not None and (item.begin or frame.deadline):
            start = ((item.begin or frame.deadline) - origin).total_seconds() / 3600  # type: ignore[operator]
        else:
            start = math.inf
        end = frame.window_end_h if frame.window_end_h is not None else math.inf
        previous = start if math.isfinite(start) else previous
        keys.append((start, end, 0.0))
    return keys


def drop_repeats(placed: list[Placed]) -> list[Placed]:
    """Leave out frames that restate a window of the same kind by the same parties: same bounds, and no act of its own."""
    kept: list[Placed] = []
    for item in placed:
        if not any(_restates(earlier, item) for earlier in kept):
            kept.append(item)
    return kept


def _restates(earlier: Placed, later: Placed) -> bool:
    a, b = earlier.frame, later.frame
    if a.kind == "stage" or b.kind == "stage" and not later.lone:
        return False
    same_hours = (a.window_start_h, a.window_end_h) == (b.window_start_h, b.window_end_h) and a.window_end_h is not None
    same_deadline = a.deadline is not None and b.deadline is not None and a.deadline.date() == b.deadline.date() and a.window_end_h is None
    if not (same_hours or same_deadline) or a.kind != b.kind and a.kind not in ("ultimatum", "pledge"):
        return False
    common = set(a.responders) & set(b.responders) or set(a.addressees) & set(b.addressees) or not b.responders
    return bool(common) and (_words(a.action_text) & _words(b.action_text) != set() or not b.action_text or a.kind == b.kind == "ultimatum")


def _words(text: str | None) -> set[str]:
    return {w for w in (text or "").lower().split() if len(w) > 4}
