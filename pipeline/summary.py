"""What a run tells people: counts, the escalation ladder as a table, where to go next."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.ingest import RunResult
from pipeline.store import read
from pipeline.store.queries.article import titled

PAGE = "http://127.0.0.1:8507"  # where `lagebild serve` answers unless told otherwise; LAGEBILD_PAGE names another address
_TABLES = ("articles", "actors", "actor_mentions", "dates", "quotes", "escalations")


def counts_in_store(con: Any) -> dict[str, int]:
    """Rows of the tables that people ask for first."""
    return {t: int(con.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0]) for t in _TABLES}


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def plain(value: Any) -> str:
    """Content as rich prints it: no markup, and nothing that would command the terminal; a dash for what is empty."""
    return "–" if value in (None, "", []) else escape(_CONTROL.sub("\ufffd", str(value)))


def hours(value: float | None) -> str:
    """Hours as people say them: `36 h`, `3 d`, `open`."""
    if value is None:
        return "open"
    return f"{value / 24:g} d" if value >= 96 and value % 24 == 0 else f"{value:g} h"


def window(row: dict[str, Any]) -> str:
    """The window of a frame in few words."""
    if row.get("deadline"):
        return f"until {row['deadline']:%Y-%m-%d %H:%M}"
    if row.get("after_h") is None and row.get("until_h") is None:
        return str(row["window_text"])
    return f"{hours(row.get('after_h') or 0.0)} – {hours(row.get('until_h'))}"


def ladder_table(rows: list[dict[str, Any]]) -> Table:
    """One ladder as a table: stage, window, who, what, under which condition."""
    trigger = next((r["trigger_text"] for r in rows if r["trigger_text"]), None)
    title = f"Escalation ladder · {plain(rows[0]['title'])}"
    table = Table(title=title + (f" · clock starts with „{plain(trigger)}“" if trigger else ""), title_justify="left", title_style="bold")
    for name in ("stage", "window", "who", "does what", "if", "modality"):
        table.add_column(name, overflow="fold", ratio={"does what": 4, "who": 3, "if": 2}.get(name))
    for r in rows:
        who = "; ".join(r["responders"] or [])
        cells = (r["stage_no"], window(r), who, r["action_text"], r["condition_text"], r["modality"])
        table.add_row(*(plain(c) for c in cells))
    return table


def best_ladder(con: Any, run_id: str) -> list[dict[str, Any]]:
    """The ladder that says most among the articles that a run wrote: stages with a window in hours and with responders; the youngest among
    equals. Empty if there is none."""
    found = read.rows(
        con,
        """SELECT article_id, ladder_no FROM ladders WHERE article_id IN (SELECT article_id FROM articles WHERE run_id = ?) GROUP BY ALL
           ORDER BY count(*) FILTER (len(responders) > 0 AND (after_h IS NOT NULL OR until_h IS NOT NULL))
                    - count(*) FILTER (deadline IS NOT NULL) DESC,
                    count(condition_text) DESC, max(published_on) DESC NULLS LAST, article_id LIMIT 1""",
        [run_id],
    )
    if not found:
        return []
    f = found[0]
    stages = "SELECT * FROM ladders WHERE article_id = ? AND ladder_no IS NOT DISTINCT FROM ? ORDER BY stage_no"
    return titled(con, read.rows(con, stages, [f["article_id"], f["ladder_no"]]))


def print_summary(result: RunResult, console: Console, passed_over: Mapping[str, int] | None = None) -> None:
    """What `lagebild run` prints at its end; `passed_over` counts the files of folders that were not read, by suffix."""
    c = result.progress.counts
    done = ", ".join(f"{c[k]} {k}" for k in ("added", "updated", "unchanged", "rejected"))
    speed = f" ({result.progress.tokens / result.seconds:,.0f} tokens/s)" if result.progress.tokens and result.seconds > 1 else ""
    console.print(f"[bold]{c['seen']} input{'s' * (c['seen'] != 1)} read in {result.seconds:.1f} s[/bold]{speed}: {done}")
    console.print(f"model {result.model} {result.model_version} · rules {result.rules_digest} · run {result.run_id}", style="dim")
    for r in result.rejects[:10]:
        console.print(
            f"  rejected {plain(r.source)} (record {r.record_no}): {r.reason}: {plain(r.detail)}", style="yellow", highlight=False
        )
    if c["rejected"] > 10:
        console.print(f"  … {c['rejected'] - 10} more in table rejects: run_id = '{result.run_id}'", style="yellow", highlight=False)
    if passed_over:
        kinds = ", ".join(f"{n} {suffix or 'without a suffix'}" for suffix, n in sorted(passed_over.items(), key=lambda kind: -kind[1])[:8])
        more = " …" if len(passed_over) > 8 else ""
        console.print(f"  in folders, but not read: {plain(kinds)}{more}", style="yellow", highlight=False)
    for line in collapse_lines(result):
        console.print(f"  far below its history: {plain(line)}", style="bold red", highlight=False)
    con = read.connect(result.db)
    table = Table(title="In the store", title_justify="left", title_style="bold", show_header=True)
    counts = counts_in_store(con)
    for name in counts:
        table.add_column(name.replace("_", " "), justify="right")
    table.add_row(*(f"{n:,}" for n in counts.values()))
    console.print(table)
    ladder = best_ladder(con, result.run_id)
    if ladder:
        console.print(ladder_table(ladder))
        example = ladder[0]["article_id"]
    else:
        newest = read.rows(con, "SELECT article_id FROM articles ORDER BY ingested_at DESC, article_id LIMIT 1")
        example = newest[0]["article_id"] if newest else None
    con.close()
    if example:
        option = "" if str(result.db) == "data/lagebild.duckdb" else plain(f" --db {shlex.quote(str(result.db))}")
        console.print("Where to go next", style="bold")
        given = shlex.quote(example)  # an id may hold anything, and this line is there to be copied into a shell
        console.print(f"  lagebild show {plain(given)}{option}", highlight=False)
        console.print(f"  lagebild report {plain(given)} -o article.html{option}", highlight=False)
        console.print(f'  duckdb -readonly {result.db} "FROM statements"', markup=False, highlight=False)


def collapse_lines(result: RunResult) -> list[str]:
    """What fell far below its history, a line a publisher."""
    return [f"{r.publisher or '(no publisher)'}: {'; '.join(map(str, r.collapses))}" for r in result.rates if r.collapses]


_MOST_PUBLISHERS = 50


def _rates(result: RunResult) -> list[str]:
    lines = ["", "| publisher | articles | quotes | with speaker | dates | mentions | |", "|---|---|---|---|---|---|---|"]
    for r in sorted(result.rates, key=lambda r: not r.collapses)[:_MOST_PUBLISHERS]:
        cells = [("–" if (v := r.rate(m)) is None else f"{v:.1f}") for m in ("quotes", "speakers", "dates", "actor_mentions")]
        flag = "**far below its history**" if r.collapses else ""
        lines.append(f"| {_cell(r.publisher or '(none)')} | {r.articles} | {' | '.join(cells)} | {flag} |")
    return [*lines, "", "Quotes, dates and mentions per 1,000 tokens, speakers per 100 quotes."]


def markdown_summary(result: RunResult) -> str:
    """The run as a Prefect artifact."""
    c = result.progress.counts
    lines = [
        f"# Lagebild run {result.run_id}",
        "",
        "| " + " | ".join(c) + " |",
        "|" + "---|" * len(c),
        "| " + " | ".join(map(str, c.values())) + " |",
        "",
    ]
    lines += [f"- **far below its history**: {_cell(line)}" for line in collapse_lines(result)]
    lines += [f"Model {result.model} {result.model_version}, rules {result.rules_digest}, store `{result.db}`.", ""]
    seconds = result.progress.seconds
    lines += ["| stage | seconds |", "|---|---|", *(f"| {k} | {v:.1f} |" for k, v in seconds.items()), f"| all | {result.seconds:.1f} |"]
    if result.rates:
        lines += _rates(result)
    if result.rejects:
        lines += ["", "| rejected source | record | reason | detail |", "|---|---|---|---|"]
        lines += [f"| {_cell(r.source)} | {r.record_no} | {r.reason} | {_cell(r.detail)} |" for r in result.rejects[:20]]
    page = f"{os.environ.get('LAGEBILD_PAGE', PAGE).rstrip('/')}/overview?run={quote(result.run_id)}"
    lines += ["", f"Report of this run: [{page}]({page}) while `lagebild serve --db {result.db}` runs;"]
    lines += [f"as a file: `lagebild report --run {result.run_id} --db {result.db} -o run.html`."]
    return "\n".join(lines)


_MARKDOWN = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", **{c: "\\" + c for c in "\\|`*_[]()!#~"}})


def _cell(text: str) -> str:
    """Content as one cell of a Markdown table: no markup, no links, no HTML."""
    return " ".join(text.split())[:200].translate(_MARKDOWN)
