"""A lake of Parquet files for what one DuckDB file no longer serves: the same tables, views and macros over files that any engine reads.

    <lake>/lake.sql                                  what a DuckDB session reads first: tables as views, then the store's views and macros
    <lake>/files.parquet                             which files are the lake now; replacing it is the one step that makes an append visible
    <lake>/quotes/month=2026-02/publisher_key=…/…    rows of articles, by month of publication and publisher
    <lake>/actors/…, runs/…, rules/…                 small tables, whole

Files are never changed. An append writes the partitions that it touches anew, without the old versions of the articles that it brings, and
then replaces the list; whoever is killed before has changed nothing. Files that the list does not name any more go a day later.
"""

from __future__ import annotations

import datetime as dt
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from pipeline.store.read import connect as connect_store
from pipeline.store.schema import StoreError, explain, quoted

BY_ARTICLE = (
    "articles", "extractions", "sections", "entities", "actor_mentions", "dates", "quotes", "escalations", "quoted_actors",
    "search_articles", "search_postings",
)  # fmt: skip
WHOLE = {"actors": "actor_id", "rules": "rule_id", "runs": "run_id", "rejects": "run_id", "run_rates": "run_id"}  # replaced by this key
GREW = ("quoted_actors",)  # tables that were given columns later
GRACE_S = 24 * 3600  # how long files stay that the list does not name: sessions that began before still read them
LOCK_TIMEOUT_S = 3600.0
LIST = "files.parquet"
_LISTED = pa.schema({name: pa.string() for name in ("table", "month", "publisher_key", "path")})
_CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}

# Which article goes where. Keys are made of ASCII letters and digits only: a publisher's name is content, and content names no folders.
_PLACES = """CREATE TEMP TABLE places AS
SELECT article_id, coalesce(strftime(published_on, '%Y-%m'), 'unknown') AS month,
       coalesce(regexp_replace(lower(strip_accents(publisher)), '[^a-z0-9]+', '-', 'g')[1:40] || '-' || md5(publisher)[1:8], 'none')
           AS publisher_key,
       md5_number_lower(article_id) AS doc
FROM store.articles"""
# Articles that the lake does not have, or has in another version.
_INCOMING = """CREATE TEMP TABLE incoming AS
SELECT p.*, l.article_id IS NOT NULL AS known FROM places p JOIN store.extractions e USING (article_id)
LEFT JOIN lake.extractions l USING (article_id)
WHERE (l.content_hash, l.engine_key) IS DISTINCT FROM (e.content_hash, e.engine_key)"""
_TOUCHED = """CREATE TEMP TABLE touched AS
SELECT DISTINCT month, publisher_key FROM incoming
UNION SELECT l.month, l.publisher_key FROM lake.extractions l SEMI JOIN incoming USING (article_id)"""


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did, in articles; `partitions` were written anew."""

    added: int
    updated: int
    unchanged: int
    partitions: int


def append(store: Path, lake: Path) -> Appended:
    """Bring a lake up to a store: what is new or changed there is written, the rest left alone; articles of other stores stay.

    Raises:
        StoreError: the store or the lake's folder cannot be used, or another append held the lake for an hour.
    """
    connect_store(store).close()  # says in one line what is wrong with the store
    with _locked(lake):
        con = duckdb.connect(":memory:", config=_CONFIG)
        try:
            con.execute(f"SET temp_directory = {quoted(lake / '.tmp')}")
            con.execute(f"ATTACH {quoted(store)} AS store (READ_ONLY)")
            return _append(con, lake)
        except duckdb.Error as e:
            raise StoreError(explain(lake, e)) from e
        except OSError as e:
            raise StoreError(f"{lake} cannot be written: {e.strerror or e}") from e
        finally:
            con.close()


@contextmanager
def _locked(lake: Path) -> Iterator[None]:
    try:
        lake.mkdir(parents=True, exist_ok=True)
        strangers = [
            p.name
            for p in lake.iterdir()
            if p.name not in (*BY_ARTICLE, *WHOLE, LIST, "lake.sql", "lake.sql.new", ".lock", ".tmp", LIST + ".new")
        ]
        if strangers and not (lake / LIST).exists():
            raise StoreError(f"{lake} holds other files ({strangers[0]} …); choose an empty folder for the lake")
        with FileLock(lake / ".lock", timeout=LOCK_TIMEOUT_S):
            yield
    except Timeout as e:
        raise StoreError(f"{lake} is being written by another process since more than {LOCK_TIMEOUT_S:.0f} s; try again later") from e
    except OSError as e:
        raise StoreError(f"{lake} cannot be written: {e.strerror or e}") from e


def _append(con: duckdb.DuckDBPyConnection, lake: Path) -> Appended:
    snapshot = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    _old_files(con, lake)
    con.execute(_PLACES)
    con.execute(_INCOMING)
    con.execute(_TOUCHED)
    for table in BY_ARTICLE:
        _write_touched(con, lake, table, snapshot)
    replaced = {table for table, key in WHOLE.items() if _write_whole(con, lake, table, key, snapshot)}
    counts = con.execute("SELECT count(*) FILTER (NOT known), count(*) FILTER (known) FROM incoming").fetchall()[0]
    (total,), (partitions,) = (con.execute(f"SELECT count(*) FROM {t}").fetchall()[0] for t in ("places", "touched"))
    if partitions or replaced:
        superseded = _publish(con, lake, snapshot, replaced)
        for path in superseded:
            os.utime(lake / path)  # the grace begins now
    _replace_text(lake / "lake.sql", _sql(con, lake))
    _sweep(con, lake)
    added, updated = counts
    return Appended(added, updated, total - added - updated, partitions)


def _old_files(con: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Table `listed` (what the lake is now) and schema `lake` with a view for each table, empty where there is no file yet."""
    con.execute('CREATE TABLE listed ("table" VARCHAR, month VARCHAR, publisher_key VARCHAR, path VARCHAR)')
    if (lake / LIST).exists():
        con.execute(f"INSERT INTO listed FROM read_parquet({quoted(lake / LIST)})")
    con.execute("CREATE SCHEMA lake")
    for table in (*BY_ARTICLE, *WHOLE):
        paths = [r[0] for r in con.execute('SELECT path FROM listed WHERE "table" = ? ORDER BY path', [table]).fetchall()]
        if paths:
            names = ", ".join(quoted(lake / p) for p in paths)
            con.execute(f"CREATE VIEW lake.{table} AS FROM read_parquet([{names}], {_reading(table)})")
        else:
            columns = f"{_columns(table)}, NULL::VARCHAR AS month, NULL::VARCHAR AS publisher_key" if table in BY_ARTICLE else "*"
            con.execute(f"CREATE VIEW lake.{table} AS SELECT {columns} FROM store.{table} LIMIT 0")


