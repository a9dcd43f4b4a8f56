"""The main job as plain functions: what is stored, skipped, rejected, redone."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import pipeline.annotate
from pipeline.annotate import _pipeline, annotate_part
from pipeline.ingest import RunSettings, is_stop, run, spool_folder
from pipeline.live import live_progress
from pipeline.progress import Progress, tell
from pipeline.unchanged import nothing_new
from tests.stores import query

MODEL = "de_lagebild"
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."


def settings(db: Path, *sources: Path, **more: Any) -> RunSettings:
    return RunSettings(tuple(str(s) for s in sources), db, MODEL, **more)


def write_jsonl(path: Path, records: list[Any]) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    return path


def counts(db: Path, settings_: RunSettings) -> dict[str, int]:
    c = run(settings_).progress.counts
    return {k: c[k] for k in ("added", "updated", "unchanged", "rejected")}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    records = [{"id": f"a{i}", "text": f"{TEXT} Nummer {i}.", "published_on": "2026-02-03"} for i in range(5)]
    return write_jsonl(tmp_path / "in.jsonl", records)


def test_second_run_changes_nothing(tmp_path: Path, corpus: Path) -> None:
    db = tmp_path / "s.duckdb"
    assert counts(db, settings(db, corpus)) == {"added": 5, "updated": 0, "unchanged": 0, "rejected": 0}
    before = query(db, "SELECT * FROM articles ORDER BY 1") + query(db, "SELECT * FROM dates ORDER BY 1, 2")
    assert counts(db, settings(db, corpus)) == {"added": 0, "updated": 0, "unchanged": 5, "rejected": 0}
    assert query(db, "SELECT * FROM articles ORDER BY 1") + query(db, "SELECT * FROM dates ORDER BY 1, 2") == before
    assert query(db, "SELECT status, seen FROM runs ORDER BY started_at") == [("done", 5), ("done", 5)]
    assert not spool_folder(db).exists()


def test_a_run_that_is_stopped_counts_what_it_stored(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = tmp_path / "s.duckdb"
    run(settings(db, corpus))
    lines = corpus.read_text(encoding="utf-8").replace("Nummer", "Folge").splitlines()
    new = json.dumps({"id": "new", "text": TEXT})
    write_jsonl(corpus, [*lines[:3], new, *lines[3:]])
    monkeypatch.setattr("pipeline.ingest.PART_ARTICLES", 4)
    done: list[Path] = []

    def second_is_stopped(spooled: Path, *rest: Any) -> Path:
        done.append(spooled)
        if len(done) == 2:
            raise KeyboardInterrupt
        return annotate_part(spooled, *rest)

    monkeypatch.setattr("pipeline.ingest.annotate_part", second_is_stopped)
    with pytest.raises(KeyboardInterrupt):
        run(settings(db, corpus))
    monkeypatch.undo()
    assert query(db, "SELECT status, added, updated FROM runs ORDER BY started_at DESC LIMIT 1") == [("cancelled", 1, 3)]
    assert counts(db, settings(db, corpus)) == {"added": 0, "updated": 2, "unchanged": 4, "rejected": 0}


@pytest.mark.parametrize(("most", "loaded"), [(3, 1), (2, 0)], ids=["short run", "long run"])
def test_the_model_is_dropped_before_a_long_run_is_published(
    tmp_path: Path, corpus: Path, most: int, loaded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ingest.PART_ARTICLES", 2)  # so there are three parts
    monkeypatch.setattr("pipeline.ingest.MANY_PARTS", most)
    monkeypatch.setattr("pipeline.annotate._pipeline", lru_cache(maxsize=2)(lambda engine: _pipeline(engine)))
    run(settings(tmp_path / "s.duckdb", corpus))
    assert pipeline.annotate._pipeline.cache_info().currsize == loaded


def test_progress_that_nobody_reads_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr("pipeline.live.PLAIN_EVERY_S", -1.0)
    with os.fdopen(writer, "w", buffering=1) as gone:
        monkeypatch.setattr("sys.stderr", gone)
        with live_progress():
            tell(Progress())
        monkeypatch.undo()
        with suppress(BrokenPipeError):
            gone.close()  # writes what is left


def test_a_changed_article_is_annotated_again(tmp_path: Path, corpus: Path) -> None:
    db = tmp_path / "s.duckdb"
    run(settings(db, corpus))
    corpus.write_text(corpus.read_text(encoding="utf-8").replace("Nummer 3", "Nummer drei"), encoding="utf-8")
    assert counts(db, settings(db, corpus)) == {"added": 0, "updated": 1, "unchanged": 4, "rejected": 0}
    assert query(db, "SELECT count(*) FROM articles WHERE text LIKE '%Nummer drei%'") == [(1,)]


def test_changed_rules_annotate_everything_again(tmp_path: Path, corpus: Path) -> None:
    db = tmp_path / "s.duckdb"
    run(settings(db, corpus))
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "own.toml").write_text(
        'schema = 1\npack = "dates"\nlanguage = "de"\n[[rule]]\nid = "dates.own"\ntitle = "Sankt Nimmerlein"\nstatus = "draft"\n'
        'engine = "token"\nlabel = "DATE"\nset = { norm = "constant", value = "FUTURE_REF" }\npattern = [{ LOWER = "nimmerleinstag" }]\n',
        encoding="utf-8",
    )
    assert counts(db, settings(db, corpus, rules=(str(packs),)))["updated"] == 5
    assert query(db, "SELECT pack, status FROM rules WHERE rule_id = 'dates.own'") == [("dates", "draft")]


def test_a_new_publication_date_resolves_relative_dates_anew(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    source = tmp_path / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    run(settings(db, source))
    assert query(db, "SELECT published_on FROM articles") == [(None,)]
    assert query(db, "SELECT count(*) FROM dates WHERE type = 'DATE' AND begin_at IS NOT NULL") == [(0,)], "never resolved against today"
    run(settings(db, source, published_on=dt.date(2026, 2, 3)))
    assert query(db, "SELECT published_on FROM articles") == [(dt.date(2026, 2, 3),)]
    assert query(db, "SELECT value FROM dates WHERE text LIKE '%Montag'") == [("2026-02-02",)]


def test_bad_records_become_rejects_and_the_rest_goes_on(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    english = "The minister said on Monday that the government would not answer any of the questions that were asked by the press."
    records = [
        {"id": "good", "text": TEXT},
        '{"id": "broken", "text": ',
        {"id": "no text"},
        {"id": "good", "text": TEXT + " Noch einmal."},
        {"id": "english", "text": english},
        {"id": "last", "text": TEXT},
    ]
    assert counts(db, settings(db, write_jsonl(tmp_path / "in.jsonl", records), tmp_path / "missing.txt")) == {
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 5,
    }
    assert query(db, "SELECT record_no, reason FROM rejects WHERE source LIKE '%in.jsonl' ORDER BY record_no") == [
        (2, "broken_json"),
        (3, "no_text"),
        (4, "duplicate_id"),
        (5, "language"),
    ]
    assert query(db, "SELECT reason FROM rejects WHERE source LIKE '%missing.txt'") == [("not_found",)]
    assert query(db, "SELECT article_id FROM articles ORDER BY 1") == [("good",), ("last",)]


def test_two_workers_give_the_same_rows_as_one(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.PART_ARTICLES", 2)
    one, two = tmp_path / "one.duckdb", tmp_path / "two.duckdb"
    run(settings(one, corpus))
    run(settings(two, corpus, workers=2))
    for table in ("sections", "entities", "actor_mentions", "dates", "quotes", "escalations"):
        assert query(one, f"SELECT * FROM {table} ORDER BY ALL") == query(two, f"SELECT * FROM {table} ORDER BY ALL"), table


def test_every_offset_points_at_its_text(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    text = "😀 Präsident Wolodymyr Selenskyj sagte am 3. Februar 2026: „Wir werden binnen 48 Stunden antworten.“ Das sei gewiß.\n"
    write_jsonl(tmp_path / "in.jsonl", [{"id": "x", "text": text, "published_on": "2026-02-03"}])
    run(settings(db, tmp_path / "in.jsonl"))
    for table in ("entities", "actor_mentions", "dates"):
        at = "substr(a.text, start_char + 1, end_char - start_char)"
        wrong = query(db, f"SELECT r.text FROM {table} r JOIN articles a USING (article_id) WHERE {at} <> r.text")
        assert wrong == [], table


def test_killed_at_any_moment_the_store_opens_and_a_rerun_completes_it(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": f"a{i}", "text": f"{TEXT} Nummer {i}."} for i in range(400)])
    code = (
        "import pipeline.ingest as i, sys; i.PART_ARTICLES = 20; from pathlib import Path; "
        f"i.run(i.RunSettings(({str(source)!r},), Path({str(db)!r}), {MODEL!r}))"
    )
    for delay in (1.5, 2.5, 3.2):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        if db.exists():
            assert query(db, "SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM extractions)") == [(0,)]
    run(settings(db, source))
    assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(400, 400)]
    assert query(db, "SELECT count(*) FROM runs WHERE status = 'running'") == [(0,)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path, corpus: Path) -> None:
    from pipeline.store.schema import StoreError

    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="cannot be written"):
        run(settings(closed / "s.duckdb", corpus))


def test_nothing_new_is_true_only_where_a_run_would_change_nothing(tmp_path: Path, corpus: Path) -> None:
    db = tmp_path / "s.duckdb"
    assert not nothing_new(settings(db, corpus)), "no store yet"
    run(settings(db, corpus))
    assert nothing_new(settings(db, corpus))
    other = write_jsonl(tmp_path / "other.jsonl", [{"id": "new", "text": TEXT}])
    assert not nothing_new(settings(db, corpus, other))
    corpus.write_text(corpus.read_text(encoding="utf-8").replace("Nummer 3", "Nummer drei"), encoding="utf-8")
    assert not nothing_new(settings(db, corpus))
    assert not nothing_new(RunSettings(("https://example.org/feed.xml",), db, MODEL)), "addresses are not read twice"


def test_a_step_that_took_too_long_is_no_stop() -> None:
    error, cancelled = TimeoutError("Scope timed out after 5 second(s)."), asyncio.CancelledError()
    error.__context__ = cancelled
    assert not is_stop(error)
    assert is_stop(cancelled)


@pytest.mark.parametrize(
    ("first", "stopped"),
    [
        pytest.param(KeyboardInterrupt(), True, id="an-engine-that-fails-on-a-stop"),
        pytest.param(OSError("disk full"), False, id="an-error-after-an-error"),
        pytest.param(None, False, id="a-plain-error"),
    ],
)
def test_a_stop_is_known_behind_the_error_it_caused(first: BaseException | None, stopped: bool) -> None:
    error = ValueError("Task run is not set")
    error.__context__ = first
    assert is_stop(error) is stopped
