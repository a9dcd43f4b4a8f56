"""Sections: each case is a small text whose lines are marked by hand with the kind they must have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.components.sections import SectionBounds
from pipeline.extensions import set_rows
from pipeline.records import SECTION_KINDS, Section
from pipeline.rulepack import RulePackError
from pipeline.sections import boilerplate, boilerplate_rows, mark_sections
from tests.cpu import cpu_seconds

BLANK = spacy.blank("de")
BODY = "Der Rat der Stadt Ellering hat am Dienstag beschlossen, die Brücke über die Ahle bis zum Sommer zu sperren."
MORE = "Die Anwohner hatten seit dem Herbst darauf gedrungen. Ein Gutachten liegt vor."

# One line a line of the article: kind, bar, text. An empty string is a blank line.
CASES = {
    "reference_like_tail": f"""body|{BODY}
body|{MORE}
boilerplate|Updates – Ahlebote Tagesmeldungen
boilerplate|Alle ausgewählten Meldungen des Abends findet ihr in den Ahlebote Tagesmeldungen.
boilerplate|Zu den Ahlebote Tagesmeldungen In English""",
    "headline_and_byline": f"""heading|Brücke bleibt zu
boilerplate|Von Mina Overbeck und Jost Hallmann, Ellering

body|{BODY}""",
    "subheading": f"""body|{BODY}

heading|Was die Anwohner sagen

body|{MORE}""",
    "subheading_without_blank_lines": f"""body|{BODY}
heading|Was die Anwohner sagen
body|{MORE}""",
    "markdown_headings": f"""heading|# Brücke bleibt zu

body|{BODY}

heading|## Wie es weitergeht

body|{MORE}""",
    "underlined_heading": f"""heading|Brücke bleibt zu
heading|================
body|{BODY}""",
    "bold_heading": f"""body|{BODY}

heading|**Wie es weitergeht**

body|{MORE}""",
    "markdown_quote": f"""body|{BODY}

block_quote|> Wir haben lange genug gewartet.
block_quote|> Jetzt ist Schluss.

body|{MORE}""",
    "dated_speech": f"""body|{BODY}
block_quote|Ich habe den Bürgermeister angerufen, und er hat es mir versprochen. Wir bauen neu. (12. März 2026)
body|{MORE}""",
    "dated_speech_with_source": f"""body|{BODY}
block_quote|Wir werden diese Brücke wieder öffnen, das verspreche ich Ihnen. (Rede im Rat, 12. März 2026)
body|{MORE}""",
    "dated_speech_short_date": f"""body|{BODY}
block_quote|Mein Haus steht am Ufer, ich gehe da nicht weg. (am 3.4.2026)
body|{MORE}""",
    "attributed_speech": f"""body|{BODY}

block_quote|Wir haben keine Angst vor dem Wasser und auch nicht vor dem Rat.
block_quote|– Hella Brandis, Anwohnerin

body|{MORE}""",
    "date_after_third_person_is_no_quote": f"""body|{BODY}
body|Der Rat vertagte die Sache ein weiteres Mal (12. März 2026)
body|{MORE}""",
    "signed_article_is_no_quote": """body|Ich war dabei, als die Brücke gesperrt wurde, und habe mit den Leuten gesprochen.
boilerplate|(Mina Overbeck, 12.3.2026)""",
    "speech_in_marks_is_no_block_quote": f"""body|{BODY}
body|„Ich gehe da nicht weg“, sagte sie. (12. März 2026)
body|{MORE}""",
    "indented_quote": f"""body|{BODY}

block_quote|    Die Sperrung gilt ab dem ersten Mai für alle Fahrzeuge.

body|{MORE}""",
    "indented_list_is_no_quote": f"""body|{BODY}

body|    - die Brücke über die Ahle
body|    - der Steg am Wehr

body|{MORE}""",
    "teasers_in_the_middle": f"""body|{BODY}

boilerplate|Mehr zum Thema
boilerplate|Wie die Fähre nach Norden kam
boilerplate|Steg am Wehr: Wer zahlt?

