"""Parquet: one row a span, for those who go on with data frames."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.evaluate.annotations import ROLES, AnnotatedArticle

SCHEMA = pa.schema(
    [
        ("article_id", pa.string()), ("kind", pa.string()), ("number", pa.int32()), ("label", pa.string()), ("role", pa.string()),
        ("start_char", pa.int32()), ("end_char", pa.int32()), ("text", pa.string()), ("features", pa.string()),
    ]
)  # fmt: skip


def write(articles: Sequence[AnnotatedArticle]) -> bytes:
    """Rows of all articles. `number` counts within article and kind; `features` is a JSON object, given with the main role."""
    rows = []
    for article in articles:
        text = article.text or ""
        for kind, found in article.kinds.items():
            for number, one in enumerate(found):
                for role, spans in one.roles.items():
                    features = json.dumps(one.features, ensure_ascii=False) if role == ROLES[kind][0] else None
                    same = {"article_id": article.article_id, "kind": kind, "number": number, "label": one.label, "role": role}
                    rows += [{**same, **s._asdict(), "text": text[slice(*s)], "features": features} for s in spans]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), sink, compression="zstd")
    return bytes(sink.getvalue())
