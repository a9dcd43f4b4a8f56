"""The ingest flow: discover → read → annotate in batches → write. Each step calls a plain function of `pipeline.ingest`.

Paths go between tasks, never documents. Reading is retried with backoff; annotating runs in worker processes that load the model once;
writing stays in the flow's own process, which holds the store's lock, so that two flows on one store queue up.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from httpx import HTTPError
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import TaskRunContext
from prefect.events import emit_event
from prefect.task_engine import TaskRunTimeoutError
from prefect.tasks import exponential_backoff
from pydantic import Field

import flows  # noqa: F401  (sets Prefect's defaults before Prefect is imported)
from flows import server, state
from flows.settings import quiet_console
from pipeline import ingest as core
from pipeline.records import Article, Reject
from pipeline.sources import RETRYABLE_REASONS, SourceItem, discover, read
from pipeline.summary import collapse_lines, markdown_summary
from pipeline.tables import read_articles, write_articles
from pipeline.workers import WorkerError

READ_RETRIES = 3
ITEMS_A_READ = 200
READ_TIMEOUT_S = 4 * 3600.0  # 200 sources, each with its own limits; a big JSONL file is one source
PART_TIMEOUT_S = 3600.0  # 200 articles take a minute


class ReadAgain(Exception):
    """A source that may answer in a moment."""


@task(name="discover", cache_policy=NO_CACHE, timeout_seconds=READ_TIMEOUT_S)
def discover_sources(sources: tuple[str, ...]) -> list[list[SourceItem]]:
    """Source items in chunks, one read task each: an address alone, so that only what failed is asked again."""
    items = list(discover(sources))
    files = list(core.chunked((item for item in items if item.kind != "url"), ITEMS_A_READ))
    return files + [[item] for item in items if item.kind == "url"]


@task(
    name="read",
    cache_policy=NO_CACHE,
    retries=READ_RETRIES,
    retry_delay_seconds=exponential_backoff(2),
    retry_jitter_factor=0.5,
    timeout_seconds=READ_TIMEOUT_S,
)
def read_sources(items: list[SourceItem], spool: Path, published_on: dt.date | None) -> tuple[list[Path], list[Reject]]:
    """Spool the articles of some sources; the paths of the files, and what was rejected."""
    context = TaskRunContext.get()
    last_try = context is None or context.task_run.run_count > READ_RETRIES
    paths: list[Path] = []
    rejects: list[Reject] = []
    batch: list[Article] = []

    def flush() -> None:
        if batch:
            paths.append(write_articles(spool / f"raw-{time.monotonic_ns()}.parquet", batch))
            batch.clear()

    for item in items:
        for result in read(item, published_on=published_on):
            if isinstance(result, Reject):
                if result.reason in RETRYABLE_REASONS and not last_try:
                    raise ReadAgain(f"{result.source}: {result.detail}")
                rejects.append(result)
            else:
                batch.append(result)
                if len(batch) >= core.PART_ARTICLES or sum(len(a.text) for a in batch[-20:]) > core.PART_CHARS:
                    flush()
    flush()
    return paths, rejects


@task(name="annotate", cache_policy=NO_CACHE, timeout_seconds=PART_TIMEOUT_S)
def annotate_part(finish: Callable[[], Path]) -> Path:
    """Annotate one spool file and write a part, or wait until a worker process has done so."""
    return finish()


@task(name="write", cache_policy=NO_CACHE, timeout_seconds=PART_TIMEOUT_S)
def write_part(part: Path, spooled: core.Spooled) -> None:
    """Merge one part into the store, in one transaction."""
    state.current.get().load(part, spooled)


@flow(name="lagebild-ingest", log_prints=False, validate_parameters=True)
def ingest(
    sources: list[str],
    db: Path = Path("data/lagebild.duckdb"),
    model: str | None = None,
    workers: Annotated[int, Field(ge=1, le=256)] = 1,
    rules: list[str] | None = None,
    published_on: dt.date | None = None,
    keep_docs: bool = True,
    runner: core.Runner = "processes",
    scheduler: str | None = None,
    shared: str | None = None,
) -> dict[str, Any]:
    """Read German articles, extract actors, dates, quotations and escalation timeframes, and store them in DuckDB.

    Args:
        sources: files, folders, globs, URLs of pages and feeds.
        db: the store; made if it is not there.
        model: `auto`, `de_lagebild`, `de_core_news_md`, or a path.
        workers: processes that annotate.
        rules: folders with further rule packs.
        published_on: date of publication for sources that give none.
        keep_docs: keep parses beside the store, so that changed rules do not parse again.
        runner: `processes` on this machine, or a cluster, `dask` or `ray`.
        scheduler: address of a Dask scheduler (`tcp://host:8786`) or a Ray cluster (`host:6379`); without one a cluster is made here.
        shared: where a cluster's parts travel if its workers do not see the store's folder: a path, or `s3://bucket/prefix`.

    Returns:
        The run's counts and ids, as in table `runs`.
    """
    from prefect.runtime import flow_run

    settings = core.RunSettings(
        tuple(sources), Path(db), model, workers, tuple(rules or ()), published_on, keep_docs, runner, scheduler, shared
    )
    started = time.perf_counter()
    log = get_run_logger()
    with core.opened_run(settings, flow_run_id=str(flow_run.id) if flow_run.id else None) as run:
        token = state.current.set(run)
        try:
            _run_steps(run, settings)
        finally:
            state.current.reset(token)
    result = core.result_of(run, started)
    collector = state.collect.get()
    if collector is not None:
        collector.append(result)
    counts = result.progress.counts
    log.info("run %s: %s", result.run_id, ", ".join(f"{v} {k}" for k, v in counts.items()))
    try:
        create_markdown_artifact(key="lagebild-run", markdown=markdown_summary(result), description=f"Run {result.run_id}")
        _emit(result)
    except HTTPError as e:  # what was to be done is done and stored; a server that went away meanwhile does not undo it
        log.error("Prefect's server does not answer, the run is not noted there: %s", e)
    return {"run_id": result.run_id, "db": str(result.db), "seconds": round(result.seconds, 1), **counts}


def _emit(result: core.RunResult) -> None:
    """Tell Prefect's automations that a run is done, and which publishers' rates collapsed."""
    store = result.db.absolute()
    resource = {"prefect.resource.id": f"lagebild.store.{store}", "prefect.resource.name": store.name}
    counts = {**result.progress.counts, "run_id": result.run_id, "seconds": round(result.seconds, 1)}
    collapsed = collapse_lines(result)
    emit_event("lagebild.run.done", resource, payload={**counts, "collapsed": collapsed})
    if collapsed:
        emit_event("lagebild.rates.collapsed", resource, payload={"run_id": result.run_id, "collapsed": collapsed})


def _run_steps(run: core.Run, settings: core.RunSettings) -> None:
    def results() -> Iterator[Article | Reject]:
        for chunk in discover_sources(settings.sources):
            paths, rejects = read_sources(chunk, run.spool, settings.published_on)
            for path in paths:
                yield from read_articles(path)
                path.unlink()
            yield from rejects

    with core.annotating(run) as (submit, ahead):
        core.process_spooled(run, run.spool_changed(results()), lambda item: partial(annotate_part, submit(item)), ahead, load=write_part)


def run_flow(settings: core.RunSettings) -> core.RunResult:
    """Run the flow in this process and give back the full result (what `lagebild run` calls).

    Raises:
        server.ServerError: the user's Prefect server does not answer. If it went away during the run, the run is done all the same.
    """
    quiet_console()
    results: list[core.RunResult] = []
    token = state.collect.set(results)
    try:
        with server.watched(done=lambda: bool(results)):
            ingest(
                sources=list(settings.sources),
                db=settings.db,
                model=settings.model,
                workers=settings.workers,
                rules=list(settings.rules),
                published_on=settings.published_on,
                keep_docs=settings.keep_docs,
                runner=settings.runner,
                scheduler=settings.scheduler,
                shared=settings.shared,
            )
    except TaskRunTimeoutError as e:
        raise WorkerError(f"a step took too long and was ended ({e}); what was stored stays, run again to complete it") from None
    finally:
        state.collect.reset(token)
    return results[0]
