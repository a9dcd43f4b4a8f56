"""The calendar: names of months, weekdays, seasons, parts of the day and feasts; arithmetic on days, weeks and months.

Month and day names come from CLDR (Babel), public holidays from `holidays`, the date of Easter from `dateutil`, which `holidays` itself
uses.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache, lru_cache

import holidays
from babel import Locale
from dateutil.easter import easter

FIRST_YEAR, LAST_YEAR = 1, 9998  # what datetime can hold, with room for an exclusive end

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first month of the (meteorological) season
_SEASON_NAMES = {"frühling": "SP", "frühjahr": "SP", "lenz": "SP", "sommer": "SU", "herbst": "FA", "winter": "WI"}

# Part of the day → first and last hour; what ends after midnight ends on the following day. `DT` is daytime.
PARTS_OF_DAY = {"MO": (6, 12), "MI": (12, 14), "AF": (12, 18), "DT": (6, 18), "EV": (18, 24), "NI": (22, 30)}
_PART_NAMES = {
    "morgen": "MO", "früh": "MO", "frühe": "MO", "vormittag": "MO", "mittag": "MI", "nachmittag": "AF", "abend": "EV", "nacht": "NI",
}  # fmt: skip


@cache
def month_names() -> dict[str, int]:
    """Lower-case name or abbreviation → month, in German and Austrian usage, with and without the full stop."""
    names: dict[str, int] = {"feber": 2, "febr": 2, "jan": 1, "sep": 9, "sept": 9, "mär": 3, "mrz": 3, "jun": 6, "jul": 7}
    for locale in ("de", "de_AT"):
        months = Locale.parse(locale).months
        for width in ("wide", "abbreviated"):
            for number, name in months["format"][width].items():
                names[name.lower().rstrip(".")] = number
    return names


@cache
def weekday_names() -> dict[str, int]:
    """Lower-case name → ISO weekday (Monday 1 … Sunday 7)."""
    days = Locale.parse("de").days["format"]["wide"]
    return {name.lower(): number + 1 for number, name in days.items()} | {"sonnabend": 6}


def month_of(word: str) -> int | None:
    """The month that a word names, also in the genitive („des 13. Januars“), None where it names none."""
    word = word.lower().rstrip(".")
    return month_names().get(word) or month_names().get(word.removesuffix("s"))


def split_weekday(word: str) -> tuple[int, str] | None:
    """ISO weekday and what follows it in the word („Montagabend“ → 1, „abend“; „Montags“ → 1, „“), None where it begins with none."""
    word = word.lower()
    for name, number in weekday_names().items():
        if word.startswith(name):
            rest = word.removeprefix(name)
            return number, "" if rest in ("s", "en") else rest
    return None


def season_of(word: str) -> str | None:
    """The TIMEX3 season that a word names, also as last part of a compound („Spätsommer“)."""
    word = word.lower()
    for name, code in _SEASON_NAMES.items():
        if word.startswith(name) and word.endswith(("semester", "semesters", "saison")):
            return code
        if word in (name + "monate", name + "monaten") or any(word.endswith(name + ending) for ending in ("", "s", "es", "n", "e")):
            return code
    return None


def part_of_day(word: str) -> str | None:
    """The TIMEX3 part of the day that a word names, also as last part of a compound („Montagabend“, „morgens“)."""
    word = word.lower()
    if "mitternacht" in word:
        return None
    word = word.removesuffix("stunden").removesuffix("zeit")
    hits = [name for name in _PART_NAMES if any(word.endswith(name + ending) for ending in ("", "s", "es", "e"))]
    if word.endswith(("nächten", "nächte")):
        return "NI"
    return _PART_NAMES[max(hits, key=len)] if hits else None


def iso_week(day: dt.date) -> str:
    """The TIMEX3 value of the week in which `day` lies: `2013-W27`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def add_months(day: dt.date, months: int) -> dt.date | None:
    """The same day `months` later (the last of the month where it is shorter); None outside the calendar."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: dt.date, days: int) -> dt.date | None:
    """The day `days` later, None outside the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The day, None where the calendar has none („31. Februar“)."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def full_year(two_digits: int, near: int | None) -> int:
    """The year that „'89“ or „1.3.26“ stands for: the one nearest to `near`, at most ten years later (1930 to 2029 where
    there is no anchor)."""
    if near is None:
        return two_digits + (1900 if two_digits >= 30 else 2000)
    century = near - near % 100
    candidates = [century - 100 + two_digits, century + two_digits, century + 100 + two_digits]
    return min((c for c in candidates if 0 < c <= near + 10), key=lambda c: abs(c - near), default=near)


