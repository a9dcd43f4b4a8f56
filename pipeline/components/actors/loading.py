"""The actor lists of a rule base, read into lookup tables; a row that cannot be used is an error that says which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from babel import Locale
from babel.core import get_global

from pipeline.components.actors.aliases import Entry
from pipeline.components.actors.knowledge import Institution, Knowledge, Office, State
from pipeline.components.actors.names import adjective_with_ending, masculine_forms, opening_forms, plain, slug, slugs
from pipeline.records import ACTOR_TYPES
from pipeline.rulepack import RuleBase, RulePackError

_ENTRY_LISTS = ("actor_persons", "actor_parties", "actor_organisations", "actor_firms", "actor_media", "actor_governments", "actor_base")
_DECLINED = ("e", "en", "er", "es", "em")
Tokenise = Callable[[str], tuple[str, ...]]


def build_knowledge(base: RuleBase, tokenise: Tokenise) -> Knowledge:
    """Read the actor lists of a rule base.

    Raises:
        RulePackError: for a row that cannot be used, with list and name.
    """
    know = Knowledge()
    _read_words(know, base)
    _read_states(know, base, tokenise)
    for name in _ENTRY_LISTS:
        _read_entries(know, name, _rows(base, name), tokenise)
    _read_families(know, base)
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
        if row.get("country"):
            know.role_countries[row["noun"]] = row["country"].split("|")
    for row in _rows(base, "actor_institutions"):
        codes = frozenset() if row["bare"] in ("yes", "no") else frozenset(row["bare"].split("|"))
        institution = Institution(row["noun"], row["kind"], row["type"], row["gender"], row["bare"] == "yes", codes)
        for form in opening_forms([row["noun"]]):
            know.institutions.setdefault(form.lower(), institution)
    know.cue_nouns = {r["noun"]: r["type"] for r in _rows(base, "actor_cue_nouns")}
    know.first_names = {r["name"]: r["ambiguous"] == "yes" for r in _rows(base, "actor_first_names")}
    for row in _rows(base, "actor_lands"):
        forms = [row["adjective"]] if row["adjective"].endswith("er") else [row["adjective"] + ending for ending in _DECLINED]
        know.land_adjectives.update(dict.fromkeys(forms, row["country"]))
        if row["land"]:
            know.land_names[adjective_with_ending(row["adjective"], "m")] = row["land"].split("|")[0]
            know.lands.update(
                dict.fromkeys([*forms, *row["land"].split("|")], (adjective_with_ending(row["adjective"], "m"), row["country"]))
            )
    know.foreign_words = {r["word"]: r["country"] or None for r in _rows(base, "actor_foreign_words")}
    know.country_codes = {k: v[0] for k, v in get_global("territory_aliases").items() if len(k) == 3 and k.isalpha() and len(v) == 1}
    know.country_codes.update((r["code"], r["country"]) for r in _rows(base, "actor_country_codes"))
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
        government = _add(
            know, Entry(_government_name(code, names[0], shown, adjectives), "government", code, None, "capital", f"government:{code}")
        )
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
        return [people[:-1], people[:-2] + "in", *([people[:-2] + "ösin"] if people.endswith("osen") else [])]
    if people == "Deutsche":
        return ["Deutscher", "Deutsche"]
    if people.endswith("arn"):
        return [people[:-1], people[:-1] + "in"]  # „Ungar“, „Ungarin“
    return [people[:-1]] if people.endswith("s") else []


def _government_name(code: str, name: str, shown: str, adjectives: list[str]) -> str:
    if code == "DE":
        return "Bundesregierung (Deutschland, deutsche Regierung)"
    if code == "AT":
        return "Österreich (österreichische Regierung, Bundesregierung)"
    if code == "US":
        return "Vereinigte Staaten (USA, US-Regierung)"
    words = f"{adjective_with_ending(adjectives[0], 'f')} Regierung" if adjectives else "Regierung"
    return f"{name} ({shown}, {words})" if shown else f"{name} ({words})"


def _add(know: Knowledge, entry: Entry) -> Entry:
    if entry.actor_id in know.entries:
        raise RulePackError(f"actor lists: {entry.name}: the id {entry.actor_id} is already taken by {know.entries[entry.actor_id].name}")
    know.entries[entry.actor_id] = entry
    know.named.setdefault(entry.name, []).append(entry)
    return entry


def _alias(know: Knowledge, alias: str, entry: Entry, tokenise: Tokenise, *, moves: bool = False) -> None:
    tokens = tokenise(alias)
    know.aliases.add(tokens, entry, moves=moves)
    if entry.type == "person" and len(tokens) > 1 and (full := " ".join(tokens)) != entry.name:
        know.full_names.append((full, entry))


def _read_entries(know: Knowledge, source: str, rows: list[dict[str, str]], tokenise: Tokenise) -> None:
    only_tells_apart = _glosses(know)
    for row, own_slug in zip(rows, slugs([row["name"] for row in rows]), strict=True):
        name, kind = row["name"], row["type"]
        if kind and kind not in ACTOR_TYPES:
            raise RulePackError(f"{source}.csv: {name}: «{kind}» is no type of actor; there are {', '.join(ACTOR_TYPES)}")
        corrects = source == "actor_base"
        known = _known(know, name, kind, corrects=corrects)
        entry = known or _new_entry(know, row, own_slug)
        if known is None and "(" not in name:
            _alias(know, name.strip(), entry, tokenise, moves=corrects)
        elif known is None and name.endswith(")") and only_tells_apart(name[name.find("(") + 1 : -1]):
            entry.shown = plain(name)
        elif known is not None:
            entry = _corrected(known, row) if corrects else known
            entry = _with_care(entry, row)
        aliases = [alias for alias in row["aliases"].split("|") if alias] if row["aliases"] else []
        if aliases and kind == "person" and entry is know.entries.get(entry.actor_id):
            entry.spellings = [*(entry.spellings or ()), *aliases]
        for alias in aliases:
            _alias(know, alias, entry, tokenise, moves=corrects)


def _known(know: Knowledge, name: str, kind: str, *, corrects: bool) -> Entry | None:
    """Who is listed under that name (or id) already; a correction need not say of what type it is."""
    if name not in know.named:
        return know.entries.get(name)
    return next((e for e in know.named[name] if not kind or e.type == kind or corrects), None)


def _new_entry(know: Knowledge, row: dict[str, str], own_slug: str) -> Entry:
    name, kind = row["name"], row["type"] or "organisation"
    actor_id = f"{kind}:{own_slug}"
    if actor_id in know.entries:  # a bracket tells two of one name apart („Michael Müller (Berlin)“): here the id keeps it
        actor_id += "-" + slug(name.replace("(", "").replace(")", "")).removeprefix(own_slug).strip("-")
    return _add(know, Entry(name, kind, row["country"] or None, row["wikidata"] or None, _use(row), actor_id))


def _use(row: dict[str, str]) -> str:
    return row.get("guard") or row.get("use") or ""


def _corrected(known: Entry, row: dict[str, str]) -> Entry:
    known.type, known.country = row["type"] or known.type, row["country"] or known.country
    known.wikidata = row["wikidata"] or known.wikidata
    return known


def _with_care(known: Entry, row: dict[str, str]) -> Entry:
    """The same actor for aliases that need more care than its others, where the row says so."""
    use = _use(row)
    if not use or use == known.use:
        return known
    return Entry(known.name, known.type, known.country, known.wikidata, use, known.actor_id, known.shown)


def _glosses(know: Knowledge) -> Callable[[str], bool]:
    """Tells whether a bracket names a class or state („STA (Nachrichtenagentur)“, „Nationalrat (Österreich)“), not a second name."""
    places = {name for state in know.states.values() for name in state.names} | know.places.keys()
    classes = tuple(know.cue_nouns)

    def only_tells_apart(gloss: str) -> bool:
        is_class = gloss[1:].islower() and " " not in gloss and not gloss.endswith("partei") and gloss.lower().endswith(classes)
        return gloss in places or is_class

    return only_tells_apart


def _read_families(know: Knowledge, base: RuleBase) -> None:
    for row in _rows(base, "actor_party_families"):
        family, party = row["family"], row["party"]
        forms = [family, family + "n"] if family.endswith("e") else [family]
        know.party_families.update(dict.fromkeys(forms, family))
        if party and know.entry_named(party) is None:
            raise RulePackError(f"actor_party_families.csv: {family} {row['country']}: the party «{party}» is in no actor list")
        if party:
            know.party_of_family[family, row["country"]] = party


def _read_offices(know: Knowledge, base: RuleBase) -> None:
    for row in _rows(base, "actor_offices"):
        if know.entry_named(row["holder"]) is None:
            raise RulePackError(f"actor_offices.csv: {row['office']} {row['body']}: the holder «{row['holder']}» is in no actor list")
        try:
            begin, end = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["until"])
        except ValueError as e:
            raise RulePackError(f"actor_offices.csv: {row['office']} {row['body']} {row['holder']}: {e}") from e
        know.offices.append(Office(row["office"], row["body"], row["holder"], begin, end))
