"""Who speaks: word order, number and the words around against what a parser or a pronoun leaves open."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.extensions import rows
from pipeline.records import Quote


def quotes_of(nlp: Language, text: str) -> list[Quote]:
    return list(rows(nlp(text), "quotes"))


SPEAKERS = [
    pytest.param(
        "Die Verträge seien unterzeichnet, versicherte am Freitag der Vizechef der Behörde Karl Muster.",
        "der Vizechef der Behörde Karl Muster",
        id="behind-a-weekday",
    ),
    pytest.param(
        "Die Akten seien echt, erklärte am späten Montagabend der Sprecher des Stabes, Emil Muster, in Ulm.",
        "der Sprecher des Stabes, Emil Muster",
        id="behind-an-evening",
    ),
    pytest.param(
        "Die Partei bleibe dabei, hieß es in einer am Sonntag veröffentlichten Erklärung des Amts.",
        "einer am Sonntag veröffentlichten Erklärung des Amts",
        id="a-day-inside-an-attribute",
    ),
    pytest.param("Genannt wurden von ihr Tirol, Kärnten und die Steiermark.", "ihr", id="pronoun-before-names"),
    pytest.param("Der Minister ist auch überzeugt davon, dass es so kommen wird.", "Der Minister", id="convinced"),
    pytest.param("Sinngemäß hofft Muster also, dass der Start noch vor Ablauf der Frist erfolgt.", "Muster", id="adverb-in-front"),
    pytest.param("Der von der Zeitung zitierte Experte sagte, er sei besorgt.", "Der von der Zeitung zitierte Experte", id="participle"),
    pytest.param("Britischer Forscher vermutet Grab von Karl dem Großen.", "Britischer Forscher", id="a-name-of-the-object"),
    pytest.param(
        "Ein angesehener Historiker nannte Musters Verhalten am Mittwoch absurd.", "Ein angesehener Historiker", id="a-genitive-behind"
    ),
    pytest.param(
        "Die Mönche, die sich beteiligt hatten, beschrieb die Agentur als „aggressiv und laut“.", "die Agentur", id="plural-is-no-subject"
    ),
    pytest.param(
        "Die Polizei beziffert die Zahl der Toten auf 26, befürchtet aber weitere Opfer.", "Die Polizei", id="object-behind-a-second-verb"
    ),
    pytest.param("Gegen Anna Muster stehen Vorwürfe im Raum, sie könnte profitiert haben.", "Vorwürfe", id="against-somebody"),
    pytest.param(
        "Nicht nachgegangen ist der Rechnungshof dem Vorwurf, sie habe das Geld verschwendet.",
        "dem Vorwurf",
        id="a-participle",
    ),
    pytest.param("„Wir gehen.“ Das sagte Minister Karl Muster am Montag.", "Minister Karl Muster", id="das-sagte-behind-direct-speech"),
    pytest.param(
        "„Ja, es gibt Zumutungen“. Das musste Minister Karl Muster einräumen.", "Minister Karl Muster", id="das-musste-er-einräumen"
    ),
    pytest.param("Er soll das Ziel gewesen sein. Das berichten arabische Medien.", "arabische Medien", id="das-behind-hearsay"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_speaker(nlp: Language, text: str, speaker: str) -> None:
    assert quotes_of(nlp, text)[0].speaker_text == speaker


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("„Wir gehen.“ Das kritisierte Minister Karl Muster am Montag.", id="who-criticises-has-not-said-it"),
        pytest.param("„Wir gehen.“ Das sei ein Fehler, sagte Minister Karl Muster am Montag.", id="das-of-the-next-quotation"),
    ],
)
def test_direct_speech_that_the_next_sentence_does_not_attribute(nlp: Language, text: str) -> None:
    assert quotes_of(nlp, text)[0].speaker_text is None


def test_a_source_stays_beside_who_confirms_it(nlp: Language) -> None:
    found = quotes_of(nlp, "Laut dem Sender ist ein Mann festgenommen worden. Dies gab die Polizei bekannt.")
    assert {q.speaker_text for q in found} == {"dem Sender", "die Polizei"}


def test_marked_words_are_whose_the_sentence_behind_says(nlp: Language) -> None:
    text = "Die Junta, die sich „Rat der Reform“ nennt, will der Regierung „nach Kräften helfen“. Das erklärte General Emil Muster."
    assert {q.speaker_text for q in quotes_of(nlp, text)} == {"General Emil Muster"}


@pytest.mark.parametrize("text", [pytest.param("Zuletzt wurde der Ausbruch von Cholera befürchtet.", id="of-a-noun")])
def test_nobody_says_it(nlp: Language, text: str) -> None:
    assert not quotes_of(nlp, text)


DATELINES = [
    pytest.param("BERLIN (dpa) – Der Verband rechnet mit Verlusten. Das sagte der Chef.", "Der Verband", id="agency"),
    pytest.param("Wien/Brüssel - Der Verband warnt vor Verlusten.", "Der Verband", id="two-places"),
    pytest.param("Kiel/Bonn/Den Haag - Der Minister darf laut einem Gutachten bleiben.", "Der Minister", id="three-places"),
    pytest.param("Washington, 5. Mai (Reuters) - Das Amt rechnet laut einem Bericht mit Anträgen.", "Das Amt", id="a-day-too"),
    pytest.param("New York (AP) Die Börse schließt laut Händlern früher.", "Die Börse", id="no-dash"),
    pytest.param("Bern (sda) – „Es reicht völlig“, sagte Anna Muster.", "„Es reicht", id="direct-speech"),
    pytest.param("Karl Muster – Sprecher des Amts – sagte, die Lage sei ernst.", "die Lage", id="a-person-is-no-place"),
]


@pytest.mark.parametrize(("text", "begins"), DATELINES)
def test_a_dateline_is_no_part_of_the_words(nlp: Language, text: str, begins: str) -> None:
    found = quotes_of(nlp, text)[0]
    dateline = text[: text.index(begins)]
    assert found.text.startswith(begins)
    assert begins == "die Lage" or (found.speaker_text or "") not in dateline


REFERENTS = [
    pytest.param("Die Firma will klagen, sagte Karl Muster. Man habe Beweise, fügte er hinzu.", 1, "Karl Muster", id="er"),
    pytest.param("Die Ukraine hat nach eigenen Angaben zwölf Drohnen abgeschossen.", 0, "Ukraine", id="eigenen-angaben"),
    pytest.param("Nach eigenen Angaben hat die Bundeswehr keine Helme mehr.", 0, "Bundeswehr", id="eigenen-angaben-in-front"),
    pytest.param("Nach Angaben des Trainers Karl Muster waren sie besser.", 0, "Karl Muster", id="angaben-of-a-titled-name"),
    pytest.param("Die Vorsitzende des Verbands Anna Muster sagte, es regne.", 0, "Anna Muster", id="name-behind-a-body"),
    pytest.param("Nach Angaben des Sprechers von Karl Muster waren sie besser.", 0, None, id="angaben-of-a-spokesman"),
    pytest.param("Auf der Bühne stand Karl Muster, der sagte, er bleibe.", 0, "Karl Muster", id="relative-pronoun"),
    pytest.param("Die Straße sei gesperrt, teilte die Ukraine mit. Demnach dauert das bis Mai.", 1, "Ukraine", id="demnach"),
    pytest.param(
        "STANDARD: Wie geht es Ihnen? Eva Muster: Gut geht es mir heute. STANDARD: Und gestern? Muster: Nicht so gut.",
        3,
        "Eva Muster",
        id="label-with-a-surname",
    ),
    pytest.param("Es regne, sagte Karl Muster. Da kam auch Emil Beispiel. Man habe Schirme, sagte er.", 1, None, id="another-named"),
    pytest.param("Es regne, sagte Minister Karl Muster. Man habe Schirme, sagten sie.", 1, None, id="sie-in-the-plural"),
    pytest.param("Es regne, sagte Ministerin Anna Muster. Man habe Schirme, sagte er.", 1, None, id="er-is-no-woman"),
]


@pytest.mark.parametrize(("text", "number", "name"), REFERENTS)
def test_speaker_id_by_the_words_around(nlp: Language, text: str, number: int, name: str | None) -> None:
    doc = nlp(text)
    names = {a.actor_id: a.name for a in rows(doc, "actors")}
    found = names.get(rows(doc, "quotes")[number].speaker_id or "")
    assert found == name if name is None else (found or "").startswith(name)


FRAMES = [
    pytest.param("Die Aktion habe am Montag begonnen, teilte ver.di mit.", "ver.di", id="a-name-in-lower-case"),
    pytest.param("Der dpa sagte Karl Muster, es gebe keine Pläne.", "Karl Muster", id="told-to-an-agency"),
    pytest.param("Der Zeitung „Ulmer Blatt“ sagte Karl Muster, es gebe keine Pläne.", "Karl Muster", id="told-to-a-paper"),
    pytest.param("Der Ulmer Zeitung sagte er, es gebe keine Pläne.", "er", id="told-to-a-paper-er"),
    pytest.param("Der Vorsitzende sagte Karl Muster, er bleibe.", "Der Vorsitzende", id="der-with-a-masculine"),
    pytest.param("Der Plan ist falsch, findet Karl Muster.", "Karl Muster", id="findet-behind"),
    pytest.param("Es gebe keinen Grund zur Sorge, beruhigte Anna Muster.", "Anna Muster", id="any-verb-behind-a-konjunktiv"),
    pytest.param("Wie es ein Kenner sagt: Wenn einer geht, gehen alle.", "ein Kenner", id="wie-es-somebody-says"),
    pytest.param("Das Risiko, sich anzustecken, ist gering, sagt Anna Muster.", "Anna Muster", id="behind-an-infinitive-and-its-verb"),
    pytest.param("So hatte sich vor allem die Firma Muster darüber beschwert, dass das Geld fehle.", "die Firma Muster", id="vor-allem"),
    pytest.param(
        "Wenn sie einen Antrag stellen, werden wir es uns überlegen, sagte der Sprecher.", "der Sprecher", id="wir-werden-is-no-frame"
    ),
]


@pytest.mark.parametrize(("text", "speaker"), FRAMES)
def test_speaker_of_a_frame(nlp: Language, text: str, speaker: str) -> None:
    assert [q.speaker_text for q in quotes_of(nlp, text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Das Gesetz schreibt vor, dass alle zahlen.", id="vorschreiben-is-not-schreiben"),
        pytest.param("Es sieht aus – von hier –, als lege er eine Pause ein.", id="as-if"),
        pytest.param("Er braucht Geräte, zumal auch die Strecke eingeschätzt werden muss.", id="zumal"),
    ],
)
def test_other_verbs_and_clauses(nlp: Language, text: str) -> None:
    assert not quotes_of(nlp, text)
