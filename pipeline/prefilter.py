"""A rule engine for packs with many token patterns: each pattern is tried only near words that it cannot do without.

Every token pattern has entries that must be there. The most telling of them (a word of a list, a figure) becomes the pattern's trigger;
patterns whose triggers share words form a group with an engine of its own, which sees only stretches around its triggers, as wide as its
patterns reach. All this is derived from the patterns, so a new rule needs nothing: one without a telling entry is tried everywhere, slower
but never blind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.engine import MAX_TOKEN_CHARS, Match, RuleEngine, resolved_patterns
from pipeline.rulepack import Rule, TermList

# Too frequent to be telling: a pattern is triggered by one of these only if it has nothing else.
_FUNCTION_WORDS = (
    "der die das dem den des ein eine einem einen einer eines am im an in auf zu zum zur von vom bei bis ab seit vor nach um und oder "
    "sowie für mit als aus über unter gegen er sie es ist war hat wird sich nicht auch so noch nur wie dass daß , . - – — / ( ) : ;"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
_OPEN_REACH = 6  # how far an entry with an open-ended repeat is followed
_TEXT = ("LOWER", "ORTH", "TEXT")
_REPEAT = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_NO_WORDS: frozenset[str] = frozenset()

Range = tuple[int, int]


@dataclass(slots=True)
class Trigger:
    """What a pattern needs: one of some words (lower-case) or a text that passes the test; and how far it reaches around it, in tokens."""

    left: int
    right: int
    words: frozenset[str] = _NO_WORDS
    test: Callable[[str], bool] | None = None

    def fires(self, text: str) -> bool:
        """Whether a token with this text can be the needed one."""
        return text.lower() in self.words or (self.test is not None and self.test(text))


class PrefilteredEngine:
    """Gives the matches that `RuleEngine` gives, for less time.

    Raises:
        RulePackError: for a pattern that spaCy refuses.
    """

    def __init__(self, nlp: Language, rules: Iterable[Rule], lists: dict[str, TermList]) -> None:
        everywhere: list[Rule] = []
        triggered: list[tuple[Rule, Trigger]] = []
        for rule in rules:
            if rule.engine == "component":
                continue
            triggers = [trigger_of(p) for p in resolved_patterns(rule, lists)] if rule.engine == "token" else [None]
            if any(t is None for t in triggers):
                everywhere.append(rule)
                continue
            triggered += [(_alternative(rule, n), t) for n, t in enumerate(triggers) if t is not None]
        self._everywhere = RuleEngine(nlp.vocab, everywhere, lists, nlp.tokenizer) if everywhere else None
        self._engines: list[RuleEngine] = []
        self._triggers: list[tuple[int, Trigger]] = []
        for members in _groups(triggered):
            number = len(self._engines)
            self._engines.append(RuleEngine(nlp.vocab, _joined(rule for rule, _ in members), lists, nlp.tokenizer))
            self._triggers += [(number, t) for t in _merged([t for _, t in members])]
        self._fired: dict[int, tuple[tuple[int, int, int], ...]] = {}  # exact form of a word -> (engine, reach left, reach right)

    def matches(self, doc: Doc) -> list[Match]:
        """All matches in the Doc, in text order; overlaps are left in."""
        found: dict[tuple[str, int, int], Match] = {}
        for number, within in self._stretches(doc).items():
            for match in self._engines[number].matches(doc, within):
                found.setdefault((match.rule_id, match.start, match.end), match)
        everywhere = self._everywhere.matches(doc) if self._everywhere else []
        return sorted([*everywhere, *found.values()], key=lambda m: (m.start, -m.end, -m.priority))

    def _stretches(self, doc: Doc) -> dict[int, list[Range]]:
        """Engine → token ranges around its triggers, in text order, without overlap."""
        fired, size = self._fired, len(doc)
        stretches: dict[int, list[Range]] = {}
        for i, orth in enumerate(doc.to_array("ORTH").tolist()):
            near = fired.get(orth)
            if near is None:
                near = fired[orth] = self._look_up(doc.vocab, orth)
            for number, left, right in near:
                start, end = max(i - left, 0), min(i + right + 1, size)
                ranges = stretches.setdefault(number, [])
                if ranges and start <= ranges[-1][1]:
                    ranges[-1] = (min(start, ranges[-1][0]), max(end, ranges[-1][1]))
                else:
                    ranges.append((start, end))
        return stretches

    def _look_up(self, vocab: Vocab, orth: int) -> tuple[tuple[int, int, int], ...]:
        text = vocab.strings[orth]
        if len(text) > MAX_TOKEN_CHARS:
            return ()
        reach: dict[int, Range] = {}
        for number, trigger in self._triggers:
            if trigger.fires(text):
                left, right = reach.get(number, (0, 0))
                reach[number] = (max(left, trigger.left), max(right, trigger.right))
        return tuple((number, left, right) for number, (left, right) in reach.items())


def trigger_of(pattern: list[dict[str, Any]]) -> Trigger | None:
    """The most telling entry of a resolved token pattern, None where no entry that must be there says anything about its word."""
    best: tuple[int, int, Trigger] | None = None
    for at, entry in enumerate(pattern):
        if _least(entry.get("OP")) < 1:
            continue
        words, test = _lexical(entry)
        if words is None and test is None:
            continue
        telling = 0 if words is None else -1 if words & FUNCTION_WORDS else 1
        left, right = sum(_most(e.get("OP")) for e in pattern[:at]), sum(_most(e.get("OP")) for e in pattern[at:]) - 1
        if best is None or (telling, at) > best[:2]:
            best = (telling, at, Trigger(left, right, words or _NO_WORDS, test))
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
        if isinstance(value, dict) and isinstance(value.get("IN"), list):
            return frozenset(v.lower() for v in value["IN"]), None
        if isinstance(value, dict) and isinstance(value.get("REGEX"), str):
            return None, _regex_test(value["REGEX"], attribute == "LOWER")
    return (None, str.isdigit) if entry.get("IS_DIGIT") is True else (None, None)


def _regex_test(expression: str, lower: bool) -> Callable[[str], bool]:
    search = re.compile(expression).search
    return (lambda text: bool(search(text.lower()))) if lower else (lambda text: bool(search(text)))


def _groups(triggered: list[tuple[Rule, Trigger]]) -> list[list[tuple[Rule, Trigger]]]:
    """Patterns whose triggers share a word belong together; those triggered by a test form one group."""
    by_words: list[tuple[set[str], list[tuple[Rule, Trigger]]]] = []
    by_test: list[tuple[Rule, Trigger]] = []
    for rule, trigger in triggered:
        if trigger.test is not None:
            by_test.append((rule, trigger))
            continue
        words, members = set(trigger.words), [(rule, trigger)]
        apart = []
        for other_words, others in by_words:
            if words & other_words:
                words |= other_words
                members = others + members
            else:
                apart.append((other_words, others))
        by_words = [*apart, (words, members)]
    return [members for _, members in by_words] + ([by_test] if by_test else [])


def _alternative(rule: Rule, number: int) -> Rule:
    """The rule with one of its patterns only."""
    return rule.model_copy(update={"pattern": None, "patterns": [rule.alternatives[number]]})


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """One rule an id, with the patterns of all."""
    joined: dict[str, Rule] = {}
    for rule in rules:
        known = joined.get(rule.id)
        joined[rule.id] = rule if known is None else known.model_copy(update={"patterns": [*known.alternatives, *rule.alternatives]})
    return list(joined.values())


def _merged(triggers: list[Trigger]) -> list[Trigger]:
    """One trigger for equal word sets, with the longest reach: fewer look-ups for each new word."""
    by_words: dict[frozenset[str], Trigger] = {}
    tests = []
    for t in triggers:
        if t.test is not None:
            tests.append(t)
            continue
        known = by_words.setdefault(t.words, t)
        known.left, known.right = max(known.left, t.left), max(known.right, t.right)
    return [*by_words.values(), *tests]
