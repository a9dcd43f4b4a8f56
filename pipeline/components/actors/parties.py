"""Parties that a text names by their family: „die italienischen Sozialdemokraten“, „Spaniens Konservative“, then „die Sozialdemokraten“."""

from __future__ import annotations

from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.names import nominative, slug, without_genitive
from pipeline.components.actors.states import indefinite, state_here
from pipeline.components.actors.view import ARTICLES, Found, View
from pipeline.records import Actor

_NO_PARTY = frozenset(
    {"regierung", "opposition", "öko", "anti", "ex", "ein", "zwei", "drei", "mini", "neo", "nazi", "neonazi", "mitte", "groß", "mehr"}
)
_HOME = ("DE", "AT")  # their parties of these families are in the list of parties
_RANK = 59


def find_party_families(view: View, evidence: Evidence) -> list[Found]:
    """Plurals such as „Sozialisten“ behind a state's adjective or genitive, or bare where the text has named that state's before."""
    found: list[Found] = []
    named: dict[str, Actor] = {}
    for i in view.met["family"]:
        family = view.know.party_families[view.texts[i]]
        if view.blocked[i] or _one_member(view, i):
            continue
        start, code = _state_before(view, i)
        if code is not None:
            named[family] = _actor(view, family, code)
        elif family not in named:
            focus = evidence.focus
            if focus is None or focus in _HOME or not evidence.leads(focus) or (family, focus) not in view.know.party_of_family:
                continue
            named[family] = _actor(view, family, focus)
        found.append(Found(start, i + 1, named[family], "name", "actors.base_name", _RANK))
    return found


def find_party_names(view: View, evidence: Evidence) -> list[Found]:
    """Parties that no list knows: „die Demokratisch-Progressive Partei“, „die Colorado-Partei“; the state is the text's."""
    found: list[Found] = []
    for i in view.met["party"]:
        start = _party_start(view, i)
        if start is None or view.blocked[i] or indefinite(view, start):
            continue
        name = " ".join(nominative(view.texts[start : i + 1]))
        code = _state_before(view, start)[1] or state_here(view, start, evidence)
        found.append(Found(start, i + 1, Actor(f"party:{slug(name)}", name, "party", code, None), "name", "actors.class_noun", 34))
    return found


def _party_start(view: View, i: int) -> int | None:
    """Where the party's name that ends at `i` begins: at capitalised adjectives, or at a compound with a name; None without."""
    head, hyphen, tail = view.texts[i].rpartition("-")
    if hyphen and tail == "Partei":
        known = view.know.aliases.get(head)
        return None if head.lower() in _NO_PARTY or head.endswith("s") or known or not head[:1].isupper() else i
    start = i
    while (
        start
        and view.caps[start - 1]
        and view.tags[start - 1] == "ADJA"
        and view.sentence_of[start - 1] == view.sentence_of[i]
        and view.texts[start - 1] not in view.know.adjectives
    ):
        start -= 1
    opens = start == 0 or view.sentence_of[start - 1] != view.sentence_of[start]
    return None if start == i or opens else start


def _state_before(view: View, i: int) -> tuple[int, str | None]:
    """Where the name begins and whose party it is: the adjective is no part of it („italienischen |Sozialdemokraten|“)."""
    j = i - 1
    while j >= 0 and view.sentence_of[j] == view.sentence_of[i] and i - j < 4:
        if view.texts[j] in view.know.adjectives:
            return i, view.know.adjectives[view.texts[j]]
        base = without_genitive(view.texts[j])
        state = next((a.entry for a in view.know.aliases.get(base or "") if a.entry.use == "state"), None)
        if state is not None:
            return i, state.country
        if view.tags[j] != "ADJA":
            break
        j -= 1
    return i, None


def _one_member(view: View, i: int) -> bool:
    """„der Sozialdemokrat X“, „ein Konservativer“, „den Sozialisten Y“: a member, or an adjective before a noun."""
    after = i + 1 < len(view) and view.capitalised(i + 1) and view.sentence_of[i + 1] == view.sentence_of[i]
    if after and view.is_name_tag(i + 1) or view.tags[i] == "ADJA" and after:
        return True
    j = i - 1
    while j >= 0 and view.sentence_of[j] == view.sentence_of[i] and view.tags[j] == "ADJA":
        j -= 1
    before = view.lowers[j] if j >= 0 else ""
    return (
        before.startswith("ein")
        or before in ("dem", "des", "das")
        or before in ARTICLES
        and "Sing" in view.token(i).morph.get("Number", [])
    )


def _actor(view: View, family: str, code: str) -> Actor:
    entry = view.know.entry_named(view.know.party_of_family.get((family, code), ""))
    if entry is not None:
        return entry.actor()
    state = view.know.states[code]
    name = f"{state.adjectives[0]}e {family}" if state.adjectives else f"{family} ({state.name})"
    return Actor(f"party:{slug(name)}", name, "party", code, None)
