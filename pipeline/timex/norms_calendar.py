"""Norms for what names its place in the calendar: days, months, years, quarters, seasons, decades, centuries, feasts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.timex.anchors import narrative_begin, read_year, weekday_date, year_of_day, year_of_month, year_of_weekday
from pipeline.timex.calendar import (
    LAST_YEAR,
    SEASONS,
    add_days,
    add_months,
    feast_day,
    make_date,
    month_of,
    part_of_day,
    season_of,
    split_weekday,
)
from pipeline.timex.context import Context, Expression, Reading, Shift
from pipeline.timex.numbers import parse_number, parse_ordinal

_NUMERIC = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.? ?(?P<year>\d{4}|\d{2})?")
_ISO = re.compile(r"(?P<year>\d{4})\s*-\s*(?P<month>\d{2})\s*-\s*(?P<day>\d{2})")
_FEAST_PART = re.compile(r"s?(nacht|morgen|nachmittag|abend)$")
_PHASE_ADJECTIVES = {"früh": "START", "beginnend": "START", "spät": "END", "ausgehend": "END"}
_FOUR = re.compile(r"(?<!\d)(?:1\d{3}|20\d{2})(?!\d)")
_FIRST_OF_OUR_DECADES = 1900
_GENITIVE = re.compile(r"s$")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _phase(e: Expression) -> str | None:
    word = e.slot("phase").lower()
    return e.lexicon.phases.get(word) or next((mod for stem, mod in _PHASE_ADJECTIVES.items() if word.startswith(stem)), None)


def _shifted_year(modifier: Shift, c: Context) -> int | None:
    """The year of „dieses Jahres“ (from publication) or „desselben Jahres“ (from what the text spoke of last)."""
    told = narrative_begin(c) if modifier.narrative else None
    base = told.year if told else c.published_on.year if c.published_on else None
    return None if base is None else base + modifier.direction


def day_value(context: Context, day: int, month: int, year_text: str = "", text: str = "") -> str | None:
    """TIMEX3 value of a day; XXXX for a year that cannot be known, None for a day that does not exist.

    `text`: the expression; a weekday at its beginning decides between years („Freitag, den 4. September“).
    """
    year = read_year(year_text, context) if year_text else year_of_day(context, month, day)
    named = split_weekday(text.split(",")[0].split(" ")[0]) if text and not year_text else None
    if named:
        year = year_of_weekday(context, month, day, named[0], year)
    if year is None:
        return f"XXXX-{month:02d}-{day:02d}" if make_date(2000, month, day) else None
    found = make_date(year, month, day)
    if found is None and (month, day) == (2, 29) and not year_text:
        found = make_date(year + (-year % 4), month, day)
    return found.isoformat() if found else None


def day_month_year(e: Expression, c: Context) -> list[Reading]:
    """„29. Januar 2026“, „fünften März“, „Donnerstag, 25. Februar“: slots day, month, year."""
    day = parse_ordinal(e.slot("day")) or parse_number(e.slot("day").rstrip("."))
    month_text = e.slot("month").rstrip(".")
    month = month_of(month_text) or (int(month_text) if month_text.isdecimal() else None)
    if not isinstance(day, int) or month is None or not 1 <= month <= 12:
        return []
    modifier = e.lexicon.shifts.get(e.slot("modifier").lower())  # „19. Juni vergangenen Jahres“
    told = _shifted_year(modifier, c) if modifier and c.published_on else None
    shifted = f"{told:04d}" if told else ""
    value = day_value(c, day, month, e.slot("year") or shifted, e.text)
    return [Reading("DATE", value)] if value else []


def day_of_every_year(e: Expression, c: Context) -> list[Reading]:
    """„immer am 19. Januar“, „Mai jeden Jahres“: slots day, month; that day or month of any year."""
    day, number = parse_ordinal(e.slot("day")), month_of(e.slot("month"))
    if number is None or (e.slot("day") and (day is None or make_date(2000, number, day) is None)):
        return []
    return [Reading("SET", f"XXXX-{number:02d}" + (f"-{day:02d}" if day else ""))]


def abbreviated_month(e: Expression, c: Context) -> list[Reading]:
    """„3. Febr. 2026“, „Jän. 2027“: slots day, phase, month, year."""
    return day_month_year(e, c) if e.slot("day") else month(e, c)


def part_of_year(e: Expression, c: Context) -> list[Reading]:
    """„3. November des Vorjahres“, „Herbst des Vorjahres“: slots day, phase, month, season; attr shift, from the passage's year."""
    base = c.year or (c.published_on.year if c.published_on else None)
    found = replace(e, slots={**e.slots, "year": f"{base + int(str(e.attrs.get('shift', 0))):04d}"}) if base else e
    return (season if e.slot("season") else day_month_year if e.slot("day") else month)(found, c)