def _reading(table: str) -> str:
    """How the files of a table are read: partitions are columns; files of an older version may lack columns of GREW."""
    return f"hive_partitioning = {table in BY_ARTICLE}, hive_types_autocast = false, union_by_name = {table in GREW}"


def _columns(table: str) -> str:
    """A table's columns as the lake keeps them: articles are numbered by their ids, because every store numbers from 1."""
    return "* REPLACE (md5_number_lower(article_id) AS doc)" if table == "search_articles" else "*"


def _write_touched(con: duckdb.DuckDBPyConnection, lake: Path, table: str, snapshot: str) -> None:
    """The touched partitions of a table, without what is replaced, with what comes in."""
    if table == "search_postings":
        new = """SELECT t.* REPLACE (i.doc AS doc), i.month, i.publisher_key FROM store.search_postings t
                 JOIN store.search_articles s ON s.doc = t.doc JOIN incoming i ON i.article_id = s.article_id"""
        kept, order = "ANTI JOIN incoming USING (doc)", "term, doc"
    else:
        new = (
            f"SELECT t.*, i.month, i.publisher_key FROM (SELECT {_columns(table)} FROM store.{table}) t JOIN incoming i USING (article_id)"
        )
        kept, order = "ANTI JOIN incoming USING (article_id)", "article_id"
    rows = f"FROM (SELECT * FROM lake.{table} SEMI JOIN touched USING (month, publisher_key) {kept} UNION ALL BY NAME {new})"
    (lake / table).mkdir(exist_ok=True)
    con.execute(
        f"COPY ({rows} ORDER BY month, publisher_key, {order}) TO {quoted(lake / table)} (FORMAT parquet, COMPRESSION zstd, "
        f"PARTITION_BY (month, publisher_key), FILENAME_PATTERN '{snapshot}_{{i}}', OVERWRITE_OR_IGNORE)"
    )


def _write_whole(con: duckdb.DuckDBPyConnection, lake: Path, table: str, key: str, snapshot: str) -> bool:
    """A small table written anew if the store has rows that the lake has not."""
    (new,) = con.execute(f"SELECT count(*) FROM (FROM store.{table} EXCEPT FROM lake.{table})").fetchall()[0]
    if new:
        (lake / table).mkdir(exist_ok=True)
        rows = f"FROM store.{table} UNION ALL BY NAME SELECT * FROM lake.{table} ANTI JOIN store.{table} USING ({key})"
        con.execute(f"COPY (FROM ({rows}) ORDER BY {key}) TO {quoted(lake / table / (snapshot + '.parquet'))} (COMPRESSION zstd)")
    return bool(new)


