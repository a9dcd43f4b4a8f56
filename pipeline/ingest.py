"""The main job as plain functions: discover → read → annotate → write. A notebook can call `run`; the Prefect flow calls the same steps.

Between the steps go paths, never documents: readers spool articles into Parquet files, workers turn each into a part (a folder of Parquet
files, see `pipeline.tables`), the loader merges parts into the store. Memory stays flat in the size of the corpus. What the model said
is kept beside the store (`pipeline.docstore`), so that a change of rules does not parse again.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from pipeline import __version__
from pipeline.annotate import Engine, annotate_part, annotate_part_there, forget_pipeline, prepare_engine, warm_up
from pipeline.cluster import cluster_workers
from pipeline.docstore import DocStore, docs_path
from pipeline.progress import Progress, tell
from pipeline.records import Article, Reject
from pipeline.rulepack import RuleBase
from pipeline.shared import shared_folder
from pipeline.sources import SeenIds, SourceItem, discover, read
from pipeline.store.publish import writing
from pipeline.store.rates import PublisherRates, record_rates
from pipeline.store.write import Writer
from pipeline.tables import part_seconds, read_part, read_part_docs, write_articles
from pipeline.workers import Workers

PART_ARTICLES = 200  # articles a part: enough that a task's own cost does not count, few enough that a kill loses little
PART_CHARS = 800_000
MANY_PARTS = 25  # after so many parts, publishing takes memory that is worth a model's: it is not needed any more
MAX_WAITING_PARTS = 4  # parts a worker may be behind before reading waits


Runner = Literal["processes", "dask", "ray"]


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run is asked to do. `model` None: LAGEBILD_MODEL, else the official model where installed, else the embedded one."""

    sources: tuple[str, ...]
    db: Path
    model: str | None = None
    workers: int = 1
    rules: tuple[str, ...] = ()
    published_on: dt.date | None = None
    keep_docs: bool = True  # keep parses beside the store, and use those that are there
    runner: Runner = "processes"
    scheduler: str | None = None  # address of a Dask scheduler or Ray cluster; None: a cluster on this machine
    shared: str | None = None  # where a cluster's parts travel: a path or address for fsspec; None: beside the store


@dataclass(slots=True)
class RunResult:
    """What a run did."""

    run_id: str
    db: Path
    model: str
    model_version: str
    rules_digest: str
    progress: Progress
    status: str = "done"
    seconds: float = 0.0
    rejects: list[Reject] = field(default_factory=list)  # the first 50, for the summary; all are in the store
    rates: list[PublisherRates] = field(default_factory=list)  # what was found, by publisher, with what fell far below its history


@dataclass(slots=True)
class Spooled:
    """One spool file: where it is, how many articles of it are new or changed, and how many of these the store has as they were."""

    path: Path
    articles: int
    updated: int = 0


Submit = Callable[[Spooled], Callable[[], Path]]  # begins to annotate a spool file; what it gives back waits for the part


