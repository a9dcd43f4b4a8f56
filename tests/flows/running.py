"""Flows run as users run them, in processes of their own, for the tests of this folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from pipeline.ingest import spool_folder
from tests.stores import query

ROOT = Path(__file__).parents[2]
TEXT = "Der Sprecher des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Die Lage sei ruhig."

# The flow as users start it, but for smaller parts and what a test changes.
SCRIPT = """
import pipeline.ingest
from pipeline.cli import main
if __name__ == "__main__":
    pipeline.ingest.PART_ARTICLES = 20
    {patch}
    main()
"""
# Shorter limits of addresses and shorter pauses between tries.
QUICK = """
    import flows.ingest, pipeline.sources.reading
    from pipeline.sources.limits import Limits
    pipeline.sources.reading.read.__defaults__ = (None, Limits(connect_timeout_s=2, read_timeout_s=1, total_timeout_s=2))
    flows.ingest.read_sources.retry_delay_seconds = [0.1, 0.2, 0.3]
"""


def start(folder: Path, url: str, home: Path, *options: str, patch: str = "", **more: str) -> subprocess.Popen[str]:
    """`lagebild run` of a flow against a Prefect server; the store is `s.duckdb` in the folder. `patch` is code that runs before."""
    script = folder / f"run-{time.monotonic_ns()}.py"
    script.write_text(SCRIPT.format(patch=patch.strip()), encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "LAGEBILD_")) and not k.lower().endswith("_proxy")}
    env |= {"PREFECT_API_URL": url, "PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", "LAGEBILD_MODEL": "de_lagebild", "OMP_NUM_THREADS": "1"}
    env |= {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), **more}
    command = [sys.executable, str(script), "run", *options, "--db", str(folder / "s.duckdb")]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str], seconds: float = 200) -> str:
    """The output of a run that ends well."""
    output, error = process.communicate(timeout=seconds)
    assert process.returncode == 0, error
    return output


def has_begun(db: Path, since: float) -> bool:
    """Whether a run has taken the store since then; what killed runs leave lies there from before."""
    spool = spool_folder(db)
    return spool.exists() and spool.stat().st_ctime >= since


def assert_whole(db: Path) -> None:
    for table in ("extractions", "sections", "dates"):
        assert query(db, f"SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM {table})") == [(0,)], table
        assert query(db, f"SELECT count(*) FROM {table} WHERE article_id NOT IN (SELECT article_id FROM articles)") == [(0,)], table


def corpus(folder: Path, articles: int, more: str = "") -> Path:
    path = folder / "in.jsonl"
    records = [{"id": f"a{i}", "text": f"{TEXT} Nummer {i}. {more} " * 2, "published_on": "2026-02-03"} for i in range(articles)]
    path.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    return path
