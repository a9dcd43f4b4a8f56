"""The term lists `esc_*.csv` as look-ups. Researchers edit the lists; nothing here knows a German word of its own but verb endings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.answers import Answers
from pipeline.components.escalations.flags import falls_out, word_flags
from pipeline.components.escalations.stems import StemIndex
from pipeline.rulepack import RuleBase

_INFIX = re.compile(
    r"^(ab|an|auf|aus|bei|durch|ein|frei|heim|her|hin|los|mit|nach|nieder|um|vor|weg|weiter|wieder|zu|zurück|zusammen)(?:zu|ge)(.{4,})$"
)
_COMPOUND_FRONT = range(3, 41)  # so many letters stand in front of a suffix
_MOST_WORDS = 8_192  # whose senses are kept (some 1.5 MB)


@dataclass(slots=True)
class VerbForms:
    """The forms of one cue verb: `bare` need the separated `particle` elsewhere in the clause, `joined` stand for themselves."""

    role: str
    particle: str
    bare: frozenset[str]
    joined: frozenset[str]


class Stem(NamedTuple):
    """What a stem says of a word that holds it."""

    role: str = ""
    in_front: bool = False  # the role only where the word begins with it
    action: tuple[str, int] | None = None  # type, weight


class Sense(NamedTuple):
    """What a word by itself says: its cue roles (`ultimatum`, `plan`, `expect` …), its action, and its flags (`Lexicon.flags`)."""

    roles: frozenset[str] = frozenset()
    action: tuple[str, int, int] | None = None
    flags: frozenset[str] = frozenset()


_NO_SENSE = Sense()  # as most words have


@dataclass(slots=True)
class Lexicon:
    """Look-ups over the lists; build it with `build_lexicon`."""

    words: dict[str, frozenset[str]]
    suffixes: StemIndex[str]
    stems: StemIndex[Stem]
    joined: dict[str, frozenset[str]]  # verb form → roles
    separable: dict[str, tuple[tuple[str, str], ...]]  # finite form → (particle, role)
    calendar_leads: dict[str, str]  # "bis zum" → form
    particles: frozenset[str]  # in front of a window: „erst“, „frühestens“
    senses: Answers[str, Sense] = field(init=False)  # of lower-case tokens

    def __post_init__(self) -> None:
        self.senses = Answers(self._sense, _MOST_WORDS)

    def roles(self, lower: str) -> frozenset[str]:
        """The cue roles of one lower-case token (`ultimatum`, `plan`, `expect` …)."""
        return self.senses[lower].roles

    def action(self, lower: str) -> tuple[str, int, int] | None:
        """Type, weight and stem length of the longest action stem in a token."""
        return self.senses[lower].action

    def is_verb(self, lower: str) -> bool:
        """Whether `verb_roles` can say anything of the word."""
        return lower in self.joined or lower in self.separable

    def verb_roles(self, lower: str, particles: Set[str]) -> set[str]:
        """The cue roles of a verb form; `particles`: separated particles of its clause."""
        roles = set(self.joined.get(lower, ()))
        split = {role for particle, role in self.separable.get(lower, ()) if particle in particles}
        return split or roles

    def flags(self, words: Set[str]) -> frozenset[str]:
        """What lower-case words speak of: `labour`, `truce`, `deadline`, `force` (an act of conflict), `impose`, `union`, `claim`,
        `strike`, `rests`, `if`, `then`."""
        flags: set[str] = {"rests"} if falls_out(words) else set()
        for sense in map(self.senses.__getitem__, words):
            if sense is not _NO_SENSE:
                flags |= sense.flags
        if any("impose" in self.verb_roles(word, words) for word in self.separable.keys() & words):
            flags.add("impose")
        return frozenset(flags)

    def roles_of(self, words: Set[str]) -> set[str]:
        """The cue roles of lower-case words together."""
        roles: set[str] = set()
        for sense in map(self.senses.__getitem__, words):
            if sense is not _NO_SENSE:
                roles |= sense.roles
        return roles

    def _sense(self, lower: str) -> Sense:
        stems = self.stems.inside(lower)
        roles, action = self._roles_of(lower, stems), self._action_of(lower, stems)
        flags = word_flags(lower, roles, action)
        if lower not in self.separable and "impose" in self.joined.get(lower, ()):
            flags = flags | {"impose"}
        return Sense(roles, action, flags) if roles or action or flags else _NO_SENSE

    def _roles_of(self, lower: str, stems: list[tuple[str, Stem, int]]) -> frozenset[str]:
        roles = self.words.get(lower, _NO_SENSE.roles)
        told = [role for text, role in self.suffixes.at_end(lower) if text == lower or len(lower) - len(text) in _COMPOUND_FRONT]
        if stems:
            told += [stem.role for _, stem, at in stems if stem.role and (at == 0 or not stem.in_front)]
        if not told:
            return roles
        roles = roles.union(told)
        if "no_party" in roles:  # „Autobahn“ is no „Bahn“
            roles -= {"party"}
        if "plan_front" in roles and "plan_tail" in roles:  # „Gasnotfallprotokoll“, „Evakuierungskaskade“
            roles |= {"plan"}
        return roles

    def _action_of(self, lower: str, stems: list[tuple[str, Stem, int]]) -> tuple[str, int, int] | None:
        hits = _actions(lower, stems) if stems else []
        if infix := _INFIX.match(lower):  # „abzuriegeln“, „abgeriegelt“ → „abriegel“
            bare = infix[1] + infix[2]
            hits += _actions(bare, self.stems.inside(bare))
        if not hits:
            return None
        length, kind, weight = max(hits)
        return kind, weight, length


def _actions(lower: str, stems: list[tuple[str, Stem, int]]) -> list[tuple[int, str, int]]:
    """Length, type and weight of the action stems that fit. A short one must open the word or close it but for an ending: „zoll“ counts
    in „Strafzölle“, not in the middle of a name."""
    return [
        (len(text), *stem.action)
        for text, stem, at in stems
        if stem.action and (len(text) > 6 or at == 0 or len(lower) - at - len(text) <= 3)
    ]


def _weak(stem: str) -> tuple[set[str], str]:
    """Finite forms of a weak verb and its participle without ge-."""
    t = "et" if stem.endswith(("t", "d", "ffn", "chn", "dn", "gn")) else "t"
    finite = {stem + e for e in ("e", "en", t)} | {stem + t + e for e in ("e", "en")}
    return finite, stem + t


def _strong(past: str) -> set[str]:
    return {past, past + "en", past + "e"}


def verb_forms(row: dict[str, str]) -> VerbForms:
    """All forms of a row of `esc_verbs.csv`."""
    infinitive, particle = row["infinitive"], row["particle"]
    stem = infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]
    finite, participle = _weak(stem)
    finite |= {infinitive, stem + "e"}
    if row["past"]:
        finite = {f for f in finite if not f.endswith(("te", "ten"))} | {infinitive, stem + "e"}
        for past in row["past"].split("|"):
            finite |= _strong(past)
        finite.discard(stem + "t") if row["present"] else None
    finite |= {p for p in row["present"].split("|") if p}
    given = row["participle"] or "ge" + participle
    if particle:
        zu = particle + "zu" + infinitive
        joined = {particle + given, zu, particle + infinitive} | {particle + f for f in finite}
        return VerbForms(row["role"], particle, frozenset(finite), frozenset(joined))
    return VerbForms(row["role"], "", frozenset(), frozenset(finite | {given}))


def _inflected(noun: str) -> list[str]:
    """The noun, its dative plural and its genitive singular, as far as they differ from it."""
    return [noun, noun + "n"] if noun.endswith(("e", "er", "el")) else [noun, noun + "s"] if not noun.endswith(("s", "n")) else [noun]


def build_lexicon(base: RuleBase) -> Lexicon:
    """The look-ups for a rule base. KeyError names a missing list."""
    words: list[tuple[str, str]] = []
    suffixes: list[tuple[str, str]] = []
    stems: list[tuple[str, Stem]] = []
    for row in base.lists["esc_cues"].rows:
        cue, role, where = row["cue"].lower(), row["role"], row["match"]
        if where == "word":
            words.append((cue, role))
        elif where == "suffix":
            suffixes.append((cue, role))
        else:
            stems.append((cue, Stem(role, in_front={"prefix": True, "part": False}[where])))
    stems += [(r["stem"].lower(), Stem(action=(r["type"], int(r["weight"])))) for r in base.lists["esc_actions"].rows]
    parties = {form for noun in base.lists["esc_party_nouns"].terms for form in _inflected(noun.lower())}
    joined: list[tuple[str, str]] = []
    separable: dict[str, list[tuple[str, str]]] = {}
    for row in base.lists["esc_verbs"].rows:
        forms = verb_forms(row)
        joined += [(form, forms.role) for form in forms.joined]
        for form in forms.bare:
            separable.setdefault(form, []).append((forms.particle, forms.role))
    return Lexicon(
        words=_by_word(words),
        suffixes=StemIndex([*suffixes, *((form, "party") for form in parties)], endings=True),
        stems=StemIndex(stems),
        joined=_by_word(joined),
        separable={form: tuple(pairs) for form, pairs in separable.items()},
        calendar_leads={r["lead"]: r["form"] for r in base.lists["esc_calendar_leads"].rows},
        particles=frozenset(base.lists["esc_window_particles"].terms),
    )


def _by_word(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    roles: dict[str, set[str]] = {}
    for word, role in pairs:
        roles.setdefault(word, set()).add(role)
    return {word: frozenset(found) for word, found in roles.items()}
