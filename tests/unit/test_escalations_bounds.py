"""Bounds of windows: hours and calendar, as pure functions."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.components.escalations.bounds import amount_hours, clock, numbered_hours, ordinal_hours, point

AMOUNTS = [
    ("within", "zwei Tagen", "binnen zwei Tagen", False, (0, 48)),
    ("within", "24 bis 72 Stunden", "innerhalb von 24 bis 72 Stunden", True, (24, 72)),
    ("within", "zwei bis drei Tagen", "binnen zwei bis drei Tagen", False, (0, 72)),
    ("n_after", "15 bis 20 Tage", "15 bis 20 Tage nach", False, (360, 480)),
    ("after", "72 Stunden", "Erst nach 72 Stunden", False, (72, None)),
    ("after", "zehn Tagen", "spätestens nach zehn Tagen", False, (0, 240)),
    ("latest_after", "einem Monat", "spätestens nach einem Monat", False, (0, 720)),
    ("for", "eine Woche", "für eine Woche", False, (0, 168)),
    ("compound", "48-Stunden-Frist", "48-Stunden-Frist", False, (0, 48)),
    ("adjective", "zweiwöchiges", "zweiwöchiges", False, (0, 336)),
    ("within", "einigen Tagen", "binnen einigen Tagen", False, None),
]


@pytest.mark.parametrize(
    ("form", "amount", "window", "ladder", "hours"), AMOUNTS, ids=[a[2].replace(" ", "_") + f"-{a[3]}" for a in AMOUNTS]
)
def test_amount(form: str, amount: str, window: str, ladder: bool, hours: tuple[float, float | None] | None) -> None:
    assert amount_hours(form, amount, window, ladder) == hours


ORDINALS = [
    ("nth", "vierten Tag", None, "am vierten Tag", (72, 96)),
    ("nth", "zweiten", "dritten Woche", "in der zweiten und dritten Woche", (168, 504)),
    ("nth", "dritten", "siebten Tag", "vom dritten bis zum siebten Tag", (48, 168)),
    ("nth", "zweiten", "zwölften Stunde", "zwischen der zweiten und der zwölften Stunde", (2, 12)),
    ("from_nth", "vierten Tag", None, "ab dem vierten Tag", (72, None)),
    ("until_nth", "fünften Tages", None, "bis zum Ende des fünften Tages", (0, 120)),
    ("nth", "siebten Tag", None, "spätestens am siebten Tag", (0, 168)),
    ("nth", "letzten Tag", None, "am letzten Tag", None),
]


@pytest.mark.parametrize(("form", "first", "last", "window", "hours"), ORDINALS, ids=[o[3].replace(" ", "_") for o in ORDINALS])
def test_ordinal(form: str, first: str, last: str | None, window: str, hours: tuple[float, float | None] | None) -> None:
    assert ordinal_hours(form, first, last, window) == hours


NUMBERED = [
    ("Tage 1 bis 7", "Tage", "1", "7", (0, 168)),
    ("Tage 8 bis 21", "Tage", "8", "21", (168, 504)),
    ("ab Tag 4", "Tag", "4", None, (72, None)),
    ("bis Tag 3", "Tag", "3", None, (0, 72)),
    ("Stunde 0 bis 6", "Stunde", "0", "6", (0, 6)),
    ("Woche drei", "Woche", "drei", None, (336, 504)),
    ("Tage 1–3", "Tage", "1–3", None, (0, 72)),
]


@pytest.mark.parametrize(("window", "unit", "first", "last", "hours"), NUMBERED, ids=[n[0].replace(" ", "_") for n in NUMBERED])
def test_numbered(window: str, unit: str, first: str, last: str | None, hours: tuple[float, float | None]) -> None:
    assert numbered_hours(window, unit, first, last) == hours


POINTS = [
    ("2026-03-13T12:00", "Freitag, 12 Uhr", None, dt.datetime(2026, 3, 13, 12)),
    ("2026-01-30", "30. Januar", None, dt.datetime(2026, 1, 30, 23, 59, 59)),
    ("2026-03-13T24:00", "Freitag, 24 Uhr", None, dt.datetime(2026, 3, 14)),
    ("2026-09", "Ende September", "END", dt.datetime(2026, 9, 30, 23, 59, 59)),
    ("2026-W10", "nächste Woche", None, dt.datetime(2026, 3, 8, 23, 59, 59)),
    ("2026", "2026", None, dt.datetime(2026, 12, 31, 23, 59, 59)),
    ("FUTURE_REF", "bald", None, None),
]


@pytest.mark.parametrize(("value", "text", "mod", "moment"), POINTS, ids=[p[0] for p in POINTS])
def test_end_of_window(value: str, text: str, mod: str | None, moment: dt.datetime | None) -> None:
    assert point(value, text, mod, begin=False) == moment


CLOCKS = [("18 Uhr", dt.time(18)), ("vier Uhr", dt.time(4)), ("18.30 Uhr", dt.time(18, 30)), ("mittags", None)]


@pytest.mark.parametrize(("text", "time"), CLOCKS, ids=[c[0] for c in CLOCKS])
def test_clock(text: str, time: dt.time | None) -> None:
    assert clock(text) == time
