"""The view of one article: its rows as marks over the text, ladders as drawings, tables by speaker and actor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.report import labels
from pipeline.report.marks import Block, Mark, blocks
from pipeline.report.timeline import Bar, draw
from pipeline.store.queries.article import ArticleRows, Row, first_words


@dataclass(slots=True)
class LadderView:
    """One response plan: its stages in order, what starts its clock, its drawing (empty if no window could be resolved)."""

    trigger: str | None
    stages: list[Row]
    drawing: Markup


@dataclass(slots=True)
class ArticleView:
    """What the template `article.html` shows; everything in it is escaped there or Markup of our own making."""

    rows: ArticleRows
    heading: str  # the title, or the first words of the text
    blocks: list[Block]
    ladders: list[LadderView]
    others: list[Row]
    other_drawings: list[Markup]
    speakers: list[tuple[Row | None, list[Row]]]  # (first row of the speaker, quotations); None = nobody named
    actors: list[Row]


def article_view(rows: ArticleRows, language: str) -> ArticleView:
    """Arrange the rows of an article for people."""
    marks = [*actor_marks(rows, language), *date_marks(rows, language), *quote_marks(rows, language), *frame_marks(rows, language)]
    others = [f for f in rows.frames if f["kind"] != "stage"]
    return ArticleView(
        rows=rows,
        heading=rows.article["title"] or first_words(rows.article["text"]) or rows.article["article_id"],
        blocks=blocks(rows.article["text"], marks, [(s["start_char"], s["end_char"], s["kind"]) for s in rows.sections]),
        ladders=[ladder_view(stages, language, f"ladder-{i}", rows.article["published_on"]) for i, stages in enumerate(rows.ladders)],
        others=others,
        other_drawings=_other_drawings(others, rows.article["published_on"], language),
        speakers=_by_speaker(rows.quotes),
        actors=_actors(rows.mentions),
    )


def _note(rows: ArticleRows, language: str, rule_id: str, pairs: list[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs without the empty ones, and the rule with its title at the end."""
    t = labels.translator(language)
    rule = rows.rules.get(rule_id)
    named = f"{rule_id} – {rule['title']}" if rule and rule["title"] else rule_id
    return tuple((t(k), " ".join(str(v).split())) for k, v in [*pairs, ("rule", named)] if v not in (None, "", []))


def actor_marks(rows: ArticleRows, language: str) -> list[Mark]:
    """Mentions of actors."""
    t = labels.translator(language)
    marks = []
    for i, m in enumerate(rows.mentions):
        who = ", ".join(x for x in (m["name"], m["type"] and t(m["type"]), m["country"]) if x) or t("unknown")
        pairs = [("actor", who), ("form", m["form"] and t(m["form"])), ("role", m["role_text"])]
        note = _note(rows, language, m["rule_id"], pairs)
        marks.append(Mark(m["start_char"], m["end_char"], "actor", t("actor"), note, f"m{i}"))
    return marks


def date_marks(rows: ArticleRows, language: str) -> list[Mark]:
    """Expressions of time with their TIMEX3 values."""
    t = labels.translator(language)
    marks = []
    for i, d in enumerate(rows.dates):
        interval = f"{labels.moment(d['begin_at'], language)} – {labels.moment(d['end_at'], language)}" if d["begin_at"] else None
        pairs = [("type", d["type"] and t(d["type"])), ("value", d["value"] or t("unresolved")), ("mod", d["mod"]), ("from", interval)]
        marks.append(Mark(d["start_char"], d["end_char"], "date", t("date"), _note(rows, language, d["rule_id"], pairs), f"d{i}"))
    return marks


def quote_marks(rows: ArticleRows, language: str) -> list[Mark]:
    """Quotations with speaker, cue and addressee; each role may stand in several stretches."""
    t = labels.translator(language)
    marks = []
    for q in rows.quotes:
        title = f"{t('quote')} {q['quote_no'] + 1}"
        kind = ", ".join(t(x) for x in (q["type"], q["medium"], "nested" if q["nested"] else None) if x)
        pairs = [
            ("speaker", speaker_name(q)), ("type", kind), ("cue", q["cue_text"]), ("addressee", q["addressee_text"]),
            ("said_on", labels.day(q["said_on"], language)),
        ]  # fmt: skip
        note = _note(rows, language, q["rule_id"], pairs)
        for kind, spans in (
            ("quote", q["quote_spans"]), ("speaker", q["speaker_spans"]), ("cue", q["cue_spans"]), ("addressee", q["addressee_spans"]),
        ):  # fmt: skip
            for i, s in enumerate(spans or []):
                anchor = f"q{q['quote_no']}" if kind == "quote" and i == 0 else ""
                own = note if kind == "quote" else note[:1]
                named = title if kind == "quote" else f"{t(kind)} · {title}"
                marks.append(Mark(s["start_char"], s["end_char"], kind, named, own, anchor))
    return marks


def speaker_name(quote: Row) -> str | None:
    """The speaker as known, with the words of the text where they differ."""
    name, text = quote["speaker_name"], quote["speaker_text"]
    return f"{name} („{text}“)" if name and text and text != name else name or text


