"""Loading rule packs and term lists: every broken pack is a file in broken_packs/, its exact errors at its end."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from pipeline.rulepack import LIST_PREFIXES, Example, RulePackError, load_rules, read_rules
from pipeline.rules import row_columns

BROKEN = sorted((Path(__file__).parent / "broken_packs").glob("*.toml"))
HEAD = 'schema = 1\npack = "dates"\nlanguage = "de"\n'
RULE = """
[[rule]]
id = "{id}"
title = "Heute"
status = "{status}"
engine = "token"
label = "DATE"
pattern = [ {{ LOWER = "{word}" }} ]
"""


def pack(
    folder: Path, name: str = "p.toml", rule_id: str = "t.today", status: str = "draft", word: str = "heute", head: str = HEAD
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(head + RULE.format(id=rule_id, status=status, word=word), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_broken_pack_gets_its_exact_errors(path: Path) -> None:
    wanted = re.findall(r"^# error: (.*)$", path.read_text(encoding="utf-8"), re.M)
    assert wanted
    with pytest.raises(RulePackError) as caught:
        load_rules(base=path)
    assert str(caught.value).split("\n") == wanted


def test_there_are_broken_packs() -> None:
    assert len(BROKEN) > 50


BYTES = {
    "latin_1": ((HEAD + "# Übung\n").encode("latin-1"), ["p.toml:4: not UTF-8; save it as UTF-8"]),
    "utf_16": (HEAD.encode("utf-16"), ["p.toml:1: not UTF-8; save it as UTF-8"]),
    "nul": (HEAD.encode() + b"\0", ["p.toml:4: no TOML: Invalid statement (column 1)"]),
    "byte_order_mark": (b"\xef\xbb\xbf" + HEAD.encode(), []),
    "windows_line_ends": (HEAD.replace("\n", "\r\n").encode(), []),
    "empty": (b"", ["p.toml:1: `schema = 1` is missing", 'p.toml:1: `language = "de"` is missing', 'p.toml:1: `pack = "…"` is missing']),
}


@pytest.mark.parametrize(("raw", "wanted"), BYTES.values(), ids=BYTES.keys())
def test_encodings_of_a_pack(tmp_path: Path, raw: bytes, wanted: list[str]) -> None:
    (tmp_path / "p.toml").write_bytes(raw)
    assert read_rules(base=tmp_path / "p.toml")[1] == wanted


LISTS = {
    "good": ("# Quelle: eigene\nterm,kind\nheute,day\nmorgen,day\n", []),
    "byte_order_mark": ("\ufeffterm\nheute\n", []),
    "windows_line_ends": ("term,kind\r\nheute,day\r\n", []),
    "comma_in_quotes": ('term,kind\n"am Montag, dem",day\n', []),
    "empty": ("", ["l.csv: the list is empty, not even a header"]),
    "comments_only": ("# nichts\n", ["l.csv: the list is empty, not even a header"]),
    "header_only": ("term\n", ["l.csv: the list has a header and no rows"]),
    "semicolons": ("term;kind\nheute;day\n", ["l.csv:1: columns are divided by commas, not by semicolons or tabs"]),
    "column_twice": ("term,term\na,b\n", ["l.csv:1: the column `term` stands there twice"]),
    "column_without_name": ("term,\na,b\n", ["l.csv:1: a column has no name"]),
    "row_twice": ("# x\nterm\nheute\nmorgen\nheute\n", ["l.csv:5: «heute» stands there twice, first in line 3"]),
    "cell_missing": ("term,kind\nheute\n", ["l.csv:2: 1 cells, the header has 2"]),
    "term_missing": ("term,kind\n,day\n", ["l.csv:2: the first cell is empty"]),
    "open_quotation_mark": ('term\n"heute\n', ["l.csv:2: unexpected end of data; is a quotation mark left open?"]),
}


@pytest.mark.parametrize(("text", "wanted"), LISTS.values(), ids=LISTS.keys())
def test_lists(tmp_path: Path, text: str, wanted: list[str]) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "l.csv").write_bytes(text.encode())
    base, errors = read_rules(base=tmp_path)
    assert errors == wanted
    if not wanted:
        assert base.lists["l"].columns[0] == "term"
        assert base.lists["l"].terms


def test_list_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "l.csv").write_bytes("term\nfrüh\n".encode("latin-1"))
    assert read_rules(base=tmp_path)[1] == ["l.csv: not UTF-8 (byte 7); save it as UTF-8"]


def test_own_list_adds_rows(tmp_path: Path) -> None:
    for folder, text in (("base", "term,kind\nheute,day\n"), ("own", "term,kind\nheute,day\nübermorgen,day\n")):
        (tmp_path / folder / "lists").mkdir(parents=True)
        (tmp_path / folder / "lists" / "l.csv").write_text(text, encoding="utf-8")
    assert load_rules([tmp_path / "own"], base=tmp_path / "base").lists["l"].terms == ["heute", "übermorgen"]


def lists(tmp_path: Path, **files: str) -> tuple[dict[str, list[str]], list[str]]:
    """The terms of each list and what is wrong, of `base` with heute, morgen, gestern and a folder with these files."""
    for folder, name, text in (
        ("base", "l", "term,kind\nheute,day\nmorgen,day\nmorgen,part\ngestern,day\n"),
        *(("own", *f) for f in files.items()),
    ):
        (tmp_path / folder / "lists").mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "lists" / f"{name.replace('_', '.')}.csv").write_text(text, encoding="utf-8")
    base, errors = read_rules([tmp_path / "own"], base=tmp_path / "base")
    return {name: [f"{r['term']} {r['kind']}" for r in found.rows] for name, found in base.lists.items()}, errors


REMOVALS = {
    "by_term": ("term\nmorgen\n", ["heute day", "gestern day"]),
    "by_two_columns": ("term,kind\nmorgen,part\n", ["heute day", "morgen day", "gestern day"]),
    "by_another_column": ("kind\nday\n", ["morgen part"]),
}


@pytest.mark.parametrize(("text", "left"), REMOVALS.values(), ids=REMOVALS.keys())
def test_own_list_takes_rows_away(tmp_path: Path, text: str, left: list[str]) -> None:
    assert lists(tmp_path, l_remove=text) == ({"l": left}, [])


def test_a_row_is_replaced_by_taking_it_away_and_adding_another(tmp_path: Path) -> None:
    """Rows of one's own are added first, then rows are taken away; the new row must differ in what the removal names."""
    found, errors = lists(tmp_path, l="term,kind\nmorgen,dawn\n", l_remove="term,kind\nmorgen,day\nmorgen,part\n")
    assert (found["l"], errors) == (["heute day", "gestern day", "morgen dawn"], [])


