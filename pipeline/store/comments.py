"""Comments for the columns of views and of our own tables, so that every tool that opens the store can say what a column holds."""

from __future__ import annotations

import csv
from importlib.resources import files

import duckdb

_MISSING = """SELECT table_name, column_name FROM duckdb_columns()
WHERE NOT internal AND database_name = current_database() AND comment IS NULL"""
_OF_TABLES = """SELECT column_name, first(comment ORDER BY table_oid) FROM duckdb_columns()
WHERE NOT internal AND database_name = current_database() AND comment IS NOT NULL GROUP BY column_name"""


def comment_columns(con: duckdb.DuckDBPyConnection) -> None:
    """Give every column without a comment its own (column_comments.csv), else that of the table's column with the same name."""
    inherited = dict(con.execute(_OF_TABLES).fetchall())
    own = {(table, column): comment for table, column, comment in _own()}
    statements = []
    for table, column in con.execute(_MISSING).fetchall():
        comment = own.get((table, column)) or own.get(("", column)) or inherited.get(column)
        if comment:
            text = comment.replace("'", "''")
            statements.append(f"""COMMENT ON COLUMN "{table}"."{column}" IS '{text}';""")
    # in one transaction, for each comment by itself would be synced to disk
    con.execute("\n".join(["BEGIN;", *statements, "COMMIT;"]))


def own_comments() -> str:
    """The file of comments as it stands."""
    return files("pipeline.store").joinpath("column_comments.csv").read_text(encoding="utf-8")


def _own() -> list[list[str]]:
    lines = own_comments().splitlines()
    return list(csv.reader(line for line in lines if not line.startswith("#")))[1:]
