"""A rule engine for packs with many token patterns: each pattern is tried only where the words are that it cannot do without.

Every token pattern has entries that must be there. The most telling of them (a word of a list, a figure) is the pattern's trigger; the
others that say something about their word are conditions on the trigger's neighbours. What a word fits is looked up once a word (lists
as bits of a number, expressions when first asked for), so that most patterns are dismissed by a look; spaCy's matcher sees only what is
left, a stretch as wide as the pattern reaches. All this is derived from the patterns, so a new rule needs nothing: one without a telling
entry is tried everywhere, slower but never blind.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline.answers import Answers
from pipeline.engine import MAX_TOKEN_CHARS, Match, PatternMatcher, RuleEngine, match_of, resolved_patterns, slots_of
from pipeline.rulepack import Rule, TermList

# Too frequent to be telling: a pattern is triggered by one of these only if it has nothing else.
_FUNCTION_WORDS = (
    "der die das dem den des ein eine einem einen einer eines am im an in auf zu zum zur von vom bei bis ab seit vor nach um und oder "
    "sowie für mit als aus über unter gegen er sie es ist war hat wird sich nicht auch so noch nur wie dass daß , . - – — / ( ) : ;"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
_OPEN_REACH = 6  # how far an entry with an open-ended repeat is followed
_TEXT = ("LOWER", "ORTH", "TEXT")
_REPEAT = re.compile(r"\{(\d*)(,?)(\d*)\}")
_MOST_WORDS = 16_384  # looked-up words that are kept (some 2 MB); names and figures make them grow with the texts
_MOST_NEIGHBOURS = 2_048  # the same for one expression: words that stand near a trigger
_NO_WORDS: frozenset[str] = frozenset()

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """What a pattern's entry says about its word: one of some words (lower-case), or a text that fits an expression."""

    words: frozenset[str] = _NO_WORDS
    expression: str | None = None
    of_lower: bool = False  # whether the expression is for the lower-case text

    def fits(self, text: str) -> bool:
        """Whether a token with this text can be the one."""
        if self.expression is None:
            return text.lower() in self.words
        return re.search(self.expression, text.lower() if self.of_lower else text) is not None


class Condition(NamedTuple):
    """A word that must stand `nearest` to `farthest` tokens after the trigger (before it where negative, `nearest` <= `farthest`)."""

    word: Word
    nearest: int
    farthest: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """The word that a pattern is found by, the pattern's reach around it in tokens, and what else must be there."""

    word: Word
    left: int
    right: int
    conditions: tuple[Condition, ...] = ()


class _Expression(Answers[int, bool]):
    """An expression of entries: whether the word with an exact form (a number of the vocabulary's strings, 0 for none) fits."""

    def __init__(self, word: Word, strings: StringStore) -> None:
        super().__init__(self._fits, _MOST_NEIGHBOURS)
        self._search = re.compile(word.expression or "").search
        self._of_lower = word.of_lower
        self._strings = strings

    def _fits(self, form: int) -> bool:
        text = self._strings[form]
        return 0 < len(text) <= MAX_TOKEN_CHARS and self._search(text.lower() if self._of_lower else text) is not None


class _Words(Answers[int, tuple[int, ...]]):
    """Exact form of a word → the patterns that it triggers. `bits`: the lists that a form is in; `too_long`: for expressions."""

    def __init__(self, strings: StringStore, triggered: dict[Word, list[int]], bits: dict[frozenset[str], int]) -> None:
        super().__init__(self._triggers, _MOST_WORDS)
        self._strings = strings
        self._lists: dict[str, int] = {}  # lower-case word -> bits
        for words, bit in bits.items():
            for text in words:
                self._lists[text] = self._lists.get(text, 0) | bit
        self._triggered: dict[str, list[int]] = {}  # lower-case word -> patterns
        for word, numbers in triggered.items():
            for text in word.words:
                self._triggered.setdefault(text, []).extend(numbers)
        expressions = [w for w in triggered if w.expression is not None]
        self._expressions = [(re.compile(w.expression or ""), w.of_lower, triggered[w]) for w in expressions]
        self._any_of_lower = _any_of([w for w in expressions if w.of_lower])
        self._any_of_text = _any_of([w for w in expressions if not w.of_lower])
        self.bits: dict[int, int] = {}
        self.too_long: set[int] = set()

    def bound(self) -> None:
        """Forget all words where those in lists or the long ones are too many (the others are `Answers`)."""
        if max(len(self.bits), len(self.too_long)) > _MOST_WORDS:
            self.forget()
            self.bits.clear()
            self.too_long.clear()

    def bits_of(self, forms: Iterable[int]) -> int:
        """The lists that any of the forms is in."""
        known, bits = self.bits, 0
        for form in forms:
            if form in known:
                bits |= known[form]
        return bits

    def _triggers(self, form: int) -> tuple[int, ...]:
        text = self._strings[form]
        lower = text.lower()
        triggers: Collection[int] = self._triggered.get(lower, ())
        if len(text) > MAX_TOKEN_CHARS:
            self.too_long.add(form)
        elif self._any_of_lower(lower) or self._any_of_text(text):
            more = (numbers for e, of_lower, numbers in self._expressions if e.search(lower if of_lower else text))
            triggers = {*triggers, *itertools.chain.from_iterable(more)}
        if lower in self._lists:
            self.bits[form] = self._lists[lower]
        return tuple(sorted(triggers)) if triggers else ()


