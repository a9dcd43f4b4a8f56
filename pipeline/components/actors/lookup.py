"""What other components ask about actors: who is mentioned at this stretch of the text, and what is known about that actor."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.extensions import rows
from pipeline.records import Actor, ActorMention

_FORM_RANK = {"name": 0, "role": 1, "metonym": 2, "demonym": 3, "pronoun": 4}


def mentions_in(doc: Doc, start_char: int, end_char: int) -> list[ActorMention]:
    """The mentions that overlap the stretch `start_char:end_char` (code points, end exclusive), in text order."""
    return [m for m in rows(doc, "actor_mentions") if m.start_char < end_char and start_char < m.end_char]


def resolve(doc: Doc, start_char: int, end_char: int) -> ActorMention | None:
    """The mention that best says who the stretch names: most overlap first, then names before roles before pronouns, then the first.

    Returns None where no mention overlaps. A mention with an `actor_id` is preferred to one without.
    """
    return min(
        mentions_in(doc, start_char, end_char),
        key=lambda m: (
            m.actor_id is None,
            -(min(m.end_char, end_char) - max(m.start_char, start_char)),
            _FORM_RANK.get(m.form, 9),
            m.start_char,
        ),
        default=None,
    )


def actor_of(doc: Doc, mention: ActorMention) -> Actor | None:
    """The actor that a mention stands for, None where the mention is not linked."""
    return next((a for a in rows(doc, "actors") if a.actor_id == mention.actor_id), None)
