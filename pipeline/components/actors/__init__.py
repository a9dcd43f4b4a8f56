"""`lagebild_actors`: who acts. Names, metonyms, roles, inhabitants, pronouns, each linked to an actor, from lists, NER and context.

The order of work: aliases of the lists are found; they and adjectives tell which state the text is about (`evidence`); persons, states,
institutions, organisations, groups, roles each propose mentions (`Found`); overlaps are settled by rank and length; pronouns come last.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.actors.aliases import Alias
from pipeline.components.actors.bodies import find_bodies
from pipeline.components.actors.compounds import find_compounds
from pipeline.components.actors.evidence import Evidence, gather
from pipeline.components.actors.foreign import find_foreign
from pipeline.components.actors.groups import find_groups
from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.lexicon import Lexicon
from pipeline.components.actors.loading import Tokenise, build_knowledge
from pipeline.components.actors.organisations import find_listed
from pipeline.components.actors.parties import find_party_families, find_party_names
from pipeline.components.actors.persons import People, find_people, role_text
from pipeline.components.actors.pronouns import find_pronouns
from pipeline.components.actors.repeats import find_abbreviations, find_repeats
from pipeline.components.actors.roles import find_roles
from pipeline.components.actors.senses import Senses
from pipeline.components.actors.states import find_institutions, find_states
from pipeline.components.actors.unlisted import find_by_ner, find_cued, find_defined, find_with_state
from pipeline.components.actors.view import Found, View
from pipeline.components.base import RuleComponent
from pipeline.extensions import published_on, set_rows
from pipeline.records import Actor, ActorMention
from pipeline.rulepack import RuleBase

_KNOWLEDGE: dict[str, Knowledge] = {}  # by digest of the rule base: the tables are the same for every component of a process
_PERSON_RANK = {
    "actors.base_person": 57,
    "actors.surname": 56,
    "actors.person_title": 54,
    "actors.person_first_name": 53,
    "actors.person_ner": 52,
}


def knowledge_of(base: RuleBase, nlp: Language) -> Knowledge:
    """The lookup tables of a rule base, built once."""
    key = f"{id(base)}-{base.digest}"
    if key not in _KNOWLEDGE:
        _KNOWLEDGE.clear()
        _KNOWLEDGE[key] = build_knowledge(base, tokenise_with(nlp))
    return _KNOWLEDGE[key]


def tokenise_with(nlp: Language) -> Tokenise:
    """Cuts a name as the pipeline would; letters, with hyphens between them, need no tokenizer, and most names are nothing else."""
    hyphens_hold = len(nlp.tokenizer("Nord-Süd")) == 1

    def tokenise(name: str) -> tuple[str, ...]:
        parts = name.replace("-", " ") if hyphens_hold else name
        if parts.replace(" ", "").isalpha() and "  " not in parts and parts == parts.strip():
            return tuple(name.split(" "))
        return tuple(t.text for t in nlp.tokenizer(name))

    return tokenise


class ActorsComponent(RuleComponent):
    """Writes the rows `actors` and `actor_mentions`."""

    pack = "actors"
    labels_understood = frozenset()  # actors are found by lists and code; no patterns are read

    def __init__(self, nlp: Language, name: str, rules: Sequence[str] = ()) -> None:
        super().__init__(nlp, name, rules)
        self.know = knowledge_of(self.base, nlp)
        self.lexicon = Lexicon(self.know, nlp.vocab.strings, Senses(self.know).describe)

    def annotate(self, doc: Doc) -> None:
        """Find the mentions of a text and the actors that they stand for."""
        view = View(doc, self.know, self.lexicon)
        hits = find_aliases(view)
        evidence = gather(view, hits)
        people = find_people(view, hits, evidence)
        states = [*find_states(view, hits, evidence), *find_institutions(view, hits, evidence)]
        named = {start for person in people.persons for start, _, _ in person.mentions}
        evidence.acting = sorted(
            (f.start, f.actor.country) for f in states if f.actor and f.actor.country and f.form != "demonym" and f.start not in named
        )
        found = [
            *_person_mentions(view, people, evidence),
            *states,
            *find_bodies(view, hits, evidence),
            *find_listed(view, hits, evidence),
            *find_party_families(view, evidence),
            *find_party_names(view, evidence),
            *find_cued(view, evidence),
            *find_with_state(view, hits),
            *find_foreign(view, hits, evidence),
            *find_defined(view, hits, evidence),
            *find_by_ner(view, hits, evidence),
            *find_compounds(view, people, evidence),
            *find_groups(view, hits),
            *find_roles(view, people, evidence, published_on(doc)),
        ]
        inside = {i for p in people.persons for s, e, _ in p.mentions for i in range(s + 1, e - 1)}  # „Neil |Alden| Armstrong“
        found = [f for f in found if not (f.end - f.start == 1 and f.start in inside)]
        found += find_abbreviations(view, found)
        found += find_repeats(view, found)
        found += find_pronouns(view, people, evidence)
        kept = settle(view, found)
        set_rows(doc, "actor_mentions", [_mention(view, f) for f in kept])
        set_rows(doc, "actors", _actors(kept))


def find_aliases(view: View) -> list[tuple[int, int, list[Alias]]]:
    """The longest aliases of the lists from left to right, without overlap: (start, end, the actors that bear the alias)."""
    hits = []
    texts, n = view.texts, len(view)
    free = 0  # the first token behind the alias found last
    for i in view.met["alias"]:
        bucket = view.words[i].bucket
        if bucket is None or i < free or view.blocked[i]:
            continue
        for length in bucket.lengths:
            if i + length <= n and (best := bucket.by_tokens.get(tuple(texts[i : i + length]))):
                free = i + length
                hits.append((i, free, best))
                break
    return hits


def _person_mentions(view: View, people: People, evidence: Evidence) -> list[Found]:
    found = []
    for person in people.persons:
        actor = people.actor(person, evidence)
        for start, end, rule in person.mentions:
            found.append(Found(start, end, actor, "name", rule, _PERSON_RANK[rule], role_text(view, start, end)))
    return found


def settle(view: View, found: list[Found]) -> list[Found]:
    """Of overlapping proposals the one of higher rank, then the longer, then the earlier; nothing from boilerplate. In text order."""
    kept: list[Found] = []
    taken = list(view.blocked)
    for f in sorted(found, key=lambda f: (-f.rank, f.start - f.end, f.start)):
        if f.start < f.end and not any(taken[f.start : f.end]):
            taken[f.start : f.end] = [True] * (f.end - f.start)
            kept.append(f)
    return sorted(kept, key=lambda f: f.start)


def _mention(view: View, f: Found) -> ActorMention:
    start, end = f.chars or view.chars(f.start, f.end)
    return ActorMention(start, end, view.text[start:end], f.form, f.rule_id, f.role_text, f.actor.actor_id if f.actor else None)


def _actors(kept: list[Found]) -> list[Actor]:
    actors: dict[str, Actor] = {}
    for f in kept:
        if f.actor is not None:
            actors.setdefault(f.actor.actor_id, f.actor)
    return list(actors.values())


@Language.factory("lagebild_actors", default_config={"rules": []})
def create_actors(nlp: Language, name: str, rules: Sequence[str]) -> ActorsComponent:
    """Factory; `rules`: folders with further rule packs and lists."""
    return ActorsComponent(nlp, name, rules)


__all__ = ["ActorsComponent", "Evidence", "create_actors", "find_aliases", "knowledge_of", "settle"]
