"""The lists of the analysts' page. Each is one question whose SQL the page shows and whose rows it offers for download."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Any

from pipeline.store.queries import Query, Selection


def counted(query: Query) -> Query:
    """How many rows a list has in all; joins that only add columns are left out where the list names a table that suffices."""
    if query.parameters.keys() <= {"name", "type", "country"} and "\nFROM actor_counts c" in query.sql:
        return Query(f"SELECT count(*) AS n FROM actors c{_without_order(query.sql).split('FROM actor_counts c')[1]}", query.parameters)
    return Query(f"SELECT count(*) AS n FROM ({_without_order(query.sql)}\n)", query.parameters)


def with_total(query: Query) -> Query:
    """The same rows, each with the number of all rows (`total_rows`)."""
    select, rest = query.sql.split("\nFROM ", 1)
    return Query(f"{select}, count(*) OVER () AS total_rows\nFROM {rest}", query.parameters)


def _without_order(sql: str) -> str:
    return re.sub(r"\nORDER BY [^\n]*\s*$", "", sql.rstrip())


def words_and_phrases(text: str) -> tuple[str, list[str]]:
    """All words of a search, and the phrases in quotation marks among them, which must occur as they stand."""
    phrases = [p.strip() for p in re.findall(r"[\"„“”»«]([^\"„“”»«]+)[\"„“”»«]", text) if " " in p.strip()]
    return re.sub(r"[\"„“”»«]", " ", text).strip(), phrases[:5]


def articles(selection: Selection, text: str = "") -> Query:
    """Articles of a selection, newest first; with a search text the best matches first."""
    words, phrases = words_and_phrases(text)
    more = [f"contains(german_fold(a.text), german_fold($phrase{i}))" for i in range(len(phrases))]
    where, p = selection.where(more)
    columns = "a.article_id, a.published_on, a.publisher, a.title, a.author, a.url, a.token_count"
    if not words:
        return Query(f"SELECT {columns}\nFROM articles a {where}\nORDER BY a.published_on DESC NULLS LAST, a.article_id", p)
    p |= {"text": words, **{f"phrase{i}": phrase for i, phrase in enumerate(phrases)}}
    return Query(
        f"SELECT {columns}, s.score\nFROM search($text) s JOIN articles a USING (article_id) {where}\nORDER BY s.score DESC, a.article_id",
        p,
    )


def article_excerpts(article_ids: list[str]) -> Query:
    """Texts and kinds of frames of the articles of one page of results."""
    return Query(
        """SELECT a.article_id, a.text,
       (SELECT list(DISTINCT e.kind ORDER BY e.kind) FROM escalations e WHERE e.article_id = a.article_id) AS kinds
