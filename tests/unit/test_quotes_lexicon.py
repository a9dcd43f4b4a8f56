"""Inflection of the cue verbs and look-up of compounds."""

from __future__ import annotations

import pytest

from pipeline.components.quotes.lexicon import Lexicon, build_lexicon, conjugate
from pipeline.paths import rules_dir
from pipeline.rulepack import load_rules

FORMS = [
    pytest.param("sagen", {"sagt", "sagte", "sagten", "sage"}, "gesagt", id="weak"),
    pytest.param("behaupten", {"behauptet", "behauptete", "behaupteten"}, "behauptet", id="inseparable"),
    pytest.param("antworten", {"antwortet", "antwortete"}, "geantwortet", id="stem-in-t"),
    pytest.param("rechnen", {"rechnet", "rechnete"}, "gerechnet", id="stem-in-chn"),
    pytest.param("leugnen", {"leugnet", "leugnete"}, "geleugnet", id="stem-in-gn"),
    pytest.param("warnen", {"warnt", "warnte"}, "gewarnt", id="stem-in-rn"),
    pytest.param("erwähnen", {"erwähnt", "erwähnte"}, "erwähnt", id="stem-in-hn"),
    pytest.param("fordern", {"fordert", "forderte", "forderten"}, "gefordert", id="infinitive-in-ern"),
    pytest.param("argumentieren", {"argumentiert", "argumentierte"}, "argumentiert", id="ieren"),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_rules(base=rules_dir()).lists)


@pytest.mark.parametrize(("infinitive", "finite", "participle"), FORMS)
def test_regular_verbs(infinitive: str, finite: set[str], participle: str) -> None:
    forms = conjugate(infinitive)
    assert finite <= {f for kind, f in forms if kind == "fin"}
    assert [f for kind, f in forms if kind == "part"] == [participle]


def test_irregular_forms_come_from_the_list() -> None:
    forms = conjugate("sprechen", "sprach", "gesprochen", "spricht")
    assert {"spricht", "sprach", "sprachen", "spreche"} <= {f for kind, f in forms if kind == "fin"}


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        pytest.param("kündigte", "ankündigen", id="prefix-apart"),
        pytest.param("angekündigt", "ankündigen", id="participle"),
        pytest.param("ankündigte", "ankündigen", id="verb-last"),
        pytest.param("anzukündigen", "ankündigen", id="zu-infinitive"),
        pytest.param("warf", "vorwerfen", id="strong-prefix-apart"),
        pytest.param("beschloss", "beschließen", id="strong"),
    ],
)
def test_forms_lead_to_the_verb(lexicon: Lexicon, form: str, lemma: str) -> None:
    assert lemma in {f.verb.lemma for f in lexicon.verbs[form]}


@pytest.mark.parametrize(
    ("word", "source"),
    [
        pytest.param("Angaben", True, id="plural"),
        pytest.param("Polizeiangaben", True, id="compound"),
        pytest.param("Medienberichten", True, id="compound-dative"),
        pytest.param("Hoffnung", False, id="no-source"),
        pytest.param("Fahrrad", False, id="no-cue"),
        pytest.param("nach", False, id="lower-case"),
    ],
)
def test_source_nouns(lexicon: Lexicon, word: str, source: bool) -> None:
    assert lexicon.is_source(word) is source


def test_the_lists_are_broad_enough_to_be_of_use(lexicon: Lexicon) -> None:
    assert len({f.verb.lemma for forms in lexicon.verbs.values() for f in forms}) > 400
    assert len({n.lemma for n in lexicon.nouns.values()}) > 150
