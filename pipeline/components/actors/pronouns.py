"""„er“ and „sie“ where they can mean only one: the subject pronoun of a main clause after a sentence with one person as its subject."""

from __future__ import annotations

from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.people import People, Person
from pipeline.components.actors.readings import is_subject
from pipeline.components.actors.titles import is_feminine
from pipeline.components.actors.view import Found, View


def find_pronouns(view: View, people: People, evidence: Evidence) -> list[Found]:
    """Sentence-initial „Er“/„Sie“ with a singular verb, where the sentence before names exactly one person of that gender."""
    if not people.persons:
        return []
    by_sentence: dict[int, list[tuple[int, int, Person]]] = {}
    for person in people.persons:
        for start, end, _ in person.mentions:
            by_sentence.setdefault(view.sentence_of[start], []).append((start, end, person))
    found = []
    carried: dict[int, Person] = {}
    for i in sorted([*view.positions.get("Er", ()), *view.positions.get("Sie", ())]):
        text = view.texts[i]
        if view.blocked[i] or i == 0 or view.sentence_of[i - 1] == view.sentence_of[i] or i + 1 >= len(view):
            continue
        if view.tags[i + 1] not in ("VVFIN", "VAFIN", "VMFIN") or (text == "Sie" and "Plur" in view.token(i + 1).morph.get("Number", [])):
            continue
        referent = _only_one(
            view, by_sentence.get(view.sentence_of[i] - 1, []), carried.get(view.sentence_of[i] - 1), feminine=text == "Sie"
        )
        if referent is None:
            continue
        carried[view.sentence_of[i]] = referent
        found.append(Found(i, i + 1, people.actor(referent, evidence), "pronoun", "actors.pronoun", 10))
    return found


def _only_one(view: View, mentions: list[tuple[int, int, Person]], carried: Person | None, *, feminine: bool) -> Person | None:
    persons = {id(p): p for _, _, p in mentions}
    if not persons:
        return carried
    if len(persons) > 1:
        subjects = {id(p): p for s, e, p in mentions if is_subject(view, s, e)}
        if len(subjects) != 1:
            return None
        persons = subjects
    person = next(iter(persons.values()))
    known = is_feminine(view, person)
    return person if known is None or known == feminine else None
