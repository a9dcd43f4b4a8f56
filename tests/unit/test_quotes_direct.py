"""Marked words: which are direct speech whatever frame they have, and whose they are."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.extensions import rows
from pipeline.records import Quote


def direct(nlp: Language, text: str) -> list[Quote]:
    return [q for q in rows(nlp(text), "quotes") if q.type == "direct"]


WHOLE = [
    pytest.param("Anna Muster (SPD): „Mir reicht es.“", "„Mir reicht es.“", "Anna Muster", id="bracket-and-colon"),
    pytest.param("Dazu sagte Anna Muster (SPD): „Mir reicht es.“", "„Mir reicht es.“", "Anna Muster", id="verb-bracket-and-colon"),
    pytest.param("„Mir reicht es“, so Muster.", "„Mir reicht es“", "Muster", id="short-with-so"),
    pytest.param(
        "„Mir reicht es“ – so lautet der Kommentar von Anna Muster.",
        "„Mir reicht es“",
        "der Kommentar von Anna Muster",
        id="dash-so-lautet",
    ),
    pytest.param("‚Mir reicht es‘, sagt Anna Muster.", "‚Mir reicht es‘", "Anna Muster", id="single-marks"),
    pytest.param("'Mir reicht es', sagt Anna Muster.", "'Mir reicht es'", "Anna Muster", id="single-ascii-marks"),
    pytest.param("„Mir reicht es jetzt wirklich.“ – Anna Muster", "„Mir reicht es jetzt wirklich.“", "Anna Muster", id="signed"),
    pytest.param("Die Demonstranten skandierten „Stoppt den Wahnsinn“.", "„Stoppt den Wahnsinn“", "Die Demonstranten", id="shouted"),
    pytest.param("Viele trugen Plakate mit der Aufschrift „Nie wieder“.", "„Nie wieder“", "Plakate", id="on-placards"),
    pytest.param("Auf dem Banner war die Parole „Rote in Bewegung“ zu lesen.", "„Rote in Bewegung“", "dem Banner", id="on-a-banner"),
    pytest.param("Die Regierung warf der Partei „Wortbruch“ vor.", "„Wortbruch“", "Die Regierung", id="one-word-hurled"),
    pytest.param(
        "Muster sieht in dem Gesetz „kein Hindernis für den Handel“.",
        "„kein Hindernis für den Handel“",
        "Muster",
        id="no-title-in-lower-case",
    ),
    pytest.param("Dazu Anna Muster: „Mir reicht es.“", "„Mir reicht es.“", "Anna Muster", id="dazu-a-name"),
    pytest.param("Für Karl Muster steht fest: „Wir gehen.“", "„Wir gehen.“", "Karl Muster", id="für-somebody"),
    pytest.param("„Es reicht.“ Mit diesen Worten ging Karl Muster.", "„Es reicht.“", "Karl Muster", id="with-these-words"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), WHOLE)
def test_direct(nlp: Language, text: str, words: str, speaker: str) -> None:
    assert [(q.text, q.speaker_text) for q in direct(nlp, text)] == [(words, speaker)]


@pytest.mark.parametrize("frame", [pytest.param("so", id="so"), pytest.param("sagte", id="verb")])
def test_direct_speech_on_both_sides_of_its_frame(nlp: Language, frame: str) -> None:
    found = rows(nlp(f"„Das“, {frame} Anna Muster, „ist nicht hinnehmbar.“"), "quotes")
    assert [(q.type, q.text, q.speaker_text) for q in found] == [
        ("direct", "„Das“", "Anna Muster"),
        ("direct", "„ist nicht hinnehmbar.“", "Anna Muster"),
    ]


def test_each_slogan_of_a_row(nlp: Language) -> None:
    found = direct(nlp, "Die Demonstranten riefen Parolen wie „Stoppt den Wahnsinn“ oder „Wir sind hier“.")
    assert [(q.text, q.speaker_text) for q in found] == [
        ("„Stoppt den Wahnsinn“", "Die Demonstranten"),
        ("„Wir sind hier“", "Die Demonstranten"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Die Regierung warf dem Magazin „Spiegel“ Wortbruch vor.", id="name-of-a-magazine"),
        pytest.param("Unter dem Motto „Freiheit statt Angst“ zogen sie durch die Stadt.", id="motto"),
        pytest.param("Der Film „Es war einmal“, so Muster, sei gut.", id="title-with-a-frame-behind"),
        pytest.param("Die Gäste sahen Hans' Garten und Jens' Haus.", id="apostrophes"),
    ],
)
def test_not_direct(nlp: Language, text: str) -> None:
    assert not direct(nlp, text)