@dataclass(slots=True)
class _Filtered:
    """A pattern with its trigger's reach and its conditions: on lists beside it, on lists further around, on expressions."""

    rule: Rule
    matcher: PatternMatcher | None  # None: where the conditions hold, it matches
    slots: dict[str, Range]  # of a pattern without matcher, from its first token
    left: int
    right: int
    beside: list[tuple[int, int]] = field(default_factory=list)  # distance, bit
    around: list[tuple[int, int, int]] = field(default_factory=list)  # nearest, farthest, bit
    expressions: list[tuple[int, int, _Expression]] = field(default_factory=list)  # nearest, farthest
    bits: int = 0  # of all its conditions on lists

    def holds(self, at: int, forms: list[int], bits: dict[int, int]) -> bool:
        """Whether its conditions hold for a trigger at `at`. `forms`: of the tokens, `bits`: of the forms that are in lists."""
        for distance, bit in self.beside:
            if not bits.get(forms[at + distance], 0) & bit:
                return False
        for near, far, bit in self.around:
            if not any(bits.get(form, 0) & bit for form in forms[at + near : at + far + 1]):
                return False
        return all(any(map(expression.__getitem__, forms[at + near : at + far + 1])) for near, far, expression in self.expressions)

    def farthest(self) -> int:
        """How far from the trigger its conditions look."""
        ranges = [(d, d) for d, _ in self.beside] + [c[:2] for c in self.around] + [c[:2] for c in self.expressions]
        return max((max(abs(near), abs(far)) for near, far in ranges), default=0)


