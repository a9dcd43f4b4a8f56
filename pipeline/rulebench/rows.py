"""The rows of a component as the bench compares them: plain columns, the span that a mark must equal, and which rule made them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from spacy.tokens import Doc

from pipeline.extensions import rows
from pipeline.records import to_plain

TABLES = {"dates": "dates", "actors": "actor_mentions", "quotes": "quotes", "escalations": "escalations"}  # pack -> its table
Row = dict[str, Any]


def plain_rows(doc: Doc, pack: str) -> list[Row]:
    """The rows that the component of the pack extracted, as column → plain value; mentions of actors with the columns of their actor."""
    found = [to_plain(r) for r in rows(doc, TABLES[pack])]
    if pack == "actors":
        actors = {a.actor_id: to_plain(a) for a in rows(doc, "actors")}
        found = [{**actors.get(r["actor_id"], {}), **r} for r in found]
    return found


def row_span(pack: str, row: Row) -> tuple[int, int]:
    """The characters that a mark must equal: a quotation from its first to its last span, a frame's window, else the expression itself."""
    if pack == "quotes":
        spans = row["quote_spans"]
        return (spans[0][0], spans[-1][1]) if spans else (0, 0)
    if pack == "escalations":
        return row["window_start_char"], row["window_end_char"]
    return row["start_char"], row["end_char"]


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two half-open spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def differences(wanted: Row, row: Row, text: str) -> list[str]:
    """What of `wanted` the row does not have, one text a column; "NULL" stands for an absent value, `*_spans` may be given as texts."""
    found = []
    for column, value in wanted.items():
        have = row.get(column)
        if column.endswith("_spans") and isinstance(value, list) and all(isinstance(v, str) for v in value):
            have = [text[start:end] for start, end in have or ()]
        if not _same(value, have):
            found.append(f"{column} is {_shown(have)}, wanted {_shown(value)}")
    return found


def _same(wanted: Any, have: Any) -> bool:
    if wanted == "NULL":
        return have is None
    if isinstance(wanted, dt.date) and not isinstance(wanted, dt.datetime) and isinstance(have, str):
        return have in (wanted.isoformat(), f"{wanted.isoformat()}T00:00:00")
    wanted = to_plain(wanted)
    return bool(wanted == have and isinstance(wanted, bool) == isinstance(have, bool))


def _shown(value: Any) -> str:
    return "NULL" if value is None else f"«{value}»" if isinstance(value, str) else str(to_plain(value))
