"""Kept parses: bytes that give the same Doc back, a file that never fails a run, a rule-only re-run with the rows of a full one."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spacy.vocab import Vocab

from pipeline.docs import annotated, blank, decode, doc_key, encode, model_stamp
from pipeline.docstore import DocStore, docs_path
from pipeline.ingest import RunSettings, run
from pipeline.nlp import COMPONENTS, load_pipeline
from pipeline.records import Article
from pipeline.sections import mark_sections
from pipeline.store import read

if TYPE_CHECKING:
    from spacy.language import Language

ATTRIBUTES = ("ORTH", "NORM", "TAG", "POS", "MORPH", "DEP", "LEMMA", "ENT_TYPE", "ENT_IOB", "HEAD", "SENT_START", "SPACY")
TEXT = "Die Sprecherin des Ministeriums sagte am Montag, man werde innerhalb von 24 Stunden antworten. Laut Anna Berg ist die Lage ruhig."


def article(text: str, **more: Any) -> Article:
    return Article("a", "test", text, **more)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="plain"),
        pytest.param("Ein Titel\n\nDer Rat tagt ca. 3 Std. in Lübeck bzw. Wien.\n\n\n – Und dann?  Nichts.  ", id="breaks and norms"),
        pytest.param("😀 „Größe“ – 🇩🇪 sagte er.", id="astral characters"),
        pytest.param("   ", id="white space only"),
        pytest.param("Ja", id="one word"),
    ],
)
def test_what_is_decoded_is_what_was_encoded(nlp: Language, text: str) -> None:
    doc = next(nlp.pipe([blank(article(text), mark_sections(text), nlp)], disable=COMPONENTS))
    again = decode(encode(doc), text, nlp.vocab)
    assert again.text == text
    for attribute in ATTRIBUTES:
        assert list(again.to_array([attribute])) == list(doc.to_array([attribute])), attribute
    assert [(e.text, e.label_) for e in again.ents] == [(e.text, e.label_) for e in doc.ents]
    assert [s.text for s in again.sents] == [s.text for s in doc.sents]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(TEXT + " Mehr.", id="longer"),
        pytest.param(TEXT[:-8], id="shorter"),
        pytest.param(TEXT.replace("Die Sprecherin", "Die-Sprecherin"), id="no space where one was"),
    ],
)
def test_a_parse_of_another_text_is_refused(nlp: Language, other: str) -> None:
    kept = encode(next(nlp.pipe([TEXT], disable=COMPONENTS)))
    with pytest.raises(ValueError, match="not of this text"):
        decode(kept, other, nlp.vocab)


def test_the_key_depends_on_text_section_bounds_and_model(nlp: Language) -> None:
    one, two = article(f"Streit um Fähre\n\n{TEXT}"), article(f"Streit um Fähre\n\n{TEXT} Ende.")
    stamp = model_stamp(nlp)
    keys = {doc_key(a.text, mark_sections(a.text), s) for a in (one, two) for s in (stamp, "another model")}
    assert len({*keys, doc_key(one.text, [], stamp)}) == 5


def test_an_article_has_one_entry_and_damage_is_survived(tmp_path: Path, nlp: Language) -> None:
    path = tmp_path / "s.docs"
    store = DocStore(path, write=True)
    sections = mark_sections(TEXT)
    doc = blank(article(TEXT), sections, nlp)
    key = doc_key(TEXT, sections, model_stamp(nlp))
    store.put([("a", b"old", b"x"), ("a", key, encode(next(nlp.pipe([doc], disable=COMPONENTS))))])
    assert store.count() == 1
    found = annotated(article(TEXT, published_on=dt.date(2026, 2, 3)), store, nlp)
    assert found is not None
    assert found._.lagebild_published_on == dt.date(2026, 2, 3)
    assert annotated(article("Anderes."), store, nlp) is None
    store.put([("a", key, b"damaged")])
    assert annotated(article(TEXT), store, nlp) is None
    store.close()
    path.write_bytes(b"no database " * 1000)
    assert DocStore(path).get([key]) == {}
    anew = DocStore(path, write=True)
    assert anew.count() == 0
    anew.close()


def settings(db: Path, corpus: Path, **more: Any) -> RunSettings:
    return RunSettings((str(corpus),), db, "de_lagebild", **more)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"a{i}", "text": f"{TEXT} Nummer {i}.", "published_on": "2026-02-03"}) for i in range(5)))
    return path


def rule_pack(folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(
        'schema = 1\npack = "dates"\nlanguage = "de"\n[[rule]]\nid = "dates.own"\ntitle = "Sankt Nimmerlein"\nstatus = "draft"\n'
        'engine = "token"\nlabel = "DATE"\nset = { norm = "constant", value = "FUTURE_REF" }\npattern = [{ LOWER = "nimmerleinstag" }]\n',
        encoding="utf-8",
    )
    return str(folder)


def all_rows(db: Path) -> list[Any]:
    con = read.connect(db)
    try:
        tables = ("sections", "entities", "actor_mentions", "dates", "quotes", "escalations")
        return [con.execute(f"FROM {t} ORDER BY ALL").fetchall() for t in tables]
    finally:
        con.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_changed_rules_parse_nothing_and_give_the_rows_of_a_full_run(
    tmp_path: Path, corpus: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, full = tmp_path / "s.duckdb", tmp_path / "full.duckdb"
    run(settings(db, corpus, workers=workers))
    kept = DocStore(docs_path(db))
    assert kept.count() == 5
    kept.close()
    packs = (rule_pack(tmp_path / "packs"),)
    if workers == 1:
        monkeypatch.setattr("pipeline.docs.encode", lambda doc: pytest.fail("parsed again"))
    again = run(settings(db, corpus, workers=workers, rules=packs))
    monkeypatch.undo()
    assert again.progress.counts["updated"] == 5
    run(settings(full, corpus, rules=packs, keep_docs=False))
    assert not docs_path(full).exists()
    assert all_rows(db) == all_rows(full)


def test_words_that_are_forgotten_after_each_part_change_no_row(tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = (
        "Die Bäckerin Xenia Quabbel warnte vor Zwetschgenröstern.",
        "Binnen 24 Stunden will Bürgermeister Yps Jodl räumen lassen.",
    )
    corpus = tmp_path / "in.jsonl"
    corpus.write_text("\n".join(json.dumps({"id": f"a{i}", "text": f"{sentences[i % 2]} {TEXT} Blabla{i}blub."}) for i in range(5)))
    packs = (rule_pack(tmp_path / "packs"),)
    monkeypatch.setattr("pipeline.ingest.PART_ARTICLES", 2)
    loaded = cache(lambda engine: load_pipeline(engine.model, engine.rules) if engine.rules else nlp)
    monkeypatch.setattr("pipeline.annotate._pipeline", loaded)
    kept, forgotten = tmp_path / "kept.duckdb", tmp_path / "forgotten.duckdb"
    run(settings(kept, corpus))
    known = len(nlp.vocab.strings)
    monkeypatch.setattr("pipeline.annotate.WORDS_FOR_GOOD", 0)
    corpus.write_text(corpus.read_text().replace("Blabla", "Blubbs"))
    run(settings(forgotten, corpus))
    assert len(nlp.vocab.strings) == known
    assert all_rows(forgotten) == all_rows(kept)
    again = run(settings(forgotten, corpus, rules=packs))
    assert again.progress.counts["updated"] == 5
    assert all_rows(forgotten) == all_rows(kept)


def test_an_analysis_outlives_the_zone_in_which_it_was_read(nlp: Language) -> None:
    doc = blank(article("Neues"), [], nlp)
    doc[0].set_morph("Aspect=Novum")
    kept, vocab = encode(doc), Vocab()
    with vocab.memory_zone():
        decode(kept, "Neues", vocab)
    assert "Aspect=Novum" in vocab.strings
    assert "Neues" not in vocab.strings


def test_a_run_goes_on_without_a_usable_file(tmp_path: Path, corpus: Path) -> None:
    db = tmp_path / "s.duckdb"
    docs_path(db).mkdir()  # a folder in its place cannot be opened, nor removed
    assert run(settings(db, corpus)).progress.counts["added"] == 5


def test_a_damaged_file_is_made_anew(tmp_path: Path, corpus: Path) -> None:
    db = tmp_path / "s.duckdb"
    run(settings(db, corpus))
    with sqlite3.connect(docs_path(db)) as con:
        con.execute("UPDATE docs SET doc = x'00' WHERE article_id = 'a1'")
    con.close()
    data = bytearray(docs_path(db).read_bytes())
    run(settings(db, corpus, rules=(rule_pack(tmp_path / "packs"),)))
    assert len(all_rows(db)[0]) == 5
    data[:100] = b"x" * 100
    docs_path(db).write_bytes(data)
    packs = rule_pack(tmp_path / "more")
    Path(packs, "own.toml").write_text(Path(packs, "own.toml").read_text(encoding="utf-8").replace("dates.own", "dates.own2"))
    assert run(settings(db, corpus, rules=(packs,))).progress.counts["updated"] == 5
    store = DocStore(docs_path(db))
    assert store.count() == 5
    store.close()
