"""The generated pages are current."""

from __future__ import annotations

import pytest

from tests.docs.reference import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `make reference` and commit the page"
