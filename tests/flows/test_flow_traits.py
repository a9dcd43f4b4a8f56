"""What a flow owes to those who schedule it: a form, retries, time limits, one writer, a clean end, artifact, events, flags of collapse."""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from prefect.utilities.callables import parameter_schema

from flows import ingest as flow_module
from pipeline.ingest import spool_folder
from tests.flows.running import TEXT, assert_whole, corpus, finished, start
from tests.stores import query
from tests.waiting import wait_until

FORM = parameter_schema(flow_module.ingest.fn).model_dump()


def ask(url: str, path: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(f"{url}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def maybe(**kind: Any) -> dict[str, Any]:
    return {"anyOf": [kind, {"type": "null"}], "default": None}


FIELDS = {
    "sources": {"type": "array", "items": {"type": "string"}},
    "db": {"type": "string", "format": "path", "default": "data/lagebild.duckdb"},
    "model": maybe(type="string"),
    "workers": {"type": "integer", "minimum": 1, "maximum": 256, "default": 1},
    "rules": maybe(type="array", items={"type": "string"}),
    "published_on": maybe(type="string", format="date"),
    "keep_docs": {"type": "boolean", "default": True},
    "runner": {"enum": ["processes", "dask", "ray"], "default": "processes"},
    "scheduler": maybe(type="string"),
    "shared": maybe(type="string"),
}


@pytest.mark.parametrize(("name", "wanted"), FIELDS.items(), ids=FIELDS.keys())
def test_the_form_on_prefect_s_page_is_typed_and_explained(name: str, wanted: dict[str, Any]) -> None:
    found = FORM["properties"][name]
    assert {k: found.get(k) for k in wanted} == wanted
    assert len(found["description"]) > 10


def test_the_form_has_no_other_fields_and_asks_for_sources_alone() -> None:
    assert set(FORM["properties"]) == set(FIELDS)
    assert FORM["required"] == ["sources"]


WRONG = {
    "workers as words": {"workers": "many"},
    "no workers": {"workers": 0},
    "too many workers": {"workers": 1000},
    "unknown runner": {"runner": "spark"},
    "no date": {"published_on": "gestern"},
    "sources as text": {"sources": "a.txt"},
    "unknown parameter": {"wokers": 2},
}


@pytest.mark.parametrize("parameters", WRONG.values(), ids=WRONG.keys())
def test_wrong_parameters_are_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=next(iter(parameters))):
        flow_module.ingest.validate_parameters({"sources": ["a.txt"], **parameters})


def test_reading_is_tried_again_with_growing_pauses_and_everything_has_a_limit() -> None:
    assert flow_module.read_sources.retries == 3
    pauses = flow_module.read_sources.retry_delay_seconds
    assert pauses(3) == [2, 4, 8] if callable(pauses) else pauses == [2, 4, 8]
    assert flow_module.read_sources.retry_jitter_factor == 0.5
    for task in (flow_module.discover_sources, flow_module.read_sources, flow_module.annotate_part, flow_module.write_part):
        assert task.timeout_seconds
        assert 0 < task.timeout_seconds <= 4 * 3600, task.name


# The second part takes for ever.
HANGS = """
    import time, flows.ingest
    real, calls = pipeline.ingest.annotate_part, []
    def annotate_part(*arguments):
        calls.append(1)
        if len(calls) == 2:
            time.sleep(600)
        return real(*arguments)
    pipeline.ingest.annotate_part = annotate_part
    flows.ingest.annotate_part.timeout_seconds = 30.0
"""


def test_a_part_that_takes_for_ever_ends_the_run_and_what_is_done_stays(tmp_path: Path, server: str, home: Path) -> None:
    db, source = tmp_path / "s.duckdb", str(corpus(tmp_path, 60))
    process = start(tmp_path, server, home, source, patch=HANGS)
    _, error = process.communicate(timeout=200)
    assert process.returncode == 1, error
    assert len([line for line in error.splitlines() if "articles read so far" not in line]) == 1, error
    assert "a step took too long" in error
    assert query(db, "SELECT status FROM runs") == [("failed",)]
    assert query(db, "SELECT count(*) FROM articles") == [(20,)]
    assert_whole(db)
    finished(start(tmp_path, server, home, source))
    assert query(db, "SELECT count(*) FROM articles") == [(60,)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_flow_that_is_stopped_writes_its_end(tmp_path: Path, server: str, home: Path, number: signal.Signals) -> None:
    db = tmp_path / "s.duckdb"
    process = start(tmp_path, server, home, str(corpus(tmp_path, 2000)))
    wait_until("the third part", lambda: (spool_folder(db) / "000003.parquet").exists() or process.poll() is not None)
    os.kill(process.pid, number)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 130, error
    assert "Traceback" not in error
    assert query(db, "SELECT status FROM runs") == [("cancelled",)]
    assert query(db, "SELECT count(*) BETWEEN 20 AND 1999 FROM articles") == [(True,)]
    assert_whole(db)
    assert not spool_folder(db).exists()


def news(folder: Path, name: str, sentence: str) -> str:
    """Sixty articles of one publisher, and a record that is none."""
    records = [
        {"id": f"{name}-{i}", "text": f"{sentence} {TEXT} Nummer {i}.", "published_on": "2026-02-03", "publisher": "Talblatt"}
        for i in range(60)
    ]
    path = folder / f"{name}.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in records) + '\n{"id": "no text"}\n', encoding="utf-8")
    return str(path)


def test_a_collapse_is_flagged_in_the_summary_the_artifact_the_store_and_an_event(tmp_path: Path, server: str, home: Path) -> None:
    db = tmp_path / "s.duckdb"
    speech = "„Wir werden handeln“, sagte Ilse Öztürk. „Das ist gut so“, sagte Karl Berger. „Niemand weiß es“, sagte Ilse Öztürk."
    first = finished(start(tmp_path, server, home, news(tmp_path, "well", speech)))
    assert "far below" not in first
    silence = "Es regnet. Die Felder stehen unter Wasser, und die Straßen sind leer. Das Tal ist still."
    broken = news(tmp_path, "broken", silence)
    text = Path(broken).read_text(encoding="utf-8")
    Path(broken).write_text(text.replace(json.dumps(TEXT)[1:-1], "Der Fluss steigt."), encoding="utf-8")
    second = finished(start(tmp_path, server, home, broken))
    assert "far below its history: Talblatt: quotes 0.0 per 1,000 tokens instead of" in second
    assert query(db, "SELECT list_contains(collapsed, 'quotes') FROM run_rates JOIN runs USING (run_id) ORDER BY started_at") == [
        (False,),
        (True,),
    ]

    runs = query(db, "SELECT run_id, flow_run_id FROM runs ORDER BY started_at")
    found = [ask(server, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [flow]}}})[0]["data"] for _, flow in runs]
    for (run_id, _), artifact in zip(runs, found, strict=True):
        assert "| seen | added | updated | unchanged | rejected |" in artifact
        assert "| 61 | 60 | 0 | 0 | 1 |" in artifact, "counts"
        assert "| no\\_text |" in artifact or "| no_text |" in artifact, "rejects"
        assert "| Talblatt | 60 |" in artifact, "rates by publisher"
        for stage in ("read", "annotate: parse", "annotate: rules", "write", "all"):
            assert f"| {stage} |" in artifact, "time by stage"
        assert f"(http://127.0.0.1:8507/overview?run={run_id})" in artifact, "link to the report"
    assert ["far below its history" in artifact for artifact in found] == [False, True]

    def events(name: str) -> list[Any]:
        wanted = {"event": {"name": [name]}, "resource": {"id": [f"lagebild.store.{db}"]}}
        return list(ask(server, "events/filter", {"filter": wanted})["events"])

    wait_until("the events", lambda: len(events("lagebild.run.done")) == 2 and events("lagebild.rates.collapsed"), 60)
    assert {e["payload"]["added"] for e in events("lagebild.run.done")} == {60}
    (collapsed,) = events("lagebild.rates.collapsed")
    assert collapsed["payload"]["run_id"] == runs[1][0]
    assert "Talblatt: quotes 0.0" in collapsed["payload"]["collapsed"][0]
