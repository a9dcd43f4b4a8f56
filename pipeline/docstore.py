"""Parsed documents kept beside the store, so that a change of rules redoes the rule layer alone: `<store>.docs`, an SQLite file.
Kept with them are the rows that the rules found, so that of the rule layer, too, only what may differ is done again.

Each article has at most one entry, so that the file grows with the articles, not with the runs; what an entry holds and what it is
good for says `pipeline.docs`. Workers only read the file; what they parsed comes back with their part, and the loader, which holds the
store's lock, writes it. The file holds nothing that cannot be parsed again: whatever is wrong with it means that it is not used or begun
anew, never that a run fails.
"""

from __future__ import annotations

import itertools
import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

log = logging.getLogger("lagebild")

_READ_AT_A_TIME = 200
_TIMEOUT_S = 60.0  # how long a reader and the writer wait for each other


def docs_path(store: Path) -> Path:
    """The file that belongs to a store."""
    return store.with_name(store.name + ".docs")


class DocStore:
    """The file of kept parses. One process writes, any number read at the same time."""

    def __init__(self, path: Path, write: bool = False) -> None:
        self.path, self.write = path, write
        self._db: sqlite3.Connection | None = None
        if write or path.exists():
            self._db = self._open()

    def _open(self) -> sqlite3.Connection | None:
        try:
            return self._connect()
        except sqlite3.OperationalError as e:  # cannot be opened here and now: a folder without rights, a lock that stays
            log.warning("kept parses are not used: %s: %s", self.path, e)
        except sqlite3.DatabaseError as e:
            log.warning("kept parses are damaged%s: %s: %s", " and begun anew" if self.write else "", self.path, e)
            if self.write:
                remove_docs(self.path)
                return self._connect()
        return None

    def _connect(self) -> sqlite3.Connection:
        mode = "rwc" if self.write else "ro"
        db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_TIMEOUT_S, check_same_thread=False)
        try:
            if self.write:
                db.execute("PRAGMA synchronous = NORMAL")
                db.execute("CREATE TABLE IF NOT EXISTS docs (article_id TEXT PRIMARY KEY, key BLOB NOT NULL, doc BLOB NOT NULL)")
                db.execute("CREATE INDEX IF NOT EXISTS docs_by_key ON docs (key)")
                db.execute("CREATE TABLE IF NOT EXISTS rows (article_id TEXT PRIMARY KEY, rows BLOB NOT NULL)")
                db.commit()
            db.execute("SELECT count(*) FROM (SELECT 1 FROM docs LIMIT 1)").fetchall()
        except sqlite3.Error:
            db.close()
            raise
        return db

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The kept parses, of those asked for."""
        return self._get("SELECT key, doc FROM docs WHERE key IN", keys)

    def get_rows(self, article_ids: Iterable[str]) -> dict[str, bytes]:
        """The kept rows (see `pipeline.kept_rows`), of the articles asked for."""
        return self._get("SELECT article_id, rows FROM rows WHERE article_id IN", article_ids)

    def _get(self, query: str, keys: Iterable[Any]) -> dict[Any, bytes]:
        found: dict[Any, bytes] = {}
        iterator = iter(keys)
        while self._db is not None and (batch := list(itertools.islice(iterator, _READ_AT_A_TIME))):
            try:
                found.update(self._db.execute(f"{query} ({','.join('?' * len(batch))})", batch).fetchall())
            except sqlite3.DatabaseError as e:
                if not str(e).startswith("no such table"):  # a file of an earlier version has no rows; the loader adds the table
                    self._give_up(e)
                break
        return found

    def put(self, docs: Iterable[tuple[str, bytes, bytes]], rows: Iterable[tuple[str, bytes]] = ()) -> None:
        """Keep (article_id, key, encoded Doc) and (article_id, rows), in one transaction; what an article had is replaced."""
        if self._db is None:
            return
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO docs VALUES (?, ?, ?)", docs)
                self._db.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?)", rows)
        except sqlite3.DatabaseError as e:
            self._give_up(e)

    def count(self) -> int:
        """How many articles have an entry."""
        return 0 if self._db is None else int(self._db.execute("SELECT count(*) FROM docs").fetchall()[0][0])

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        log.warning("kept parses are not used any more in this run: %s: %s", self.path, error)
        self.close()
        if self.write and not isinstance(error, sqlite3.OperationalError):
            remove_docs(self.path)

    def close(self) -> None:
        """Close the file; what was put stays."""
        if self._db is not None:
            self._db.close()
            self._db = None


def remove_docs(path: Path) -> None:
    """Remove the file and its journal."""
    for name in (path, path.with_name(path.name + "-journal")):
        name.unlink(missing_ok=True)
