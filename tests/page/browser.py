"""A headless Chromium, spoken to over W3C WebDriver (https://www.w3.org/TR/webdriver2/) as plain JSON over loopback."""

from __future__ import annotations

import base64
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
MISSING = "" if CHROMIUM and CHROMEDRIVER else "no Chromium with chromedriver here: `apt-get install chromium chromium-driver`"
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One window."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self._client, self._session = client, session

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One command; raises AssertionError with the driver's message if it fails."""
        answer = self._client.request(method, f"/session/{self._session}{path}", json=body if method == "POST" else None).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        self.call("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """The value that a script (with `return`) gives in the page."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script: str, seconds: float = 10) -> None:
        """Until a script gives something true; raises AssertionError if it does not."""
        until = time.monotonic() + seconds
        while not self.run(script):
            assert time.monotonic() < until, f"{script} did not come true at {self.run('return location.href')}"
            time.sleep(0.05)

    def click(self, css: str) -> None:
        """Click the first element that matches."""
        element = self.call("POST", "/element", {"using": "css selector", "value": css})[_ELEMENT]
        self.call("POST", f"/element/{element}/click", {})

    def hover(self, css: str) -> None:
        """Move the mouse onto the first element that matches."""
        element = self.call("POST", "/element", {"using": "css selector", "value": css})
        move = {"type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0}
        self.call("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [move]}]})

    def press(self, key: str) -> None:
        """Press and let go one key (`\\ue004` is Tab, `\\ue007` Enter, `\\ue00d` the space bar)."""
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def screenshot(self, path: Path) -> None:
        """What the window shows, as PNG."""
        path.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))

    def pdf(self) -> bytes:
        """The page as it would be printed."""
        return base64.b64decode(self.call("POST", "/print", {"background": True}))

    def console_errors(self) -> list[str]:
        """What the browser complained about: refused loads, broken policies."""
        return [e["message"] for e in self.call("POST", "/se/log", {"type": "browser"}) if e["level"] == "SEVERE"]


@contextmanager
def browser(width: int = 1100, height: int = 900) -> Iterator[Browser]:
    """A fresh headless window; closed at the end."""
    port = free_port()
    driver = subprocess.Popen([str(CHROMEDRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            _wait(client)
            flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}", "--lang=de"]
            options = {"binary": CHROMIUM, "args": flags}
            wanted = {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}
            session = client.post("/session", json={"capabilities": wanted}).json()["value"]["sessionId"]
            try:
                yield Browser(client, session)
            finally:
                client.delete(f"/session/{session}")
    finally:
        driver.terminate()
        driver.wait(20)


def _wait(client: httpx.Client, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            if client.get("/status").json()["value"]["ready"]:
                return
        except httpx.TransportError:
            assert time.monotonic() < until, "chromedriver did not start"
        time.sleep(0.1)


@contextmanager
def served(db: Path) -> Iterator[str]:
    """The page in a process of its own, as `lagebild serve` starts it; gives its address."""
    import sys

    port = free_port()
    command = [sys.executable, "-m", "pipeline.cli", "serve", "--db", str(db), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert f":{port}/" in line, line + server.stdout.read()
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)
        if server.stdout:
            server.stdout.close()
