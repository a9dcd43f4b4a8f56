"""Run the hits, misses and gaps of rule packs: one result an example, for `rules check` and for the tests alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.engine import Match, RuleEngine
from pipeline.extensions import problems, set_published_on, set_rows
from pipeline.rulebench.rows import differences, overlap, plain_rows, row_span
from pipeline.rulepack import Example, Rule, RuleBase
from pipeline.sections import mark_sections

Outcome = Literal["pass", "fail", "gap", "promote"]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example and what came of it. `holds`: the rule did what the example says (for gaps: what it should do)."""

    rule: Rule
    pack: str
    kind: str  # hits, misses, gaps
    number: int  # from 1
    example: Example
    holds: bool
    detail: str = ""  # why it does not hold
    broken: bool = False  # the example itself is wrong, which no rule can mend

    @property
    def id(self) -> str:
        """Such as `dates.today/hits-1`."""
        return f"{self.rule.id}/{self.kind}-{self.number}"

    @property
    def outcome(self) -> Outcome:
        """`gap`: a known failure that still fails; `promote`: a gap that holds now and belongs among the hits."""
        if self.kind != "gaps" or self.broken:
            return "pass" if self.holds and not self.broken else "fail"
        return "promote" if self.holds else "gap"


def check_examples(nlp: Language, base: RuleBase, rules: Collection[str] | None = None) -> Iterator[ExampleResult]:
    """Annotate the examples of all rules (or of those with these ids) with the whole pipeline, in one pass, and judge them.

    A hit holds when every mark equals a match of the rule (`engine = "component"`: the span of a row with this rule_id); `expect` and `row`
    are about the first mark. A miss holds when the rule matches nothing, or, where something is marked, nothing there.

    Raises:
        RulePackError: a pattern that spaCy refuses.
    """
    packs = sorted({p.name for p in base.packs})
    engines = {p: RuleEngine(nlp.vocab, base.rules(p), base.lists, nlp.tokenizer) for p in packs}
    todo = [(pack, rule, *e) for pack in packs for rule in base.rules(pack) if rules is None or rule.id in rules for e in rule.examples()]
    docs = (_prepared(nlp, example) for *_, example in todo)
    for (pack, rule, kind, number, example), doc in zip(todo, nlp.pipe(docs, batch_size=64), strict=True):
        broken = _broken(rule, example, doc)
        failed = "; ".join(problems(doc))
        why = broken or failed or _why_not(rule, pack, kind, example, doc, engines[pack])
        yield ExampleResult(rule, pack, kind, number, example, not why, why, bool(broken or failed))


def _prepared(nlp: Language, example: Example) -> Doc:
    doc = nlp.make_doc(example.plain_text)
    set_published_on(doc, example.published_on)
    # Sections as in a run (a block quote is one only by its section), but no example is page furniture, however short it is.
    set_rows(doc, "sections", [s for s in mark_sections(example.plain_text) if s.kind != "boilerplate"])
    return doc


def _broken(rule: Rule, example: Example, doc: Doc) -> str:
    """Patterns match whole tokens: a mark that cuts one can never be equalled."""
    if rule.engine == "component":
        return ""
    for start, end in example.marked:
        if doc.char_span(start, end) is None:
            near = doc.char_span(start, end, alignment_mode="expand")
            tokens = " | ".join(t.text for t in near) if near is not None else ""
            return f"the mark «{doc.text[start:end]}» cuts a token; the tokens there are: {tokens}"
    return ""


def _why_not(rule: Rule, pack: str, kind: str, example: Example, doc: Doc, engine: RuleEngine) -> str:
    """Why the example does not hold, empty where it does."""
    rows = plain_rows(doc, pack)
    matches = [m for m in engine.matches(doc) if m.rule_id == rule.id] if rule.engine != "component" else []
    if rule.engine == "component":
        spans = [row_span(pack, r) for r in rows if r["rule_id"] == rule.id]
    else:
        spans = [(m.span(doc).start_char, m.span(doc).end_char) for m in matches]
    if kind == "misses":
        forbidden = [s for s in spans if not example.marked or any(overlap(s, mark) for mark in example.marked)]
        return f"found {_texts(doc, forbidden)}" if forbidden else ""
    missing = [mark for mark in example.marked if mark not in spans]
    if missing:
        others = [r["rule_id"] for r in rows for mark in missing if overlap(row_span(pack, r), mark)]
        by = f"; there is a row by {', '.join(dict.fromkeys(others))}" if others else ""
        return f"not found: {_texts(doc, missing)}; " + (f"found {_texts(doc, spans)}" if spans else "the rule found nothing") + by
    mark = example.marked[0]
    if example.expect and (wrong := _slot_differences(example, doc, [m for m in matches if _is_at(doc, m, mark)])):
        return wrong
    if example.row:
        at_mark = [r for r in rows if overlap(row_span(pack, r), mark)]
        if rule.engine == "component":
            at_mark = [r for r in at_mark if r["rule_id"] == rule.id and row_span(pack, r) == mark]
        if not at_mark:
            return "the pattern matched, but the component made no row of it"
        return _nearest([differences(example.row, r, doc.text) for r in at_mark])
    return ""


def _is_at(doc: Doc, match: Match, mark: tuple[int, int]) -> bool:
    span = match.span(doc)
    return (span.start_char, span.end_char) == mark


def _slot_differences(example: Example, doc: Doc, matches: list[Match]) -> str:
    """The differences of the match that comes nearest (several may cover the same span)."""

    def wrong(match: Match) -> list[str]:
        have = {name: span.text if (span := match.slot(doc, name)) is not None else None for name in example.expect}
        return [
            f"slot {n} is {'empty' if have[n] is None else f'«{have[n]}»'}, wanted «{v}»" for n, v in example.expect.items() if have[n] != v
        ]

    return _nearest([wrong(m) for m in matches])


def _nearest(differences_of_each: list[list[str]]) -> str:
    return "; ".join(sorted(differences_of_each, key=len)[0])


def _texts(doc: Doc, spans: list[tuple[int, int]]) -> str:
    return ", ".join(f"«{doc.text[start:end]}»" for start, end in spans)
