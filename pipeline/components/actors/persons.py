"""Persons: full names first, then surnames linked to them, then what stands with each name."""

from __future__ import annotations

from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.full_names import find_full_names, full_name_text
from pipeline.components.actors.names import slug
from pipeline.components.actors.people import Hit, People, Person
from pipeline.components.actors.surnames import link_surnames
from pipeline.components.actors.titles import note_context, role_text
from pipeline.components.actors.view import View

__all__ = ["People", "Person", "find_people", "role_text"]

_NO_PERSON = frozenset({"", "state", "capital", "land", "people"})


def find_people(view: View, hits: list[Hit], evidence: Evidence) -> People:
    """All persons of the text with their mentions."""
    people = People()
    taken = [False] * len(view)
    for start, end, aliases in hits:
        if end - start > 1 and not any(a.entry.type == "person" for a in aliases) and aliases[0].entry.use in _NO_PERSON:
            taken[start:end] = [True] * (end - start)  # „Cosa Nostra“, „Sri Lanka“, whatever the model says
    full = find_full_names(view, hits)
    by_name: dict[str, Person] = {}
    longer = {tuple(view.texts[s:e]) for s, e, _, _ in full}
    short_forms: dict[str, Person] = {}
    for start, end, rule, entry in full:  # longest names first
        if any(taken[start:end]):
            continue
        if entry is None and end < len(view) and (*view.texts[start:end], view.texts[end]) in longer:
            end += 1  # the model cut a name short that it knows elsewhere in the text
        taken[start:end] = [True] * (end - start)
        name = entry.name if entry else full_name_text(view, start, end)
        actor_id = entry.actor_id if entry else f"person:{slug(name)}"
        person = by_name.get(actor_id) or (None if entry else short_forms.get(slug(name)))
        if person is None:
            person = by_name[actor_id] = Person(name, entry, start, actor_id=actor_id)
            people.persons.append(person)
            for form in _short_forms(full_name_text(view, start, end)):
                short_forms.setdefault(form, person)
        person.first = min(person.first, start)
        person.mentions.append((start, end, rule))
    link_surnames(view, hits, people, taken)
    for person in people.persons:
        person.mentions.sort()
        for start, end, _ in person.mentions:
            note_context(view, person, start, end, evidence)
    return people


def _short_forms(name: str) -> list[str]:
    """What a name of three words or more is shortened to: first and last word („Rodney Price“), or its end („Hirsi Ali“)."""
    words = name.split()
    if len(words) < 3:
        return []
    return [slug(f"{words[0]} {words[-1]}"), *(slug(" ".join(words[k:])) for k in range(1, len(words) - 1))]
