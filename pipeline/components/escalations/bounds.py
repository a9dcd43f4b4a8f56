"""Bounds of a window: hours from its anchor, or a deadline in the calendar. Pure functions over texts and TIMEX3 values.

A date includes its day: a deadline that names only a day ends at 23:59:59 of it; „bis Mitternacht“ is 00:00 of the next day.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache

from pipeline.timex.durations import UNITS, duration_hours, unit_of
from pipeline.timex.numbers import parse_number, parse_ordinal

Hours = tuple[float | None, float | None]
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T(?:(\d{2}):(\d{2})(?::(\d{2}))?|([A-Z]{2})))?")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_WEEK = re.compile(r"^(\d{4})-W(\d{2})(-WE)?$")
_QUARTER = re.compile(r"^(\d{4})-Q([1-4])$")
_HALF = re.compile(r"^(\d{4})-H([12])$")
_YEAR = re.compile(r"^(\d{4})$")
_END_OF_DAY = dt.time(23, 59, 59)
_FORMS_FROM_ZERO = frozenset(
    {
        "within",
        "latest_after",
        "first",
        "next",
        "for",
        "long",
        "of",
        "compound",
        "adjective",
        "extend",
        "until_n",
        "given",
        "then",
        "lasting",
    }
)
_FORMS_OPEN = frozenset({"after", "previous", "n_after", "from_n"})


def amount_hours(form: str, amount: str, window: str, in_ladder: bool) -> Hours | None:
    """Bounds in hours of a window that an amount of time limits; None where the amount cannot be counted.

    „24 bis 72 Stunden“ is 24..72 in a ladder and 0..72 elsewhere, „15 bis 20 Tage nach X“ always keeps both.
    """
    bounds = _counted(amount)
    if bounds is None:
        return None
    low, high = bounds
    if high == math.inf:
        high = low
    lower = window.lower()
    if form == "within" and re.match(r"(frühestens|erst) ", lower):
        return (high, None)
    if form in ("within", "range") and high > low > 0:
        return (low, high) if in_ladder else (0.0, high)
    if form == "range":
        return (low, high)
    if form == "n_after" and re.search(r"\b(spätestens|höchstens|längstens)\b", lower):
        return (0.0, high)
    if form == "n_after" and high > low > 0:
        return (low, high)
    if form == "after" and re.search(r"\b(spätestens|höchstens|längstens)\b", lower):
        return (0.0, high)
    if form in _FORMS_OPEN:
        return (max(low, high) if low == 0 else low, None)
    if form in _FORMS_FROM_ZERO:
        return (0.0, high)
    return None


@lru_cache(maxsize=256)  # each amount is asked for twice, in a ladder and outside, and few are frequent
def _counted(amount: str) -> tuple[float, float] | None:
    return duration_hours(amount)


def ordinal_hours(form: str, first: str, last: str | None, window: str = "") -> Hours | None:
    """Bounds of „am vierten Tag“ (72..96), „ab dem vierten Tag“ (72..), „in der zweiten und dritten Woche“ (168..504), „spätestens am
    vierten
    Tag“ (0..96)."""
    low, unit = _rank(first)
    high, unit_last = _rank(last) if last else (low, unit)
    unit = unit or unit_last
    if low is None or high is None or unit is None or high < low:
        return None
    size = UNITS[unit].hours
    if form == "from_nth":
        return ((low - 1) * size, None)
    if form == "until_nth" or last is None and re.search(r"\b(spätestens|längstens)\b", window.lower()):
        return (0.0, low * size)
    if unit == "hour" and last:  # „zwischen der zweiten und der zwölften Stunde“: points on the clock rather than units
        return (low * size, high * size)
    return ((low - 1) * size, high * size)


def numbered_hours(window: str, unit: str, first: str, last: str | None) -> Hours | None:
    """Bounds of „Tage 1 bis 7“ (0..168), „ab Tag 4“ (72..), „bis Tag 3“ (0..72), „Stunde 0 bis 6“ (0..6)."""
    if last is None and re.fullmatch(r"\d+[-–]\d+", first):
        first, last = re.split(r"[-–]", first)
    low, found = parse_number(first), unit_of(unit)
    high = parse_number(last) if last else low
    if low is None or high is None or found is None:
        return None
    size = found.hours
    lead = window.lower().split()[0]
    if lead == "ab":
        return ((low - 1) * size, None)
    if lead == "bis":
        return (0.0, low * size)
    return ((low if low == 0 or (found.key == "hour" and last) else low - 1) * size, high * size)


def _rank(text: str) -> tuple[int | None, str | None]:
    words = text.split()
    rank = next((r for w in words if (r := parse_ordinal(w)) is not None), None)
    unit = next((u.key for w in words if (u := unit_of(w)) is not None), None)
    return rank, unit


def point(value: str, text: str, mod: str | None, begin: bool) -> dt.datetime | None:
    """The instant at which a TIMEX3 value begins (`begin`) or at which a window that ends with it is over; None where it denotes no
    date."""
    match = _DAY.match(value)
    if match:
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        if "mitternacht" in text.lower():
            return dt.datetime.combine(day, dt.time(0, 0)) + dt.timedelta(
                days=0 if begin or match[4] == "00" and _past_midnight(text) else 1
            )
        if match[4]:
            hour = int(match[4])
            extra, hour = divmod(hour, 24)
            return dt.datetime.combine(day, dt.time(hour, int(match[5]), int(match[6] or 0))) + dt.timedelta(days=extra)
        return dt.datetime.combine(day, dt.time(0, 0) if begin else _END_OF_DAY)
    span = _days(value, mod)
    if span is None:
        return None
    return dt.datetime.combine(span[0], dt.time(0, 0)) if begin else dt.datetime.combine(span[1], _END_OF_DAY)


def _past_midnight(text: str) -> bool:
    return False


def _days(value: str, mod: str | None) -> tuple[dt.date, dt.date] | None:
    """First and last day of a month, week, quarter, half or year; „Anfang“ ends on the 10th, „Mitte“ on the 20th of a month."""
    if m := _WEEK.match(value):
        monday = dt.date.fromisocalendar(int(m[1]), min(int(m[2]), 52 if int(m[2]) < 53 else 53), 1)
        return monday, monday + dt.timedelta(days=6)
    if m := _MONTH.match(value):
        first = dt.date(int(m[1]), int(m[2]), 1)
        last = _month_end(first)
        if mod == "START":
            last = first + dt.timedelta(days=9)
        elif mod == "MID":
            last = first + dt.timedelta(days=19)
        return first, last
    if m := _QUARTER.match(value):
        first = dt.date(int(m[1]), int(m[2]) * 3 - 2, 1)
        return first, _month_end(dt.date(int(m[1]), int(m[2]) * 3, 1))
    if m := _HALF.match(value):
        first = dt.date(int(m[1]), int(m[2]) * 6 - 5, 1)
        return first, _month_end(dt.date(int(m[1]), int(m[2]) * 6, 1))
    if m := _YEAR.match(value):
        return dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31)
    return None


def _month_end(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def ends_day(text: str) -> bool:
    """„24 Uhr“ is the first moment of the next day."""
    return bool(re.search(r"\b24(?:[.:]00)?\s*Uhr", text))


def clock(text: str) -> dt.time | None:
    """The clock time of „18 Uhr“, „vier Uhr“, „18.30 Uhr“, „12:15“; None where there is none."""
    if m := re.search(r"\b(\d{1,2})[.:](\d{2})\b", text):
        return dt.time(int(m[1]) % 24, int(m[2]) % 60)
    if m := re.search(r"\b(\w+)\s*(?:Uhr|$)", text):
        number = parse_number(m[1])
        if number is not None and 0 <= number <= 24 and float(number).is_integer():
            return dt.time(int(number) % 24, 0)
    return None
