"""What a store has extracted, as annotations; and gold fitted to the texts that the store has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.evaluate.annotations import KINDS, ROLES, UNKNOWN, AnnotatedArticle, Annotation, GoldError, annotation, check, shifted
from pipeline.store.read import Connection, rows

_OF = "WHERE list_contains($ids, article_id)"
_QUERIES = {
    "dates": f"SELECT * FROM dates {_OF} ORDER BY article_id, start_char, end_char",
    "quotes": f"SELECT * FROM quotes {_OF} ORDER BY article_id, quote_no",
    "actors": f"SELECT m.*, a.name, a.type, a.country FROM actor_mentions m LEFT JOIN actors a USING (actor_id) {_OF} "
    "ORDER BY article_id, start_char, end_char",
    "escalations": f"SELECT * FROM escalations {_OF} ORDER BY article_id, frame_no",
}


def stored_articles(con: Connection, article_ids: Sequence[str], kinds: Iterable[str] = KINDS) -> dict[str, AnnotatedArticle]:
    """The articles of the store that are asked for, with all that was extracted of these kinds; those it does not have are left out."""
    asked: Any = {"ids": list(article_ids)}
    known = rows(con, f"SELECT article_id, text FROM articles {_OF} ORDER BY article_id", asked)
    wanted = [k for k in KINDS if k in kinds]
    articles = {r["article_id"]: AnnotatedArticle(r["article_id"], r["text"], {k: [] for k in wanted}) for r in known}
    for kind in wanted:
        for row in rows(con, _QUERIES[kind], asked):
            if row["article_id"] in articles:
                articles[row["article_id"]].kinds[kind].append(_annotation(kind, row))
    return articles


def _annotation(kind: str, row: dict[str, Any]) -> Annotation:
    row = {n: v.isoformat() if hasattr(v, "isoformat") else v for n, v in row.items()}
    if kind == "quotes":
        return annotation(kind, row["type"], {r: row[f"{r}_spans"] or () for r in ROLES[kind]}, row)
    if kind == "escalations":
        return annotation(kind, row["kind"], {"window": [(row["window_start_char"], row["window_end_char"])]}, row)
    return annotation(kind, row["type"] or UNKNOWN, {ROLES[kind][0]: [(row["start_char"], row["end_char"])]}, row)


def fitted(gold: Sequence[AnnotatedArticle], con: Connection, db: Path, skip_missing: bool = False) -> list[AnnotatedArticle]:
    """Gold with the ids and offsets of the store: an article is found by its id, else by its text; blank lines around a text do not count.

    Raises:
        GoldError: the store does not have an article, or has it with another text.
    """
    stored = stored_articles(con, [g.article_id for g in gold], ())
    found, missing = [], []
    for g in gold:
        article = stored.get(g.article_id) or _by_text(con, g)
        if article is None:
            missing.append(g.article_id)
        else:
            found.append(_fit(g, article, db))
    if missing and not skip_missing:
        names = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        raise GoldError(
            f"{db} does not have {len(missing)} of the {len(gold)} gold articles: {names}; "
            "read them with `lagebild run`, or leave them out with --skip-missing"
        )
    if not found:
        raise GoldError(f"{db} has none of the {len(gold)} gold articles")
    return found


def _by_text(con: Connection, gold: AnnotatedArticle) -> AnnotatedArticle | None:
    if gold.text is None:
        return None
    same: Any = {"text": gold.text.strip()}
    found = rows(con, "SELECT article_id, text FROM articles WHERE trim(text, E' \\n\\t') = $text ORDER BY article_id LIMIT 1", same)
    return AnnotatedArticle(found[0]["article_id"], found[0]["text"], {}) if found else None


def _fit(gold: AnnotatedArticle, article: AnnotatedArticle, db: Path) -> AnnotatedArticle:
    text = article.text or ""
    if gold.text is not None and gold.text != text:
        inner = gold.text.strip()
        at = text.find(inner)
        if not inner or at < 0:
            raise GoldError(f"{gold.article_id}: gold and {db} have different texts of it, so that offsets mean nothing")
        gold = shifted(gold, at - gold.text.find(inner))
    gold.article_id, gold.text = article.article_id, text
    return check(gold)
