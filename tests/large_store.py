# ruff: noqa: E501
"""A large synthetic store for timing: `python -m tests.large_store FILE [ARTICLES]`.

Words are made of syllables, their frequencies are Zipf's. Actors follow Zipf and Mandelbrot, 1 / (rank + 2): the most frequent has 3 % of all
mentions, the first hundred have 35 %, as they have in real stores (of 500 newspaper articles 2 and 30 %, of 24,000 pieces of speeches and
encyclopaedias 3 and 37 %; of speakers 6 and 45 %, 3 and 36 %). There is more to find in an article than in news: 30 mentions (news: 16), 10 quotations
(news: 6), 1.5 frames (news: 0.02, texts on conflicts a few).
"""

from __future__ import annotations

import datetime as dt
import itertools
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.store.publish import writing
from pipeline.tables import SCHEMAS

_SYLLABLES = [
    a + b + c
    for a, b, c in itertools.product(
        ["b", "d", "f", "g", "kr", "l", "m", "sch", "st", "w"], ["a", "e", "i", "o", "ü", "ei"], ["", "n", "r", "l"]
    )
]
_PUBLISHERS = [f"Zeitung {i}" for i in range(40)]
_KINDS = ["stage", "ultimatum", "deadline", "pledge"]
_ACTIONS = ["military", "economic", "legal", "diplomatic", "labour"]


def write_large(db: Path, articles: int = 50_000, batch: int = 5_000, actors: int = 100_000, vocabulary: int = 300_000) -> None:
    """Write the store in batches, as a run would."""
    random = np.random.default_rng(7)
    words = np.array(["".join(random.choice(_SYLLABLES, size=random.integers(2, 6))) for _ in range(vocabulary)])
    people = pa.table({
        "actor_id": [f"person:{i}" for i in range(actors)], "name": [f"{words[i].title()} {words[i + 7].title()}" for i in range(actors)],
        "type": ["person" if i % 3 else "government" for i in range(actors)], "country": [["DE", "FR", "US", "RU", None][i % 5] for i in range(actors)],
        "wikidata": pa.nulls(actors, pa.string()),
    })  # fmt: skip
    with writing(db) as writer:
        writer.start_run({"run_id": "large"})
        for start in range(0, articles, batch):
            writer.load(_tables(random, words, people, start, min(batch, articles - start)), "large")
        writer.finish_run("large", "done", {"seen": articles, "added": articles})


def _tables(random: np.random.Generator, words: np.ndarray, people: pa.Table, start: int, n: int) -> dict[str, pa.Table]:
    ids = [f"article-{start + i:06d}" for i in range(n)]
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=int(d)) for d in random.integers(0, 700, n)]
    texts = [" ".join(words[np.minimum(random.zipf(1.25, 350), len(words)) - 1]).replace(" schei", ".\nSchei") for _ in range(n)]
    tables = {
        "articles": {
            "article_id": ids, "source": ids, "text": texts, "title": [t[:60].title() for t in texts], "published_on": days, "language": ["de"] * n,
            "publisher": [_PUBLISHERS[i] for i in random.integers(0, len(_PUBLISHERS), n)], "content_hash": ids, "token_count": [350] * n,
        },
        "extractions": {"article_id": ids, "content_hash": ids, "engine_key": ["k"] * n},
    }  # fmt: skip
    tables["actor_mentions"] = _spans(random, ids, texts, 30)
    size = len(tables["actor_mentions"]["text"])
    tables["actor_mentions"] |= {
        "form": ["name"] * size,
        "rule_id": ["actors.name"] * size,
        "actor_id": _who(random, people.num_rows, size),
    }
    tables["dates"] = _spans(random, ids, texts, 8)
    size = len(tables["dates"]["text"])
    tables["dates"] |= {"type": ["DATE"] * size, "value": ["2025-01-01"] * size, "rule_id": ["dates.day"] * size, "begin_at": [dt.datetime(2025, 1, 1)] * size, "end_at": [dt.datetime(2025, 1, 2)] * size}  # fmt: skip
    quotes = _spans(random, ids, texts, 10, 120)
    size = len(quotes["text"])
    tables["quotes"] = {
        "article_id": quotes["article_id"], "text": quotes["text"], "quote_no": list(range(10)) * n, "type": ["direct"] * size, "medium": ["speech"] * size,
        "quote_spans": [[{"start_char": a, "end_char": b}] for a, b in zip(quotes["start_char"], quotes["end_char"], strict=True)],
        "speaker_text": ["Sprecherin"] * size, "cue_text": ["sagte"] * size, "nested": [False] * size, "rule_id": ["quotes.direct"] * size,
        "speaker_id": _who(random, people.num_rows, size),
    }  # fmt: skip
    tables["escalations"] = _frames(random, ids[::2], texts[::2], people.num_rows)
    made = {name: _table(name, columns) for name, columns in tables.items()}
    return {**{t: SCHEMAS[t].empty_table() for t in SCHEMAS}, **made, "actors": people.select(SCHEMAS["actors"].names)}


def _who(random: np.random.Generator, actors: int, size: int) -> list[str]:
    """Ids of actors, drawn by Zipf and Mandelbrot's law."""
    shares = np.cumsum(1 / (np.arange(actors) + 3))
    return [f"person:{i}" for i in np.searchsorted(shares, random.random(size) * shares[-1])]


def _spans(random: np.random.Generator, ids: list[str], texts: list[str], per: int, width: int = 12) -> dict[str, list]:
    rows: dict[str, list] = {"article_id": [], "start_char": [], "end_char": [], "text": []}
    for key, text in zip(ids, texts, strict=True):
        for at in sorted(random.integers(0, len(text) - width, per).tolist()):
            rows["article_id"].append(key)
            rows["start_char"].append(at)
            rows["end_char"].append(at + width)
            rows["text"].append(text[at : at + width])
    return rows


def _frames(random: np.random.Generator, ids: list[str], texts: list[str], actors: int) -> dict[str, list]:
    """Three frames in every second article: two stages of a ladder, and one of another kind."""
    rows = _spans(random, ids, texts, 3, 100)
    size = len(ids)
    return rows | {
        "frame_no": [0, 1, 2] * size, "kind": [k for i in range(size) for k in ("stage", "stage", _KINDS[1 + i % 3])], "ladder_no": [1, 1, None] * size,
        "stage_no": [1, 2, None] * size, "window_text": [t[:20] for t in rows["text"]], "window_start_char": rows["start_char"],
        "window_end_char": [a + 20 for a in rows["start_char"]], "window_start_h": [0.0, 24.0, 0.0] * size, "window_end_h": [24.0, 72.0, 96.0] * size,
        "anchor": ["trigger", "trigger", "publication"] * size, "trigger_text": ["Verstoß"] * size * 3, "responders": [["Jemand"]] * size * 3,
        "responder_ids": [[who] for who in _who(random, actors, size * 3)], "addressees": [[]] * size * 3, "action_text": [t[20:60] for t in rows["text"]],
        "action_type": [_ACTIONS[i % 5] for i in range(size * 3)], "modality": ["planned"] * size * 3, "rule_id": ["escalations.x"] * size * 3,
    }  # fmt: skip


def _table(name: str, columns: dict[str, list]) -> pa.Table:
    schema = SCHEMAS[name]
    size = len(next(iter(columns.values())))
    return pa.table([pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(size, f.type) for f in schema], schema=schema)


if __name__ == "__main__":
    began = time.time()
    write_large(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50_000)
    print(f"{sys.argv[1]}: {Path(sys.argv[1]).stat().st_size / 1e6:.0f} MB in {time.time() - began:.0f} s")
