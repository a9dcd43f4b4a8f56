"""The piece of a search text that is looked for first must never hide a hit of the folded search."""

from __future__ import annotations

from importlib.resources import files

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store.queries.lists import piece_pattern, plain_piece

LETTERS = st.text(st.sampled_from("abdeghilnoqrstuz äöüßéçÄÖÜEÇ."), max_size=14)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    sql = files("pipeline.store").joinpath("views.sql").read_text(encoding="utf-8")
    opened.execute(sql[sql.index("CREATE OR REPLACE MACRO german_fold") :].partition(";")[0])
    return opened


CASES = {"Regierung": "regier", "Straße": "str", "Oeztuerk": "zt", "neue Quellen": "llen", "Äe": None, "": None, "U-Boot": None}


@pytest.mark.parametrize(("text", "piece"), CASES.items(), ids=CASES.keys())
def test_piece(text: str, piece: str | None) -> None:
    assert plain_piece(text) == (piece if piece is None or len(piece) > 2 else None)


@given(before=LETTERS, text=LETTERS, after=LETTERS, as_written=st.booleans())
@settings(max_examples=300, deadline=None)
def test_it_hides_nothing(con: duckdb.DuckDBPyConnection, before: str, text: str, after: str, as_written: bool) -> None:
    piece = piece_pattern(text)
    if piece is None:
        return
    said = before + (text if as_written else text.replace("ae", "ä").replace("ö", "oe").replace("ß", "ss").upper()) + after
    sql = "SELECT contains(german_fold($said), german_fold($text)), regexp_matches($said, $piece)"
    ((found, passes),) = con.execute(sql, {"said": said, "text": text, "piece": piece}).fetchall()
    assert passes or not found


WORDS = [
    ("Strasse", "An der STRAẞE steht er", True),
    ("Präsident", "der PRÄSIDENT", True),
    ("Präsident", "der Präsens", False),
    ("Frances", "Françés schwieg", True),
    ("müller", "Frau Mueller", True),
    ("müller", "Frau Mühsam", False),
    ("Presse", "die Preße", True),
    ("Presse", "die Prezze", False),
]


@pytest.mark.parametrize(("text", "said", "passes"), WORDS, ids=[f"{text} in {said}" for text, said, _ in WORDS])
def test_pattern(con: duckdb.DuckDBPyConnection, text: str, said: str, passes: bool) -> None:
    assert con.execute("SELECT regexp_matches(?, ?)", [said, piece_pattern(text)]).fetchall() == [(passes,)]
