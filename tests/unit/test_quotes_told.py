"""Frames without a neat comma, clauses that point back, names with a colon, nouns that words hang on; and who speaks in them."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.extensions import rows
from pipeline.records import Quote


def quotes_of(nlp: Language, text: str) -> list[Quote]:
    return list(rows(nlp(text), "quotes"))


TOLD = [
    pytest.param("Die Brücke wird gesperrt, das teilte die Stadt Ulm mit.", "Die Brücke wird gesperrt", "die Stadt Ulm", id="das-behind"),
    pytest.param(
        "Die Brücke wird gesperrt. Das geht aus einem Schreiben des Amts hervor.",
        "Die Brücke wird gesperrt Das",
        "einem Schreiben des Amts",
        id="das-geht-hervor",
    ),
    pytest.param(
        "Die Zahl der Gäste steigt bis 2030 auf vier Millionen. So eine Studie der Universität Ulm.",
        "Die Zahl der Gäste steigt bis 2030 auf vier Millionen",
        "eine Studie der Universität Ulm",
        id="so-as-a-sentence",
    ),
    pytest.param(
        "Der Fluss steigt weiter, geht aus dem Bericht hervor.", "Der Fluss steigt weiter", "dem Bericht", id="geht-hervor-behind"
    ),
    pytest.param(
        "Der Händler hat angekündigt die Preise im Herbst zu erhöhen.", "die Preise im Herbst zu erhöhen", "Der Händler", id="no-comma-zu"
    ),
    pytest.param("Die Trainerin hoffte dass der Regen aufhört.", "dass der Regen aufhört", "Die Trainerin", id="no-comma-dass"),
    pytest.param(
        "Karl Muster räumte am Abend ein: Wenn das Geld fehlt, ruht der Bau.",
        "Wenn das Geld fehlt, ruht der Bau",
        "Karl Muster",
        id="colon-indicative",
    ),
    pytest.param(
        "Karl Muster sagte, der Vertrag, den alle kennen, sei ungültig.",
        "der Vertrag, den alle kennen, sei ungültig",
        "Karl Muster",
        id="field-with-a-name-and-a-clause",
    ),
    pytest.param(
        "Die Richterin sagte, der Zeuge müsse erscheinen und lobte die Polizei.",
        "der Zeuge müsse erscheinen",
        "Die Richterin",
        id="the-frame-goes-on-behind-und",
    ),
    pytest.param(
        "Das ist falsch, ärgert sich Anna Muster, wir haben alles bezahlt.",
        "Das ist falsch wir haben alles bezahlt",
        "Anna Muster",
        id="main-clauses-on-both-sides",
    ),
    pytest.param("Wie gestern bekannt wurde, ist der Vertrag geplatzt.", "ist der Vertrag geplatzt", None, id="became-known"),
]


@pytest.mark.parametrize(("text", "quoted", "speaker"), TOLD)
def test_told(nlp: Language, text: str, quoted: str, speaker: str | None) -> None:
    assert (quoted, speaker) in [(q.text, q.speaker_text) for q in quotes_of(nlp, text)]


SPEAKERS = [
    pytest.param(
        "Die Ministerin besuchte das Werk und nannte Musters Plan „völlig verfehlt“.", "Die Ministerin", id="subject-of-the-verb-in-front"
    ),
    pytest.param("Die Zahl der Verletzten bezifferte die Feuerwehr Ulm mit zwölf.", "die Feuerwehr Ulm", id="things-do-not-speak"),
    pytest.param("Selbst die Zeitung Morgenblatt hat kritisiert, dass der Plan fehlt.", "die Zeitung Morgenblatt", id="particle-in-front"),
    pytest.param("Von Anna Muster kam die Zusage, das Geld zu zahlen.", "Anna Muster", id="giver-of-the-noun"),
    pytest.param("Der Bürgermeister wies die Behauptung zurück, er habe Geld genommen.", "die Behauptung", id="not-his-own-words"),
    pytest.param(
        "Die Lage ist ernst, sagte Musters nach Ulm gezogene Schwester Anna.", "Musters nach Ulm gezogene Schwester Anna", id="owner"
    ),
    pytest.param("„Wir sind zufrieden“, so Anna Muster weiter.", "Anna Muster", id="so-weiter"),
    pytest.param("Für Karl Muster sei das kein Zufall.", "Karl Muster", id="whose-view"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_speaker(nlp: Language, text: str, speaker: str) -> None:
    found = quotes_of(nlp, text)
    assert found
    assert {q.speaker_text for q in found} == {speaker}


def test_a_body_without_a_name_goes_on_speaking(nlp: Language) -> None:
    (quote,) = quotes_of(nlp, "Die Staatsanwaltschaft ermittelt seit Mai gegen einen Händler. Er habe Rechnungen gefälscht.")
    assert (quote.type, quote.speaker_text) == ("indirect_free_indirect", "Die Staatsanwaltschaft")


def test_in_a_row_of_quotations_each_has_the_name_in_front(nlp: Language) -> None:
    text = "Viele äußerten sich, so Karl Muster: „Das ist ein guter Tag.“, und Anna Beispiel: „Endlich ist es vorbei.“"
    found = [(q.text, q.speaker_text) for q in quotes_of(nlp, text) if q.type == "direct"]
    assert found == [("„Das ist ein guter Tag.“", "Karl Muster"), ("„Endlich ist es vorbei.“", "Anna Beispiel")]


def test_a_pasted_message_is_no_part_of_the_next_sentence(nlp: Language) -> None:
    text = "Was für ein Spiel https://t.co/abc123 #ulm Anna Muster sagte, der Sieg sei verdient."
    assert [(q.text, q.speaker_text) for q in quotes_of(nlp, text)] == [("der Sieg sei verdient", "Anna Muster")]


def test_an_earlier_subject_speaks_if_the_silent_sentences_name_nobody(nlp: Language) -> None:
    text = "Anna Muster sprach in Ulm. Es regnete. Der Saal war voll. Das Geld sei ausgegeben."
    assert [q.speaker_text for q in quotes_of(nlp, text)] == ["Anna Muster"]


NONE = [
    pytest.param("Der Sturm war schlimmer als befürchtet.", id="comparison"),
    pytest.param("Der Ort liegt, wie man so sagt, am Ende der Welt.", id="figure-of-speech"),
    pytest.param(
        "Der Apparat, den man für 20 Euro (rund 22 Franken) anbietet, enthält acht Teile.", id="main-verb-behind-a-relative-clause"
    ),
    pytest.param("In Ulm soll der Bau bis Mai fertiggestellt sein.", id="soll-be-finished"),
    pytest.param("Anders formuliert: Der Begriff passt nicht mehr.", id="the-author-s-own-colon"),
    pytest.param("Der Grund: Die Brücke ist gesperrt.", id="colon-without-a-name"),
]


@pytest.mark.parametrize("text", NONE)
def test_no_quotation(nlp: Language, text: str) -> None:
    assert [(q.rule_id, q.text) for q in quotes_of(nlp, text)] == []


CLAUSES = [
    pytest.param(
        "Die Veranstalter schätzten 2.000 Teilnehmer; nach Angaben der Polizei waren es 1.000.",
        ("reported", "Die Veranstalter schätzten 2.000 Teilnehmer", "Die Veranstalter"),
        id="a-report-beside-a-source",
    ),
    pytest.param(
        "Der Beirat stufte das Gesetz als rechtswidrig ein, und Anna Muster sagte, es werde fallen.",
        ("reported", "Der Beirat stufte das Gesetz als rechtswidrig ein", "Der Beirat"),
        id="a-report-beside-a-quotation",
    ),
    pytest.param(
        "Der Sprecher winkte ab, das sei nicht sein Problem.",
        ("indirect", "das sei nicht sein Problem", "Der Sprecher"),
        id="konjunktiv-behind-what-somebody-does",
    ),
    pytest.param(
        "Zwölf Gäste wurden verletzt, darunter seien zwei Kinder.",
        ("indirect_free_indirect", "darunter seien zwei Kinder", None),
        id="konjunktiv-behind-what-happens",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_a_clause_of_its_own(nlp: Language, text: str, expected: tuple[str, str, str | None]) -> None:
    assert expected in [(q.type, q.text, q.speaker_text) for q in quotes_of(nlp, text)]


def test_indicative_beside_indicative_quotes_nobody(nlp: Language) -> None:
    assert not quotes_of(nlp, "Der Trainer blieb ruhig, es ging ihm gut.")


FRAMED = [
    pytest.param("Die Lage, sagt Anna Muster, ist ernst.", "Die Lage ist ernst", "Anna Muster", id="frame-in-the-field-indicative"),
    pytest.param("Tatsächlich, so betont auch die Polizei, ist das falsch.", "Tatsächlich ist das falsch", "die Polizei", id="so-betont"),
    pytest.param("Gerüchten zu Folge will der Spieler gehen.", "will der Spieler gehen", "Gerüchten", id="zu-folge"),
    pytest.param("Der Bau ruht gemäß einem Sprecher der Firma.", "Der Bau ruht", "einem Sprecher der Firma", id="gemäß-a-person"),
    pytest.param("Das ist neu – das zumindest meint Anna Muster.", "Das ist neu", "Anna Muster", id="das-zumindest-meint"),
    pytest.param(
        "Die Ankündigung ihres Trainers, Emil Muster, die Arbeit zu beenden, kam spät.",
        "die Arbeit zu beenden",
        "ihres Trainers, Emil Muster",
        id="a-name-between-noun-and-clause",
    ),
    pytest.param("Die Chefin will Geld und rief die Länder auf, zu helfen.", "zu helfen", "Die Chefin", id="prefix-of-the-later-verb"),
    pytest.param("Die Chefin zeigte sich offen dafür, zu helfen.", "zu helfen", "Die Chefin", id="open-to-it"),
    pytest.param("Die Hoffnung, dass alle gehen, blieb.", "dass alle gehen", "Die Hoffnung", id="verb-taken-for-an-infinitive"),
    pytest.param(
        "Die Beamten beklagen Kürzungen, die Lücken zur Folge hätten.",
        "die Lücken zur Folge hätten",
        "Die Beamten",
        id="unreal-beside-a-report",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), FRAMED)
def test_framed(nlp: Language, text: str, words: str, speaker: str) -> None:
    assert (words, speaker) in [(q.text, q.speaker_text) for q in quotes_of(nlp, text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Er kam, sagte nichts, ging wieder.", id="a-row-of-verbs"),
        pytest.param("Sie zeigt Wege, die das Leben leichter machen könnten.", id="what-might-be"),
        pytest.param("Wie wir uns das wünschen, wird es nicht.", id="wie-of-the-author"),
        pytest.param("Er ging zu Folge zwei der Serie.", id="folge-of-a-series"),
    ],
)
def test_no_frame(nlp: Language, text: str) -> None:
    assert not quotes_of(nlp, text)


UNMARKED = [
    pytest.param(
        "Man werde sich daran halten, erklärte man in Regierungskreisen.",
        "Man werde sich daran halten",
        "Regierungskreisen",
        id="man-in-circles",
    ),
    pytest.param(
        "Wer schläft, lebt länger, zeigt eine Studie des Amts.", "Wer schläft, lebt länger", "eine Studie des Amts", id="a-study-shows"
    ),
    pytest.param(
        "Kanzlerin Anna Muster zeigte sich pragmatisch: Was alle brauchen, haben wir zu liefern.",
        "Was alle brauchen, haben wir zu liefern",
        "Kanzlerin Anna Muster",
        id="colon-and-wir",
    ),
    pytest.param(
        "Am Ende stand die Mitteilung, dass nichts gezeigt werden könne – ein Hinweis auf Zensur.",
        "dass nichts gezeigt werden könne",
        "die Mitteilung",
        id="a-comment-behind-a-dash",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), UNMARKED)
def test_unmarked(nlp: Language, text: str, words: str, speaker: str) -> None:
    assert [(q.text, q.speaker_text) for q in quotes_of(nlp, text)] == [(words, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Die Aufnahmen ließen nicht erkennen, wie groß die Räume sind.", id="things-let-see"),
        pytest.param("Das zeigt, dass es besser wird.", id="das-zeigt"),
        pytest.param("Bleibt er fit, könnte er den Titel feiern.", id="what-could-be"),
        pytest.param("Die Suppe ist fertig: Wir essen um acht.", id="colon-without-a-person"),
    ],
)
def test_nobody_is_quoted(nlp: Language, text: str) -> None:
    assert not quotes_of(nlp, text)


def test_what_was_reported_before_is_no_cue(nlp: Language) -> None:
    found = quotes_of(nlp, "Wie berichtet hatte das Amt beklagt, dass Akten fehlen.")
    assert [q.cue_text for q in found] == ["hatte beklagt"]


def test_the_first_person_is_no_konjunktiv(nlp: Language) -> None:
    assert not quotes_of(nlp, "Die Regel bleibt, weil ich sie für gut halte.")