class PrefilteredEngine:
    """Gives the matches that `RuleEngine` gives, for less time.

    The rules must be ones that `RuleEngine` took, as each component's have been (`RuleComponent.engine`): they are not validated again.
    """

    def __init__(self, nlp: Language, rules: Iterable[Rule], lists: dict[str, TermList]) -> None:
        everywhere: list[Rule] = []
        self._patterns: list[_Filtered] = []
        self._bits: dict[frozenset[str], int] = {}  # the words of an entry -> a bit of its own
        self._expressions: dict[Word, _Expression] = {}
        self._triggered: dict[Word, list[int]] = {}  # trigger -> patterns
        rules = [r for r in rules if r.engine != "component"]
        for rule in rules:
            patterns = resolved_patterns(rule, lists) if rule.engine == "token" else []
            triggers = [t for p in patterns if (t := trigger_of(p)) is not None]
            if rule.engine == "token" and len(triggers) == len(patterns):
                for number, (pattern, trigger) in enumerate(zip(patterns, triggers, strict=True)):
                    self._add(nlp.vocab, rule, number, pattern, trigger)
            else:
                everywhere.append(rule)
        self._everywhere = RuleEngine(nlp.vocab, everywhere, lists, nlp.tokenizer) if everywhere else None
        self._words = _Words(nlp.vocab.strings, self._triggered, self._bits)
        self._beyond = [0] * max((p.farthest() for p in self._patterns), default=0)  # forms of what lies outside the text

    def _add(self, vocab: Vocab, rule: Rule, number: int, pattern: list[dict[str, Any]], trigger: Trigger) -> None:
        self._triggered.setdefault(trigger.word, []).append(len(self._patterns))
        if all(_is_lexical_only(e) for e in pattern):
            names = [e.get("SLOT") for e in rule.alternatives[number]]
            filtered = _Filtered(rule, None, slots_of(names, range(len(names)), 0), trigger.left, trigger.right)
        else:
            filtered = _Filtered(rule, PatternMatcher(vocab, rule, number, pattern), {}, trigger.left, trigger.right)
        for word, near, far in trigger.conditions:
            if word.expression is not None:
                filtered.expressions.append((near, far, self._expressions.setdefault(word, _Expression(word, vocab.strings))))
                continue
            bit = self._bits.setdefault(word.words, 1 << len(self._bits))
            filtered.bits |= bit
            if near == far:
                filtered.beside.append((near, bit))
            else:
                filtered.around.append((near, far, bit))
        self._patterns.append(filtered)

    def matches(self, doc: Doc, gaps: Collection[int] = frozenset()) -> list[Match]:
        """All matches in the Doc, in text order; overlaps are left in. `gaps`: tokens that are passed over as if they were not there."""
        view = _View(doc, gaps)
        found: dict[tuple[str, int, int], Match] = {}
        for number, ranges in sorted(self._stretches(view).items()):
            pattern = self._patterns[number]
            for start, end in ranges:
                if pattern.matcher is None:
                    matches: Iterable[Match] = (match_of(pattern.rule, 0, end - start, dict(pattern.slots)),)
                else:
                    matches = pattern.matcher.matches(view.part(start, end))
                for match in matches:
                    match = view.moved(match, start)
                    found.setdefault((match.rule_id, match.start, match.end), match)
        everywhere = (view.moved(m, 0) for m in self._everywhere.matches(view.whole())) if self._everywhere else ()
        return sorted([*everywhere, *found.values()], key=lambda m: (m.start, -m.end, -m.priority))

    def _stretches(self, view: _View) -> dict[int, list[Range]]:
        """Pattern → token ranges around its triggers where its conditions hold, in text order; a pattern with a matcher has them joined."""
        words, patterns = self._words, self._patterns
        words.bound()
        forms = view.forms()
        found = list(map(words.__getitem__, forms))
        first, size = len(self._beyond), len(forms)
        around = [*self._beyond, *forms, *self._beyond]
        stretches: dict[int, list[Range]] = {}
        for i in [i for i, triggers in enumerate(found) if triggers]:
            near = words.bits_of(around[i : i + 2 * first + 1])
            for number in found[i]:
                pattern = patterns[number]
                if pattern.bits & near == pattern.bits and pattern.holds(first + i, around, words.bits):
                    start, end = i - pattern.left, i + pattern.right + 1
                    ranges = stretches.setdefault(number, [])
                    if pattern.matcher is not None:
                        _add_range(ranges, max(start, 0), min(end, size))
                    elif not (pattern.rule.greedy and ranges and start < ranges[-1][1]):
                        ranges.append((start, end))
        if words.too_long and not words.too_long.isdisjoint(forms):
            self._cut_too_long(stretches, forms)
        return stretches

    def _cut_too_long(self, stretches: dict[int, list[Range]], forms: list[int]) -> None:
        at = [i for i, form in enumerate(forms) if form in self._words.too_long]
        for number, ranges in stretches.items():
            matcher = self._patterns[number].matcher
            if matcher is not None and matcher.has_regex:
                ranges[:] = _cut(ranges, at)


class _View:
    """A Doc without some of its tokens; what is found in a part of it is told in the Doc's own tokens."""

    def __init__(self, doc: Doc, gaps: Collection[int]) -> None:
        self.doc = doc
        self._kept = [i for i in range(len(doc)) if i not in gaps] if gaps else None

    def __len__(self) -> int:
        return len(self.doc) if self._kept is None else len(self._kept)

    def forms(self) -> list[int]:
        """The exact forms of the words, as numbers of the vocabulary's strings."""
        forms: list[int] = self.doc.to_array("ORTH").tolist() if len(self.doc) else []
        return forms if self._kept is None else [forms[i] for i in self._kept]

    def part(self, start: int, end: int) -> Doc | Span:
        """The tokens `start:end` of the view: of the Doc itself, or where some of its own lie between them, a copy without arcs."""
        kept = self._kept
        if kept is None:
            return self.doc if end - start == len(self.doc) else self.doc[start:end]
        if start < end and kept[end - 1] - kept[start] == end - start - 1:
            return self.doc[kept[start] : kept[end - 1] + 1]
        return self._copy(start, end)

    def whole(self) -> Doc:
        """All of the view."""
        return self.doc if self._kept is None else self._copy(0, len(self._kept))

    def _copy(self, start: int, end: int) -> Doc:
        tokens = [self.doc[i] for i in (self._kept or [])[start:end]]
        return Doc(
            self.doc.vocab, [t.text for t in tokens], tags=[t.tag_ for t in tokens], pos=[t.pos_ for t in tokens],
            morphs=[str(t.morph) for t in tokens], lemmas=[t.lemma_ for t in tokens],
            ents=[f"B-{t.ent_type_}" if t.ent_type_ else "O" for t in tokens],
        )  # fmt: skip

    def moved(self, match: Match, start: int) -> Match:
        """A match in the part that begins at `start`, in the Doc's tokens."""
        kept = self._kept
        if kept is None:
            if start:
                match.start, match.end = match.start + start, match.end + start
                match.slots = {name: (a + start, b + start) for name, (a, b) in match.slots.items()}
        else:
            match.start, match.end = kept[match.start + start], kept[match.end - 1 + start] + 1
            match.slots = {name: (kept[a + start], kept[b - 1 + start] + 1) for name, (a, b) in match.slots.items()}
        return match


