"""The README has every command, and some page every option."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
import typer

from pipeline.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = "\n".join(p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])


def commands(group: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    inner = getattr(group, "commands", None)
    if inner is None:
        return [(" ".join(path), group)]
    return [found for name, command in inner.items() for found in commands(command, (*path, name))]


ALL = commands(typer.main.get_command(app))


def test_there_are_commands() -> None:
    assert len(ALL) > 12


@pytest.mark.parametrize("path", [path for path, _ in ALL])
def test_the_readme_has_every_command(path: str) -> None:
    table = README[README.index("## Commands") :]
    assert path.split()[-1] in table


@pytest.mark.parametrize(
    ("path", "option"), [(path, o) for path, command in ALL for p in command.params for o in p.opts if o.startswith("--") and o != "--help"]
)
def test_some_page_has_every_option(path: str, option: str) -> None:
    assert option in DOCS
