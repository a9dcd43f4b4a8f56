"""Bad input: every case gets a reject with a fixed word and one line, and the records around it are read."""

from __future__ import annotations

import json
import os
import pickle
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Article, Reject, to_plain
from pipeline.sources import REASONS, Limits, SeenIds, discover, read
from tests.unit.sources.samples import ATOM, ENGLISH, GERMAN, LUXEMBOURGISH, PAGE, RSS, XML_BOMB

Write = Callable[[str, "bytes | str"], str]
SMALL = Limits(max_chars=5_000, max_record_bytes=20_000, max_file_bytes=60_000, max_page_bytes=20_000)


def read_all(*sources: str, limits: Limits | None = None) -> list[Article | Reject]:
    return [result for item in discover(sources) for result in read(item, limits=limits or Limits())]


def outcome(results: list[Article | Reject]) -> list[str]:
    """ "article" or the reason, in order."""
    for result in results:
        if isinstance(result, Reject):
            assert result.reason in REASONS
            assert result.detail
            assert "\n" not in result.detail
    return [r.reason if isinstance(r, Reject) else "article" for r in results]


def line(**fields: object) -> str:
    return json.dumps({"text": GERMAN, **fields}, ensure_ascii=False)


SINGLE = {
    "empty": ("a.txt", b"", "empty"),
    "white_space_only": ("a.txt", b" \n\t \r\n", "empty"),
    "byte_order_mark_only": ("a.txt", b"\xef\xbb\xbf", "empty"),
    "binary": ("a.txt", bytes(range(256)) * 20, "binary"),
    "nul_byte": ("a.txt", GERMAN.encode() + b"\0", "binary"),
    "nul_in_utf16": ("a.txt", (GERMAN + "\0").encode("utf-16"), "binary"),
    "control_characters": ("a.txt", b"abc\x01\x02\x03\x04 def" * 50, "binary"),
    "pdf": ("a.txt", b"%PDF-1.7\n" + b"stream " * 100, "binary"),
    "image_named_html": ("a.html", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "binary"),
    "zip_named_md": ("a.md", b"PK\x03\x04" + b"x" * 100, "binary"),
    "damaged_utf8": ("a.txt", GERMAN.encode()[:200] + b"\xff\xfe" + GERMAN.encode(), "encoding"),
    "cut_utf8": ("a.txt", (GERMAN + "ü").encode()[:-1], "encoding"),
    "cut_utf16": ("a.txt", GERMAN.encode("utf-16")[:-1], "encoding"),
    "undefined_in_windows_1252": ("a.txt", b"Gr\xfc\xdfe aus M\x81nchen und K\xf6ln", "encoding"),
    "english": ("a.txt", ENGLISH, "language"),
    "english_markdown": ("a.md", f"---\ntitle: x\n---\n{ENGLISH}", "language"),
    "luxembourgish": ("a.txt", LUXEMBOURGISH, "language"),
    "too_long": ("a.txt", GERMAN * 30, "too_long"),
    "too_big": ("a.txt", GERMAN * 400, "too_big"),
    "front_matter_only": ("a.md", "---\ntitle: x\n---\n\n", "empty"),
    "page_without_text": ("a.html", "<html><body><nav><a href='/'>Start</a></nav></body></html>", "no_text"),
    "empty_page": ("a.html", "", "empty"),
    "no_feed": ("a.xml", "<?xml version='1.0'?><catalogue><book/></catalogue>", "bad_feed"),
    "megabytes_of_nothing_as_feed": ("a.rss", b"<" * 50_000, "bad_feed"),
    "feed_without_entries": ("a.atom", "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>", "empty"),
    "feed_with_a_character_out_of_range": ("a.xml", RSS.replace("Brücke", "&#x110000;"), "bad_feed"),
    "feed_in_an_unknown_encoding": ("a.xml", RSS.encode().replace(b"UTF-8", b"UT\xff-8"), "bad_feed"),
    "page_too_big": ("a.html", PAGE.replace("</body>", "<p>x</p>" * 4_000 + "</body>"), "too_big"),
    "csv_with_a_broken_header": ("a.csv", "id\r,text\n1,x\n", "broken_csv"),
    "broken_json": ("a.json", "{", "broken_json"),
    "json_number": ("a.json", "3", "broken_json"),
    "json_empty_array": ("a.json", "[]", "empty"),
    "json_too_deep": ("a.json", "[" * 30_000, "broken_json"),
    "json_without_text": ("a.json", '{"title": "x"}', "no_text"),
    "jsonl_blank_lines_only": ("a.jsonl", "\n\n \n", "empty"),
    "jsonl_too_deep": ("a.jsonl", '{"text": ' + "[" * 9_000, "broken_json"),
    "jsonl_huge_number": ("a.jsonl", '{"text": ' + "9" * 9_000 + "}", "broken_json"),
    "csv_without_column_text": ("a.csv", "id,body\n1,x\n", "no_text"),
    "csv_header_only": ("a.csv", "id,text\n", "empty"),
    "csv_empty": ("a.csv", "", "empty"),
    "parquet_empty": ("a.parquet", b"", "empty"),
    "parquet_none": ("a.parquet", b"PAR1 this is none PAR1", "broken_parquet"),
    "text_named_parquet": ("a.parquet", GERMAN, "broken_parquet"),
}


