"""What the text has spoken of so far: the anchors of the next expression."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass, field

from pipeline.timex.anchors import day_of
from pipeline.timex.context import Context, Reading
from pipeline.timex.interval import interval

_SENTENCES_A_DAY_HOLDS = 1  # „um 17 Uhr“ belongs to the day named in this sentence or the one before
_SENTENCES_A_MONTH_HOLDS = 3  # „Im März 1992 …“ gives its year to „am 5. März“ so many sentences on
_TOKENS_BESIDE = 3
_SENTENCES_A_YEAR_HOLDS = 1  # a bare year, often that of a birth or a book, less far


@dataclass(slots=True)
class Discourse:
    """The mentions so far, in text order, by sentence number."""

    published_on: dt.date | None
    daily: bool
    first_date: dt.date | None = None
    narrative: str | None = None
    days: list[tuple[int, int, dt.date]] = field(default_factory=list)  # sentence, first token, day
    years: list[tuple[int, int, int]] = field(default_factory=list)  # the sentence up to which it holds, first token, year
    origin: dt.date | None = None

    def note(self, reading: Reading, sentence: int, token: int, deictic: bool = False, explicit: bool = False) -> None:
        """Remember a resolved expression; a `deictic` one („heute“) names a day but leaves the narrative where it is;
        an `explicit` one stands in the calendar by itself."""
        if reading.type not in ("DATE", "TIME") or "X" in reading.value or reading.value.endswith("_REF"):
            return
        day = day_of(reading.value)
        if day is not None:
            self.days.append((sentence, token, day))
            if explicit:
                self.origin = day
        if not deictic and reading.type == "DATE" and len(reading.value) >= 4 and interval(reading.value) is not None:
            self.narrative = reading.value
            holds = _SENTENCES_A_MONTH_HOLDS if len(reading.value) > 4 else _SENTENCES_A_YEAR_HOLDS
            bare = len(reading.value) == 4  # „2013 im Mai“; the year of a month does not go over to the next: „im Dezember und Januar“
            self.years.append((sentence + holds, token if bare else -_TOKENS_BESIDE, int(reading.value[:4])))

    def context(self, sentence: int, token: int, tense: str | None, since: int | None = None, with_following: bool = False) -> Context:
        """The anchors for an expression at `token`.

        `since`: the first token of the passage in which a day named holds; None: this sentence and, where it has a verb, the one before.
        `with_following`: a day named later in the sentence counts too.
        """
        day = self._day(sentence, token, tense is not None, since, with_following)
        return Context(self.published_on, self.narrative, day, self.origin, self.first_date, self._year(sentence, token), tense, self.daily)

    def _day(self, sentence: int, token: int, has_verb: bool, since: int | None, with_following: bool) -> dt.date | None:
        first = sentence - (_SENTENCES_A_DAY_HOLDS if has_verb else 0)  # what stands in a listing, without a verb, stands for itself
        at = bisect.bisect_right(self.days, token, key=lambda d: d[1])
        before = self.days[at - 1] if at else None
        after = self.days[at] if at < len(self.days) else None
        if before and before[0] == sentence:
            return before[2]
        if with_following and after and after[0] == sentence:
            return after[2]
        if before and (before[0] >= first or (since is not None and before[1] >= since)):
            return before[2]
        return None

    def _year(self, sentence: int, token: int) -> int | None:
        """The year of the passage where it is not that of publication (nor beside it), or stands directly before („2013 im Mai“)."""
        if not self.years or self.years[-1][0] < sentence:
            return None
        _, at, year = self.years[-1]
        if 0 < token - at <= _TOKENS_BESIDE:
            return year
        if self.published_on and abs(year - self.published_on.year) <= 1:
            return None
        return year
