"""The articles that a set of rules is compared on: those of a store, or files as `run` reads them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.records import Article
from pipeline.sources import discover, read
from pipeline.store.read import connect

_ARTICLES = "SELECT article_id, source, title, published_on, text FROM articles ORDER BY article_id"


def articles_of(sources: Sequence[str], db: Path, limit: int | None = None) -> Iterator[Article]:
    """The articles of the sources, or where there are none, of the store; rejected inputs are passed over.

    Raises:
        StoreError: no store there.
    """
    found = _read(sources) if sources else _stored(db)
    return itertools.islice(found, limit)


def _read(sources: Sequence[str]) -> Iterator[Article]:
    for item in discover(sources):
        yield from (a for a in read(item) if isinstance(a, Article))


def _stored(db: Path) -> Iterator[Article]:
    con = connect(db)
    try:
        result = con.execute(_ARTICLES)
        while batch := result.fetchmany(256):
            for article_id, source, title, published_on, text in batch:
                yield Article(article_id, source, text, title=title, published_on=published_on)
    finally:
        con.close()