# What the calendars of public holidays leave out: days from Easter Sunday, or fixed days.
_FROM_EASTER = {
    "weiberfastnacht": -52, "rosenmontag": -48, "faschingsdienstag": -47, "fastnacht": -47, "fasching": -47, "karneval": -48,
    "aschermittwoch": -46, "palmsonntag": -7, "gründonnerstag": -3, "karfreitag": -2, "karsamstag": -1, "ostern": 0, "ostersonntag": 0,
    "osterwochenende": 0, "osterfest": 0, "ostermontag": 1, "weißer sonntag": 7, "christi himmelfahrt": 39, "himmelfahrt": 39,
    "vatertag": 39, "pfingsten": 49, "pfingstsonntag": 49, "pfingstmontag": 50, "fronleichnam": 60, "herz-jesu-sonntag": 70,
}  # fmt: skip
_FIXED = {
    "neujahr": (1, 1), "neujahrstag": (1, 1), "dreikönig": (1, 6), "dreikönigstag": (1, 6), "heilige drei könige": (1, 6),
    "valentinstag": (2, 14), "josefi": (3, 19), "tag der arbeit": (5, 1), "maifeiertag": (5, 1), "mariä himmelfahrt": (8, 15),
    "maria himmelfahrt": (8, 15), "tag der deutschen einheit": (10, 3), "reformationstag": (10, 31), "halloween": (10, 31),
    "allerheiligen": (11, 1), "allerseelen": (11, 2), "martinstag": (11, 11), "martini": (11, 11), "nikolaus": (12, 6),
    "nikolaustag": (12, 6), "mariä empfängnis": (12, 8), "maria empfängnis": (12, 8), "heiligabend": (12, 24), "heiliger abend": (12, 24),
    "heiligen abend": (12, 24), "weihnachten": (12, 25), "weihnachtsfest": (12, 25), "weihnachtstag": (12, 25), "christtag": (12, 25),
    "stephanstag": (12, 26), "stefanstag": (12, 26), "silvester": (12, 31), "sylvester": (12, 31), "jahreswechsel": (12, 31),
}  # fmt: skip
_SUNDAYS_BEFORE_CHRISTMAS = {
    "erster advent": 3, "ersten advent": 3, "1. advent": 3, "ersten adventssonntag": 3, "ersten adventsonntag": 3,
    "zweiter advent": 2, "zweiten advent": 2, "2. advent": 2, "zweiten adventssonntag": 2,
    "dritter advent": 1, "dritten advent": 1, "3. advent": 1, "dritten adventssonntag": 1,
    "vierter advent": 0, "vierten advent": 0, "4. advent": 0, "vierten adventssonntag": 0,
    "totensonntag": 4, "ewigkeitssonntag": 4, "volkstrauertag": 5,
}  # fmt: skip


@lru_cache(maxsize=64)  # years
def public_holidays(year: int) -> dict[str, dt.date]:
    """Lower-case German name → day, for all states of Germany and Austria in that year, as the library `holidays` knows them."""
    found: dict[str, dt.date] = {}
    sources = [("AT", None), *(("DE", subdivision) for subdivision in holidays.Germany.subdivisions)]
    for country, subdivision in sources:
        days = holidays.country_holidays(country, subdiv=subdivision, years=year, language="de", observed=False)
        for day, names in days.items():
            for name in names.split("; "):
                found.setdefault(name.lower(), day)
    return found


def feast_day(name: str, year: int) -> dt.date | None:
    """The day of a feast or public holiday in a year, None where neither we nor the library know it."""
    name = " ".join(name.lower().split())
    if not 1583 <= year <= 4099:  # the Gregorian Easter
        return None
    for form in (name, name.removesuffix("s")):
        if form in _FROM_EASTER:
            return easter(year) + dt.timedelta(days=_FROM_EASTER[form])
        if form in _FIXED:
            return make_date(year, *_FIXED[form])
        if form in _SUNDAYS_BEFORE_CHRISTMAS:
            fourth = dt.date(year, 12, 24) - dt.timedelta(days=dt.date(year, 12, 24).isoweekday() % 7)
            return fourth - dt.timedelta(weeks=_SUNDAYS_BEFORE_CHRISTMAS[form])
        known = public_holidays(year).get(form)
        if known:
            return known
    return None
