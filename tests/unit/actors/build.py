"""Docs built by hand: no model decides what these tests see."""

from __future__ import annotations

import datetime as dt

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import extensions
from pipeline.components.actors import ActorsComponent
from pipeline.records import Actor, ActorMention

NLP: Language = spacy.blank("de")
SPACELESS = frozenset(".,:;)“!?")


def component(*rules: str) -> ActorsComponent:
    """The component over an empty German pipeline, with further folders of rules."""
    return ActorsComponent(NLP, "lagebild_actors", list(rules))


def make_doc(actors: ActorsComponent, spec: str, deps: dict[int, tuple[int, str]] | None = None, day: str | None = None) -> Doc:
    """A Doc from „word/TAG/ENTITY“ items; `deps` gives head and label of some tokens, `day` the date of publication."""
    words: list[str] = []
    tags: list[str] = []
    ents: list[str] = []
    spaces: list[bool] = []
    starts: list[bool | int | None] = []
    items = spec.split(" ")
    opens = True
    for n, item in enumerate(items):
        word, _, rest = item.partition("/")
        tag, _, ent = rest.partition("/")
        words.append(word)
        tags.append(tag or "NN")
        ents.append(f"{'I' if ent and ents and ents[-1][2:] == ent else 'B'}-{ent}" if ent else "O")
        following = items[n + 1].partition("/")[0] if n + 1 < len(items) else "."
        spaces.append(following not in SPACELESS and word not in ("(", "„"))
        starts.append(opens)
        opens = word in (".", "!", "?")
    heads = [deps[i][0] if deps and i in deps else i for i in range(len(words))]
    labels = [deps[i][1] if deps and i in deps else "ROOT" for i in range(len(words))]
    if deps:
        doc = Doc(NLP.vocab, words=words, spaces=spaces, tags=tags, ents=ents, heads=heads, deps=labels)
    else:
        doc = Doc(NLP.vocab, words=words, spaces=spaces, tags=tags, ents=ents, sent_starts=starts)
    extensions.set_published_on(doc, dt.date.fromisoformat(day) if day else None)
    return actors(doc)


def found(doc: Doc) -> list[tuple[str, str | None]]:
    """Text and actor id of the mentions, in text order."""
    return [(m.text, m.actor_id) for m in mentions(doc)]


def mentions(doc: Doc) -> list[ActorMention]:
    """The mentions; a component that failed fails the test."""
    assert extensions.problems(doc) == []
    return extensions.rows(doc, "actor_mentions")


def actor(doc: Doc, actor_id: str) -> Actor:
    """The actor of that id."""
    return next(a for a in extensions.rows(doc, "actors") if a.actor_id == actor_id)
