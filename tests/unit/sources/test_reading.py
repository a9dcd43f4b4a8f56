"""Good input in every format of the contract: text, fields, ids, and what changes them."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import os
import sys
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.records import Article, Reject
from pipeline.sources import REASONS, discover, read
from pipeline.sources.build import FIELDS, parse_day
from pipeline.sources.discover import KIND_OF_SUFFIX
from tests.unit.sources.samples import ATOM, GERMAN, PAGE, RSS

Write = Callable[[str, "bytes | str"], str]
FULL = {
    "id": "ahle-7",
    "title": "Brücke gesperrt",
    "published_on": "2026-03-10",
    "author": "Mina Overbeck",
    "publisher": "Ahlebote",
    "url": "https://ahlebote.example/a/7",
    "section": "Region",
    "text": GERMAN,
}


def read_all(*sources: str, published_on: dt.date | None = None) -> list[Article]:
    results = [result for item in discover(sources) for result in read(item, published_on)]
    articles = [r for r in results if isinstance(r, Article)]
    assert articles == results, [r for r in results if isinstance(r, Reject)]
    return articles


def read_one(source: str, published_on: dt.date | None = None) -> Article:
    (article,) = read_all(source, published_on=published_on)
    return article


def _parquet(tmp_path: Path, columns: dict[str, list[object]]) -> str:
    path = str(tmp_path / "a.parquet")
    pq.write_table(pa.table(columns), path)
    return path


ENCODINGS = {
    "utf8": GERMAN.encode(),
    "utf8_with_mark": GERMAN.encode("utf-8-sig"),
    "utf16_with_mark": GERMAN.encode("utf-16"),
    "utf16_little_endian": GERMAN.encode("utf-16-le"),
    "utf16_big_endian": GERMAN.encode("utf-16-be"),
    "utf32": GERMAN.encode("utf-32"),
    "windows_1252": GERMAN.encode("cp1252"),
    "decomposed": unicodedata.normalize("NFD", GERMAN).encode(),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS.keys())
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_encodings(write: Write, data: bytes, name: str) -> None:
    assert read_one(write(name, data)).text == GERMAN


def test_only_line_ends_and_normal_form_change(write: Write) -> None:
    text = "  Ein\u00a0Satz.\r\n\r\n\tZwei\u00ad­teilig\u2028drei  vier.\rEnde \n"
    assert read_one(write("a.txt", text)).text == "  Ein\u00a0Satz.\n\n\tZwei\u00ad­teilig\u2028drei  vier.\nEnde \n"


def test_markdown_front_matter_gives_fields_and_is_no_text(write: Write) -> None:
    head = "\n".join(f"{k}: {v}" for k, v in FULL.items() if k != "text")
    article = read_one(write("a.md", f"---\n{head}\nfarbe: blau\n---\n\n# Kopf\n\n{GERMAN}\n"))
    assert article.text == f"# Kopf\n\n{GERMAN}\n"
    assert (article.article_id, article.title, article.published_on) == ("ahle-7", "Brücke gesperrt", dt.date(2026, 3, 10))
    assert (article.author, article.publisher, article.section) == ("Mina Overbeck", "Ahlebote", "Region")


FRONT_MATTER = {
    "colon_in_the_title": ("title: Frist: bis Freitag", "title", "Frist: bis Freitag"),
    "quotation_mark_in_the_title": ('title: "Schluss" ist gut: sagt er', "title", '"Schluss" ist gut: sagt er'),
    "id_with_zeros": ("id: 0012", "article_id", "0012"),
    "id_like_a_date": ("id: 2026-03-10", "article_id", "2026-03-10"),
    "list_of_authors": ("author: [Mina Overbeck, Jost Hallmann]", "author", "Mina Overbeck, Jost Hallmann"),
    "datetime": ("published_on: 2026-03-10T23:30:00+01:00", "published_on", dt.date(2026, 3, 10)),
    "upper_case_key": ("Title: Frist", "title", "Frist"),
}


@pytest.mark.parametrize(("block", "field", "value"), FRONT_MATTER.values(), ids=FRONT_MATTER.keys())
def test_front_matter_as_people_write_it(write: Write, block: str, field: str, value: object) -> None:
    article = read_one(write("a.md", f"---\n{block}\n---\n{GERMAN}"))
    assert getattr(article, field) == value
    assert article.text == GERMAN


@pytest.mark.parametrize("text", [f"---\n\n{GERMAN}", f"---\n{GERMAN}\n---\n", f"----\n{GERMAN}"], ids=["rule", "framed", "long_rule"])
def test_a_rule_across_the_page_is_no_front_matter(write: Write, text: str) -> None:
    assert read_one(write("a.md", text)).text == text


def test_html(write: Write) -> None:
    article = read_one(write("a.html", PAGE))
    assert article.text.startswith("Brücke gesperrt\nDer Rat der Stadt")
    assert "Was die Anwohner sagen\nDie Anwohner" in article.text
    assert "Impressum" not in article.text
    assert (article.title, article.author, article.publisher) == ("Brücke gesperrt", "Mina Overbeck", "Ahlebote")
    assert article.published_on == dt.date(2026, 3, 10)


def test_a_date_in_the_text_of_a_page_is_not_its_day(write: Write) -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2026-03-10T18:30:00+01:00">', "")
    assert read_one(write("a.html", page)).published_on is None
    assert read_one(write("a.html", page), dt.date(2026, 3, 11)).published_on == dt.date(2026, 3, 11)


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "utf-8", "nonsense", ""])
def test_html_charsets(write: Write, declared: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = PAGE.replace('<meta charset="utf-8">', meta)
    for encoding in ("cp1252", "utf-8"):
        assert GERMAN in read_one(write("a.html", page.encode(encoding))).text


def _full_jsonl(write: Write, tmp_path: Path) -> str:
    return write("a.jsonl", json.dumps({**FULL, "farbe": "blau"}))


def _full_json(write: Write, tmp_path: Path) -> str:
    return write("a.json", json.dumps(FULL, indent=2))


def _full_json_array(write: Write, tmp_path: Path) -> str:
    return write("a.json", json.dumps([FULL]))


def _jsonl_named_json(write: Write, tmp_path: Path) -> str:
    return write("a.json", "\n".join([json.dumps(FULL)] * 1 + [" "]))


def _full_csv(write: Write, tmp_path: Path) -> str:
    quoted = [f'"{v.replace(chr(34), chr(34) * 2)}"' for v in FULL.values()]
    return write("a.csv", ",".join(FULL) + ",farbe\n" + ",".join(quoted) + ",blau\n")


def _semicolon_csv(write: Write, tmp_path: Path) -> str:
    return write("a.csv", (";".join(FULL) + "\r\n" + ";".join(f'"{v}"' for v in FULL.values()) + "\r\n").encode("cp1252"))


def _tab_csv_utf16(write: Write, tmp_path: Path) -> str:
    return write("a.csv", ("\t".join(FULL) + "\n" + "\t".join(FULL.values()) + "\n").encode("utf-16"))


def _full_parquet(write: Write, tmp_path: Path) -> str:
    return _parquet(tmp_path, {**{k: [v] for k, v in FULL.items()}, "published_on": [dt.date(2026, 3, 10)], "farbe": [3]})


FULL_RECORDS = [_full_jsonl, _full_json, _full_json_array, _jsonl_named_json, _full_csv, _semicolon_csv, _tab_csv_utf16, _full_parquet]


@pytest.mark.parametrize("make", FULL_RECORDS, ids=lambda f: f.__name__.strip("_"))
def test_records_give_every_field(write: Write, tmp_path: Path, make: Callable[[Write, Path], str]) -> None:
    article = read_one(make(write, tmp_path))
    found = {name: getattr(article, name) for name in FIELDS if name != "id"} | {"id": article.article_id}
    assert found == {**FULL, "published_on": dt.date(2026, 3, 10)}
    assert article.language == "de"


def test_the_formats_agree_on_the_content_hash(write: Write, tmp_path: Path) -> None:
    assert len({read_one(make(write, tmp_path)).content_hash for make in FULL_RECORDS}) == 1


def test_german_headers(write: Write) -> None:
    """As German tables have them; the English name goes first."""
    rows = f'Titel;Datum;Autorin;Medium;Ressort;text\nBrücke gesperrt;02.04.2026;Mina Overbeck;Ahlebote;Region;"{GERMAN}"\n'
    article = read_one(write("a.csv", rows), published_on=dt.date(2026, 1, 1))
    assert (article.title, article.published_on, article.author) == ("Brücke gesperrt", dt.date(2026, 4, 2), "Mina Overbeck")
    assert (article.publisher, article.section) == ("Ahlebote", "Region")
    both = read_one(write("b.json", json.dumps({"text": GERMAN, "Datum": "2026-04-02", "published_on": "2026-05-03"})))
    assert both.published_on == dt.date(2026, 5, 3)


def test_csv_with_line_breaks_in_the_text(write: Write) -> None:
    first, second = read_all(write("a.csv", f'text,id\n"Eins.\n\n„Zwei“, {GERMAN}",1\n"Drei ""vier"".",2\n'))
    assert first.text == f"Eins.\n\n„Zwei“, {GERMAN}"
    assert second.text == 'Drei "vier".'


def test_parquet_of_many_rows_and_odd_types(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "text": [f"{GERMAN} {i}" for i in range(150)],
        "id": [*range(149), None],
        "published_on": [dt.datetime(2026, 3, 10, 23, 30, tzinfo=dt.UTC)] * 150,
    }
    articles = read_all(_parquet(tmp_path, columns))
    assert len(articles) == 150
    assert (articles[0].article_id, articles[0].published_on) == ("0", dt.date(2026, 3, 10))
    assert articles[149].article_id.startswith("a-150-")


def test_rss(write: Write) -> None:
    first, second = read_all(write("a.xml", RSS))
    assert first.text == f"{GERMAN}\nDie Anwohner sind erleichtert & froh."
    assert first.title == "Brücke & Steg gesperrt"
    assert first.published_on == dt.date(2026, 3, 10)  # in UTC it was still the day before
    assert (first.publisher, first.author, first.section) == ("Ahlebote", "Mina Overbeck", "Region")
    assert first.url == "https://ahlebote.example/a/1"
    assert second.text == GERMAN
    assert second.published_on is None


def test_atom(write: Write) -> None:
    article = read_one(write("a.atom", ATOM))
    assert article.text == GERMAN
    assert article.published_on == dt.date(2026, 3, 10)
    assert article.author == "Mina Overbeck"


def test_feed_in_latin1(write: Write) -> None:
    feed = RSS.replace("UTF-8", "ISO-8859-1").replace("„", "»").replace("“", "«")
    assert "Brücke über die Ahle" in read_all(write("a.rss", feed.encode("iso-8859-1")))[0].text


def test_the_same_entry_in_two_files_is_the_same_article(write: Write) -> None:
    one, other = read_all(write("a.xml", RSS)), read_all(write("b.xml", RSS))
    assert one[0].article_id == other[0].article_id  # its guid is an address, good everywhere
    assert one[1].article_id != other[1].article_id  # its guid is the number 17, good in its feed only


def test_an_xml_file_that_is_a_page(write: Write) -> None:
    assert GERMAN in read_one(write("a.xml", PAGE)).text


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (json.dumps(FULL) + "\n" + json.dumps({"text": GERMAN})).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(data))))
    first, second = read_all("-")
    assert first.article_id == "ahle-7"
    assert second.article_id.startswith("stdin-2-")


SNIFFED = {
    "text": (GERMAN, "text"),
    "jsonl": (json.dumps(FULL), "jsonl"),
    "json": (json.dumps([FULL]), "json"),
    "html": (PAGE, "html"),
    "rss": (RSS, "feed"),
    "atom": (ATOM, "feed"),
    "markdown": (f"---\ntitle: x\n---\n{GERMAN}", "markdown"),
}


@pytest.mark.parametrize(("content", "kind"), SNIFFED.values(), ids=SNIFFED.keys())
def test_a_file_without_suffix_is_sniffed(write: Write, content: str, kind: str) -> None:
    path = write("ohne_endung", content)
    (item,) = discover([path])
    assert item.kind == kind
    assert GERMAN in read_all(path)[0].text


# --- ids and hashes -------------------------------------------------------------------------------------------------------------


def test_ids_from_the_source_are_stable(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = write("Brücken Bericht.txt", GERMAN)
    monkeypatch.chdir(tmp_path)
    ways = (path, "Brücken Bericht.txt", "./Brücken Bericht.txt", f"../{tmp_path.name}/Brücken Bericht.txt")
    ids = {read_one(way).article_id for way in ways}
    assert len(ids) == 1
    assert ids.pop().startswith("brucken-bericht-")


def test_records_without_id_are_told_apart_by_their_number(write: Write) -> None:
    path = write("a.jsonl", "\n".join([json.dumps({"text": GERMAN})] * 3))
    assert len({a.article_id for a in read_all(path)}) == 3
    assert [a.article_id for a in read_all(path)] == [a.article_id for a in read_all(path)]


@pytest.mark.parametrize("field", [f for f in FIELDS if f != "id"])
def test_the_hash_changes_with_every_stored_field(write: Write, field: str) -> None:
    changed = {**FULL, field: "2026-03-11" if field == "published_on" else FULL[field] + " x"}
    one, other = read_all(write("a.jsonl", json.dumps(FULL) + "\n" + json.dumps({**changed, "id": "b"})))
    assert one.content_hash != other.content_hash


# --- dates ----------------------------------------------------------------------------------------------------------------------

DAYS = {
    "2026-03-10": dt.date(2026, 3, 10),
    "2026-03-10T23:59:00Z": dt.date(2026, 3, 10),
    "2026-03-10 08:00": dt.date(2026, 3, 10),
    "10.03.2026": dt.date(2026, 3, 10),
    "10.3.2026, 14:05 Uhr": dt.date(2026, 3, 10),
    "20260310": dt.date(2026, 3, 10),
    "Tue, 10 Mar 2026 00:30:00 +0100": dt.date(2026, 3, 10),
    "gestern": None,
    "2026-13-10": None,
    "2026-03-10x": None,
    "03/10/2026": None,
    "1767225600": None,
    "": None,
}


@pytest.mark.parametrize(("value", "day"), DAYS.items(), ids=[d or "empty" for d in DAYS])
def test_days(value: str, day: dt.date | None) -> None:
    assert parse_day(value) == day


@pytest.mark.parametrize(
    ("value", "day"),
    [(None, dt.date(2026, 5, 1)), ("", dt.date(2026, 5, 1)), ("2026-03-10", dt.date(2026, 3, 10)), ("gestern", None)],
    ids=["none", "empty", "own", "unreadable"],
)
def test_the_given_day_serves_records_that_have_none(
    write: Write, caplog: pytest.LogCaptureFixture, value: str | None, day: dt.date | None
) -> None:
    path = write("a.jsonl", json.dumps({"text": GERMAN, "published_on": value}))
    with caplog.at_level(logging.WARNING):
        assert read_one(path, dt.date(2026, 5, 1)).published_on == day
    assert ("no date" in caplog.text) == (value == "gestern")


# --- language -------------------------------------------------------------------------------------------------------------------

KEPT = {
    "short": ("Press release: no comment.", None),
    "german_with_english_quotation": (GERMAN + " „We are not amused by this, and we will not wait any longer“, hieß es in London.", "de"),
    "german_with_translation": (f"{GERMAN * 6}\n\n" + "The town council has closed the bridge over the river on Tuesday. " * 25, "de"),
    "table_of_results": ("Ellering – Ahlfurt 3:2\nOberwehr – Niederau 0:0\n" * 8, None),
    "swiss_spelling": (GERMAN.replace("ß", "ss") + " Die Strasse sei gesperrt.", "de"),
}


@pytest.mark.parametrize(("text", "language"), KEPT.values(), ids=KEPT.keys())
def test_texts_that_are_kept(write: Write, text: str, language: str | None) -> None:
    assert read_one(write("a.txt", text)).language in (language, "de")


# --- finding --------------------------------------------------------------------------------------------------------------------


def _names(*sources: str) -> list[str]:
    return [os.path.basename(i.source) for i in discover(sources)]


@pytest.fixture
def tree(write: Write, tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "unter/c.jsonl", "unter/.versteckt.txt", ".git/d.txt", "bild.png", "README", "unter/E.HTML"):
        write(f"baum/{name}", GERMAN)
    return tmp_path / "baum"


def test_folders_are_walked_sorted_without_hidden_and_unknown_files(tree: Path) -> None:
    assert _names(str(tree)) == ["a.md", "b.txt", "E.HTML", "c.jsonl"]


def test_globs(tree: Path) -> None:
    assert _names(str(tree / "*.txt")) == ["b.txt"]
    assert _names(str(tree / "**" / "*.jsonl")) == ["c.jsonl"]
    assert _names(str(tree / "*")) == ["a.md", "b.txt", "E.HTML", "c.jsonl"]
    assert sorted(_names(str(tree / "**"))) == ["E.HTML", "a.md", "b.txt", "c.jsonl"]


def test_globs_from_the_working_folder(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "unter")
    assert _names("../*.txt") == ["b.txt"]
    assert _names("*.jsonl") == ["c.jsonl"]
    assert _names("[a-c].*") == ["c.jsonl"]


@pytest.mark.parametrize("pattern", ["**x", "a**/b", "[", "x/[/*"])
def test_patterns_that_are_none(tree: Path, pattern: str) -> None:
    (item,) = discover([str(tree / pattern)])
    assert item.reason == "not_found"


def test_each_file_once(tree: Path) -> None:
    assert _names(str(tree / "b.txt"), str(tree), str(tree / "*.txt")) == ["b.txt", "a.md", "E.HTML", "c.jsonl"]


def test_circles_of_links_are_harmless(tree: Path) -> None:
    (tree / "unter" / "kreis").symlink_to(tree, target_is_directory=True)
    (tree / "selbst.txt").symlink_to(tree / "selbst.txt")
    assert _names(str(tree / "unter")) == ["E.HTML", "c.jsonl"]
    assert len(list(discover([str(tree / "**" / "*.jsonl")]))) == 1
    assert len(list(discover([str(tree)]))) == 5


def test_a_name_with_brackets_is_a_file_first(write: Write) -> None:
    assert _names(write("a[1].txt", GERMAN)) == ["a[1].txt"]


def test_a_folder_without_articles_is_said(tmp_path: Path) -> None:
    (item,) = discover([str(tmp_path)])
    assert item.reason == "not_found"


def test_every_kind_reason_and_field_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "INPUTS.md").read_text(encoding="utf-8")
    assert [name for name in (*KIND_OF_SUFFIX, *REASONS, *FIELDS) if f"`{name}`" not in page] == []


# --- memory ---------------------------------------------------------------------------------------------------------------------


def test_memory_does_not_grow_with_the_file(write: Write) -> None:
    def peak(records: int) -> int:
        path = write(f"{records}.jsonl", "\n".join(json.dumps({"text": GERMAN * 40, "id": str(i)}) for i in range(records)))
        tracemalloc.start()
        count = sum(1 for item in discover([path]) for _ in read(item))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == records
        return most

    peak(5)  # loads what is loaded once
    assert peak(120) < 2 * peak(10)
