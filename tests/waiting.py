"""Waiting for another process, and a port for it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def wait_until(what: str, found: Callable[[], object], seconds: float = 120) -> None:
    """Return as soon as `found` gives something; AssertionError that names `what` if it never does."""
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
