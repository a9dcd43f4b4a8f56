"""URLs: good ones, and a server that does everything wrong."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from pipeline.records import Article, Reject
from pipeline.sources import RETRYABLE_REASONS, SourceItem, discover, read
from pipeline.sources.fetch import _check_redirect
from pipeline.sources.problems import Problem
from tests.unit.sources.conftest import QUICK
from tests.unit.sources.samples import GERMAN


def _read(url: str) -> list[Article | Reject]:
    return [result for item in discover([url]) for result in read(item, limits=QUICK)]


@pytest.mark.parametrize("path", ["/page", "/latin", "/moved"])
def test_pages(server: str, path: str) -> None:
    (article,) = _read(server + path)
    assert isinstance(article, Article)
    assert GERMAN in article.text
    assert "Impressum" not in article.text
    assert (article.title, article.author, article.publisher) == ("Brücke gesperrt", "Mina Overbeck", "Ahlebote")
    assert article.published_on == dt.date(2026, 3, 10)


@pytest.mark.parametrize(("path", "count"), [("/rss", 2), ("/atom", 1)])
def test_feeds(server: str, path: str, count: int) -> None:
    articles = _read(server + path)
    assert len(articles) == count
    assert all(isinstance(a, Article) and GERMAN in a.text for a in articles)


BAD = {
    "not_found": ("/missing", "http_error"),
    "forbidden": ("/error/403", "http_error"),
    "server_error": ("/error/500", "http_unavailable"),
    "overloaded": ("/error/503", "http_unavailable"),
    "too_many_requests": ("/error/429", "http_unavailable"),
    "silence": ("/silent", "timeout"),
    "drop_by_drop": ("/drip", "timeout"),
    "header_by_header": ("/slowheaders", "timeout"),
    "body_without_length_and_end": ("/unmeasured", "timeout"),
    "half_a_body": ("/half", "http_unavailable"),
    "endless_body": ("/endless", "too_big"),
    "redirect_circle": ("/circle/a", "http_error"),
    "too_many_redirects": ("/hops/0", "http_error"),
    "redirect_out_of_http": ("/away", "http_error"),
    "redirect_to_a_file": ("/file", "http_error"),
    "image": ("/image", "unsupported"),
    "empty_answer": ("/nothing", "empty"),
    "page_without_text": ("/bare", "no_text"),
}


@pytest.mark.parametrize(("path", "reason"), BAD.values(), ids=BAD.keys())
def test_a_server_that_misbehaves(server: str, path: str, reason: str) -> None:
    started = time.monotonic()
    (reject,) = _read(server + path)
    assert isinstance(reject, Reject)
    assert reject.reason == reason
    assert reject.source == server + path
    assert reject.detail
    assert "\n" not in reject.detail
    assert time.monotonic() - started < 2.5


def test_xml_bomb_does_no_harm(server: str) -> None:
    for result in _read(server + "/bomb"):
        assert isinstance(result, Reject) or len(result.text) < 1000


def test_nobody_listens() -> None:
    (reject,) = _read("http://127.0.0.1:9/")
    assert isinstance(reject, Reject)
    assert reject.reason == "http_unavailable"


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https://exa mple/", "http://127.0.0.1:99999/"])
def test_addresses_that_are_none(url: str) -> None:
    (reject,) = _read(url)
    assert isinstance(reject, Reject)
    assert reject.reason in ("http_error", "http_unavailable")


@pytest.mark.parametrize("url", ["ftp://host/x", "file:///etc/hostname", "gopher://x/", "s3://bucket/key"])
def test_only_http(url: str) -> None:
    (item,) = discover([url])
    assert item == SourceItem(url, "none", "unsupported", "only http:// and https:// addresses are read")


def test_what_is_worth_another_try() -> None:
    assert {"timeout", "http_unavailable"} == RETRYABLE_REASONS


@pytest.mark.parametrize("target", ["http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "http://10.0.0.8/"])
def test_a_public_address_does_not_lead_inside(target: str) -> None:
    with pytest.raises(Problem, match="internal"):
        _check_redirect("http://93.184.216.34/", target)


def test_the_same_page_has_the_same_id(server: str) -> None:
    first, second = _read(server + "/page#oben"), _read(server + "/page")
    assert isinstance(first[0], Article)
    assert isinstance(second[0], Article)
    assert first[0].article_id == second[0].article_id
    assert first[0].content_hash == second[0].content_hash
