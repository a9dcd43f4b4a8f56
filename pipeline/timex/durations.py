"""Amounts of time: „24 bis 72 Stunden“, „anderthalb Jahre“, „48-stündig“, „Zwei-Wochen-Frist“.

`duration_hours` gives bounds in hours for whoever plans with windows of time, `parse_duration` the amount itself, `period` its TIMEX3
value.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.timex.numbers import parse_number, parse_ordinal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time: its TIMEX3 designator (`D`, `W`, `TH` for hours …), and its nominal length in hours."""

    key: str
    designator: str
    hours: float

    @property
    def of_clock(self) -> bool:
        """Whether TIMEX3 writes it behind the `T`."""
        return self.designator.startswith("T")


# Nominal lengths: a month has 30 days, a year 365 (what a deadline calculation without a calendar assumes).
_DAY = 24.0
UNITS: dict[str, Unit] = {
    u.key: u
    for u in (
        Unit("second", "TS", 1 / 3600),
        Unit("minute", "TM", 1 / 60),
        Unit("hour", "TH", 1.0),
        Unit("day", "D", _DAY),
        Unit("weekend", "WE", 2 * _DAY),
        Unit("week", "W", 7 * _DAY),
        Unit("month", "M", 30 * _DAY),
        Unit("quarter", "Q", 90 * _DAY),
        Unit("season", "SE", 90 * _DAY),
        Unit("year", "Y", 365 * _DAY),
        Unit("decade", "DE", 3650 * _DAY),
        Unit("century", "CE", 36500 * _DAY),
        Unit("millennium", "L", 365000 * _DAY),
    )
}

# Stem of the noun → unit; endings are cut by `unit_of`. Compounds that end in one of them are read by their last part („Arbeitstage“).
_NOUNS = {
    "sekunde": "second", "sek": "second", "minute": "minute", "min": "minute", "stunde": "hour", "std": "hour", "h": "hour",
    "tag": "day", "wochenende": "weekend", "woche": "week", "monat": "month", "quartal": "quarter", "jahr": "year",
    "jahrzehnt": "decade", "dekade": "decade", "jahrhundert": "century", "jahrtausend": "millennium",
}  # fmt: skip
_FRACTIONED = {
    "vierteljahrhundert": (0.25, "century"), "halbjahr": (0.5, "year"), "vierteljahr": (0.25, "year"), "dreivierteljahr": (0.75, "year"),
    "halbtag": (0.5, "day"), "viertelstunde": (0.25, "hour"), "dreiviertelstunde": (0.75, "hour"), "halbstunde": (0.5, "hour"),
}  # fmt: skip
_ADJECTIVES = {
    "sekündig": "second", "minütig": "minute", "stündig": "hour", "tägig": "day", "wöchig": "week", "monatig": "month",
    "jährig": "year", "quartalig": "quarter",
}  # fmt: skip
_PLURAL_ENDINGS = ("en", "es", "n", "e", "s", "er")
# Nouns that end like a unit and name a point of time; what ends in „tag“ counts but for assemblies, anniversaries and weekdays.
_NOT_UNITS = re.compile(r"^(?:vor|neu|früh|spät)jahr")
_DAYS = re.compile(
    r"(?<!bundes)(?<!land)(?<!reichs)(?<!kreis)(?<!partei)(?<!kirchen)(?<!gemeinde)(?<!städte)(?<!juristen)(?<!ärzte)(?<!katholiken)(?<!geburts)"
    r"(?<!jahres)(?<!todes)(?<!stich)(?<!sonn)(?<!mon)(?<!diens)(?<!donners)(?<!frei)(?<!sams)(?<!all)(?<!mit)(?<!nachmit)(?<!vormit)tag$"
)

_RANGE = {"bis", "und", "oder", "-", "–", "—", "/", "bzw", "bzw.", "beziehungsweise"}
_AT_LEAST = ("mehr als", "länger als", "über", "mindestens", "wenigstens", "frühestens", "nicht unter", "ab")
_AT_MOST = ("weniger als", "bis zu", "höchstens", "maximal", "längstens", "spätestens", "unter", "nicht mehr als", "nicht länger als",
            "keine", "nicht einmal", "kürzer als")  # fmt: skip
_WORD = re.compile(r"\d+(?:[.,]\d+)*[½¼¾]?\.?|[½¼¾]|[^\W\d_]+|[-–—/+]")
_FIGURE_SUFFIX = re.compile(r"^(\d+)(h|std|min|sek)$")
_HALF = re.compile(r"\b(\d{1,4}) 1/2\b")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Amount:
    """`low` to `high` of a unit; equal where the text gives one figure. `rest`: what is added („und drei Monate“)."""

    low: float
    high: float
    unit: Unit
    rest: tuple[Amount, ...] = ()


