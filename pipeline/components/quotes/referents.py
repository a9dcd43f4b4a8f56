"""Speakers without a mention of `lagebild_actors`: pronouns, surnames, „eigenen Angaben“, „demnach“; each by the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Actor, ActorMention, Quote

NEAR = 350  # characters between the last words of a speaker and the pronoun that goes on with him
_RELATIVES = frozenset(("der", "die", "das", "dem", "denen", "welche", "welcher", "welches"))
_POINTING = frozenset(("demnach", "demzufolge"))
_OWN = re.compile(r"(?:ihr|sein)?e?\w*\beigene[nr]? (?:Angaben?|Aussagen?|Darstellung|Bekunden|Worten)\b")
_TITLES = frozenset(("herr", "herrn", "frau", "dr.", "prof.", "professor", "professorin"))
_BEFORE_RELATIVE = re.compile(r"[)\"“«]?, (?:von |in |laut |nach |bei )?$")
_WOMAN = re.compile(r"(?:in|Frau|Tochter|Schwester|Mutter|Witwe|Königin)$")
_SINGULAR = re.compile(r"(?:te|t|e|ieß|ab|rach|rieb|ahm|ief|at|iet|iegt|ann|ill|uss|oll|arf)$")
_SENTENCE_END = re.compile(r"[.!?…][“”»«\"]?\s")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who spoke last: the id, the words that named him and where his quotation with its frame ends."""

    actor_id: str
    words: str
    end: int


def spoken(quote: Quote) -> Spoken | None:
    """What later pronouns may refer to; None where the speaker is not known."""
    if quote.speaker_id is None:
        return None
    ends = [s.end_char for s in (*quote.quote_spans, *quote.frame_spans, *quote.speaker_spans)]
    return Spoken(quote.speaker_id, quote.speaker_text or "", max(ends))


class Referents:
    """Answers for one article; `mentions` with an actor, sorted by their start."""

    def __init__(self, text: str, mentions: Sequence[ActorMention], actors: Mapping[str, Actor]) -> None:
        self.text = text
        self.mentions = mentions
        self.actors = actors
        self.surnames: dict[str, str | None] = {}
        for actor in actors.values():
            if actor.type == "person" and " " in actor.name:
                surname = re.sub(r" \(.*", "", actor.name).rsplit(" ", 1)[-1]
                self.surnames[surname] = None if surname in self.surnames else actor.actor_id

    def of(self, quote: Quote, last: Spoken | None, near: Sequence[ActorMention]) -> str | None:
        """The speaker of `quote`; `last`: who spoke before, `near`: mentions from shortly before the quotation to its end."""
        if not quote.speaker_spans:
            return None
        words = (quote.speaker_text or "").strip()
        low = words.lower()
        if quote.rule_id == "quotes.demnach" and low in _POINTING:
            return last.actor_id if last is not None and 0 <= quote.quote_spans[0].start_char - last.end <= NEAR // 3 else None
        if low in _RELATIVES:
            return self._antecedent(quote.speaker_spans[0].start_char, near)
        if _OWN.match(words):
            return self._clause_s(quote, near)
        if low in ("er", "sie"):
            return self._going_on(quote, low, last, near)
        parts = words.split()
        if parts and (len(parts) == 1 or all(p.lower() in _TITLES for p in parts[:-1])):
            return self.surnames.get(parts[-1])
        return None

    def _antecedent(self, start: int, near: Sequence[ActorMention]) -> str | None:
        """„Anna Muster, die sagt, …“: the mention right in front of the comma."""
        before = [m for m in near if m.end_char < start]
        if not before or not _BEFORE_RELATIVE.fullmatch(self.text, before[-1].end_char, start):
            return None
        owned = not self._is_person(before[-1]) and any(self._is_person(m) and m.end_char > before[-1].start_char - 80 for m in before)
        return None if owned else before[-1].actor_id  # „Anna Muster, Chefin der Grünen, die sagte, …“

    def _clause_s(self, quote: Quote, near: Sequence[ActorMention]) -> str | None:
        """„Die Firma hat nach eigenen Angaben …“: whom the clause begins with, or who follows its verb."""
        span = quote.quote_spans[0]
        for mention in near:
            if span.start_char <= mention.start_char < min(span.end_char, span.start_char + 40) and mention.form != "pronoun":
                before = self.text[span.start_char : mention.start_char]
                return mention.actor_id if re.fullmatch(r"(?:\w+ ){0,3}", before) and not _PREPOSITION.search(before) else None
        return None

    def _going_on(self, quote: Quote, low: str, last: Spoken | None, near: Sequence[ActorMention]) -> str | None:
        """„…, sagte Anna Muster. …, fügte sie hinzu“: the person who spoke last, unless another one is named since."""
        at = quote.speaker_spans[0].start_char
        if last is None or not 0 <= at - last.end <= NEAR or self.actors[last.actor_id].type != "person":
            return None
        woman = any(_WOMAN.search(w) and w[:1].isupper() for w in last.words.split()[:1])
        verb = (quote.cue_text or "").split(" ")[0]
        if (low == "er" and woman) or (low == "sie" and not _SINGULAR.search(verb)):
            return None
        between = _SENTENCE_END.findall(self.text[last.end : at].lstrip(' \n.!?…“”»«"'))
        if len(between) > (low == "er"):  # „sie“ may be whatever is feminine or plural in a sentence between
            return None
        since = {m.actor_id for m in near if last.end <= m.start_char < at and self._is_person(m)}
        return last.actor_id if since <= {last.actor_id} else None

    def _is_person(self, mention: ActorMention) -> bool:
        actor = self.actors.get(mention.actor_id or "")
        return actor is not None and actor.type == "person"


_PREPOSITION = re.compile(r"\b(?:in|im|aus|von|vom|bei|beim|nach|mit|für|an|am|auf|zu|zur|zum|gegen|unter|über|vor)\b", re.IGNORECASE)
