"""States, capitals, inhabitants, and the governments, forces, parliaments, ministries that belong to a state."""

from __future__ import annotations

from dataclasses import replace

from pipeline.components.actors.aliases import Alias, Entry
from pipeline.components.actors.evidence import Evidence, town_adjective
from pipeline.components.actors.knowledge import Institution
from pipeline.components.actors.names import adjective_with_ending, slug, without_genitive
from pipeline.components.actors.readings import capital_speaks, is_subject, receives, seat_speaks, state_acts
from pipeline.components.actors.view import ARTICLES, QUOTES, Found, View
from pipeline.records import Actor

Hit = tuple[int, int, list[Alias]]
_PLURAL_DETERMINERS = frozenset(
    [
        "die",
        "den",
        "der",
        "viele",
        "vielen",
        "einige",
        "alle",
        "allen",
        "beiden",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "mehrere",
        "tausende",
        "hunderte",
    ]
)
_TWO_WORDS = frozenset({"Wiener", "Bad", "St.", "Sankt", "San", "New", "Los", "Santa", "Neu"})  # „Landesgericht |Wiener Neustadt|“
_LEVELS = frozenset({"us", "ex", "ex-us", "eu", "un", "uno"})
_STATE_USES = frozenset({"state", "capital", "seat", "land", "people"})
_COPULAS = frozenset({"ist", "war", "wurde", "wird", "als", "sei", "wäre", "bin", "bist", "erster", "letzter"})
_SINGULAR = frozenset(["ein", "eine", "einen", "einem", "eines", "einer", "dem", "des", "das"])


