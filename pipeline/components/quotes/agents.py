"""Who speaks beside a passive, impersonal or citing verb: „vom Sprecher betont“, „hieß es aus dem Ministerium“, „zitierte den Minister“."""

from __future__ import annotations

from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Range
from pipeline.components.quotes.grid import Grid
from pipeline.components.quotes.phrases import DETERMINERS, noun_phrase
from pipeline.components.quotes.times import temporal
from pipeline.components.quotes.voices import is_office, is_person_noun

_TAKING_SOURCES = frozenset(("hervorgehen", "ergeben", "berichten", "mitteilen", "erklären", "zitieren"))
_OBLIQUE_PRONOUNS = frozenset(("ihr", "ihm", "ihnen"))


def source_phrase(grid: Grid, start: int, end: int, cue: Cue) -> Range | None:
    """„aus dem Ministerium“, „vom Sprecher“, „in dem Bericht“ beside an impersonal or passive verb."""
    wanted: tuple[str, ...] = ("von", "vom", "durch", "seitens", "vonseiten")
    if cue.impersonal or cue.verb.lemma in _TAKING_SOURCES:
        wanted += ("aus", "beim", "bei", "in", "im", "seitens", "auf")
    middle = cue.finite if start <= cue.finite < end else start
    for i in [*range(middle, end), *range(start, middle)]:  # behind the verb first: in front of it the phrase may belong to a noun
        paper = grid.lower[i] in ("in", "im", "auf") and any(grid.is_source(grid.text[k]) for k in range(i + 1, min(i + 5, end)))
        if (grid.lower[i] in wanted or paper) and grid.tag[i] in ("APPR", "APPRART", "APZR") and not grid.opaque[i]:
            phrase = _behind_preposition(grid, i + 1, end)
            if phrase is not None and _may_speak(grid, cue, i, phrase, end):
                return phrase
    return None


def _behind_preposition(grid: Grid, start: int, end: int) -> Range | None:
    if start + 1 < end and grid.lower[start] in _OBLIQUE_PRONOUNS and grid.tag[start + 1] == "NE":
        return (start, start + 1)  # „Genannt wurden von ihr Tirol und Kärnten“
    phrase = noun_phrase(grid, start, end)
    if phrase and grid.lower[phrase[0]] == "seiten" and phrase[1] - phrase[0] > 1:
        return (phrase[0] + 1, phrase[1])
    return phrase


def _may_speak(grid: Grid, cue: Cue, at: int, phrase: Range, end: int) -> bool:
    if "np_von" in cue.verb.governs and cue.passive and not any(grid.named[k] for k in range(*phrase)):
        return False  # „wird von einer Gefahr ausgegangen“
    if cue.passive and grid.lower[at] in ("von", "vom") and _of_a_noun(grid, at, phrase):
        return False
    if phrase[1] < end and grid.tag[phrase[1]] == "ADJA" and grid.tag[at - 1] in DETERMINERS:
        return False  # „die von den Lehrern geleisteten Stunden“
    return not temporal(grid, phrase)


def _of_a_noun(grid: Grid, at: int, phrase: Range) -> bool:
    """„der Ausbruch von Cholera“: behind a noun, and nobody who could speak."""
    if at == 0 or grid.tag[at - 1] != "NN" or grid.tag[phrase[0]] in DETERMINERS or is_office(grid, phrase):
        return False
    return not any(grid.named[k] or grid.tag[k] == "PPER" or is_person_noun(grid.lower[k]) for k in range(*phrase))
