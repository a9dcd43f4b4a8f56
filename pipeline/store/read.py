"""Reading a published store: read-only, so that any number of readers and a run do not get into each other's way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipeline.store.schema import StoreError, explain

Connection = duckdb.DuckDBPyConnection  # what the functions of other modules take, which need not know DuckDB
QueryTimeout = duckdb.InterruptException


def connect(path: str | Path, max_seconds: int | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection for analysts' questions: no files, no network, no change of settings.

    Raises:
        StoreError: there is no store, or it is not one of ours.
    """
    path = Path(path)
    if not path.exists():
        raise StoreError(f"there is no store at {path}; `lagebild run SOURCE --db {path}` makes one")
    try:
        con = duckdb.connect(str(path), read_only=True)
        if not con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_versions'").fetchall()[0][0]:
            con.close()
            raise StoreError(f"{path} is a DuckDB file, but no Lagebild store; choose another file with --db")
        if not con.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]:  # else this process has it open already
            con.execute("SET enable_external_access = false")
            if max_seconds:
                con.execute(f"SET max_execution_time = {int(max_seconds * 1000)}")
            con.execute("SET lock_configuration = true")
    except duckdb.Error as e:
        raise StoreError(explain(path, e)) from e
    return con


def rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
    """The result as a list of dictionaries."""
    result = con.execute(sql, parameters or [])
    names = [c[0] for c in result.description]
    return [dict(zip(names, r, strict=True)) for r in result.fetchall()]


def known_versions(con: Connection, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """(content_hash, engine_key) of the articles that the store has, of those asked for."""
    found = con.execute(
        "SELECT article_id, content_hash, engine_key FROM extractions WHERE article_id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]
    ).fetchall()
    return {r[0]: (r[1], r[2]) for r in found}