def find_states(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """State, capital and people names where they act, each with the rule that decided."""
    found = []
    waiting: list[Found] = []
    speaking: set[str] = set()
    for start, end, aliases in hits:
        entry = pick(aliases, evidence, start)
        if entry.use == "capital" and not _is_town(view, entry, start, end):  # „US-Regierung“ in the list: its name, not its seat
            if not indefinite(view, start):
                found.append(Found(start, end, entry.actor(), "name", "actors.base_name", 50))
            continue
        if entry.use == "capital":
            metonym = Found(start, end, entry.actor(), "metonym", "actors.capital_government", 40)
            if capital_speaks(view, start, end):
                speaking.add(entry.actor_id)
                found.append(metonym)
            elif receives(view, start):
                waiting.append(metonym)
        elif entry.use == "state" and state_acts(view, start, end):
            found.append(Found(start, end, entry.actor(), "name", "actors.state_acts", 40))
        elif entry.use == "seat" and (not _after_place(view, start) or seat_speaks(view, start)):
            found.append(Found(start, end, entry.actor(), "metonym", "actors.seat_of_power", 50))
        elif (
            entry.use == "land" and is_subject(view, start, end) and state_acts(view, start, end) and not _part_of_longer(view, start, end)
        ):
            found.append(Found(start, end, entry.actor(), "name", "actors.state_acts", 40))
        elif entry.use == "people" and _plural_people(view, start, end):
            found.append(Found(start, end, entry.actor(), "demonym", "actors.inhabitants", 45))
    return found + [f for f in waiting if f.actor is not None and f.actor.actor_id in speaking]


def pick(aliases: list[Alias], evidence: Evidence, start: int) -> Entry:
    """Of several actors with one alias, the one of the article's state, then of a state named in it, then the first."""
    entries = [a.entry for a in aliases]
    for entry in entries:
        if entry.country and entry.country == evidence.focus:
            return entry
    present = [e for e in entries if e.country and evidence.weights.get(e.country, 0.0) > 0]
    return max(present, key=lambda e: evidence.weights.get(e.country or "", 0.0)) if present else entries[0]


def _is_town(view: View, entry: Entry, start: int, end: int) -> bool:
    """Whether the alias is the name of a capital, rather than one of its government."""
    state = view.know.states.get(entry.country or "")
    if state is None:
        return True
    text = " ".join(view.texts[start:end])
    return any(text.startswith(town) and len(text) <= len(town) + 2 for town in state.capitals)


def _part_of_longer(view: View, start: int, end: int) -> bool:
    return end < len(view) and view.capitalised(end) and view.tags[end] == "NE"


def _after_place(view: View, start: int) -> bool:
    """„vor dem Weißen Haus“, „im Kreml“, „nahe dem Pentagon“: the building."""
    j = view.before(start)
    return (
        j >= 0
        and view.lowers[j] in ("im", "in", "vor", "nahe", "zum", "hinter", "neben", "am")
        or (start > 0 and view.lowers[start - 1] in ("im", "zum"))
    )


def _plural_people(view: View, start: int, end: int) -> bool:
    """„die Deutschen“, „Russen und Ukrainer“, but not „der Brite Tony …“, „Deutsche Bank“, „aus Polen“."""
    i = start
    if end < len(view) and view.capitalised(end) and view.sentence_of[end] == view.sentence_of[start] and view.tags[end] in ("NE", "NN"):
        return False
    before = view.lowers[i - 1] if i and view.sentence_of[i - 1] == view.sentence_of[i] else ""
    if (
        _one_by_adjective(view, i) or before in _SINGULAR or before == "den" and view.texts[i].endswith("er")
    ):  # „den Norweger“ is one, „den Norwegern“ are many
        return False
    number = view.token(i).morph.get("Number", [])
    if before == "der" and "Plur" not in number:
        return False
    if view.texts[i] in ("Polen", "Ungarn", "Schweden", "Deutsche", "Deutschen", "Schweizer", "Luxemburger", "Hongkonger"):
        return before in ("die", "den", "viele", "vielen", "alle", "beiden", "zwei", "drei") and not (
            before == "die" and view.texts[i] == "Deutsche" and end < len(view) and view.capitalised(end)
        )
    bare = (
        not (i and view.tags[i - 1] == "ADJA")
        and before not in ARTICLES
        and before not in _COPULAS
        and not before.startswith(("ein", "jed", "kein", "dies"))
    )
    return "Sing" not in number or before in _PLURAL_DETERMINERS or bare and view.texts[i].endswith(("en", "er", "os", "is", "us"))


def _one_by_adjective(view: View, i: int) -> bool:
    """„der 21-jährige Norweger“, „ein weiterer Norweger“: article and ending of the adjective before it say that it is one."""
    j = i - 1
    while j >= 0 and view.tags[j] == "ADJA" and view.sentence_of[j] == view.sentence_of[i]:
        j -= 1
    if j == i - 1 or j < 0 or view.sentence_of[j] != view.sentence_of[i]:
        return False
    article = view.lowers[j]
    return article in _SINGULAR or article.startswith(("kein", "jed")) or article == "der" and view.lowers[i - 1].endswith("e")


# institutions ----------------------------------------------------------------------------------------------------------------------------


def find_institutions(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """„polnische Regierung“, „Streitkräfte der Ukraine“, „Führung in Kiew“, bare „Regierung“ of a state that the text is about."""
    at = {start: (end, aliases) for start, end, aliases in hits}
    listed = {  # „Deutscher Wetterdienst“, „Universität Wien“
        k for start, end, aliases in hits if end - start > 1 and aliases[0].entry.use not in _STATE_USES for k in range(start, end)
    }
    found = []
    for i in view.met["hyphen"]:
        if i and view.lowers[i - 1] == view.texts[i - 1] in view.know.adjectives:
            found += _special(view, i)
    for i in view.met["institution"]:
        lower, institution = view.lowers[i], view.words[i].institution
        if (
            institution is None
            or i in listed
            or view.blocked[i]
            or lower == "soldaten"
            and _one_soldier(view, i)
            or institution.noun.endswith(("schule", "behörde"))
            and lower.endswith("n")  # „Hochschulen“, „Steuerbehörden“: several
        ):
            continue
        if lower == "botschaft" and indefinite(view, i):
            continue  # „eine griechische Botschaft“ may be a message
        found_here = _with_adjective(view, i, institution) or _with_seat(view, i, institution, at) or _bare(view, i, institution, evidence)
        if found_here and found_here.actor is not None and found_here.actor.country is None and found_here.rank == 60:
            found_here.actor = replace(found_here.actor, country=evidence.focus)  # „Feuerwehr Olpe“: a town that no list knows
        if found_here:
            found.append(_joined(view, found_here, i, institution))
    return found


def _special(view: View, i: int) -> list[Found]:
    """„iranische Internet-Polizei“, „russische Anti-Doping-Agentur“: an institution for one field, by a word in front of a hyphen."""
    head, _, tail = view.lowers[i].rpartition("-")
    institution = view.know.institution(tail)
    if institution is None or institution.type not in ("organisation", "armed_force") or head in _LEVELS:
        return []
    code = view.know.adjectives[view.texts[i - 1]]
    state = view.know.states[code]
    name = f"{adjective_with_ending(state.adjectives[0], institution.gender)} {view.texts[i]}"
    actor = Actor(f"{institution.type}:{code.lower()}-{slug(view.texts[i])}", name, institution.type, code, None)
    return [Found(i - 1, i + 1, actor, "name", "actors.institution_of_state", 63)]


def _one_soldier(view: View, i: int) -> bool:
    """„eines getöteten Soldaten“, „dem Soldaten“: one man, not the force."""
    j = i - 1
    while j >= 0 and view.sentence_of[j] == view.sentence_of[i] and view.tags[j] == "ADJA":
        j -= 1
    return j >= 0 and (view.lowers[j] in ("dem", "des") or view.lowers[j].startswith("ein") and view.lowers[j] not in ("einige", "einigen"))


def _joined(view: View, f: Found, i: int, institution: Institution) -> Found:
    """„das Wissenschafts- und Wirtschaftsministerium“ is one ministry with two fields."""
    if (
        f.actor is None
        or institution.type != "government"
        or institution.kind == "government"
        or i < 2
        or not view.texts[i - 2].endswith("-")
        or view.texts[i - 1] != "und"
    ):
        return f
    fields = f"{view.texts[i - 2]} und {institution.kind}"
    code = f.actor.country or ""
    name = f"{adjective_with_ending(view.know.states[code].adjectives[0], 'n')} {fields}"
    return Found(
        min(f.start, i - 2),
        i + 1,
        Actor(f"government:{code.lower()}-{slug(fields)}", name, "government", code, None),
        f.form,
        f.rule_id,
        f.rank,
    )


def _with_adjective(view: View, i: int, institution: Institution) -> Found | None:
    if i and view.texts[i - 1].endswith("er") and view.capitalised(i - 1) and view.texts[i - 1] not in view.know.adjectives:
        return _with_town(view, i, institution)
    if i and (genitive := _genitive_state(view, i - 1)) is not None:
        return Found(i - 1, i + 1, view.know.institution_actor(institution, genitive), "name", "actors.institution_of_state", 60)
    j = i - 1
    steps = 0
    while j >= 0 and steps < 4 and view.sentence_of[j] == view.sentence_of[i]:
        land = view.know.land_adjectives.get(view.texts[j])
        if land:
            stem = next(view.texts[j][: -len(e)] for e in ("en", "er", "es", "em", "e") if view.texts[j].endswith(e))
            name = view.know.of_land(adjective_with_ending(stem.lower(), institution.gender), institution.noun)
            actor = Actor(f"{institution.type}:{slug(name)}", name, institution.type, land, None)
            return Found(j, i + 1, actor, "name", "actors.institution_of_state", 60)
        code = view.know.adjectives.get(view.texts[j])
        if code:
            return Found(j, i + 1, view.know.institution_actor(institution, code), "name", "actors.institution_of_state", 60)
        genitive = _genitive_state(view, j) if j < i - 1 else None  # „Chinas kommunistische Führung“
        if genitive:
            return Found(j, i + 1, view.know.institution_actor(institution, genitive), "name", "actors.institution_of_state", 60)
        if view.tags[j] not in ("ADJA", "KON", "TRUNC") and view.texts[j] not in ("und", ",") and view.texts[j] not in QUOTES:
            return None
        j -= 1
        steps += 1
    return None


def _genitive_state(view: View, i: int) -> str | None:
    """The state in „Islands Regierung“."""
    base = without_genitive(view.texts[i])
    if base is None or view.texts[i] in view.know.states:
        return None
    return next((a.entry.country for a in view.know.aliases.single(base) if a.entry.use == "state"), None)


def _with_town(view: View, i: int, institution: Institution) -> Found | None:
    """„Wiener Polizei“, „Prager Außenministerium“: a capital's ministry is its state's, a court or police the town's."""
    code = town_adjective(view.texts[i - 1], view.know)
    if code is None or code not in view.know.states:
        return None
    stem = view.texts[i - 1][:-2]
    capital = any(a.entry.use == "capital" for town in (stem, stem + "en", stem + "e") for a in view.know.aliases.get(town))
    if institution.type in ("government", "armed_force") and institution.kind != "land" and capital:
        return Found(i - 1, i + 1, view.know.institution_actor(institution, code), "name", "actors.institution_of_state", 60)
    name = f"{view.texts[i - 1]} {institution.noun}"
    actor = Actor(f"{institution.type}:{slug(name)}", name, institution.type, code, None)
    return Found(i - 1, i + 1, actor, "name", "actors.institution_of_state", 60)


def _with_seat(view: View, i: int, institution: Institution, at: dict[int, tuple[int, list[Alias]]]) -> Found | None:
    """„Regierung in Kiew“, „Regierung Spaniens“, „Streitkräfte der Ukraine“."""
    j = i + 1
    if j >= len(view) or view.sentence_of[j] != view.sentence_of[i]:
        return None
    if i and view.lowers[i] in ("führung", "regierung") and view.lowers[i - 1] == "unter":
        return None  # „unter Führung der USA“: what they do, not who they are
    if view.lowers[j] in ("in", "von", "im", "aus") or view.lowers[j] in ARTICLES:
        j += 1
        if j < len(view) and view.lowers[j] in ARTICLES:
            j += 1
        if j < len(view) and view.lowers[j] in ("republik", "bundesrepublik"):
            j += 1  # „Streitkräfte der Republik Fidschi“
    if j not in at or at[j][1][0].entry.use not in ("state", "capital"):
        return _in_town(view, i, institution)
    end, aliases = at[j]
    entry = aliases[0].entry
    if entry.use not in ("state", "capital") or not entry.country:
        return None
    if view.lowers[i + 1] in ("in", "im") and institution.type != "government":
        return None  # „die Armee im Irak“ is another's
    if institution.kind == "government" or institution.bare or entry.use == "state":
        return Found(i, end, view.know.institution_actor(institution, entry.country), "name", "actors.institution_of_state", 60)
    return None


def _in_town(view: View, i: int, institution: Institution) -> Found | None:
    """„Landgericht Frankfurt“, „Staatsanwaltschaft Graz“, „Oberlandesgericht in Düsseldorf“."""
    j = i + 2 if view.lowers[i + 1] == "in" else i + 1
    if j >= len(view) or view.sentence_of[j] != view.sentence_of[i] or institution.type != "organisation":
        return None
    code = _state_of_town(view, view.texts[j])
    if code is None and not (j == i + 1 and view.ents[j] == "LOC"):
        return None
    end = j + 1 + (view.texts[j] in _TWO_WORDS and j + 1 < len(view) and view.caps[j + 1])
    name = f"{institution.noun} {' '.join(view.texts[j:end])}"
    return Found(i, end, Actor(f"organisation:{slug(name)}", name, "organisation", code, None), "name", "actors.institution_of_state", 60)


def _state_of_town(view: View, town: str) -> str | None:
    """The state in which a town, a Land or a capital lies, None for a name that no list knows."""
    know = view.know
    if town in know.places:
        return know.places[town]
    if town in know.lands:
        return know.lands[town][1]
    return next((a.entry.country for a in know.aliases.single(town) if a.entry.use in ("capital", "land")), None)


def _bare(view: View, i: int, institution: Institution, evidence: Evidence) -> Found | None:
    national = i > 0 and view.lowers[i - 1] in ("nationale", "nationalen") and institution.noun.endswith("behörde")
    if not (institution.bare or institution.bare_in or national) or indefinite(view, i):
        return None
    code = state_here(view, i, evidence)
    if institution.noun.startswith("Bundes"):
        code = evidence.likeliest(["DE", "AT"])  # „die Bundesregierung“ is no other state's
    if code == "PS" and institution.kind == "army":  # which has none: the army of the text is the other side's
        code = "IL" if evidence.weights.get("IL") else None
    if institution.bare_in and code not in institution.bare_in:
        return None
    if code is None and institution.kind in ("Polizei", "Staatsanwaltschaft"):
        name = institution.kind
        return Found(i, i + 1, Actor(f"organisation:{slug(name)}", name, "organisation", None, None), "name", "actors.bare_institution", 30)
    if code is None:
        return None
    return Found(i, i + 1, view.know.institution_actor(institution, code), "name", "actors.bare_institution", 30)


def indefinite(view: View, i: int) -> bool:
    """„eine neue Regierung“, „keine Polizei“, „Bildung der künftigen Regierung“: no body that is there."""
    j = i - 1
    while j >= 0 and view.sentence_of[j] == view.sentence_of[i] and view.tags[j] == "ADJA" and not view.capitalised(j):
        if view.lowers[j].startswith(("künftig", "nächst", "eigen", "ander")):
            return True
        j -= 1
    if j < 0 or view.sentence_of[j] != view.sentence_of[i]:
        return False
    if view.lowers[j] in ("als", "jede", "jeder", "jedes", "jedem"):
        return True
    if view.lowers[j].startswith(("ein", "kein")) and view.tags[j] not in ("ADJA", "VVPP", "NN"):
        return True
    without_article = j < i - 1 and view.lowers[j] not in ARTICLES and not view.lowers[j].startswith(("dies", "sein", "ihr", "unser"))
    return without_article and view.lowers[i - 1].startswith("neue")  # „Bildung neuer Regierung“, „mit neuer Regierung“


def state_here(view: View, i: int, evidence: Evidence) -> str | None:
    """Whose „Regierung“ stands at `i`: the article's where one state clearly leads, else the one named last before it."""
    focus = evidence.focus
    if focus is None:
        return None
    if evidence.leads(focus):
        return focus
    return evidence.nearest_before(i) or focus


def government_of(view: View, code: str) -> Actor:
    """The government of a state as an actor."""
    return view.know.states[code].government.actor()
