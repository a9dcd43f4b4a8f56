"""A rule engine for packs with many token patterns: each pattern is tried only near words that it cannot do without.

Every token pattern has entries that must be there. The most telling of them (a word of a list, a figure) becomes the pattern's trigger;
patterns whose triggers share words form a group with an engine of its own, which sees only stretches around its triggers, as wide as its
patterns reach. All this is derived from the patterns, so a new rule needs nothing: one without a telling entry is tried everywhere, slower
but never blind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    """What a pattern needs, one of some words (lower-case) or a text that fits an expression, and its reach in tokens."""

    left: int
    right: int
    words: frozenset[str] = _NO_WORDS
    expression: re.Pattern[str] | None = None
    of_lower: bool = False  # whether the expression is for the lower-case text

    def fires(self, text: str) -> bool:
        """Whether a token with this text can be the needed one."""
        if self.expression is None:
            return text.lower() in self.words
        return self.expression.search(text.lower() if self.of_lower else text) is not None


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
        self._by_word: dict[str, dict[int, Range]] = {}  # lower-case word -> engine -> reach
        self._by_expression: list[tuple[int, Trigger]] = []
        for members in _groups(triggered):
            number = len(self._engines)
            self._engines.append(RuleEngine(nlp.vocab, _joined(rule for rule, _ in members), lists, nlp.tokenizer))
            for _, trigger in members:
                for word in trigger.words:
                    _widen(self._by_word.setdefault(word, {}), number, trigger)
                if trigger.expression is not None:
                    self._by_expression.append((number, trigger))
        self._any_expression = [_any_of([t for _, t in self._by_expression if t.of_lower is lower]) for lower in (True, False)]
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
        lower = text.lower()
        reach = dict(self._by_word.get(lower, ()))
        if any(e is not None and e.search(t) for e, t in zip(self._any_expression, (lower, text), strict=True)):
            for number, trigger in self._by_expression:
                if trigger.fires(text):
                    _widen(reach, number, trigger)
        return tuple((number, left, right) for number, (left, right) in reach.items())


def trigger_of(pattern: list[dict[str, Any]]) -> Trigger | None:
    """The most telling entry of a resolved token pattern, None where no entry that must be there says anything about its word."""
    best: tuple[int, int, Trigger] | None = None
    for at, entry in enumerate(pattern):
        if _least(entry.get("OP")) < 1:
            continue
        needed = _lexical(entry)
        if needed is None:
            continue
        telling = 0 if needed.expression is not None else -1 if needed.words & FUNCTION_WORDS else 1
        if best is None or (telling, at) > best[:2]:
            needed.left = sum(_most(e.get("OP")) for e in pattern[:at])
            needed.right = sum(_most(e.get("OP")) for e in pattern[at:]) - 1
            best = (telling, at, needed)
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


def _lexical(entry: dict[str, Any]) -> Trigger | None:
    """What the entry says about the word itself, None where it says nothing."""
    for attribute in _TEXT:
        value = entry.get(attribute)
        if isinstance(value, str):
            return Trigger(0, 0, frozenset({value.lower()}))
        if isinstance(value, dict) and isinstance(value.get("IN"), list):
            return Trigger(0, 0, frozenset(v.lower() for v in value["IN"]))
        if isinstance(value, dict) and isinstance(value.get("REGEX"), str):
            return Trigger(0, 0, expression=re.compile(value["REGEX"]), of_lower=attribute == "LOWER")
    return Trigger(0, 0, expression=re.compile(r"^\d+$")) if entry.get("IS_DIGIT") is True else None


def _widen(reach: dict[int, Range], number: int, trigger: Trigger) -> None:
    left, right = reach.get(number, (0, 0))
    reach[number] = (max(left, trigger.left), max(right, trigger.right))


def _any_of(triggers: list[Trigger]) -> re.Pattern[str] | None:
    """One expression that fits whatever one of theirs fits: most words are dismissed by it at once."""
    expressions = dict.fromkeys(t.expression.pattern for t in triggers if t.expression is not None)
    return re.compile("|".join(f"(?:{e})" for e in expressions)) if expressions else None


def _groups(triggered: list[tuple[Rule, Trigger]]) -> list[list[tuple[Rule, Trigger]]]:
    """Patterns whose triggers share a word belong together; those triggered by an expression form one group."""
    by_words: list[tuple[set[str], list[tuple[Rule, Trigger]]]] = []
    by_expression: list[tuple[Rule, Trigger]] = []
    for rule, trigger in triggered:
        if trigger.expression is not None:
            by_expression.append((rule, trigger))
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
    return [members for _, members in by_words] + ([by_expression] if by_expression else [])


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
