"""Runs on a real cluster: scheduler and two worker processes, one of them killed in the middle; parts through a folder or an S3 server.

Dask and S3 come with the extra `dev`; the tests of Ray run where `lagebild[ray]` is installed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.store import read
from tests.waiting import free_port, wait_until

ROOT = Path(__file__).parents[2]
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."
ARTICLES = 300
# A run that kills, when it has loaded its second part, the worker that it is told (with Ray: one that it finds), and says what it has seen.
SCRIPT = """
import os, signal, sys, time
from pathlib import Path
import pipeline.ingest as ingest

def ray_worker():
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, status = (folder / "cmdline").read_bytes(), (folder / "status").read_text()
        except OSError:
            continue
        if name.startswith(b"ray::_alone") and "\\nState:\\tZ" not in status:
            return int(folder.name)

if __name__ == "__main__":
    source, db, runner, scheduler, shared, victim = sys.argv[1:]
    ingest.PART_ARTICLES = 20
    loaded, load = [], ingest.Run.load

    def load_and_kill(run, part, spooled):
        load(run, part, spooled)
        loaded.append(spooled.articles)
        if len(loaded) == 2 and victim != "nobody":
            pid = int(victim) if victim.isdigit() else ray_worker()
            os.kill(pid, signal.SIGKILL)
            print("killed", flush=True)

    ingest.Run.load = load_and_kill
    settings = ingest.RunSettings((source,), Path(db), "de_lagebild", 2, runner=runner, scheduler=scheduler or None, shared=shared or None)
    if "AS_FLOW" in os.environ:
        from flows.ingest import run_flow
        result = run_flow(settings)
    else:
        result = ingest.run(settings)
    print("end", result.status, result.progress.counts["added"], len(loaded))
"""


def environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return {**env, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "RAY_USAGE_STATS_ENABLED": "0", **more}


def corpus(folder: Path) -> Path:
    path = folder / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"a{i}", "text": f"{TEXT} Nummer {i}. " * 3}) for i in range(ARTICLES)), encoding="utf-8")
    return path


@contextmanager
def processes(folder: Path, *commands: list[str], **more: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that live as long as the block."""
    started = []
    with (folder / f"{time.monotonic_ns()}.log").open("wb") as log:
        try:
            for command in commands:
                started.append(subprocess.Popen([sys.executable, *command], cwd=folder, env=environment(**more), stdout=log, stderr=log))
            yield started
        finally:
            for process in started:
                process.kill()
                process.wait(30)


