"""The actor lists: how much they hold, what they know on which day, what a researcher's file changes, what a bad row gives."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.loading import build_knowledge
from pipeline.rulepack import RuleBase, RulePackError, load_rules
from tests.unit.actors.build import NLP, component, found, make_doc

HEADER = "name,aliases,type,country,wikidata\n"


@pytest.fixture(scope="module")
def base() -> RuleBase:
    return load_rules()


@pytest.fixture(scope="module")
def know(base: RuleBase) -> Knowledge:
    return build_knowledge(base, lambda text: tuple(t.text for t in NLP.tokenizer(text)))


def test_the_base_holds_many_actors_of_every_kind(know: Knowledge) -> None:
    kinds = Counter(e.type for e in know.entries.values())
    assert sum(kinds.values()) >= 800
    assert min(kinds[k] for k in ("person", "state", "government", "organisation", "party", "media")) >= 100


def test_every_actor_has_an_alias(know: Knowledge) -> None:
    named = {alias.entry.actor_id for alias in know.aliases}
    silent = {i for i, e in know.entries.items() if i not in named and e.type != "government"}
    assert silent == set()  # a government without a capital is named by its adjective („belgische Regierung“)


def test_countries_are_codes(know: Knowledge) -> None:
    assert {e.name for e in know.entries.values() if e.country is not None and not (len(e.country) == 2 and e.country.isupper())} == set()


def test_state_names_come_from_cldr(know: Knowledge) -> None:
    assert know.states["NO"].names[0] == "Norwegen"
    assert know.states["US"].state.name == "Vereinigte Staaten (USA)"


HOLDERS = {
    "first_day": ("Bundeskanzler", "DE", dt.date(2005, 11, 22), "Angela Merkel"),
    "day_before": ("Bundeskanzler", "DE", dt.date(2005, 11, 21), "Gerhard Schröder"),
    "body": ("Generalsekretär", "Vereinte Nationen (UN)", dt.date(2010, 5, 1), "Ban Ki-moon"),
    "not_known_yet": ("Bundeskanzler", "DE", dt.date(2031, 1, 1), None),
    "office_not_listed": ("Verkehrsminister", "NO", dt.date(2010, 1, 1), None),
    "no_day": ("Bundeskanzler", "DE", None, None),
}


@pytest.mark.parametrize(("office", "body", "day", "expected"), HOLDERS.values(), ids=HOLDERS.keys())
def test_holder(know: Knowledge, office: str, body: str, day: dt.date | None, expected: str | None) -> None:
    entry = know.holder(office, body, day)
    assert (entry.name if entry else None) == expected


def test_no_office_is_held_by_two_at_once(know: Knowledge) -> None:
    held: dict[tuple[str, str], list[tuple[dt.date, dt.date]]] = {}
    for office in know.offices:
        held.setdefault((office.office, office.body), []).append((office.begin, office.end))
    overlaps = [k for k, spans in held.items() for a, b in zip(sorted(spans), sorted(spans)[1:], strict=False) if b[0] < a[1]]
    assert overlaps == []


INSTITUTIONS = {
    "government": ("regierung", "PL", "government:PL"),
    "army": ("militär", "ES", "armed_force:es-army"),
    "german_army": ("armee", "DE", "armed_force:bundeswehr"),
    "german_ministry": ("innenministerium", "DE", "government:bundesinnenministerium"),
    "other_ministry": ("innenministerium", "FR", "government:fr-innenministerium"),
    "police": ("polizei", "IT", "organisation:it-polizei"),
}


@pytest.mark.parametrize(("noun", "code", "expected"), INSTITUTIONS.values(), ids=INSTITUTIONS.keys())
def test_institution_of_a_state(know: Knowledge, noun: str, code: str, expected: str) -> None:
    assert know.institution_actor(know.institutions[noun], code).actor_id == expected


@pytest.fixture
def own_list(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    return tmp_path / "lists" / "actor_base.csv"


def test_a_researchers_alias_links_to_the_known_actor(own_list: Path) -> None:
    own_list.write_text(HEADER + "Angela Merkel,Rautenfrau,,,\n", encoding="utf-8")
    doc = make_doc(component(str(own_list.parents[1])), "Die/ART Rautenfrau/NE sprach/VVFIN ./$.")
    assert ("Rautenfrau", "person:angela-merkel") in found(doc)


def test_a_researchers_row_adds_an_actor_and_moves_an_alias(own_list: Path) -> None:
    own_list.write_text(HEADER + "Verein Wiener Melange,Nato,organisation,AT,\n", encoding="utf-8")
    doc = make_doc(component(str(own_list.parents[1])), "Die/ART Nato/NE lud/VVFIN ein/PTKVZ ./$.")
    assert found(doc) == [("Nato", "organisation:verein-wiener-melange")]


def test_a_researchers_row_corrects_a_country(own_list: Path) -> None:
    own_list.write_text(HEADER + "Dalai Lama,,,CN,\n", encoding="utf-8")
    actors = component(str(own_list.parents[1]))
    assert actors.know.entries["person:dalai-lama"].country == "CN"


def test_a_researchers_list_changes_the_digest(own_list: Path, base: RuleBase) -> None:
    own_list.write_text(HEADER + "Angela Merkel,Rautenfrau,,,\n", encoding="utf-8")
    assert load_rules([own_list.parents[1]]).digest != base.digest


def test_a_type_that_does_not_exist_is_named(own_list: Path) -> None:
    own_list.write_text(HEADER + "Mondverein,Mond,club,DE,\n", encoding="utf-8")
    with pytest.raises(RulePackError, match="actor_base.csv: Mondverein: «club» is no type of actor"):
        component(str(own_list.parents[1]))


def test_a_holder_who_is_in_no_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    row = "Präsident,MT,Niemand Bekannter,2010-01-01,2011-01-01\n"
    (tmp_path / "lists" / "actor_offices.csv").write_text("office,body,holder,from,until\n" + row, encoding="utf-8")
    with pytest.raises(RulePackError, match="«Niemand Bekannter» is in no actor list"):
        component(str(tmp_path))
