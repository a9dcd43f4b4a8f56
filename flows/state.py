"""What the tasks of a flow that run in its own process share: the open run, and where its result is collected.

A module of its own, because Prefect sends flows to worker processes by value, and context variables cannot be sent.
"""

from __future__ import annotations

from contextvars import ContextVar

from pipeline.ingest import Run, RunResult

current: ContextVar[Run] = ContextVar("current_run")
collect: ContextVar[list[RunResult] | None] = ContextVar("collect", default=None)
