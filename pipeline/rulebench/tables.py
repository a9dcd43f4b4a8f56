"""Tables of rules that the bench prints without loading a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.rulepack import RuleBase

if TYPE_CHECKING:
    from pipeline.rulebench.stats import StoreStats


def print_list(base: RuleBase, pack: str | None, console: Console) -> None:
    """All rules as a table; retired ones are shown, they keep their ids."""
    rules = [r for p in base.packs if pack in (None, p.name) for r in p.rules]
    head = ("id", "status", "engine", "label", "hits/misses/gaps", "title")
    rows = [(r.id, r.status, r.engine, r.label, f"{len(r.hits)}/{len(r.misses)}/{len(r.gaps)}", r.title) for r in rules]
    widths = [max(len(cell) for cell in column) for column in zip(head[:-1], *(r[:-1] for r in rows), strict=True)]
    between = "  " if sum(widths) + 40 <= console.width else "\n    "  # a narrow terminal has the title below
    for row, style in ((head, "bold"), *((r, "") for r in rows)):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True))
        console.print(Text(f"{line}{between}{row[-1]}", style=style), soft_wrap=True)
    console.print(Text(f"{len(rules)} rules, {len(base.lists)} lists, digest {base.digest}", style="dim"))


def print_stats(stats: StoreStats, console: Console) -> None:
    """Hits and articles by rule; then the rules in force that made no row."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rule", no_wrap=True)
    table.add_column("status")
    table.add_column("hits", justify="right")
    table.add_column("articles", justify="right")
    for rule in (r for r in stats.rules if r.hits):
        table.add_row(Text(rule.rule_id), rule.status, str(rule.hits), str(rule.articles))
    console.print(table)
    silent = [r.rule_id for r in stats.rules if not r.hits]
    console.print(Text(f"{stats.articles} articles; {len(silent)} rules never fired" + (":" if silent else ""), style="bold"))
    for rule_id in silent:
        console.print(Text(f"  {rule_id}"))
    if not stats.same_rules:
        console.print(
            Text("note: the store's last run used other packs than these; run again to compare like with like", style="yellow"),
            soft_wrap=True,
        )
