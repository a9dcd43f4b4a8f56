"""Opening a store: migrations, views, and clear words when a file is not one of ours."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import duckdb

from pipeline.store.comments import comment_columns, own_comments
from pipeline.store.transaction import transaction

STORAGE_VERSION = "v1.5.0"  # so that DuckDB 1.5, which many analysts' tools still are, opens what 2.0 writes
ROW_GROUP_SIZE = 32_768  # rows; a checkpoint writes a table's last group anew: with DuckDB's 122,880 rows those are 300 MB of texts
BLOCK_SIZE = 65_536  # bytes; with DuckDB's 262,144 a store of 300 articles is twice as large: each table has blocks of its own
_LEAST_MEMORY = 256_000_000  # bytes that DuckDB may use for writing, or a quarter of the file if that is more; beyond, it works on disk
_MEMORY_AT_REST = 16_000_000  # bytes that it may keep between two batches
_CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class StoreError(RuntimeError):
    """The store cannot be used; the message is one line that says what to do."""


def migrations() -> list[tuple[int, str, str]]:
    """(version, name, SQL) of every migration, in order."""
    found = []
    for entry in files("pipeline.store").joinpath("migrations").iterdir():
        m = re.fullmatch(r"(\d{4})_(\w+)\.sql", entry.name)
        if m:
            found.append((int(m[1]), m[2], entry.read_text(encoding="utf-8")))
    return sorted(found)


def open_for_writing(path: Path) -> duckdb.DuckDBPyConnection:
    """Open (or create) the file, bring it to the newest schema and re-create the views.

    Raises:
        StoreError: not a DuckDB file, not a Lagebild store, written by a newer version, or not writable.
    """
    con = duckdb.connect(":memory:", config=_CONFIG)
    try:
        made = f"STORAGE_VERSION '{STORAGE_VERSION}', BLOCK_SIZE {BLOCK_SIZE}, "
        options = f"{'' if path.exists() else made}ROW_GROUP_SIZE {ROW_GROUP_SIZE}"  # the others an existing file keeps
        size = path.stat().st_size if path.exists() else 0
        con.execute(f"SET VARIABLE memory_to_write = '{max(_LEAST_MEMORY, size // 4)}B'")
        release_memory(con)
        con.execute(f"SET temp_directory = {quoted(path.with_name(path.name + '.tmp'))}")
        con.execute(f"ATTACH {quoted(path)} AS store ({options})")
        con.execute("USE store")
        migrate(con, path)
    except duckdb.Error as e:
        con.close()
        raise StoreError(explain(path, e)) from e
    except StoreError:
        con.close()
        raise
    return con


def release_memory(con: duckdb.DuckDBPyConnection) -> None:
    """Give back what DuckDB keeps between two batches: blocks that it has read, and memory that it has freed but not returned.

    A new limit is what makes its allocator return freed memory. What cannot be spared stays (a limit that it cannot keep is refused).
    """
    limit = con.execute("SELECT getvariable('memory_to_write')").fetchall()[0][0]  # the setting itself is told rounded
    for bound in (f"{_MEMORY_AT_REST}B", limit):
        with suppress(duckdb.Error):
            con.execute(f"SET memory_limit = '{bound}'")


def migrate(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Apply what is missing, each migration and its record in one transaction."""
    tables = {r[0] for r in con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()").fetchall()}
    if tables and "schema_versions" not in tables:
        raise StoreError(f"{path} is a DuckDB file, but no Lagebild store; choose another file with --db")
    con.execute("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMPTZ)")
    done = {r[0] for r in con.execute("SELECT version FROM schema_versions").fetchall()}
    known = migrations()
    newer = sorted(done - {v for v, _, _ in known})
    if newer:
        raise StoreError(
            f"{path} was written by a newer version of Lagebild (schema {newer[-1]}); update Lagebild or choose another file with --db"
        )
    for version, name, sql in known:
        if version in done:
            continue
        with transaction(con):
            con.execute(sql)
            con.execute("INSERT INTO schema_versions VALUES (?, ?, now())", [version, name])
    _renew_views(con, known)


def _renew_views(con: duckdb.DuckDBPyConnection, known: list[tuple[int, str, str]]) -> None:
    """Make the views and comments of this version, unless the file has them; which it has, the comment of `schema_versions` says."""
    views = files("pipeline.store").joinpath("views.sql").read_text(encoding="utf-8")
    count = "SELECT count(*) FROM duckdb_views() WHERE NOT internal AND database_name = current_database()"
    digest = hashlib.sha256((views + own_comments() + "".join(sql for _, _, sql in known)).encode()).hexdigest()[:16]
    said = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'schema_versions'").fetchall()[0][0]

    def stamp() -> str:
        return f"Migrations that were applied to this file; its {con.execute(count).fetchall()[0][0]} views are those of {digest}"

    if said != stamp():
        con.execute(views)
        comment_columns(con)
        con.execute(f"COMMENT ON TABLE schema_versions IS '{stamp()}'")


def quoted(path: Path | str) -> str:
    """A path as a SQL string literal."""
    return "'" + str(path).replace("'", "''") + "'"


def explain(path: Path, error: Exception) -> str:
    """One line for a person about why DuckDB refused a file."""
    first = str(error).strip().splitlines()[0]
    if "not a valid DuckDB" in first or "Serialization" in first or "deserialize" in first.lower():
        return f"{path} is not a DuckDB file, or it is damaged; move it away or choose another file with --db"
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"{path}: this takes more memory than a run may use for writing; what was stored stays: {first}"
    if "set lock" in first.lower():
        return f"{path} is open for writing in another process, which keeps others out; open it there `-readonly`: {first}"
    if "WAL was created for" in first:
        return f"somebody wrote into {path}, which a run has replaced since: end that session, or remove {path}.wal; the next run does so"
    if "Permission denied" in first or "read-only" in first.lower():
        return f"{path} cannot be written: check its permissions or choose another file with --db"
    if any(words in first.lower() for words in ("no space left", "disk full", "file too large", "quota")):
        return f"{path}: the disk is full or a quota reached; free space and run again, what was stored stays"
    return f"{path}: {first}"
