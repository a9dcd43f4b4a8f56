"""Which stretches of a Doc can hold a match at all: so that a pack with many token patterns costs little where nothing of it occurs.

Every token pattern has entries that must be there. The most telling of them (a word of a list, a figure) becomes the pattern's trigger; a
stretch is as wide around a trigger as the pattern can reach. Derived from the patterns alone, so a new rule needs nothing: a pattern without
a telling entry makes the whole Doc one stretch, slower but never blind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.engine import MAX_TOKEN_CHARS, resolved_patterns
from pipeline.rulepack import Rule, TermList

# Too frequent to be telling: a pattern is triggered by one of these only if it has nothing else.
FUNCTION_WORDS = frozenset(
    ["der", "die", "das", "dem", "den", "des", "ein", "eine", "einem", "einen", "einer", "eines", "am", "im", "an", "in", "auf", "zu", "zum", "zur", "von", "vom", "bei", "bis", "ab", "seit", "vor", "nach", "um", "und", "oder", "sowie", "für", "mit", "als", "aus", "über", "unter", "gegen", "er", "sie", "es", "ist", "war", "hat", "wird", "sich", "nicht", "auch", "so", "noch", "nur", "wie", "dass", "daß", ",", ".", "-", "–", "—", "/", "(", ")", ":", ";"]
)
_OPEN_REACH = 6  # how far an entry with an open-ended repeat is followed
_TEXT = ("LOWER", "ORTH", "TEXT")
_REPEAT = re.compile(r"\{(\d*)(?:,(\d*))?\}")


@dataclass(slots=True)
class _Trigger:
    left: int
    right: int
    words: frozenset[str] = frozenset()  # lower-case
    test: Callable[[str], bool] | None = None  # on the token's text


@dataclass(slots=True)
class Prefilter:
    """The triggers of some token rules. `windows(doc)` is what `RuleEngine.matches(doc, within=…)` takes."""

    everywhere: bool = False
    _triggers: list[_Trigger] = field(default_factory=list)
    _reach: dict[int, tuple[int, int] | None] = field(default_factory=dict)  # lexeme (its exact form) -> reach, None: no trigger

    def windows(self, doc: Doc) -> list[tuple[int, int]] | None:
        """Token ranges in text order that do not overlap, None for the whole Doc."""
        if self.everywhere:
            return None
        reach, vocab = self._reach, doc.vocab
        found: list[tuple[int, int]] = []
        for i, orth in enumerate(doc.to_array("ORTH").tolist()):
            near = reach.get(orth, 0)
            if near == 0:
                near = reach[orth] = self._look_up(vocab, orth)
            if near is None:
                continue
            left, right = near  # type: ignore[misc]
            start, end = max(i - left, 0), min(i + right + 1, len(doc))
            if found and start <= found[-1][1]:
                found[-1] = (min(start, found[-1][0]), max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    def _look_up(self, vocab: Vocab, orth: int) -> tuple[int, int] | None:
        text = vocab.strings[orth]
        if len(text) > MAX_TOKEN_CHARS:
            return None
        lower = text.lower()
        hits = [t for t in self._triggers if lower in t.words or (t.test is not None and t.test(text))]
        return (max(t.left for t in hits), max(t.right for t in hits)) if hits else None


def build_prefilter(rules: Iterable[Rule], lists: dict[str, TermList]) -> Prefilter:
    """The prefilter for the token rules among `rules`; rules of other engines make it let everything through."""
    prefilter = Prefilter()
    for rule in rules:
        if rule.engine == "component":
            continue
        if rule.engine != "token":
            prefilter.everywhere = True
            continue
        for pattern in resolved_patterns(rule, lists):
            trigger = _trigger_of(pattern)
            if trigger is None:
                prefilter.everywhere = True
            else:
                prefilter._triggers.append(trigger)
    prefilter._triggers = _merged(prefilter._triggers)
    return prefilter


def _trigger_of(pattern: list[dict[str, Any]]) -> _Trigger | None:
    best: tuple[int, int, _Trigger] | None = None
    for at, entry in enumerate(pattern):
        if _least(entry.get("OP")) < 1:
            continue
        words, test = _lexical(entry)
        if words is None and test is None:
            continue
        telling = 0 if words is None else -1 if words & FUNCTION_WORDS else 1
        left, right = sum(_most(e.get("OP")) for e in pattern[:at]), sum(_most(e.get("OP")) for e in pattern[at:]) - 1
        if best is None or (telling, at) > best[:2]:
            best = (telling, at, _Trigger(left, right, words or frozenset(), test))
    return best[2] if best else None


def _least(repeat: str | None) -> int:
    match = _REPEAT.fullmatch(repeat or "")
    if match:
        return int(match[1] or 0)
    return 0 if repeat in ("?", "*", "!") else 1


def _most(repeat: str | None) -> int:
    match = _REPEAT.fullmatch(repeat or "")
    if match:
        return int(match[2]) if match[2] else int(match[1]) if match[2] is None and match[1] else _OPEN_REACH
    return _OPEN_REACH if repeat in ("*", "+") else 1


def _lexical(entry: dict[str, Any]) -> tuple[frozenset[str] | None, Callable[[str], bool] | None]:
    """What the entry says about the word itself: a set of words, or a test; (None, None) where it says nothing."""
    for attribute in _TEXT:
        value = entry.get(attribute)
        if isinstance(value, str):
            return frozenset({value.lower()}), None
        if isinstance(value, dict):
            if isinstance(value.get("IN"), list):
                return frozenset(v.lower() for v in value["IN"]), None
            if isinstance(value.get("REGEX"), str):
                search = re.compile(value["REGEX"]).search
                if attribute == "LOWER":
                    return None, lambda text, search=search: bool(search(text.lower()))
                return None, lambda text, search=search: bool(search(text))
    if entry.get("IS_DIGIT") is True:
        return None, str.isdigit
    return None, None


def _merged(triggers: list[_Trigger]) -> list[_Trigger]:
    """One trigger for equal word sets, with the longest reach: fewer look-ups for each new word."""
    by_words: dict[frozenset[str], _Trigger] = {}
    others = []
    for t in triggers:
        if t.test is not None:
            others.append(t)
            continue
        known = by_words.setdefault(t.words, t)
        known.left, known.right = max(known.left, t.left), max(known.right, t.right)
    return [*by_words.values(), *others]
