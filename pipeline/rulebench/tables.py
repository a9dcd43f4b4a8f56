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
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)  # to be copied whole
    table.add_column("title", overflow="fold")
    table.add_column("status")
    table.add_column("engine")
    table.add_column("label")
    table.add_column("hits/misses/gaps", justify="right", no_wrap=True)
    rules = [r for p in base.packs if pack in (None, p.name) for r in p.rules]
    for rule in rules:
        table.add_row(
            *map(Text, (rule.id, rule.title, rule.status, rule.engine, rule.label, f"{len(rule.hits)}/{len(rule.misses)}/{len(rule.gaps)}"))
        )
    console.print(table)
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
