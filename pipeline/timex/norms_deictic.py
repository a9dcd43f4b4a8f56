"""Norms for what is seen from the day of publication or from what the text spoke of last; and for references without a calendar value."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.timex.anchors import narrative_begin, narrative_day, open_value, shifted, weekday_date
from pipeline.timex.calendar import add_days, make_date, part_of_day, split_weekday
from pipeline.timex.context import Context, Expression, Reading
from pipeline.timex.durations import parse_duration, period, unit_of
from pipeline.timex.interval import interval
from pipeline.timex.norms_calendar import deictic_day, early_or_late
from pipeline.timex.numbers import parse_ordinal


def nothing(e: Expression, c: Context) -> list[Reading]:
    """No expression of time: a rule with this norm keeps its words from all other rules (scores, prices, page numbers)."""
    return []


def constant(e: Expression, c: Context) -> list[Reading]:
    """A value that the rule itself gives: attrs type (DATE if missing), value, mod; none in the tense of attr unless."""
    if e.attrs.get("unless") and e.attrs["unless"] == c.tense:
        return []
    mod = e.attrs.get("mod")
    return [Reading(str(e.attrs.get("type", "DATE")), str(e.attrs["value"]), str(mod) if mod else None)]


def deictic(e: Expression, c: Context) -> list[Reading]:
    """„gestern“, „derzeit“, „jahrelang“: the word's type and value in `time_deictic`; slot word.

    „heute“ is the present age in texts that do not speak from their day, unless something happened „heute“ (past tense), and of what lasts
    („1971 kam sie zurück. Heute lebt sie in Graz.“); „am heutigen Tag“ (attr day) is the day always. „früher“ is the past but for what is
    or will be („er kommt früher zurück“).
    """
    entry = e.lexicon.deictic.get(e.slot("word").lower())
    if entry is None:
        return []
    kind, value = entry
    if e.slot("word").lower() == "früher" and c.tense in ("present", "future"):  # „er kommt früher zurück“
        return []
    if value == "today" and c.lasting and not e.attrs.get("day") and c.published_on:
        return [Reading(kind, "PRESENT_REF")]
    if value == "today" and not c.daily and not e.attrs.get("day") and (c.tense != "past" or c.published_on is None):
        return [Reading(kind, "PRESENT_REF")]
    if value == "year":
        return [Reading(kind, f"{c.published_on.year:04d}" if c.published_on else "XXXX")]
    if value == "today" or value.lstrip("-").isdecimal():
        day = deictic_day(value, c)
        return [Reading(kind, day.isoformat() if day else "PRESENT_REF" if value == "today" else "XXXX-XX-XX")]
    return [Reading(kind, value)]


def deictic_part(e: Expression, c: Context) -> list[Reading]:
    """„gestern Abend“, „heute früh“, „morgen Nachmittag“: slots word, part."""
    entry = e.lexicon.deictic.get(e.slot("word").lower())
    part = part_of_day(e.slot("part"))
    if entry is None or part is None:
        return []
    day = deictic_day(entry[1], c)
    if entry[1] == "today" and part == "NI" and c.tense == "past" and day:  # „heute Nacht brannte es“
        day = add_days(day, -1)
    return [Reading("TIME", f"{day.isoformat() if day else 'XXXX-XX-XX'}T{part}")]


def shifted_unit(e: Expression, c: Context) -> list[Reading]:
    """„vergangene Woche“, „Ende nächsten Jahres“, „diesem Tag“, „der nächsten Nacht“: slots phase, modifier, unit."""
    shift = e.lexicon.shifts.get(e.slot("modifier").lower())
    if shift is None:
        return []
    direction, narrative = shift
    phase = e.lexicon.phases.get(e.slot("phase").lower())
    word = e.slot("unit")
    part = part_of_day(word)
    unit = unit_of(word)
    key = "day" if part else (unit.key if unit else "")
    if key in ("", "hour", "minute", "second"):
        return []
    if key == "day":  # „am nächsten Tag“ goes on from the day last told of; „diese Nacht“ from the day of publication
        if part and not narrative and abs(direction) == 1:
            return [_part_of_shifted_day(part, direction, c)]
        if direction < 0 and e.slot("modifier").lower().startswith("letzt"):  # the last of several days, not the one before
            return [Reading("DATE", open_value("day"))]
        narrative = narrative or not part
    if key == "day" and direction == 0 and not c.told_last and not part:  # „Anfang November … An diesem Tag“
        return [Reading("DATE", open_value("day"))]
    told = narrative_day(c) if key == "day" else narrative_begin(c) or c.day
    base = (told or (c.published_on if direction == 0 and c.narrative is None else None)) if narrative else c.published_on
    value = shifted(key, base, direction) if base else None
    value = value or open_value(key)
    return [Reading("TIME", f"{value}T{part}") if part else Reading("DATE", value, phase)]


def _part_of_shifted_day(part: str, direction: int, c: Context) -> Reading:
    """„vergangene Nacht“ began on the evening before publication, „nächste Nacht“ follows the day last told of."""
    told = c.first_date if c.tense == "past" else None  # a tale in the past tense that names its day only further on
    base = c.published_on if direction < 0 else (narrative_day(c) or told or c.published_on)
    steps = -1 if direction < 0 else (0 if part == "NI" else 1)
    day = add_days(base, steps) if base else None
    return Reading("TIME", f"{day.isoformat() if day else 'XXXX-XX-XX'}T{part}")


def part_of_shifted_day(e: Expression, c: Context) -> list[Reading]:
    """„Morgen des folgenden Tages“, „Abend desselben Tages“: slots part, modifier."""
    part = part_of_day(e.slot("part"))
    days = shifted_unit(replace(e, slots={"modifier": e.slot("modifier"), "unit": "tages"}), c)
    return [Reading("TIME", f"{r.value}T{part}") for r in days if part]


def part_of_day_beside(e: Expression, c: Context) -> list[Reading]:
    """„Abend zuvor“, „Nacht darauf“: slot part, attr shift in days from the day that the text spoke of last."""
    part = part_of_day(e.slot("part"))
    base = narrative_day(c) or (c.first_date if c.tense == "past" else None)
    day = add_days(base, int(str(e.attrs.get("shift", 0)))) if base else None
    return [Reading("TIME", f"{day.isoformat() if day else 'XXXX-XX-XX'}T{part}")] if part else []


def new_year(e: Expression, c: Context) -> list[Reading]:
    """„im neuen Jahr“: the coming one when the old one nears its end, else the one that has begun."""
    if c.published_on is None:
        return [Reading("DATE", "XXXX")]
    return [Reading("DATE", f"{c.published_on.year + (c.published_on.month > _MONTHS_OF_NEW_YEAR):04d}")]


def whole_unit(e: Expression, c: Context) -> list[Reading]:
    """„Anfang der Woche“, „Ende des Monats“, „Jahresende“, „am Wochenende“: slot unit, phase; the unit that publication lies in.

    A weekend of the past tense is the last one, otherwise the one to come. „Ende des Jahres“ told of in the past tense while the year is
    young is that of the year before, „Anfang des Jahres“ announced when it is old that of the next.
    """
    word = e.slot("unit").lower()
    phase = e.lexicon.phases.get(e.slot("phase").lower()) or _glued_phase(word)
    unit = unit_of(word if word.startswith("wochenend") else _GLUED_PHASE.sub("", word))
    if unit is None:
        return []
    if unit.key == "year" and c.year is not None and c.year_holds:
        return [Reading("DATE", f"{c.year:04d}", phase)]
    if c.published_on is None:
        return [Reading("DATE", open_value(unit.key), phase)]
    back = unit.key == "weekend" and (c.tense == "past" or e.slot("prep").lower() == "vom") and c.published_on.isoweekday() < 6
    count = -1 if back else _beyond_phase(unit.key, phase, c)
    return [Reading("DATE", shifted(unit.key, c.published_on, count) or open_value(unit.key), phase)]


def _beyond_phase(unit: str, phase: str | None, c: Context) -> int:
    """Whether the end (the beginning) of a unit of which little (much) has passed is that of the unit before (after)."""
    span = interval(shifted(unit, c.published_on, 0) or "") if c.published_on else None
    if span is None or c.published_on is None or phase not in ("START", "END"):
        return 0
    passed = (dt.datetime.combine(c.published_on, dt.time(12)) - span[0]) / (span[1] - span[0])
    if phase == "END" and c.tense == "past" and passed < _YOUNG:
        return -1
    return 1 if phase == "START" and c.tense == "future" and passed > 1 - _YOUNG else 0


_YOUNG = 0.35  # of a unit's length
_MONTHS_OF_NEW_YEAR = 9
_GLUED_PHASE = re.compile(r"(?:s|n)?(?:anfangs?|beginns?|mitte|endes?|wechsel|hälfte)$")


def _glued_phase(word: str) -> str | None:
    for ending, mod in (("anfang", "START"), ("beginn", "START"), ("mitte", "MID"), ("ende", "END")):
        if word.rstrip("s").endswith(ending) and not word.startswith("wochenend"):
            return mod
    return None


def narrative_unit(e: Expression, c: Context) -> list[Reading]:
    """„tags darauf“, „am Vortag“, „im Vorjahr“, „die Woche darauf“: attrs unit and shift, from what the text spoke of last."""
    unit, count = str(e.attrs.get("unit", "day")), int(str(e.attrs.get("shift", 0)))
    if unit == "day":
        base = narrative_day(c) or (c.first_date if c.tense == "past" else None)
    elif unit == "year":
        year = c.year or c.lately
        base = make_date(year, 1, 1) if year else c.published_on
    else:
        base = _begin_of_no_longer(unit, c) or c.published_on
    value = shifted(unit, base, count) if base else None
    return [Reading("DATE", value or open_value(unit))]


_DAYS_OF = {"week": 7, "month": 31, "quarter": 92}


def _begin_of_no_longer(unit: str, c: Context) -> dt.date | None:
    """The first day of what the text spoke of last unless that is longer than the unit: no „Vorwoche“ is that before a month."""
    span = interval(c.narrative) if c.narrative else None
    return span[0].date() if span and (span[1] - span[0]).days <= _DAYS_OF.get(unit, 366) else None


_PERIOD = re.compile(r"(\d{4})(-(?:Q[1-4]|H[12]|\d\d|SP|SU|FA|WI))")
_PERIOD_CODES = (("quartal", "Q"), ("halbjahr", "H"), ("monat", ""))


def period_of_year_before(e: Expression, c: Context) -> list[Reading]:
    """„im Vorjahreszeitraum“, „gegenüber dem Vorjahresquartal“: slot period; the period named last, a year before.

    Where none of that kind was named, the year before publication with the period open.
    """
    word = e.slot("period").lower()
    code = next((code for noun, code in _PERIOD_CODES if noun in word), None)
    told = _PERIOD.fullmatch(c.period or "")
    if told and (code is None or (told[2][1] == code if code else told[2][1].isdecimal())):
        return [Reading("DATE", f"{int(told[1]) - 1:04d}{told[2]}")]
    year = f"{c.published_on.year - 1:04d}" if c.published_on else "XXXX"
    return [Reading("DATE", year + {None: "", "Q": "-QX", "H": "-HX", "": "-XX"}[code])]


def later(e: Expression, c: Context) -> list[Reading]:
    """„zwei Tage später“, „drei Wochen zuvor“: slots amount, unit; attr shift (1 or -1).

    A DATE where the text spoke of a day that the shift can start from; else the DURATION alone, as KRAUTS has it.
    """
    amount = parse_duration(e.slot("amount") + " " + e.slot("unit"))
    if amount is None:
        return []
    day = narrative_day(c)
    direction = int(str(e.attrs.get("shift", 1)))
    if day is not None and amount.unit.key in ("day", "week") and amount.low == amount.high and float(amount.low).is_integer():
        moved = add_days(day, direction * int(amount.low) * (7 if amount.unit.key == "week" else 1))
        if moved:
            return [Reading("DATE", moved.isoformat())]
    return [Reading("DURATION", period(amount))]


def part_of_the_day(e: Expression, c: Context) -> list[Reading]:
    """„am Abend“, „am frühen Nachmittag“: slots phase, part; the day that the passage speaks of, else that of publication."""
    part = part_of_day(e.slot("part"))
    if part is None:
        return []
    day = c.day or c.heading or c.published_on
    if c.day and c.part == "NI" and part in ("MO", "MI", "AF"):  # what follows „in der Nacht zum Sonntag“ is on the Sunday
        day = add_days(c.day, 1)
    elif part == "NI" and c.day is None and c.tense == "past" and day:  # „in der Nacht brannte es“, told in the morning
        day = add_days(day, -1)
    mod = early_or_late(e)
    return [Reading("TIME", f"{day.isoformat() if day else 'XXXX-XX-XX'}T{part}", mod)]


def part_of_any_day(e: Expression, c: Context) -> list[Reading]:
    """„abends“, „nachts“: the evening of the day that the sentence speaks of, otherwise every evening; slot part."""
    part = part_of_day(e.slot("part"))
    if part is None:
        return []
    if c.day is not None:
        return [Reading("TIME", f"{c.day.isoformat()}T{part}")]
    return [Reading("SET", f"PT1{part}")]


def night_before(e: Expression, c: Context) -> list[Reading]:
    """„Nacht zum Samstag“, „Nacht auf gestern“: slot weekday; the night begins on the evening before."""
    deictic = e.lexicon.deictic.get(e.slot("weekday").lower())
    if deictic is not None:
        told = deictic_day(deictic[1], c)
        before = add_days(told, -1) if told else None
        return [Reading("TIME", f"{before.isoformat() if before else 'XXXX-XX-XX'}TNI")]
    found = split_weekday(e.slot("weekday"))
    if found is None:
        return []
    day = weekday_date(c, found[0])
    eve: dt.date | None = add_days(day, -1) if day else None
    return [Reading("TIME", f"{eve.isoformat()}TNI" if eve else f"XXXX-WXX-{(found[0] - 2) % 7 + 1}TNI")]


def ordinal_in_narrative(e: Expression, c: Context) -> list[Reading]:
    """„der ersten Woche“, „am dritten Tag“: slots rank, unit; counted from the day of the calendar named last, open without one."""
    rank, unit = parse_ordinal(e.slot("rank")), unit_of(e.slot("unit"))
    if rank is None or unit is None or unit.key not in ("day", "week", "month", "year"):
        return []
    value = shifted(unit.key, c.origin, rank - 1) if c.origin else None
    return [Reading("DATE", value or open_value(unit.key))]
