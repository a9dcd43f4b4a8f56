"""Bodies with an English name that no list knows: „National Safety Authority“, „University of Nordheim“; the model often misses them."""

from __future__ import annotations

from pipeline.components.actors.aliases import Alias
from pipeline.components.actors.cues import cue_type
from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.names import slug
from pipeline.components.actors.titles import genitive_state
from pipeline.components.actors.unlisted import country_of
from pipeline.components.actors.view import Found, View, looks_common
from pipeline.records import Actor

Hit = tuple[int, int, list[Alias]]
_TYPES = {
    **dict.fromkeys(["Party", "Congress", "Alliance"], "party"),
    **dict.fromkeys(["Times", "Gazette", "Herald", "Tribune", "Chronicle", "Journal"], "media"),
    **dict.fromkeys(["Army", "Navy", "Guard"], "armed_force"),
}
HEADS = frozenset(
    [
        "Authority", "Agency", "Commission", "Council", "Bureau", "Board", "Department", "Institute", "University", "College",
        "Association", "Federation", "Union", "Party", "Company", "Corporation", "Foundation", "Movement", "Society", "Committee",
        "Academy", "Museum", "Hospital", "Airlines", "Airways", "Gazette", "Herald", "Tribune", "Chronicle", "Army", "Alliance",
    ]
)  # fmt: skip
_INNER = frozenset({"of", "for", "the", "and", "&", "on"})
_LONGEST = 8  # tokens


def find_foreign(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """Runs of capitalised words whose head, last or in front of „of“ and „for“, is an English word for a body; two words at least."""
    listed = {i for start, end, aliases in hits for i in range(start, end) if end - start > 1 or aliases[0].entry.type == "media"}
    found = []
    for i in view.met["foreign"]:
        text = view.texts[i]
        if view.blocked[i] or i in listed:
            continue
        start, end = _run(view, i, listed)
        if end - start < 2 or end - start > _LONGEST or not _says_more(view, start, end, i):
            continue
        kind = _TYPES.get(text, "organisation")
        name = " ".join(view.texts[start:end])
        country = country_of(view, start, end, evidence)
        found.append(Found(start, end, Actor(f"{kind}:{slug(name)}", name, kind, country, None), "name", "actors.class_noun", 19))
    return found


def _run(view: View, i: int, listed: set[int]) -> tuple[int, int]:
    """Where the name around its head at `i` begins and ends: capitalised words, „of the“ and the like between them."""
    start, end = i, i + 1
    while start and _part(view, start - 1, i, listed):
        start -= 1
    while view.texts[start] in _INNER and start < i:
        start += 1
    while end < len(view) and view.texts[end] in _INNER and _part(view, end + 1, i, listed, after=True):
        end += 2
        while end < len(view) and _part(view, end, i, listed, after=True):
            end += 1
    if view.texts[i] in ("University", "College") and end == i + 1 < len(view) and view.texts[end] in view.know.places:
        end += 1  # „University College London“
    return start, end


def _part(view: View, k: int, head: int, listed: set[int], *, after: bool = False) -> bool:
    if not 0 <= k < len(view) or view.sentence_of[k] != view.sentence_of[head] or k in listed and not after:
        return False
    text = view.texts[k]
    if text in _INNER:
        return text != "on" and (after or view.tags[k] in ("FM", "NE") or k > 0 and view.caps[k - 1])
    if not view.caps[k] or view.role(k) is not None or k < head and genitive_state(view, k) is not None:
        return False  # „|Australiens| National Safety Authority“
    if view.tags[k] in ("NE", "FM") or view.ents[k] == "ORG":
        return True
    german = after or cue_type(view, k) is not None or looks_common(text)
    return view.tags[k] in ("NN", "ADJA") and not german and _spelt_english(text)


def _spelt_english(text: str) -> bool:
    """Whether a word that the tagger takes for German ends as English nouns and adjectives do („Natural“, „Population“)."""
    return text.endswith(("al", "tion", "ional", "ic", "ry", "ty", "nce", "ment", "rd", "th", "ing", "ces", "an", "cy"))


def _says_more(view: View, start: int, end: int, head: int) -> bool:
    """Whether more than the head is there, and the words are a name's rather than German nouns around a borrowed one."""
    others = [k for k in range(start, end) if k != head and view.texts[k] not in _INNER]
    return any(view.tags[k] in ("NE", "FM") or view.ents[k] == "ORG" for k in others)
