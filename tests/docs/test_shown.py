"""Tests that the docs name exist, and docs/OPERATIONS_SHOWN.md leaves out none that looks after the flows, faults and security."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import DOCUMENTS, ROOT

NAMED = sorted({name for path in DOCUMENTS for name in re.findall(r"`(tests/[\w/]+\.py::\w+)`", path.read_text(encoding="utf-8"))})
SHOWN = (ROOT / "docs" / "OPERATIONS_SHOWN.md").read_text(encoding="utf-8")


def functions_of(path: Path) -> list[str]:
    return re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", NAMED)
def test_it_exists(name: str) -> None:
    file, _, function = name.partition("::")
    assert function in functions_of(ROOT / file)


@pytest.mark.parametrize("file", ["tests/flows/test_readers.py", "tests/faults/test_cluster.py", "tests/flows/test_flow_faults.py"])
def test_there_is_a_row_for_the_file(file: str) -> None:
    assert f"`{file}::" in SHOWN
