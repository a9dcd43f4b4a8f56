"""Triggers are derived from patterns; nothing that the engine finds may be lost."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.engine import MAX_TOKEN_CHARS, Match, RuleEngine
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
    assert (set(found.word.words), (found.left, found.right)) == (words, reach)


def test_a_figure_triggers_where_there_is_no_word() -> None:
    found = trigger_of([{"LOWER": "im", "OP": "?"}, FIGURE])
    assert found is not None
    assert found.word.fits("1998")
    assert not found.word.fits("Haus")


@pytest.mark.parametrize(
    ("pattern", "distances"),
    [
        ([ARTICLE, WORDS], [(-1, -1)]),
        ([ARTICLE, {"OP": "?"}, WORDS, FIGURE], [(-2, -1), (1, 1)]),
        ([ARTICLE, {"OP": "{1,3}"}, WORDS], [(-4, -2)]),
        ([FIGURE, {"LOWER": "uhr", "OP": "{1,2}"}], [(-2, -1)]),
        ([ARTICLE, {"OP": "*"}, WORDS], [(-7, -1)]),
        ([ARTICLE, {**WORDS, "OP": "+"}], []),
        ([{"LOWER": "der", "OP": "?"}, WORDS], []),
    ],
    ids=["beside", "optional between", "repeat between", "trigger repeated", "any number between", "trigger without end", "not needed"],
)
def test_conditions(pattern: list[dict[str, Any]], distances: list[tuple[int, int]]) -> None:
    found = trigger_of(pattern)
    assert found is not None
    assert [(c.nearest, c.farthest) for c in found.conditions] == distances


@pytest.mark.parametrize("pattern", [[{"POS": "NOUN"}], [{"LOWER": "jahr", "OP": "?"}, {"POS": "NOUN"}], [{"LOWER": {"NOT_IN": ["jahr"]}}]])
def test_patterns_without_a_trigger(pattern: list[dict[str, Any]]) -> None:
    assert trigger_of(pattern) is None


LONG = "1" * (MAX_TOKEN_CHARS + 1)
RULES = [
    rule("x.a", [ARTICLE, {"OP": "?"}, WORDS], [FIGURE]),
    rule("x.b", [{"IS_PUNCT": True}]),
    rule("x.c", [{"LOWER": "uhr"}, {"LOWER": "und", "OP": "*"}]),
    rule("x.d", [FIGURE, {"LOWER": "uhr", "OP": "+"}, {"OP": "?"}, {"LOWER": "und"}]),
    rule("x.e", [{"TEXT": {"REGEX": "^[A-Z]"}, "OP": "{1,2}"}, {"LOWER": "woche"}, {"LOWER": {"REGEX": "e$"}}]),
    rule("x.f", [{"TEXT": {"REGEX": "^[0-9]"}, "OP": "+"}]),
]
TEXTS = [
    "",
    "Die Woche .",
    "der alte Jahr 1998 , Uhr und und und",
    "Uhr " * 30,
    "Nichts davon",
    "im Jahr der Woche 12 ! Uhr",
    "12 Uhr Uhr und",
    "12 Uhr nun und die Woche",
    "Neue Alte Woche heute 1 2 3 Woche",
    "Woche",
]


NLP = spacy.blank("de")
PREFILTERED = PrefilteredEngine(NLP, RULES, {})
PLAIN = RuleEngine(NLP.vocab, RULES, {})


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_same_matches_as_the_engine(text: str) -> None:
    nlp = spacy.blank("de")
    doc = nlp(text)

    def found(engine: RuleEngine | PrefilteredEngine) -> list[tuple[str, int, int]]:
        return sorted((m.rule_id, m.start, m.end) for m in engine.matches(doc))

    assert found(PrefilteredEngine(nlp, RULES, {})) == found(RuleEngine(nlp.vocab, RULES, {}))


WORDS_OF_TEXTS = sorted({w for t in TEXTS for w in t.split() if len(w) < 50})


@given(st.lists(st.sampled_from(WORDS_OF_TEXTS), max_size=25))
@settings(max_examples=200, deadline=None)
def test_same_matches_in_any_text(words: list[str]) -> None:
    doc = Doc(NLP.vocab, words)
    assert [(m.rule_id, m.start, m.end, m.slots) for m in sorted(PREFILTERED.matches(doc), key=_place)] == [
        (m.rule_id, m.start, m.end, m.slots) for m in sorted(PLAIN.matches(doc), key=_place)
    ]


@given(st.lists(st.sampled_from(WORDS_OF_TEXTS), max_size=25), st.sets(st.integers(0, 25)))
@settings(max_examples=100, deadline=None)
def test_gaps_are_not_there(words: list[str], gaps: set[int]) -> None:
    kept = [i for i in range(len(words)) if i not in gaps]
    without = PREFILTERED.matches(Doc(NLP.vocab, [words[i] for i in kept]))
    found = PREFILTERED.matches(Doc(NLP.vocab, words), gaps)
    assert [(m.rule_id, m.start, m.end) for m in found] == [(m.rule_id, kept[m.start], kept[m.end - 1] + 1) for m in without]


def test_an_expression_sees_no_token_that_is_too_long() -> None:
    found = PREFILTERED.matches(Doc(NLP.vocab, [LONG, "Uhr", "nun", "und", LONG, "12", LONG, LONG]))
    assert [(m.rule_id, m.start, m.end) for m in found if m.rule_id != "x.c"] == [("x.a", 5, 6), ("x.f", 5, 6)]


def test_the_words_that_are_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.prefilter._MOST_WORDS", 50)
    monkeypatch.setattr("pipeline.prefilter._MOST_NEIGHBOURS", 20)
    engine = PrefilteredEngine(NLP, RULES, {})
    for n in range(100):
        engine.matches(Doc(NLP.vocab, [f"{n}-{i}" for i in range(10)] + ["Neue", "Woche", f"x{n}"]))
    for kept, most in [(engine._words, 50), *((e, 20) for e in engine._expressions.values())]:
        assert len(kept) + len(kept._older) <= most
    assert len(engine._words.bits) <= 50


def _place(match: Match) -> tuple[int, int, str]:
    return (match.start, match.end, match.rule_id)
