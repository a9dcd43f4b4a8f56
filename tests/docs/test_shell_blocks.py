"""The shell commands of README and docs do what they say: each document is walked through, command by command, in a folder of its own.

The folder is what its reader has: a checkout, the store that `make run` makes, and what the document takes for granted (`GIVEN`). Every
command must end with status 0; one that serves until it is stopped must answer (`SERVERS`). What cannot be run is in `NOT_RUN` with the
reason; its words and options must exist all the same (test_commands.py).
"""

from __future__ import annotations

import json
import re
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.docstore import docs_path
from tests.docs.blocks import DOCUMENTS, ROOT, blocks, shell_lines
from tests.docs.terminal import Terminal
from tests.waiting import free_port

TUTORIAL = "RULES.md"  # with all that it prints, in test_rules_tutorial.py

# What comes with a checkout, besides data, into which commands write.
CHECKOUT = [
    "Makefile",
    "README.md",
    "benchmarks",
    "constraints.txt",
    "docs",
    "flows",
    "models",
    "pipeline",
    "prefect.yaml",
    "pyproject.toml",
    "tests",
]

_CLUSTER = "several machines; tests/faults/test_cluster.py runs the same on this one"
_NO_RAY = "Ray is not in the extra `dev`"
NOT_RUN = {
    "make run": "CI's first step (.ci/run)",
    "make test": "CI's second step (.ci/run), of which this is a part",
    "pip install -c constraints.txt .": "asks a package index; `make run` does it",
    "dask scheduler": _CLUSTER,
    "dask worker tcp://head:8786 --nworkers 8 --nthreads 1": _CLUSTER,
    "lagebild run 'news/**/*.jsonl' --db news.duckdb --runner dask --scheduler tcp://head:8786 --shared s3://bucket/lagebild": _CLUSTER,
    "ray start --head": _NO_RAY,
    "lagebild run 'news/**/*.jsonl' --db news.duckdb --runner ray --scheduler head:6379 --shared /mnt/news": _NO_RAY,
    ".venv/bin/pytest tests/flows tests/faults tests/security": "CI's second step runs these",
    "LAGEBILD_LONG=1 .venv/bin/pytest tests/flows tests/faults": "half an hour",
    ".venv/bin/pip install -c constraints.txt -e '.[dev,ray]'": "asks a package index",
    ".venv/bin/pytest tests/faults/test_cluster.py -k ray": _NO_RAY,
}

# Commands that go on until they are stopped: what one asks them, or the line by which they say that they are there.
SERVERS: dict[str, str | re.Pattern[str]] = {
    "prefect server start --host 127.0.0.1": "http://127.0.0.1:4200/api/health",
    "prefect worker start --pool lagebild": re.compile(r"Worker .* started"),
    "lagebild serve-flows": re.compile(r"being served"),
    "lagebild serve": "http://localhost:8507/articles?q=Frist",
}
LIVES_ON = "prefect server start --host 127.0.0.1"  # the commands after it talk to it


def _news_and_automation(folder: Path) -> None:
    (automation,) = blocks(ROOT / "docs" / "OPERATIONS.md", "yaml")
    (folder / "collapsed.yaml").write_text(automation.replace("<your notification block>", str(uuid.uuid4())), encoding="utf-8")
    shutil.copy(folder / "data" / "lagebild.duckdb", folder / "news.duckdb")


def _readers_own(folder: Path) -> None:
    shutil.copytree(folder / "data" / "articles", folder / "your" / "articles")
    (folder / "more").mkdir()
    (folder / "more" / "a.jsonl").write_text(json.dumps({"id": "a1", "text": "Der Rat tagt am Freitag."}), encoding="utf-8")


def _nothing(folder: Path) -> None:
    for path in (folder / "data").glob("lagebild.duckdb*"):
        path.unlink()


def _gold_and_stores(folder: Path) -> None:
    from pipeline.export.formats import exported

    for name in ("news", "before", "after"):
        shutil.copy(folder / "data" / "lagebild.duckdb", folder / f"{name}.duckdb")
    (folder / "articles").mkdir()
    shutil.copy(folder / "data" / "articles" / "07-bahnstreik.html", folder / "articles")
    gold = exported(folder / "news.duckdb", ["stufenplan", "suedpass-frist"], "jsonl", ["dates", "quotes"], "de_lagebild")
    (folder / "gold").mkdir()
    for path in (folder / "gold.jsonl", folder / "gold" / "all.jsonl"):
        path.write_bytes(gold)


def _labelled_project(folder: Path) -> None:
    """What Label Studio exports when an annotator accepted every prediction."""
    from pipeline.export.formats import exported

    tasks = json.loads(exported(folder / "data" / "lagebild.duckdb", ["stufenplan"], "labelstudio", ["dates", "quotes"], "de_lagebild"))
    for task in tasks:
        task["annotations"] = task.pop("predictions")
    (folder / "project-1.json").write_text(json.dumps(tasks), encoding="utf-8")


# What a document takes for granted besides a checkout and its store.
GIVEN: dict[str, Callable[[Path], None]] = {
    "README.md": _readers_own,
    "DATA_TEAMS.md": _nothing,
    "RESEARCHERS.md": _gold_and_stores,
    "EVALUATE.md": _labelled_project,
    "OPERATIONS.md": _news_and_automation,
}


@pytest.fixture
def folder(tmp_path: Path, sample_store: Path) -> Path:
    """A checkout with the store of `make run`."""
    checkout = tmp_path / "lagebild"
    (checkout / "data").mkdir(parents=True)
    for name in CHECKOUT:
        (checkout / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "data" / "articles", checkout / "data" / "articles")
    for file in (sample_store, docs_path(sample_store)):  # the store, and the parses that are kept beside it
        shutil.copy(file, checkout / "data")
    return checkout


@pytest.fixture
def feed(folder: Path) -> Iterator[str]:
    """The address of a feed on loopback, in place of one in the world."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder / "data" / "articles"))) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/08-feed-ostseebote.xml"
        server.shutdown()


WALKED = [p for p in DOCUMENTS if p.name != TUTORIAL and shell_lines(p)]


@pytest.mark.parametrize("path", [pytest.param(p, id=p.name) for p in WALKED])
def test_every_command_works(path: Path, folder: Path, feed: str) -> None:
    prefect, page = str(free_port()), str(free_port())
    stand_ins = {"https://example.org/feed.xml": feed, "/mnt/lake": "lake", "127.0.0.1:4200": f"127.0.0.1:{prefect}", ":8507": f":{page}"}
    shell = Terminal(folder, stand_ins)
    shell.env["PREFECT_SERVER_API_PORT"] = prefect
    if path.name in GIVEN:
        GIVEN[path.name](folder)
    with ExitStack() as open_servers:
        for line in shell_lines(path):
            if line in NOT_RUN:
                continue
            if line in SERVERS:
                words = f"{line} --port {page}" if line == "lagebild serve" else line
                server = shell.served(words, SERVERS[line])
                if line == LIVES_ON:
                    open_servers.enter_context(server)
                else:
                    with server:
                        pass
            else:
                shell.run(line)


ALL = {line for p in DOCUMENTS for line in shell_lines(p)}


@pytest.mark.parametrize("line", [*NOT_RUN, *SERVERS])
def test_no_exception_is_stale(line: str) -> None:
    assert line in ALL
