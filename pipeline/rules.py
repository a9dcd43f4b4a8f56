"""One rule and its examples as a pack has them, and what can be wrong with them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from pipeline.patterns import dependency_pattern_problems, meant, slot_names, token_pattern_problems
from pipeline.records import Actor, ActorMention, EscalationFrame, Quote, Timex

MARK = re.compile(r"\[\[(.+?)\]\]", re.S)
RULE_ID = r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$"
STABLE_EXAMPLES = 2  # a stable rule shows at least so many hits and so many misses
ROW_TYPES: dict[str, type] = {"dates": Timex, "actors": ActorMention, "quotes": Quote, "escalations": EscalationFrame}  # pack -> its rows


def row_columns(pack: str) -> frozenset[str]:
    """The columns that `row` of an example may name; a mention of an actor has those of its actor, too."""
    types = (ActorMention, Actor) if pack == "actors" else (ROW_TYPES[pack],)
    return frozenset(f.name for t in types for f in dataclasses.fields(t))


def _day(value: Any) -> Any:
    """A TOML date or a text such as "2026-02-03"; numbers would pass as seconds since 1970 otherwise."""
    if isinstance(value, dt.datetime) or not isinstance(value, (str, dt.date, type(None))):
        raise ValueError(f"write a date such as 2026-02-03, not {value!r}")
    return value


class Example(BaseModel):
    """A sentence in which `[[…]]` marks what the rule must match; without marks in `misses`, nothing may match."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1)
    why: str | None = None
    published_on: Annotated[dt.date | None, BeforeValidator(_day)] = None
    expect: dict[str, str] = Field(default_factory=dict)  # slot name -> text of the slot
    row: dict[str, Any] = Field(default_factory=dict)  # column -> value of the extracted row

    @property
    def plain_text(self) -> str:
        """The sentence without the marks."""
        return MARK.sub(r"\1", self.text)

    @property
    def marked(self) -> list[tuple[int, int]]:
        """Character spans of the marks, in `plain_text`."""
        spans, removed = [], 0
        for m in MARK.finditer(self.text):
            start = m.start() - removed
            spans.append((start, start + len(m.group(1))))
            removed += 4
        return spans


