"""Persons: full names from list, NER, first names and titles; surnames linked to them within the article; roles and countries of each."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from pipeline.components.actors.evidence import Evidence, compound_state, town_adjective
from pipeline.components.actors.knowledge import Alias, Entry
from pipeline.components.actors.names import slug, without_genitive
from pipeline.components.actors.view import ARTICLES, QUOTES, Role, View, looks_common
from pipeline.records import Actor

PARTICLES = frozenset("von van de der den del della di da dos du la le al el bin ibn ben zu zum zur ter ten vom y af av Van Von De Al El Bin Ben Le La Di Da Del".split())
ARABIC = ("al-", "el-", "as-", "ar-", "at-", "ad-", "an-", "ash-", "esch-")
_INITIAL_MAX = 2
_LONGEST_NAME = 6

Hit = tuple[int, int, list[Alias]]


@dataclass(slots=True)
class Person:
    """A person of this article: the tokens of the full name, where it stands, the roles and states that stand with it."""

    name: str
    entry: Entry | None
    first: int
    mentions: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, rule
    roles: list[tuple[int, Role]] = field(default_factory=list)
    countries: Counter[str] = field(default_factory=Counter)
    feminine: bool | None = None
    international: bool = False  # holds an office of a body that belongs to no state
    actor_id: str = ""

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]


@dataclass(slots=True)
class People:
    """The persons of an article, in order of first mention."""

    persons: list[Person] = field(default_factory=list)

    def actor(self, person: Person, evidence: Evidence) -> Actor:
        """The actor of a person; the country from the list, else from what stands with the name, else the article's state."""
        if person.entry:
            return person.entry.actor()
        country = person.countries.most_common(1)[0][0] if person.countries else None if person.international else evidence.focus
        return Actor(person.actor_id, person.name, "person", country, None)


def find_people(view: View, hits: list[Hit], evidence: Evidence) -> People:
    """All persons of the text with their mentions."""
    people = People()
    taken = [False] * len(view)
    full = _full_names(view, hits)
    by_name: dict[str, Person] = {}
    longer = {tuple(view.texts[s:e]) for s, e, _, _ in full}
    for start, end, rule, entry in full:
        if any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        name = entry.name if entry else _full_name_text(view, start, end)
        key = entry.actor_id if entry else slug(name)
        if entry is None and end < len(view) and (*view.texts[start:end], view.texts[end]) in longer:
            end += 1  # the model cut a name short that it knows elsewhere in the text
            name = _full_name_text(view, start, end)
            key = slug(name)
            taken[end - 1] = True
        person = by_name.get(key)
        if person is None:
            person = by_name[key] = Person(name, entry, start, actor_id=entry.actor_id if entry else f"person:{slug(name)}")
            people.persons.append(person)
        person.mentions.append((start, end, rule))
    _surnames(view, hits, people, taken)
    for person in people.persons:
        person.mentions.sort()
        for start, end, _ in person.mentions:
            _note_context(view, person, start, end, evidence)
    return people


# full names ------------------------------------------------------------------------------------------------------------------------------


def _full_names(view: View, hits: list[Hit]) -> list[tuple[int, int, str, Entry | None]]:
    """Full names as (start, end, rule, list entry), longest first so that overlaps go to the longer."""
    slugs = view.know.persons_by_slug
    places = {start for start, end, aliases in hits if end - start > 1 and aliases[0].entry.use in ("state", "capital", "land")}
    found: list[tuple[int, int, str, Entry | None]] = []
    for start, end, aliases in hits:
        person = next((a.entry for a in aliases if a.entry.type == "person"), None)
        if person and end - start > 1 and not _is_thing(view, start, end):
            first = start + (view.role(start) is not None)  # „Papst Franziskus“ in the list: a title is no part of the name
            found.append((first, end, "actors.base_person", person))
    known = {(s, e) for s, e, _, _ in found}
    for start, end, rule in [*_by_ner(view), *_by_first_name(view), *_by_title(view)]:
        if end - start < 2 or (start, end) in known or start in places or _is_thing(view, start, end):
            continue
        entry = slugs.get(slug(_full_name_text(view, start, end)))
        known.add((start, end))
        found.append((start, end, rule, entry))
    found += _by_repetition(view, found)
    return sorted(found, key=lambda f: (f[3] is None, f[0] - f[1], f[0]))


