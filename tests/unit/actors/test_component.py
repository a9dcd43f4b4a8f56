"""The component on Docs built by hand: persons, offices, institutions, organisations, groups, pronouns."""

from __future__ import annotations

import pytest

from pipeline import extensions
from pipeline.components.actors import ActorsComponent
from pipeline.components.actors.lookup import actor_of, mentions_in, resolve
from tests.unit.actors.build import NLP, actor, component, found, make_doc, mentions


@pytest.fixture(scope="module")
def actors() -> ActorsComponent:
    return component()


CASES = {
    # persons
    "title_is_no_part": ("Präsident/NN Boris/NE/PER Tannhof/NE/PER kam/VVFIN ./$.", [("Boris Tannhof", "person:boris-tannhof")]),
    "entity_with_title": ("US-Präsident/NN/PER Barack/NE/PER Obama/NE/PER kam/VVFIN ./$.", [("Barack Obama", "person:barack-obama")]),
    "surname": (
        "Hanna/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Tannhof/NE/PER ging/VVFIN ./$.",
        [("Hanna Tannhof", "person:hanna-tannhof"), ("Tannhof", "person:hanna-tannhof")],
    ),
    "genitive_of_a_surname": (
        "Hanna/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Der/ART Auftritt/NN Tannhofs/NE/PER gefiel/VVFIN ./$.",
        [("Hanna Tannhof", "person:hanna-tannhof"), ("Tannhofs", "person:hanna-tannhof")],
    ),
    "arabic_name": ("Der/ART Sprecher/NN Khaled/NE/PER al-Masudi/NE schwieg/VVFIN ./$.", [("Khaled al-Masudi", "person:khaled-al-masudi")]),
    "accent_missing": ("Dalia/NE/PER Grybauskaite/NE/PER kam/VVFIN ./$.", [("Dalia Grybauskaite", "person:dalia-grybauskaite")]),
    "middle_name_left_out": (
        "Emil/NE/PER Basil/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Emil/NE/PER Tannhof/NE/PER ging/VVFIN ./$.",
        [("Emil Basil Tannhof", "person:emil-basil-tannhof"), ("Emil Tannhof", "person:emil-basil-tannhof")],
    ),
    "club_is_no_part_of_the_name": (
        "Hanna/NE/PER Tannhof/NE/PER von/APPR Hansa/NE/ORG Stuhr/NE/ORG siegte/VVFIN ./$.",
        [("Hanna Tannhof", "person:hanna-tannhof"), ("Hansa Stuhr", "organisation:hansa-stuhr")],
    ),
    "kin_is_no_surname": ("Merkels/NE/PER Ehemann/NE/PER kam/VVFIN ./$.", [("Merkels", "person:angela-merkel")]),
    "airport_is_no_person": ("Der/ART Flughafen/NN Otto/NE/PER Tannhof/NE/PER ist/VAFIN leer/ADJD ./$.", []),
    "firm_is_no_person": ("Die/ART Otto/NE/PER Tannhof/NE/PER GmbH/NN zahlt/VVFIN ./$.", []),
    # institutions
    "town_adjective": (
        "Die/ART Münchner/ADJA Polizei/NN sucht/VVFIN Zeugen/NN ./$.",
        [("Münchner Polizei", "organisation:muenchner-polizei")],
    ),
    "capital_adjective": (
        "Das/ART Prager/ADJA Außenministerium/NN prüft/VVFIN ./$.",
        [("Prager Außenministerium", "government:cz-aussenministerium")],
    ),
    "land_adjective": ("Die/ART bayerische/ADJA Polizei/NN sucht/VVFIN ./$.", [("bayerische Polizei", "organisation:bayerische-polizei")]),
    "genitive_state": ("Islands/NE/LOC Regierung/NN wartet/VVFIN ./$.", [("Islands Regierung", "government:IS")]),
    "two_fields_of_a_ministry": (
        "Das/ART österreichische/ADJA Wald-/TRUNC und/KON Umweltministerium/NN wartet/VVFIN ./$.",
        [("österreichische Wald- und Umweltministerium", "government:at-wald-und-umweltministerium")],
    ),
    "indefinite_government": ("In/APPR Spanien/NE/LOC fehlt/VVFIN eine/ART Regierung/NN ./$.", []),
    # organisations
    "alias_inflected": ("Er/PPER dankt/VVFIN dem/ART Roten/ADJA Kreuz/NN ./$.", [("Roten Kreuz", "organisation:rotes-kreuz")]),
    "house_style": ("ATTAC/NE ruft/VVFIN auf/PTKVZ ./$.", [("ATTAC", "organisation:attac")]),
    "focus_alias_without_focus": ("Der/ART Nationalrat/NN tagt/VVFIN ./$.", []),
    "product": ("Ein/ART Apple/NE/ORG iPhone/NE/ORG 6/CARD fehlt/VVFIN ./$.", []),
    "compass_point": ("Im/APPRART Westen/NN des/ART Landes/NN regnet/VVFIN es/PPER ./$.", []),
    "bloc": ("Der/ART Westen/NN liefert/VVFIN nicht/PTKNEG ./$.", [("Westen", "group:westen")]),
    "body_of_a_state": (
        "Der/ART Imkerverband/NN Österreichs/NE/LOC warnt/VVFIN ./$.",
        [("Imkerverband Österreichs", "organisation:imkerverband-oesterreichs")],
    ),
    "abbreviation": (
        "Die/ART Organisation/NN „/$( Wald/NN und/KON Wiese/NN “/$( (/$( WUW/NE )/$( warnt/VVFIN ./$. Die/ART WUW/NE klagt/VVFIN ./$.",
        [("Wald und Wiese", "organisation:wald-und-wiese"), ("WUW", "organisation:wald-und-wiese"), ("WUW", "organisation:wald-und-wiese")],
    ),
    "long_form_of_an_abbreviation": (
        "Die/ART Interessengemeinschaft/NN Moor/NN und/KON Heide/NN (/$( IGMH/NE )/$( klagt/VVFIN ./$.",
        [
            ("Interessengemeinschaft Moor und Heide", "organisation:interessengemeinschaft-moor-und-heide"),
            ("IGMH", "organisation:interessengemeinschaft-moor-und-heide"),
        ],
    ),
    "unknown_short_form": ("Das/ART Bruttosozialprodukt/NN (/$( BSPX/NE/ORG )/$( wächst/VVFIN ./$.", []),
    "compound_of_staff": ("Die/ART ORF-Mitarbeiter/NN/ORG streiken/VVFIN ./$.", []),
    "name_repeats": (
        "Die/ART Firma/NN „/$( Häusel/NE “/$( zahlt/VVFIN ./$. Bei/APPR Häusel/NE herrscht/VVFIN Ruhe/NN ./$.",
        [("Häusel", "organisation:haeusel"), ("Häusel", "organisation:haeusel")],
    ),
    # groups
    "bloc_of_states": ("Westliche/ADJA Staaten/NN zahlen/VVFIN ./$.", [("Westliche Staaten", "group:westliche-staaten")]),
    "delegates": (
        "Vertreter/NN aus/APPR Oslo/NE/LOC und/KON Stockholm/NE/LOC beraten/VVFIN ./$.",
        [("Vertreter aus Oslo und Stockholm", "group:vertreter-no-se")],
    ),
}


