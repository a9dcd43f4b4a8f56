"""Matches → candidate expressions. The conventions of extent are KRAUTS's (see docs/DATES.md), applied in one place for all rules:

- an article that stands alone belongs to the expression („der vergangenen Woche“), one fused with a preposition does not („im Mai“),
- what qualifies an amount belongs to it („knapp drei Wochen“, „mehr als 20 Jahren“) and gives its `mod`,
- prepositions do not, nor do the slots of a pattern whose name begins with `_`: they are context.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc

from pipeline.engine import Match
from pipeline.timex.context import Lexicon

ARTICLES = frozenset(["der", "die", "das", "dem", "den", "des"])
INDEFINITE = frozenset(["ein", "eine", "einen", "einem", "einer", "eines"])
TAKES_ARTICLE = "article"  # in a rule's `set`: false keeps the article out
_FEMININE = frozenset(("woche", "nacht", "früh"))
_NEUTER = ("jahr", "quartal", "wochenende", "frühjahr")
_GENITIVES = frozenset(("des", "der", "dieses", "dieser", "vom", "von"))
_PLURALS = ("jahre", "jahren", "tage", "tagen", "wochen", "monate", "monaten", "stunden", "minuten", "sekunden")
_NO_ARTICLES = frozenset(("PRELS", "PDS"))  # „Platter, der zur Zeit den Vorsitz hat“


@dataclass(slots=True)
class Candidate:
    """One match as a possible expression: tokens `start:end`, slots as text."""

    rule_id: str
    norm: str
    start: int
    end: int
    priority: int
    slots: dict[str, str] = field(default_factory=dict)
    attrs: dict[str, Any] = field(default_factory=dict)
    mod: str | None = None

    @property
    def strength(self) -> tuple[int, int, int]:
        """Sort key: the strongest candidate first."""
        return (-self.priority, self.start - self.end, self.start)


def blanks(doc: Doc) -> tuple[set[int], list[int]]:
    """The tokens that are double spaces, which the tokenizer makes tokens of their own, and those that are line breaks, in text order."""
    spaces = doc.to_array("IS_SPACE").nonzero()[0].tolist() if len(doc) else []
    breaks = [i for i in spaces if "\n" in doc[i].text]
    return set(spaces).difference(breaks), breaks


def candidate_of(doc: Doc, match: Match, lexicon: Lexicon) -> Candidate | None:
    """The candidate of a match, None where nothing but context is left of it."""
    norm = str(match.attrs.get("norm", "nothing"))
    context = [False] * (match.end - match.start)
    slots: dict[str, str] = {}
    for name, (a, b) in match.slots.items():
        if norm != "nothing":
            slots[name.lstrip("_")] = doc[a].text if b - a == 1 else doc[a:b].text
        if name.startswith("_"):
            context[a - match.start : b - match.start] = [True] * (b - a)
    if all(context):
        return None
    start = match.start + context.index(False)
    end = match.end - context[::-1].index(False)
    while start < end - 1 and doc[start].is_space:
        start += 1
    while start < end - 1 and doc[end - 1].is_space:
        end -= 1
    found = Candidate(match.rule_id, norm, start, end, match.priority, slots, match.attrs)
    if norm != "nothing":
        _take_qualifiers(doc, found, lexicon)
        _take_article(doc, found, lexicon)
    return found


def _belongs_to_another(doc: Doc, article: str, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether the article is that of a later noun: „den ein Jahr älteren Gegner“, „die Mitte Juli erzielte Einigung“, „das 50 Jahre alte
    Haus“."""
    first, last = doc[candidate.start].lower_, doc[candidate.end - 1].lower_
    if candidate.slots.get("modifier", "").lower() == first and candidate.end - candidate.start == 2:
        return not _agrees(article, first, last)
    if first in INDEFINITE and (first == "ein" or (candidate.end < len(doc) and doc[candidate.end].tag_ == "ADJA")):
        return True
    if first in lexicon.phases and candidate.end - candidate.start > 1:
        return doc[candidate.start + 1].lower_ not in _GENITIVES
    plural = candidate.norm == "duration" and last.endswith(_PLURALS)
    return plural and (article in ("das", "dem") or (article == "den" and not last.endswith("n")))


def _agrees(article: str, adjective: str, noun: str) -> bool:
    """Whether article, adjective and noun can go together: no relative pronoun does („…, der kommende Woche spielt“)."""
    ending = next((e for e in ("en", "em", "er", "es", "e") if adjective.endswith(e)), "")
    feminine, neuter = noun in _FEMININE, noun.startswith(_NEUTER)
    if ending == "e":
        return article == ("die" if feminine else "das" if neuter else "der")
    if ending == "en":
        return article == "der" if feminine else article in ("dem", "des") or (article == "den" and not neuter)
    return ending == ""


def _take_article(doc: Doc, candidate: Candidate, lexicon: Lexicon) -> None:
    if candidate.start == 0 or candidate.attrs.get(TAKES_ARTICLE) is False:
        return
    before = doc[candidate.start - 1]
    if before.tag_ in _NO_ARTICLES or _belongs_to_another(doc, before.lower_, candidate, lexicon):
        return
    if before.lower_ in ARTICLES and not (candidate.attrs.get(TAKES_ARTICLE) == "not_den" and before.lower_ == "den"):
        candidate.start -= 1


def _take_qualifiers(doc: Doc, candidate: Candidate, lexicon: Lexicon) -> None:
    """„knapp“, „rund“, „mehr als“, „nicht einmal“ in front of an amount."""
    if not candidate.attrs.get("qualified"):
        return
    while candidate.start > 0:
        for width in (2, 1):
            if candidate.start < width:
                continue
            words = " ".join(t.lower_ for t in doc[candidate.start - width : candidate.start])
            if words in lexicon.approximators:
                candidate.start -= width
                candidate.mod = lexicon.approximators[words] or candidate.mod
                break
        else:
            return


def clusters(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """Groups of candidates that overlap, in text order; within a group the strongest first."""
    group: list[Candidate] = []
    end = -1
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if group and candidate.start >= end:
            yield sorted(group, key=lambda c: c.strength)
            group = []
            end = -1
        group.append(candidate)
        end = max(end, candidate.end)
    if group:
        yield sorted(group, key=lambda c: c.strength)
