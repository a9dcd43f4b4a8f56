"""Put the answers of the sample data into docs/QUERIES.md: `python -m tests.docs.renew_queries`; test_queries.py compares them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "QUERIES.md"
QUESTION = re.compile(r"^## (?P<title>\d+\. [^\n]+)\n(?P<between>.*?)```sql\n(?P<sql>.*?)```\n```text\n(?P<answer>.*?)```", re.M | re.S)
WIDTH = 44  # characters of a cell


def questions() -> list[tuple[str, str, str]]:
    """(title, SQL, answer) as they stand in the document."""
    return [(m["title"], m["sql"], m["answer"]) for m in QUESTION.finditer(DOCUMENT.read_text(encoding="utf-8"))]


def _answer(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The rows as an aligned table, long cells cut."""
    result = con.execute(sql)
    table = [[c[0] for c in result.description], *([_cell(v) for v in row] for row in result.fetchall())]
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]]) + ("\n" if len(lines) > 1 else "\n(no rows)\n")


def answer(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The answer as the document shows it: ids that are derived from a file's path end in a hash, and zeros stand for it."""
    return re.sub(r"(?<=[a-z0-9])-[0-9a-f]{10}\b", "-0000000000", _answer(con, sql))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _cell("; ".join(str(v) for v in value))
    text = " ".join((f"{value:g}" if isinstance(value, float) else str(value)).split())
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def make_sample_store(folder: Path) -> Path:
    """The store that `lagebild run data/articles` makes with the embedded model."""
    from pipeline.ingest import RunSettings, run

    db = folder / "lagebild.duckdb"
    run(RunSettings((str(ROOT / "data" / "articles"),), db, "de_lagebild"))
    return db


def renew(db: Path) -> None:
    """Write the answers into the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    with duckdb.connect(str(db), read_only=True) as con:
        text = QUESTION.sub(lambda m: m[0][: m.start("answer") - m.start()] + answer(con, m["sql"]) + "```", text)
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temp:
        renew(make_sample_store(Path(temp)))
