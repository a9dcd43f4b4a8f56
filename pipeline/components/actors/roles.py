"""Offices without a name: linked to the person who bears them in the article, else to the dated list of offices, else left an office."""

from __future__ import annotations

import datetime as dt

from pipeline.components.actors.evidence import Evidence, compound_state
from pipeline.components.actors.holders import GOVERNMENT_HEADS, HEADLINE, STATE_HEADS, Holders
from pipeline.components.actors.lexicon import Role
from pipeline.components.actors.names import slug, without_genitive
from pipeline.components.actors.people import People, Person
from pipeline.components.actors.states import state_here
from pipeline.components.actors.view import ARTICLES, QUOTES, Found, View
from pipeline.records import Actor

_SAME_OFFICE = {"Premier": "Premierminister", "Staatspräsident": "Präsident", "Staatschef": "Präsident", "Kanzler": "Bundeskanzler"}
_DETERMINERS = frozenset({"der", "die", "das", "dem", "den", "des", "vom", "beim", "laut"})
_COPULA = frozenset({"ist", "war", "wird", "wurde", "werden", "bleibt", "blieb", "sei", "wäre"})
_OFFICE_ITSELF = frozenset({"amt", "amtes", "amts", "amte", "posten", "funktion", "rolle", "wahl", "ernennung", "titel", "kandidatur"})
_SERVING = frozenset({"amtierende", "amtierenden", "regierende", "regierenden", "herrschende", "herrschenden", "scheidende", "scheidenden"})
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
    holders = Holders(view, people)
    found = []
    for i in view.met["office"]:
        role = view.role(i)
        if role is None or view.blocked[i] or i in named:
            continue
        if _before_name(view, i, named) or not _definite(view, i, role, named):
            continue
        item = _resolve(view, i, role, people, holders, evidence, day)
        if item is not None:
            found.append(item)
    return found


def _before_name(view: View, i: int, named: set[int]) -> bool:
    """Whether the role is a title: a name follows, directly or behind what belongs to the title."""
    nxt, n = i + 1, len(view)
    if nxt >= n or view.sentence_of[nxt] != view.sentence_of[i]:
        return False
    if nxt in named or view.role(nxt) is not None:
        return True
    if view.capitalised(nxt) and view.tags[nxt] == "NE" and not view.know.aliases.single(view.texts[nxt]):
        return True
    if view.texts[nxt] in ("für", "von") and nxt + 1 < n and view.capitalised(nxt + 1) and nxt + 2 in named:
        return True  # „Minister für Justiz X Y“
    if view.texts[nxt] in ("-", "und") and nxt + 1 < n and view.role(nxt + 1) is not None and nxt + 2 in named:
        return True
    if view.texts[nxt] in ("von", "in") and nxt + 1 < n and view.ents[nxt + 1] == "LOC" and view.texts[nxt + 1] not in view.know.aliases:
        return True  # „der Bürgermeister von Ladenburg“: somebody whom only the place tells apart
    return view.texts[nxt] == "," and nxt + 1 in named or _genitive_then_name(view, nxt, named)


