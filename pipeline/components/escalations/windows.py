"""Candidate time windows of a Doc: rule matches with their bounds, and dates of the dates component behind „bis“, „spätestens“, „am“ …

A candidate is no frame yet; `gate` decides. Overlaps are resolved here: the longer candidate wins.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.components.escalations import bounds
from pipeline.components.escalations.lexicon import Lexicon
from pipeline.engine import Match, longest
from pipeline.extensions import published_on, rows
from pipeline.records import Timex

UNTIL = "escalations.calendar_until"
SPAN = "escalations.calendar_span"
_GLUE = frozenset(
    [
        ",",
        "um",
        "gegen",
        "von",
        "bis",
        "spätestens",
        "zum",
        "dem",
        "und",
        "uhr",
        "ortszeit",
        "am",
        "an",
        "ab",
        "mittags",
        "nachts",
        "der",
        "(",
        "in",
        "woche",
        "des",
    ]
)
_LEAD_TOKENS = 5
_VAGUE = frozenset({"PRESENT_REF", "PAST_REF", "FUTURE_REF"})
_WEEKDAY = re.compile(r"(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)", re.I)


@dataclass(slots=True)
class Window:
    """A candidate: token range, form (docs/ESCALATIONS.md), and bounds. `calendar`: bounded by dates rather than by an amount of time."""

    rule_id: str
    form: str
    start: int
    end: int
    start_h: float | None = None
    end_h: float | None = None
    ladder_h: bounds.Hours | None = None  # bounds where the window stands in a ladder, if they differ
    begin: dt.datetime | None = None
    deadline: dt.datetime | None = None
    calendar: bool = False
    unit_small: bool = False  # counted in minutes or seconds

    def text(self, doc: Doc) -> str:
        """The window as it stands in the text."""
        return doc[self.start : self.end].text


def find_windows(doc: Doc, matches: list[Match], lexicon: Lexicon) -> list[Window]:
    """All candidates in text order."""
    found = [w for m in longest(m for m in matches if m.label == "WINDOW") if (w := _from_match(doc, m, lexicon))]
    taken = {i for w in found for i in range(w.start, w.end)}
    for window in _from_dates(doc, lexicon):
        if not taken.intersection(range(window.start, window.end)):
            found.append(window)
    return sorted(found, key=lambda w: w.start)


def _from_match(doc: Doc, match: Match, lexicon: Lexicon) -> Window | None:
    form = str(match.attrs.get("form", "within"))
    slot = {name: span.text for name in match.slots if (span := match.slot(doc, name)) is not None}
    start, end = match.start, match.end
    if form in ("given", "lasting"):  # „gab ihm fünf Tage“, „hat 30 Tage, um …“: only the amount
        start, end = match.slots.get("amount", (start, end))
    if form == "within" and "amount" in match.slots and doc[match.end - 2].lower_ == "ab" and match.slots["amount"][1] <= match.end - 2:
        start, end = match.slots["amount"]  # „zwei Wochen ab Zustellung“: what starts the clock is no part of the window
    if form == "of":  # the noun in front („Frist von …“) is no part of the window
        at = match.slots.get("amount", (start, end))
        start = at[0] - (1 if doc[at[0] - 1].lower_ == "von" else 0) if at[0] > start else start
    while start and doc[start - 1].lower_ in lexicon.particles:
        start -= 1  # „erst“, „frühestens“ … belong to the window
    window = Window(match.rule_id, form, start, end)
    text = doc[start:end].text
    if "amount" in slot:
        outside = bounds.amount_hours(form, slot["amount"], text, in_ladder=False)
        inside = bounds.amount_hours(form, slot["amount"], text, in_ladder=True)
        if outside is None:
            return None
        window.start_h, window.end_h = outside
        window.ladder_h = inside if inside != outside else None
        window.unit_small = bool(re.search(r"minut|sekund", slot["amount"].lower()))
        return window
    if "unit" in slot:
        hours = bounds.numbered_hours(text, slot["unit"], slot.get("first", ""), slot.get("last"))
    else:
        hours = bounds.ordinal_hours(form, slot.get("first", ""), slot.get("last"), text)
    if hours is None:
        return None
    window.start_h, window.end_h = hours
    return window


def _from_dates(doc: Doc, lexicon: Lexicon) -> list[Window]:
    timexes = [row for row in rows(doc, "dates") if row.type in ("DATE", "TIME") and row.value not in _VAGUE]
    dated = [(*tokens, row) for row, tokens in zip(timexes, _tokens_of(doc, timexes), strict=True) if tokens is not None]
    found, at = [], 0
    while at < len(dated):
        group = [dated[at]]
        while at + 1 < len(dated) and _glued(doc, group[-1][1], dated[at + 1][0]):
            at += 1
            group.append(dated[at])
        at += 1
        window = _calendar_window(doc, group, lexicon)
        if window is not None:
            found.append(window)
    return found


def _tokens_of(doc: Doc, timexes: list[Timex]) -> list[tuple[int, int] | None]:
    """The token range of each expression, None where it has none."""
    starts = doc.to_array("IDX")
    ends = starts + doc.to_array("LENGTH")
    first = (starts.searchsorted([row.start_char for row in timexes], "right") - 1).tolist()
    last = ends.searchsorted([row.end_char for row in timexes], "left").tolist()
    return [(a, b + 1) if 0 <= a <= b < len(doc) else None for a, b in zip(first, last, strict=True)]


def _glued(doc: Doc, end: int, start: int) -> bool:
    return start - end <= 3 and all(doc[i].lower_ in _GLUE or bounds.parse_number(doc[i].text) is not None for i in range(end, start))


def _lead(doc: Doc, start: int, lexicon: Lexicon) -> tuple[int, str] | None:
    """First token and form of the longest lead („bis zum“, „spätestens am“) that ends where the date begins."""
    words = [doc[i].lower_ for i in range(max(0, start - _LEAD_TOKENS), start)]
    for skipped in range(len(words)):
        form = lexicon.calendar_leads.get(" ".join(words[skipped:]))
        if form is not None:
            return start - len(words) + skipped, form
    return None


def _calendar_window(doc: Doc, group: list[tuple[int, int, Timex]], lexicon: Lexicon) -> Window | None:
    published = published_on(doc)
    begin = deadline = None
    form, start = "", group[0][0]
    day: dt.date | None = None
    for first, _last, row in group:
        words = row.text.lower().split()
        inner = next((n for n in range(min(4, len(words) - 1), 0, -1) if " ".join(words[:n]) in lexicon.calendar_leads), 0)
        lead = (first, lexicon.calendar_leads[" ".join(words[:inner])]) if inner else _lead(doc, first, lexicon)
        kind = lead[1] if lead else ("same" if form else "")
        if lead and kind == "on" and not form and (opened := _until_event(doc, lead[0])) is not None:
            lead, kind = (opened, "until"), "until"
        if lead and not form:
            start = lead[0]
        if not form and not kind and doc[first - 1].lower_ in ("endet", "enden", "läuft", "abläuft", "verstreicht") and first:
            kind, start = "on", first
        if not form and not kind:
            kind = "on" if _in_front(doc, first) else ""
            start = _in_front(doc, first) or start
            if kind and (opened := _until_event(doc, start)) is not None:
                start, kind = opened, "until"
        if not kind:
            return None
        opens, closes = _points(row, day, published, strictly=kind == "until" and row.type == "DATE")
        moment = closes or opens
        day = moment.date() if moment is not None else day
        if kind == "between":
            begin = opens
        elif kind == "same" and form == "between" or kind == "until":
            deadline = closes
        elif kind in ("before",):
            deadline = opens
        elif kind == "same":
            deadline = closes if deadline is not None else deadline
            begin = opens if deadline is None else begin
        else:
            begin = opens
            deadline = closes if kind == "on" else deadline
        form = kind if not form or form in ("on", "from") and kind == "until" else form
    if form == "between" and deadline is None or start and doc[start - 1].lower_ == "wie":
        return None
    if begin is not None and deadline is not None and form in ("until", "between"):
        form = "span"
    window = Window(UNTIL if form == "until" else SPAN, "cal_" + form, start, group[-1][1], calendar=True, begin=begin, deadline=deadline)
    _week_from(doc, window)
    _clock_span(doc, window)
    _clock_before(doc, window)
    if window.end < len(doc) and doc[window.end].lower_ == "an" and form == "from":
        window.end += 1
    return window


def _until_event(doc: Doc, lead: int) -> int | None:
    """First token of „bis zum Parteitag (am 14. Juni)“; None where no such event stands in front of the date."""
    for start in range(lead - 2, max(-1, lead - 6), -1):
        if start < 0 or doc[start].lower_ not in ("bis", "spätestens"):
            continue
        inner = doc[start + (2 if doc[start + 1].lower_ in ("zum", "zur", "beim", "bei") else 1) : lead]
        if len(inner) and inner[-1].tag_ in ("NN", "NE") and all(t.tag_ in ("NN", "NE", "ADJA") for t in inner):
            return start
    return None


def _in_front(doc: Doc, first: int) -> int:
    """Token at which „in der (kommenden Woche)“ begins; 0 where the date stands without such a lead."""
    if first >= 2 and doc[first - 1].lower_ in ("der", "dem") and doc[first - 2].lower_ == "in":
        return first - 2
    if first >= 1 and doc[first - 1].lower_ in ("im", "in", "am", "zum"):
        return first - 1
    return 0


def _points(
    row: Timex, day: dt.date | None, published: dt.date | None, strictly: bool = False
) -> tuple[dt.datetime | None, dt.datetime | None]:
    opens = bounds.point(row.value, row.text, row.mod, begin=True)
    closes = bounds.point(row.value, row.text, row.mod, begin=False)
    if opens is None and row.begin_at is not None:
        opens = row.begin_at
        closes = row.end_at - dt.timedelta(seconds=1) if row.end_at else None
    if opens is None and day is not None and (time := bounds.clock(row.text)):
        opens = closes = dt.datetime.combine(day, time) + dt.timedelta(days=bounds.ends_day(row.text))
    elif opens is not None and day is not None and row.type == "TIME" and not _WEEKDAY.search(row.text) and opens.date() != day:
        opens = closes = dt.datetime.combine(day, opens.time()) + dt.timedelta(
            days=bounds.ends_day(row.text)
        )  # „Freitag, 12 Uhr“ as two rows: the clock belongs to the day before it
    weekday = bool(_WEEKDAY.fullmatch(row.text.split()[0].rstrip(",")))
    if published and opens and closes and weekday and (closes.date() < published or strictly and closes.date() == published):
        opens, closes = opens + dt.timedelta(days=7), closes + dt.timedelta(days=7)  # „bis Montag“ on a Monday is a week ahead
    return opens, closes


def _week_from(doc: Doc, window: Window) -> None:
    """„In der Woche ab dem 9. März“: seven days."""
    left = [doc[i].lower_ for i in range(max(0, window.start - 3), window.start)]
    if window.form == "cal_span" and left[-2:] == ["der", "woche"]:
        window.start -= 3 if left[0] in ("in", "für") else 2
    if window.form == "cal_from" and left[-2:] == ["der", "woche"] and window.begin:
        window.start -= 3 if left[0] in ("in", "für") else 2
        window.deadline = dt.datetime.combine((window.begin + dt.timedelta(days=6)).date(), dt.time(23, 59, 59))
        window.form = "cal_on"


def _clock_before(doc: Doc, window: Window) -> None:
    """„von sechs bis zehn Uhr“ where only „zehn Uhr“ is a date: the figure in front is the beginning."""
    at = window.start
    if window.form != "cal_until" or window.deadline is None or at < 2 or doc[at].lower_ != "bis" or doc[at - 2].lower_ != "von":
        return
    opens = bounds.clock(doc[at - 1].text + " Uhr")
    if opens is not None:
        window.start, window.form = at - 2, "cal_span"
        window.begin = dt.datetime.combine(window.deadline.date(), opens)


def _clock_span(doc: Doc, window: Window) -> None:
    """„am Donnerstag von vier bis sieben Uhr“: hours behind the day that the dates component left out."""
    if window.begin is None:
        return
    tail = doc[window.end : min(window.end + 6, len(doc))].text
    match = re.match(r"^(?:von\s+|zwischen\s+)?(\w+|\d{1,2}[.:]\d{2})(?:\s+Uhr)?\s+(?:bis|und)\s+(\w+|\d{1,2}[.:]\d{2})\s+Uhr", tail)
    if match is None:
        return
    opens, closes = bounds.clock(match[1] + " Uhr"), bounds.clock(match[2] + " Uhr")
    if opens and closes:
        day = window.begin.date()
        window.form = "cal_span"
        window.begin, window.deadline = dt.datetime.combine(day, opens), dt.datetime.combine(day, closes)
        window.end += len(doc[window.end : min(window.end + 6, len(doc))].text[: match.end()].split())