def _by_ner(view: View) -> list[tuple[int, int, str]]:
    out = []
    for first, last in view.entities("PER"):
        start, end = _trim(view, first, last)
        while end < len(view) and end - start < _LONGEST_NAME and start < end and _continues(view, end):
            end += 1
        if end - start >= 2 and all(_name_like(view, i) for i in range(start, end)):
            out.append((start, end, "actors.person_ner"))
    return out


def _by_first_name(view: View) -> list[tuple[int, int, str]]:
    out = []
    first_names = view.know.first_names
    i = 0
    while i < len(view) - 1:
        text = view.texts[i]
        known = first_names.get(text)
        if known is None and "-" in text:
            head = text.split("-")[0]
            known = first_names.get(head) if text.split("-")[-1] in first_names else None
        if known is None or (known and not view.is_name_tag(i)):
            i += 1
            continue
        end = _run(view, i)
        if end - i >= 2:
            out.append((i, end, "actors.person_first_name"))
            i = end
        else:
            i += 1
    return out


def _by_title(view: View) -> list[tuple[int, int, str]]:
    out = []
    for i in range(1, len(view) - 1):
        if not view.capitalised(i) or view.ents[i] == "LOC" or view.role(i) is not None or view.blocked[i]:
            continue
        role = view.role(i - 1)
        titled = role is not None and role.scope != "kin" or view.texts[i - 1] in view.know.nationals
        if view.tags[i] not in ("NE", "PROPN") and not (titled and _two_names(view, i)):
            continue
        end = _run(view, i) if titled or view.sentence_of[i - 1] != view.sentence_of[i] else i
        if end - i >= 2 and (titled or _role_follows(view, end)):
            out.append((i, end, "actors.person_title"))
    return out


def _two_names(view: View, i: int) -> bool:
    """Two capitalised words that look like no common nouns, behind a title: a name that the tagger does not know."""
    if i + 1 >= len(view) or view.sentence_of[i + 1] != view.sentence_of[i] or view.role(i + 1) is not None:
        return False
    return all(
        _name_like(view, k) and not looks_common(view.texts[k]) and view.texts[k] not in view.know.aliases and view.texts[k] not in view.know.adjectives
        for k in (i, i + 1)
    )


def _role_follows(view: View, end: int) -> bool:
    """„…, der Gouverneur“: an apposition with a role behind a name that opens the sentence."""
    if end + 2 >= len(view) or view.texts[end] != "," or view.ents[end - 1] in ("LOC", "ORG"):
        return False
    return view.role(end + 1) is not None or view.lowers[end + 1] in ("der", "die", "ein", "eine") and view.role(end + 2) is not None


def _by_repetition(view: View, full: list[tuple[int, int, str, Entry | None]]) -> list[tuple[int, int, str, Entry | None]]:
    """Further places where a full name stands that was found elsewhere in the text."""
    names = {tuple(view.texts[s:e]): (s, e, r, x) for s, e, r, x in full if e - s > 1}
    firsts = {words[0] for words in names}
    known = {s for s, _, _, _ in full}
    out = []
    for i, text in enumerate(view.texts if names else ()):
        if text not in firsts or i in known:
            continue
        for words, (_, _, rule, entry) in names.items():
            if words[0] == text and tuple(view.texts[i : i + len(words)]) == words:
                out.append((i, i + len(words), rule, entry))
    return out


def _run(view: View, start: int) -> int:
    """The end of the run of name words that begins at `start`; particles only inside it."""
    i = start + 1
    end = i
    first = view.sentence_of[start]
    while i < len(view) and i - start < _LONGEST_NAME and view.sentence_of[i] == first:
        text = view.texts[i]
        if text in PARTICLES:
            i += 1
            continue
        if len(text) <= _INITIAL_MAX and text[:1].isupper() and text.endswith("."):
            i += 1
            continue
        if not _name_like(view, i) or view.tags[i] in ("ART", "APPR") or not _surname_word(view, i, end - start):
            break
        i += 1
        end = i
    return end


def _surname_word(view: View, i: int, length: int) -> bool:
    """Whether a capitalised word behind a first name belongs to the name: the first may be any noun, further ones must look like names."""
    role = view.role(i)
    if role is not None and role.noun.lower() == view.lowers[i] and not view.is_name_tag(i):
        return False
    if view.texts[i] in view.know.words.get("not_person", ()):
        return False
    if view.texts[i].startswith(ARABIC) or length < 2:
        return True
    return view.tags[i] in ("NE", "PROPN") and view.ents[i] in ("", "PER") or view.ents[i] == "PER"


