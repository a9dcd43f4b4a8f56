"""Bodies named by rank or Land, parties named by their family, and the readings that go with them."""

from __future__ import annotations

import pytest

from pipeline.components.actors import ActorsComponent
from pipeline.components.actors.names import nominative, with_plain_spelling
from tests.unit.actors.build import component, found, make_doc


@pytest.fixture(scope="module")
def actors() -> ActorsComponent:
    return component()


CASES = {
    # courts
    "court_with_adjective": (
        "Der/ART indische/ADJA Oberste/ADJA Gerichtshof/NN urteilte/VVFIN ./$.",
        [("indische Oberste Gerichtshof", "organisation:in-oberster-gerichtshof")],
    ),
    "court_with_state": (
        "Das/ART Oberste/ADJA Gericht/NN Indiens/NE/LOC urteilte/VVFIN ./$.",
        [("Oberste Gericht Indiens", "organisation:in-oberster-gerichtshof")],
    ),
    "germany_has_none": ("Die/ART deutsche/ADJA Justiz/NN und/KON der/ART Oberste/ADJA Gerichtshof/NN schwiegen/VVFIN ./$.", []),
    # parliaments of Länder
    "landtag_of_the_text": (
        "Die/ART hessische/ADJA Wirtschaft/NN klagt/VVFIN ./$. Der/ART Landtag/NN berät/VVFIN ./$.",
        [("Landtag", "organisation:hessischer-landtag")],
    ),
    "no_landtag_yet": ("In/APPR Hessen/NE/LOC fehlt/VVFIN ein/ART Landtag/NN ./$.", []),
    "senate_of_a_state_that_has_one": (
        "Die/ART italienische/ADJA Presse/NN wartet/VVFIN ./$. Der/ART Senat/NN berät/VVFIN ./$.",
        [("Senat", "organisation:it-senat")],
    ),
    "senate_elsewhere": ("Die/ART norwegische/ADJA Presse/NN wartet/VVFIN ./$. Der/ART Senat/NN berät/VVFIN ./$.", []),
    # parties by family
    "family_with_adjective": (
        "Die/ART spanischen/ADJA Sozialisten/NN warten/VVFIN ./$.",
        [("Sozialisten", "party:sozialistische-arbeiterpartei-spaniens")],
    ),
    "family_named_before": (
        "Die/ART norwegischen/ADJA Liberalen/NN warten/VVFIN ./$. Die/ART Liberalen/NN zögern/VVFIN ./$.",
        [("Liberalen", "party:norwegische-liberale"), ("Liberalen", "party:norwegische-liberale")],
    ),
    "one_member_is_no_party": ("Er/PPER traf/VVFIN einen/ART spanischen/ADJA Sozialisten/NN ./$.", []),
    "level_of_a_party": ("Die/ART Bundes-SPD/NE wartet/VVFIN ./$.", [("Bundes-SPD", "party:sozialdemokratische-partei-deutschlands")]),
    # persons
    "apposition": (
        "Der/ART Chef/NN der/ART Werft/NN ,/$, Ubbo/NN Tjarksen/NE ,/$, schwieg/VVFIN ./$.",
        [("Ubbo Tjarksen", "person:ubbo-tjarksen")],
    ),
    "no_apposition_without_role": ("Der/ART Rand/NN der/ART Werft/NN ,/$, Ubbo/NN Tjarksen/NE ,/$, schwieg/VVFIN ./$.", []),
    "among_places": ("Regen/NN fiel/VVFIN in/APPR Graz/NE/LOC und/KON Stuhrdorf/NE/PER ./$.", []),
    "one_soldier": ("Der/ART Sarg/NN eines/ART türkischen/ADJA Soldaten/NN fehlt/VVFIN ./$.", []),
    "soldiers": (
        "Die/ART türkischen/ADJA Soldaten/NN warten/VVFIN ./$.",
        [("türkischen Soldaten", "armed_force:tr-army")],
    ),
    "one_national": ("Er/PPER traf/VVFIN den/ART Norweger/NN ./$.", []),
    # organisations
    "platform_is_a_place": ("Er/PPER schrieb/VVFIN auf/APPR Facebook/NE/ORG ./$.", []),
    "platform_acts": ("Facebook/NE/ORG klagt/VVFIN ./$.", [("Facebook", "organisation:facebook")]),
    "scale_is_none": ("Der/ART Unfall/NN gilt/VVFIN als/KOKOM STUR/NE/ORG 3/CARD ./$.", []),
    "project_is_none": ("Ein/ART Projekt/NN namens/APPR STURO/NE/ORG beginnt/VVFIN ./$.", []),
    "seat_in_hearsay": (
        "Im/APPRART Kreml/NE/LOC hieß/VVFIN es/PPER nichts/PIS ./$.",
        [("Kreml", "government:kreml")],
    ),
    "seat_as_building": ("Im/APPRART Kreml/NE/LOC brannte/VVFIN Licht/NN ./$.", []),
    "receiving_capital": (
        "Oslo/NE/LOC zögert/VVFIN ./$. Kredite/NN für/APPR Oslo/NE/LOC fehlen/VVFIN ./$.",
        [("Oslo", "government:NO"), ("Oslo", "government:NO")],
    ),
    "capital_only_receives": ("Wetter/NN für/APPR Oslo/NE/LOC fehlt/VVFIN ./$.", []),
}


