"""What the tests of the docs share: the store that the main job makes of the sample articles."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pipeline.ingest import RunSettings, run

    db = tmp_path_factory.mktemp("sample") / "lagebild.duckdb"
    run(RunSettings((str(ROOT / "data" / "articles"),), db, "de_lagebild"))
    return db
