"""One writer, any number of readers: what analysts open is never the file that a run writes.

DuckDB refuses a second process while one has a file open for writing. So a run works on `<store>.work` beside the store and, at
its end, puts it in the store's place in one atomic step; who has the old file open goes on reading it undisturbed, who opens anew sees the
new one. What somebody writes into the old one meanwhile is lost. A run that was killed leaves `<store>.work` with every committed
batch; the next run takes it over. Runs on one store queue up at a lock file.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipeline.store.schema import StoreError, explain, open_for_writing
from pipeline.store.search import update_quoted_actors, update_search
from pipeline.store.write import Writer

LOCK_TIMEOUT_S = float(os.environ.get("LAGEBILD_LOCK_TIMEOUT", 24 * 3600))


def work_path(store: Path) -> Path:
    """The file that a run writes before it is published."""
    return store.with_name(store.name + ".work")


@contextmanager
def writing(store: Path, wait_s: float = LOCK_TIMEOUT_S) -> Iterator[Writer]:
    """Exclusive access for one run; publishes at the end, also when the run failed half-way (committed batches are whole).

    Raises:
        StoreError: the folder or file cannot be used, or another run held the store for longer than `wait_s` seconds.
    """
    store = store.absolute()
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=store.parent):  # a lock in a folder that cannot be written would wait for ever
            pass
        lock = FileLock(str(store) + ".lock")
        lock.acquire(timeout=wait_s)
    except Timeout as e:
        raise StoreError(f"{store} is being written by another run since more than {wait_s:.0f} s; try again later") from e
    except OSError as e:
        raise StoreError(f"{store} cannot be written: {e.strerror or e}") from e
    try:
        con = _open_work(store)
        try:
            yield Writer(con)
        finally:
            _close_and_publish(con, store)
    finally:
        lock.release()


def _open_work(store: Path) -> duckdb.DuckDBPyConnection:
    work = work_path(store)
    if work.exists():
        try:
            return open_for_writing(work)
        except StoreError:
            _remove(work)  # damaged by a crash: what was published is whole, the run does the rest again
    try:
        if store.exists():
            if not os.access(store, os.W_OK):
                raise StoreError(f"{store} cannot be written: check its permissions or choose another file with --db")
            shutil.copyfile(store, work)
        return open_for_writing(work)
    except OSError as e:
        _remove(work)
        raise StoreError(f"{store} cannot be written: {e.strerror or e}") from e
    except StoreError as e:
        _remove(work)
        raise StoreError(str(e).replace(str(work), str(store))) from e


def _close_and_publish(con: duckdb.DuckDBPyConnection, store: Path) -> None:
    work = work_path(store)
    try:
        update_search(con)
        update_quoted_actors(con)
        con.execute("CHECKPOINT store")
    except duckdb.Error as e:
        con.close()
        raise StoreError(explain(store, e)) from e
    con.close()
    try:
        with open(work, "rb+") as f:
            os.fsync(f.fileno())
        # What somebody wrote into the published file, and did not close, does not fit the new one, and DuckDB would open neither.
        store.with_name(store.name + ".wal").unlink(missing_ok=True)
        os.replace(work, store)
        folder = os.open(store.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as e:
        raise StoreError(f"{store} cannot be written: {e.strerror or e}") from e


def _remove(work: Path) -> None:
    for path in (work, work.with_name(work.name + ".wal")):
        path.unlink(missing_ok=True)
