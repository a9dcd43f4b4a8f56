"""Names as strings: identifiers, genitives, inflected forms."""

from __future__ import annotations

import pytest

from pipeline.components.actors.names import (
    adjective_with_ending,
    alias_forms,
    masculine_forms,
    nominative,
    opening_forms,
    plain,
    slug,
    slugs,
    without_genitive,
)

SLUGS = {
    "umlauts": ("Günther Ötzmüller", "guenther-oetzmueller"),
    "accents": ("Dalia Grybauskaitė", "dalia-grybauskaite"),
    "polish_l": ("Jarosław Kaczyński", "jaroslaw-kaczynski"),
    "bracket_left_out": ("Europäische Union (EU)", "europaeische-union"),
    "apostrophe": ("Moody's", "moodys"),
    "sharp_s": ("Große Straße", "grosse-strasse"),
}


@pytest.mark.parametrize(("name", "expected"), SLUGS.values(), ids=SLUGS.keys())
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_slugs_of_many_names_are_those_of_each() -> None:
    names = [*(name for name, _ in SLUGS.values()), "Киев", "zwei\nZeilen", "(nur Klammer)", "Österreich – «ÖBB» ™", ""]
    assert slugs(names) == [slug(name) for name in names]


def test_a_name_without_latin_letters_still_has_a_slug() -> None:
    assert slug("Киев") != slug("Минск")


def test_plain_keeps_a_name_without_bracket() -> None:
    assert plain("Rotes Kreuz") == "Rotes Kreuz"


GENITIVES = {
    "plain": ("Merkels", "Merkel"),
    "apostrophe": ("Strauss'", "Strauss"),
    "english": ("Amazon's", "Amazon"),
    "double_s": ("Strauss", None),
    "too_short": ("das", None),
    "none": ("Merkel", None),
}


@pytest.mark.parametrize(("word", "expected"), GENITIVES.values(), ids=GENITIVES.keys())
def test_without_genitive(word: str, expected: str | None) -> None:
    assert without_genitive(word) == expected


FORMS = {
    "weak_adjective": (["Weißes", "Haus"], ("Weißen", "Haus")),
    "genitive": (["Weißes", "Haus"], ("Weißen", "Hauses")),
    "head_before_genitive": (["Zentralrat", "der", "Bäcker"], ("Zentralrats", "der", "Bäcker")),
    "dative_plural": (["EU-Länder"], ("EU-Ländern",)),
    "short_adjective": (["Rotes", "Kreuz"], ("Rote", "Kreuz")),
}


@pytest.mark.parametrize(("tokens", "form"), FORMS.values(), ids=FORMS.keys())
def test_alias_forms_hold(tokens: list[str], form: tuple[str, ...]) -> None:
    assert form[0] in opening_forms(tokens)
    assert form in alias_forms(tokens, form[0])


def test_the_name_itself_is_the_first_form() -> None:
    assert alias_forms(["Weißes", "Haus"], "Weißes")[0] == ("Weißes", "Haus")


def test_many_adjectives_do_not_explode() -> None:
    tokens = ["Neue", "Große", "Schöne", "Alte", "Runde", "Halle"]
    assert sum(len(alias_forms(tokens, first)) for first in opening_forms(tokens)) == 64


NOMINATIVES = {
    "masculine": ("Deutschen Kegelbundes", "Deutscher Kegelbund"),
    "feminine": ("Freiwilligen Feuerwehrstiftung", "Freiwillige Feuerwehrstiftung"),
    "neuter": ("Bayerischen Landesinstituts", "Bayerisches Landesinstitut"),
    "town_adjective_stays": ("Wiener Bauverein", "Wiener Bauverein"),
    "unknown_head_stays": ("Blauen Wölfe", "Blauen Wölfe"),
    "one_word_stays": ("Kegelbundes", "Kegelbundes"),
}


@pytest.mark.parametrize(("name", "expected"), NOMINATIVES.values(), ids=NOMINATIVES.keys())
def test_nominative(name: str, expected: str) -> None:
    assert " ".join(nominative(name.split())) == expected


ROLE_FORMS = {
    "feminine": ("Minister", "Ministerin"),
    "plural_dative": ("Minister", "Ministern"),
    "weak_noun": ("Präsident", "Präsidenten"),
    "participle": ("Vorsitzender", "Vorsitzende"),
    "participle_oblique": ("Vorsitzender", "Vorsitzenden"),
    "mann_frau": ("Landeshauptmann", "Landeshauptfrau"),
    "rat": ("Stadtrat", "Stadträtin"),
}


@pytest.mark.parametrize(("noun", "form"), ROLE_FORMS.values(), ids=ROLE_FORMS.keys())
def test_role_forms_hold(noun: str, form: str) -> None:
    assert form in masculine_forms(noun)


ENDINGS = {"f": ("polnisch", "f", "polnische"), "n": ("polnisch", "n", "polnisches"), "indeclinable": ("Schweizer", "f", "Schweizer")}


@pytest.mark.parametrize(("stem", "gender", "expected"), ENDINGS.values(), ids=ENDINGS.keys())
def test_adjective_with_ending(stem: str, gender: str, expected: str) -> None:
    assert adjective_with_ending(stem, gender) == expected
