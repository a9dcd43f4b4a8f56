"""The published measure of quotations: token shares averaged over aligned groups."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.annotations import AnnotatedArticle, Annotation, annotation
from pipeline.evaluate.tokens import best_pairs, token_counts, tokens_of

TEXT = "Ada sagt, es regne in Oslo. Bo hofft auf Sonne."
TOKENS = tokens_of(AnnotatedArticle("a", TEXT, {}))


def quote(words: str, speaker: str = "", label: str = "indirect") -> Annotation:
    def span(part: str) -> tuple[int, int]:
        return TEXT.index(part), TEXT.index(part) + len(part)

    return annotation("quotes", label, {"quote": [span(words)], **({"speaker": [span(speaker)]} if speaker else {})})


CASES = {
    "the same": ([quote("es regne in Oslo", "Ada")], [quote("es regne in Oslo", "Ada")], [1, 1, 1, 1], [1, 1, 1, 1]),
    "half of the words": ([quote("es regne in Oslo")], [quote("es regne")], [1, 1, 0.5, 1], [0, 0, 0, 0]),
    "the other speaker": ([quote("es regne", "Ada")], [quote("es regne", "Bo")], [1, 1, 1, 1], [0, 1, 0, 1]),
    "one missed, one false": ([quote("es regne", "Ada")], [quote("auf Sonne", "Bo")], [0, 1, 0, 1], [0, 1, 0, 1]),
    "nothing stored": ([quote("es regne", "Ada")], [], [0, 0, 0, 1], [0, 0, 0, 1]),
    "marks do not cut tokens": ([quote("regne in")], [quote("gne i")], [1, 1, 1, 1], [0, 0, 0, 0]),
}


@pytest.mark.parametrize(("gold", "stored", "quoted", "speakers"), CASES.values(), ids=CASES.keys())
def test_counts(gold: list[Annotation], stored: list[Annotation], quoted: list[float], speakers: list[float]) -> None:
    found = token_counts(gold, stored, TOKENS)
    assert found["tokens quote"] == quoted
    assert found["tokens speaker"] == speakers
    assert found["tokens joint"] == [a + b for a, b in zip(quoted, speakers, strict=True)]


@given(st.dictionaries(st.integers(0, 4), st.dictionaries(st.integers(0, 4), st.floats(0.01, 1.0), min_size=1), max_size=5))
def test_no_other_pairing_is_closer(close: dict[int, dict[int, float]]) -> None:
    """Against all pairings there are."""

    def total(pairs: dict[int, int]) -> float:
        return sum(close[i][j] for i, j in pairs.items())

    best = best_pairs(close)
    assert len(set(best.values())) == len(best)
    lefts = list(close)
    everything = (
        {i: j for i, j in zip(lefts, rights, strict=True) if j in close[i]} for rights in itertools.permutations(range(10), len(lefts))
    )
    assert total(best) == pytest.approx(max(map(total, everything), default=0.0))
