"""`make bench`: what a run costs, in ratios taken in one go on one machine; prints the tables of docs/PERFORMANCE.md as Markdown.

    python -m benchmarks.bench [--articles N] [--long N] [--memory N …] [--views N] [--folder DIR] [SOURCE …]

Every run is a process of its own, as users start it. Wall time counts what users wait for; CPU time (of the process and its workers) stays
comparable on a machine that does other work too. Memory is the peak of the process and of its largest child.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.corpora import default_sources, multiplied, short_texts
from pipeline.docstore import docs_path
from pipeline.store.read import connect

ROOT = Path(__file__).parents[1]
NEW_RULE = """schema = 1
pack = "dates"
language = "de"
[[rule]]
id = "dates.bench"
title = "Sankt Nimmerlein"
status = "draft"
engine = "token"
label = "DATE"
set = { norm = "constant", value = "FUTURE_REF" }
pattern = [{ LOWER = "nimmerleinstag" }]
"""
NEW_FIRM = "name,aliases,type,country,wikidata,guard\nNimmerleinwerke,Nimmerleinwerke,organisation,,,\n"


@dataclass(slots=True)
class Took:
    """One run: wall and CPU seconds with start-up, peak memory in MB of the process and of its largest child, what it printed."""

    seconds: float
    peak_mb: float
    child_mb: float
    cpu: float
    said: dict[str, Any]


def main() -> None:
    """Run everything and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", help="articles to multiply")
    parser.add_argument("--articles", type=int, default=500, help="for the ratios")
    parser.add_argument("--long", type=int, default=0, help="the ratios once more for a long run of so many articles; 0: none")
    parser.add_argument("--memory", type=int, nargs="*", default=[500, 5000], help="sizes at which memory is compared")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="numbers of workers with which memory is compared")
    parser.add_argument("--views", type=int, default=0, help="articles of a made-up store on which the views are timed as well; 0: none")
    parser.add_argument("--folder", type=Path, help="where to work; else a temporary folder")
    options = parser.parse_args()
    sources = options.sources or default_sources()
    with tempfile.TemporaryDirectory(prefix="lagebild-bench-") as made:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        heading(sources)
        timed("imports")
        if options.articles:
            corpus = multiplied(sources, options.articles, folder / "corpus.jsonl")
            store = ratios(corpus, options.articles, folder)
            parts(corpus, min(options.articles, 200))
            questions(store)
        if options.long:
            ratios(multiplied(sources, options.long, folder / "long.jsonl"), options.long, folder)
        if options.views:
            questions(large_store(options.views, folder))
        if options.memory:
            memory(sources, options.memory, options.workers, folder)
    print(f"load at the end {os.getloadavg()[0]:.1f}")


def heading(sources: list[str]) -> None:
    """The machine and what ran."""
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    versions = ", ".join(f"{p} {version(p)}" for p in ("spacy", "duckdb", "prefect", "pyarrow"))
    print(f"{time.strftime('%Y-%m-%d')} · {cpu}, {os.cpu_count()} cores, load at the start {os.getloadavg()[0]:.1f} · Python "
          f"{platform.python_version()}, {versions}")  # fmt: skip
    print(f"articles multiplied from {', '.join(sources)}\n")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def timed(code: str, *arguments: str) -> Took:
    """Run Python code in a process of its own; its last line of output is JSON."""
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # users' modules are compiled once, by pip or by the first run
    command = [sys.executable, "-P", "-m", "benchmarks.one", code, *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"bench: {code} {arguments} failed: {done.stderr}")
    said = json.loads(done.stdout.splitlines()[-1])
    return Took(seconds, said.pop("peak_mb"), said.pop("child_mb"), said.pop("cpu_s"), said)


