"""Rates by publisher and run, compared with their history: extraction that collapses in silence is flagged.

A publisher changes its page, a feed is cut to teasers, a rule breaks: the run is done, nothing is rejected, and there are no quotations any
more. For each publisher of a run, the number of quotes, of quotes with a speaker, of dates and of mentions is compared with what
the publisher's history makes expect for as many tokens (or quotes).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import duckdb

HISTORY_DAYS = 90
FAR_BELOW = 0.5  # a rate below this part of its history …
SIGMAS = 4.0  # … and this many standard deviations below: small runs scatter
OVERDISPERSION = 3.0  # variance over mean of counts by article: quotations come in heaps. 1 would be Poisson's
LEAST_HISTORY = 50  # rows that a rate's history must hold to be one
MEASURES = {"quotes": "tokens", "speakers": "quotes", "dates": "tokens", "actor_mentions": "tokens"}

_FOUND = """INSERT INTO run_rates
SELECT ?, publisher, count(*), coalesce(sum(token_count), 0), coalesce(sum(q.n), 0), coalesce(sum(q.speakers), 0), coalesce(sum(d.n), 0),
       coalesce(sum(m.n), 0), []
FROM articles
LEFT JOIN (SELECT article_id, count(*) AS n, count(speaker_text) AS speakers FROM quotes GROUP BY ALL) q USING (article_id)
LEFT JOIN (SELECT article_id, count(*) AS n FROM dates GROUP BY ALL) d USING (article_id)
LEFT JOIN (SELECT article_id, count(*) AS n FROM actor_mentions GROUP BY ALL) m USING (article_id)
WHERE run_id = ? GROUP BY publisher"""

_COUNTS = "publisher, sum(articles), sum(tokens), sum(quotes), sum(speakers), sum(dates), sum(actor_mentions)"
_HISTORY = f"""SELECT {_COUNTS} FROM run_rates SEMI JOIN (
    SELECT run_id FROM runs WHERE run_id <> ? AND status = 'done' AND started_at > now() - to_days({HISTORY_DAYS})) USING (run_id)
WHERE len(collapsed) = 0 GROUP BY publisher"""


@dataclass(frozen=True, slots=True)
class Collapse:
    """A rate that fell far below its history. `now`, `before`: per 1,000 tokens, for speakers per 100 quotes."""

    measure: str
    now: float
    before: float

    def __str__(self) -> str:
        unit = "per 100 quotes" if self.measure == "speakers" else "per 1,000 tokens"
        return f"{self.measure.replace('_', ' ')} {self.now:.1f} {unit} instead of {self.before:.1f}"


@dataclass(slots=True)
class PublisherRates:
    """What a run found in the articles of one publisher (None: they name none)."""

    publisher: str | None
    articles: int
    tokens: int
    quotes: int
    speakers: int
    dates: int
    actor_mentions: int
    collapses: list[Collapse] = field(default_factory=list)

    def rate(self, measure: str) -> float | None:
        """Per 1,000 tokens, speakers per 100 quotes; None where there is nothing to divide by."""
        base = getattr(self, MEASURES[measure])
        return getattr(self, measure) * (100 if measure == "speakers" else 1000) / base if base else None


def record_rates(con: duckdb.DuckDBPyConnection, run_id: str) -> list[PublisherRates]:
    """Write the rates of a run and compare them with their history; most articles first."""
    con.execute("DELETE FROM run_rates WHERE run_id = ?", [run_id])
    con.execute(_FOUND, [run_id, run_id])
    history = {row[0]: PublisherRates(*row) for row in con.execute(_HISTORY, [run_id]).fetchall()}
    found = con.execute(f"SELECT {_COUNTS} FROM run_rates WHERE run_id = ? GROUP BY publisher ORDER BY 2 DESC, 1", [run_id]).fetchall()
    rates = [PublisherRates(*row) for row in found]
    for now in rates:
        if before := history.get(now.publisher):
            now.collapses = [c for measure in MEASURES if (c := collapse(measure, now, before))]
        if now.collapses:
            con.execute(
                "UPDATE run_rates SET collapsed = ? WHERE run_id = ? AND publisher IS NOT DISTINCT FROM ?",
                [[c.measure for c in now.collapses], run_id, now.publisher],
            )
    return rates


def collapse(measure: str, now: PublisherRates, before: PublisherRates) -> Collapse | None:
    """The collapse of one rate, None where it is within what chance and half its history allow.

    The expected count has the uncertainty of the history added: Var = k·E·(1 + n_now / n_before),
    k the overdispersion of counts by article.
    """
    base, base_before = getattr(now, MEASURES[measure]), getattr(before, MEASURES[measure])
    count, count_before = getattr(now, measure), getattr(before, measure)
    if not base or not base_before or count_before < LEAST_HISTORY:
        return None
    expected = count_before / base_before * base
    deviation = math.sqrt(OVERDISPERSION * expected * (1 + base / base_before))
    if count >= FAR_BELOW * expected or expected - count < SIGMAS * deviation:
        return None
    return Collapse(measure, now.rate(measure) or 0.0, before.rate(measure) or 0.0)
