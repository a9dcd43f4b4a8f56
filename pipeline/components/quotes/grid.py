"""A Doc as plain lists of words, and what sentences and segments are; `words.py` reads the words, `sentences.py` and `segments.py` find the
sentences and segments."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from pipeline.components.quotes.lexicon import word_set

FINITE_TAGS = frozenset(("VVFIN", "VAFIN", "VMFIN", "VVIMP", "VAIMP"))
INFINITIVE_TAGS = frozenset(("VVINF", "VAINF", "VMINF"))
QUOTE_MARKS = word_set("„ “ ” ‟ \" » « '' `` ‚ ‘ ’ › ‹ ' ,,")
LINKS = ("http://", "https://", "pic.twitter.com/", "www.")
ENDS = frozenset((".", "!", "?", "...", "…", "?!", "!!", "!!!"))
ORDINAL = re.compile(r"\d+(?:\.\d{3})*\.$")

# What a word may be by itself, as bits of one number that `words.py` sets; a rule that needs such a word first asks its sentence's `roles`.
FINITE, HALTS, PARTS, SILENT, CUE, OPENER, HEARSAY = (1 << bit for bit in range(7))


@dataclass(slots=True)
class Segment:
    """Tokens `start:end` between separators; `before` is the separator in front of them."""

    start: int
    end: int
    before: str
    kind: str = "bare"  # main | v1 | sub | rest (of a sub) | rel | inf | bare
    first: int = -1  # first word after a coordinator or mark
    finite: list[int] = field(default_factory=list)
    coordinator: str = ""


@dataclass(slots=True)
class Sentence:
    """Tokens `start:end` with the final punctuation; `last` is the end without it. `blocks`: opaque direct quotations as token ranges."""

    start: int
    end: int
    last: int
    paragraph: int
    blocks: list[tuple[int, int]] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    roles: int = 0  # of all its words together, those in blocks too


@dataclass(slots=True)
class Grid:
    """The Doc's words as parallel lists; see its fields."""

    doc: Doc
    text: list[str]
    lower: list[str]
    tag: list[str]
    begin: list[int]
    stop: list[int]
    finite: list[bool]  # whether token i is a finite verb, and so below
    opaque: list[bool]  # stands in a whole direct quotation
    silent: bytearray  # 1: is a mark, a blank or opaque, so no word of its segment
    roles: bytes  # what token i may be: FINITE | HALTS | …
    named: list[bool]  # belongs to a person or body
    person: list[bool]  # belongs to a person, says the model
    source: str  # the Doc's text
    halts: list[int]  # the tokens that a sentence may end at
    parts: list[int]  # the tokens that may stand between segments
    cues: list[int]  # the tokens that may be cue verbs
    sentences: list[Sentence] = field(default_factory=list)
    is_source: Callable[[str], bool] = bool  # whether a noun is one that words come from

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Character span of tokens `start:end`."""
        return self.begin[start], self.stop[end - 1]


def between(tokens: list[int], start: int, end: int) -> list[int]:
    """Those of the sorted `tokens` that lie in `start:end`."""
    first = bisect_left(tokens, start)
    return tokens[first : bisect_left(tokens, end, first)]


def token_ranges(grid: Grid, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Token ranges of character spans; (0, 0) where a span holds no token."""
    ranges = [(bisect_right(grid.stop, start), bisect_left(grid.begin, end)) for start, end in spans]
    return [(first, behind) if behind > first else (0, 0) for first, behind in ranges]
