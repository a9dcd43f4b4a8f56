"""Noun phrases of a clause: extent, preposition, case by article and tag, coordination. No parser is needed; where it helps, it is
asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from pipeline import labels

_DETERMINERS = frozenset({"ART", "PDAT", "PIAT", "PPOSAT", "PIDAT", "PWAT", "PRELAT"})
_NOUNS = frozenset({"NN", "NE", "FM"})
_INNER = frozenset({"ADJA", "CARD", "TRUNC"}) | _NOUNS
_TIME_HEADS = frozenset(
    [
        "uhr",
        "stunde",
        "stunden",
        "minute",
        "minuten",
        "tag",
        "tage",
        "tagen",
        "woche",
        "wochen",
        "monat",
        "monate",
        "monaten",
        "jahr",
        "jahre",
        "jahren",
        "dutzend",
        "prozent",
        "paar",
    ]
)
_CONTRACTED = frozenset({"am", "im", "zum", "zur", "vom", "beim", "ins", "ans", "aufs", "übers"})
_GENITIVE_STARTS = frozenset(
    [
        "des",
        "der",
        "eines",
        "einer",
        "dieses",
        "dieser",
        "jenes",
        "jener",
        "ihres",
        "ihrer",
        "seines",
        "seiner",
        "beider",
        "aller",
        "deren",
        "dessen",
        "unseres",
    ]
)
_NOT_NOMINATIVE = frozenset(
    "den dem des einen einem eines einer? keinen keinem diesen diesem jeden jedem seinen seinem ihren ihrem alle?".replace("?", "x").split()
)
_NAME_LINKS = frozenset({"von", "aus", "für", "in", "der", "des", "zur", "im", "bei", "gegen", "beim", "zum"})
PRONOUNS = frozenset({"er", "sie", "es", "man", "wir", "ich", "dieser", "diese", "ihnen", "ihm", "ihn", "beide"})


@dataclass(slots=True)
class Phrase:
    """A noun phrase: tokens `start:end`, the head noun, the preposition in front (empty where there is none)."""

    start: int
    end: int
    head: int
    preposition: str = ""
    core: int = 0  # first token behind article
    coordinated: list[Phrase] = field(default_factory=list)  # what „und“ adds, in text order

    @property
    def last(self) -> int:
        """End of the whole coordination."""
        return max([self.end, *(p.end for p in self.coordinated)])

    def parts(self) -> list[Phrase]:
        """The phrase and what is coordinated with it."""
        return [self, *self.coordinated]


def noun_phrases(doc: Doc, tokens: Sequence[int], skip: set[int]) -> list[Phrase]:
    """The noun phrases (and pronouns) among the tokens of a clause, in text order. `skip`: windows and dates."""
    found: list[Phrase] = []
    allowed = [i for i in tokens if i not in skip]
    position = {i: n for n, i in enumerate(allowed)}
    at = 0
    while at < len(allowed):
        i = allowed[at]
        phrase = _phrase_at(doc, allowed, at)
        if phrase is None:
            at += 1
            continue
        found.append(phrase)
        at = position[phrase.end - 1] + 1 if phrase.end - 1 in position and phrase.end - 1 >= i else at + 1
    return _coordinate(doc, found)


def _phrase_at(doc: Doc, allowed: list[int], at: int) -> Phrase | None:
    first = doc[allowed[at]]
    start, preposition = first.i, ""
    n = at
    if first.tag_ in ("APPR", "APPRART", "KOKOM") or first.lower_ in _CONTRACTED:
        preposition = first.lower_
        n += 1
        if n >= len(allowed):
            return None
        start = allowed[n]
    if doc[start].tag_ == "PPER" or (doc[start].lower_ in ("man", "beide", "wir", "ich") and doc[start].tag_ not in ("PIAT", "ADJA")):
        if doc[start].lower_ in ("beide", "beiden") and n + 1 < len(allowed) and doc[allowed[n + 1]].tag_ in _INNER:
            pass
        else:
            return Phrase(start, start + 1, start, preposition, start)
    core = start
    m = n
    while m < len(allowed) and doc[allowed[m]].tag_ in _DETERMINERS | {"PDS", "PIS"} and allowed[m] == allowed[n] + (m - n):
        m += 1
        core = allowed[m] if m < len(allowed) else core
        if m - n >= 2:
            break
    if m == n and _counts_some(doc, allowed, n):  # „Fünf der achtzehn Klubs“
        m = n + 2
        core = allowed[m]
    head = _head_of_core(doc, allowed, m)
    if head is None:
        return None
    end = _with_attributes(doc, allowed, head)
    return Phrase(start, end, head, preposition, core)


_SOME = frozenset(
    {"einige", "mehrere", "viele", "alle", "keiner", "keine", "einer", "eine", "jeder", "jede", "manche", "wenige", "die meisten"}
)


def _counts_some(doc: Doc, allowed: list[int], n: int) -> bool:
    """A number or „einige“ in front of a genitive plural."""
    if n + 2 >= len(allowed) or allowed[n + 2] != allowed[n] + 2:
        return False
    first, second, third = doc[allowed[n]], doc[allowed[n + 1]], doc[allowed[n + 2]]
    counts = first.tag_ == "CARD" or first.lower_ in _SOME or first.lower_ in _SMALL
    return counts and second.lower_ in ("der", "dieser", "ihrer", "seiner") and third.tag_ in ("NN", "CARD", "ADJA", "NE")


_SMALL = frozenset({"zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"})


def _head_of_core(doc: Doc, allowed: list[int], at: int) -> int | None:
    """The last noun of adjectives, figures and nouns in a row; None where there is no noun."""
    head = None
    previous = allowed[at] - 1 if at < len(allowed) else -1
    n = at
    while n < len(allowed):
        i = allowed[n]
        token = doc[i]
        if i - previous > 1 and not all(doc[k].is_punct and doc[k].text in "„“»«\"'()" for k in range(previous + 1, i)):
            break
        if token.tag_ in _NOUNS or (token.is_title and token.tag_ in ("ADJA", "XY") and head is not None and doc[head].tag_ == "NE"):
            if head is not None and not _continues_name(doc, head, i):
                break
            head = i
        elif head is not None and not (
            token.tag_ == "CARD" and doc[head].tag_ in ("NE", "NN") and token.text.isdecimal() and len(token.text) < 3
        ):
            break
        elif head is None and token.lower_ in ("und", "oder", "sowie") and _between_adjectives(doc, allowed, n):
            pass  # „brasilianische und kolumbianische Pioniere“
        elif token.tag_ == "TRUNC" and n + 2 < len(allowed) and doc[allowed[n + 1]].lower_ in ("und", "oder"):
            previous = allowed[n + 1]
            n += 2
            continue
        elif (
            token.tag_ not in _INNER
            and token.tag_ not in ("ADV", "ADJD", "PIAT", "PTKNEG")
            or token.tag_ in ("ADV", "ADJD", "PTKNEG")
            and not _adverb_inside(doc, allowed, n)
        ):
            break
        previous = i
        n += 1
    return head


def _between_adjectives(doc: Doc, allowed: list[int], n: int) -> bool:
    return (
        0 < n < len(allowed) - 1
        and allowed[n + 1] - allowed[n - 1] == 2
        and doc[allowed[n - 1]].tag_ == "ADJA"
        and doc[allowed[n + 1]].tag_ == "ADJA"
    )


def _continues_name(doc: Doc, head: int, i: int) -> bool:
    """„Präsident Amadou Keïta-Loum“, „Land Hessen“, „Rapid Support Forces“; two nouns side by side are two phrases."""
    if doc[head].tag_ == "NE" and doc[head].lower_.endswith("s") and doc[i].tag_ == "NN" and i == head + 1:
        return True  # „Kanadas Handelsministerin“
    return (
        doc[i].tag_ in ("NE", "FM")
        or doc[head].tag_ in ("NE", "FM")
        and doc[i].tag_ == "NN"
        and doc[i].ent_type_ != ""
        and doc[head].ent_type_ == doc[i].ent_type_
    )


def _adverb_inside(doc: Doc, allowed: list[int], n: int) -> bool:
    """„zwei nicht deklarierten Anlagen“: the adverb stands before an adjective that goes on."""
    return (
        n + 1 < len(allowed)
        and allowed[n + 1] == allowed[n] + 1
        and doc[allowed[n + 1]].tag_ == "ADJA"
        and n > 0
        and doc[allowed[n - 1]].tag_ in _DETERMINERS | _INNER
    )


def _with_attributes(doc: Doc, allowed: list[int], head: int) -> int:
    """The end of the phrase with its genitive and „von/aus/für“ attributes."""
    position = {i: n for n, i in enumerate(allowed)}
    end = head + 1
    for _ in range(3):
        n = position.get(end)
        if n is None:
            break
        token = doc[end]
        if token.lower_ in _GENITIVE_STARTS and _genitive(doc, token, head):
            inner = _head_of_core(doc, allowed, n + 1)
        elif token.tag_ == "ADJA" and token.lower_.endswith("er") and _plural_next(doc, allowed, n):
            inner = _head_of_core(doc, allowed, n)
        elif token.lower_ in ("von", "aus", "für") and n + 1 < len(allowed) and allowed[n + 1] == end + 1:
            inner_phrase = (
                _head_of_core(doc, allowed, n + 1) if doc[end + 1].tag_ not in _DETERMINERS else _head_of_core(doc, allowed, n + 2)
            )
            inner = inner_phrase if inner_phrase is not None and _belongs(doc, head, token, inner_phrase) else None
        elif (
            token.lower_ in ("in", "im")
            and n + 1 < len(allowed)
            and doc[end + 1].tag_ in ("NE", "ART")
            and doc[head].lower_.endswith(("regierung", "führung", "sicherheit", "junta", "botschaft", "gericht"))
        ):
            inner = _head_of_core(doc, allowed, n + 1 if doc[end + 1].tag_ != "ART" else n + 2)
        else:
            break
        if inner is None or inner < end:
            break
        end = inner + 1
    return end


def _genitive(doc: Doc, token: Token, head: int) -> bool:
    if token.lower_ in ("der", "einer", "dieser", "ihrer", "seiner"):  # may be a dative object
        return not (token.i + 1 < len(doc) and "Dat" in token.morph.get("Case", []) and token.head.i != head and token.head.head.i != head)
    return True


def _plural_next(doc: Doc, allowed: list[int], n: int) -> bool:
    return n + 1 < len(allowed) and doc[allowed[n + 1]].tag_ in ("NN", "ADJA") and allowed[n + 1] == allowed[n] + 1


def _belongs(doc: Doc, head: int, preposition: Token, inner: int) -> bool:
    """Whether „von/aus/für + noun“ belongs to the noun before it: the parser hangs it there, or nothing of the verb could take it."""
    governed = doc[inner].head.i == head or preposition.head.i == head
    if preposition.lower_ == "von" and doc[preposition.i + 1].tag_ in ("CARD", "ADJA", "NE") and doc[head].tag_ == "NN":
        return True  # „Bewohner von vier Dörfern“
    return (
        governed
        or preposition.lower_ in ("von", "für")
        and doc[head].tag_ == "NN"
        and doc[inner].tag_ in _NOUNS
        and doc[inner].head.i in range(head, inner + 1)
    )


def _coordinate(doc: Doc, phrases: list[Phrase]) -> list[Phrase]:
    """Join „A, B und C“: bare phrases parted by commas and a last „und“, or by „und“ alone."""
    out: list[Phrase] = []
    at = 0
    while at < len(phrases):
        first = phrases[at]
        chain, n = [first], at + 1
        while (
            n < len(phrases)
            and not phrases[n].preposition
            and _between(doc, chain[-1].end, phrases[n].start) in (",", "und", "sowie", "oder")
        ):
            chain.append(phrases[n])
            n += 1
        # Only a chain that „und“ closes is a coordination; a bare comma parts apposition or clauses.
        while len(chain) > 1 and _between(doc, chain[-2].end, chain[-1].start) == ",":
            chain.pop()
        first.coordinated = chain[1:]
        out.append(first)
        at += len(chain)
    return out


def _between(doc: Doc, end: int, start: int) -> str:
    if start - end > 2 and doc[end].text == "(":  # „die Gewerkschaft … (GDL) und das Unternehmen“
        end = next((i + 1 for i in range(end, min(end + 6, start)) if doc[i].text == ")"), end)
    words = [doc[i].lower_ for i in range(end, start) if doc[i].text not in '“”»«"']
    return words[0] if len(words) == 1 else ""


def plural(doc: Doc, phrase: Phrase) -> bool | None:
    """Whether the phrase is plural; None where it cannot be told."""
    if phrase.coordinated:
        return True
    number = doc[phrase.head].morph.get("Number", [])
    determiner = doc[phrase.start].lower_ if phrase.core > phrase.start else ""
    if determiner in ("der", "das", "ein", "eine", "einer", "dem", "dieser", "dieses"):
        return False
    return ("Plur" in number) if number else None


def maybe_nominative(doc: Doc, phrase: Phrase) -> bool:
    """Whether article and pronoun allow the nominative."""
    first = doc[phrase.start].lower_
    if phrase.preposition or doc[phrase.head].lower_ in _TIME_HEADS and not phrase.coordinated:
        return False
    if first in _NOT_NOMINATIVE or first in ("ihn", "ihm", "ihnen", "uns", "euch", "mich", "dich", "sich"):
        return False
    if first in (
        "der",
        "einer",
        "dieser",
        "keiner",
        "ihrer",
        "seiner",
    ):  # feminine dative or genitive, masculine nominative, genitive plural
        noun = next((i for i in range(phrase.core, phrase.head + 1) if doc[i].tag_ == "NN"), phrase.head)
        gender = doc[noun].morph.get("Gender", [])
        if "Plur" in doc[phrase.head].morph.get("Number", []) and "Masc" not in doc[phrase.start].morph.get("Gender", []):
            return False
        return "Fem" not in gender
    return True


def is_subject_by_parse(doc: Doc, phrase: Phrase) -> bool:
    """Whether the parser calls the head a subject."""
    return doc[phrase.head].dep_ in labels.SUBJECT