def frame_marks(rows: ArticleRows, language: str) -> list[Mark]:
    """Windows, and faintly the sentences that they stand in."""
    t = labels.translator(language)
    marks = []
    for f in rows.frames:
        title = t(f["kind"]) + (f" {f['stage_no']}" if f["kind"] == "stage" and f["stage_no"] is not None else "")
        pairs = [
            ("window", labels.window(f, language)), ("anchor", f["anchor"] and t(f["anchor"])), ("trigger_text", f["trigger_text"]),
            ("condition", f["condition_text"]), ("responders", "; ".join(f["responders"] or [])),
            ("addressees", "; ".join(f["addressees"] or [])), ("action", f["action_text"]),
            ("modality", f["modality"] and t(f["modality"])), ("action_type", f["action_type"] and t(f["action_type"])),
            ("in_quote", None if f["quote_no"] is None else f["quote_no"] + 1),
        ]  # fmt: skip
        note = _note(rows, language, f["rule_id"], pairs)
        marks.append(Mark(f["window_start_char"], f["window_end_char"], "window", title, note, f"f{f['frame_no']}"))
        marks.append(Mark(f["start_char"], f["end_char"], "sentence", f"{t('sentence')} · {title}", note[:1]))
    return marks


def ladder_view(stages: list[Row], language: str, ident: str, published_on: dt.date | None) -> LadderView:
    """A ladder of the view `ladders`, stages in order."""
    t = labels.translator(language)
    trigger = next((s["trigger_text"] for s in stages if s["trigger_text"]), None)
    return LadderView(trigger, stages, _drawing(stages, published_on, language, ident, t("ladder")))


def _drawing(frames: list[Row], published_on: dt.date | None, language: str, ident: str, title: str) -> Markup:
    """Hours from the anchor; frames that end on a calendar day are drawn from the day of publication, if that is known."""
    t = labels.translator(language)
    calendar = published_on is not None and all(_calendar_only(f) for f in frames)
    zero = dt.datetime.combine(published_on, dt.time()) if calendar and published_on else None
    zero_label = " / ".join(sorted({t(f["anchor"]) for f in frames} - {t(None), t("previous_stage")})) or "0"

    def tick(value: float) -> str:
        if zero:
            at = zero + dt.timedelta(hours=value)
            return labels.deadline(at, language) if value else labels.day(at.date(), language)
        return zero_label if value == 0 else labels.hours(value, language)

    bars = [_bar(f, zero, language) for f in frames]
    return draw(bars, title=title, tick=tick, not_to_scale=t("not_to_scale"), ident=ident)


def _calendar_only(frame: Row) -> bool:
    return frame["after_h"] is None and frame["until_h"] is None and frame["deadline"] is not None


def _bar(frame: Row, zero: dt.datetime | None, language: str) -> Bar:
    t = labels.translator(language)
    number = f" {frame['stage_no']}" if frame.get("stage_no") is not None else ""
    who = "; ".join(frame["responders"] or [])
    to = f"→ {'; '.join(frame['addressees'])}" if frame["addressees"] else ""
    parties = " ".join(x for x in (who, to) if x)
    lines = [frame["action_text"] or "", f"{t('condition')}: {frame['condition_text']}" if frame["condition_text"] else ""]
    start, end = frame["after_h"], frame["until_h"]
    if zero is not None and frame["deadline"] is not None:
        start, end = 0.0, max((frame["deadline"] - zero).total_seconds() / 3600, 0.0)
    return Bar(
        heading=f"{t(frame.get('kind') or 'stage')}{number}" + (f" · {parties}" if parties else ""),
        lines=tuple(line for line in lines if line),
        window=f"{labels.window(frame, language)} · {t(frame['modality'])}",
        start=start,
        end=end,
        style=frame["modality"] or "planned",
        link=f"f{frame['frame_no']}",
    )


def _other_drawings(frames: list[Row], published_on: dt.date | None, language: str) -> list[Markup]:
    t = labels.translator(language)
    groups = [[f for f in frames if not _calendar_only(f)], [f for f in frames if _calendar_only(f)]]
    drawings = [_drawing(g, published_on, language, f"frames-{i}", t("other_frames")) for i, g in enumerate(groups) if g]
    return [d for d in drawings if d]


def _by_speaker(quotes: list[Row]) -> list[tuple[Row | None, list[Row]]]:
    """Quotations grouped by speaker in order of appearance; those without a speaker come last."""
    groups: dict[str, list[Row]] = {}
    for q in quotes:
        groups.setdefault(q["speaker_id"] or q["speaker_text"] or "", []).append(q)
    nobody = groups.pop("", [])
    named: list[tuple[Row | None, list[Row]]] = [(g[0], g) for g in groups.values()]
    return named + ([(None, nobody)] if nobody else [])


def _actors(mentions: list[Row]) -> list[Row]:
    """One row an actor: how often and in which words; most mentioned first. Mentions of nobody known come last, by their words."""
    groups: dict[str, Row] = {}
    for i, m in enumerate(mentions):
        key = m["actor_id"] or f"\0{m['text']}"
        row = groups.setdefault(key, {**m, "name": m["name"] or m["text"], "n": 0, "texts": {}, "roles": {}, "anchor": f"m{i}"})
        row["n"] += 1
        row["texts"][m["text"]] = None
        if m["role_text"]:
            row["roles"][m["role_text"]] = None
    return sorted(groups.values(), key=lambda r: (r["actor_id"] is None, -r["n"], r["name"]))
