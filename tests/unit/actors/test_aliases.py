"""The table of aliases: which forms of a name it finds, who bears a name that several bear, what moves."""

from __future__ import annotations

import pytest

from pipeline.components.actors.aliases import AliasTable, Entry

HAUS = Entry("Blaues Haus", "organisation", "AT", None, actor_id="organisation:blaues-haus")
VEREIN = Entry("Attika", "organisation", "DE", None, actor_id="organisation:attika")
HUBER = Entry("Hanna Huber", "person", "AT", None, actor_id="person:hanna-huber")


@pytest.fixture
def table() -> AliasTable:
    names = AliasTable()
    for tokens, entry in ((("Blaues", "Haus"), HAUS), (("Attika",), VEREIN), (("Hanna", "Huber"), HUBER), (("Straußner", "3"), VEREIN)):
        names.add(tokens, entry)
    return names


FORMS = {
    "as_listed": (("Blaues", "Haus"), HAUS),
    "weak_adjective": (("Blauen", "Hauses"), HAUS),
    "genitive": (("Attikas",), VEREIN),
    "in_capitals": (("ATTIKA",), VEREIN),
    "person": (("Hanna", "Huber"), HUBER),
    "person_in_the_genitive": (("Hanna", "Hubers"), HUBER),
    "with_a_figure": (("Straußner", "3"), VEREIN),
}


@pytest.mark.parametrize(("tokens", "entry"), FORMS.values(), ids=FORMS.keys())
def test_a_form_is_found_by_its_first_word(table: AliasTable, tokens: tuple[str, ...], entry: Entry) -> None:
    bucket = table.bucket(tokens[0])
    assert bucket is not None
    assert [a.entry for a in bucket.by_tokens[tokens]] == [entry]
    assert len(tokens) in bucket.lengths


@pytest.mark.parametrize("word", ["Blau", "Haus", "blaues", "HANNA", "Attikan", "", "3", "–"])
def test_other_words_begin_no_alias(table: AliasTable, word: str) -> None:
    assert word not in table
    assert list(table.get(word)) == []


def test_who_comes_first_in_the_lists_comes_first(table: AliasTable) -> None:
    table.add(("Attika",), HAUS)
    assert [a.entry for a in table.single("Attika")] == [VEREIN, HAUS]


def test_an_alias_that_moves_leaves_its_old_bearer(table: AliasTable) -> None:
    table.add(("Attika",), HUBER, moves=True)
    assert [a.entry for a in table.single("Attika")] == [HUBER]
    assert [a.entry for a in table.single("ATTIKA")] == [VEREIN]  # a person's name has no form in capitals


def test_the_same_name_of_the_same_actor_counts_once(table: AliasTable) -> None:
    table.add(("Hanna", "Huber"), HUBER)
    assert len(table.get("Hanna")) == 2  # with the genitive


def test_all_aliases(table: AliasTable) -> None:
    assert {alias.entry.actor_id for alias in table} == {HAUS.actor_id, VEREIN.actor_id, HUBER.actor_id}
    assert len(list(table)) == len(list(table))
