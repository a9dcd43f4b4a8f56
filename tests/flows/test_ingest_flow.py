"""The Prefect flow, in a process of its own as users run it: `lagebild run`, and against a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from pipeline.store import read

ROOT = Path(__file__).parents[2]
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."


def lagebild(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", "COLUMNS": "120", **environment}
    for name in ("PREFECT_API_URL", "LAGEBILD_DB", "LAGEBILD_MODEL"):
        if name not in environment:
            env.pop(name, None)
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    records = [{"id": f"a{i}", "text": f"{TEXT} Nummer {i}.", "published_on": "2026-02-03"} for i in range(3)]
    path.write_text("\n".join(json.dumps(r) for r in records) + '\n{"id": "broken"\n', encoding="utf-8")
    return path


def test_run_without_a_server_and_again(tmp_path: Path, corpus: Path, home: Path) -> None:
    db = tmp_path / "s.duckdb"
    first = lagebild("run", str(corpus), "--db", str(db), "--model", "de_lagebild", home=home)
    assert first.returncode == 0, first.stderr
    assert "3 added" in first.stdout
    assert "1 rejected" in first.stdout
    again = lagebild("run", str(corpus), "--db", str(db), "--model", "de_lagebild", home=home)
    assert again.returncode == 0, again.stderr
    assert "3 unchanged" in again.stdout
    con = read.connect(db)
    assert con.execute(
        "SELECT status, seen, added, unchanged, rejected, flow_run_id IS NOT NULL FROM runs ORDER BY started_at"
    ).fetchall() == [
        ("done", 4, 3, 0, 1, True),
        ("done", 4, 0, 3, 1, False),  # nothing to do: no server is started to note it
    ]
    con.close()


def test_the_flow_gives_the_same_rows_as_the_plain_way(tmp_path: Path, corpus: Path, home: Path) -> None:
    flow, direct = tmp_path / "flow.duckdb", tmp_path / "direct.duckdb"
    assert lagebild("run", str(corpus), "--db", str(flow), "--model", "de_lagebild", "--workers", "2", home=home).returncode == 0
    assert lagebild("run", str(corpus), "--db", str(direct), "--model", "de_lagebild", "--direct", home=home).returncode == 0
    one, two = read.connect(flow), read.connect(direct)
    for table in ("sections", "entities", "actor_mentions", "dates", "quotes", "escalations"):
        assert one.execute(f"FROM {table} ORDER BY ALL").fetchall() == two.execute(f"FROM {table} ORDER BY ALL").fetchall(), table
    one.close()
    two.close()


def ask(url: str, path: str, body: dict[str, object]) -> list[dict[str, object]]:
    request = urllib.request.Request(f"{url}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        result: list[dict[str, object]] = json.load(answer)
        return result


def test_run_against_a_server_leaves_its_trace_there(tmp_path: Path, corpus: Path, home: Path, server: str) -> None:
    db = tmp_path / "s.duckdb"
    done = lagebild("run", str(corpus), "--db", str(db), "--model", "de_lagebild", home=home, PREFECT_API_URL=server)
    assert done.returncode == 0, done.stderr
    con = read.connect(db)
    ((flow_run_id,),) = con.execute("SELECT flow_run_id FROM runs").fetchall()
    con.close()
    this_run = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
    runs = ask(server, "flow_runs/filter", this_run)
    assert [(r["id"], r["state_name"]) for r in runs] == [(flow_run_id, "Completed")]
    tasks = {str(t["name"]).rsplit("-", 1)[0] for t in ask(server, "task_runs/filter", this_run)}
    assert tasks == {"discover", "read", "annotate", "write"}
    artifacts = ask(server, "artifacts/filter", this_run)
    assert any(a["key"] == "lagebild-run" and "| 4 | 3 | 0 | 0 | 1 |" in str(a["data"]) for a in artifacts)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        pytest.param(["run"], 2, "Missing argument", id="no source"),
        pytest.param(["run", "x.txt", "--published-on", "gestern"], 2, "not a date", id="bad date"),
        pytest.param(["run", "x.txt", "--model", "no_such_model", "--direct"], 1, "is not installed", id="missing model"),
        pytest.param(["run", "x.txt", "--rules", "/nonexistent", "--direct"], 1, "no such folder", id="missing rules"),
        pytest.param(["run", "x.txt", "--db", "/proc/s.duckdb", "--direct"], 1, "cannot be written", id="store cannot be written"),
        pytest.param(["show", "x", "--db", "/nonexistent/s.duckdb"], 1, "there is no store", id="missing store"),
    ],
)
def test_errors_are_one_line_and_no_traceback(arguments: list[str], status: int, message: str, home: Path) -> None:
    done = lagebild(*arguments, home=home)
    assert done.returncode == status, done.stderr
    assert message in " ".join(done.stderr.split()), done.stderr
    assert "Traceback" not in done.stderr
    if status == 1:
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
