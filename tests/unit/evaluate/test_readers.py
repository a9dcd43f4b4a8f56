"""Gold of each format, and what is wrong with gold that cannot be used."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from pipeline.evaluate.annotations import GoldError
from pipeline.evaluate.readers import read_gold
from tests.unit.evaluate.made import TEXT, span

TML = """<?xml version="1.0" ?>
<TimeML><DOCID>x</DOCID><DCT><TIMEX3 tid="t0" type="DATE" value="2026-02-03">2026-02-03</TIMEX3></DCT>
<TEXT>
Müller kam <TIMEX3 tid="t1" type="DATE" value="2026-02-02" mod="START">am frühen <SIGNAL>Montag</SIGNAL></TIMEX3> &amp; 😀 blieb
<TIMEX3 tid="t2" type="DURATION" value="P3D">drei Tage</TIMEX3>.<TIMEX3 tid="t3" type="DURATION" value="P1D"/>
</TEXT></TimeML>
"""


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(TML, id="as it is"),
        pytest.param(TML.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(unicodedata.normalize("NFD", TML), id="umlauts as two characters"),
    ],
)
def test_timeml(tmp_path: Path, written: str) -> None:
    path = tmp_path / "müller.tml"
    path.write_bytes(written.encode())
    (article,) = read_gold(path)
    text = article.text or ""
    assert article.article_id == "müller"
    assert text == "\nMüller kam am frühen Montag & 😀 blieb\ndrei Tage.\n"
    found = [(text[slice(*a.place)], a.label, a.features) for a in article.kinds["dates"]]
    assert found == [("am frühen Montag", "DATE", {"value": "2026-02-02", "mod": "START"}), ("drei Tage", "DURATION", {"value": "P3D"})]


def test_a_folder_of_timeml(tmp_path: Path) -> None:
    for name in ("b.tml", "a.tml"):
        (tmp_path / name).write_text(TML, encoding="utf-8")
    assert [a.article_id for a in read_gold(tmp_path)] == ["a", "b"]


QUOTES = {
    "id": "q1",
    "tokens": [[0, 2], [3, 9], [10, 15], [16, 26], [27, 32]],
    "quotes": [
        {"type": "FreeIndirect", "medium": "SW", "quote": [0, 1, 3], "speaker": [4], "cue": [2], "addressee": [], "frame": [2, 3]},
        {"type": "Direct", "medium": "none", "quote": [], "speaker": [], "cue": [], "addressee": [], "frame": []},
    ],
}
ACTORS = [
    {"article": "x", "start": s, "end": e, "text": TEXT[s:e], "form": "name", "name": "N", "type": "person", "country": None}
    for s, e in (span("Özlem Brandt"), span("sie"))
]
DATES = {"id": "d1", "dates": [{"start": 0, "end": 9, "text": "Am Montag", "type": "DATE", "value": "2026-02-02", "mod": None}]}
FRAME = {"kind": "deadline", "window_text": "Bis Freitag", "window_start_h": None, "deadline": "2026-02-07", "responders": ["Rat"]}
SENTENCE = {"id": "s1", "text": TEXT, "frame": FRAME}
NO_FRAME = {"id": "s2", "text": "Er kam nie.", "frame": None}
FRAMES = {
    "id": "f1",
    "text": TEXT,
    "frames": [
        {**FRAME, "repeats": ["Montag"], "offsets": {"window": span("Bis Freitag").start_char, "repeats": [span("Montag").start_char]}}
    ],
}
OWN = {
    "article_id": "o1",
    "text": TEXT,
    "quotes": [],
    "dates": [{"start_char": 0, "end_char": 9, "text": "Am Montag", "type": "DATE", "value": "2026-02-02"}],
}


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def test_quotation_corpus(tmp_path: Path) -> None:
    (article,) = read_gold(write(tmp_path / "q.gold.jsonl", QUOTES))
    (quote,) = article.kinds["quotes"]
    assert (quote.label, quote.features) == ("free_indirect", {"medium": "speech_writing"})
    assert quote.roles == {"quote": [(0, 9), (16, 26)], "speaker": [(27, 32)], "cue": [(10, 15)], "frame": [(10, 26)]}


@pytest.mark.parametrize(
    ("records", "kind", "labels"),
    [
        pytest.param(ACTORS, "actors", {"x": ["person", "person"]}, id="actors, a mention a line"),
        pytest.param([DATES], "dates", {"d1": ["DATE"]}, id="dates"),
        pytest.param([SENTENCE, NO_FRAME], "escalations", {"s1": ["deadline"], "s2": []}, id="escalations, sentences"),
        pytest.param([FRAMES], "escalations", {"f1": ["deadline"]}, id="escalations, texts"),
        pytest.param([OWN], "dates", {"o1": ["DATE"]}, id="our own"),
        pytest.param([OWN], "quotes", {"o1": []}, id="annotated, but nothing there"),
    ],
)
def test_gold_lines(tmp_path: Path, records: list[object], kind: str, labels: dict[str, list[str]]) -> None:
    articles = read_gold(write(tmp_path / "g.jsonl", *records))
    assert {a.article_id: [x.label for x in a.kinds[kind]] for a in articles} == labels


def test_frames_keep_repeats_as_neutral(tmp_path: Path) -> None:
    (article,) = read_gold(write(tmp_path / "g.jsonl", FRAMES))
    assert article.neutral == {"escalations": [span("Montag")]}
    assert article.kinds["escalations"][0].features == {"deadline": "2026-02-07", "responders": ["Rat"]}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("g.tml", b"<TimeML><TEXT>", "not well-formed XML", id="broken XML"),
        pytest.param("g.tml", b"<a/>", "no TimeML", id="other XML"),
        pytest.param("g.tml", b"<TimeML><TEXT><TIMEX3 tid='t1'>x</TIMEX3></TEXT></TimeML>", "t1 has no type", id="TIMEX3 without type"),
        pytest.param("g.jsonl", b"\n{]\n", "line 2: not JSON", id="broken JSON"),
        pytest.param("g.jsonl", b"[1]\n", "line 1: not a JSON object", id="a list"),
        pytest.param("g.jsonl", b'{"a": 1}\n', "line 1: unknown gold with the fields a", id="other fields"),
        pytest.param("g.jsonl", b"\xff\xfe", "not UTF-8 at byte 0", id="other encoding"),
        pytest.param("g.jsonl", b"", "holds no gold", id="empty"),
        pytest.param("g.json", b"{", "not JSON", id="broken JSON file"),
        pytest.param("g.jsonl", json.dumps({**OWN, "text": "kurz"}).encode(), "o1: one of the dates stands at 0-9", id="beyond"),
        pytest.param("g.jsonl", json.dumps({**OWN, "text": TEXT[1:]}).encode(), "gold has 'Am Montag', the text has", id="shifted"),
        pytest.param("g.jsonl", json.dumps({**OWN, "dates": [{"type": "DATE"}]}).encode(), "is no span", id="no offsets"),
        pytest.param("g.jsonl", json.dumps({**OWN, "dates": [{"start_char": 0, "end_char": 1}]}).encode(), "has no type", id="no type"),
        pytest.param("g.jsonl", json.dumps({"id": "d", "dates": [{"x": 1}]}).encode(), "not as it should be", id="fields of a row"),
        pytest.param("g.jsonl", json.dumps({**QUOTES, "tokens": []}).encode(), "not as it should be", id="tokens missing"),
    ],
)
def test_gold_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GoldError) as raised:
        read_gold(tmp_path / name)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="there is no gold at"):
        read_gold(tmp_path / "nichts.jsonl")


@pytest.mark.parametrize(
    ("names", "read"),
    [
        pytest.param({"all.jsonl": OWN, "b.jsonl": DATES}, {"o1", "d1"}, id="JSON lines"),
        pytest.param({"gold.jsonl": OWN, "b.articles.jsonl": {"id": "x", "text": "Kein Gold."}}, {"o1"}, id="gold beside articles"),
        pytest.param({"a.gold.jsonl": DATES, "b.jsonl": {"id": "x"}, "gold.jsonl": OWN}, {"o1", "d1"}, id="what is called gold"),
    ],
)
def test_gold_of_a_folder(tmp_path: Path, names: dict[str, object], read: set[str]) -> None:
    for name, record in names.items():
        write(tmp_path / name, record)
    assert {a.article_id for a in read_gold(tmp_path)} == read
