"""The store: whole articles or none, readers undisturbed, clear words for files that are not ours."""

from __future__ import annotations

import datetime as dt
import multiprocessing as mp
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.records import Actor, ActorMention, Article, ArticleFacts, CharSpan, EscalationFrame, Quote, Reject, Section, Timex
from pipeline.store import read
from pipeline.store.publish import work_path, writing
from pipeline.store.schema import StoreError
from pipeline.tables import facts_to_tables


def frame(no: int, start: float | None, end: float | None, anchor: str = "trigger", **more: object) -> EscalationFrame:
    return EscalationFrame(
        no,
        "stage",
        "w",
        0,
        1,
        0,
        1,
        "escalations.test",
        ladder_no=1,
        stage_no=no + 1,
        window_start_h=start,
        window_end_h=end,
        anchor=anchor,
        **more,
    )  # type: ignore[arg-type]


def facts(article_id: str = "a1", text: str = "Der Kreml schwieg.", **rows: object) -> ArticleFacts:
    article = Article(article_id, "test", text, title="Titel", published_on=dt.date(2026, 2, 3), content_hash=f"hash of {text}")
    return ArticleFacts(article, 4, **rows)  # type: ignore[arg-type]


def store_facts(path: Path, *batch: ArticleFacts, run_id: str = "r1") -> None:
    with writing(path) as writer:
        writer.start_run({"run_id": run_id})
        writer.load(facts_to_tables(batch, "engine"), run_id)
        writer.finish_run(run_id, "done", {"seen": len(batch), "added": len(batch)})


FULL = facts(
    sections=[Section(0, 18, "body")],
    actors=[Actor("government:RU", "Kreml", "government", "RU")],
    actor_mentions=[ActorMention(4, 9, "Kreml", "metonym", "actors.seat", actor_id="government:RU")],
    dates=[Timex(0, 3, "Der", "DATE", "2026-02-03", "dates.test", begin_at=dt.datetime(2026, 2, 3), end_at=dt.datetime(2026, 2, 4))],
    quotes=[
        Quote(
            0,
            "direct",
            "speech",
            "Der",
            [CharSpan(0, 3), CharSpan(4, 9)],
            "quotes.test",
            speaker_text="Kreml",
            speaker_spans=[CharSpan(4, 9)],
            speaker_id="government:RU",
        )
    ],
    escalations=[
        frame(0, 0, 24, trigger_text="Verstoß", responder_ids=["government:RU"]),
        frame(1, 24, 72),
        frame(2, 6, None, "previous_stage"),
    ],
)


def test_round_trip_of_every_table(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    con = read.connect(db)
    assert con.execute("SELECT text, published_on, run_id FROM articles").fetchall() == [("Der Kreml schwieg.", dt.date(2026, 2, 3), "r1")]
    spans = con.execute("SELECT quote_spans, speaker_spans, addressee_spans FROM quotes").fetchall()
    assert spans == [([{"start_char": 0, "end_char": 3}, {"start_char": 4, "end_char": 9}], [{"start_char": 4, "end_char": 9}], [])]
    assert con.execute("SELECT begin_at, end_at FROM timeline").fetchall() == [(dt.datetime(2026, 2, 3), dt.datetime(2026, 2, 4))]
    assert con.execute("SELECT speaker, speaker_type, start_char, end_char FROM statements").fetchall() == [("Kreml", "government", 0, 9)]
    assert con.execute("SELECT name, mentions, articles, statements, frames FROM actor_counts").fetchall() == [("Kreml", 1, 1, 1, 1)]
    con.close()


def test_writing_an_article_again_replaces_its_rows(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL, facts("a2"))
    store_facts(db, facts(text="Neu."), run_id="r2")
    con = read.connect(db)
    assert con.execute("SELECT article_id, text, run_id FROM articles ORDER BY 1").fetchall() == [
        ("a1", "Neu.", "r2"),
        ("a2", "Der Kreml schwieg.", "r1"),
    ]
    for table in ("sections", "actor_mentions", "dates", "quotes", "escalations"):
        assert con.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)], table
    con.close()


