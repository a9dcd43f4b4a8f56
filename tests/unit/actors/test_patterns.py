"""Patterns that the lists alone do not decide: foreign bodies, other alphabets, headlines, authorities; each with its counterpart."""

from __future__ import annotations

import pytest

from pipeline.components.actors import ActorsComponent
from pipeline.components.actors.names import sound, spelling_variants
from tests.unit.actors.build import component, found, make_doc


@pytest.fixture(scope="module")
def actors() -> ActorsComponent:
    return component()


CASES = {
    # English names of bodies
    "english_body": (
        "Die/ART Nordland/NE Safety/NE Authority/NE warnt/VVFIN ./$.",
        [("Nordland Safety Authority", "organisation:nordland-safety-authority")],
    ),
    "english_body_with_of": (
        "Forscher/NN der/ART University/NE of/FM Nordheim/NE warten/VVFIN ./$.",
        [("University of Nordheim", "organisation:university-of-nordheim")],
    ),
    "english_noun_alone": ("Das/ART Board/NN tagt/VVFIN ./$.", []),
    "german_noun_before_english_one": ("Das/ART neue/ADJA Projekt/NN Board/NN tagt/VVFIN ./$.", []),
    # authorities by their noun
    "authority_of_a_state": (
        "Die/ART norwegische/ADJA Fischereibehörde/NN warnt/VVFIN ./$.",
        [("norwegische Fischereibehörde", "organisation:no-fischereibehoerde")],
    ),
    "authority_points_back": ("Norwegen/NE/LOC wartet/VVFIN ./$. Die/ART Fischereibehörde/NN warnt/VVFIN ./$.", [("Norwegen", "state:NO")]),
    "several_authorities": ("Die/ART norwegischen/ADJA Fischereibehörden/NN warnen/VVFIN ./$.", []),
    "branch_of_an_association": ("Der/ART norwegische/ADJA Dachverband/NN warnt/VVFIN ./$.", []),
    "institution_for_one_field": (
        "Die/ART norwegische/ADJA Hafen-Polizei/NN warnt/VVFIN ./$.",
        [("norwegische Hafen-Polizei", "organisation:no-hafen-polizei")],
    ),
    # Länder and cities that are Länder
    "government_of_a_free_state": (
        "Bayern/NE/LOC wartet/VVFIN ./$. Die/ART Staatsregierung/NN berät/VVFIN ./$.",
        [("Bayern", "state:bayern"), ("Staatsregierung", "government:bayerische-staatsregierung")],
    ),
    "no_government_of_that_name": (
        "Die/ART hessische/ADJA Wirtschaft/NN klagt/VVFIN ./$. Die/ART Staatsregierung/NN berät/VVFIN ./$.",
        [],
    ),
    "senate_of_a_city": (
        "Die/ART deutsche/ADJA Stadt/NN Hamburg/NE wartet/VVFIN ./$. Der/ART Senat/NN berät/VVFIN ./$.",
        [("Senat", "government:hamburger-senat")],
    ),
    "senate_of_a_court": (
        "Die/ART deutsche/ADJA Stadt/NN Hamburg/NE wartet/VVFIN ./$. Der/ART Dritte/ADJA Senat/NN berät/VVFIN ./$.",
        [],
    ),
    # states as places
    "second_neighbour": (
        "Kontrollen/NN an/APPR der/ART Grenze/NN zu/APPR Ungarn/NE/LOC und/KON zur/APPRART Slowakei/NE/LOC folgen/VVFIN ./$.",
        [],
    ),
    "second_partner": (
        "Verträge/NN mit/APPR Ungarn/NE/LOC und/KON mit/APPR Polen/NE/LOC folgen/VVFIN ./$.",
        [("Ungarn", "state:HU"), ("Polen", "state:PL")],
    ),
    "state_of_an_age": ("Er/PPER liebte/VVFIN das/ART Norwegen/NE/LOC der/ART Kindheit/NN ./$.", []),
    "states_as_an_area": ("Beamte/NN aus/APPR anderen/ADJA EU-Staaten/NN helfen/VVFIN ./$.", []),
    "states_that_act": ("Die/ART EU-Staaten/NN helfen/VVFIN ./$.", [("EU-Staaten", "group:eu-staaten")]),
    # services and firms
    "service_is_used": ("Die/ART Nutzer/NN von/APPR WhatsApp/NE warten/VVFIN ./$.", []),
    "service_firm": ("Laut/APPR WhatsApp/NE kommt/VVFIN das/ART bald/ADV ./$.", [("WhatsApp", "organisation:whatsapp")]),
    "town_and_common_noun": ("Die/ART Grazer/ADJA/ORG Bühne/NN/ORG wartet/VVFIN ./$.", []),
    "medium_named_once": (
        "Die/ART Zeitung/NN Dawn/NE meldet/VVFIN das/PDS ./$. Später/ADV schwieg/VVFIN Dawn/NE ./$.",
        [("Zeitung Dawn", "media:dawn"), ("Dawn", "media:dawn")],
    ),
    # persons
    "town_as_a_surname": (
        "Peter/NE/PER Anklam/NE/PER kam/VVFIN ./$. Dann/ADV sprach/VVFIN Anklam/NE/PER ./$.",
        [("Peter Anklam", "person:peter-anklam"), ("Anklam", "person:peter-anklam")],
    ),
    "town_and_not_the_surname": (
        "Peter/NE/PER Anklam/NE/PER kam/VVFIN ./$. Er/PPER wohnt/VVFIN in/APPR Anklam/NE/LOC ./$.",
        [("Peter Anklam", "person:peter-anklam"), ("Er", "person:peter-anklam")],
    ),
    "other_alphabet": (
        "Der/ART Präsident/NN Omar/NE/PER al-Bashir/NE/PER kam/VVFIN ./$. Später/ADV schwieg/VVFIN Bashir/NE/PER ./$.",
        [("Omar al-Bashir", "person:omar-al-baschir"), ("Bashir", "person:omar-al-baschir")],
    ),
    "thing_behind_a_title": (
        "Er/PPER warf/VVFIN Kanzler/NN Emil/NE/PER Tannhof/NE/PER und/KON dem/ART Minister/NN Wortbruch/NE/PER vor/PTKVZ ./$.",
        [("Emil Tannhof", "person:emil-tannhof")],
    ),
    "firm_with_a_first_name": (
        "Der/ART Pilot/NN der/ART Firma/NN Heli/NE Nordwind/NE schwieg/VVFIN ./$.",
        [("Heli Nordwind", "organisation:heli-nordwind")],
    ),
    "head_of_a_firm": (
        "Der/ART Chef/NN des/ART Unternehmens/NN Emil/NE/PER Tannhof/NE/PER schwieg/VVFIN ./$.",
        [("Emil Tannhof", "person:emil-tannhof")],
    ),
    "two_behind_one_title": (
        "Die/ART Minister/NN Emil/NE/PER Tannhof/NE/PER und/KON Ubbo/NN Tjarksen/NE schwiegen/VVFIN ./$.",
        [("Emil Tannhof", "person:emil-tannhof"), ("Ubbo Tjarksen", "person:ubbo-tjarksen")],
    ),
    "a_name_and_a_thing": (
        "Minister/NN Emil/NE/PER Tannhof/NE/PER und/KON Grüne/NN Energie/NN schwiegen/VVFIN ./$.",
        [("Emil Tannhof", "person:emil-tannhof")],
    ),
    # offices
    "office_in_a_headline": (
        "Kanzler/NN :/$. Kein/PIAT Kommentar/NN ./$. Kanzler/NN Emil/NE/PER Tannhof/NE/PER schwieg/VVFIN ./$.",
        [("Kanzler", "person:emil-tannhof"), ("Emil Tannhof", "person:emil-tannhof")],
    ),
    "office_as_a_predicate": (
        "Parteichef/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Ubbo/NE/PER Tjarksen/NE/PER ist/VAFIN der/ART Chef/NN ./$.",
        [("Emil Tannhof", "person:emil-tannhof"), ("Ubbo Tjarksen", "person:ubbo-tjarksen")],
    ),
}