def _continues(view: View, i: int) -> bool:
    return view.tags[i] == "NE" and view.ents[i] in ("", "PER") and view.capitalised(i) and _name_like(view, i) and view.role(i) is None


def _name_like(view: View, i: int) -> bool:
    text = view.texts[i]
    if text in PARTICLES or text in ("'", "’") or text.startswith(ARABIC):
        return True
    if not text[:1].isupper() or any(c.isdigit() for c in text) or text in view.know.words.get("not_person", ()):
        return False
    return text.replace("-", "").replace(".", "").replace("'", "").replace("’", "").isalpha()


def _trim(view: View, start: int, end: int) -> tuple[int, int]:
    """An entity without titles, roles, articles and marks at its edges."""
    while start < end and (
        view.role(start) is not None and (view.texts[start] not in view.know.first_names) or view.texts[start] in QUOTES
        or view.lowers[start] in ARTICLES or view.texts[start] in view.know.adjectives or not (view.capitalised(start) or view.texts[start] in PARTICLES)
    ):
        start += 1
    while end > start and (
        not view.capitalised(end - 1) and not view.texts[end - 1].startswith(ARABIC) or view.texts[end - 1] in QUOTES
        or end - start > 1 and _ends_in_role(view, end - 1)  # „Trumps Schwiegersohn“
    ):
        end -= 1
    return start, end


def _ends_in_role(view: View, i: int) -> bool:
    role = view.role(i)
    return role is not None and (role.scope == "kin" or view.tags[i] == "NN")


def _is_thing(view: View, start: int, end: int) -> bool:
    """„Luftwaffenstützpunkt Mihail …“, „die Jane-Doe-Straße“, „Max Muster GmbH“: named like a person, no person."""
    if start > 0 and view.capitalised(start - 1) and view.sentence_of[start - 1] == view.sentence_of[start]:
        word = view.lowers[start - 1].rpartition("-")[2]
        for noun, kind in view.know.cue_nouns.items():
            if kind == "place" and word.endswith(noun) and view.role(start - 1) is None:
                return True
    if end < len(view) and view.texts[end] in ("GmbH", "AG", "Stiftung", "Foundation", "Company", "Inc", "Inc.", "Group", "Arena", "University", "&", "Center"):
        return True
    return any("-" in view.texts[i] and view.texts[i].rpartition("-")[2].lower() in view.know.cue_nouns for i in range(start, end))


def _full_name_text(view: View, start: int, end: int) -> str:
    words = view.texts[start:end]
    last = words[-1]
    base = without_genitive(last)
    if base and (last[-1] in "'’" or _genitive_likely(view, end, last, base)):
        words = [*words[:-1], base]
    return " ".join(words)


def _genitive_likely(view: View, end: int, last: str, base: str) -> bool:
    """Whether the s of a surname is a genitive: the bare form stands elsewhere in the text or list, and the form with s does so less often."""
    bare, whole = view.texts.count(base), view.texts.count(last)
    if bare:
        return bare >= whole or bare > 1
    if any(a.entry.type == "person" and len(a.tokens) == 1 for a in view.know.aliases.get(base, ())):
        return True
    return end < len(view) and (view.capitalised(end) or view.tags[end] == "ADJA") and whole == 1 and not last.endswith(("as", "is", "us", "os", "es"))


# surnames --------------------------------------------------------------------------------------------------------------------------------


