"""Single words that name a person: linked to the full names of the article, then to the list, then left as persons of their own."""

from __future__ import annotations

import hashlib

from pipeline.components.actors.cues import cue_before
from pipeline.components.actors.full_names import ARABIC, PARTICLES, is_thing, name_like
from pipeline.components.actors.names import slug, without_genitive
from pipeline.components.actors.people import Hit, People, Person
from pipeline.components.actors.readings import governing
from pipeline.components.actors.titles import is_feminine
from pipeline.components.actors.view import ARTICLES, QUOTES, View, looks_common


def link_surnames(view: View, hits: list[Hit], people: People, taken: list[bool]) -> None:
    """Link single words to the persons of the article, then to the list, then leave them as persons of their own."""
    by_word: dict[str, list[Person]] = {}
    for person in people.persons:
        spelt = {view.texts[e - 1] for s, e, _ in person.mentions if e - s > 1}
        spelt |= {word.partition("-")[2] for word in (*spelt, person.surname) if word.startswith(ARABIC)}  # „al-Bashir“, then „Bashir“
        for word in {
            person.surname,
            *spelt,
            *([person.name.split()[0]] if _family_first(view, person) else []),
            *_first_surnames(view, person),
        }:
            if (word not in view.know.places or _first_and_last(view, person)) and not any(
                a.entry.use in ("state", "capital") for a in view.know.aliases.single(word)
            ):
                by_word.setdefault(word, []).append(person)  # „Rainer von Monaco“ is not „Monaco“
    listed = {start: alias.entry for start, end, aliases in hits for alias in aliases if alias.entry.type == "person" and end - start == 1}
    spans = {start: end for start, end, aliases in hits if any(a.entry.type == "person" for a in aliases)}
    known = {p.actor_id: p for p in people.persons}
    named = {p.actor_id: len(p.mentions) for p in people.persons}  # how often in full
    by_slug = {slug(word): persons[0] for word, persons in by_word.items() if len(persons) == 1}
    digest = ""
    loose: dict[str, Person] = {}
    for i in view.met["capital"]:
        if taken[i]:
            continue
        text, base = view.texts[i], view.words[i].base
        candidates = by_word.get(text) or (base and by_word.get(base))
        if candidates and _may_be_surname(view, i) and not is_thing(view, i, i + 1):
            person = _choose(view, candidates, i, named)
            person.mentions.append((i, i + 1, "actors.surname"))
            taken[i] = True
        elif i in listed and spans[i] == i + 1 and _single_name(view, i, listed=True):
            entry = listed[i]
            if entry.actor_id not in known:
                known[entry.actor_id] = _new(people, Person(entry.name, entry, i, actor_id=entry.actor_id))
            person = known[entry.actor_id]
            by_word.setdefault(person.surname, [person])
            person.mentions.append((i, i + 1, "actors.base_person"))
            taken[i] = True
        elif (view.ents[i] == "PER" or i and view.roles[i - 1] is not None) and _loose_person(view, i):
            name = base if base and base in view.positions else text
            if slug(name) in by_slug:  # „Simsek“ and „Şimşek“
                by_slug[slug(name)].mentions.append((i, i + 1, "actors.surname"))
                taken[i] = True
                continue
            if name not in loose:
                digest = digest or hashlib.sha256(view.text.encode()).hexdigest()[:8]
                loose[name] = _new(people, Person(name, None, i, actor_id=f"person:{slug(name)}@{digest}"))
            loose[name].mentions.append((i, i + 1, "actors.person_ner"))
            taken[i] = True
    for name, i in _by_use(view, taken, loose):
        digest = digest or hashlib.sha256(view.text.encode()).hexdigest()[:8]
        loose[name] = _new(people, Person(name, None, i, actor_id=f"person:{slug(name)}@{digest}"))
    for name, person in loose.items():
        for form, places in view.standing(name):
            for i in places if form == name or form not in loose else ():
                if not taken[i] and _may_be_surname(view, i) and view.tags[i] in ("NE", "NN", "PROPN"):
                    person.mentions.append((i, i + 1, "actors.surname"))
                    taken[i] = True


def _first_and_last(view: View, person: Person) -> bool:
    """„Heiko Salzwedel“: a first name and one word, so that the word is a surname although a town has it, too; not „Rainer von Monaco“."""
    words = person.name.split()
    return len(words) == 2 and words[0] in view.know.first_names


