"""`lagebild show` and `lagebild info`: what is known of one article, and of this installation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline import __version__
from pipeline.store import read
from pipeline.store.queries.article import first_words, titled
from pipeline.store.schema import StoreError
from pipeline.summary import counts_in_store, ladder_table, plain, window


def print_article(con: read.Connection, article_id: str, console: Console) -> None:
    """Print the facts of one article. Raises KeyError, with advice, if the store does not have it."""
    found = read.rows(con, "SELECT * FROM articles WHERE article_id = ?", [article_id])
    if not found:
        near = read.rows(
            con, "SELECT article_id FROM articles ORDER BY jaro_winkler_similarity(article_id, ?) DESC, article_id LIMIT 3", [article_id]
        )
        hint = ", ".join(r["article_id"] for r in near)
        raise KeyError(f"the store has no article {article_id}" + (f"; it has {hint} …" if hint else ""))
    a = found[0]
    console.print(f"[bold]{plain(a['title'] or first_words(a['text']) or a['article_id'])}[/bold]")
    facts = [a["publisher"], a["author"], a["published_on"] and f"published {a['published_on']}", f"{a['token_count']} tokens", a["source"]]
    facts = [article_id, *facts]
    console.print(" · ".join(plain(x) for x in facts if x), style="dim")
    for problem in a["problems"] or []:
        console.print(f"problem: {problem}", style="red", markup=False)
    _actors(con, article_id, console)
    _quotes(con, article_id, console)
    _dates(con, article_id, console)
    _frames(con, article_id, console)


def _table(title: str, *columns: str, wide: str = "") -> Table:
    """A table; columns keep their words whole where the terminal has room for them, the one named `wide` takes what is left."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for c in columns:
        table.add_column(c, overflow="fold", ratio=1 if c == wide else None)
    return table


def _lines(*parts: str | None) -> str:
    """What belongs together, below each other."""
    return "\n".join(part for part in parts if part)


def _time(value: dt.datetime | None) -> str | None:
    """A moment to the minute, midnight as the day alone."""
    return None if value is None else f"{value:%Y-%m-%d}" if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"


def _add(table: Table, *cells: Any) -> None:
    table.add_row(*(plain(c) for c in cells))


def _actors(con: read.Connection, article_id: str, console: Console) -> None:
    rows = read.rows(
        con,
        """SELECT a.name, a.type, a.country, count(*) AS n, list(DISTINCT m.text ORDER BY m.text)[:6] AS texts,
                  list(DISTINCT m.role_text) FILTER (m.role_text IS NOT NULL) AS roles
           FROM actor_mentions m JOIN actors a USING (actor_id) WHERE m.article_id = ? GROUP BY ALL ORDER BY n DESC, a.name""",
        [article_id],
    )
    table = _table("Actors", "name", "type, country", "mentions", "as; role", wide="as; role")
    for r in rows:
        _add(
            table,
            r["name"],
            _lines(r["type"], r["country"]),
            r["n"],
            _lines(", ".join(r["texts"]), r["roles"] and f"role: {', '.join(r['roles'])}"),
        )
    console.print(table if rows else "no actors")


def _quotes(con: read.Connection, article_id: str, console: Console) -> None:
    rows = read.rows(con, "SELECT * FROM statements WHERE article_id = ? ORDER BY quote_no", [article_id])
    table = _table("Quotations", "no", "who", "said", "type, rule", wide="said")
    for r in rows:
        said = " ".join((r["text"] or "").split())
        _add(table, r["quote_no"], _lines(r["speaker"] or "–", r["cue"]), said, _lines(r["type"], r["rule_id"]))
    console.print(table if rows else "no quotations")


def _dates(con: read.Connection, article_id: str, console: Console) -> None:
    rows = read.rows(con, "SELECT * FROM dates WHERE article_id = ? ORDER BY start_char", [article_id])
    table = _table("Dates", "text", "type", "value", "mod", "from, until")
    for r in rows:
        _add(table, r["text"], r["type"], r["value"], r["mod"], _lines(_time(r["begin_at"]), _time(r["end_at"])))
    console.print(table if rows else "no dates")


def _frames(con: read.Connection, article_id: str, console: Console) -> None:
    ladders: dict[Any, list[dict[str, Any]]] = {}
    for r in read.rows(con, "SELECT * FROM ladders WHERE article_id = ? ORDER BY ladder_no, stage_no", [article_id]):
        ladders.setdefault(r["ladder_no"], []).append(r)
    for rows in ladders.values():
        console.print(ladder_table(titled(con, rows)))
    others = read.rows(
        con,
        """SELECT *, window_start_h AS after_h, window_end_h AS until_h FROM escalations
           WHERE article_id = ? AND kind <> 'stage' ORDER BY frame_no""",
        [article_id],
    )
    table = _table("Ultimatums, deadlines, pledges", "kind", "window", "who", "to whom", "does what", "modality")
    for r in others:
        _add(
            table, r["kind"], window(r), "; ".join(r["responders"] or []), "; ".join(r["addressees"] or []), r["action_text"], r["modality"]
        )
    if others:
        console.print(table)
    if not ladders and not others:
        console.print("no escalation frames")


def print_info(db: Path, model: str | None, rules: list[str], console: Console) -> None:
    """Versions, model, rule packs, store; what is missing is said, not raised."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from pipeline.model_files import ModelError, model_identity
    from pipeline.rulepack import RulePackError, load_rules

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return "not installed"

    console.print(f"lagebild {__version__} · Python {platform.python_version()}", highlight=False)
    console.print(" · ".join(f"{p} {installed(p)}" for p in ("spacy", "prefect", "duckdb", "pyarrow")), highlight=False)
    try:
        name, model_version = model_identity(model)
        console.print(f"model: {name} {model_version}", highlight=False)
    except ModelError as e:
        console.print(f"model: {e}", style="red", markup=False)
    try:
        base = load_rules(rules)
        table = _table(f"Rule packs · digest {base.digest}", "pack", "file", "rules", "digest")
        for p in base.packs:
            _add(table, p.name, p.path.name, len(p.rules), p.digest)
        console.print(table)
    except RulePackError as e:
        console.print(f"rules: {e}", style="red", markup=False)
    try:
        con = read.connect(db)
    except StoreError as e:
        console.print(str(e), markup=False)
        return
    counts = counts_in_store(con)
    console.print(
        f"store: {db} ({db.stat().st_size / 1e6:.1f} MB): " + ", ".join(f"{n:,} {t.replace('_', ' ')}" for t, n in counts.items()),
        highlight=False,
    )
    last = read.rows(con, "SELECT * FROM runs ORDER BY started_at DESC LIMIT 1")
    for r in last:
        console.print(
            f"last run: {r['run_id']} {r['status']}, {r['seen']} seen, {r['added']} added, {r['rejected']} rejected", highlight=False
        )
    con.close()
