"""All or nothing, and the error that was."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.store.transaction import transaction


@pytest.mark.parametrize(
    "ended_inside",
    [pytest.param(False, id="the block fails"), pytest.param(True, id="nothing is left to roll back, as after a full disk")],
)
def test_what_went_wrong_is_raised_as_it_was(ended_inside: bool) -> None:
    con = duckdb.connect(":memory:")
    con.execute("CREATE TABLE t (x INTEGER)")

    def fail() -> None:
        with transaction(con):
            con.execute("INSERT INTO t VALUES (1)")
            if ended_inside:
                con.execute("ROLLBACK")
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space left"):
        fail()
    with transaction(con):
        con.execute("INSERT INTO t VALUES (2)")
    assert con.execute("FROM t").fetchall() == [(2,)]
    con.close()