class Rule(BaseModel):
    """One rule. `engine = "component"` declares logic that lives in a component; its examples run against the component's rows."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=RULE_ID)
    title: str = Field(min_length=3)
    status: Literal["draft", "stable", "retired"]
    engine: Literal["token", "dependency", "terms", "component"]
    label: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    pattern: list[dict[str, Any]] | None = None
    patterns: list[list[dict[str, Any]]] | None = None
    term_list: str | None = Field(default=None, alias="list")  # engine = "terms": the term list
    attr: Literal["ORTH", "LOWER", "LEMMA"] = "ORTH"  # engine = "terms": what is compared
    attrs: dict[str, str | int | float | bool] = Field(default_factory=dict, alias="set")  # handed to the component with every match
    greedy: bool = True
    priority: int = 0
    note: str | None = None
    hits: list[Example] = Field(default_factory=list)
    misses: list[Example] = Field(default_factory=list)
    gaps: list[Example] = Field(default_factory=list)
    _where: str = PrivateAttr(default="")

    @property
    def where(self) -> str:
        """File, line and id, as messages name the rule; the id alone where it came from no file."""
        return self._where or f"rule {self.id}"

    @property
    def alternatives(self) -> list[list[dict[str, Any]]]:
        """The patterns: `patterns`, or the single `pattern`."""
        return self.patterns or ([self.pattern] if self.pattern else [])

    @property
    def slots(self) -> set[str]:
        """The names of the slots that the rule can fill."""
        return slot_names(self.engine, self.alternatives)

    def examples(self) -> Iterator[tuple[str, int, Example]]:
        """All examples as (`hits` | `misses` | `gaps`, number from 1, example)."""
        for kind, examples in (("hits", self.hits), ("misses", self.misses), ("gaps", self.gaps)):
            for number, example in enumerate(examples, start=1):
                yield kind, number, example


_PLAIN_WORDS = {
    "extra_forbidden": "unknown key",
    "missing": "is missing",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
}
_SHAPES = {
    "id": "must look like „pack.name“, in small letters, digits and _",
    "label": "must be in capitals, digits and _, beginning with a letter",
}


def _keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def one_line(error: Any) -> str:
    place = list(error["loc"])
    of_example = len(place) > 1 and place[0] in ("hits", "misses", "gaps")
    if len(place) > 1 and place[0] in ("hits", "misses", "gaps") and isinstance(place[1], int):
        place = [f"{place[0]}-{place[1] + 1}", *place[2:]]
    message = _PLAIN_WORDS.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
    if error["type"] == "extra_forbidden":
        message += meant(str(place[-1]), _keys(Example if of_example else Rule))
    if error["type"] == "string_pattern_mismatch":
        message = f"{error['input']!r} {_SHAPES.get(str(place[-1]), message)}"
    return f"{'.'.join(str(part) for part in place)}: {message}" if place else f"a rule {message}"


def rule_problems(rule: Rule) -> Iterator[str]:
    wants = {"token": rule.alternatives, "dependency": rule.alternatives, "terms": rule.term_list, "component": True}[rule.engine]
    if not wants:
        yield f'engine = "{rule.engine}" needs ' + ("`list`" if rule.engine == "terms" else "`pattern` or `patterns`")
    if rule.engine in ("terms", "component") and (rule.pattern is not None or rule.patterns is not None):
        yield f'engine = "{rule.engine}" takes no pattern'
    if rule.engine != "terms" and rule.term_list is not None:
        yield f'engine = "{rule.engine}" takes no `list`; in a pattern write IN_LIST'
    if rule.pattern is not None and rule.patterns is not None:
        yield "`pattern` and `patterns` exclude each other"
    if rule.status == "stable":
        for kind, examples in (("hits", rule.hits), ("misses", rule.misses)):
            if len(examples) < STABLE_EXAMPLES:
                yield f"a stable rule needs at least {STABLE_EXAMPLES} {kind}, it has {len(examples)}"
    check = {"token": token_pattern_problems, "dependency": dependency_pattern_problems}.get(rule.engine)
    for number, pattern in enumerate(rule.alternatives if check else [], start=1):
        prefix = f"pattern {number}: " if len(rule.alternatives) > 1 else ""
        if not pattern:
            yield f"{prefix}the pattern is empty"
        elif rule.alternatives.index(pattern) < number - 1:
            yield f"{prefix}the same pattern stands there twice"
        elif check:
            yield from (f"{prefix}{p}" for p in check(pattern))
    yield from _repeated_examples(rule)


def _repeated_examples(rule: Rule) -> Iterator[str]:
    seen: dict[str, str] = {}
    for kind, number, example in rule.examples():
        key = f"{example.text}|{example.published_on}"
        if key in seen:
            yield f"{kind}-{number} repeats {seen[key]}"
        seen.setdefault(key, f"{kind}-{number}")


def example_problems(rule: Rule, pack: str, kind: str, example: Example) -> Iterator[str]:
    plain = example.plain_text
    if "[[" in plain or "]]" in plain:
        yield f"a [[ or ]] without its partner, or nothing between them, in «{example.text}»"
    elif kind != "misses" and not example.marked:
        yield f"no [[…]] mark in «{example.text}»"
    if any(plain[start:end] != plain[start:end].strip() for start, end in example.marked):
        yield f"a mark begins or ends with a space in «{example.text}»"
    if kind == "misses" and (example.expect or example.row):
        yield "a miss has no `expect` and no `row`: nothing is to be found there"
    if example.expect and rule.engine == "component":
        yield "`expect` asks for slots of a pattern; logic in a component has none, use `row`"
    elif unknown := sorted(set(example.expect) - rule.slots):
        yield f"the rule has no slot `{unknown[0]}`" + (f", it has {', '.join(sorted(rule.slots))}" if rule.slots else "")
    for column in sorted(set(example.row) - row_columns(pack)):
        yield f"`{column}` is no column of the rows of {pack}: {', '.join(sorted(row_columns(pack)))}"


def list_names(rule: Rule) -> list[str]:
    """The term lists that a rule names: its own, and those of its patterns."""
    names = [rule.term_list] if rule.term_list else []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in ("IN_LIST", "NOT_IN_LIST"):
                    names.append(str(inner))
                else:
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(rule.alternatives)
    return names
