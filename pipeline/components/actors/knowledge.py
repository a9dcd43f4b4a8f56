"""The actor lists as lookup tables, built once per rule base: aliases, states with adjectives and inhabitants, offices with dates, word classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from babel import Locale

from pipeline.components.actors.names import adjective_with_ending, alias_forms, masculine_forms, plain, slug
from pipeline.records import ACTOR_TYPES, Actor
from pipeline.rulepack import RuleBase, RulePackError

_ENTRY_LISTS = ("actor_persons", "actor_parties", "actor_organisations", "actor_firms", "actor_media", "actor_governments", "actor_base")
_DECLINED = ("e", "en", "er", "es", "em")

Tokenise = Callable[[str], list[str]]


@dataclass(slots=True)
class Entry:
    """One actor of the base. `use` says how its aliases may be read: empty = always the actor."""

    name: str
    type: str
    country: str | None
    wikidata: str | None
    use: str = ""
    actor_id: str = ""

    def actor(self) -> Actor:
        """The actor as it is stored."""
        return Actor(self.actor_id, self.name, self.type, self.country, self.wikidata)


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


@dataclass(slots=True)
class Office:
    """An office held from `begin` (inclusive) until `end` (exclusive)."""

    office: str
    body: str
    holder: str
    begin: dt.date
    end: dt.date


@dataclass(slots=True)
class Alias:
    tokens: tuple[str, ...]
    entry: Entry


@dataclass
class Knowledge:
    """Everything the actor lists say. Aliases are indexed by their first token."""

    entries: dict[str, Entry] = field(default_factory=dict)  # by actor_id
    aliases: dict[str, list[Alias]] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    adjectives: dict[str, str] = field(default_factory=dict)  # inflected form -> state code
    offices: list[Office] = field(default_factory=list)
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)  # lower-case form -> (masculine noun, scope)
    institutions: dict[str, Institution] = field(default_factory=dict)  # lower-case form -> institution
    cue_nouns: dict[str, str] = field(default_factory=dict)
    first_names: dict[str, bool] = field(default_factory=dict)  # name -> whether it is also another word
    places: dict[str, str] = field(default_factory=dict)
    land_adjectives: dict[str, str] = field(default_factory=dict)  # „bayerische“ -> DE
    nationals: dict[str, str] = field(default_factory=dict)  # one national: „Norwegerin“ -> NO
    words: dict[str, set[str]] = field(default_factory=dict)  # class -> words

    def entry_named(self, name: str) -> Entry | None:
        """The entry with this canonical name (with or without bracket), None if there is none."""
        return self._by_name.get(name) or self._by_name.get(plain(name))

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        table = {plain(e.name): e for e in self.entries.values()}
        table.update({e.name: e for e in self.entries.values()})
        return table

    @cached_property
    def persons_by_slug(self) -> dict[str, Entry]:
        """The listed persons by the slug of their names, so that „Grybauskaite“ finds „Grybauskaitė“."""
        return {slug(e.name): e for e in self.entries.values() if e.type == "person" and "(" not in e.name}

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
            known = {"DE": "Bundeswehr", "AT": "Österreichisches Bundesheer (Bundesheer)", "IL": "Israelische Streitkräfte (israelische Armee)",
                     "US": "US-Streitkräfte (Streitkräfte der Vereinigten Staaten)"}.get(code)
            entry = self.entry_named(known) if known else None
            if entry:
                return entry.actor()
            name = f"{stem}e Streitkräfte ({stem}e Armee, {stem}es Militär)" if stem else f"Streitkräfte ({state.name})"
        else:
            name = f"{adjective_with_ending(stem, institution.gender)} {institution.kind}" if stem else f"{institution.kind} ({state.name})"
        return Actor(f"{institution.type}:{code.lower()}-{slug(institution.kind)}", name, institution.type, code, None)

    def _ministry(self, institution: Institution, state: State) -> Actor:
        special = "Auswärtiges Amt" if institution.kind == "Außenministerium" else "Bundes" + institution.kind.lower()
        if state.code == "DE" and (entry := self.entry_named(special)):
            return entry.actor()
        if state.code == "US" and (entry := self.entry_named("US-" + institution.kind)):
            return entry.actor()
        stem = adjective_with_ending(state.adjectives[0], institution.gender) if state.adjectives else state.name
        return Actor(
            f"government:{state.code.lower()}-{slug(institution.kind)}", f"{stem} {institution.kind} ({institution.kind} {state.name})", "government",
            state.code, None,
        )

    def holder(self, office: str, body: str, day: dt.date | None) -> Entry | None:
        """Who held the office on that day, None where the list does not know (or the day is unknown)."""
        if day is None:
            return None
        found = next((o for o in self.offices if o.office == office and o.body == body and o.begin <= day < o.end), None)
        return self.entry_named(found.holder) if found else None

    def knows_office(self, office: str, body: str) -> bool:
        """Whether the list has this office of this body at any time."""
        return any(o.office == office and o.body == body for o in self.offices)


def build_knowledge(base: RuleBase, tokenise: Tokenise) -> Knowledge:
    """Read the actor lists of a rule base.

    Raises:
        RulePackError: for a row that cannot be used, with list and name.
    """
    know = Knowledge()
    _read_words(know, base)
    _read_states(know, base, tokenise)
    for name in _ENTRY_LISTS:
        for row in _rows(base, name):
            _read_entry(know, name, row, tokenise)
    _read_offices(know, base)
    return know


def _rows(base: RuleBase, name: str) -> list[dict[str, str]]:
    return base.lists[name].rows if name in base.lists else []


def _read_words(know: Knowledge, base: RuleBase) -> None:
    for row in _rows(base, "actor_context"):
        know.words.setdefault(row["class"], set()).add(row["word"])
    for row in _rows(base, "actor_roles"):
        for form in masculine_forms(row["noun"]):
            know.roles.setdefault(form.lower(), (row["noun"], row["scope"]))
    for row in _rows(base, "actor_institutions"):
        institution = Institution(row["noun"], row["kind"], row["type"], row["gender"], row["bare"] == "yes")
        for words in alias_forms([row["noun"]]):
            know.institutions.setdefault(words[0].lower(), institution)
    know.cue_nouns = {r["noun"]: r["type"] for r in _rows(base, "actor_cue_nouns")}
    know.first_names = {r["name"]: r["ambiguous"] == "yes" for r in _rows(base, "actor_first_names")}
    for row in _rows(base, "actor_lands"):
        for ending in _DECLINED:
            know.land_adjectives[row["adjective"] + ending] = row["country"]
    know.places = {r["place"]: r["country"] for r in _rows(base, "actor_places")}


def _read_states(know: Knowledge, base: RuleBase, tokenise: Tokenise) -> None:
    territories = Locale("de").territories
    for row in _rows(base, "actor_states"):
        code = row["code"]
        if code not in territories:
            raise RulePackError(f"actor_states.csv: CLDR has no territory `{code}`")
        shown, _, others = row["also"].partition("/")
        if not _:
            shown, others = "", row["also"]
        names = [territories[code], *filter(None, [shown, *others.split("|")])]
        name = f"{names[0]} ({shown})" if shown else names[0]
        adjectives, people, capitals = (list(filter(None, row[k].split("|"))) for k in ("adjectives", "people", "capitals"))
        wikidata = row["wikidata"] or None
        state = _add(know, Entry(name, "state", code, wikidata, "state", f"state:{code}"))
        government = _add(know, Entry(_government_name(code, name, adjectives), "government", code, None, "capital", f"government:{code}"))
        nation = _add(know, Entry(people[0], "group", code, None, "people", f"group:{slug(people[0])}")) if people else None
        know.states[code] = State(code, name, adjectives, people, capitals, names, state, government, nation)
        for alias in names:
            _alias(know, alias, state, tokenise)
        for capital in capitals:
            _alias(know, capital, government, tokenise)
        for word in people if nation else ():
            _alias(know, word, nation, tokenise)  # type: ignore[arg-type]
            if not word.endswith(("n", "s")):
                _alias(know, word + "n", nation, tokenise)  # type: ignore[arg-type]
        for word in people:
            for single in _singulars(word):
                know.nationals.setdefault(single, code)
        for adjective in adjectives:
            forms = [adjective] if adjective.endswith("er") else [adjective + e for e in _DECLINED]
            for form in forms:
                know.adjectives.setdefault(form, code)
                know.adjectives.setdefault(form[0].upper() + form[1:], code)


def _singulars(people: str) -> list[str]:
    """One man and one woman of a nation: „Norweger“ gives Norweger, Norwegerin; „Russen“ gives Russe, Russin."""
    if people.endswith("er"):
        return [people, people + "in"]
    if people.endswith("en"):
        return [people[:-1], people[:-2] + "in"]
    if people == "Deutsche":
        return ["Deutscher", "Deutsche"]
    return [people[:-1]] if people.endswith("s") else []


def _government_name(code: str, name: str, adjectives: list[str]) -> str:
    if code == "DE":
        return "Bundesregierung (Deutschland, deutsche Regierung)"
    if code == "AT":
        return "Österreich (österreichische Regierung, Bundesregierung)"
    if code == "US":
        return "Vereinigte Staaten (USA, US-Regierung)"
    return f"{plain(name)} ({adjective_with_ending(adjectives[0], 'f')} Regierung)" if adjectives else f"{plain(name)} (Regierung)"


def _add(know: Knowledge, entry: Entry) -> Entry:
    if entry.actor_id in know.entries:
        raise RulePackError(f"actor lists: {entry.name}: the id {entry.actor_id} is already taken by {know.entries[entry.actor_id].name}")
    know.entries[entry.actor_id] = entry
    return entry


def _alias(know: Knowledge, alias: str, entry: Entry, tokenise: Tokenise, *, moves: bool = False) -> None:
    tokens = tokenise(alias)
    person = entry.type == "person"
    forms = [tuple(tokens), (*tokens[:-1], tokens[-1] + "s")] if person and tokens[-1][-1] not in "sxzß." else [tuple(tokens)] if person else alias_forms(tokens)
    if len(tokens) == 1 and len(alias) >= 4 and alias.isalpha() and entry.type in ("organisation", "alliance", "party", "media", "armed_force"):
        forms += [(alias.upper(),)] if not alias.isupper() else [(alias.title(),)]  # houses differ: „Attac“, „ATTAC“
    for form in dict.fromkeys(forms):
        bucket = know.aliases.setdefault(form[0], [])
        if moves:
            bucket[:] = [a for a in bucket if a.tokens != form]
        if not any(a.tokens == form and a.entry is entry for a in bucket):
            bucket.append(Alias(form, entry))


def _read_entry(know: Knowledge, source: str, row: dict[str, str], tokenise: Tokenise) -> None:
    name, kind = row["name"], row["type"]
    corrects = source == "actor_base"
    if kind and kind not in ACTOR_TYPES:
        raise RulePackError(f"{source}.csv: {name}: «{kind}» is no type of actor; there are {', '.join(ACTOR_TYPES)}")
    use = row.get("guard") or row.get("use") or ""
    # A bracket tells two of one name apart („Michael Müller (Berlin)“), so the id keeps it where the plain name is taken.
    known = know.entries.get(name) or next((e for e in know.entries.values() if e.name == name and (not kind or e.type == kind or corrects)), None)
    entry = known
    if entry is None:
        actor_id = f"{kind or 'organisation'}:{slug(name)}"
        if actor_id in know.entries:
            actor_id += "-" + slug(name.replace("(", "").replace(")", "")).removeprefix(slug(name)).strip("-")
        entry = _add(know, Entry(name, kind or "organisation", row["country"] or None, row["wikidata"] or None, use, actor_id))
        if "(" not in name:
            _alias(know, plain(name), entry, tokenise, moves=corrects)
    elif corrects:
        entry.type, entry.country = kind or entry.type, row["country"] or entry.country
        entry.wikidata = row["wikidata"] or entry.wikidata
    if known is not None and use and use != known.use:  # the same actor under an alias that needs more care
        entry = Entry(known.name, known.type, known.country, known.wikidata, use, known.actor_id)
    for alias in filter(None, row["aliases"].split("|")):
        _alias(know, alias, entry, tokenise, moves=corrects)


def _read_offices(know: Knowledge, base: RuleBase) -> None:
    for row in _rows(base, "actor_offices"):
        if know.entry_named(row["holder"]) is None:
            raise RulePackError(f"actor_offices.csv: {row['office']} {row['body']}: the holder «{row['holder']}» is in no actor list")
        try:
            begin, end = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["until"])
        except ValueError as e:
            raise RulePackError(f"actor_offices.csv: {row['office']} {row['body']} {row['holder']}: {e}") from e
        know.offices.append(Office(row["office"], row["body"], row["holder"], begin, end))
