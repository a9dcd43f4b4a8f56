"""The Parquet lake: the store's tables by article id, appended idempotently, whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.records import Article, ArticleFacts, Section, Timex
from pipeline.store import lake, read
from pipeline.store.publish import writing
from pipeline.store.schema import StoreError
from pipeline.tables import facts_to_tables
from tests.page_sample import write_sample

ROOT = Path(__file__).parents[3]


def article(key: str, text: str = "Heute regnet es.", publisher: str | None = "Talblatt", day: str | None = "2026-02-03") -> ArticleFacts:
    date = dt.date.fromisoformat(day) if day else None
    return ArticleFacts(
        Article(key, "test", text, publisher=publisher, published_on=date, content_hash=f"{text} {publisher} {day}"),
        4,
        sections=[Section(0, len(text), "body")],
        dates=[Timex(0, 5, text[:5], "DATE", "2026-02-03", "dates.test")],
    )


def store(path: Path, *batch: ArticleFacts, run_id: str = "r1") -> Path:
    with writing(path) as writer:
        writer.start_run({"run_id": run_id})
        writer.load(facts_to_tables(batch, "engine"), run_id)
        writer.finish_run(run_id, "done", {"seen": len(batch), "added": len(batch)})
    return path


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    con = lake.connect(folder)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


def parquet(folder: Path) -> set[Path]:
    return set(folder.rglob("*.parquet"))


def test_tables_and_views_have_the_store_s_columns(tmp_path: Path) -> None:
    db = write_sample(tmp_path / "s.duckdb")
    lake.append(db, tmp_path / "lake")
    one, two = read.connect(db), lake.connect(tmp_path / "lake")
    names = [
        r[0]
        for r in one.execute(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
    ]
    assert len(names) > 20
    for name in sorted({*names} - {"schema_versions"}):
        there = [tuple(r[:2]) for r in one.execute(f"DESCRIBE {name}").fetchall()]
        here = [tuple(r[:2]) for r in two.execute(f"DESCRIBE {name}").fetchall()]
        if name.startswith("search_"):  # numbers of articles are wider: they must not meet those of another store
            there, here = [(c, "") for c, _ in there], [(c, "") for c, _ in here]
        assert here[: len(there)] == there, name
        assert {c for c, _ in here[len(there) :]} <= {"month", "publisher_key"}, name
    for name in ("articles", "actor_mentions", "dates", "quotes", "escalations", "actors", "rules", "runs"):
        columns = ", ".join(f'"{r[0]}"' for r in one.execute(f"DESCRIBE {name}").fetchall())
        sql = f"SELECT {columns} FROM {name} ORDER BY ALL"
        assert two.execute(sql).fetchall() == one.execute(sql).fetchall(), name
    assert (
        two.execute("SELECT article_id FROM search('Deich')").fetchall() == one.execute("SELECT article_id FROM search('Deich')").fetchall()
    )
    one.close()
    two.close()


def test_appending_again_writes_nothing(tmp_path: Path) -> None:
    db = store(tmp_path / "s.duckdb", article("a"), article("b", day="2026-03-01"))
    assert lake.append(db, tmp_path / "lake") == lake.Appended(2, 0, 0, 2)
    before = {p: p.stat().st_mtime_ns for p in parquet(tmp_path / "lake")}
    assert lake.append(db, tmp_path / "lake") == lake.Appended(0, 0, 2, 0)
    assert {p: p.stat().st_mtime_ns for p in parquet(tmp_path / "lake")} == before


def test_a_changed_article_replaces_itself_also_in_another_partition(tmp_path: Path) -> None:
    db = store(tmp_path / "s.duckdb", article("a"), article("b"), article("c", publisher="Other"))
    lake.append(db, tmp_path / "lake")
    store(db, article("a", "Neues vom Tage.", day="2026-04-01"), run_id="r2")
    assert lake.append(db, tmp_path / "lake") == lake.Appended(0, 1, 2, 2), "where it was, and where it is now; Other is left alone"
    assert ask(tmp_path / "lake", "SELECT article_id, text, month, run_id FROM articles ORDER BY 1") == [
        ("a", "Neues vom Tage.", "2026-04", "r2"), ("b", "Heute regnet es.", "2026-02", "r1"), ("c", "Heute regnet es.", "2026-02", "r1"),
    ]  # fmt: skip
    for table in ("sections", "dates", "extractions", "search_articles"):
        assert ask(tmp_path / "lake", f"SELECT article_id FROM {table} ORDER BY 1") == [("a",), ("b",), ("c",)], table
    assert ask(tmp_path / "lake", "SELECT article_id FROM search('regnet') ORDER BY 1") == [("b",), ("c",)]
    assert ask(tmp_path / "lake", "SELECT run_id FROM runs ORDER BY 1") == [("r1",), ("r2",)]


def test_several_stores_make_one_lake(tmp_path: Path) -> None:
    lake.append(store(tmp_path / "one.duckdb", article("a"), article("b")), tmp_path / "lake")
    found = lake.append(store(tmp_path / "two.duckdb", article("b", "Anderes."), article("c"), run_id="r2"), tmp_path / "lake")
    assert (found.added, found.updated) == (1, 1)
    assert ask(tmp_path / "lake", "SELECT article_id, text FROM articles ORDER BY 1") == [
        ("a", "Heute regnet es."), ("b", "Anderes."), ("c", "Heute regnet es."),
    ]  # fmt: skip
    assert ask(tmp_path / "lake", "SELECT count(*), count(DISTINCT doc) FROM search_articles") == [(3, 3)]
    assert ask(tmp_path / "lake", "SELECT article_id FROM search('regnet') ORDER BY 1") == [("a",), ("c",)]


PUBLISHERS = {
    "path": "../../etc/cron.d", "NUL": "a\0b", "slash": "/etc/passwd", "quote": "x'; DROP TABLE articles; --", "very long": "lang " * 200,
    "other script": "Новости", "empty": "", "none": None, "hive": "month=1999-01/publisher_key=x", "wildcard": "*?[a]",
}  # fmt: skip


@pytest.mark.parametrize("publisher", PUBLISHERS.values(), ids=PUBLISHERS.keys())
def test_a_publisher_s_name_names_no_folder(tmp_path: Path, publisher: str | None) -> None:
    db = store(tmp_path / "s.duckdb", article("../../a'b", publisher=publisher), article("b"))
    lake.append(db, tmp_path / "inner" / "lake")
    assert {p.name for p in tmp_path.iterdir()} == {"s.duckdb", "s.duckdb.lock", "inner"}
    assert {p.name for p in (tmp_path / "inner").iterdir()} == {"lake"}
    folders = {p.name for p in (tmp_path / "inner" / "lake" / "articles").glob("*/*")}
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_=") for name in folders), folders
    assert ask(tmp_path / "inner" / "lake", "SELECT publisher FROM articles WHERE article_id <> 'b'") == [(publisher,)]


_KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.store import lake
at, name = int(sys.argv[3]), sys.argv[4]
real, calls = getattr(lake, name), []
def dying(*arguments):
    calls.append(1)
    if len(calls) == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
setattr(lake, name, dying)
lake.append(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("function", "at"),
    [
        pytest.param("_write_touched", 1, id="before the first table"),
        pytest.param("_write_touched", 7, id="between tables"),
        pytest.param("_write_whole", 2, id="between the small tables"),
        pytest.param("_publish", 1, id="before publishing"),
        pytest.param("_replace_text", 1, id="after publishing"),
    ],
)
def test_a_killed_append_changes_nothing_or_everything(tmp_path: Path, function: str, at: int) -> None:
    folder = tmp_path / "lake"
    db = store(tmp_path / "s.duckdb", article("a"), article("b"))
    lake.append(db, folder)
    store(db, article("a", "Neu."), article("c"), run_id="r2")
    code = [sys.executable, "-c", _KILLED, str(db), str(folder), str(at), function]
    assert subprocess.run(code, cwd=ROOT, check=False, timeout=60).returncode == -signal.SIGKILL
    then = ask(folder, "SELECT article_id, a.text, d.text FROM articles a JOIN dates d USING (article_id) ORDER BY 1")
    old, new = [("a", "Heute regnet es.", "Heute"), ("b", "Heute regnet es.", "Heute")], [
        ("a", "Neu.", "Neu."), ("b", "Heute regnet es.", "Heute"), ("c", "Heute regnet es.", "Heute"),
    ]  # fmt: skip
    assert then == (new if function == "_replace_text" else old)
    lake.append(db, folder)
    assert ask(folder, "SELECT article_id, a.text, d.text FROM articles a JOIN dates d USING (article_id) ORDER BY 1") == new


def test_a_session_goes_on_while_another_appends(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    db = store(tmp_path / "s.duckdb", article("a"), article("b"))
    lake.append(db, folder)
    session = lake.connect(folder)
    store(db, article("a", "Neu."), run_id="r2")
    lake.append(db, folder)
    assert session.execute("SELECT text FROM articles WHERE article_id = 'a'").fetchall() == [("Heute regnet es.",)], "what it began with"
    session.execute((folder / "lake.sql").read_text(encoding="utf-8"))
    assert session.execute("SELECT text FROM articles WHERE article_id = 'a'").fetchall() == [("Neu.",)]
    session.close()


def test_what_no_list_names_goes_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    db = store(tmp_path / "s.duckdb", article("a"), article("b"))
    lake.append(db, folder)
    first = parquet(folder / "articles")
    store(db, article("a", "Neu."), run_id="r2")
    lake.append(db, folder)
    assert first < parquet(folder / "articles"), "readers of before are served for a day"
    long_ago = time.time() - 2 * lake.GRACE_S
    for path in parquet(folder):
        os.utime(path, (long_ago, long_ago))
    lake.append(db, folder)
    assert not first & parquet(folder / "articles")
    assert ask(folder, "SELECT text FROM articles WHERE article_id = 'a'") == [("Neu.",)]


def test_a_month_is_read_alone(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    lake.append(store(tmp_path / "s.duckdb", article("a"), article("b", day="2026-03-01"), article("c", day=None)), folder)
    ((plan,),) = [row[1:] for row in ask(folder, "EXPLAIN ANALYZE SELECT count(*) FROM dates WHERE month = '2026-03'")]
    assert "1/3" in str(plan), "one file of three"


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        pytest.param(lambda folder: (folder / "thesis.txt").write_text("x"), "holds other files", id="somebody's folder"),
        pytest.param(lambda folder: (folder / lake.LIST).write_text("x"), str, id="damaged list"),
    ],
)
def test_what_cannot_be_used_is_one_line(tmp_path: Path, prepare: object, message: object) -> None:
    folder = tmp_path / "lake"
    folder.mkdir()
    prepare(folder)  # type: ignore[operator]
    with pytest.raises(StoreError, match="holds other files" if isinstance(message, str) else "lake") as raised:
        lake.append(store(tmp_path / "s.duckdb", article("a")), folder)
    assert "\n" not in str(raised.value)


def test_no_lake_and_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no lake"):
        lake.connect(tmp_path)
    with pytest.raises(StoreError, match="there is no store"):
        lake.append(tmp_path / "none.duckdb", tmp_path / "lake")


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    db = store(tmp_path / "s.duckdb", article("a"))
    command = [sys.executable, "-m", "pipeline.cli", "lake", str(tmp_path / "lake"), "--db", str(db)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "1 added, 0 updated, 0 unchanged; 1 partitions" in done.stdout
    plain = duckdb.connect()  # as `duckdb -init lake.sql`
    plain.execute((tmp_path / "lake" / "lake.sql").read_text(encoding="utf-8"))
    assert plain.execute("SELECT count(*) FROM statements").fetchall() == [(0,)]
    plain.close()


def test_a_lake_from_before_a_column_was_added_is_read_and_added_to(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    lake.append(write_sample(tmp_path / "s.duckdb"), folder)
    before = ask(folder, "SELECT article_id, about_text FROM said_about ORDER BY ALL")
    for path in (folder / "quoted_actors").rglob("*.parquet"):
        duckdb.execute(
            f"COPY (SELECT * EXCLUDE (about_text) FROM read_parquet('{path}', hive_partitioning = false)) TO '{path}.old' (FORMAT parquet)"
        )
        os.replace(f"{path}.old", path)
    assert ask(folder, "SELECT article_id, about_text FROM said_about ORDER BY ALL") == [(key, None) for key, _ in before]
    lake.append(store(tmp_path / "t.duckdb", article("new")), folder)
    lake.append(store(tmp_path / "u.duckdb", article("plan", "Neu.")), folder)
    assert [key for (key,) in ask(folder, "SELECT article_id FROM articles ORDER BY ALL")] == ["new", "plan", "streik/1"]
