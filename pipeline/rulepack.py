"""TOML rule packs → validated packs with a digest. A bad pack raises `RulePackError` that names file, line or rule, and what is wrong.

A pack is data: it cannot run code, and a regular expression that could backtrack without end is refused. See docs/RULES.md for the format.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError

from pipeline.packlines import PackLines, toml_problem
from pipeline.paths import rules_dir
from pipeline.patterns import dependency_pattern_problems, regex_problem, slot_names, token_pattern_problems
from pipeline.records import Actor, ActorMention, EscalationFrame, Quote, Timex
from pipeline.termlists import TermList, load_term_lists

__all__ = ["Example", "Pack", "Rule", "RuleBase", "RulePackError", "TermList", "load_rules", "read_rules", "regex_problem"]

MARK = re.compile(r"\[\[(.+?)\]\]", re.S)
RULE_ID = r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$"
STABLE_EXAMPLES = 2  # a stable rule shows at least so many hits and so many misses
ROW_TYPES: dict[str, type] = {"dates": Timex, "actors": ActorMention, "quotes": Quote, "escalations": EscalationFrame}  # pack -> its rows
LIST_PREFIXES = {"dates": "time_", "actors": "actor_", "quotes": "quote_", "escalations": "esc_"}  # pack -> how its lists are named
PACK_KEYS = frozenset({"schema", "pack", "language", "version", "title", "rule"})


def row_columns(pack: str) -> frozenset[str]:
    """The columns that `row` of an example may name; a mention of an actor has those of its actor, too."""
    types = (ActorMention, Actor) if pack == "actors" else (ROW_TYPES[pack],)
    return frozenset(f.name for t in types for f in dataclasses.fields(t))


class RulePackError(ValueError):
    """A pack that cannot be used; the message says where and why, one line a problem."""


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
    extra: tuple[str, ...] = ()  # the folders (or files) beyond those that come with Lagebild
    lists_digest: str = ""  # of the lists alone, by what they hold
    _of_pack: dict[str, RuleBase] = field(default_factory=dict, repr=False, compare=False)

    def rules(self, pack: str | None = None) -> list[Rule]:
        """The rules that are not retired, of one pack (all files of that name) or of all."""
        return [r for p in self.packs if pack in (None, p.name) for r in p.rules if r.status != "retired"]

    def of_pack(self, pack: str) -> RuleBase:
        """The same with those lists alone that the pack's component reads: its own (`LIST_PREFIXES`) and those that its rules name."""
        if pack not in self._of_pack:
            named = {name for rule in self.rules(pack) for name in _list_names(rule)}
            own = LIST_PREFIXES.get(pack)
            lists = {n: known for n, known in self.lists.items() if n in named or (own and n.startswith(own))}
            self._of_pack[pack] = RuleBase(self.packs, lists, self.digest, self.extra, _content_digest(lists))
        return self._of_pack[pack]

    def pack_of(self, rule_id: str) -> Pack:
        """The pack that declares the rule; KeyError if none does."""
        for p in self.packs:
            if any(r.id == rule_id for r in p.rules):
                return p
        raise KeyError(rule_id)


def load_rules(extra: Sequence[str | Path] = (), base: Path | None = None) -> RuleBase:
    """Load the packs that come with Lagebild and those in the `extra` folders (or files).

    A file in an extra folder that bears the name of an earlier one and shares a rule id with it is a changed copy: it takes its place.

    Raises:
        RulePackError: one line a problem, all problems of all files at once.
    """
    rules, errors = read_rules(extra, base)
    if errors:
        raise RulePackError("\n".join(errors))
    return rules


def shared_rules(extra: Sequence[str | Path] = ()) -> RuleBase:
    """As `load_rules`, but read once a process while the files stay as they are. Raises RulePackError."""
    files: list[Path] = []
    for place in [rules_dir(), *map(Path, extra)]:
        folder = place.parent if place.is_file() else place
        files += [*([place] if place.is_file() else folder.glob("*.toml")), *folder.glob("lists/*.csv")]
    return _rules(tuple(map(str, extra)), tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in sorted(files)))


