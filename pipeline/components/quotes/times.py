"""Words of time: what they head is never who speaks („am Freitag“, „vergangene Woche“)."""

from __future__ import annotations

from pipeline.components.quotes.drafts import Range
from pipeline.components.quotes.grid import Grid
from pipeline.components.quotes.lexicon import word_set

POINTS_IN_TIME = word_set(
    "letzten letzte letztes vergangenen vergangene vergangenes kommenden nächsten nächste vorigen vorige diesen diese dieses anfang "
    "mitte ende montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag jeden jede"
)
_TIME_WORDS = word_set(
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni juli august jänner "
    "september oktober november dezember jahr jahre jahren woche wochen monat monaten tag tagen abend morgen nachmittag mittag "
    "nacht uhr stunden minuten zeit folge zukunft zusammenhang rahmen anschluss vergangenheit vorfeld wochenende ende anfang "
    "mitte montagabend dienstagabend"
)
_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_DAYTIMES = ("abend", "morgen", "nachmittag", "vormittag", "mittag", "nacht")
_PREPOSITIONS = ("APPR", "APPRART")


def temporal(grid: Grid, phrase: Range) -> bool:
    """Whether the phrase tells when: one of its first three words is a word of time, not within an attribute („die am Freitag …“)."""
    for i in range(phrase[0], min(phrase[1], phrase[0] + 3)):
        if i > phrase[0] and grid.tag[i] in _PREPOSITIONS:
            return False
        if grid.lower[i] in _TIME_WORDS:
            return True
    return False


def behind_time(grid: Grid, start: int, limit: int) -> int | None:
    """Index behind „Freitag“, „späten Montagabend“, „5. Mai 2020“ at token `start`; None if no such words stand there.

    A noun phrase would go on with „der Sprecher“ behind „am Freitag“ as with a genitive.
    """
    i = start
    while i < min(start + 3, limit) and grid.tag[i] in ("ADJA", "CARD", "ART", "PDAT"):
        i += 1
    if i >= limit or not _is_time(grid.lower[i]):
        return None
    i += 1
    while i < limit and (_is_time(grid.lower[i]) and grid.text[i] != grid.lower[i] or grid.tag[i] == "CARD" or grid.text[i][:1].isdigit()):
        i += 1
    return i


def _is_time(lower: str) -> bool:
    return lower in _TIME_WORDS or (lower.startswith(_DAYS) and lower.endswith(_DAYTIMES))
