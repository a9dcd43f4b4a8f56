"""Cutting a text at the borders of overlapping and nested annotations."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.marks import Mark, blocks, cut, paragraphs


def mark(start: int, end: int, kind: str = "actor") -> Mark:
    return Mark(start, end, kind, kind)


CASES = {
    "nothing": ("abc", [], ["abc:"]),
    "one in the middle": ("abcde", [(1, 3, "actor")], ["a:", "bc:actor", "de:"]),
    "nested": ("abcde", [(0, 5, "quote"), (1, 3, "actor")], ["a:quote", "bc:quote+actor", "de:quote"]),
    "overlapping": ("abcde", [(0, 3, "quote"), (2, 5, "window")], ["ab:quote", "c:quote+window", "de:window"]),
    "same span": ("abc", [(0, 3, "actor"), (0, 3, "speaker")], ["abc:actor+speaker"]),
    "touching": ("abcd", [(0, 2, "actor"), (2, 4, "date")], ["ab:actor", "cd:date"]),
    "astral characters count as one": ("a😀b", [(1, 2, "date")], ["a:", "😀:date", "b:"]),
    "outside and empty are left out": ("abc", [(1, 9, "actor"), (2, 2, "date"), (-1, 2, "cue")], ["abc:"]),
}


@pytest.mark.parametrize(("text", "spans", "expected"), CASES.values(), ids=CASES.keys())
def test_cut(text: str, spans: list[tuple[int, int, str]], expected: list[str]) -> None:
    pieces = cut(text, [mark(*s) for s in spans])
    assert [f"{p.text}:{'+'.join(m.kind for m in p.marks)}" for p in pieces] == expected


SPANS = st.lists(st.tuples(st.integers(-2, 44), st.integers(-2, 44), st.sampled_from(["actor", "quote", "window"])), max_size=12)


@given(st.text(max_size=40), SPANS)
def test_pieces_are_the_text_and_know_exactly_what_covers_them(text: str, spans: list[tuple[int, int, str]]) -> None:
    pieces = cut(text, [mark(*s) for s in spans])
    assert "".join(p.text for p in pieces) == text
    valid = [s for s in spans if 0 <= s[0] < s[1] <= len(text)]
    for p in pieces:
        assert sorted(m.kind for m in p.marks) == sorted(k for a, b, k in valid if a <= p.start and p.end <= b)
        assert all(m.start == p.start for m in p.begins)
    assert sum(len(p.begins) for p in pieces) == len(valid)


@given(st.text(alphabet="ab \n\t", max_size=60), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=4))
def test_blocks_keep_every_visible_character(text: str, sections: list[tuple[int, int]]) -> None:
    found = blocks(text, [mark(0, min(3, len(text)))], [(a, a + n, "boilerplate") for a, n in sections])
    assert "".join("".join(p.text for b in found for p in b.pieces).split()) == "".join(text.split())


PARAGRAPHS = {
    "line breaks where there is no empty line": ("Eins\nZwei\n", ["Eins", "Zwei"]),
    "empty lines; single breaks stay inside": ("Eins\nnoch eins\n\nZwei", ["Eins\nnoch eins", "Zwei"]),
    "spaces in the empty line": ("Eins\n \t\nZwei", ["Eins", "Zwei"]),
    "nothing": ("\n\n", []),
}


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in paragraphs(text)] == expected


def test_a_section_within_a_paragraph_becomes_a_block_of_its_kind() -> None:
    found = blocks("Titel Text mehr", [], [(0, 5, "heading"), (11, 15, "boilerplate")])
    assert [(b.kind, "".join(p.text for p in b.pieces)) for b in found] == [
        ("heading", "Titel"),
        ("body", " Text "),
        ("boilerplate", "mehr"),
    ]


HEADINGS = {
    "sign and words": ("## Der Plan", "heading", [], ["## ", "Der Plan"], True),
    "a mark over both": ("## Der Plan", "heading", [(0, 6)], ["## ", "Der", " Plan"], True),
    "no sign": ("Der Plan", "heading", [], ["Der Plan"], False),
    "a sign alone": ("##", "heading", [], ["##"], False),
    "no heading": ("# Der Plan", "body", [], ["# Der Plan"], False),
}


@pytest.mark.parametrize(("text", "kind", "marked", "pieces", "has_lead"), HEADINGS.values(), ids=HEADINGS.keys())
def test_the_sign_of_a_heading_is_a_piece_of_its_own(
    text: str, kind: str, marked: list[tuple[int, int]], pieces: list[str], has_lead: bool
) -> None:
    (block,) = blocks(text, [mark(a, b) for a, b in marked], [(0, len(text), kind)])
    assert ([p.text for p in block.pieces], block.has_lead) == (pieces, has_lead)


def test_a_very_long_text_with_many_marks_is_cut_in_seconds() -> None:
    n = 100_000
    marks = [mark(5 * i, 5 * i + 4) for i in range(n)] + [mark(0, 5 * n, "quote")]
    began = time.process_time()
    found = blocks("wort " * n, marks, [])
    assert time.process_time() - began < 15, "quadratic time would be hours"
    assert len(found[0].pieces) == 2 * n
