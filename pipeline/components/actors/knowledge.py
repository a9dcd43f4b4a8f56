"""What the actor lists say, as lookup tables: aliases, states with adjectives and inhabitants, dated offices, classes of words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.components.actors.aliases import AliasTable, Entry
from pipeline.components.actors.names import adjective_with_ending, plain, slug, slugs, sounds
from pipeline.records import Actor

AUTHORITIES = ("behörde", "verband", "verbands", "verbandes", "aufsicht")  # ends of nouns that name a body where a state stands with them
_OWN_ALPHABET = frozenset(
    ["DE", "AT", "CH", "LI", "LU", "GB", "US", "IE", "AU", "NZ", "CA", "FR", "IT", "ES", "PT", "NL", "BE", "SE", "NO", "DK", "FI"]
)
_BRANCHES = ("landesverband", "kreisverband", "bezirksverband", "ortsverband", "dachverband", "kampfverband", "flottenverband")
_SHORTEST_AUTHORITY = 11  # letters
_LONGEST_GEO_WORD = 4  # letters of nouns of place that only count as they stand; compounds with longer ones are like them


@dataclass(slots=True)
class State:
    """A state (or area that news treats like one): CLDR's German name, adjective, inhabitants, capitals."""

    code: str
    name: str
    adjectives: list[str]
    people: list[str]
    capitals: list[str]
    names: list[str]
    state: Entry
    government: Entry
    nation: Entry | None


@dataclass(slots=True)
class Institution:
    """A noun that with a state names an actor. `kind` is the same for words that mean one actor (Armee, Militär)."""

    noun: str
    kind: str
    type: str
    gender: str
    bare: bool
    bare_in: frozenset[str] = frozenset()  # states in which the bare noun is a mention although it is none elsewhere („Senat“)


@dataclass(slots=True)
class Office:
    """An office held from `begin` (inclusive) until `end` (exclusive)."""

    office: str
    body: str
    holder: str
    begin: dt.date
    end: dt.date


