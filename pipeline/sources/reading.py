"""One source item → its articles and rejects: which reader reads it, and the last net under all of them."""

from __future__ import annotations

import datetime as dt
import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import cast

from pipeline.records import Article, Reject
from pipeline.sources.build import build_article
from pipeline.sources.decode import normalise
from pipeline.sources.discover import SourceItem, sniff
from pipeline.sources.feeds import read_feed
from pipeline.sources.files import RawRecord, file_errors, not_empty, read_markdown, read_text, read_whole
from pipeline.sources.gz import opened
from pipeline.sources.limits import Limits
from pipeline.sources.pages import read_page
from pipeline.sources.problems import Problem
from pipeline.sources.records import read_csv, read_json, read_jsonl, read_parquet

DEFAULT_LIMITS = Limits()
log = logging.getLogger("lagebild.sources")


def read(item: SourceItem, published_on: dt.date | None = None, limits: Limits = DEFAULT_LIMITS) -> Iterator[Article | Reject]:
    """Read one item, record by record. Never raises: whatever cannot become an article comes back as a `Reject`.

    Args:
        published_on: the date of articles whose source gives none; None leaves it unknown.
    """
    source = _source_name(item.source)
    number = 0
    try:
        for number, record in _raw_records(item, limits):
            yield _article(record, source, number, published_on, limits)
    except Problem as problem:
        yield Reject(source, number, problem.reason, problem.detail)
    except Exception as e:  # one odd file must not end a run over thousands
        log.warning("%s: reading failed: %s: %s", source, type(e).__name__, e, exc_info=bool(os.environ.get("LAGEBILD_DEBUG")))
        yield Reject(source, number, "unreadable", f"{type(e).__name__}: {' '.join(str(e).split())[:200]}")


def _article(record: object, source: str, number: int, published_on: dt.date | None, limits: Limits) -> Article | Reject:
    try:
        if isinstance(record, Problem):
            raise record
        assert isinstance(record, dict)
        return build_article(record, source, number, published_on, limits)
    except Problem as problem:
        return Reject(source, number, problem.reason, problem.detail)


def _source_name(source: str) -> str:
    """The name as the store can hold it: NFC, and bytes of a file name that are no UTF-8 replaced."""
    return normalise(source.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _raw_records(item: SourceItem, limits: Limits) -> Iterator[RawRecord]:
    if item.reason:
        raise Problem(item.reason, item.detail)
    if item.kind == "url":
        yield from _fetched(item.source, limits)
    elif item.kind == "stdin":
        yield from _with_advice(read_jsonl(cast(io.BufferedReader, sys.stdin.buffer), limits))
    elif item.kind == "parquet":
        with file_errors(), open(item.source, "rb") as file:
            not_empty(file.read(64))
        yield from read_parquet(item.source)
    elif item.kind in ("jsonl", "csv"):
        with ExitStack() as stack:
            with file_errors():
                file = stack.enter_context(opened(item.source, limits))
            yield from (read_jsonl if item.kind == "jsonl" else read_csv)(file, limits)
    else:
        yield from _whole(item.kind, read_whole(item.source, limits), item.source, limits)


def _with_advice(records: Iterator[RawRecord]) -> Iterator[RawRecord]:
    """People pipe plain text, too."""
    for number, record in records:
        if isinstance(record, Problem) and record.reason == "broken_json":
            yield number, Problem(record.reason, f"{record.detail}; standard input is read as JSON Lines, one article a line")
        else:
            yield number, record


def _whole(kind: str, data: bytes, source: str, limits: Limits) -> Iterator[RawRecord]:
    if kind == "text":
        return read_text(data)
    if kind == "markdown":
        return read_markdown(data)
    if kind == "html":
        return read_page(data, limits)
    if kind == "json":
        return read_json(data, limits)
    if kind == "feed":
        return read_page(data, limits) if sniff(data[:4096]) == "html" else read_feed(data, source)
    raise Problem("unsupported", f"kind {kind} is not read")


def _fetched(url: str, limits: Limits) -> Iterator[RawRecord]:
    from pipeline.sources.fetch import fetch  # loads httpx: only where there is a URL

    page = fetch(url, limits)
    not_empty(page.data)
    sniffed = sniff(page.data[:4096])
    if sniffed == "feed":
        return read_feed(page.data, url)
    if sniffed == "html" or page.content_type in ("text/html", "application/xhtml+xml"):
        return read_page(page.data, limits, page.charset, page.url)
    if "xml" in page.content_type:
        return read_feed(page.data, url)
    raise Problem("unsupported", f"neither a page nor a feed: {page.content_type or 'no content type'}")
