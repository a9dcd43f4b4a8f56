"""Articles → annotated Docs → a part: what a worker does, in this process or on another machine. The model is loaded once a process.

What the model said of an article, and what the components found, is taken from beside the store where it is still good (`pipeline.docs`,
`pipeline.kept_rows`).
"""

from __future__ import annotations

import ctypes
import gc
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import __version__
from pipeline.docstore import DocStore
from pipeline.model_files import model_identity
from pipeline.records import Article
from pipeline.rulepack import RuleBase, shared_rules
from pipeline.sections import boilerplate
from pipeline.shared import annotate_there
from pipeline.tables import facts_to_tables, read_articles, write_part

ANNOTATE_ARTICLES = 32  # articles that are annotated together: their Docs are in memory at once …
ANNOTATE_CHARS = 64_000  # … unless they are longer than this together: it bounds what the model's layers hold at once
WORDS_FOR_GOOD = 30_000  # strings in spaCy's vocabulary; what comes later is forgotten after each part (spaCy's memory zone)


@dataclass(frozen=True, slots=True)
class Engine:
    """What articles are extracted with: the same engine on the same content gives the same rows."""

    model: str
    model_version: str
    rules: tuple[str, ...]
    rules_digest: str

    @property
    def key(self) -> str:
        return f"lagebild {__version__} | {self.model} {self.model_version} | rules {self.rules_digest}"


def prepare_engine(model: str | None, extra_rules: tuple[str, ...]) -> tuple[Engine, RuleBase]:
    """Find the model and check the rules, without loading the model.

    Args:
        model: a model's name or folder; None: LAGEBILD_MODEL, else the official model where installed, else the embedded one.
        extra_rules: folders (or files) of packs beyond those that come with Lagebild.

    Raises:
        ModelError, RulePackError: one line that says what is wrong, before anything is written.
    """
    base = shared_rules(extra_rules)
    boilerplate(extra_rules)
    name, version = model_identity(model)
    return Engine(name, version, extra_rules, base.digest), base


@lru_cache(maxsize=2)
def _pipeline(engine: Engine) -> Any:
    from pipeline.nlp import load_pipeline

    return load_pipeline(engine.model, engine.rules)


def warm_up(engine: Engine) -> None:
    """Load the model in this process (the initializer of worker processes; raises what is wrong with model or rules)."""
    _pipeline(engine)


_one_at_a_time = threading.Lock()  # memory zones must not overlap, and a worker's threads share one pipeline


def _words_of_a_part(engine: Engine) -> AbstractContextManager[Any]:
    """Where a part is annotated. Once the vocabulary is large, what it learns there is forgotten there: no Doc may be used afterwards."""
    nlp = _pipeline(engine)
    return nlp.memory_zone() if len(nlp.vocab.strings) > WORDS_FOR_GOOD else nullcontext()


@contextmanager
def _sweeping_only_what_is_new() -> Iterator[None]:
    """Python's search for cyclic garbage passes over what was there before: model, rules and lists are a million objects that stay."""
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()  # what the part left; it would be passed over from now on
        gc.unfreeze()


