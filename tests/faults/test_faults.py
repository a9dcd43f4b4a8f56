"""Faults that really happen: processes killed, disks full, files damaged. After each the store opens, every article is whole or absent, and
a run completes it. `LAGEBILD_LONG=1` kills 20 times instead of 3."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.docstore import docs_path
from pipeline.ingest import RunSettings, run, spool_folder
from pipeline.store.publish import work_path
from pipeline.workers import WorkerError, Workers
from tests.flows.running import has_begun
from tests.stores import query
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."
LONG = bool(os.environ.get("LAGEBILD_LONG"))
KILLS = 20 if LONG else 3
ARTICLES = 240
PART = 20  # articles a part, so that there are many moments between parts


def corpus(folder: Path, articles: int = ARTICLES) -> Path:
    path = folder / "in.jsonl"
    records = [{"id": f"a{i}", "text": f"{TEXT} Nummer {i}.", "published_on": "2026-02-03"} for i in range(articles)]
    path.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    return path


def settings(db: Path, source: Path, **more: Any) -> RunSettings:
    return RunSettings((str(source),), db, "de_lagebild", **more)


def start(db: Path, source: Path, *options: str, largest: int | None = None, **more: str) -> subprocess.Popen[str]:
    """`lagebild run --direct` in a process of its own, with small parts; no file may grow beyond `largest` bytes. `more`: environment."""
    code = f"import pipeline.ingest as i, pipeline.cli as c\nif __name__ == '__main__':\n    i.PART_ARTICLES = {PART}\n    c.main()"
    script = source.with_name("run.py")
    script.write_text(code, encoding="utf-8")
    command = [sys.executable, str(script), "run", str(source), "--db", str(db), "--model", "de_lagebild", "--direct", *options]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "OMP_NUM_THREADS": "1", **more}
    if largest is not None:
        command = ["bash", "-c", f'ulimit -f {largest // 1024}; exec "$@"', "bash", *command]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def assert_whole(db: Path) -> None:
    """Every article that is there has all its rows: each text here gives sections and dates."""
    assert query(db, "SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM extractions)") == [(0,)]
    for table in ("sections", "dates"):
        assert query(db, f"SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM {table})") == [(0,)], table
        assert query(db, f"SELECT count(*) FROM {table} WHERE article_id NOT IN (SELECT article_id FROM articles)") == [(0,)], table


def assert_one_line(done: subprocess.Popen[str], message: str, status: int = 1) -> None:
    _, error = done.communicate(timeout=120)
    lines = [line for line in error.strip().splitlines() if not line.startswith("kept parses") and "read so far" not in line]
    assert done.returncode == status, error
    assert len(lines) == 1, error
    assert message in lines[0]


def revise(source: Path, version: int) -> None:
    """Every article is changed, so that a further run has as much to do as the first."""
    source.write_text(
        re.sub(r"Nummer (\d+)\.( Fassung \d+\.)?", rf"Nummer \1. Fassung {version}.", source.read_text(encoding="utf-8")), encoding="utf-8"
    )


def test_killed_at_random_moments(tmp_path: Path) -> None:
    db, source = tmp_path / "s.duckdb", corpus(tmp_path)
    moments = random.Random(os.environ.get("LAGEBILD_SEED", "1"))
    for version in range(KILLS):
        revise(source, version)
        begun, process = time.time(), start(db, source)
        wait_until("the run's begin", lambda process=process, begun=begun: has_begun(db, begun) or process.poll() is not None)
        time.sleep(moments.uniform(0, 2.5))
        process.kill()
        process.communicate(timeout=60)
        if db.exists():
            assert_whole(db)
    assert run(settings(db, source)).status == "done"
    assert_whole(db)
    assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(ARTICLES, ARTICLES)]
    assert query(db, f"SELECT count(*) FROM articles WHERE text LIKE '%Fassung {KILLS - 1}.%'") == [(ARTICLES,)], "the last version of each"
    assert query(db, "SELECT count(*) FILTER (status = 'running'), count(*) FILTER (status = 'done') > 0 FROM runs") == [(0, True)]
    assert query(db, f"SELECT count(*) FILTER (status = 'crashed') >= {KILLS // 2} FROM runs") == [(True,)], "the kills hit"
    assert not spool_folder(db).exists()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = next(line for line in status.read_text().splitlines() if line.startswith("PPid:")).split()[1]
            command = status.with_name("cmdline").read_bytes()
        except (OSError, StopIteration):
            continue
        if int(parent) == process.pid and b"spawn_main" in command:
            found.append(int(status.parent.name))
    return found


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


# In every process of a run: writes its id down when it opens the weights of the parser.
NOTES_LOADS = """
import os, sys
def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith("/parser/model"):
        with open(os.environ["LOADS"], "a") as log:
            log.write(f"{os.getpid()}\\n")
