"""What a word is a sign of, and that the words met do not pile up."""

from __future__ import annotations

import pytest

from pipeline.components.actors import ActorsComponent
from pipeline.components.actors import lexicon as lexicon_file
from pipeline.components.actors.lexicon import Sense, Word
from tests.unit.actors.build import NLP, component, make_doc


@pytest.fixture(scope="module")
def actors() -> ActorsComponent:
    return component()


def word(actors: ActorsComponent, text: str) -> Word:
    return actors.lexicon[NLP.vocab.strings.add(text)]


SENSES: dict[str, tuple[str, set[Sense]]] = {
    "function_word": ("zwischen", set()),
    "common_noun": ("Moorbirke", {"capital"}),
    "adjective_of_a_state": ("norwegische", {"alias", "state"}),
    "first_name": ("Hanna", {"alias", "capital", "first name"}),
    "double_first_name": ("Hanna-Susanne", {"capital", "first name", "hyphen"}),
    "office": ("Moorministerin", {"capital", "office"}),
    "institution": ("Moorlandbehörde", {"capital", "class", "institution"}),
    "class_noun_compound": ("Regionalsender", {"capital", "class"}),
    "party": ("Moorpartei", {"capital", "class", "party"}),
    "genitive": ("Tannhofs", {"capital", "genitive"}),
    "body": ("Landtag", {"capital", "body", "institution"}),
    "group": ("Truppen", {"capital", "group", "institution"}),
    "english_body": ("Authority", {"capital", "foreign"}),
    "compound_with_a_state": ("Norwegen-Besuch", {"capital", "hyphen", "state"}),
}


@pytest.mark.parametrize(("text", "senses"), SENSES.values(), ids=SENSES.keys())
def test_senses(actors: ActorsComponent, text: str, senses: set[Sense]) -> None:
    assert set(word(actors, text).senses) == senses


CLASS_NOUNS = {
    "plain": ("Sender", "media"),
    "genitive": ("Senders", "media"),
    "compound": ("Nordsenders", "media"),
    "behind_a_hyphen": ("Moor-Gewerkschaft", "organisation"),
    "other_noun": ("Besenstiel", None),
    "lower_case": ("sender", None),
}


@pytest.mark.parametrize(("text", "kind"), CLASS_NOUNS.values(), ids=CLASS_NOUNS.keys())
def test_class_nouns(actors: ActorsComponent, text: str, kind: str | None) -> None:
    assert word(actors, text).class_noun == kind


def test_ever_new_words_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon_file, "_MOST_WORDS", 50)
    actors = component()
    institutions = len(actors.know.institutions)
    for n in range(40):
        make_doc(actors, " ".join(f"Wort{n}x{k}/NN" for k in range(10)) + f" Moor{chr(97 + n % 26)}behörde/NN Hanna/NE ./$.")
    assert len(actors.lexicon) + len(actors.lexicon._older) <= 102
    assert len(actors.know.institutions) == institutions
    assert "first name" in word(actors, "Hanna").senses
