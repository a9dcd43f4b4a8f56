"""The term lists `esc_*.csv` as look-ups. Researchers edit the lists; nothing here knows a German word of its own but verb endings."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field

from pipeline.rulepack import RuleBase

_INFIX = re.compile(
    r"^(ab|an|auf|aus|bei|durch|ein|frei|heim|her|hin|los|mit|nach|nieder|um|vor|weg|weiter|wieder|zu|zurück|zusammen)(?:zu|ge)(.{4,})$"
)
_SUFFIX_MIN = 3  # a compound's front has at least so many letters


@dataclass(slots=True)
class VerbForms:
    """The forms of one cue verb: `bare` need the separated `particle` elsewhere in the clause, `joined` stand for themselves."""

    role: str
    particle: str
    bare: frozenset[str]
    joined: frozenset[str]


@dataclass(slots=True)
class Lexicon:
    """Look-ups over the lists; build it with `build_lexicon`."""

    words: dict[str, frozenset[str]] = field(default_factory=dict)
    prefixes: list[tuple[str, str]] = field(default_factory=list)
    suffixes: dict[str, set[str]] = field(default_factory=dict)
    parts: list[tuple[str, str]] = field(default_factory=list)
    joined: dict[str, frozenset[str]] = field(default_factory=dict)  # verb form → roles
    separable: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # finite form → (particle, role)
    actions: list[tuple[str, str, int]] = field(default_factory=list)  # stem, type, weight
    calendar_leads: dict[str, str] = field(default_factory=dict)  # "bis zum" → form
    particles: frozenset[str] = frozenset()  # in front of a window: „erst“, „frühestens“
    _cache: dict[str, frozenset[str]] = field(default_factory=dict)
    word_flags: dict[str, frozenset[str]] = field(default_factory=dict)  # kept by `flags.crisis_flags`
    _action_cache: dict[str, tuple[str, int, int] | None] = field(default_factory=dict)

    def roles(self, lower: str) -> frozenset[str]:
        """The cue roles of one lower-case token (`ultimatum`, `plan`, `expect` …)."""
        found = self._cache.get(lower)
        if found is None:
            roles = set(self.words.get(lower, ()))
            roles.update(role for stem, role in self.prefixes if lower.startswith(stem))
            for length in range(max(2, len(lower) - 40), len(lower) + 1):
                if length == len(lower) or length <= len(lower) - _SUFFIX_MIN:
                    roles.update(self.suffixes.get(lower[-length:], ()))
            roles.update(role for stem, role in self.parts if stem in lower)
            if "no_party" in roles:  # „Autobahn“ is no „Bahn“
                roles.discard("party")
            if "plan_front" in roles and "plan_tail" in roles:  # „Gasnotfallprotokoll“, „Evakuierungskaskade“
                roles.add("plan")
            if len(self._cache) > 50_000:
                self._cache.clear()
            found = self._cache[lower] = frozenset(roles)
        return found

    def verb_roles(self, lower: str, particles: Set[str]) -> set[str]:
        """The cue roles of a verb form; `particles`: separated particles of its clause."""
        roles = set(self.joined.get(lower, ()))
        split = {role for particle, role in self.separable.get(lower, ()) if particle in particles}
        return split or roles

    def action(self, lower: str) -> tuple[str, int, int] | None:
        """Type, weight and stem length of the longest action stem in a token."""
        if lower not in self._action_cache:
            forms = {lower, _INFIX.sub(r"\1\2", lower)}  # „abzuriegeln“, „abgeriegelt“ → „abriegel“
            hits = [(len(stem), typ, weight) for stem, typ, weight in self.actions for f in forms if stem in f and _part_fits(stem, f)]
            best = max(hits, default=None)
            if len(self._action_cache) > 50_000:
                self._action_cache.clear()
            self._action_cache[lower] = (best[1], best[2], best[0]) if best else None
        return self._action_cache[lower]


def _part_fits(stem: str, lower: str) -> bool:
    """A short stem must open the word or close it but for an ending: „zoll“ counts in „Strafzölle“, not in the middle of a name."""
    return len(stem) > 6 or lower.startswith(stem) or len(lower) - lower.rfind(stem) - len(stem) <= 3


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
    lexicon = Lexicon()
    words: dict[str, set[str]] = {}
    for row in base.lists["esc_cues"].rows:
        cue, role = row["cue"].lower(), row["role"]
        if row["match"] == "word":
            words.setdefault(cue, set()).add(role)
        elif row["match"] == "suffix":
            lexicon.suffixes.setdefault(cue, set()).add(role)
        else:
            {"prefix": lexicon.prefixes, "part": lexicon.parts}[row["match"]].append((cue, role))
    for noun in base.lists["esc_party_nouns"].terms:
        for form in _inflected(noun.lower()):
            lexicon.suffixes.setdefault(form, set()).add("party")
    lexicon.words = {w: frozenset(r) for w, r in words.items()}
    joined: dict[str, set[str]] = {}
    separable: dict[str, list[tuple[str, str]]] = {}
    for row in base.lists["esc_verbs"].rows:
        forms = verb_forms(row)
        for form in forms.joined:
            joined.setdefault(form, set()).add(forms.role)
        for form in forms.bare:
            separable.setdefault(form, []).append((forms.particle, forms.role))
    lexicon.joined = {f: frozenset(r) for f, r in joined.items()}
    lexicon.separable = {f: tuple(r) for f, r in separable.items()}
    lexicon.actions = [(r["stem"].lower(), r["type"], int(r["weight"])) for r in base.lists["esc_actions"].rows]
    lexicon.particles = frozenset(base.lists["esc_window_particles"].terms)
    lexicon.calendar_leads = {r["lead"]: r["form"] for r in base.lists["esc_calendar_leads"].rows}
    return lexicon
