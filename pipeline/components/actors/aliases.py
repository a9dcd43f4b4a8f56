"""The actors of the lists and the names that they go by, found by the first word of a name.

A name stands in many forms in German („Weißes Haus“, „Weißen Hauses“); those of a name are worked out when a word like its first is met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.components.actors.names import alias_forms, opening_forms, spelling_variants, with_plain_spelling
from pipeline.records import Actor

_LETTERS = re.compile(r"[^\W\d_]*")
_ENDINGS = "emnrs"  # the letters of which the endings of German names are made
_CAPITALS_TOO = frozenset({"organisation", "alliance", "party", "media", "armed_force"})  # houses differ: „Attac“, „ATTAC“
_SHORTEST_IN_CAPITALS = 4  # letters


@dataclass(slots=True)
class Entry:
    """One actor of the base. `use` says how its aliases may be read: empty = always the actor."""

    name: str
    type: str
    country: str | None
    wikidata: str | None
    use: str = ""
    actor_id: str = ""
    shown: str = ""  # the name as it is stored, where it differs from the list's
    spellings: list[str] | None = None  # a person's aliases, some of which spell the name otherwise
    _actor: Actor | None = field(default=None, repr=False, compare=False)

    def actor(self) -> Actor:
        """The actor as it is stored."""
        if self._actor is None:
            self._actor = Actor(self.actor_id, self._stored_name(), self.type, self.country, self.wikidata)
        return self._actor

    def _stored_name(self) -> str:
        name = with_plain_spelling(self.name) if self.type == "person" else self.shown or self.name
        there = name.replace("(", " ").replace(")", " ").split()
        more = [w for w in spelling_variants(self.name, self.spellings) if w not in there] if self.spellings else []
        if not more:
            return name
        return f"{name[:-1]} {' '.join(more)})" if name.endswith(")") else f"{name} ({' '.join(more)})"


@dataclass(slots=True)
class Alias:
    """A form of a name and the actor that it stands for."""

    tokens: tuple[str, ...]
    entry: Entry


@dataclass(slots=True)
class Bucket:
    """The aliases that begin with one word: as the lists have them, by their tokens, and what lengths there are, the longest first."""

    aliases: list[Alias] = field(default_factory=list)
    by_tokens: dict[tuple[str, ...], list[Alias]] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)

    def put(self, tokens: tuple[str, ...], entry: Entry, *, moves: bool) -> None:
        """Add an alias; one that moves is no longer that of those who bore it before."""
        bearers = self.by_tokens.get(tokens)
        if bearers is None:
            bearers = self.by_tokens[tokens] = []
            if len(tokens) not in self.lengths:
                self.lengths = sorted([*self.lengths, len(tokens)], reverse=True)
        elif moves:
            bearers.clear()
            self.aliases = [a for a in self.aliases if a.tokens != tokens]
        elif any(a.entry is entry for a in bearers):
            return
        alias = Alias(tokens, entry)
        bearers.append(alias)
        self.aliases.append(alias)


Name = tuple[tuple[str, ...], Entry, bool]  # its tokens, whom it stands for, whether it stands for that one alone


class AliasTable:
    """All aliases, asked for by their first word. What the lists hold bounds what it holds."""

    def __init__(self) -> None:
        self._names: dict[str, list[Name]] = {}  # by the root of the first word, until that is met
        self._openings: dict[str, list[Name]] = {}  # by each form of the first word, until that is met
        self._buckets: dict[str, Bucket] = {}  # by words that were met

    def add(self, tokens: tuple[str, ...], entry: Entry, *, moves: bool = False) -> None:
        """Let a name, one token at least, stand for an actor; `moves`: for that one alone. Before the table is asked."""
        self._names.setdefault(_root(tokens[0]), []).append((tokens, entry, moves))

    def bucket(self, word: str) -> Bucket | None:
        """The aliases that begin with the word, None if there are none."""
        bucket = self._buckets.get(word)
        if bucket is not None:
            return bucket
        for name in self._names.pop(_root(word), ()):
            for first in first_words(name[0], name[1].type):
                self._openings.setdefault(first, []).append(name)
        if word not in self._openings:
            return None
        bucket = self._buckets[word] = Bucket()
        for tokens, entry, moves in self._openings.pop(word):
            for form in inflected(tokens, entry.type, word):
                bucket.put(form, entry, moves=moves)
        return bucket

    def get(self, word: str) -> Sequence[Alias]:
        """The same as a list in the order of the lists, empty if there are none."""
        bucket = self.bucket(word)
        return bucket.aliases if bucket else ()

    def single(self, word: str) -> Sequence[Alias]:
        """The aliases that are this one word; those that only begin with it are left out."""
        bucket = self.bucket(word)
        return bucket.by_tokens.get((word,), ()) if bucket else ()

    def __contains__(self, word: str) -> bool:
        return self.bucket(word) is not None

    def __iter__(self) -> Iterator[Alias]:
        """All aliases; works all of them out."""
        for name in [name for names in self._names.values() for name in names]:
            self.bucket(name[0][0])
        for word in list(self._openings):
            self.bucket(word)
        return (alias for bucket in self._buckets.values() for alias in bucket.aliases)


def first_words(tokens: tuple[str, ...], kind: str) -> list[str]:
    """The forms of its first word with which a text may have the name of an actor of that type, the word itself first."""
    if kind == "person":
        return [tokens[0], *([tokens[0] + "s"] if len(tokens) == 1 and _takes_s(tokens) else [])]
    forms = opening_forms(tokens)
    return [*forms, tokens[0].upper()] if _in_capitals_too(tokens, kind) else forms


def inflected(tokens: tuple[str, ...], kind: str, first: str) -> list[tuple[str, ...]]:
    """The forms in which a text may have the name of an actor of that type and that begin with one of its `first_words`."""
    if kind == "person":
        genitive = (*tokens[:-1], tokens[-1] + "s")
        return [form for form in (tokens, genitive) if form[0] == first and (form is tokens or _takes_s(tokens))]
    if _in_capitals_too(tokens, kind) and first == tokens[0].upper():
        return [(first,)]
    return alias_forms(tokens, first)


def _takes_s(tokens: tuple[str, ...]) -> bool:
    return tokens[-1][-1] not in "sxzß."


def _in_capitals_too(tokens: tuple[str, ...], kind: str) -> bool:
    return len(tokens) == 1 and kind in _CAPITALS_TOO and len(tokens[0]) >= _SHORTEST_IN_CAPITALS and tokens[0].isalpha()


def _root(word: str) -> str:
    """What all forms of a first word, and they in capitals, have in common: its letters up to the endings."""
    letters = word if word.isalpha() else _LETTERS.match(word).group()  # type: ignore[union-attr]
    return letters.casefold().rstrip(_ENDINGS)
