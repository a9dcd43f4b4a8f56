"""The command `lagebild`. spaCy, DuckDB and Prefect are imported when a command needs them, so that `--help` is instant."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline import __version__
from pipeline.cli_evaluate import register as register_evaluation
from pipeline.cli_ops import register as register_operations
from pipeline.cli_options import DEFAULT_DB, DbOption, ModelOption, RulesOption, console_for_tables, fail
from pipeline.cli_page import register as register_pages

if TYPE_CHECKING:
    from pipeline.ingest import RunResult, RunSettings

PIPED_WIDTH = 110  # columns, where there is no terminal that has a width

app = typer.Typer(
    name="lagebild",
    help="German news in; actors, dates, quotations and escalation timeframes in DuckDB out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Runner(Enum):
    """What annotates, besides this process."""

    processes = "processes"
    dask = "dask"
    ray = "ray"


@app.command(
    epilog="Examples:  lagebild run data/articles  ·  lagebild run feed.xml 'news/*.jsonl' --db news.duckdb  ·  lagebild run - < a.jsonl"
)
def run(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, globs, http(s) URLs of pages and feeds, or - for JSONL on standard input.")
    ],
    db: DbOption = None,
    model: ModelOption = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes that annotate.")] = 1,
    rules: RulesOption = None,
    published_on: Annotated[
        str | None, typer.Option("--published-on", metavar="DATE", help="Date for sources that give none (YYYY-MM-DD).")
    ] = None,
    direct: Annotated[bool, typer.Option("--direct", help="The same steps without Prefect.")] = False,
    runner: Annotated[Runner, typer.Option("--runner", help="What annotates: processes here, or a cluster.")] = Runner.processes,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="The cluster: Dask tcp://host:8786, Ray host:6379; else one on this machine."),
    ] = None,
    shared: Annotated[
        str | None,
        typer.Option("--shared", metavar="URL", help="Where a cluster's parts travel: a path, s3://bucket/prefix; else beside the store."),
    ] = None,
    no_docs: Annotated[bool, typer.Option("--no-docs", help="Keep no parses beside the store (then changed rules parse again).")] = False,
) -> None:
    """Read articles, extract, store: the main job. Running it again on the same input changes nothing and costs little."""
    from pipeline.ingest import RunSettings
    from pipeline.ingest import run as run_direct
    from pipeline.live import live_progress
    from pipeline.sources.discover import passed_over
    from pipeline.summary import print_summary

    packs = tuple(str(r) for r in rules or ())
    day = _date(published_on)
    if runner is Runner.processes and (scheduler or shared):
        fail("--scheduler and --shared go with --runner dask or --runner ray", 2)
    settings = RunSettings(tuple(sources), db or DEFAULT_DB, model, workers, packs, day, not no_docs, runner.value, scheduler, shared)
    console = console_for_tables(PIPED_WIDTH)
    with live_progress():
        result = run_direct(settings) if direct or _only_to_note(settings) else _run_flow(settings)
    print_summary(result, console, passed_over(sources))


def _only_to_note(settings: RunSettings) -> bool:
    """Whether the run will only note that nothing changed, and has no server of the user's to note it on: then none is started for it."""
    from pipeline.unchanged import nothing_new

    return not {"PREFECT_API_URL", "PREFECT_PROFILE"} & os.environ.keys() and nothing_new(settings)


def _run_flow(settings: RunSettings) -> RunResult:
    # What stops a run is said once and in one line, by `main`; Prefect would print its traceback above that.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR" if os.environ.get("LAGEBILD_DEBUG") else "CRITICAL")
    from flows.server import start_early

    server = start_early()
    from flows.ingest import run_flow

    if server:
        server.join()
    return run_flow(settings)


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"--published-on {text}: not a date; write it as YYYY-MM-DD", 2)


@app.command(epilog="Example:  lagebild show reference --db ref.duckdb")
def show(
    article_id: Annotated[str, typer.Argument(help="The article's id; see `lagebild info` or table articles.")], db: DbOption = None
) -> None:
    """One article's facts in the terminal."""
    from pipeline.show import print_article
    from pipeline.store.read import connect

    con = connect(db or DEFAULT_DB)
    try:
        print_article(con, article_id, console_for_tables(PIPED_WIDTH))
    except KeyError as e:
        fail(str(e.args[0]))
    finally:
        con.close()


@app.command(epilog="Example:  lagebild info --db news.duckdb")
def info(db: DbOption = None, model: ModelOption = None, rules: RulesOption = None) -> None:
    """Versions, model, rule packs, store."""
    from pipeline.show import print_info

    print_info(db or DEFAULT_DB, model, [str(r) for r in rules or ()], console_for_tables(PIPED_WIDTH))


def _mount(name: str, module: str) -> None:
    """Add a group of commands that lives in a module of its own."""
    import importlib

    app.add_typer(importlib.import_module(module).app, name=name)


def _version(value: bool) -> None:
    if value:
        print(f"lagebild {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    return None


_mount("rules", "pipeline.cli_rules")
register_pages(app)
register_evaluation(app)
register_operations(app)


def _stopped() -> str:
    return "stopped; what was stored stays, run again to complete it" if sys.argv[1:2] == ["run"] else "stopped"


def main() -> None:
    """Entry point: every error is one line that says what to do; a traceback is a defect."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        app()
    except SystemExit as end:
        _leave_at_once_without_server(end.code if isinstance(end.code, int) else int(end.code is not None))
        raise
    except (KeyboardInterrupt, Stopped):
        fail_plain(_stopped(), 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as e:
        ingest = sys.modules.get("pipeline.ingest")
        if ingest is not None and ingest.is_stop(e):
            fail_plain(_stopped(), 130)
        if os.environ.get("LAGEBILD_DEBUG"):
            raise
        fail_plain(_one_line(e), 1)


def _leave_at_once_without_server(status: int) -> None:
    """Where Prefect's server went away, its client would try for minutes to deliver the events that are left."""
    server = sys.modules.get("flows.server")
    if server is not None and server.lost:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


class Stopped(BaseException):
    """SIGTERM or Ctrl-C: a run writes its end and publishes what it has. Not KeyboardInterrupt, which typer would swallow."""


def _stop(*_: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL if number == signal.SIGINT else signal.SIG_IGN)  # a second Ctrl-C ends it at once
    raise Stopped


def fail_plain(message: str, status: int) -> NoReturn:
    """Like `fail`, outside a command."""
    print(f"lagebild: {message}", file=sys.stderr, flush=True)
    if "LAGEBILD_DEBUG" not in os.environ:  # DuckDB's binding tells at exit what an error kept alive: nothing that helps anybody
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _leave_at_once_without_server(status)
    sys.exit(status)


def _one_line(error: BaseException) -> str:
    """The message of one of our own errors as it is; anything else with its kind and what to do."""
    from pipeline.rulepack import RulePackError

    own = {"StoreError", "ModelError", "SourceError", "WorkerError", "ClusterError", "ServerError"}
    if isinstance(error, RulePackError) or type(error).__name__ in own:
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or ''}: {error.strerror}".lstrip(": ")
    text = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {text} (LAGEBILD_DEBUG=1 shows where; please report it)"


if __name__ == "__main__":
    main()
