"""Pairs, counts, figures and intervals."""

from __future__ import annotations

import pytest

from pipeline.evaluate.annotations import AnnotatedArticle, Annotation, annotation
from pipeline.evaluate.pairing import any_close, close, overlap, pair, same_name
from pipeline.evaluate.scores import Evaluation, differences, evaluate, scores
from pipeline.records import CharSpan


def date(start: int, end: int, label: str = "DATE", **features: object) -> Annotation:
    return annotation("dates", label, {"expression": [(start, end)]}, features)


def spans(*pairs: tuple[int, int]) -> list[CharSpan]:
    return [CharSpan(*p) for p in pairs]


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        pytest.param([(0, 5)], [(5, 9)], 0, id="touching is not overlapping"),
        pytest.param([(0, 5)], [(4, 9)], 1, id="one character"),
        pytest.param([(0, 3), (6, 9)], [(2, 7)], 2, id="over a gap"),
        pytest.param([(0, 3), (6, 9)], [(3, 6)], 0, id="in the gap"),
        pytest.param([(0, 9)], [(1, 2), (3, 4), (8, 12)], 3, id="several in one"),
        pytest.param([], [(1, 2)], 0, id="none"),
    ],
)
def test_overlap(a: list[tuple[int, int]], b: list[tuple[int, int]], shared: int) -> None:
    assert overlap(spans(*a), spans(*b)) == overlap(spans(*b), spans(*a)) == shared


@pytest.mark.parametrize(
    ("gold", "stored", "pairs"),
    [
        pytest.param([(0, 9)], [(0, 4), (0, 9)], [((0, 9), (0, 9))], id="same span first"),
        pytest.param([(0, 9), (10, 14)], [(2, 13)], [((0, 9), (2, 13))], id="one partner only"),
        pytest.param([(0, 4)], [(4, 8)], [], id="no overlap"),
        pytest.param([(0, 10), (8, 12)], [(0, 9), (9, 12)], [((0, 10), (0, 9)), ((8, 12), (9, 12))], id="the better pairs"),
    ],
)
def test_pairs(gold: list[tuple[int, int]], stored: list[tuple[int, int]], pairs: list[object]) -> None:
    result = pair([date(*g) for g in gold], [date(*s) for s in stored])
    assert sorted((g.place, s.place) for g, s in result.pairs) == pairs
    assert len(result.missed) == len(gold) - len(pairs)
    assert len(result.false) == len(stored) - len(pairs)


def test_same_label_decides_between_equal_spans() -> None:
    result = pair([date(0, 4, "SET"), date(0, 4, "TIME")], [date(0, 4, "TIME"), date(0, 4, "SET")])
    assert [g.label == s.label for g, s in result.pairs] == [True, True]


