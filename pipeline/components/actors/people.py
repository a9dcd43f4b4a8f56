"""The persons of one article as they are collected: names, mentions, roles, states."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.components.actors.aliases import Alias, Entry
from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.lexicon import Role
from pipeline.records import Actor

Hit = tuple[int, int, list[Alias]]
_LIKE_OFFICES = frozenset(  # serve a state, too
    ["General", "Oberst", "Admiral", "Vizeadmiral", "Generalmajor", "Generalleutnant", "Brigadegeneral", "Brigadier", "Feldmarschall"]
    + ["Generalstabschef", "Armeechef", "Militärchef", "Amtskollege", "Regierungssprecher", "Amtsinhaber"]
)


@dataclass(slots=True)
class Person:
    """A person of this article: the tokens of the full name, where it stands, the roles and states that stand with it."""

    name: str
    entry: Entry | None
    first: int
    mentions: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, rule
    roles: list[tuple[int, Role]] = field(default_factory=list)
    countries: Counter[str] = field(default_factory=Counter)
    feminine: bool | None = None
    international: bool = False  # holds an office of a body that belongs to no state
    actor_id: str = ""

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]


@dataclass(slots=True)
class People:
    """The persons of an article, in order of first mention."""

    persons: list[Person] = field(default_factory=list)

    def actor(self, person: Person, evidence: Evidence) -> Actor:
        """The actor of a person; the country from the list, else from what stands with the name, else from around it or the article.

        Who bears an office („Außenminister X“) belongs to the state that acted last or is spoken of there, others to the article's.
        """
        if person.entry:
            return person.entry.actor()
        if person.countries:
            country: str | None = person.countries.most_common(1)[0][0]
        elif person.international:
            country = None
        else:
            office = any(role.scope == "office" or role.noun in _LIKE_OFFICES for _, role in person.roles)
            country = evidence.acting_before(person.first) or evidence.around(person.first) if office else evidence.focus
        return Actor(person.actor_id, person.name, "person", country, None)
