"""Kept rows: a component runs again where its rows can differ, and only there; the result is that of a full run."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from pipeline import kept_rows
from pipeline.docstore import DocStore, docs_path
from pipeline.extensions import add_problem, plain_rows, rows, set_rows
from pipeline.ingest import RunSettings, run
from pipeline.kept_rows import article_stamp, find_rows, stamps
from pipeline.records import Article, Section, Timex
from pipeline.rulepack import Pack, RuleBase
from pipeline.store import read

ARTICLE = Article("a", "test", "Am Montag kommt sie.", published_on=dt.date(2026, 2, 3))


@dataclass
class Finder:
    """A component that notes when it runs; what it finds depends on its value, and for the second on what the first found."""

    name: str
    pack: str
    table: str
    value: str = "2026-02-09"
    fails: bool = False
    ran: int = 0
    base: RuleBase = field(default_factory=lambda: RuleBase([Pack(p, Path(f"{p}.toml"), "1", []) for p in ("dates", "quotes")]))

    def __call__(self, doc: Doc) -> Doc:
        self.ran += 1
        if self.fails:
            add_problem(doc, self.name, ValueError("odd"))
        set_rows(doc, self.table, [Timex(3, 9, "Montag", "DATE", self.value, "dates.day")] if self.table == "dates" else [])
        return doc


def pair() -> list[Finder]:
    return [Finder("first", "dates", "dates"), Finder("second", "quotes", "quotes")]


def found(
    components: list[Finder], kept: bytes | None, article: Article = ARTICLE, kinds: str = "body"
) -> tuple[list[int], bytes | None, Doc]:
    doc = spacy.blank("de")(article.text)
    start = article_stamp(article, [Section(0, len(article.text), kinds)], b"parse")
    new = find_rows(doc, components, stamps(components), start, kept)
    return [c.ran for c in components], new, doc


def test_nothing_runs_where_nothing_changed() -> None:
    ran, kept, first = found(pair(), None)
    assert ran == [1, 1]
    again, new, second = found(pair(), kept)
    assert (again, new) == ([0, 0], None)
    assert plain_rows(first) == plain_rows(second)
    assert rows(second, "dates")[0].value == "2026-02-09"


def changed(what: str) -> tuple[list[Finder], dict[str, Any]]:
    components, more = pair(), {}
    if what in ("pack, same rows", "pack, other rows"):
        components[0].base.packs[0].digest = "2"
        components[0].value = "2026-02-09" if what == "pack, same rows" else "2027"
    elif what == "last pack":
        components[1].base.packs[1].digest = "2"
    elif what == "lists":
        for c in components:
            c.base.lists_digest = "2"
    elif what == "day":
        more["article"] = Article("a", "test", ARTICLE.text, published_on=dt.date(2026, 2, 4))
    else:
        more["kinds"] = "boilerplate"
    return components, more


@pytest.mark.parametrize(
    ("what", "ran"),
    [
        pytest.param("pack, same rows", [1, 0], id="a pack that finds the same: what reads its rows stays"),
        pytest.param("pack, other rows", [1, 1], id="a pack that finds something else"),
        pytest.param("last pack", [0, 1], id="the pack of the last component"),
        pytest.param("lists", [1, 1], id="a list"),
        pytest.param("day", [1, 1], id="day of publication"),
        pytest.param("sections", [1, 1], id="kinds of sections"),
    ],
)
def test_what_can_differ_is_found_anew(what: str, ran: list[int]) -> None:
    _, kept, _ = found(pair(), None)
    components, more = changed(what)
    assert found(components, kept, **more)[0] == ran


def test_a_failure_is_not_kept() -> None:
    components = pair()
    components[0].fails = True
    _, kept, _ = found(components, None)
    assert found(pair(), kept)[0] == [1, 0]


@pytest.mark.parametrize("kept", [b"", b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"], ids=["empty", "damaged", "no json"])
def test_damage_is_survived(kept: bytes) -> None:
    assert found(pair(), kept)[0] == [1, 1]


TEXTS = (
    "Die Ministerin sagte, sie komme am Nimmerleinstag. Bis Freitag müsse der Verband antworten, sonst werde das Land klagen.",
    "Laut Anna Berg, der Sprecherin des Verbands, wird innerhalb von 24 Stunden entschieden.",
    "Am 3. Mai 2026 erklärte Präsident Jonas Wirth: „Wir werden antworten.“",
)
OWN_RULE = """schema = 1
pack = "dates"
language = "de"
[[rule]]
id = "dates.own"
title = "Sankt Nimmerlein"
status = "draft"
engine = "token"
label = "DATE"
set = { norm = "constant", value = "FUTURE_REF" }
pattern = [{ LOWER = "nimmerleinstag" }]
"""


def rows_of(db: Path) -> list[Any]:
    con = read.connect(db)
    try:
        return [con.execute(f"FROM {t} ORDER BY ALL").fetchall() for t in ("dates", "actor_mentions", "quotes", "escalations")]
    finally:
        con.close()


def test_a_changed_pack_gives_the_rows_of_a_full_run(tmp_path: Path) -> None:
    corpus, packs = tmp_path / "in.jsonl", tmp_path / "packs"
    corpus.write_text("\n".join(json.dumps({"id": f"a{i}", "text": t, "published_on": "2026-02-03"}) for i, t in enumerate(TEXTS)))
    packs.mkdir()
    (packs / "own.toml").write_text(OWN_RULE, encoding="utf-8")
    db, full = tmp_path / "s.duckdb", tmp_path / "full.duckdb"
    run(RunSettings((str(corpus),), db, "de_lagebild"))
    before = rows_of(db)
    run(RunSettings((str(corpus),), db, "de_lagebild", rules=(str(packs),)))
    run(RunSettings((str(corpus),), full, "de_lagebild", rules=(str(packs),), keep_docs=False))
    assert rows_of(db) == rows_of(full) != before
    store = DocStore(docs_path(db))
    assert len(store.get_rows([f"a{i}" for i in range(3)])) == 3
    store.close()


def test_our_files_count_by_what_they_say_not_by_when_they_were_written() -> None:
    before = kept_rows._code()
    Path(kept_rows.__file__).touch()
    kept_rows._code.cache_clear()
    assert kept_rows._code() == before
