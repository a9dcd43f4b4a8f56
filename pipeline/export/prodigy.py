"""Prodigy: JSON lines for `spans.manual` and `rel.manual`, with tokens, and what `prodigy db-out` writes. Offsets are code points."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from pipeline.evaluate.annotations import AnnotatedArticle, GoldError
from pipeline.evaluate.goldfile import json_lines
from pipeline.export.regions import Imported, Link, Region, from_regions, to_regions
from pipeline.records import CharSpan


def write(articles: Sequence[AnnotatedArticle]) -> bytes:
    """One task a line. Tokens are those of spaCy's German rules; a span that cuts a token refers to the whole token."""
    nlp = spacy.blank("de")
    return "".join(json.dumps(_task(a, nlp), ensure_ascii=False) + "\n" for a in articles).encode()


def _task(article: AnnotatedArticle, nlp: Language) -> dict[str, Any]:
    text = article.text or ""
    doc = nlp.make_doc(text)
    starts, ends = [t.idx for t in doc], [t.idx + len(t) for t in doc]
    tokens = [{"text": t.text, "start": starts[t.i], "end": ends[t.i], "id": t.i, "ws": bool(t.whitespace_)} for t in doc]
    regions, links = to_regions(article)
    spans: dict[str, dict[str, Any]] = {}
    for r in regions:
        first = min(bisect_right(ends, r.span.start_char), len(ends) - 1)
        last = max(bisect_left(starts, r.span.end_char) - 1, first)
        place = {"start": r.span.start_char, "end": r.span.end_char, "token_start": first, "token_end": last}
        spans[r.id] = {**place, "label": r.label, "id": r.id, **({"features": r.features} if r.features else {})}
    relations = [_relation(spans[x.head], spans[x.other], x.label) for x in links]
    origin = {"article_id": article.article_id, "kinds": list(article.kinds)}
    meta = {"article_id": article.article_id}
    return {"text": text, "tokens": tokens, "spans": list(spans.values()), "relations": relations, "meta": meta, "lagebild": origin}


def _relation(head: dict[str, Any], child: dict[str, Any], label: str) -> dict[str, Any]:
    ends = [{k: s[k] for k in ("start", "end", "token_start", "token_end", "label", "id")} for s in (head, child)]
    return {"head": head["token_end"], "child": child["token_end"], "head_span": ends[0], "child_span": ends[1], "label": label}


def read(path: Path) -> list[Imported]:
    """Prodigy's JSON lines; rejected and ignored tasks are left out, of several answers to a task the last counts.

    Raises:
        GoldError: not such a file.
    """
    found: dict[str, Imported] = {}
    for number, task in json_lines(path.read_text(encoding="utf-8-sig"), str(path)):
        if task.get("answer", "accept") != "accept":
            continue
        try:
            one = _imported(task)
        except GoldError as e:
            raise GoldError(f"{path}, line {number}: {e}") from None
        except (KeyError, TypeError, ValueError, AttributeError) as e:
            raise GoldError(f"{path}, line {number}: no task of Prodigy as we export it ({type(e).__name__}: {e})") from None
        if one.article.article_id in found:
            one.problems.append(f"{one.article.article_id}: answered more than once; the last answer counts")
        found[one.article.article_id] = one
    return list(found.values())


def _imported(task: dict[str, Any]) -> Imported:
    origin = task.get("lagebild") or task["meta"]
    regions = []
    for number, s in enumerate(task.get("spans") or []):
        regions.append(Region(s.get("id") or f"new-{number}", s["label"], CharSpan(s["start"], s["end"]), s.get("features") or {}))
    ids = {r.id for r in regions}
    by_place = {(r.span, r.label): r.id for r in regions}

    def region_of(end: dict[str, Any]) -> str:
        return end["id"] if end.get("id") in ids else by_place.get((CharSpan(end["start"], end["end"]), end.get("label", "")), "")

    links = [Link(region_of(r["head_span"]), region_of(r["child_span"]), r["label"]) for r in task.get("relations") or []]
    return from_regions(str(origin["article_id"]), str(task["text"]), regions, links, origin.get("kinds"))
