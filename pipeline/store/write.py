"""Writing: a batch of articles with all their rows in one transaction, every article whole or absent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.records import ArticleFacts, CharSpan, Reject, to_plain
from pipeline.rulepack import RuleBase

_SPANS = pa.list_(pa.struct([("start_char", pa.int32()), ("end_char", pa.int32())]))
_ARROW = {
    "VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"), "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", tz="UTC"), "VARCHAR[]": pa.list_(pa.string()),
    "STRUCT(start_char INTEGER, end_char INTEGER)[]": _SPANS,
}  # fmt: skip
ROW_TABLES = ("sections", "entities", "actor_mentions", "dates", "quotes", "escalations")


def facts_to_tables(batch: Sequence[ArticleFacts], run_id: str, engine_key: str, problems: dict[str, list[str]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """The rows of a batch by table, as plain values."""
    now = dt.datetime.now(dt.UTC)
    out: dict[str, list[dict[str, Any]]] = {t: [] for t in ("articles", "actors", "extractions", *ROW_TABLES)}
    seen_actors: set[str] = set()
    for facts in batch:
        a = facts.article
        out["articles"].append({
            "article_id": a.article_id, "source": a.source, "url": a.url, "title": a.title, "author": a.author, "publisher": a.publisher,
            "section": a.section, "published_on": a.published_on, "language": a.language, "text": a.text, "content_hash": a.content_hash,
            "token_count": facts.token_count, "run_id": run_id, "ingested_at": now, "problems": (problems or {}).get(a.article_id),
        })  # fmt: skip
        out["extractions"].append({"article_id": a.article_id, "content_hash": a.content_hash, "engine_key": engine_key})
        for table in ROW_TABLES:
            out[table] += [{"article_id": a.article_id, **_columns(row)} for row in getattr(facts, table)]
        for actor in facts.actors:
            if actor.actor_id not in seen_actors:
                seen_actors.add(actor.actor_id)
                out["actors"].append(_columns(actor))
    return out


def _columns(record: Any) -> dict[str, Any]:
    return {name: _cell(getattr(record, name)) for name in record.__dataclass_fields__}


def _cell(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], CharSpan):
        return [{"start_char": s.start_char, "end_char": s.end_char} for s in value]
    return value


class Writer:
    """Writes batches over one open connection; not safe to share between threads."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        rows = con.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() ORDER BY column_index")
        self._schema: dict[str, pa.Schema] = {}
        columns: dict[str, list[tuple[str, pa.DataType]]] = {}
        for table, column, data_type in rows.fetchall():
            if data_type in _ARROW:
                columns.setdefault(table, []).append((column, _ARROW[data_type]))
        self._schema = {t: pa.schema(c) for t, c in columns.items()}

    def write_batch(self, batch: Sequence[ArticleFacts], run_id: str, engine_key: str, problems: dict[str, list[str]] | None = None) -> None:
        """Replace the articles of the batch and all their rows in one transaction."""
        if not batch:
            return
        tables = facts_to_tables(batch, run_id, engine_key, problems)
        ids = [f.article.article_id for f in batch]
        self.con.execute("BEGIN")
        try:
            for table in ROW_TABLES:
                self.con.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT unnest(?::VARCHAR[]))", [ids])
            for table, rows in tables.items():
                self._insert(table, rows, "INSERT OR REPLACE" if table in ("articles", "actors", "extractions") else "INSERT")
            self.con.execute("COMMIT")
        except BaseException:
            self._rollback()
            raise

    def _rollback(self) -> None:
        try:
            self.con.execute("ROLLBACK")
        except duckdb.Error:  # a failed COMMIT has rolled back already
            return

    def _insert(self, table: str, rows: list[dict[str, Any]], verb: str) -> None:
        if not rows:
            return
        schema = self._schema[table]
        arrow = pa.Table.from_pylist(rows, schema=schema)
        names = ", ".join(schema.names)
        self.con.register("incoming_rows", arrow)
        try:
            self.con.execute(f"{verb} INTO {table} ({names}) SELECT {names} FROM incoming_rows")
        finally:
            self.con.unregister("incoming_rows")

    def write_rejects(self, run_id: str, rejects: Iterable[Reject]) -> None:
        """Store rejected inputs."""
        self._insert("rejects", [{"run_id": run_id, **to_plain(r)} for r in rejects], "INSERT")

    def write_rules(self, base: RuleBase) -> None:
        """Store which rules are in force, with the digest of their pack; rules that left stay, so that old rows keep their provenance."""
        rows = [
            {"rule_id": r.id, "pack": p.name, "title": r.title, "status": r.status, "digest": p.digest} for p in base.packs for r in p.rules
        ]
        self._insert("rules", rows, "INSERT OR REPLACE")

    def start_run(self, run: dict[str, Any]) -> None:
        """Insert the row of a run that begins; runs that were killed before are marked crashed."""
        self.con.execute("UPDATE runs SET status = 'crashed', finished_at = now() WHERE status = 'running'")
        self._insert("runs", [{"started_at": dt.datetime.now(dt.UTC), "status": "running", **run}], "INSERT OR REPLACE")

    def finish_run(self, run_id: str, status: str, counts: dict[str, int]) -> None:
        """Set a run's end, status and counts (seen, added, updated, unchanged, rejected)."""
        self.con.execute(
            "UPDATE runs SET finished_at = now(), status = ?, seen = ?, added = ?, updated = ?, unchanged = ?, rejected = ? WHERE run_id = ?",
            [status, *(counts.get(k, 0) for k in ("seen", "added", "updated", "unchanged", "rejected")), run_id],
        )

    def forget_unmentioned_actors(self) -> None:
        """Drop actors that no row refers to any more (after articles were re-extracted)."""
        self.con.execute(
            """DELETE FROM actors WHERE actor_id NOT IN (
                SELECT actor_id FROM actor_mentions WHERE actor_id IS NOT NULL
                UNION ALL SELECT speaker_id FROM quotes WHERE speaker_id IS NOT NULL
                UNION ALL SELECT u FROM (SELECT unnest(responder_ids) AS u FROM escalations) WHERE u IS NOT NULL)"""
        )

    def known_versions(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """(content_hash, engine_key) of the articles that the store has, of those asked for."""
        rows = self.con.execute(
            "SELECT article_id, content_hash, engine_key FROM extractions WHERE article_id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]
        ).fetchall()
        return {r[0]: (r[1], r[2]) for r in rows}
