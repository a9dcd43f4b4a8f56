"""Norms as pure functions: they may be called with anything, raise nothing and print only values that can be read again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import TIMEX_TYPES
from pipeline.rulepack import read_rules
from pipeline.timex.anchors import shifted, weekday_date, year_of_day, year_of_month
from pipeline.timex.context import Context, Expression, Lexicon
from pipeline.timex.interval import interval, is_value
from pipeline.timex.norms import NORMS

BASE = read_rules()[0]
LEXICON = Lexicon.from_lists({name: lst.rows for name, lst in BASE.lists.items()})
_SLOTS = "day month year days phase modifier decade rank unit season name weekday part word amount hour minute hours offset relation"
SLOTS = _SLOTS.split(" ")
_ODD = (
    "|1|3.|31.|99.|0|1998|1998.|0000|'89|00|29.2.|25./26.|31./32.|März|Februar|Jan.|Anfang|nächsten|vorletzten|"
    "selben|neunziger|90er|1990er-Jahre|20.|zweiundneunzigsten|dritten|Jahrhundert|Jahrtausends|Woche|Tage|Jahre|"
    "Nacht|Winter|Ostern|Silvesternacht|Heilige Drei Könige|Montag|Mittwochs|Freitagabend|abends|heute|gestern|"
    "heuer|täglich|zwei|anderthalb|ein|17|25|17.30|9:61|14–18|halb|viertel|vor|nach|53|54|½|X|²|٣"
)
ODD = _ODD.split("|")
DAYS = st.none() | st.dates()
CONTEXTS = st.builds(
    Context,
    published_on=DAYS,
    narrative=st.none() | st.sampled_from(["2015-08-14", "1992-03", "1998", "2013-W27", "9998-12-31", "0001-01-01", "19"]),
    day=DAYS,
    origin=DAYS,
    first_date=DAYS,
    year=st.none() | st.integers(1, 9998),
    tense=st.sampled_from(["past", "present", "future", None]),
    daily=st.booleans(),
)
ATTRS: list[dict[str, object]] = [
    {"value": "PAST_REF"},
    {"value": "PAST_REF", "unit": "H", "shift": -1},
    {"value": "P1M", "unit": "year", "shift": 1, "modified": "year"},
]


@pytest.mark.parametrize("norm", sorted(NORMS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_norm_raises_nothing_and_prints_values_that_can_be_read(norm: str, data: st.DataObject) -> None:
    slots = data.draw(st.dictionaries(st.sampled_from(SLOTS), st.sampled_from(ODD)))
    text = data.draw(st.sampled_from([" ".join(slots.values()), *ODD])) or "x"
    attrs = data.draw(st.sampled_from(ATTRS))
    for reading in NORMS[norm](Expression(text, slots, attrs, LEXICON), data.draw(CONTEXTS)):
        assert reading.type in TIMEX_TYPES or norm == "constant"
        assert is_value(reading.value), reading.value
        if reading.span:
            assert 0 <= reading.span[0] < reading.span[1] <= len(text)


@given(text=st.text(max_size=60), norm=st.sampled_from(sorted(NORMS)), context=CONTEXTS)
def test_any_text_raises_nothing(text: str, norm: str, context: Context) -> None:
    NORMS[norm](Expression(text, dict.fromkeys(SLOTS, text), ATTRS[0], LEXICON), context)


@pytest.mark.parametrize("rule", [r for r in BASE.rules("dates") if r.engine != "component"], ids=lambda r: r.id)
def test_every_rule_names_a_norm(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.attrs.get("norm") in NORMS


@pytest.mark.parametrize(
    ("published_on", "weekday", "tense", "direction", "day"),
    [
        ("2026-02-03", 5, "past", None, "2026-01-30"),
        ("2026-02-03", 5, "present", None, "2026-02-06"),
        ("2026-02-03", 2, "past", None, "2026-02-03"),
        ("2026-02-03", 2, None, -1, "2026-01-27"),
        ("2026-02-03", 2, None, 1, "2026-02-10"),
        ("2026-02-03", 5, "past", 0, "2026-01-30"),
        ("2026-02-03", 5, None, 2, "2026-02-13"),
        ("2025-12-31", 5, "future", None, "2026-01-02"),
        ("2026-03-28", 7, "future", None, "2026-03-29"),
    ],
)
def test_weekday(published_on: str, weekday: int, tense: str | None, direction: int | None, day: str) -> None:
    context = Context(published_on=dt.date.fromisoformat(published_on), tense=tense)
    assert weekday_date(context, weekday, direction) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("published_on", "month", "tense", "year"),
    [
        ("2026-02-03", 12, "past", 2025), ("2026-02-03", 1, "past", 2026), ("2026-02-03", 1, "future", 2027),
        ("2026-12-31", 1, "future", 2027),
        ("2015-03-24", 11, "present", 2015), ("2026-01-10", 12, "present", 2025), ("2025-11-20", 2, "present", 2026),
    ],
)  # fmt: skip
def test_year_of_month(published_on: str, month: int, tense: str, year: int) -> None:
    assert year_of_month(Context(published_on=dt.date.fromisoformat(published_on), tense=tense), month) == year


@pytest.mark.parametrize(
    ("published_on", "month", "day", "tense", "year"),
    [
        ("2026-01-03", 12, 30, "past", 2025), ("2025-12-30", 1, 7, "present", 2026), ("2014-12-16", 12, 19, "past", 2014),
        ("2026-02-03", 8, 25, "future", 2026), ("2026-02-03", 8, 25, "past", 2025), ("2024-03-01", 2, 29, None, 2024),
    ],
)  # fmt: skip
def test_year_of_day(published_on: str, month: int, day: int, tense: str | None, year: int) -> None:
    assert year_of_day(Context(published_on=dt.date.fromisoformat(published_on), tense=tense), month, day) == year


def test_the_year_of_the_passage_goes_before_that_of_publication() -> None:
    context = Context(published_on=dt.date(2026, 2, 3), year=1992, tense="past")
    assert (year_of_month(context, 3), year_of_day(context, 3, 5)) == (1992, 1992)


@given(
    st.dates(),
    st.sampled_from(["day", "week", "weekend", "month", "quarter", "halfyear", "year", "decade", "century"]),
    st.integers(-3000, 3000),
)
def test_shifted_units_can_be_read(base: dt.date, unit: str, count: int) -> None:
    value = shifted(unit, base, count)
    assert value is None or interval(value) is not None or value.startswith("9999")
