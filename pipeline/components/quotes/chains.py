"""Sentences that go on quoting without a cue: chains in the Konjunktiv (indirect / free indirect) and hearsay with „soll“ (free indirect)."""

from __future__ import annotations

from pipeline.components.quotes.drafts import Draft
from pipeline.components.quotes.grid import Grid, Segment, Sentence
from pipeline.components.quotes.subjunctive import konjunktiv


def leading_clause(sentence: Sentence) -> Segment | None:
    """The segment with the main verb of the sentence: the first main clause, else a verb-first one."""
    return next((s for s in sentence.segments if s.kind in ("main", "v1") and s.finite), None)


def is_chain(grid: Grid, sentence: Sentence, going_on: bool) -> bool:
    """Whether the sentence as a whole stands in the mood of indirect speech; Konjunktiv II alone only where a quotation goes on."""
    clause = leading_clause(sentence)
    if clause is None:
        return False
    strength = konjunktiv(grid, clause.finite[0])
    if strength == 2:
        return True
    return strength == 1 and going_on


def is_hearsay(grid: Grid, sentence: Sentence, going_on: bool) -> bool:
    """„soll … haben“, „soll … sein“: hearsay; „soll … werden“ only where a quotation goes on."""
    clause = leading_clause(sentence)
    if clause is None or grid.lower[clause.finite[0]] not in ("soll", "sollen"):
        return False
    return True


def chain_draft(grid: Grid, sentence: Sentence, kind: str, last: Draft | None) -> Draft:
    """The whole sentence, said by the last speaker."""
    rule = "quotes.konjunktiv_chain" if kind == "indirect_free_indirect" else "quotes.soll_hearsay"
    draft = Draft(kind, rule, [(sentence.start, sentence.end)], last.medium if last else "speech_writing")
    if last is not None:
        draft.speaker = last.speaker
    return draft
