"""What a word may be by itself, and the look that spares a text the patterns of sources."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.components.quotes import telling_words
from pipeline.components.quotes.grid import CUE, FINITE, HALTS, HEARSAY, OPENER, PARTS, SILENT
from pipeline.components.quotes.lexicon import Lexicon, build_lexicon
from pipeline.components.quotes.words import read_words
from pipeline.paths import rules_dir
from pipeline.rulepack import RuleBase, load_rules

BLANK = spacy.blank("de")


@pytest.fixture(scope="module")
def base() -> RuleBase:
    return load_rules(base=rules_dir())


@pytest.fixture(scope="module")
def lexicon(base: RuleBase) -> Lexicon:
    return build_lexicon(base.lists)


@pytest.mark.parametrize(
    ("word", "tag", "roles"),
    [
        pytest.param("sagte", "VVFIN", CUE | FINITE, id="cue verb"),
        pytest.param("Haus", "NN", 0, id="noun"),
        pytest.param("wurde", "VAFIN", CUE | FINITE, id="preterite, no Konjunktiv"),
        pytest.param("sei", "VAFIN", FINITE | HEARSAY, id="Konjunktiv"),
        pytest.param("soll", "VMFIN", FINITE | HEARSAY, id="hearsay"),
        pytest.param("lege", "VVFIN", CUE | FINITE | HEARSAY, id="Konjunktiv by its ending"),
        pytest.param("bleibe", "ADJD", FINITE | HEARSAY, id="Konjunktiv that the tagger missed"),
        pytest.param("laut", "APPR", OPENER, id="opens a source"),
        pytest.param("dass", "KOUS", PARTS, id="dass"),
        pytest.param(",", "$,", PARTS, id="comma"),
        pytest.param("„", "$(", SILENT, id="mark"),
        pytest.param(".", "$.", HALTS, id="full stop"),
        pytest.param("12.", "ADJA", HALTS, id="ordinal"),
        pytest.param("\n\n", "_SP", HALTS | SILENT, id="line breaks"),
        pytest.param("www.muster.example", "XY", HALTS, id="link"),
    ],
)
def test_roles_of_a_word(lexicon: Lexicon, word: str, tag: str, roles: int) -> None:
    grid = read_words(Doc(BLANK.vocab, words=[word], spaces=[False], tags=[tag]), lexicon)
    assert grid.roles[0] == roles


def test_words_are_slices_of_the_text_even_where_a_small_letter_is_longer(lexicon: Lexicon) -> None:
    grid = read_words(BLANK.make_doc("İzmir (SPD): Er sagte es."), lexicon)
    assert grid.text == ["İzmir", "(", "SPD", ":", "Er", "sagte", "es", "."]
    assert grid.lower[4:6] == ["er", "sagte"]


def test_own_patterns_of_sources_name_words_that_a_text_must_have(base: RuleBase) -> None:
    words = telling_words(base.of_pack("quotes").rules("quotes"), base.lists)
    assert words is not None
    assert {"sicht", "berufung"} <= words
