"""Our own gold: JSON lines, one an article, each kind a list of rows with the columns of the store.

A kind that is missing in a line was not annotated there; an empty list says that the article has none of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.evaluate.annotations import KINDS, ROLES, UNKNOWN, AnnotatedArticle, Annotation, GoldError, annotation, check
from pipeline.records import CharSpan

_LABEL = {"dates": "type", "quotes": "type", "actors": "type", "escalations": "kind"}
_FIRST = {"dates": "", "actors": "", "escalations": "window_"}  # prefix of the columns with the only span


def to_plain(article: AnnotatedArticle) -> dict[str, Any]:
    """An article as one JSON-safe object. Raises ValueError for one without text."""
    if article.text is None:
        raise ValueError(f"{article.article_id} has no text")
    rows = {kind: [_row(a, article.text) for a in found] for kind, found in article.kinds.items()}
    return {"article_id": article.article_id, "text": article.text, **rows}


def _row(one: Annotation, text: str) -> dict[str, Any]:
    label = None if one.label == UNKNOWN else one.label
    if one.kind == "quotes":
        spans = {f"{role}_spans": [s._asdict() for s in one.roles.get(role, [])] for role in ROLES["quotes"]}
        said = " ".join(text[s.start_char : s.end_char] for s in one.spans)
        return {"type": label, "text": said, **spans, **one.features}
    start, end = one.place
    first = _FIRST[one.kind]
    where = {f"{first}start_char": start, f"{first}end_char": end, f"{first}text": text[start:end]}
    return {**where, _LABEL[one.kind]: label, **one.features}


def from_plain(plain: Mapping[str, Any]) -> AnnotatedArticle:
    """The inverse of `to_plain`.

    Raises:
        GoldError: a row that cannot be used.
    """
    if not isinstance(plain.get("article_id"), str) or not isinstance(plain.get("text"), str):
        raise GoldError("a line of gold needs article_id and text")
    article = AnnotatedArticle(plain["article_id"], plain["text"], {})
    for kind in KINDS:
        if kind in plain:
            article.kinds[kind] = [_restored(kind, row, article) for row in plain[kind]]
    return check(article)


def _restored(kind: str, row: Mapping[str, Any], article: AnnotatedArticle) -> Annotation:
    label = row.get(_LABEL[kind]) or (UNKNOWN if kind == "actors" else None)
    if label is None:
        raise GoldError(f"{article.article_id}: one of the {kind} has no {_LABEL[kind]}")
    try:
        if kind == "quotes":
            return annotation(kind, label, {r: row.get(f"{r}_spans") or () for r in ROLES[kind]}, row)
        first = _FIRST[kind]
        span = (row.get(f"{first}start_char"), row.get(f"{first}end_char"))
        one = annotation(kind, label, {ROLES[kind][0]: [span]}, row)
    except GoldError as e:
        raise GoldError(f"{article.article_id}: {e}") from None
    if isinstance(row.get(f"{first}text"), str):
        article.words.append((CharSpan(*one.place), row[f"{first}text"]))
    return one


def dumps(articles: Iterable[AnnotatedArticle]) -> str:
    """Gold as JSON lines."""
    return "".join(json.dumps(to_plain(a), ensure_ascii=False) + "\n" for a in articles)


def json_lines(text: str, name: str) -> list[tuple[int, Any]]:
    """The objects of a file of JSON lines with their line numbers; only `\\n` ends a line (JSON may hold U+2028 and U+0085 as they are).

    Raises:
        GoldError: a line that is no JSON.
    """
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append((number, json.loads(line)))
            except json.JSONDecodeError as e:
                raise GoldError(f"{name}, line {number}: not JSON: {e.msg} at column {e.colno}") from None
            if not isinstance(found[-1][1], dict):
                raise GoldError(f"{name}, line {number}: not a JSON object")
    return found
