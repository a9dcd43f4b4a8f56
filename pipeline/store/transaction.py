"""All or nothing: several statements as one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block does, or nothing of it; what went wrong is raised as it was, also where the rollback has nothing left to do."""
    con.execute("BEGIN")
    try:
        yield
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):  # a COMMIT that failed, or a full disk, has rolled back already
            con.execute("ROLLBACK")
        raise