def _by_use(view: View, taken: list[bool], loose: dict[str, Person]) -> list[tuple[str, int]]:
    """Surnames that neither tagger nor NER know, by how they are used: („Fleiß Tannhofs“, „Doch Tannhof ging“, „Damals war Tannhof …“).

    Only a name takes a genitive without an article, and stands beside verbs without one again and again. Each with its first token.
    """
    found = []
    for word, name in {view.texts[i]: view.words[i].base for i in view.met["genitive"]}.items():
        places = view.positions[word]
        if name is None or name in loose or len(view.positions.get(name, ())) < 2 or not _unknown(view, name):
            continue
        genitive = any(
            not taken[i]
            and i
            and view.tags[i - 1] == "NN"
            and view.caps[i - 1]
            and view.roles[i - 1] is None
            and view.ents[i] in ("", "PER")
            for i in places
        )
        uses = view.positions[name]
        beside = sum(not taken[i] and view.ents[i] in ("", "PER") and _beside_verb(view, i) and _without_article(view, i) for i in uses)
        if genitive and beside >= 2 and 2 * beside >= len(uses):
            found.append((name, uses[0]))
    return found


def _unknown(view: View, name: str) -> bool:
    """Whether no list knows the word, and its form is no common noun's."""
    know = view.know
    if len(name) < 4 or not name.isalpha() or name.isupper() or looks_common(name) or name in know.places or name in know.adjectives:
        return False
    return not know.aliases.single(name) and name not in know.first_names and know.institution(name.lower()) is None


def _without_article(view: View, i: int) -> bool:
    return i == 0 or view.tags[i - 1] not in ("ART", "APPRART", "ADJA", "PPOSAT", "PIAT", "PDAT", "CARD")


def _new(people: People, person: Person) -> Person:
    people.persons.append(person)
    return person


def _family_first(view: View, person: Person) -> bool:
    """„Hu Jia“, „Saddam Hussein“: a first word that is no known first name may be used alone."""
    first = person.name.split()[0]
    return first in ("Kim", "Xi", "Lee") or first not in view.know.first_names and first.lower() not in view.know.roles


def _first_surnames(view: View, person: Person) -> list[str]:
    """The first of two surnames, by which Spanish names are shortened („Elvira Quispe Mamani“: „Quispe“)."""
    words = person.name.split()
    if len(words) != 3 or words[0] not in view.know.first_names or view.tags[person.first + 2 : person.first + 3] != ["NE"]:
        return []
    middle = words[1]
    return [middle] if middle[:1].isupper() and len(middle) > 3 and middle not in view.know.first_names else []


def _may_be_surname(view: View, i: int) -> bool:
    """Whether the word is used as a name here: no article or adjective of a common noun before it, no further name word behind it."""
    if view.blocked[i]:
        return False
    proper = view.tags[i] in ("NE", "PROPN") or view.ents[i] == "PER"
    before = view.lowers[i - 1] if i and view.sentence_of[i - 1] == view.sentence_of[i] else ""
    relative = before in ARTICLES and i > 1 and view.texts[i - 2] == ","  # „…, die Huber kennt“
    if (
        not proper
        and not relative
        and (
            before in ARTICLES
            or before in ("ein", "eine", "einem", "einen", "einer", "kein")
            or (i and view.tags[i - 1] in ("ADJA", "PPOSAT"))
        )
    ):
        return False
    if (
        not proper
        and not before
        and view.tags[i] in ("ADV", "ADJD", "ADJA", "KON", "KOUS", "APPR", "ART", "PPER", "PDS", "PIS", "VVFIN", "VVIMP")
    ):
        return False
    town = view.texts[i] in view.know.places or view.ents[i] == "LOC"
    if i and town and view.know.has("place_preposition", before):
        return False
    return not (i + 1 < len(view) and view.texts[i + 1] in ("-", "&"))


def _single_name(view: View, i: int, *, listed: bool) -> bool:
    if not _may_be_surname(view, i) or view.ents[i] == "LOC":
        return False
    titled = i > 0 and view.role(i - 1) is not None
    if view.tags[i] not in ("NE", "PROPN") and view.ents[i] != "PER" and not titled:
        return False
    after = i + 1 < len(view) and view.capitalised(i + 1) and view.tags[i + 1] == "NE" and view.sentence_of[i + 1] == view.sentence_of[i]
    after = after and view.role(i + 1) is None  # „Trumps Schwiegersohn“
    before = (
        i > 0
        and view.capitalised(i - 1)
        and view.tags[i - 1] == "NE"
        and view.role(i - 1) is None
        and view.sentence_of[i - 1] == view.sentence_of[i]
    )
    return not after and not before


