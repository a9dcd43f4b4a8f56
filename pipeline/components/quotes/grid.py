"""A Doc as plain lists of words, and what sentences and segments are; `sentences.py` and `segments.py` find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from spacy.strings import StringStore
from spacy.tokens import Doc

from pipeline.components.quotes.lexicon import FINITE_CLOSED, KONJUNKTIV_1, KONJUNKTIV_2, word_set

FINITE_TAGS = frozenset(("VVFIN", "VAFIN", "VMFIN", "VVIMP", "VAIMP"))
INFINITIVE_TAGS = frozenset(("VVINF", "VAINF", "VMINF"))
QUOTE_MARKS = word_set("„ “ ” ‟ \" » « '' `` ‚ ‘ ’ › ‹ ' ,,")
_MISTAKEN_TAGS = frozenset(("ADJD", "VVINF", "VVPP", "VVIMP", "NN", "ADV", "PRF", "PTKVZ"))  # what small taggers make of a rare „bleibe“
_KONJUNKTIV = KONJUNKTIV_1 | KONJUNKTIV_2
_NO_VERB_TOO = frozenset(["weise", "reiche", "bitte", "schade", "lehne", "trage"])
_MISTAGGED = {  # capitals at a sentence's front that small taggers take for nouns
    **dict.fromkeys(("Gegen", "Für", "Mit", "Nach", "Bei", "Aus", "Durch", "Ohne", "Seit", "Wegen", "Angesichts", "Gemäß"), "APPR"),
    **dict.fromkeys(("Offen", "Unklar", "Fraglich", "Ungewiss", "Strittig", "Umstritten", "Sinngemäß", "Wörtlich"), "ADJD"),
    **dict.fromkeys(
        ("Besorgt", "Zufrieden", "Kritisch", "Skeptisch", "Enttäuscht", "Erleichtert", "Empört", "Erfreut", "Überrascht"), "ADJD"
    ),
    **dict.fromkeys(("Zuversichtlich", "Optimistisch", "Verärgert", "Deutlich", "Ähnlich", "Positiv", "Zurückhaltend"), "ADJD"),
}
_BRACKET_COLON = "):"
LINKS = ("http://", "https://", "pic.twitter.com/", "www.")
ENDS = frozenset((".", "!", "?", "...", "…", "?!", "!!", "!!!"))
ORDINAL = re.compile(r"\d+(?:\.\d{3})*\.$")


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


@dataclass(slots=True)
class Grid:
    """The Doc's words as parallel lists; `finite[i]` says whether token i is a finite verb."""

    doc: Doc
    text: list[str]
    lower: list[str]
    tag: list[str]
    begin: list[int]
    stop: list[int]
    finite: list[bool]
    opaque: list[bool]
    sentences: list[Sentence] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)  # whether token i belongs to a person or body
    halts: list[bool] = field(default_factory=list)  # whether a sentence may end at token i
    source: str = ""  # the Doc's text
    is_source: Callable[[str], bool] = bool  # whether a noun is one that words come from

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Character span of tokens `start:end`."""
        return self.begin[start], self.stop[end - 1]


_Word = tuple[str, str, str, bool, bool]  # text, lower case, tag, finite, halts
_KNOWN_WORDS: dict[tuple[int, int], _Word] = {}  # by the hashes of text and tag, which are the same in every vocabulary
_MOST_WORDS = 30_000


def read_words(doc: Doc) -> Grid:
    """The Doc's words as lists; `lay_out` adds sentences and segments."""
    strings = doc.vocab.strings
    people = (strings["PER"], strings["ORG"])
    orths, tags, entities, blanks = doc.to_array(["ORTH", "TAG", "ENT_TYPE", "SPACY"]).T.tolist()  # Token objects would cost more
    words = [_KNOWN_WORDS.get(key) or _word(key, strings) for key in zip(orths, tags, strict=True)]
    text = [word[0] for word in words]
    begin, at = [], 0
    for word, blank in zip(text, blanks, strict=True):
        begin.append(at)
        at += len(word) + blank
    stop = [b + len(t) for b, t in zip(begin, text, strict=True)]
    grid = Grid(doc, text, [w[1] for w in words], [w[2] for w in words], begin, stop, [w[3] for w in words], [False] * len(text))
    grid.halts = [w[4] for w in words]
    grid.named = [entity in people for entity in entities]
    grid.source = "".join([t + " " if b else t for t, b in zip(text, blanks, strict=True)])
    for i in [i for i, word in enumerate(text) if word == _BRACKET_COLON]:  # „Anna Muster (SPD): …“, which tokenizers take for a smiley
        grid.text[i], grid.lower[i], grid.tag[i], grid.finite[i] = ":", ":", "$.", False
    return grid


def _word(key: tuple[int, int], strings: StringStore) -> _Word:
    text, tag = strings[key[0]], strings[key[1]]
    lower = text.lower()
    if tag in ("NN", "NE"):
        tag = _MISTAGGED.get(text, tag)
    halts = text in ENDS or ("\n" in text and text.isspace()) or text.startswith(LINKS) or ORDINAL.match(text) is not None
    word = (text, lower, tag, _is_finite(text, lower, tag), halts)
    if len(_KNOWN_WORDS) < _MOST_WORDS:
        _KNOWN_WORDS[key] = word
    return word


def token_ranges(grid: Grid, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Token ranges of character spans that are sorted by their start; (0, 0) where a span holds no token."""
    ranges, i, n = [], 0, len(grid.text)
    for start, end in spans:
        while i < n and grid.stop[i] <= start:
            i += 1
        j = i
        while j < n and grid.begin[j] < end:
            j += 1
        ranges.append((i, j) if j > i else (0, 0))
    return ranges


def _is_finite(word: str, lower: str, tag: str) -> bool:
    if tag in FINITE_TAGS:
        return True
    if tag in _MISTAKEN_TAGS and lower in _KONJUNKTIV and lower not in _NO_VERB_TOO and word[0].islower():
        return True
    return lower in FINITE_CLOSED and not tag.startswith(("N", "V")) and word[0].islower()
