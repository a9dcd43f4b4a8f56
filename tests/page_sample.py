"""A small hand-made store for the tests of report and page, and a large synthetic one for timing. Offsets are looked up, never counted."""

# ruff: noqa: E501 (articles are one paragraph a line)
from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.records import Actor, ActorMention, Article, ArticleFacts, CharSpan, EscalationFrame, Quote, Section, Timex
from pipeline.rulepack import load_rules
from pipeline.store.publish import writing
from pipeline.tables import facts_to_tables

PLAN = """Stufenplan für den Grenzfluss

Die Regierung von Nordland hat am Dienstag einen Stufenplan vorgelegt. „Wir reagieren schnell“, sagte Ministerin Ilse Öztürk, „und <b>ohne</b> Zögern.“

In den ersten 24 Stunden nach einem Dammbruch soll das Technische Hilfswerk Deiche sichern. Hält der Regen an, sollen innerhalb von 24 bis 72 Stunden Soldaten der Bundeswehr eingreifen. Erst nach 72 Stunden wäre eine Räumung der Uferorte vorgesehen.

Umweltverband Flussfreunde warf der Ministerin vor, sie habe zu spät gehandelt.

Lesen Sie auch: Zehn Tipps gegen Hochwasser
"""
ULTIMATUM = """Ultimatum im Tarifstreit

Die Gewerkschaft Räder & Wagen setzte dem Verkehrsverbund am Mittwoch eine Frist von drei Tagen. Ilse Öztürk sagte zu, binnen einer Woche zu vermitteln."""

ACTORS = {
    "Nordland": Actor("government:NL", "Regierung von Nordland", "government", "XN"),
    "Öztürk": Actor("person:oeztuerk", "Ilse Öztürk", "person", "XN"),
    "THW": Actor("org:thw", "Technisches Hilfswerk", "organisation", "DE", "Q896968"),
    "Bundeswehr": Actor("force:bw", "Bundeswehr", "armed_force", "DE"),
    "Flussfreunde": Actor("org:ff", "Flussfreunde", "organisation"),
    "RW": Actor("org:rw", "Räder & Wagen", "organisation", "DE"),
}


