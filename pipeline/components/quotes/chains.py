"""Sentences that go on quoting without a cue: chains in the Konjunktiv and hearsay with „soll“."""

from __future__ import annotations

from pipeline.components.quotes.clauses import trimmed
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft, Range
from pipeline.components.quotes.grid import INFINITIVE_TAGS, Grid, Segment, Sentence
from pipeline.components.quotes.heads import can_speak
from pipeline.components.quotes.lexicon import AUXILIARY, MODAL, word_set
from pipeline.components.quotes.phrases import noun_phrase
from pipeline.components.quotes.speakers import names_speaker, subject_of
from pipeline.components.quotes.subjunctive import konjunktiv, mood

_STATES = word_set(  # infinitives of what is the case rather than of what is to be done; sein and haben also end the perfect
    "sein haben können müssen dürfen befinden handeln stammen leben wohnen liegen gehören betragen bestehen heißen wissen kennen "
    "existieren umfassen enthalten belaufen leiden besitzen fehlen gelten verfügen planen erwägen"
)

_AUXILIARY_2 = word_set("hätte hätten wäre wären würde würden")
_DONE = word_set(
    "fertig fertiggestellt abgeschlossen beendet vollendet einsatzbereit bezugsfertig betriebsbereit umgesetzt saniert renoviert"
)


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


def late_clause(grid: Grid, sentence: Sentence) -> Segment | None:
    """„Zwölf Gäste wurden verletzt, darunter seien zwei Kinder“: a later main clause in Konjunktiv I; None if the sentence has none."""
    clause = leading_clause(sentence)
    for segment in sentence.segments:
        if clause is None or segment.start <= clause.start or segment.kind != "main" or not segment.finite:
            continue
        if konjunktiv(grid, segment.finite[0]) == 2 and segment.before in (",", ";", "–", ":"):
            compared = grid.lower[segment.first] in ("als", "wie")  # „es sieht aus, als lege er eine Pause ein“
            return None if compared else segment
    return None


def late_chain(grid: Grid, sentence: Sentence, segment: Segment, last: Draft | None) -> Draft:
    """What the `late_clause` quotes: the subject's words if it acts and can speak, else those of the `last` speaker."""
    span = (segment.first, sentence.last)
    clause = leading_clause(sentence)
    acts = clause is not None and grid.lower[clause.finite[0]] not in AUXILIARY | MODAL
    subject = subject_of(grid, sentence) if acts else None
    if subject is not None and subject[1] <= span[0] and can_speak(grid, subject):  # „Der Chef lehnt ab, es fehle das Geld“
        return Draft("indirect", "quotes.konjunktiv_clause", [span], "speech_writing", subject)
    draft = chain_draft(sentence, "indirect_free_indirect", last)
    draft.quote = [span]
    return draft


def is_hearsay(grid: Grid, sentence: Sentence, going_on: bool) -> bool:
    """„soll“ or „sollen“ as the main verb: what others say is the case („soll gesagt haben“, „soll krank sein“).

    What somebody is to do („sollen sich treffen“, „soll gebaut werden“) is a plan or duty: hearsay only where a quotation goes on.
    """
    clause = leading_clause(sentence)
    if clause is None or grid.text[clause.finite[0]] not in ("soll", "sollen", *(("Soll", "Sollen") if clause.kind == "v1" else ())):
        return False
    last = _infinitive(grid, sentence, clause)
    done = grid.lower[last] == "sein" and grid.lower[last - 1] in _DONE  # „soll bis Mai fertiggestellt sein“ is a plan
    return going_on or (grid.lower[last] in _STATES and not done)


def _infinitive(grid: Grid, sentence: Sentence, clause: Segment) -> int:
    """The last infinitive of the modal's clause, which a relative clause may have cut off from it; the clause's last word without one."""
    for segment in reversed(sentence.segments):
        if segment.start < clause.start or segment.kind in ("rel", "sub", "inf"):
            continue
        if segment is not clause and segment.finite:
            continue
        for i in (segment.end - 1, segment.end - 2):
            if i > clause.finite[0] and i >= segment.start and (grid.tag[i] in INFINITIVE_TAGS or grid.lower[i] in _STATES):
                return i
    return clause.end - 1


def chain_draft(sentence: Sentence, kind: str, last: Draft | None) -> Draft:
    """The whole sentence, said by the last speaker."""
    rule = "quotes.konjunktiv_chain" if kind == "indirect_free_indirect" else "quotes.soll_hearsay"
    draft = Draft(kind, rule, [(sentence.start, sentence.end)], last.medium if last else "speech_writing")
    if last is not None:
        draft.speaker = last.speaker
    return draft


def holder(grid: Grid, sentence: Sentence) -> Range | None:
    """„Für den Forscher Karl Muster sei das kein Zufall“: whose view the sentence gives; None if it does not begin so with a person."""
    if grid.lower[sentence.start] != "für" or not sentence.segments or not sentence.segments[0].finite:
        return None
    phrase = noun_phrase(grid, sentence.start + 1, sentence.segments[0].finite[0])
    return phrase if phrase is not None and any(grid.person[i] for i in range(*phrase)) else None


def attributive(grid: Grid, sentence: Sentence, cues: list[Cue]) -> list[Draft]:
    """„rügte die Firma, die den Müll liegen lasse“: an indicative sentence with a relative or causal clause in Konjunktiv I; in
    Konjunktiv II too where a cue of the sentence has a speaker („beklagten Kürzungen, die Lücken zur Folge hätten“)."""
    clause = leading_clause(sentence)
    if clause is None or konjunktiv(grid, clause.finite[0]):
        return []
    for segment in sentence.segments:
        if (
            segment.kind in ("rel", "sub")
            and segment.start > clause.start
            and (mood(grid, segment) == 2 or (_unreal(grid, segment) and any(names_speaker(grid, sentence, c) for c in cues)))
        ):
            span = trimmed(grid, (segment.start, sentence.last))
            if span is None or grid.lower[segment.first] in ("als", "wie", "dass"):
                return []
            speaker = subject_of(grid, sentence)
            if mood(grid, segment) == 1 and (speaker is None or not can_speak(grid, speaker)):
                return []
            return [Draft("indirect", "quotes.konjunktiv_clause", [span], "speech_writing", speaker)]
    return []


def _unreal(grid: Grid, segment: Segment) -> bool:
    """Konjunktiv II of an auxiliary and of nothing else: „hätten“, „würde“, but not „könnte“."""
    return (
        bool(segment.finite)
        and all(grid.lower[i] in _AUXILIARY_2 for i in segment.finite)
        and not any(grid.lower[i] in MODAL for i in range(segment.start, segment.end))
    )
