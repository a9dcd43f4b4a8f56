"""Progress for people: a bar on a terminal, plain lines every few seconds otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from pipeline.progress import Progress, listening

PLAIN_EVERY_S = 10.0


@contextmanager
def live_progress() -> Iterator[None]:
    """Show what `pipeline.progress.tell` tells, on standard error."""
    console = Console(stderr=True)
    with _bar(console) if console.is_terminal else _lines():
        yield


def _done(p: Progress) -> int:
    c = p.counts
    return c["added"] + c["updated"] + c["unchanged"] + c["rejected"] - p.waiting


@contextmanager
def _bar(console: Console) -> Iterator[None]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        job = bar.add_task("starting", total=None)

        def listener(p: Progress) -> None:
            bar.update(job, description=f"articles · {p.tokens:,} tokens", total=max(p.counts["seen"], 1), completed=_done(p))

        with listening(listener):
            yield


@contextmanager
def _lines() -> Iterator[None]:
    last = time.monotonic()

    def listener(p: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_EVERY_S:
            last = time.monotonic()
            done, seen = _done(p), p.counts["seen"]  # articles are done part by part: none is for some time
            text = f"{done} of {seen} articles read so far are done, {p.tokens:,} tokens" if done else f"{seen} articles read so far"
            with suppress(OSError):  # whoever read along has gone: no reason to end a run
                print(text, file=sys.stderr, flush=True)

    with listening(listener):
        yield