sys.addaudithook(hook)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds worker processes in /proc")
def test_a_killed_worker_is_replaced_and_workers_end_with_their_run(tmp_path: Path) -> None:
    db, source, moments = tmp_path / "s.duckdb", corpus(tmp_path), random.Random(os.environ.get("LAGEBILD_SEED", "3"))
    (tmp_path / "sitecustomize.py").write_text(NOTES_LOADS, encoding="utf-8")
    noted = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]), "LOADS": str(tmp_path / "loads")}
    for version in range(20 if LONG else 1):
        revise(source, version)
        process = start(db, source, "--workers", "2", **noted)
        wait_until("a part of one of two workers", lambda p=process: len(workers_of(p)) == 2 and list(spool_folder(db).glob("*.part")))
        time.sleep(moments.uniform(0, 1) if LONG else 0)
        for worker in workers_of(process)[:1]:
            os.kill(worker, signal.SIGKILL)
        output, error = process.communicate(timeout=180)
        assert process.returncode == 0, error
        assert f"{ARTICLES} {'updated' if version else 'added'}" in output
        assert_whole(db)
        assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(ARTICLES, ARTICLES)]
        assert query(db, f"SELECT count(*) FROM articles WHERE text LIKE '%Fassung {version}.%'") == [(ARTICLES,)]
    loads = Counter((tmp_path / "loads").read_text().split())
    assert len(loads) >= 3, "two workers, and who came in place of one"
    assert set(loads.values()) == {2}, "each loads the model once, for all its parts: its sum is checked, then it is read"

    process = start(tmp_path / "other.duckdb", source, "--workers", "2")
    wait_until("a second worker", lambda: len(workers_of(process)) == 2)
    orphans = workers_of(process)
    process.kill()
    process.communicate(timeout=60)
    wait_until("the workers' end", lambda: not any(alive(pid) for pid in orphans))


def _nothing() -> None:
    return


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fail() -> None:
    raise ValueError("an error of its own")


def test_a_job_that_kills_its_process_every_time_ends_the_run_with_one_line() -> None:
    with Workers(1, _nothing) as pool, pytest.raises(WorkerError, match="use fewer --workers"):
        pool.submit(_die)()


def test_a_job_that_raises_is_not_done_again() -> None:
    with Workers(1, _nothing) as pool:
        with pytest.raises(ValueError, match="of its own"):
            pool.submit(_fail)()
        assert pool.submit(_nothing)() is None


