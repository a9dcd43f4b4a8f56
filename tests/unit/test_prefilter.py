"""The prefilter must not cost a match: on the examples of all packs it finds what trying every pattern everywhere finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy

from pipeline.engine import Match, RuleEngine
from pipeline.prefilter import PrefilteredEngine, trigger_of
from pipeline.rulepack import Rule, load_rules
from pipeline.termlists import TermList

BASE = load_rules()
NLP = spacy.blank("de")


def places(matches: list[Match]) -> set[tuple[str, int, int]]:
    return {(m.rule_id, m.start, m.end) for m in matches}


@pytest.mark.parametrize("pack", ["dates", "escalations", "quotes", "actors"])
def test_no_match_is_lost_on_the_examples_of_all_packs(pack: str) -> None:
    plain = RuleEngine(NLP.vocab, BASE.rules(pack), BASE.lists)
    prefiltered = PrefilteredEngine(NLP, BASE.rules(pack), BASE.lists)
    texts = sorted({e.plain_text for r in BASE.rules() for _, _, e in r.examples()})
    lost = {}
    for text in [*texts, " ".join(texts[:200])]:
        doc = NLP(text)
        wanted, found = places(plain.matches(doc)), places(prefiltered.matches(doc))
        if wanted != found:
            lost[text[:80]] = wanted ^ found
    assert lost == {}


def rule(pattern: list[dict[str, Any]], **keys: Any) -> Rule:
    return Rule.model_validate(
        {"id": "t.rule", "title": "Titel", "status": "draft", "engine": "token", "label": "X", "pattern": pattern, **keys}
    )


LISTS = {"days": TermList("days", Path("days.csv"), ["term"], [{"term": "Montag"}])}
CASES = {
    "a_word": ([{"LOWER": "montag"}], "Er kam Montag an", ["Montag"]),
    "words_around": (
        [{"LOWER": "am", "OP": "?"}, {"LOWER": "montag"}, {"LOWER": "früh", "OP": "{0,2}"}],
        "Er kam am Montag früh",
        ["am Montag früh"],
    ),
    "nothing": ([{"LOWER": "montag"}], "Er kam an", []),
    "list": ([{"LOWER": {"IN_LIST": "days"}}], "MONTAG und Montag", ["MONTAG", "Montag"]),
    "expression": ([{"LOWER": {"REGEX": "^mon"}}], "Er kam Montag", ["Montag"]),
    "expression_minds_case": ([{"TEXT": {"REGEX": "^Mon"}}], "montag Montag", ["Montag"]),
    "nothing_telling": ([{"IS_PUNCT": True}], "Er kam.", ["."]),
    "function_word": ([{"LOWER": "am"}, {"IS_TITLE": True}], "Er kam am Montag", ["am Montag"]),
}


@pytest.mark.parametrize(("pattern", "text", "wanted"), CASES.values(), ids=CASES.keys())
def test_matches(pattern: list[dict[str, Any]], text: str, wanted: list[str]) -> None:
    doc = NLP(text)
    assert [m.span(doc).text for m in PrefilteredEngine(NLP, [rule(pattern)], LISTS).matches(doc)] == wanted


def test_the_most_telling_entry_is_the_trigger() -> None:
    trigger = trigger_of([{"LOWER": "am", "OP": "?"}, {"LOWER": "der"}, {"LOWER": "montag"}, {"IS_DIGIT": True, "OP": "{0,3}"}])
    assert trigger is not None
    assert (trigger.words, trigger.left, trigger.right) == (frozenset({"montag"}), 2, 3)


def test_optional_entries_are_no_trigger() -> None:
    assert trigger_of([{"LOWER": "am", "OP": "?"}, {"IS_TITLE": True}]) is None