@pytest.mark.parametrize(
    ("hours", "stages"),
    [
        pytest.param(0, [(1, True)], id="at the trigger"),
        pytest.param(23.9, [(1, True)], id="within the first window"),
        pytest.param(24, [(2, True)], id="a window is half-open"),
        pytest.param(75, [], id="between the second stage and the third"),
        pytest.param(78, [(3, True)], id="counted from the stage before"),
        pytest.param(10_000, [(3, True)], id="open end"),
    ],
)
def test_stage_at(tmp_path: Path, hours: float, stages: list[tuple[int, bool]]) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    con = read.connect(db)
    assert con.execute("SELECT stage_no, latest FROM stage_at('a1', ?)", [hours]).fetchall() == stages
    con.close()


def test_stage_at_names_overlapping_windows_and_what_follows(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, facts(escalations=[frame(0, 0, None), frame(1, 12, 48, responders=["NATO"])]))
    con = read.connect(db)
    assert con.execute("SELECT stage_no, latest, next_stage_no, hours_to_next, next_responders FROM stage_at('a1', 20)").fetchall() == [
        (1, False, 2, -8.0, ["NATO"]),
        (2, True, None, None, None),
    ]
    con.close()


def test_every_table_view_and_contract_column_exists_with_comments(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    con = read.connect(db)
    uncommented = con.execute("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL").fetchall()
    assert uncommented == []
    assert con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL").fetchall() == []
    con.close()


def _hold_open(path: str, ready: object, done: object) -> None:
    con = duckdb.connect(path, read_only=True)
    ready.put(con.execute("SELECT count(*) FROM articles").fetchall())  # type: ignore[attr-defined]
    done.get(timeout=60)  # type: ignore[attr-defined]
    ready.put(con.execute("SELECT count(*) FROM articles").fetchall())  # type: ignore[attr-defined]
    con.close()


def test_a_reader_in_another_process_does_not_hinder_a_run(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    context = mp.get_context("spawn")
    ready, done = context.Queue(), context.Queue()
    reader = context.Process(target=_hold_open, args=(str(db), ready, done))
    reader.start()
    assert ready.get(timeout=60) == [(1,)]
    store_facts(db, facts("a2"), run_id="r2")
    fresh = read.connect(db)
    assert fresh.execute("SELECT count(*) FROM articles").fetchall() == [(2,)]
    fresh.close()
    done.put(None)
    assert ready.get(timeout=60) == [(1,)], "the reader keeps what it opened"
    reader.join(60)


def test_a_failed_batch_leaves_nothing_and_loses_nothing(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    tables = facts_to_tables([facts("a2", dates=FULL.dates), facts("a3")], "engine")
    tables["quotes"] = tables["quotes"].rename_columns(["wrong", *tables["quotes"].column_names[1:]])
    tables["quotes"] = tables["quotes"].slice(0, 0)
    broken = dict(tables, sections=tables["articles"])
    with pytest.raises(duckdb.Error), writing(db) as writer:
        writer.load(broken, "r2")
    con = read.connect(db)
    assert con.execute("SELECT article_id FROM articles").fetchall() == [("a1",)]
    assert con.execute("SELECT DISTINCT article_id FROM dates").fetchall() == [("a1",)]
    con.close()


_KILLED = """
import sys, os, signal
sys.path.insert(0, {root!r})
from tests.unit.store.test_store import facts, facts_to_tables, writing
from pathlib import Path
with writing(Path({db!r})) as w:
    w.start_run({{"run_id": "killed"}})
    w.load(facts_to_tables([facts("k1")], "e"), "killed")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_run_keeps_its_batches_and_is_marked_crashed(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    root = str(Path(__file__).parents[3])
    killed = subprocess.run([sys.executable, "-c", _KILLED.format(root=root, db=str(db))], check=False, cwd=root)
    assert killed.returncode == -9
    con = read.connect(db)
    assert con.execute("SELECT article_id FROM articles").fetchall() == [("a1",)], "readers see the last published store"
    con.close()
    assert work_path(db).exists()
    store_facts(db, facts("a2"), run_id="r3")
    con = read.connect(db)
    assert con.execute("SELECT article_id FROM articles ORDER BY 1").fetchall() == [("a1",), ("a2",), ("k1",)]
    assert con.execute("SELECT status FROM runs WHERE run_id = 'killed'").fetchall() == [("crashed",)]
    con.close()


def _write_slowly(path: str, name: str, seconds: float) -> None:
    with writing(Path(path)) as writer:
        writer.load(facts_to_tables([facts(name)], "e"), name)
        time.sleep(seconds)


def test_two_runs_on_one_store_queue_up(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    context = mp.get_context("spawn")
    both = [context.Process(target=_write_slowly, args=(str(db), name, 1.0)) for name in ("first", "second")]
    for p in both:
        p.start()
    for p in both:
        p.join(60)
    assert [p.exitcode for p in both] == [0, 0]
    con = read.connect(db)
    assert con.execute("SELECT article_id FROM articles ORDER BY 1").fetchall() == [("first",), ("second",)]
    con.close()


def _text_file(path: Path) -> None:
    path.write_text("kein DuckDB, nur Text " * 1000)


def _foreign(path: Path) -> None:
    con = duckdb.connect(str(path))
    con.execute("CREATE TABLE mine (x INTEGER)")
    con.close()


def _newer(path: Path) -> None:
    store_facts(path, FULL)
    con = duckdb.connect(str(path))
    con.execute("INSERT INTO schema_versions VALUES (9999, 'from the future', now())")
    con.close()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("CREATE OR REPLACE VIEW statements AS SELECT 1 AS old", id="of an older version"),
        pytest.param("DROP VIEW statements", id="missing"),
    ],
)
def test_views_are_those_of_this_version(tmp_path: Path, change: str) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    con = duckdb.connect(str(db))
    con.execute(change)
    if change.startswith("CREATE"):
        con.execute("COMMENT ON TABLE schema_versions IS 'Migrations that were applied to this file; its 10 views are those of 0123'")
    con.close()
    with writing(db):
        pass
    con = read.connect(db)
    assert "speaker" in [d[0] for d in con.execute("FROM statements LIMIT 0").description]
    con.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(_text_file, "is not a DuckDB file", id="text file"),
        pytest.param(_foreign, "no Lagebild store", id="somebody else's DuckDB file"),
        pytest.param(_newer, "newer version", id="written by a newer version"),
    ],
)
def test_files_that_are_not_ours_are_left_alone(tmp_path: Path, make: object, message: str) -> None:
    db = tmp_path / "s.duckdb"
    make(db)  # type: ignore[operator]
    before = db.read_bytes()
    with pytest.raises(StoreError, match=message), writing(db):
        pass
    assert db.read_bytes() == before
    assert not work_path(db).exists()


def test_a_reader_of_a_missing_store_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lagebild run SOURCE"):
        read.connect(tmp_path / "none.duckdb")


def test_readers_cannot_reach_files(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    con = read.connect(db)
    with pytest.raises(duckdb.Error):
        con.execute("SELECT * FROM read_text('/etc/hostname')")
    with pytest.raises(duckdb.Error):
        con.execute("SET enable_external_access = true")
    con.close()


def test_two_connections_in_one_process(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    store_facts(db, FULL)
    one, two = read.connect(db), read.connect(db, max_seconds=5)
    assert one.execute("SELECT count(*) FROM articles").fetchall() == two.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
    with pytest.raises(duckdb.Error):
        two.execute("SELECT * FROM read_text('/etc/hostname')")
    one.close()
    two.close()


def test_rejects_are_stored(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    with writing(db) as writer:
        writer.start_run({"run_id": "r"})
        writer.write_rejects("r", [Reject("x.txt", 0, "empty", "nothing in it")])
    con = read.connect(db)
    assert con.execute("SELECT * FROM rejects").fetchall() == [("r", "x.txt", 0, "empty", "nothing in it")]
    con.close()
