"""What the text has spoken of so far: the anchors of the next expression."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.timex.anchors import day_of
from pipeline.timex.context import Context, Reading
from pipeline.timex.interval import interval

_SENTENCES_A_DAY_HOLDS = 1  # „um 17 Uhr“ belongs to the day named in this sentence or the one before
_SENTENCES_A_MONTH_HOLDS = 3  # „Im März 1992 …“ gives its year to „am 5. März“ so many sentences on
_TOKENS_BESIDE = 3
_SENTENCES_A_YEAR_HOLDS = 1  # a bare year, often that of a birth or a book, less far
_SENTENCES_A_TALE_HOLDS = 6  # „tags darauf“ looks back so far for the day that it follows
_SENTENCES_AFTER_A_TALE = 2  # „1971 kam sie zurück. … Heute lebt sie in Graz.“
_DAYS_BACK = 8  # named days that are looked through for it


class Day(NamedTuple):
    """A day that the text named; `part`: with which part of the day; `told`: as part of a tale, not as seen from publication."""

    sentence: int
    token: int
    day: dt.date
    part: str = ""
    told: bool = True


@dataclass(slots=True)
class Discourse:
    """The mentions so far, in text order, by sentence number."""

    published_on: dt.date | None
    daily: bool
    first_date: dt.date | None = None
    narrative: str | None = None
    days: list[Day] = field(default_factory=list)
    years: list[tuple[int, int, int]] = field(default_factory=list)  # the sentence up to which it holds, first token, year
    background: int = -1  # the token of a day that holds for its sentence only
    forgotten: int = -1  # the token of a day that could not be resolved: what was named before it holds no longer
    told_at: int = -1  # the token of the day of the tale named last
    longer_at: int = -1  # the token of the last month, year or the like
    framed: int = -2  # the sentence that begins with its year and goes on in the present tense („1930 – Das Militär putscht“)
    origin: dt.date | None = None
    lately: tuple[int, int] = (-2, 0)  # the sentence that named the year of publication or the one before, that year
    period: tuple[int, str] = (0, "")  # the sentence, and the quarter, half-year, month or season that it named

    def note(self, reading: Reading, sentence: int, token: int, deictic: bool = False, explicit: bool = False, part: str = "") -> None:
        """Remember a resolved expression; a `deictic` one („heute“) names a day but leaves the narrative where it is;
        an `explicit` one stands in the calendar by itself; `part`: the part of the day that it names."""
        if reading.type not in ("DATE", "TIME") or "X" in reading.value or reading.value.endswith("_REF"):
            return
        day = day_of(reading.value)
        if day is not None:
            self.days.append(Day(sentence, token, day, part, told=not deictic))
            self.told_at = self.told_at if deictic else token
            if explicit:
                self.origin = day
        if reading.type == "DATE" and len(reading.value) == 7 and reading.value[4] == "-":
            self.period = (sentence, reading.value)
        if not deictic and reading.type == "DATE" and len(reading.value) >= 4 and interval(reading.value) is not None:
            self.narrative = reading.value
            self.longer_at = token if day is None else self.longer_at
            holds = _SENTENCES_A_MONTH_HOLDS if len(reading.value) > 4 else _SENTENCES_A_YEAR_HOLDS
            bare = len(reading.value) == 4  # „2013 im Mai“; the year of a month does not go over to the next: „im Dezember und Januar“
            year = int(reading.value[:4])
            if bare and self.framed != sentence and self._tells_of_now(sentence):
                holds = 0  # an aside: „wie 2006 in London“, in a tale of this year
            if self.published_on and 0 <= self.published_on.year - year <= 1:
                self.lately = (sentence, year)
            self.years.append((sentence + holds, token if bare else -_TOKENS_BESIDE, year))

    def _tells_of_now(self, sentence: int) -> bool:
        """Whether the year named before, which still holds, is that of publication."""
        if not self.years or self.published_on is None:
            return False
        until, _, year = self.years[-1]
        return until >= sentence and year == self.published_on.year

    def note_part(self, sentence: int, token: int, day: dt.date, part: str) -> None:
        """Remember a part („am Abend“) of a day that was named before."""
        if self.days and self.days[-1].day == day:
            self.days.append(Day(sentence, token, day, part, self.days[-1].told))

    def names_a_day(self, start: int, end: int) -> bool:
        """Whether a day was named between two tokens."""
        at = bisect.bisect_left(self.days, end, key=lambda d: d.token)
        return bool(at) and self.days[at - 1].token > start

    def context(
        self, sentence: int, token: int, tense: str | None, since: int | None = None, with_following: bool = False, of_entry: bool = False
    ) -> Context:
        """The anchors for an expression at `token`.

        `since`: the first token of the passage in which a day named holds; None: this sentence and, where it has a verb, the one before.
        `of_entry`: the passage is an entry under its day, whatever the tense that it is told in.
        `with_following`: a day named later in the sentence counts too.
        """
        found = self._day(sentence, token, tense, since, with_following, of_entry)
        day, part = (found.day, found.part) if found else (None, "")
        return Context(
            self.published_on, self.narrative, day, self.origin, self.first_date, self._year(sentence, token), tense, self.daily,
            part=part, told=self._told(sentence, token), period=self._period(sentence), framed=sentence - self.framed <= 1,
            told_last=self.told_at >= self.longer_at, lately=self.lately[1] if sentence - self.lately[0] <= 1 else None,
        )  # fmt: skip

    def _day(self, sentence: int, token: int, tense: str | None, since: int | None, with_following: bool, of_entry: bool) -> Day | None:
        first = sentence - (_SENTENCES_A_DAY_HOLDS if tense else 0)  # what stands in a listing, without a verb, stands for itself
        at = bisect.bisect_left(self.days, token, key=lambda d: d.token)
        before = self.days[at - 1] if at else None
        after = next((d for d in self.days[at : at + 2] if d.token > token), None)
        if before and before.sentence == sentence and before.token > self.forgotten:
            return before
        if with_following and after and after.sentence == sentence:
            return after
        held = [d for d in self.days[max(at - _DAYS_BACK, 0) : at] if d.sentence >= first or (since is not None and d.token >= since)]
        held = [d for d in held if d.token > self.forgotten and d.token != self.background]
        found = next((d for d in reversed(held) if of_entry or self._agrees(d.day, tense)), None)
        return found or (held[-1] if held and held[-1].sentence >= first else None)

    def _agrees(self, day: dt.date, tense: str | None) -> bool:
        """Whether a clause in that tense can be about the day: „die Sieger vom Montag … Start ist um zehn Uhr“ is not about the Monday."""
        if self.published_on is None or tense is None:
            return True
        return day <= self.published_on if tense == "past" else day >= self.published_on

    def _period(self, sentence: int) -> str | None:
        named, value = self.period
        return value if value and sentence - named <= _SENTENCES_A_TALE_HOLDS else None

    def is_of_bygone_years(self, sentence: int) -> bool:
        """Whether the sentences before tell of years past."""
        if not self.years or self.published_on is None:
            return False
        until, _, year = self.years[-1]
        return year < self.published_on.year - 1 and sentence <= until + _SENTENCES_AFTER_A_TALE

    def _told(self, sentence: int, token: int) -> dt.date | None:
        at = bisect.bisect_left(self.days, token, key=lambda d: d.token)
        for named in reversed(self.days[max(at - _DAYS_BACK, 0) : at]):
            if named.told:
                return named.day if sentence - named.sentence <= _SENTENCES_A_TALE_HOLDS else None
        return None

    def _year(self, sentence: int, token: int) -> int | None:
        """The year of the passage where it is not that of publication (nor beside it), or stands directly before („2013 im Mai“)."""
        if not self.years or self.years[-1][0] < sentence:
            return None
        _, at, year = self.years[-1]
        if 0 < token - at <= _TOKENS_BESIDE:
            return year
        if self.published_on and abs(year - self.published_on.year) <= 1:
            return year if self.framed == sentence and year > self.published_on.year else None
        return year
