"""False alarms in ordinary news: every escalation frame in a store beside the verdict that a reader gave it.

Usage: python benchmarks/news_frames.py STORE.duckdb

The verdicts stand in `news_frames.csv`, written by hand. A frame without a verdict is an error (exit status 1): somebody has to read it.
Prints a table for docs/RESULTS.md and the rate of false frames; no text of the corpora but the windows.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb

VERDICTS = Path(__file__).with_name("news_frames.csv")
Key = tuple[str, str, str]  # article, kind, window as it stands in the text


def verdicts(path: Path = VERDICTS) -> dict[Key, tuple[str, str]]:
    """Verdict and reason of every frame read so far. ValueError: a verdict that is none of right, arguable, false."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    out = {}
    for row in csv.DictReader(lines):
        if row["verdict"] not in ("right", "arguable", "false"):
            raise ValueError(f"{path.name}: {row['article_id']} has the verdict {row['verdict']!r}")
        out[(row["article_id"], row["kind"], row["window"])] = (row["verdict"], row["reason"])
    return out


def frames(store: str) -> tuple[list[Key], int]:
    """The frames of a store in order of articles and text, and the number of its articles."""
    with duckdb.connect(store, read_only=True) as con:
        found = con.execute("select article_id, kind, window_text from escalations order by article_id, window_start_char").fetchall()
        count = con.execute("select count(*) from articles").fetchone()
    return [(str(a), str(k), " ".join(str(w).split())) for a, k, w in found], int(count[0]) if count else 0


def report(found: list[Key], articles: int, known: dict[Key, tuple[str, str]]) -> tuple[str, int]:
    """The table with its rate, and how many frames nobody has read."""
    lines = ["article | kind | window | verdict | why"]
    tally = {"right": 0, "arguable": 0, "false": 0, "UNREAD": 0}
    for key in found:
        verdict, reason = known.get(key, ("UNREAD", "read it and give it a verdict in benchmarks/news_frames.csv"))
        tally[verdict] += 1
        lines.append(" | ".join((*key, verdict, reason)))
    gone = sorted(set(known) - set(found))
    lines += [f"no longer found: {' | '.join(key)}" for key in gone]
    counted = ", ".join(f"{number} {name}" for name, number in tally.items() if number or name == "false")
    rate = 60 * (tally["false"] + tally["UNREAD"]) / articles if articles else 0.0
    lines.append(f"{len(found)} frames in {articles} articles: {counted}; false in 60 articles: {rate:.2f}")
    return "\n".join(lines), tally["UNREAD"]


def main() -> int:
    found, articles = frames(sys.argv[1])
    text, unread = report(found, articles, verdicts())
    print(text)
    return 1 if unread else 0


if __name__ == "__main__":
    sys.exit(main())
