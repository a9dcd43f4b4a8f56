"""What all commands share: options, and how a command ends with one line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

DEFAULT_DB = Path("data/lagebild.duckdb")

DbOption = Annotated[
    Path | None, typer.Option("--db", envvar="LAGEBILD_DB", help="The store.", show_default=str(DEFAULT_DB), dir_okay=False)
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", envvar="LAGEBILD_MODEL", help="auto, de_lagebild (embedded), de_core_news_md (official), or a path.", show_default="auto"
    ),
]
RulesOption = Annotated[list[Path] | None, typer.Option("--rules", help="Folder (or file) with rule packs of your own; may be repeated.")]


def console_for_tables(piped_width: int, highlight: bool = True) -> Console:
    """Where tables go: as wide as the terminal; `piped_width` columns where there is none that has a width."""
    return Console(width=None if sys.stdout.isatty() else piped_width, highlight=highlight)


def write_file(path: Path, content: bytes) -> None:
    """Write beside and rename, so that nobody reads half a file; a link keeps pointing where it does, a pipe or a device stays what it is.

    Raises:
        OSError: it cannot be written; the command line turns this into one line.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        os.replace(unfinished, target)
    except OSError as e:
        raise OSError(e.errno, f"cannot be written: {e.strerror}", str(path)) from e


def fail(message: str, status: int = 1) -> NoReturn:
    """Print one line (or one a problem) on standard error and leave: 1 the job failed, 2 wrong usage."""
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(f"lagebild: {message}")
    raise typer.Exit(status)
