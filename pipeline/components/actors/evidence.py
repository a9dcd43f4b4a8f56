"""Which state an article, or a place in it, is about: read off adjectives, states, towns, parties. Counting only, no mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.components.actors.aliases import Alias
from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.view import DASHES, View

_PREFIXES = {"US": "US", "DFB": "DE", "ÖFB": "AT"}
_ORIGIN = (
    "staatsangehörigkeit",
    "staatsbürger",
    "abstammung",
    "herkunft",
    "wurzeln",
    "nationalität",
    "pass",
    "küche",
    "sprache",
    "vorbild",
    "modell",
    "muster",
)
_MARKS_OF_ORIGIN = ("kennzeichen", "nummernschild", "akzent")
_SIDE_BY_SIDE = 5  # tokens
_NEAR = 40  # tokens to either side
_WEIGHTS = {"state": 0.6, "capital": 1.0, "people": 0.4, "person": 0.7, "party": 1.5, "media": 0.3, "organisation": 0.4, "land": 1.0}


@dataclass(slots=True)
class Evidence:
    """Where the text points at which state; `focus` is the state that most of it points at."""

    at: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    acting: list[tuple[int, str]] = field(default_factory=list)  # tokens at which a state, its government or forces act; in text order
    where: dict[int, str] = field(default_factory=dict)  # token -> the state that it points at

    @property
    def focus(self) -> str | None:
        """The state with most evidence, of equals the one named first; None without any."""
        return max(self.weights, key=lambda c: self.weights[c], default=None)

    def share(self, code: str) -> float:
        """The share of the evidence that points at the state, 0 to 1."""
        total = sum(self.weights.values())
        return self.weights.get(code, 0.0) / total if total else 0.0

    def leads(self, code: str) -> bool:
        """Whether the state has half of the evidence, or half as much again as any other."""
        others = max((w for c, w in self.weights.items() if c != code), default=0.0)
        return self.share(code) >= 0.5 or self.weights.get(code, 0.0) >= 1.5 * others

    def likeliest(self, codes: Sequence[str]) -> str:
        """Of several states (one at least) the one with most evidence, of equals the first."""
        return max(codes, key=lambda c: self.weights.get(c, 0.0))

    def around(self, i: int) -> str | None:
        """The state that the 80 tokens around `i` point at, the nearer the more, and the whole text a little; None without any evidence."""
        total = sum(self.weights.values())
        near = {code: weight / total for code, weight in self.weights.items()}
        for k in range(bisect_left(self.at, i - _NEAR), bisect_left(self.at, i + _NEAR + 1)):
            near[self.codes[k]] += 1 / (1 + abs(self.at[k] - i) / 10)
        return max(near, key=lambda c: near[c], default=None)

    def acting_before(self, i: int) -> str | None:
        """The state that acted last in the 40 tokens before `i` („Zagreb bestreitet das. Außenminister |X| …“).

        None without one, and where two acted side by side („Spanien und Italien streiten. Außenminister |X| …“).
        """
        k = bisect_left(self.acting, (i, ""))
        if not k or i - self.acting[k - 1][0] > _NEAR:
            return None
        at, code = self.acting[k - 1]
        return None if k > 1 and self.acting[k - 2][1] != code and at - self.acting[k - 2][0] < _SIDE_BY_SIDE else code

    def nearest_before(self, i: int) -> str | None:
        """The state that the text pointed at last before token `i`."""
        k = bisect_left(self.at, i)
        return self.codes[k - 1] if k else None


def gather(view: View, hits: list[tuple[int, int, list[Alias]]]) -> Evidence:
    """Count the evidence in a text whose aliases were found at `hits` (start, end, aliases)."""
    points: list[tuple[int, str, float]] = []
    for start, _, aliases in hits:
        countries = {a.entry.country for a in aliases}
        if len(countries) == 1 and (code := aliases[0].entry.country) and aliases[0].entry.use not in ("quoted", "focus", "ministry"):
            kind = aliases[0].entry.use if aliases[0].entry.use in _WEIGHTS else aliases[0].entry.type
            report_from = start < 60 and any(t in DASHES for t in view.texts[start + 1 : start + 4])  # „Wien –“
            points.append((start, code, _WEIGHTS.get(kind, 0.5) + report_from))
    for i in view.met["state"]:
        point = view.words[i].state
        if point is not None and not _says_whence(view, i):
            points.append((i, *point))
    points.sort()
    found = Evidence()
    for i, code, weight in points:
        found.where.setdefault(i, code)
        found.at.append(i)
        found.codes.append(code)
        found.weights[code] += weight * (1.5 if i < 60 else 1.0)
    return found


def _says_whence(view: View, i: int) -> bool:
    """„ein Mann |türkischer| Staatsangehörigkeit“, „mit |tschechischem| Kennzeichen“: where one comes from, not where it happens."""
    if view.texts[i] not in view.know.adjectives or i + 1 >= len(view):
        return False
    return view.lowers[i + 1].startswith(_ORIGIN) or view.lowers[i + 1].endswith(_MARKS_OF_ORIGIN)


class Pointers:
    """The states at which words point by themselves."""

    def __init__(self, know: Knowledge) -> None:
        self.know = know
        self._listed = {word: (code, 1.0) for word, code in (know.places | know.land_adjectives).items()}
        self._listed |= {word: (code, 1.5) for word, code in know.adjectives.items()}
        self._listed.setdefault("Jänner", ("AT", 0.5))

    def of(self, text: str) -> tuple[str, float] | None:
        """The state of a word with the weight of its kind, None for a word that says nothing."""
        if text in self._listed:
            return self._listed[text]
        if "-" in text and (code := compound_state(text, self.know)) is not None:
            return code, 1.0
        if text.endswith("er") and text[:1].isupper() and (code := town_adjective(text, self.know)) is not None:
            return code, 0.8
        return None


def compound_state(text: str, know: Knowledge) -> str | None:
    """The state in front of a hyphen: „US-Präsident“ US, „Russland-Sanktionen“ RU, „CDU-Politiker“ DE; None if there is none."""
    head, hyphen, _ = text.partition("-")
    if not hyphen or not head:
        return None
    words = text.split("-")[:-1]
    if len(words) > 1:
        for alias in know.aliases.get(head):
            if alias.tokens == tuple(words):
                return alias.entry.country
    if head in _PREFIXES:
        return _PREFIXES[head]
    countries = {
        a.entry.country
        for a in know.aliases.get(head)
        if len(a.tokens) == 1 and a.entry.type in ("state", "party", "media", "government") and a.entry.use not in ("quoted", "focus")
    }
    return countries.pop() if len(countries) == 1 else None


def town_adjective(text: str, know: Knowledge) -> str | None:
    """The state of a town whose adjective the word is: „Wiener“ AT, „Berliner“ DE, „Moskauer“ RU; None if it is none."""
    stem = text[:-2]
    for town in (stem, stem + "en", stem + "e", stem.removesuffix("n") + "en"):
        if town in know.places:
            return know.places[town]
        for alias in know.aliases.single(town):
            if alias.entry.use == "capital":
                return alias.entry.country
    return None
