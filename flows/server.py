"""Prefect's temporary server, started while the rest of the program is still loading: it takes seconds, and so do our own imports."""

from __future__ import annotations

import os
import threading

import flows  # noqa: F401  (sets Prefect's defaults before Prefect is imported)


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

    settings = get_current_settings()
    if settings.api.url or not settings.server.ephemeral.enabled:
        return
    try:
        SubprocessASGIServer().start()
    except Exception:
        return
