"""Offices without a name: linked to the person who bears them in the article, else to the dated list of offices, else left an office."""

from __future__ import annotations

import datetime as dt

from pipeline.components.actors.evidence import Evidence, compound_state
from pipeline.components.actors.names import slug
from pipeline.components.actors.persons import People, Person
from pipeline.components.actors.states import state_here
from pipeline.components.actors.view import ARTICLES, Found, Role, View
from pipeline.records import Actor

_HEADS = frozenset(
    {
        "Vorsitzender",
        "Chef",
        "Obmann",
        "Parteichef",
        "Parteivorsitzender",
        "Parteiobmann",
        "Gewerkschaftschef",
        "Vorsteher",
        "Klubobmann",
        "Klubchef",
        "Fraktionschef",
        "Fraktionsvorsitzender",
        "Bundesvorsitzender",
    }
)
_GOVERNMENT_HEADS = frozenset({"Ministerpräsident", "Premierminister", "Premier", "Regierungschef", "Kanzler", "Bundeskanzler"})
_STATE_HEADS = frozenset({"Präsident", "Staatspräsident", "Staatschef", "Staatsoberhaupt", "Bundespräsident"})
_SAME_OFFICE = {"Premier": "Premierminister", "Staatspräsident": "Präsident", "Staatschef": "Präsident", "Kanzler": "Bundeskanzler"}
_PREDICATIVE = frozenset(
    {"als", "zum", "zur", "ein", "eine", "einen", "einem", "einer", "kein", "jeder", "jeden", "neuer", "neue", "mehrere", "viele", "alle"}
)
_BODIES = {
    "EU": "Europäische Union (EU)",
    "UN": "Vereinte Nationen (UN)",
    "UNO": "Vereinte Nationen (UN)",
    "Uno": "Vereinte Nationen (UN)",
    "Nato": "Organisation des Nordatlantikvertrags (NATO)",
    "NATO": "Organisation des Nordatlantikvertrags (NATO)",
    "EZB": "Europäische Zentralbank (EZB)",
    "IWF": "Internationaler Währungsfonds (IWF)",
    "Fed": "US-Notenbank (Federal Reserve Fed)",
}


def find_roles(view: View, people: People, evidence: Evidence, day: dt.date | None) -> list[Found]:
    """Role nouns that stand alone for their holder."""
    named = {i for p in people.persons for s, e, _ in p.mentions for i in range(s, e)}
    found = []
    for i in range(len(view)):
        role = view.role(i)
        if role is None or role.scope not in ("office", "head") or view.blocked[i] or i in named or not _stands_alone(view, i, named):
            continue
        item = _resolve(view, i, role, people, evidence, day)
        if item is not None:
            found.append(item)
    return found


def _stands_alone(view: View, i: int, named: set[int]) -> bool:
    """Definite and referring: no title before a name, no predicate („als Minister“), no plural, no apposition after a comma to a name."""
    n = len(view)
    same = view.sentence_of[i]
    nxt = i + 1
    if nxt < n and view.sentence_of[nxt] == same:
        if (
            nxt in named
            or view.role(nxt) is not None
            or (view.capitalised(nxt) and view.tags[nxt] == "NE" and view.texts[nxt] not in view.know.aliases)
        ):
            return False
        if view.texts[nxt] in ("für", "von") and _name_soon(view, nxt, named):
            return False
        if view.texts[nxt] in ("-", "und") and nxt + 1 < n and view.role(nxt + 1) is not None and nxt + 2 in named:
            return False
        if view.texts[nxt] == "," and nxt + 1 in named or _genitive_then_name(view, nxt, named):
            return False
    j = i - 1
    while j >= 0 and view.sentence_of[j] == same and view.tags[j] == "ADJA" and not view.capitalised(j):
        j -= 1
    if j < 0 or view.sentence_of[j] != same:
        return bool(view.role(i).modifier)  # type: ignore[union-attr]
    before = view.lowers[j]
    if before in _PREDICATIVE or before not in ("der", "die", "das", "dem", "den", "des", "vom", "beim", "laut"):
        return False
    if j > 0 and (view.texts[j - 1] == "," and j - 2 in named or view.lowers[j - 1] == "als"):
        return False
    if (
        view.lowers[nxt : nxt + 1] in (["von"], ["in"])
        and nxt + 1 < n
        and view.ents[nxt + 1] == "LOC"
        and view.texts[nxt + 1] not in view.know.aliases
    ):
        return False  # „der Bürgermeister von Ladenburg“: another's office
    lower = view.lowers[i]
    if j < i - 1 and any(view.lowers[k].endswith(("ste", "sten", "ster")) and view.lowers[k] != "erste" for k in range(j + 1, i)):
        return False  # „der schlechteste Ministerpräsident aller Zeiten“
    if before == "der" and j < i - 1 and view.lowers[i - 1].endswith("en") and not lower.endswith(("in", "en", "frau")):
        return False  # „der früheren Geschäftsführer“: a plural
    plural = (
        lower.endswith(("innen", "chefs", "präsidenten"))
        and before in ("die", "den")
        or before == "die"
        and not lower.endswith(("in", "frau", "de"))
    )
    return not plural


