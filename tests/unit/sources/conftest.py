"""A server on loopback that misbehaves in every way of the issue, and a place to write inputs to."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.sources import Limits
from tests.unit.sources.samples import ATOM, GERMAN, PAGE, RSS, XML_BOMB

QUICK = Limits(max_download_bytes=200_000, connect_timeout_s=2, read_timeout_s=0.3, total_timeout_s=0.8, max_redirects=4)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Keep the test output quiet."""

    def do_GET(self) -> None:
        name, _, rest = self.path.strip("/").partition("?")[0].partition("/")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"get_{name}", self.get_missing)(rest)

    def _send(self, body: bytes, content_type: str = "text/html; charset=utf-8", status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def get_page(self, rest: str) -> None:
        self._send(PAGE.encode())

    def get_latin(self, rest: str) -> None:
        self._send(PAGE.replace("utf-8", "iso-8859-1").encode("cp1252"), "text/html; charset=ISO-8859-1")

    def get_rss(self, rest: str) -> None:
        self._send(RSS.encode(), "application/rss+xml")

    def get_atom(self, rest: str) -> None:
        self._send(ATOM.encode(), "text/xml")

    def get_moved(self, rest: str) -> None:
        self._redirect("/page/neu")

    def get_circle(self, rest: str) -> None:
        self._redirect("/circle/b" if rest == "a" else "/circle/a")

    def get_hops(self, rest: str) -> None:
        self._redirect(f"/hops/{int(rest or 0) + 1}")

    def get_away(self, rest: str) -> None:
        self._redirect("ftp://127.0.0.1/x")

    def get_file(self, rest: str) -> None:
        self._redirect("file:///etc/hostname")

    def get_error(self, rest: str) -> None:
        self._send(b"broken", status=int(rest))

    def get_missing(self, rest: str) -> None:
        self._send(b"not here", status=404)

    def get_silent(self, rest: str) -> None:
        time.sleep(1.2)

    def get_drip(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(20):
            self.wfile.write(b"<p>")
            self.wfile.flush()
            time.sleep(0.1)

    def get_unmeasured(self, rest: str) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode())
        for _ in range(20):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def get_slowheaders(self, rest: str) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for i in range(30):
            self.wfile.write(f"X-Slow-{i}: 1\r\n".encode())
            self.wfile.flush()
            time.sleep(0.1)

    def get_half(self, rest: str) -> None:
        body = PAGE.encode()
        self._send(body[: len(body) // 2], length=len(body))
        self.close_connection = True

    def get_endless(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.close_connection = True
        for _ in range(4000):
            self.wfile.write(b"\0" * 50_000)

    def get_bomb(self, rest: str) -> None:
        self._send(XML_BOMB.encode(), "application/rss+xml")

    def get_image(self, rest: str) -> None:
        self._send(b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png")

    def get_nothing(self, rest: str) -> None:
        self._send(b"")

    def get_bare(self, rest: str) -> None:
        self._send(b"<html><body></body></html>")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the loopback server, without a slash at the end."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], str]:
    """Write a file into the test's folder and give its path."""

    def write_file(name: str, content: bytes | str = GERMAN) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return str(path)

    return write_file
