"""Reported speech: the sentence tells that something was said, its content is only an object („forderte ein Ende der Gewalt“)."""

from __future__ import annotations

from pipeline.components.quotes.addressees import addressee_of
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft
from pipeline.components.quotes.grid import Grid, Sentence
from pipeline.components.quotes.speakers import speaker_of
from pipeline.components.quotes.subjunctive import konjunktiv
from pipeline.components.quotes.voices import is_thing


def reported_draft(grid: Grid, sentence: Sentence, cues: list[Cue]) -> Draft | None:
    """The whole sentence if a verb that reports with a mere object is its main verb."""
    for cue in cues:
        home = sentence.segments[cue.home]
        if (
            not (_reports(grid, sentence, cue) or _present(grid, cue))
            or cue.used
            or home.kind not in ("main", "v1", "bare")
            or konjunktiv(grid, cue.finite)
        ):
            continue
        speaker = speaker_of(grid, sentence, cue)
        if speaker is None or grid.lower[speaker[0]] == "man" or grid.lower[speaker[0]].startswith("kein") or is_thing(grid, speaker):
            continue  # „so nennt man hier den Nebel“ tells a word, not what somebody said; things and nobody say nothing
        return Draft(
            "reported",
            "quotes.reported",
            [(sentence.start, sentence.end)],
            cue.verb.medium,
            speaker,
            [],
            addressee_of(grid, sentence, cue, speaker),
        )
    return None


def reported_clauses(grid: Grid, sentence: Sentence, cues: list[Cue], taken: list[Draft]) -> list[Draft]:
    """„X nannte den Plan falsch, und Y sagte, Q“: a clause beside a quotation that reports by itself; `taken`: what the sentence has."""
    out = []
    mains = [n for n, s in enumerate(sentence.segments) if s.kind == "main" and s.finite]
    for cue in cues:
        if cue.used or cue.home not in mains or not (_reports(grid, sentence, cue) or _present(grid, cue)) or konjunktiv(grid, cue.finite):
            continue
        number = mains.index(cue.home)
        start = sentence.segments[cue.home].first if number else sentence.start
        end = sentence.segments[mains[number + 1]].start - 1 if number + 1 < len(mains) else sentence.last
        if any(a < end and start < b for d in taken for a, b in d.quote) or any(start <= i < end for d in taken for i in d.cue):
            continue
        speaker = speaker_of(grid, sentence, cue)
        if speaker is None or not start <= speaker[0] < end or is_thing(grid, speaker):
            continue
        addressee = addressee_of(grid, sentence, cue, speaker)
        out.append(Draft("reported", "quotes.reported", [(start, end)], cue.verb.medium, speaker, [], addressee))
    return out


_SOME = frozenset(("ein", "eine", "einen", "kein", "keine", "keinen"))
_CONTRACTED = {
    "von": ("von", "vom"),
    "auf": ("auf", "aufs"),
    "für": ("für", "fürs"),
    "vor": ("vor", "vorm"),
    "zu": ("zu", "zum", "zur"),
    "mit": ("mit",),
}


def _reports(grid: Grid, sentence: Sentence, cue: Cue) -> bool:
    """np, or np_von, np_mit …: only with a phrase of that preposition in the clause."""
    if "np" in cue.verb.governs:
        return True
    if "np_in" in cue.verb.governs and _seen_in(grid, cue, sentence.segments[cue.segment].end):
        return True
    wanted = [p for g in cue.verb.governs if g.startswith("np_") and g != "np_in" for p in _CONTRACTED.get(g[3:], (g[3:],))]
    if not wanted:
        return False
    start, end = sentence.segments[cue.home].start, max(sentence.segments[cue.segment].end, sentence.segments[cue.home].end)
    return any(grid.lower[i] in wanted and not grid.opaque[i] for i in range(start, end))


def _seen_in(grid: Grid, cue: Cue, end: int) -> bool:
    """„sieht darin eine Gefahr“, „sehen in dem Plan keinen Fortschritt“: in behind the verb, and behind it what is seen there."""
    at = next((i for i in range(cue.finite + 1, end) if grid.lower[i] in ("in", "darin", "hierin")), None)
    return at is not None and any(grid.lower[i] in _SOME for i in range(at + 1, end) if not grid.opaque[i])


def _present(grid: Grid, cue: Cue) -> bool:
    """„lehnt … ab“: what somebody holds today; in the past tense such verbs tell an act rather than words."""
    return "now" in cue.verb.governs and "Pres" in grid.doc[cue.finite].morph.get("Tense", []) and not cue.passive and len(cue.tokens) <= 2
