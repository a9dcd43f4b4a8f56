"""Views and macros for analysts' questions, and the search index, on hand-made rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.records import ActorMention, Article, ArticleFacts, CharSpan, EscalationFrame, Quote
from pipeline.store import read
from pipeline.store.publish import writing
from pipeline.tables import facts_to_tables
from tests.page_sample import ACTORS, write_sample

LATER = "Ilse Öztürk muss bis Freitag handeln. „Die Bundeswehr“, sagte sie, „hilft der Bundeswehr.“"


def later_article() -> ArticleFacts:
    """Two days after a pledge the same actor is obliged to something; a split quotation with an actor in it and one between its parts."""
    spans = [CharSpan(38, 54), CharSpan(67, len(LATER))]
    return ArticleFacts(
        Article("später", "x", LATER, title="Später", published_on=dt.date(2026, 3, 7), content_hash="l"),
        15,
        actors=[ACTORS["Öztürk"], ACTORS["Bundeswehr"]],
        actor_mentions=[
            ActorMention(0, 11, "Ilse Öztürk", "name", "actors.name", None, "person:oeztuerk"),
            ActorMention(43, 53, "Bundeswehr", "name", "actors.name", None, "force:bw"),
            ActorMention(62, 65, "sie", "pronoun", "actors.pronoun", None, "org:ff"),
            ActorMention(78, 88, "Bundeswehr", "name", "actors.name", None, "force:bw"),
        ],
        quotes=[Quote(0, "direct", "speech", "…", spans, "quotes.split", "sie", [CharSpan(62, 65)], "person:oeztuerk")],
        escalations=[
            EscalationFrame(
                0, "deadline", "bis Freitag", 17, 28, 0, 37, "escalations.by", deadline=dt.datetime(2026, 3, 14), anchor="calendar",
                responders=["Ilse Öztürk"], responder_ids=["person:oeztuerk"], modality="obliged",
            )
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("questions") / "s.duckdb", later_article())


@pytest.fixture(scope="module")
def con(db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    opened = read.connect(db)
    yield opened
    opened.close()


def test_a_pledge_and_a_later_frame_of_the_same_actor_are_candidates(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("SELECT actor, pledged_on, later_on, later_modality, later_frame FROM contradictions").fetchall()
    assert rows == [("Ilse Öztürk", dt.date(2026, 3, 5), dt.date(2026, 3, 7), "obliged", LATER[:37])]


def test_only_actors_within_the_quotation_are_spoken_of(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("SELECT about_id, about_text, start_char FROM said_about WHERE article_id = 'später' ORDER BY start_char").fetchall()
    assert rows == [("force:bw", "Bundeswehr", 43), ("force:bw", "Bundeswehr", 78)], "„sie“ stands between the two parts"


@pytest.mark.parametrize(
    ("who", "whom", "n"), [("öztürk", "bundeswehr", 1), ("person:oeztuerk", "force:bw", 1), ("Öztürk", "Flussfreunde", 0), ("%", "%", 0)]
)
def test_said_by_about(con: duckdb.DuckDBPyConnection, who: str, whom: str, n: int) -> None:
    assert len(con.execute("FROM said_by_about(?, ?)", [who, whom]).fetchall()) == n


RUNNING_OUT = {
    "the day before": ("2026-03-07", 1, ["ultimatum"]), "too early": ("2026-03-04", 3, []),
    "both limits count": ("2026-03-08", 0, ["ultimatum"]),
    "from publication": ("2026-03-11", 1, ["pledge"]), "several in order": ("2026-03-08", 7, ["ultimatum", "pledge", "deadline"]),
}  # fmt: skip


@pytest.mark.parametrize(("day", "days", "kinds"), RUNNING_OUT.values(), ids=RUNNING_OUT.keys())
def test_running_out(con: duckdb.DuckDBPyConnection, day: str, days: int, kinds: list[str]) -> None:
    assert [r[0] for r in con.execute("SELECT kind FROM running_out(?::DATE, ?)", [day, days]).fetchall()] == kinds


@pytest.mark.parametrize(("hour", "stages"), [(0, [1]), (23.9, [1]), (24, [2]), (72, [3]), (9999, [3])])
def test_stages_in_force(con: duckdb.DuckDBPyConnection, hour: float, stages: list[int]) -> None:
    assert [r[0] for r in con.execute("SELECT stage_no FROM in_force_at(?)", [hour]).fetchall()] == stages


def test_which_rule(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("""SELECT "table", value, rule_id FROM which_rule('plan', '24 Stunden')""").fetchall()
    assert rows == [("escalations", "stage", "escalations.stage"), ("dates", "PT24H", "dates.amount")]


def test_frames_carry_their_sentence(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("SELECT sentence FROM frames WHERE article_id = 'plan' AND stage_no = 3").fetchall() == [
        ("Erst nach 72 Stunden wäre eine Räumung der Uferorte vorgesehen.",)
    ]


def test_what_changed_and_the_index_follow_the_runs(tmp_path: Path) -> None:
    db = write_sample(tmp_path / "s.duckdb")

    def found(word: str) -> list[str]:
        con = read.connect(db)
        try:
            return [r[0] for r in con.execute("SELECT article_id FROM search(?) ORDER BY ALL", [word]).fetchall()]
        finally:
            con.close()

    assert found("Deiche") == ["plan"]
    changed = ArticleFacts(Article("plan", "p", "Nun steht hier von Brücken.", content_hash="other"), 5)
    with writing(db) as writer:
        writer.start_run({"run_id": "run-2"})
        writer.load(facts_to_tables([changed, later_article()], "engine"), "run-2")
        writer.finish_run("run-2", "done", {"updated": 1, "added": 1})
    assert found("Deiche") == []
    assert found("Brücke") == ["plan"]
    assert found("Öztürk") == ["später", "streik/1"]
    con = read.connect(db)
    assert con.execute("SELECT article_id FROM changed_in_last_run ORDER BY ALL").fetchall() == [("plan",), ("später",)]
    assert con.execute("SELECT count(*), count(DISTINCT doc) FROM search_articles").fetchall() == [(3, 3)]
    orphans = "SELECT count(*) FROM search_postings p ANTI JOIN search_articles s USING (doc)"
    assert con.execute(orphans).fetchall() == [(0,)]
    assert con.execute(
        "SELECT count(*) FROM search_terms t WHERE articles <> (SELECT count(*) FROM search_postings p WHERE p.term = t.term)"
    ).fetchall() == [(0,)]
    con.close()


def test_a_store_from_before_the_index_is_indexed_at_the_next_run(tmp_path: Path) -> None:
    db = write_sample(tmp_path / "s.duckdb")
    with duckdb.connect(str(db)) as con:
        for table in ("search_articles", "search_postings", "search_terms", "quoted_actors"):
            con.execute(f"DELETE FROM {table}")
    with writing(db):
        pass
    opened = read.connect(db)
    assert opened.execute("SELECT article_id FROM search('Deich')").fetchall() == [("plan",)]
    opened.close()


def test_a_store_from_before_the_words_of_who_is_spoken_of_is_completed(tmp_path: Path) -> None:
    db = write_sample(tmp_path / "s.duckdb", later_article())
    with duckdb.connect(str(db)) as con:
        con.execute("ALTER TABLE quoted_actors DROP COLUMN about_text")
        con.execute("DELETE FROM schema_versions WHERE name = 'about_text'")
    with writing(db):
        pass
    opened = read.connect(db)
    words = "SELECT s.about_text, a.text[s.start_char + 1 : s.end_char] FROM said_about s JOIN articles a USING (article_id)"
    found = opened.execute(words).fetchall()
    opened.close()
    assert found
    assert [kept for kept, _ in found] == [cut for _, cut in found]
