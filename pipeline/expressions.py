"""Which regular expressions a rule pack may hold: those that cannot hang a run, whatever text they meet.

Python's matcher backtracks: where an expression can match the same characters in several ways, it may try them all. Counted here, from
above, is in how many ways; the engine shows expressions no token of more than `LONGEST` characters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

LONGEST = 100  # characters of a token
MOST_OPEN = 3  # repeats without a bound in one expression
MOST_WAYS = 10_000_000
_AMBIGUOUS = "what this repeat holds can match in several ways, which could hang a run; write it flat"


@lru_cache(maxsize=4096)  # packs repeat their expressions
def regex_problem(pattern: str) -> str | None:
    """Why a regular expression is not allowed in a pack, None where it is.

    Refused are broken ones, back-references, an open-ended repeat of something that can itself match in several ways (a repeat,
    alternatives of which one begins another), more than `MOST_OPEN` open repeats, and whatever could match in more than `MOST_WAYS` ways.
    """
    try:
        re.compile(pattern)
        parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
    except (re.error, RecursionError, OverflowError) as e:
        return f"not a regular expression: {e}"
    reader = _Reader()
    ways = reader.ways(parsed)
    if reader.problem is None and reader.open_repeats > MOST_OPEN:
        return f"{reader.open_repeats} open repeats; at most {MOST_OPEN} are allowed, bound the others with {{0,20}}"
    if reader.problem is None and ways > MOST_WAYS:
        return "it can match in too many ways, which could hang a run; write it simpler"
    return reader.problem


class _Reader:
    """Walks a parsed expression, counts the ways in which it can match, and notes the first problem."""

    def __init__(self) -> None:
        self.problem: str | None = None
        self.open_repeats = 0

    def ways(self, items: Any) -> float:
        """An upper bound for a sequence: the product over its parts."""
        product = 1.0
        for op, argument in items:
            product *= self._ways_of(str(op), argument)
        return min(product, 1e30)

    def _ways_of(self, op: str, argument: Any) -> float:
        if op in ("GROUPREF", "GROUPREF_EXISTS", "GROUPREF_IGNORE"):
            self._note("a back-reference could hang a run; write it flat")
        elif op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._ways_of_repeat(int(argument[0]), int(argument[1]), argument[2])
        elif op == "BRANCH":
            return self._ways_of_branches(argument[1])
        elif op == "SUBPATTERN":
            return self.ways(argument[3])
        elif op == "ATOMIC_GROUP":
            return self.ways(argument)
        elif op in ("ASSERT", "ASSERT_NOT"):
            return self.ways(argument[1])
        return 1.0

    def _ways_of_repeat(self, least: int, most: int, body: Any) -> float:
        inner = self.ways(body)
        if least > LONGEST:
            self._note(f"{{{least}}} is more than {LONGEST}, no token is so long")
        if most > LONGEST:
            self.open_repeats += 1
            if inner > 1:
                self._note(_AMBIGUOUS)
            return float(LONGEST)
        ways = (most - least + 1) * (inner**most if inner < 1e6 or most <= 1 else 1e30)
        if most > 1 and ways > MOST_WAYS:
            self._note(_AMBIGUOUS)
        return ways

    def _ways_of_branches(self, branches: list[Any]) -> float:
        """Alternatives of which none begins another can match in one way only; of others, each that may begin alike adds its ways."""
        ways = [self.ways(branch) for branch in branches]
        words = [_literal(branch) for branch in branches]
        if all(w is not None for w in words):
            return float(max(sum(str(w).startswith(str(v)) for v in words) for w in words))
        return max(ways) if _begin_differently(branches) else sum(ways)

    def _note(self, problem: str) -> None:
        self.problem = self.problem or problem


def _literal(branch: Any) -> str | None:
    """The word that a branch of plain characters spells, in small letters (the expression may say (?i)); None for any other."""
    return "".join(chr(a).lower() for _, a in branch) if all(str(op) == "LITERAL" for op, _ in branch) else None


def _begin_differently(branches: list[Any]) -> bool:
    """Whether each branch begins with a character of its own; where that cannot be told, no."""
    seen: set[str] = set()
    for branch in branches:
        first = _first_characters(branch)
        if not first or first & seen:
            return False
        seen |= first
    return True


def _first_characters(branch: Any) -> set[str]:
    for op, argument in branch:
        if str(op) == "LITERAL":
            return {chr(argument).lower()}
        if str(op) == "IN" and all(str(o) == "LITERAL" for o, _ in argument):
            return {chr(a).lower() for _, a in argument}
        break
    return set()
