"""A real `prefect server` on loopback for the tests of flows, as a data team has one; its start takes many seconds, so it is shared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import free_port


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for Prefect's files."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The address of the API."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}  # importing `flows` sets what suits a temporary server
    env |= {"PREFECT_HOME": str(home / "server"), "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    (home / "server").mkdir()
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-ui"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    url = f"http://127.0.0.1:{port}/api"
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{url}/health", timeout=1) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail("the Prefect server did not start in two minutes")
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
