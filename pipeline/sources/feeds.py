"""RSS and Atom feeds → one record an entry, through feedparser."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from pipeline.sources.build import parse_day
from pipeline.sources.files import RawRecord
from pipeline.sources.pages import html_to_text
from pipeline.sources.problems import Problem

_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf)\b", re.I)
_END = re.compile(rb"</(?:\w{1,20}:)?(?:rss|feed|rdf)\s{0,20}>", re.I)
_GLOBAL_ID = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_HEAD = 4096


def read_feed(data: bytes, source: str) -> Iterator[RawRecord]:
    """The entries of a feed, numbered from 1; an entry's full content where the feed gives it, else its summary.

    Raises:
        Problem: `bad_feed` where this is no feed, `empty` where it has no entries. In a feed that breaks off the last entry is one too.
    """
    import feedparser

    if not _ROOT.search(data[:_HEAD]):  # also keeps megabytes of nothing away from a parser that would patiently read them
        raise Problem("bad_feed", "neither RSS nor Atom")
    try:  # BytesIO, because feedparser takes bytes for a file name if there is such a file
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as e:  # an unknown encoding, a character reference out of range: it raises whatever its parsers raise
        raise Problem("bad_feed", f"{type(e).__name__}: {e}") from None
    breaks_off = bool(feed.bozo) and not _END.search(data[-_HEAD:])
    if not feed.entries:
        if breaks_off or not feed.version:
            raise Problem("bad_feed", f"no entry can be read: {feed.get('bozo_exception', 'unknown format')}")
        raise Problem("empty", "the feed has no entries")
    for number, entry in enumerate(feed.entries, start=1):
        if breaks_off and number == len(feed.entries):
            yield number, Problem("bad_feed", "the feed breaks off in this entry")
        else:
            yield number, _record(entry, feed.feed, source)


def _record(entry: Any, feed: Any, source: str) -> dict[str, Any]:
    own_id = entry.get("id") or entry.get("link")
    return {
        "_key": own_id if own_id and _GLOBAL_ID.match(own_id) else f"{source}\0{own_id}" if own_id else None,
        "text": html_to_text(_content(entry)),
        "title": html_to_text(entry.get("title") or ""),
        "published_on": _day(entry),
        "author": entry.get("author"),
        "publisher": feed.get("title"),
        "url": entry.get("link"),
        "section": next((tag.get("term") for tag in entry.get("tags", ())), None),
    }


def _day(entry: Any) -> dt.date | str | None:
    """The day as the feed writes it, in the publisher's time zone (feedparser's own value is in UTC, which can be the day before)."""
    name = next((n for n in ("published", "updated") if n in entry), None)
    if name is None:
        return None
    parsed = entry.get(f"{name}_parsed")
    return parse_day(entry[name]) or (dt.date(*parsed[:3]) if parsed else entry[name])


def _content(entry: Any) -> str:
    """The longest of the entry's contents and its summary: some feeds give a teaser as content and the article as description."""
    candidates = [part.get("value") or "" for part in entry.get("content", ())]
    candidates.append(entry.get("summary") or "")
    return max(candidates, key=len)
