"""A guard against questions that grow faster than the store; the figures at 50,000 articles come from `python -m tests.page.timing`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.large_store import write_large
from tests.page.timing import measure

ARTICLES = 3_000
LIMIT = 0.5  # seconds of the processor, all threads together: what others do on the machine does not count


@pytest.mark.slow
def test_no_page_needs_half_a_second_of_the_processor(tmp_path: Path) -> None:
    write_large(tmp_path / "large.duckdb", ARTICLES, ARTICLES, 500, 20_000)
    found = measure(tmp_path / "large.duckdb", 2)
    assert len(found) > 20
    assert [(path, status) for path, status, *_ in found if status != 200] == []
    assert [(path, round(worked, 2)) for path, _, _, _, worked in found if worked > LIMIT] == []
