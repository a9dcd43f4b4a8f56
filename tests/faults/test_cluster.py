"""The Dask runner on a real local cluster: scheduler and two worker processes, one of them killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.store import read

pytest.importorskip("distributed", reason="pip install 'lagebild[dask]'")
ROOT = Path(__file__).parents[2]
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."
ARTICLES = 300
# Run and cluster in a process of their own: the run in the main thread, the killing in another.
SCRIPT = """
import os, signal, sys, threading, time, warnings
from pathlib import Path
import pipeline.ingest as ingest
from pipeline.ingest import RunSettings, run, spool_folder

def kill_one(cluster, db):
    while not list(spool_folder(db).glob("*.part")):
        time.sleep(0.02)
    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    print("killed", flush=True)

if __name__ == "__main__":
    from distributed import LocalCluster
    ingest.PART_ARTICLES = 20
    source, db = sys.argv[1], Path(sys.argv[2])
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        threading.Thread(target=kill_one, args=(cluster, db), daemon=True).start()
        result = run(RunSettings((source,), db, "de_lagebild", runner="dask", scheduler=cluster.scheduler_address))
    print(result.status, result.progress.counts["added"], flush=True)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "OMP_NUM_THREADS": "1"}


def corpus(folder: Path) -> Path:
    path = folder / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"a{i}", "text": f"{TEXT} Nummer {i}. " * 3}) for i in range(ARTICLES)), encoding="utf-8")
    return path


def test_a_killed_dask_worker_loses_and_doubles_nothing(tmp_path: Path) -> None:
    db, script = tmp_path / "s.duckdb", tmp_path / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), str(corpus(tmp_path)), str(db)]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["killed", "done", str(ARTICLES)]
    con = read.connect(db)
    assert con.execute("SELECT count(*), count(DISTINCT article_id) FROM articles").fetchall() == [(ARTICLES, ARTICLES)]
    (doubled,) = con.execute("SELECT count(*) FROM (SELECT article_id, start_char FROM dates GROUP BY ALL HAVING count(*) > 1)").fetchall()
    assert doubled == (0,)
    assert con.execute("SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM dates)").fetchall() == [(0,)]
    con.close()


def test_no_scheduler_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "run", str(corpus(tmp_path)), "--db", str(tmp_path / "s.duckdb"), "--direct"]
    command += ["--model", "de_lagebild", "--runner", "dask", "--scheduler", "tcp://127.0.0.1:1"]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        _, error = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        raise
    assert process.returncode == 1
    assert "there is no Dask scheduler" in error
    assert "Traceback" not in error
    assert time.monotonic() - started < 100
