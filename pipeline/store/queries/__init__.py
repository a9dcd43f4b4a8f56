"""Questions to the store that the report and the analysts' page ask: SQL with bound parameters, never with pasted values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Query:
    """SQL with named parameters (`$name`) and their values."""

    sql: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def literal(self) -> str:
        """The same SQL with the values written in: for people to read and to paste into the `duckdb` shell, never executed by us."""
        return re.sub(r"\$([a-z_]\w*)", lambda m: literal(self.parameters[m[1]]), self.sql.strip())

    def page(self, limit: int, offset: int = 0) -> Query:
        """The same question, `limit` rows from `offset` on."""
        return Query(f"{self.sql.rstrip()}\nLIMIT {int(limit)} OFFSET {int(offset)}", self.parameters)


def literal(value: Any) -> str:
    """A value as a SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(v) for v in value) + "]"
    return "'" + str(value).replace("'", "''") + "'"


def fetch(con: duckdb.DuckDBPyConnection, query: Query) -> list[dict[str, Any]]:
    """The rows as dictionaries; the result is drained, so that the connection is free for the next question."""
    result = con.execute(query.sql, query.parameters or None)
    names = [c[0] for c in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def fetch_one(con: duckdb.DuckDBPyConnection, query: Query) -> dict[str, Any] | None:
    """The first row, or None."""
    found = fetch(con, query)
    return found[0] if found else None


def fetch_arrow(con: duckdb.DuckDBPyConnection, query: Query) -> pa.Table:
    """The rows as an Arrow table, for downloads."""
    return con.sql(query.sql, params=query.parameters or None).to_arrow_table()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are meant: every part that is given narrows it. `until` is inclusive."""

    since: dt.date | None = None
    until: dt.date | None = None
    publisher: str | None = None
    actor_id: str | None = None
    kind: str | None = None  # articles with a frame of this kind
    run_id: str | None = None
    article_ids: tuple[str, ...] = ()

    def conditions(self) -> tuple[list[str], dict[str, Any]]:
        """SQL conditions on `articles a`, and their parameters."""
        parts: dict[str, tuple[str, Any]] = {
            "since": ("a.published_on >= $since", self.since),
            "until": ("a.published_on <= $until", self.until),
            "publisher": ("a.publisher = $publisher", self.publisher),
            "actor_id": ("a.article_id IN (SELECT article_id FROM actor_mentions WHERE actor_id = $actor_id)", self.actor_id),
            "kind": ("a.article_id IN (SELECT article_id FROM escalations WHERE kind = $kind)", self.kind),
            "run_id": ("a.run_id = $run_id", self.run_id),
            "article_ids": ("list_contains($article_ids, a.article_id)", list(self.article_ids) or None),
        }
        given = {k: v for k, v in parts.items() if v[1] is not None}
        return [sql for sql, _ in given.values()], {k: value for k, (_, value) in given.items()}

    @property
    def everything(self) -> bool:
        """Whether nothing narrows the selection."""
        return self == Selection()

    def where(self, more: Iterable[str] = (), prefix: str = "WHERE") -> tuple[str, dict[str, Any]]:
        """A WHERE clause (empty string if there is nothing to ask) and its parameters."""
        conditions, parameters = self.conditions()
        conditions += list(more)
        return (f"{prefix} " + " AND ".join(conditions) if conditions else ""), parameters

    def among(self, column: str) -> tuple[str, dict[str, Any]]:
        """A condition that holds for rows of selected articles, for tables that only have an article_id; `TRUE` for all."""
        conditions, parameters = self.conditions()
        if not conditions:
            return "TRUE", {}
        return f"{column} IN (SELECT a.article_id FROM articles a WHERE {' AND '.join(conditions)})", parameters
