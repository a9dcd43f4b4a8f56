"""A published store kept open for a long time: followed when a run replaces the file, shared safely by many threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.store.read import connect
from pipeline.store.schema import StoreError, explain, quoted


class StoreWatch:
    """Connections to whatever file stands at the path now.

    Every version of the file gets an in-memory database of its own that has it attached read-only: within one process a second plain
    connection to the same path would go on showing the old file. Whoever still asks the old version finishes undisturbed, then it is
    closed.
    """

    def __init__(self, path: Path, max_seconds: float = 20) -> None:
        """Raises StoreError if there is no store, or it is not one of ours."""
        self.path = path.absolute()
        self.max_seconds = max_seconds
        self._lock = threading.Lock()
        self._mark: tuple[int, ...] = ()
        connect(self.path).close()  # says in one line what is wrong with the file
        self._con = self._attach()

    def _stamp(self) -> tuple[int, ...]:
        s = self.path.stat()
        return s.st_dev, s.st_ino, s.st_mtime_ns, s.st_size

    def _attach(self) -> duckdb.DuckDBPyConnection:
        mark = self._stamp()
        con = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
        try:
            con.execute(f"ATTACH {quoted(self.path)} AS store (READ_ONLY)")
            con.execute("SET enable_external_access = false")
            con.execute(f"SET GLOBAL max_execution_time = {int(self.max_seconds * 1000)}")
            con.execute("SET lock_configuration = true")
        except duckdb.Error as e:
            con.close()
            raise StoreError(explain(self.path, e)) from e
        self._mark = mark
        return con

    @property
    def version(self) -> tuple[int, ...]:
        """Changes whenever another file stands at the path."""
        return self._mark

    def _follow(self) -> None:
        try:
            if self._stamp() != self._mark:
                self._con = self._attach()  # the old one is closed when its last cursor goes
        except (OSError, StoreError):
            return  # the file is away or half copied by somebody: the version that is open still answers

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own for one thread, on the newest version of the store."""
        with self._lock:
            self._follow()
            cursor = self._con.cursor()
        try:
            cursor.execute("USE store")
            yield cursor
        finally:
            cursor.close()
