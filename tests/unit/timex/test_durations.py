"""Amounts of time: bounds in hours, TIMEX3 periods."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timex.durations import duration_hours, ordinal_unit, parse_duration, period, unit_of
from pipeline.timex.interval import is_value

HOURS = [
    ("24 Stunden", 24, 24), ("24 bis 72 Stunden", 24, 72), ("24-72 Stunden", 24, 72), ("24–72 Stunden", 24, 72),
    ("zwei oder drei Tage", 48, 72),
    ("zwischen 24 und 72 Stunden", 24, 72), ("eine Woche", 168, 168), ("einer Woche", 168, 168), ("einem Monat", 720, 720),
    ("drei Quartale", 6480, 6480), ("anderthalb Jahre", 13140, 13140), ("ein halbes Jahr", 4380, 4380), ("Halbjahr", 4380, 4380),
    ("eine Viertelstunde", 0.25, 0.25), ("90 Minuten", 1.5, 1.5), ("zwei Stunden 30 Minuten", 2.5, 2.5), ("2,5 Stunden", 2.5, 2.5),
    ("2 1/2 Stunden", 2.5, 2.5), ("48h", 48, 48), ("24 Std.", 24, 24), ("48-stündig", 48, 48), ("48-stündige", 48, 48),
    ("dreitägigen", 72, 72),
    ("24- bis 72-stündig", 24, 72), ("zweiwöchig", 336, 336), ("anderthalbstündige", 1.5, 1.5), ("48-Stunden-Frist", 48, 48),
    ("Zwei-Wochen-Frist", 336, 336), ("Dreitagefrist", 72, 72), ("72-Stunden-Ultimatum", 72, 72), ("Jahresfrist", 8760, 8760),
    ("binnen Monatsfrist", 720, 720), ("innerhalb der ersten 24 Stunden", 24, 24), ("knapp drei Wochen", 504, 504),
    ("vierzehn Tage", 336, 336),
    ("drei Jahre und vier Monate", 29160, 29160), ("ein Dutzend Tage", 288, 288), ("zehn Werktage", 240, 240), ("bis zu 48 Stunden", 0, 48),
    ("höchstens 48 Stunden", 0, 48), ("weniger als zwei Tage", 0, 48), ("mehr als zwei Tage", 48, math.inf),
    ("mindestens 24 Stunden", 24, math.inf),
    ("24 Stunden bis drei Tage", 24, 72), ("innerhalb der Woche", 168, 168), ("17 lange Jahre", 148920, 148920),
    ("zwei Jahrzehnte", 175200, 175200),
]  # fmt: skip
NONE = [
    "",
    "mehrere Tage",
    "die nächsten Tage",
    "Montag",
    "Bundestag",
    "ein Parteitag",
    "in der dritten Woche",
    "am zweiten Tag",
    "24",
    "bald",
    "Vorjahr",
]


@pytest.mark.parametrize(("text", "low", "high"), HOURS, ids=[t for t, *_ in HOURS])
def test_bounds_in_hours(text: str, low: float, high: float) -> None:
    assert duration_hours(text) == (low, high)


@pytest.mark.parametrize("text", NONE, ids=range(len(NONE)))
def test_nothing_to_count(text: str) -> None:
    assert duration_hours(text) is None


@pytest.mark.parametrize(
    ("text", "rank", "unit"),
    [("in der dritten Woche", 3, "week"), ("am 2. Tag", 2, "day"), ("im ersten Monat", 1, "month"), ("im zweiten Quartal", 2, "quarter")],
)
def test_ordinal_unit(text: str, rank: int, unit: str) -> None:
    found = ordinal_unit(text)
    assert found is not None
    assert (found[0], found[1].key) == (rank, unit)


@pytest.mark.parametrize("text", ["die ersten drei Tage", "in den ersten Tagen", "drei Wochen", ""])
def test_no_ordinal_unit(text: str) -> None:
    assert ordinal_unit(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("drei Jahre und vier Monate", "P3Y4M"), ("zwei Tage 6 Stunden", "P2DT6H"), ("anderthalb Stunden", "PT1.5H"),
        ("ein halbes Jahr", "P0.5Y"),
        ("fünf Jahrzehnte", "P5DE"), ("zwei Wochenenden", "P2WE"), ("24 bis 72 Stunden", "PT24H"),
    ],
)  # fmt: skip
def test_period(text: str, value: str) -> None:
    amount = parse_duration(text)
    assert amount is not None
    assert period(amount) == value


@pytest.mark.parametrize(
    ("word", "unit"), [("Arbeitstagen", "day"), ("Sonnentage", "day"), ("Arbeitsstunden", "hour"), ("Jahrzehnts", "decade")]
)
def test_unit(word: str, unit: str) -> None:
    found = unit_of(word)
    assert found is not None
    assert found.key == unit


@pytest.mark.parametrize(
    "word", ["Landtag", "Bundestages", "Montag", "Vorjahr", "Frühjahr", "Geburtstage", "Alltag", "Nachmittag", "Verstand", "h" * 99]
)
def test_no_unit(word: str) -> None:
    assert unit_of(word) is None


ODD = "24 72 bis - zwei halbes und Stunden Tage Jahr erste 2. 1/2 mehr als 48-stündig Halbjahr Frist ½ 0 9999999 -- Mio"


@given(st.lists(st.sampled_from(ODD.split(" ")), max_size=12))
def test_odd_sequences(words: list[str]) -> None:
    text = " ".join(words)
    bounds = duration_hours(text)
    assert bounds is None or 0 <= bounds[0] <= bounds[1]
    amount = parse_duration(text)
    assert amount is None or is_value(period(amount)), period(amount)


@given(st.text(max_size=300))
def test_any_text_raises_nothing(text: str) -> None:
    duration_hours(text)
    ordinal_unit(text)