body|{MORE}""",
    "teaser_list": f"""body|{BODY}
boilerplate|Das könnte Sie auch interessieren:
boilerplate|- Wie die Fähre nach Norden kam
boilerplate|- Ein Steg für alle""",
    "teaser_head_before_sentence": f"""body|{BODY}
boilerplate|Mehr zum Thema
body|{MORE}""",
    "newsletter_in_the_middle": f"""body|{BODY}

boilerplate|Abonnieren Sie unseren Newsletter und verpassen Sie keine Nachricht aus Ellering.

body|{MORE}""",
    "article_about_newsletters": """heading|Der Verein und sein Rundbrief
body|Der Verein hatte die Sperrung im Newsletter vom Montag angekündigt, doch kaum jemand las ihn.
body|Newsletter werden heute selten geöffnet.""",
    "furniture_of_a_page": f"""boilerplate|Startseite › Region › Ellering
heading|Brücke bleibt zu
boilerplate|Lesezeit: 3 Minuten
boilerplate|Teilen | Drucken | Merken
body|{BODY}
boilerplate|Foto: Jost Hallmann
body|{MORE}
boilerplate|Kommentare (12)
boilerplate|© 2026 Ahlebote
boilerplate|Impressum | Datenschutz | AGB""",
    "agency_lines": f"""body|{BODY}
boilerplate|(dpa)
boilerplate|dpa-infocom, dpa:260312-99-441208/2""",
    "author_note_at_the_end": f"""body|{BODY}
boilerplate|Die Autorin ist Redakteurin im Ressort Region.""",
    "author_note_in_the_middle_stays": f"""body|Die Autorin ist Redakteurin im Ressort Region.
body|{BODY}""",
    "title_like_a_byline_stays": f"""body|{BODY}
body|{MORE}
heading|Von Mut und Macht
body|{MORE}""",
    "dialogue_stays": """body|Ahlebote: Frau Brandis, wann wird die Brücke geöffnet?
body|Brandis: Wenn sie sicher ist.
body|Ahlebote: Und wann ist das?
body|Brandis: Das weiß der Prüfer.""",
    "ticker_times_stay": f"""heading|14:05 Uhr – Polizei sperrt die Zufahrt

body|{BODY}

heading|13:40 Uhr – Erste Risse am Pfeiler

body|{MORE}""",
    "hard_wrapped_lines_are_no_headings": """body|Der Rat der Stadt Ellering hat am späten Dienstagabend beschlossen, die
body|Brücke über die Ahle zu sperren. Grund sind Risse, die Prüfer im Herbst am
body|Pfeiler entdeckt hatten und die seitdem nach Angaben der Stadt gewachsen
body|Sind, heißt es. Die Anwohner hatten lange darauf gedrungen, dass endlich
body|Etwas geschieht, und zeigten sich am Mittwoch erleichtert.""",
    "table_is_no_heading": f"""body|{BODY}
