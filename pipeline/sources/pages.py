"""HTML → main text and what the page says about itself, through trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pipeline.sources.decode import decode
from pipeline.sources.files import RawRecord
from pipeline.sources.limits import Limits
from pipeline.sources.problems import Problem

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD = 4096
_LEAST_LETTERS = 40  # below that trafilatura, at a loss, has taken a word of the navigation
# Only dates that the page declares: the extensive search would take any date in the text for the day of publication.
_DATE_SEARCH = {"extensive_search": False, "original_date": True}


def declared_charset(head: bytes) -> str | None:
    """The charset that the page's <meta> gives, None without one."""
    found = _META_CHARSET.search(head[:_HEAD])
    return found.group(1).decode("ascii") if found else None


def read_page(data: bytes, limits: Limits, charset: str | None = None, url: str | None = None) -> Iterator[RawRecord]:
    """The article of a page. `charset` is the one of the HTTP header, `url` where the page was fetched.

    Raises:
        Problem: `no_text` where no main text is found, `too_big`.
    """
    if len(data) > limits.max_page_bytes:
        raise Problem("too_big", f"{len(data):,} bytes; a page may have {limits.max_page_bytes:,}")
    markup = _XML_DECLARATION.sub("", decode(data, charset or declared_charset(data)))
    document = _extract(markup)
    if document is None or sum(map(str.isalpha, document.text or "")) < _LEAST_LETTERS:
        raise Problem("no_text", "no main text found in the page")
    fields: dict[str, Any] = {
        "text": document.text,
        "title": document.title,
        "author": document.author,
        "publisher": document.sitename,
        "published_on": document.date,
        "url": document.url,
    }
    if url:
        fields["url"] = fields["_key"] = canonical(url, document.url)
    yield 0, fields


def _extract(markup: str) -> Any:
    from trafilatura import bare_extraction  # half a second to load: only where there is HTML

    return bare_extraction(
        markup,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=dict(_DATE_SEARCH),
    )


def canonical(url: str, declared: str | None) -> str:
    """The address that stands for a page: the one it declares if that lies on the same host and is no home page, else `url` itself."""
    if declared:
        there, here = urlsplit(declared), urlsplit(url)
        if there.scheme in ("http", "https") and there.netloc == here.netloc and there.path.strip("/"):
            return declared.partition("#")[0]
    return url.partition("#")[0]


def html_to_text(fragment: str) -> str:
    """Plain text of a piece of HTML (a feed entry), paragraphs on lines of their own; text without markup comes back as it is."""
    if "<" not in fragment and "&" not in fragment:
        return fragment
    document = _extract(f"<html><body><article>{fragment}</article></body></html>")
    return document.text or "" if document else ""
