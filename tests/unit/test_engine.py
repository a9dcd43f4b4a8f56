"""Matching on Docs built by hand: slots, lists, functions under both label schemes, odd Docs, and time."""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.engine import MAX_TOKEN_CHARS, Match, RuleEngine, build_engine, longest, resolved_patterns
from pipeline.rulepack import Pack, Rule, RuleBase, RulePackError
from pipeline.termlists import TermList
from tests.cpu import cpu_seconds

NLP = spacy.blank("de")
LISTS = {
    "units": TermList("units", Path("units.csv"), ["term"], [{"term": t} for t in ("Stunden", "Tage")]),
    "names": TermList("names", Path("names.csv"), ["term"], [{"term": t} for t in ("Weißes Haus", "Kreml")]),
    "verbs": TermList("verbs", Path("verbs.csv"), ["term"], [{"term": t} for t in ("sagen", "melden")]),
}


def rule(engine: str = "token", **keys: Any) -> Rule:
    return Rule.model_validate({"id": "t.rule", "title": "Titel", "status": "draft", "engine": engine, "label": "X", **keys})


def found(rules: Rule | list[Rule], doc: Doc | str) -> list[tuple[str, dict[str, str]]]:
    doc = NLP(doc) if isinstance(doc, str) else doc
    engine = RuleEngine(doc.vocab, rules if isinstance(rules, list) else [rules], LISTS)
    matches = engine.matches(doc)
    return [(m.span(doc).text, {n: str(m.slot(doc, n)) for n in m.slots}) for m in matches]


AMOUNT = [{"LIKE_NUM": True, "SLOT": "amount"}, {"LOWER": {"IN_LIST": "units"}, "SLOT": "unit"}]
TOKEN_CASES = {
    "slots": (AMOUNT, "Sie wartet 48 Stunden.", [("48 Stunden", {"amount": "48", "unit": "Stunden"})]),
    "list_is_lowered_for_lower": (AMOUNT, "48 STUNDEN", [("48 STUNDEN", {"amount": "48", "unit": "STUNDEN"})]),
    "no_match": (AMOUNT, "Sie wartet lange.", []),
    "optional_slot_absent": ([{"LOWER": "etwa", "OP": "?", "SLOT": "about"}, {"LIKE_NUM": True}], "am 48", [("48", {})]),
    "repeated_slot_is_one_stretch": (
        [{"LOWER": "bis"}, {"IS_DIGIT": True, "OP": "+", "SLOT": "numbers"}],
        "bis 1 2 3 dann",
        [("bis 1 2 3", {"numbers": "1 2 3"})],
    ),
    "not_in_list": ([{"LOWER": "48"}, {"LOWER": {"NOT_IN_LIST": "units"}}], "48 Stunden oder 48 Meter", [("48 Meter", {})]),
    "bounded_wildcard": (
        [{"LOWER": "von"}, {"OP": "{0,2}"}, {"LOWER": "bis"}],
        "von heute früh bis morgen von a b c bis d",
        [("von heute früh bis", {})],
    ),
}


@pytest.mark.parametrize(("pattern", "text", "wanted"), TOKEN_CASES.values(), ids=TOKEN_CASES.keys())
def test_token_patterns(pattern: list[dict[str, Any]], text: str, wanted: list[Any]) -> None:
    assert found(rule(pattern=pattern), text) == wanted


def test_longest_match_unless_not_greedy() -> None:
    pattern = [{"IS_DIGIT": True, "OP": "+"}]
    assert [t for t, _ in found(rule(pattern=pattern), "1 2")] == ["1 2"]
    assert [t for t, _ in found(rule(pattern=pattern, greedy=False), "1 2")] == ["1 2", "1", "2"]


def test_alternatives_and_settings() -> None:
    doc = NLP("heute und morgen")
    engine = RuleEngine(NLP.vocab, [rule(patterns=[[{"LOWER": "heute"}], [{"LOWER": "morgen"}]], set={"days": 1}, priority=2)], {})
    assert [(m.start, m.end, m.label, m.attrs, m.priority) for m in engine.matches(doc)] == [
        (0, 1, "X", {"days": 1}, 2),
        (2, 3, "X", {"days": 1}, 2),
    ]


TERM_CASES = {
    "orth": ("names", "ORTH", "Das Weißes Haus und der Kreml", ["Weißes Haus", "Kreml"]),
    "orth_minds_case": ("names", "ORTH", "der KREML", []),
    "lower": ("names", "LOWER", "der KREML", ["KREML"]),
}


@pytest.mark.parametrize(("name", "attr", "text", "wanted"), TERM_CASES.values(), ids=TERM_CASES.keys())
def test_terms(name: str, attr: str, text: str, wanted: list[str]) -> None:
    assert [t for t, _ in found(rule("terms", list=name, attr=attr), text)] == wanted


