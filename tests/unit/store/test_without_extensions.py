"""What analysts call must work where nothing may be downloaded: no extension is installed or loaded, no file and no address is opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.page_sample import write_sample

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false",
}  # fmt: skip
MACROS = [
    "search('Oeztuerk')", "said_by_about('Öztürk', 'Nordland')", "in_force_at(30)", "stage_at('plan', 30)",
    "running_out(DATE '2026-03-01', 30)", "which_rule('plan', 'Tag')",
]  # fmt: skip


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    db: Path = write_sample(tmp_path_factory.mktemp("bare") / "s.duckdb")
    with duckdb.connect(str(db), read_only=True, config=SETTINGS) as opened:
        yield opened


def test_every_view_answers(con: duckdb.DuckDBPyConnection) -> None:
    views = [name for (name,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
    assert len(views) > 8
    for name in views:
        con.execute(f"FROM {name}").fetchall()


@pytest.mark.parametrize("macro", MACROS)
def test_every_table_macro_answers(con: duckdb.DuckDBPyConnection, macro: str) -> None:
    con.execute(f"FROM {macro}").fetchall()


def test_no_table_macro_is_left_out(con: duckdb.DuckDBPyConnection) -> None:
    known = con.execute("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal")
    assert {name for (name,) in known.fetchall()} == {m.partition("(")[0] for m in MACROS}


@pytest.mark.parametrize("words", ["Öztürk", "ÖZTÜRK", "ozturk", "Oeztuerk", "Öztürks"])
def test_german_search(con: duckdb.DuckDBPyConnection, words: str) -> None:
    assert ("plan",) in con.execute("SELECT article_id FROM search(?)", [words]).fetchall()
