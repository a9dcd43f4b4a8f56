"""Rates by publisher: a collapse is flagged, chance is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.store.publish import writing
from pipeline.store.rates import Before, PublisherRates, collapse, collapse_of_runs, record_rates


def rates(articles: int, quotes: int, speakers: int = 0, dates: int = 0) -> PublisherRates:
    return PublisherRates("P", articles, articles * 400, quotes, speakers, dates, 0)


@pytest.mark.parametrize(
    ("measure", "now", "before", "flagged"),
    [
        pytest.param("quotes", rates(100, 0), rates(1000, 4000), True, id="nothing any more"),
        pytest.param("quotes", rates(100, 150), rates(1000, 4000), True, id="far below half"),
        pytest.param("quotes", rates(100, 230), rates(1000, 4000), False, id="above half"),
        pytest.param("quotes", rates(3, 0), rates(1000, 4000), False, id="three articles may have none"),
        pytest.param("quotes", rates(100, 0), rates(10, 40), False, id="too short a history"),
        pytest.param("quotes", rates(100, 0), rates(1000, 0), False, id="never had any"),
        pytest.param("quotes", rates(0, 0), rates(1000, 4000), False, id="no articles"),
        pytest.param("speakers", rates(100, 400, 20), rates(1000, 4000, 3600), True, id="quotes without speakers"),
        pytest.param("speakers", rates(100, 400, 330), rates(1000, 4000, 3600), False, id="nearly all speakers"),
        pytest.param("dates", rates(100, 400, 0, 9), rates(1000, 4000, 0, 3000), True, id="dates gone"),
    ],
)
def test_a_collapse_is_flagged_and_chance_is_not(measure: str, now: PublisherRates, before: PublisherRates, flagged: bool) -> None:
    found = collapse(measure, now, before)
    assert (found is not None) == flagged
    if found:
        assert found.now < found.before / 2
        assert measure in str(found)


WELL, POOR, BARREN = Before(False, rates(3, 12)), Before(False, rates(3, 0)), Before(True, rates(3, 0))


@pytest.mark.parametrize(
    ("now", "before", "runs"),
    [
        pytest.param(rates(3, 0), [WELL] * 300, None, id="one small run"),
        pytest.param(rates(3, 0), [POOR] * 2 + [WELL] * 300, None, id="three small runs"),
        pytest.param(rates(3, 0), [POOR] * 4 + [WELL] * 300, 5, id="as many as it takes"),
        pytest.param(rates(3, 0), [BARREN] * 200 + [POOR] * 4 + [WELL] * 300, 5, id="as long as it lasts"),
        pytest.param(rates(3, 12), [BARREN] * 20 + [WELL] * 300, None, id="repaired"),
        pytest.param(rates(3, 0), [*[WELL] * 7, *[BARREN] * 20, *[WELL] * 300], None, id="repaired some runs ago"),
        pytest.param(rates(100, 0), [WELL] * 300, 1, id="one run is enough"),
        pytest.param(rates(3, 0), [POOR] * 300, None, id="never had any"),
        pytest.param(rates(3, 0), [POOR] * 30 + [WELL] * 3, None, id="too short a history"),
        pytest.param(rates(3, 0), [], None, id="the first run"),
    ],
)
def test_small_runs_are_taken_together(now: PublisherRates, before: list[Before], runs: int | None) -> None:
    found = collapse_of_runs("quotes", now, before)
    assert (found and found.runs) == runs
    if found and found.runs > 1:
        assert str(found).startswith("quotes 0.0 per 1,000 tokens instead of ")
        assert str(found).endswith(f" in the last {runs} runs")


def add_run(writer: Any, run_id: str, publisher: str | None, articles: int, quotes_an_article: int) -> list[PublisherRates]:
    writer.start_run({"run_id": run_id})
    writer.con.execute(
        "INSERT OR REPLACE INTO articles (article_id, source, publisher, text, content_hash, token_count, run_id, ingested_at) "
        "SELECT 'a' || i, 's', ?, 't', 'h', 400, ?, now() FROM range(?) t(i)",
        [publisher, run_id, articles],
    )
    writer.con.execute("DELETE FROM quotes")
    writer.con.execute(
        "INSERT INTO quotes (article_id, quote_no, speaker_text, rule_id) SELECT 'a' || i, n, 'x', 'r' FROM range(?) t(i), range(?) u(n)",
        [articles, quotes_an_article],
    )
    found = record_rates(writer.con, run_id)
    writer.finish_run(run_id, "done", {})
    return found


@pytest.mark.parametrize("publisher", ["Talblatt", None])
def test_history_outlives_a_run_that_extracts_everything_again(tmp_path: Path, publisher: str | None) -> None:
    with writing(tmp_path / "s.duckdb") as writer:
        assert [r.collapses for r in add_run(writer, "r1", publisher, 100, 4)] == [[]]
        (broken,) = add_run(writer, "r2", publisher, 100, 0)
        assert [c.measure for c in broken.collapses] == ["quotes"]
        (still,) = add_run(writer, "r3", publisher, 100, 0)
        assert still.collapses, "a collapsed run is no history"
        (well,) = add_run(writer, "r4", publisher, 100, 4)
        assert not well.collapses
        assert (well.articles, well.tokens, well.quotes, well.speakers) == (100, 40_000, 400, 400)
        flagged = writer.con.execute("SELECT run_id, collapsed FROM run_rates ORDER BY 1").fetchall()
        assert flagged == [("r1", []), ("r2", ["quotes"]), ("r3", ["quotes"]), ("r4", [])]
