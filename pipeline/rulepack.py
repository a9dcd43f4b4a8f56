"""TOML rule packs → validated packs with a digest. A bad pack raises `RulePackError` that names file, line or rule, and what is wrong.

A pack is data: it cannot run code, and a regular expression that could backtrack without end is refused. See docs/RULES.md for the format.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.paths import rules_dir

MARK = re.compile(r"\[\[(.+?)\]\]", re.S)
RULE_ID = r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$"
STABLE_EXAMPLES = 2  # a stable rule shows at least so many hits and so many misses


class RulePackError(ValueError):
    """A pack that cannot be used; the message says where and why, one line a problem."""


class Example(BaseModel):
    """A sentence in which `[[…]]` marks what the rule must match; without marks in `misses`, nothing may match."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1)
    why: str | None = None
    published_on: str | None = None
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

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        wants = {"token": self.alternatives, "dependency": self.alternatives, "terms": self.term_list, "component": True}[self.engine]
        if not wants:
            raise ValueError(f"engine = \"{self.engine}\" needs " + ("`list`" if self.engine == "terms" else "`pattern` or `patterns`"))
        if self.engine in ("terms", "component") and self.alternatives:
            raise ValueError(f"engine = \"{self.engine}\" takes no pattern")
        if self.status == "stable":
            for kind, examples in (("hits", self.hits), ("misses", self.misses)):
                if len(examples) < STABLE_EXAMPLES:
                    raise ValueError(f"a stable rule needs at least {STABLE_EXAMPLES} {kind}, it has {len(examples)}")
        for example in [*self.hits, *self.gaps]:
            if not example.marked:
                raise ValueError(f"no [[…]] mark in «{example.text}»")
        return self

    @property
    def alternatives(self) -> list[list[dict[str, Any]]]:
        """The patterns: `patterns`, or the single `pattern`."""
        return self.patterns or ([self.pattern] if self.pattern else [])


@dataclass(slots=True)
class TermList:
    """A CSV list: `rows` by column name; `terms` is the first column."""

    name: str
    path: Path
    columns: list[str]
    rows: list[dict[str, str]]

    @property
    def terms(self) -> list[str]:
        return [r[self.columns[0]] for r in self.rows]


@dataclass(slots=True)
class Pack:
    """A validated pack."""

    name: str
    path: Path
    digest: str
    rules: list[Rule]
    version: str = "1"


@dataclass(slots=True)
class RuleBase:
    """All packs and lists that are in force, and the digest that says so."""

    packs: list[Pack] = field(default_factory=list)
    lists: dict[str, TermList] = field(default_factory=dict)
    digest: str = ""

    def rules(self, pack: str | None = None) -> list[Rule]:
        """The rules that are not retired, of one pack (all files of that name) or of all."""
        return [r for p in self.packs if pack in (None, p.name) for r in p.rules if r.status != "retired"]

    def pack_of(self, rule_id: str) -> Pack:
        """The pack that declares the rule; KeyError if none does."""
        for p in self.packs:
            if any(r.id == rule_id for r in p.rules):
                return p
        raise KeyError(rule_id)


