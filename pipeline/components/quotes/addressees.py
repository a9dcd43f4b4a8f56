"""Whom the words are addressed to: „gegenüber X“, „appellierte an X“, the object of verbs such as auffordern or vorwerfen."""

from __future__ import annotations

from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.grid import Grid, Sentence
from pipeline.components.quotes.lexicon import word_set
from pipeline.components.quotes.phrases import DETERMINERS, Range, noun_phrase

_DATIVE = word_set("dem den der einem einer diesem dieser ihm ihr ihnen mir uns seinem seiner ihrem ihrer unserem keinem allen beiden")
_SURE_DATIVE = frozenset(["dem", "einem", "diesem", "ihm", "ihnen", "seinem", "ihrem", "unserem", "keinem", "mir"])
_ACCUSATIVE = word_set("den die das einen eine ein diesen diese alle ihn sie seinen seine ihren ihre mehrere sämtliche")
_AN = frozenset(["appellieren", "richten", "wenden", "schreiben"])
_TIME = word_set("montag dienstag mittwoch donnerstag freitag samstag sonntag abend morgen tag tage jahr monat woche")


def addressee_of(grid: Grid, sentence: Sentence, cue: Cue, speaker: Range | None) -> Range | None:
    """The addressee of the cue's clause, None where it names none."""
    start = sentence.segments[cue.home].start
    end = max(sentence.segments[cue.segment].end, sentence.segments[cue.home].end)
    found = _prepositional(grid, cue, start, end)
    if found is not None:
        return found
    case = "to_acc" if "to_acc" in cue.verb.governs else "to_dat" if "to_dat" in cue.verb.governs else None
    if case is None or cue.impersonal:
        return None
    if cue.passive and case == "to_acc":
        return _nominative(grid, start, cue)
    return _object(grid, start, end, cue, speaker, case)


def _prepositional(grid: Grid, cue: Cue, start: int, end: int) -> Range | None:
    for i in range(start, end - 1):
        low = grid.lower[i]
        if low in ("zum", "zur") and grid.tag[i] == "APPRART" and grid.named[i + 1] and i > cue.finite:  # „sagte sie zur APA“
            return noun_phrase(grid, i + 1, end, apposition=False)
        if low == "gegenüber" or (low == "an" and cue.verb.lemma in _AN and grid.tag[i] == "APPR"):
            phrase = noun_phrase(grid, i + 1, end, apposition=False)
            if phrase is not None:
                return phrase
    return None


def _nominative(grid: Grid, start: int, cue: Cue) -> Range | None:
    """„Die Anwohner wurden aufgefordert“: the subject of the passive."""
    before = (
        noun_phrase(grid, start, cue.finite) if start < cue.finite and grid.tag[start] not in ("APPR", "APPRART", "ADV", "PAV") else None
    )
    return before or noun_phrase(grid, cue.finite + 1, cue.last)


def _object(grid: Grid, start: int, end: int, cue: Cue, speaker: Range | None, case: str) -> Range | None:
    i = start
    while i < end:
        if speaker is not None and speaker[0] <= i < speaker[1]:
            i = speaker[1]
            continue
        if grid.opaque[i] or i in cue.tokens:
            i += 1
            continue
        if grid.tag[i] in ("APPR", "APPRART"):
            phrase = noun_phrase(grid, i + 1, end, apposition=False)
            i = phrase[1] if phrase else i + 1
            continue
        if _fits(grid, i, case, cue):
            phrase = noun_phrase(grid, i, end, apposition=False)
            if phrase is not None and not any(grid.lower[k] in _TIME for k in range(*phrase)):
                return phrase
        i += 1
    return None


def _fits(grid: Grid, i: int, case: str, cue: Cue) -> bool:
    low, tag = grid.lower[i], grid.tag[i]
    if tag not in (*DETERMINERS, "PPER", "PIS", "NN", "NE", "ADJA"):
        return False
    if case == "to_acc":
        return low in _ACCUSATIVE or (tag in ("NN", "NE") and i > cue.finite and grid.tag[i - 1] not in (*DETERMINERS, "ADJA", "NN", "NE"))
    if "np" in cue.verb.governs or cue.passive:
        return low in _DATIVE or tag == "NE" and i > cue.finite
    return low in _SURE_DATIVE or (low in _DATIVE and "Dat" in grid.doc[i].morph.get("Case", []) and i > cue.finite)
