"""Compressed files: read like what is in them; bombs and damage cost one reject."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipeline.records import Article
from pipeline.sources import Limits, discover, gz, read
from tests.unit.sources.samples import ATOM, GERMAN, PAGE, RSS

RECORDS = "\n".join(json.dumps({"id": f"a{i}", "text": GERMAN}, ensure_ascii=False) for i in range(3))


def outcome(source: Path, limits: Limits | None = None) -> list[str]:
    results = (r for item in discover([str(source)]) for r in read(item, limits=limits or Limits()))
    return ["article" if isinstance(r, Article) else r.reason for r in results]


@pytest.mark.parametrize(
    ("name", "text", "articles"),
    [
        pytest.param("a.jsonl.gz", RECORDS, 3, id="jsonl"),
        pytest.param("a.ndjson.GZ", RECORDS, 3, id="suffix in capitals"),
        pytest.param("a.json.gz", f"[{RECORDS.replace(chr(10), ',')}]", 3, id="json"),
        pytest.param("a.csv.gz", f'text,id\n"{GERMAN}",x\n', 1, id="csv"),
        pytest.param("a.xml.gz", RSS, RSS.count("<item>"), id="feed"),
        pytest.param("a.atom.gz", ATOM, ATOM.count("<entry>"), id="atom"),
        pytest.param("a.html.gz", PAGE, 1, id="page"),
        pytest.param("a.txt.gz", GERMAN, 1, id="text"),
        pytest.param("a.jsonl", RECORDS, 3, id="compressed without saying so"),
        pytest.param("dump.gz", RECORDS, 3, id="no inner suffix: by its first bytes"),
    ],
)
def test_read_like_what_is_in_it(tmp_path: Path, name: str, text: str, articles: int) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()))
    assert outcome(path) == ["article"] * articles


def test_a_folder_takes_them(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(RECORDS.encode()))
    (tmp_path / "b.tar.gz").write_bytes(gzip.compress(b"x"))
    (tmp_path / "c.parquet.gz").write_bytes(gzip.compress(b"x"))
    assert outcome(tmp_path) == ["article"] * 3


def test_several_streams_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"".join(gzip.compress(f"{line}\n".encode()) for line in RECORDS.splitlines()))
    assert outcome(path) == ["article"] * 3


def test_damage_costs_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(RECORDS.encode())[:-12])
    assert outcome(path)[-1] == "unreadable"


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.txt.gz", "a.xml.gz"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(gz, "_HARMLESS", 1_000_000)
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"\n" * 30_000_000))
    assert outcome(path, Limits(max_file_bytes=100_000_000)) == ["too_big"]


def test_what_is_read_whole_has_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress((GERMAN * 1000).encode()))
    assert outcome(path, Limits(max_file_bytes=20_000)) == ["too_big"]
