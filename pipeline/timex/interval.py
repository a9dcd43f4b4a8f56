"""TIMEX3 value → the half-open interval it denotes. The one reader of values: whatever we print must be readable here.

Decades and centuries are read as KRAUTS writes them: `199` is 1990 to 2000, `19` is 1900 to 2000 (the 20th century), `2` the third
millennium.
Source for the grammar: TimeML 1.2.1, section 2.2.3 (TIMEX3); the German annotation in KRAUTS (Strötgen et al., LREC 2018).
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from pipeline.timex.calendar import LAST_YEAR, PARTS_OF_DAY, SEASONS, add_months

Interval = tuple[dt.datetime, dt.datetime]

REFERENCES = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")
_DATE = re.compile(
    r"(?P<year>\d{1,4})"
    r"(?:-(?:W(?P<week>\d\d)(?:-(?P<weekend>WE)|-(?P<weekday>[1-7]))?|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)"
    r"|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
)
_CLOCK = re.compile(r"(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?)?")
_PERIOD = re.compile(
    r"P(?=.)(?:(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D|Q|DE|CE|L|WE|SP|SU|FA|WI|SE))*(?:T(?:(?:\d+(?:\.\d+)?|X)(?:H|M|S|MO|MI|AF|EV|NI|DT))+)?"
)
_OPEN = re.compile(
    r"(?:XXXX|\d{4})(?:-(?:WXX|W\d\d)(?:-(?:WE|[1-7]))?|-(?:XX|\d\d)(?:-(?:XX|\d\d))?|-(?:SP|SU|FA|WI)|-Q[1-4X]|-H[12X])?"
    r"(?:T(?:MO|MI|AF|EV|NI|DT|\d\d(?::\d\d){0,2}))?"
)
_CLOCK_ALONE = re.compile(r"T(?:\d\d(?::\d\d){0,2}|MO|MI|AF|EV|NI|DT)")
_BEFORE_CHRIST = re.compile(r"BC\d{1,4}")


def is_value(value: str) -> bool:
    """Whether `value` is one that we print: a date, a time, a period, a value with open places, or a reference."""
    if value in REFERENCES or interval(value) is not None:
        return True
    if _OPEN.fullmatch(value):
        return "X" in value
    return any(p.fullmatch(value) for p in (_PERIOD, _CLOCK_ALONE, _BEFORE_CHRIST))


@lru_cache(maxsize=256)  # every value is asked for several times in a row
def interval(value: str) -> Interval | None:
    """The half-open interval [begin, end) that a value denotes, None where it denotes none (periods, references, open places, errors).

    Local time without zone. A clock time denotes its minute (or second), a season the meteorological one, a week runs from Monday.
    """
    if not value.isascii() or len(value) > 30:
        return None
    date_part, found, time_part = value.partition("T")
    match = _DATE.fullmatch(date_part)
    if not match:
        return None
    try:
        day = _date_interval(match.groupdict())
        if not found or day is None:
            return day
        return _time_interval(day, time_part)
    except (ValueError, OverflowError):  # a day that the calendar does not have
        return None


def _at(year: int, month: int = 1, day: int = 1) -> dt.datetime:
    return dt.datetime(year, month, day)


def _months(start: dt.datetime, count: int) -> Interval | None:
    end = add_months(start.date(), count)
    return (start, _at(end.year, end.month, end.day)) if end else None


def _date_interval(part: dict[str, str | None]) -> Interval | None:
    digits = part["year"] or ""
    if len(digits) < 4:
        return _span_of_years(digits) if not any(v for k, v in part.items() if k != "year") else None
    year = int(digits)
    if part["week"]:
        return _week(year, int(part["week"]), part["weekend"], part["weekday"])
    if part["quarter"]:
        return _months(_at(year, 3 * int(part["quarter"]) - 2), 3)
    if part["half"]:
        return _months(_at(year, 6 * int(part["half"]) - 5), 6)
    if part["season"]:
        return _months(_at(year, SEASONS[part["season"]]), 3)
    if part["day"]:
        start = _at(year, int(part["month"] or 0), int(part["day"]))
        return start, start + dt.timedelta(days=1)
    if part["month"]:
        return _months(_at(year, int(part["month"])), 1)
    return _years(year, 1)


def _span_of_years(digits: str) -> Interval | None:
    length = 10 ** (4 - len(digits))
    return _years(int(digits) * length, length)


def _years(first: int, count: int) -> Interval | None:
    if first + count - 1 > LAST_YEAR:
        return None
    return _at(max(first, 1)), _at(first + count)


def _week(year: int, week: int, weekend: str | None, weekday: str | None) -> Interval | None:
    monday = dt.datetime.combine(dt.date.fromisocalendar(year, week, 1), dt.time())
    if weekend:
        return monday + dt.timedelta(days=5), monday + dt.timedelta(days=7)
    if weekday:
        start = monday + dt.timedelta(days=int(weekday) - 1)
        return start, start + dt.timedelta(days=1)
    return monday, monday + dt.timedelta(days=7)


def _time_interval(day: Interval, part: str) -> Interval | None:
    if day[1] - day[0] != dt.timedelta(days=1):
        return None
    if part in PARTS_OF_DAY:
        first, last = PARTS_OF_DAY[part]
        return day[0] + dt.timedelta(hours=first), day[0] + dt.timedelta(hours=last)
    match = _CLOCK.fullmatch(part)
    if not match:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    start = day[0] + dt.timedelta(hours=hour, minutes=minute, seconds=second)
    unit = "seconds" if match["second"] else "minutes" if match["minute"] else "hours"
    return start, start + dt.timedelta(**{unit: 1})
