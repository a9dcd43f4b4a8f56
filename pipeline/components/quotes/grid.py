"""A Doc as plain lists: words, outer sentences and their segments (what stands between commas, colons, dashes, brackets).

Sentence bounds come from punctuation and line breaks, with the parser's opinion only where „3.“ could be either: a small parser splits
sentences wrongly too often for spans that must end where the sentence ends. A marked quotation is one opaque block here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from spacy.strings import StringStore
from spacy.tokens import Doc

from pipeline.components.quotes.lexicon import (
    AMBIGUOUS_SUBORDINATORS,
    COORDINATORS,
    FINITE_CLOSED,
    KONJUNKTIV_1,
    KONJUNKTIV_2,
    MODAL,
    RELATIVES,
    SUBORDINATORS,
    word_set,
)

MAX_BLOCKS = 20  # marked quotations in one sentence, for the same reason
MAX_SENTENCE = 300  # tokens; longer ones are cut, so that work per sentence stays bounded
FINITE_TAGS = frozenset(("VVFIN", "VAFIN", "VMFIN", "VVIMP", "VAIMP"))
INFINITIVE_TAGS = frozenset(("VVINF", "VAINF", "VMINF"))
QUOTE_MARKS = word_set("„ “ ” ‟ \" » « '' `` ‚ ‘ ’ › ‹ ' ,,")
_MISTAKEN_TAGS = frozenset(("ADJD", "VVINF", "VVPP", "VVIMP", "NN", "ADV", "PRF", "PTKVZ"))  # what small taggers make of a rare „bleibe“
_KONJUNKTIV = KONJUNKTIV_1 | KONJUNKTIV_2
_NO_VERB_TOO = frozenset(["weise", "reiche", "bitte", "schade", "lehne", "trage"])
_SEPARATORS = word_set(", ; : ( ) – — - --")
_DASS = frozenset(("dass", "daß"))
_STOPS = _SEPARATORS | _DASS
_LINKS = ("http://", "https://", "pic.twitter.com/", "www.")
_ENDS = frozenset((".", "!", "?", "...", "…", "?!", "!!", "!!!"))
_ORDINAL = re.compile(r"\d+(?:\.\d{3})*\.$")
_ZU_INSIDE = re.compile(  # „abzulehnen“, „beizutreten“, „zuzugehen“: separable prefix, zu, stem
    r"(?:[a-zäöü]*(?:ab|an|auf|aus|bei|dar|ein|entgegen|fern|fest|fort|frei|her|hervor|hin|hinzu|los|mit|nach|nieder|statt|teil|um|unter|vor"
    r"|voran|voraus|vorbei|weg|weiter|wieder|zu|zurecht|zurück|zusammen|durch|bereit|sicher|klar|gut|still|bekannt))zu[a-zäöüß]+e?n$"
)
_NEVER_COUNTED = frozenset(("ART", "PPER", "PDS", "PDAT", "PPOSAT", "PIAT", "APPR", "APPRART", "KOUS", "PAV", "PROAV"))  # behind „3.“
_PREPOSITION_TAGS = frozenset(("APPR", "APPRART", "APZR"))


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
_MOST_WORDS = 200_000


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
    return grid


def _word(key: tuple[int, int], strings: StringStore) -> _Word:
    text, tag = strings[key[0]], strings[key[1]]
    lower = text.lower()
    halts = text in _ENDS or ("\n" in text and text.isspace()) or text.startswith(_LINKS) or _ORDINAL.match(text) is not None
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


def lay_out(grid: Grid, blocks: list[tuple[int, int]]) -> None:
    """Divide the words into sentences and segments; `blocks`: token ranges of whole direct quotations, sorted and apart from each other."""
    for start, end in blocks:
        grid.opaque[start:end] = [True] * (end - start)
    grid.sentences = _sentences(grid, blocks)
    for sentence in grid.sentences:
        sentence.segments = segments_of(grid, sentence.start, sentence.last)


def _is_finite(word: str, lower: str, tag: str) -> bool:
    if tag in FINITE_TAGS:
        return True
    if tag in _MISTAKEN_TAGS and lower in _KONJUNKTIV and lower not in _NO_VERB_TOO and word[0].islower():
        return True
    return lower in FINITE_CLOSED and not tag.startswith(("N", "V")) and word[0].islower()


def _sentences(grid: Grid, blocks: list[tuple[int, int]]) -> list[Sentence]:
    sentences: list[Sentence] = []
    n, start, i, paragraph = len(grid.text), 0, 0, 0
    after = dict(blocks)
    inside: list[tuple[int, int]] = []

    def close(end: int) -> None:
        nonlocal start, inside
        first = start
        while first < end and grid.text[first].isspace():
            first += 1
        first = _behind_dateline(grid, first, end)
        if first < end:
            last = end
            while last > first and (grid.text[last - 1].isspace() or (grid.text[last - 1] in _ENDS and not grid.opaque[last - 1])):
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
        if not grid.halts[i]:
            i += 1
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
        if word.startswith(_LINKS) and i - start > 1:  # a pasted message ends with its link and hashtags
            while i + 1 < n and grid.text[i] == "#" and i not in after and i + 1 not in after:
                i += 2
            if i < n and grid.text[i][0].isupper():
                close(i)
                continue
        if (
            (word in _ENDS and (i < 2 or grid.text[i - 2] not in ("[", "(")) and _new_sentence_at(grid, i))
            or (_ORDINAL.match(word) and _ends_with_number(grid, i))
            or i - start >= MAX_SENTENCE
        ):
            while i < n and grid.text[i] in ("“", "”", ")", "«", "''") and grid.stop[i - 1] == grid.begin[i] and not grid.opaque[i]:
                i += 1
            close(i)
    close(n)
    return sentences


def _behind_dateline(grid: Grid, first: int, end: int) -> int:
    """„Wien/Graz – Der Fluss …“: the sentence begins behind the place."""
    for i in range(first + 1, min(first + 5, end - 1)):
        if grid.text[i] in ("–", "-", "—"):
            return i + 1 if grid.text[i + 1][0].isupper() else first
        if not (grid.text[i] == "/" or grid.tag[i] == "NE"):
            return first
        if grid.tag[first] not in ("NE", "NN"):
            return first
    return first


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
    return inner_end in _ENDS and (following[0].isupper() or following in QUOTE_MARKS)


def segments_of(grid: Grid, start: int, end: int) -> list[Segment]:
    """The segments of tokens `start:end`, classified by their first word and the place of their finite verb."""
    segments: list[Segment] = []
    at, before = start, ""
    for i in range(start, end + 1):
        if i < end and grid.text[i] not in _STOPS:
            continue
        if i < end and grid.text[i] in _DASS:
            if i > at and _comma_missing(grid, i):
                segments.append(_classify(grid, Segment(at, i, before)))
                at, before = i, ","
        elif i == end or not grid.opaque[i]:
            if i > at:
                segments.append(_classify(grid, Segment(at, i, before)))
            if i < end:
                before = grid.text[i]
            at = i + 1
    _mark_rests(grid, segments)
    return segments


def _comma_missing(grid: Grid, i: int) -> bool:
    """„Er hoffte dass …“: right behind a verb or its prefix a comma was forgotten."""
    return not grid.opaque[i] and (grid.tag[i - 1] in ("VVFIN", "VVPP", "PTKVZ") or grid.finite[i - 1])


def _mark_rests(grid: Grid, segments: list[Segment]) -> None:
    """„Falls das Band, das sie fanden, echt ist, …“: what follows the relative clause belongs to the subordinate clause."""
    open_clause = False
    for segment in segments:
        if segment.kind == "sub":
            open_clause = not segment.finite
        elif segment.kind == "bare" and segment.first >= 0 and grid.tag[segment.first] == "PRELS":
            open_clause = True  # „den man für 20 Euro (rund 22 Franken) anbietet“
        elif segment.before == "(":
            continue
        elif open_clause and segment.kind == "main" and segment.finite and segment.finite[-1] >= segment.end - 1:
            segment.kind = "rest"
            open_clause = False
        elif segment.kind != "rel":
            open_clause = False


def _classify(grid: Grid, segment: Segment) -> Segment:
    words = [
        i
        for i in range(segment.start, segment.end)
        if not grid.opaque[i] and grid.text[i] not in QUOTE_MARKS and not grid.text[i].isspace()
    ]
    if words and grid.lower[words[0]] in COORDINATORS and len(words) > 1:
        segment.coordinator = grid.lower[words[0]]
        words = words[1:]
    if not words:
        return segment
    segment.first = words[0]
    segment.finite = _finite_of(grid, words)
    segment.kind = _kind(grid, words, segment.finite, segment.before in (",", "–", "-", "(", ")"))
    return segment


def _finite_of(grid: Grid, words: list[int]) -> list[int]:
    """The finite verbs; „haben“ behind a participle and a modal („sollen … gekannt haben“) is an infinitive whatever the tagger says."""
    finite = [i for i in words if grid.finite[i]]
    if not finite and grid.lower[words[0]] not in ("um", "ohne"):
        for i in words[1:-1]:  # „Die beiden werden beschuldigt“, tagged as an infinitive
            if grid.tag[i] == "VAINF" and grid.lower[i] in FINITE_CLOSED and grid.tag[words[-1]] in ("VVPP", "VVINF"):
                grid.finite[i] = True
                return [i]
    if (
        len(finite) > 1
        and finite[-1] == words[-1]
        and grid.lower[finite[-1]] in ("haben", "sein", "werden")
        and grid.lower[finite[0]] in MODAL
    ):
        finite.pop()
    if (
        len(finite) == 1
        and len(words) > 3
        and grid.lower[words[-2]] == "zu"
        and finite[0] == words[-3]
        and grid.lower[finite[0]][-1] == "n"
    ):
        finite.pop()  # „im Mai Mitglied werden zu können“
    return finite


def _kind(grid: Grid, words: list[int], finite: list[int], behind: bool) -> str:
    """The kind of clause; `behind`: something stands in front of it that a relative clause could refer to."""
    first = grid.lower[words[0]]
    tag = grid.tag[words[0]]
    if (
        tag == "ADV"
        and len(words) > 3
        and finite
        and words[-1] == finite[-1]
        and grid.lower[words[1]] in ("wenn", "als", "nachdem", "bevor")
    ):
        return "sub"  # „selbst wenn“, „erst als“
    if first in SUBORDINATORS and first not in ("sowie", "ehe"):
        return "sub"
    if not finite:
        if _has_zu_infinitive(grid, words):
            return "inf"
        lost = behind and tag == "PRELS" and grid.tag[words[-1]] in ("VVPP", "VVINF") and len(words) > 2
        return "rel" if lost else "bare"  # a relative clause whose verb was taken for a participle
    position = words.index(finite[0])
    final = words[-1] == finite[-1] or (len(words) - words.index(finite[-1]) <= 3 and position > 2)
    if position == 0:
        return "v1"
    second = grid.lower[words[1]] if len(words) > 1 else ""
    if behind and _is_relative(grid, words, finite, first, second, final):
        return "rel"
    if first in AMBIGUOUS_SUBORDINATORS and final and position > 1 and tag in ("KOUS", "KOKOM", "PWAV", "ADV", "APPR", "KOUI", ""):
        return "sub"
    if tag in ("PWS", "PWAV", "PWAT") and final and position > 1:
        return "sub"
    return "main"


def _is_relative(grid: Grid, words: list[int], finite: list[int], first: str, second: str, final: bool) -> bool:
    """A relative pronoun in front, with its preposition or without, and the verb at the end."""
    tag, last = grid.tag[words[0]], words[-1] == finite[-1]
    if tag == "PRELS" and words.index(finite[0]) > 1:
        return True
    if first in RELATIVES and tag in ("PRELS", "PRELAT", "PDS", "ART", "PWAT", ""):
        return last if tag in ("ART", "PDS") else final
    return tag in _PREPOSITION_TAGS and second in RELATIVES and final and (last or grid.tag[words[1]] in ("PRELS", "PRELAT"))


def ends_in_zu(grid: Grid, words: range) -> bool:
    """Whether the words end with an infinitive with zu („… zu kündigen“, „… abzulehnen“)."""
    last = words[-1]
    return grid.tag[last] == "VVIZU" or bool(_ZU_INSIDE.match(grid.text[last])) or (last > words[0] and grid.lower[last - 1] == "zu")


def _has_zu_infinitive(grid: Grid, words: list[int]) -> bool:
    for i in words[-8:]:
        if grid.tag[i] == "VVIZU" or _ZU_INSIDE.match(grid.text[i]):
            return True
        if grid.lower[i] == "zu" and (
            grid.tag[i] == "PTKZU" or (i < words[-1] and grid.text[i + 1][0].islower() and grid.lower[i + 1][-1] == "n")
        ):
            return True
    return False
