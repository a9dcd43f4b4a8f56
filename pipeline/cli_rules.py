"""The commands `lagebild rules …`: the researchers' bench on the terminal. What they do lives in `pipeline.rulebench`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli_options import DEFAULT_DB, DbOption, ModelOption, RulesOption, console_for_tables, fail

app = typer.Typer(
    name="rules",
    help="The researchers' bench: check, try, write and compare rule packs.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _folders(rules: list[Path] | None) -> list[str]:
    return [str(r) for r in rules or ()]


@app.command(epilog="Examples:  lagebild rules check  ·  lagebild rules check --rules my-rules --verbose")
def check(
    rules: RulesOption = None,
    model: ModelOption = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", metavar="ID", help="Only the examples of this rule; may be repeated.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the examples that pass, too.")] = False,
) -> None:
    """Validate all packs, then run their hits, misses and gaps through the pipeline. Exit status 1 if anything is wrong."""
    from pipeline.nlp import add_components, load_base
    from pipeline.paths import rules_dir
    from pipeline.rulebench.examples import check_examples
    from pipeline.rulebench.problems import pack_problems, pack_warnings
    from pipeline.rulebench.show import print_check, print_problems
    from pipeline.rulepack import read_rules

    console = Console(highlight=False, soft_wrap=True)
    base, errors = read_rules(_folders(rules))
    nlp = load_base(model)
    problems = errors + pack_problems(nlp, base)
    if problems:
        print_problems(problems, console)
        raise typer.Exit(1)
    _check_known(rule, {r.id for r in base.rules()})
    add_components(nlp, _folders(rules))
    own = {r.id for p in base.packs for r in p.rules if rules and not p.path.is_relative_to(rules_dir())}
    for warning in pack_warnings(nlp, base, own if rules else None):
        console.print(f"note: {warning}", markup=False)
    if not print_check(base, check_examples(nlp, base, rule), console, verbose, only=bool(rule)):
        raise typer.Exit(1)


@app.command(name="list", epilog="Example:  lagebild rules list --pack quotes")
def list_rules(
    rules: RulesOption = None, pack: Annotated[str | None, typer.Option("--pack", help="Only the rules of this pack.")] = None
) -> None:
    """All rules: id, title, status, engine, number of examples."""
    from pipeline.rulebench.tables import print_list
    from pipeline.rulepack import load_rules
    from pipeline.rules import ROW_TYPES

    if pack is not None and pack not in ROW_TYPES:
        fail(f"there is no pack {pack}; say one of {', '.join(ROW_TYPES)}", 2)
    print_list(load_rules(_folders(rules)), pack, console_for_tables(160, highlight=False))  # in a pipe, a rule a line


@app.command(
    name="try",
    epilog="Examples:  lagebild rules try 'Er will binnen 48 Stunden gehen.'  ·  lagebild rules try a.txt --rule ID",
)
def try_text(
    text_or_file: Annotated[
        str, typer.Argument(metavar="TEXT_OR_FILE", help="A text, or the path of a file in any form that `run` reads.")
    ],
    rule: Annotated[str | None, typer.Option("--rule", metavar="ID", help="Only this rule; where it does not match, why.")] = None,
    rules: RulesOption = None,
    model: ModelOption = None,
    published_on: Annotated[
        str | None, typer.Option("--published-on", metavar="DATE", help="What relative dates are resolved against.")
    ] = None,
) -> None:
    """Every match with its slots, and the rows that came of it; for a named rule that does not match, what stopped it where."""
    from pipeline.nlp import load_pipeline
    from pipeline.records import Article
    from pipeline.rulebench.problems import find_rule
    from pipeline.rulebench.show import print_tried
    from pipeline.rulebench.tryout import looks_like_a_file, texts_of
    from pipeline.rulepack import load_rules

    day = _day(published_on)
    base = load_rules(_folders(rules))
    _check_known([rule] if rule else None, {r.id for p in base.packs for r in p.rules})
    found = list(texts_of(text_or_file, day)) if text_or_file.strip() else []
    texts = [a for a in found if isinstance(a, Article) and a.text.strip()]
    if not texts:
        fail(f"{text_or_file}: {found[0].detail}" if found and not isinstance(found[0], Article) else "there is no text to try", 2)
    if texts[0].source == "text" and looks_like_a_file(text_or_file):
        fail(f"there is no file {text_or_file}", 2)
    nlp = load_pipeline(model, _folders(rules))
    console = Console(highlight=False, soft_wrap=True)
    for text in texts:
        print_tried(nlp, base, find_rule(base, rule) if rule else None, text, console)


@app.command(epilog="Example:  lagebild rules new my_rules --dir my-rules")
def new(
    name: Annotated[str, typer.Argument(help="Name of the pack, in small letters, digits and _.")],
    folder: Annotated[Path, typer.Option("--dir", help="Folder that it is written to.", file_okay=False)] = Path("rules"),
) -> None:
    """Write a commented pack to begin with; it passes `rules check` as it is."""
    from pipeline.rulebench.template import TemplateError, new_pack

    try:
        path = new_pack(name, folder)
    except TemplateError as e:
        fail(str(e), 2)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{path} written. Next: lagebild rules check --rules {folder}", markup=False)


@app.command(epilog="Example:  lagebild rules stats --db news.duckdb")
def stats(db: DbOption = None, rules: RulesOption = None) -> None:
    """Hits per rule in a store, and the rules that never fire."""
    from pipeline.rulebench.stats import rule_stats
    from pipeline.rulebench.tables import print_stats
    from pipeline.rulepack import load_rules

    print_stats(rule_stats(db or DEFAULT_DB, load_rules(_folders(rules))), Console(highlight=False))


@app.command(epilog="Examples:  lagebild rules diff --rules my-rules  ·  lagebild rules diff --rules my-rules articles/ --out changes.csv")
def diff(
    rules: Annotated[list[Path], typer.Option("--rules", help="The changed packs; may be repeated.")],
    articles: Annotated[list[str] | None, typer.Argument(metavar="[ARTICLES]...", help="Files or folders instead of a store.")] = None,
    db: DbOption = None,
    model: ModelOption = None,
    sample: Annotated[int, typer.Option("--sample", min=0, help="Changes of each kind that are shown.")] = 10,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only so many articles.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="CSV of all changes, with an empty column `verdict`.", dir_okay=False)] = None,
    cache: Annotated[Path | None, typer.Option("--cache", help="Where parses are kept.", show_default="the user's cache folder")] = None,
) -> None:
    """Run changed packs over the articles of a store (or files): what appears, disappears and changes, by rule, with a sample to judge.

    The parses kept beside the store are used; what is parsed for it is kept in the cache.
    """
    from pipeline.rulebench.corpus import articles_of
    from pipeline.rulebench.diff import diff_rules
    from pipeline.rulebench.show import print_diff

    if articles and db:
        fail("say either --db or ARTICLES, not both", 2)
    console = Console(highlight=False, soft_wrap=True)
    store = None if articles else db or DEFAULT_DB
    corpus = articles_of(articles or (), db or DEFAULT_DB, limit)
    print_diff(diff_rules(corpus, _folders(rules), model, cache, sample, out, store), console)
    if out:
        console.print(f"all changes: {out}", markup=False)


def _check_known(wanted: list[str] | None, known: set[str]) -> None:
    import difflib

    for rule_id in wanted or ():
        if rule_id not in known:
            near = difflib.get_close_matches(rule_id, known, n=1)
            fail(f"there is no rule {rule_id}" + (f"; did you mean {near[0]}?" if near else "; `lagebild rules list` shows all"), 2)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"--published-on {text}: not a date; write it as YYYY-MM-DD", 2)
