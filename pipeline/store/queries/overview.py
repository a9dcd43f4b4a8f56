"""What a selection of articles says on the whole: volume, actors over time, who quotes whom, frames by kind."""

from __future__ import annotations

from pipeline.store.queries import Query, Selection


def totals(selection: Selection) -> Query:
    """Counts of the selection, and the days that it spans."""
    where, p = selection.where()
    chosen = "" if selection.everything else " SEMI JOIN chosen USING (article_id)"
    return Query(
        f"""WITH chosen AS (SELECT a.article_id, a.published_on, a.publisher FROM articles a {where})
SELECT (SELECT count(*) FROM chosen) AS articles, (SELECT count(DISTINCT publisher) FROM chosen) AS publishers,
       (SELECT min(published_on) FROM chosen) AS first_day, (SELECT max(published_on) FROM chosen) AS last_day,
       (SELECT count(*) FROM actor_mentions{chosen}) AS mentions,
       (SELECT count(*) FROM dates{chosen}) AS dates,
       (SELECT count(*) FROM quotes{chosen}) AS quotes,
       (SELECT count(*) FROM escalations{chosen}) AS frames""",
        p,
    )


def volume(selection: Selection, unit: str) -> Query:
    """Articles per day, week, month or year (`unit`)."""
    where, p = selection.where(["a.published_on IS NOT NULL"])
    return Query(
        f"SELECT date_trunc($unit, a.published_on)::DATE AS bucket, count(*) AS articles\nFROM articles a {where}\nGROUP BY 1 ORDER BY 1",
        {**p, "unit": unit},
    )


def actors_over_time(selection: Selection, unit: str, limit: int = 15) -> Query:
    """How often the most frequent actors are mentioned, per day, week, month or year."""
    where, p = selection.where(["a.published_on IS NOT NULL"])
    return Query(
        f"""WITH chosen AS (
    SELECT a.article_id, date_trunc($unit, a.published_on)::DATE AS bucket FROM articles a {where}
), counted AS (
    SELECT m.actor_id, s.bucket, count(*) AS mentions FROM actor_mentions m JOIN chosen s USING (article_id)
    WHERE m.actor_id IS NOT NULL GROUP BY ALL
), most AS (
    SELECT actor_id, sum(mentions)::BIGINT AS total FROM counted GROUP BY 1 ORDER BY total DESC, actor_id LIMIT {int(limit)}
)
SELECT c.actor_id, c.name, t.total, n.bucket, n.mentions
FROM counted n JOIN most t USING (actor_id) JOIN actors c USING (actor_id)
ORDER BY t.total DESC, c.name, n.bucket""",
        {**p, "unit": unit},
    )


def who_quotes_whom(selection: Selection, limit: int = 12) -> Query:
    """How often each publisher quotes the most quoted speakers."""
    where, p = selection.where(["a.published_on IS NOT NULL"])
    return Query(
        f"""WITH said AS (
    SELECT q.speaker_id, coalesce(a.publisher, '?') AS publisher FROM quotes q JOIN articles a USING (article_id)
    {where} {"AND" if where else "WHERE"} q.speaker_id IS NOT NULL
), loudest AS (SELECT speaker_id, count(*) AS n FROM said GROUP BY 1 ORDER BY n DESC, speaker_id LIMIT {int(limit)}),
houses AS (SELECT publisher, count(*) AS m FROM said GROUP BY 1 ORDER BY m DESC, publisher LIMIT {int(limit)})
SELECT c.actor_id, c.name, said.publisher, count(*) AS statements
FROM said JOIN loudest USING (speaker_id) JOIN houses USING (publisher) JOIN actors c ON c.actor_id = said.speaker_id
GROUP BY c.actor_id, c.name, said.publisher, n, m ORDER BY n DESC, c.name, m DESC, said.publisher""",
        p,
    )


def who_speaks_of_whom(selection: Selection, limit: int = 12) -> Query:
    """How often the most quoted speakers mention which actors within what they say."""
    condition, p = selection.among("q.article_id")
    return Query(
        f"""WITH loudest AS (
    SELECT q.speaker_id, count(*) AS n FROM quotes q WHERE q.speaker_id IS NOT NULL AND {condition}
    GROUP BY 1 ORDER BY n DESC, speaker_id LIMIT {int(limit)}
), said AS (
    SELECT q.speaker_id, q.about_id FROM quoted_actors q SEMI JOIN loudest USING (speaker_id)
    WHERE q.about_id <> q.speaker_id AND {condition}
), topics AS (SELECT about_id, count(*) AS m FROM said GROUP BY 1 ORDER BY m DESC, about_id LIMIT {int(limit)})
SELECT c.actor_id, c.name, b.name AS about, count(*) AS statements
FROM said JOIN loudest USING (speaker_id) JOIN topics USING (about_id)
JOIN actors c ON c.actor_id = said.speaker_id JOIN actors b ON b.actor_id = said.about_id
GROUP BY c.actor_id, c.name, b.name, n, m ORDER BY n DESC, c.name, m DESC, b.name""",
        p,
    )


def frames_by_kind(selection: Selection) -> Query:
    """Escalation frames by kind and type of action."""
    condition, p = selection.among("e.article_id")
    return Query(
        f"SELECT e.kind, e.action_type, count(*) AS frames FROM escalations e WHERE {condition}\nGROUP BY ALL ORDER BY ALL",
        p,
    )


def longest_ladders(selection: Selection, limit: int = 10) -> Query:
    """The response plans with the most stages."""
    condition, p = selection.among("e.article_id")
    return Query(
        f"""WITH plans AS (
    SELECT e.article_id, a.title, a.published_on, a.publisher, e.ladder_no, count(*) AS stages, max(e.trigger_text) AS trigger_text,
           flatten(list(e.responders ORDER BY e.stage_no)) AS everybody
    FROM escalations e JOIN articles a USING (article_id) WHERE e.kind = 'stage' AND {condition}
    GROUP BY ALL ORDER BY stages DESC, a.published_on DESC NULLS LAST, e.article_id, e.ladder_no LIMIT {int(limit)}
)
SELECT * EXCLUDE (everybody), list_filter(everybody, lambda who, i: list_position(everybody, who) = i) AS responders FROM plans
ORDER BY stages DESC, published_on DESC NULLS LAST, article_id, ladder_no""",
        p,
    )


def next_deadlines(selection: Selection, limit: int = 10) -> Query:
    """Frames with a fixed end, the latest-ending articles first: what runs out last."""
    condition, p = selection.among("f.article_id")
    return Query(
        f"""SELECT f.ends_at, f.kind, f.responders, f.addressees, f.action_text, f.modality, f.title, f.publisher,
       f.article_id, f.frame_no, f.rule_id
FROM frames f WHERE f.ends_at IS NOT NULL AND f.kind <> 'stage' AND {condition}
ORDER BY f.ends_at DESC, f.article_id, f.frame_no LIMIT {int(limit)}""",
        p,
    )