def trigger_of(pattern: list[dict[str, Any]]) -> Trigger | None:
    """What a resolved token pattern is found by: its most telling entry, the others as conditions; None where no entry that must be
    there says anything about its word."""
    needed = [(at, word) for at, entry in enumerate(pattern) if _least(entry) >= 1 and (word := _lexical(entry)) is not None]
    if not needed:
        return None
    at, word = max(needed, key=lambda n: (_telling(n[1]), n[0]))
    conditions = [c for other, w in needed if other != at and (c := _condition(pattern, at, other, w)) is not None]
    return Trigger(word, _reach(pattern[:at]), _reach(pattern[at:]) - 1, tuple(conditions))


def _telling(word: Word) -> int:
    if word.expression is not None:  # one without an anchor is about an ending that many words have
        return 1 if word.expression.startswith("^") else 0
    return -1 if word.words & FUNCTION_WORDS else 2


def _reach(entries: Sequence[dict[str, Any]]) -> int:
    return int(sum(min(_most(e), _OPEN_REACH) if math.isinf(_most(e)) else _most(e) for e in entries))


def _condition(pattern: list[dict[str, Any]], at: int, other: int, word: Word) -> Condition | None:
    """How far from the trigger's entry the word of another can stand; None where the trigger is repeated without end."""
    between = pattern[min(at, other) + 1 : max(at, other)]
    nearest = 1 + sum(_least(e) for e in between)
    farthest = _most(pattern[at]) + _reach(between)  # the trigger may be the far end of a repeat
    if math.isinf(farthest):
        return None
    return Condition(word, nearest, int(farthest)) if other > at else Condition(word, -int(farthest), -nearest)


def _least(entry: dict[str, Any]) -> int:
    repeat = entry.get("OP") or "1"
    match = _REPEAT.fullmatch(repeat)
    if match:
        return int(match[1] or 0)
    return 0 if repeat in ("?", "*", "!") else 1


def _most(entry: dict[str, Any]) -> float:
    repeat = entry.get("OP") or "1"
    match = _REPEAT.fullmatch(repeat)
    if match:
        return int(match[3]) if match[3] else math.inf if match[2] else int(match[1] or 0)
    return math.inf if repeat in ("*", "+") else 1


def _lexical(entry: dict[str, Any]) -> Word | None:
    """What the entry says about the word itself, None where it says nothing."""
    for attribute in _TEXT:
        value = entry.get(attribute)
        if isinstance(value, str):
            return Word(frozenset({value.lower()}))
        if isinstance(value, dict) and isinstance(value.get("IN"), list):
            return Word(frozenset(v.lower() for v in value["IN"]))
        if isinstance(value, dict) and isinstance(value.get("REGEX"), str):
            return Word(expression=value["REGEX"], of_lower=attribute == "LOWER")
    return Word(expression=r"^\d+$") if entry.get("IS_DIGIT") is True else None


def _is_lexical_only(entry: dict[str, Any]) -> bool:
    """Whether `_lexical` says all that the entry does, for exactly one token."""
    if len(entry) != 1:
        return False
    ((attribute, value),) = entry.items()
    if attribute == "LOWER" and (isinstance(value, str) or (isinstance(value, dict) and value.keys() == {"IN"})):
        return True
    return attribute in _TEXT and isinstance(value, dict) and value.keys() == {"REGEX"}


def _never(text: str) -> None:
    """The answer where there is no expression."""


def _any_of(words: list[Word]) -> Callable[[str], object]:
    """Whether one of their expressions fits, asked of all in one: most words are dismissed by it at once."""
    expressions = dict.fromkeys(w.expression for w in words if w.expression is not None)
    return re.compile("|".join(f"(?:{e})" for e in expressions)).search if expressions else _never


def _add_range(ranges: list[Range], start: int, end: int) -> None:
    """Add a range that ends no earlier than the last one does; what touches is joined."""
    if ranges and start <= ranges[-1][1]:
        ranges[-1] = (min(start, ranges[-1][0]), max(end, ranges[-1][1]))
    else:
        ranges.append((start, end))


def _cut(ranges: Iterable[Range], at: Iterable[int]) -> Iterator[Range]:
    """The ranges without the tokens `at`, in text order."""
    for start, end in ranges:
        for i in at:
            if start <= i < end:
                if start < i:
                    yield (start, i)
                start = i + 1
        if start < end:
            yield (start, end)
