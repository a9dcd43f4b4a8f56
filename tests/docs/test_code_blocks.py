"""Every Python and SQL block of the docs runs, every `lagebild` line of their console blocks works, and every file they link to is there.

The blocks of one document run in order, in one namespace, in an empty folder that has the sample articles under `data/articles` and, as
`data/lagebild.duckdb`, the store that the main job makes of them. Rules' tutorial and the SQL questions have tests of their own.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
WALKED_THROUGH_ELSEWHERE = {"RULES.md"}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def blocks(path: Path, language: str) -> list[str]:
    return [m[2] for m in BLOCK.finditer(path.read_text(encoding="utf-8")) if m[1] == language]


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pipeline.ingest import RunSettings, run

    db = tmp_path_factory.mktemp("sample") / "lagebild.duckdb"
    run(RunSettings((str(ROOT / "data" / "articles"),), db, "de_lagebild"))
    return db


@pytest.fixture
def folder(tmp_path: Path, sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "data" / "articles", tmp_path / "data" / "articles")
    shutil.copy(sample_store, tmp_path / "data" / "lagebild.duckdb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAGEBILD_MODEL", "de_lagebild")
    return tmp_path


@pytest.mark.parametrize("path", [pytest.param(p, id=p.name) for p in DOCUMENTS if blocks(p, "python")])
def test_python_blocks_run(path: Path, folder: Path) -> None:
    namespace: dict[str, object] = {"__name__": "docs"}
    for number, code in enumerate(blocks(path, "python"), 1):
        exec(compile(code, f"{path.name} block {number}", "exec"), namespace)


SQL_ELSEWHERE = {"QUERIES.md"}  # with its answers, in test_queries.py


@pytest.mark.parametrize("path", [pytest.param(p, id=p.name) for p in DOCUMENTS if blocks(p, "sql") and p.name not in SQL_ELSEWHERE])
def test_sql_blocks_have_an_answer(path: Path, folder: Path) -> None:
    """On the sample data, with which nothing goes wrong."""
    with duckdb.connect("data/lagebild.duckdb", read_only=True) as con:
        for sql in blocks(path, "sql"):
            assert con.execute(sql).fetchall() or any(word in sql for word in ("rejects", "collapsed")), sql


COMMANDS = [
    pytest.param(line[2:], id=f"{p.name}: {line[2:]}")
    for p in DOCUMENTS
    if p.name not in WALKED_THROUGH_ELSEWHERE
    for block in blocks(p, "console")
    for line in block.splitlines()
    if line.startswith("$ lagebild ") and "serve" not in line
]


@pytest.mark.parametrize("command", COMMANDS)
def test_console_lines_work(command: str, folder: Path) -> None:
    words = shlex.split(command, comments=True)
    if words[1] == "run" and "--direct" not in words:
        words.append("--direct")  # Prefect has tests of its own; a server for each line of the docs would cost minutes
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words[1:]], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize("path", [pytest.param(p, id=p.name) for p in DOCUMENTS])
def test_links_lead_somewhere(path: Path) -> None:
    missing = [target for target in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / target).exists()]
    assert missing == []
