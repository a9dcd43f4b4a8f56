"""State or place, capital or government: decided by what stands around the name, under both label schemes."""

from __future__ import annotations

import pytest

from pipeline.components.actors import ActorsComponent
from tests.unit.actors.build import component, found, make_doc


@pytest.fixture(scope="module")
def actors() -> ActorsComponent:
    return component()


STATES = {
    "subject": ("Norwegen/NE/LOC kündigte/VVFIN den/ART Vertrag/NN ./$.", ["Norwegen"]),
    "object": ("Der/ART Verband/NN hat/VAFIN Norwegen/NE/LOC verklagt/VVPP ./$.", ["Norwegen"]),
    "partner": ("Er/PPER verhandelt/VVFIN mit/APPR der/ART Türkei/NE/LOC ./$.", ["Türkei"]),
    "between": ("Der/ART Streit/NN zwischen/APPR Chile/NE/LOC und/KON Peru/NE/LOC dauert/VVFIN an/PTKVZ ./$.", ["Chile", "Peru"]),
    "genitive": ("Die/ART Forderungen/NN Kenias/NE/LOC bleiben/VVFIN ./$.", ["Kenias"]),
    "genitive_first": ("Kenias/NE/LOC Antwort/NN kam/VVFIN spät/ADJD ./$.", ["Kenias"]),
    "in": ("In/APPR Norwegen/NE/LOC schneit/VVFIN es/PPER ./$.", []),
    "to": ("Er/PPER reiste/VVFIN nach/APPR Norwegen/NE/LOC ./$.", []),
    "from": ("Das/ART Holz/NN kommt/VVFIN aus/APPR Norwegen/NE/LOC ./$.", []),
    "list_behind_in": ("In/APPR Kenia/NE/LOC ,/$, Peru/NE/LOC und/KON Chile/NE/LOC regnet/VVFIN es/PPER ./$.", []),
    "whole": ("In/APPR ganz/ADV Norwegen/NE/LOC schneit/VVFIN es/PPER ./$.", []),
    "north_of": ("Im/APPRART Norden/NN Kenias/NE/LOC regnet/VVFIN es/PPER ./$.", []),
    "border_with": ("An/APPR der/ART Grenze/NN zum/APPRART Irak/NE/LOC wird/VAFIN gebaut/VVPP ./$.", []),
    "visited": ("Die/ART Delegation/NN besucht/VVFIN Norwegen/NE/LOC ./$.", []),
    "title": ("Kenias/NE/LOC Präsident/NN Uhuru/NE/PER Odinga/NE/PER kam/VVFIN ./$.", ["Uhuru Odinga"]),
    "other_name": ("New/NE Mexico/NE/LOC stimmt/VVFIN ab/PTKVZ ./$.", []),
    "brackets": ("Der/ART Sieger/NN (/$( Norwegen/NE/LOC )/$( jubelt/VVFIN ./$.", []),
}


@pytest.mark.parametrize(("spec", "expected"), STATES.values(), ids=STATES.keys())
def test_state_or_place(actors: ActorsComponent, spec: str, expected: list[str]) -> None:
    assert [text for text, _ in found(make_doc(actors, spec))] == expected


CAPITALS = {
    "opens_before_verb": ("Moskau/NE/LOC lehnt/VVFIN ab/PTKVZ ./$.", ["government:RU"]),
    "between": ("Es/PPER kriselt/VVFIN zwischen/APPR Rom/NE/LOC und/KON Paris/NE/LOC ./$.", ["government:IT", "government:FR"]),
    "agent": ("Ein/ART von/APPR Kiew/NE/LOC angestrebtes/ADJA Abkommen/NN scheitert/VVFIN ./$.", ["government:UA"]),
    "genitive": ("Das/ART Verhältnis/NN Moskaus/NE/LOC ist/VAFIN getrübt/ADJD ./$.", ["government:RU"]),
    "according_to": ("Laut/APPR Teheran/NE/LOC ist/VAFIN alles/PIS ruhig/ADJD ./$.", ["government:IR"]),
    "dateline": ("Wien/NE/LOC –/$( Der/ART Verkehr/NN ruht/VVFIN ./$.", []),
    "two_datelines": ("Wien/NE/LOC und/KON Moskau/NE/LOC –/$( Der/ART Verkehr/NN ruht/VVFIN ./$.", []),
    "agency_dateline": ("Wien/NE/LOC (/$( APA/NE/ORG )/$( –/$( Der/ART Verkehr/NN ruht/VVFIN ./$.", []),
    "in": ("In/APPR Kiew/NE/LOC fällt/VVFIN Schnee/NN ./$.", []),
    "attack_on": ("Angriffe/NN auf/APPR Kiew/NE/LOC halten/VVFIN an/PTKVZ ./$.", []),
    "from_to": ("Der/ART Zug/NN fährt/VVFIN von/APPR Wien/NE/LOC nach/APPR Graz/NE/LOC ./$.", []),
    "edge_of": ("Am/APPRART Stadtrand/NN Moskaus/NE/LOC brennt/VVFIN es/PPER ./$.", []),
}


@pytest.mark.parametrize(("spec", "expected"), CAPITALS.values(), ids=CAPITALS.keys())
def test_capital_or_government(actors: ActorsComponent, spec: str, expected: list[str]) -> None:
    governments = [actor_id for _, actor_id in found(make_doc(actors, spec)) if str(actor_id).startswith("government")]
    assert governments == expected


@pytest.mark.parametrize(("subject", "root"), [("sb", "ROOT"), ("nsubj", "root")], ids=["tiger", "ud"])
def test_a_subject_by_the_parse_under_either_scheme(actors: ActorsComponent, subject: str, root: str) -> None:
    spec = "Nun/ADV will/VMFIN Kiew/NE/LOC verhandeln/VVINF ./$."
    doc = make_doc(actors, spec, deps={0: (3, "mo"), 1: (1, "ROOT"), 2: (1, subject), 3: (1, "oc"), 4: (1, "punct")})
    assert found(doc) == [("Kiew", "government:UA")]


def test_without_a_subject_relation_a_capital_inside_the_clause_stays_silent(actors: ActorsComponent) -> None:
    assert found(make_doc(actors, "Nun/ADV will/VMFIN man/PIS Kiew/NE/LOC sehen/VVINF ./$.")) == []
