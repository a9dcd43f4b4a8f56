"""Entries of a diary, a programme or minutes: paragraphs that begin with their weekday, under a heading that names the days.

„Vom 12. bis 18. Oktober … Donnerstag: Beginne früh.“ The weekday lies in the span of the heading, or after the entry before it; without
either nothing is known here, and the tense decides as in any sentence.
"""

from __future__ import annotations

import bisect
import datetime as dt

from spacy.tokens import Doc

from pipeline.timex.calendar import add_days

_LONGEST_SPAN = 14  # days: in a longer one a weekday comes too often
_TO = frozenset(("bis", "–", "-", "—", "zum", "/"))
_AFTER_A_HEADWORD = frozenset((":", ".", ",", "–", "-", "—", "|", "(", "/", "und", "bis"))
_JOINS = frozenset(("und", "bis", "/", "–", "-", ","))
_LONGEST_HEADING = 30  # tokens
_LONGEST_ENTRY = 200  # tokens
_HEADED_BY = ("protokoll", "niederschrift", "mitschrift", "chronik", "chronologie", "tagebuch", "ticker", "tagesordnung", "programm")


class Entries:
    """What the headings and the entries so far say of the days of the following ones. `breaks`: the first token of every paragraph."""

    def __init__(self, doc: Doc, breaks: list[int]) -> None:
        self._doc = doc
        self._breaks = frozenset(breaks)
        self._named: tuple[int, dt.date] | None = None  # the token after the day of the calendar named last, that day
        self._span: tuple[dt.date, dt.date] | None = None
        self._entry: tuple[int, dt.date] | None = None  # the token after the headword of the last entry, its day
        self._begins: list[int] = []  # the headwords of all entries, in text order
        self.heading: dt.date | None = None  # the day of the minutes

    def note_day(self, start: int, end: int, day: dt.date, paragraph: tuple[int, int]) -> None:
        """A day of the calendar named by tokens `start:end` of a paragraph: alone, or as the end of a span."""
        doc = self._doc
        if self._named and 1 <= start - self._named[0] <= 2 and doc[self._named[0]].lower_ in _TO:
            self.note_span(self._named[1], day)
        elif self._is_headword(start, end):
            self._entry = (end, day)
            self._note_begin(start)
        elif self.heading is None and self._is_heading(*paragraph):
            self.heading = day
        self._named = (end, day)

    def note_span(self, first: dt.date, last: dt.date) -> None:
        """A span of days named at once („12.–18. Oktober“)."""
        if 0 < (last - first).days <= _LONGEST_SPAN:
            self._span, self._entry, self.heading = (first, last), None, None

    def begin(self, token: int) -> int | None:
        """The headword of the entry that the token stands in, None where it stands in none."""
        at = bisect.bisect_right(self._begins, token)
        return self._begins[at - 1] if at and token <= self._begins[at - 1] + _LONGEST_ENTRY else None

    def day(self, start: int, end: int, weekday: int) -> dt.date | None:
        """The day of the weekday at tokens `start:end` if it heads an entry (or is joined to the one that does), else None."""
        if self._span is None and self._entry is None:
            return None
        joined = self._entry is not None and 1 <= start - self._entry[0] <= 2 and self._doc[self._entry[0]].lower_ in _JOINS
        if not joined and not self._is_headword(start, end):
            return None
        after = self._entry[1] if self._entry else None
        if after is None:
            after = add_days(self._span[0], -1) if self._span else None
        found = add_days(after, (weekday - after.isoweekday()) % 7 or 7) if after else None
        if found is None or (self._span and found > self._span[1]):
            return None
        self._entry = (end, found)
        self._note_begin(start)
        return found

    def _note_begin(self, start: int) -> None:
        if not self._begins or self._begins[-1] < start:
            self._begins.append(start)

    def _is_headword(self, start: int, end: int) -> bool:
        """Whether tokens `start:end` begin a paragraph and are set off from it; „Am Sonntag“ begins one only after other entries."""
        doc = self._doc
        if start in self._breaks:
            return end >= len(doc) or doc[end].lower_ in _AFTER_A_HEADWORD or doc[end].is_space
        return self._entry is not None and start - 1 in self._breaks and doc[start - 1].lower_ == "am"

    def _is_heading(self, start: int, end: int) -> bool:
        """Whether the paragraph is a short one at the beginning, and it or one before it announces minutes, a diary or a programme."""
        if end - start > _LONGEST_HEADING or start > _LONGEST_HEADING * 2:
            return False
        return any(word in token.lower_ for token in self._doc[:end] for word in _HEADED_BY)