def test_terms_by_lemma() -> None:
    doc = Doc(NLP.vocab, words=["Er", "sagte", "es"], lemmas=["er", "sagen", "es"])
    assert [t for t, _ in found(rule("terms", list="verbs", attr="LEMMA"), doc)] == ["sagte"]


def parsed(subject: str, object_: str) -> Doc:
    return Doc(
        NLP.vocab,
        words=["Kiew", "verlangt", "Waffen"],
        heads=[1, 1, 1],
        deps=[subject, "ROOT", object_],
        lemmas=["Kiew", "verlangen", "Waffe"],
        pos=["PROPN", "VERB", "NOUN"],
        tags=["NE", "VVFIN", "NN"],
    )


WHO_WHAT = [
    {"RIGHT_ID": "verb", "RIGHT_ATTRS": {"LEMMA": "verlangen"}},
    {"LEFT_ID": "verb", "REL_OP": ">", "RIGHT_ID": "who", "RIGHT_ATTRS": {"FUNC": "subject"}},
    {"LEFT_ID": "verb", "REL_OP": ">", "RIGHT_ID": "what", "RIGHT_ATTRS": {"FUNC": ["object", "indirect_object"]}},
]


@pytest.mark.parametrize(("subject", "object_"), [("sb", "oa"), ("nsubj", "obj")], ids=["TIGER", "UD"])
def test_functions_work_with_either_scheme(subject: str, object_: str) -> None:
    wanted = [("Kiew verlangt Waffen", {"verb": "verlangt", "who": "Kiew", "what": "Waffen"})]
    assert found(rule("dependency", pattern=WHO_WHAT), parsed(subject, object_)) == wanted


def test_swapped_functions_do_not_match() -> None:
    assert found(rule("dependency", pattern=WHO_WHAT), parsed("obj", "nsubj")) == [
        ("Kiew verlangt Waffen", {"verb": "verlangt", "who": "Waffen", "what": "Kiew"})
    ]
    assert found(rule("dependency", pattern=WHO_WHAT), parsed("obj", "obj")) == []


UNANNOTATED = [
    rule(pattern=[{"LEMMA": "sagen"}]),
    rule(pattern=[{"POS": "VERB"}]),
    rule(pattern=[{"MORPH": {"IS_SUPERSET": ["Mood=Sub"]}}]),
    rule(pattern=[{"DEP": {"IN": ["sb"]}}]),
    rule("dependency", pattern=WHO_WHAT),
    rule("terms", list="verbs", attr="LEMMA"),
]


@pytest.mark.parametrize("silent", UNANNOTATED, ids=["LEMMA", "POS", "MORPH", "DEP", "dependency", "terms"])
def test_without_tagger_and_parser_such_rules_are_silent_and_others_work(silent: Rule) -> None:
    silent = silent.model_copy(update={"id": "t.silent"})
    assert found([silent, rule(pattern=[{"LOWER": "sagen"}])], "Sie sagen es.") == [("sagen", {})]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "👩‍👧", "\u200b"], ids=["empty", "space", "breaks", "emoji", "zero_width"])
def test_odd_docs(text: str) -> None:
    engine = RuleEngine(NLP.vocab, [*(r.model_copy(update={"id": f"t.r{i}"}) for i, r in enumerate(UNANNOTATED))], LISTS)
    assert engine.matches(NLP(text)) == []


def test_engine_without_rules() -> None:
    engine = RuleEngine(NLP.vocab, [rule("component")], {})
    assert len(engine) == 0
    assert engine.matches(NLP("heute")) == []


REGEX = rule(pattern=[{"LOWER": {"REGEX": r"\w*\w*\w*x$"}}])


def test_regular_expressions_do_not_see_tokens_longer_than_words() -> None:
    monster = "a" * 1_000_000
    doc = Doc(NLP.vocab, words=["max", monster, "felix", monster, monster, "box"])
    start = time.process_time()
    matches = RuleEngine(NLP.vocab, [REGEX], {}).matches(doc)
    assert time.process_time() - start < 5
    assert [(m.start, m.end) for m in matches] == [(0, 1), (2, 3), (5, 6)]


def test_long_tokens_count_where_no_rule_has_an_expression() -> None:
    doc = Doc(NLP.vocab, words=["a" * (MAX_TOKEN_CHARS + 1), "heute"])
    assert [t for t, _ in found(rule(pattern=[{"LENGTH": {">": 100}}, {"LOWER": "heute"}]), doc)] == [doc.text.strip()]


