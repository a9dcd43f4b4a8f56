"""Interviews: labelled turns, and questions that only stand as paragraphs of their own."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.extensions import rows

TURNS = [
    pytest.param(
        "Frage: Herr Muster, wie geht es Ihnen?\n\nAntwort: Gut geht es mir.\n\nFrage: Und dem Verein?\n\nAntwort: Weniger gut.",
        [("Herr Muster", "Gut geht es mir."), ("Herr Muster", "Weniger gut.")],
        id="frage-and-antwort",
    ),
    pytest.param(
        "ZEIT ONLINE: Frau Muster, warum?\n\nAnna Muster: Ich bin müde.\n\nEs war ein langer Weg.\n\nZEIT ONLINE: Sind Sie traurig?"
        "\n\nMuster: Nein.\n\nDas Buch erscheint im Mai.",
        [("Anna Muster", "Ich bin müde.\n\nEs war ein langer Weg."), ("Muster", "Nein.")],
        id="an-answer-of-two-paragraphs",
    ),
    pytest.param(
        "taz: Frau Muster, warum gehen Sie?\n\nAnna Muster: Ich bin müde.\n\ntaz: Sind Sie es?\n\nIch war es.\n\ntaz: Was kommt jetzt?\n\n"
        "Ich gehe wandern.",
        [("Anna Muster", "Ich bin müde."), ("Anna Muster", "Ich war es."), ("Anna Muster", "Ich gehe wandern.")],
        id="only-who-asks-has-a-label",
    ),
    pytest.param(
        "Interview von Emil Beispiel.\n\nAnna Muster leitet den Verein.\n\nFrau Muster, wie geht es Ihnen?\n\nGut. Ich war wandern.\n\n"
        "Und dem Verein, was sagen Sie?\n\nEr hat kein Geld. Wir hoffen.\n\nWas sagen Sie den Leuten?\n\nIch sage, wir bleiben.\n\n"
        "Haben Sie Angst?\n\nIch habe keine Angst.\n\nAnna Muster, 50, ist Lehrerin.",
        [
            ("Anna Muster", "Gut. Ich war wandern."),
            ("Anna Muster", "Er hat kein Geld. Wir hoffen."),
            ("Anna Muster", "Ich sage, wir bleiben."),
            ("Anna Muster", "Ich habe keine Angst."),
        ],
        id="no-labels",
    ),
    pytest.param(
        "**Herr Muster, warum gehen Sie?**\n\nIch bin müde.\n\n**Sind Sie traurig?**\n\nNein, ich freue mich.\n\n**Was kommt jetzt?**\n\n"
        "Ich wandere.\n\n**Wohin gehen Sie?**\n\nNach Ulm, da habe ich ein Haus.",
        [
            ("Herr Muster", "Ich bin müde."),
            ("Herr Muster", "Nein, ich freue mich."),
            ("Herr Muster", "Ich wandere."),
            ("Herr Muster", "Nach Ulm, da habe ich ein Haus."),
        ],
        id="bold-questions",
    ),
]


@pytest.mark.parametrize(("text", "answers"), TURNS)
def test_answers(nlp: Language, text: str, answers: list[tuple[str, str]]) -> None:
    found = [(q.speaker_text, q.text) for q in rows(nlp(text), "quotes") if not q.text.endswith("?")]
    assert found == answers


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Wann gilt das Gesetz?\n\nEs gilt ab Mai.\n\nMüssen Sie etwas tun?\n\nNein, das Amt schreibt allen.\n\nWas kostet Sie das?\n\n"
            "Nichts.\n\nWo bekommen Sie Hilfe?\n\nBeim Amt.",
            id="questions-and-answers-of-the-paper",
        ),
        pytest.param(
            "Ulm: Konzert in der Halle, 20 Uhr. Bonn: Markt am Dom. Ulm: „Wer kommt da?“: Schwank, 19 Uhr. Bonn: Lesung im Park. "
            "Ulm: Tagung im Amt.",
            id="a-list-of-events",
        ),
        pytest.param("Was tun?\n\nIch weiß es nicht.\n\nDie Stadt baut.", id="one-question"),
    ],
)
def test_no_interview(nlp: Language, text: str) -> None:
    assert not [q for q in rows(nlp(text), "quotes") if q.rule_id == "quotes.interview"]


def test_an_answer_without_anybody_named_has_no_speaker(nlp: Language) -> None:
    text = "Wie geht es dir?\n\nIch bin müde.\n\nWas tust du?\n\nIch lese.\n\nMagst du das?\n\nIch mag es.\n\nUnd was noch?\n\nIch schlafe."
    assert [q.speaker_text for q in rows(nlp(text), "quotes")] == [None] * 4
