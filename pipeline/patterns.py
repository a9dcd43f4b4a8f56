"""What a pattern in a rule pack may say. Everything that could never match, or could hang a run, is named here, without loading spaCy.

spaCy's own validation (`Matcher(validate=True)`) runs later, in `pipeline.engine`; it lets pass what is checked here: values that cannot
equal any token, operators on dependency nodes, unbounded wildcards, regular expressions that backtrack without end.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.expressions import regex_problem


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT_ATTRIBUTES = _names("ORTH TEXT LOWER NORM LEMMA")
ATTRIBUTES = TEXT_ATTRIBUTES | _names(
    """LENGTH IS_ALPHA IS_ASCII IS_BRACKET IS_CURRENCY IS_DIGIT IS_LEFT_PUNCT IS_LOWER IS_PUNCT IS_QUOTE IS_RIGHT_PUNCT IS_SENT_START
    IS_SPACE IS_STOP IS_TITLE IS_UPPER LIKE_EMAIL LIKE_NUM LIKE_URL POS TAG MORPH DEP SHAPE PREFIX SUFFIX SPACY ENT_TYPE ENT_IOB FUNC"""
)
FLAGS = frozenset(a for a in ATTRIBUTES if a.startswith(("IS_", "LIKE_"))) | {"SPACY"}
SET_OPERATORS = frozenset({"IN", "NOT_IN", "IS_SUBSET", "IS_SUPERSET", "INTERSECTS"})
LIST_OPERATORS = frozenset({"IN_LIST", "NOT_IN_LIST"})  # ours: the first column of a term list
COMPARISONS = _names("== != >= <= > <")
FUZZY = _names("FUZZY FUZZY1 FUZZY2 FUZZY3 FUZZY4 FUZZY5 FUZZY6 FUZZY7 FUZZY8 FUZZY9")
VALUE_OPERATORS = SET_OPERATORS | LIST_OPERATORS | COMPARISONS | FUZZY | {"REGEX"}
REPEAT = re.compile(r"[?*+!]|\{\d+\}|\{\d+,\d*\}|\{,\d+\}")
RELATIONS = _names("< > << >> . .* ; ;* $+ $- $++ $-- >+ >- >++ >-- <+ <- <++ <--")
NODE_KEYS = frozenset({"LEFT_ID", "REL_OP", "RIGHT_ID", "RIGHT_ATTRS"})


def token_pattern_problems(pattern: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with one pattern of `engine = "token"`, one line a problem."""
    for number, entry in enumerate(pattern, start=1):
        where = f"entry {number}"
        yield from (f"{where}: {p}" for p in _attribute_problems({k: v for k, v in entry.items() if k not in ("OP", "SLOT")}))
        repeat = entry.get("OP", "{1}")
        if not isinstance(repeat, str) or not REPEAT.fullmatch(repeat):
            yield f"{where}: OP = {repeat!r} is no repeat; say ?, *, +, !, {{n}} or {{n,m}}"
        elif _is_open(repeat) and _matches_nearly_all(entry):
            yield f'{where}: OP = "{repeat}" on an entry that nearly every token fits could run over the whole article; say {{0,8}}'
        if "SLOT" in entry and not (isinstance(entry["SLOT"], str) and entry["SLOT"].isidentifier()):
            yield f'{where}: SLOT must be a name such as "amount", not {entry["SLOT"]!r}'
    if pattern and all(_may_be_absent(e.get("OP")) for e in pattern):
        yield "every entry may be absent, so the pattern says nothing; at least one must be there"


