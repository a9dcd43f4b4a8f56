"""The words that the component has met, and what each is wherever it stands: worked out when it is first met, then looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from spacy.strings import StringStore

from pipeline.components.actors.aliases import Bucket
from pipeline.components.actors.knowledge import Institution, Knowledge
from pipeline.components.actors.names import without_genitive

_MOST_WORDS = 10_000  # met since a lexicon last began anew; as many older ones are kept beside them
_ENDING = 4  # letters of a role noun that a compound with it must end in at least
Sense = Literal[  # what a word is a sign of; see senses.py
    "alias", "state", "family", "first name", "capital", "genitive", "hyphen", "office", "institution", "party", "class", "body", "group",
    "foreign",
]  # fmt: skip


@dataclass(slots=True)
class Role:
    """A role noun as it stands in the text: its masculine form, its scope (see actor_roles.csv), what is compounded in front of it."""

    noun: str
    scope: str
    modifier: str


@dataclass(slots=True)
class Word:
    """A word as the text has it, whatever stands around it. What follows `bucket` is filled in by `Senses`."""

    text: str
    lower: str
    capital: bool  # whether it begins with one
    space: bool
    base: str | None  # of a capital word: without the ending of a genitive, None where it has none
    role: Role | None
    bucket: Bucket | None  # the aliases of the lists that begin with it
    senses: tuple[Sense, ...] = ()
    state: tuple[str, float] | None = None  # the state that it points at, and how much
    institution: Institution | None = None
    class_noun: str | None = None  # the type that it gives to a name behind it („Sender“: media)
    common: bool = False  # of a first name: whether it is also another word
    like_a_name: bool | None = None  # None: not asked yet


class Lexicon(dict[int, Word]):
    """The words by spaCy's hash of their text; one that is not there is worked out, those long not met are forgotten."""

    def __init__(self, know: Knowledge, strings: StringStore, describe: Callable[[Word], None]) -> None:
        super().__init__()
        self.know = know
        self.labels = Labels(strings)
        self._strings = strings
        self._describe = describe
        self._older: dict[int, Word] = {}
        self._endings = {role[-_ENDING:] for role in know.roles}

    def __missing__(self, orth: int) -> Word:
        if len(self) > _MOST_WORDS:
            self._older = dict(self)
            self.clear()
        word = self[orth] = self._older.get(orth) or self._new(self._strings[orth])
        return word

    def _new(self, text: str) -> Word:
        lower, capital = text.lower(), text[:1].isupper()
        lower = text if lower == text else lower  # one string for both
        may_be_role = capital and len(text) > 1 and (lower[-_ENDING:] in self._endings or "-" in text)
        role = _role_of(text, self.know.roles) if may_be_role else None
        base = without_genitive(text) if capital else None
        word = Word(text, lower, capital, text.isspace(), base, role, self.know.aliases.bucket(text))
        self._describe(word)
        return word


class Labels(dict[int, str]):
    """Tags and entity labels by spaCy's hash."""

    def __init__(self, strings: StringStore) -> None:
        super().__init__({0: ""})
        self._strings = strings

    def __missing__(self, value: int) -> str:
        label = self[value] = self._strings[value]
        return label


def _role_of(text: str, roles: dict[str, tuple[str, str]]) -> Role | None:
    lower = text.lower()
    if lower in roles:
        return Role(*roles[lower], "")
    head, hyphen, tail = text.rpartition("-")
    if hyphen and head:
        if tail.lower() in roles:
            return Role(*roles[tail.lower()], head)
        inner = _role_of(tail, roles) if tail[:1].isupper() else None
        return Role(inner.noun, inner.scope, f"{head}-{inner.modifier}") if inner else None
    for i in range(3, len(lower) - 3):
        if lower[i:] in roles and roles[lower[i:]][1] not in ("kin", "honorific"):
            return Role(*roles[lower[i:]], text[:i])
    return None