FROM articles a WHERE list_contains($article_ids, a.article_id)""",
        {"article_ids": article_ids},
    )


def stems(text: str) -> Query:
    """The stems that a search looks for."""
    return Query(
        "SELECT DISTINCT german_stem(w) AS stem FROM (SELECT unnest(german_words($text)) AS w)", {"text": words_and_phrases(text)[0]}
    )


def nearest_words(text: str) -> Query:
    """For the words of a search that no article has: the likeliest indexed stem (the same first letter, one or two others
    wrong), and a text that has it."""
    return Query(
        """WITH asked AS (
    SELECT DISTINCT w AS word, german_stem(w) AS stem FROM (SELECT unnest(german_words($text)) AS w)
), missing AS (
    SELECT * FROM asked WHERE length(stem) >= 4 AND NOT EXISTS (SELECT 1 FROM search_terms t WHERE contains(t.term, stem))
), near AS (
    SELECT m.word, t.term, t.articles, damerau_levenshtein(t.term, m.stem) AS distance
    FROM missing m JOIN search_terms t ON t.term[1] = m.stem[1] AND abs(length(t.term) - length(m.stem)) <= 2
), best AS (
    SELECT word, arg_min(term, (distance, -articles, term)) AS term FROM near
    WHERE distance <= CASE WHEN length(word) < 7 THEN 1 ELSE 2 END GROUP BY word
)
SELECT b.word, b.term, concat_ws(' ', a.title, a.text) AS text
FROM best b JOIN (SELECT term, min(doc) AS doc FROM search_postings SEMI JOIN best USING (term) GROUP BY term) p USING (term)
JOIN search_articles s USING (doc) JOIN articles a USING (article_id)""",
        {"text": words_and_phrases(text)[0]},
    )


def statements(selection: Selection, speaker_id: str | None, about_id: str | None, kind: str | None, text: str = "") -> Query:
    """Quotations: by whom, about whom, of which type, with which words."""
    more = {
        "s.speaker_id = $speaker_id": ("speaker_id", speaker_id),
        "(s.article_id, s.quote_no) IN (SELECT (article_id, quote_no) FROM quoted_actors WHERE about_id = $about_id)": (
            "about_id",
            about_id,
        ),
        "s.type = $type": ("type", kind),
        "regexp_matches(s.text, $piece)": ("piece", piece_pattern(text)),
        "s.article_id IN (SELECT article_id FROM search($text)) AND contains(german_fold(s.text), german_fold($text))": (
            "text",
            text or None,
        ),
    }
    return _listed(
        "SELECT s.published_on, s.publisher, s.speaker, s.speaker_country, s.type, s.cue, s.text, s.addressee, s.said_on, s.title,\n"
        "       s.article_id, s.quote_no, s.speaker_id, s.rule_id",
        "statements s",
        selection,
        more,
        "s.published_on DESC NULLS LAST, s.article_id, s.quote_no",
        "s",
    )


def plain_piece(text: str) -> str | None:
    """A piece of a search text that stands in whatever the text is found in, and that is cheaper to look for than the folded text.

    Folding (macro german_fold) takes an e off ae, oe and ue and changes what is no ASCII letter; what stands between such places stays.
    """
    return max(re.findall("[b-df-np-tv-z][b-np-tv-z]{2,}", text.lower()), key=len, default=None)


def piece_pattern(text: str) -> str | None:
    """`plain_piece` as a regular expression over texts as they stand, which takes a tenth of the time of folding them all.

    A letter may be any that is not ASCII (é for e) and, as ß is ss, several of the same may be one.
    """
    piece = plain_piece(text)
    return "(?i)" + "".join(f"[{letter}[:^ascii:]]+" for letter, _ in itertools.groupby(piece)) if piece else None


def frames(
    selection: Selection,
    kind: str | None,
    action_type: str | None,
    ends_from: dt.date | None,
    ends_until: dt.date | None,
    responder_id: str | None,
) -> Query:
    """Escalation frames: of which kind, which action, by whom, ending when (`ends_until` is inclusive)."""
    more = {
        "f.kind = $frame_kind": ("frame_kind", kind),
        "f.action_type = $action_type": ("action_type", action_type),
        "f.ends_at >= $ends_from": ("ends_from", ends_from),
        "f.ends_at < $ends_until + to_days(1)": ("ends_until", ends_until),
        "list_contains(f.responder_ids, $responder_id)": ("responder_id", responder_id),
    }
    order = "f.ends_at, f.article_id, f.frame_no" if ends_from or ends_until else "f.published_on DESC NULLS LAST, f.article_id, f.frame_no"
    return _listed(
        "SELECT f.published_on, f.publisher, f.kind, f.window_text, f.after_h, f.until_h, f.deadline, f.ends_at,\n"
        "       f.responders, f.addressees, f.action_text, f.action_type, f.modality, f.condition_text, f.trigger_text,\n"
        "       f.title, f.article_id, f.frame_no, f.rule_id",
        "frames f",
        selection,
        more,
        order,
        "f",
    )


def _listed(select: str, table: str, selection: Selection, more: dict[str, tuple[str, Any]], order: str, alias: str) -> Query:
    """Conditions whose value is None fall away."""
    given = {sql: v for sql, v in more.items() if v[1] is not None}
    conditions = list(given)
    among, p = selection.among(f"{alias}.article_id")
    if p:
        conditions.insert(0, among)
    where = f"\nWHERE {' AND '.join(conditions)}" if conditions else ""
    return Query(f"{select}\nFROM {table}{where}\nORDER BY {order}", {**p, **dict(given.values())})


def ladders(selection: Selection, in_force_h: float | None, least_stages: int = 2) -> Query:
    """Response plans, newest first; with `in_force_h` those that have a stage whose window covers that hour."""
    among, p = selection.among("e.article_id")
    force = ""
    if in_force_h is not None:
        force = "\nHAVING bool_or(e.window_start_h <= $hour AND (e.window_end_h IS NULL OR $hour < e.window_end_h))"
        p = {**p, "hour": in_force_h}
    return Query(
        f"""WITH plans AS (
    SELECT e.article_id, e.ladder_no, count(*) AS stages, max(e.trigger_text) AS trigger_text,
           flatten(list(e.responders ORDER BY e.stage_no)) AS everybody
    FROM escalations e WHERE e.kind = 'stage' AND {among}
    GROUP BY e.article_id, e.ladder_no{force}
)
SELECT a.published_on, a.publisher, a.title, p.stages, p.trigger_text,
       list_filter(p.everybody, lambda who, i: list_position(p.everybody, who) = i) AS responders, p.article_id, p.ladder_no
