"""The command `serve-flows`; heavy imports wait until it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import fail


def serve_flows(
    file: Annotated[Path, typer.Option("--file", help="The deployments: schedules and parameters.", dir_okay=False)] = Path("prefect.yaml"),
    limit: Annotated[int, typer.Option("--limit", min=1, help="Runs at once; runs on one store queue up anyway.")] = 2,
) -> None:
    """Run the deployments of prefect.yaml on their schedules, without a worker, until Ctrl-C; needs a running Prefect server."""
    from flows.serve import DeploymentError
    from flows.serve import serve_flows as serve

    try:
        serve(file, limit)
    except DeploymentError as e:
        fail(str(e))


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve-flows", epilog="Example:  lagebild serve-flows --file prefect.yaml")(serve_flows)
