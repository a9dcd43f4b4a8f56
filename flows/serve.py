"""The deployments of `prefect.yaml`, served by one process without a worker: `lagebild serve-flows`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ParameterTypeError
from prefect.schedules import Cron, Schedule
from prefect.settings import get_current_settings
from prefect.types.entrypoint import EntrypointType

from flows.ingest import ingest


class DeploymentError(RuntimeError):
    """The deployments cannot be served; the message is one line that says what to do."""


def read_deployments(path: Path) -> list[RunnerDeployment]:
    """The deployments of the ingest flow in a `prefect.yaml`, as that file means them for `prefect deploy`.

    Raises:
        DeploymentError: no such file, not YAML, no deployment in it, or one that Prefect does not take.
    """
    try:
        entries = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("deployments") or []
        found = [_deployment(entry) for entry in entries]
    except OSError as e:
        raise DeploymentError(f"{path}: {e.strerror}; name a file with --file") from e
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError, ParameterTypeError) as e:
        raise DeploymentError(f"{path} is not a file of Prefect deployments: {type(e).__name__}: {' '.join(str(e).split())}") from e
    if not found:
        raise DeploymentError(f"{path} has no deployments")
    return found


def _deployment(entry: dict[str, Any]) -> RunnerDeployment:
    limit = entry.get("concurrency_limit")
    deployment = ingest.to_deployment(
        name=entry["name"],
        parameters=_checked(entry.get("parameters") or {}),
        schedules=[_schedule(s) for s in entry.get("schedules") or []],
        description=entry.get("description"),
        tags=entry.get("tags"),
        concurrency_limit=ConcurrencyLimitConfig(**limit) if isinstance(limit, dict) else limit,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(deployment, RunnerDeployment)  # a coroutine only within an event loop
    return deployment


def _checked(parameters: dict[str, Any]) -> dict[str, Any]:
    ingest.validate_parameters(parameters)
    return parameters


def _schedule(entry: dict[str, Any]) -> Schedule:
    checked = CronSchedule(cron=entry["cron"], timezone=entry.get("timezone", "UTC"))
    return Cron(checked.cron, timezone=checked.timezone, active=entry.get("active", True))


def serve_flows(path: Path, limit: int) -> None:
    """Serve until SIGINT or SIGTERM; at most `limit` runs at once.

    Raises:
        DeploymentError: see `read_deployments`; or there is no Prefect server to serve them for.
    """
    if not get_current_settings().api.url:
        raise DeploymentError(
            "there is no Prefect server: start one with `prefect server start`, then `export PREFECT_API_URL=http://127.0.0.1:4200/api`"
        )
    serve(*read_deployments(path), limit=limit)
