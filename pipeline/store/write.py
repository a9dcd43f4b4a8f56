"""Writing: a batch of articles with all their rows in one transaction, every article whole or absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.progress import COUNTS
from pipeline.records import Reject, to_plain
from pipeline.rulepack import RuleBase
from pipeline.store.read import known_versions
from pipeline.store.schema import release_memory
from pipeline.store.transaction import transaction
from pipeline.tables import REJECTS, ROW_TABLES, RULES

KEYED_TABLES = ("articles", "actors", "extractions")


class Writer:
    """Writes batches over one open connection; not safe to share between threads."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def load(self, tables: Mapping[str, pa.Table], run_id: str) -> int:
        """Replace the articles of one part and all their rows, in one transaction; returns how many articles that were.

        Args:
            tables: what `pipeline.tables.facts_to_tables` or `read_part` gives: an Arrow table for each table of the store.
        """
        ids = tables["articles"].column("article_id")
        if not len(ids):
            return 0
        with transaction(self.con):
            self._delete_rows(ids)
            for table in (*KEYED_TABLES, *ROW_TABLES):
                self._insert(table, tables[table], run_id)
        release_memory(self.con)
        return len(ids)

    def _delete_rows(self, ids: pa.ChunkedArray) -> None:
        """The rows of articles that the store has; without any, their tables need not be read, which would take longer with every part."""
        self.con.register("incoming_ids", pa.table({"article_id": ids}))
        try:
            if self.con.execute("SELECT 1 FROM articles SEMI JOIN incoming_ids USING (article_id) LIMIT 1").fetchall():
                for table in ROW_TABLES:
                    self.con.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT article_id FROM incoming_ids)")
        finally:
            with suppress(duckdb.Error):
                self.con.unregister("incoming_ids")

    def _insert(self, table: str, rows: pa.Table, run_id: str | None = None) -> None:
        if not rows.num_rows:
            return
        names = rows.schema.names
        values = ", ".join(names)
        columns = values
        if table == "articles":
            columns, values = f"{columns}, run_id, ingested_at", f"{values}, '{run_id}', now()"
        verb = "INSERT OR REPLACE" if table in (*KEYED_TABLES, "rules") else "INSERT"
        self.con.register("incoming_rows", rows)
        try:
            self.con.execute(f"{verb} INTO {table} ({columns}) SELECT {values} FROM incoming_rows")
        finally:
            with suppress(duckdb.Error):  # in a transaction that failed; what failed is what is to be told
                self.con.unregister("incoming_rows")

    def write_rejects(self, run_id: str, rejects: Iterable[Reject]) -> None:
        """Store rejected inputs."""
        self._insert("rejects", pa.Table.from_pylist([{"run_id": run_id, **to_plain(r)} for r in rejects], schema=REJECTS))

    def write_rules(self, base: RuleBase) -> None:
        """Store which rules are in force, with the digest of their pack; rules that left stay, so that old rows keep their provenance."""
        rows = [
            {"rule_id": r.id, "pack": p.name, "title": r.title, "status": r.status, "digest": p.digest} for p in base.packs for r in p.rules
        ]
        self._insert("rules", pa.Table.from_pylist(rows, schema=RULES))

    def start_run(self, run: dict[str, Any]) -> None:
        """Insert the row of a run that begins; runs that were killed before are marked crashed."""
        self.con.execute("UPDATE runs SET status = 'crashed', finished_at = greatest(now(), started_at) WHERE status = 'running'")
        names = ", ".join(run)
        marks = ", ".join("?" for _ in run)
        self.con.execute(f"INSERT INTO runs (started_at, status, {names}) VALUES (now(), 'running', {marks})", list(run.values()))

    def finish_run(self, run_id: str, status: str, counts: dict[str, int]) -> None:
        """Set a run's end, status and counts (seen, added, updated, unchanged, rejected)."""
        marks = ", ".join(f"{c} = ?" for c in COUNTS)
        self.con.execute(
            f"UPDATE runs SET finished_at = greatest(now(), started_at), status = ?, {marks} WHERE run_id = ?",  # clocks are set back, too
            [status, *(counts.get(c, 0) for c in COUNTS), run_id],
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
        return known_versions(self.con, ids)
