"""One http(s) address → bytes, within limits of size, time and redirects."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from pipeline.sources.limits import Limits
from pipeline.sources.problems import Problem

_REDIRECTS = {301, 302, 303, 307, 308}
_TRY_AGAIN = {408, 425, 429}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: `url` after redirects, `content_type` without parameters, `charset` as the header declares it."""

    url: str
    data: bytes
    content_type: str
    charset: str | None


class _Deadline:
    """Ends the connection when the total time is over; httpx itself bounds only the time between two bytes, and a server may drip."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *exc: object) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: dict[str, Any]) -> None:
        """httpx's trace: keeps the socket of the latest connection."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.passed:
                self._end()

    def _end(self) -> None:
        self.passed = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def fetch(url: str, limits: Limits) -> Page:
    """Get one page. Nothing else is fetched: no scripts, images, robots.txt or linked pages.

    Raises:
        Problem: `http_error`, `http_unavailable`, `timeout`, `too_big`, `unsupported`.
    """
    timeout = httpx.Timeout(limits.read_timeout_s, connect=limits.connect_timeout_s)
    visited = []
    deadline = _Deadline(limits.total_timeout_s)
    try:
        with deadline, httpx.Client(timeout=timeout, headers={"User-Agent": _user_agent()}) as client:
            while url not in visited:
                visited.append(url)
                if len(visited) > limits.max_redirects + 1:
                    raise Problem("http_error", f"more than {limits.max_redirects} redirects")
                found = _one_answer(client, url, limits, deadline)
                if isinstance(found, Page):
                    return found
                _check_redirect(visited[0], found)
                url = found
    except httpx.TimeoutException as e:
        raise Problem("timeout", f"{urlsplit(url).netloc} did not answer in time ({type(e).__name__})") from None
    except httpx.TransportError as e:
        if deadline.passed:
            raise Problem("timeout", f"not finished after {limits.total_timeout_s:g} s") from None
        raise Problem("http_unavailable", f"{urlsplit(url).netloc}: {e or type(e).__name__}") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as e:
        raise Problem("http_error", f"{type(e).__name__}: {e}") from None
    raise Problem("http_error", f"redirects in a circle, back to {url}")


def _one_answer(client: httpx.Client, url: str, limits: Limits, deadline: _Deadline) -> Page | str:
    """A page, or the address that it redirects to."""
    with client.stream("GET", url, extensions={"trace": deadline.watch}) as answer:
        if answer.status_code in _REDIRECTS and "location" in answer.headers:
            return urljoin(url, answer.headers["location"])
        if answer.status_code != 200:
            reason = "http_unavailable" if answer.status_code >= 500 or answer.status_code in _TRY_AGAIN else "http_error"
            raise Problem(reason, f"the server answers {answer.status_code} {answer.reason_phrase}")
        chunks, size = [], 0
        for chunk in answer.iter_bytes():  # as they arrive: with a chunk size a slow server would hold it up
            size += len(chunk)
            if size > limits.max_download_bytes:
                raise Problem("too_big", f"more than {limits.max_download_bytes:,} bytes")
            chunks.append(chunk)
        if deadline.passed:  # an answer without a length simply ends where the connection was cut
            raise Problem("timeout", "broken off when the time was over")
        content_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Page(url, b"".join(chunks), content_type, answer.charset_encoding)


def _check_redirect(named: str, target: str) -> None:
    """A public address must not lead into the reader's own network, nor out of http(s)."""
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem("http_error", f"redirected to {parts.scheme}:, only http and https are followed")
    named_host = urlsplit(named).hostname or ""
    if parts.hostname != named_host and _is_internal(parts.hostname) and not _is_internal(named_host):
        raise Problem("http_error", f"redirected to the internal address {parts.hostname}")


def _is_internal(host: str) -> bool:
    try:
        addresses = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False  # the request itself will say that the name is unknown
    return any(not ipaddress.ip_address(str(a).partition("%")[0]).is_global for a in addresses)


def _user_agent() -> str:
    try:
        return f"lagebild/{version('lagebild')}"
    except PackageNotFoundError:
        return "lagebild"