def test_offsets_after_a_long_token_are_those_of_the_doc() -> None:
    words = ["x" * 200, "Kiew", "verlangt", "Waffen"]
    doc = Doc(
        NLP.vocab,
        words=words,
        heads=[2, 2, 2, 2],
        deps=["dep", "sb", "ROOT", "oa"],
        lemmas=["x", "Kiew", "verlangen", "Waffe"],
        pos=["X", "PROPN", "VERB", "NOUN"],
        tags=["XY", "NE", "VVFIN", "NN"],
    )
    rules = [rule("dependency", pattern=WHO_WHAT), REGEX.model_copy(update={"id": "t.regex"})]
    assert found(rules, doc) == [("Kiew verlangt Waffen", {"verb": "verlangt", "who": "Kiew", "what": "Waffen"})]


@pytest.mark.slow
def test_time_is_linear_in_the_text() -> None:
    rules = [rule(pattern=[{"LOWER": "von"}, {"OP": "{0,8}"}, {"LOWER": "bis"}]), REGEX.model_copy(update={"id": "t.regex"})]
    engine = RuleEngine(NLP.vocab, rules, {})

    def seconds(tokens: int) -> float:
        doc = Doc(NLP.vocab, words=["von", "der", "Stadt", "bis"] * (tokens // 4))
        return cpu_seconds(lambda: engine.matches(doc))

    small, large = seconds(10_000), seconds(80_000)
    assert large < 8 * small * 3


def test_the_engine_can_be_sent_to_another_process() -> None:
    engine = pickle.loads(pickle.dumps(RuleEngine(NLP.vocab, [rule(pattern=AMOUNT), rule("terms", id="t.names", list="names")], LISTS)))
    assert [m.rule_id for m in engine.matches(NLP("Kreml 48 Stunden"))] == ["t.names", "t.rule"]


def test_longest_keeps_priority_then_length() -> None:
    matches = [Match("a", "X", 0, 2), Match("b", "X", 1, 5), Match("c", "X", 4, 6, priority=1), Match("d", "X", 7, 8)]
    assert [m.rule_id for m in longest(matches)] == ["a", "c", "d"]


REFUSED = {
    "function": (rule("dependency", pattern=[{"RIGHT_ID": "a", "RIGHT_ATTRS": {"FUNC": "subj"}}]), 'FUNC = "subj" is none of'),
    "list": (rule(pattern=[{"LOWER": {"IN_LIST": "nowhere"}}]), "there is no list 'nowhere'"),
    "attribute": (rule(pattern=[{"LOWER": "a"}, {"LOWR": "b"}]), "entry 2: LOWR: Extra inputs are not permitted"),
    "operator": (rule(pattern=[{"LOWER": {"INN": ["a"]}}]), "entry 1: LOWER.TokenPatternString.INN: Extra inputs are not permitted"),
    "relation": (rule("dependency", pattern=[WHO_WHAT[0], {**WHO_WHAT[1], "REL_OP": "=>"}]), "Unsupported DependencyMatcher operator"),
}


@pytest.mark.parametrize(("bad", "wanted"), REFUSED.values(), ids=REFUSED.keys())
def test_patterns_that_spacy_refuses_name_the_rule(bad: Rule, wanted: str) -> None:
    with pytest.raises(RulePackError) as caught:
        RuleEngine(NLP.vocab, [bad, bad.model_copy(update={"id": "t.other"})], LISTS)
    lines = str(caught.value).split("\n")
    assert [line.split(": ")[0] for line in lines] == ["rule t.rule", "rule t.other"]
    assert wanted in lines[0]


@pytest.fixture(scope="module")
def labelled() -> Language:
    """A pipeline whose pipes know a few labels."""
    nlp = spacy.blank("de")
    for pipe, labels in {
        "tagger": ["NN", "VVFIN"],
        "morphologizer": ["POS=VERB|Mood=Sub|Number=Sing", "Case=Nom"],
        "parser": ["sb", "oa"],
        "ner": ["PER"],
    }.items():
        component: Any = nlp.add_pipe(pipe)
        for label in labels:
            component.add_label(label)
    return nlp


LABEL_CASES = {
    "tag": ({"TAG": "NN"}, None),
    "tag_unknown": ({"TAG": "NOUN"}, 'TAG = "NOUN" is no label of the model\'s tagger'),
    "tag_one_of_several": ({"TAG": {"IN": ["NN", "NX"]}}, 'TAG = "NX" is no label of the model\'s tagger'),
    "tag_expression": ({"TAG": {"REGEX": "^VV"}}, None),
    "tag_expression_unknown": ({"TAG": {"REGEX": "^XX"}}, "TAG REGEX «^XX» fits no label of the model's tagger"),
    "dep": ({"DEP": "sb"}, None),
    "dep_of_the_other_scheme": ({"DEP": "nsubj"}, 'DEP = "nsubj" is no label of the model\'s parser; FUNC names functions'),
    "func": ({"FUNC": "subject"}, None),
    "entity": ({"ENT_TYPE": "PER"}, None),
    "no_entity": ({"ENT_TYPE": ""}, None),
    "entity_unknown": ({"ENT_TYPE": "PERSON"}, 'ENT_TYPE = "PERSON" is no label of the model\'s ner'),
    "morph": ({"MORPH": {"IS_SUPERSET": ["Mood=Sub", "Number=Sing"]}}, None),
    "morph_unknown": ({"MORPH": {"IS_SUPERSET": ["Mood=Subj"]}}, 'MORPH = "Mood=Subj" is no label of the model\'s morphologizer'),
    "pos": ({"POS": "VERB"}, None),
    "pos_unknown": ({"POS": "VVFIN"}, 'POS = "VVFIN" is no label of the model\'s morphologizer'),
    "not_in": ({"TAG": {"NOT_IN": ["NX"]}}, 'TAG = "NX" is no label of the model\'s tagger'),
}


@pytest.mark.parametrize(("entry", "wanted"), LABEL_CASES.values(), ids=LABEL_CASES.keys())
def test_labels_that_the_model_lacks_are_refused(labelled: Language, entry: dict[str, Any], wanted: str | None) -> None:
    base = RuleBase([Pack("dates", Path("p.toml"), "", [rule(pattern=[entry])])])
    if wanted is None:
        assert len(build_engine(labelled, base, "dates")) == 1
        return
    with pytest.raises(RulePackError) as caught:
        build_engine(labelled, base, "dates")
    assert str(caught.value).startswith(f"rule t.rule: {wanted}")


def test_labels_in_dependency_nodes_are_checked(labelled: Language) -> None:
    pattern = [
        {"RIGHT_ID": "v", "RIGHT_ATTRS": {"TAG": "VVFIN"}},
        {"LEFT_ID": "v", "REL_OP": ">", "RIGHT_ID": "w", "RIGHT_ATTRS": {"DEP": "nsubj"}},
    ]
    engine = RuleEngine(labelled.vocab, [rule("dependency", pattern=pattern)], {})
    assert [p.split(";")[0] for p in engine.label_problems(labelled)] == ['rule t.rule: DEP = "nsubj" is no label of the model\'s parser']


def test_a_pipeline_without_the_pipe_cannot_be_asked() -> None:
    assert len(build_engine(NLP, RuleBase([Pack("dates", Path("p.toml"), "", [rule(pattern=[{"TAG": "NOUN"}])])]), "dates")) == 1


def test_label_that_means_nothing_to_the_component() -> None:
    base = RuleBase([Pack("dates", Path("p.toml"), "", [rule(pattern=[{"LOWER": "heute"}])])])
    assert len(build_engine(NLP, base, "dates", frozenset({"X"}))) == 1
    with pytest.raises(RulePackError, match=r'rule t\.rule: label = "X" means nothing to lagebild_dates; it acts on Y, Z'):
        build_engine(NLP, base, "dates", frozenset({"Y", "Z"}))


def test_setting_that_means_nothing_to_the_component() -> None:
    base = RuleBase([Pack("dates", Path("p.toml"), "", [rule(pattern=[{"LOWER": "heute"}], set={"norm": "tody", "other": 1})])])
    assert len(build_engine(NLP, base, "dates", None, {"norm": frozenset({"tody"})})) == 1
    with pytest.raises(RulePackError, match=r'rule t\.rule: set\.norm = "tody" means nothing to lagebild_dates; it acts on today'):
        build_engine(NLP, base, "dates", None, {"norm": frozenset({"today"})})


@pytest.mark.parametrize("within", [[(0, 4)], [(0, 2), (2, 4)], [(1, 3)], [], [(0, 4), (5, 7)]], ids=str)
def test_only_within_ranges(within: list[tuple[int, int]]) -> None:
    doc = Doc(NLP.vocab, words=["max", "felix", "a" * 200, "box", "und", "b" * 200, "fax"])
    matches = RuleEngine(NLP.vocab, [REGEX], {}).matches(doc, within)
    assert [m.start for m in matches] == [i for i in (0, 1, 3, 6) if any(a <= i < b for a, b in within)]


def test_resolved_patterns_hold_what_spacy_knows() -> None:
    assert resolved_patterns(rule(pattern=AMOUNT), LISTS) == [[{"LIKE_NUM": True}, {"LOWER": {"IN": ["stunden", "tage"]}}]]


def test_pattern_for_a_component_that_reads_none() -> None:
    base = RuleBase([Pack("actors", Path("p.toml"), "", [rule(pattern=[{"LOWER": "heute"}])])])
    with pytest.raises(RulePackError, match="means nothing to lagebild_actors; it reads no patterns, only its lists"):
        build_engine(NLP, base, "actors", frozenset())
