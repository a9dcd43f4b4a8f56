"""Deployments against a real Prefect server: served without a worker, run by a process worker, cancelled in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.serve import DeploymentError, read_deployments
from pipeline import ingest
from pipeline.ingest import spool_folder
from tests.docs.blocks import blocks
from tests.stores import query

ROOT = Path(__file__).parents[2]
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."
LONG = bool(os.environ.get("LAGEBILD_LONG"))
FINAL = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


def call(url: str, path: str, body: dict[str, Any] | None = None, tries: int = 10, method: str | None = None) -> Any:
    """Ask the API; 503 (its SQLite file is busy) means later, as for Prefect's own clients."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/{path}", data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
    except urllib.error.HTTPError as e:
        if e.code != 503 or tries <= 1:
            raise
        time.sleep(0.5)
        return call(url, path, body, tries - 1, method)
    return json.loads(text) if text else None


def wait_for(what: str, found: Callable[[], Any], seconds: float = 90) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.3)
    pytest.fail(f"{what}: not within {seconds:.0f} s")


def environment(url: str, home: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "LAGEBILD_"))}
    env |= {"PREFECT_API_URL": url, "PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", "LAGEBILD_HOME": str(ROOT)}
    env |= {"PREFECT_RUNNER_POLL_FREQUENCY": "1", "PREFECT_WORKER_QUERY_SECONDS": "1", "LAGEBILD_MODEL": "de_lagebild"}
    return env | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


