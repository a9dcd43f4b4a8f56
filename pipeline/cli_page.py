"""The commands `report` and `serve`; heavy imports wait until a command runs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_options import DEFAULT_DB, DbOption, fail, write_file

if TYPE_CHECKING:
    from pipeline.store.queries import Selection
    from pipeline.store.read import Connection

LanguageOption = Annotated[str, typer.Option("--lang", metavar="de|en", help="Language of the labels.")]


def report(
    article_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ARTICLE_ID]...", help="One article: its page. Several or none: an overview.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="The HTML file to write.", dir_okay=False)] = Path("report.html"),
    db: DbOption = None,
    lang: LanguageOption = "de",
    run: Annotated[str | None, typer.Option("--run", metavar="ID|last", help="Overview of what a run wrote.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Overview: published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Overview: published on this day or earlier.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Overview of one publisher's articles.")] = None,
    actor: Annotated[
        str | None,
        typer.Option("--actor", metavar="NAME", help="Overview of articles that mention this actor (also a part of the name, or the id)."),
    ] = None,
    overview: Annotated[bool, typer.Option("--overview", help="Overview of the whole store, or of the articles given.")] = False,
) -> None:
    """One self-contained HTML page, without scripts and network: an article, or an overview over a selection or run."""
    from pipeline.report.labels import LANGUAGES
    from pipeline.store import read
    from pipeline.store.queries import Selection

    if lang not in LANGUAGES:
        fail(f"--lang {lang}: choose {' or '.join(LANGUAGES)}", 2)
    ids = tuple(article_ids or ())
    narrowed = any((run, since, until, publisher, actor, overview))
    if not ids and not narrowed:
        fail("report what? give an ARTICLE_ID, or --run last, --since DATE, --publisher NAME, --actor ID, or --overview for everything", 2)
    con = read.connect(db or DEFAULT_DB)
    try:
        if len(ids) == 1 and not narrowed:
            html = _article(con, ids[0], lang)
        else:
            whose, who = _publisher(con, publisher), _actor_id(con, actor)
            chosen = Selection(_date("--since", since), _date("--until", until), whose, who, None, _run_id(con, run), ids)
            html = _overview(con, chosen, lang)
    finally:
        con.close()
    write_file(out, html.encode())
    typer.echo(f"wrote {out} ({len(html.encode()) / 1000:.0f} kB); open it in a browser")


def _article(con: Connection, article_id: str, lang: str) -> str:
    from pipeline.report.article import article_view
    from pipeline.report.render import render_file
    from pipeline.store.queries.article import article_rows, nearest_articles

    rows = article_rows(con, article_id)
    if rows is None:
        near = ", ".join(nearest_articles(con, article_id))
        fail(f"the store has no article {article_id}" + (f"; it has {near} …" if near else ""))
    return render_file("article.html", lang, view=article_view(rows, lang), actor_url=None)


def _overview(con: Connection, selection: Selection, lang: str) -> str:
    from pipeline.report.overview import describe, overview_view
    from pipeline.report.render import render_file

    view = overview_view(con, selection, lang)
    if not view.totals["articles"]:
        fail("no article of the store is in this selection")
    heading, subheading = describe(selection, lang)
    return render_file("overview.html", lang, view=view, heading=heading, subheading=subheading)


def _run_id(con: Connection, run: str | None) -> str | None:
    from pipeline.store.queries import Query, fetch

    if run is None:
        return None
    known = [r["run_id"] for r in fetch(con, Query("SELECT run_id FROM runs ORDER BY started_at DESC"))]
    if run == "last" and known:
        return str(known[0])
    if run not in known:
        fail(f"the store has no run {run}" + (f"; the last ones are {', '.join(known[:3])}" if known else ""))
    return run


def _publisher(con: Connection, name: str | None) -> str | None:
    """The publisher as the store writes it; capitals do not count."""
    import difflib

    from pipeline.store.queries import fetch, lists

    if name is None:
        return None
    known = {str(r["publisher"]).casefold(): str(r["publisher"]) for r in fetch(con, lists.PUBLISHERS)}
    if name.casefold() not in known:
        near = [known[n] for n in difflib.get_close_matches(name.casefold(), known, n=1)]
        hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(sorted(known.values())[:5])} …" if known else "it has none"
        fail(f"the store has no publisher {name}; {hint}")
    return known[name.casefold()]


def _actor_id(con: Connection, words: str | None) -> str | None:
    """The actor with this id or name, as the fields of the page find it."""
    from pipeline.store.queries import actor, fetch, fetch_one

    if words is None:
        return None
    known = fetch_one(con, actor.called(words))
    if known is None:
        near = " or ".join(str(r["name"]) for r in fetch(con, actor.nearest(words)))
        fail(f"the store has no actor {words}" + (f"; did you mean {near}?" if near else ""))
    if not known["by_id"]:
        typer.echo(f"{words}: {known['name']} ({known['actor_id']})")
    return str(known["actor_id"])


def _date(option: str, text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"{option} {text}: not a date; write it as YYYY-MM-DD", 2)


def serve(
    db: DbOption = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port on this machine.")] = 8507,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="de|en", help="Language of the labels; else what the browser asks for.")
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; the page has no login, keep it on this machine.")
    ] = "127.0.0.1",
) -> None:
    """The analysts' page over the store, in the browser, on this machine only."""
    from pipeline.page.server import serve_page

    serve_page(db or DEFAULT_DB, host, port, lang)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command(epilog="Examples:  lagebild report reference -o page.html  ·  lagebild report --run last --lang en -o overview.html")(
        report
    )
    app.command(epilog="Example:  lagebild serve --db news.duckdb --port 8507")(serve)