@pytest.mark.parametrize(("spec", "expected"), CASES.values(), ids=CASES.keys())
def test_mentions(actors: ActorsComponent, spec: str, expected: list[tuple[str, str]]) -> None:
    assert found(make_doc(actors, spec)) == expected


def test_two_persons_with_one_surname_stay_two(actors: ActorsComponent) -> None:
    spec = (
        "Jutta/NE/PER Amling/NE/PER kam/VVFIN mit/APPR Bernd/NE/PER Amling/NE/PER ./$. Frau/NN Amling/NE/PER sprach/VVFIN ./$. "
        "Herr/NN Amling/NE/PER ging/VVFIN ./$."
    )
    doc = make_doc(actors, spec)
    assert [i for _, i in found(doc)] == ["person:jutta-amling", "person:bernd-amling", "person:jutta-amling", "person:bernd-amling"]


def test_a_surname_without_full_name_is_a_person_of_this_text_only(actors: ActorsComponent) -> None:
    one = make_doc(actors, "Der/ART Richter/NN Amling/NE/PER vertagte/VVFIN ./$.")
    other = make_doc(actors, "Der/ART Anwalt/NN Amling/NE/PER klagte/VVFIN ./$.")
    (first,), (second,) = mentions(one), mentions(other)
    assert first.actor_id != second.actor_id
    assert str(first.actor_id).startswith("person:amling@")


