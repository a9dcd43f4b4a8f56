"""Prefect's settings for a run in this process: no telemetry, a home of the project's own, patience with the ephemeral server.

Whatever the user has set in the environment (PREFECT_API_URL, PREFECT_HOME, a profile) goes first. Must run before Prefect is imported.
"""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

_ALWAYS = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
# Only without a server of the user's own: the temporary server does nothing but record this run, so its other services stay off.
_EPHEMERAL = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
}


def home() -> Path:
    """Lagebild's own folder for Prefect's database and results."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "lagebild" / "prefect"


def _made(folder: Path) -> Path:
    """The folder, made with its parents: without them Prefect's server would not start, and try again until the time is up."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="lagebild-prefect-"))
    return folder


def set_defaults() -> None:
    """Set what is not set; an empty PREFECT_API_URL, which Prefect cannot read, counts as not set."""
    if not os.environ.get("PREFECT_API_URL", "x"):
        del os.environ["PREFECT_API_URL"]
    defaults = dict(_ALWAYS)
    if "PREFECT_API_URL" not in os.environ and "PREFECT_PROFILE" not in os.environ:
        defaults.update(_EPHEMERAL)
        if "PREFECT_HOME" not in os.environ:
            defaults["PREFECT_HOME"] = str(_made(home()))
    for key, value in defaults.items():
        os.environ.setdefault(key, value)


def quiet_console() -> None:
    """Keep Prefect's own lines and tracebacks off the terminal of `lagebild run`, which says in one line what is wrong."""
    if "LAGEBILD_DEBUG" in os.environ:
        return
    for logger in (logging.getLogger(), logging.getLogger("prefect._internal")):
        for handler in logger.handlers:
            handler.addFilter(lambda record: not record.name.startswith("prefect"))
