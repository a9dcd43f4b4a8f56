"""The actors of the lists and the names that they go by, found by the first word of a name.

A name stands in many forms in German („Weißes Haus“, „Weißen Hauses“); those of a name are worked out when a word like its first is met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.components.actors.names import alias_forms, spelling_variants, with_plain_spelling
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
        bearers = self.by_tokens.setdefault(tokens, [])
        if moves:
            bearers.clear()
            self.aliases = [a for a in self.aliases if a.tokens != tokens]
        if any(a.entry is entry for a in bearers):
            return
        alias = Alias(tokens, entry)
        bearers.append(alias)
        self.aliases.append(alias)
        if len(tokens) not in self.lengths:
            self.lengths = sorted([*self.lengths, len(tokens)], reverse=True)


class AliasTable:
    """All aliases, asked for by their first word. What the lists hold bounds what it holds."""

    def __init__(self) -> None:
        self._names: dict[str, list[tuple[Sequence[str], Entry, bool]]] = {}  # by the root of the first word, until it is met
        self._buckets: dict[str, Bucket] = {}  # by the first word; of the roots that were met

    def add(self, tokens: Sequence[str], entry: Entry, *, moves: bool = False) -> None:
        """Let a name, one token at least, stand for an actor; `moves`: for that one alone."""
        self._names.setdefault(_root(tokens[0]), []).append((tokens, entry, moves))

    def bucket(self, word: str) -> Bucket | None:
        """The aliases that begin with the word, None if there are none."""
        root = _root(word)
        for tokens, entry, moves in self._names.get(root, ()):
            for form in inflected(tokens, entry.type):
                self._buckets.setdefault(form[0], Bucket()).put(form, entry, moves=moves)
        self._names.pop(root, None)
        return self._buckets.get(word)

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
        for tokens, *_ in [name for names in self._names.values() for name in names]:
            self.bucket(tokens[0])
        return (alias for bucket in self._buckets.values() for alias in bucket.aliases)


def inflected(tokens: Sequence[str], kind: str) -> list[tuple[str, ...]]:
    """The forms in which a text may have the name of an actor of that type, each once, the name itself first."""
    own = tuple(tokens)
    if kind == "person":
        return [own, (*own[:-1], own[-1] + "s")] if own[-1][-1] not in "sxzß." else [own]
    forms = alias_forms(list(own))
    if len(own) == 1 and kind in _CAPITALS_TOO and len(own[0]) >= _SHORTEST_IN_CAPITALS and own[0].isalpha():
        forms.append((own[0].upper(),))
    return forms


def _root(word: str) -> str:
    """What all forms of a first word, and they in capitals, have in common: its letters up to the endings."""
    letters = word if word.isalpha() else _LETTERS.match(word).group()  # type: ignore[union-attr]
    return letters.casefold().rstrip(_ENDINGS)