ROLES = {
    "held_in_text": (
        "Innenministerin/NN Hanna/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Die/ART Ministerin/NN sprach/VVFIN ./$.",
        None,
        "person:hanna-tannhof",
    ),
    "held_after": (
        "Der/ART BUX-Vorsitzende/NN kam/VVFIN ./$. BUX-Chef/NN Emil/NE/PER Tannhof/NE/PER sprach/VVFIN ./$.",
        None,
        "person:emil-tannhof",
    ),
    "other_gender": ("Bürgermeisterin/NN Hanna/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Der/ART Minister/NN ging/VVFIN ./$.", None, None),
    "premiers_are_no_presidents": (
        "Premierminister/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Der/ART Präsident/NN ging/VVFIN ./$.",
        None,
        None,
    ),
    "foreign_premiers_are_no_chancellors": (
        "Der/ART polnische/ADJA Premierminister/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$. Der/ART Bundeskanzler/NN ging/VVFIN ./$.",
        None,
        None,
    ),
    "listed": ("Der/ART US-Präsident/NN ging/VVFIN ./$.", "2014-05-06", "person:barack-obama"),
    "list_ends": ("Der/ART US-Präsident/NN ging/VVFIN ./$.", "2040-05-06", "role:praesident-us"),
    "no_date": ("Der/ART US-Präsident/NN ging/VVFIN ./$.", None, "role:praesident-us"),
    "former": ("Der/ART frühere/ADJA US-Präsident/NN ging/VVFIN ./$.", "2014-05-06", None),
    "predicate": ("Er/PPER arbeitet/VVFIN als/APPR Minister/NN ./$.", "2014-05-06", None),
    "superlative": ("Er/PPER war/VAFIN der/ART beste/ADJA Minister/NN ./$.", "2014-05-06", None),
}


@pytest.mark.parametrize(("spec", "day", "expected"), ROLES.values(), ids=ROLES.keys())
def test_office_without_a_name(actors: ActorsComponent, spec: str, day: str | None, expected: str | None) -> None:
    roles = [m.actor_id for m in mentions(make_doc(actors, spec, day=day)) if m.form == "role"]
    assert roles == ([expected] if expected else [])


COUNTRIES = {
    "adjective": ("Der/ART polnische/ADJA Minister/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$.", "PL"),
    "party": ("Emil/NE/PER Tannhof/NE/PER (/$( ÖVP/NE )/$( kam/VVFIN ./$.", "AT"),
    "compound": ("US-General/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$.", "US"),
    "national": ("Der/ART Norweger/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$.", "NO"),
    "role_before_comma": (
        "Der/ART türkische/ADJA Botschafter/NN in/APPR Wien/NE/LOC ,/$, Emil/NE/PER Tannhof/NE/PER ,/$, kam/VVFIN ./$.",
        "TR",
    ),
    "of_the_article": ("In/APPR Spanien/NE/LOC streikt/VVFIN Emil/NE/PER Tannhof/NE/PER ./$.", "ES"),
    "international": ("In/APPR Genf/NE/LOC sprach/VVFIN UNO-Sprecher/NN Emil/NE/PER Tannhof/NE/PER ./$.", None),
    "nothing_known": ("Es/PPER sprach/VVFIN Emil/NE/PER Tannhof/NE/PER ./$.", None),
}


@pytest.mark.parametrize(("spec", "expected"), COUNTRIES.values(), ids=COUNTRIES.keys())
def test_country_of_a_person(actors: ActorsComponent, spec: str, expected: str | None) -> None:
    assert actor(make_doc(actors, spec), "person:emil-tannhof").country == expected


