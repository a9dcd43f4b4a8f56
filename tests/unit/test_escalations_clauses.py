"""Clauses of sentences: kinds, finite verbs, labels, interrupted clauses."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.components.escalations.clauses import fill_clauses
from pipeline.components.escalations.sentences import split_sentences

CASES = [
    ("Hält die Blockade an, würde die Nato Konsultationen aufnehmen.", [("cond", "Hält"), ("main", "würde")]),
    ("Wenn der Konzern nicht zahlt, werde man streiken, drohte die Chefin.", [("cond", "zahlt"), ("main", "werde"), ("main", "drohte")]),
    ("Die Armee, die gestern tagte, muss die Stadt verlassen.", [("rel", "tagte"), ("main", "muss")]),
    ("Die Miliz sagte zu, ihre Waffen abzugeben.", [("main", "sagte"), ("inf", None)]),
    ("Das Amt öffnet die Schleusen und warnt die Gemeinden.", [("main", "öffnet"), ("main", "warnt")]),
    ("Deutschland, Frankreich und Polen haben protestiert.", [("main", "haben")]),
    ("Wien – Der Rat muss entscheiden.", [("main", "muss")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:30] for c in CASES])
def test_clauses(nlp: Any, text: str, expected: list[tuple[str, str | None]]) -> None:
    doc = nlp(text)
    (sentence,) = split_sentences(doc)
    fill_clauses(doc, sentence, [])
    got = [(c.kind, doc[c.finite].text if c.finite is not None else None) for c in sentence.clauses]
    assert sorted(got, key=str) == sorted(expected, key=str)


def test_label_of_a_bullet(nlp: Any) -> None:
    doc = nlp("• Stufe eins (Tage 1 bis 7): Der Rat ruft zum Sparen auf.")
    sentence = split_sentences(doc)[0]
    window = next(t.i for t in doc if t.text == "Tage")
    fill_clauses(doc, sentence, [(window, window + 4)])
    main = next(c for c in sentence.clauses if c.kind == "main")
    assert " ".join(doc[i].text for i in main.label) == "Stufe eins Tage 1 bis 7"


def test_lines_are_sentences_of_their_own(nlp: Any) -> None:
    doc = nlp("+++ 21.40 Uhr +++ Die Entführer drohen.\n- Erster Punkt\n- Zweiter Punkt")
    sentences = split_sentences(doc)
    assert [s.bullet for s in sentences][-2:] == [True, True]
    assert sentences[0].paragraph != sentences[-1].paragraph
