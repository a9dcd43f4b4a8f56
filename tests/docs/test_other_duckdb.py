"""What is published opens in other clients and another version of DuckDB: every view, macro and question, in the store and in the lake.

The `duckdb` shell that the extra `dev` brings is one (1.5 beside the library's 2.0). Two versions of the library cannot be installed
together, so that the other one has an environment of its own: `python -m venv other && other/bin/pip install 'duckdb==1.5.*'`, then
LAGEBILD_OTHER_DUCKDB=other/bin/python and this file.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.store import lake, read
from tests.docs.renew_queries import make_sample_store, questions
from tests.docs.terminal import BIN

_ASK = """
import duckdb, json, sys
store, lake, questions = sys.argv[1], sys.argv[2], json.load(sys.stdin)
found = []
for con in (duckdb.connect(store, read_only=True), duckdb.connect()):
    if found:
        con.execute(open(lake, encoding="utf-8").read())
    found.append([[str(row) for row in con.execute(sql).fetchall()] for sql in questions])
print(json.dumps([duckdb.__version__, *found]))
"""


def everything(con: Any) -> list[str]:
    """All questions of QUERIES.md, and every view."""
    views = [name for (name,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
    return [sql.rstrip().rstrip(";") for _, sql, _ in questions()] + [f"SELECT * FROM {view} ORDER BY ALL" for view in sorted(views)]


def test_the_shell_gives_the_same_answers(sample_store: Path, tmp_path: Path) -> None:
    con = duckdb.connect(str(sample_store), read_only=True)
    asked = everything(con)
    assert len(asked) > 15
    commands = []
    for number, sql in enumerate(asked):
        con.execute(f"COPY ({sql}) TO '{tmp_path}/{number}.library.csv' (HEADER)")
        commands.append(f"COPY ({sql}) TO '{tmp_path}/{number}.shell.csv' (HEADER);")
    con.close()
    shell = [str(BIN / "duckdb"), "-bail", "-readonly", str(sample_store)]
    done = subprocess.run(shell, input="\n".join(commands), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    for number, sql in enumerate(asked):
        assert (tmp_path / f"{number}.shell.csv").read_bytes() == (tmp_path / f"{number}.library.csv").read_bytes(), sql


@pytest.mark.skipif(not os.environ.get("LAGEBILD_OTHER_DUCKDB"), reason="LAGEBILD_OTHER_DUCKDB names a Python with another DuckDB")
def test_another_version_gives_the_same_answers(tmp_path: Path) -> None:
    db = make_sample_store(tmp_path)
    lake.append(db, tmp_path / "lake")
    con = read.connect(db)
    views = [name for (name,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
    asked = [sql for _, sql, _ in questions()] + [f"SELECT count(*) FROM {view}" for view in sorted(views)]
    here = [[str(row) for row in con.execute(sql).fetchall()] for sql in asked]
    con.close()
    command = [os.environ["LAGEBILD_OTHER_DUCKDB"], "-c", _ASK, str(db), str(tmp_path / "lake" / "lake.sql")]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    version, in_store, in_lake = json.loads(done.stdout)
    assert version != duckdb.__version__
    for sql, mine, store, other in zip(asked, here, in_store, in_lake, strict=True):
        assert store == mine, sql
        assert other == mine, sql