def _give_back_memory() -> None:
    """Freed memory goes back to the system, after each part."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # glibc's: it keeps what lies between memory in use, else; other systems do without
        ctypes.CDLL("libc.so.6").malloc_trim(0)


@dataclass(slots=True)
class Parses:
    """What became of the parses and rows of a part: made anew (to be kept), or taken from what was kept; seconds by stage."""

    new: list[tuple[str, bytes, bytes]] = field(default_factory=list)  # (article_id, key, encoded Doc), see pipeline.docs
    new_rows: list[tuple[str, bytes]] = field(default_factory=list)  # (article_id, rows), see pipeline.kept_rows
    kept: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        started = time.perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - started


def annotate(articles: Sequence[Article], engine: Engine, docs: Path | None = None, parses: Parses | None = None) -> Iterator[Any]:
    """Annotated Docs of the articles, in order.

    Args:
        docs: the file of kept parses; None: parse everything and encode nothing.
        parses: filled with what was parsed and how long it took.
    """
    from pipeline.docs import blank, doc_key, encode, model_stamp, restored
    from pipeline.kept_rows import article_stamp, find_rows, stamps
    from pipeline.nlp import COMPONENTS
    from pipeline.sections import mark_sections

    nlp = _pipeline(engine)
    parses = parses if parses is not None else Parses()
    stamp = model_stamp(nlp)
    components = [pipe for name, pipe in nlp.pipeline if name in COMPONENTS]
    component_stamps = stamps(components)
    store = DocStore(docs) if docs is not None else None
    for batch in _batches(articles):
        with parses.timed("prepare"):
            sections = [mark_sections(a.text, a.title, engine.rules) for a in batch]
            keys = [doc_key(a.text, s, stamp) for a, s in zip(batch, sections, strict=True)] if store is not None else []
            found = store.get(keys) if store is not None else {}
            kept = [restored(a, s, found.get(k), nlp) for a, s, k in zip(batch, sections, keys, strict=True)] if found else []
            kept = kept or [None] * len(batch)
            missing = [i for i, doc in enumerate(kept) if doc is None]
            blanks = [blank(batch[i], sections[i], nlp) for i in missing]
        with parses.timed("parse"):
            parsed = list(nlp.pipe(blanks, batch_size=ANNOTATE_ARTICLES, disable=COMPONENTS))
        with parses.timed("keep"):
            if store is not None:
                parses.new += [(batch[i].article_id, keys[i], encode(doc)) for i, doc in zip(missing, parsed, strict=True)]
        new = iter(parsed)
        finished = [doc if doc is not None else next(new) for doc in kept]
        parses.kept += len(batch) - len(missing)
        with parses.timed("rules"):
            known = store.get_rows(a.article_id for a in batch) if store is not None else {}
            for i, (article, doc) in enumerate(zip(batch, finished, strict=True)):
                if store is None:
                    for component in components:
                        component(doc)
                    continue
                start = article_stamp(article, sections[i], keys[i])
                rows = find_rows(doc, components, component_stamps, start, known.get(article.article_id))
                parses.new_rows += [(article.article_id, rows)] if rows is not None else []
        yield from finished
    if store is not None:
        store.close()


def _batches(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """Articles that are annotated together; a longer one stands alone."""
    batch: list[Article] = []
    chars = 0
    for article in articles:
        if batch and (len(batch) >= ANNOTATE_ARTICLES or chars + len(article.text) > ANNOTATE_CHARS):
            yield batch
            batch, chars = [], 0
        batch.append(article)
        chars += len(article.text)
    if batch:
        yield batch


def forget_pipeline() -> None:
    """Drop the model of this process; the next use loads it again, which takes a second."""
    _pipeline.cache_clear()
    gc.collect()  # it refers to itself
    _give_back_memory()


def annotate_part(spooled: Path, folder: Path, engine: Engine, docs: Path | None = None) -> Path:
    """Worker's step: annotate the articles of one spool file and write a part beside it. Running it twice gives the same part."""
    from pipeline.to_records import to_facts

    articles = read_articles(spooled)
    parses = Parses()
    with _one_at_a_time, _words_of_a_part(engine), _sweeping_only_what_is_new():
        facts = [to_facts(a, doc) for a, doc in zip(articles, annotate(articles, engine, docs, parses), strict=True)]
    with parses.timed("tables"):
        tables = facts_to_tables(facts, engine.key)
    _give_back_memory()
    return write_part(folder, tables, parses.new, parses.new_rows, parses.seconds)


def annotate_part_there(spooled: str, engine: Engine) -> str:
    """Worker's step where the store's folder is not seen: from the shared location and back to it; the address of the part."""
    return annotate_there(spooled, lambda articles, folder: annotate_part(articles, folder, engine))