def _surnames(view: View, hits: list[Hit], people: People, taken: list[bool]) -> None:
    """Link single words to the persons of the article, then to the list, then leave them as persons of their own."""
    by_word: dict[str, list[Person]] = {}
    for person in people.persons:
        for word in {person.surname, *([person.name.split()[0]] if _family_first(view, person) else [])}:
            if word not in view.know.places and not any(a.entry.use in ("state", "capital") for a in view.know.aliases.get(word, ())):
                by_word.setdefault(word, []).append(person)  # „Rainer von Monaco“ is not „Monaco“
    listed = {start: alias.entry for start, end, aliases in hits for alias in aliases if alias.entry.type == "person" and end - start == 1}
    spans = {start: end for start, end, aliases in hits if any(a.entry.type == "person" for a in aliases)}
    digest = ""
    loose: dict[str, Person] = {}
    for i, text in enumerate(view.texts):
        if taken[i] or not text[:1].isupper():
            continue
        candidates = by_word.get(text) or by_word.get(without_genitive(text) or "")
        if candidates and _may_be_surname(view, i) and not _is_thing(view, i, i + 1):
            person = _choose(view, candidates, i)
            person.mentions.append((i, i + 1, "actors.surname"))
            taken[i] = True
        elif i in listed and spans[i] == i + 1 and _single_name(view, i, listed=True):
            entry = listed[i]
            same = next((p for p in people.persons if p.actor_id == entry.actor_id), None)
            person = same or _new(people, Person(entry.name, entry, i, actor_id=entry.actor_id))
            by_word.setdefault(person.surname, [person])
            person.mentions.append((i, i + 1, "actors.base_person"))
            taken[i] = True
        elif _loose_person(view, i):
            bare = without_genitive(text)
            name = bare if bare and bare in view.texts else text
            if name not in loose:
                digest = digest or hashlib.sha256(view.text.encode()).hexdigest()[:8]
                loose[name] = _new(people, Person(name, None, i, actor_id=f"person:{slug(name)}@{digest}"))
            loose[name].mentions.append((i, i + 1, "actors.person_ner"))
            taken[i] = True
    for i, text in enumerate(view.texts if loose else ()):
        again = loose.get(text) or loose.get(without_genitive(text) or "")
        if again is not None and not taken[i] and _may_be_surname(view, i) and view.tags[i] in ("NE", "NN", "PROPN"):
            again.mentions.append((i, i + 1, "actors.surname"))
            taken[i] = True


def _new(people: People, person: Person) -> Person:
    people.persons.append(person)
    return person


def _family_first(view: View, person: Person) -> bool:
    """„Hu Jia“, „Saddam Hussein“: a first word that is no known first name may be used alone."""
    return person.name.split()[0] not in view.know.first_names or person.name.split()[0] in ("Kim", "Xi", "Lee")


def _may_be_surname(view: View, i: int) -> bool:
    """Whether the word is used as a name here: no article or adjective of a common noun before it, no further name word behind it."""
    if view.blocked[i]:
        return False
    proper = view.tags[i] in ("NE", "PROPN") or view.ents[i] == "PER"
    before = view.lowers[i - 1] if i and view.sentence_of[i - 1] == view.sentence_of[i] else ""
    relative = before in ARTICLES and i > 1 and view.texts[i - 2] == ","  # „…, die Huber kennt“
    if not proper and not relative and (before in ARTICLES or before in ("ein", "eine", "einem", "einen", "einer", "kein") or (i and view.tags[i - 1] in ("ADJA", "PPOSAT"))):
        return False
    if not proper and not before and view.tags[i] in ("ADV", "ADJD", "ADJA", "KON", "KOUS", "APPR", "ART", "PPER", "PDS", "PIS", "VVFIN", "VVIMP"):
        return False
    if i and view.ents[i] == "LOC" and view.know.has("place_preposition", before):
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
    before = i > 0 and view.capitalised(i - 1) and view.tags[i - 1] == "NE" and view.role(i - 1) is None and view.sentence_of[i - 1] == view.sentence_of[i]
    return not after and not before


def _loose_person(view: View, i: int) -> bool:
    """A single word that the NER takes for a person, or that stands behind a title, and that no list knows as anything else."""
    text = view.texts[i]
    if view.blocked[i] or not _name_like(view, i) or text in PARTICLES or len(text) < 3 or view.role(i) is not None:
        return False
    if text in view.know.places or text in view.know.adjectives or any(len(a.tokens) == 1 and a.entry.type != "person" for a in view.know.aliases.get(text, ())):
        return False
    if not _single_name(view, i, listed=False) or "-" in text and text.rpartition("-")[2].lower() in view.know.cue_nouns or _is_thing(view, i, i + 1):
        return False
    role = view.role(i - 1) if i and view.sentence_of[i - 1] == view.sentence_of[i] else None
    if role is not None and view.tags[i] == "NN" and not looks_common(text) and (view.lowers[i - 2 : i - 1] in (["dem"], ["des"]) or view.texts[i - 1] in ("Herr", "Herrn", "Frau")):
        return True  # „dem Angeklagten Schneider“
    if role is not None and role.scope in ("office", "head", "function", "honorific", "trade") and view.tags[i] == "NE" and view.ents[i] not in ("LOC", "ORG"):
        return True
    if view.ents[i] != "PER" or view.tags[i] not in ("NE", "PROPN") or text.isupper():
        return False
    others = [k for k, t in enumerate(view.texts) if t == text]
    opens = i == 0 or view.sentence_of[i - 1] != view.sentence_of[i] or view.texts[i - 1] in QUOTES or view.texts[i - 1] == ":"
    if len(others) == 1 and (opens or not _beside_verb(view, i)):
        return False
    return 2 * sum(view.ents[k] == "PER" for k in others) > len(others)


