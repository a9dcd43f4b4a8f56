"""Frames on German sentences with the embedded model: one sentence, one case. The rules' own examples run in tests/rules."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.extensions import rows
from pipeline.records import Quote


def quotes_of(nlp: Language, text: str) -> list[Quote]:
    return list(rows(nlp(text), "quotes"))


INDIRECT = [
    pytest.param("Er räumte ein, Fehler gemacht zu haben.", "Fehler gemacht zu haben", "Er", "räumte ein", id="separable-infinitive"),
    pytest.param(
        "Die Kanzlei hat am Freitag angekündigt, dass sie klagen werde.",
        "dass sie klagen werde",
        "Die Kanzlei",
        "hat angekündigt",
        id="perfect",
    ),
    pytest.param(
        "Klaus Muster, der Sprecher des Amts, sagte am Montag, die Straße bleibe gesperrt.",
        "die Straße bleibe gesperrt",
        "Klaus Muster, der Sprecher des Amts",
        "sagte",
        id="apposition",
    ),
    pytest.param(
        "Zuvor hatte Boliviens Staatschef Pedro Luna angekündigt, das Land zu verlassen.",
        "das Land zu verlassen",
        "Boliviens Staatschef Pedro Luna",
        "hatte angekündigt",
        id="genitive-in-front",
    ),
    pytest.param(
        "Noch im Mai versprach Ecuadors früherer Präsident Ramiro Quintale, die Steuern zu senken.",
        "die Steuern zu senken",
        "Ecuadors früherer Präsident Ramiro Quintale",
        "versprach",
        id="genitive-in-front-with-adjective",
    ),
    pytest.param(
        "Wie der Vorsitzende Richter, Karl Muster, in Ulm ausführte, hätte es Tote gegeben.",
        "hätte es Tote gegeben",
        "der Vorsitzende Richter, Karl Muster",
        "Wie ausführte",
        id="wie-with-apposition",
    ),
    pytest.param(
        "Am Morgen hatte es noch geheißen, die Brücke bleibe offen.",
        "die Brücke bleibe offen",
        None,
        "hatte es geheißen",
        id="had-been-said",
    ),
    pytest.param(
        "Die Ministerin erklärte, in den Ländern, in denen gespart werde, sei die Zahl gestiegen.",
        "in den Ländern, in denen gespart werde, sei die Zahl gestiegen",
        "Die Ministerin",
        "erklärte",
        id="field-cut-off-by-a-relative-clause",
    ),
    pytest.param(
        "Die taz vermutet, dass der Vertrag falsch ist.", "dass der Vertrag falsch ist", "Die taz", "vermutet", id="lower-case-name"
    ),
    pytest.param(
        "Dies wollte die Schülerin nicht hinnehmen und gab vor, krank zu sein.",
        "krank zu sein",
        "die Schülerin",
        "gab vor",
        id="elided-behind-a-pronoun",
    ),
    pytest.param(
        "So sagte der für die Region zuständige Beamte Karl Muster, die Straße sei frei.",
        "die Straße sei frei",
        "der für die Region zuständige Beamte Karl Muster",
        "sagte",
        id="long-attribute",
    ),
    pytest.param(
        "Es wird vermutet, dass der Brand gelegt wurde.", "dass der Brand gelegt wurde", None, "wird vermutet", id="impersonal-passive"
    ),
    pytest.param(
        "Die Mieter wurden aufgefordert, die Fenster zu schließen.", "die Fenster zu schließen", None, "wurden aufgefordert", id="passive"
    ),
    pytest.param(
        "Der Zeuge bestätigte den Ablauf und ergänzte, das Licht sei aus gewesen.",
        "das Licht sei aus gewesen",
        "Der Zeuge",
        "ergänzte",
        id="elided-subject",
    ),
    pytest.param(
        "Den Vorwurf wies er zurück: Er habe nie Geld genommen.", "Er habe nie Geld genommen", "er", "wies zurück", id="colon-konjunktiv"
    ),
]


@pytest.mark.parametrize(("text", "quoted", "speaker", "cue"), INDIRECT)
def test_indirect(nlp: Language, text: str, quoted: str, speaker: str | None, cue: str) -> None:
    found = [(q.text, q.speaker_text, q.cue_text) for q in quotes_of(nlp, text) if q.type == "indirect"]
    assert (quoted, speaker, cue) in found


DISCONTINUOUS = [
    pytest.param("Der Umbau sei, so die Architektin, längst bezahlt.", ["Der Umbau sei", "längst bezahlt"], id="so-in-the-middle"),
    pytest.param("Der Umbau ist laut Architektin längst bezahlt.", ["Der Umbau ist", "längst bezahlt"], id="laut-in-the-middle"),
    pytest.param("Der Umbau, sagte die Architektin, sei längst bezahlt.", ["Der Umbau", "sei längst bezahlt"], id="verb-in-the-middle"),
]


@pytest.mark.parametrize(("text", "parts"), DISCONTINUOUS)
def test_a_frame_in_the_middle_splits_the_quotation(nlp: Language, text: str, parts: list[str]) -> None:
    (quote,) = quotes_of(nlp, text)
    assert [text[a:b] for a, b in quote.quote_spans] == parts
    assert quote.speaker_text in ("die Architektin", "Architektin")


DIRECT = [
    pytest.param("„Wir sind bereit“, sagte Anna Muster.", ["„Wir sind bereit“"], "Anna Muster", id="behind"),
    pytest.param("„Das wird ein Spaß“, lachte Anna Muster.", ["„Das wird ein Spaß“"], "Anna Muster", id="verb-of-no-list"),
    pytest.param("„Nein“, sagte Anna Muster.", ["„Nein“"], "Anna Muster", id="one-word"),
    pytest.param("Anna Muster sagte: „Wir sind bereit.“", ["„Wir sind bereit.“"], "Anna Muster", id="before"),
    pytest.param("„Wir sind bereit“, so Anna Muster.", ["„Wir sind bereit“"], "Anna Muster", id="so"),
    pytest.param("«Wir sind bereit», sagte Anna Muster.", ["«Wir sind bereit»"], "Anna Muster", id="swiss-marks"),
    pytest.param("Anna Muster: „Wir sind bereit für das Spiel.“", ["„Wir sind bereit für das Spiel.“"], "Anna Muster", id="no-verb"),
    pytest.param(
        "„Wir sind bereit“, sagte Anna Muster. „Die Gäste sind es nicht.“",
        ["„Wir sind bereit“", "„Die Gäste sind es nicht.“"],
        "Anna Muster",
        id="goes-on",
    ),
]


@pytest.mark.parametrize(("text", "quoted", "speaker"), DIRECT)
def test_direct(nlp: Language, text: str, quoted: list[str], speaker: str) -> None:
    found = [q for q in quotes_of(nlp, text) if q.type == "direct"]
    assert [q.text for q in found] == quoted
    assert {q.speaker_text for q in found} == {speaker}


ADDRESSEES = [
    pytest.param("Die Partei warf dem Minister vor, die Zahlen geschönt zu haben.", "dem Minister", id="dative"),
    pytest.param("Der Richter forderte die Zeugin auf, laut zu sprechen.", "die Zeugin", id="accusative"),
    pytest.param("Die Trainerin sagte gegenüber dem Sender, sie höre auf.", "dem Sender", id="gegenueber"),
    pytest.param("Die Trainerin sagte am Abend, sie höre auf.", None, id="nobody"),
]


@pytest.mark.parametrize(("text", "addressee"), ADDRESSEES)
def test_addressee(nlp: Language, text: str, addressee: str | None) -> None:
    (quote,) = quotes_of(nlp, text)
    assert quote.addressee_text == addressee


def test_words_that_a_medium_cites_are_two_quotations(nlp: Language) -> None:
    found = quotes_of(nlp, "Karl Muster wird von der Zeitung Morgenblatt mit den Worten zitiert, er habe nichts gewusst.")
    assert [(q.text, q.speaker_text, q.nested) for q in found] == [
        ("er habe nichts gewusst", "Karl Muster", False),
        ("er habe nichts gewusst", "der Zeitung Morgenblatt", True),
    ]


def test_hearsay_about_the_last_speaker_is_not_his_own(nlp: Language) -> None:
    found = quotes_of(nlp, "Karl Muster sagte, er sei unschuldig. Muster soll das Geld versteckt haben.")
    assert [(q.type, q.speaker_text) for q in found] == [("indirect", "Karl Muster"), ("free_indirect", None)]


NONE = [
    pytest.param("Der Film „Die lange Nacht“ läuft ab heute.", id="title"),
    pytest.param("Der Bus kam, obwohl es schneite, um acht.", id="adverbial-clause"),
    pytest.param("Nach dem Regen gingen alle in den Garten.", id="nach-temporal"),
    pytest.param("Sie legte das Buch, das sie las, auf den Tisch.", id="relative-clause"),
    pytest.param("Das Tor fiel in der letzten Minute.", id="plain"),
    pytest.param("In Ulm sollen sich am Sonntag die Vereine treffen.", id="soll-plan"),
    pytest.param("Im Ernstfall sollen binnen zwei Stunden Boote auslaufen, die am Kai liegen.", id="soll-duty"),
]


@pytest.mark.parametrize("text", NONE)
def test_no_quotation(nlp: Language, text: str) -> None:
    assert [(q.rule_id, q.text) for q in quotes_of(nlp, text)] == []


def test_text_is_what_stands_at_the_spans(nlp: Language) -> None:
    text = "Die Lage, sagte Anna Muster dem Sender am 3. Mai 2024, sei „alles andere als gut“. Man müsse handeln."
    found = quotes_of(nlp, text)
    assert [q.quote_no for q in found] == list(range(len(found)))
    assert {q.type for q in found} == {"indirect", "direct", "indirect_free_indirect"}
    for quote in found:
        for shown, spans in ((quote.speaker_text, quote.speaker_spans), (quote.cue_text, quote.cue_spans), (quote.text, quote.quote_spans)):
            assert (shown or "") == " ".join(text[a:b] for a, b in spans)
