"""Every Python and SQL block of the docs runs, and every file they link to is there; their commands run in test_shell_blocks.py.

The blocks of one document run in order, in one namespace, in an empty folder that has the sample articles under `data/articles` and, as
`data/lagebild.duckdb`, the store that the main job makes of them. Rules' tutorial and the SQL questions have tests of their own.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.docs.blocks import DOCUMENTS, ROOT, blocks

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


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


@pytest.mark.parametrize("path", [pytest.param(p, id=p.name) for p in DOCUMENTS])
def test_links_lead_somewhere(path: Path) -> None:
    missing = [target for target in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / target).exists()]
    assert missing == []