@lru_cache(maxsize=8)
def _rules(extra: tuple[str, ...], _versions: tuple[tuple[str, int, int], ...]) -> RuleBase:
    return load_rules(extra)


def read_rules(extra: Sequence[str | Path] = (), base: Path | None = None) -> tuple[RuleBase, list[str]]:
    """As `load_rules`, but with the problems beside the rules that could be read: for `rules check`, which goes on with those."""
    errors: list[str] = []
    files: list[Path] = []
    list_folders: list[Path] = []
    for folder in [base or rules_dir(), *map(Path, extra)]:
        here = sorted(folder.glob("*.toml")) if folder.is_dir() else [folder]
        if not folder.exists():
            errors.append(f"{folder}: there is no such folder or file of rules")
            continue
        files += here
        lists_here = (folder if folder.is_dir() else folder.parent) / "lists"
        list_folders += [lists_here] if lists_here.is_dir() else []
        if not here and not lists_here.is_dir():
            errors.append(f"{folder}: holds no rule pack (*.toml) and no list (lists/*.csv)")
    lists = load_term_lists(list(dict.fromkeys(list_folders)), errors)
    packs: list[Pack] = []
    for path in dict.fromkeys(files):
        pack = _load_pack(path, errors)
        if pack is not None:
            packs = [p for p in packs if not _is_copy(pack, p)] + [pack]
    _check_ids(packs, errors)
    _check_lists(packs, lists, errors)
    list_files = [f for folder in dict.fromkeys(list_folders) for f in sorted(folder.glob("*.csv"))]  # lists of one name are all in force
    return RuleBase(packs, lists, _digest_of([*(p.path for p in packs), *list_files]), tuple(map(str, extra))), errors


