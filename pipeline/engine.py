"""Packs + Doc → matches with slots and rule ids. Matching only: what a match means is the component's business.

Three engines, all spaCy's: `token` (Matcher), `dependency` (DependencyMatcher), `terms` (PhraseMatcher). Ours on top:
`SLOT` names the stretch that a token pattern entry matched (in dependency patterns `RIGHT_ID` does), `IN_LIST` / `NOT_IN_LIST` stand for
the first column of a term list, and `FUNC` stands for a grammatical function under either scheme of dependency labels.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import spacy
from spacy.errors import MatchPatternError
from spacy.language import Language
from spacy.matcher import DependencyMatcher, Matcher, PhraseMatcher
from spacy.parts_of_speech import IDS as UNIVERSAL_POS_IDS
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline.expressions import LONGEST
from pipeline.labels import FUNCTIONS
from pipeline.rulepack import Rule, RuleBase, RulePackError, TermList

MAX_TOKEN_CHARS = LONGEST  # regular expressions see no longer token
_LABELLED_BY = {"DEP": "parser", "TAG": "tagger", "POS": "morphologizer", "MORPH": "morphologizer", "ENT_TYPE": "ner"}
_SET_OPERATORS = ("IN", "NOT_IN", "IS_SUBSET", "IS_SUPERSET", "INTERSECTS")
_UNIVERSAL_POS = frozenset(UNIVERSAL_POS_IDS) - {""}


@dataclass(slots=True)
class Match:
    """One match: tokens `start:end` of the Doc, slots as token ranges, `attrs` as set by the rule."""

    rule_id: str
    label: str
    start: int
    end: int
    slots: dict[str, tuple[int, int]] = field(default_factory=dict)
    attrs: dict[str, Any] = field(default_factory=dict)
    priority: int = 0

    def span(self, doc: Doc) -> Span:
        """The match as a Span."""
        return doc[self.start : self.end]

    def slot(self, doc: Doc, name: str) -> Span | None:
        """The slot as a Span, None if it matched nothing."""
        at = self.slots.get(name)
        return doc[at[0] : at[1]] if at else None


class PatternMatcher:
    """One token pattern of a rule, compiled: for whoever knows where in a text it can match (`pipeline.prefilter`).

    The pattern must be one that `RuleEngine` took: it is not validated again.
    """

    def __init__(self, vocab: Vocab, rule: Rule, number: int, pattern: list[dict[str, Any]]) -> None:
        self._rule = rule
        self._names = [e.get("SLOT") for e in rule.alternatives[number]]
        self._matcher = Matcher(vocab, validate=False)
        self._matcher.add(rule.id, [pattern], greedy="LONGEST" if rule.greedy else None)
        self.has_regex = _has_regex(pattern)

    def matches(self, stretch: Doc | Span) -> Iterator[Match]:
        """The matches in a stretch of text, counted from its first token."""
        found: Any = self._matcher(stretch, allow_missing=True, with_alignments=True)
        for _, start, end, alignment in found:
            yield match_of(self._rule, start, end, slots_of(self._names, alignment, start))


class RuleEngine:
    """All rules of the given packs, compiled for one vocabulary. `tokenizer` cuts the terms of lists as it cuts the text.

    Raises:
        RulePackError: for a pattern that spaCy refuses.
    """

    def __init__(
        self, vocab: Vocab, rules: Iterable[Rule], lists: dict[str, TermList], tokenizer: Callable[[str], Doc] | None = None
    ) -> None:
        self._rules = {r.id: r for r in rules if r.engine != "component"}
        self._token = Matcher(vocab, validate=True)
        self._dependency = DependencyMatcher(vocab, validate=True)
        self._terms = {attr: PhraseMatcher(vocab, attr=attr) for attr in ("ORTH", "LOWER", "LEMMA")}
        self._slot_names: dict[str, list[list[str | None]]] = {}
        self._node_names: dict[str, list[list[str]]] = {}
        self._keys: dict[int, tuple[str, int]] = {}
        self._has_terms: set[str] = set()
        self._has_regex = any(_has_regex(r.alternatives) for r in self._rules.values())
        self._tokenizer = tokenizer or _german_tokenizer()
        self.used_labels: list[tuple[str, str, str]] = []  # (rule, as messages name it; attribute; value, or /regular expression/)
        errors = []
        for rule in self._rules.values():
            try:
                self._add(vocab, rule, lists)
            except (ValueError, MatchPatternError, KeyError) as e:
                errors.append(f"{rule.where}: {_spacy_words(e)}")
        if errors:
            raise RulePackError("\n".join(errors))

    def __len__(self) -> int:
        return len(self._rules)

    def _add(self, vocab: Vocab, rule: Rule, lists: dict[str, TermList]) -> None:
        if rule.engine == "terms":
            self._terms[rule.attr].add(rule.id, [self._as_doc(vocab, t) for t in lists[str(rule.term_list)].terms])
            self._has_terms.add(rule.attr)
            self._keys[vocab.strings[rule.id]] = (rule.id, 0)
            return
        for number, (raw, pattern) in enumerate(zip(rule.alternatives, resolved_patterns(rule, lists), strict=True)):
            key = f"{rule.id}#{number}"
            if rule.engine == "token":
                self._token.add(key, [pattern], greedy="LONGEST" if rule.greedy else None)
                self._slot_names.setdefault(rule.id, []).append([e.get("SLOT") for e in raw])
            else:
                self._dependency.add(key, [pattern])
                self._node_names.setdefault(rule.id, []).append([str(n["RIGHT_ID"]) for n in raw])
            self._keys[vocab.strings[key]] = (rule.id, number)
            self.used_labels += [(rule.where, attr, value) for entry in raw for attr, value in _labels_in(entry, lists)]

    def _as_doc(self, vocab: Vocab, text: str) -> Doc:
        """A term over the pipeline's own vocabulary; in lists compared by lemma, the words are lemmas."""
        tokens = list(self._tokenizer(text))
        words = [t.text for t in tokens]
        return Doc(vocab, words=words, spaces=[bool(t.whitespace_) for t in tokens], lemmas=words)

    def label_problems(self, nlp: Language) -> list[str]:
        """Values of DEP, TAG, POS, MORPH and ENT_TYPE that the pipeline's models do not have (such a rule would never fire)."""
        known = {attr: _known_labels(nlp, attr) for attr in _LABELLED_BY}
        problems = []
        for where, attr, value in self.used_labels:
            have = known[attr]
            if have is None:
                continue
            if value.startswith("/") and len(value) > 2:
                if not any(re.search(value[1:-1], label) for label in have):
                    problems.append(f"{where}: {attr} REGEX «{value[1:-1]}» fits no label of the model's {_LABELLED_BY[attr]}")
            elif value not in have:
                hint = "; FUNC names functions that work with every model" if attr == "DEP" else ""
                problems.append(f'{where}: {attr} = "{value}" is no label of the model\'s {_LABELLED_BY[attr]}{hint}')
        return sorted(set(problems))

    def matches(self, doc: Doc, within: Sequence[tuple[int, int]] | None = None) -> list[Match]:
        """All matches in the Doc, in text order; overlaps are left in. `within`: only inside these token ranges (see `pipeline.prefilter`).

        Attributes that the pipeline did not set (no tagger, no parser) match nothing. Tokens of more than `MAX_TOKEN_CHARS` characters are
        invisible where a rule has a regular expression: they are no words, and its time grows with a power of their length.
        """
        found: dict[tuple[str, ...], Match] = {}
        for offset, stretch in self._stretches(doc, within):
            for match, key in self._in_stretch(stretch, offset):
                found.setdefault(key, match)
        return sorted(found.values(), key=lambda m: (m.start, -m.end, -m.priority))

    def _stretches(self, doc: Doc, within: Sequence[tuple[int, int]] | None) -> list[tuple[int, Doc | Span]]:
        ranges = [(0, len(doc))] if within is None else within
        too_long: list[int] = (doc.to_array("LENGTH") > MAX_TOKEN_CHARS).nonzero()[0].tolist() if self._has_regex and len(doc) else []
        if not too_long and within is None:
            return [(0, doc)]
        inside = (too_long[bisect_left(too_long, a) : bisect_left(too_long, b)] for a, b in ranges)
        cuts = (itertools.pairwise([a - 1, *long, b]) for (a, b), long in zip(ranges, inside, strict=True))
        return [(a + 1, doc[a + 1 : b]) for pairs in cuts for a, b in pairs if b - a > 1]

    def _in_stretch(self, stretch: Doc | Span, at: int) -> Iterator[tuple[Match, tuple[Any, ...]]]:
        tokens: Any = self._token(stretch, allow_missing=True, with_alignments=True) if len(self._token) else ()
        for key, start, end, alignment in tokens:
            rule_id, number = self._keys[key]
            slots = slots_of(self._slot_names[rule_id][number], alignment, at + start)
            yield match_of(self._rules[rule_id], at + start, at + end, slots), (rule_id, at + start, at + end)
        if len(self._dependency) and _is_parsed(stretch):
            for key, ids in self._dependency(stretch):
                rule_id, number = self._keys[key]
                slots = {name: (at + i, at + i + 1) for name, i in zip(self._node_names[rule_id][number], ids, strict=True)}
                yield match_of(self._rules[rule_id], at + min(ids), at + max(ids) + 1, slots), (rule_id, *slots.values())
        for attr in self._has_terms:
            for key, start, end in self._terms[attr](stretch):
                rule_id, _ = self._keys[key]
                yield match_of(self._rules[rule_id], at + start, at + end, {}), (rule_id, at + start, at + end)


