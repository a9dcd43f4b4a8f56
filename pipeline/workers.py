"""Processes that annotate: they load the model once, end with their parent, and are replaced when one dies.

Spawned, not forked: a fork of a process with threads (DuckDB's, Prefect's) may hang. A job is a function with arguments that can be
done twice.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

MAX_DEATHS = 2  # how often a job is begun again because a process died while it waited or ran


class WorkerError(RuntimeError):
    """Worker processes die again and again; the message is one line that says what to do."""


@dataclass(slots=True, eq=False)
class _Job:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Future[Any] | None = None
    deaths: int = 0

    @property
    def is_done(self) -> bool:
        """Whether it ended in the process, with a result or an error of its own."""
        return self.future is not None and self.future.done() and not isinstance(self.future.exception(), BrokenProcessPool)


class Workers:
    """A pool of processes as a context manager; `initializer` is called once in each."""

    def __init__(self, processes: int, initializer: Callable[..., None], *arguments: Any) -> None:
        self._processes, self._initializer, self._arguments = processes, initializer, arguments
        self._jobs: list[_Job] = []
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._processes, context, initializer=_begin, initargs=(self._initializer, self._arguments))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Hand a job to the processes; gives back a function that waits for its result.

        That function raises what the job raised, or WorkerError if its process died more often than a job may be begun again.
        """
        job = _Job(function, arguments)
        self._jobs.append(job)
        try:
            self._start(job)
        except BrokenProcessPool:
            self._restart()
        return lambda: self._result(job)

    def _start(self, job: _Job) -> None:
        job.future = self._pool.submit(job.function, *job.arguments)

    def _result(self, job: _Job) -> Any:
        while True:
            assert job.future is not None
            try:
                result = job.future.result()
            except BrokenProcessPool:
                self._restart()
            else:
                self._jobs.remove(job)
                return result

    def _restart(self) -> None:
        """A new pool for everything that was lost with the old one."""
        self._pool.shutdown(wait=False)
        self._pool = self._new_pool()
        for job in self._jobs:
            if job.is_done:
                continue
            job.deaths += 1
            if job.deaths > MAX_DEATHS:
                raise WorkerError("worker processes die again and again: is the memory full? use fewer --workers; what was stored stays")
            self._start(job)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._pool.shutdown()
            return
        self._pool.shutdown(wait=False, cancel_futures=True)  # who stops does not wait for work that nobody will store
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            process.terminate()


def _begin(initializer: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Start of a worker process: Ctrl-C is its parent's affair, and it does not outlive its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    initializer(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
