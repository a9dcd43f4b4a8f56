"""Quotation marks: which stretches of a text stand in them, whatever style the house uses.

A scanner over characters, one pass a paragraph. Styles: „…“ „…” “…” »…« «…» "…" ‚…‘ ‘…’ ›…‹ ‹…› 'with spaces outside' and typed substitutes
(''…'', ,,…'', ´…`). A mark left open loses its own quotation only: it ends with its paragraph, unless the next one opens anew
(a quotation over several paragraphs).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# One set of signs in front, so that the text between marks is passed over quickly; `,,` apart, since commas are many.
_MARKS = re.compile(r"[„“”‟\"»«‚‘’›‹'`´](?:(?<=')'|(?<=`)`|(?<=´)´)?")
_MARKS_AND_COMMAS = re.compile(rf"{_MARKS.pattern}|,,")
_LONE = frozenset("`´")  # marks only where they are doubled
_CLOSERS = {
    "„": '“”"«»',
    "“": '”"“',
    "”": "”“",
    "‟": "”“",
    '"': '"“”',
    "»": "«",
    "«": "»",
    "''": "''\"",
    "``": "''",
    "´´": "´´",
    ",,": "''\"“”",
    "‚": "‘’'",
    "‘": "’‘",
    "›": "‹",
    "‹": "›",
    "'": "'’‘",
}
_SINGLE = frozenset("‚‘›‹'’")
LONGEST = 6000  # characters: a quotation longer than this is taken for an unbalanced mark


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch in quotation marks: `start:end` with them. `depth` 1 = inside another; `closed`: its closing mark was found."""

    start: int
    end: int
    depth: int
    closed: bool
    single: bool = False

    @property
    def inner(self) -> tuple[int, int]:
        """The words without the marks (marks of one character assumed at the ends that have one)."""
        return self.start + 1, self.end - 1 if self.closed else self.end


def find_marked(text: str) -> list[Marked]:
    """All stretches in quotation marks, in text order, outer before inner. Linear in the length of `text`."""
    found: list[Marked] = []
    carried: tuple[int, str] | None = None
    for start, end in _paragraphs(text):
        carried = _scan(text, start, end, found, carried)
    return sorted(found, key=lambda m: (m.start, -m.end))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    bounds, at = [], 0
    for m in re.finditer(r"\n+", text):
        if m.start() > at:
            bounds.append((at, m.start()))
        at = m.end()
    if at < len(text):
        bounds.append((at, len(text)))
    return bounds


def _opens(text: str, m: re.Match[str], start: int) -> bool:
    """Whether the mark can open: nothing, a blank or a bracket before it, and a word after it."""
    before = text[m.start() - 1] if m.start() > start else " "
    after = text[m.end()] if m.end() < len(text) else " "
    return (before in " \u00a0\t([{–—-/„‚»«\"“'" or not before.isalnum()) and not after.isspace()


def _scan(text: str, start: int, end: int, found: list[Marked], carried: tuple[int, str] | None) -> tuple[int, str] | None:
    """Scan one paragraph. `carried`: start and mark of a quotation left open in the paragraph before; returns the one left open here."""
    stack: list[tuple[int, str]] = []
    signs = _MARKS_AND_COMMAS if text.find(",,", start, end) >= 0 else _MARKS
    marks = [m for m in signs.finditer(text, start, end) if m.group() not in _LONE]
    if not marks:
        return None
    balanced = {"„": _as_many(text, start, end, "„", "“”"), "»": _as_many(text, start, end, "»", "«")}
    if carried and marks and marks[0].start() == start and marks[0].group() == carried[1]:
        found.append(Marked(carried[0], _trim(text, carried[0], start), 0, False))
    for m in marks:
        mark = m.group()
        if mark in ("'", "’", "‘") and _apostrophe(text, m.start()):
            continue
        closes = next((k for k in range(len(stack) - 1, -1, -1) if mark in _closers(stack[k][1])), None)
        if closes is not None and (mark != stack[closes][1] or not (_opens(text, m, start) and _word_before_missing(text, m.start()))):
            opened, kind = stack[closes]
            if m.end() - opened <= LONGEST:
                found.append(Marked(opened, m.end(), closes, True, kind in _SINGLE))
            del stack[closes:]
        elif mark in _CLOSERS and _opens(text, m, start):
            if not balanced.get(mark) and any(kind == mark for _, kind in stack):
                stack = []  # the same mark opens anew: the earlier one was never closed
            stack.append((m.start(), mark))
    return _left_open(text, start, end, stack)


def _as_many(text: str, start: int, end: int, opener: str, closers: str) -> bool:
    """Whether the paragraph closes every mark of the kind: then one inside another is nested, not forgotten."""
    return text.count(opener, start, end) == sum(text.count(c, start, end) for c in closers)


def _closers(mark: str) -> tuple[str, ...]:
    wanted = _CLOSERS[mark]
    return ("''", '"') if mark in ("''", "``") else tuple(wanted) + (("''",) if mark == ",," else ())


def _word_before_missing(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in " \u00a0\t(["


def _apostrophe(text: str, at: int) -> bool:
    """A mark between letters or after a word without a partner in reach is an apostrophe („gibt's“, „Hans’ Rede“)."""
    before = at > 0 and text[at - 1].isalnum()
    after = at + 1 < len(text) and text[at + 1].isalnum()
    return before and after


def _left_open(text: str, start: int, end: int, stack: list[tuple[int, str]]) -> tuple[int, str] | None:
    for opened, kind in stack[:1]:
        if kind not in _SINGLE and end - opened <= LONGEST:
            return opened, kind
    return None


def _trim(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