def _genitive_then_name(view: View, i: int, named: set[int]) -> bool:
    """„der Chef des Verwaltungsrats Ulrich …“: what stands between role and name belongs to the title."""
    if view.lowers[i] not in ("des", "der", "von", "beim", "im", "in", "für", "bei") and not (
        view.capitalised(i) and view.lowers[i].endswith("s")
    ):
        return False
    for k in range(i + 1, min(i + 12, len(view))):
        if view.sentence_of[k] != view.sentence_of[i] or view.texts[k] in ".;:–" or view.tags[k].endswith("FIN"):
            return False
        if k in named:
            return view.capitalised(k - 1) or view.texts[k - 1] == "," or view.texts[k - 1] in ")"
    return False


def _name_soon(view: View, i: int, named: set[int]) -> bool:
    """„Minister für Justiz X Y“: the name follows the portfolio directly."""
    return any(k in named for k in range(i + 1, min(i + 4, len(view)))) and view.capitalised(i + 1) and i + 2 in named


def _resolve(view: View, i: int, role: Role, people: People, evidence: Evidence, day: dt.date | None) -> Found | None:
    state = explicit_state(view, i, role)
    person = _holder_in_text(view, i, role, people, state, before_only=True)
    if person is None:
        listed = _listed(view, i, role, state or _near_state(view, i, evidence), day)
        if (
            listed is not None
            and (state is not None or any(p.actor_id == listed.actor_id for p in people.persons))
            and not _other_gender(view, i, listed)
        ):
            return Found(i, i + 1, listed, "role", "actors.office_holder", 48, view.texts[i])
        person = _holder_in_text(view, i, role, people, state, before_only=False) or _topic(view, i, role, people, state)
    if person is not None:
        return Found(i, i + 1, people.actor(person, evidence), "role", "actors.role_of_person", 48, view.texts[i])
    if state is not None and (role.noun in _STATE_HEADS | _GOVERNMENT_HEADS or role.noun.endswith("minister")) and not _former(view, i):
        adjective = view.know.states[state].adjectives[:1]
        name = f"{role.noun} ({view.know.states[state].name})"
        return (
            Found(
                i,
                i + 1,
                Actor(f"role:{slug(role.noun)}-{state.lower()}", name, "role", state, None),
                "role",
                "actors.office_open",
                15,
                view.texts[i],
            )
            if adjective
            else None
        )
    return None


def explicit_state(view: View, i: int, role: Role) -> str | None:
    """The state that stands with the role: „US-Präsident“, „der polnische Präsident“, „Präsident der Ukraine“."""
    if role.modifier and (code := compound_state(view.texts[i], view.know)):
        return code
    j = i - 1
    while j >= 0 and view.sentence_of[j] == view.sentence_of[i] and (view.tags[j] == "ADJA" or view.texts[j] in view.know.adjectives):
        if view.texts[j] in view.know.adjectives:
            return view.know.adjectives[view.texts[j]]
        j -= 1
    k = i + 1
    while k < min(i + 3, len(view)) and view.lowers[k] in ARTICLES | {"von"}:
        k += 1
    if k < len(view) and k > i and view.sentence_of[k] == view.sentence_of[i]:
        for alias in view.know.aliases.get(view.texts[k], ()):
            if len(alias.tokens) == 1 and alias.entry.use == "state" and (k > i + 1 or view.texts[k] != alias.entry.name):
                return alias.entry.country
    return None


def _near_state(view: View, i: int, evidence: Evidence) -> str | None:
    near = evidence.nearest_before(i)
    return near if near is not None else state_here(view, i, evidence)


