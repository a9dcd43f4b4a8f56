"""What is worked out from the rows when a run publishes: the search index, in plain tables without an extension, and who is spoken of.

The words of titles and texts are folded (case, umlauts, ß) and stemmed by the macros of views.sql, so that whoever asks through the macro
`search`, from the page or from the `duckdb` shell, folds and stems in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb

from pipeline.store.schema import release_memory
from pipeline.store.transaction import transaction

_QUOTED_ACTORS = """INSERT INTO quoted_actors (article_id, quote_no, speaker_id, about_id, start_char, end_char, about_text)
SELECT q.article_id, q.quote_no, q.speaker_id, m.actor_id, m.start_char, m.end_char, m.text
FROM quotes q JOIN actor_mentions m ON m.article_id = q.article_id AND m.actor_id IS NOT NULL
 AND m.start_char >= q.quote_spans[1].start_char AND m.end_char <= q.quote_spans[-1].end_char
WHERE len(q.quote_spans) = 1 OR len(list_filter(q.quote_spans, lambda s: s.start_char <= m.start_char AND m.end_char <= s.end_char)) > 0
ORDER BY m.actor_id, q.article_id, q.quote_no"""

BATCH = 1_000  # articles that are split into words at a time, at most …
BATCH_TOKENS = 400_000  # … and their tokens: both bound the memory of a first indexing

_STALE = """SELECT a.article_id, coalesce(a.token_count, 400) FROM articles a LEFT JOIN search_articles s USING (article_id)
WHERE s.content_hash IS DISTINCT FROM a.content_hash ORDER BY a.article_id"""

_WORDS = """CREATE OR REPLACE TEMP TABLE words AS
WITH numbered AS (
    SELECT (SELECT coalesce(max(doc), 0) FROM search_articles) + row_number() OVER (ORDER BY article_id) AS doc, article_id, content_hash,
           german_words(concat_ws(' ', title, text)) AS words
    FROM articles SEMI JOIN stale USING (article_id)
)
SELECT doc::INTEGER AS doc, article_id, content_hash, words FROM numbered"""

_POSTINGS = """INSERT INTO search_postings
WITH counted AS (SELECT w.doc, u.word, count(*) AS n FROM words w, unnest(w.words) AS u(word) GROUP BY ALL),
stems AS (SELECT word, german_stem(word) AS term FROM (SELECT DISTINCT word FROM counted))
SELECT term, doc, least(sum(n), 32767)::SMALLINT FROM counted JOIN stems USING (word) GROUP BY term, doc ORDER BY term, doc"""


def update_search(con: duckdb.DuckDBPyConnection) -> int:
    """Index what is new or changed since the last time; returns how many articles that were.

    Each batch is a transaction of its own, so that its memory is free before the next; a run that dies between leaves the rest stale.
    """
    stale = con.execute(_STALE).fetchall()
    release_memory(con)
    for batch in _batches(stale):
        with transaction(con):
            _index(con, batch)
        release_memory(con)
    if stale:
        with transaction(con):
            con.execute("DELETE FROM search_terms")
            con.execute("INSERT INTO search_terms SELECT term, count(*) FROM search_postings GROUP BY term ORDER BY term")
        release_memory(con)
    return len(stale)


def _batches(stale: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Ids of articles, so many at a time as BATCH and BATCH_TOKENS say; a longer text is a batch of its own."""
    batch: list[str] = []
    tokens = 0
    for article_id, length in stale:
        if batch and (len(batch) >= BATCH or tokens + length > BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(article_id)
        tokens += length
    if batch:
        yield batch


def update_quoted_actors(con: duckdb.DuckDBPyConnection) -> None:
    """Work out anew which actors are mentioned within which quotation."""
    with transaction(con):
        con.execute("DELETE FROM quoted_actors")
        con.execute(_QUOTED_ACTORS)
    release_memory(con)


def _index(con: duckdb.DuckDBPyConnection, article_ids: list[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE stale AS SELECT unnest(?::VARCHAR[]) AS article_id", [article_ids])
    indexed = con.execute("SELECT 1 FROM search_articles SEMI JOIN stale USING (article_id) LIMIT 1").fetchall()
    if indexed:  # else nothing is to be looked for in the postings
        con.execute("DELETE FROM search_postings WHERE doc IN (SELECT doc FROM search_articles SEMI JOIN stale USING (article_id))")
    con.execute(_WORDS)
    con.execute("DELETE FROM search_articles WHERE article_id IN (SELECT article_id FROM stale)")
    con.execute("INSERT INTO search_articles SELECT doc, article_id, content_hash, len(words) FROM words")
    con.execute(_POSTINGS)
    con.execute("DROP TABLE words")
    con.execute("DROP TABLE stale")