class Run:
    """One run over one open store: counts, spool folder, the run's row. Used by the plain way and by the flow alike."""

    def __init__(self, writer: Writer, settings: RunSettings, engine: Engine, base: RuleBase, flow_run_id: str | None = None) -> None:
        self.writer, self.settings, self.engine = writer, settings, engine
        self.run_id = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
        self.progress = Progress()
        self.rejects: list[Reject] = []
        self.rates: list[PublisherRates] = []
        self._seen = SeenIds()
        self._parts = 0
        self._updates_waiting = 0  # of the articles that wait, how many the store has as they were
        self.docs = docs_path(settings.db.absolute()) if settings.keep_docs else None
        self._docs = DocStore(self.docs, write=True) if self.docs else None
        self.spool = spool_folder(settings.db.absolute())
        shutil.rmtree(self.spool, ignore_errors=True)
        self.spool.mkdir(parents=True)
        writer.start_run(
            {
                "run_id": self.run_id,
                "lagebild_version": __version__,
                "model": engine.model,
                "model_version": engine.model_version,
                "rules_digest": engine.rules_digest,
                "flow_run_id": flow_run_id,
            }
        )
        writer.write_rules(base)

    def spool_changed(self, results: Iterable[Article | Reject]) -> Iterator[Spooled]:
        """Drop what is unchanged, store what was rejected, and spool the rest in part-sized files."""
        batch: list[Article] = []
        rejects: list[Reject] = []
        chars = 0
        for result in results:
            self.progress.counts["seen"] += 1
            if isinstance(result, Article):
                result = self._seen.check(result)
            if isinstance(result, Reject):
                rejects.append(result)
            else:
                batch.append(result)
                chars += len(result.text)
            if len(batch) >= PART_ARTICLES or chars >= PART_CHARS or len(rejects) >= 1000:
                yield from self._spool(batch)
                self._reject(rejects)
                batch, rejects, chars = [], [], 0
        yield from self._spool(batch)
        self._reject(rejects)

    def _spool(self, batch: list[Article]) -> Iterator[Spooled]:
        known = self.writer.known_versions([a.article_id for a in batch])
        counts = self.progress.counts
        changed = [a for a in batch if known.get(a.article_id) != (a.content_hash, self.engine.key)]
        counts["unchanged"] += len(batch) - len(changed)
        tell(self.progress)
        if not changed:
            return
        updated = sum(a.article_id in known for a in changed)
        counts["updated"] += updated
        counts["added"] += len(changed) - updated
        self._parts += 1
        self.progress.waiting += len(changed)
        self._updates_waiting += updated
        yield Spooled(write_articles(self.spool / f"{self._parts:06d}.parquet", changed), len(changed), updated)

    def _reject(self, rejects: list[Reject]) -> None:
        self.writer.write_rejects(self.run_id, rejects)
        self.progress.counts["rejected"] += len(rejects)
        self.rejects += rejects[: max(0, 50 - len(self.rejects))]

    def load(self, part: Path, spooled: Spooled) -> None:
        """Merge a finished part into the store and remove its files."""
        started = time.perf_counter()
        tables = read_part(part)
        self.writer.load(tables, self.run_id)
        if self._docs is not None:
            self._docs.put(*read_part_docs(part))
        self.progress.waiting -= spooled.articles
        self._updates_waiting -= spooled.updated
        self.progress.tokens += sum(t or 0 for t in tables["articles"].column("token_count").to_pylist())
        self.progress.took("write", time.perf_counter() - started)
        for stage, seconds in part_seconds(part).items():
            self.progress.took(f"annotate: {stage}", seconds)
        shutil.rmtree(part, ignore_errors=True)
        spooled.path.unlink(missing_ok=True)
        tell(self.progress)

    def finish(self, status: str) -> None:
        """Write the run's end. Counts of a run that failed say what was stored, not what was planned."""
        self.progress.counts["added"] -= self.progress.waiting - self._updates_waiting
        self.progress.counts["updated"] -= self._updates_waiting
        if self._parts > MANY_PARTS:
            forget_pipeline()
        if self.progress.counts["updated"]:
            self.writer.forget_unmentioned_actors()
        self.rates = record_rates(self.writer.con, self.run_id)
        self.writer.finish_run(self.run_id, status, self.progress.counts)
        if self._docs is not None:
            self._docs.close()
        shutil.rmtree(self.spool, ignore_errors=True)


def spool_folder(db: Path) -> Path:
    """Where a run keeps its parts: beside the store, removed at the end."""
    return db.with_name(db.name + ".parts")


def is_stop(error: BaseException) -> bool:
    """Whether the run was stopped: Ctrl-C, SIGTERM and Prefect's cancellation are no Exceptions.

    Prefect between two tasks may fail on them („Task run is not set“): what it failed on is in the chain.
    A step that took too long has a cancellation in its chain too, the one that ended it: that is a failure.
    """
    link: BaseException | None = error
    while link is not None and not isinstance(link, TimeoutError):
        if not isinstance(link, Exception):
            return True
        link = link.__cause__ or link.__context__
    return False


