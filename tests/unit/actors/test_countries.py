"""Whose citizen or body somebody is whom no list knows: by what stands with the name, else by the text around it."""

from __future__ import annotations

import pytest

from pipeline.components.actors import ActorsComponent
from tests.unit.actors.build import actor, component, make_doc


@pytest.fixture(scope="module")
def actors() -> ActorsComponent:
    return component()


NAME = "Ubbo/NE/PER Tjarksen/NE/PER"
PERSON = "person:ubbo-tjarksen"
CASES = {
    "genitive_before_title": (f"Tschechiens/NE/LOC Außenminister/NN {NAME} kam/VVFIN nach/APPR Wien/NE/LOC ./$.", PERSON, "CZ"),
    "genitive_in_apposition": (
        f"In/APPR Kongo/NE/LOC sprach/VVFIN {NAME} ,/$, Verteidigungsminister/NN Norwegens/NE/LOC ,/$, kurz/ADJD ./$.",
        PERSON,
        "NO",
    ),
    "role_with_its_body_before_name": (
        f"In/APPR Rom/NE/LOC klagte/VVFIN die/ART Chefin/NN der/ART Grazer/ADJA Messe/NN {NAME} ./$.",
        PERSON,
        "AT",
    ),
    "diplomat_abroad": (
        f"In/APPR Rom/NE/LOC sprach/VVFIN {NAME} ,/$, dänischer/ADJA Botschafter/NN in/APPR Japan/NE/LOC ./$.",
        PERSON,
        "DK",
    ),
    "diplomat_of_the_text": (
        f"Rom/NE/LOC schweigt/VVFIN ./$. {NAME} ,/$, Botschafter/NN in/APPR Japan/NE/LOC ,/$, auch/ADV ./$.",
        PERSON,
        "IT",
    ),
    "no_apposition": (f"In/APPR Rom/NE/LOC sagte/VVFIN {NAME} ,/$, Nordkorea/NE/LOC warte/VVFIN ./$.", PERSON, "IT"),
    "code_of_sport": (f"In/APPR Rom/NE/LOC siegte/VVFIN {NAME} (/$( SUI/NE )/$( ./$.", PERSON, "CH"),
    "code_of_iso": (f"In/APPR Rom/NE/LOC siegte/VVFIN {NAME} (/$( AUT/NE )/$( ./$.", PERSON, "AT"),
    "party_of_two_words_in_brackets": (f"In/APPR Rom/NE/LOC kam/VVFIN {NAME} (/$( Demokratische/ADJA Liste/NN )/$( ./$.", PERSON, "IT"),
    "weak_national": (f"In/APPR Rom/NE/LOC gewann/VVFIN er/PPER gegen/APPR den/ART Serben/NN {NAME} ./$.", PERSON, "RS"),
    "from_a_town": (f"In/APPR Rom/NE/LOC siegte/VVFIN {NAME} aus/APPR Graz/NE/LOC ./$.", PERSON, "AT"),
    "office_of_one_state": (f"In/APPR Rom/NE/LOC sprach/VVFIN Landeshauptmann/NN {NAME} ./$.", PERSON, "AT"),
    "federal_office_of_the_text": (f"Wien/NE/LOC wartet/VVFIN ./$. Bundesminister/NN {NAME} kam/VVFIN ./$.", PERSON, "AT"),
    "spokesman_of_an_international_body": (
        f"In/APPR Rom/NE/LOC sprach/VVFIN {NAME} ,/$, Sprecher/NN der/ART UNO/NE/ORG ,/$, kurz/ADJD ./$.",
        PERSON,
        None,
    ),
    "office_by_the_nearest_state": (
        "Rom/NE/LOC ./$. Rom/NE/LOC ./$. "
        + "und/KON " * 45
        + f"In/APPR Belgrad/NE/LOC sprach/VVFIN Innenminister/NN {NAME} über/APPR Serbien/NE/LOC ./$.",
        PERSON,
        "RS",
    ),
    "others_by_the_text": (
        "Rom/NE/LOC ./$. Rom/NE/LOC ./$. " + "und/KON " * 45 + f"In/APPR Belgrad/NE/LOC sprach/VVFIN {NAME} ./$.",
        PERSON,
        "IT",
    ),
    "body_with_foreign_adjective": (
        "In/APPR Rom/NE/LOC wartet/VVFIN die/ART Reederei/NN Norwegian/NE/ORG Fjordline/NE/ORG ./$.",
        "organisation:norwegian-fjordline",
        "NO",
    ),
    "body_of_many_states": (
        "In/APPR Rom/NE/LOC tagt/VVFIN die/ART International/NE/ORG Rowing/NE/ORG Association/NE/ORG ./$.",
        "organisation:international-rowing-association",
        None,
    ),
    "body_with_a_capital": ("In/APPR Rom/NE/LOC siegt/VVFIN Dinamo/NE/ORG Minsk/NE/ORG ./$.", "organisation:dinamo-minsk", "BY"),
    "body_with_genitive": ("In/APPR Rom/NE/LOC schweigt/VVFIN Norwegens/NE/LOC Bahnfirma/NN Vindo/NE/ORG ./$.", "organisation:vindo", "NO"),
    "body_of_the_text": ("In/APPR Rom/NE/LOC schweigt/VVFIN die/ART Firma/NN Vindo/NE/ORG ./$.", "organisation:vindo", "IT"),
}


@pytest.mark.parametrize(("spec", "actor_id", "country"), CASES.values(), ids=CASES.keys())
def test_country(actors: ActorsComponent, spec: str, actor_id: str, country: str | None) -> None:
    """The country of the actor that the text names."""
    assert actor(make_doc(actors, spec), actor_id).country == country
