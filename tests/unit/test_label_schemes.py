"""Rules and components under both label schemes, on Docs built by hand: TIGER (official model) and UD (embedded model)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.engine import RuleEngine
from pipeline.extensions import rows, set_published_on
from pipeline.labels import FUNCTIONS
from pipeline.nlp import COMPONENTS, add_components
from pipeline.records import to_plain
from pipeline.rulepack import Rule

# word, tag, POS, morph, lemma, then head and label in each scheme
SENTENCE = [
    ("Der", "ART", "DET", "Case=Nom|Gender=Masc|Number=Sing", "der", 1, "nk", 1, "det"),
    ("Minister", "NN", "NOUN", "Case=Nom|Gender=Masc|Number=Sing", "Minister", 2, "sb", 2, "nsubj"),
    ("sagte", "VVFIN", "VERB", "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin", "sagen", 2, "ROOT", 2, "ROOT"),
    (",", "$,", "PUNCT", "", ",", 2, "punct", 12, "punct"),
    ("die", "ART", "DET", "Case=Nom|Gender=Fem|Number=Sing", "der", 5, "nk", 5, "det"),
    ("Ukraine", "NE", "PROPN", "Case=Nom|Gender=Fem|Number=Sing", "Ukraine", 6, "sb", 12, "nsubj"),
    ("werde", "VAFIN", "AUX", "Mood=Sub|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "werden", 2, "oc", 12, "aux"),
    ("am", "APPRART", "ADP", "Case=Dat|Gender=Masc|Number=Sing", "an", 12, "mo", 8, "case"),
    ("Freitag", "NN", "NOUN", "Case=Dat|Gender=Masc|Number=Sing", "Freitag", 7, "nk", 12, "obl"),
    ("die", "ART", "DET", "Case=Acc|Gender=Fem|Number=Plur", "der", 10, "nk", 10, "det"),
    ("Gespräche", "NN", "NOUN", "Case=Acc|Gender=Neut|Number=Plur", "Gespräch", 12, "oa", 12, "obj"),
    ("wieder", "ADV", "ADV", "", "wieder", 12, "mo", 12, "advmod"),
    ("aufnehmen", "VVINF", "VERB", "VerbForm=Inf", "aufnehmen", 6, "oc", 2, "ccomp"),
    (".", "$.", "PUNCT", "", ".", 2, "punct", 2, "punct"),
]
SCHEMES = {"TIGER": (5, 6), "UD": (7, 8)}


def build(nlp: Language, scheme: str) -> Doc:
    head, dep = SCHEMES[scheme]
    words = [w[0] for w in SENTENCE]
    spaces = [nxt not in (",", ".") for nxt in [*words[1:], "."]]
    return Doc(
        nlp.vocab,
        words=words,
        spaces=spaces[:-1] + [False],
        tags=[w[1] for w in SENTENCE],
        pos=[w[2] for w in SENTENCE],
        morphs=[w[3] for w in SENTENCE],
        lemmas=[w[4] for w in SENTENCE],
        heads=[w[head] for w in SENTENCE],
        deps=[w[dep] for w in SENTENCE],
        ents=["B-LOC" if w[0] == "Ukraine" else "O" for w in SENTENCE],
    )


@pytest.fixture(scope="module")
def bare() -> Language:
    return add_components(spacy.blank("de"))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("function", "word"), [("subject", "Ukraine"), ("object", "Gespräche"), ("subject", "Minister")])
def test_functions_mean_the_same_in_both_schemes(bare: Language, scheme: str, function: str, word: str) -> None:
    doc = build(bare, scheme)
    token = next(t for t in doc if t.text == word)
    assert token.dep_ in FUNCTIONS[function]
    assert not any(token.dep_ in labels for name, labels in FUNCTIONS.items() if name in ("subject", "object") and name != function)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_dependency_rule_fires_under_both_schemes(bare: Language, scheme: str) -> None:
    rule = Rule.model_validate(
        {
            "id": "quotes.test",
            "title": "Subjekt von sagen",
            "status": "draft",
            "engine": "dependency",
            "label": "SAID",
            "pattern": [
                {"RIGHT_ID": "cue", "RIGHT_ATTRS": {"LEMMA": "sagen"}},
                {"LEFT_ID": "cue", "REL_OP": ">", "RIGHT_ID": "speaker", "RIGHT_ATTRS": {"FUNC": "subject"}},
            ],
        }
    )
    doc = build(bare, scheme)
    found = RuleEngine(bare.vocab, [rule], {}).matches(doc)
    assert [m.slot(doc, "speaker").text for m in found] == ["Minister"]  # type: ignore[union-attr]


def annotated(nlp: Language, scheme: str) -> dict[str, Any]:
    doc = build(nlp, scheme)
    set_published_on(doc, dt.date(2026, 2, 3))
    for name in COMPONENTS:
        nlp.get_pipe(name)(doc)
    return {table: [to_plain(r) for r in rows(doc, table)] for table in ("dates", "actors", "actor_mentions", "quotes", "escalations")}


def test_components_give_the_same_rows_under_both_schemes(bare: Language) -> None:
    tiger, ud = annotated(bare, "TIGER"), annotated(bare, "UD")
    assert tiger == ud
    assert [d["value"] for d in ud["dates"]] == ["2026-02-06"]
    assert [(q["type"], q["speaker_text"], q["cue_text"]) for q in ud["quotes"]] == [("indirect", "Der Minister", "sagte")]
    assert [a["name"] for a in ud["actors"]] == ["Ukraine"]
