"""Files of records: .jsonl, .json, .csv, .parquet, one article a record, read piece by piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from pipeline.sources.build import FIELDS, GERMAN_FIELDS
from pipeline.sources.decode import decode, decode_line, utf_encoding
from pipeline.sources.files import RawRecord
from pipeline.sources.limits import Limits
from pipeline.sources.problems import Problem

_PARQUET_BATCH = 64  # rows held at once
_DELIMITERS = ",;\t|"
_HEAD = 4096


def read_jsonl(file: io.BufferedReader, limits: Limits) -> Iterator[RawRecord]:
    """One JSON object a line; a bad line is a Problem of its own and the rest goes on. Records are numbered by line, from 1."""
    found = False
    for number, line in _lines(file, limits):
        if isinstance(line, Problem):
            found = True
            yield number, line
        elif line.strip():
            found = True
            yield number, _json_object(line)
    if not found:
        raise Problem("empty", "there is no record in it")


def _lines(file: io.BufferedReader, limits: Limits) -> Iterator[tuple[int, str | Problem]]:
    """Numbered lines, decoded each by itself, so that one line in another charset costs only that line."""
    encoding = utf_encoding(file.peek(_HEAD)[:_HEAD])
    if encoding and encoding != "utf-8":
        yield from _wide_lines(file, encoding, limits)
        return
    number = 0
    while line := file.readline(limits.max_record_bytes + 1):
        number += 1
        if len(line) > limits.max_record_bytes and not line.endswith(b"\n"):
            while (rest := file.readline(limits.max_record_bytes)) and not rest.endswith(b"\n"):
                pass
            yield number, Problem("too_big", f"a line of more than {limits.max_record_bytes:,} bytes")
            continue
        try:
            yield number, decode_line(line)
        except Problem as problem:
            yield number, problem


def _wide_lines(file: io.BufferedReader, encoding: str, limits: Limits) -> Iterator[tuple[int, str | Problem]]:
    reader = io.TextIOWrapper(file, encoding=encoding, newline="\n")
    try:
        number = 0
        while line := reader.readline(limits.max_record_bytes):
            number += 1
            yield number, line.removeprefix("\ufeff")
    except UnicodeDecodeError as e:
        yield number + 1, Problem("encoding", f"damaged {encoding.upper()}: {e.reason}")
    finally:
        reader.detach()


def _json_object(line: str) -> dict[str, Any] | Problem:
    try:
        value = json.loads(line)
    except RecursionError:
        return Problem("broken_json", "nested too deep")
    except ValueError as e:  # also numbers with more digits than Python reads
        return Problem("broken_json", str(e))
    return value if isinstance(value, dict) else Problem("broken_json", f"a record is an object {{…}}, this is {type(value).__name__}")


def read_json(data: bytes, limits: Limits) -> Iterator[RawRecord]:
    """One object, or an array of them, numbered from 1; a file that is JSON Lines in truth is read as such."""
    text = decode(data)
    try:
        value = json.loads(text)
    except RecursionError:
        raise Problem("broken_json", "nested too deep") from None
    except ValueError as e:
        if str(e).startswith("Extra data"):
            yield from read_jsonl(io.BufferedReader(io.BytesIO(data)), limits)
            return
        raise Problem("broken_json", f"{e}; in .jsonl a broken record costs only itself") from None
    if isinstance(value, dict):
        yield 0, value
        return
    if not isinstance(value, list):
        raise Problem("broken_json", "neither an object nor an array of objects")
    if not value:
        raise Problem("empty", "there is no record in it")
    for number, record in enumerate(value, start=1):
        is_record = isinstance(record, dict)
        yield number, record if is_record else Problem("broken_json", f"a record is an object {{…}}, this is {type(record).__name__}")


def read_csv(file: io.BufferedReader, limits: Limits) -> Iterator[RawRecord]:
    """Rows under a header that names the fields; comma, semicolon, tab or bar between them. Rows are numbered from 1, without the header.

    The standard library's reader and not Arrow's: it takes rows of any size one at a time, and goes on after a broken one.
    """
    csv.field_size_limit(limits.max_record_bytes)
    lines = _CsvLines(_lines(file, limits))
    header_line = next(lines, "")
    if not header_line.strip():
        raise Problem("empty", "there is no header in it")
    delimiter = max(_DELIMITERS, key=header_line.count)
    try:
        header = [name.strip().lower() for name in next(csv.reader([header_line], delimiter=delimiter))]
    except csv.Error as e:
        raise Problem("broken_csv", f"the header: {e}") from None
    if "text" not in header:
        raise Problem("no_text", f"the header has no column `text`: {', '.join(header)[:200]}")
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as e:
            yield number, Problem("broken_csv", str(e))
        except Problem as problem:
            yield number, problem
        else:
            yield from _csv_record(number, header, cells)
    if number == 1:
        raise Problem("empty", "there is no row under the header")


def _csv_record(number: int, header: list[str], cells: list[str]) -> Iterator[RawRecord]:
    if len(cells) == len(header):
        yield number, dict(zip(header, cells, strict=True))
    elif cells:
        yield number, Problem("broken_csv", f"{len(cells)} cells, the header has {len(header)}")


class _CsvLines:
    """The lines of a CSV file for `csv.reader`; a line that cannot be read raises its Problem, and the next call goes on after it."""

    def __init__(self, lines: Iterator[tuple[int, str | Problem]]) -> None:
        self._lines = lines

    def __iter__(self) -> _CsvLines:
        return self

    def __next__(self) -> str:
        _, line = next(self._lines)
        if isinstance(line, Problem):
            raise line
        return line


def read_parquet(path: str) -> Iterator[RawRecord]:
    """Rows of a Parquet file, numbered from 1; only the columns that are record fields are read, some rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as parquet:
            columns = [name for name in parquet.schema_arrow.names if name in FIELDS or name.lower() in GERMAN_FIELDS]
            if "text" not in columns:
                raise Problem("no_text", f"there is no column `text`: {', '.join(parquet.schema_arrow.names)[:200]}")
            number = 0
            for batch in parquet.iter_batches(batch_size=_PARQUET_BATCH, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (pa.ArrowException, OSError, ValueError) as e:
        raise Problem("broken_parquet", str(e).splitlines()[0][:200]) from None
    if number == 0:
        raise Problem("empty", "there is no row in it")
