"""What only looks like an actor stays silent, and what only looks like none is found."""

from __future__ import annotations

import pytest

from pipeline.components.actors import ActorsComponent
from tests.unit.actors.build import component, found, make_doc


@pytest.fixture(scope="module")
def actors() -> ActorsComponent:
    return component()


SILENT = {
    "area": "Der/ART Standort/NN Spanien/NE/LOC leidet/VVFIN ./$.",
    "republic_of_which_somebody_is_president": "Er/PPER wird/VAFIN Präsident/NN der/ART Republik/NN Spanien/NE/LOC ./$.",
    "country_that_is_left": "Er/PPER darf/VMFIN Spanien/NE/LOC derzeit/ADV nicht/PTKNEG verlassen/VVINF ./$.",
    "envoy_for_a_country": "Die/ART Beauftragte/NN für/APPR Spanien/NE/LOC schweigt/VVFIN ./$.",
    "march_through_a_capital": "Sie/PPER zogen/VVFIN durch/APPR Madrid/NE/LOC und/KON sangen/VVFIN ./$.",
    "title_of_a_book": "Sie/PPER las/VVFIN „/$( Moor/NE/ORG und/KON/ORG Heide/NE/ORG “/$( vor/PTKVZ ./$.",
    "heading_in_capitals": "WALDREICHER/NE/ORG BEZIRK/NE/ORG :/$. Dort/ADV regnet/VVFIN es/PPER ./$.",
    "tower": "Er/PPER stieg/VVFIN auf/APPR den/ART Deich/NE/ORG Tower/NE/ORG ./$.",
    "holidays_in_the_green": "Sie/PPER ruhten/VVFIN im/APPRART Grünen/NN aus/PTKVZ ./$.",
    "cape": "Der/ART Start/NN von/APPR Cape/NE/PER Tannhof/NE/PER misslang/VVFIN ./$.",
    "parties_in_general": "Er/PPER sprach/VVFIN von/APPR einer/ART Regierungs-Partei/NN ./$.",
    "car_of_a_firm": "Der/ART Tesla/NE/ORG Deichflitzer/NE/ORG fehlt/VVFIN ./$.",
    "into_the_west": "Er/PPER floh/VVFIN in/APPR den/ART Westen/NN ./$.",
    "one_national": "Der/ART 21-jährige/ADJA Norweger/NN floh/VVFIN ./$.",
}


@pytest.mark.parametrize("spec", SILENT.values(), ids=SILENT.keys())
def test_silent(actors: ActorsComponent, spec: str) -> None:
    """No row."""
    assert found(make_doc(actors, spec)) == []


