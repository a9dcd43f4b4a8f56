"""What is wrong with packs beyond their text: patterns against spaCy, labels against the model, rules against their component."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from typing import Any

from spacy.language import Language

import pipeline.nlp  # noqa: F401  (so that all components are known)
from pipeline.components.base import RuleComponent
from pipeline.engine import RuleEngine, meaning_problems
from pipeline.paths import rules_dir
from pipeline.rulepack import Rule, RuleBase, RulePackError
from pipeline.rules import list_names
from pipeline.sections import BOILERPLATE_LIST, boilerplate_rows


def pack_problems(nlp: Language, base: RuleBase) -> list[str]:
    """One line a problem of all packs: what would make `load_pipeline` refuse them."""
    found = [e for e in boilerplate_rows(base.extra)[1] if e.startswith(f"{BOILERPLATE_LIST}.csv: ")]  # others were found with the lists
    components = {c.pack: c for c in RuleComponent.__subclasses__()}
    for pack in sorted({p.name for p in base.packs}):
        rules = base.rules(pack)
        component = components.get(pack, RuleComponent)
        found += meaning_problems(rules, pack, component.labels_understood, component.settings_understood)
        for rule in rules:  # one by one, so that one bad rule does not hide another's labels
            try:
                found += RuleEngine(nlp.vocab, [rule], base.lists, nlp.tokenizer).label_problems(nlp)
            except RulePackError as e:
                found.append(str(e))
    return found


def pack_warnings(nlp: Language, base: RuleBase, only: Collection[str] | None = None) -> list[str]:
    """What works but is hardly meant, in all rules or in those with these ids: several tokens asked of one, a parser that is not there."""
    parsed = "parser" in nlp.pipe_names
    looked_at = [r for r in base.rules() if only is None or r.id in only]
    found = unread_lists(base)
    found += [f"{r.where}: stays silent, the pipeline has no parser" for r in looked_at if r.engine == "dependency" and not parsed]
    users: dict[str, list[Rule]] = {}
    for rule in looked_at:
        for name in dict.fromkeys(_lists_of_one_token(rule.alternatives)):
            users.setdefault(name, []).append(rule)
    for name, rules in users.items():
        long = [t for t in base.lists[name].terms if len(nlp.tokenizer(t)) > 1]
        if long:
            terms = ", ".join(f"«{t}»" for t in long[:5]) + (", …" if len(long) > 5 else "")
            others = f" and {len(rules) - 1} other rules" if len(rules) > 1 else ""
            found.append(f'{rules[0].where}{others}: IN_LIST = "{name}" compares one token, so {terms} can never match there')
    return found


def _lists_of_one_token(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "IN_LIST":
                yield str(inner)
            else:
                yield from _lists_of_one_token(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lists_of_one_token(inner)


def unread_lists(base: RuleBase) -> list[str]:
    """Lists of one's own that add to none that comes with Lagebild and that no rule names: mostly a slip in the name of the file."""
    ours = {path.stem for path in (rules_dir() / "lists").glob("*.csv")}
    named = {name for rule in base.rules() for name in list_names(rule)}
    found = []
    for name in sorted(set(base.lists) - ours - named):
        near = [n for n in sorted(ours) if name in n or n in name] or difflib.get_close_matches(name, ours, n=1)
        hint = f"; did you mean {near[0]}.csv?" if near else ""
        found.append(f"lists/{base.lists[name].path.name}: no rule names this list, and none that comes with Lagebild has its name{hint}")
    return found


def find_rule(base: RuleBase, rule_id: str) -> Rule | None:
    """The rule with this id, retired ones included."""
    return next((r for p in base.packs for r in p.rules if r.id == rule_id), None)
