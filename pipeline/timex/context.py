"""What an expression is resolved against, what it is resolved to, and the words that rules and norms share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Reading(NamedTuple):
    """What an expression means. `span`: the part of the expression that carries it (offsets into its text), None for all of it."""

    type: str  # TIMEX_TYPES
    value: str  # TIMEX3
    mod: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The anchors of one expression; everything may be unknown.

    | field | what it is |
    |---|---|
    | `published_on` | day of publication; without it nothing is resolved against it |
    | `narrative` | the value last mentioned in the text (`2015-08-14`, `1992-03`) |
    | `day` | the day that the passage speaks of |
    | `part` | the part of that day, where it was named with one („Samstagabend“, „Nacht zum Sonntag“: the evening on which it begins) |
    | `part_beside` | the part of the day named directly before („am Abend um acht Uhr“) |
    | `told` | the day of the tale named last, also some sentences back („tags darauf“) |
    | `told_last` | whether nothing longer than a day was named after it |
    | `heading` | the day of minutes or a programme, from their heading |
    | `lately` | the year of publication or the one before, where it was named just now („2014 … mehr als im Vorjahr“) |
    | `period` | the quarter, half-year, month or season named last („im Vorjahreszeitraum“) |
    | `lasting` | whether the verb tells of what lasts („lebt“, „gehört“) in the present tense, after a tale of years past |
    | `any_day` | whether no particular day is meant („an einem Samstag“) |
    | `framed` | whether the sentence begins with its year („1930 – Das Militär putscht …“), whatever its tense |
    | `recurs` | the days on which what the clause tells happens again and again („täglich um acht“), as TIMEX3 |
    | `origin` | the day of the calendar named last in the text |
    | `first_date` | the first day with its year anywhere in the text, also further on |
    | `year` | the year that the passage speaks of, where it is not that of publication |
    | `after` | the weekday that an „und“ or „bis“ joins to this one („von Montag bis Freitag“) |
    | `beside` | the day named directly before („morgen (Mittwoch)“) |
    | `tense` | of the clause: `past`, `present`, `future` |
    | `daily` | whether the text speaks from its day („gestern“, weekdays) rather than about an age |
    """

    published_on: dt.date | None = None
    narrative: str | None = None
    day: dt.date | None = None
    origin: dt.date | None = None
    first_date: dt.date | None = None
    year: int | None = None
    tense: str | None = None
    daily: bool = True
    after: dt.date | None = None
    beside: dt.date | None = None
    part: str = ""
    part_beside: str = ""
    told: dt.date | None = None
    told_last: bool = True
    heading: dt.date | None = None
    lately: int | None = None
    period: str | None = None
    lasting: bool = False
    any_day: bool = False
    framed: bool = False
    recurs: str = ""

    @property
    def year_holds(self) -> bool:
        """Whether what has no year of its own takes that of the passage."""
        return self.year is not None and (self.tense in ("past", None) or self.framed)


class Shift(NamedTuple):
    """How an adjective moves a unit: „vergangen“ by -1 from the day of publication, „folgend“ by +1 from the narrative."""

    direction: int
    narrative: bool


@dataclass(slots=True)
class Lexicon:
    """The closed word lists of the packs, lower-case (`models/rules/lists/time_*.csv`)."""

    shifts: dict[str, Shift] = field(default_factory=dict)
    deictic: dict[str, tuple[str, str]] = field(default_factory=dict)  # word -> type, value (a reference, an offset in days, a period)
    phases: dict[str, str] = field(default_factory=dict)  # „Anfang“ -> START
    approximators: dict[str, str] = field(default_factory=dict)  # „knapp“ -> LESS_THAN
    vague_amounts: frozenset[str] = frozenset()

    @classmethod
    def from_lists(cls, lists: Mapping[str, Iterable[Mapping[str, str]]]) -> Lexicon:
        """Build it from the rows of the term lists, by list name; a list that is not there gives an empty part."""
        return cls(
            shifts={r["term"].lower(): Shift(int(r["direction"]), r["base"] == "narrative") for r in lists.get("time_modifiers", ())},
            deictic={r["term"].lower(): (r["type"], r["value"]) for r in lists.get("time_deictic", ())},
            phases={r["term"].lower(): r["mod"] for r in lists.get("time_phases", ())},
            approximators={r["term"].lower(): r["mod"] for r in lists.get("time_approximators", ())},
            vague_amounts=frozenset(r["term"].lower() for r in lists.get("time_vague_amounts", ())),
        )


@dataclass(frozen=True, slots=True)
class Expression:
    """One match as the norms see it: its text, the text of its slots (also of context slots, without `_`), the rule's `set` table."""

    text: str
    slots: Mapping[str, str] = field(default_factory=dict)
    attrs: Mapping[str, object] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)

    def slot(self, name: str) -> str:
        """The slot's text, empty where it matched nothing."""
        return self.slots.get(name, "")
