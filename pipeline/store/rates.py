"""Rates by publisher and run, compared with their history: extraction that collapses in silence is flagged.

A publisher changes its page, a feed is cut to teasers, a rule breaks: the run is done, nothing is rejected, and there are no quotations any
more. For each publisher of a run, the number of quotes, of quotes with a speaker, of dates and of mentions is compared with what
the publisher's history makes expect for as many tokens (or quotes). A run that is too small to tell is taken together with the runs
before it, newest first, until they are enough: an hourly feed brings three articles a run, of which none may have a quotation by chance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

import duckdb

HISTORY_DAYS = 90
FAR_BELOW = 0.5  # a rate below this part of its history …
SIGMAS = 4.0  # … and this many standard deviations below: small runs scatter
OVERDISPERSION = 3.0  # variance over mean of counts by article: quotations come in heaps. 1 would be Poisson's
LEAST_HISTORY = 50  # rows that a rate's history must hold to be one
ENOUGH = 2 * SIGMAS**2 * OVERDISPERSION  # expected rows with which runs can be judged: none instead of half as many would be a collapse
MEASURES = {"quotes": "tokens", "speakers": "quotes", "dates": "tokens", "actor_mentions": "tokens"}

_FOUND = """INSERT INTO run_rates
SELECT ?, publisher, count(*), coalesce(sum(token_count), 0), coalesce(sum(q.n), 0), coalesce(sum(q.speakers), 0), coalesce(sum(d.n), 0),
       coalesce(sum(m.n), 0), []
FROM articles
LEFT JOIN (SELECT article_id, count(*) AS n, count(speaker_text) AS speakers FROM quotes GROUP BY ALL) q USING (article_id)
LEFT JOIN (SELECT article_id, count(*) AS n FROM dates GROUP BY ALL) d USING (article_id)
LEFT JOIN (SELECT article_id, count(*) AS n FROM actor_mentions GROUP BY ALL) m USING (article_id)
WHERE run_id = ? GROUP BY publisher"""

_COUNTED = ("articles", "tokens", "quotes", "speakers", "dates", "actor_mentions")
_COUNTS = ", ".join(("publisher", *_COUNTED))
_NOW = f"SELECT {_COUNTS} FROM run_rates WHERE run_id = ? ORDER BY articles DESC, publisher"
_BEFORE = f"""SELECT len(r.collapsed) > 0, {_COUNTS} FROM run_rates r JOIN runs USING (run_id)
WHERE run_id <> ? AND status = 'done' AND started_at > now() - to_days({HISTORY_DAYS})
  AND EXISTS (FROM run_rates n WHERE n.run_id = ? AND n.publisher IS NOT DISTINCT FROM r.publisher)
ORDER BY started_at DESC"""


@dataclass(frozen=True, slots=True)
class Collapse:
    """A rate that fell far below its history. `now`, `before`: per 1,000 tokens, for speakers per 100 quotes; `runs`: taken together."""

    measure: str
    now: float
    before: float
    runs: int = 1

    def __str__(self) -> str:
        unit = "per 100 quotes" if self.measure == "speakers" else "per 1,000 tokens"
        since = f" in the last {self.runs} runs" if self.runs > 1 else ""
        return f"{self.measure.replace('_', ' ')} {self.now:.1f} {unit} instead of {self.before:.1f}{since}"


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

    def with_counts_of(self, other: PublisherRates, sign: int = 1) -> PublisherRates:
        """The counts of two runs together; with `sign` -1, what is left without the other."""
        return PublisherRates(self.publisher, *(getattr(self, name) + sign * getattr(other, name) for name in _COUNTED))


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier run of a publisher, and whether it was flagged: then it is no history."""

    flagged: bool
    rates: PublisherRates


def record_rates(con: duckdb.DuckDBPyConnection, run_id: str) -> list[PublisherRates]:
    """Write the rates of a run and compare them with their history; most articles first."""
    con.execute("DELETE FROM run_rates WHERE run_id = ?", [run_id])
    con.execute(_FOUND, [run_id, run_id])
    rates = [PublisherRates(*row) for row in con.execute(_NOW, [run_id]).fetchall()]
    before: dict[str | None, list[Before]] = {}
    for flagged, *counts in con.execute(_BEFORE, [run_id, run_id]).fetchall() if rates else ():
        before.setdefault(counts[0], []).append(Before(flagged, PublisherRates(*counts)))
    for now in rates:
        now.collapses = [c for measure in MEASURES if (c := collapse_of_runs(measure, now, before.get(now.publisher, [])))]
        if now.collapses:
            con.execute(
                "UPDATE run_rates SET collapsed = ? WHERE run_id = ? AND publisher IS NOT DISTINCT FROM ?",
                [[c.measure for c in now.collapses], run_id, now.publisher],
            )
    return rates


def collapse_of_runs(measure: str, now: PublisherRates, before: list[Before]) -> Collapse | None:
    """The collapse of one rate in a run, or in it and as many runs before it (newest first) as are needed to tell chance from collapse."""
    history = _together(now.publisher, [earlier.rates for earlier in before if not earlier.flagged])
    together, runs = now, 1
    for run in (*before, None):
        expected = _expected(measure, now, history)
        if expected is None or getattr(now, measure) >= FAR_BELOW * expected:
            return None  # this run is well
        if found := collapse(measure, together, history):
            return replace(found, runs=runs)
        if run is None or (_expected(measure, together, history) or 0.0) >= ENOUGH:
            return None
        together, runs = together.with_counts_of(run.rates), runs + 1
        history = history if run.flagged else history.with_counts_of(run.rates, -1)
    return None


def _together(publisher: str | None, runs: Sequence[PublisherRates]) -> PublisherRates:
    return PublisherRates(publisher, *(sum(map(attrgetter(name), runs)) for name in _COUNTED))


def _expected(measure: str, now: PublisherRates, before: PublisherRates) -> float | None:
    """How many rows the history makes expect; None where it is none, or there is nothing to find them in."""
    base, base_before, count_before = getattr(now, MEASURES[measure]), getattr(before, MEASURES[measure]), getattr(before, measure)
    return count_before / base_before * base if base and base_before and count_before >= LEAST_HISTORY else None


def collapse(measure: str, now: PublisherRates, before: PublisherRates) -> Collapse | None:
    """The collapse of one rate, None where it is within what chance and half its history allow.

    The expected count has the uncertainty of the history added: Var = k·E·(1 + n_now / n_before),
    k the overdispersion of counts by article.
    """
    expected, count = _expected(measure, now, before), getattr(now, measure)
    if expected is None or count >= FAR_BELOW * expected:
        return None
    deviation = math.sqrt(OVERDISPERSION * expected * (1 + getattr(now, MEASURES[measure]) / getattr(before, MEASURES[measure])))
    if expected - count < SIGMAS * deviation:
        return None
    return Collapse(measure, now.rate(measure) or 0.0, before.rate(measure) or 0.0)