def dependency_pattern_problems(pattern: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with one pattern of `engine = "dependency"`, one line a problem."""
    declared: set[str] = set()
    for number, node in enumerate(pattern, start=1):
        where = f"node {node.get('RIGHT_ID', number)}"
        for key in sorted(set(node) - NODE_KEYS):
            yield f"{where}: unknown key `{key}`{meant(key, NODE_KEYS)}"
        wanted = {"RIGHT_ID", "RIGHT_ATTRS"} if number == 1 else NODE_KEYS
        for key in sorted(wanted - set(node)):
            yield f"{where}: `{key}` is missing"
        if number == 1:
            for key in sorted({"LEFT_ID", "REL_OP"} & set(node)):
                yield f"{where}: the first node is the anchor and has no `{key}`"
        else:
            if node.get("LEFT_ID", "") not in {*declared, ""}:
                yield f'{where}: LEFT_ID = "{node["LEFT_ID"]}" is no node above it'
            if "REL_OP" in node and node["REL_OP"] not in RELATIONS:
                yield f'{where}: REL_OP = "{node["REL_OP"]}" is none of {" ".join(sorted(RELATIONS))}'
        name = node.get("RIGHT_ID")
        if name in declared:
            yield f"{where}: RIGHT_ID stands there twice"
        declared.add(str(name))
        attributes = node.get("RIGHT_ATTRS", {})
        if not isinstance(attributes, dict):
            yield f"{where}: RIGHT_ATTRS must be a table of attributes"
            continue
        for key in sorted({"OP", "SLOT"} & set(attributes)):
            yield f"{where}: `{key}` has no meaning in RIGHT_ATTRS"
        yield from (f"{where}: {p}" for p in _attribute_problems({k: v for k, v in attributes.items() if k not in ("OP", "SLOT")}))


def slot_names(engine: str, alternatives: list[list[dict[str, Any]]]) -> set[str]:
    """The slots that patterns of this engine fill: `SLOT` of token entries, `RIGHT_ID` of dependency nodes."""
    key = "RIGHT_ID" if engine == "dependency" else "SLOT"
    return {str(entry[key]) for pattern in alternatives for entry in pattern if key in entry}


def _attribute_problems(attributes: dict[str, Any]) -> Iterator[str]:
    for attribute, value in attributes.items():
        if attribute not in ATTRIBUTES:
            yield f"unknown attribute `{attribute}`{meant(attribute, ATTRIBUTES)}"
        elif isinstance(value, dict) and attribute != "FUNC":
            if not value:
                yield f"{attribute} = {{}} asks for nothing"
            for operator, wanted in value.items():
                yield from _operator_problems(attribute, operator, wanted)
        else:
            yield from _value_problems(attribute, value)


def _operator_problems(attribute: str, operator: str, wanted: Any) -> Iterator[str]:
    if operator not in VALUE_OPERATORS:
        yield f"{attribute}: unknown operator `{operator}`{meant(operator, VALUE_OPERATORS)}"
    elif operator in LIST_OPERATORS:
        if not isinstance(wanted, str):
            yield f"{attribute}: {operator} takes the name of a list, not {wanted!r}"
    elif operator in SET_OPERATORS:
        if not isinstance(wanted, list):
            yield f"{attribute}: {operator} takes a list, not {wanted!r}"
            return
        yield from _list_problems(f"{attribute}: {operator}", wanted)
        for one in wanted:
            yield from _value_problems(attribute, one)
    elif operator == "REGEX" or operator in FUZZY:
        if isinstance(wanted, dict) and set(wanted) <= {"IN", "NOT_IN"} and wanted and all(isinstance(v, list) for v in wanted.values()):
            for inner in wanted.values():
                yield from _list_problems(f"{attribute}: {operator}", inner)
            expressions = [e for inner in wanted.values() for e in inner]
        else:
            expressions = [wanted]
        for expression in expressions:
            if not isinstance(expression, str):
                yield f"{attribute}: {operator} takes a string, not {expression!r}"
            elif operator == "REGEX" and (problem := regex_problem(expression)):
                yield f"REGEX «{expression}»: {problem}"
    elif attribute != "LENGTH" or isinstance(wanted, bool) or not isinstance(wanted, int):
        yield f"{attribute}: `{operator}` compares LENGTH with a number"


def _list_problems(where: str, entries: list[Any]) -> Iterator[str]:
    if not entries:
        yield f"{where} = [] is empty, nothing can match it"
    seen = []
    for entry in entries:
        if entry in seen:
            yield f"{where}: «{entry}» stands there twice"
        seen.append(entry)


def _value_problems(attribute: str, value: Any) -> Iterator[str]:
    if attribute in FLAGS:
        if not isinstance(value, bool):
            yield f"{attribute} is true or false, not {value!r}"
    elif attribute == "LENGTH":
        if isinstance(value, bool) or not isinstance(value, int):
            yield f"LENGTH is a number, not {value!r}"
    elif attribute == "FUNC":
        if not isinstance(value, str) and not (isinstance(value, list) and value and all(isinstance(v, str) for v in value)):
            yield f"FUNC is the name of a function or a list of names, not {value!r}"
    elif not isinstance(value, str):
        yield f"{attribute} is a text, not {value!r}"
    elif attribute == "LOWER" and value != value.lower():
        yield f'LOWER = "{value}" can never match, a token\'s LOWER has no capitals; write "{value.lower()}"'
    elif attribute in TEXT_ATTRIBUTES and (value != value.strip() or " " in value):
        yield f'{attribute} = "{value}" can never match, no token holds a space; one entry is one token'


def meant(name: str, known: Iterable[str]) -> str:
    """„; did you mean …?“ with the known name that is written most alike, in small letters or capitals; empty if none is."""
    names = sorted(known)
    near = [match for written in (name, name.upper()) for match in difflib.get_close_matches(written, names, n=1, cutoff=0.7)]
    return f"; did you mean `{near[0]}`?" if near else ""


def _is_open(repeat: str) -> bool:
    return repeat in ("*", "+") or repeat.endswith(",}")


def _may_be_absent(repeat: Any) -> bool:
    return isinstance(repeat, str) and (repeat in ("?", "*") or repeat.startswith(("{0", "{,")))


def _matches_nearly_all(entry: dict[str, Any]) -> bool:
    """Whether the entry says only what a token is not, or that it is a word: then an open-ended repeat of it knows no end."""

    def narrows(attribute: str, value: Any) -> bool:
        if attribute in ("OP", "SLOT"):
            return False
        if attribute in ("IS_ALPHA", "IS_ASCII", "IS_LOWER") or value is False:
            return False
        return not (isinstance(value, dict) and value and set(value) <= {"NOT_IN", "NOT_IN_LIST", "!="})

    return not any(narrows(a, v) for a, v in entry.items())
