"""Which year, week or day is meant where the expression does not say: the tense and the passage decide, never the clock on the wall."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.timex.calendar import add_days, add_months, full_year, iso_week, make_date
from pipeline.timex.context import Context
from pipeline.timex.interval import interval

_YEAR = re.compile(r"\d{3,4}")
_MONTHS_IN_YEAR = 7
_LAST_MONTH_AFTER_WINTER = 8
_LATE_DAYS = 31
_FAR_DAYS = 120  # a day named without its year lies nearer than this, whatever the tense of the clause
_SHORT_YEAR = re.compile(r"['’]?(\d\d)")


def read_year(text: str, context: Context) -> int | None:
    """The year that „1998“, „1998.“ or „'98“ names, None where it names none."""
    text = text.strip().rstrip(".")
    if _YEAR.fullmatch(text):
        return int(text)
    short = _SHORT_YEAR.fullmatch(text)
    if short:
        return full_year(int(short[1]), context.published_on.year if context.published_on else None)
    return None


def year_of_month(context: Context, month: int) -> int | None:
    """The year of „im März“: in the past tense the passage's own year, else the nearest that the tense allows; None without anchor.

    Past: the last such month up to publication; future: the first from it; otherwise the same year, unless
    more than seven months lie between.
    """
    anchor = context.published_on
    if context.year is not None and (context.year_holds or anchor is None):
        after_winter = context.narrative == f"{context.year:04d}-WI" and month <= _LAST_MONTH_AFTER_WINTER
        return context.year + after_winter  # „Der Winter 1847/48 war hart. Im März …“
    if anchor is None:
        return None
    if context.tense == "past":
        return anchor.year if month <= anchor.month else anchor.year - 1
    if context.tense == "future":
        return anchor.year if month >= anchor.month else anchor.year + 1
    distance = month - anchor.month
    return anchor.year + (1 if distance < -_MONTHS_IN_YEAR else -1 if distance > _MONTHS_IN_YEAR + 2 else 0)


def year_of_day(context: Context, month: int, day: int) -> int | None:
    """The year of „am 5. März“: in the past tense the passage's own, else the nearest; the tense decides where both sides are far."""
    anchor = context.published_on
    if context.year_holds and not _is_of_late(context, month, day):
        return context.year
    if anchor is None:
        return context.year
    near = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        there = make_date(year, month, day)
        if there:
            near.append(((there - anchor).days, year))
    if not near:
        return anchor.year
    nearest = min(near, key=lambda n: abs(n[0]))
    if abs(nearest[0]) > _FAR_DAYS and context.tense is not None:
        allowed = [n for n in near if (n[0] <= 0) == (context.tense == "past")]
        return min(allowed, key=lambda n: abs(n[0]))[1] if allowed else nearest[1]
    return nearest[1]


def _is_of_late(context: Context, month: int, day: int) -> bool:
    """Whether a tale of another year has come to the last days: the day lies shortly before publication, and before what was told of that
    year („Im Dezember 2005 war Schluss, und am 9. September kreiste er noch“, said on 23 September)."""
    anchor, told = context.published_on, narrative_begin(context)
    if anchor is None or told is None or context.year is None:
        return False
    there, then = make_date(anchor.year, month, day), make_date(context.year, month, day)
    return there is not None and then is not None and 0 <= (anchor - there).days <= _LATE_DAYS and then < told


def year_of_weekday(context: Context, month: int, day: int, weekday: int, year: int | None) -> int | None:
    """`year`, or where the day falls on another weekday in it, a year nearer to publication in which it falls on that one."""
    anchor = context.published_on
    there = make_date(year, month, day) if year is not None else None
    if anchor is None or there is None or there.isoweekday() == weekday:
        return year
    near = [d for y in (anchor.year - 1, anchor.year, anchor.year + 1) if (d := make_date(y, month, day))]
    fitting = [d for d in near if d.isoweekday() == weekday and abs((d - anchor).days) < abs((there - anchor).days)]
    return min(fitting, key=lambda d: abs((d - anchor).days)).year if fitting else year


def weekday_date(context: Context, weekday: int, direction: int | None = None) -> dt.date | None:
    """The day of „am Freitag“: `direction` -1 the last before publication, +1 the next after it, 0 the one of this week, None: the tense.

    In the past tense the last one, otherwise the next from the day of publication on (which counts itself); None without anchor.
    """
    anchor = context.published_on
    if anchor is None:
        return None
    if context.beside is not None and context.beside.isoweekday() == weekday:
        return context.beside
    if context.after is not None and direction is None and context.tense != "past":  # „von Montag bis Freitag“, said on a Wednesday
        return add_days(context.after, (weekday - context.after.isoweekday()) % 7 or 7)
    ahead = (weekday - anchor.isoweekday()) % 7
    back = ahead - 7
    if direction is None or direction == 0:
        direction_days = (back if ahead else 0) if context.tense == "past" else ahead
    elif direction > 0:
        direction_days = (ahead or 7) + 7 * (direction - 1)
    else:
        direction_days = back - 7 * (-direction - 1)
    return add_days(anchor, direction_days)


def narrative_day(context: Context) -> dt.date | None:
    """The day that the text spoke of last, None where it spoke of none (or only of a longer time)."""
    return context.told or day_of(context.narrative) or context.day


def narrative_begin(context: Context) -> dt.date | None:
    """The first day of what the text spoke of last."""
    span = interval(context.narrative) if context.narrative else None
    return span[0].date() if span else None


def day_of(value: str | None) -> dt.date | None:
    """The day that a DATE or TIME value lies on, None where it is longer than a day."""
    if not value:
        return None
    span = interval(value.partition("T")[0])
    if span is None or span[1] - span[0] > dt.timedelta(days=1):
        return None
    return span[0].date()


def shifted(unit: str, base: dt.date, count: int) -> str | None:
    """The TIMEX3 value of the unit that contains `base`, moved by `count` units; None outside the calendar."""
    if unit == "day":
        day = add_days(base, count)
        return day.isoformat() if day else None
    if unit in ("week", "weekend"):
        day = add_days(base, 7 * count)
        return (iso_week(day) + ("-WE" if unit == "weekend" else "")) if day else None
    months = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}.get(unit)
    if months is None:
        return None
    first = make_date(base.year, base.month, 1)
    start = add_months(first, months * count) if first else None
    if start is None:
        return None
    year = f"{start.year:04d}"
    return {
        "month": f"{year}-{start.month:02d}",
        "quarter": f"{year}-Q{(start.month + 2) // 3}",
        "halfyear": f"{year}-H{1 if start.month <= 6 else 2}",
        "year": year,
        "decade": year[:3],
        "century": year[:2],
        "millennium": year[:1],
    }[unit]


def open_value(unit: str) -> str:
    """The TIMEX3 value of a unit that cannot be resolved („nächste Woche“ without a day of publication)."""
    return {
        "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX", "halfyear": "XXXX-HX",
        "season": "XXXX-XX",
    }.get(unit, "XXXX")  # fmt: skip
