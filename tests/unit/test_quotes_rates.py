"""A publisher whose quotations get lost is named; one with names in marks only is not."""

from __future__ import annotations

import pytest

from pipeline.components.quotes.rates import Count, complaints


def count(publisher: str, articles: int, pairs: int, direct: int) -> Count:
    return Count(publisher, articles, pairs, direct, direct)


GOOD = [count("A", 20, 100, 60), count("B", 20, 80, 40)]
CASES = [
    pytest.param([*GOOD, count("C", 20, 90, 2)], ["C"], id="collapsed"),
    pytest.param([*GOOD, count("C", 20, 90, 30)], [], id="lower-but-alive"),
    pytest.param([*GOOD, count("C", 2, 90, 0)], [], id="too-few-articles"),
    pytest.param([*GOOD, count("C", 20, 4, 0)], [], id="hardly-any-marks"),
    pytest.param([*GOOD, count("C", 20, 0, 0)], ["C"], id="marks-stripped"),
    pytest.param([count("C", 20, 90, 1)], ["C"], id="alone"),
    pytest.param([], [], id="nothing"),
]


@pytest.mark.parametrize(("counts", "named"), CASES)
def test_complaints(counts: list[Count], named: list[str]) -> None:
    assert [line.split(":")[0] for line in complaints(counts)] == named


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        pytest.param('„Ja“, sagte sie. "Nein", sagte er.', 2, id="two-styles"),
        pytest.param("Kein Zeichen.", 0, id="none"),
        pytest.param("»Ja«", 1, id="guillemets"),
    ],
)
def test_pairs_are_counted_whatever_the_style(text: str, pairs: int) -> None:
    row = Count("A")
    row.add(text, 1, 2)
    assert (row.articles, row.pairs, row.direct, row.quotes) == (1, pairs, 1, 2)
