"""Triggers are derived from patterns; nothing that the engine finds may be lost."""

from __future__ import annotations

from typing import Any

import pytest
import spacy

from pipeline.engine import RuleEngine
from pipeline.prefilter import PrefilteredEngine, trigger_of
from pipeline.rulepack import Rule

WORDS = {"LOWER": {"IN": ["woche", "jahr"]}}
ARTICLE = {"LOWER": {"IN": ["der", "die"]}}
FIGURE = {"TEXT": {"REGEX": "^[0-9]+$"}}


def rule(rule_id: str, *patterns: list[dict[str, Any]]) -> Rule:
    return Rule(id=rule_id, title="Regel", status="draft", engine="token", label="X", patterns=list(patterns))


@pytest.mark.parametrize(
    ("pattern", "words", "reach"),
    [
        ([ARTICLE, WORDS], {"woche", "jahr"}, (1, 0)),
        ([WORDS, {"LOWER": "darauf", "OP": "?"}], {"woche", "jahr"}, (0, 1)),
        ([{"POS": "ADJ", "OP": "*"}, WORDS, {"OP": "{2,4}"}], {"woche", "jahr"}, (6, 4)),
        ([FIGURE, {"LOWER": "uhr"}], {"uhr"}, (1, 0)),
        ([{"LOWER": "der"}, {"POS": "NOUN"}], {"der"}, (0, 1)),
    ],
    ids=["article", "optional", "repeats", "word before figure", "nothing else"],
)
def test_trigger(pattern: list[dict[str, Any]], words: set[str], reach: tuple[int, int]) -> None:
    found = trigger_of(pattern)
    assert found is not None
    assert (set(found.words), (found.left, found.right)) == (words, reach)


def test_a_figure_triggers_where_there_is_no_word() -> None:
    found = trigger_of([{"LOWER": "im", "OP": "?"}, FIGURE])
    assert found is not None
    assert found.fires("1998")
    assert not found.fires("Haus")


@pytest.mark.parametrize("pattern", [[{"POS": "NOUN"}], [{"LOWER": "jahr", "OP": "?"}, {"POS": "NOUN"}], [{"LOWER": {"NOT_IN": ["jahr"]}}]])
def test_patterns_without_a_trigger(pattern: list[dict[str, Any]]) -> None:
    assert trigger_of(pattern) is None


RULES = [
    rule("x.a", [ARTICLE, {"OP": "?"}, WORDS], [FIGURE]),
    rule("x.b", [{"IS_PUNCT": True}]),
    rule("x.c", [{"LOWER": "uhr"}, {"LOWER": "und", "OP": "*"}]),
]
TEXTS = ["", "Die Woche .", "der alte Jahr 1998 , Uhr und und und", "Uhr " * 30, "Nichts davon", "im Jahr der Woche 12 ! Uhr"]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_same_matches_as_the_engine(text: str) -> None:
    nlp = spacy.blank("de")
    doc = nlp(text)

    def found(engine: RuleEngine | PrefilteredEngine) -> list[tuple[str, int, int]]:
        return sorted((m.rule_id, m.start, m.end) for m in engine.matches(doc))

    assert found(PrefilteredEngine(nlp, RULES, {})) == found(RuleEngine(nlp.vocab, RULES, {}))
