"""The view of a selection of articles or of a run: volume, actors over time, who quotes whom, frames by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.report import charts, labels
from pipeline.store.queries import Query, Selection, fetch, overview
from pipeline.store.queries.article import titled
from pipeline.store.read import Connection


@dataclass(slots=True)
class OverviewView:
    """What the template `_overview.html` shows; `queries` holds the SQL behind each part."""

    totals: dict[str, Any]
    volume: Markup
    actors: charts.Matrix
    quoted: charts.Matrix
    spoken_of: charts.Matrix
    kinds: charts.Matrix
    ladders: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    queries: dict[str, Query]

    def part_of(self, query: Query) -> str:
        """The name of the part that a question belongs to."""
        return next(name for name, q in self.queries.items() if q is query)


def overview_view(con: Connection, selection: Selection, language: str) -> OverviewView:
    """Ask the store and arrange the answers."""
    t = labels.translator(language)
    totals = fetch(con, overview.totals(selection))[0]
    unit = charts.unit_for(totals["first_day"], totals["last_day"])
    queries = {
        "volume": overview.volume(selection, unit),
        "actors": overview.actors_over_time(selection, unit),
        "quoted": overview.who_quotes_whom(selection),
        "spoken_of": overview.who_speaks_of_whom(selection),
        "kinds": overview.frames_by_kind(selection),
        "ladders": overview.longest_ladders(selection),
        "deadlines": overview.next_deadlines(selection),
    }
    rows = {name: fetch(con, q) for name, q in queries.items()}
    buckets = charts.all_buckets((r["bucket"] for r in rows["volume"]), unit)
    for name in ("ladders", "deadlines"):
        titled(con, rows[name])
    per_bucket = {r["bucket"]: r["articles"] for r in rows["volume"]}
    names = {b: charts.bucket_label(b, unit, language) for b in buckets}
    actors = charts.matrix(rows["actors"], column="bucket", value="mentions", order=buckets)
    return OverviewView(
        totals=totals,
        volume=charts.columns([(names[b], per_bucket.get(b, 0)) for b in buckets], t("articles")),
        actors=charts.Matrix(tuple(names[b] for b in buckets), actors.rows),
        quoted=charts.matrix(rows["quoted"], column="publisher", value="statements"),
        spoken_of=charts.matrix(rows["spoken_of"], column="about", value="statements"),
        kinds=charts.matrix(
            [{**r, "name": t(r["kind"]), "type": t(r["action_type"])} for r in rows["kinds"]], column="type", value="frames", key="kind"
        ),
        ladders=rows["ladders"],
        deadlines=rows["deadlines"],
        queries=queries,
    )


def describe(selection: Selection, language: str) -> tuple[str, str]:
    """Heading and subheading for a selection."""
    t = labels.translator(language)
    said = [
        f"{t('run')} {selection.run_id}" if selection.run_id else "",
        f"{t('from')} {labels.day(selection.since, language)}" if selection.since else "",
        f"{t('until')} {labels.day(selection.until, language)}" if selection.until else "",
        f"{t('publisher')}: {selection.publisher}" if selection.publisher else "",
        f"{t('actor')}: {selection.actor_id}" if selection.actor_id else "",
        f"{t('kind')}: {t(selection.kind)}" if selection.kind else "",
        ", ".join(selection.article_ids),
    ]
    return t("overview"), " · ".join(s for s in said if s) or t("all_articles")
