"""Packs + Doc → matches with slots and rule ids. Matching only: what a match means is the component's business.

Three engines, all spaCy's: `token` (Matcher), `dependency` (DependencyMatcher), `terms` (PhraseMatcher). Ours on top:
`SLOT` names the stretch that a token pattern entry matched (in dependency patterns `RIGHT_ID` does), `IN_LIST` / `NOT_IN_LIST` stand for the
first column of a term list, and `FUNC` in dependency patterns stands for a grammatical function under either label scheme.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import spacy
from spacy.errors import MatchPatternError
from spacy.language import Language
from spacy.matcher import DependencyMatcher, Matcher, PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline import labels
from pipeline.rulepack import Rule, RuleBase, RulePackError, TermList

FUNCTIONS = {
    "subject": labels.SUBJECT,
    "object": labels.OBJECT,
    "indirect_object": labels.INDIRECT_OBJECT,
    "agent": labels.AGENT,
    "clausal_complement": labels.CLAUSAL_COMPLEMENT,
    "parataxis": labels.PARATAXIS,
    "auxiliary": labels.AUXILIARY,
    "modifier": labels.MODIFIER,
    "genitive": labels.GENITIVE,
    "apposition": labels.APPOSITION,
    "conjunct": labels.CONJUNCT,
    "relative_clause": labels.RELATIVE,
    "particle": labels.PARTICLE,
    "subordinator": labels.SUBORDINATOR,
}
_LABELLED_BY = {"DEP": "parser", "TAG": "tagger", "POS": "morphologizer", "ENT_TYPE": "ner"}
_UNIVERSAL_POS = frozenset("ADJ ADP ADV AUX CCONJ CONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X SPACE".split())


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


class RuleEngine:
    """All rules of the given packs, compiled for one vocabulary.

    Raises:
        RulePackError: for a pattern that spaCy refuses.
    """

    def __init__(self, vocab: Vocab, rules: Iterable[Rule], lists: dict[str, TermList]) -> None:
        self._rules = {r.id: r for r in rules if r.engine != "component"}
        self._token = Matcher(vocab, validate=True)
        self._dependency = DependencyMatcher(vocab, validate=True)
        self._terms = {attr: PhraseMatcher(vocab, attr=attr) for attr in ("ORTH", "LOWER", "LEMMA")}
        self._slot_names: dict[str, list[list[str | None]]] = {}
        self._node_names: dict[str, list[list[str]]] = {}
        self._keys: dict[int, tuple[str, int]] = {}
        self._has_terms: set[str] = set()
        self.used_labels: list[tuple[str, str, str]] = []  # (rule id, attribute, value)
        errors = []
        for rule in self._rules.values():
            try:
                self._add(vocab, rule, lists)
            except (ValueError, MatchPatternError, KeyError) as e:
                errors.append(f"rule {rule.id}: {' '.join(str(e).split())}")
        if errors:
            raise RulePackError("\n".join(errors))

    def __len__(self) -> int:
        return len(self._rules)

    def _add(self, vocab: Vocab, rule: Rule, lists: dict[str, TermList]) -> None:
        if rule.engine == "terms":
            matcher = self._terms[rule.attr]
            terms = lists[str(rule.term_list)].terms
            docs = [_as_doc(vocab, t) for t in terms]
            matcher.add(rule.id, docs)
            self._has_terms.add(rule.attr)
            self._keys[vocab.strings[rule.id]] = (rule.id, 0)
            return
        for number, alternative in enumerate(rule.alternatives):
            key = f"{rule.id}#{number}"
            if rule.engine == "token":
                entries = [{k: v for k, v in entry.items() if k != "SLOT"} for entry in alternative]
                pattern = [self._resolve(rule, entry, lists) for entry in entries]
                self._token.add(key, [pattern], greedy="LONGEST" if rule.greedy else None)
                self._slot_names.setdefault(rule.id, []).append([e.get("SLOT") for e in alternative])
            else:
                nodes = [{**n, "RIGHT_ATTRS": self._resolve(rule, n.get("RIGHT_ATTRS", {}), lists)} for n in alternative]
                self._dependency.add(key, [nodes])
                self._node_names.setdefault(rule.id, []).append([str(n["RIGHT_ID"]) for n in alternative])
            self._keys[vocab.strings[key]] = (rule.id, number)

    def _resolve(self, rule: Rule, entry: dict[str, Any], lists: dict[str, TermList]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for attr, value in entry.items():
            if attr == "FUNC":
                functions = [value] if isinstance(value, str) else list(value)
                out["DEP"] = {"IN": sorted({label for f in functions for label in FUNCTIONS[f]})}
                continue
            if isinstance(value, dict):
                value = {k: v for pair in value.items() for k, v in [_expand(attr, *pair, lists)]}
            if attr in _LABELLED_BY:
                self.used_labels += [(rule.id, attr, v) for v in _values(value)]
            out[attr] = value
        return out

    def label_problems(self, nlp: Language) -> list[str]:
        """Values of DEP, TAG, POS and ENT_TYPE in the rules that the pipeline's models do not have (such a rule would never fire)."""
        problems = []
        for rule_id, attr, value in self.used_labels:
            pipe = _LABELLED_BY[attr]
            if attr == "POS":
                known: frozenset[str] | set[str] = _UNIVERSAL_POS
            elif pipe in nlp.pipe_names:
                known = set(nlp.get_pipe(pipe).labels)  # type: ignore[attr-defined]
                if attr == "DEP":
                    known |= {"ROOT", "dep"}
                if attr == "ENT_TYPE":
                    known |= {""}
            else:
                continue
            if value not in known:
                problems.append(f"rule {rule_id}: {attr} = \"{value}\" is no label of the model's {pipe}")
        return problems

    def matches(self, doc: Doc) -> list[Match]:
        """All matches in the Doc (or Doc of a Span), in text order; overlaps are left in."""
        found: dict[tuple[str, int, int], Match] = {}
        for key, start, end, alignment in self._token(doc, with_alignments=True) if len(self._token) else ():
            rule_id, number = self._keys[key]
            match = self._make(rule_id, start, end)
            names = self._slot_names[rule_id][number]
            for offset, entry in enumerate(alignment):
                name = names[entry]
                if name:
                    at = match.slots.get(name, (start + offset, start + offset))
                    match.slots[name] = (at[0], start + offset + 1)
            found.setdefault((rule_id, start, end), match)
        if len(self._dependency):
            for key, ids in self._dependency(doc):
                rule_id, number = self._keys[key]
                match = self._make(rule_id, min(ids), max(ids) + 1)
                match.slots = {name: (i, i + 1) for name, i in zip(self._node_names[rule_id][number], ids, strict=True)}
                found.setdefault((rule_id, *ids), match)  # type: ignore[arg-type]
        for attr in self._has_terms:
            for key, start, end in self._terms[attr](doc):
                rule_id, _ = self._keys[key]
                found.setdefault((rule_id, start, end), self._make(rule_id, start, end))
        return sorted(found.values(), key=lambda m: (m.start, -m.end, -m.priority))

    def _make(self, rule_id: str, start: int, end: int) -> Match:
        rule = self._rules[rule_id]
        return Match(rule_id, rule.label, start, end, {}, rule.attrs, rule.priority)


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


