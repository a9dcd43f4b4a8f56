"""How the words were given: what the cue leaves open („teilte mit“) is decided by who spoke."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.components.quotes.lexicon import Lexicon
from pipeline.records import Actor, Quote

_ONE_PERSON = frozenset(("er", "ich", "sprecher", "sprecherin"))


def settle_media(quotes: Collection[Quote], actors: Mapping[str, Actor], lexicon: Lexicon) -> None:
    """Narrow the `medium` that the cue gave; quotations have their speakers.

    „glauben“, „hoffen“: nobody saw the thought, so it was said or thought. „ankündigen“, „laut“: a person speaks, media and papers write,
    of a body it stays open.
    """
    for quote in quotes:
        if quote.medium == "thought":
            quote.medium = "speech_thought"
        elif quote.medium == "speech_writing":
            quote.medium = _of_speaker(quote, actors, lexicon)


def _of_speaker(quote: Quote, actors: Mapping[str, Actor], lexicon: Lexicon) -> str:
    words = (quote.speaker_text or "").split()
    if any(_is_a_writing(word, lexicon) for word in words if word[:1].isupper()):
        return "writing"
    actor = actors.get(quote.speaker_id or "")
    if actor is not None and actor.type in ("media", "person"):
        return "writing" if actor.type == "media" else "speech"
    return "speech" if any(word.lower() in _ONE_PERSON for word in words) else "speech_writing"


def _is_a_writing(word: str, lexicon: Lexicon) -> bool:
    """„Polizeibericht“; not the plural: „Berichten zufolge“ may be what people tell."""
    noun = lexicon.noun(word)
    return noun is not None and noun.medium == "writing" and word.lower().endswith((noun.lemma.lower(), noun.lemma.lower() + "s"))
