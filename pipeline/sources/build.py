"""A record's fields → `Article`: types made straight, text normalised and checked, id and content hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import math
import os
import re
import unicodedata
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from pipeline.records import Article
from pipeline.sources.decode import check_text, normalise
from pipeline.sources.language import check_german
from pipeline.sources.limits import Limits
from pipeline.sources.problems import Problem

FIELDS = ("text", "id", "title", "published_on", "author", "publisher", "url", "section")
GERMAN_FIELDS = {  # what the columns of German tables are called
    "titel": "title", "überschrift": "title", "datum": "published_on", "autor": "author", "autorin": "author", "medium": "publisher",
    "ressort": "section", "rubrik": "section",
}  # fmt: skip
_GERMAN_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")
_URL = re.compile(r"https?://", re.I)
_CONTROL = re.compile(r"(?!\s)[\x00-\x1f\x7f-\x9f]")  # escape sequences would command the terminals of those who list titles
log = logging.getLogger("lagebild.sources")


def build_article(fields: Mapping[str, Any], source: str, record_no: int, published_on: dt.date | None, limits: Limits) -> Article:
    """One article of one record.

    Args:
        fields: keys of `FIELDS` or `GERMAN_FIELDS`, others are ignored; the private key `_key` stands for an id that is not a record's own.
        published_on: taken where the record gives none. A date that cannot be read stays unknown: the wrong anchor would be worse.

    Raises:
        Problem: the record cannot become an article.
    """
    fields = {**{GERMAN_FIELDS[k.lower()]: v for k, v in fields.items() if k.lower() in GERMAN_FIELDS}, **fields}
    text = _text(fields, limits)
    article = Article(
        article_id=_article_id(fields, source, record_no),
        source=source,
        text=text,
        record_no=record_no,
        title=_line(fields.get("title")),
        author=_line(fields.get("author")),
        publisher=_line(fields.get("publisher")),
        url=_line(fields.get("url")),
        section=_line(fields.get("section")),
        published_on=_published_on(fields.get("published_on"), published_on, f"{source}, record {record_no}"),
        language=check_german(text, limits.min_language_letters),
    )
    article.content_hash = content_hash(article)
    return article


def content_hash(article: Article) -> str:
    """SHA-256 over everything of the article that is stored or extracted from, so not over where it was read."""
    day = article.published_on.isoformat() if article.published_on else None
    parts = [article.text, article.title, article.author, article.publisher, article.url, article.section, day]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()


def derived_id(key: str, label: str, record_no: int = 0) -> str:
    """A stable, readable id: `label` as a slug, the record's number where there is one, ten hex digits of SHA-256 over `key` and number."""
    slug = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", label.lower().replace("ß", "ss")).encode("ascii", "ignore").decode())
    number = f"-{record_no}" if record_no else ""
    digest = hashlib.sha256(f"{key}\0{record_no}".encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{slug.strip('-')[:40].rstrip('-') or 'article'}{number}-{digest}"


def source_key(source: str) -> tuple[str, str]:
    """What identifies a source (absolute path, or the URL without fragment), and a short label for it."""
    if _URL.match(source):
        address = source.partition("#")[0]
        return address, address.partition("?")[0].rstrip("/").rpartition("/")[2]
    if source == "-":
        return "-", "stdin"
    return os.path.abspath(source).replace(os.sep, "/"), os.path.splitext(os.path.basename(source))[0]


def _article_id(fields: Mapping[str, Any], source: str, record_no: int) -> str:
    own = fields.get("id")
    if isinstance(own, (str, int, float)) and not isinstance(own, bool) and (own_id := _line(own)):
        return own_id
    key, label = source_key(source)
    if entry_key := fields.get("_key"):
        return derived_id(str(entry_key), _line(fields.get("title")) or label)
    return derived_id(key, label, record_no)


def _text(fields: Mapping[str, Any], limits: Limits) -> str:
    value = fields.get("text")
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    if value is None or (isinstance(value, float) and math.isnan(value)):
        others = _CONTROL.sub("", " ".join(", ".join(k for k in fields if not k.startswith("_")).split()))[:200]
        raise Problem("no_text", "there is no field `text`" + (f"; it has {others}" if others and "text" not in fields else ""))
    if not isinstance(value, str):
        raise Problem("no_text", f"`text` is no string but {type(value).__name__}")
    if not value.strip():
        raise Problem("no_text", "`text` is empty")
    if len(value) > limits.max_chars:
        raise Problem("too_long", f"{len(value):,} characters; one article may have {limits.max_chars:,}")
    return normalise(check_text(value))


def _line(value: Any) -> str | None:
    """A metadata field as one line; None for what is empty or no scalar."""
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_line, value))) or None
    if isinstance(value, float) and math.isnan(value):
        return None
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return None
    line = " ".join(_CONTROL.sub("", normalise(str(value))).split())
    return line.encode("utf-8", "replace").decode("utf-8") or None


def _published_on(value: Any, default: dt.date | None, where: str) -> dt.date | None:
    if value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, float) and math.isnan(value)):
        return default
    day = parse_day(value)
    if day is None:
        log.warning("%s: published_on «%s» is no date (write YYYY-MM-DD); it stays unknown", where, str(value)[:40])
    return day


def parse_day(value: Any) -> dt.date | None:
    """The day of a date, a datetime (as written, in its own time zone), an ISO, German (3.2.2026) or RFC 2822 string; else None."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        return None
    value = value.strip()
    try:
        if _ISO_DATE.match(value):
            return dt.date.fromisoformat(value[:10])
        if m := _GERMAN_DATE.match(value):
            return dt.date(int(m[3]), int(m[2]), int(m[1]))
        if value.isdigit():
            return dt.datetime.strptime(value, "%Y%m%d").date()
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