@pytest.mark.parametrize(("spec", "expected"), CASES.values(), ids=CASES.keys())
def test_mentions(actors: ActorsComponent, spec: str, expected: list[tuple[str, str]]) -> None:
    """The mentions of the text with the ids of their actors, in text order."""
    assert found(make_doc(actors, spec)) == expected


SAME = {
    "sch": ("Omar al-Baschir", "Omar al-Bashir", True),
    "dsch": ("Mahmud Ahmadinedschad", "Mahmoud Ahmadinejad", True),
    "w_and_v": ("Wladimir Putin", "Vladimir Putin", True),
    "tsch": ("Wiktor Janukowitsch", "Viktor Yanukovych", True),
    "another_man": ("Wladimir Putin", "Wladimir Petin", False),
}


@pytest.mark.parametrize(("one", "other", "same"), SAME.values(), ids=SAME.keys())
def test_sound(one: str, other: str, same: bool) -> None:
    """Whether two spellings have one key."""
    assert (sound(one) == sound(other)) is same


VARIANTS = {
    "word": ("Hosni Mubarak", ["Mubarak", "Husni Mubarak"], ["Husni"]),
    "another_word": ("Angela Merkel", ["Altbundeskanzlerin Merkel"], []),
    "more_words": ("Omar al-Baschir", ["Omar Hassan al-Baschir"], []),
}


@pytest.mark.parametrize(("name", "aliases", "expected"), VARIANTS.values(), ids=VARIANTS.keys())
def test_spelling_variants(name: str, aliases: list[str], expected: list[str]) -> None:
    """The words that the aliases spell in another way."""
    assert spelling_variants(name, aliases) == expected
