"""The component `lagebild_dates` on sentences of our own: `timex/expressions.psv`, one case a line."""

from __future__ import annotations

import datetime as dt
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.dates import create_dates
from pipeline.extensions import problems, rows, set_published_on, set_rows
from pipeline.prefilter import PrefilteredEngine
from pipeline.records import TIMEX_TYPES, Section, Timex
from pipeline.rulepack import RulePackError
from pipeline.timex.interval import interval, is_value
from tests.cpu import cpu_seconds
from tests.unit.timex import tables

CASES = tables.lines("expressions.psv")
NEGATIVES = tables.lines("negatives.psv")
HEAD = 'schema = 1\npack = "dates"\nlanguage = "de"\n\n[[rule]]\ntitle = "eine Regel"\nstatus = "draft"\nengine = "token"\nlabel = "DATE"\n'


@pytest.fixture(scope="module")
def read(nlp: Language):  # type: ignore[no-untyped-def]
    """Text and day of publication → rows. Only the parser's components and ours run."""

    def run(text: str, published_on: dt.date | None = dt.date(2026, 2, 3), sections: list[Section] | None = None) -> list[Timex]:
        doc = nlp.make_doc(text)
        set_published_on(doc, published_on)
        with nlp.select_pipes(disable=[p for p in ("lagebild_actors", "lagebild_quotes", "lagebild_escalations") if p in nlp.pipe_names]):
            for name, pipe in nlp.pipeline:
                if name == "lagebild_dates" and sections is not None:
                    set_rows(doc, "sections", sections)
                doc = pipe(doc)
        assert problems(doc) == []
        return rows(doc, "dates")

    return run


def test_the_table_has_enough_cases() -> None:
    assert len(CASES) >= 250


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{c[0]}-{c[2].split('[[')[1].split(']]')[0]}" for n, c in enumerate(CASES)])
def test_expression(read, case: list[str]) -> None:  # type: ignore[no-untyped-def]
    _, published_on, text, kind, value, mod = case
    plain, start, end = tables.marked(text)
    found = {(r.start_char, r.end_char): r for r in read(plain, tables.day(published_on))}
    assert (start, end) in found, [(r.text, r.value, r.rule_id) for r in found.values()]
    row = found[start, end]
    assert (row.type, row.value, row.mod or "") == (kind, value, mod)
    assert (row.begin_at, row.end_at) == (interval(value) or (None, None))


@pytest.mark.parametrize("case", NEGATIVES, ids=[f"{n}-{c[2]}" for n, c in enumerate(NEGATIVES)])
def test_no_expression(read, case: list[str]) -> None:  # type: ignore[no-untyped-def]
    published_on, text, _ = case
    assert [(r.text, r.rule_id) for r in read(text, tables.day(published_on))] == []


@pytest.mark.parametrize("case", [c for c in CASES if c[0] in ("deictic", "weekday", "unit", "noyear")], ids=lambda c: c[2])
def test_without_a_day_of_publication_nothing_is_resolved(read, case: list[str]) -> None:  # type: ignore[no-untyped-def]
    """Relative dates are found and stay open; they are never resolved against today."""
    plain, start, end = tables.marked(case[2])
    row = next(r for r in read(plain, None) if (r.start_char, r.end_char) == (start, end))
    assert "X" in row.value or row.value.endswith("_REF")
    assert (row.begin_at, row.end_at) == (None, None)


def test_nothing_is_read_from_page_furniture(read) -> None:  # type: ignore[no-untyped-def]
    text = "Stand: 3. Februar 2026. Am 5. März 2026 wird gewählt."
    found = read(text, sections=[Section(0, 23, "boilerplate"), Section(24, len(text), "body")])
    assert [r.text for r in found] == ["5. März 2026"]


def test_double_spaces_within_an_expression(read) -> None:  # type: ignore[no-untyped-def]
    assert [(r.text, r.value) for r in read("Um  20  Uhr ist Schluss.")] == [("20  Uhr", "2026-02-03T20:00")]


def test_what_a_sentence_end_leaves_on_a_year(read) -> None:  # type: ignore[no-untyped-def]
    assert [r.text for r in read("Das war 1999. Dann kam der Krieg.")] == ["1999"]


def test_a_tale_whose_day_is_named_only_later(read) -> None:  # type: ignore[no-untyped-def]
    text = "Die Zusage hielt nicht bis zur nächsten Nacht. Der Präsident hatte sie gegeben (29. Januar 2026)."
    assert read(text)[0].value == "2026-01-29TNI"