def _digest_of(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _content_digest(lists: dict[str, TermList]) -> str:
    digest = hashlib.sha256()
    for name in sorted(lists):
        digest.update(f"{name}\0{lists[name].columns}\0{[list(row.values()) for row in lists[name].rows]}\0".encode())
    return digest.hexdigest()[:16]


def _is_copy(later: Pack, earlier: Pack) -> bool:
    if later.path.name != earlier.path.name or later.path == earlier.path:
        return False
    return bool({r.id for r in later.rules} & {r.id for r in earlier.rules})


def _load_pack(path: Path, errors: list[str]) -> Pack | None:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")  # Windows editors put a byte order mark in front
        data = tomllib.loads(text)
    except OSError as e:
        errors.append(f"{path.name}: cannot be read: {e.strerror}")
        return None
    except UnicodeDecodeError as e:
        errors.append(f"{path.name}:{raw.count(10, 0, e.start) + 1}: not UTF-8; save it as UTF-8")
        return None
    except tomllib.TOMLDecodeError as e:
        errors.append(f"{path.name}{toml_problem(e)}")
        return None
    lines = PackLines(text)
    errors += [f"{path.name}:{line}: {problem}" for line, problem in _head_problems(data, lines)]
    name, entries = data.get("pack"), data.get("rule", [])
    if name not in ROW_TYPES or not isinstance(entries, list):
        return None
    rules = [r for n, entry in enumerate(entries) if (r := _load_rule(path.name, str(name), n, entry, lines, errors))]
    return Pack(str(name), path, hashlib.sha256(raw).hexdigest()[:16], rules, str(data.get("version", "1")))


def _head_problems(data: dict[str, Any], lines: PackLines) -> Iterator[tuple[int, str]]:
    for key in sorted(set(data) - PACK_KEYS):
        yield lines.of_key(key), f"unknown key `{key}`{_meant(key, PACK_KEYS)}"
    for key, wanted in (("schema", 1), ("language", "de")):
        written = f'{key} = "{wanted}"' if isinstance(wanted, str) else f"{key} = {wanted}"
        if key not in data:
            yield 1, f"`{written}` is missing"
        elif data[key] != wanted or isinstance(data[key], bool):
            yield lines.of_key(key), f"must be `{written}`"
    for key in {"version", "title"} & set(data):
        if not isinstance(data[key], str):
            yield lines.of_key(key), f"`{key}` is a text, not {data[key]!r}"
    if "pack" not in data:
        yield 1, '`pack = "…"` is missing'
    elif data["pack"] not in ROW_TYPES:
        yield lines.of_key("pack"), f"pack = {data['pack']!r} is read by no component; say one of {', '.join(ROW_TYPES)}"
    if not isinstance(data.get("rule", []), list):
        yield lines.of_key("rule"), "write rules as [[rule]], with two brackets"


def _load_rule(file: str, pack: str, index: int, entry: Any, lines: PackLines, errors: list[str]) -> Rule | None:
    name = entry.get("id") if isinstance(entry, dict) else None
    where = f"{file}:{lines.of_rule(index)}: rule {name if isinstance(name, str) else f'number {index + 1}'}"
    try:
        rule = Rule.model_validate(entry)
    except ValidationError as e:
        shown = where.partition(": ")[2]
        errors += dict.fromkeys(f"{file}:{_line_of(err['loc'], index, lines)}: {shown}: {_one_line(err)}" for err in e.errors())
        return None
    rule._where = where
    problems = [f"{where}: {p}" for p in _rule_problems(rule)]
    for kind, number, example in rule.examples():
        at = f"{file}:{lines.of_example(index, kind, number)}: rule {rule.id}: {kind}-{number}"
        problems += [f"{at}: {p}" for p in _example_problems(rule, pack, kind, example)]
    errors += problems
    return None if problems else rule


def _line_of(place: tuple[int | str, ...], index: int, lines: PackLines) -> int:
    """The line of the example that a validation error is about, else that of the rule."""
    if len(place) > 1 and place[0] in ("hits", "misses", "gaps") and isinstance(place[1], int):
        return lines.of_example(index, str(place[0]), place[1] + 1)
    return lines.of_rule(index)


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


def _meant(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.7)
    return f"; did you mean `{near[0]}`?" if near else ""


def _keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _one_line(error: Any) -> str:
    place = list(error["loc"])
    of_example = len(place) > 1 and place[0] in ("hits", "misses", "gaps")
    if len(place) > 1 and place[0] in ("hits", "misses", "gaps") and isinstance(place[1], int):
        place = [f"{place[0]}-{place[1] + 1}", *place[2:]]
    message = _PLAIN_WORDS.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
    if error["type"] == "extra_forbidden":
        message += _meant(str(place[-1]), _keys(Example if of_example else Rule))
    if error["type"] == "string_pattern_mismatch":
        message = f"{error['input']!r} {_SHAPES.get(str(place[-1]), message)}"
    return f"{'.'.join(str(part) for part in place)}: {message}" if place else f"a rule {message}"


def _rule_problems(rule: Rule) -> Iterator[str]:
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


def _example_problems(rule: Rule, pack: str, kind: str, example: Example) -> Iterator[str]:
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


def _check_ids(packs: list[Pack], errors: list[str]) -> None:
    first: dict[str, str] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.id in first:
                errors.append(f"{rule.where}: the id is already used at {first[rule.id]}; ids are never reused")
            first.setdefault(rule.id, rule.where.partition(": ")[0])


def _check_lists(packs: list[Pack], lists: dict[str, TermList], errors: list[str]) -> None:
    for pack in packs:
        for rule in pack.rules:
            for name in dict.fromkeys(_list_names(rule)):
                if name not in lists:
                    errors.append(f"{rule.where}: there is no list `{name}` (lists/{name}.csv)")


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