def _other_gender(view: View, i: int, actor: Actor) -> bool:
    """„die Bundeskanzlerin“ is no man of the list: only some endings of first names fit a feminine noun."""
    lower = view.lowers[i]
    if not lower.endswith(("in", "frau")):
        return False
    return actor.name.split()[0][-1:] not in "aeiyth"


def _former(view: View, i: int) -> bool:
    return view.lowers[i].startswith(("ex-", "alt")) or (
        i > 0 and view.lowers[i - 1].startswith(("ehemalig", "früher", "einstig", "vormalig", "künftig", "designiert"))
    )


def _holder_in_text(view: View, i: int, role: Role, people: People, state: str | None, *, before_only: bool) -> Person | None:
    """The person of the article whose title fits: the one named last before `i`, else the first one after it."""
    best: tuple[int, Person] | None = None
    after: tuple[int, Person] | None = None
    for person in people.persons:
        for at, title in person.roles:
            if not _fits(role, title) or _wrong_gender(view, i, person) or (state and person_state(person) not in (None, state)):
                continue
            last = max((s for s, _, _ in person.mentions if s < i), default=None)
            if last is not None and at < i:
                best = max(best, (last, person), key=lambda b: b[0]) if best else (last, person)
            elif not before_only:
                after = min(after, (at, person), key=lambda b: b[0]) if after else (at, person)
    chosen = best or after
    return chosen[1] if chosen else None


def _wrong_gender(view: View, i: int, person: Person) -> bool:
    """Whether title and role differ in gender („der Bürgermeister“ for a woman whom the article calls „Bürgermeisterin“)."""
    titles = {
        view.lowers[k].endswith(("in", "frau")) for s, _, _ in person.mentions for k in (s - 1,) if k >= 0 and view.role(k) is not None
    }
    return (
        len(titles) == 1
        and view.lowers[i].endswith(("in", "frau")) not in titles
        and view.lowers[i].endswith(("in", "frau", "ter", "ler", "or", "ent", "enten"))
    )


def person_state(person: Person) -> str | None:
    """The state that list or context gives the person."""
    if person.entry:
        return person.entry.country
    return person.countries.most_common(1)[0][0] if person.countries else None


def _fits(asked: Role, title: Role) -> bool:
    """Whether „der Minister“ may be who was called „Außenminister“; a compounded body must agree („GdP-“ with „GdP-“)."""
    a, t = asked.noun, title.noun
    same = (
        a == t
        or t.lower().endswith(a.lower())
        or a.lower().endswith(t.lower())
        or {a, t} <= _HEADS
        or {a, t} <= _GOVERNMENT_HEADS
        or {a, t} <= _STATE_HEADS
    )
    if not same:
        return False
    x, y = asked.modifier.lower(), title.modifier.lower()
    if not x or not y or {a, t} <= _HEADS and (x in y or y in x):
        return True
    return x == y or x in y or y in x or x.startswith("bundes") or y.startswith("bundes")


def _listed(view: View, i: int, role: Role, state: str | None, day: dt.date | None) -> Actor | None:
    """The holder by the list of offices on the article's date."""
    if _former(view, i):
        return None
    body = _BODIES.get(role.modifier.partition("-")[0]) if role.modifier else None
    noun = role.noun if not role.modifier or role.modifier.partition("-")[0] in (*_BODIES, "US") else role.noun
    candidates = [(noun, body)] if body else []
    if state is not None and (not role.modifier or compound_state(view.texts[i], view.know) or role.modifier.startswith("Bundes")):
        candidates += [(noun, state), (_SAME_OFFICE.get(noun, noun), state)]
        if noun in _GOVERNMENT_HEADS:
            candidates += [(n, state) for n in ("Bundeskanzler", "Premierminister", "Ministerpräsident")]
    for office, of in candidates:
        entry = view.know.holder(office, of, day)
        if entry is not None:
            return entry.actor()
    return None


def _topic(view: View, i: int, role: Role, people: People, state: str | None) -> Person | None:
    """The one person of the sentences around, where only one has been named: „… X … . Der frühere Ministerpräsident …“."""
    here = view.sentence_of[i]
    near = [p for p in people.persons if any(here - 2 <= view.sentence_of[s] <= here and s < i for s, _, _ in p.mentions)]
    if len(near) != 1 or (state and person_state(near[0]) not in (None, state)):
        return None
    opens = i > 0 and view.lowers[i - 1] in ("der", "die") and (i == 1 or view.sentence_of[i - 2] != here)
    if not _former(view, i) and (role.modifier or not opens or role.scope != "head"):
        return None
    return near[0]