@pytest.mark.parametrize(("name", "content", "reason"), SINGLE.values(), ids=SINGLE.keys())
def test_single_file(write: Write, name: str, content: bytes | str, reason: str) -> None:
    assert outcome(read_all(write(name, content), limits=SMALL)) == [reason]


RECORDS = {
    "broken_line": ('{"text": ', "broken_json"),
    "array_line": ("[1, 2]", "broken_json"),
    "no_text": ('{"id": "b"}', "no_text"),
    "null_text": ('{"id": "b", "text": null}', "no_text"),
    "empty_text": ('{"id": "b", "text": " \\n "}', "no_text"),
    "text_is_a_number": ('{"id": "b", "text": 7}', "no_text"),
    "text_is_a_list": ('{"id": "b", "text": ["a"]}', "no_text"),
    "nul_character": ('{"text": "Ein \\u0000 Text"}', "binary"),
    "half_a_surrogate_pair": ('{"text": "Ein \\ud83d Text"}', "encoding"),
    "english": (json.dumps({"text": ENGLISH}), "language"),
    "too_long": (json.dumps({"text": GERMAN * 30}), "too_long"),
    "too_big": (json.dumps({"text": "x" * 30_000}), "too_big"),
}


@pytest.mark.parametrize(("bad", "reason"), RECORDS.values(), ids=RECORDS.keys())
def test_a_bad_line_costs_only_itself(write: Write, bad: str, reason: str) -> None:
    results = read_all(write("a.jsonl", f"{line(id='a')}\n{bad}\n{line(id='c')}\n"), limits=SMALL)
    assert outcome(results) == ["article", reason, "article"]
    assert [r.record_no for r in results] == [1, 2, 3]


def test_a_line_in_another_encoding_costs_nothing(write: Write) -> None:
    content = line(id="a").encode() + b"\n" + line(id="b").encode("cp1252", "replace") + b"\n\xff\xfe\x81\n" + line(id="c").encode()
    assert outcome(read_all(write("a.jsonl", content))) == ["article", "article", "encoding", "article"]


CSV = {
    "missing_cell": "2\n",
    "cell_too_many": "2,x,y\n",
    "text_after_quotation_mark": '2,"x"y\n',
}


@pytest.mark.parametrize("bad", CSV.values(), ids=CSV.keys())
def test_a_bad_row_costs_only_itself(write: Write, bad: str) -> None:
    results = read_all(write("a.csv", f'id,text\n1,"{GERMAN}"\n{bad}3,"{GERMAN}"\n'))
    assert outcome(results) == ["article", "broken_csv", "article"]


def test_a_quotation_mark_that_never_closes_is_said(write: Write) -> None:
    results = read_all(write("a.csv", f'id,text\n1,"{GERMAN}"\n2,"offen\n3,x\n'))
    assert outcome(results) == ["article", "broken_csv"]


def test_a_row_larger_than_the_limit_costs_only_itself(write: Write) -> None:
    rows = f'id,text\n1,"{GERMAN}"\n2,{"x" * 30_000}\n3,"{GERMAN}"\n'
    assert outcome(read_all(write("a.csv", rows), limits=SMALL)) == ["article", "too_big", "article"]


def test_json_array_with_odd_elements(write: Write) -> None:
    content = f"[{line(id='a')}, 3, {{}}, {line(id='b')}]"
    assert outcome(read_all(write("a.json", content))) == ["article", "broken_json", "no_text", "article"]