BAD_REMOVALS = {
    "row_not_there": ("l_remove", "term\nübermorgen\n", "l.remove.csv: no row of the list has term «übermorgen»"),
    "column_not_there": ("l_remove", "wort\nheute\n", "l.remove.csv:1: the columns wort are not all in the list: term, kind"),
    "list_not_there": ("m_remove", "term\nheute\n", "m.remove.csv: there is no list m to take rows from"),
}


@pytest.mark.parametrize(("name", "text", "error"), BAD_REMOVALS.values(), ids=BAD_REMOVALS.keys())
def test_a_removal_that_removes_nothing_is_an_error(tmp_path: Path, name: str, text: str, error: str) -> None:
    found, errors = lists(tmp_path, **{name: text})
    assert errors == [error]
    assert len(found["l"]) == 4


def test_own_list_with_other_columns_is_refused(tmp_path: Path) -> None:
    for folder, text in (("base", "term,kind\nheute,day\n"), ("own", "wort\nheute\n")):
        (tmp_path / folder / "lists").mkdir(parents=True)
        (tmp_path / folder / "lists" / "l.csv").write_text(text, encoding="utf-8")
    errors = read_rules([tmp_path / "own"], base=tmp_path / "base")[1]
    assert errors == ["l.csv:1: the columns wort do not fit the list read before: term, kind"]


def test_own_pack_is_added(tmp_path: Path) -> None:
    base = pack(tmp_path / "base").parent
    own = pack(tmp_path / "own", "mine.toml", "mine.tomorrow", word="morgen").parent
    assert [r.id for r in load_rules([own], base=base).rules("dates")] == ["t.today", "mine.tomorrow"]


def test_changed_copy_takes_the_place_of_the_original(tmp_path: Path) -> None:
    base = pack(tmp_path / "base").parent
    own = pack(tmp_path / "own", word="heut").parent
    rules = load_rules([own], base=base).rules()
    assert [r.alternatives for r in rules] == [[[{"LOWER": "heut"}]]]


def test_same_file_name_without_a_shared_id_is_no_copy(tmp_path: Path) -> None:
    base = pack(tmp_path / "base").parent
    own = pack(tmp_path / "own", rule_id="mine.today").parent
    assert [r.id for r in load_rules([own], base=base).rules()] == ["t.today", "mine.today"]


