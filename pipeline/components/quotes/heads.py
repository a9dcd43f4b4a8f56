"""What a noun phrase may be in a frame, by its head: a person, somebody who can speak, nobody, no subject of this verb."""

from __future__ import annotations

from pipeline.components.quotes.drafts import Range
from pipeline.components.quotes.grid import Grid
from pipeline.components.quotes.lexicon import word_set
from pipeline.components.quotes.phrases import NOMINAL, genitive_in_front
from pipeline.components.quotes.voices import is_office, is_person_noun

_NO_SPEAKER = word_set("es das dies was dabei heute gestern wer wie viele nichts alles etwas")
_DER = frozenset(("der", "einer", "dieser", "seiner", "ihrer", "unserer"))
_FEMININE_MEDIA = word_set("dpa apa afp ap sda kna epd faz sz taz ard bbc nzz bild zeit welt presse zeitung agentur")
_NOUN_LIKE = ("CARD", "ADJA", "ITJ")
_PRONOMINAL = ("PPER", "PDS", "PIS", "PRELS", "PWS", "PPOSS", "PPOSAT", "PIAT", "PDAT", "PIDAT")


def is_phrase(grid: Grid, span: Range) -> bool:
    """Whether a noun, name, pronoun or number stands in the span: „nicht weiter nachgegangen“ is nobody."""
    return any(grid.tag[i] in NOMINAL or grid.tag[i] in (*_PRONOMINAL, *_NOUN_LIKE) or grid.named[i] for i in range(*span))


def nobody(grid: Grid, span: Range) -> bool:
    """„es“, „was“, „heute“: a subject that says nothing."""
    return span[1] - span[0] == 1 and grid.lower[span[0]] in _NO_SPEAKER


def can_speak(grid: Grid, span: Range) -> bool:
    """Whether the phrase is a pronoun or its head a name, an office or a calling; „das Grab von Muster“, „Musters Verhalten“ are not."""
    if grid.tag[span[0]].startswith("P") and span[1] - span[0] == 1:
        return True
    head = next((i for i in range(*span) if grid.tag[i] in NOMINAL), None)
    if head is not None and genitive_in_front(grid, span[0], span[1]):
        head = next((i for i in range(span[0] + 1, span[1]) if grid.tag[i] == "NN"), head)
    return head is not None and (grid.named[head] or is_person_noun(grid.lower[head]) or is_office(grid, (head, head + 1)))


def disagrees(grid: Grid, span: Range, finite: int) -> bool:
    """Whether the noun is plural and the verb singular: then it is no subject. Names and several nouns are left alone."""
    head = next((i for i in range(*span) if grid.tag[i] in NOMINAL), None)
    if head is None or grid.tag[head] != "NN" or grid.named[head] or any(grid.tag[i] == "KON" for i in range(*span)):
        return False
    return "Plur" in grid.doc[head].morph.get("Number", []) and "Sing" in grid.doc[finite].morph.get("Number", [])


def has_person(grid: Grid, span: Range) -> bool:
    """Whether the phrase is a pronoun or holds a name."""
    pronoun = span[1] - span[0] == 1 and grid.tag[span[0]].startswith("P")
    return pronoun or any(grid.named[i] or grid.tag[i] == "NE" for i in range(*span))


def is_person(grid: Grid, phrase: Range) -> bool:
    """Whether the phrase is a person's name with its titles: „Minister Muster“, but not „Musters Verhalten“, „das Grab von Muster“."""
    name = next((i for i in range(*phrase) if grid.person[i]), None)
    if name is None or genitive_in_front(grid, phrase[0], phrase[1]):
        return False
    return not any(grid.tag[i] in ("APPR", "APPRART") or (i > phrase[0] and grid.tag[i] == "ART") for i in range(phrase[0], name))


def feminine_dative(grid: Grid, first: int, finite: int) -> bool:
    """„Der Zeitung“, „der Süddeutschen Post“, „der dpa“ in front of the verb: no nominative, since the noun is feminine."""
    if first >= finite or grid.lower[first] not in _DER:
        return False
    head = next((i for i in range(first + 1, min(first + 5, finite)) if grid.tag[i] in NOMINAL), None)
    if head is None:
        return False
    if grid.lower[head] in _FEMININE_MEDIA or (head > first + 1 and grid.tag[head - 1] == "ADJA" and grid.lower[head - 1].endswith("en")):
        return True
    if is_person_noun(grid.lower[head]) and grid.lower[head].endswith("in"):
        return True
    morph = grid.doc[head].morph
    return grid.tag[head] == "NN" and "Fem" in morph.get("Gender", []) and "Plur" not in morph.get("Number", [])