def test_parquet_with_odd_rows(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    pq.write_table(pa.table({"id": [1, 2, 3], "text": [GERMAN, None, GERMAN]}), path)
    assert outcome(read_all(path)) == ["article", "no_text", "article"]


def test_parquet_without_text(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    pq.write_table(pa.table({"body": ["x"]}), path)
    assert outcome(read_all(path)) == ["no_text"]


def test_cut_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [GERMAN] * 50}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert outcome(read_all(str(path))) == ["broken_parquet"]


def test_a_feed_that_breaks_off(write: Write) -> None:
    cut = RSS[: RSS.rindex("Bis Freitag")]
    assert outcome(read_all(write("a.xml", cut))) == ["article", "bad_feed"]


def test_xml_bomb(write: Write) -> None:
    for result in read_all(write("a.xml", XML_BOMB)):
        assert isinstance(result, Reject) or len(result.text) < 1000


@pytest.mark.parametrize(
    "broken",
    [
        PAGE.replace("</p>", ""),
        PAGE.replace("</article>", "</div></div>"),
        PAGE[: PAGE.index("</article>")],
        PAGE.replace("<h2>", "<h2><<>"),
    ],
    ids=["no_closing_tags", "wrong_closing_tags", "cut", "stray_brackets"],
)
def test_broken_html_is_read(write: Write, broken: str) -> None:
    (article,) = read_all(write("a.html", broken))
    assert isinstance(article, Article)
    assert GERMAN in article.text


@pytest.mark.parametrize("text", ["wort " * 10_000, "ä" * 50_000, "a, " * 20_000], ids=["words", "one_word", "commas"])
def test_text_without_sentence_ends_does_not_stop_the_run(write: Write, text: str) -> None:
    results = read_all(write("a.txt", text), write("b.txt", GERMAN))
    assert len(results) == 2
    assert outcome(results)[1] == "article"


def test_five_megabytes(write: Write) -> None:
    results = read_all(write("a.txt", GERMAN * 25_000), write("b.jsonl", line(text=GERMAN * 25_000) + "\n" + line(id="b")))
    assert outcome(results) == ["too_long", "too_long", "article"]


MISSING = ["nirgends.txt", "nirgends/", "nirgends/*.txt", "*.nichts"]


@pytest.mark.parametrize("source", MISSING)
def test_missing(tmp_path: Path, source: str) -> None:
    assert outcome(read_all(str(tmp_path / source))) == ["not_found"]


def test_a_file_that_goes_between_finding_and_reading(write: Write) -> None:
    items = list(discover([write("a.txt", GERMAN), write("b.jsonl", line())]))
    for item in items:
        os.remove(item.source)
    assert outcome([r for item in items for r in read(item)]) == ["not_found", "not_found"]


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.parquet", "a.html", "a.xml", "a.json"])
def test_no_permission(write: Write, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = write(name, GERMAN)

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    (item,) = discover([path])
    monkeypatch.setattr("builtins.open", refuse)  # the tests may run as root, whom nothing is refused
    results = list(read(item))
    monkeypatch.undo()
    assert outcome(results) == ["no_permission"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "zu").mkdir(mode=0)
    assert outcome(read_all(str(tmp_path))) == ["no_permission"]


def test_special_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rohr.txt")
    assert outcome(read_all(str(tmp_path / "rohr.txt"), "/dev/null")) == ["unsupported", "unsupported"]


def test_an_error_nobody_foresaw_is_a_reject(write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("pipeline.sources.build.check_german", fail)
    assert outcome(read_all(write("a.txt", GERMAN))) == ["unreadable"]
    assert "odd" in caplog.text


def test_duplicate_ids(write: Write) -> None:
    path = write("a.jsonl", "\n".join([line(id="a"), line(id="b"), line(id="a", title="anders"), line(id=1), line(id="1")]))
    seen = SeenIds()
    results = [seen.check(r) if isinstance(r, Article) else r for r in read_all(path)]
    assert outcome(results) == ["article", "article", "duplicate_id", "article", "duplicate_id"]
    assert results[2].record_no == 3
    assert len(seen) == 3


COMMENTS = b"<!-- -->" * 500


@pytest.mark.parametrize("name", ["a.xml", "ohne_endung"])
def test_a_prologue_of_comments_does_not_hang(write: Write, name: str) -> None:
    started = time.process_time()
    read_all(write(name, COMMENTS + RSS.encode() + COMMENTS + b"x"))
    assert time.process_time() - started < 2


SEEDS = {
    ".html": PAGE.encode(),
    ".xml": RSS.encode(),
    ".atom": ATOM.encode(),
    ".jsonl": (line(id=1) + "\n").encode() * 2,
    ".json": f"[{line(id=1)}, {line(id=2)}]".encode(),
    ".csv": f'id,text\n1,"{GERMAN}"\n2,"x"\n'.encode(),
    ".md": f"---\ntitle: x\nauthor: [a, b]\n---\n{GERMAN}".encode(),
    ".txt": GERMAN.encode("utf-16"),
}
ODD_BYTES = [*(bytes([b]) for b in b'\0\xff"<&\n{]\r'), b"---\n", b"\xed\xa0\x80", b"<!--", b"\\ud800", b"\\u0000", b"&#x110000;"]


@given(st.sampled_from(sorted(SEEDS)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), st.sampled_from(ODD_BYTES)), max_size=5))
@settings(max_examples=80, deadline=None)
def test_damage_anywhere_is_foreseen(suffix: str, damage: list[tuple[float, int, bytes]]) -> None:
    data = SEEDS[suffix]
    for place, cut, insert in damage:
        at = int(place * len(data))
        data = data[:at] + insert + data[at + cut :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(data)
        results = read_all(str(path))
    assert results
    assert "unreadable" not in outcome(results)
    for article in results:
        if isinstance(article, Article):
            json.dumps(to_plain(article), ensure_ascii=False).encode("utf-8")


def test_items_survive_process_borders(write: Write) -> None:
    items = list(discover([write("a.txt", GERMAN), "https://ahlebote.example/", "-", "nirgends"]))
    assert pickle.loads(pickle.dumps(items)) == items