def test_id_reused_in_another_file_is_refused(tmp_path: Path) -> None:
    base = pack(tmp_path / "base").parent
    own = pack(tmp_path / "own", "mine.toml").parent
    wanted = "mine.toml:5: rule t.today: the id is already used at p.toml:5; ids are never reused"
    assert read_rules([own], base=base)[1] == [wanted]


def test_retired_rule_is_out_of_force_but_keeps_its_id(tmp_path: Path) -> None:
    base = load_rules(base=pack(tmp_path, status="retired"))
    assert base.rules() == []
    assert base.pack_of("t.today").name == "dates"
    with pytest.raises(KeyError):
        base.pack_of("t.tomorrow")


@pytest.mark.parametrize("missing", ["nowhere", "nowhere.toml"])
def test_missing_folder(tmp_path: Path, missing: str) -> None:
    errors = read_rules([tmp_path / missing], base=pack(tmp_path))[1]
    assert errors == [f"{tmp_path / missing}: there is no such folder or file of rules"]


def test_folder_without_rules(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    errors = read_rules([tmp_path / "empty"], base=pack(tmp_path))[1]
    assert errors == [f"{tmp_path / 'empty'}: holds no rule pack (*.toml) and no list (lists/*.csv)"]


def test_digest_follows_packs_and_lists(tmp_path: Path) -> None:
    base = pack(tmp_path / "a").parent
    digests = [load_rules(base=base).digest]
    (base / "lists").mkdir()
    (base / "lists" / "l.csv").write_text("term\nheute\n", encoding="utf-8")
    digests.append(load_rules(base=base).digest)
    pack(tmp_path / "a", word="morgen")
    digests.append(load_rules(base=base).digest)
    assert len(set(digests)) == 3
    assert load_rules(base=base).digest == digests[2]


@pytest.mark.parametrize(
    ("text", "plain", "marks"),
    [
        ("Er kommt [[heute]].", "Er kommt heute.", ["heute"]),
        ("[[Heute]] oder [[morgen]]", "Heute oder morgen", ["Heute", "morgen"]),
        ("Ohne.", "Ohne.", []),
        ("Größe 👩‍👧 [[übermorgen]]", "Größe 👩‍👧 übermorgen", ["übermorgen"]),
        ("[[a]][[b]]", "ab", ["a", "b"]),
    ],
    ids=["one", "two", "none", "emoji", "adjacent"],
)
def test_marks(text: str, plain: str, marks: list[str]) -> None:
    example = Example(text=text)
    assert example.plain_text == plain
    assert [plain[start:end] for start, end in example.marked] == marks


@pytest.mark.parametrize("value", ["2026-02-03", dt.date(2026, 2, 3)], ids=["text", "toml_date"])
def test_published_on(value: object) -> None:
    assert Example.model_validate({"text": "x", "published_on": value}).published_on == dt.date(2026, 2, 3)


@pytest.mark.parametrize("value", [20260203, 1.5, True, "gestern", dt.datetime(2026, 2, 3, 12)], ids=str)
def test_published_on_refuses(value: object) -> None:
    with pytest.raises(ValueError, match="published_on"):
        Example.model_validate({"text": "x", "published_on": value})


def test_row_columns_of_actors_are_those_of_mention_and_actor() -> None:
    assert {"form", "role_text", "name", "type", "country"} <= row_columns("actors")


def test_a_component_sees_the_lists_of_its_pack_and_those_that_its_rules_name(tmp_path: Path) -> None:
    whole = load_rules()
    seen = {pack: set(whole.of_pack(pack).lists) for pack in LIST_PREFIXES}
    assert sum(map(len, seen.values())) + len({"section_boilerplate"}) == len(whole.lists), "each list is read by one component, or by none"
    assert "actor_states" in seen["actors"]
    assert "time_units" in seen["dates"]


def test_another_row_in_a_list_is_another_digest_for_its_pack_alone(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "quote_cue_nouns.csv").write_text(own_row("quote_cue_nouns", "Klagelied"), encoding="utf-8")
    before, after = load_rules(), load_rules([tmp_path])
    changed = [p for p in LIST_PREFIXES if before.of_pack(p).lists_digest != after.of_pack(p).lists_digest]
    assert changed == ["quotes"]


def own_row(name: str, term: str) -> str:
    """A list with one row more than ours: `term`, else as the first row."""
    known = load_rules().lists[name]
    return ",".join(known.columns) + "\n" + ",".join([term, *list(known.rows[0].values())[1:]]) + "\n"
