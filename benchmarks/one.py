"""One measurement in a process of its own; see `benchmarks.bench`, which starts it. Prints one line of JSON."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def run(corpus: str, db: str, workers: str, rules: str) -> dict[str, Any]:
    """The main job without Prefect."""
    from pipeline.ingest import RunSettings
    from pipeline.ingest import run as run_direct

    result = run_direct(RunSettings((corpus,), Path(db), "de_lagebild", int(workers), (rules,) if rules else ()))
    return {"seconds": result.seconds, "tokens": result.progress.tokens, "stages": result.progress.seconds, **result.progress.counts}


def _articles(corpus: str, n: int | None = None) -> list[Any]:
    from pipeline.records import Article
    from pipeline.sources import discover, read

    return [a for item in discover((corpus,)) for a in read(item) if isinstance(a, Article)][:n]


def bare(corpus: str, products: str = "spacy") -> dict[str, Any]:
    """The model alone, in the way spaCy's guide says: texts through `nlp.pipe`; loading is part of it as it is of a run.

    `products`: the matrix products of `spacy`, as whoever calls `spacy.load` has them, or of `numpy`, as a run has them.
    """
    started = time.perf_counter()
    import spacy

    from pipeline.nlp import load_base
    from pipeline.paths import embedded_model_dir

    nlp = spacy.load(embedded_model_dir()) if products == "spacy" else load_base("de_lagebild")
    for _ in nlp.pipe((a.text for a in _articles(corpus)), batch_size=32):
        pass
    return {"seconds": time.perf_counter() - started}


_ALTERNATION = 20  # articles


def components(corpus: str, n: str) -> dict[str, Any]:
    """What each component adds to the model, side by side: a few articles through the model, then through each component, then the next.

    Processor time, which other work on the machine disturbs little; what disturbs, it disturbs the model and the components alike.
    `components`: µs a token over all articles. `shares`: part of the model's time, over all and the median of the alternations. The first
    alternation holds what is done once a process (words met for the first time, holidays).
    """
    from pipeline.docs import blank
    from pipeline.nlp import COMPONENTS, load_pipeline
    from pipeline.sections import mark_sections

    nlp = load_pipeline("de_lagebild")
    articles = _articles(corpus, int(n))
    seconds: dict[str, list[float]] = {}
    tokens = 0

    def take(name: str, work: Callable[[], Any]) -> Any:
        gc.collect()  # so that nobody sweeps up after another
        started = time.process_time()
        result = work()
        seconds.setdefault(name, []).append(time.process_time() - started)
        return result

    for at in range(0, len(articles), _ALTERNATION):
        some = articles[at : at + _ALTERNATION]
        sections = take("sections", lambda some=some: [mark_sections(a.text, a.title) for a in some])
        blanks = [blank(a, s, nlp) for a, s in zip(some, sections, strict=True)]
        docs = take("model", lambda blanks=blanks: list(nlp.pipe(blanks, batch_size=32, disable=COMPONENTS)))
        for name in COMPONENTS:
            component = nlp.get_pipe(name)
            take(name, lambda component=component, docs=docs: [component(d) for d in docs])
        tokens += sum(1 for d in docs for t in d if not t.is_space)
    model = seconds["model"]
    shares = {
        name: (sum(took) / sum(model), statistics.median(t / m for t, m in zip(took, model, strict=True))) for name, took in seconds.items()
    }
    return {"components": {name: sum(took) / tokens * 1e6 for name, took in seconds.items()}, "shares": shares}


def imports() -> dict[str, Any]:
    """Nothing but what a run imports: from then on the modules of a fresh checkout are compiled, as those of an installed package are."""
    import pipeline.ingest
    import pipeline.nlp  # noqa: F401

    return {}


_MOST_ROWS = 100_000


def views(db: str) -> dict[str, Any]:
    """Milliseconds to open the store and to read each view, at most `_MOST_ROWS` of it (who asks for more exports)."""
    from pipeline.store.read import connect

    started = time.perf_counter()
    con = connect(db)
    articles = con.execute("SELECT count(*) FROM articles").fetchall()[0][0]
    found: dict[str, tuple[float, int]] = {"open and count": ((time.perf_counter() - started) * 1000, 1)}
    names = [r[0] for r in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall()]
    for name in names:
        started = time.perf_counter()
        rows = con.sql(f"FROM {name} LIMIT {_MOST_ROWS}").to_arrow_table().num_rows
        found[name] = ((time.perf_counter() - started) * 1000, rows)
    macros = {"search('Regierung')": "FROM search('Regierung')", "running_out(…)": "FROM running_out(DATE '2026-03-10', 7)"}
    for name, sql in macros.items():
        started = time.perf_counter()
        rows = len(con.execute(sql).fetchall())
        found[name] = ((time.perf_counter() - started) * 1000, rows)
    con.close()
    return {"articles": articles, "views": found}


def peak() -> Iterator[tuple[str, float]]:
    """Peak memory of this process and of its largest child that has ended, in MB (Linux counts in kB); CPU seconds of all."""
    for name, who in (("peak_mb", resource.RUSAGE_SELF), ("child_mb", resource.RUSAGE_CHILDREN)):
        yield name, resource.getrusage(who).ru_maxrss / 1024
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    yield "cpu_s", sum(u.ru_utime + u.ru_stime for u in used)


def main() -> None:
    """`python -m benchmarks.one WHAT ARGUMENT…`"""
    what: dict[str, Callable[..., dict[str, Any]]] = {
        "run": run,
        "bare": bare,
        "imports": imports,
        "components": components,
        "views": views,
    }
    found = what[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({**found, **dict(peak())}))


if __name__ == "__main__":
    main()