body|Ellering 3 Stimmen
body|Oberwehr 5 Stimmen
body|Ahlfurt 8 Stimmen""",
}


def _parse(case: str) -> tuple[str, list[tuple[str, str]]]:
    wanted, lines = [], []
    for line in case.split("\n"):
        kind, _, text = line.partition("|")
        lines.append(text)
        if text.strip():
            wanted.append((text.strip(), kind))
    return "\n".join(lines), wanted


def _kind_at(sections: list[Section], start: int, end: int) -> str:
    return next((s.kind for s in sections if s.start_char <= start and end <= s.end_char), "none")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_lines(case: str) -> None:
    text, wanted = _parse(case)
    sections = mark_sections(text)
    at, found = 0, []
    for line, _ in wanted:
        at = text.index(line, at)
        found.append((line, _kind_at(sections, at, at + len(line))))
        at += len(line)
    assert found == wanted


INLINE_TAILS = {
    "signature": (BODY, " (Mina Overbeck, 12.3.2026)"),
    "agencies_and_day": (BODY, " (APA/dpa, 8.8.2015)"),
    "agency": (BODY, " (dpa)"),
    "closing_sentence": (BODY, " Melden Sie sich jetzt für unseren Newsletter an."),
    "two_closing_sentences": (BODY, " Lesen Sie auch: Ein Steg für alle. © 2026 Ahlebote"),
}


@pytest.mark.parametrize(("body", "tail"), INLINE_TAILS.values(), ids=INLINE_TAILS.keys())
def test_tail_without_line_break(body: str, tail: str) -> None:
    text = body + tail
    sections = mark_sections(text)
    assert [(s.kind, text[s.start_char : s.end_char]) for s in sections] == [("body", body), ("boilerplate", tail.strip())]


@pytest.mark.parametrize("tail", [" (Bayern)", " (12.3.2026)", " (siehe Karte)", " (SPD)"], ids=str.strip)
def test_brackets_that_are_no_signature(tail: str) -> None:
    text = BODY[:-1] + tail
    assert [s.kind for s in mark_sections(text)] == ["body"]


def test_first_line_that_repeats_the_title_is_a_heading_even_with_a_full_stop() -> None:
    title = "Die Brücke bleibt zu."
    assert [s.kind for s in mark_sections(f"{title}\n{BODY}", title)] == ["heading", "body"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t\n "], ids=["empty", "blank", "newlines", "mixed"])
def test_nothing_gives_no_sections(text: str) -> None:
    assert mark_sections(text) == []


ROWS, _ = boilerplate_rows()


def _covers(row: dict[str, str], line: str) -> bool:
    if row["where"] == "menu":
        return boilerplate().is_menu(line)
    return len(line) <= int(row["most"]) and bool(re.match(row["pattern"], line)) and (not row["has"] or bool(re.search(row["has"], line)))


@pytest.mark.parametrize("row", ROWS, ids=[r["hit"][:40] for r in ROWS])
def test_each_wording_covers_its_hit(row: dict[str, str]) -> None:
    assert _covers(row, row["hit"])


@pytest.mark.parametrize("row", ROWS, ids=[r["miss"][:40] for r in ROWS])
def test_no_wording_at_all_covers_a_miss(row: dict[str, str]) -> None:
    assert not any(boilerplate().fits(where, row["miss"]) for where in ("line", "teasers"))
    assert not boilerplate().is_menu(row["miss"])
    assert not _covers(row, row["miss"])


BAD_ROWS = {
    "broken_expression": ('"(", ,80,line,a,b', "not a regular expression"),
    "unknown_place": ("Abo,,80,top,a,b", "`where` is one of"),
    "no_number": ("Abo,,long,line,a,b", "`most` is a number"),
    "could_hang": ('"(a+)+$",,80,line,a,b', "repeat"),
    "hit_not_covered": ("Abo,,80,line,Anzeige,b", "it does not cover its `hit` «Anzeige»"),
    "miss_covered": ("Abo,,80,line,Abo,Abonnenten klagen.", "it covers its `miss` «Abonnenten klagen.»"),
}

OWN = "pattern,has,most,where,hit,miss\n"


def own_list(folder: Path, text: str, name: str = "section_boilerplate.csv") -> tuple[str]:
    (folder / "lists").mkdir(parents=True, exist_ok=True)
    (folder / "lists" / name).write_text(text, encoding="utf-8")
    return (str(folder),)


def furniture(text: str, rules: tuple[str, ...] = ()) -> list[str]:
    return [text[s.start_char : s.end_char] for s in mark_sections(text, None, rules) if s.kind == "boilerplate"]


@pytest.mark.parametrize(("row", "message"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    rules = own_list(tmp_path, "# comment\n" + OWN + row + "\n")
    with pytest.raises(RulePackError, match=re.escape(message)):
        boilerplate(rules)


ARTICLE = f"{BODY}\n\nTalfunk hören Sie auf Kanal 5\n\n{BODY}\n\nLesen Sie auch: Wie die Fähre nach Norden kam\n\n{BODY}"


def test_a_list_of_ones_own_adds_wordings(tmp_path: Path) -> None:
    """Only the pattern is required."""
    rules = own_list(tmp_path, "pattern\nTalfunk hören Sie\n")
    assert furniture(ARTICLE) == ["Lesen Sie auch: Wie die Fähre nach Norden kam"]
    assert furniture(ARTICLE, rules) == ["Talfunk hören Sie auf Kanal 5", "Lesen Sie auch: Wie die Fähre nach Norden kam"]


def test_a_list_that_changed_is_read_anew(tmp_path: Path) -> None:
    rules = own_list(tmp_path, "pattern\nTalfunk sehen\n")
    assert len(furniture(ARTICLE, rules)) == 1
    own_list(tmp_path, "pattern\nTalfunk hören Sie\n")
    assert len(furniture(ARTICLE, rules)) == 2


def test_a_list_of_ones_own_takes_wordings_away(tmp_path: Path) -> None:
    rules = own_list(tmp_path, "hit\nLesen Sie auch: Wie die Fähre nach Norden kam\n", "section_boilerplate.remove.csv")
    assert furniture(ARTICLE, rules) == []


ODD_LINES = [
    "",
    "   ",
    "kurz",
    "---",
    "\t\x0b\u2028x",
    "# Kopf",
    "> Zitat",
    "    Ich gehe. (3. Mai 2026)",
    "(dpa)",
    "– Ada Lund",
    "Mehr zum Thema",
]
PIECES = st.sampled_from([BODY, *ODD_LINES])


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=12).map("\n".join)))
@settings(max_examples=200, deadline=None)
def test_every_character_lies_in_exactly_one_section(text: str) -> None:
    sections = mark_sections(text, "Titel")
    covered = [0] * len(text)
    for section in sections:
        assert section.kind in SECTION_KINDS
        assert not text[section.start_char].isspace()
        assert not text[section.end_char - 1].isspace()
        for i in range(section.start_char, section.end_char):
            covered[i] += 1
    assert all(n == 1 if not c.isspace() else n <= 1 for n, c in zip(covered, text, strict=True))
    assert sections == sorted(sections, key=lambda s: s.start_char)


LONG = {
    "short_lines": "kurz\n",
    "one_line": "Ein Wort (",
    "almost_newsletter": "Newsletter " * 25 + "\n",
    "almost_byline": "Von " + "Ada Lund, " * 9 + "und\n",
    "brackets": "(",
    "teasers": "Mehr zum Thema\nEin Steg für alle\n",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
def test_time_is_linear(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        return cpu_seconds(lambda: mark_sections(text))

    small, large = seconds(20_000), seconds(160_000)
    assert large < 24 * max(small, 0.002)


SENTENCE_STARTS = [
    pytest.param("Der Rat tagt\n\nEr berät", [0, 4], id="paragraph break"),
    pytest.param("Der Rat tagt.\nEr berät", [0, 5], id="line break behind a finished line"),
    pytest.param("Der Rat\ntagt heute", [0], id="line break within a sentence"),
    pytest.param("Der Rat tagt.\n \nEr berät", [0, 5], id="blank line with a blank"),
    pytest.param("\n\nDer Rat tagt", [0, 1], id="line breaks in front"),
    pytest.param("Der Rat tagt\n\n", [0], id="line breaks at the end"),
    pytest.param("", [], id="nothing"),
]


@pytest.mark.parametrize(("text", "starts"), SENTENCE_STARTS)
def test_sentences_start_behind_breaks(text: str, starts: list[int]) -> None:
    doc = SectionBounds("bounds")(BLANK.make_doc(text))
    assert [t.i for t in doc if t.is_sent_start or t.i == 0] == starts


def test_sentences_start_where_sections_do() -> None:
    doc = BLANK.make_doc("Rat tagt heute Er berät")
    set_rows(doc, "sections", [Section(0, 14, "heading"), Section(15, 23, "body")])
    assert [t.i for t in SectionBounds("bounds")(doc) if t.i and t.is_sent_start] == [3]