def part_of_date(e: Expression, c: Context) -> list[Reading]:
    """„Nacht des 14. August“, and with attr shift = -1 „Nacht auf den 28. Juli“: slots part, day, month, year."""
    part = part_of_day(e.slot("part"))
    readings = day_month_year(e, c)
    if not part or not readings:
        return []
    value, mod = readings[0].value, early_or_late(e)
    if e.attrs.get("shift") and "X" not in value:
        eve = add_days(dt.date.fromisoformat(value), int(str(e.attrs["shift"])))
        value = eve.isoformat() if eve else value
    return [Reading("TIME", f"{value}T{part}", mod)]


def early_or_late(e: Expression) -> str | None:
    """The mod of „frühen Abend“, „späteren Abend“: slot phase."""
    phase = e.slot("phase").lower()
    return "START" if phase.startswith("früh") else "END" if phase.startswith("spät") else None


def numeric_date(e: Expression, c: Context) -> list[Reading]:
    """„29.1.26“, „29.01.“, „23. 3. 1976“, „2026-02-03“."""
    iso = _ISO.search(e.text)
    match = iso or _NUMERIC.search(e.text)
    if not match or not 1 <= int(match["month"]) <= 12:
        return []
    value = day_value(c, int(match["day"]), int(match["month"]), match["year"] or "", e.text)
    end = match.end("year") if match["year"] and not iso else match.end()
    return [Reading("DATE", value, span=(0, end))] if value else []


def day_pair(e: Expression, c: Context) -> list[Reading]:
    """„25./26. August“, „3.-5. März“ in one token before the month: two days; slots days, month, year."""
    found = re.fullmatch(r"(\d{1,2})\.?([/–-])(\d{1,2})\.", e.slot("days"))
    month = month_of(e.slot("month"))
    if not found or month is None:
        return []
    at = e.text.find(e.slot("days"))
    first = day_value(c, int(found[1]), month, e.slot("year"))
    second = day_value(c, int(found[3]), month, e.slot("year"))
    if not first or not second or at < 0:
        return []
    return [Reading("DATE", first, span=(at, at + found.start(2))), Reading("DATE", second, span=(at + found.start(3), len(e.text)))]


def month(e: Expression, c: Context) -> list[Reading]:
    """„Mai 2014“, „Anfang Februar“, „Juli dieses Jahres“: slots phase, month, year, modifier (of the year with modified = "year")."""
    number = month_of(e.slot("month"))
    if number is None or (_GENITIVE.search(e.slot("month")) and e.text == e.slot("month")):  # „Januars“ alone is a name
        return []
    year = read_year(e.slot("year"), c) if e.slot("year") else year_of_month(c, number)
    modifier = e.lexicon.shifts.get(e.slot("modifier").lower())
    if modifier and e.attrs.get("modified") == "year":
        year = _shifted_year(modifier, c)
    elif modifier and c.published_on:
        if modifier.direction:
            ahead = (number - c.published_on.month) * (1 if modifier.direction > 0 else -1) > 0
            year = c.published_on.year + (0 if ahead else (1 if modifier.direction > 0 else -1))
        else:
            year = c.published_on.year
    return [Reading("DATE", f"{year:04d}-{number:02d}" if year else f"XXXX-{number:02d}", _phase(e))]


def year(e: Expression, c: Context) -> list[Reading]:
    """„1998“, „im Jahr 1998“, „Ende 2025“: slots phase, year."""
    found = _FOUR.search(e.slot("year") or e.text) or re.search(r"(?<!\d)\d{3}(?!\d)", e.slot("year"))
    if not found:
        return []
    at = e.text.rfind(found.group())
    end = at + 4 if len(found.group()) == 4 and at >= 0 else len(e.text.rstrip("."))
    return [Reading("DATE", found.group().zfill(4), _phase(e), (0, end))]


def short_year(e: Expression, c: Context) -> list[Reading]:
    """„'89“, „Jahrgang 43“: slot year."""
    number = read_year(e.slot("year"), c)
    return [Reading("DATE", f"{number:04d}")] if number else []


def year_before_christ(e: Expression, c: Context) -> list[Reading]:
    """„44 v. Chr.“: slot year."""
    number = parse_number(e.slot("year").rstrip("."))
    return [Reading("DATE", f"BC{number:04d}")] if isinstance(number, int) and number < 10000 else []


