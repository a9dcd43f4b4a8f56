"""Why a rule did not match: how far its pattern got, at which token, and what stopped it (attribute wanted, value found)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.matcher import DependencyMatcher, Matcher, PhraseMatcher
from spacy.tokens import Doc, Token

from pipeline.engine import resolved_patterns
from pipeline.rulepack import Rule, RuleBase

MOST_SHOWN = 3  # places shown, the best first


@dataclass(frozen=True, slots=True)
class Stop:
    """The place where a pattern got furthest. `reached`: entries (nodes) of `length` that were satisfied."""

    alternative: int  # number of the pattern, from 1
    reached: int
    length: int
    matched: str  # the text that the satisfied entries cover, empty where none was
    token: str | None  # the token that stopped it, None where the text ended or none stands there
    wanted: tuple[str, ...]  # one line an attribute that was not as wanted

    def __str__(self) -> str:
        far = f"{self.reached or 'none'} of {self.length} entries fit"
        after = f" («{self.matched}»)" if self.matched else ""
        at = f", stopped at «{self.token}»" if self.token is not None else ""
        return f"pattern {self.alternative}: {far}{after}{at}: {'; '.join(self.wanted)}"


def explain(nlp: Language, base: RuleBase, rule: Rule, doc: Doc) -> list[Stop]:
    """Where the patterns of a rule that does not match got furthest in the Doc, the furthest first; empty for logic in a component."""
    if rule.engine == "terms":
        return [_explain_terms(nlp, base, rule, doc)]
    if rule.engine == "component" or not len(doc):
        return []
    stops: list[Stop] = []
    for number, (pattern, raw) in enumerate(zip(resolved_patterns(rule, base.lists), rule.alternatives, strict=True), start=1):
        if rule.engine == "token":
            stops += _token_stops(number, pattern, raw, doc)
        else:
            stops += _dependency_stops(number, pattern, raw, doc)
    begun = [s for s in stops if s.reached] or stops
    return sorted(begun, key=lambda s: (-s.reached / s.length, len(s.wanted), s.alternative))[:MOST_SHOWN]


def _token_stops(number: int, pattern: list[dict[str, Any]], raw: list[dict[str, Any]], doc: Doc) -> list[Stop]:
    """The longest beginning of the pattern that matches anywhere; the next entry must be there, or it would not have stopped."""
    first = next((i for i, entry in enumerate(pattern) if not _optional(entry)), 0)
    for reached in range(len(pattern) - 1, first, -1):
        ends = _prefix_matches(pattern[:reached], doc)
        if ends:
            return [_stop_after(number, reached, len(pattern), pattern[reached], raw[reached], doc, start, end) for start, end in ends]
    return _best_first_tokens(number, len(pattern), pattern[first], raw[first], doc)


def _prefix_matches(prefix: list[dict[str, Any]], doc: Doc) -> list[tuple[int, int]]:
    """(start, end) of the longest match at each start."""
    matcher = Matcher(doc.vocab)
    matcher.add("prefix", [prefix])
    longest: dict[int, int] = {}
    for _, start, end in matcher(doc, allow_missing=True):
        longest[start] = max(end, longest.get(start, 0))
    # Of matches with the same end, the first start says most.
    by_end: dict[int, int] = {}
    for start, end in sorted(longest.items()):
        by_end.setdefault(end, start)
    return [(start, end) for end, start in sorted(by_end.items())]


def _stop_after(
    number: int, reached: int, length: int, entry: dict[str, Any], asked: dict[str, Any], doc: Doc, start: int, end: int
) -> Stop:
    matched = doc[start:end].text
    if end >= len(doc):
        return Stop(number, reached, length, matched, None, (f"the text ends, wanted {_entry_words(asked)}",))
    return Stop(number, reached, length, matched, doc[end].text, tuple(_unmet(entry, asked, doc[end])))


def _best_first_tokens(number: int, length: int, entry: dict[str, Any], asked: dict[str, Any], doc: Doc) -> list[Stop]:
    """Nothing of the pattern fits: the tokens that come nearest to the first entry that must be there."""
    unmet = sorted(((_unmet(entry, asked, t), t) for t in doc if not t.is_space), key=lambda pair: (len(pair[0]), pair[1].i))
    asks = len([k for k in entry if k != "OP"])
    near = [Stop(number, 0, length, "", t.text, tuple(why)) for why, t in unmet if 0 < len(why) < asks]
    if near:
        return near[:MOST_SHOWN]
    return [Stop(number, 0, length, "", None, (f"no token is {_entry_words(asked)}",))]


def _unmet(entry: dict[str, Any], asked: dict[str, Any], token: Token) -> list[str]:
    """One line an attribute of the entry that the token does not have; where each is met alone, the entry as a whole (OP = "!")."""
    lines = []
    for attribute, wanted in entry.items():
        if attribute == "OP":
            continue
        matcher = Matcher(token.vocab)
        matcher.add("one", [[{attribute: wanted}]])
        if not matcher(token.doc[token.i : token.i + 1], allow_missing=True):
            name = "FUNC" if attribute == "DEP" and "FUNC" in asked else attribute
            lines.append(f"{name}: wanted {_wanted_words(asked.get(name, wanted))}, found {_found_words(token, attribute)}")
    if not lines and entry.get("OP") == "!":
        lines.append(f"wanted a token that is not {_entry_words(asked)}")
    if not lines:
        lines.append(f'it fits, but the pattern wants more of it (OP = "{entry.get("OP", "{1}")}")')
    return lines


def _optional(entry: dict[str, Any]) -> bool:
    return str(entry.get("OP", "")).startswith(("?", "*", "{0", "{,"))


def _entry_words(entry: dict[str, Any]) -> str:
    said = [f"{k} = {_wanted_words(v)}" for k, v in entry.items() if k not in ("OP", "SLOT")]
    return ", ".join(said) or "any token"


def _wanted_words(wanted: Any) -> str:
    if isinstance(wanted, list):
        return "one of " + ", ".join(str(w) for w in wanted[:8]) + (", …" if len(wanted) > 8 else "")
    if not isinstance(wanted, dict):
        return f"«{wanted}»" if isinstance(wanted, str) else str(wanted).lower()
    words = {"IN": "", "NOT_IN": "not ", "IN_LIST": "a word of the list ", "NOT_IN_LIST": "no word of the list ", "REGEX": "REGEX "}
    said = [f"{words.get(k, k + ' ')}{v if k.endswith('_LIST') else _wanted_words(v)}" for k, v in wanted.items()]
    return " and ".join(said)


def _found_words(token: Token, attribute: str) -> str:
    if attribute == "MORPH":
        return f"«{token.morph}»"
    if attribute == "LENGTH":
        return str(len(token))
    name = {"ORTH": "text", "TEXT": "text", "SPACY": "whitespace_"}.get(attribute, attribute.lower())
    value = getattr(token, name + "_", getattr(token, name, None))
    return str(value).lower() if isinstance(value, bool) else f"«{value}»"


def _dependency_stops(number: int, pattern: list[dict[str, Any]], raw: list[dict[str, Any]], doc: Doc) -> list[Stop]:
    if not doc.has_annotation("DEP"):
        return [Stop(number, 0, len(pattern), "", None, ("the pipeline has no parser",))]
    for reached in range(len(pattern) - 1, 0, -1):
        found = _dependency_matches(pattern[:reached], doc)
        if found:
            return [s for ids in found[:MOST_SHOWN] for s in _node_stops(number, reached, pattern, raw, doc, ids)]
    attributes, asked = pattern[0]["RIGHT_ATTRS"], raw[0]["RIGHT_ATTRS"]
    name = raw[0]["RIGHT_ID"]
    stops = _best_first_tokens(number, len(pattern), attributes, asked, doc)
    return [Stop(s.alternative, 0, s.length, "", s.token, (f"node {name} has no candidate", *s.wanted)) for s in stops]


def _dependency_matches(pattern: list[dict[str, Any]], doc: Doc) -> list[list[int]]:
    matcher = DependencyMatcher(doc.vocab)
    matcher.add("prefix", [pattern])
    return [ids for _, ids in matcher(doc)]


def _node_stops(
    number: int, reached: int, pattern: list[dict[str, Any]], raw: list[dict[str, Any]], doc: Doc, ids: list[int]
) -> list[Stop]:
    """The first node without a candidate: the tokens that stand in the relation it asks for, and what each of them lacks."""
    node, asked = pattern[reached], raw[reached]
    names = [n["RIGHT_ID"] for n in raw]
    left = ids[names.index(node["LEFT_ID"])]
    related = _dependency_matches([*pattern[:reached], {**node, "RIGHT_ATTRS": {}}], doc)
    candidates = sorted({m[reached] for m in related if m[:reached] == ids})
    matched = " … ".join(doc[i].text for i in sorted(ids))
    said = f"node {node['RIGHT_ID']} has no candidate"
    if not candidates:
        lacking = f"no token stands in the relation {node['REL_OP']} to «{doc[left].text}»"
        return [Stop(number, reached, len(pattern), matched, None, (said, lacking))]
    return [
        Stop(
            number,
            reached,
            len(pattern),
            matched,
            doc[i].text,
            (f"{said} ({doc[left].text} {node['REL_OP']} {doc[i].text})", *_unmet(node["RIGHT_ATTRS"], asked["RIGHT_ATTRS"], doc[i])),
        )
        for i in candidates
    ]


def _explain_terms(nlp: Language, base: RuleBase, rule: Rule, doc: Doc) -> Stop:
    """Whether another way of comparing would have found a term of the list, or a part of the text begins one."""
    terms = base.lists[str(rule.term_list)].terms
    for attribute in ("LOWER", "LEMMA", "ORTH"):
        matcher = PhraseMatcher(nlp.vocab, attr=attribute)
        matcher.add("term", [Doc(nlp.vocab, words=(words := [t.text for t in nlp.tokenizer(term)]), lemmas=words) for term in terms])
        for _, start, end in matcher(doc):
            wanted = f"the list {rule.term_list} has it when compared by {attribute}, but the rule compares by {rule.attr}"
            return Stop(1, 0, 1, "", doc[start:end].text, (wanted,))
    return Stop(1, 0, 1, "", None, (f"none of the {len(terms)} terms of the list {rule.term_list} stands in the text",))
