"""What the store knows of one actor."""

from __future__ import annotations

from pipeline.store.queries import Query


def actor(actor_id: str) -> Query:
    """The actor, with its counts and the words that it is mentioned with."""
    return Query(
        """WITH mine AS MATERIALIZED (SELECT article_id, text, form, role_text FROM actor_mentions WHERE actor_id = $actor_id)
SELECT c.*, (SELECT count(*) FROM mine) AS mentions, (SELECT count(DISTINCT article_id) FROM mine) AS articles,
       (SELECT count(*) FROM quotes q WHERE q.speaker_id = $actor_id) AS statements,
       (SELECT list(text ORDER BY n DESC, text)[:12] FROM (
           SELECT text, count(*) AS n FROM mine WHERE form <> 'pronoun' GROUP BY 1 ORDER BY n DESC, text LIMIT 12)) AS texts,
       (SELECT list(role_text ORDER BY n DESC, role_text)[:8] FROM (
           SELECT role_text, count(*) AS n FROM mine WHERE role_text IS NOT NULL GROUP BY 1 ORDER BY n DESC, role_text LIMIT 8)) AS roles
FROM actors c WHERE c.actor_id = $actor_id""",
        {"actor_id": actor_id},
    )


def called(words: str) -> Query:
    """The actor with this id, else the one whose name has these words: the whole name first, then the most mentioned."""
    return Query(
        """WITH found AS (
    SELECT actor_id, name, actor_id = $words AS by_id, german_fold(name) = german_fold($words) AS whole FROM actors
    WHERE actor_id = $words OR contains(german_fold(name), german_fold($words))
), counted AS (SELECT actor_id, count(*) AS mentions FROM actor_mentions SEMI JOIN found USING (actor_id) GROUP BY 1)
SELECT f.actor_id, f.name, f.by_id FROM found f LEFT JOIN counted c USING (actor_id)
ORDER BY f.by_id DESC, f.whole DESC, c.mentions DESC NULLS LAST, f.actor_id LIMIT 1""",
        {"words": words},
    )


def nearest(words: str) -> Query:
    """Actors whose names look like the one typed, for advice."""
    return Query(
        """SELECT name FROM (
    SELECT name, max(jaro_winkler_similarity(german_fold(part), german_fold($words))) AS likeness
    FROM (SELECT name, unnest(list_append(string_split(name, ' '), name)) AS part FROM actors) GROUP BY name
) WHERE likeness > 0.85 ORDER BY likeness DESC, name LIMIT 3""",
        {"words": words},
    )


def mentions_over_time(actor_id: str, unit: str) -> Query:
    """Mentions per day, week, month or year."""
    return Query(
        """SELECT date_trunc($unit, a.published_on)::DATE AS bucket, sum(m.mentions)::BIGINT AS mentions, count(*) AS articles
FROM (SELECT article_id, count(*) AS mentions FROM actor_mentions WHERE actor_id = $actor_id GROUP BY 1) m
JOIN articles a USING (article_id)
WHERE a.published_on IS NOT NULL
GROUP BY 1 ORDER BY 1""",
        {"actor_id": actor_id, "unit": unit},
    )


def frames(actor_id: str) -> Query:
    """Frames in which the actor is to act, or which are addressed to it (by a name that the same article calls it)."""
    return Query(
        """WITH called AS (
    SELECT m.article_id, m.text FROM actor_mentions m
    WHERE m.actor_id = $actor_id AND m.article_id IN (SELECT article_id FROM escalations WHERE len(addressees) > 0)
    UNION SELECT article_id, (SELECT name FROM actors WHERE actor_id = $actor_id) FROM escalations WHERE len(addressees) > 0
), addressed AS (
    SELECT DISTINCT e.article_id, e.frame_no FROM (SELECT article_id, frame_no, unnest(addressees) AS text FROM escalations) e
    SEMI JOIN called USING (article_id, text)
)
SELECT CASE WHEN list_contains(f.responder_ids, $actor_id) THEN 'responder' ELSE 'addressee' END AS part,
       f.published_on, f.kind, f.window_text, f.after_h, f.until_h, f.deadline, f.ends_at, f.responders, f.addressees, f.action_text,
       f.action_type, f.modality, f.condition_text, f.title, f.publisher, f.article_id, f.frame_no, f.rule_id
FROM frames f
WHERE list_contains(f.responder_ids, $actor_id) OR (f.article_id, f.frame_no) IN (SELECT (article_id, frame_no) FROM addressed)
ORDER BY f.published_on DESC NULLS LAST, f.article_id, f.frame_no""",
        {"actor_id": actor_id},
    )


def mentioned_with(actor_id: str, limit: int = 15) -> Query:
    """Who is mentioned in the same articles, and how often there."""
    return Query(
        f"""WITH beside AS (
    SELECT m.actor_id, count(*) AS mentions FROM actor_mentions m
    SEMI JOIN (SELECT DISTINCT article_id FROM actor_mentions WHERE actor_id = $actor_id) USING (article_id)
    WHERE m.actor_id <> $actor_id GROUP BY 1 ORDER BY mentions DESC, m.actor_id LIMIT {int(limit)}
)
SELECT c.name, c.type, c.country, b.mentions, b.actor_id FROM beside b JOIN actors c USING (actor_id)
ORDER BY b.mentions DESC, c.name, b.actor_id""",
        {"actor_id": actor_id},
    )
