"""Segments of a sentence (what stands between commas, colons, dashes, brackets), each with its kind of clause."""

from __future__ import annotations

import re

from pipeline.components.quotes.grid import Grid, Segment, between
from pipeline.components.quotes.lexicon import (
    AMBIGUOUS_SUBORDINATORS,
    COORDINATORS,
    FINITE_CLOSED,
    MODAL,
    RELATIVES,
    SUBORDINATORS,
    word_set,
)

_SEPARATORS = word_set(", ; : ( ) – — - --")
_DASS = frozenset(("dass", "daß"))
_DASS_LIKE = frozenset(("dass", "daß", "ob", "weil"))
STOPS = _SEPARATORS | _DASS
_ZU_INSIDE = re.compile(  # „abzulehnen“, „beizutreten“, „zuzugehen“: separable prefix, zu, stem
    r"(?:[a-zäöü]*(?:ab|an|auf|aus|bei|dar|ein|entgegen|fern|fest|fort|frei|her|hervor|hin|hinzu|los|mit|nach|nieder|statt|teil|um|unter|vor"
    r"|voran|voraus|vorbei|weg|weiter|wieder|zu|zurecht|zurück|zusammen|durch|bereit|sicher|klar|gut|still|bekannt))zu[a-zäöüß]+e?n$"
)
_PREPOSITION_TAGS = frozenset(("APPR", "APPRART", "APZR"))


def segments_of(grid: Grid, start: int, end: int) -> list[Segment]:
    """The segments of tokens `start:end`, classified by their first word and the place of their finite verb."""
    segments: list[Segment] = []
    at, before = start, ""
    for i in [*between(grid.parts, start, end), end]:
        if i < end and grid.lower[i] in _DASS:
            if i > at and grid.text[i] in _DASS and _comma_missing(grid, i):
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
    start, end = segment.start, segment.end
    words = list(range(start, end))
    if grid.silent.find(1, start, end) >= 0:
        words = [i for i in words if not grid.silent[i]]
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
    if len(finite) > 1 and grid.tag[words[0]] == "ART" and grid.tag[words[1]] in _PREPOSITION_TAGS and grid.tag[finite[0] + 1] == "NN":
        grid.finite[finite[0]] = False  # „Der von der Zeitung zitierte Experte sagte“
        grid.tag[finite.pop(0)] = "ADJA"
    if not finite and grid.lower[words[0]] not in ("um", "ohne"):
        for i in words[1:-1]:  # „Die beiden werden beschuldigt“, tagged as an infinitive
            if grid.tag[i] == "VAINF" and grid.lower[i] in FINITE_CLOSED and grid.tag[words[-1]] in ("VVPP", "VVINF"):
                grid.finite[i] = True
                return [i]
    if not finite and grid.lower[words[0]] in _DASS_LIKE and grid.tag[words[-1]] == "VVINF" and len(words) > 2:
        grid.finite[words[-1]] = True  # „dass alle gehen“
        return [words[-1]]
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
        if grid.tag[i] == "VVIZU" or ("zu" in grid.text[i] and _ZU_INSIDE.match(grid.text[i])):
            return True
        if grid.lower[i] == "zu" and (
            grid.tag[i] == "PTKZU" or (i < words[-1] and grid.text[i + 1][0].islower() and grid.lower[i + 1][-1] == "n")
        ):
            return True
    return False
