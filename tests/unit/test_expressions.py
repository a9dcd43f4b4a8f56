"""Which regular expressions a pack may hold, and that those are fast on whatever the engine shows them."""

from __future__ import annotations

import re
import time

import pytest

from pipeline.expressions import LONGEST, regex_problem

ALLOWED = [
    r"^\d{1,2}$",
    r"\d+[.,]\d+",
    r"^(montag|dienstag)s?$",
    r"(?:ab|cd)+",
    r"(ab|cd|ae)*",
    r"(\d{1,2}\.){1,3}\d{2,4}",
    r"^[^\W\d]+-\w+$",
    r"a|ab|abc",
    r"x(?=y)",
    r"(\w|\d)+x",  # one set of characters to Python, not alternatives
    r"(?i)(?:a|A)+b",
    r"^(\d[\d.,½]*|eine[nmrs]?|(ein|und|zwei|zweier|drei|dreier|zig|hundert){1,6})$",
    r"(?:foo|bar)?baz.*",
    r"((((a?)?)?)?)?",
    r".*.*.*x",
    r"\w*\w*\w*x",
    "(" * 50 + "a" + ")" * 50,
]
HANGING = [
    r"(a+)+b",
    r"(a*)*b",
    r"(a|a)*b",
    r"(a|aa)*b",
    r"(ab|abc)*d",
    r"(a?a)*b",
    r"(a{1,2})*b",
    r"(a{1,2}){1,30}b",
    r"((ab)*)+c",
    r"(?:a|b|ab)*c",
    r"(|a)+b",
    r"(?=(a+)+b)a",
    r"(.*)*x",
    r"(a+){1,16}b",
    r"(.)\1+",
    r"\w*\w*\w*\w*x",
    r"(?:\w+\s?)*x",
    "a?" * 30 + "a" * 30,
    r"(a?){13}(a?){13}b",
]
BROKEN = ["(", "a{1000}", "[z-a]", "*", "(?P<x>a)(?P=x)"]


@pytest.mark.parametrize("expression", ALLOWED)
def test_allowed_and_fast_on_the_longest_token(expression: str) -> None:
    assert regex_problem(expression) is None
    compiled = re.compile(expression)
    for piece in ("a", "1", "ab", "1.", "zweier", "x"):
        text = (piece * LONGEST)[: LONGEST - 1] + "!"
        start = time.process_time()
        compiled.search(text)
        assert time.process_time() - start < 2


@pytest.mark.parametrize("expression", [*HANGING, *BROKEN])
def test_refused(expression: str) -> None:
    assert regex_problem(expression)


@pytest.mark.parametrize("expression", ["(" * 5000 + "a" + ")" * 5000, "a" * 50_000], ids=["deep", "long"])
def test_odd_expressions_get_an_answer(expression: str) -> None:
    regex_problem(expression)
