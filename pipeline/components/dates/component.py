"""Matches → candidates → readings → rows."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent, list_rows
from pipeline.components.dates.candidates import ARTICLES, Candidate, blanks, candidate_of, clusters
from pipeline.components.dates.discourse import Discourse
from pipeline.components.dates.entries import Entries
from pipeline.components.dates.tense import Clauses
from pipeline.extensions import excluded, published_on, set_rows, text_of
from pipeline.prefilter import PrefilteredEngine
from pipeline.records import Timex
from pipeline.rulepack import RulePackError
from pipeline.timex import calendar
from pipeline.timex.anchors import day_of
from pipeline.timex.calendar import split_weekday
from pipeline.timex.context import Context, Expression, Lexicon, Reading
from pipeline.timex.interval import interval
from pipeline.timex.norms import NORMS

LISTS = ("time_modifiers", "time_deictic", "time_phases", "time_approximators", "time_vague_amounts")
# Norms that need the day of the passage, which may be named only later in the sentence („um 17 Uhr am Montag“).
_OF_A_DAY = frozenset({"clock_time", "clock_pair", "spoken_clock", "midnight", "part_of_the_day", "part_of_any_day"})
# Norms whose day holds for the whole paragraph („Am Abend“).
_OF_A_PASSAGE = frozenset({"part_of_the_day", "part_of_any_day"})
_CLOCKS = frozenset({"clock_time", "clock_pair", "spoken_clock", "midnight"})
# Norms that look from the day of publication and leave the narrative where it is.
_DEICTIC = frozenset({"deictic", "deictic_part"})
# Norms that need no anchor but the day of publication: most expressions, spared the search for their tense.
_BY_THEMSELVES = frozenset(
    ("century", "clocked_duration", "constant", "duration", "frequency", "nothing", "part_duration", "recurring",
     "recurring_weekday", "shared_duration", "short_year", "vague_duration", "year", "year_before_christ", "year_pair")
)  # fmt: skip
# Norms that with a shift of -1 only compare („mehr als im Vorjahr“, „am Abend zuvor war noch …“).
_LOOKING_BACK = frozenset({"part_of_day_beside", "narrative_unit"})
_EXPLICIT = frozenset({"day_month_year", "numeric_date", "day_pair", "weekday"})
# Norms whose expressions show that a text speaks from its day.
_DAILY = frozenset({"weekday", "deictic_part", "night_before"})
_PERHAPS_DAILY = frozenset({"clock_time", "clock_pair"})  # half as telling, as is a day near to that of publication
_NEAR_DAYS = 31
_JOINS = frozenset(("und", "bis", "sowie", "-", "–", "/", ","))
_APPOSED = frozenset((",", "("))
_CALENDAR_DAYS = frozenset({"day_month_year", "numeric_date", "day_pair"})
_RECURRING = frozenset({"deictic", "recurring", "recurring_weekday", "part_of_any_day", "frequency", "constant"})
_PER = frozenset(("pro", "je", "im", "am", "die", "alle"))  # „50 am Tag“ says how many, not when
_TOKENS_TO_SET, _TOKENS_FROM_SET = 18, 3  # „täglich von 9 bis 12 Uhr und von 15 bis 18 Uhr“, „um 9 Uhr täglich“
_SENTENCES_BEFORE_A_CLOCK = 5  # in the same paragraph
_SENTENCES_OF_LEAD = 2  # news begin with what happens „heute“
_TO = frozenset(("bis", "–", "-"))
_INDEFINITE = frozenset(("einem", "einen", "eines"))
_TOKENS_TO_PART = 3  # „am Abend kurz vor acht Uhr“
_TOKENS_A_CUE = 350  # a text that speaks from its day shows it about this often


class DatesComponent(RuleComponent):
    """The temporal tagger. Rules say what an expression is and name the norm that computes its value (`set = { norm = "…" }`).

    Raises:
        RulePackError: when a rule names a norm that does not exist.
    """

    pack = "dates"

    def __init__(self, nlp: Language, name: str, rules: Sequence[str] = ()) -> None:
        super().__init__(nlp, name, rules)
        active = self.base.rules(self.pack)
        wrong = [r for r in active if r.engine != "component" and r.attrs.get("norm") not in NORMS]
        if wrong:
            known = ", ".join(sorted(NORMS))
            lines = [f"{r.where}: set = {{ norm = {r.attrs.get('norm')!r} }} is no norm; there are: {known}" for r in wrong]
            raise RulePackError("\n".join(lines))
        self.matcher = PrefilteredEngine(nlp, active, self.base.lists)
        calendar.month_names(), calendar.weekday_names()  # read once here rather than within the first document
        self.lexicon = Lexicon.from_lists({n: list_rows(self.base, n) for n in LISTS if n in self.base.lists})

    def annotate(self, doc: Doc) -> None:
        """Extract the expressions of time and store them as rows `dates`."""
        spaces, line_breaks = blanks(doc)
        matches = self.matcher.matches(doc, spaces)  # as if double spaces were not there
        candidates = [c for m in matches if (c := candidate_of(doc, m, self.lexicon))]
        if not candidates:
            set_rows(doc, "dates", [])
            return
        set_rows(doc, "dates", _Reader(doc, self.lexicon, candidates, line_breaks).rows())


def _part_of(reading: Reading) -> str:
    """The part of the day that a value names (also that of a set), empty where it names none."""
    part = reading.value.rpartition("T")[2].lstrip("1")
    return part if part in calendar.PARTS_OF_DAY else ""


_FIGURE_AND_STOP = re.compile(r"(?:(?<!\d)\d{4}(?:/\d{2,4})?|\d[.:-]\d\d|KW \d{1,2}|['’]\d\d)\.$")


def _sentence_starts(doc: Doc) -> list[int]:
    """The first token of every sentence; the whole Doc is one where nothing has divided it."""
    if not doc.has_annotation("SENT_START"):
        return [0]
    starts: list[int] = np.flatnonzero(doc.to_array("SENT_START") == 1).tolist()
    return starts if starts[:1] == [0] else [0, *starts]


_DAY_AND_MONTH = re.compile(r"(?:^|\D)\d{1,2}\.\d{1,2}\.$")  # „29.01.“ keeps its full stop


def _ends_the_sentence(text: str) -> bool:
    """Whether the full stop that the tokenizer leaves on „1999.“ is the sentence's."""
    return bool(_FIGURE_AND_STOP.search(text)) and not _DAY_AND_MONTH.search(text)