def median(code: str, *ways: Sequence[str]) -> Took:
    """The run of median time: short runs are measured once in each way."""
    return sorted((timed(code, *arguments) for arguments in ways), key=lambda took: took.seconds)[len(ways) // 2]


def reruns(corpus: Path, db: Path, folder: Path) -> dict[str, Took]:
    """What a re-run over a store costs: nothing new; a rule more, less, and more again; then a row of a list more, less, and more again."""
    told = (str(corpus), str(db), "1")
    one, two = _changed_pack(folder / "one"), _changed_list(folder / "two")
    return {
        "unchanged": median("run", *[(*told, "")] * 3),
        "a rule more or less": median("run", *[(*told, rules) for rules in (one, "", one)]),
        "a row of a list more or less": median("run", *[(*told, rules) for rules in (two, one, two)]),
    }


def ratios(corpus: Path, n: int, folder: Path) -> Path:
    """End to end, one and two workers, a re-run, and the model alone, side by side; the store that the first run made."""
    db = fresh(folder / f"{n}.duckdb")
    full = timed("run", str(corpus), str(db), "1", "")
    sizes = {"store": db.stat().st_size, "kept parses and rows": docs_path(db).stat().st_size, "text": _text_bytes(db)}
    again = reruns(corpus, db, folder)
    two = timed("run", str(corpus), str(fresh(folder / "two.duckdb")), "2", "")
    bare, fast = timed("bare", str(corpus)), timed("bare", str(corpus), "numpy")
    tokens, inside = full.said["tokens"], full.said["seconds"]
    print(f"### {n:,} articles, {tokens:,} tokens, `--direct`\n\n{RUNS}")
    alone = {"bare `nlp.pipe` of the model, as spaCy loads it": bare, "bare `nlp.pipe` with NumPy's matrix products": fast}
    for name, took in {"first, 1 worker": full, "first, 2 workers": two, **again, **alone}.items():
        print_run(name, took, full, n, tokens)
    print(
        f"\nOutside bare `nlp.pipe` of the same model: {1 - bare.seconds / full.seconds:.0%} of a first run's time, "
        f"{1 - bare.cpu / full.cpu:.0%} of its CPU time; with NumPy's matrix products in both {1 - fast.seconds / full.seconds:.0%} and "
        f"{1 - fast.cpu / full.cpu:.0%}. Two workers: {full.seconds / two.seconds:.2f} times by wall time; "
        f"with two cores to themselves at most {2 * full.cpu / two.cpu:.2f}, by CPU time.\n"
    )
    print("| stage, 1 worker | s | µs a token | share |\n|---|---|---|---|")
    for stage, s in full.said["stages"].items():
        print(f"| {stage} | {s:.1f} | {s / tokens * 1e6:.1f} | {s / inside:.1%} |")
    print("\n" + ", ".join(f"{k} {v / n / 1000:.1f} kB" for k, v in sizes.items()) + " an article.\n")
    return db


RUNS = "| run | s with start-up | s of the run | CPU s | articles/s | tokens/s | wall, of the first | CPU, of the first |\n|" + "---|" * 8


def print_run(name: str, took: Took, first: Took, n: int, tokens: int) -> None:
    """One line of the table of runs."""
    s = took.said["seconds"]
    speeds = f"{n / s:.1f} | {tokens / s:,.0f} | 1/{first.seconds / took.seconds:.1f} | 1/{first.cpu / took.cpu:.1f}"
    print(f"| {name} | {took.seconds:.1f} | {s:.1f} | {took.cpu:.1f} | {speeds} |", flush=True)


def _changed_pack(folder: Path) -> str:
    """A rule more than those that come with Lagebild."""
    folder.mkdir(exist_ok=True)
    (folder / "bench.toml").write_text(NEW_RULE, encoding="utf-8")
    return str(folder)


def _changed_list(folder: Path) -> str:
    """The same, and a row more in a list."""
    (folder / "lists").mkdir(parents=True, exist_ok=True)
    (folder / "lists" / "actor_firms.csv").write_text(NEW_FIRM, encoding="utf-8")
    return _changed_pack(folder)


def large_store(n: int, folder: Path) -> Path:
    """A made-up store of `n` articles."""
    from tests.large_store import write_large

    db = fresh(folder / "large.duckdb")
    write_large(db, n)
    print(f"A made-up store of {n:,} articles takes {db.stat().st_size / n / 1000:.1f} kB an article.\n")
    return db


def fresh(db: Path) -> Path:
    """No store at this path."""
    for path in db.parent.glob(db.name + "*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return db


def _text_bytes(db: Path) -> int:
    con = connect(db)
    try:
        return int(con.execute("SELECT sum(strlen(text)) FROM articles").fetchall()[0][0])
    finally:
        con.close()


def parts(corpus: Path, n: int) -> None:
    """The rule components one by one."""
    took = timed("components", str(corpus), str(n))
    print(f"### Components, {n} articles, processor time, alternating with the model\n")
    print("| component | µs a token | of the model's time | median of the alternations |\n|---|---|---|---|")
    for name, per_token in took.said["components"].items():
        overall, median = took.said["shares"][name]
        print(f"| {name} | {per_token:.1f} | {overall:.1%} | {median:.1%} |")
    print()


def memory(sources: list[str], sizes: Sequence[int], workers: Sequence[int], folder: Path) -> None:
    """Peak memory by size, one worker and two."""
    for number, n in enumerate(sizes):
        corpus, what = short_texts(sources, n, folder / f"{n}.jsonl")
        if number == 0:
            print(f"### Memory, {what}\n\n| articles | workers | peak MB | largest worker MB | s | CPU s |\n|---|---|---|---|---|---|")
        for count in workers:
            took = timed("run", str(corpus), str(fresh(folder / "memory.duckdb")), str(count), "")
            child = f"{took.child_mb:,.0f}" if count > 1 else "–"
            print(f"| {n:,} | {count} | {took.peak_mb:,.0f} | {child} | {took.seconds:.0f} | {took.cpu:.0f} |", flush=True)


def questions(db: Path) -> None:
    """Time to open the store, and each view once."""
    took = timed("views", str(db))
    print(f"### Questions, store of {took.said['articles']:,} articles\n\n| question | ms | rows |\n|---|---|---|")
    for name, (ms, rows) in took.said["views"].items():
        print(f"| {name} | {ms:.0f} | {rows:,} |")
    print()


if __name__ == "__main__":
    main()
