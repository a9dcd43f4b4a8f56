"""Files as they are opened for reading: plain, or compressed with gzip and then unpacked on the way, within limits.

What is unpacked is counted: a bomb unpacks a thousandfold, news five to tenfold. A file is gzip by its first bytes, whatever its name.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from pipeline.sources.limits import Limits
from pipeline.sources.problems import Problem

SUFFIX = ".gz"
_MAGIC = b"\x1f\x8b\x08"
_HARMLESS = 64_000_000  # bytes that may be unpacked whatever the ratio


def inner_name(path: str) -> str:
    """The name of what is in a compressed file: without `.gz`."""
    return path[: -len(SUFFIX)] if path.lower().endswith(SUFFIX) else path


@contextmanager
def opened(path: str, limits: Limits) -> Iterator[io.BufferedReader[Any]]:
    """The file's bytes, unpacked where it is compressed.

    Raises:
        OSError: it cannot be opened.
        Problem: on reading, `too_big` for more than `limits.max_gzip_ratio` bytes for one, `unreadable` for damaged gzip.
    """
    with open(path, "rb") as file:
        if file.peek(len(_MAGIC))[: len(_MAGIC)] != _MAGIC:
            yield file
            return
        with io.BufferedReader(cast(io.RawIOBase, _Unpacked(file, limits.max_gzip_ratio * Path(path).stat().st_size))) as unpacked:
            yield unpacked


class _Unpacked(io.RawIOBase):
    """Unpacks as it is read; no more than `_HARMLESS` or `most` bytes."""

    def __init__(self, file: io.BufferedReader, most: int) -> None:
        self._gzip = gzip.GzipFile(fileobj=file)
        self._left = max(most, _HARMLESS)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._gzip.read1(min(len(buffer), 1_000_000))
        except (gzip.BadGzipFile, EOFError, zlib.error) as e:
            raise Problem("unreadable", f"damaged gzip: {e}") from None
        self._left -= len(data)
        if self._left < 0:
            raise Problem("too_big", "it unpacks to far more than text does")
        buffer[: len(data)] = data
        return len(data)
