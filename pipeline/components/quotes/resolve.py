"""Who the speaker is: a quotation's speaker span → actor_id, and when it was said. What the article leaves open stays None."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Callable

from pipeline.components.quotes.referents import NEAR, Referents, Spoken, spoken
from pipeline.components.quotes.voices import is_person_noun
from pipeline.records import Actor, ActorMention, CharSpan, Quote, Timex

_OF = r"(?:des|der|von|vom|eines|einer|seines|ihres)"
_DIRECT_GENITIVE = re.compile(rf"(?P<head>\w+)\W+(?:\w+\W+){{0,2}}?{_OF}\W+$|(?P<bare>\w+)\s+$")
_TITLE_IN_GENITIVE = re.compile(r"\b(?:des|eines|seines|ihres)\b[^,]*\w+s\W+$")  # „Ehefrau des Generalsekretärs “ Muster
_RELATED = re.compile(
    r"(?:sprecher(?:in)?|frau|gatt(?:e|in)|mann|sohn|tochter|bruder|schwester|vater|mutter|anwalt|anwält(?:e|in)|verteidiger(?:in)?"
    rf"|berater(?:in)?|mitarbeiter(?:in)?|anhänger(?:in)?|familie|umfeld|büro|team|lager|witwe|vertraute[rn]?)s?\W+{_OF}\b",
    re.IGNORECASE,
)
_PARTICIPIAL = re.compile(
    r"(?!(?:von|vom|aus|der|de|und|beim|bei|im|in|zu)\b)(?:[a-zäöüß]+\s|[A-ZÄÖÜ]\w+\s(?=[a-zäöüß]+(?:te|ene|ende)\s)){1,6}[A-ZÄÖÜ]"
)
_SPOKESMEN = ("sprecher", "sprecherin", "minister", "ministerin", "präsident", "präsidentin", "kanzler", "kanzlerin", "anwalt", "anwältin")
_FIRST_PERSON = frozenset(("ich", "wir"))
_ARTICLES = frozenset(("der", "die", "das", "dem", "den", "des"))
_BODIES = frozenset(("government", "state", "organisation", "party", "alliance", "armed_force"))


class Resolver:
    """Looks up the actors of one article; built once an article from the rows that `lagebild_actors` wrote."""

    def __init__(
        self, text: str, is_source: Callable[[str], bool], mentions: list[ActorMention], actors: list[Actor], dates: list[Timex]
    ) -> None:
        """`is_source`: whether a noun is one that words come from („Angaben“), so that „Angaben von X“ are X's words."""
        self.text = text
        self.is_source = is_source
        self.actors = {a.actor_id: a for a in actors}
        self.mentions = sorted((m for m in mentions if m.actor_id), key=lambda m: (m.start_char, -m.end_char))
        self.referents = Referents(text, self.mentions, self.actors)
        self.starts = [m.start_char for m in self.mentions]
        bodies = {a.actor_id for a in actors if a.type in _BODIES}
        self.bodies = {_stems(m.text): m.actor_id for m in self.mentions if m.form in ("name", "metonym") and m.actor_id in bodies}
        self.dates = sorted(dates, key=lambda d: d.start_char)
        self.date_starts = [d.start_char for d in self.dates]

    def resolve(self, quotes: list[Quote]) -> None:
        """Fill `speaker_id` and `said_on` of quotations in text order."""
        previous: Quote | None = None
        last: Spoken | None = None
        enclosing: Quote | None = None
        for quote in quotes:
            if enclosing is not None and quote.quote_spans[0].start_char >= enclosing.quote_spans[-1].end_char:
                enclosing = None
            if quote.rule_id == "quotes.block_quote" and not quote.speaker_spans:
                quote.speaker_id = self._of_block(quote, previous)
            elif enclosing is not None and (quote.speaker_text or "").lower() in _FIRST_PERSON:
                quote.speaker_id = enclosing.speaker_id
            else:
                quote.speaker_id = self._of_spans(quote.speaker_spans) or self._by_words_around(quote, last)
            quote.said_on = self._said_on(quote)
            if quote.type == "direct" and enclosing is None:
                enclosing = quote
            if quote.speaker_id is not None:
                previous = quote
            if not quote.nested:
                last = spoken(quote) if quote.speaker_spans else last

    def _by_words_around(self, quote: Quote, last: Spoken | None) -> str | None:
        starts = [s.start_char for s in (*quote.speaker_spans, *quote.quote_spans)]
        return (
            self.referents.of(quote, last, self._within(min(starts) - NEAR, max(s.end_char for s in quote.quote_spans))) if starts else None
        )

    def _within(self, start: int, end: int) -> list[ActorMention]:
        """Mentions that overlap `start:end`; mentions are short, so looking a little to the left suffices."""
        i = bisect.bisect_left(self.starts, start - 120)
        out = []
        while i < len(self.mentions) and self.mentions[i].start_char < end:
            if self.mentions[i].end_char > start:
                out.append(self.mentions[i])
            i += 1
        return out

    def _of_spans(self, spans: list[CharSpan]) -> str | None:
        for span in spans:
            inside = self._within(span.start_char, span.end_char)
            found = self._best(inside, span)
            if found is not None:
                return found
        return self._same_words(spans[0]) if len(spans) == 1 else None

    def _same_words(self, span: CharSpan) -> str | None:
        """„im Weißen Haus hieß es“: a place where it speaks elsewhere; the body that the article names with the same words."""
        wanted = _stems(self.text[span.start_char : span.end_char])
        return self.bodies.get(wanted) if any(len(w) > 2 for w in wanted) else None

    def _best(self, inside: list[ActorMention], span: CharSpan) -> str | None:
        """A person beats a body; one in the genitive („Musters Sprecher“, „das Umfeld des Präsidenten“) is not the one who speaks."""
        scored = []
        for m in inside:
            actor = self.actors.get(m.actor_id or "")
            person = actor is not None and actor.type == "person"
            if self._only_attribute(m, span) if person else self._only_origin(m, span):
                continue
            overlap = min(m.end_char, span.end_char) - max(m.start_char, span.start_char)
            scored.append((person, m.form == "name", -m.start_char if person else overlap, overlap, m.actor_id))
        return max(scored)[-1] if scored else None

    def _only_attribute(self, mention: ActorMention, span: CharSpan) -> bool:
        before = self.text[span.start_char : max(mention.start_char, span.start_char)]
        titled = _TITLE_IN_GENITIVE.search(before) if is_person_noun(_nominative(before)) else None
        if _RELATED.search(before) or (titled is not None and not self._of_a_source(before[: titled.start()])):
            return "," not in before  # behind a comma the name is an apposition to the head: „Sprecher des Amts, Karl Muster“
        m = _DIRECT_GENITIVE.search(before + " ") if before else None
        if m is None:
            following = self.text[mention.end_char : span.end_char].lstrip()
            owner = following[:1].isupper() or _PARTICIPIAL.match(following) is not None
            return mention.text.endswith(("s", "’", "'")) and mention.form == "name" and owner
        if m["head"] is None:
            return mention.text[:4].lower() in ("des ", "der ") and m["bare"][:1].isupper() and not self.is_source(m["bare"])
        return m["head"][:1].isupper() and not self.is_source(m["head"])

    def _of_a_source(self, before: str) -> bool:
        """„Angaben “ in front of „des Trainers Muster“: his words."""
        words = before.split()
        return bool(words) and self.is_source(words[-1])

    def _only_origin(self, mention: ActorMention, span: CharSpan) -> bool:
        """Whether the body only says where a person belongs: „Muster (SPD)“, „der Trainer von Bern“; a speaker speaks for his body."""
        before = self.text[span.start_char : max(mention.start_char, span.start_char)]
        if before.endswith("("):
            return True
        m = _DIRECT_GENITIVE.search(before + " ") if before else None
        head = (m["head"] or "").lower() if m is not None else ""
        return is_person_noun(head) and not head.endswith(_SPOKESMEN)

    def _of_block(self, quote: Quote, previous: Quote | None) -> str | None:
        """An unmarked block in the first person: the last speaker, unless the block speaks of him; a body speaks through its person."""
        start, end = quote.quote_spans[0].start_char, quote.quote_spans[-1].end_char
        spoken_of = {m.actor_id for m in self._within(start, end)}
        last = self.actors.get(previous.speaker_id) if previous is not None and previous.speaker_id else None
        if last is not None and last.actor_id not in spoken_of and last.type == "person":
            return last.actor_id
        if last is not None and last.type in _BODIES and last.country is not None:
            for m in reversed(self.mentions[: bisect.bisect_left(self.starts, start)]):
                actor = self.actors.get(m.actor_id or "")
                if actor is not None and actor.type == "person" and actor.country == last.country and actor.actor_id not in spoken_of:
                    return actor.actor_id
        return None

    def _said_on(self, quote: Quote) -> dt.date | None:
        """A day named in the frame; for a block quotation the date behind it."""
        for span in quote.frame_spans:
            for date in self._dates_in(span.start_char, span.end_char):
                if not any(s.start_char <= date.start_char < s.end_char for s in quote.quote_spans):
                    return date.begin_at.date() if date.begin_at else None
        if quote.rule_id == "quotes.block_quote":
            end = quote.quote_spans[-1].end_char
            for date in self._dates_in(end, end + 40):
                return date.begin_at.date() if date.begin_at else None
        return None

    def _dates_in(self, start: int, end: int) -> list[Timex]:
        i = bisect.bisect_left(self.date_starts, start)
        out = []
        while i < len(self.dates) and self.dates[i].start_char < end:
            if self.dates[i].type in ("DATE", "TIME") and _is_day(self.dates[i]):
                out.append(self.dates[i])
            i += 1
        return out


def _stems(words: str) -> tuple[str, ...]:
    """The words without articles and endings of case: „dem Weißen Haus“ and „Weißes Haus“ are the same."""
    found = [w.lower() for w in re.findall(r"\w+", words)]
    return tuple(re.sub(r"(?:es|en|er|em|e|s)$", "", w) for w in found if w not in _ARTICLES)


def _nominative(before: str) -> str:
    """The last word in lower case without the ending of the genitive: „des Generalsekretärs “ → „generalsekretär“."""
    words = before.lower().split()
    return re.sub(r"e?s$", "", words[-1]) if words else ""


def _is_day(date: Timex) -> bool:
    return date.begin_at is not None and date.end_at is not None and date.end_at - date.begin_at <= dt.timedelta(days=1)
