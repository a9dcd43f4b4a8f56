"""`make bench`: what a run costs, in ratios taken in one go on one machine; prints the tables of docs/PERFORMANCE.md as Markdown.

    python -m benchmarks.bench [--articles N] [--memory N …] [--folder DIR] [SOURCE …]

Sources are multiplied, with other ids and a number in the text, until there are enough articles, so that nothing is the same twice. Every
run is a process of its own, as users start it. Wall time counts what users wait for; CPU time (of the process and its workers) stays
comparable on a machine that does other work too. Memory is the peak of the process and of its largest child.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.docstore import docs_path
from pipeline.paths import sample_articles_dir
from pipeline.records import Article
from pipeline.sources import discover, read
from pipeline.store.read import connect

ROOT = Path(__file__).parents[1]
SHARED_NEWS = ROOT.parent / "shared" / "corpora" / "news"
SHORT = 500
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
    parser.add_argument("--memory", type=int, nargs="*", default=[500, 5000], help="sizes at which memory is compared")
    parser.add_argument("--folder", type=Path, help="where to work; else a temporary folder")
    options = parser.parse_args()
    sources = options.sources or [str(SHARED_NEWS if SHARED_NEWS.is_dir() else sample_articles_dir())]
    with tempfile.TemporaryDirectory(prefix="lagebild-bench-") as made:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        corpus = multiplied(sources, options.articles, folder / "corpus.jsonl")
        heading(sources)
        store = ratios(corpus, options.articles, folder)
        parts(corpus, min(options.articles, 200))
        questions(store)
        memory({n: multiplied(sources, n, folder / f"{n}.jsonl", SHORT) for n in options.memory}, folder)


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


def multiplied(sources: list[str], n: int, path: Path, cut: int | None = None) -> Path:
    """A JSONL file of `n` articles, none like another, cut to so many characters."""
    articles = [a for item in discover(sources) for a in read(item) if isinstance(a, Article)]
    with path.open("w", encoding="utf-8") as file:
        for i in range(n):
            a = articles[i % len(articles)]
            text = a.text[:cut] if i < len(articles) else f"{a.text[:cut]}\n\nFassung {i // len(articles)}."
            day = str(a.published_on) if a.published_on else "2026-03-10"
            file.write(json.dumps({"id": f"{i:06d}", "text": text, "title": a.title, "publisher": a.publisher, "published_on": day}) + "\n")
    return path


def timed(code: str, *arguments: str) -> Took:
    """Run Python code in a process of its own; its last line of output is JSON."""
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-P", "-m", "benchmarks.one", code, *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"bench: {code} {arguments} failed: {done.stderr}")
    said = json.loads(done.stdout.splitlines()[-1])
    return Took(seconds, said.pop("peak_mb"), said.pop("child_mb"), said.pop("cpu_s"), said)


def ratios(corpus: Path, n: int, folder: Path) -> Path:
    """End to end, one and two workers, unchanged, rules only."""
    db = fresh(folder / "one.duckdb")
    packs = folder / "packs"
    packs.mkdir(exist_ok=True)
    (packs / "bench.toml").write_text(NEW_RULE, encoding="utf-8")
    full = timed("run", str(corpus), str(db), "1", "")
    unchanged = timed("run", str(corpus), str(db), "1", "")
    rules = timed("run", str(corpus), str(db), "1", str(packs))
    two = timed("run", str(corpus), str(fresh(folder / "two.duckdb")), "2", "")
    bare = timed("bare", str(corpus))
    tokens = full.said["tokens"]
    inside, inside_rules = full.said["seconds"], rules.said["seconds"]
    print(f"### {n:,} articles, {tokens:,} tokens, `--direct`\n")
    print(
        "| run | s with start-up | s of the run | CPU s | articles/s | tokens/s | wall, of the first | CPU, of the first |\n|" + "---|" * 8
    )
    runs = {"first, 1 worker": full, "first, 2 workers": two, "unchanged": unchanged, "changed rules, kept parses": rules}
    for name, took in {**runs, "bare `nlp.pipe` of the model": bare}.items():
        s = took.said["seconds"]
        speeds = f"{n / s:.1f} | {tokens / s:,.0f} | 1/{full.seconds / took.seconds:.1f} | 1/{full.cpu / took.cpu:.1f}"
        print(f"| {name} | {took.seconds:.1f} | {s:.1f} | {took.cpu:.1f} | {speeds} |")
    print(f"\nOutside bare `nlp.pipe` of the same model: {1 - bare.said['seconds'] / inside:.0%} of a first run's time, "
          f"{1 - bare.cpu / full.cpu:.0%} of its CPU time. Without start-up, a first run takes {inside / inside_rules:.1f} times a "
          f"run with changed rules.\n")  # fmt: skip
    print("| stage, 1 worker | s | µs a token | share |\n|---|---|---|---|")
    for stage, s in full.said["stages"].items():
        print(f"| {stage} | {s:.1f} | {s / tokens * 1e6:.1f} | {s / inside:.1%} |")
    sizes = {"store": db.stat().st_size, "kept parses": docs_path(db).stat().st_size, "text": _text_bytes(db)}
    print("\n" + ", ".join(f"{k} {v / n / 1000:.1f} kB" for k, v in sizes.items()) + " an article.\n")
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


def memory(corpora: dict[int, Path], folder: Path) -> None:
    """Peak memory by size, one worker and two."""
    print(f"### Memory, texts cut to {SHORT} characters\n\n| articles | workers | peak MB | largest worker MB | s |\n|---|---|---|---|---|")
    for n, corpus in corpora.items():
        for workers in (1, 2):
            took = timed("run", str(corpus), str(fresh(folder / "memory.duckdb")), str(workers), "")
            print(
                f"| {n:,} | {workers} | {took.peak_mb:,.0f} | {f'{took.child_mb:,.0f}' if workers > 1 else '–'} | {took.seconds:.0f} |",
                flush=True,
            )


def questions(db: Path) -> None:
    """Time to open the store, and each view once."""
    took = timed("views", str(db))
    print(f"### Questions, store of {took.said['articles']:,} articles\n\n| question | ms | rows |\n|---|---|---|")
    for name, (ms, rows) in took.said["views"].items():
        print(f"| {name} | {ms:.0f} | {rows:,} |")
    print()


def peak() -> Iterator[tuple[str, float]]:
    """Peak memory of this process and of its largest child that has ended, in MB (Linux counts in kB); CPU seconds of all."""
    for name, who in (("peak_mb", resource.RUSAGE_SELF), ("child_mb", resource.RUSAGE_CHILDREN)):
        yield name, resource.getrusage(who).ru_maxrss / 1024
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    yield "cpu_s", sum(u.ru_utime + u.ru_stime for u in used)


if __name__ == "__main__":
    main()