FOUND = {
    "branch_of_a_firm": (
        "Bei/APPR Siemens/NE/ORG Spanien/NE/LOC wird/VAFIN gestreikt/VVPP ./$.",
        [("Siemens", "organisation:siemens")],
    ),
    "sued_by_a_body": (
        "Er/PPER weiß/VVFIN ,/$, dass/KOUS die/ART EU-Kommission/NN Spanien/NE/LOC verklagt/VVFIN ./$.",
        [("EU-Kommission", "organisation:europaeische-kommission"), ("Spanien", "state:ES")],
    ),
    "subject_that_reaches_an_aim": (
        "Das/ART Ziel/NN kann/VMFIN Spanien/NE/LOC heuer/ADV erreichen/VVINF ./$.",
        [("Spanien", "state:ES")],
    ),
    "capital_of_which_is_demanded": (
        "Oslo/NE/LOC hatte/VAFIN zuvor/ADV Madrid/NE/LOC aufgefordert/VVPP ,/$, zu/PTKZU warten/VVINF ./$.",
        [("Oslo", "government:NO"), ("Madrid", "government:ES")],
    ),
    "capital_from_which_criticism_comes": ("Aus/APPR Madrid/NE/LOC kam/VVFIN Kritik/NN ./$.", [("Madrid", "government:ES")]),
    "deed_by_a_capital": ("Die/ART Anerkennung/NN durch/APPR Madrid/NE/LOC fehlt/VVFIN ./$.", [("Madrid", "government:ES")]),
    "any_ministry": (
        "Das/ART norwegische/ADJA Fischereiministerium/NN wartet/VVFIN ./$.",
        [("norwegische Fischereiministerium", "government:no-fischereiministerium")],
    ),
    "police_of_a_land": (
        "Die/ART Landespolizeidirektion/NN Tirol/NE/LOC ermittelt/VVFIN ./$.",
        [("Landespolizeidirektion Tirol", "organisation:landespolizeidirektion-tirol")],
    ),
    "forces_of_a_republic": (
        "Die/ART Streitkräfte/NN der/ART Republik/NN Fidschi/NE/LOC üben/VVFIN ./$.",
        [("Streitkräfte der Republik Fidschi", "armed_force:fj-army")],
    ),
    "listed_name_with_a_state": (
        "Der/ART Deutsche/ADJA Wetterdienst/NN warnt/VVFIN ./$.",
        [("Deutsche Wetterdienst", "organisation:deutscher-wetterdienst")],
    ),
    "federal_government_elsewhere": (
        "Tiflis/NE/LOC ,/$, Tiflis/NE/LOC ,/$, Georgien/NE/LOC :/$. Die/ART Bundesregierung/NN zögert/VVFIN ./$.",
        [("Georgien", "state:GE"), ("Bundesregierung", "government:DE")],
    ),
    "party_by_its_form": (
        "In/APPR Bangkok/NE/LOC siegte/VVFIN die/ART Liberal-Progressive/ADJA Partei/NN ./$.",
        [("Liberal-Progressive Partei", "party:liberal-progressive-partei")],
    ),
    "party_with_a_name": (
        "In/APPR Lima/NE/LOC siegte/VVFIN die/ART Colorado-Partei/NN ./$.",
        [("Colorado-Partei", "party:colorado-partei")],
    ),
    "parliamentary_group": (
        "Die/ART SPD-Landtagsfraktion/NN wartet/VVFIN ./$.",
        [("SPD-Landtagsfraktion", "party:sozialdemokratische-partei-deutschlands")],
    ),
    "abbreviation_of_another_language": (
        "Die/ART Partei/NN „/$( Koalition/NN für/APPR Weiden/NN “/$( (/$( CUD/NE )/$( siegt/VVFIN ./$.",
        [("Koalition für Weiden", "party:koalition-fuer-weiden"), ("CUD", "party:koalition-fuer-weiden")],
    ),
    "initials": (
        "Die/ART Firma/NN Wolkow/NE Tannhof/NE Grabner/NE zahlt/VVFIN ./$. Die/ART WTG/NE wartet/VVFIN ./$.",
        [("Wolkow Tannhof Grabner", "organisation:wolkow-tannhof-grabner"), ("WTG", "organisation:wolkow-tannhof-grabner")],
    ),
    "state_of_two_words": ("Sri/NE/PER Lanka/NE/PER wartet/VVFIN ./$.", [("Sri Lanka", "state:LK")]),
    "first_of_two_surnames": (
        "Elvira/NE/PER Tannhof/NE/PER Grabner/NE/PER kam/VVFIN ./$. Tannhof/NE schwieg/VVFIN ./$.",
        [("Elvira Tannhof Grabner", "person:elvira-tannhof-grabner"), ("Tannhof", "person:elvira-tannhof-grabner")],
    ),
    "possessive": (
        "Hanna/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Tannhofs/NE/PER Familie/NN/PER ging/VVFIN ./$.",
        [("Hanna Tannhof", "person:hanna-tannhof"), ("Tannhofs", "person:hanna-tannhof")],
    ),
    "member_of_a_party": (
        "Gestern/ADV sprach/VVFIN der/ART Republikaner/NN Ubbo/NE/PER Tjarksen/NE/PER ./$.",
        [("Ubbo Tjarksen", "person:ubbo-tjarksen")],
    ),
    "airline": (
        "Die/ART Continental/NE/ORG Airlines/NE/ORG zahlt/VVFIN ./$.",
        [("Continental Airlines", "organisation:continental-airlines")],
    ),
    "firm_in_the_genitive": ("Apples/NE/ORG Zulieferer/NE wartet/VVFIN ./$.", [("Apples", "organisation:apple")]),
    "court_in_a_town_of_two_words": (
        "Das/ART Landesgericht/NN Wiener/ADJA/LOC Neustadt/NE/LOC urteilt/VVFIN ./$.",
        [("Landesgericht Wiener Neustadt", "organisation:landesgericht-wiener-neustadt")],
    ),
    "pope": (
        "Vatikan/NE/LOC :/$. Franziskus/NE/PER kam/VVFIN ./$. Gestern/ADV rief/VVFIN Papst/NN Franziskus/NE/PER ./$.",
        [("Vatikan", "government:vatikan"), ("Franziskus", "person:papst-franziskus"), ("Franziskus", "person:papst-franziskus")],
    ),
    "first_names_of_a_king": (
        "Gestern/ADV sprach/VVFIN Juan/NE/PER Carlos/NE/PER Tannhof/NE/PER ./$.",
        [("Juan Carlos Tannhof", "person:juan-carlos-tannhof")],
    ),
    "party_of_a_state": (
        "In/APPR Chişinău/NE/LOC siegte/VVFIN die/ART Sozial-Ökologische/ADJA Partei/NN Moldawiens/NE/LOC ./$.",
        [("Sozial-Ökologische Partei", "party:sozial-oekologische-partei")],
    ),
    "bare_nationals": ("Gestern/ADV flohen/VVFIN Norweger/NN ./$.", [("Norweger", "group:norweger")]),
}


@pytest.mark.parametrize(("spec", "expected"), FOUND.values(), ids=FOUND.keys())
def test_found(actors: ActorsComponent, spec: str, expected: list[tuple[str, str]]) -> None:
    """These rows and no others."""
    assert found(make_doc(actors, spec)) == expected


def test_surname_that_only_its_use_betrays(actors: ActorsComponent) -> None:
    """Neither tagger nor NER know the name, but it takes a genitive without an article and stands beside verbs."""
    spec = "Damals/ADV war/VAFIN Tannhofer/NN jung/ADJD ./$. Doch/KON Tannhofer/NN ging/VVFIN ./$. "
    spec += "Der/ART Fleiß/NN Tannhofers/NN half/VVFIN ./$."
    mentions = found(make_doc(actors, spec))
    assert [text for text, _ in mentions] == ["Tannhofer", "Tannhofer", "Tannhofers"]
    assert len({actor_id for _, actor_id in mentions}) == 1
