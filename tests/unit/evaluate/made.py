"""A small store with one row of each kind, made by hand, and what gold would say of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.records import Actor, ActorMention, Article, ArticleFacts, CharSpan, EscalationFrame, Quote, Timex
from pipeline.store.publish import writing
from pipeline.tables import facts_to_tables

TEXT = "Am Montag sagte Ministerin Özlem Brandt, sie warne 😀 vor Eile.\nBis Freitag muss der Rat von Körbitz handeln."


def span(words: str, text: str = TEXT) -> CharSpan:
    start = text.index(words)
    return CharSpan(start, start + len(words))


def at(words: str) -> tuple[int, int, str]:
    return (*span(words), words)


def facts(article_id: str = "a1", text: str = TEXT, **rows: object) -> ArticleFacts:
    article = Article(article_id, "test", text, published_on=dt.date(2026, 2, 3), content_hash=f"hash of {article_id}")
    return ArticleFacts(article, 4, **rows)  # type: ignore[arg-type]


def full(article_id: str = "a1") -> ArticleFacts:
    return facts(
        article_id,
        actors=[Actor("person:oezlem-brandt", "Özlem Brandt", "person", "DE")],
        actor_mentions=[
            ActorMention(*at("Özlem Brandt"), "name", "actors.test", actor_id="person:oezlem-brandt"),
            ActorMention(*at("sie"), "pronoun", "actors.test", actor_id="person:oezlem-brandt"),
            ActorMention(*at("Rat von Körbitz"), "name", "actors.test"),
        ],
        dates=[
            Timex(*at("Am Montag"), "DATE", "2026-02-02", "dates.test"),
            Timex(*at("Freitag"), "DATE", "2026-02-06", "dates.test", mod="END"),
        ],
        quotes=[
            Quote(
                0, "indirect", "speech", "sie warne vor Eile", [span("sie warne"), span("vor Eile")], "quotes.test",
                speaker_text="Ministerin Özlem Brandt", speaker_spans=[span("Ministerin Özlem Brandt")],
                cue_text="sagte", cue_spans=[span("sagte")], said_on=dt.date(2026, 2, 2),
            )
        ],
        escalations=[
            EscalationFrame(
                0, "deadline", "Bis Freitag", *span("Bis Freitag"), *span("Bis Freitag muss der Rat von Körbitz handeln."),
                "escalations.test", deadline=dt.datetime(2026, 2, 7), anchor="calendar",
                responders=["Rat von Körbitz"], action_text="handeln",
                modality="obliged",
            )
        ],
    )  # fmt: skip


def store_facts(path: Path, *batch: ArticleFacts) -> Path:
    with writing(path) as writer:
        writer.start_run({"run_id": "r1"})
        writer.load(facts_to_tables(batch, "engine"), "r1")
        writer.finish_run("r1", "done", {"seen": len(batch), "added": len(batch)})
    return path
