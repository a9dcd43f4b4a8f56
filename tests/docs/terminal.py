"""A terminal in which the tests of the docs type what the docs say: a real shell, HOME an empty folder, the network away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.docs.blocks import ROOT

BIN = Path(sys.executable).parent


def _programs(home: Path) -> Path:
    """A folder with `lagebild`, for environments in which it was not installed (`make test` installs it, and that one comes first)."""
    programs = home / "bin"
    programs.mkdir()
    (programs / "lagebild").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline.cli "$@"\n', encoding="utf-8")
    (programs / "lagebild").chmod(0o755)
    return programs


class Terminal:
    """One terminal: exported variables stay from command to command."""

    def __init__(self, folder: Path, stand_ins: dict[str, str]) -> None:
        self.folder, self.stand_ins, self.exports = folder, stand_ins, [""]
        home = folder.parent / "home"
        home.mkdir()
        kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(("PREFECT_", "LAGEBILD_", "XDG_", "HOME"))}
        nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
        self.env = kept | nowhere | {"HOME": str(home), "PATH": f"{BIN}:{_programs(home)}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        self.env |= {"NO_PROXY": "127.0.0.1,localhost", "LAGEBILD_MODEL": "de_lagebild", "OMP_NUM_THREADS": "1"}

    def typed(self, line: str) -> str:
        """What stands in the document, with what is there in place of what is not."""
        for there, here in self.stand_ins.items():
            line = line.replace(there, here)
        return re.sub(r"^lagebild run\b", "lagebild run --direct", line)  # the flow: .ci/run, tests/flows; its server costs 12 s a run

    def script(self, line: str) -> list[str]:
        return ["bash", "-euo", "pipefail", "-c", "\n".join([*self.exports, self.typed(line)])]

    def run(self, line: str) -> None:
        """One command; raises AssertionError with what it said if its status is not 0."""
        done = subprocess.run(self.script(line), cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
        assert done.returncode == 0, f"$ {self.typed(line)}\n{(done.stdout + done.stderr).decode(errors='replace')}"
        if line.startswith("export "):
            self.exports.append(self.typed(line))

    @contextmanager
    def served(self, line: str, sign: str | re.Pattern[str], seconds: float = 90) -> Iterator[None]:
        """Start what goes on until it is stopped, wait until it answers, stop it at the end; raises AssertionError if it does not."""
        log = self.folder.parent / f"{time.monotonic_ns()}.log"
        with log.open("wb") as output:
            command = self.script(f"exec {self.typed(line)}")
            env = self.env | {"PYTHONUNBUFFERED": "1"}
            server = subprocess.Popen(
                command, cwd=self.folder, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        try:
            until = time.monotonic() + seconds
            while not (answers(self.typed(sign)) if isinstance(sign, str) else sign.search(log.read_text(errors="replace"))):
                assert server.poll() is None, f"$ {line}\nended with {server.returncode}\n{log.read_text(errors='replace')}"
                assert time.monotonic() < until, f"$ {line}\ndoes not answer\n{log.read_text(errors='replace')}"
                time.sleep(0.1)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(server.pid, signal.SIGKILL)
                server.wait(10)


def answers(url: str) -> bool:
    """Whether a server on this machine says 200."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
