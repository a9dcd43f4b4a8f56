"""Formats with tokens: every token and every region keeps its offsets."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import DocBin

from pipeline.evaluate.annotations import AnnotatedArticle, annotation
from pipeline.evaluate.goldfile import from_plain, to_plain
from pipeline.export.tokens import write_conllu, write_docbin

TEXT = "😀 Özlem Brandt warnt.\n\nAm  Montag kam sie."
DATE = (TEXT.index("Am"), TEXT.index(" kam"))
ARTICLE = AnnotatedArticle("a1", TEXT, {"dates": [annotation("dates", "DATE", {"expression": [DATE]}, {"value": "2026-02-02"})]})


def test_conllu(nlp: Language) -> None:
    lines = write_conllu([ARTICLE], [nlp(TEXT)]).decode().split("\n")
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert all(len(r) == 10 for r in rows)
    misc = [dict(p.split("=", 1) for p in r[9].split("|")) for r in rows]
    assert [TEXT[slice(*map(int, m["TokenRange"].split(":")))] for m in misc] == [r[1] for r in rows]
    assert [(r[1], m["Lagebild"]) for r, m in zip(rows, misc, strict=True) if "Lagebild" in m] == [
        ("Am", "B-dates.DATE"),
        ("Montag", "I-dates.DATE"),
    ]
    assert [r[1] for r, m in zip(rows, misc, strict=True) if m.get("SpaceAfter") == "No"][:1] == ["warnt"]
    assert lines[0] == "# newdoc id = a1"
    assert sum(r[6] == "0" for r in rows) >= 2


def test_docbin(nlp: Language) -> None:
    (doc,) = DocBin().from_bytes(write_docbin([ARTICLE], [nlp(TEXT)])).get_docs(spacy.blank("de").vocab)
    (date,) = doc.spans["dates"]
    assert (date.start_char, date.end_char, date.label_) == (*DATE, "DATE")
    assert to_plain(from_plain(doc.user_data["lagebild"])) == to_plain(ARTICLE)  # DocBin makes tuples of lists