FROM plans p JOIN articles a USING (article_id) WHERE p.stages >= $least
ORDER BY a.published_on DESC NULLS LAST, p.article_id, p.ladder_no""",
        {**p, "least": least_stages},
    )


def actors(name: str = "", kind: str | None = None, country: str | None = None) -> Query:
    """Actors with how often they are mentioned, speak and act; most mentioned first."""
    more = {
        "contains(german_fold(c.name), german_fold($name))": ("name", name or None),
        "c.type = $type": ("type", kind),
        "c.country = $country": ("country", country),
    }
    given = {sql: v for sql, v in more.items() if v[1] is not None}
    where = f"\nWHERE {' AND '.join(given)}" if given else ""
    return Query(
        "SELECT c.name, c.type, c.country, c.mentions, c.articles, c.statements, c.frames, c.actor_id\n"
        f"FROM actor_counts c{where}\nORDER BY c.mentions DESC, c.name, c.actor_id",
        dict(given.values()),
    )


def rules() -> Query:
    """Rules with how many rows they made; also those that never fired."""
    return Query(
        """SELECT coalesce(r.rule_id, f.rule_id) AS rule_id, r.pack, r.title, r.status, coalesce(f.found, 0) AS found
FROM rules r FULL JOIN (SELECT rule_id, count(*) AS found FROM findings GROUP BY rule_id) f ON f.rule_id = r.rule_id
ORDER BY found DESC, rule_id"""
    )


def rule_findings(rule_id: str) -> Query:
    """What a rule made."""
    return Query(
        """SELECT f."table", f.text, f.value, a.title, a.published_on, f.article_id, f.start_char, f.end_char
FROM findings f JOIN articles a USING (article_id) WHERE f.rule_id = $rule_id
ORDER BY a.published_on DESC NULLS LAST, f.article_id, f.start_char""",
        {"rule_id": rule_id},
    )


def runs() -> Query:
    """Runs, the last first."""
    return Query("SELECT * FROM runs\nORDER BY started_at DESC, run_id")


PUBLISHERS = Query(
    "SELECT publisher, count(*) AS n FROM articles WHERE publisher IS NOT NULL GROUP BY 1 ORDER BY n DESC, publisher LIMIT 500"
)
COUNTRIES = Query("SELECT country, count(*) AS n FROM actors WHERE country IS NOT NULL GROUP BY 1 ORDER BY country")
TIME_SPAN = Query("SELECT min(published_on) AS first_day, max(published_on) AS last_day FROM articles")
LAST_RUN = Query("SELECT * FROM runs ORDER BY started_at DESC LIMIT 1")
