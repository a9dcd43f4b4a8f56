"""Is there anything to do? A look before a run, for callers to whom starting one is dear (`lagebild run` would start Prefect's server)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.annotate import prepare_engine
from pipeline.ingest import RunSettings
from pipeline.records import Article
from pipeline.sources import discover, read
from pipeline.store.publish import work_path
from pipeline.store.read import Connection, connect, known_versions
from pipeline.store.schema import StoreError

AT_ONCE = 200  # articles asked for in one query
MOST = 20_000  # beyond so many, reading everything twice would cost more than it could save


def nothing_new(settings: RunSettings) -> bool:
    """Whether every article of the sources is stored and was extracted with the present model and rules. Stops at the first that is not.

    Addresses and standard input, which are not to be read twice, count as new. So does a store that cannot be read now (a shell of DuckDB's
    that is not `-readonly` keeps all others out): a run works beside it, and says what is wrong with it.

    Raises:
        ModelError, RulePackError: one line that says what to do.
    """
    if not settings.db.is_file() or work_path(settings.db).exists():
        return False
    if any(item.kind in ("url", "stdin") for item in discover(settings.sources)):
        return False
    engine, _ = prepare_engine(settings.model, settings.rules)
    try:
        con = connect(settings.db)
    except StoreError:
        return False
    try:
        for number, articles in enumerate(_batches(settings)):
            if number * AT_ONCE >= MOST or not _all_known(con, articles, engine.key):
                return False
    finally:
        con.close()
    return True


def _batches(settings: RunSettings) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for item in discover(settings.sources):
        for result in read(item, published_on=settings.published_on):
            if isinstance(result, Article):
                batch.append(result)
            if len(batch) >= AT_ONCE:
                yield batch
                batch = []
    yield batch


def _all_known(con: Connection, articles: list[Article], engine_key: str) -> bool:
    known = known_versions(con, [a.article_id for a in articles])
    return all(known.get(a.article_id) == (a.content_hash, engine_key) for a in articles)
