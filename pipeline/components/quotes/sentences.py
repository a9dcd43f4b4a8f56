"""Outer sentences of a Doc, a marked quotation being one opaque block of its sentence.

Bounds come from punctuation and line breaks, with the parser's opinion only where „3.“ could be either: a small parser splits sentences
wrongly too often for spans that must end where the sentence ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import reduce
from operator import or_

from pipeline.components.quotes.grid import ENDS, HALTS, LINKS, ORDINAL, QUOTE_MARKS, Grid, Sentence
from pipeline.components.quotes.segments import segments_of

MAX_SENTENCE = 300  # tokens; longer ones are cut, so that work per sentence stays bounded
MAX_BLOCKS = 20  # marked quotations in one sentence, for the same reason
LONGEST_DATELINE = 14  # tokens in front of the dash of „Wien/Graz, 5. Mai (APA) –“
_DASHES = ("–", "-", "—", "--")
_DATELINE_MARKS = frozenset(("(", *_DASHES))
_PLACE_WORDS = frozenset(("Den", "New", "San", "Los", "Bad", "Sankt", "St.", "am", "an", "Main", "Oder"))
_AGENCIES = frozenset(("dpa", "apa", "afp", "ap", "reuters", "rtr", "sda", "epd", "kna", "ddp", "dapd", "sid", "dts", "tmn", "awp", "ansa"))
_PARTS = re.compile(r"[/\-+,.]")
_NEVER_COUNTED = frozenset(("ART", "PPER", "PDS", "PDAT", "PPOSAT", "PIAT", "APPR", "APPRART", "KOUS", "PAV", "PROAV"))  # behind „3.“


def lay_out(grid: Grid, blocks: list[tuple[int, int]]) -> None:
    """Divide the words into sentences and segments; `blocks`: token ranges of whole direct quotations, sorted and apart from each other."""
    for start, end in blocks:
        grid.opaque[start:end] = [True] * (end - start)
        grid.silent[start:end] = b"\1" * (end - start)
    grid.sentences = _sentences(grid, blocks)
    for sentence in grid.sentences:
        sentence.roles = reduce(or_, set(grid.roles[sentence.start : sentence.end]))
        sentence.segments = segments_of(grid, sentence.start, sentence.last)


def _sentences(grid: Grid, blocks: list[tuple[int, int]]) -> list[Sentence]:
    sentences: list[Sentence] = []
    n, start, i, paragraph = len(grid.text), 0, 0, 0
    after = dict(blocks)
    stops = sorted({*grid.halts, *after, n})  # what lies between them only adds to the sentence's length
    inside: list[tuple[int, int]] = []

    def close(end: int) -> None:
        nonlocal start, inside
        first = start
        while first < end and grid.text[first].isspace():
            first += 1
        first = _behind_dateline(grid, first, end)
        if first < end:
            last = end
            while last > first and (grid.text[last - 1].isspace() or (grid.text[last - 1] in ENDS and not grid.opaque[last - 1])):
                last -= 1
            if last > first:
                sentences.append(Sentence(first, end, last, paragraph, inside))
        start, inside = end, []

    while i < n:
        if i in after:
            block = (i, after[i])
            inside.append(block)
            i = block[1]
            if _ends_after_block(grid, block) or len(inside) >= MAX_BLOCKS:
                close(i)
            continue
        if not grid.roles[i] & HALTS:
            i = min(stops[bisect_left(stops, i)], max(start + MAX_SENTENCE, i + 1))
            if i - start >= MAX_SENTENCE:
                close(i)
            continue
        word = grid.text[i]
        if word.isspace():
            close(i)
            paragraph += 1
            i += 1
            start = i
            continue
        i += 1
        if word.startswith(LINKS) and i - start > 1:  # a pasted message ends with its link and hashtags
            while i + 1 < n and grid.text[i] == "#" and i not in after and i + 1 not in after:
                i += 2
            if i < n and grid.text[i][0].isupper():
                close(i)
                continue
        if (
            (word in ENDS and (i < 2 or grid.text[i - 2] not in ("[", "(")) and _new_sentence_at(grid, i))
            or (ORDINAL.match(word) and _ends_with_number(grid, i))
            or i - start >= MAX_SENTENCE
        ):
            while i < n and grid.text[i] in ("“", "”", ")", "«", "''") and grid.stop[i - 1] == grid.begin[i] and not grid.opaque[i]:
                i += 1
            close(i)
    close(n)
    return sentences


def _behind_dateline(grid: Grid, first: int, end: int) -> int:
    """„Wien/Den Haag – Der Fluss …“, „BERLIN (dpa) – Der Fluss …“: the sentence begins behind place and agency."""
    if first >= end or not grid.text[first][0].isupper() or grid.opaque[first] or grid.person[first]:
        return first
    if _DATELINE_MARKS.isdisjoint(grid.text[first + 1 : min(first + LONGEST_DATELINE, end - 1)]):
        return first
    places = grid.tag[first] in ("NE", "NN") or grid.text[first] in _PLACE_WORDS
    for i in range(first + 1, min(first + LONGEST_DATELINE, end - 1)):
        word = grid.text[i]
        if word == "(":
            closing = next((k for k in range(i + 2, min(i + 9, end - 1)) if grid.text[k] == ")"), None)
            if closing is None or not any(set(_PARTS.split(grid.lower[k])) & _AGENCIES for k in range(i + 1, closing)):
                return first
            behind = closing + 2 if grid.text[closing + 1] in _DASHES else closing + 1
            return behind if behind < end and _begins(grid, behind) else first
        if word in _DASHES:
            return i + 1 if places and i - first <= 8 and _begins(grid, i + 1) else first
        if grid.finite[i] or grid.opaque[i] or grid.person[i]:
            return first
        second = grid.tag[i] == "NN" and (grid.text[i - 1] in _PLACE_WORDS or grid.text[i - 1] == "/")
        places = places and (grid.tag[i] == "NE" or word == "/" or word in _PLACE_WORDS or second)
    return first


def _begins(grid: Grid, i: int) -> bool:
    return grid.text[i][0].isupper() or grid.text[i] in QUOTE_MARKS


def _next_word(grid: Grid, i: int) -> int:
    while i < len(grid.text) and (grid.text[i] in QUOTE_MARKS or grid.text[i] == ")") and not grid.text[i].isspace():
        i += 1
    return i


def _new_sentence_at(grid: Grid, i: int) -> bool:
    """Whether a sentence can begin at token i, after a full stop."""
    j = _next_word(grid, i)
    if j >= len(grid.text) or grid.text[j].isspace():
        return True
    word = grid.text[j]
    if word[0].islower() and word[1:2].isupper() and grid.text[i - 1] == ".":
        return True  # „eBay“, „iPhone“
    return not word[0].islower() and word not in (",", ";", ":") and not (grid.text[i - 1] in ("...", "…") and grid.text[j] in ("–", "-"))


def _ends_with_number(grid: Grid, i: int) -> bool:
    """„… im Jahr 2005. Danach“: a number of four digits, one in front of a word that no ordinal goes with („Modell 3. Ein“), or one
    where the parser too begins a sentence."""
    if i >= len(grid.text) or grid.text[i].isspace():
        return True
    if not grid.text[i][0].isupper():
        return False
    if len(grid.text[i - 1]) > 3 or grid.tag[i] in _NEVER_COUNTED:
        return True
    return bool(grid.doc[i].is_sent_start) and grid.tag[i][:1] != "N"


def _ends_after_block(grid: Grid, block: tuple[int, int]) -> bool:
    """Whether the outer sentence ends with a marked quotation: it ends with a full stop inside, and no „, sagte …“ goes on."""
    start, end = block
    if end >= len(grid.text) or grid.text[end].isspace():
        return False
    inner_end = next((grid.text[k] for k in range(end - 1, start, -1) if grid.text[k] not in QUOTE_MARKS), "")
    following = grid.text[end]
    return inner_end in ENDS and (following[0].isupper() or following in QUOTE_MARKS)