ODD = (
    "am im in der den dem des 3. 31. 29. Februar März Mai 1999 2026 99. '89 24 72 bis und – - / Stunden Tage Jahr Jahre Jah"
    "rhundert nächsten letzten vorletzten ersten zweiten Woche Monat Montag Freitagabend heute gestern Abend Nacht zum auf "
    "Uhr halb neun Viertel vor nach jeden alle vier später zuvor Ende Anfang Mitte Quartal Ostern KW 53 54 24:00 25.99 0 00"
    ". XXXX \n . , ( )"
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(ODD.split(" ")),
        max_size=14,
    ),
    published_on=st.none() | st.dates(),
)
def test_odd_sequences_raise_nothing_and_give_valid_values(read, words: list[str], published_on: dt.date | None) -> None:  # type: ignore[no-untyped-def]
    text = " ".join(words)
    last = -1
    for row in read(text, published_on):
        assert row.type in TIMEX_TYPES
        assert is_value(row.value), row.value
        assert row.text == text[row.start_char : row.end_char]
        assert row.start_char >= last
        last = row.end_char
        if row.begin_at is not None:
            assert row.end_at is not None
            assert (row.begin_at, row.end_at) == interval(row.value)


def test_the_prefilter_loses_no_match(nlp: Language) -> None:
    component = nlp.get_pipe("lagebild_dates")
    engine = PrefilteredEngine(nlp, component.base.rules("dates"), component.base.lists)  # type: ignore[attr-defined]
    for case in CASES[::3]:
        doc = nlp.make_doc(tables.marked(case[2])[0])
        with_all = {(m.rule_id, m.start, m.end) for m in component.engine.matches(doc)}  # type: ignore[attr-defined]
        assert {(m.rule_id, m.start, m.end) for m in engine.matches(doc)} == with_all


def test_a_rule_of_a_researcher_needs_only_a_norm(nlp: Language, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "mine.toml").write_text(
        f'{HEAD}id = "dates_mine.harvest"\nset = {{ norm = "month" }}\n'
        'pattern = [{ LOWER = "erntemonat" }, { LOWER = { IN_LIST = "time_months" }, SLOT = "month" }, '
        '{ SHAPE = "dddd", SLOT = "year" }]\n',
        encoding="utf-8",
    )
    component = create_dates(nlp, "dates_with_mine", [str(tmp_path)])
    doc = nlp.make_doc("Im Erntemonat August 2025 fiel Hagel.")
    found = [(r.text, r.value, r.rule_id) for r in rows(component(doc), "dates")]
    assert found == [("Erntemonat August 2025", "2025-08", "dates_mine.harvest")]


def test_an_unknown_norm_is_an_error_at_load(nlp: Language, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "bad.toml").write_text(
        f'{HEAD}id = "dates_bad.x"\nset = {{ norm = "no_such_norm" }}\npattern = [{{ LOWER = "erntedank" }}]\n', encoding="utf-8"
    )
    with pytest.raises(RulePackError, match="no_such_norm"):
        create_dates(nlp, "dates_bad", [str(tmp_path)])


def test_an_untagged_doc_is_no_error(nlp: Language) -> None:
    component = nlp.get_pipe("lagebild_dates")
    doc = Doc(nlp.vocab, words=["Am", "29.", "Januar", "2026", "begann", "es", "."])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        component(doc)
    assert [r.value for r in rows(doc, "dates")] == ["2026-01-29"]
    assert problems(doc) == []


MUCH = ["am 3. März um 17 Uhr ", "gestern ", "24 bis 72 Stunden , ", "des ", "Anfang der Mitte der "]


@pytest.mark.parametrize("text", MUCH, ids=range(len(MUCH)))
def test_time_is_linear_in_the_text(nlp: Language, text: str) -> None:
    """Ten times the text takes about ten times as long, not a hundred; the limit is generous, machines are shared."""

    def seconds(repeats: int) -> float:
        component = nlp.get_pipe("lagebild_dates")
        doc = nlp.make_doc(text * repeats)
        set_published_on(doc, dt.date(2026, 2, 3))
        took = cpu_seconds(lambda: component(doc))
        assert problems(doc) == []
        return took

    assert seconds(2000) < 40 * max(seconds(200), 0.01)