class Text:
    """Finds stretches of a text by their words."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, words: str, nth: int = 0) -> CharSpan:
        """The place of the nth occurrence; raises ValueError if there is none."""
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        return CharSpan(at, at + len(words))

    def mention(self, words: str, actor: str, form: str = "name", role: str | None = None, nth: int = 0) -> ActorMention:
        """A mention of one of ACTORS."""
        start, end = self.span(words, nth)
        return ActorMention(start, end, words, form, f"actors.{form}", role, ACTORS[actor].actor_id)

    def frame(self, no: int, kind: str, window: str, sentence: str, **slots: object) -> EscalationFrame:
        """A frame whose window and sentence stand in the text."""
        w, s = self.span(window), self.span(sentence)
        return EscalationFrame(no, kind, window, *w, *s, f"escalations.{kind}", **slots)  # type: ignore[arg-type]


def plan_article(article_id: str = "plan", text: str = PLAN, published_on: dt.date | None = dt.date(2026, 3, 3)) -> ArticleFacts:
    """An article with a ladder of three stages, a split quotation, nested marks, boilerplate, and text that wants to be HTML."""
    t = Text(text)
    tuesday = t.span("am Dienstag")
    said = [t.span("„Wir reagieren schnell“"), t.span("„und <b>ohne</b> Zögern.“")]
    late = t.span("sie habe zu spät gehandelt")
    who = ["Technisches Hilfswerk", "Bundeswehr"]
    trigger = {"trigger_text": "Dammbruch", "ladder_no": 1}
    return ArticleFacts(
        Article(
            article_id, f"{article_id}.txt", text, title="Stufenplan für den Grenzfluss", publisher="Beispielbote", author="A. Muster",
            published_on=published_on, language="de", content_hash=f"{article_id} {len(text)}",
        ),
        token_count=len(text.split()),
        sections=[Section(*t.span("Stufenplan für den Grenzfluss"), "heading"), Section(*t.span("Lesen Sie auch: Zehn Tipps gegen Hochwasser"), "boilerplate")],
        actors=[ACTORS[k] for k in ("Nordland", "Öztürk", "THW", "Bundeswehr", "Flussfreunde")],
        actor_mentions=[
            t.mention("Die Regierung von Nordland", "Nordland"), t.mention("Ilse Öztürk", "Öztürk", role="Ministerin"),
            t.mention("Technische Hilfswerk", "THW"), t.mention("Bundeswehr", "Bundeswehr"), t.mention("Flussfreunde", "Flussfreunde"),
            t.mention("der Ministerin", "Öztürk", "role"),
        ],
        dates=[
            Timex(*tuesday, "am Dienstag", "DATE", "2026-03-03", "dates.weekday", begin_at=dt.datetime(2026, 3, 3), end_at=dt.datetime(2026, 3, 4)),
            Timex(*t.span("24 Stunden"), "24 Stunden", "DURATION", "PT24H", "dates.amount"),
        ],
        quotes=[
            Quote(
                0, "direct", "speech", " ".join(text[a:b] for a, b in said), said, "quotes.direct_split", "Ministerin Ilse Öztürk",
                [t.span("Ministerin Ilse Öztürk")], "person:oeztuerk", "sagte", [t.span("sagte")], said_on=dt.date(2026, 3, 3),
            ),
            Quote(
                1, "indirect", "speech", text[late.start_char : late.end_char], [late], "quotes.indirect", "Umweltverband Flussfreunde",
                [t.span("Umweltverband Flussfreunde")], "org:ff", "warf vor", [t.span("warf"), t.span("vor", 2)], "der Ministerin", [t.span("der Ministerin")],
            ),
        ],
        escalations=[
            t.frame(
                0, "stage", "In den ersten 24 Stunden", "In den ersten 24 Stunden nach einem Dammbruch soll das Technische Hilfswerk Deiche sichern.",
                stage_no=1, window_start_h=0.0, window_end_h=24.0, responders=who[:1], responder_ids=["org:thw"], action_text="Deiche sichern",
                action_type="humanitarian", **trigger,
            ),
            t.frame(
                1, "stage", "innerhalb von 24 bis 72 Stunden", "Hält der Regen an, sollen innerhalb von 24 bis 72 Stunden Soldaten der Bundeswehr eingreifen.",
                stage_no=2, window_start_h=24.0, window_end_h=72.0, responders=who[1:], responder_ids=["force:bw"], action_text="eingreifen",
                action_type="military", condition_text="Hält der Regen an", **trigger,
            ),
            t.frame(
                2, "stage", "Erst nach 72 Stunden", "Erst nach 72 Stunden wäre eine Räumung der Uferorte vorgesehen.",
                stage_no=3, window_start_h=72.0, action_text="Räumung der Uferorte", action_type="security", **trigger,
            ),
        ],
    )  # fmt: skip


def ultimatum_article() -> ArticleFacts:
    """An article with an ultimatum that ends on a calendar day and a pledge."""
    t = Text(ULTIMATUM)
    first = "Die Gewerkschaft Räder & Wagen setzte dem Verkehrsverbund am Mittwoch eine Frist von drei Tagen."
    second = "Ilse Öztürk sagte zu, binnen einer Woche zu vermitteln."
    return ArticleFacts(
        Article(
            "streik/1", "streik.jsonl", ULTIMATUM, title="Ultimatum im Tarifstreit", publisher="Tageskurier", published_on=dt.date(2026, 3, 5),
            language="de", content_hash="u",
        ),
        token_count=25,
        sections=[Section(*t.span("Ultimatum im Tarifstreit"), "heading")],
        actors=[ACTORS["RW"], ACTORS["Öztürk"]],
        actor_mentions=[t.mention("Räder & Wagen", "RW"), t.mention("Ilse Öztürk", "Öztürk")],
        dates=[Timex(*t.span("am Mittwoch"), "am Mittwoch", "DATE", "2026-03-04", "dates.weekday", begin_at=dt.datetime(2026, 3, 4), end_at=dt.datetime(2026, 3, 5))],
        quotes=[
            Quote(0, "indirect", "speech", "binnen einer Woche zu vermitteln", [t.span("binnen einer Woche zu vermitteln")], "quotes.indirect",
                  "Ilse Öztürk", [t.span("Ilse Öztürk")], "person:oeztuerk", "sagte zu", [t.span("sagte zu")]),
        ],
        escalations=[
            t.frame(
                0, "ultimatum", "eine Frist von drei Tagen", first, deadline=dt.datetime(2026, 3, 8), anchor="calendar", responders=["Räder & Wagen"],
                responder_ids=["org:rw"], addressees=["Verkehrsverbund"], action_text="Tarifvertrag", action_type="labour", modality="demanded",
            ),
            t.frame(
                1, "pledge", "binnen einer Woche", second, window_start_h=0.0, window_end_h=168.0, anchor="publication", responders=["Ilse Öztürk"],
                responder_ids=["person:oeztuerk"], action_text="vermitteln", action_type="labour", modality="pledged", quote_no=0,
            ),
        ],
    )  # fmt: skip


def write_sample(db: Path, *more: ArticleFacts, run_id: str = "run-1") -> Path:
    """Write the two articles (and `more`) as one run."""
    batch = [plan_article(), ultimatum_article(), *more]
    with writing(db) as writer:
        writer.start_run({"run_id": run_id, "model": "de_test", "model_version": "1.0", "rules_digest": "abc", "lagebild_version": "0"})
        writer.write_rules(load_rules([]))
        writer.load(facts_to_tables(batch, "engine"), run_id)
        writer.finish_run(run_id, "done", {"seen": len(batch), "added": len(batch)})
    return db