def year_pair(e: Expression, c: Context) -> list[Reading]:
    """„1938–1945“ in one token: two years. „1925/26“ in one token or three: the season or school year, its first year is the value."""
    found = re.match(r"(\d{4})\s?([–—/-])\s?(\d{4}|\d{2})\b", e.text)
    if not found:
        return []
    if len(found[3]) == 4:
        return [Reading("DATE", found[1], span=(0, 4)), Reading("DATE", found[3], span=(found.start(3), found.end(3)))]
    return [Reading("DATE", found[1], span=(0, found.end()))]


def decade(e: Expression, c: Context) -> list[Reading]:
    """„90er Jahre“, „neunziger Jahren“, „1990er-Jahre“, „Mitte der Siebziger“: slots phase, decade.

    Those of the 20th century, but in a tale of an earlier one („1844 … Die vierziger Jahre …“) those of that.
    """
    text = e.slot("decade").lower()
    figures = re.match(r"['’]?(\d{4}|\d{2}|\d0)", text)
    if figures:
        number = int(figures[1])
    else:
        stem = re.match(r"(nuller|zehner|zwanziger|dreißiger|dreissiger|vierziger|fünfziger|sechziger|siebziger|achtziger|neunziger)", text)
        if not stem:
            return []
        number = int(parse_number(stem[1].removesuffix("er")) or 0)
    if number < 100:
        recent = number == 0 or (number == 10 and (c.published_on is None or c.published_on.year > 2010))
        told = c.year if c.year is not None and c.year < _FIRST_OF_OUR_DECADES and abs(c.year % 100 // 10 - number // 10) <= 1 else None
        number += told // 100 * 100 if told is not None else 2000 if recent else 1900
    return [Reading("DATE", f"{number // 10:03d}", _phase(e))]


def century(e: Expression, c: Context) -> list[Reading]:
    """„20. Jahrhundert“, „Beginn des 19. Jahrhunderts“, „dritte Jahrtausend“: slots phase, rank, unit."""
    rank = parse_ordinal(e.slot("rank")) or parse_ordinal(e.slot("rank") + ".")
    if rank is None or rank < 1:
        return []
    thousand = e.slot("unit").lower().startswith("jahrtausend")
    if rank > (9 if thousand else 90):
        return []
    return [Reading("DATE", str(rank - 1) if thousand else f"{rank - 1:02d}", _phase(e))]


def quarter(e: Expression, c: Context) -> list[Reading]:
    """„drittes Quartal 2014“, „zweiten Halbjahr“, „Q3 2014“: slots rank, year; attrs `unit` Q or H, `shift` in years."""
    text = e.slot("rank")
    rank = parse_ordinal(text) or _ROMAN.get(text.rstrip(".")) or (int(text[-1]) if text[-1:].isdecimal() else None)
    letter = "H" if e.attrs.get("unit") == "H" else "Q"
    months = 3 if letter == "Q" else 6
    if rank is None or not 1 <= rank <= 12 // months:
        return []
    modifier = e.lexicon.shifts.get(e.slot("modifier").lower())
    shift = int(str(e.attrs["shift"])) if "shift" in e.attrs else modifier.direction if modifier else None
    if e.slot("year"):
        found = read_year(e.slot("year"), c)
    elif shift is not None:
        found = c.published_on.year + shift if c.published_on else None
    else:
        found = year_of_month(c, months * rank)
        if c.published_on and c.tense == "past" and c.year is None:  # a quarter that has begun may be spoken of in the past tense
            found = c.published_on.year if months * (rank - 1) < c.published_on.month else c.published_on.year - 1
    return [Reading("DATE", f"{found:04d}-{letter}{rank}" if found else f"XXXX-{letter}{rank}", _phase(e))]


def week_number(e: Expression, c: Context) -> list[Reading]:
    """„KW 12“, „12. Kalenderwoche 2015“: slots rank, year."""
    number = parse_number(e.slot("rank").rstrip("."))
    if not isinstance(number, int) or not 1 <= number <= 53:
        return []
    found = read_year(e.slot("year"), c) if e.slot("year") else (c.published_on.year if c.published_on else None)
    if found is not None and number == 53 and dt.date(found, 12, 28).isocalendar()[1] != 53:
        return []
    return [Reading("DATE", f"{found:04d}-W{number:02d}" if found else "XXXX-WXX")]


def season(e: Expression, c: Context) -> list[Reading]:
    """„Herbst 1998“, „im Frühjahr“, „vergangenen Sommer“, „Winter 2010/11“, „Herbst dieses Jahres“: slots phase, modifier, season, year."""
    code = season_of(e.slot("season"))
    if code is None:
        return []
    modifier = e.lexicon.shifts.get(e.slot("modifier").lower())
    begin = SEASONS[code]
    found: int | None
    if e.slot("year"):
        found = read_year(e.slot("year")[:4], c)
    elif modifier and c.published_on and e.attrs.get("modified") == "year":
        found = _shifted_year(modifier, c)
    elif modifier and c.published_on:
        found = _shifted_season(begin, modifier.direction, c.published_on)
    else:
        running = _running_season(begin, c)
        found = running if running is not None and c.year is None else year_of_month(c, begin)
    return [Reading("DATE", f"{found:04d}-{code}" if found else f"XXXX-{code}", _phase(e))]


def _running_season(begin: int, c: Context) -> int | None:
    """The year in which the season that publication lies in began, if it begins with that month."""
    if c.published_on is None:
        return None
    months = (c.published_on.month - begin) % 12
    return c.published_on.year - (c.published_on.month < begin) if months < 3 else None


def _shifted_season(begin: int, direction: int, anchor: dt.date) -> int:
    """The year in which „vergangenen Sommer“ (the last one over), „diesen Sommer“ or „nächsten Sommer“ (the first to come) begins."""
    if direction == 0:
        return anchor.year - (1 if begin + 3 > 12 and anchor.month <= begin - 10 else 0)
    starts = [dt.date(year, begin, 1) for year in range(max(anchor.year - 2, 1), min(anchor.year + 2, LAST_YEAR) + 1)]
    if direction < 0:
        over = [s.year for s in starts if (end := add_months(s, 3)) is not None and end <= anchor]
        return max(over, default=anchor.year) + direction + 1
    return min((s.year for s in starts if s > anchor), default=anchor.year) + direction - 1


def feast(e: Expression, c: Context) -> list[Reading]:
    """„Pfingsten“, „Silvester 1999“, „Tag der Deutschen Einheit“, „Silvesternacht“: slots name, year; the year as for a day."""
    name = e.slot("name")
    part = _FEAST_PART.search(name.lower())
    if part and feast_day(name[: part.start()], 2000):
        days = feast(replace(e, slots={**e.slots, "name": name[: part.start()]}), c)
        return [Reading("TIME", f"{r.value}T{part_of_day(part[1])}") for r in days]
    if e.slot("year"):
        found = read_year(e.slot("year"), c)
        day = feast_day(name, found) if found else None
        return [Reading("DATE", day.isoformat())] if day else []
    if c.published_on is None:
        return [Reading("DATE", "XXXX-XX-XX")]
    near = feast_day(name, c.published_on.year)
    if near is None:
        return [Reading("DATE", "XXXX-XX-XX")]
    wanted = year_of_day(c, near.month, near.day)
    day = feast_day(name, wanted) if wanted else None
    return [Reading("DATE", day.isoformat())] if day else []


def weekday(e: Expression, c: Context) -> list[Reading]:
    """„Freitag“, „vergangenen Dienstag“, „Montagabend“, „Dienstag Abend“, „morgigen Sonntag“: slots modifier, weekday, part.

    „Freitag vergangener Woche“: attr modified = "week".
    """
    found = split_weekday(e.slot("weekday"))
    if found is None:
        return []
    number, glued = found
    if c.any_day:
        part = part_of_day(e.slot("part") or glued)
        return [Reading("TIME", f"XXXX-WXX-{number}T{part}") if part else Reading("DATE", f"XXXX-WXX-{number}")]
    modifier = e.lexicon.shifts.get(e.slot("modifier").lower())
    deictic = e.lexicon.deictic.get(e.slot("modifier").lower())
    day: dt.date | None
    if e.attrs.get("modified") == "week" and modifier and c.published_on:
        day = add_days(c.published_on, number - c.published_on.isoweekday() + 7 * modifier.direction)
    else:
        day = deictic_day(deictic[1], c) if deictic else weekday_date(c, number, modifier.direction if modifier else None)
    part = part_of_day(e.slot("part") or glued)
    value = day.isoformat() if day else f"XXXX-WXX-{number}"
    return [Reading("TIME", f"{value}T{part}", early_or_late(e)) if part else Reading("DATE", value)]


def deictic_day(value: str, c: Context) -> dt.date | None:
    """The day of a deictic word's value in the lexicon (`today`, `-1`), None without anchor or where it names no day."""
    if c.published_on is None:
        return None
    offset = 0 if value == "today" else int(value) if value.lstrip("-").isdecimal() else None
    return None if offset is None else add_days(c.published_on, offset)