def _definite(view: View, i: int, role: Role, named: set[int]) -> bool:
    """Whether the role refers to one person: definite article, no predicate („als Minister“), no plural, no apposition."""
    same = view.sentence_of[i]
    j = i - 1
    while j >= 0 and view.sentence_of[j] == same and view.tags[j] == "ADJA" and not view.capitalised(j):
        if view.lowers[j].endswith(("ste", "sten", "ster")) and not view.lowers[j].startswith("erst"):
            return False  # „der schlechteste Ministerpräsident aller Zeiten“
        j -= 1
    if j < 0 or view.sentence_of[j] != same:
        headline = i < HEADLINE and role.scope == "office" and _of_a_headline(view, i)
        return bool(role.modifier) or headline  # „PiS-Vorsitzender gegen Einmischung“, „Kanzler: Kein Kommentar“
    if j == i - 1 and view.texts[j] in view.know.adjectives and (j == 0 or view.sentence_of[j - 1] != same):
        return i < HEADLINE and role.scope == "office" and _of_a_headline(view, i)  # „Sudanesischer Präsident wird gesucht“
    if j < i - 1 and view.lowers[i - 1] in _SERVING:
        j = _attribute_start(view, i, j)
    before, lower = view.lowers[j], view.lowers[i]
    if _genitive_state(view, j) is not None:
        copula = any(view.lowers[k] in _COPULA for k in range(max(j - 5, 0), j) if view.sentence_of[k] == same)
        return j > 0 and view.lowers[j - 1] not in ("als", ",") and not copula  # „warnt Islands Regierungschef“
    if before not in _DETERMINERS or j > 0 and (view.texts[j - 1] == "," and j - 2 in named or view.lowers[j - 1] == "als"):
        return False
    if j > 0 and view.lowers[j - 1] in _OFFICE_ITSELF and view.sentence_of[j - 1] == same:
        return False  # „für das Amt des Präsidenten“
    if (
        before == "der"
        and j < i - 1
        and view.lowers[i - 1].endswith("en")
        and not lower.endswith(("in", "frau", "enden", "ordneten", "tragten", "sandten"))
    ):
        return False  # „der früheren Geschäftsführer“: a plural
    if j > 1 and view.lowers[j - 1] in _COPULA and j - 2 in named:
        return False  # „X ist der Chef der Garde“
    if before == "die":
        return lower.endswith(("in", "frau", "de"))
    return not (before == "den" and lower.endswith(("innen", "chefs")))


def _of_a_headline(view: View, i: int) -> bool:
    """Whether a role that opens a sentence without an article is one man's in a headline: a verb, colon or quotation follows, no plural."""
    if i + 1 >= len(view) or "Plur" in view.token(i).morph.get("Number", []) or view.lowers[i].endswith(("innen", "chefs")):
        return False
    return view.texts[i + 1] in QUOTES or view.texts[i + 1] == ":" or view.tags[i + 1] in ("VVFIN", "VAFIN", "VMFIN")


def _attribute_start(view: View, i: int, j: int) -> int:
    """The determiner in front of a long attribute („|Der| seit mehr als zehn Jahren regierende Machthaber“); `j` without one."""
    for k in range(j, max(j - 9, -1), -1):
        if view.sentence_of[k] != view.sentence_of[i] or view.texts[k] in ",;:–." or view.tags[k].endswith("FIN"):
            return j
        if view.tags[k] == "ART" and k + 1 <= j and view.tags[k + 1] in ("APPR", "APPRART", "ADV"):
            return k
    return j


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


def _resolve(view: View, i: int, role: Role, people: People, holders: Holders, evidence: Evidence, day: dt.date | None) -> Found | None:
    """Who bears the role: by a title before it, by the dated list, by a title after it, by the topic; else the office itself."""
    state = explicit_state(view, i, role)
    person = holders.titled(i, role, state, before_only=True)
    if person is None:
        listed = _listed(view, i, role, state or _near_state(view, i, evidence), day)
        if listed is not None and (state is not None or listed.actor_id in holders.ids) and not _other_gender(view, i, listed):
            return Found(i, i + 1, listed, "role", "actors.office_holder", 48, view.texts[i])
        once = _once_holder(view, i, role, people, state or _near_state(view, i, evidence)) if day is None else None
        person = once or holders.titled(i, role, state, before_only=False) or _topic(view, i, role, holders, state)
    if person is not None:
        return Found(i, i + 1, people.actor(person, evidence), "role", "actors.role_of_person", 48, view.texts[i])
    high = role.noun in STATE_HEADS | GOVERNMENT_HEADS or role.noun.endswith("minister")
    if state is None or not high or _former(view, i) or state not in view.know.states:
        return None
    office = Actor(f"role:{slug(role.noun)}-{state.lower()}", f"{role.noun} ({view.know.states[state].name})", "role", state, None)
    return Found(i, i + 1, office, "role", "actors.office_open", 15, view.texts[i])


