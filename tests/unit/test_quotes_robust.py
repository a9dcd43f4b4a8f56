"""Odd input, missing annotation, long input: no exception, no run-away time."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.components.quotes.assemble import find_quotes
from pipeline.components.quotes.lexicon import Lexicon, build_lexicon
from pipeline.extensions import set_rows
from pipeline.paths import rules_dir
from pipeline.records import Section
from pipeline.rulepack import load_rules
from tests.cpu import cpu_seconds

BLANK = spacy.blank("de")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_rules(base=rules_dir()).lists)


ODD = [
    "",
    " ",
    "\n\n\n",
    "„",
    "“",
    '""',
    ",",
    "(((",
    ")))",
    ": : :",
    "zufolge",
    "laut",
    "nach",
    "so",
    "wie",
    "„“„“",
    "Das",
    "sagte,",
    ",,,,,,",
    "1. 2. 3.",
    "X:",
]


@pytest.mark.parametrize("text", ODD, ids=repr)
def test_odd_text_without_any_annotation(lexicon: Lexicon, text: str) -> None:
    assert isinstance(find_quotes(BLANK.make_doc(text), lexicon), list)


def test_direct_speech_needs_no_model(lexicon: Lexicon) -> None:
    text = "Er sagte: „Das ist wahr. Ich weiß es.“ Dann ging er."
    assert [q.text for q in find_quotes(BLANK.make_doc(text), lexicon)] == ["„Das ist wahr. Ich weiß es.“"]


def test_nothing_is_extracted_from_boilerplate(lexicon: Lexicon) -> None:
    text = "Er sagte: „Das ist wahr. Ich weiß es.“"
    doc = BLANK.make_doc(text)
    set_rows(doc, "sections", [Section(0, len(text), "boilerplate")])
    assert find_quotes(doc, lexicon) == []


PIECES = [
    pytest.param("Er sagte, ", id="cues-and-commas"),
    pytest.param("laut Polizei ", id="sources"),
    pytest.param("„Das ist wahr.“, ", id="blocks"),
    pytest.param("Das Haus brennt. ", id="sentences"),
    pytest.param("Muster: Ja.\n", id="labels"),
    pytest.param("( ", id="brackets"),
    pytest.param("\n", id="line-breaks"),
]


@pytest.mark.parametrize("piece", PIECES)
def test_time_is_linear(lexicon: Lexicon, piece: str) -> None:
    def seconds(n: int) -> float:
        doc = BLANK.make_doc(piece * n)
        return cpu_seconds(lambda: find_quotes(doc, lexicon))

    assert seconds(4_000) < 20 * max(seconds(500), 0.005)


def _parsed(labels: dict[str, str]) -> Doc:
    words = ["Die", "Sprecherin", "sagte", ",", "dass", "niemand", "fehle", "."]
    tags = ["ART", "NN", "VVFIN", "$,", "KOUS", "PIS", "VVFIN", "$."]
    deps = [labels.get(d, d) for d in ("det", "subject", "ROOT", "punct", "mark", "subject", "clause", "punct")]
    return Doc(BLANK.vocab, words=words, tags=tags, heads=[1, 2, 2, 2, 6, 6, 2, 2], deps=deps)


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param({"det": "nk", "subject": "sb", "mark": "cp", "clause": "oc"}, id="tiger"),
        pytest.param({"det": "det", "subject": "nsubj", "mark": "mark", "clause": "ccomp"}, id="ud"),
    ],
)
def test_both_label_schemes(lexicon: Lexicon, labels: dict[str, str]) -> None:
    (quote,) = find_quotes(_parsed(labels), lexicon)
    assert (quote.text, quote.speaker_text, quote.cue_text) == ("dass niemand fehle", "Die Sprecherin", "sagte")
