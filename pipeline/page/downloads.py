"""A list as CSV or Parquet: all its rows, not only the page that is shown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.records import to_plain
from pipeline.store.queries import Query, fetch_arrow
from pipeline.store.read import Connection

TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


def download(con: Connection, query: Query, kind: str) -> bytes:
    """The rows as a file. In CSV, lists are JSON and NULL is an empty field."""
    table = fetch_arrow(con, query)
    if kind == "parquet":
        sink = io.BytesIO()
        pq.write_table(table, sink, compression="zstd")
        return sink.getvalue()
    return "".join(_csv(table)).encode("utf-8")


def _csv(table: pa.Table) -> Iterator[str]:
    for batch in [None, *table.to_batches()]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        if batch is None:
            writer.writerow(table.column_names)
        else:
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                writer.writerow([_cell(v) for v in row])
        yield buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(to_plain(value), ensure_ascii=False, default=str)
    return value
