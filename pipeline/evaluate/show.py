"""Scores as tables, and errors in their context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.evaluate.annotations import KINDS, AnnotatedArticle, Annotation
from pipeline.evaluate.pairing import SCORED, Pairing, agrees
from pipeline.evaluate.scores import Estimate, Evaluation, Key, Score

WIDTH = 112  # columns that a table with all intervals takes
CHANGES_WIDTH = 28  # columns more for the difference of two stores
_AROUND = 50  # code points of context on either side


def print_scores(found: Sequence[Score], articles: int, console: Console, changes: Mapping[Key, Estimate] | None = None) -> None:
    """One table a kind; with `changes` a column that says by how much F1 of the other store differs.

    A narrow terminal gets the intervals of F1 only.
    """
    narrow = console.width < WIDTH + (CHANGES_WIDTH if changes is not None else 0)
    for kind in KINDS:
        of_kind = [s for s in found if s.kind == kind]
        if not of_kind:
            continue
        over = f"{articles} article{'s' * (articles != 1)}"
        table = Table(title=f"{kind}: {of_kind[0].gold} in gold, {of_kind[0].stored} stored, {over}", title_justify="left")
        table.add_column("measure", no_wrap=True)
        for name in ("right", "stored", "gold"):
            table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
        for name in ("precision", "recall", "F1", *(["F1 of other − this"] if changes is not None else [])):
            table.add_column(name, no_wrap=True)
        for s in of_kind:
            more = [_in_words(changes.get((s.kind, s.measure)), sign="+")] if changes is not None else []
            figures = [_in_words(Estimate(e.value) if narrow else e) for e in (s.precision, s.recall)] + [_in_words(s.f1)]
            table.add_row(s.measure, "–" if s.right is None else str(s.right), str(s.stored), str(s.gold), *figures, *more)
        console.print(table)


def _in_words(estimate: Estimate | None, sign: str = "") -> str:
    if estimate is None:
        return "–"
    value = f"{estimate.value:{sign}.3f}"
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} {estimate.low:{sign}.2f}…{estimate.high:{sign}.2f}"


def as_plain(found: Sequence[Score], changes: Mapping[Key, Estimate] | None = None) -> list[dict[str, Any]]:
    """The scores for JSON: an estimate is value, low, high."""
    rows = []
    for s in found:
        row: dict[str, Any] = {"kind": s.kind, "measure": s.measure, "right": s.right, "stored": s.stored, "gold": s.gold}
        row |= {name: _triple(getattr(s, name)) for name in ("precision", "recall", "f1")}
        if changes is not None and (s.kind, s.measure) in changes:
            row["f1_difference"] = _triple(changes[s.kind, s.measure])
        rows.append(row)
    return rows


def _triple(e: Estimate) -> dict[str, float | None]:
    return {"value": e.value, "low": e.low, "high": e.high}


def print_errors(evaluation: Evaluation, gold: Iterable[AnnotatedArticle], limit: int, console: Console) -> None:
    """At most `limit` errors of each kind, in text order: missed, false, and what differs in pairs."""
    texts = {g.article_id: g.text or "" for g in gold}
    for kind in KINDS:
        shown = 0
        for (of, article_id), pairing in evaluation.pairings.items():
            if of != kind:
                continue
            for _, what, note, one in sorted(_errors(kind, pairing), key=lambda e: e[0]):
                if shown == limit:
                    break
                shown += 1
                line = Text.assemble((what, _STYLES[what]), f"  {article_id}  {note}  ", *_context(texts[article_id], one))
                console.print(line, soft_wrap=True)


_STYLES = {"MISSED": "bold red", "FALSE": "bold yellow", "DIFFERS": "bold cyan"}
_Error = tuple[tuple[int, int, str], str, str, Annotation]


def _errors(kind: str, pairing: Pairing) -> Iterator[_Error]:
    for one in pairing.missed:
        yield (*one.place, "missed"), "MISSED", one.label, one
    for one in pairing.false:
        yield (*one.place, "false"), "FALSE", f"{one.label} ({one.features.get('rule_id', 'no rule')})", one
    for g, s in pairing.pairs:
        wrong = list(_differing(kind, g, s))
        if wrong:
            yield (*g.place, "differs"), "DIFFERS", "; ".join(wrong), g


def _differing(kind: str, gold: Annotation, stored: Annotation) -> Iterator[str]:
    if gold.spans != stored.spans:
        yield f"span {_spans(gold.spans)} → {_spans(stored.spans)}"
    if gold.label != stored.label:
        yield f"type {gold.label} → {stored.label}"
    for role in list(gold.roles)[1:]:
        if gold.roles[role] != stored.roles.get(role):
            yield f"{role} {_spans(gold.roles[role])} → {_spans(stored.roles.get(role, []))}"
    for feature in SCORED[kind]:
        if feature in gold.features and not agrees(kind, feature, gold, stored):
            yield f"{feature} {gold.features[feature]} → {stored.features.get(feature, '–')}"


def _spans(spans: Sequence[tuple[int, int]]) -> str:
    return ",".join(f"{start}-{end}" for start, end in spans) or "–"


def _context(text: str, one: Annotation) -> list[str | tuple[str, str]]:
    """The words with what stands around them; a long annotation is cut in its middle."""
    start, end = one.place
    words = text[start:end]
    if len(words) > 4 * _AROUND:
        words = f"{words[: 2 * _AROUND]} […] {words[-_AROUND:]}"
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    marked = f"[[{_one_line(words)}]]"
    return ["…" * (start > _AROUND) + _one_line(before), (marked, "bold"), _one_line(after) + "…" * (end + _AROUND < len(text))]


def _one_line(text: str) -> str:
    return re.sub(r"\s", " ", text)