def test_terminated_the_run_is_cancelled_and_what_it_has_is_published(tmp_path: Path) -> None:
    db, source = tmp_path / "s.duckdb", corpus(tmp_path)
    process = start(db, source)
    wait_until("the fourth part", lambda: list(spool_folder(db).glob("000004.parquet")))
    process.terminate()
    assert_one_line(process, "run again to complete it", 130)
    assert query(db, "SELECT status FROM runs") == [("cancelled",)]
    assert query(db, f"SELECT count(*) BETWEEN 1 AND {ARTICLES - 1} FROM articles") == [(True,)]
    assert_whole(db)
    assert not spool_folder(db).exists()
    assert not work_path(db).exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("may not mount a tmpfs here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, room: int) -> Path:
    """Leave `room` bytes on the disk."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(4096, free.f_bavail * free.f_bsize - room))
    return ballast


@pytest.mark.parametrize("more", [pytest.param(None, id="from the start"), pytest.param(150_000, id="in the middle")])
def test_a_full_disk(tmp_path: Path, small_disk: Path, more: int | None) -> None:
    db, source = small_disk / "s.duckdb", corpus(tmp_path, 20)
    run(settings(db, source))
    ballast = fill(small_disk, 0 if more is None else db.stat().st_size + more)
    assert_one_line(start(db, corpus(tmp_path, 200)), "space")
    assert_whole(db)
    assert query(db, "SELECT count(*) >= 20 FROM articles") == [(True,)], "what was published stays"
    ballast.unlink()
    assert run(settings(db, source)).progress.counts["seen"] == 200
    assert query(db, "SELECT count(*) FROM articles") == [(200,)]
    assert_whole(db)


def test_a_quota_where_no_disk_may_be_mounted(tmp_path: Path) -> None:
    db, source = tmp_path / "s.duckdb", corpus(tmp_path, 20)
    run(settings(db, source))
    # so German that no model of languages is unpacked into a file
    plain = "Wir haben auch nicht mehr als das, was sie noch von uns und aus dem Tal haben. "
    more = corpus(tmp_path, 200)
    more.write_text(more.read_text(encoding="utf-8").replace('"text": "', f'"text": "{plain}'), encoding="utf-8")
    assert_one_line(start(db, more, largest=db.stat().st_size + 100_000), "the disk is full or a quota reached")
    assert_whole(db)
    assert query(db, "SELECT count(*) >= 20 FROM articles") == [(True,)], "what was published stays"
    assert run(settings(db, source)).progress.counts["seen"] == 200
    assert query(db, "SELECT count(*) FROM articles") == [(200,)]


def test_a_read_only_folder(tmp_path: Path, small_disk: Path) -> None:
    db, source = small_disk / "s.duckdb", corpus(tmp_path, 20)
    run(settings(db, source))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert_one_line(start(db, source), "cannot be written")
    assert query(db, "SELECT count(*) FROM articles") == [(20,)], "readers need no right to write"


@pytest.mark.parametrize(
    "keep", [pytest.param(0, id="no DuckDB file"), pytest.param(4096, id="header only"), pytest.param(200_000, id="cut")]
)
def test_a_damaged_store_is_one_line_and_left_as_it_is(tmp_path: Path, keep: int) -> None:
    db, source = tmp_path / "s.duckdb", corpus(tmp_path, 20)
    run(settings(db, source))
    damaged = db.read_bytes()[:keep] + b"damaged " * 1000
    db.write_bytes(damaged)
    assert_one_line(start(db, source), str(db))
    assert db.read_bytes() == damaged
    assert not work_path(db).exists()


def test_a_damaged_working_file_is_given_up_for_what_was_published(tmp_path: Path) -> None:
    db, source = tmp_path / "s.duckdb", corpus(tmp_path, 20)
    run(settings(db, source))
    work_path(db).write_bytes(db.read_bytes()[:5000] + b"damaged " * 1000)
    spool_folder(db).mkdir()
    (spool_folder(db) / "000001.parquet").write_bytes(b"left over")
    assert run(settings(db, corpus(tmp_path, 25))).progress.counts == {"seen": 25, "added": 5, "updated": 0, "unchanged": 20, "rejected": 0}
    assert_whole(db)


# In place of the system's clock: the same plus as many seconds as a file says, which may change at any moment.
CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
static volatile int64_t *ahead;
__attribute__((constructor)) static void begin(void) {
    ahead = mmap(0, 8, PROT_READ, MAP_SHARED, open(getenv("CLOCK_FILE"), O_RDONLY), 0);
}
int clock_gettime(clockid_t id, struct timespec *at) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(id, at);
    if (result == 0 && id == CLOCK_REALTIME && ahead != MAP_FAILED && ahead) at->tv_sec += *ahead;
    return result;
}
time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *at, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}
"""


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """A clock that can be set, for processes with its environment: Python, DuckDB and SQLite alike."""
    if not shutil.which("cc"):
        pytest.skip("needs a C compiler")
    (tmp_path / "clock.c").write_text(CLOCK, encoding="utf-8")
    library = tmp_path / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(tmp_path / "clock.c"), "-ldl"], check=True, timeout=60)
    clock = Clock(tmp_path / "ahead", {"LD_PRELOAD": str(library), "CLOCK_FILE": str(tmp_path / "ahead")})
    clock.set(0)
    return clock


@dataclass
class Clock:
    """See `clock`."""

    file: Path
    environment: dict[str, str]

    def set(self, seconds: int) -> None:
        """Turn the clock to so many seconds before or after the true time."""
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(seconds.to_bytes(8, sys.byteorder, signed=True))


YEAR = 365 * 24 * 3600


def test_a_clock_that_is_set_back_in_the_middle_of_a_run(tmp_path: Path, clock: Clock) -> None:
    db, source = tmp_path / "s.duckdb", corpus(tmp_path)
    process = start(db, source, **clock.environment)
    wait_until("the third part", lambda: (spool_folder(db) / "000003.parquet").exists() or process.poll() is not None)
    clock.set(-2 * YEAR)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    more = corpus(tmp_path, ARTICLES + 5)
    for _ in range(2):
        again = start(db, more, **clock.environment)
        _, error = again.communicate(timeout=120)
        assert again.returncode == 0, error
    assert_whole(db)
    assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(ARTICLES + 5,) * 2]
    assert sorted(query(db, "SELECT added, unchanged FROM runs")) == [(0, ARTICLES + 5), (5, ARTICLES), (ARTICLES, 0)]
    assert query(db, "SELECT count(*) FILTER (now() - started_at > to_days(700)), count(DISTINCT run_id) FROM runs") == [(2, 3)], (
        "it went back"
    )
    assert query(db, "SELECT count(*) FROM runs WHERE status = 'done' AND finished_at >= started_at") == [(3,)]


def test_two_runs_at_once_queue_up(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    sources = [corpus(folder, 40) for folder in folders]
    sources[1].write_text(sources[1].read_text(encoding="utf-8").replace('"id": "a', '"id": "b'), encoding="utf-8")
    processes = [start(db, source) for source in sources]
    for process in processes:
        _, error = process.communicate(timeout=180)
        assert process.returncode == 0, error
    assert query(db, "SELECT status, added FROM runs") == [("done", 40), ("done", 40)]
    assert query(db, "SELECT count(*) FROM articles") == [(80,)]
    assert docs_path(db).exists()
