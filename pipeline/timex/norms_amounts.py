"""Norms for clock times, durations and sets."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.timex.calendar import add_days, part_of_day, split_weekday
from pipeline.timex.context import Context, Expression, Reading
from pipeline.timex.durations import Unit, format_number, parse_duration, period, unit_of
from pipeline.timex.numbers import parse_number, parse_ordinal

_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?(?:[.:](\d{2}))?")
_CLOCK_RANGE = re.compile(r"(\d{1,2}(?:[.:]\d{2})?)\s?[-–—/]\s?(\d{1,2}(?:[.:]\d{2})?)")


_QUALIFIED = re.compile(r"\b(gut|knapp)e[nrs]?\b", re.IGNORECASE)  # „eine gute halbe Stunde“
_FIRST_OF_EVENING, _FIRST_OF_NIGHT, _LAST_OF_AFTERNOON = 5, 8, 6  # „am Abend um fünf“, „nachts um acht“, „am Nachmittag um sechs“
_SMALL_HOURS = 5  # „am Abend bis vier Uhr“ ends on the following day


def _of_day(c: Context, clock: str) -> Reading:
    """The time on the day that is spoken of: after „in der Nacht zum Sonntag“ three o'clock is that of the Sunday, „am Abend um acht“ is
    20:00; a set where the clause tells of every day."""
    hour = int(clock[:2])
    later = (
        (c.part_beside == "EV" and _FIRST_OF_EVENING <= hour < 12)
        or (c.part_beside == "NI" and _FIRST_OF_NIGHT <= hour < 12)
        or (c.part_beside == "AF" and 1 <= hour <= _LAST_OF_AFTERNOON)
    )
    if later:
        hour += 12
        clock = f"{hour:02d}{clock[2:]}"
    if c.recurs:
        return Reading("SET", f"{c.recurs}T{clock}")
    day = c.day or c.heading or c.published_on
    if c.day and (hour < 12 if c.part == "NI" else c.part == "EV" and hour < _SMALL_HOURS):
        day = add_days(c.day, 1)
    return Reading("TIME", f"{day.isoformat() if day else 'XXXX-XX-XX'}T{clock}")


def _clock(text: str) -> str | None:
    match = _CLOCK.match(text)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
    else:
        number = parse_number(text)
        if not isinstance(number, int):
            return None
        hour, minute = number, 0
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute <= 59 and not (hour == 24 and minute) else None


def clock_time(e: Expression, c: Context) -> list[Reading]:
    """„17.30 Uhr“, „neun Uhr“, „17 Uhr 30“, and the first of „14-18 Uhr“: slots hour, minute, part („3 Uhr morgens“ is before noon)."""
    clock = _clock(e.slot("hour"))
    if clock is None:
        return []
    if e.slot("minute"):
        minute = parse_number(e.slot("minute"))
        if not isinstance(minute, int) or minute > 59:
            return []
        clock = f"{clock[:2]}:{minute:02d}"
    part = part_of_day(e.slot("part")) if e.slot("part") else None
    if part in ("AF", "EV") and int(clock[:2]) < 12:
        clock = f"{int(clock[:2]) + 12:02d}{clock[2:]}"
    if part:
        c = replace(c, part_beside="")
    return [_of_day(c, clock)]


def clock_pair(e: Expression, c: Context) -> list[Reading]:
    """„24–72“ would be no time; „14–18 Uhr“, „8.30–12 Uhr“ with both in one token are two: slot hours."""
    match = _CLOCK_RANGE.match(e.slot("hours"))
    first, second = (_clock(match[1]), _clock(match[2])) if match else (None, None)
    if not match or not first or not second:
        return []
    return [_of_day(c, first)._replace(span=match.span(1)), _of_day(c, second)._replace(span=(match.start(2), len(e.text)))]


def spoken_clock(e: Expression, c: Context) -> list[Reading]:
    """„halb neun“, „Viertel nach acht“, „kurz vor zwölf“ (the hour), „halb zwei am Nachmittag“: slots offset, relation, hour, part."""
    hour = parse_number(e.slot("hour"))
    if not isinstance(hour, int) or not 1 <= hour <= 24:
        return []
    if hour < 12 and e.slot("part") and part_of_day(e.slot("part")) in ("AF", "EV"):
        hour += 12
        c = replace(c, part_beside="")
    offset, relation = e.slot("offset").lower(), e.slot("relation").lower()
    minutes = 60 * hour
    if offset == "halb":
        minutes -= 30
    elif offset.startswith("dreiviertel"):
        minutes -= 15
    elif offset:
        amount = 15 if offset.startswith("viertel") else parse_number(offset)
        if not isinstance(amount, int):
            return []
        minutes += -amount if relation == "vor" else amount if relation == "nach" else -45
    minutes %= 24 * 60
    return [_of_day(c, f"{minutes // 60:02d}:{minutes % 60:02d}")]


def midnight(e: Expression, c: Context) -> list[Reading]:
    """„Mitternacht“: the end of the day that the passage speaks of; „seit Mitternacht“ (slot prep) that of the day before publication."""
    if e.slot("prep") and c.published_on and (before := add_days(c.published_on, -1)):
        return [Reading("TIME", f"{before.isoformat()}T24:00")]
    return [_of_day(c, "24:00")]


def duration(e: Expression, c: Context) -> list[Reading]:
    """„drei Wochen“, „anderthalb Jahre“, „48-stündig“, „einem Jahr“; of „24 bis 72 Stunden“ in one token both; slots none needed."""
    pair = re.fullmatch(r"(\d+(?:,\d+)?)\s?[–—-]\s?(\d+(?:,\d+)?)\s+(\S+)", e.text)
    if pair and (unit := unit_of(pair[3])):
        return [
            Reading("DURATION", _period(parse_number(pair[1]) or 0, unit), span=pair.span(1)),
            Reading("DURATION", _period(parse_number(pair[2]) or 0, unit), span=(pair.start(2), len(e.text))),
        ]
    amount = parse_duration(e.text)
    qualified = _QUALIFIED.search(e.text)
    mod = {"gut": "APPROX", "knapp": "LESS_THAN"}[qualified[1].lower()] if qualified else None
    return [Reading("DURATION", period(amount), mod)] if amount else []


def _period(number: float, unit: Unit) -> str:
    figure = format_number(number)
    return f"PT{figure}{unit.designator[1:]}" if unit.of_clock else f"P{figure}{unit.designator}"


def shared_duration(e: Expression, c: Context) -> list[Reading]:
    """The first of „24 bis 72 Stunden“, „zwei oder drei Tage“: slots amount, unit (a context slot)."""
    number, unit = parse_number(e.slot("amount")), unit_of(e.slot("unit"))
    return [Reading("DURATION", _period(number, unit))] if number is not None and unit else []


def vague_duration(e: Expression, c: Context) -> list[Reading]:
    """„mehrere Tage“, „den vergangenen Jahren“, „Jahrzehnten“: slot unit."""
    unit = unit_of(e.slot("unit"))
    if unit is None:
        return []
    return [Reading("DURATION", _open_period(unit))]


def _open_period(unit: Unit) -> str:
    return f"PTX{unit.designator[1:]}" if unit.of_clock else f"PX{unit.designator}"


def part_duration(e: Expression, c: Context) -> list[Reading]:
    """„zwei Nächte“, „ein Nachmittag“, „drei Abende“, „zwei Sommer“: slots amount, part."""
    number = parse_number(e.slot("amount")) if e.slot("amount") else 1
    part = part_of_day(e.slot("part").removesuffix("en")) or part_of_day(e.slot("part"))
    return [Reading("DURATION", f"PT{format_number(number)}{part}")] if number is not None and part else []


def recurring(e: Expression, c: Context) -> list[Reading]:
    """„jeden Tag“, „alle vier Jahre“, „pro Stunde“, „jede zweite Woche“: slots amount, rank, unit."""
    unit = unit_of(e.slot("unit"))
    if unit is None:
        part = part_of_day(e.slot("unit"))
        return [Reading("SET", f"XXXX-XX-XXT{part}")] if part else []
    if e.slot("amount").lower() in e.lexicon.vague_amounts:
        return [Reading("SET", _open_period(unit))]
    number = parse_ordinal(e.slot("rank")) if e.slot("rank") else parse_number(e.slot("amount")) if e.slot("amount") else 1
    return [Reading("SET", _period(number, unit))] if number is not None else []


def recurring_weekday(e: Expression, c: Context) -> list[Reading]:
    """„jeden Montag“, „jeden Montagabend“, „montags“, „jeden zweiten Montag“, „Mittwoch vormittags“: slots rank, weekday, part."""
    found = split_weekday(e.slot("weekday"))
    if found is None:
        return []
    number, glued = found
    rank = parse_ordinal(e.slot("rank")) if e.slot("rank") else None
    if rank and rank > 1:
        return [Reading("SET", f"P{rank}W")]
    part = part_of_day(e.slot("part") or glued)
    return [Reading("SET", f"XXXX-WXX-{number}" + (f"T{part}" if part else ""))]


def clocked_duration(e: Expression, c: Context) -> list[Reading]:
    """„1:47 Stunden“, „2:10,5 Minuten“, „1:02:03 Stunden“: slots amount, unit."""
    unit = unit_of(e.slot("unit"))
    match = re.fullmatch(r"(\d+):(\d\d)(?::(\d\d))?(?:[.,](\d+))?", e.slot("amount"))
    if match is None or unit is None or unit.key not in ("hour", "minute"):
        return []
    first, second, third, fraction = match.groups()
    rest = f".{fraction}" if fraction and fraction.strip("0") else ""
    if third is None:
        return [Reading("DURATION", f"PT{int(first)}H{int(second)}M" if unit.key == "hour" else f"PT{int(first)}M{int(second)}{rest}S")]
    return [Reading("DURATION", f"PT{int(first)}H{int(second)}M{int(third)}{rest}S")]


def frequency(e: Expression, c: Context) -> list[Reading]:
    """„zweimal wöchentlich“, „dreimal im Jahr“, „einmal pro Woche“: slot unit (a word of `time_deictic` or a unit)."""
    entry = e.lexicon.deictic.get(e.slot("unit").lower())
    if entry and entry[0] == "SET":
        return [Reading("SET", entry[1])]
    unit = unit_of(e.slot("unit"))
    return [Reading("SET", _period(1, unit))] if unit else []
