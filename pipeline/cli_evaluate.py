"""The commands `evaluate`, `export` and `import`; heavy imports wait until a command runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_options import DEFAULT_DB, DbOption, ModelOption, console_for_tables, fail, write_file

if TYPE_CHECKING:
    from pipeline.evaluate.annotations import AnnotatedArticle
    from pipeline.evaluate.scores import Evaluation
    from pipeline.export.regions import Imported

INCEPTION = (".zip", ".xmi")
PIPED_WIDTH = 140  # columns, where there is no terminal that has a width

KindOption = Annotated[
    list[str] | None, typer.Option("--kind", metavar="KIND", help="dates, quotes, actors or escalations; may be repeated; else all.")
]


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(help="TimeML (.tml), quotation corpus (.jsonl), gold JSON lines, or a folder; INCEpTION's export (.zip, .xmi)."),
    ],
    db: DbOption = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="A second store; by how much its F1 differs, with interval.")
    ] = None,
    errors: Annotated[int, typer.Option("--errors", min=0, metavar="N", help="Print N errors of each kind in context.")] = 0,
    kind: KindOption = None,
    skip_missing: Annotated[bool, typer.Option("--skip-missing", help="Leave out gold articles that a store does not have.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The scores as JSON.")] = False,
) -> None:
    """Precision, recall and F1 of a store against gold, with 95 % intervals (bootstrap over articles)."""
    from pipeline.evaluate.annotations import GoldError
    from pipeline.evaluate.scores import differences, scores
    from pipeline.evaluate.show import as_plain, print_errors, print_scores

    kinds = _kinds(kind)
    try:
        articles = [a for a in _gold(gold) if any(k in a.kinds for k in kinds)]
        if not articles:
            fail(f"{gold} has no gold for {', '.join(kinds)}")
        stores = [db or DEFAULT_DB, *([against] if against else [])]
        articles = _fit_to_all(articles, stores, skip_missing)
    except GoldError as e:
        fail(str(e))
    found = [_evaluated(articles, store, kinds) for store in stores]
    changes = differences(*found) if against else None
    if as_json:
        import json

        print(json.dumps(as_plain(scores(found[0]), changes), indent=1))
        return
    console = console_for_tables(PIPED_WIDTH, highlight=False)
    print_scores(scores(found[0]), len(articles), console, changes)
    if errors:
        print_errors(found[0], articles, errors, console)


def _gold(path: Path) -> list[AnnotatedArticle]:
    if path.suffix.lower() in INCEPTION:
        from pipeline.export.formats import imported

        found = imported(path, "xmi")
        _tell(found)
        return [one.article for one in found]
    from pipeline.evaluate.readers import read_gold

    return read_gold(path)


def _tell(found: Sequence[Imported]) -> None:
    """What of the annotations could not be used, on standard error."""
    for problem in (p for one in found for p in one.problems):
        print(f"lagebild: {problem}", file=sys.stderr)


def _kinds(chosen: list[str] | None) -> list[str]:
    from pipeline.evaluate.annotations import KINDS

    for kind in chosen or ():
        if kind not in KINDS:
            fail(f"--kind {kind}: choose {', '.join(KINDS)}", 2)
    return [k for k in KINDS if k in (chosen or KINDS)]


def _fit_to_all(articles: list[AnnotatedArticle], stores: list[Path], skip_missing: bool) -> list[AnnotatedArticle]:
    from pipeline.evaluate.stored import fitted
    from pipeline.store.read import connect

    for store in stores:
        con = connect(store)
        try:
            articles = fitted(articles, con, store, skip_missing)
        finally:
            con.close()
    return articles


def _evaluated(articles: list[AnnotatedArticle], store: Path, kinds: list[str]) -> Evaluation:
    from pipeline.evaluate.scores import evaluate as compare
    from pipeline.evaluate.stored import stored_articles
    from pipeline.store.read import connect

    con = connect(store)
    try:
        return compare(articles, stored_articles(con, [a.article_id for a in articles], kinds), kinds)
    finally:
        con.close()


def export(
    article_ids: Annotated[list[str], typer.Argument(metavar="ARTICLE_ID...", help="Articles of the store.")],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl, parquet, labelstudio, prodigy, conllu, docbin or xmi.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The file to write; else standard output.", dir_okay=False)] = None,
    db: DbOption = None,
    kind: KindOption = None,
    model: ModelOption = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="labelstudio: write the labelling interface, too.", dir_okay=False)
    ] = None,
) -> None:
    """Articles with what was found in them, for annotation tools. `lagebild import` brings the corrected ones back."""
    from pipeline.evaluate.annotations import GoldError
    from pipeline.export import labelstudio
    from pipeline.export.formats import BINARY, EXPORTS, exported

    _known_format(form, EXPORTS)
    if config and form != "labelstudio":
        fail(f"--config goes with --format labelstudio, not with {form}", 2)
    if out is None and form in BINARY and sys.stdout.isatty():
        fail(f"{form} is no text; name a file with -o", 2)
    try:
        content = exported(db or DEFAULT_DB, article_ids, form, _kinds(kind), model)
    except GoldError as e:
        fail(str(e))
    if config:
        write_file(config, labelstudio.config().encode())
    _deliver(content, out, f"{len(set(article_ids))} article{'s' * (len(set(article_ids)) != 1)}")


def import_(
    file: Annotated[Path, typer.Argument(help="What the tool exported.", dir_okay=False)],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="labelstudio, prodigy, xmi or jsonl.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The gold to write; else standard output.", dir_okay=False)] = None,
) -> None:
    """Corrected annotations as gold (JSON lines), which `lagebild evaluate` reads."""
    from pipeline.evaluate.annotations import GoldError
    from pipeline.evaluate.goldfile import dumps
    from pipeline.export.formats import IMPORTS, imported

    _known_format(form, IMPORTS)
    try:
        found = imported(file, form)
    except GoldError as e:
        fail(str(e))
    _tell(found)
    _deliver(dumps(one.article for one in found).encode(), out, f"{len(found)} article{'s' * (len(found) != 1)}")


def _known_format(form: str, formats: Sequence[str]) -> None:
    if form not in formats:
        fail(f"--format {form}: choose {', '.join(formats)}", 2)


def _deliver(content: bytes, out: Path | None, what: str) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        write_file(out, content)
        typer.echo(f"wrote {out}: {what}")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command(epilog="Example:  lagebild evaluate gold.jsonl --db news.duckdb --errors 10")(evaluate)
    app.command(epilog="Example:  lagebild export reference --format labelstudio -o tasks.json --config labels.xml")(export)
    app.command("import", epilog="Example:  lagebild import project-1.json --format labelstudio -o gold.jsonl")(import_)
