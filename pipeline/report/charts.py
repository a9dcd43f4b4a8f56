"""Small charts without scripts: columns over time as SVG, and matrices as tables whose cells are shaded by their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.report import labels

_WIDTH, _HEIGHT, _BASE, _TOP = 900, 130, 108, 16
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a matrix, and its shade from 0 (none) to 5 (the largest)."""

    value: int
    shade: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a matrix: who, and the numbers."""

    key: str
    name: str
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of counts: rows by columns."""

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def unit_for(first: dt.date | None, last: dt.date | None) -> str:
    """`day`, `week`, `month` or `year`, so that a time axis has at most some thirty steps."""
    days = (last - first).days if first and last else 0
    return "day" if days <= 31 else "week" if days <= 200 else "month" if days <= 950 else "year"


def bucket_label(bucket: dt.date, unit: str, language: str) -> str:
    """`03.02.` or `3 Feb`, `KW 6` or `W 6`, `Feb. 26`, `2026`."""
    if unit == "year":
        return str(bucket.year)
    if unit == "week":
        return f"{'W' if language == 'en' else 'KW'} {bucket.isocalendar().week}"
    if unit == "month":
        return labels.format_date(bucket, "LLL yy", locale=language)
    return labels.format_date(bucket, "d MMM" if language == "en" else "dd.MM.", locale=language)


def all_buckets(found: Iterable[dt.date], unit: str, at_most: int = 60) -> list[dt.date]:
    """Every step from the first to the last, also those where nothing is; the latest `at_most` of them."""
    known = sorted(set(found))
    if not known:
        return []
    steps, at = [known[0]], known[0]
    while at < known[-1] and len(steps) < 5000:
        at = _next(at, unit)
        steps.append(at)
    return steps[-at_most:]


def _next(bucket: dt.date, unit: str) -> dt.date:
    if unit == "year":
        return bucket.replace(year=bucket.year + 1)
    if unit == "month":
        return (bucket.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return bucket + dt.timedelta(days=7 if unit == "week" else 1)


def columns(values: Sequence[tuple[str, int]], title: str) -> Markup:
    """A column chart of (label, number); every column says its number on hover, the largest is written."""
    if not values:
        return Markup("")
    top = max(v for _, v in values) or 1
    step = _WIDTH / len(values)
    every = max(1, -(-max(len(name) for name, _ in values) * 8 // int(step)) if step < 70 else 1)
    parts = []
    for i, (name, value) in enumerate(values):
        height = round(value / top * (_BASE - _TOP), 1)
        x = round(i * step, 1)
        parts.append(
            Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>').format(
                x + 1, round(_BASE - height, 1), round(max(min(step, 60) - 2, 1), 1), height, name, value
            )
        )
        if i % every == 0:
            parts.append(Markup('<text class="axis" x="{}" y="{}">{}</text>').format(x + 1, _BASE + 16, name))
    peak = max(range(len(values)), key=lambda i: values[i][1])
    anchor = "end" if peak * step > _WIDTH - 60 else "start"
    at = peak * step + (min(step, 60) if anchor == "end" else 1)
    parts.append(Markup('<text class="axis" x="{}" y="{}" text-anchor="{}">{}</text>').format(round(at, 1), _TOP - 4, anchor, top))
    drawing = '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    return Markup(f'<div class="scroll">{drawing}</div>').format(_WIDTH, _HEIGHT, title, Markup("").join(parts))


def matrix(rows: Iterable[dict[str, Any]], *, column: str, value: str, order: Sequence[Any] | None = None, key: str = "actor_id") -> Matrix:
    """Rows with `key`, `name`, a column and a number → a matrix. Columns stand in `order`, or by their sums."""
    numbers: dict[str, dict[Any, int]] = {}
    names: dict[str, str] = {}
    sums: dict[Any, int] = {}
    for r in rows:
        names.setdefault(r[key], r["name"])
        numbers.setdefault(r[key], {})[r[column]] = r[value]
        sums[r[column]] = sums.get(r[column], 0) + r[value]
    ordered = list(order) if order is not None else sorted(sums, key=lambda c: (-sums[c], str(c)))
    top = max((n for per in numbers.values() for n in per.values()), default=1)
    return Matrix(
        tuple(str(c) for c in ordered),
        tuple(
            MatrixRow(k, names[k], sum(per.values()), tuple(Cell(per.get(c, 0), -(-per.get(c, 0) * _SHADES // top)) for c in ordered))
            for k, per in numbers.items()
        ),
    )