def match_of(rule: Rule, start: int, end: int, slots: dict[str, tuple[int, int]]) -> Match:
    """A match of the rule at tokens `start:end`."""
    return Match(rule.id, rule.label, start, end, slots, rule.attrs, rule.priority)


def slots_of(names: Sequence[str | None], alignment: Sequence[int], start: int) -> dict[str, tuple[int, int]]:
    """Slot → token range, from which entry of the pattern each token of a match, the first at `start`, was matched by."""
    slots: dict[str, tuple[int, int]] = {}
    for at, entry in enumerate(alignment, start=start):
        name = names[entry]
        if name:
            slots[name] = (slots.get(name, (at, at))[0], at + 1)
    return slots


def longest(matches: Iterable[Match]) -> list[Match]:
    """Drop matches that overlap one of higher priority, then longer, then earlier; the rest in text order."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (-m.priority, m.start - m.end, m.start)):
        tokens = range(match.start, match.end)
        if not any(i in taken for i in tokens):
            kept.append(match)
            taken.update(tokens)
    return sorted(kept, key=lambda m: m.start)


def build_engine(
    nlp: Language,
    base: RuleBase,
    pack: str,
    labels_understood: frozenset[str] | None = None,
    settings_understood: Mapping[str, frozenset[str]] | None = None,
) -> RuleEngine:
    """The engine for one pack, checked against the labels of the pipeline and against what the component says it acts on.

    Raises:
        RulePackError: for a pattern that is refused, a label that the model does not have, a `label` or `set` unknown to the component.
    """
    engine = RuleEngine(nlp.vocab, base.rules(pack), base.lists, nlp.tokenizer)
    problems = engine.label_problems(nlp) + meaning_problems(base.rules(pack), pack, labels_understood, settings_understood)
    if problems:
        raise RulePackError("\n".join(problems))
    return engine


def meaning_problems(
    rules: Iterable[Rule],
    pack: str,
    labels_understood: frozenset[str] | None,
    settings_understood: Mapping[str, frozenset[str]] | None = None,
) -> list[str]:
    """Patterns whose `label` or `set` the component of the pack does not act on; where it does not say what it understands, none.

    `settings_understood`: the values that a key of `set` may have; keys that are not in it are free.
    """
    problems = []
    for rule in (r for r in rules if r.engine != "component"):
        if labels_understood is not None and rule.label not in labels_understood:
            acts = f"it acts on {', '.join(sorted(labels_understood))}" if labels_understood else "it reads no patterns, only its lists"
            problems.append(f'{rule.where}: label = "{rule.label}" means nothing to lagebild_{pack}; {acts}')
        for key, known in (settings_understood or {}).items():
            if key in rule.attrs and rule.attrs[key] not in known:
                acts = ", ".join(sorted(known))
                problems.append(f'{rule.where}: set.{key} = "{rule.attrs[key]}" means nothing to lagebild_{pack}; it acts on {acts}')
    return problems


def resolved_patterns(rule: Rule, lists: dict[str, TermList]) -> list[list[dict[str, Any]]]:
    """The patterns of a `token` or `dependency` rule as spaCy takes them: without SLOT, IN_LIST, NOT_IN_LIST and FUNC.

    Raises:
        KeyError: a list or function that does not exist.
    """
    if rule.engine == "token":
        return [[_resolve(e, lists) for e in pattern] for pattern in rule.alternatives]
    return [[{**n, "RIGHT_ATTRS": _resolve(n.get("RIGHT_ATTRS", {}), lists)} for n in pattern] for pattern in rule.alternatives]


def _resolve(entry: dict[str, Any], lists: dict[str, TermList]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for attr, value in entry.items():
        if attr == "FUNC":
            out["DEP"] = {"IN": sorted({label for f in ([value] if isinstance(value, str) else value) for label in _function(f)})}
        elif attr != "SLOT":
            out[attr] = {k: v for pair in value.items() for k, v in [_expand(attr, *pair, lists)]} if isinstance(value, dict) else value
    return out


def _function(name: str) -> frozenset[str]:
    if name not in FUNCTIONS:
        raise ValueError(f'FUNC = "{name}" is none of {", ".join(sorted(FUNCTIONS))}')
    return FUNCTIONS[name]


def _expand(attr: str, key: str, value: Any, lists: dict[str, TermList]) -> tuple[str, Any]:
    if key not in ("IN_LIST", "NOT_IN_LIST"):
        return key, value
    terms = lists[value].terms
    return ("IN" if key == "IN_LIST" else "NOT_IN"), sorted({t.lower() if attr == "LOWER" else t for t in terms})


def _labels_in(entry: dict[str, Any], lists: dict[str, TermList]) -> Iterator[tuple[str, str]]:
    """(attribute, value) of what a model must have labelled; regular expressions as /…/."""
    attributes = entry.get("RIGHT_ATTRS", entry)
    for attr, value in _resolve({k: v for k, v in attributes.items() if k in _LABELLED_BY}, lists).items():
        values = [value] if isinstance(value, str) else [v for k in _SET_OPERATORS for v in value.get(k, ())]
        if attr == "MORPH":
            values = [feature for v in values for feature in v.split("|")]
        elif isinstance(value, dict) and isinstance(value.get("REGEX"), str):
            values.append(f"/{value['REGEX']}/")
        yield from ((attr, v) for v in values)


def _known_labels(nlp: Language, attr: str) -> set[str] | None:
    """What the pipeline can say for the attribute; None where that is unknown (no such pipe, or its labels are yet to be read)."""
    if attr == "POS":
        return set(_UNIVERSAL_POS)
    pipe = _LABELLED_BY[attr]
    labels_of_pipe = {x for x in nlp.get_pipe(pipe).labels if x not in ("", "_")} if pipe in nlp.pipe_names else set()  # type: ignore[attr-defined]
    if not labels_of_pipe:
        return None
    if attr == "MORPH":
        return {feature for label in labels_of_pipe for feature in label.split("|")}
    return labels_of_pipe | {"DEP": {"ROOT", "dep"}, "ENT_TYPE": {""}}.get(attr, set())


def _has_regex(value: Any) -> bool:
    if isinstance(value, dict):
        return "REGEX" in value or any(_has_regex(v) for v in value.values())
    return isinstance(value, list) and any(_has_regex(v) for v in value)


def _is_parsed(stretch: Doc | Span) -> bool:
    doc = stretch.doc if isinstance(stretch, Span) else stretch
    return all(doc.has_annotation(attr) for attr in ("DEP", "TAG", "POS", "LEMMA"))


def _spacy_words(error: Exception) -> str:
    """One line of what spaCy says about a pattern; places count from 0 there and from 1 here."""
    if isinstance(error, KeyError):
        return f"there is no list {error}"
    details = re.findall(r"- \[pattern -> (\d+) -> ([^\]]+)\] (.+)", str(error))
    if details:
        return "; ".join(f"entry {int(n) + 1}: {place.replace(' -> ', '.')}: {what}" for n, place, what in details)
    return " ".join(str(error).split())


@functools.cache
def _german_tokenizer() -> Tokenizer:
    return spacy.blank("de").tokenizer
