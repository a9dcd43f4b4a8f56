"""German numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timex.numbers import parse_number, parse_ordinal

NUMBERS = [
    ("null", 0), ("eins", 1), ("einen", 1), ("zwo", 2), ("beiden", 2), ("zwölf", 12), ("zwoelf", 12), ("siebzehn", 17), ("zwanzig", 20),
    ("einundzwanzig", 21), ("fünfundvierzig", 45), ("dreissig", 30), ("hundert", 100), ("hundertzwanzig", 120), ("dreihundertundelf", 311),
    ("neunzehnhundert", 1900), ("tausend", 1000), ("zweitausendvierundzwanzig", 2024), ("zwölftausend", 12000), ("dutzend", 12),
    ("halbes", 0.5), ("anderthalb", 1.5), ("eineinhalb", 1.5), ("zweieinhalb", 2.5), ("dreiviertel", 0.75), ("14", 14), ("2,5", 2.5),
    ("1.000", 1000), ("12.345.678", 12345678), ("2½", 2.5), ("Vierundzwanzig", 24), (" 7 ", 7),
]  # fmt: skip
NO_NUMBERS = ["", "Haus", "dreizehnte", "zweiundein", "einundzwei", "hundehundert", "1.00.0", "3:2", "x" * 200, "⁵", "٣", "²", "1e9"]
ORDINALS = [
    ("ersten", 1), ("zweite", 2), ("dritter", 3), ("siebten", 7), ("siebenten", 7), ("achtes", 8), ("neunzehnten", 19), ("zwanzigste", 20),
    ("einunddreißigsten", 31), ("hundertste", 100), ("21.", 21), ("Dritte", 3), ("Dritten", 3),
]  # fmt: skip
NO_ORDINALS = ["", "acht", "zweit", "letzten", "Gäste", "Kosten", "21", ".", "2.5.", "ersten.", "guten", "weiten"]


@pytest.mark.parametrize(("text", "value"), NUMBERS, ids=[t for t, _ in NUMBERS])
def test_number(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(("text", "rank"), ORDINALS, ids=[t for t, _ in ORDINALS])
def test_ordinal(text: str, rank: int) -> None:
    assert parse_ordinal(text) == rank


@pytest.mark.parametrize("text", NO_ORDINALS, ids=range(len(NO_ORDINALS)))
def test_no_ordinal(text: str) -> None:
    assert parse_ordinal(text) is None


@given(st.text(max_size=100))
def test_any_text_raises_nothing(text: str) -> None:
    parse_number(text)
    parse_ordinal(text)


@given(st.integers(min_value=0, max_value=10**12))
def test_figures(number: int) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(f"{number:,}".replace(",", ".")) == number