def _beside_verb(view: View, i: int) -> bool:
    """„sagte Huber“, „Huber warnte“, „laut Huber“: where a single unknown name is most likely a person's."""
    near = [k for k in (i - 1, i + 1) if 0 <= k < len(view) and view.sentence_of[k] == view.sentence_of[i]]
    return any(view.tags[k] in ("VVFIN", "VAFIN", "VMFIN") for k in near) or view.lowers[i - 1 : i] in (["laut"], ["so"], ["zufolge"])


def _choose(view: View, candidates: list[Person], i: int) -> Person:
    """Of several persons with one surname: by „Frau“/„Herr“, else whom the article names in full most often, else last."""
    if len(candidates) == 1:
        return candidates[0]
    before = view.texts[i - 1] if i else ""
    if before in ("Frau", "Herr", "Herrn"):
        gendered = [p for p in candidates if _is_feminine(view, p) == (before == "Frau")]
        candidates = gendered or candidates
    return max(candidates, key=lambda p: (sum(e - s > 1 for s, e, _ in p.mentions), max((s for s, _, _ in p.mentions if s < i), default=-1)))


def _is_feminine(view: View, person: Person) -> bool | None:
    if person.feminine is None:
        for start, _, _ in person.mentions:
            if start and view.texts[start - 1] in ("Frau", "Herr", "Herrn"):
                person.feminine = view.texts[start - 1] == "Frau"
                break
            role = view.role(start - 1) if start else None
            if role is not None:
                person.feminine = view.lowers[start - 1].endswith(("in", "frau"))
                break
        else:
            first = person.name.split()[0]
            person.feminine = first[-1:] in "aeiy" if len(person.name.split()) > 1 else None
    return person.feminine


# roles and countries ---------------------------------------------------------------------------------------------------------------------


def title_start(view: View, start: int) -> int:
    """Where the title in front of a name at `start` begins („der deutsche Außenminister |Frank …“ at „deutsche“); `start` if there is none."""
    i = start
    seen_role = False
    while i > 0 and view.sentence_of[i - 1] == view.sentence_of[start] and start - i < 8:
        role = view.role(i - 1)
        if role is not None:
            seen_role = True
            i -= 1
        elif view.tags[i - 1] == "ADJA" and seen_role and view.lowers[i - 1] not in ARTICLES:
            i -= 1
        elif view.texts[i - 1] in ("-", "Dr", "Dr."):
            i -= 1
        elif view.texts[i - 1] in ("und", "/") and seen_role and i > 1 and view.role(i - 2) is not None:
            i -= 1
        else:
            break
    return i if seen_role else start


def role_text(view: View, start: int, end: int) -> str | None:
    """The title before the name, or the apposition behind it („Jared Kushner, Trumps Schwiegersohn“), as it stands in the text."""
    begin = title_start(view, start)
    if begin < start:
        a, b = view.chars(begin, start)
        return view.text[a:b]
    if end + 1 < len(view) and view.texts[end] == ",":
        for i in range(end + 1, min(end + 9, len(view))):
            if view.sentence_of[i] != view.sentence_of[start] or view.texts[i] in ",.–(" or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN", "PRELS"):
                break
            if view.role(i) is not None and not _titles_next(view, i):
                begin = end + 1 + (view.lowers[end + 1] in ARTICLES)
                a, b = view.chars(begin, i + 1)
                return view.text[a:b]
    return None


