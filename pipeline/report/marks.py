"""Annotations over a text → pieces of text that each know what covers them.

Annotations overlap and nest at will, HTML elements must not. So the text is cut wherever an annotation begins or ends, and every piece
becomes one element that carries all the kinds that cover it. Offsets are code points, as everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_MARKDOWN_LEAD = re.compile(r"#{1,6} +")
KINDS = ("actor", "date", "quote", "speaker", "cue", "addressee", "window", "sentence")


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of an annotation. `note` is what it says about itself: (label, value) pairs."""

    start: int
    end: int
    kind: str  # KINDS
    title: str
    note: tuple[tuple[str, str], ...] = ()
    anchor: str = ""  # id in the page, for links; only on an annotation's first stretch


@dataclass(slots=True)
class Piece:
    """A stretch of text that the same annotations cover from end to end."""

    start: int
    end: int
    text: str
    marks: list[Mark] = field(default_factory=list)
    begins: list[Mark] = field(default_factory=list)

    @property
    def classes(self) -> str:
        """CSS classes: `m` and one a kind."""
        return " ".join(["m", *(f"m-{k}" for k in KINDS if any(m.kind == k for m in self.marks))])

    @property
    def closest(self) -> list[Mark]:
        """What covers the piece, the shortest first: that is what somebody who points at it means. A window says more than its sentence."""
        windows = any(m.kind == "window" for m in self.marks)
        return sorted((m for m in self.marks if not (windows and m.kind == "sentence")), key=lambda m: m.end - m.start)


@dataclass(slots=True)
class Block:
    """A paragraph: its pieces, and the kind of section that it stands in."""

    kind: str  # SECTION_KINDS
    pieces: list[Piece]
    has_lead: bool = False  # the first piece is a heading's sign in Markdown („## “), part of the text, not of the words


def cut(text: str, marks: Iterable[Mark], also_at: Iterable[int] = ()) -> list[Piece]:
    """Cut `text` at the borders of the marks and at `also_at`. Marks that lie outside the text or are empty are left out.

    Time is linear in the text's length plus the number of (piece, mark) pairs, after sorting.
    """
    inside = sorted(
        (m for m in marks if 0 <= m.start < m.end <= len(text)),
        key=lambda m: (m.start, -m.end, KINDS.index(m.kind) if m.kind in KINDS else len(KINDS)),
    )
    inner = {b for m in inside for b in (m.start, m.end)} | {b for b in also_at if 0 < b < len(text)}
    borders = sorted(inner | {0, len(text)})
    pieces: list[Piece] = []
    running: list[Mark] = []
    coming = 0
    for a, b in zip(borders, borders[1:], strict=False):
        running = [m for m in running if m.end > a]
        first_new = coming
        while coming < len(inside) and inside[coming].start == a:
            coming += 1
        begins = inside[first_new:coming]
        running += begins
        pieces.append(Piece(a, b, text[a:b], list(running), begins))
    return pieces


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Where the paragraphs stand: between empty lines, or, if the text has none, between line breaks."""
    separator = r"\n[^\S\n]*\n\s*" if re.search(r"\n[^\S\n]*\n", text) else r"\n+"
    found, at = [], 0
    for m in re.finditer(separator, text):
        found.append((at, m.start()))
        at = m.end()
    found.append((at, len(text)))
    return [(a, b) for a, b in found if text[a:b].strip()]


def blocks(text: str, marks: Iterable[Mark], sections: Sequence[tuple[int, int, str]]) -> list[Block]:
    """The text as paragraphs of pieces, each with the kind of its section (`body` where none is given)."""
    ordered = sorted(sections)
    borders = sorted({b for s in ordered for b in s[:2]})
    spans = _split(paragraphs(text), borders, text)
    leads = {start: _MARKDOWN_LEAD.match(text, start, end) for start, end in spans if _kind_at(ordered, start) == "heading"}
    pieces = cut(text, marks, [b for span in spans for b in span] + [m.end() for m in leads.values() if m])
    result, i = [], 0
    for start, end in spans:
        while i < len(pieces) and pieces[i].start < start:  # what separates paragraphs
            i += 1
        first = i
        while i < len(pieces) and pieces[i].end <= end:
            i += 1
        result.append(Block(_kind_at(ordered, start), pieces[first:i], bool(leads.get(start)) and i - first > 1))
    return result


def _split(spans: Sequence[tuple[int, int]], borders: Sequence[int], text: str) -> list[tuple[int, int]]:
    """Cut paragraphs where a section begins or ends within them; what is only space is dropped."""
    result = []
    for start, end in spans:
        inner = borders[bisect_right(borders, start) : bisect_right(borders, end - 1)]
        points = [start, *inner, end]
        result += [(a, b) for a, b in zip(points, points[1:], strict=False) if text[a:b].strip()]
    return result


def _kind_at(ordered: Sequence[tuple[int, int, str]], at: int) -> str:
    i = bisect_right(ordered, (at, float("inf"), "")) - 1
    return ordered[i][2] if i >= 0 and ordered[i][1] > at else "body"