def test_a_neutral_span_forgives_false_ones_only() -> None:
    result = pair([date(0, 4)], [date(0, 4), date(10, 14), date(20, 24)], neutral=spans((22, 23), (2, 3)))
    assert [s.place for s in result.false] == [(10, 14)]
    assert len(result.pairs) == 1


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        pytest.param("Wladimir Putin", "putin", True, id="words of the shorter"),
        pytest.param("Europäische Kommission (EU-Kommission)", "EU-Kommission", True, id="name in brackets"),
        pytest.param("Nordland", "Südland", False, id="other name"),
        pytest.param("–", "Nordland", False, id="no words"),
    ],
)
def test_same_name(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same_name(b, a) is same


def test_close_texts() -> None:
    assert close("den Ort aufsuchen", "den Ort rasch aufsuchen")
    assert not close("den Ort aufsuchen", "Sanktionen verhängen")
    assert any_close(["Rat"], ["der Rat von Körbitz"])
    assert not any_close(["Rat"], [])


GOLD = [
    AnnotatedArticle("a", None, {"dates": [date(0, 4, value="1"), date(10, 14, "TIME", value="2"), date(20, 24, value="3")]}),
    AnnotatedArticle("b", None, {"dates": [date(0, 4, value="1", mod="END")]}),
    AnnotatedArticle("c", None, {"quotes": []}),
]
STORED = {
    "a": AnnotatedArticle("a", None, {"dates": [date(0, 4, value="1"), date(11, 14, value="2")], "quotes": []}),
    "b": AnnotatedArticle("b", None, {"dates": [date(0, 4, value="9"), date(30, 34, value="3")], "quotes": []}),
    "c": AnnotatedArticle("c", None, {"dates": [date(1, 2)], "quotes": [annotation("quotes", "direct", {"quote": [(0, 3)]})]}),
}


@pytest.mark.parametrize(
    ("kind", "measure", "right", "stored", "gold", "f1"),
    [
        pytest.param("dates", "exact", 2, 4, 4, 0.5, id="exact"),
        pytest.param("dates", "overlap", 3, 4, 4, 0.75, id="overlap"),
        pytest.param("dates", "overlap, same type", 2, 4, 4, 0.5, id="same type"),
        pytest.param("dates", "type DATE", 2, 4, 3, 4 / 7, id="a type"),
        pytest.param("dates", "type TIME", 0, 0, 1, 0.0, id="a type that is never stored"),
        pytest.param("dates", "value", 2, 4, 4, 0.5, id="a feature of every row"),
        pytest.param("dates", "mod", 0, 0, 1, 0.0, id="a feature of some rows"),
        pytest.param("quotes", "overlap", 0, 1, 0, 0.0, id="annotated, nothing there"),
    ],
)
def test_figures(kind: str, measure: str, right: int, stored: int, gold: int, f1: float) -> None:
    """Article c is not annotated for dates: what is stored there counts neither way."""
    (score,) = [s for s in scores(evaluate(GOLD, STORED)) if (s.kind, s.measure) == (kind, measure)]
    assert (score.right, score.stored, score.gold) == (right, stored, gold)
    assert score.f1.value == pytest.approx(f1)
    if stored and gold:
        assert score.precision.value == pytest.approx(right / stored)
        assert score.recall.value == pytest.approx(right / gold)


def test_roles_of_quotations() -> None:
    gold = annotation("quotes", "direct", {"quote": [(0, 9)], "speaker": [(20, 25)], "cue": [(10, 15)]})
    mine = annotation("quotes", "direct", {"quote": [(0, 9)], "speaker": [(20, 30)], "addressee": [(40, 45)]})
    found = evaluate([AnnotatedArticle("a", None, {"quotes": [gold]})], {"a": AnnotatedArticle("a", None, {"quotes": [mine]})})
    counts = {s.measure: (s.right, s.stored, s.gold) for s in scores(found)}
    assert counts["speaker exact"] == (0, 1, 1)
    assert counts["speaker overlap"] == (1, 1, 1)
    assert counts["cue overlap"] == (0, 0, 1)
    assert counts["addressee overlap"] == (0, 1, 0)
    assert "frame overlap" not in counts


def test_pronouns_count_only_for_gold_that_has_some() -> None:
    def mention(start: int, form: str) -> Annotation:
        return annotation("actors", "person", {"mention": [(start, start + 3)]}, {"form": form})

    stored = {"a": AnnotatedArticle("a", None, {"actors": [mention(0, "name"), mention(10, "pronoun")]})}
    for forms, right in ((("name",), 1), (("name", "pronoun"), 2)):
        gold = [AnnotatedArticle("a", None, {"actors": [mention(10 * i, f) for i, f in enumerate(forms)]})]
        (score,) = [s for s in scores(evaluate(gold, stored)) if s.measure == "exact"]
        assert (score.right, score.stored) == (right, right)


def many(share: float, articles: int = 40) -> Evaluation:
    """Each article has four dates; the store found a share of them, more in later articles."""
    gold, stored = [], {}
    for n in range(articles):
        of_gold = [date(10 * i, 10 * i + 4) for i in range(4)]
        gold.append(AnnotatedArticle(str(n), None, {"dates": of_gold}))
        stored[str(n)] = AnnotatedArticle(str(n), None, {"dates": of_gold[: round(4 * share) + n % 2]})
    return evaluate(gold, stored)


def test_intervals_hold_the_value_and_are_the_same_each_time() -> None:
    first, again = ([s for s in scores(many(0.5)) if s.measure == "exact"][0] for _ in range(2))
    assert first == again
    assert first.recall.value == 0.625
    assert first.recall.low is not None
    assert first.recall.high is not None
    assert 0.55 < first.recall.low < 0.625 < first.recall.high < 0.70
    assert (first.precision.low, first.precision.high) == (1.0, 1.0)


def test_more_articles_make_intervals_narrower() -> None:
    def width(articles: int) -> float:
        e = [s for s in scores(many(0.5, articles)) if s.measure == "exact"][0].f1
        return (e.high or 0) - (e.low or 0)

    assert 0 < width(400) < width(40) / 2


def test_one_article_has_no_interval() -> None:
    estimate = scores(many(0.5, 1))[0].f1
    assert (estimate.low, estimate.high) == (None, None)


def test_differences_are_paired() -> None:
    """Both stores are better in odd articles; on the same draws the difference is sure."""
    change = differences(many(0.25), many(0.5))["dates", "exact"]
    assert change.value == pytest.approx(2 * 25 / 65 - 2 * 15 / 55)
    assert change.low is not None
    assert change.low > 0.15
    none = differences(many(0.5), many(0.5))["dates", "exact"]
    assert (none.value, none.low, none.high) == (0.0, 0.0, 0.0)