@contextmanager
def started(command: list[str], url: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    log = (home / f"{time.monotonic_ns()}.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=environment(url, home), stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        log.close()


def corpus(folder: Path, articles: int) -> Path:
    path = folder / "in.jsonl"
    records = [
        {"id": f"a{i}", "text": f"{TEXT} Nummer {i}. " * 5, "published_on": "2026-02-03", "publisher": "Talblatt"} for i in range(articles)
    ]
    path.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    return path


def prefect_yaml(folder: Path, name: str, parameters: dict[str, Any], pool: str | None = None) -> Path:
    """The project's own prefect.yaml with other parameters: what users edit."""
    settings = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    (entry,) = (d for d in settings["deployments"] if d["name"] == "folder")
    entry |= {"name": name, "parameters": parameters}
    if LONG:
        entry["schedules"][0]["cron"] = "* * * * *"
    if pool:
        entry["work_pool"] = {"name": pool}
    settings["deployments"] = [entry]
    path = folder / "prefect.yaml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


def deployment(url: str, name: str) -> Any:
    """What the server knows of a deployment, as soon as there is one."""

    def found() -> Any:
        try:
            return call(url, f"deployments/name/lagebild-ingest/{name}")
        except urllib.error.HTTPError:
            return None

    return wait_for(f"deployment {name}", found)


def begin(url: str, name: str) -> str:
    """Ask for a run of a deployment, as the button on Prefect's page does; the id of the flow run."""
    return str(call(url, f"deployments/{deployment(url, name)['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})["id"])


def automation(url: str, db: Path, deployment_id: str) -> str:
    """The automation of docs/OPERATIONS.md for another event and with another action: a run of this store pauses the deployment. Its id."""
    (text,) = blocks(ROOT / "docs" / "OPERATIONS.md", "yaml")
    settings = yaml.safe_load(text)
    settings["trigger"] |= {"expect": ["lagebild.run.done"], "match": {"prefect.resource.id": f"lagebild.store.{db}"}}
    settings["actions"] = [{"type": "pause-deployment", "source": "selected", "deployment_id": deployment_id}]
    return str(call(url, "automations/", settings)["id"])


def state(url: str, run: str) -> str:
    return str(call(url, f"flow_runs/{run}")["state_type"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(None, "No such file", id="missing"),
        pytest.param("deployments: [", "not a file of Prefect deployments", id="no YAML"),
        pytest.param("name: x", "no deployments", id="none in it"),
        pytest.param("deployments: [{name: x, parameters: {sources: [a], workers: many}}]", "workers", id="wrong type"),
        pytest.param("deployments: [{name: x, parameters: {sources: [a]}, schedules: [{cron: never}]}]", "cron", id="wrong cron"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "prefect.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DeploymentError, match=message) as raised:
        read_deployments(path)
    assert "\n" not in str(raised.value)


def test_the_deployments_that_come_with_lagebild_are_valid() -> None:
    found = read_deployments(ROOT / "prefect.yaml")
    assert [d.name for d in found] == ["folder", "feeds", "jsonl-drop"]
    assert all(d.schedules and d.concurrency_limit == 1 for d in found)


def test_served_without_a_worker_runs_and_stops_cleanly_when_cancelled(tmp_path: Path, server: str) -> None:
    db = tmp_path / "s.duckdb"
    source = corpus(tmp_path, 3)
    file = prefect_yaml(tmp_path, "served", {"sources": [str(source)], "db": str(db)})
    with started([sys.executable, "-m", "pipeline.cli", "serve-flows", "--file", str(file)], server, tmp_path):
        ours = deployment(server, "served")
        scheduled = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}, "deployment_id": {"any_": [ours["id"]]}}}
        wait_for("scheduled runs", lambda: [r for r in call(server, "flow_runs/filter", scheduled) if r["auto_scheduled"]])
        assert ours["parameter_openapi_schema"]["properties"]["runner"]["enum"] == ["processes", "dask", "ray"], (
            "a choice on Prefect's page"
        )
        pauses = automation(server, db, ours["id"])
        run = begin(server, "served")
        assert wait_for("the run's end", lambda: (s := state(server, run)) in FINAL and s, 150) == "COMPLETED"
        assert query(db, "SELECT status, added, flow_run_id FROM runs") == [("done", 3, run)]
        done = {"event": {"name": ["lagebild.run.done"]}, "resource": {"id": [f"lagebild.store.{db}"]}}
        events = wait_for("the event", lambda: call(server, "events/filter", {"filter": done})["events"])
        assert events[0]["payload"]["added"] == 3
        artifact = call(server, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}})[0]
        assert "| Talblatt | 3 |" in artifact["data"]
        wait_for("the automation", lambda: deployment(server, "served")["paused"])
        call(server, f"automations/{pauses}", method="DELETE")
        call(server, f"deployments/{ours['id']}/resume_deployment", {})
        if LONG:
            scheduled["flow_runs"]["state"] = {"type": {"any_": ["COMPLETED"]}}
            wait_for("cron", lambda: [r for r in call(server, "flow_runs/filter", scheduled) if r["auto_scheduled"]], 150)
        cancel_in_the_middle(server, "served", tmp_path, db)


def cancel_in_the_middle(url: str, name: str, folder: Path, db: Path) -> None:
    """Cancel a run as the button on Prefect's page does: it ends cleanly, what it has is published."""
    corpus(folder, 3000)
    run = begin(url, name)
    wait_for("the run's begin", lambda: list(spool_folder(db).glob("*.parquet")), 120)
    time.sleep(4)
    call(url, f"flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}})
    assert wait_for("the run's end", lambda: (s := state(url, run)) in FINAL and s, 120) == "CANCELLED"
    wait_for("publishing", lambda: not spool_folder(db).exists())
    assert query(db, "SELECT status FROM runs ORDER BY started_at DESC LIMIT 1") == [("cancelled",)]
    assert query(db, "SELECT count(*) < 3000 FROM articles") == [(True,)]
    assert query(db, "SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM extractions)") == [(0,)]


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="finds listening sockets in /proc")
def test_prefect_s_server_listens_on_loopback_unless_told_otherwise(server: str) -> None:
    port = int(server.rsplit(":", 1)[1].partition("/")[0])
    sockets = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    assert {cells[1] for cells in sockets if cells[3] == "0A" and cells[1].endswith(f":{port:04X}")} == {f"0100007F:{port:04X}"}


def deploy(url: str, folder: Path, file: Path, pool: str) -> None:
    for command in (["work-pool", "create", pool, "--type", "process"], ["deploy", "--all", "--prefect-file", str(file)]):
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *command],
            cwd=ROOT,
            env=environment(url, folder),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_process_worker_runs_a_deployment_and_stops_cleanly_when_cancelled(tmp_path: Path, server: str) -> None:
    db = tmp_path / "s.duckdb"
    file = prefect_yaml(tmp_path, "worked", {"sources": [str(corpus(tmp_path, 3))], "db": str(db), "workers": 2}, pool="lagebild-test")
    deploy(server, tmp_path, file, "lagebild-test")
    with started([sys.executable, "-m", "prefect", "worker", "start", "--pool", "lagebild-test"], server, tmp_path):
        run = begin(server, "worked")
        assert wait_for("the run's end", lambda: (s := state(server, run)) in FINAL and s, 150) == "COMPLETED"
        assert query(db, "SELECT status, added, flow_run_id FROM runs") == [("done", 3, run)]
        cancel_in_the_middle(server, "worked", tmp_path, db)


def test_a_killed_process_worker_loses_nothing(tmp_path: Path, server: str) -> None:
    db, articles = tmp_path / "s.duckdb", 300
    source = corpus(tmp_path, articles)
    file = prefect_yaml(tmp_path, "orphaned", {"sources": [str(source)], "db": str(db)}, pool="lagebild-killed")
    deploy(server, tmp_path, file, "lagebild-killed")
    with started([sys.executable, "-m", "prefect", "worker", "start", "--pool", "lagebild-killed"], server, tmp_path) as worker:
        begin(server, "orphaned")
        wait_for("the run's begin", lambda: list(spool_folder(db).glob("*.parquet")), 120)
        worker.kill()
        worker.wait(30)
        again = ingest.run(ingest.RunSettings((str(source),), db, "de_lagebild"))  # waits for the orphan, if that lives on
    assert again.status == "done"
    assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(articles, articles)]
    assert query(db, "SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM extractions)") == [(0,)]
    assert query(db, "SELECT count(*) FILTER (status = 'running'), count(*) FROM runs") == [(0, 2)]
