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


def find_people(view: View, hits: list[Hit], evidence: Evidence) -> People:
    """All persons of the text with their mentions."""
    people = People()
    taken = [False] * len(view)
    full = find_full_names(view, hits)
    by_name: dict[str, Person] = {}
    longer = {tuple(view.texts[s:e]) for s, e, _, _ in full}
    for start, end, rule, entry in full:
        if any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        name = entry.name if entry else full_name_text(view, start, end)
        key = entry.actor_id if entry else slug(name)
        if entry is None and end < len(view) and (*view.texts[start:end], view.texts[end]) in longer:
            end += 1  # the model cut a name short that it knows elsewhere in the text
            name = full_name_text(view, start, end)
            key = slug(name)
            taken[end - 1] = True
        person = by_name.get(key)
        if person is None:
            person = by_name[key] = Person(name, entry, start, actor_id=entry.actor_id if entry else f"person:{slug(name)}")
            people.persons.append(person)
        person.mentions.append((start, end, rule))
    link_surnames(view, hits, people, taken)
    for person in people.persons:
        person.mentions.sort()
        for start, end, _ in person.mentions:
            note_context(view, person, start, end, evidence)
    return people