@pytest.mark.parametrize(("spec", "expected"), CASES.values(), ids=CASES.keys())
def test_mentions(actors: ActorsComponent, spec: str, expected: list[tuple[str, str]]) -> None:
    assert found(make_doc(actors, spec)) == expected


SPELLINGS = {
    "polish": ("Jarosław Tannhoński", "Jarosław Tannhoński (Jaroslaw Tannhonski)"),
    "turkish": ("Can Tanğhof", "Can Tanğhof (Tanghof)"),
    "french_stays": ("André Tannhof", "André Tannhof"),
    "umlaut_stays": ("Jörg Tannhöf", "Jörg Tannhöf"),
    "bracket_stays": ("Miloš Tannhof (Prag)", "Miloš Tannhof (Prag)"),
}


@pytest.mark.parametrize(("name", "expected"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_plain_spelling(name: str, expected: str) -> None:
    assert with_plain_spelling(name) == expected


def test_head_noun_leaves_the_genitive() -> None:
    assert nominative(["Verbandes", "Deutscher", "Imker"]) == ["Verband", "Deutscher", "Imker"]


NAMES = {
    "government_by_its_name": (
        "Vertreter/NN der/ART US-Regierung/NN warten/VVFIN ./$.",
        [("US-Regierung", "government:US")],
    ),
    "no_government_yet": ("Es/PPER gibt/VVFIN keine/PIAT US-Regierung/NN ./$.", []),
    "under_the_lead_of": (
        "Truppen/NN unter/APPR Führung/NN Norwegens/NE/LOC warten/VVFIN ./$.",
        [("Norwegens", "state:NO")],
    ),
    "legal_form": ("Die/ART Hafen/NN/ORG Stuhr/NE/ORG AG/NN/ORG klagt/VVFIN ./$.", [("Hafen Stuhr AG", "organisation:hafen-stuhr-ag")]),
    "body_with_its_purpose": (
        "Das/ART Institut/NN/ORG für/APPR/ORG Seegras/NN/ORG warnt/VVFIN ./$.",
        [("Institut für Seegras", "organisation:institut-fuer-seegras")],
    ),
    "law_firm": ("Die/ART Kanzlei/NN Tannhof/NE/PER klagt/VVFIN ./$.", [("Tannhof", "organisation:tannhof")]),
}


@pytest.mark.parametrize(("spec", "expected"), NAMES.values(), ids=NAMES.keys())
def test_names_of_bodies(actors: ActorsComponent, spec: str, expected: list[tuple[str, str]]) -> None:
    assert found(make_doc(actors, spec)) == expected


READINGS = {
    "state_that_opens_a_foreign_name": ("Jordan/NE/LOC Papers/NE warten/VVFIN ./$.", []),
    "near_a_capital": ("Er/PPER wurde/VAFIN in/APPR der/ART Nähe/NN von/APPR Oslo/NE/LOC verhaftet/VVPP ./$.", []),
    "greens_in_a_row": (
        "FPÖ/NE/ORG und/KON Grüne/NN warten/VVFIN ./$.",
        [("FPÖ", "party:freiheitliche-partei-oesterreichs"), ("Grüne", "party:die-gruenen-die-gruene-alternative")],
    ),
    "speaker_unknown": ("Das/PDS sagte/VVFIN Ubbo/NE Tjarksen/NE ./$.", [("Ubbo Tjarksen", "person:ubbo-tjarksen")]),
    "the_office_itself": (
        "Präsident/NN Ubbo/NE/PER Tjarksen/NE/PER will/VMFIN das/ART Amt/NN des/ART Präsidenten/NN ./$.",
        [("Ubbo Tjarksen", "person:ubbo-tjarksen")],
    ),
    "land_government": (
        "Die/ART hessische/ADJA Wirtschaft/NN klagt/VVFIN ./$. Die/ART Landesregierung/NN berät/VVFIN ./$.",
        [("Landesregierung", "government:hessische-landesregierung")],
    ),
}


@pytest.mark.parametrize(("spec", "expected"), READINGS.values(), ids=READINGS.keys())
def test_readings_of_names(actors: ActorsComponent, spec: str, expected: list[tuple[str, str]]) -> None:
    assert found(make_doc(actors, spec)) == expected
