"""What the bench prints. Sentences are texts, never markup: brackets in them are shown as they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extensions import excluded, problems
from pipeline.records import Article
from pipeline.rulebench.diff import KINDS, Change, DiffSummary
from pipeline.rulebench.examples import ExampleResult
from pipeline.rulebench.explain import explain
from pipeline.rulebench.rows import Row
from pipeline.rulebench.tryout import annotated, tried_matches, tried_rows
from pipeline.rulepack import Rule, RuleBase

_STYLES = {"pass": "green", "fail": "bold red", "gap": "yellow", "promote": "bold magenta"}
_WORDS = {"pass": "ok", "fail": "FAILED", "gap": "gap", "promote": "promote it"}
_CHANGE_STYLES = {"appears": "green", "disappears": "red", "changes": "yellow"}


def print_problems(problems: Sequence[str], console: Console) -> None:
    """One line a problem, then their number."""
    for problem in problems:
        console.print(Text(problem))
    console.print(Text(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}; nothing was run", style="bold red"))


def print_check(base: RuleBase, results: Iterable[ExampleResult], console: Console, verbose: bool, only: bool = False) -> bool:
    """Every example that needs a look (all with `verbose`), then counts by pack (`only`: of those that had any); whether nothing failed."""
    counts: dict[str, Counter[str]] = defaultdict(Counter, {} if only else {p.name: Counter() for p in base.packs})
    for result in results:
        counts[result.pack][f"{result.kind}"] += 1
        counts[result.pack][f"{result.kind} {result.outcome}"] += 1
        if verbose or result.outcome in ("fail", "promote"):
            _print_example(result, console)
    table = Table("pack", "rules", "hits", "misses", "gaps", box=None, pad_edge=False, header_style="bold")
    for name, count in sorted(counts.items()):
        sides = [f"{count[f'{kind} pass']} of {count[kind]} pass" for kind in ("hits", "misses")]
        table.add_row(name, str(len(base.rules(name))), *sides, _gap_words(count))
    console.print(table)
    failed = sum(n for count in counts.values() for key, n in count.items() if key.endswith(" fail"))
    if failed:
        console.print(Text(f"{failed} example{'s' if failed != 1 else ''} failed", style="bold red"))
    return not failed


def _gap_words(count: Counter[str]) -> str:
    closed = count["gaps promote"]
    return f"{count['gaps gap']} known" + (f", {closed} closed: promote {'it' if closed == 1 else 'them'}" if closed else "")


def _print_example(result: ExampleResult, console: Console) -> None:
    line = Text(_WORDS[result.outcome], style=_STYLES[result.outcome])
    line.append(f" {result.id}  ", style="bold").append(marked(result.example.plain_text, result.example.marked))
    console.print(line)
    if result.outcome == "promote":
        console.print(Text("    the gap is closed: move it from [[rule.gaps]] to [[rule.hits]]"))
    elif result.detail:
        console.print(Text(f"    {result.detail}"))
    if result.outcome == "fail":
        console.print(Text(f"    {result.rule.where}", style="dim"))


def marked(text: str, spans: Sequence[tuple[int, int]], style: str = "bold underline") -> Text:
    """The text on one line, with `[[…]]` around the spans, so that they show without colours, too."""
    out, at = Text(), 0
    for start, end in spans:
        out.append(_flat(text[at:start])).append("[[").append(_flat(text[start:end]), style=style).append("]]")
        at = end
    return out.append(_flat(text[at:]))


def _flat(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def print_tried(nlp: Language, base: RuleBase, rule: Rule | None, article: Article, console: Console) -> None:
    """Matches with slots and rows of one text; for a named rule that does not match, where it got stuck."""
    doc = annotated(nlp, article, base.extra)
    if article.article_id != "text":
        console.print(Text(article.article_id, style="bold"))
    only = None if rule is None else {rule.id}
    matches = list(tried_matches(nlp, base, doc, only))
    for match in matches:
        slots = "".join(f"  {name} = «{_flat(text)}»" for name, text in match.slots.items())
        line = Text("match ", style="green").append(match.rule_id, style="bold").append(f" {match.label} «{_flat(match.text)}»{slots}")
        console.print(line)
    found = list(tried_rows(doc, only))
    for tried in found:
        line = (
            Text("row   ", style="cyan")
            .append(tried.rule_id, style="bold")
            .append(f" in {tried.pack}: «{_flat(doc.text[tried.start_char : tried.end_char])}»")
        )
        console.print(line.append("  " + _columns(tried.row), style="dim"))
    for problem in problems(doc):
        console.print(Text(f"failed: {problem}", style="bold red"))
    if rule is not None and not matches:
        _print_explanation(nlp, base, rule, doc, bool(found), console)
    elif rule is not None and not found:
        others = sorted(
            {r.rule_id for r in tried_rows(doc) if any(m.start_char < r.end_char and r.start_char < m.end_char for m in matches)}
        )
        made = f"; the rows there are by {', '.join(others)}" if others else ""
        console.print(Text(f"the pattern matches, but the component lagebild_{base.pack_of(rule.id).name} made no row under its id{made}"))
        _print_comparison(base, rule, doc, console)
    elif not matches and not found:
        console.print(Text("no rule matches, and no component found anything"))


def _print_explanation(nlp: Language, base: RuleBase, rule: Rule, doc: Any, has_rows: bool, console: Console) -> None:
    if rule.status == "retired":
        console.print(Text(f"{rule.id} is retired, so it never matches"))
        return
    if rule.engine == "component":
        pack = base.pack_of(rule.id).name
        said = "" if has_rows else " It made no row here."
        console.print(Text(f"{rule.id} is logic in the component lagebild_{pack}, not a pattern.{said} {rule.note or ''}".rstrip()))
        if not has_rows:
            for tried in tried_rows(doc):
                if tried.pack == pack:
                    console.print(Text(f"  instead: {tried.rule_id} «{_flat(doc.text[tried.start_char : tried.end_char])}»"))
            _print_comparison(base, rule, doc, console)
        return
    console.print(Text(f"{rule.id} does not match:", style="bold"))
    for stop in explain(nlp, base, rule, doc):
        console.print(Text(f"  {_flat(str(stop))}"))


def _print_comparison(base: RuleBase, rule: Rule, doc: Doc, console: Console) -> None:
    """What a row of the rule looks like, where to read what else the component asks, and whether it looked at the text at all."""
    if excluded(doc):
        console.print(Text("  part of the text counts as page furniture (boilerplate), from which nothing is extracted"))
    console.print(Text(f"  it is about: {rule.title}"))
    if rule.hits:
        words = {t.lower_ for t in doc if t.is_alpha}
        hit = max(rule.hits, key=lambda h: len(words & set(h.plain_text.lower().split())))  # the one that is most like the text
        console.print(Text("  it hits:     ").append(marked(hit.plain_text, hit.marked)))
    if rule.misses:
        miss = rule.misses[0]
        console.print(Text("  it misses:   ").append(marked(miss.plain_text, miss.marked)).append(f" ({miss.why})" if miss.why else ""))
    console.print(Text(f"  what the component asks besides: docs/{base.pack_of(rule.id).name.upper()}.md"))


def _columns(row: Row) -> str:
    """The columns that say something, without those that the line shows already."""
    hidden = {"rule_id", "text", "start_char", "end_char", "window_start_char", "window_end_char", "window_text"}
    return ", ".join(
        f"{c}={_flat(str(v))}" for c, v in row.items() if v not in (None, [], "") and c not in hidden and not c.endswith("_spans")
    )


def print_diff(summary: DiffSummary, console: Console) -> None:
    """Counts by rule, then a sample of each kind of change with its sentence."""
    moved = {i: c for i, c in summary.rules.items() if c.changes}
    if moved:
        table = Table("rule", box=None, pad_edge=False, header_style="bold")
        for column in ("before", "after", *KINDS):
            table.add_column(column, justify="right")
        for rule_id, count in sorted(moved.items(), key=lambda pair: (-pair[1].changes.total(), pair[0])):
            table.add_row(Text(rule_id), str(count.before), str(count.after), *(str(count.changes[k] or "") for k in KINDS))
        console.print(table)
    for kind in KINDS:
        sample = summary.samples[kind]
        if sample:
            console.print(Text(f"\n{kind}: {summary.total(kind)}, {len(sample)} shown", style="bold"))
        for change in sorted(sample, key=lambda c: (c.rule_id, c.article_id, c.start_char)):
            _print_change(change, console)
    total = sum(summary.total(k) for k in KINDS)
    seen = f"{summary.articles} articles ({summary.parsed} parsed anew)"
    console.print(Text(f"\n{seen}: {total} rows differ, by {len(moved)} rules; {len(summary.rules) - len(moved)} rules as before"))


def _print_change(change: Change, console: Console) -> None:
    line = Text(f"{change.kind:<10} ", style=_CHANGE_STYLES[change.kind]).append(change.rule_id, style="bold")
    line.append(f"  {change.article_id}:{change.start_char}  ", style="dim").append(marked(change.sentence, [change.mark]))
    console.print(line)
    for column, before, after in change.columns:
        console.print(Text(f"             {column}: {_flat(str(before))} → {_flat(str(after))}"))
