"""A look into a store, for tests that only ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.store import read


def query(db: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of one question; the store is closed again."""
    con = read.connect(db)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()
