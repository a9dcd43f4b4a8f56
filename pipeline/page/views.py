"""What each address of the page shows: ask the store, arrange, hand to a template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pipeline.page.requests import CHOICES, Asked
from pipeline.page.snippets import excerpt, suggestion, without_heading
from pipeline.report import charts, labels
from pipeline.report.article import article_view, ladder_view
from pipeline.report.overview import describe, overview_view
from pipeline.store.queries import Query, fetch, fetch_one, lists
from pipeline.store.queries import actor as actor_queries
from pipeline.store.queries.article import Row, article_rows, ladders_of, nearest_articles, titled
from pipeline.store.queries.overview import totals
from pipeline.store.read import Connection

PER_PAGE = 50
Con = Connection


@dataclass(slots=True)
class Page:
    """A template, what it shows, and the questions whose rows can be downloaded (by the name of the part)."""

    template: str
    context: dict[str, Any]
    queries: dict[str, Query]
    status: int = 200


@dataclass(slots=True)
class Listing:
    """One page of a list."""

    query: Query
    rows: list[Row]
    total: int
    page: int
    pages: int


def listing(con: Con, query: Query, page: int, per_page: int = PER_PAGE) -> Listing:
    """The rows of one page, and how many there are in all."""
    if "text" in query.parameters:  # folding every text twice would be the slowest part: count and rows in one go
        rows = fetch(con, lists.with_total(query).page(per_page, (page - 1) * per_page))
        if rows:
            total = rows[0]["total_rows"]
            for row in rows:
                del row["total_rows"]
            return Listing(query, _shown(con, rows), total, page, max(1, -(-total // per_page)))
    total = fetch(con, lists.counted(query))[0]["n"]
    pages = max(1, -(-total // per_page))
    page = min(page, pages)
    return Listing(query, _shown(con, fetch(con, query.page(per_page, (page - 1) * per_page))), total, page, pages)


def _shown(con: Con, rows: list[Row]) -> list[Row]:
    """Rows about articles as people see them."""
    return titled(con, rows) if rows and {"article_id", "title"} <= rows[0].keys() else rows


def _filters(con: Con) -> dict[str, Any]:
    return {"publishers": [r["publisher"] for r in fetch(con, lists.PUBLISHERS)], "choices": CHOICES}


def start(con: Con, asked: Asked) -> Page:
    """The start page: search, what is in the store, what ran last, the newest ladders and deadlines."""
    chosen = asked.selection("since", "until", "publisher")
    ladders = lists.ladders(chosen, None)
    frames = lists.frames(chosen, None, None, None, None, None)
    context = {
        "totals": fetch(con, totals(chosen))[0],
        "run": fetch_one(con, lists.LAST_RUN),
        "ladders": titled(con, fetch(con, ladders.page(6))),
        "frames": titled(con, fetch(con, frames.page(8))),
        "actors": fetch(con, lists.actors().page(12)),
        **_filters(con),
    }
    return Page("start.html", context, {"ladders": ladders, "frames": frames, "actors": lists.actors()})


def articles(con: Con, asked: Asked) -> Page:
    """Search and filters over articles."""
    actor = _meant(con, asked.text("actor"))
    text, chosen = asked.text("q"), replace(asked.selection(), actor_id=actor.actor_id)
    query = lists.articles(chosen, text)
    found = listing(con, query, asked.page(), 20)
    stems = [r["stem"] for r in fetch(con, lists.stems(text))] if text else []
    more = {r["article_id"]: r for r in fetch(con, lists.article_excerpts([r["article_id"] for r in found.rows]))}
    for row in found.rows:
        row["excerpt"] = excerpt(without_heading(more[row["article_id"]]["text"], row["title"]), stems)
        row["kinds"] = more[row["article_id"]]["kinds"] or []
    context = {"found": found, "actor": actor, "better": _better(con, text, found), **_filters(con)}
    return Page("articles.html", context, {"": query})


def _better(con: Con, text: str, found: Listing) -> str | None:
    """Where a search found nothing: the same with the words that were meant, if there are any."""
    return suggestion(text, fetch(con, lists.nearest_words(text))) if text and not found.rows else None


def article(con: Con, asked: Asked, article_id: str) -> Page:
    """One article, as in the report."""
    rows = article_rows(con, article_id)
    if rows is None:
        return Page("missing.html", {"what": article_id, "near": nearest_articles(con, article_id)}, {}, 404)
    return Page("article_page.html", {"view": article_view(rows, asked.language)}, {})


def statements(con: Con, asked: Asked) -> Page:
    """Quotations by speaker, topic, type, words."""
    speaker, about = _meant(con, asked.text("speaker")), _meant(con, asked.text("about"))
    chosen = asked.selection("since", "until", "publisher")
    query = lists.statements(chosen, speaker.actor_id, about.actor_id, asked.choice("quote_type"), asked.text("q"))
    found = listing(con, query, asked.page())
    context = {"found": found, "speaker": speaker, "about": about, "better": _better(con, asked.text("q"), found), **_filters(con)}
    return Page("statements.html", context, {"": query})


def frames(con: Con, asked: Asked) -> Page:
    """Time frames by kind, action, end, responder."""
    chosen, responder = asked.selection("since", "until", "publisher"), _meant(con, asked.text("responder"))
    query = lists.frames(
        chosen, asked.choice("kind"), asked.choice("action_type"), asked.date("ends_from"), asked.date("ends_until"), responder.actor_id
    )
    context = {"found": listing(con, query, asked.page()), "responder": responder, **_filters(con)}
    return Page("frames.html", context, {"": query})


def ladders(con: Con, asked: Asked) -> Page:
    """Response plans, each drawn."""
    chosen, hour = asked.selection("since", "until", "publisher"), asked.hours("hour")
    query = lists.ladders(chosen, hour)
    found = listing(con, query, asked.page(), 10)
    stages = ladders_of(con, [r["article_id"] for r in found.rows])
    for i, row in enumerate(found.rows):
        plan = stages.get((row["article_id"], row["ladder_no"]), [])
        row["view"] = ladder_view(plan, asked.language, f"ladder-{i}", row["published_on"])
    return Page("ladders.html", {"found": found, **_filters(con)}, {"": query})


def actors(con: Con, asked: Asked) -> Page:
    """Who is in the store."""
    query = lists.actors(asked.text("q"), asked.choice("actor_type"), asked.text("country") or None)
    countries = [r["country"] for r in fetch(con, lists.COUNTRIES)]
    return Page("actors.html", {"found": listing(con, query, asked.page()), "countries": countries, **_filters(con)}, {"": query})


def actor(con: Con, asked: Asked, actor_id: str) -> Page:
    """One actor: mentions over time, statements, what is said about it, frames, neighbours."""
    known = fetch_one(con, actor_queries.actor(actor_id))
    if known is None:
        return Page("missing.html", {"what": actor_id, "near": []}, {}, 404)
    span = fetch(con, lists.TIME_SPAN)[0]
    unit = charts.unit_for(span["first_day"], span["last_day"])
    everything = asked.selection("none")
    queries = {
        "over_time": actor_queries.mentions_over_time(actor_id, unit),
        "statements": lists.statements(everything, actor_id, None, None),
        "about": lists.statements(everything, None, actor_id, None),
        "frames": actor_queries.frames(actor_id),
        "beside": actor_queries.mentioned_with(actor_id),
    }
    counts = {r["bucket"]: r["mentions"] for r in fetch(con, queries["over_time"])}
    buckets = charts.all_buckets(counts, unit)
    bars = [(charts.bucket_label(b, unit, asked.language), counts.get(b, 0)) for b in buckets]
    context = {
        "actor": known,
        "chart": charts.columns(bars, labels.translator(asked.language)("mentions")),
        "statements": titled(con, fetch(con, queries["statements"].page(15))),
        "about": titled(con, fetch(con, queries["about"].page(15))),
        "frames": titled(con, fetch(con, queries["frames"].page(30))),
        "beside": fetch(con, queries["beside"]),
        "queries": queries,
    }
    return Page("actor.html", context, queries)


def overview(con: Con, asked: Asked) -> Page:
    """The overview of the report over a selection."""
    actor = _meant(con, asked.text("actor"))
    chosen = replace(asked.selection(), actor_id=actor.actor_id)
    view = overview_view(con, chosen, asked.language)
    heading, subheading = describe(chosen, asked.language)
    context = {"view": view, "heading": heading, "subheading": subheading, "actor": actor, **_filters(con)}
    return Page("overview_page.html", context, view.queries)


def rules(con: Con, asked: Asked) -> Page:
    """Which rules made how many rows."""
    query = lists.rules()
    return Page("rules.html", {"found": listing(con, query, asked.page(), 500)}, {"": query})


def rule(con: Con, asked: Asked, rule_id: str) -> Page:
    """What one rule found."""
    query = lists.rule_findings(rule_id)
    known = fetch_one(con, Query("SELECT * FROM rules WHERE rule_id = $rule_id", {"rule_id": rule_id}))
    found = listing(con, query, asked.page())
    if known is None and not found.total:
        return Page("missing.html", {"what": rule_id, "near": []}, {}, 404)
    return Page("rule.html", {"rule_id": rule_id, "known": known, "found": found}, {"": query})


def runs(con: Con, asked: Asked) -> Page:
    """What ran when, with which model and rules."""
    query = lists.runs()
    return Page("runs.html", {"found": listing(con, query, asked.page())}, {"": query})


@dataclass(frozen=True, slots=True)
class Meant:
    """The actor that a filter names by id or by words of its name. An actor nobody knows stays what was typed, and finds nothing."""

    actor_id: str | None = None
    name: str = ""
    by_id: bool = False
    near: tuple[str, ...] = ()  # names like the one that nobody bears


def _meant(con: Con, typed: str) -> Meant:
    if not typed:
        return Meant()
    known = fetch_one(con, actor_queries.called(typed))
    if known:
        return Meant(str(known["actor_id"]), str(known["name"]), bool(known["by_id"]))
    return Meant(typed, near=tuple(str(r["name"]) for r in fetch(con, actor_queries.nearest(typed))))


View = Callable[..., Page]
VIEWS: dict[str, View] = {
    "/": start, "/articles": articles, "/article/{key:path}": article, "/statements": statements, "/frames": frames, "/ladders": ladders,
    "/actors": actors, "/actor/{key:path}": actor, "/overview": overview, "/rules": rules, "/rule/{key:path}": rule, "/runs": runs,
}  # fmt: skip