ROLE_TEXTS = {
    "before": ("Der/ART deutsche/ADJA Außenminister/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$.", "deutsche Außenminister"),
    "kin_behind": ("Emil/NE/PER Tannhof/NE/PER ,/$, Merkels/NE/PER Neffe/NN ,/$, kam/VVFIN ./$.", "Merkels Neffe"),
    "chain": ("Obmann/NN und/KON Bürgermeister/NN Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$.", "Obmann und Bürgermeister"),
    "none": ("Emil/NE/PER Tannhof/NE/PER kam/VVFIN ./$.", None),
}


@pytest.mark.parametrize(("spec", "expected"), ROLE_TEXTS.values(), ids=ROLE_TEXTS.keys())
def test_role_text(actors: ActorsComponent, spec: str, expected: str | None) -> None:
    mention = next(m for m in mentions(make_doc(actors, spec)) if m.actor_id == "person:emil-tannhof")
    assert mention.role_text == expected


def test_text_is_the_text_at_the_offsets(actors: ActorsComponent) -> None:
    doc = make_doc(actors, "Ein/ART Times-Bericht/NN nennt/VVFIN Angela/NE/PER Merkel/NE/PER ./$.")
    assert [m.text for m in mentions(doc)] == ["Times", "Angela Merkel"]
    assert all(m.text == doc.text[m.start_char : m.end_char] for m in mentions(doc))


def test_nothing_is_found_in_boilerplate(actors: ActorsComponent) -> None:
    doc = make_doc(actors, "Angela/NE/PER Merkel/NE/PER kam/VVFIN ./$.")
    extensions.set_rows(doc, "sections", [extensions.Section(0, len(doc.text), "boilerplate")])
    assert found(actors(doc)) == []


ODD = {
    "empty": "",
    "white_space": "  \n\n ",
    "nul": "\x00 Merkel \x00",
    "dash": "-",
    "dangling_hyphen": "PiS- und",
    "marks": "„“»«()[]",
    "long_word": "A-" * 500,
}


ENDS = {"firm": "Es kam Siemens", "longer_aliases_begin_alike": "Es kam die Deutsche Bahn", "place_only": "Siemens"}


@pytest.mark.parametrize("text", ENDS.values(), ids=ENDS.keys())
def test_a_name_at_the_very_end_of_the_text(actors: ActorsComponent, text: str) -> None:
    doc = actors(NLP(text))
    assert extensions.problems(doc) == []
    assert [text[s:e] for s, e in [(m.start_char, m.end_char) for m in extensions.rows(doc, "actor_mentions")]] == [
        text.removeprefix("Es kam ").removeprefix("die ")
    ]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_text_loses_nothing(actors: ActorsComponent, text: str) -> None:
    doc = actors(NLP(text))
    assert extensions.problems(doc) == []


def test_a_doc_without_any_annotation_still_gives_listed_names(actors: ActorsComponent) -> None:
    doc = actors(NLP("Angela Merkel sprach mit der Nato."))
    assert [i for _, i in found(doc)] == ["person:angela-merkel", "alliance:organisation-des-nordatlantikvertrags"]


def test_resolve_prefers_the_mention_with_most_overlap(actors: ActorsComponent) -> None:
    doc = make_doc(actors, "Die/ART Sprecherin/NN Hanna/NE/PER Tannhof/NE/PER der/ART Nato/NE kam/VVFIN ./$.")
    start = doc.text.index("Hanna")
    best = resolve(doc, 0, start + len("Hanna Tannhof der"))
    assert best is not None
    assert best.actor_id == "person:hanna-tannhof"


def test_resolve_without_overlap_is_none(actors: ActorsComponent) -> None:
    doc = make_doc(actors, "Heute/ADV spricht/VVFIN Hanna/NE/PER Tannhof/NE/PER ./$.")
    assert resolve(doc, 0, 5) is None


def test_lookup_of_the_actor(actors: ActorsComponent) -> None:
    doc = make_doc(actors, "Die/ART Nato/NE und/KON Hanna/NE/PER Tannhof/NE/PER kamen/VVFIN ./$.")
    kinds = [a.type for m in mentions_in(doc, 0, len(doc.text)) if (a := actor_of(doc, m))]
    assert kinds == ["alliance", "person"]