def _among_places(view: View, i: int) -> bool:
    """„in Donezk und Marjinka“: a name that is coordinated with a known place behind a preposition of place."""
    j = i - 1
    while j > 0 and view.sentence_of[j] == view.sentence_of[i] and i - j < 8:
        if view.texts[j] in view.know.places or any(a.entry.use in ("state", "capital") for a in view.know.aliases.get(view.texts[j])):
            return governing(view, i) >= 0 and view.know.has("place_preposition", view.lowers[governing(view, i)])
        if view.texts[j] not in ("und", "oder", ",", "sowie", "/") and not view.is_name_tag(j):
            return False
        j -= 1
    return False


def _named_by_class(view: View, i: int) -> bool:
    """„die Kanzlei Wallner“, „der Sender Kanal“: a class noun makes it a body's name; „der Händler Huber“ is a man."""
    return i > 0 and not view.lowers[i - 1].endswith("er") and cue_before(view, i) in ("organisation", "media", "party", "armed_force")


def _loose_person(view: View, i: int) -> bool:
    """A single word that the NER takes for a person, or that stands behind a title, and that no list knows as anything else."""
    text = view.texts[i]
    role = view.roles[i - 1] if i and view.sentence_of[i - 1] == view.sentence_of[i] else None
    if role is None and (view.ents[i] != "PER" or view.tags[i] not in ("NE", "PROPN")):
        return False
    if view.blocked[i] or not name_like(view, i) or text in PARTICLES or len(text) < 3 or view.roles[i] is not None:
        return False
    if (
        text in view.know.places
        or _among_places(view, i)
        or _named_by_class(view, i)
        or text in view.know.adjectives
        or any(len(a.tokens) == 1 and a.entry.type != "person" for a in view.know.aliases.get(text))
    ):
        return False
    if (
        not _single_name(view, i, listed=False)
        or "-" in text
        and text.rpartition("-")[2].lower() in view.know.cue_nouns
        or is_thing(view, i, i + 1)
    ):
        return False
    if (
        role is not None
        and view.tags[i] == "NN"
        and not looks_common(text)
        and (role.scope != "trade" or role.noun == "Angeklagter")
        and (view.lowers[i - 2 : i - 1] in (["dem"], ["des"]) or view.texts[i - 1] in ("Herr", "Herrn", "Frau"))
    ):
        return True  # „dem Angeklagten Schneider“
    if (
        role is not None
        and role.scope in ("office", "head", "function", "honorific", "trade")
        and view.tags[i] == "NE"
        and view.ents[i] not in ("LOC", "ORG")
    ):
        return True
    if view.ents[i] != "PER" or view.tags[i] not in ("NE", "PROPN") or text.isupper():
        return False
    others = view.positions[text]
    opens = i == 0 or view.sentence_of[i - 1] != view.sentence_of[i] or view.texts[i - 1] in QUOTES or view.texts[i - 1] == ":"
    if len(others) == 1 and (opens or not _beside_verb(view, i)):
        return False
    persons = sum(view.ents[k] == "PER" for k in others)
    return persons > sum(view.ents[k] in ("LOC", "ORG") for k in others) and 2 * persons > len(others)


def _beside_verb(view: View, i: int) -> bool:
    """„sagte Huber“, „Huber warnte“, „laut Huber“: where a single unknown name is most likely a person's."""
    near = [k for k in (i - 1, i + 1) if 0 <= k < len(view) and view.sentence_of[k] == view.sentence_of[i]]
    return any(view.tags[k] in ("VVFIN", "VAFIN", "VMFIN") for k in near) or view.lowers[i - 1 : i] in (["laut"], ["so"], ["zufolge"])


def _choose(view: View, candidates: list[Person], i: int, named: dict[str, int]) -> Person:
    """Of several persons with one surname: by „Frau“/„Herr“, else whom the article names in full most often, else first."""
    by_surname = [p for p in candidates if p.surname in (view.texts[i], without_genitive(view.texts[i]))]
    candidates = by_surname or candidates
    if len(candidates) == 1:
        return candidates[0]
    before = view.texts[i - 1] if i else ""
    if before in ("Frau", "Herr", "Herrn"):
        gendered = [p for p in candidates if is_feminine(view, p) == (before == "Frau")]
        candidates = gendered or candidates
    return max(candidates, key=lambda p: (named.get(p.actor_id, 0), -p.first))