def _publish(con: duckdb.DuckDBPyConnection, lake: Path, snapshot: str, replaced: set[str]) -> list[str]:
    """Make what was written the lake, in one step; gives back the files that are no part of it any more."""
    gone = """("table" IN (SELECT unnest($replaced)) OR (month, publisher_key) IN (FROM touched))"""
    given = {"replaced": sorted(replaced)}
    superseded = [r[0] for r in con.execute(f"SELECT path FROM listed WHERE {gone}", given).fetchall()]
    con.execute(f"DELETE FROM listed WHERE {gone}", given)
    written = [path.relative_to(lake) for path in sorted(lake.glob(f"*/**/{snapshot}*.parquet"))]
    keys = [dict(part.split("=", 1) for part in name.parts[1:-1]) for name in written]
    columns = {
        "table": [name.parts[0] for name in written],
        "month": [k.get("month") for k in keys],
        "publisher_key": [k.get("publisher_key") for k in keys],
        "path": [str(name) for name in written],
    }
    con.register("written", pa.table(columns, schema=_LISTED))
    con.execute("INSERT INTO listed FROM written")
    con.unregister("written")
    os.sync()  # all of them at once: there may be thousands
    new = lake / (LIST + ".new")
    con.execute(f'COPY (FROM listed ORDER BY "table", path) TO {quoted(new)} (FORMAT parquet)')
    _sync(new)
    os.replace(new, lake / LIST)
    _sync(lake)
    return superseded


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(con: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Remove files that the list has not named for a day: of appends that were killed, and what was replaced."""
    named = {r[0] for r in con.execute("SELECT path FROM listed").fetchall()}
    for table in (*BY_ARTICLE, *WHOLE):
        for path in (lake / table).rglob("*.parquet"):
            if str(path.relative_to(lake)) not in named and time.time() - path.stat().st_mtime > GRACE_S:
                path.unlink(missing_ok=True)


def _sql(con: duckdb.DuckDBPyConnection, lake: Path) -> str:
    """What a session reads first: every table as a view over the listed files, then the views and macros of the store."""
    lines = [
        "-- Written by `lagebild lake`. In the shell: duckdb -init lake.sql; read again to see what was appended since.",
        f"SET VARIABLE lake = {quoted(lake.absolute())}; -- if you move the folder, change this line",
    ]
    comments = con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'store'").fetchall()
    told = {str(name): str(comment or "") for name, comment in comments}
    for table in (*BY_ARTICLE, *WHOLE):
        found = con.execute('SELECT count(*) FROM listed WHERE "table" = ?', [table]).fetchall()[0][0]
        if found:
            lines.append(
                f"SET VARIABLE {table}_files = (SELECT list(getvariable('lake') || '/' || path) FROM "
                f"read_parquet(getvariable('lake') || '/{LIST}') WHERE \"table\" = '{table}');"
            )
            source = f"FROM read_parquet(getvariable('{table}_files'), {_reading(table)})"
        else:
            source = f"SELECT {_typed(con, table)} WHERE false"
        lines += [f"CREATE OR REPLACE VIEW {table} AS {source};", f"COMMENT ON VIEW {table} IS {quoted(told.get(table, ''))};"]
    lines += [
        "CREATE OR REPLACE VIEW search_terms AS SELECT term, count(*)::INTEGER AS articles FROM search_postings GROUP BY term;",
        f"COMMENT ON VIEW search_terms IS {quoted(told.get('search_terms', ''))};",
        files("pipeline.store").joinpath("views.sql").read_text(encoding="utf-8"),
    ]
    return "\n".join(lines)


def _typed(con: duckdb.DuckDBPyConnection, table: str) -> str:
    columns = con.execute(f"SELECT column_name, column_type FROM (DESCRIBE lake.{table})").fetchall()
    return ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in columns)


def _replace_text(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def connect(lake: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the lake's views and macros, as `duckdb -init lake.sql` gives it.

    Raises:
        StoreError: there is no lake in this folder.
    """
    if not (lake / LIST).exists():
        raise StoreError(f"there is no lake at {lake}; `lagebild lake {lake}` makes one of a store")
    con = duckdb.connect(":memory:", config=_CONFIG)
    try:
        con.execute((lake / "lake.sql").read_text(encoding="utf-8"))
    except duckdb.Error as e:
        con.close()
        raise StoreError(explain(lake, e)) from e
    return con
