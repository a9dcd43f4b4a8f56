"""Prefect's server: the temporary one, started while the rest of the program is still loading, and what to say when one is gone."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import flows  # noqa: F401  (sets Prefect's defaults before Prefect is imported)

lost = False  # whether the server went away during a run: then nobody waits for Prefect's farewell, which takes minutes


class ServerError(RuntimeError):
    """There is no Prefect server; the message is one line that says what to do."""


@contextmanager
def watched(done: Callable[[], bool]) -> Iterator[None]:
    """A run against a server that may not be there, or go away. If it goes when the run is `done`, the run is done.

    Raises:
        ServerError: the server does not answer and the run is not done.
    """
    global lost
    from httpx import HTTPError
    from prefect.settings import get_current_settings

    try:
        yield
    except (HTTPError, RuntimeError) as e:
        if not isinstance(e, HTTPError) and "Failed to reach API" not in str(e):
            raise
        lost = True
        address = get_current_settings().api.url or "on this machine"
        if not done():
            raise ServerError(f"the Prefect server {address} does not answer; start it, unset PREFECT_API_URL, or use --direct") from e
        logging.getLogger("lagebild").warning("the Prefect server %s does not answer: the run is stored, but not noted there", address)


def start_early() -> threading.Thread | None:
    """Start the temporary server in the background; None where the user has a server. Join the thread before a flow runs.

    What goes wrong here is left to the flow, which starts the server itself if there is none and says so if it cannot.
    """
    if "PREFECT_API_URL" in os.environ or "PREFECT_PROFILE" in os.environ:
        return None
    thread = threading.Thread(target=_start, daemon=True)
    thread.start()
    return thread


def _start() -> None:
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import get_current_settings

    class Server(SubprocessASGIServer):
        """Prefect's temporary server, which would live on after a run that was killed."""

        def _run_uvicorn_command(self) -> subprocess.Popen[bytes]:
            process = super()._run_uvicorn_command()
            _ends_with_this_process(process.pid)
            return process

    settings = get_current_settings()
    if settings.api.url or not settings.server.ephemeral.enabled:
        return
    try:
        Server().start()
    except Exception:
        return


_guards: list[subprocess.Popen[bytes]] = []  # each reads from a pipe, which is closed when this process ends, however it does


def _ends_with_this_process(pid: int) -> None:
    """See that another process is ended when this one is gone, even killed. Where there is no shell, it is not."""
    with suppress(OSError):
        command = ["sh", "-c", 'cat >/dev/null; kill "$1" 2>/dev/null', "sh", str(pid)]
        _guards.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True))
