"""The commands `serve-flows` and `lake`; heavy imports wait until a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import DEFAULT_DB, DbOption, fail


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


def lake(folder: Annotated[Path, typer.Argument(help="The lake's folder; made if it is not there.")], db: DbOption = None) -> None:
    """Append a store to a lake of Parquet files with the same tables, views and macros; what the lake has already is left alone."""
    from pipeline.store.lake import append

    done = append(db or DEFAULT_DB, folder)
    typer.echo(f"{folder}: {done.added} added, {done.updated} updated, {done.unchanged} unchanged; {done.partitions} partitions written")
    typer.echo(f"  duckdb -init {folder}/lake.sql")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command(epilog="Example:  lagebild lake /mnt/lake --db news.duckdb")(lake)
    app.command("serve-flows", epilog="Example:  lagebild serve-flows --file prefect.yaml")(serve_flows)
