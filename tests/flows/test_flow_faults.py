"""What can go wrong around a flow: servers of feeds that misbehave, the flow or Prefect's server killed. After each the store opens, every
article is whole or absent, and a further run completes it. `LAGEBILD_LONG=1` kills twenty times and waits as long as users would."""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from pipeline.ingest import spool_folder
from pipeline.store.publish import work_path
from tests.flows.running import QUICK, TEXT, assert_whole, corpus, finished, has_begun, start
from tests.stores import query
from tests.waiting import free_port, wait_until

LONG = bool(os.environ.get("LAGEBILD_LONG"))
NOTHING = 200_000_000  # bytes
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "Unsinn">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    + "]><rss version='2.0'><channel><title>x</title><item><guid>b</guid><description>"
    + TEXT
    + " &a9;</description></item></channel></rss>"
)


def feed(name: str) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{name}-{i}</guid><title>Lage</title><pubDate>Tue, 03 Feb 2026 08:00:00 +0100</pubDate>"
        f"<description>{escape(f'{TEXT} Nummer {i} von {name}.')}</description></item>"
        for i in range(3)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()


class FeedServer(ThreadingHTTPServer):
    """Every path is a feed; while `broken`, each path but /good misbehaves as its name says. `asked` counts requests by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.broken = True
        self.asked: dict[str, int] = {}

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are no news."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FeedServer

    def log_message(self, *args: object) -> None:
        """Keep the test output quiet."""

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("/")[0]
        self.server.asked[name] = self.server.asked.get(name, 0) + 1
        with suppress(OSError):
            if self.server.broken and name != "good":
                getattr(self, f"get_{name}")()
            else:
                self._send(feed(name))

    def _send(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "application/rss+xml", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def get_silent(self) -> None:
        time.sleep(3 if not LONG else 30)

    def get_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        for byte in feed("drip") * 10:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.1)

    def get_error(self) -> None:
        self._send(b"broken", 500)

    def get_flaky(self) -> None:
        if self.server.asked["flaky"] < 3:
            self._send(b"in a moment", 503)
        else:
            self._send(feed("flaky"))

    def get_half(self) -> None:
        body = feed("half")
        self._send(body[: len(body) // 2], length=len(body))
        self.close_connection = True

    def get_circle(self) -> None:
        self._send(b"", 302, Location=f"/circle/{self.server.asked['circle'] % 2}")

    def get_nothing(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(NOTHING))
        self.end_headers()
        for _ in range(NOTHING // 1_000_000):
            self.wfile.write(bytes(1_000_000))

    def get_packed(self) -> None:
        self._send(gzip.compress(bytes(NOTHING), 1), Content_Encoding="gzip")

    def get_bomb(self) -> None:
        self._send(BOMB.encode())


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    server = FeedServer()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


BROKEN = {
    "silent": "timeout", "drip": "timeout", "error": "http_unavailable", "half": "http_unavailable", "circle": "http_error",
    "nothing": "too_big", "packed": "too_big",
}  # fmt: skip


def test_feeds_that_misbehave_are_rejects_and_a_further_run_completes_them(
    tmp_path: Path, feeds: FeedServer, server: str, home: Path
) -> None:
    db = tmp_path / "s.duckdb"
    names = ["good", *BROKEN, "flaky", "bomb"]
    addresses = [f"{feeds.address}/{name}" for name in names]
    quick = "" if LONG else QUICK
    finished(start(tmp_path, server, home, *addresses, patch=quick), 900 if LONG else 200)
    assert_whole(db)
    rejects = dict(query(db, "SELECT replace(source, $1, ''), reason FROM rejects".replace("$1", f"'{feeds.address}/'")))
    assert {name: rejects.get(name) for name in BROKEN} == BROKEN
    assert query(db, "SELECT publisher, count(*) FROM articles WHERE publisher <> 'x' GROUP BY ALL ORDER BY 1") == [
        ("flaky", 3),
        ("good", 3),
    ]
    assert query(db, "SELECT coalesce(max(length(text)), 0) < 1000 FROM articles") == [(True,)], "the bomb did not go off"
    assert feeds.asked["good"] == 1, "only what failed is asked again"
    assert feeds.asked["flaky"] == 3
    assert feeds.asked["error"] == 4, "three retries"
    assert feeds.asked["nothing"] == 1, "what is too big stays too big"
    assert query(db, "SELECT status FROM runs") == [("done",)]

    feeds.broken = False
    finished(start(tmp_path, server, home, *addresses, patch=quick))
    assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles WHERE publisher <> 'x'") == [
        (3 * len(names), 3 * len(names))
    ]
    assert query(db, "SELECT rejected FROM runs ORDER BY started_at DESC LIMIT 1") == [(0,)]
    assert_whole(db)


def test_a_flow_killed_at_random_moments(tmp_path: Path, server: str, home: Path) -> None:
    db, articles, kills = tmp_path / "s.duckdb", 400, 20 if LONG else 2
    moments = random.Random(os.environ.get("LAGEBILD_SEED", "2"))
    for version in range(kills):
        source = str(corpus(tmp_path, articles, f"Fassung {version}"))  # every article is changed: as much to do as the first time
        begun, process = time.time(), start(tmp_path, server, home, source)
        wait_until("the run's begin", lambda process=process, begun=begun: has_begun(db, begun) or process.poll() is not None)
        time.sleep(moments.uniform(0, 2.5))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        if db.exists():
            assert_whole(db)
    finished(start(tmp_path, server, home, source))
    assert_whole(db)
    assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(articles, articles)]
    assert query(db, f"SELECT count(*) FROM articles WHERE text LIKE '%Fassung {kills - 1} %'") == [(articles,)], "the last version of each"
    assert query(db, "SELECT count(*) FROM runs WHERE status = 'running'") == [(0,)]
    assert query(db, f"SELECT count(*) FILTER (status = 'crashed') >= {kills // 2} FROM runs") == [(True,)], "the kills hit"
    assert not spool_folder(db).exists()
    assert not work_path(db).exists()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A Prefect server that may be killed."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    env |= {"PREFECT_HOME": str(tmp_path / "own"), "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    (tmp_path / "own").mkdir()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    url = f"http://127.0.0.1:{port}/api"

    def answers() -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(f"{url}/health", timeout=1).status == 200)
        return False

    wait_until("the server", answers)
    yield process, url
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


PARTS = ["000001", "000002", "000005", "000009", "000020"]  # spool files, when they are there: from the first to the last moment of reading


@pytest.mark.parametrize("part", PARTS if LONG else PARTS[1:2])
def test_prefect_s_server_killed_in_the_middle(tmp_path: Path, own_server: tuple[subprocess.Popen[bytes], str], part: str) -> None:
    db, articles = tmp_path / "s.duckdb", 400
    process, url = own_server
    (tmp_path / "home").mkdir()
    retries = {} if LONG and part == PARTS[1] else {"PREFECT_CLIENT_MAX_RETRIES": "1"}  # Prefect's own five take minutes
    run = start(tmp_path, url, tmp_path / "home", str(corpus(tmp_path, articles)), **retries)
    wait_until("a part", lambda: (spool_folder(db) / f"{part}.parquet").exists() or run.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    output, error = run.communicate(timeout=600)
    assert run.returncode == 0, error
    assert f"{articles} added" in output
    assert "the run is stored, but not noted there" in error
    assert query(db, "SELECT status, added FROM runs") == [("done", articles)]
    assert query(db, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(articles, articles)]
    assert_whole(db)


def test_no_server_is_one_line(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    run = start(tmp_path, "http://127.0.0.1:9/api", tmp_path, str(source), PREFECT_CLIENT_MAX_RETRIES="0")
    _, error = run.communicate(timeout=200)
    assert run.returncode == 1
    assert "the Prefect server http://127.0.0.1:9/api does not answer" in error
    assert len(error.strip().splitlines()) == 1, error