@contextmanager
def opened_run(settings: RunSettings, flow_run_id: str | None = None) -> Iterator[Run]:
    """Check engine and rules, take the store, and see that the run's end is written whatever happens."""
    engine, base = prepare_engine(settings.model, settings.rules)
    with writing(settings.db) as writer:
        run = Run(writer, settings, engine, base, flow_run_id)
        status = "done"
        try:
            yield run
        except BaseException as e:
            status = "cancelled" if is_stop(e) else "failed"
            raise
        finally:
            run.finish(status)


def result_of(run: Run, started: float) -> RunResult:
    """The summary of a run that is done."""
    e = run.engine
    seconds = time.perf_counter() - started
    return RunResult(
        run.run_id, run.settings.db, e.model, e.model_version, e.rules_digest, run.progress, "done", seconds, run.rejects, run.rates
    )


def process_spooled(
    run: Run,
    spooled: Iterable[Spooled],
    submit: Submit,
    ahead: int,
    load: Callable[[Path, Spooled], None] | None = None,
) -> None:
    """Hand every spool file to `submit`, which gives back a function that waits for the part; load parts in order, `ahead` in flight."""
    load = load or run.load
    waiting: list[tuple[Spooled, Callable[[], Path]]] = []

    def load_next() -> None:
        item, result = waiting.pop(0)
        started = time.perf_counter()
        part = result()
        run.progress.took("annotate", time.perf_counter() - started)
        load(part, item)

    for item in _timed_reading(run, spooled):
        waiting.append((item, submit(item)))
        while len(waiting) > ahead:
            load_next()
    while waiting:
        load_next()


def _timed_reading(run: Run, spooled: Iterable[Spooled]) -> Iterator[Spooled]:
    iterator = iter(spooled)
    while True:
        started = time.perf_counter()
        item = next(iterator, None)
        run.progress.took("read", time.perf_counter() - started)
        if item is None:
            return
        yield item


@contextmanager
def annotating(run: Run) -> Iterator[tuple[Submit, int]]:
    """How spool files are annotated: what begins with one (it gives back a function that waits for its part); how many may wait."""
    engine, docs, workers = run.engine, run.docs, run.settings.workers
    if run.settings.runner != "processes":
        with _cluster(run) as found:
            yield found
        return
    if workers <= 1:
        yield lambda item: partial(annotate_part, item.path, part_folder(item), engine, docs), 0
        return
    with Workers(workers, warm_up, engine) as pool:
        yield lambda item: pool.submit(annotate_part, item.path, part_folder(item), engine, docs), workers * MAX_WAITING_PARTS


@contextmanager
def _cluster(run: Run) -> Iterator[tuple[Submit, int]]:
    """The same on a cluster: parts travel through the store's folder, or through the shared location if there is one."""
    settings, engine = run.settings, run.engine
    # the file of kept parses is not read over a network: SQLite's locks cannot be relied on there
    docs = None if settings.scheduler else run.docs
    with (
        shared_folder(settings.shared, settings.db, run.run_id) as shared,
        cluster_workers(settings.runner, settings.scheduler, settings.workers) as (submit, at_once),
    ):

        def begin(item: Spooled) -> Callable[[], Path]:
            if shared is None:
                return submit(annotate_part, item.path, part_folder(item), engine, docs)
            return shared.receiver(submit(annotate_part_there, shared.send(item.path), engine), part_folder(item))

        yield begin, at_once * MAX_WAITING_PARTS


def run(settings: RunSettings) -> RunResult:
    """The main job without Prefect (`lagebild run --direct`).

    Raises:
        StoreError, ModelError, RulePackError, WorkerError, ClusterError: one line that says what to do. Bad inputs become rejects.
    """
    started = time.perf_counter()
    with opened_run(settings) as current:
        results = (r for item in discover(settings.sources) for r in read(item, published_on=settings.published_on))
        with annotating(current) as (submit, ahead):
            process_spooled(current, current.spool_changed(results), submit, ahead)
    return result_of(current, started)


def part_folder(item: Spooled) -> Path:
    """The part of a spool file."""
    return item.path.with_suffix(".part")


def chunked(items: Iterable[SourceItem], size: int) -> Iterator[list[SourceItem]]:
    """Source items in lists of at most `size`."""
    chunk: list[SourceItem] = []
    for item in items:
        chunk.append(item)
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
