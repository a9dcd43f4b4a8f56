"""Blocs and delegations: „westliche Staaten“, „europäische Partner“, „Vertreter aus Kiew, Europa und den USA“."""

from __future__ import annotations

from pipeline.components.actors.aliases import Alias
from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.names import slug
from pipeline.components.actors.view import ARTICLES, Found, View
from pipeline.records import Actor

Hit = tuple[int, int, list[Alias]]
_BLOC_ADJECTIVES = (
    "westlich",
    "europäisch",
    "arabisch",
    "afrikanisch",
    "osteuropäisch",
    "lateinamerikanisch",
    "skandinavisch",
    "baltisch",
    "alliiert",
)
_FORCES = ("truppen", "streitkräfte", "streitkräften", "soldaten")
_ENVOYS = ("diplomat", "abgesandt")  # who need not speak for their state
_DELEGATES = frozenset({"vertreter", "vertretern", "delegation", "delegationen", "unterhändler", "unterhändlern", "diplomaten"})


def find_groups(view: View, hits: list[Hit]) -> list[Found]:
    """Groups that are named by a bloc's adjective or by the state they speak for."""
    at = {start: (end, aliases) for start, end, aliases in hits}
    found = []
    for i in view.met["group"]:
        lower = view.lowers[i]
        if view.blocked[i]:
            continue
        if i and lower not in _DELEGATES:
            found += _bloc(view, i)
        if lower in _DELEGATES:
            found += _delegates(view, i, at)
    return found


def nouns(know: Knowledge) -> set[str]:
    """The nouns, in lower case, that may name such a group."""
    return {*_FORCES, *_DELEGATES, *know.words.get("bloc_noun", ())}


def _bloc(view: View, i: int) -> list[Found]:
    word = view.lowers[i - 1]
    stem = next((a for a in _BLOC_ADJECTIVES if word.startswith(a) and len(word) - len(a) <= 2), None)
    if stem is None or (i > 1 and view.lowers[i - 2] in ("ein", "eine", "einen")):
        return []
    kind = "armed_force" if view.lowers[i] in _FORCES else "group"
    noun = (
        view.texts[i].removesuffix("n")
        if view.lowers[i] in ("ländern", "partnern", "mächten", "streitkräften", "verbündeten")
        else view.texts[i]
    )
    name = f"{stem}e {noun}"
    return [Found(i - 1, i + 1, Actor(f"{kind}:{slug(name)}", name, kind, None, None), "name", "actors.bloc", 61)]


def _delegates(view: View, i: int, at: dict[int, tuple[int, list[Alias]]]) -> list[Found]:
    """„Vertreter aus Kiew, Europa und den USA“, „Vertreter der Ukraine“, „russische und ukrainische Vertreter“."""
    left = i
    codes: list[str] = []
    while left and (
        view.texts[left - 1] in view.know.adjectives
        or view.texts[left - 1] in ("und", ",")
        and left > 1
        and view.texts[left - 2] in view.know.adjectives
    ):
        left -= 1
        if view.texts[left] in view.know.adjectives:
            codes.insert(0, view.know.adjectives[view.texts[left]])
    end = i + 1
    if end + 1 < len(view) and view.lowers[end] == "aus":
        j = end + 1
        while j < len(view):
            if view.lowers[j] in ARTICLES or view.texts[j] in ("und", ",", "sowie", "Europa"):
                j += 1
                continue
            if j not in at or at[j][1][0].entry.use not in ("state", "capital") or view.sentence_of[j] != view.sentence_of[i]:
                break
            codes.append(at[j][1][0].entry.country or "")
            j = end = at[j][0]
    codes = list(dict.fromkeys(filter(None, codes)))
    if view.lowers[i].startswith(_ENVOYS) and len(codes) < 2:
        return []  # „Visa für Diplomaten aus Georgien“
    if (
        not codes
        or not view.lowers[i].startswith(("vertreter", "delegation", "unterhändler", "diplomaten"))
        or "Sing" in view.token(i).morph.get("Number", [])
    ):
        return []
    name = "Vertreter: " + ", ".join(view.know.states[c].name for c in codes)
    country = codes[0] if len(codes) == 1 else None
    actor = Actor("group:vertreter-" + "-".join(c.lower() for c in sorted(codes)), name, "group", country, None)
    return [Found(left, end, actor, "role", "actors.delegates", 63)]
