"""Nothing is asked for but what the user named, and nothing listens beyond this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.records import Article
from pipeline.sources import discover, read
from tests.confined import confined
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."
SECRET = "lagebild-secret-4711"
# Notes where every process of a run connects to or listens and which names it asks for; what leads outside is refused, no test leaves
# the machine.
WATCH = """
import os, sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.bind") and isinstance(arguments[1], tuple):
        where = str(arguments[1][0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        where = str(arguments[0])
    else:
        return
    with open(os.environ["WATCH_LOG"], "a") as log:
        log.write(event + " " + where + "\\n")
    if where not in ("127.0.0.1", "localhost", "::1", "None"):
        raise OSError("the test does not leave this machine: " + where)
sys.addaudithook(hook)
"""
PAGE = (
    f"<html><head><title>Lage</title><link rel=stylesheet href=http://style.example/x.css><script src=http://script.example/x.js></script>"
    f"<meta http-equiv=refresh content='0;url=http://refresh.example/'></head><body><article><p>{TEXT} {TEXT}</p>"
    f"<img src=http://image.example/x.png><iframe src=http://frame.example/></iframe><p>{TEXT}</p></article></body></html>"
)
FEED = (
    "<?xml version='1.0'?><!DOCTYPE rss SYSTEM 'http://dtd.example/rss.dtd'><rss version='2.0'><channel><title>F</title>"
    f"<item><guid>f1</guid><link>http://link.example/a</link><enclosure url='http://enclosure.example/a.mp3'/><description>{TEXT}</description></item>"
    "</channel></rss>"
)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT + " Mehr unter http://text.example/ und https://text.example/x.", encoding="utf-8")
    (folder / "b.html").write_text(PAGE, encoding="utf-8")
    (folder / "c.xml").write_text(FEED, encoding="utf-8")
    return folder


@pytest.fixture
def addresses(sources: Path) -> Iterator[list[str]]:
    """The page and the feed, on a server that was named."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Keep the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(sources)))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_address[1]}/{name}" for name in ("b.html", "c.xml")]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("way", ["files, direct", "files, flow", "addresses, direct"])
def test_a_run_asks_nobody_but_who_was_named(tmp_path: Path, sources: Path, addresses: list[str], way: str) -> None:
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = tmp_path / "asked.txt"
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_") and not k.lower().endswith("_proxy")}
    paths = [str(tmp_path / "watch"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    env |= {"PYTHONPATH": os.pathsep.join(paths), "WATCH_LOG": str(log), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    given = addresses if "addresses" in way else [str(sources)]
    command = [sys.executable, "-m", "pipeline.cli", "run", *given, "--db", str(tmp_path / "s.duckdb"), "--model", "de_lagebild"]
    if "direct" in way:
        command.append("--direct")
    env["TMPDIR"] = str(tmp_path)
    done = subprocess.run(confined(command, tmp_path), cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    assert f"{len(addresses if 'addresses' in way else list(sources.iterdir()))} added" in done.stdout
    noted = {tuple(line.split(" ", 1)) for line in log.read_text(encoding="utf-8").splitlines()} if log.exists() else set()
    asked = {where for event, where in noted if event != "socket.bind"}
    assert asked <= {"127.0.0.1", "localhost"}, asked
    assert {where for event, where in noted if event == "socket.bind"} <= {"127.0.0.1", "::1"}, "nothing listens to others"
    assert bool(asked) == (way != "files, direct"), "the watch sees something: the flow talks with its own server"


XML = {
    "entity from a file": ("feed.xml", "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{secret}'>]><rss version='2.0'>"),
    "parameter entity": ("feed.xml", "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'file://{secret}'> %p;]><rss version='2.0'>"),
    "entity from the net": ("feed.xml", "<!DOCTYPE rss [<!ENTITY x SYSTEM '{url}'>]><rss version='2.0'>"),
    "dtd from the net": ("feed.xml", "<!DOCTYPE rss SYSTEM '{url}'><rss version='2.0'>"),
    "xinclude": ("feed.xml", "<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{secret}' parse='text'/>"),
}


@pytest.mark.parametrize(("name", "head"), XML.values(), ids=XML.keys())
def test_xml_brings_nothing_in(tmp_path: Path, name: str, head: str) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Keep the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    body = f"<channel><title>F</title><item><guid>f</guid><description>{TEXT} &x; Ende.</description></item></channel></rss>"
    head = head.format(secret=secret, url=f"http://127.0.0.1:{server.server_address[1]}/evil")
    (tmp_path / name).write_text("<?xml version='1.0'?>" + head + body, encoding="utf-8")
    results = [r for item in discover([str(tmp_path / name)]) for r in read(item)]
    server.shutdown()
    server.server_close()
    assert results
    assert asked == []
    assert not any(SECRET in r.text for r in results if isinstance(r, Article))


def listening(pid: int) -> list[str]:
    """Addresses on which a process listens, as /proc writes them."""
    inodes = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if found := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(handle)):
                inodes.add(found[1])
        except OSError:
            continue
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            cells = line.split()
            if cells[3] == "0A" and cells[9] in inodes:
                found.append(cells[1].split(":")[0])
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="finds listening sockets in /proc")
def test_the_page_listens_on_loopback(tmp_path: Path) -> None:
    from tests.page_sample import write_sample

    db = write_sample(tmp_path / "s.duckdb")
    command = [sys.executable, "-m", "pipeline.cli", "serve", "--db", str(db), "--port", "0"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "http://localhost:" in process.stdout.readline()
        assert listening(process.pid) == ["0100007F"]
    finally:
        process.terminate()
        process.communicate(timeout=30)


def children(pid: int) -> list[tuple[int, str]]:
    """Processes that another one started: id and command."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"\nPPid:\t{pid}\n" in status.read_text():
                found.append((int(status.parent.name), status.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()))
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="finds listening sockets in /proc")
def test_prefect_s_temporary_server_listens_on_loopback_and_ends_with_a_killed_run(tmp_path: Path, sources: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    env |= {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "pipeline.cli", "run", str(sources), "--db", str(tmp_path / "s.duckdb"), "--model", "de_lagebild"]
    run = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until("the server", lambda: any("create_app" in name for _, name in children(run.pid)))
        (server,) = (pid for pid, name in children(run.pid) if "create_app" in name)
        wait_until("its socket", lambda: listening(server))
        assert {*listening(server)} == {"0100007F"}
    finally:
        run.kill()
        run.wait(30)
    wait_until("the server's end", lambda: not Path(f"/proc/{server}").exists(), 30)


def test_prefect_reports_nothing(tmp_path: Path) -> None:
    code = "import flows; from prefect.settings import get_current_settings as s; print(s().server.analytics_enabled)"
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=90)
    assert done.stdout.split() == ["False"]


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="finds listening sockets in /proc")
def test_a_cluster_made_for_a_run_listens_on_loopback(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="pip install 'lagebild[dask]'")
    code = (
        "import sys, time\nfrom pipeline.cluster import cluster_workers\n"
        "if __name__ == '__main__':\n    with cluster_workers('dask', None, 1) as (submit, n):\n"
        "        print(submit(abs, -3)(), flush=True)\n        sys.stdin.read()\n"
    )
    script = tmp_path / "c.py"
    script.write_text(code, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen(
        [sys.executable, str(script)], env=env, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "3"
        assert {*listening(process.pid)} == {"0100007F"}
    finally:
        process.communicate("", timeout=60)


def test_the_watch_would_notice(tmp_path: Path) -> None:
    """The hook of the first test, asked to notice a name that leads outside."""
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "WATCH_LOG": str(tmp_path / "log")}
    code = "import socket\ntry: socket.getaddrinfo('name.example', 80)\nexcept OSError as e: print(e)"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=30)
    assert "does not leave this machine" in done.stdout
    assert (tmp_path / "log").read_text().split() == ["socket.getaddrinfo", "name.example"]
