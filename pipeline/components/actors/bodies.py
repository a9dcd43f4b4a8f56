"""Courts, parliaments and towns that are named by rank or Land: „der Oberste Gerichtshof“, „der Landtag“, „die Stadt Linz“."""

from __future__ import annotations

from collections import Counter

from pipeline.components.actors.aliases import Alias
from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.names import slug
from pipeline.components.actors.readings import is_subject, seat_speaks
from pipeline.components.actors.states import indefinite, state_here
from pipeline.components.actors.view import ARTICLES, Found, View
from pipeline.records import Actor

Hit = tuple[int, int, list[Alias]]
_COURTS = {"gerichtshof": "m", "gerichtshofs": "m", "gerichtshofes": "m", "gericht": "n", "gerichts": "n", "gerichtes": "n"}
_OF_A_LAND = {
    "landesregierung": "Landesregierung",
    "staatsregierung": "Staatsregierung",
    "landtag": "Landtag",
    "landtags": "Landtag",
    "landtages": "Landtag",
    "bürgerschaft": "Bürgerschaft",
    "senat": "Senat",
    "senats": "Senat",
}
NOUNS = frozenset({*_COURTS, *_OF_A_LAND, "stadt"})
_OF_A_CITY = {
    "Bürgerschaft": {"Hamburg": "Hamburgische Bürgerschaft", "Bremen": "Bremische Bürgerschaft"},
    "Senat": {"Hamburg": "Hamburger Senat", "Bremen": "Bremer Senat", "Breme": "Bremer Senat", "Berlin": "Berliner Senat"},
}
_GOVERNMENTS = frozenset({"Landesregierung", "Staatsregierung"})
_FREE_STATES = frozenset({"bayerische", "sächsische"})  # whose government is a „Staatsregierung“
_FOR_A_TOWN = frozenset({"laut", "seitens", "mit", "gegen", "durch"})


def find_bodies(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """Mentions of such bodies, linked to the state or Land that stands with them or that the text is about."""
    at = {start: (end, aliases) for start, end, aliases in hits}
    found = []
    for i in view.met["body"]:
        lower = view.lowers[i]
        if view.blocked[i]:
            continue
        if lower in _COURTS and i and view.lowers[i - 1].startswith("oberst"):
            item = _supreme_court(view, i, evidence, at)
        elif lower in _OF_A_LAND:
            item = _parliament(view, i, evidence)
        elif lower == "stadt":
            item = _town(view, i)
        else:
            item = None
        if item is not None:
            found.append(item)
    return found


def _supreme_court(view: View, i: int, evidence: Evidence, at: dict[int, tuple[int, list[Alias]]]) -> Found | None:
    """„der israelische Oberste Gerichtshof“, „das Oberste Gericht Indiens“; bare, the court of the state that the text is about."""
    start, end, rank = i - 1, i + 1, 54
    before = view.texts[i - 2] if i > 1 else ""
    code = view.know.adjectives.get(before)
    if code is not None:
        start, rank = i - 2, 61
    else:
        k = i + 1 + (i + 1 < len(view) and view.lowers[i + 1] in ("der", "des", "von", "in"))
        if k in at and at[k][1][0].entry.use in ("state", "capital") and view.sentence_of[k] == view.sentence_of[i]:
            code, end, rank = at[k][1][0].entry.country, at[k][0], 61
    code = code or state_here(view, i, evidence)
    if code is None or code == "DE" or code not in view.know.states or indefinite(view, i - 1):
        return None
    return Found(
        start, end, _court(view, i, code), "name", "actors.institution_of_state" if rank == 61 else "actors.bare_institution", rank
    )


def _court(view: View, i: int, code: str) -> Actor:
    known = {"US": "Oberster Gerichtshof der Vereinigten Staaten (Supreme Court)", "AT": "Oberster Gerichtshof Österreichs (OGH)"}.get(code)
    entry = view.know.entry_named(known) if known else None
    if entry is not None:
        return entry.actor()
    state = view.know.states[code]
    noun = "Oberster Gerichtshof" if _COURTS[view.lowers[i]] == "m" else "Oberstes Gericht"
    return Actor(f"organisation:{code.lower()}-oberster-gerichtshof", f"{noun} ({state.names[0]})", "organisation", code, None)


def _parliament(view: View, i: int, evidence: Evidence) -> Found | None:
    """The bare „Landtag“, „Landesregierung“ or „Bürgerschaft“, of the Land that the text is about."""
    if indefinite(view, i) or i and view.tags[i - 1] == "ADJA" and view.texts[i - 1] in view.know.land_adjectives:
        return None  # „bayerischer Landtag“ is found with the institutions
    noun = _OF_A_LAND[view.lowers[i]]
    name: str | None
    code: str | None
    if noun in _OF_A_CITY:
        towns = _OF_A_CITY[noun]
        town = next((t for t in towns if any(w.startswith(t) for w in view.positions)), None)
        if town is None or noun == "Senat" and (evidence.focus != "DE" or _chamber(view, i)):
            return None
        name, code = towns[town], "DE"
    else:
        adjective, code = _land_of(view)
        if noun in _GOVERNMENTS and adjective is not None and adjective[:1].islower():
            adjective = adjective.removesuffix("r")  # „hessische Landesregierung“
        if noun in _GOVERNMENTS and adjective is None or noun == "Staatsregierung" and adjective not in _FREE_STATES:
            return None
        name = view.know.of_land(adjective, noun) if adjective else noun
        code = code or (evidence.focus if evidence.focus in ("DE", "AT") else None)
    if name is None or code not in ("DE", "AT"):
        return None
    kind = "government" if noun in (*_GOVERNMENTS, "Senat") else "organisation"
    return Found(i, i + 1, Actor(f"{kind}:{slug(name)}", name, kind, code, None), "name", "actors.bare_institution", 30)


def _chamber(view: View, i: int) -> bool:
    """„der Zweite Senat“, „der Senat des Bundesgerichtshofs“, „Senat der Universität“: a part of another body."""
    ranked = i > 0 and view.tags[i - 1] == "ADJA"
    return (
        ranked
        or i + 1 < len(view)
        and view.lowers[i + 1] in ("des", "der", "am", "beim")
        and view.sentence_of[i + 1] == view.sentence_of[i]
    )


def _land_of(view: View) -> tuple[str | None, str | None]:
    """Adjective in the masculine („hessischer“, „Tiroler“) and state of the Land that the text names most often; of two, the first."""
    named: Counter[tuple[str, str]] = Counter()
    for word, places in view.positions.items():
        if (land := view.know.lands.get(word)) is not None:
            named[land] += len(places)
    if not named:
        return None, None
    return named.most_common(1)[0][0]


def _town(view: View, i: int) -> Found | None:
    """„die Stadt Linz wehrt sich“, „heißt es von der Stadt Linz“: the town's administration, not the place."""
    if i + 1 >= len(view) or not i or view.lowers[i - 1] not in ARTICLES or view.sentence_of[i + 1] != view.sentence_of[i]:
        return None
    town = view.texts[i + 1]
    code = view.know.places.get(town)
    before = view.lowers[i - 2] if i > 1 else ""
    if code is None or not (is_subject(view, i, i + 2) or before in _FOR_A_TOWN or before in ("von", "bei") and seat_speaks(view, i)):
        return None
    name = f"Stadt {town}"
    return Found(i, i + 2, Actor(f"government:{slug(name)}", name, "government", code, None), "name", "actors.institution_of_state", 41)