_Read = tuple[Candidate, list[Reading]]


class _Reader:
    """The pass over one Doc: chooses among overlapping candidates and resolves them in text order."""

    def __init__(self, doc: Doc, lexicon: Lexicon, candidates: list[Candidate], line_breaks: list[int]) -> None:
        """`line_breaks`: the tokens that are line breaks."""
        self.doc = doc
        self.text = text_of(doc)
        self.lexicon = lexicon
        self.furniture = excluded(doc)
        self.published_on = published_on(doc)
        self.candidates = [c for c in candidates if not self._is_furniture(c)]
        self.starts = _sentence_starts(doc)
        self.clauses = Clauses(doc)
        self.is_parsed = doc.has_annotation("DEP")
        self.breaks = [0, *(i + 1 for i in line_breaks)]
        self.last_day: tuple[int, dt.date] | None = None  # the token after the expression, the day that it names
        self.last_weekday: tuple[int, dt.date] | None = None
        self.last_part: tuple[int, str] = (-1, "")  # the token after a part of the day, its code
        self.recurring: list[tuple[int, int, str]] = []  # sentence, first token and days of what happens again and again
        self.entries = Entries(doc, self.breaks)
        self.last_clock: tuple[int, str] = (-1, "")  # the token after a clock time, its value
        self.groups = list(clusters(self.candidates))
        is_daily = sum(max(map(self._speaks_from_its_day, group)) for group in self.groups) * _TOKENS_A_CUE >= len(doc)
        self.discourse = Discourse(self.published_on, is_daily, self._first_date())

    def _first_date(self) -> dt.date | None:
        """The first day that the text names with its year and that is not after publication."""
        published = self.published_on
        for c in self.candidates:
            if c.norm == "day_month_year" and c.slots.get("year"):
                readings = NORMS[c.norm](Expression("", c.slots, c.attrs, self.lexicon), Context())
                day = day_of(readings[0].value) if readings else None
                if day and (published is None or day <= published):
                    return day
        return None

    def rows(self) -> list[Timex]:
        """The rows in text order, none overlapping another."""
        chosen: list[_Read] = []
        for group in self.groups:
            found = sorted(self._choose(group), key=lambda r: r[0].start)
            for candidate, readings in found:
                self._note(candidate, readings)
            chosen += found
        rows = [row for c, readings in chosen for reading in self._final(c, readings) if (row := self._row(c, reading))]
        return sorted(rows, key=lambda r: r.start_char)

    def _choose(self, group: list[Candidate]) -> list[_Read]:
        """Of overlapping candidates, strongest first, those that mean something; „nothing“ takes its words from the others."""
        taken: list[Candidate] = []
        read: list[_Read] = []
        for candidate in group:
            if any(candidate.start < t.end and t.start < candidate.end for t in taken):
                continue
            readings = self._read(candidate)
            if readings or candidate.norm == "nothing":
                taken.append(candidate)
            if readings:
                read.append((candidate, readings))
        return read

    def _note(self, candidate: Candidate, readings: list[Reading]) -> None:
        day = day_of(readings[0].value)
        self.last_day = (candidate.end, day) if day else None
        if candidate.norm == "weekday":
            self.last_weekday = self.last_day
        sentence, part = self._sentence(candidate), _part_of(readings[0])
        if part:
            self.last_part = (candidate.end, part)
        if readings[0].type == "SET":
            self._note_recurring(candidate, sentence, readings[0].value, part)
        if candidate.norm in _DAILY and day is None:  # a day that nobody knows, yet no longer the one before it
            self.discourse.forgotten = candidate.start
        if candidate.norm in _OF_A_DAY:  # their day is one named already
            if part and day and readings[0].type == "TIME":
                self.discourse.note_part(sentence, candidate.start, day, part)
            return
        if day and candidate.norm in _CALENDAR_DAYS:
            self.entries.note_day(candidate.start, candidate.end, day, self._paragraph(candidate))
            if candidate.norm == "day_pair" and (second := day_of(readings[-1].value)):
                self.entries.note_span(day, second)
        part = "" if candidate.norm == "part_of_date" and not candidate.attrs.get("shift") else part  # „Nacht des 14. August“: which?
        if candidate.norm == "year" and self._frames(candidate, sentence, readings[0].value):
            self.discourse.framed = sentence
        if candidate.norm in _CALENDAR_DAYS and day and self._is_background(sentence, day):
            self.discourse.background = candidate.start
        looks_away = candidate.norm in _DEICTIC or (candidate.norm in _LOOKING_BACK and candidate.attrs.get("shift") == -1)
        for reading in readings:
            self.discourse.note(reading, sentence, candidate.start, looks_away, candidate.norm in _EXPLICIT, part)

    def _frames(self, candidate: Candidate, sentence: int, value: str) -> bool:
        """Whether the sentence begins with its year and tells in the present tense („1930 – Das Militär putscht“) or of a coming year."""
        start = self.starts[sentence]
        if candidate.start - start > (1 if self.doc[start].lower_ == "im" else 0) or candidate.end >= len(self.doc):
            return False
        if self.doc[candidate.end].tag_ == "VVPP":  # „2008 gegründet, plant der Verein …“
            return False
        ahead = self.published_on is not None and int(value) > self.published_on.year
        return ahead or self._tense(candidate, sentence) == "present"

    def _is_background(self, sentence: int, day: dt.date) -> bool:
        """Whether a day is one of long ago that the tale only looks back to („Die Saison hatte am 15. März begonnen“)."""
        if self.published_on is None or (self.published_on - day).days <= _NEAR_DAYS:
            return False
        return self.clauses.is_pluperfect(self.starts[sentence], self._end_of_sentence(sentence))

    def _note_recurring(self, candidate: Candidate, sentence: int, value: str, part: str) -> None:
        """The days of „täglich“, „jeden Montag“, „abends“; not of „50 am Tag“."""
        if candidate.norm not in _RECURRING or (candidate.norm == "recurring" and self.doc[candidate.start].lower_ in _PER):
            return
        is_daily = value in ("P1D", "XXXX-WXX") or (part and value.startswith("P"))
        days = "XXXX-XX-XX" if is_daily else value.partition("T")[0]
        if days.startswith("XXXX-"):
            self.recurring.append((sentence, candidate.start, days))

    def _read(self, candidate: Candidate, with_following: bool = False) -> list[Reading]:
        text = self.text[slice(*self._chars(candidate))]
        return NORMS[candidate.norm](
            Expression(text, candidate.slots, candidate.attrs, self.lexicon), self._context(candidate, with_following)
        )

    def _chars(self, candidate: Candidate) -> tuple[int, int]:
        last = self.doc[candidate.end - 1]
        return self.doc[candidate.start].idx, last.idx + len(last)

    def _final(self, candidate: Candidate, readings: list[Reading]) -> list[Reading]:
        if candidate.norm not in _OF_A_DAY:
            return readings
        found = self._read(candidate, with_following=True) or readings
        if candidate.norm in _CLOCKS:
            found = self._after_midnight(candidate, found)
            self.last_clock = (candidate.end, found[-1].value)
        return found

    def _after_midnight(self, candidate: Candidate, readings: list[Reading]) -> list[Reading]:
        """„von 22 Uhr bis 3 Uhr“ ends on the following day."""
        end, begin = self.last_clock
        (day, _, hour), first = begin.partition("T"), readings[0]
        if candidate.start - end != 1 or self.doc[end].lower_ not in _TO or first.type != "TIME":
            return readings
        told = day_of(day)
        following = calendar.add_days(told, 1) if told else None
        if following is None or not first.value.startswith(f"{day}T") or first.value.partition("T")[2] >= hour:
            return readings
        return [first._replace(value=f"{following.isoformat()}T{first.value.partition('T')[2]}"), *readings[1:]]

    def _context(self, candidate: Candidate, with_following: bool) -> Context:
        if self._stands_by_itself(candidate):
            return Context(self.published_on)
        number = self._sentence(candidate)
        tense = self._tense(candidate, number)
        if candidate.attrs.get("unless") and self.clauses.reports:  # „bald sei Schluss, sagt sie“
            tense = None
        paragraph = self._paragraph(candidate)[0]
        is_clock = candidate.norm in _CLOCKS
        entry = self.entries.begin(candidate.start)
        since = None
        if entry is not None and (is_clock or candidate.norm in _OF_A_PASSAGE):
            since = entry
        elif candidate.norm in _OF_A_PASSAGE:
            since = paragraph
        elif (
            is_clock
            and self._preposition(candidate) != "seit"
            and self.clauses.has_verb(self.starts[number], self._end_of_sentence(number))
        ):  # each line of a listing stands for itself
            since = max(paragraph, self.starts[max(number - _SENTENCES_BEFORE_A_CLOCK, 0)])
        context = self.discourse.context(number, candidate.start, tense, since, with_following, entry is not None)
        if candidate.norm == "weekday":
            beside, after = self._day_beside(candidate), self._beside(candidate, self.last_weekday, _JOINS)
            return replace(context, after=after, beside=beside, any_day=self._is_any_day(candidate))
        if candidate.norm == "deictic":
            return replace(
                context,
                daily=context.daily or (number < _SENTENCES_OF_LEAD and self.clauses.tells_what_happens),
                lasting=self._lasts(candidate, number, context.tense),
            )
        if candidate.norm in _OF_A_DAY:
            part = self.last_part[1] if 0 <= candidate.start - self.last_part[0] <= _TOKENS_TO_PART else ""
            recurs = self._recurs(candidate, number) if is_clock else ""
            return replace(context, part_beside=part, recurs=recurs, heading=self.entries.heading)
        return context

    def _tense(self, candidate: Candidate, sentence: int) -> str | None:
        alone = candidate.end - candidate.start == 1 or not self.is_parsed
        head = self.doc[candidate.end - 1] if alone else self.doc[candidate.start : candidate.end].root
        start, end = self.starts[sentence], self._end_of_sentence(sentence)
        return self.clauses.tense(head, start, end, self._preposition(candidate), candidate.end - 1)

    def _end_of_sentence(self, sentence: int) -> int:
        return self.starts[sentence + 1] if sentence + 1 < len(self.starts) else len(self.doc)

    def _is_any_day(self, candidate: Candidate) -> bool:
        """„an einem Samstag“, „an einem kalten Samstag“."""
        at = candidate.start - 1
        if at > 0 and self.doc[at].tag_ == "ADJA":
            at -= 1
        return at >= 0 and self.doc[at].lower_ in _INDEFINITE and not candidate.slots.get("modifier")

    def _lasts(self, candidate: Candidate, sentence: int, tense: str | None) -> bool:
        """Whether „heute“ is the present age: „1971 kam sie zurück. Heute lebt sie in Graz“, „die noch heute daran leiden“."""
        after_noch = candidate.start > 0 and self.doc[candidate.start - 1].lower_ == "noch"
        if after_noch and tense == "present" and not self.clauses.tells_what_happens:
            return True
        return self.clauses.tells_what_lasts and self.discourse.is_of_bygone_years(sentence)

    def _day_beside(self, candidate: Candidate) -> dt.date | None:
        """The day of a weekday that stands in apposition („morgen (Mittwoch)“) or heads an entry."""
        beside = self._beside(candidate, self.last_day, _APPOSED)
        found = split_weekday(candidate.slots["weekday"])
        if beside or not found or candidate.slots.get("modifier"):
            return beside
        return self.entries.day(candidate.start, candidate.end, found[0])

    def _recurs(self, candidate: Candidate, sentence: int) -> str:
        """The days of the expression of what recurs that a clock time belongs to, empty where it belongs to none."""
        at = bisect.bisect_left(self.recurring, (sentence, candidate.start))
        if at and self.recurring[at - 1][0] == sentence:
            start = self.recurring[at - 1][1]
            if candidate.start - start <= _TOKENS_TO_SET and not self.discourse.names_a_day(start, candidate.start):
                return self.recurring[at - 1][2]
        if at < len(self.recurring) and self.recurring[at][0] == sentence and self.recurring[at][1] - candidate.end <= _TOKENS_FROM_SET:
            return self.recurring[at][2]
        return ""

    def _stands_by_itself(self, candidate: Candidate) -> bool:
        if (candidate.norm in _BY_THEMSELVES and not candidate.attrs.get("unless")) or candidate.slots.get("year"):
            return True
        word = candidate.slots.get("word", "").lower()
        return candidate.norm == "deictic" and word != "früher" and self.lexicon.deictic.get(word, ("", ""))[1] != "today"

    def _beside(self, candidate: Candidate, before: tuple[int, dt.date] | None, joined_by: frozenset[str]) -> dt.date | None:
        """The day before the expression if one of some words joins it."""
        if before is None:
            return None
        end, day = before
        return day if 1 <= candidate.start - end <= 2 and self.doc[end].lower_ in joined_by else None

    def _preposition(self, candidate: Candidate) -> str:
        """The word before the expression and its article, lower-case; empty at the start."""
        start = candidate.start
        if start and self.doc[start - 1].lower_ in ARTICLES:
            start -= 1
        return self.doc[start - 1].lower_ if start else ""

    def _paragraph(self, candidate: Candidate) -> tuple[int, int]:
        """First token of the paragraph and of the next."""
        at = bisect.bisect_right(self.breaks, candidate.start)
        return self.breaks[max(at - 1, 0)], self.breaks[at] if at < len(self.breaks) else len(self.doc)

    def _sentence(self, candidate: Candidate) -> int:
        return max(bisect.bisect_right(self.starts, candidate.start) - 1, 0)

    def _speaks_from_its_day(self, candidate: Candidate) -> float:
        """How much an expression shows that the text speaks from its day: 1, 0.5 or 0."""
        if candidate.norm in _DAILY:
            return 1
        if candidate.norm in _PERHAPS_DAILY:
            return 0.5
        if candidate.norm == "day_month_year" and self.published_on:
            readings = NORMS[candidate.norm](Expression("", candidate.slots, candidate.attrs, self.lexicon), Context(self.published_on))
            day = day_of(readings[0].value) if readings else None
            return 0.5 if day is not None and abs((day - self.published_on).days) <= _NEAR_DAYS else 0
        value = self.lexicon.deictic.get(candidate.slots.get("word", "").lower(), ("", ""))[1]
        if value == "today" and candidate.norm == "deictic":  # what happened „heute“
            return self._tense(candidate, self._sentence(candidate)) == "past"
        return value.lstrip("-").isdecimal()

    def _is_furniture(self, candidate: Candidate) -> bool:
        if not self.furniture:
            return False
        first, behind = self._chars(candidate)
        return any(first < end and start < behind for start, end in self.furniture)

    def _row(self, candidate: Candidate, reading: Reading) -> Timex | None:
        first, behind = self._chars(candidate)
        whole = self.text[first:behind]
        start, end = reading.span or (0, len(whole))
        if end == len(whole) and whole.endswith(".") and _ends_the_sentence(whole):
            end -= 1
        text = whole[start:end]
        if not text.strip():
            return None
        bounds = interval(reading.value) if reading.type in ("DATE", "TIME") else None
        begin_at, end_at = bounds or (None, None)
        return Timex(
            first + start, first + end, text, reading.type, reading.value, candidate.rule_id,
            reading.mod or candidate.mod, begin_at, end_at,
        )  # fmt: skip


@Language.factory("lagebild_dates", default_config={"rules": []})
def create_dates(nlp: Language, name: str, rules: Sequence[str]) -> DatesComponent:
    """Factory; `rules`: folders with further rule packs."""
    return DatesComponent(nlp, name, rules)