@contextmanager
def dask_cluster(folder: Path, **more: str) -> Iterator[tuple[str, int]]:
    """A scheduler and two workers, in three processes, started as people start them; its address, and the process id of a worker."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = ["-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    (folder / "elsewhere").mkdir()
    with processes(folder / "elsewhere", scheduler, worker, worker, **more) as (_, one, _other):
        from distributed import Client

        with Client(address, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, one.pid


S3 = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """An S3 server on loopback with one bucket: its address, and what finds it from the environment."""
    pytest.importorskip("s3fs", reason="pip install 'lagebild[s3]'")
    if not all(importlib.util.find_spec(name) for name in ("moto", "flask", "flask_cors")):
        pytest.skip("pip install 'lagebild[dev]'")
    port = free_port()
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            request = urllib.request.Request(f"{url}/news", method="PUT")
            return bool(urllib.request.urlopen(request, timeout=2).status == 200)
        except OSError:
            return False

    (tmp_path / "s3").mkdir()
    with processes(tmp_path / "s3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], **S3):
        wait_until("the S3 server", answers, 90)
        yield url, {**S3, "AWS_ENDPOINT_URL": url}


def objects(url: str) -> str:
    """The listing of the bucket."""
    return str(urllib.request.urlopen(f"{url}/news?list-type=2", timeout=10).read().decode())


def run_and_kill(folder: Path, runner: str, scheduler: str, shared: str, victim: str, **more: str) -> Path:
    """The store of a run in which a worker was killed."""
    db, script = folder / "s.duckdb", folder / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), str(corpus(folder)), str(db), runner, scheduler, shared, victim]
    done = subprocess.run(command, cwd=folder, env=environment(**more), capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stdout.splitlines() if line.startswith(("killed", "end"))]  # Ray tells of the death, too
    assert said == ["killed", f"end done {ARTICLES} {ARTICLES // 20}"], done.stderr
    return db


def assert_every_article_once(db: Path) -> None:
    con = read.connect(db)
    assert con.execute("SELECT count(*), count(DISTINCT article_id) FROM articles").fetchall() == [(ARTICLES, ARTICLES)]
    (doubled,) = con.execute("SELECT count(*) FROM (SELECT article_id, start_char FROM dates GROUP BY ALL HAVING count(*) > 1)").fetchall()
    assert doubled == (0,)
    assert con.execute("SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM dates)").fetchall() == [(0,)]
    con.close()


def test_a_killed_dask_worker_loses_and_doubles_nothing(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="pip install 'lagebild[dask]'")
    with dask_cluster(tmp_path) as (address, victim):
        assert_every_article_once(run_and_kill(tmp_path, "dask", address, "", str(victim)))


def test_a_flow_on_dask_with_parts_in_an_object_store_and_a_killed_worker(tmp_path: Path, s3: tuple[str, dict[str, str]]) -> None:
    pytest.importorskip("distributed", reason="pip install 'lagebild[dask]'")
    url, access = s3
    with dask_cluster(tmp_path, **access) as (address, victim):
        as_flow = {"AS_FLOW": "yes", "XDG_CACHE_HOME": str(tmp_path / "cache")}
        assert_every_article_once(run_and_kill(tmp_path, "dask", address, "s3://news/parts", str(victim), **access, **as_flow))
    con = read.connect(tmp_path / "s.duckdb")
    assert con.execute("SELECT flow_run_id IS NOT NULL FROM runs").fetchall() == [(True,)]
    con.close()
    assert "<Key>" not in objects(url), "the run's folder is removed"
    log = "".join(path.read_text() for path in (tmp_path / "s3").glob("*.log"))
    assert log.count("PUT /news/parts/") > 10 * ARTICLES // 20, "parts went through the store: a spool file and ten tables each"


@pytest.mark.parametrize("shared", ["", "there"], ids=["store's folder", "shared folder"])
def test_a_killed_ray_worker_loses_and_doubles_nothing(tmp_path: Path, shared: str) -> None:
    pytest.importorskip("ray", reason="pip install 'lagebild[ray]'")
    folder = tmp_path / "there"
    assert_every_article_once(run_and_kill(tmp_path, "ray", "", (shared and str(folder)), "find one", HOME=str(tmp_path)))
    assert not shared or not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        pytest.param(["--runner", "dask", "--scheduler", "tcp://127.0.0.1:1"], 1, "there is no Dask scheduler", id="no Dask scheduler"),
        pytest.param(["--runner", "ray", "--scheduler", "127.0.0.1:1"], 1, "there is no Ray cluster", id="no Ray cluster"),
        pytest.param(["--runner", "dask", "--shared", "/proc/no"], 1, "shared location /proc/no cannot be used", id="folder not writable"),
        pytest.param(["--runner", "dask", "--shared", "s3://news/x"], 1, "shared location s3://news/x cannot be used", id="no S3 server"),
        pytest.param(["--runner", "dask", "--shared", "nosuch://x/y"], 1, "shared location nosuch://x/y", id="unknown protocol"),
        pytest.param(["--shared", "s3://news/x"], 2, "go with --runner", id="without a cluster"),
    ],
)
def test_what_cannot_be_used_is_one_line(tmp_path: Path, options: list[str], status: int, message: str) -> None:
    if "ray" in options and not importlib.util.find_spec("ray"):
        pytest.skip("pip install 'lagebild[ray]'")
    if not importlib.util.find_spec("distributed") or not importlib.util.find_spec("s3fs"):
        pytest.skip("pip install 'lagebild[dev]'")
    source = tmp_path / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline.cli", "run", str(source), "--db", str(tmp_path / "s.duckdb"), "--direct", *options]
    env = environment(**S3, AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_MAX_ATTEMPTS="1", HOME=str(tmp_path), LAGEBILD_MODEL="de_lagebild")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        _, error = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        raise
    assert process.returncode == status, error
    assert message in error
    assert len(error.strip().splitlines()) == 1, error
