"""Measure the extractors with the scorers and write docs/RESULTS.md: `make results` (needs ../shared, which is not part of the project).

Every section holds the command that gave it, so that anybody with the corpora can repeat it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = "../shared"
CORPORA = f"{SHARED}/corpora"

INTRODUCTION = """# Results

Measured with the scorers of `../shared/scorers` on the development corpora of `../shared/corpora`, with the embedded model, by
`make results`. Figures on held-out texts are lower: the escalation texts, the actor articles and the date articles were seen while the
rules were written; of the quotations, `train` was seen, `dev` only looked at for figures. How each extractor works, what it misses and why
(error classes with counts) stands in [DATES.md](DATES.md), [QUOTES.md](QUOTES.md), [ACTORS.md](ACTORS.md) and
[ESCALATIONS.md](ESCALATIONS.md); the model's own scores in [the model card](../models/training/MODEL_CARD.md).
"""


def sh(command: str, folder: Path) -> str:
    """Run a command from the repository's folder, with `$T` for the folder of the stores; its output without progress lines."""
    env_path = Path(sys.executable).parent
    done = subprocess.run(
        ["bash", "-c", f"export PATH={env_path}:$PATH COLUMNS=110 LAGEBILD_MODEL=de_lagebild T={folder}; {command}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + (done.stderr if done.returncode and not done.stdout else "")).replace(str(folder), "$T").strip()


def section(title: str, folder: Path, *commands: str, note: str = "", last_lines: int | None = None) -> str:
    """One section: title, note, then each command with its output."""
    parts = [f"## {title}", note] if note else [f"## {title}"]
    for command in commands:
        output = sh(command, folder)
        lines = output.splitlines()
        if last_lines:
            lines = lines[-last_lines:]
        shown = "\n".join(line.rstrip() for line in lines)
        parts.append(f"```text\n$ {command}\n{shown}\n```")
    return "\n\n".join(parts)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shelf = f"{CORPORA}/news/gnad.articles.jsonl {CORPORA}/quotes/dev.articles.jsonl {CORPORA}/dates/krauts.articles.jsonl"
        run = f"( time -p lagebild run {shelf} --db $T/a.duckdb ) 2>&1 | grep -E 'inputs read|^model|^real'"
        texts = [
            INTRODUCTION,
            section(
                "The reference article",
                folder,
                f"lagebild run {SHARED}/articles/reference.articles.jsonl --db $T/ref.duckdb | head -1",
                f"python {SHARED}/scorers/score_seed.py {CORPORA}/escalations/seed.gold.json $T/ref.duckdb | grep -v '^ok'",
                f"lagebild run {SHARED}/articles/kaizen-eskalationsschema.txt --published-on 2026-02-03 --db $T/txt.duckdb | head -1",
                f"python {SHARED}/scorers/score_seed.py {CORPORA}/escalations/seed.gold.json $T/txt.duckdb | grep -v '^ok'",
            ),
            section("A shelf of articles, and the same again", folder, run, run),
            section("Dates, beside HeidelTime", folder, f"python {SHARED}/scorers/score_dates.py {CORPORA}/dates $T/a.duckdb"),
            section("Quotations", folder, f"python {SHARED}/scorers/score_quotes.py {CORPORA}/quotes/dev.gold.jsonl $T/a.duckdb --by-type"),
            section(
                "Escalations",
                folder,
                f"python {SHARED}/scorers/score_escalations.py {CORPORA}/escalations --articles > $T/e.jsonl; "
                "lagebild run $T/e.jsonl --direct --db $T/e.duckdb | head -1",
                f"python {SHARED}/scorers/score_escalations.py {CORPORA}/escalations $T/e.duckdb",
            ),
            section(
                "Escalation frames in ordinary news",
                folder,
                f"lagebild run {CORPORA}/news/gnad.articles.jsonl {CORPORA}/quotes/train.articles.jsonl --db $T/n.duckdb | head -1",
                "python benchmarks/news_frames.py $T/n.duckdb",
                note="Every frame found in articles that were not picked for frames, with a reader's verdict (benchmarks/news_frames.csv). "
                "At most one false frame in 60 articles is asked for.",
            ),
            section("Actors", folder, f"python {SHARED}/scorers/score_actors.py {CORPORA}/actors $T/a.duckdb"),
        ]
    (ROOT / "docs" / "RESULTS.md").write_text("\n\n".join(t.strip() for t in texts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
