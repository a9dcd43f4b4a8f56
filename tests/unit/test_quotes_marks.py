"""Quotation marks of all styles, balanced or not."""

from __future__ import annotations

import pytest

from pipeline.components.quotes.marks import find_marked
from tests.cpu import cpu_seconds

BALANCED = [
    pytest.param("Sie sagte: „Wir gehen.“", ["„Wir gehen.“"], id="german"),
    pytest.param("Sie sagte: „Wir gehen.”", ["„Wir gehen.”"], id="german-english-close"),
    pytest.param('Sie sagte: „Wir gehen."', ['„Wir gehen."'], id="german-ascii-close"),
    pytest.param("Sie sagte: “Wir gehen.”", ["“Wir gehen.”"], id="english"),
    pytest.param("Sie sagte: »Wir gehen.«", ["»Wir gehen.«"], id="guillemets-inward"),
    pytest.param("Sie sagte: «Wir gehen.»", ["«Wir gehen.»"], id="guillemets-swiss"),
    pytest.param('Sie sagte: "Wir gehen."', ['"Wir gehen."'], id="ascii"),
    pytest.param("Sie sagte: ‚Wir gehen.‘", ["‚Wir gehen.‘"], id="single-german"),
    pytest.param("Sie sagte: ›Wir gehen.‹", ["›Wir gehen.‹"], id="single-guillemets"),
    pytest.param("Sie sagte: ''Wir gehen.''", ["''Wir gehen.''"], id="two-apostrophes"),
    pytest.param("Sie sagte: ,,Wir gehen.''", [",,Wir gehen.''"], id="two-commas"),
    pytest.param("„A geht“, sagte er, „B bleibt“.", ["„A geht“", "„B bleibt“"], id="two-in-a-row"),
    pytest.param('"A geht", sagte er, "B bleibt".', ['"A geht"', '"B bleibt"'], id="two-ascii-in-a-row"),
    pytest.param("„Er rief ‚Halt!‘ und lief.“", ["„Er rief ‚Halt!‘ und lief.“", "‚Halt!‘"], id="nested-single"),
    pytest.param("»Er las „Die Woge“ laut.«", ["»Er las „Die Woge“ laut.«", "„Die Woge“"], id="nested-double"),
    pytest.param('("Das geht nicht")', ['"Das geht nicht"'], id="in-brackets"),
]

NOTHING = [
    pytest.param("Wie geht's dir heute?", id="apostrophe-inside"),
    pytest.param("Hans’ Rede und Klaus’ Antwort.", id="apostrophe-genitive"),
    pytest.param('Ein Brett von 5" Breite.', id="inch"),
    pytest.param("Ohne Zeichen, mit Komma.", id="none"),
    pytest.param("", id="empty"),
]


@pytest.mark.parametrize(("text", "expected"), BALANCED)
def test_balanced_marks(text: str, expected: list[str]) -> None:
    assert [text[m.start : m.end] for m in find_marked(text) if m.closed] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_no_quotation(text: str) -> None:
    assert [m for m in find_marked(text) if m.closed] == []


def test_depth_tells_inner_from_outer() -> None:
    text = "„Er rief ‚Halt!‘ und lief.“"
    assert [(text[m.start : m.end], m.depth) for m in find_marked(text)] == [(text, 0), ("‚Halt!‘", 1)]


def test_an_unbalanced_mark_loses_only_its_own_quotation() -> None:
    text = "„Das ist offen, sagte er.\nEin neuer Absatz.\n„Das ist zu“, sagte sie."
    assert [text[m.start : m.end] for m in find_marked(text) if m.closed] == ["„Das ist zu“"]


def test_an_unbalanced_mark_does_not_swallow_the_next_in_the_same_paragraph() -> None:
    text = "Er sagte: „Das ist offen. Sie sagte: „Das ist zu.“ Ende."
    assert [text[m.start : m.end] for m in find_marked(text) if m.closed] == ["„Das ist zu.“"]


def test_a_quotation_over_paragraphs_opens_anew_in_each() -> None:
    text = "„Erster Absatz ohne Ende.\n\n„Zweiter Absatz mit Ende.“"
    assert [(text[m.start : m.end], m.closed) for m in find_marked(text)] == [
        ("„Erster Absatz ohne Ende.", False),
        ("„Zweiter Absatz mit Ende.“", True),
    ]


@pytest.mark.parametrize("piece", ["„", '"', "„a “", "»‚", "'a ", '"a" ', "„a\n"], ids=repr)
def test_time_is_linear(piece: str) -> None:
    def seconds(n: int) -> float:
        return cpu_seconds(lambda: find_marked(piece * n))

    assert seconds(40_000) < 20 * max(seconds(5_000), 0.004)
