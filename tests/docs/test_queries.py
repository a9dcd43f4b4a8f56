"""Every question of docs/QUERIES.md runs on the sample data and has the answer that stands there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.store import lake, read
from tests.docs.renew_queries import DOCUMENT, answer, make_sample_store, questions

QUESTIONS = questions()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample_store(tmp_path_factory.mktemp("queries"))


@pytest.fixture(scope="module")
def con(store: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    opened = read.connect(store)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def in_lake(store: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    lake.append(store, store.with_name("lake"))
    opened = lake.connect(store.with_name("lake"))
    yield opened
    opened.close()


def test_there_are_at_least_ten_questions_and_none_is_skipped() -> None:
    assert len(QUESTIONS) >= 10
    assert DOCUMENT.read_text(encoding="utf-8").count("```sql") == len(QUESTIONS)


@pytest.mark.parametrize(("sql", "expected"), [pytest.param(sql, a, id=title) for title, sql, a in QUESTIONS])
def test_answers_are_those_of_the_document(con: duckdb.DuckDBPyConnection, sql: str, expected: str) -> None:
    assert answer(con, sql) == expected, "python -m tests.docs.renew_queries writes the new answers; read them before you commit"


def test_every_question_has_an_answer_in_the_sample_data() -> None:
    assert [title for title, _, answer in QUESTIONS if "(no rows)" in answer] == []


@pytest.mark.parametrize("sql", [pytest.param(sql, id=title) for title, sql, _ in QUESTIONS])
def test_a_lake_gives_the_same_answers(con: duckdb.DuckDBPyConnection, in_lake: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert answer(in_lake, sql) == answer(con, sql)


def test_every_view_and_macro_is_mentioned(con: duckdb.DuckDBPyConnection) -> None:
    text = Path(DOCUMENT).read_text(encoding="utf-8")
    views = con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    macros = con.execute("SELECT DISTINCT function_name FROM duckdb_functions() WHERE NOT internal").fetchall()
    assert [name for (name,) in views + macros if f"`{name}`" not in text and f"`{name}(" not in text] == []


def test_every_view_and_table_has_a_comment(con: duckdb.DuckDBPyConnection) -> None:
    named = con.execute(
        """SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal
           UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"""
    )
    assert [name for name, comment in named.fetchall() if not comment] == []


def test_every_column_has_a_comment(con: duckdb.DuckDBPyConnection) -> None:
    columns = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL")
    assert columns.fetchall() == []
