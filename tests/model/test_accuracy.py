"""The embedded pipeline scores at least `thresholds.csv` on the dev parts of the open corpora (skipped where they are not at hand)."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.paths import embedded_model_dir

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
MINIMA = {
    row["metric"]: float(row["minimum"])
    for row in csv.DictReader((Path(__file__).parent / "thresholds.csv").read_text(encoding="utf-8").splitlines())
}


@pytest.fixture(scope="session")
def scores() -> dict[str, float]:
    """Scores of models/de_lagebild, made by the recipe's own evaluation in a process of its own."""
    if not (CORPORA / "syntax").is_dir():
        pytest.skip(f"the corpora are not here ({CORPORA}); accuracy is not checked")
    command = [
        sys.executable,
        str(ROOT / "models/training/evaluate.py"),
        "--corpora",
        str(CORPORA),
        "--model",
        str(embedded_model_dir()),
        "--json",
    ]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("metric", MINIMA, ids=lambda metric: metric.replace(" ", "-"))
def test_score_reaches_its_minimum(metric: str, scores: dict[str, float]) -> None:
    assert scores[metric] >= MINIMA[metric], f"{metric}: {scores[metric]:.1f}"