@dataclass
class Knowledge:
    """Everything the actor lists say."""

    entries: dict[str, Entry] = field(default_factory=dict)  # by actor_id
    named: dict[str, list[Entry]] = field(default_factory=dict)  # the same by name, which several may share
    aliases: AliasTable = field(default_factory=AliasTable)
    full_names: list[tuple[str, Entry]] = field(default_factory=list)  # other names of persons, of two tokens or more
    states: dict[str, State] = field(default_factory=dict)
    adjectives: dict[str, str] = field(default_factory=dict)  # inflected form -> state code
    offices: list[Office] = field(default_factory=list)
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)  # lower-case form -> (masculine noun, scope)
    institutions: dict[str, Institution] = field(default_factory=dict)  # lower-case form -> institution
    cue_nouns: dict[str, str] = field(default_factory=dict)
    first_names: dict[str, bool] = field(default_factory=dict)  # name -> whether it is also another word
    places: dict[str, str] = field(default_factory=dict)
    land_adjectives: dict[str, str] = field(default_factory=dict)  # „bayerische“ -> DE
    lands: dict[str, tuple[str, str]] = field(default_factory=dict)  # „Bayern“, „bayerische“ -> („bayerischer“, DE)
    land_names: dict[str, str] = field(default_factory=dict)  # „bayerischer“ -> „Bayern“
    party_families: dict[str, str] = field(default_factory=dict)  # „Sozialdemokraten“, „Konservative“ -> family
    party_of_family: dict[tuple[str, str], str] = field(default_factory=dict)  # (family, state) -> name of the party
    role_countries: dict[str, list[str]] = field(default_factory=dict)  # „Landeshauptmann“ -> the states that have this office
    foreign_words: dict[str, str | None] = field(default_factory=dict)  # „Norwegian“ -> NO, „International“ -> None
    country_codes: dict[str, str] = field(default_factory=dict)  # „AUT“, „GER“ in brackets behind a name -> state
    nationals: dict[str, str] = field(default_factory=dict)  # one national: „Norwegerin“ -> NO
    words: dict[str, set[str]] = field(default_factory=dict)  # class -> words
    _ends: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def entry_named(self, name: str) -> Entry | None:
        """The entry with this canonical name (with or without bracket), None if there is none."""
        return self._by_name.get(name) or self._by_name.get(plain(name))

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        table = {plain(e.name): e for e in self.entries.values()}
        table.update({e.name: e for e in self.entries.values()})
        return table

    @cached_property
    def place_nouns(self) -> tuple[str, ...]:
        """Class nouns behind which a name is that of a thing or place („Flughafen“, „Hurrikan“)."""
        return tuple(noun for noun, kind in self.cue_nouns.items() if kind == "place")

    @cached_property
    def body_class_nouns(self) -> tuple[str, ...]:
        """The other class nouns („Behörde“, „Sender“)."""
        return tuple(noun for noun, kind in self.cue_nouns.items() if kind != "place")

    @cached_property
    def body_words(self) -> tuple[str, ...]:
        """Ends of words that say that a name is a body's."""
        return tuple(self.words.get("body_noun", set()) | self.words.get("named_body", set()))

    @cached_property
    def persons_by_slug(self) -> dict[str, Entry]:
        """The listed persons by the slug of their names, so that „Grybauskaite“ finds „Grybauskaitė“."""
        table = dict(zip(slugs([name for name, _ in self.full_names]), [entry for _, entry in self.full_names], strict=True))
        own = {e.actor_id.partition(":")[2].rstrip("-"): e for e in self.entries.values() if e.type == "person" and "(" not in e.name}
        return table | own  # an id holds the slug of the name

    @cached_property
    def persons_by_sound(self) -> dict[str, Entry]:
        """The listed persons whose names news takes from other alphabets, by the sound of their names of two words or more."""
        foreign = {key: e for key, e in self.persons_by_slug.items() if "-" in key and e.country and e.country not in _OWN_ALPHABET}
        return dict(zip(sounds(list(foreign)), foreign.values(), strict=True)) if foreign else {}

    def person_named(self, name: str) -> Entry | None:
        """The listed person of that full name, however it is put into Latin letters, with or without a genitive's s; None for nobody."""
        key = slug(name)
        return _with_or_without_s(self.persons_by_slug, key) or _with_or_without_s(self.persons_by_sound, sounds([key])[0])

    def institution(self, lower: str) -> Institution | None:
        """The institution that a noun in lower case names; any compound of „ministerium“ is one („Fischereiministerium“)."""
        found = self.institutions.get(lower)
        if found is None and "ministerium" in lower and "-" not in lower:
            noun = lower.removesuffix("s").capitalize()
            if noun.endswith("ministerium") and len(noun) > 13 and not noun.startswith("Bundes"):
                found = Institution(noun, noun, "government", "n", True)
        elif found is None and lower.endswith(AUTHORITIES) and "-" not in lower and len(lower) > _SHORTEST_AUTHORITY:
            noun = lower.removesuffix("es" if lower.endswith("des") else "s").capitalize()
            if not noun.lower().endswith(_BRANCHES):  # „Zensurbehörde“, „Fremdenverkehrsverband“
                gender = "m" if noun.endswith("verband") else "f"
                found = Institution(noun, noun, "organisation", gender, False)
        return found

    def of_land(self, adjective: str, noun: str) -> str:
        """The name of a Land's body, with the other usual one: („hessische“, „Landesregierung“) gives „… (Landesregierung Hessen)“."""
        stem = next((adjective.removesuffix(e) for e in ("er", "es", "e") if adjective[:1].islower() and adjective.endswith(e)), None)
        land = self.land_names.get(adjective if stem is None else stem + "er")
        return f"{adjective} {noun} ({noun} {land})" if land else f"{adjective} {noun}"

    def ends(self, word_class: str) -> tuple[str, ...]:
        """The words of that class, ready for `str.endswith`."""
        if word_class not in self._ends:
            self._ends[word_class] = tuple(self.words.get(word_class, ()))
        return self._ends[word_class]

    @cached_property
    def geo_ends(self) -> tuple[str, ...]:
        """The nouns of place that compounds with them are like."""
        return tuple(word for word in self.ends("geo_noun") if len(word) > _LONGEST_GEO_WORD)

    def has(self, word_class: str, word: str) -> bool:
        """Whether the word stands in the list of context words under that class."""
        return word in self.words.get(word_class, ())

    def institution_actor(self, institution: Institution, code: str) -> Actor:
        """The actor that an institution noun names for a state: („Polizei“, FR) gives „französische Polizei“."""
        state = self.states[code]
        if institution.kind == "government":
            return state.government.actor()
        if institution.type == "government":
            return self._ministry(institution, state)
        stem = state.adjectives[0] if state.adjectives else None
        if institution.kind == "army":
            known = {
                "DE": "Bundeswehr",
                "AT": "Österreichisches Bundesheer (Bundesheer)",
                "IL": "Israelische Streitkräfte (israelische Armee)",
                "US": "US-Streitkräfte (Streitkräfte der Vereinigten Staaten)",
            }.get(code)
            entry = self.entry_named(known) if known else None
            if entry:
                return entry.actor()
            name = f"{stem}e Streitkräfte" if stem else f"Streitkräfte ({state.name})"
        elif (own := self.entry_named(institution.noun)) is not None and own.country == code and own.type == institution.type:
            return own.actor()
        elif institution.type == "party":
            name = institution.kind
        else:
            noun = self.institutions.get(institution.kind.lower(), institution)  # „Nationalteam“ is stored as „Nationalmannschaft“
            name = f"{adjective_with_ending(stem, noun.gender)} {institution.kind}" if stem else f"{institution.kind} ({state.name})"
        return Actor(f"{institution.type}:{code.lower()}-{slug(institution.kind)}", name, institution.type, code, None)

    def _ministry(self, institution: Institution, state: State) -> Actor:
        special = "Auswärtiges Amt" if institution.kind == "Außenministerium" else "Bundes" + institution.kind.lower()
        if state.code == "DE" and (entry := self.entry_named(special)):
            return entry.actor()
        if state.code == "US" and (entry := self.entry_named("US-" + institution.kind)):
            return entry.actor()
        if state.code == "US":
            return Actor(f"government:us-{slug(institution.kind)}", f"US-{institution.kind}", "government", "US", None)
        stem = adjective_with_ending(state.adjectives[0], institution.gender) if state.adjectives else state.name
        return Actor(
            f"government:{state.code.lower()}-{slug(institution.kind)}",
            f"{stem} {institution.kind} ({institution.kind} {plain(state.name)})",
            "government",
            state.code,
            None,
        )

    def holder(self, office: str, body: str, day: dt.date | None) -> Entry | None:
        """Who held the office on that day, None where the list does not know (or the day is unknown)."""
        if day is None:
            return None
        found = next((o for o in self.offices_of(body) if o.office == office and o.begin <= day < o.end), None)
        return self.entry_named(found.holder) if found else None

    def offices_of(self, body: str) -> list[Office]:
        """The terms of office of a state or organisation."""
        return self._offices_by_body.get(body, [])

    @cached_property
    def _offices_by_body(self) -> dict[str, list[Office]]:
        table: dict[str, list[Office]] = {}
        for office in self.offices:
            table.setdefault(office.body, []).append(office)
        return table

    def knows_office(self, office: str, body: str) -> bool:
        """Whether the list has this office of this body at any time."""
        return any(o.office == office for o in self.offices_of(body))


def _with_or_without_s(table: dict[str, Entry], name: str) -> Entry | None:
    return table.get(name) or (table.get(name.removesuffix("s")) if "-" in name else None)