@lru_cache(maxsize=1024)
def unit_of(word: str) -> Unit | None:
    """The unit that a noun names, in any case and number, also as the last part of a compound; None where it names none."""
    word = word.lower().rstrip(".")
    if not 1 <= len(word) <= 40 or _NOT_UNITS.match(word):
        return None
    if word in _NOUNS:
        return UNITS[_NOUNS[word]]
    for ending in _PLURAL_ENDINGS:
        if word.endswith(ending) and word[: -len(ending)] in _NOUNS:
            return UNITS[_NOUNS[word[: -len(ending)]]]
    stem = word.split("-")[-1]
    if stem != word:
        return unit_of(stem) if len(stem) > 2 else None
    for ending in ("", *_PLURAL_ENDINGS):
        bare = word[: -len(ending)] if ending and word.endswith(ending) else word
        for noun, key in _NOUNS.items():
            if len(noun) > 3 and bare.endswith(noun) and len(bare) > len(noun) + 2:
                return UNITS[key]
        if _DAYS.search(bare):
            return UNITS["day"]
    return None


def parse_duration(text: str) -> Amount | None:
    """The amount of time that `text` names, None where it names none or none that can be counted („mehrere Tage“).

    Reads figures and words, ranges, sums, adjectives and compounds. A singular noun without a number counts as one („innerhalb der Woche“).
    """
    words = [m.group() for m in _WORD.finditer(_HALF.sub(r"\1,5", text[:_LONGEST].lower()))]
    compound = _compound(words)
    if compound:
        return compound
    parts = _amounts(words)
    if not parts:
        return None
    first, *rest = parts
    return Amount(first.low, first.high, first.unit, tuple(rest))


def duration_hours(text: str) -> tuple[float, float] | None:
    """Lower and upper bound, in hours, of the amount of time that `text` names; None where it names none that can be counted.

    „24 bis 72 Stunden“ gives (24, 72), „eine Woche“ (168, 168), „mehr als zwei Tage“ (48, inf), „höchstens 48 Stunden“ (0, 48), „knapp drei
    Wochen“ (504, 504): approximations keep their figure. A day has 24 hours, a week 168, a month 720, a quarter 2160, a year 8760.
    Ordinals are no amounts („in der dritten Woche“): see `ordinal_unit`.
    """
    if ordinal_unit(text):
        return None
    amount = parse_duration(text)
    if amount is None:
        return None
    low = sum(a.low * a.unit.hours for a in (amount, *amount.rest))
    high = sum(a.high * a.unit.hours for a in (amount, *amount.rest))
    words = f" {' '.join(text.lower().split())} "
    if any(f" {w} " in words for w in _AT_MOST):
        return (0.0, high)
    if any(f" {w} " in words for w in _AT_LEAST):
        return (low, math.inf)
    return (low, high)


def ordinal_unit(text: str) -> tuple[int, Unit] | None:
    """Rank and unit of „in der dritten Woche“, „am 2. Tag“: (3, week), (2, day). None where there is no rank directly before a unit.

    The n-th unit covers the hours (n - 1) * unit.hours to n * unit.hours from the start.
    """
    words = [m.group() for m in _WORD.finditer(text[:_LONGEST].lower())]
    for word, following in zip(words, words[1:], strict=False):
        rank = parse_ordinal(word)
        unit = unit_of(following) if rank else None
        if rank and unit and not _is_plural(following, unit):
            return rank, unit
    return None


def period(amount: Amount) -> str:
    """The TIMEX3 value of an amount; of a range the lower bound („24 bis 72 Stunden“ → PT24H): the bounds are `duration_hours`."""
    days, clock = "", ""
    for part in (amount, *amount.rest):
        figure = format_number(part.low)
        if part.unit.of_clock:
            clock += figure + part.unit.designator[1:]
        else:
            days += figure + part.unit.designator
    return "P" + days + ("T" + clock if clock else "")