def _topic(view: View, i: int, role: Role, holders: Holders, state: str | None) -> Person | None:
    """„… X … . Der frühere Ministerpräsident …“, „Der Vorsitzende der Partei …“: the one person whom the text is speaking of."""
    opens = i > 0 and view.lowers[i - 1] in ("der", "die") and (i == 1 or view.sentence_of[i - 2] != view.sentence_of[i])
    if not _former(view, i) and (role.modifier or not opens or role.scope != "head"):
        return None
    return holders.topic(i, state)


def _once_holder(view: View, i: int, role: Role, people: People, state: str | None) -> Person | None:
    """In a text without a date: whom of those named before the list knows in this office at any time; of several, who was named last."""
    if state is None or role.scope != "office" or _former(view, i):
        return None
    offices = {role.noun, _SAME_OFFICE.get(role.noun, role.noun), *(GOVERNMENT_HEADS if role.noun in GOVERNMENT_HEADS else ())}
    names = {o.holder for o in view.know.offices_of(state) if o.office in offices}
    last = {s: p for p in people.persons if p.entry and p.entry.name in names for s, _, _ in p.mentions if s < i}
    person = last[max(last)] if last else None
    return None if person is None or _other_gender(view, i, person.entry.actor()) else person  # type: ignore[union-attr]


def explicit_state(view: View, i: int, role: Role) -> str | None:
    """The state that stands with the role: „US-Präsident“, „der polnische Präsident“, „Präsident der Ukraine“."""
    if role.modifier and (code := compound_state(view.texts[i], view.know)):
        return code
    j = i - 1
    while j >= 0 and view.sentence_of[j] == view.sentence_of[i] and (view.tags[j] == "ADJA" or view.texts[j] in view.know.adjectives):
        if view.texts[j] in view.know.adjectives:
            return view.know.adjectives[view.texts[j]]
        j -= 1
    if j >= 0 and view.sentence_of[j] == view.sentence_of[i] and (code := _genitive_state(view, j)) is not None:
        return code
    k = i + 1
    while k < min(i + 3, len(view)) and view.lowers[k] in ARTICLES | {"von"}:
        k += 1
    if k < len(view) and k > i and view.sentence_of[k] == view.sentence_of[i]:
        for alias in view.know.aliases.get(view.texts[k]):
            if len(alias.tokens) == 1 and alias.entry.use == "state" and (k > i + 1 or view.texts[k] != alias.entry.name):
                return alias.entry.country
    return None


def _genitive_state(view: View, i: int) -> str | None:
    """The state in „Islands Regierungschef“."""
    base = without_genitive(view.texts[i])
    return next((a.entry.country for a in view.know.aliases.single(base or "") if a.entry.use == "state"), None)


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


def _listed(view: View, i: int, role: Role, state: str | None, day: dt.date | None) -> Actor | None:
    """The holder by the list of offices on the article's date."""
    if _former(view, i):
        return None
    body = _BODIES.get(role.modifier.partition("-")[0]) if role.modifier else None
    noun = role.noun
    candidates = [(noun, body), ("Präsident" if noun == "Chef" else noun, body)] if body else []
    if state is not None and (not role.modifier or compound_state(view.texts[i], view.know) or role.modifier.startswith("Bundes")):
        candidates += [(noun, state), (_SAME_OFFICE.get(noun, noun), state)]
        if noun in GOVERNMENT_HEADS:
            candidates += [(n, state) for n in ("Bundeskanzler", "Premierminister", "Ministerpräsident")]
    for office, of in candidates:
        entry = view.know.holder(office, of, day)
        if entry is not None:
            return entry.actor()
    return None
