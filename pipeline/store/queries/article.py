"""Everything that the store knows of one article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

from pipeline.store.queries import Query, fetch, fetch_one

Row = dict[str, Any]

ARTICLE = "SELECT * FROM articles WHERE article_id = $article_id"
SECTIONS = "SELECT start_char, end_char, kind FROM sections WHERE article_id = $article_id ORDER BY start_char, end_char"
MENTIONS = """SELECT m.start_char, m.end_char, m.text, m.form, m.role_text, m.actor_id, m.rule_id, c.name, c.type, c.country, c.wikidata
FROM actor_mentions m LEFT JOIN actors c USING (actor_id)
WHERE m.article_id = $article_id ORDER BY m.start_char, m.end_char DESC"""
DATES = "SELECT * EXCLUDE (article_id) FROM dates WHERE article_id = $article_id ORDER BY start_char, end_char DESC"
QUOTES = """SELECT q.* EXCLUDE (article_id), c.name AS speaker_name, c.type AS speaker_type, c.country AS speaker_country
FROM quotes q LEFT JOIN actors c ON c.actor_id = q.speaker_id
WHERE q.article_id = $article_id ORDER BY q.quote_no"""
FRAMES = """SELECT e.* EXCLUDE (article_id), e.window_start_h AS after_h, e.window_end_h AS until_h
FROM escalations e WHERE e.article_id = $article_id ORDER BY e.frame_no"""
LADDERS = "SELECT * FROM ladders WHERE article_id = $article_id ORDER BY ladder_no, stage_no, frame_no"
RULES = """SELECT r.rule_id, r.pack, r.title, r.status FROM rules r WHERE r.rule_id IN (
    SELECT rule_id FROM actor_mentions WHERE article_id = $article_id UNION ALL SELECT rule_id FROM dates WHERE article_id = $article_id
    UNION ALL SELECT rule_id FROM quotes WHERE article_id = $article_id
    UNION ALL SELECT rule_id FROM escalations WHERE article_id = $article_id)"""
RUN = "SELECT * FROM runs WHERE run_id = (SELECT run_id FROM articles WHERE article_id = $article_id)"
BEGINNINGS = "SELECT article_id, substr(text, 1, 400) AS text FROM articles WHERE list_contains($article_ids, article_id)"
NEAREST = """SELECT article_id, title FROM articles
ORDER BY jaro_winkler_similarity(lower(article_id), lower($article_id)) DESC, article_id LIMIT 3"""


@dataclass(slots=True)
class ArticleRows:
    """One article and its rows, as dictionaries with the columns of the store."""

    article: Row
    sections: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)
    dates: list[Row] = field(default_factory=list)
    quotes: list[Row] = field(default_factory=list)
    frames: list[Row] = field(default_factory=list)
    ladders: list[list[Row]] = field(default_factory=list)  # one list a ladder, stages in order
    rules: dict[str, Row] = field(default_factory=dict)
    run: Row | None = None


def article_rows(con: duckdb.DuckDBPyConnection, article_id: str) -> ArticleRows | None:
    """The article with all its rows, or None if the store does not have it."""
    asked = {"article_id": article_id}
    article = fetch_one(con, Query(ARTICLE, asked))
    if article is None:
        return None
    ladders: dict[Any, list[Row]] = {}
    for row in fetch(con, Query(LADDERS, asked)):
        ladders.setdefault(row["ladder_no"], []).append(row)
    return ArticleRows(
        article=article,
        sections=fetch(con, Query(SECTIONS, asked)),
        mentions=fetch(con, Query(MENTIONS, asked)),
        dates=fetch(con, Query(DATES, asked)),
        quotes=fetch(con, Query(QUOTES, asked)),
        frames=fetch(con, Query(FRAMES, asked)),
        ladders=list(ladders.values()),
        rules={r["rule_id"]: r for r in fetch(con, Query(RULES, asked))},
        run=fetch_one(con, Query(RUN, asked)),
    )


def first_words(text: str, limit: int = 80) -> str:
    """The first line of a text, cut at a word: what people see of an article that has no title."""
    line = next((stripped for line in text.splitlines() if (stripped := line.strip().lstrip("#>*- "))), "")
    return line if len(line) <= limit else line[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(" ,;:–-") + " …"


def titled(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> list[Row]:
    """The same rows, with the first words of the text where there is no title (columns `article_id`, `title`): to be shown, not stored."""
    untitled = {r["article_id"] for r in rows if not r["title"]}
    texts = {r["article_id"]: r["text"] for r in fetch(con, Query(BEGINNINGS, {"article_ids": sorted(untitled)}))} if untitled else {}
    for row in rows:
        row["title"] = row["title"] or first_words(texts.get(row["article_id"], "")) or None
    return rows


def nearest_articles(con: duckdb.DuckDBPyConnection, article_id: str) -> list[str]:
    """Ids that look like the one asked for, for advice."""
    return [r["article_id"] for r in fetch(con, Query(NEAREST, {"article_id": article_id}))]


def ladders_of(con: duckdb.DuckDBPyConnection, article_ids: list[str]) -> dict[tuple[str, Any], list[Row]]:
    """The ladders of some articles: (article_id, ladder_no) → stages in order."""
    sql = "SELECT * FROM ladders WHERE list_contains($article_ids, article_id) ORDER BY article_id, ladder_no, stage_no, frame_no"
    found: dict[tuple[str, Any], list[Row]] = {}
    for row in fetch(con, Query(sql, {"article_ids": article_ids})):
        found.setdefault((row["article_id"], row["ladder_no"]), []).append(row)
    return found
