"""The many ways in which German says a time limit, a threat, a promise or a step: `tests/unit/escalations/wording.toml`, one case each."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.extensions import rows, set_published_on
from pipeline.records import EscalationFrame

CASES = tomllib.loads((Path(__file__).parent / "escalations" / "wording.toml").read_text(encoding="utf-8"))["case"]
MARK = re.compile(r"\[\[(.+?)\]\]")


def _plain(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without marks, and the marked stretches in it."""
    spans: list[tuple[int, int]] = []
    for number, match in enumerate(MARK.finditer(marked)):
        start = match.start() - 4 * number
        spans.append((start, start + len(match[1])))
    return MARK.sub(r"\1", marked), spans


@pytest.fixture(scope="module")
def found(nlp: Any) -> dict[str, list[EscalationFrame]]:
    """The frames of all cases by id, parsed in one go."""
    docs = []
    for case in CASES:
        doc = nlp.make_doc(_plain(case["text"])[0])
        set_published_on(doc, dt.date(2026, 3, 2))
        docs.append(doc)
    return {case["id"]: rows(doc, "escalations") for case, doc in zip(CASES, nlp.pipe(docs, batch_size=64), strict=True)}


def _param(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case["known"])] if "known" in case else []
    return pytest.param(case, id=case["id"], marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_wording(found: dict[str, list[EscalationFrame]], case: dict[str, Any]) -> None:
    frames, (_, spans) = found[case["id"]], _plain(case["text"])
    at = [[f for f in frames if f.window_start_char < end and start < f.window_end_char] for start, end in spans]
    assert [[f.kind for f in hits] for hits in at] == [[kind] for kind in case.get("kinds", [])]
    assert len(frames) == len(spans)
    for hits, name in zip(at, case.get("responders", []), strict=False):
        assert not name or any(_same(name, responder) for responder in hits[0].responders), hits[0].responders


def _same(wanted: str, got: str) -> bool:
    """The scorer's measure: all words, or half of them."""
    one, other = set(wanted.lower().split()), set(got.lower().split())
    return one <= other or 4 * len(one & other) >= len(one) + len(other)


def test_cases_are_many_and_have_ids_of_their_own() -> None:
    assert len(CASES) == len({case["id"] for case in CASES})
    assert len([case for case in CASES if case.get("kinds")]) > 300
    assert len([case for case in CASES if not case.get("kinds")]) > 150