def format_number(value: float) -> str:
    """A figure as TIMEX3 writes it: `2`, `2.5`."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _is_plural(word: str, unit: Unit) -> bool:
    if unit.key in ("second", "minute", "hour", "week", "decade"):  # feminines in -e, and „Jahrzehnt“ (never a plural in -n but the dative)
        return word.endswith("n") or (unit.key == "decade" and word.endswith("jahrzehnte"))
    if unit.key == "weekend":
        return word.endswith("n")
    return word.endswith(("e", "en", "ern"))


def _compound(words: list[str]) -> Amount | None:
    """„48-stündig“, „dreitägige“, „zweieinhalbstündig“, „48-Stunden-Frist“, „Zwei-Wochen-Frist“, „Dreitagefrist“, „halbjährig“."""
    for at, word in enumerate(words):
        for ending, key in _ADJECTIVES.items():
            head, found, tail = word.partition(ending)
            if not found or tail not in ("", "e", "en", "er", "es", "em"):
                continue
            if not head:  # „48-stündig“, „24- bis 72-stündig“
                numbers = [n for w in words[:at] if (n := parse_number(w)) is not None]
                return Amount(min(numbers), max(numbers), UNITS[key]) if numbers else None
            number = parse_number(head)
            return Amount(number, number, UNITS[key]) if number is not None else None
        if at + 2 < len(words) and words[at + 1] == "-" and word[-1:] not in "-–":
            number, unit = parse_number(word), unit_of(words[at + 2])
            if number is not None and unit and at + 3 < len(words) and words[at + 3] == "-":
                return Amount(number, number, unit)
        if word in ("halbtägig", "halbjährig"):
            return None
        glued = _glued(word)
        if glued:
            return glued
    return None


_GLUED = re.compile(
    r"^([a-zäöüß]{3,24}?)(stunden|minuten|tage|tages|wochen|monats|monate|jahres|jahre)"
    r"(?:frist|ultimatum|plan|zeitraum|fenster|regel|pause|waffenruhe|inzidenz)\w{0,4}$"
)
_WITHOUT_NUMBER = re.compile(r"^(stunden|tages|wochen|monats|quartals|jahres)frist$")
_GLUED_UNITS = {"stunden": "hour", "minuten": "minute", "tage": "day", "tages": "day", "wochen": "week", "monats": "month",
                "monate": "month", "jahres": "year", "jahre": "year", "quartals": "quarter"}  # fmt: skip


def _glued(word: str) -> Amount | None:
    bare = _WITHOUT_NUMBER.match(word)
    if bare:
        return Amount(1, 1, UNITS[_GLUED_UNITS[bare[1]]])
    match = _GLUED.match(word)
    number = parse_number(match[1]) if match else None
    if match is None or number is None:
        return None
    return Amount(number, number, UNITS[_GLUED_UNITS[match[2]]])


def _amounts(words: list[str]) -> list[Amount]:
    """All „number unit“ in a row, with the range or the number that stands before each unit."""
    found: list[Amount] = []
    numbers: list[float] = []
    ranged = across = False  # across: „24 Stunden bis drei Tage“
    for at, word in enumerate(words):
        suffix = _FIGURE_SUFFIX.match(word)
        fraction = _fraction_unit(word)
        unit = unit_of(word)
        number = None if unit or fraction else parse_number(word.rstrip(".") if at + 1 < len(words) else word)
        if suffix:
            found.append(Amount(int(suffix[1]), int(suffix[1]), UNITS[_NOUNS[suffix[2]]]))
        elif fraction:
            count, one = fraction
            times = numbers[-1] if numbers else 1
            found.append(Amount(times * count, times * count, one))
            numbers, ranged = [], False
        elif number is not None:
            if numbers and not ranged:
                numbers = [_join(numbers[-1], number)]
            else:
                numbers.append(number)
            ranged = False
        elif word in _RANGE and numbers:
            ranged = True
        elif word in ("bis", "-", "–", "—") and found:
            across = True
        elif unit:
            if numbers:
                low, high = numbers[0], numbers[-1]
                if across:
                    first = found.pop()
                    other = high * unit.hours / first.unit.hours
                    found.append(Amount(min(first.low, other), max(first.low, other), first.unit))
                    across = False
                else:
                    found.append(Amount(min(low, high), max(low, high), unit))
            elif not found and not _is_plural(word, unit):
                found.append(Amount(1, 1, unit))
            numbers, ranged = [], False
    return found


def _join(first: float, second: float) -> float:
    """„ein halbes“ is a half, „zwei Dutzend“ twice twelve, „2 000“ is read by the number grammar already."""
    if second < 1 or second in (12, 10**6, 10**9):
        return first * second
    return second


def _fraction_unit(word: str) -> tuple[float, Unit] | None:
    for ending in ("", *_PLURAL_ENDINGS):
        bare = word[: -len(ending)] if ending and word.endswith(ending) else word
        if bare in _FRACTIONED:
            count, key = _FRACTIONED[bare]
            return count, UNITS[key]
    return None
