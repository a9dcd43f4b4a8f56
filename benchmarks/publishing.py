"""What publishing costs at the size of a store: `python -m benchmarks.publishing FOLDER [ARTICLES]`.

Builds a synthetic store (once), then times runs of one new article each: all that such a run costs is opening, publishing and closing.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from pipeline.records import Article, ArticleFacts
from pipeline.store.publish import writing
from pipeline.tables import facts_to_tables
from tests.large_store import write_large

RUNS = 9


def one_article(db: Path, number: int) -> float:
    """Seconds of a run that adds one article."""
    started = time.perf_counter()
    name = f"bench-{time.time_ns()}-{number}"
    with writing(db) as writer:
        writer.start_run({"run_id": name})
        writer.load(facts_to_tables([ArticleFacts(Article(name, "bench", "Der Kreml schwieg.", content_hash=name), 4)], "bench"), name)
        writer.finish_run(name, "done", {"seen": 1, "added": 1})
    return time.perf_counter() - started


def main() -> None:
    """Build where needed, time, print."""
    articles = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    db = Path(sys.argv[1]) / f"publishing-{articles}.duckdb"
    if not db.exists():
        db.parent.mkdir(parents=True, exist_ok=True)
        write_large(db, articles)
    seconds = [one_article(db, number) for number in range(RUNS)]
    size = db.stat().st_size / 1e6
    middle, span = statistics.median(seconds), f"{min(seconds):.2f} to {max(seconds):.2f}"
    print(f"{articles:,} articles, {size:.0f} MB: {middle:.2f} s a run (median of {RUNS}; {span})")


if __name__ == "__main__":
    main()
