"""Analysts keep a store open, read-only or in the shell, while flows write it: nobody waits, nobody fails, nobody sees half a run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import ingest
from pipeline.unchanged import nothing_new
from tests.docs.terminal import BIN
from tests.flows.running import assert_whole, corpus, finished, start
from tests.stores import query

# Opens the store anew, again and again, and says how many articles, and how many without their rows, each time saw.
WATCH = """
import duckdb, sys, time
while True:
    con = duckdb.connect(sys.argv[1], read_only=True)
    rows = "(FROM dates SELECT article_id)"
    print(*con.execute(f"SELECT count(*), count(*) FILTER (article_id NOT IN {rows}) FROM articles").fetchone(), flush=True)
    con.close()
    time.sleep(0.02)
"""


class Shell:
    """The `duckdb` shell (1.5, as many analysts have), open until it is closed."""

    def __init__(self, db: Path, *options: str) -> None:
        command = [str(BIN / "duckdb"), "-csv", "-noheader", *options, str(db)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ask(self, sql: str) -> str:
        """One line of an answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(sql + ";\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def shell(db: Path, *options: str) -> Iterator[Shell]:
    opened = Shell(db, *options)
    try:
        yield opened
    finally:
        opened.process.kill()
        opened.process.communicate(timeout=30)


def sixty(folder: Path, name: str) -> str:
    """Sixty articles of their own."""
    (folder / name).mkdir()
    source = corpus(folder / name, 60)
    source.write_text(source.read_text(encoding="utf-8").replace('"id": "a', f'"id": "{name}-'), encoding="utf-8")
    return str(source)


def settings(db: Path, *sources: str) -> ingest.RunSettings:
    return ingest.RunSettings(sources, db, "de_lagebild")


def test_two_flows_at_once_queue_up_and_readers_see_whole_runs(tmp_path: Path, server: str, home: Path) -> None:
    db = tmp_path / "s.duckdb"
    first, *sources = [sixty(tmp_path, name) for name in ("first", "one", "two")]
    ingest.run(settings(db, first))
    with shell(db, "-readonly") as analyst:
        assert analyst.ask("SELECT count(*) FROM articles") == "60"
        watcher = subprocess.Popen([sys.executable, "-c", WATCH, str(db)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for process in [start(tmp_path, server, home, source) for source in sources]:
            finished(process)
        assert watcher.poll() is None, watcher.communicate()
        watcher.terminate()
        seen, error = watcher.communicate(timeout=30)
        assert analyst.ask("SELECT count(*) FROM articles") == "60", "who had it open before reads on undisturbed"
    assert not error
    lines = seen.splitlines()[:-1]  # the last may be cut
    assert len(lines) > 50
    assert list(dict.fromkeys(lines))[:3] in (["60 0", "120 0", "180 0"], ["60 0", "120 0"]), "run by run, each whole"
    assert query(db, "SELECT status, added FROM runs") == [("done", 60)] * 3
    overlaps = "SELECT count(*) FROM runs a JOIN runs b ON a.run_id < b.run_id AND a.finished_at > b.started_at"
    assert query(db, overlaps) == [(0,)], "one by one"
    assert query(db, "SELECT count(*) FROM articles") == [(180,)]
    assert_whole(db)


def test_a_shell_that_writes_hinders_no_run_and_afterwards_no_reader(tmp_path: Path) -> None:
    """DuckDB's shell opens to write unless told otherwise, and then keeps readers out of that file, but not out of the next."""
    db = tmp_path / "s.duckdb"
    first, more = (sixty(tmp_path, name) for name in ("first", "more"))
    ingest.run(settings(db, first))
    with shell(db) as analyst:
        assert analyst.ask("CREATE TABLE mine AS FROM articles; SELECT count(*) FROM mine") == "60"
        assert db.with_name("s.duckdb.wal").exists(), "which fits the file that it was written for, and no other"
        assert not nothing_new(settings(db, first)), "what cannot be read now is no reason to fail before the run"
        ingest.run(settings(db, first, more))
        assert query(db, "SELECT count(*) FROM articles") == [(120,)]
        assert analyst.ask("SELECT count(*) FROM articles") == "60"
    assert_whole(db)
