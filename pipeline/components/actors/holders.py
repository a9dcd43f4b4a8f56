"""Which person of the article an office without a name means: titles indexed by noun, mentions by sentence."""

from __future__ import annotations

from bisect import bisect_left

from pipeline.components.actors.lexicon import Role
from pipeline.components.actors.people import People, Person
from pipeline.components.actors.view import View

GOVERNMENT_HEADS = frozenset({"Ministerpräsident", "Premierminister", "Premier", "Regierungschef", "Kanzler", "Bundeskanzler"})
STATE_HEADS = frozenset({"Präsident", "Staatspräsident", "Staatschef", "Staatsoberhaupt", "Bundespräsident", "Machthaber", "Diktator"})
HEADS = frozenset(
    {
        "Vorsitzender", "Chef", "Obmann", "Parteichef", "Parteivorsitzender", "Parteiobmann", "Gewerkschaftschef", "Vorsteher",
        "Klubobmann", "Klubchef", "Fraktionschef", "Fraktionsvorsitzender", "Bundesvorsitzender",
    }
)  # fmt: skip
_PREMIERS = GOVERNMENT_HEADS - {"Kanzler", "Bundeskanzler"}
_CHANCELLORS = frozenset({"Kanzler", "Bundeskanzler", "Regierungschef"})
_KINDS = (_PREMIERS, _CHANCELLORS, STATE_HEADS, HEADS)
_CHAIRS = ("chef", "vorsitzender", "obmann", "präsident")
_FEDERAL_STATES = (None, "DE", "AT", "CH")
HEADLINE = 60  # tokens from the start in which a role may stand for somebody named only later
_LOOK_BACK, _LOOK_AHEAD = 40, 10  # titles of one noun that are looked at before and after a role
_FEMININE = ("in", "frau")


class Holders:
    """The titles of an article's persons, ready to be asked."""

    def __init__(self, view: View, people: People) -> None:
        self.view = view
        self.ids = {p.actor_id for p in people.persons}
        self._titles: dict[str, list[tuple[int, Role, Person]]] = {}
        self._starts: dict[str, list[int]] = {}
        self._by_sentence: dict[int, list[tuple[int, Person]]] = {}
        self._genders: dict[str, set[bool]] = {}
        self._nouns: dict[str, list[str]] = {}
        for person in people.persons:
            self._starts[person.actor_id] = [s for s, _, _ in person.mentions]
            for start, _, _ in person.mentions:
                self._by_sentence.setdefault(view.sentence_of[start], []).append((start, person))
                if start and view.role(start - 1) is not None:
                    self._genders.setdefault(person.actor_id, set()).add(view.lowers[start - 1].endswith(_FEMININE))
            for at, title in person.roles:
                self._titles.setdefault(title.noun, []).append((at, title, person))
        for titles in self._titles.values():
            titles.sort(key=lambda t: t[0])

    def titled(self, i: int, role: Role, state: str | None, *, before_only: bool) -> Person | None:
        """The person whose title fits the role at token `i`: the one named last before it, else the first titled after it."""
        best: tuple[int, Person] | None = None
        after: tuple[int, Person] | None = None
        for noun in self._fitting(role.noun):
            titles = self._titles[noun]
            k = bisect_left(titles, i, key=lambda t: t[0])
            for _, title, person in titles[max(k - _LOOK_BACK, 0) : k]:
                last = self._last_before(person, i)
                if last >= 0 and (best is None or last > best[0]) and self._suits(i, role, title, person, state):
                    best = (last, person)
            for at, title, person in () if before_only or i > HEADLINE else titles[k : k + _LOOK_AHEAD]:
                if (after is None or at < after[0]) and self._suits(i, role, title, person, state):
                    after = (at, person)
        chosen = best or after
        return chosen[1] if chosen else None

    def topic(self, i: int, state: str | None) -> Person | None:
        """The one person whom the sentence and the two before it name; None if they name none or several."""
        here = self.view.sentence_of[i]
        near = {p.actor_id: p for number in range(here - 2, here + 1) for start, p in self._by_sentence.get(number, ()) if start < i}
        if len(near) != 1:
            return None
        person = next(iter(near.values()))
        return None if state and person_state(person) not in (None, state) else person

    def _fitting(self, noun: str) -> list[str]:
        if noun not in self._nouns:
            self._nouns[noun] = [t for t in self._titles if _same_office(noun, t)]
        return self._nouns[noun]

    def _last_before(self, person: Person, i: int) -> int:
        starts = self._starts[person.actor_id]
        k = bisect_left(starts, i)
        return starts[k - 1] if k else -1

    def _suits(self, i: int, role: Role, title: Role, person: Person, state: str | None) -> bool:
        if role.noun.startswith("Bundes") and person_state(person) not in _FEDERAL_STATES:
            return False
        return _same_body(role, title) and not self._wrong_gender(i, person) and not (state and person_state(person) not in (None, state))

    def _wrong_gender(self, i: int, person: Person) -> bool:
        """„der Bürgermeister“ is no woman whom the article calls „Bürgermeisterin“."""
        genders = self._genders.get(person.actor_id, set())
        lower = self.view.lowers[i]
        shows_gender = lower.endswith((*_FEMININE, "ter", "ler", "or", "ent", "enten"))
        return len(genders) == 1 and shows_gender and lower.endswith(_FEMININE) not in genders


def person_state(person: Person) -> str | None:
    """The state that list or context gives the person."""
    if person.entry:
        return person.entry.country
    return person.countries.most_common(1)[0][0] if person.countries else None


def _same_office(asked: str, title: str) -> bool:
    """Whether „der Minister“ may be who was called „Außenminister“."""
    a, t = asked.lower(), title.lower()
    if a.endswith("ministerpräsident") != t.endswith("ministerpräsident") and a.endswith("präsident") and t.endswith("präsident"):
        return False
    if t.endswith(a) or a.endswith(t) or any({asked, title} <= kind for kind in _KINDS):
        return True
    stems = [next((word.removesuffix(e) for e in _CHAIRS if word.endswith(e)), "") for word in (a, t)]
    return stems[0] != "" and stems[0] == stems[1]  # „Aufsichtsratschef“ and „Aufsichtsratsvorsitzender“


def _same_body(asked: Role, title: Role) -> bool:
    """Whether the bodies compounded in front agree: „GdP-Vorsitzender“ with „GdP-Chef“, „Bundeskanzler“ with „Kanzler“."""
    x, y = asked.modifier.lower(), title.modifier.lower()
    if y and len(asked.noun) > len(title.noun) and asked.noun.lower().endswith(title.noun.lower()):
        return False  # „der Kulturminister“ is no „Staatsminister“
    return not x or not y or x in y or y in x or x.startswith("bundes") or y.startswith("bundes")
