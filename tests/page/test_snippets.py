"""Excerpts around what a search found; folding agrees with the store's macro."""

# ruff: noqa: E501 (tables of examples)
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.page.snippets import WIDTH, excerpt, fold, without_heading
from pipeline.store import read
from tests.page_sample import write_sample


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    opened = read.connect(write_sample(tmp_path_factory.mktemp("snippets") / "s.duckdb"))
    yield opened
    opened.close()


WORDS = [
    "Öztürk",
    "Oeztuerk",
    "STRASSE",
    "Straße",
    "neue",
    "Quelle",
    "Aerosol",
    "Çelik",
    "Müßiggang",
    "Israel",
    "Bauer",
    "EU",
    "naïve",
    "Größe",
]


@pytest.mark.parametrize("word", WORDS)
def test_folding_is_the_same_in_python_and_sql(con, word: str) -> None:  # type: ignore[no-untyped-def]
    assert con.execute("SELECT german_fold(?)", [word]).fetchall()[0][0] == fold(word)


STEMS = {
    "genitive of a name": ("Putin", "Putins"), "plural": ("Angriff", "Angriffen"), "umlaut plural": ("Haus", "Häuser"), "dative plural": ("Minister", "Ministern"),
    "feminine": ("Minister", "Ministerinnen"), "past": ("sagen", "sagte"), "third person": ("sagen", "sagt"), "inhabitant": ("Berlin", "Berliner"),
    "case of an adjective": ("militärisch", "militärischen"), "genitive": ("Staat", "Staates"), "weak plural": ("Staat", "Staaten"),
}  # fmt: skip
APART = [("Putin", "Pute"), ("Polen", "Politik"), ("Krise", "Kreis"), ("Rat", "Rate")]


@pytest.mark.parametrize(("a", "b"), STEMS.values(), ids=STEMS.keys())
def test_forms_of_a_word_meet(con, a: str, b: str) -> None:  # type: ignore[no-untyped-def]
    found = con.execute("SELECT german_stem(german_fold(?)), german_stem(german_fold(?))", [a, b]).fetchall()[0]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("a", "b"), [*APART[:3], pytest.param(*APART[3], marks=pytest.mark.xfail(reason="three letters are too few to tell", strict=True))]
)
def test_other_words_stay_apart(con, a: str, b: str) -> None:  # type: ignore[no-untyped-def]
    found = con.execute("SELECT german_stem(german_fold(?)), german_stem(german_fold(?))", [a, b]).fetchall()[0]
    assert found[0] != found[1]


def test_the_densest_stretch_is_shown_with_marks() -> None:
    text = "Frist " + "und so weiter " * 60 + "die Fristen, die Frist, eine Nachfrist. " + "Ende " * 60
    shown = str(excerpt(text, ["frist"]))
    assert shown.count("<mark>") == 3
    assert "<mark>Nachfrist</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_an_excerpt_from_the_beginning_leaves_the_sign_of_a_heading_out() -> None:
    assert str(excerpt("# Frist im Tal\n\nDer Rat tagt.", ["rat"])).startswith("Frist im Tal")
    assert str(excerpt("#", [])) == ""


def test_short_stems_do_not_mark_the_inside_of_words() -> None:
    assert str(excerpt("Die EU und Europa, neu", ["eu"])).count("<mark>") == 1


@given(st.text(max_size=600), st.lists(st.sampled_from(["ab", "frist", "a", "<b>"]), max_size=3))
def test_any_text_gives_a_short_escaped_excerpt(text: str, stems: list[str]) -> None:
    shown = str(excerpt(text, stems))
    plain = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert len(plain) <= (WIDTH + 40) * 6


@pytest.mark.parametrize(
    ("text", "title", "left"),
    [
        pytest.param("# Der Titel\n\nDer Text.", "Der Titel", "\nDer Text.", id="the first line is the title"),
        pytest.param("Der Titel und mehr\nDer Text.", "Der Titel", "Der Titel und mehr\nDer Text.", id="it only begins with it"),
        pytest.param("Der Titel", "Der Titel", "Der Titel", id="nothing else"),
        pytest.param("Der Text.", None, "Der Text.", id="no title"),
    ],
)
def test_a_title_is_not_said_twice(text: str, title: str | None, left: str) -> None:
    assert without_heading(text, title) == left