def _note_context(view: View, person: Person, start: int, end: int, evidence: Evidence) -> None:
    """Collect roles and states from title, bracket and apposition around one mention."""
    begin = title_start(view, start)
    if end - start > 1 and (own := view.role(start)) is not None:
        person.roles.append((start, own))  # „Papst Franziskus“ in the list
    for i in range(begin, start):
        if (role := view.role(i)) is not None:
            person.roles.append((start, role))
            body = role.modifier.partition("-")[0]
            person.international |= any(a.entry.country is None and a.entry.type in ("organisation", "alliance") for a in view.know.aliases.get(body, ()))
    weight = 3 if begin < start else 0
    for i in range(max(begin - 1, 0) if begin < start else begin, start):
        if weight and (code := _word_state(view, i, evidence)):
            person.countries[code] += weight
    if end + 2 < len(view) and view.texts[end] == "(":
        close = next((k for k in range(end + 1, min(end + 5, len(view))) if view.texts[k] == ")"), None)
        for i in range(end + 1, close or end + 1):
            codes = {a.entry.country for a in view.know.aliases.get(view.texts[i], ()) if a.entry.type in ("party", "state")}
            if codes:
                person.countries[(evidence.focus if evidence.focus in codes else min(c or "" for c in codes)) or ""] += 3
                person.countries.pop("", None)
    if end + 1 < len(view) and view.texts[end] == ",":
        for i in range(end + 1, min(end + 8, len(view))):
            if view.texts[i] in ",.–" or view.tags[i] in ("PRELS", "VVFIN", "VAFIN"):
                break
            if (role := view.role(i)) is not None:
                if _titles_next(view, i):
                    break
                person.roles.append((start, role))
            if code := _word_state(view, i, evidence):
                person.countries[code] += 2
    _note_role_before_comma(view, person, start, evidence)
    if start and view.sentence_of[start - 1] == view.sentence_of[start]:
        before = view.texts[start - 1]  # „die Norwegerin X Y“, „der Wiener X Y“
        nation = view.know.nationals.get(before) or view.know.nationals.get(before.removeprefix("US-"))
        if nation or before.endswith("er") and (nation := town_adjective(before, view.know)):
            person.countries[nation] += 2
    for i in range(start - 1, max(start - 6, -1), -1):  # „der Chef der polnischen Partei, X“, „dem chinesischen Bürgerrechtler X“
        if view.sentence_of[i] != view.sentence_of[start] or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN") or view.texts[i] in (".", ":"):
            break
        if view.texts[i] in view.know.adjectives:
            person.countries[view.know.adjectives[view.texts[i]]] += 1


def _titles_next(view: View, i: int) -> bool:
    """Whether the role noun at `i` is the title of the next name („König Juan Carlos, Königin Sophia“)."""
    return i + 1 < len(view) and view.capitalised(i + 1) and view.sentence_of[i + 1] == view.sentence_of[i] and view.is_name_tag(i + 1) and view.tags[i] != "NE"


def _note_role_before_comma(view: View, person: Person, start: int, evidence: Evidence) -> None:
    """„der UNO-Hochkommissar für Flüchtlinge, |Filippo …“: the role of a name that stands in apposition to it."""
    if start < 3 or view.texts[start - 1] != "," or view.sentence_of[start - 2] != view.sentence_of[start]:
        return
    for i in range(start - 2, max(start - 12, -1), -1):
        if view.sentence_of[i] != view.sentence_of[start] or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN", "PRELS") or view.texts[i] in ",:;–.":
            return
        role = view.role(i)
        if role is None or view.tags[i] == "NE":
            continue
        person.roles.append((start, role))
        body = role.modifier.partition("-")[0]
        person.international |= any(a.entry.country is None and a.entry.type in ("organisation", "alliance") for a in view.know.aliases.get(body, ()))
        for k in range(max(i - 3, 0), start - 1):
            if code := _word_state(view, k, evidence):
                person.countries[code] += 1
        return


def _word_state(view: View, i: int, evidence: Evidence) -> str | None:
    text = view.texts[i]
    if text in view.know.adjectives:
        return view.know.adjectives[text]
    if (code := compound_state(text, view.know)) is not None:
        return code
    if text.startswith("Bundes") and len(text) > 8:
        return evidence.focus if evidence.focus in ("DE", "AT", "CH") else "DE"
    if text.endswith("er") and text[:1].isupper() and (code := town_adjective(text, view.know)) is not None:
        return code
    for alias in view.know.aliases.get(text, ()):
        if len(alias.tokens) == 1 and alias.entry.type in ("state", "party", "organisation") and alias.entry.country:
            return alias.entry.country
    return None
