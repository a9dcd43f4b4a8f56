"""The embedded pipeline on sentences of our own: what the rules lean on most."""

from __future__ import annotations

import hashlib
import json

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.nlp import load_base
from pipeline.paths import embedded_model_dir

COMPONENTS = ("tok2vec", "tagger", "morphologizer", "parser", "lemmatizer", "ner")
MEGABYTES = 40


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_base("de_lagebild")


def word(doc: Doc, text: str) -> int:
    """Index of the only token `text`."""
    (found,) = [token.i for token in doc if token.text == text]
    return found


TAGS = {
    "finite-and-participle": ("Die Stadt hat den Vertrag gekündigt.", {"hat": "VAFIN", "gekündigt": "VVPP", "Vertrag": "NN"}),
    "infinitive-with-zu": ("Er versprach, die Brücke zu bauen.", {"zu": "PTKZU", "bauen": "VVINF"}),
    "contracted-preposition": ("Sie trafen sich am Freitag im Rathaus.", {"am": "APPRART", "im": "APPRART", "sich": "PRF"}),
    "relative-pronoun": ("Der Mann, der gestern kam, schweigt.", {"kam": "VVFIN", "schweigt": "VVFIN"}),
    "modal": ("Morgen soll es regnen.", {"soll": "VMFIN", "regnen": "VVINF"}),
    "name": ("Gestern reiste Merkel nach Wien.", {"Merkel": "NE", "Wien": "NE", "reiste": "VVFIN"}),
}


@pytest.mark.parametrize(("text", "tags"), TAGS.values(), ids=TAGS)
def test_stts_tags(nlp: Language, text: str, tags: dict[str, str]) -> None:
    doc = nlp(text)
    assert {form: doc[word(doc, form)].tag_ for form in tags} == tags


MOODS = {
    "sei": ("Der Sprecher sagte, die Lage sei ruhig.", "sei", "Sub"),
    "habe": ("Die Firma teilte mit, sie habe nichts gewusst.", "habe", "Sub"),
    "werde": ("Der Minister kündigte an, man werde bald handeln.", "werde", "Sub"),
    "koenne": ("Niemand könne das vorhersagen, hieß es.", "könne", "Sub"),
    "komme": ("Er sagte, der Zug komme später.", "komme", "Sub"),
    "waere": ("Das wäre ein Fehler.", "wäre", "Sub"),
    "haetten": ("Sie hätten früher kommen müssen.", "hätten", "Sub"),
    "ich-habe": ("Ich habe lange gewartet.", "habe", "Ind"),
    "ist": ("Die Lage ist ruhig.", "ist", "Ind"),
    "sagte": ("Der Sprecher sagte nichts.", "sagte", "Ind"),
    "hat": ("Die Firma hat alles gewusst.", "hat", "Ind"),
}


@pytest.mark.parametrize(("text", "form", "mood"), MOODS.values(), ids=MOODS)
def test_mood(nlp: Language, text: str, form: str, mood: str) -> None:
    doc = nlp(text)
    assert doc[word(doc, form)].morph.get("Mood") == [mood]


LEMMAS = {
    "strong-past": ("Der Zug fuhr ab.", "fuhr", "fahren"),
    "participle": ("Sie haben den Vertrag unterschrieben.", "unterschrieben", "unterschreiben"),
    "umlaut-plural": ("Die Häuser brannten.", "Häuser", "Haus"),
    "genitive": ("Der Chef des Staates schwieg.", "Staates", "Staat"),
    "article": ("Sie sah den Hund.", "den", "der"),
    "konjunktiv": ("Er sagte, man müsse warten.", "müsse", "müssen"),
    "adjective": ("Die neuen Regeln gelten.", "neuen", "neu"),
}


@pytest.mark.parametrize(("text", "form", "lemma"), LEMMAS.values(), ids=LEMMAS)
def test_lemma(nlp: Language, text: str, form: str, lemma: str) -> None:
    doc = nlp(text)
    assert doc[word(doc, form)].lemma_ == lemma


NAMES = {
    "person-and-place": ("Gestern sprach Angela Krämer in München.", {("Angela Krämer", "PER"), ("München", "LOC")}),
    "countries": ("Frankreich und Polen unterzeichneten den Vertrag.", {("Frankreich", "LOC"), ("Polen", "LOC")}),
    "organisation": ("Die SPD kritisierte den Entwurf.", {("SPD", "ORG")}),
    "none": ("Der Hund schlief den ganzen Tag.", set()),
}


@pytest.mark.parametrize(("text", "names"), NAMES.values(), ids=NAMES)
def test_names(nlp: Language, text: str, names: set[tuple[str, str]]) -> None:
    assert {(ent.text, ent.label_) for ent in nlp(text).ents} == names


SENTENCES = {
    "full-stops": ("Der Rat tagte. Danach sprach die Bürgermeisterin.", 2),
    "headline-and-body": ("Rat berät über neue Brücke\n\nDer Rat tagte am Montag. Es gab Streit.", 3),
    "ordinal": ("Am 3. Februar beginnt die Frist. Sie endet im März.", 2),
}


@pytest.mark.parametrize(("text", "count"), SENTENCES.values(), ids=SENTENCES)
def test_sentence_boundaries(nlp: Language, text: str, count: int) -> None:
    assert len(list(nlp(text).sents)) == count


def test_subject_and_object(nlp: Language) -> None:
    doc = nlp("Die Regierung lehnte den Vorschlag ab.")
    assert (doc[word(doc, "Regierung")].dep_, doc[word(doc, "Vorschlag")].dep_) == ("nsubj", "obj")


def test_components_and_label_sets(nlp: Language) -> None:
    assert tuple(nlp.pipe_names) == COMPONENTS
    assert set(nlp.get_pipe("ner").labels) == {"PER", "LOC", "ORG"}


def test_size_and_manifest() -> None:
    folder = embedded_model_dir()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MEGABYTES * 1_000_000
    manifest = json.loads(folder.with_name("de_lagebild.sha256.json").read_text(encoding="utf-8"))
    assert manifest == {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
