"""TOML rule packs → validated packs with a digest. A bad pack raises `RulePackError` that names file, line or rule, and what is wrong.

A pack is data: it cannot run code, and a regular expression that could backtrack without end is refused. See docs/RULES.md for the format.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.packlines import PackLines, toml_problem
from pipeline.paths import rules_dir
from pipeline.patterns import meant, regex_problem
from pipeline.rules import ROW_TYPES, Example, Rule, example_problems, list_names, one_line, rule_problems
from pipeline.termlists import TermList, load_term_lists

__all__ = ["Example", "Pack", "Rule", "RuleBase", "RulePackError", "TermList", "load_rules", "read_rules", "regex_problem"]

LIST_PREFIXES = {"dates": "time_", "actors": "actor_", "quotes": "quote_", "escalations": "esc_"}  # pack -> how its lists are named
PACK_KEYS = frozenset({"schema", "pack", "language", "version", "title", "rule"})


class RulePackError(ValueError):
    """A pack that cannot be used; the message says where and why, one line a problem."""


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
            named = {name for rule in self.rules(pack) for name in list_names(rule)}
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
        yield lines.of_key(key), f"unknown key `{key}`{meant(key, PACK_KEYS)}"
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
        errors += dict.fromkeys(f"{file}:{_line_of(err['loc'], index, lines)}: {shown}: {one_line(err)}" for err in e.errors())
        return None
    rule._where = where
    problems = [f"{where}: {p}" for p in rule_problems(rule)]
    for kind, number, example in rule.examples():
        at = f"{file}:{lines.of_example(index, kind, number)}: rule {rule.id}: {kind}-{number}"
        problems += [f"{at}: {p}" for p in example_problems(rule, pack, kind, example)]
    errors += problems
    return None if problems else rule


def _line_of(place: tuple[int | str, ...], index: int, lines: PackLines) -> int:
    """The line of the example that a validation error is about, else that of the rule."""
    if len(place) > 1 and place[0] in ("hits", "misses", "gaps") and isinstance(place[1], int):
        return lines.of_example(index, str(place[0]), place[1] + 1)
    return lines.of_rule(index)


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
            for name in dict.fromkeys(list_names(rule)):
                if name not in lists:
                    errors.append(f"{rule.where}: there is no list `{name}` (lists/{name}.csv)")
