"""CONTRIBUTING.md says of every module and folder what it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MODULES = sorted(p.name for p in (ROOT / "pipeline").iterdir() if p.suffix == ".py" and not p.name.startswith(("__", "cli")))
FOLDERS = sorted(p.name for p in (ROOT / "pipeline").iterdir() if p.is_dir() and not p.name.startswith("_"))


@pytest.mark.parametrize("name", [*MODULES, *(f"{folder}/" for folder in FOLDERS)])
def test_it_is_in_the_table(name: str) -> None:
    assert f"`pipeline/{name}" in TEXT
