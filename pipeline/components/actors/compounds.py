"""Hyphenated words: the whole is the actor („Trump-Regierung“, „US-Truppen“), or its first part is („Times-Bericht“)."""

from __future__ import annotations

from pipeline.components.actors.aliases import Entry
from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.knowledge import Institution
from pipeline.components.actors.names import slug
from pipeline.components.actors.persons import People
from pipeline.components.actors.view import Found, View
from pipeline.records import Actor

_PREFIX_STATES = {"US": "US", "Ex-US": "US"}
_LEVELS = frozenset({"Bundes", "Landes", "Stadt", "Rathaus", "Parlaments", "Jung"})  # „Bundes-Grüne“, „Rathaus-SPÖ“
_OF_A_PARTY = ("fraktion", "klub", "partei", "spitze", "führung", "landesverband", "vorstand", "präsidium")  # „SPD-Landtagsfraktion“
_ALLIED = ("staaten", "länder", "ländern", "partner", "partnern", "mitglieder", "mitgliedern", "verbündete", "verbündeten", "nationen")


def find_compounds(view: View, people: People, evidence: Evidence) -> list[Found]:
    """Mentions inside or made of hyphenated words that no list has as a whole."""
    found = []
    for i in view.met["hyphen"]:
        text = view.texts[i]
        if view.words[i].bucket is not None:
            continue
        head, _, tail = text.rpartition("-")
        lower = tail.lower()
        institution = view.know.institution(lower)
        if institution is not None:
            actor = _institution_actor(view, head, institution, lower, people)
            if actor is not None:
                found.append(Found(i, i + 1, actor, "name", "actors.compound", 62))
            continue
        if head in _LEVELS or head in view.know.places or _single(view, head) is not None:
            party = next((a.entry for a in view.know.aliases.single(tail) if a.entry.type == "party"), None)
            if party is not None and (party := _own_party(view, tail, party, evidence)):
                found.append(Found(i, i + 1, party.actor(), "name", "actors.compound", 57))
                continue
        entry = _single(view, head)
        if entry is None:
            continue
        if lower in _ALLIED and entry.type in ("alliance", "organisation"):
            name = f"{head}-{tail.removesuffix('n') if lower.endswith(('ern', 'dern')) else tail}"
            found.append(
                Found(
                    i,
                    i + 1,
                    Actor(f"group:{slug(head)}-staaten", f"{name} ({head}-Staaten)", "group", None, None),
                    "name",
                    "actors.compound",
                    50,
                )
            )
        elif lower.endswith(_OF_A_PARTY) and entry.type == "party":
            found.append(Found(i, i + 1, entry.actor(), "name", "actors.compound", 50))
        elif entry.type == "media" and view.know.has("quote_noun", lower):
            start = view.starts[i]
            found.append(Found(i, i + 1, entry.actor(), "name", "actors.compound", 50, chars=(start, start + len(head))))
    return found


def _own_party(view: View, tail: str, party: Entry, evidence: Evidence) -> Entry | None:
    """The party of „Bundes-Grüne“, „Wien-SPÖ“, „Bayern-SPD“: of several with that name the one of the text's state."""
    bearers = [a.entry for a in view.know.aliases.single(tail) if a.entry.type == "party"]
    return next((e for e in bearers if e.country == evidence.focus), None) or (party if tail.isupper() else bearers[0])


def _single(view: View, word: str) -> Entry | None:
    return next((a.entry for a in view.know.aliases.single(word)), None)


def _institution_actor(view: View, head: str, institution: Institution, lower: str, people: People) -> Actor | None:
    if head in _PREFIX_STATES:
        return view.know.institution_actor(institution, _PREFIX_STATES[head])
    entry = _single(view, head)
    if entry is not None and entry.country and entry.use in ("state", "capital", "seat", "land") and entry.country in view.know.states:
        return view.know.institution_actor(institution, entry.country)
    if institution.kind != "government":
        if entry is not None and entry.type in ("organisation", "alliance", "party"):
            return Actor(
                f"{institution.type}:{slug(entry.name)}-{slug(institution.kind)}",
                f"{head}-{institution.noun}",
                institution.type,
                entry.country,
                None,
            )
        return None
    for person in people.persons:
        if person.surname == head and person.entry and person.entry.country in view.know.states:
            return view.know.states[person.entry.country].government.actor()
    if entry is not None and entry.type == "person" and entry.country in view.know.states:
        return view.know.states[entry.country].government.actor()
    if entry is not None and entry.type == "party" and entry.country in view.know.states and lower == "regierung":
        return view.know.states[entry.country].government.actor()
    return None
