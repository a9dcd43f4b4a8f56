"""Records → Arrow tables with the columns of the contract, and parts: a folder with one Parquet file a table.

A part is what a worker hands back: it needs no DuckDB, any process on any machine can write one, and the loader merges it idempotently.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
import types
import typing
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.records import Actor, ActorMention, Article, ArticleFacts, CharSpan, Entity, EscalationFrame, Quote, Section, Timex

_SCALARS: dict[Any, pa.DataType] = {
    str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_(), dt.date: pa.date32(), dt.datetime: pa.timestamp("us"),
}  # fmt: skip
_SPAN = pa.struct([("start_char", pa.int32()), ("end_char", pa.int32())])
_SPANS = pa.list_(_SPAN)
_RECORDS: dict[str, type] = {
    "sections": Section, "entities": Entity, "actor_mentions": ActorMention, "dates": Timex, "quotes": Quote,
    "escalations": EscalationFrame,
}  # fmt: skip
ROW_TABLES = tuple(_RECORDS)
REJECTS = pa.schema({"run_id": pa.string(), "source": pa.string(), "record_no": pa.int32(), "reason": pa.string(), "detail": pa.string()})
DOCS = pa.schema({"article_id": pa.string(), "key": pa.binary(), "doc": pa.binary()})
KEPT_ROWS = pa.schema({"article_id": pa.string(), "rows": pa.binary()})
RULES = pa.schema({n: pa.string() for n in ("rule_id", "pack", "title", "status", "digest")})
_NOT_STORED = {"record_no"}


def _arrow_type(hint: Any) -> pa.DataType:
    if isinstance(hint, types.UnionType):
        hint = next(a for a in hint.__args__ if a is not type(None))
    if typing.get_origin(hint) is list:
        return pa.list_(_arrow_type(typing.get_args(hint)[0]))
    return _SPAN if hint is CharSpan else _SCALARS[hint]


def record_schema(cls: type) -> pa.Schema:
    """The Arrow schema of a record class: one field a column, in the order of the class."""
    return pa.schema([(name, _arrow_type(hint)) for name, hint in typing.get_type_hints(cls).items()])


ARTICLES = record_schema(Article)  # what readers hand to workers
_ARTICLE_COLUMNS = [f for f in ARTICLES.names if f not in _NOT_STORED]
SCHEMAS: dict[str, pa.Schema] = {
    "articles": pa.schema(
        [*(ARTICLES.field(n) for n in _ARTICLE_COLUMNS), ("token_count", pa.int32()), ("problems", pa.list_(pa.string()))]
    ),
    "actors": record_schema(Actor),
    "extractions": pa.schema({n: pa.string() for n in ("article_id", "content_hash", "engine_key")}),
    **{t: pa.schema([("article_id", pa.string()), *record_schema(c)]) for t, c in _RECORDS.items()},
}


def _table(schema: pa.Schema, records: Sequence[Any], **more: Sequence[Any]) -> pa.Table:
    """Records as a table, column by column; `more`: columns that are no fields of theirs."""
    columns = (more[f.name] if f.name in more else [getattr(r, f.name) for r in records] for f in schema)
    return pa.Table.from_arrays([_array(values, f.type) for values, f in zip(columns, schema, strict=True)], schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind != _SPANS:
        return pa.array(values, kind)
    flat = [number for spans in values for span in spans for number in span]
    spans = pa.StructArray.from_arrays([pa.array(flat[i::2], pa.int32()) for i in (0, 1)], names=_SPAN.names)
    return pa.ListArray.from_arrays(pa.array([0, *itertools.accumulate(map(len, values))], pa.int32()), spans, type=kind)


def facts_to_tables(batch: Sequence[ArticleFacts], engine_key: str) -> dict[str, pa.Table]:
    """The facts of a batch as Arrow tables; `engine_key` says what they were extracted with."""
    articles = [facts.article for facts in batch]
    actors: dict[str, Actor] = {}
    for facts in batch:
        for actor in facts.actors:
            actors.setdefault(actor.actor_id, actor)
    tables = {
        "articles": _table(SCHEMAS["articles"], articles, token_count=[f.token_count for f in batch], problems=[f.problems for f in batch]),
        "actors": _table(SCHEMAS["actors"], list(actors.values())),
        "extractions": _table(SCHEMAS["extractions"], articles, engine_key=[engine_key] * len(batch)),
    }
    for name in ROW_TABLES:
        rows = [row for facts in batch for row in getattr(facts, name)]
        ids = [facts.article.article_id for facts in batch for _ in getattr(facts, name)]
        tables[name] = _table(SCHEMAS[name], rows, article_id=ids)
    return tables


def write_part(
    folder: Path,
    tables: dict[str, pa.Table],
    docs: Sequence[tuple[str, bytes, bytes]] = (),
    kept_rows: Sequence[tuple[str, bytes]] = (),
    seconds: dict[str, float] | None = None,
) -> Path:
    """Write a part; the folder appears whole or not at all. `docs`, `kept_rows`: what is to be kept; `seconds`: what the stages took."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, table in tables.items():
        pq.write_table(table, unfinished / f"{name}.parquet", compression="zstd")
    for name, schema, rows in (("docs", DOCS, docs), ("kept_rows", KEPT_ROWS, kept_rows)):
        if rows:
            columns = dict(zip(schema.names, map(list, zip(*rows, strict=True)), strict=True))
            pq.write_table(pa.table(columns, schema=schema), unfinished / f"{name}.parquet", compression="none")  # compressed already
    (unfinished / "seconds.json").write_text(json.dumps(seconds or {}), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return folder


def read_part(folder: Path) -> dict[str, pa.Table]:
    """The tables of a part."""
    return {name: pq.read_table(folder / f"{name}.parquet", schema=schema) for name, schema in SCHEMAS.items()}


def read_part_docs(folder: Path) -> tuple[list[tuple[str, bytes, bytes]], list[tuple[str, bytes]]]:
    """What came with a part to be kept: (article_id, key, encoded Doc) of new parses, (article_id, rows) of articles with new rows."""
    docs, rows = (_read_tuples(folder / f"{name}.parquet") for name in ("docs", "kept_rows"))
    return docs, rows


def _read_tuples(path: Path) -> list[Any]:
    return list(zip(*(c.to_pylist() for c in pq.read_table(path).columns), strict=True)) if path.exists() else []


def part_seconds(folder: Path) -> dict[str, float]:
    """Seconds by stage that making the part took, in the process that made it."""
    seconds: dict[str, float] = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
    return seconds


def write_articles(path: Path, articles: Iterable[Article]) -> Path:
    """Spool articles for a worker."""
    pq.write_table(_table(ARTICLES, list(articles)), path, compression="zstd")
    return path


def read_articles(path: Path) -> list[Article]:
    """What `write_articles` wrote."""
    return [Article(**row) for row in pq.read_table(path).to_pylist()]