def build_engine(nlp: Language, base: RuleBase, pack: str) -> RuleEngine:
    """The engine for one pack, checked against the labels of the pipeline.

    Raises:
        RulePackError: for a pattern that is refused, or a label that the model does not have.
    """
    engine = RuleEngine(nlp.vocab, base.rules(pack), base.lists)
    problems = engine.label_problems(nlp)
    if problems:
        raise RulePackError("\n".join(sorted(set(problems))))
    return engine


def _expand(attr: str, key: str, value: Any, lists: dict[str, TermList]) -> tuple[str, Any]:
    if key not in ("IN_LIST", "NOT_IN_LIST"):
        return key, value
    terms = lists[value].terms
    return ("IN" if key == "IN_LIST" else "NOT_IN"), sorted({t.lower() if attr == "LOWER" else t for t in terms})


def _values(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [v for k in ("IN", "NOT_IN") for v in value.get(k, ())]
    return []


_tokenizer: Tokenizer | None = None


def _as_doc(vocab: Vocab, text: str) -> Doc:
    """A term tokenised as German text is, over the pipeline's own vocabulary."""
    global _tokenizer
    if _tokenizer is None:
        _tokenizer = spacy.blank("de").tokenizer
    words = list(_tokenizer(text))
    return Doc(vocab, words=[t.text for t in words], spaces=[bool(t.whitespace_) for t in words])
