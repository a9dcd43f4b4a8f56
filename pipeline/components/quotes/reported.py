"""Reported speech: the sentence tells that something was said, its content is only an object („forderte ein Ende der Gewalt“)."""

from __future__ import annotations

from pipeline.components.quotes.addressees import addressee_of
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft
from pipeline.components.quotes.grid import Grid, Sentence
from pipeline.components.quotes.speakers import speaker_of
from pipeline.components.quotes.subjunctive import konjunktiv


def reported_draft(grid: Grid, sentence: Sentence, cues: list[Cue]) -> Draft | None:
    """The whole sentence if a verb that reports with a mere object is its main verb."""
    for cue in cues:
        home = sentence.segments[cue.home]
        if not ("np" in cue.verb.governs or _present(grid, cue)) or cue.used or home.kind not in ("main", "v1", "bare") or konjunktiv(grid, cue.finite):
            continue
        speaker = speaker_of(grid, sentence, cue)
        if speaker is None:
            continue
        return Draft("reported", "quotes.reported", [(sentence.start, sentence.end)], cue.verb.medium, speaker, [], addressee_of(grid, sentence, cue, speaker))
    return None


def _present(grid: Grid, cue: Cue) -> bool:
    """„lehnt … ab“: what somebody holds today; in the past tense such verbs tell an act rather than words."""
    return "now" in cue.verb.governs and "Pres" in grid.doc[cue.finite].morph.get("Tense") and not cue.passive and len(cue.tokens) <= 2
