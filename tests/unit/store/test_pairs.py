"""The view `contradictions`: the right pairs, and any number of them without keeping them in memory."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from pipeline.records import Article, ArticleFacts, EscalationFrame
from pipeline.store import read
from pipeline.store.publish import writing
from pipeline.tables import facts_to_tables

TEXT = "Sie wollte öffnen, schließen, ändern und prüfen – über Nacht, am Tage. " * 2
MANY = 3_000  # pledges of one actor, and as many later frames: nine million pairs

# In a process of its own, so that a question that never comes back is seen, with little memory and no disk.
_ASK = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True, config={"memory_limit": "250MB", "temp_directory": "", "threads": "2"})
print(json.dumps([[str(row) for row in con.execute(sql).fetchall()] for sql in sys.argv[2:]]))
"""


def _article(random: Random, number: int) -> ArticleFacts:
    """Some frames by actors that have an id and a name, an id without a name, or words alone; some twice in one frame."""
    frames = []
    for frame_no in range(random.randrange(4)):
        who = [
            random.choice([("org:a", "A"), ("org:b", "Das B"), (None, "die Firma"), (None, "Die Firma")])
            for _ in range(random.randrange(3))
        ]
        start = random.randrange(len(TEXT) - 10)
        frames.append(
            EscalationFrame(
                frame_no, random.choice(["pledge", "stage", "deadline"]), "bald", 0, 1, start, start + 10, "escalations.x",
                responders=[w for _, w in who], responder_ids=[i for i, _ in who],  # type: ignore[misc]
            )
        )  # fmt: skip
    day = random.choice([None, dt.date(2026, 3, 1), dt.date(2026, 3, 2), dt.date(2026, 3, 3)])
    return ArticleFacts(Article(str(number), "x", TEXT, published_on=day, content_hash=str(number)), 9, escalations=frames)


def _is_later(one: tuple[Article, EscalationFrame], other: tuple[Article, EscalationFrame]) -> bool:
    (a, frame), (b, earlier) = one, other
    if a.article_id == b.article_id:
        return frame.start_char > earlier.start_char
    return a.published_on is not None and b.published_on is not None and a.published_on > b.published_on


def _pairs(batch: list[ArticleFacts]) -> list[tuple[Any, ...]]:
    """What the view's comment promises, in Python: pledges and later frames of the same actor."""
    acting = [
        (actor or words.lower(), words, f.article, e)
        for f in batch
        for e in f.escalations
        for actor, words in zip(e.responder_ids, e.responders, strict=True)
    ]
    return sorted(
        (actor, "Firma A" if actor == "org:a" else words, TEXT[p.start_char : p.end_char], TEXT[f.start_char : f.end_char],
         a.article_id, p.frame_no, b.article_id, f.frame_no)
        for (actor, words, a, p), (same, _, b, f) in itertools.product(acting, acting)
        if actor == same and p.kind == "pledge" and f.kind != "pledge" and _is_later((b, f), (a, p))
    )  # fmt: skip


def test_pledges_are_paired_with_every_later_frame_of_the_same_actor(tmp_path: Path) -> None:
    random = Random(11)
    batch = [_article(random, number) for number in range(120)]
    with writing(tmp_path / "s.duckdb") as writer:
        writer.start_run({"run_id": "r"})
        writer.load(facts_to_tables(batch, "engine"), "r")
        writer.con.execute("INSERT INTO actors VALUES ('org:a', 'Firma A', 'organisation', NULL, NULL)")
        writer.finish_run("r", "done", {})
    con = read.connect(tmp_path / "s.duckdb")
    columns = "actor_id, actor, pledge, later_frame, pledge_article_id, pledge_frame_no, later_article_id, later_frame_no"
    found = sorted(con.execute(f"SELECT {columns} FROM contradictions").fetchall())
    con.close()
    assert len(found) > 100
    assert found == _pairs(batch)


def _with_a_busy_actor(db: Path) -> Path:
    with writing(db):
        pass
    with duckdb.connect(str(db)) as con:
        con.execute(
            "INSERT INTO actors SELECT 'org:' || chr(97 + i::INTEGER), 'Firma ' || i, 'organisation', NULL, NULL FROM range(26) t(i)"
        )
        con.execute(f"""INSERT INTO articles (article_id, source, text, published_on, content_hash, run_id, ingested_at)
            SELECT i, 'x', '{TEXT}', DATE '2020-01-01' + (i // {MANY})::INTEGER, 'h', 'r', now() FROM range({2 * MANY}) t(i)""")
        con.execute(f"""INSERT INTO escalations (article_id, frame_no, kind, responders, responder_ids, start_char, end_char, rule_id)
            SELECT i, 0, CASE WHEN i < {MANY} THEN 'pledge' ELSE 'stage' END, ['A'], ['org:a'], 0, 70, 'x' FROM range({2 * MANY}) t(i)""")
    return db


def test_nine_million_pairs_need_little_memory(tmp_path: Path) -> None:
    db = _with_a_busy_actor(tmp_path / "s.duckdb")
    asked = [
        "SELECT count(*) FROM contradictions",
        "SELECT count(*) FROM (FROM contradictions LIMIT 20)",
        "FROM contradictions LIMIT 2",
        "SELECT count(DISTINCT pledge_article_id) FROM contradictions WHERE later_article_id = '5000'",
    ]
    done = subprocess.run([sys.executable, "-c", _ASK, str(db), *asked], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    counted, limited, first, selected = json.loads(done.stdout)
    assert counted == [f"({MANY**2},)"]
    assert limited == ["(20,)"]
    assert len(first) == 2
    assert selected == [f"({MANY},)"]
