"""Commands that can write into some folders alone: everything else is mounted read-only for them, where one may (Linux, as root)."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

_CONFINE = """set -e
mount --make-rprivate /
while [ "$1" != -- ]; do mount --bind "$1" "$1"; shift; done
shift
mount -o remount,bind,ro /
exec "$@"
"""


def confined(command: list[str], *writable: Path) -> list[str]:
    """The command that runs it so, or the command itself where nothing may be mounted."""
    return _confining(command, *writable) if can_confine() else command


def _confining(command: list[str], *writable: Path) -> list[str]:
    return ["unshare", "--mount", "sh", "-c", _CONFINE, "sh", *map(str, writable), "--", *command]


@cache
def can_confine() -> bool:
    """Whether this process may mount."""
    try:
        return subprocess.run(_confining(["true"]), capture_output=True, timeout=30, check=False).returncode == 0
    except OSError:
        return False
