"""What the writer keeps in memory between batches, and how much it takes at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pytest

from pipeline.records import ActorMention, Article, ArticleFacts
from pipeline.store import read
from pipeline.store.publish import writing
from pipeline.store.schema import explain, open_for_writing
from pipeline.store.search import BATCH, BATCH_TOKENS, _batches
from pipeline.store.write import Writer
from pipeline.tables import facts_to_tables

IN_USE = "SELECT sum(memory_usage_bytes) FROM duckdb_memory()"


def _batch(start: int, version: str = "a") -> list[ArticleFacts]:
    """Two hundred articles of 5,000 characters, a megabyte of text that does not compress well, each with three mentions."""
    random = Random(start)
    mentions = [ActorMention(at, at + 4, "Text", "name", "actors.name", None, "person:x") for at in range(3)]
    return [
        ArticleFacts(Article(f"{n}", "x", f"Haus {random.randbytes(2500).hex(' ', 4)}", content_hash=version), 625, actor_mentions=mentions)
        for n in range(start, start + 200)
    ]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    con = open_for_writing(tmp_path / "s.duckdb")
    yield Writer(con)
    con.close()


def test_little_is_kept_between_batches_and_the_limit_stays(writer: Writer) -> None:
    limit = writer.con.execute("SELECT current_setting('memory_limit')").fetchall()
    for start in range(0, 4_800, 200):
        writer.load(facts_to_tables(_batch(start), "e"), "r")
    assert writer.con.execute(IN_USE).fetchall()[0][0] <= 17_000_000
    assert writer.con.execute("SELECT current_setting('memory_limit')").fetchall() == limit
    assert writer.con.execute("SELECT count(*), sum(length(text)) > 20_000_000 FROM articles").fetchall() == [(4_800, True)]


def test_a_batch_of_known_and_new_articles_replaces_what_is_known(writer: Writer) -> None:
    writer.load(facts_to_tables(_batch(0), "e"), "r")
    writer.load(facts_to_tables(_batch(100, "b"), "e"), "r")
    assert writer.con.execute("SELECT count(*) FROM actor_mentions").fetchall() == [(900,)]
    assert writer.con.execute("SELECT content_hash, count(*) FROM articles GROUP BY 1 ORDER BY 1").fetchall() == [("a", 100), ("b", 200)]


def test_what_failed_is_told_and_not_that_something_failed(writer: Writer) -> None:
    tables = facts_to_tables([ArticleFacts(Article("x", "x", None, content_hash="x"), 1)], "e")  # type: ignore[arg-type]
    with pytest.raises(duckdb.ConstraintException, match="text"):
        writer.load(tables, "r")
    assert writer.load(facts_to_tables(_batch(0), "e"), "r") == 200


def test_an_index_made_in_several_batches_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.search.BATCH_TOKENS", 30_000)
    db = tmp_path / "s.duckdb"
    with writing(db) as opened:
        opened.load(facts_to_tables(_batch(0), "e"), "r")
    con = read.connect(db)
    assert con.execute("SELECT count(*), count(DISTINCT doc), min(length) > 600 FROM search_articles").fetchall() == [(200, 200, True)]
    assert con.execute("SELECT count(DISTINCT article_id) FROM search('Häuser Haus')").fetchall() == [(200,)]
    con.close()


SIZES = {
    "few short ones": ([10] * 5, [5]),
    "too many": ([1] * (BATCH + 1), [BATCH, 1]),
    "too long together": ([BATCH_TOKENS - 1, 1, 1], [2, 1]),
    "one too long by itself": ([5, 2 * BATCH_TOKENS, 5], [1, 1, 1]),
    "none": ([], []),
}


@pytest.mark.parametrize(("tokens", "batches"), SIZES.values(), ids=SIZES.keys())
def test_batches_of_the_index_are_bounded_by_number_and_length(tokens: list[int], batches: list[int]) -> None:
    stale = [(str(number), size) for number, size in enumerate(tokens)]
    found = list(_batches(stale))
    assert [len(batch) for batch in found] == batches
    assert [article_id for batch in found for article_id in batch] == [article_id for article_id, _ in stale]


def test_too_little_memory_is_called_so() -> None:
    said = explain(Path("s.duckdb"), duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block of size 320.0 KiB"))
    assert "memory" in said
    assert "another process" not in said
