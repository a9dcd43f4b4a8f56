"""Values → half-open intervals."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timex.calendar import PARTS_OF_DAY
from pipeline.timex.interval import interval, is_value

INTERVALS = [
    ("2026-02-03", "2026-02-03", "2026-02-04"), ("2024-02-29", "2024-02-29", "2024-03-01"), ("2025-12-31", "2025-12-31", "2026-01-01"),
    ("2025-12", "2025-12-01", "2026-01-01"), ("2024-02", "2024-02-01", "2024-03-01"), ("1998", "1998-01-01", "1999-01-01"),
    ("0578", "0578-01-01", "0579-01-01"), ("199", "1990-01-01", "2000-01-01"), ("19", "1900-01-01", "2000-01-01"),
    ("2", "2000-01-01", "3000-01-01"),
    ("2014-Q3", "2014-07-01", "2014-10-01"), ("2025-Q4", "2025-10-01", "2026-01-01"), ("2014-H2", "2014-07-01", "2015-01-01"),
    ("2013-W27", "2013-07-01", "2013-07-08"), ("2020-W53", "2020-12-28", "2021-01-04"), ("2026-W06-WE", "2026-02-07", "2026-02-09"),
    ("2026-W06-3", "2026-02-04", "2026-02-05"), ("2015-SU", "2015-06-01", "2015-09-01"), ("2015-WI", "2015-12-01", "2016-03-01"),
    ("2026-02-03TEV", "2026-02-03T18:00", "2026-02-04T00:00"), ("2025-12-31TNI", "2025-12-31T22:00", "2026-01-01T06:00"),
    ("2026-02-03T17:30", "2026-02-03T17:30", "2026-02-03T17:31"), ("2026-02-03T17", "2026-02-03T17:00", "2026-02-03T18:00"),
    ("2025-12-31T24:00", "2026-01-01T00:00", "2026-01-01T00:01"), ("2026-03-29T02:30", "2026-03-29T02:30", "2026-03-29T02:31"),
    ("2026-02-03T17:30:05", "2026-02-03T17:30:05", "2026-02-03T17:30:06"),
]  # fmt: skip
WITHOUT = [
    "P3W",
    "PT24H",
    "PXY",
    "PAST_REF",
    "XXXX-XX-XX",
    "XXXX-WXX-3",
    "XXXX-03-05",
    "P0.5Y",
    "PT1NI",
    "XXXX-WXX-1TEV",
    "BC0044",
    "XXXX-XX-XXT17:00",
]
NO_VALUES = [
    "",
    "2025-02-29",
    "2026-13",
    "2026-00-01",
    "2025-W53",
    "2026-02-03T25:00",
    "2026-02-03T24:01",
    "2026-Q5",
    "heute",
    "P",
    "PT",
    "9999",
    "T",
    "19-01",
    "2026T10:00",
]


@pytest.mark.parametrize(("value", "begin", "end"), INTERVALS, ids=[v for v, *_ in INTERVALS])
def test_interval(value: str, begin: str, end: str) -> None:
    assert interval(value) == (dt.datetime.fromisoformat(begin), dt.datetime.fromisoformat(end))
    assert is_value(value)


@pytest.mark.parametrize("value", WITHOUT)
def test_values_without_an_interval(value: str) -> None:
    assert interval(value) is None
    assert is_value(value)


@pytest.mark.parametrize("value", NO_VALUES, ids=range(len(NO_VALUES)))
def test_no_value(value: str) -> None:
    assert interval(value) is None
    assert not is_value(value)


@given(st.dates(max_value=dt.date(9998, 12, 31)))
def test_a_day_is_as_long_as_a_day(day: dt.date) -> None:
    found = interval(day.isoformat())
    assert found is not None
    assert found[1] - found[0] == dt.timedelta(days=1)
    assert found[0].date() == day


@given(st.dates(max_value=dt.date(9998, 11, 30)), st.sampled_from(sorted(PARTS_OF_DAY)))
def test_a_part_begins_on_its_day(day: dt.date, part: str) -> None:
    found = interval(f"{day.isoformat()}T{part}")
    assert found is not None
    assert found[0].date() == day
    assert found[0] < found[1]


@given(st.text(max_size=40))
def test_any_text_raises_nothing(text: str) -> None:
    interval(text)
    is_value(text)