def load_rules(extra: list[str | Path] | tuple[str | Path, ...] = (), base: Path | None = None) -> RuleBase:
    """Load the packs that come with Lagebild and those in the `extra` folders (or files).

    Raises:
        RulePackError: one line a problem, all problems of all files at once.
    """
    errors: list[str] = []
    files: list[Path] = []
    for folder in [base or rules_dir(), *map(Path, extra)]:
        if folder.is_dir():
            files += sorted(folder.glob("*.toml"))
        elif folder.is_file():
            files.append(folder)
        else:
            errors.append(f"{folder}: there is no such folder or file of rules")
    lists = _load_lists([f for f in dict.fromkeys(p.parent / "lists" for p in files) if f.is_dir()], errors)
    packs = [p for f in files if (p := _load_pack(f, errors))]
    _check_ids(packs, errors)
    _check_lists(packs, lists, errors)
    if errors:
        raise RulePackError("\n".join(errors))
    digest = hashlib.sha256()
    for path in sorted([*files, *(t.path for t in lists.values())], key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return RuleBase(packs, lists, digest.hexdigest()[:16])


def _load_pack(path: Path, errors: list[str]) -> Pack | None:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        errors.append(f"{path.name}: {e}")
        return None
    known = {"schema", "pack", "language", "version", "title", "rule"}
    for key in sorted(set(data) - known):
        errors.append(f"{path.name}:{_line_of(text, key)}: unknown key `{key}`")
    if data.get("schema") != 1:
        errors.append(f"{path.name}: `schema = 1` is missing")
    if data.get("language") != "de":
        errors.append(f"{path.name}: `language = \"de\"` is missing")
    name = data.get("pack")
    if not isinstance(name, str):
        errors.append(f"{path.name}: `pack = \"…\"` is missing")
        return None
    rules = []
    for number, entry in enumerate(data.get("rule", []), start=1):
        where = f"{path.name}:{_line_of(text, str(entry.get('id', '')))}: rule {entry.get('id', f'number {number}')}"
        try:
            rule = Rule.model_validate(entry)
        except ValidationError as e:
            errors += [f"{where}: {_one_line(err)}" for err in e.errors()]
            continue
        problems = _pattern_problems(rule)
        errors += [f"{where}: {p}" for p in problems]
        if not problems:
            rules.append(rule)
    return Pack(name, path, hashlib.sha256(raw).hexdigest()[:16], rules, str(data.get("version", "1")))


def _one_line(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{place}: {message}" if place else message


def _line_of(text: str, needle: str) -> int:
    at = text.find(needle) if needle else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _pattern_problems(rule: Rule) -> list[str]:
    problems = []

    def walk(value: Any, key: str = "") -> None:
        if isinstance(value, dict):
            for k, v in value.items():
                walk(v, k)
        elif isinstance(value, list):
            for v in value:
                walk(v, key)
        elif key == "REGEX" and isinstance(value, str):
            problem = regex_problem(value)
            if problem:
                problems.append(f"REGEX «{value}»: {problem}")

    walk(rule.alternatives)
    return problems


def regex_problem(pattern: str) -> str | None:
    """Why a regular expression is not allowed in a pack: it is broken, or could take exponential time (a repeat within a repeat)."""
    try:
        parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
    except re.error as e:
        return f"not a regular expression: {e}"

    def nested(items: Any, inside: bool) -> bool:
        for op, arg in items:
            name = str(op)
            if name in ("GROUPREF", "GROUPREF_EXISTS"):
                return True
            if name in ("MAX_REPEAT", "MIN_REPEAT"):
                open_ended = int(arg[1]) > 16
                if (inside and open_ended) or nested(arg[2], inside or open_ended):
                    return True
            elif name == "SUBPATTERN":
                if nested(arg[3], inside):
                    return True
            elif name == "BRANCH":
                if any(nested(branch, inside) for branch in arg[1]):
                    return True
            elif name in ("ASSERT", "ASSERT_NOT") and nested(arg[1], inside):
                return True
        return False

    return "a repeat within a repeat or a back-reference could hang a run; write it flat" if nested(parsed, False) else None


def _load_lists(folders: list[Path], errors: list[str]) -> dict[str, TermList]:
    lists: dict[str, TermList] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.csv")):
            loaded = _load_list(path, errors)
            if loaded is None:
                continue
            if loaded.name in lists:  # a researcher's list of the same name adds rows
                lists[loaded.name].rows += loaded.rows
            else:
                lists[loaded.name] = loaded
    return lists


def _load_list(path: Path, errors: list[str]) -> TermList | None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        errors.append(f"{path.name}: {e}")
        return None
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        errors.append(f"{path.name}: the list is empty")
        return None
    reader = csv.reader([line for _, line in numbered], strict=True)
    columns = next(reader)
    rows, seen = [], set()
    for (number, _), cells in zip(numbered[1:], reader, strict=False):
        if len(cells) != len(columns):
            errors.append(f"{path.name}:{number}: {len(cells)} cells, the header has {len(columns)}")
            continue
        if tuple(cells) in seen:
            errors.append(f"{path.name}:{number}: «{cells[0]}» stands there twice")
        seen.add(tuple(cells))
        rows.append(dict(zip(columns, cells, strict=True)))
    return TermList(path.stem, path, columns, rows)


def _check_ids(packs: list[Pack], errors: list[str]) -> None:
    first: dict[str, str] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.id in first:
                errors.append(f"{pack.path.name}: rule {rule.id}: the id is already used in {first[rule.id]}; ids are never reused")
            first.setdefault(rule.id, pack.path.name)


def _check_lists(packs: list[Pack], lists: dict[str, TermList], errors: list[str]) -> None:
    for pack in packs:
        for rule in pack.rules:
            for name in _list_names(rule):
                if name not in lists:
                    errors.append(f"{pack.path.name}: rule {rule.id}: there is no list `{name}` (lists/{name}.csv)")


def _list_names(rule: Rule) -> list[str]:
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
