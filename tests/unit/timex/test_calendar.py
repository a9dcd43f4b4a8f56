"""The calendar, and that our word lists say what CLDR says."""

from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from pipeline.paths import lists_dir
from pipeline.rulepack import read_rules
from pipeline.timex.calendar import (
    add_days,
    add_months,
    feast_day,
    full_year,
    iso_week,
    month_of,
    part_of_day,
    public_holidays,
    season_of,
    split_weekday,
)

LISTS = read_rules()[0].lists


@pytest.mark.parametrize("locale", ["de", "de_AT"])
def test_the_list_of_months_has_all_names_of_cldr(locale: str) -> None:
    have = {r["term"]: int(r["month"]) for r in LISTS["time_months"].rows}
    for number, name in Locale.parse(locale).months["format"]["wide"].items():
        assert have[name] == number


def test_months_of_the_list_are_months() -> None:
    assert {
        r["term"]: int(r["month"])
        for r in LISTS["time_months"].rows
        if (month_of(r["term"]) or month_of(r["term"][:-1])) != int(r["month"])
    } == {}


def test_the_list_of_weekdays_has_all_names_of_cldr() -> None:
    have = {r["term"]: int(r["weekday"]) for r in LISTS["time_weekdays"].rows}
    for number, name in Locale.parse("de").days["format"]["wide"].items():
        assert have[name] == number + 1


def test_parts_of_weekdays_in_one_word() -> None:
    for row in LISTS["time_weekday_parts"].rows:
        found = split_weekday(row["term"])
        assert found is not None, row
        assert (found[0], part_of_day(found[1])) == (int(row["weekday"]), row["part"]), row


def test_every_feast_of_the_list_has_a_day() -> None:
    without = [t for t in LISTS["time_feasts"].terms if feast_day(t, 2026) is None and not part_of_day(t)]
    assert without == []


def test_every_list_says_where_it_comes_from() -> None:
    for path in lists_dir().glob("time_*.csv"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("Ostern", 2026, "2026-04-05"), ("Karfreitag", 2024, "2024-03-29"), ("Pfingsten", 2025, "2025-06-08"),
        ("Fronleichnams", 2026, "2026-06-04"),
        ("Tag der Deutschen Einheit", 2026, "2026-10-03"), ("Buß- und Bettag", 2026, "2026-11-18"), ("zweiten Advent", 2026, "2026-12-06"),
        ("Totensonntag", 2026, "2026-11-22"), ("Nationalfeiertag", 2026, "2026-10-26"), ("Silvester", 1999, "1999-12-31"),
        ("Rosenmontag", 2026, "2026-02-16"),
    ],
)  # fmt: skip
def test_feast(name: str, year: int, day: str) -> None:
    assert feast_day(name, year) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("year", [-1, 0, 1200, 5000])
def test_years_without_a_gregorian_easter(year: int) -> None:
    assert feast_day("Ostern", year) is None


def test_the_library_agrees_with_our_movable_feasts() -> None:
    for year in (2019, 2024, 2026):
        known = public_holidays(year)
        for name in ("karfreitag", "ostermontag", "christi himmelfahrt", "pfingstmontag", "fronleichnam"):
            assert feast_day(name, year) == known[name]


@pytest.mark.parametrize(
    ("word", "part"), [("Abend", "EV"), ("nachts", "NI"), ("Nachmittag", "AF"), ("morgens", "MO"), ("Mitternacht", None), ("Tag", None)]
)
def test_part_of_day(word: str, part: str | None) -> None:
    assert part_of_day(word) == part


@pytest.mark.parametrize(
    ("word", "season"), [("Spätsommer", "SU"), ("Frühjahrs", "SP"), ("Wintersemester", "WI"), ("Sommermonaten", "SU"), ("Vorjahr", None)]
)
def test_season(word: str, season: str | None) -> None:
    assert season_of(word) == season


@pytest.mark.parametrize(
    ("digits", "near", "year"),
    [(89, 2026, 1989), (26, 2026, 2026), (43, 2026, 1943), (30, 2026, 2030), (98, 1999, 1998), (5, 1999, 2005), (89, None, 1989)],
)
def test_two_digit_years(digits: int, near: int | None, year: int) -> None:
    assert full_year(digits, near) == year


@pytest.mark.parametrize(
    ("day", "week"), [("2020-12-31", "2020-W53"), ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"), ("2026-01-01", "2026-W01")]
)
def test_iso_week(day: str, week: str) -> None:
    assert iso_week(dt.date.fromisoformat(day)) == week


@given(st.dates(), st.integers(min_value=-(10**6), max_value=10**6))
def test_arithmetic_stays_in_the_calendar_or_says_none(day: dt.date, count: int) -> None:
    moved = add_days(day, count)
    assert moved is None or (moved - day).days == count
    later = add_months(day, count)
    assert later is None or (later.year - day.year) * 12 + later.month - day.month == count
