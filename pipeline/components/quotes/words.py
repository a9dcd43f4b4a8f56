"""The words of a Doc as lists, and what each may be by itself: by the cue lists, by its tag, by its signs."""

from __future__ import annotations

from itertools import repeat

import numpy as np
from spacy.tokens import Doc

from pipeline.components.quotes.cues import HEISSEN
from pipeline.components.quotes.grid import (
    CUE,
    ENDS,
    FINITE,
    FINITE_TAGS,
    HALTS,
    HEARSAY,
    LINKS,
    OPENER,
    ORDINAL,
    PARTS,
    QUOTE_MARKS,
    SILENT,
    Grid,
)
from pipeline.components.quotes.lexicon import FINITE_CLOSED, KONJUNKTIV_1, KONJUNKTIV_2, Lexicon
from pipeline.components.quotes.segments import STOPS
from pipeline.components.quotes.sources import OPENERS
from pipeline.components.quotes.subjunctive import may_be_konjunktiv
from pipeline.extensions import text_of

_MISTAKEN_TAGS = frozenset(("ADJD", "VVINF", "VVPP", "VVIMP", "NN", "ADV", "PRF", "PTKVZ"))  # what small taggers make of a rare „bleibe“
_FINITE_LATER = frozenset(("VAINF", "VVINF"))  # tags of what the place in its segment may show to be finite
_VERB_TAGS = FINITE_TAGS | _FINITE_LATER
_KONJUNKTIV = KONJUNKTIV_1 | KONJUNKTIV_2
_FINITE_TOO = _KONJUNKTIV | FINITE_CLOSED
_HEARSAY = frozenset(("soll", "sollen"))  # beside the Konjunktiv: verbs that may show by themselves that somebody else says so
_NO_VERB_TOO = frozenset(["weise", "reiche", "bitte", "schade", "lehne", "trage"])
_MISTAGGED = {  # capitals at a sentence's front that small taggers take for nouns
    **dict.fromkeys(("Gegen", "Für", "Mit", "Nach", "Bei", "Aus", "Durch", "Ohne", "Seit", "Wegen", "Angesichts", "Gemäß"), "APPR"),
    **dict.fromkeys(("Offen", "Unklar", "Fraglich", "Ungewiss", "Strittig", "Umstritten", "Sinngemäß", "Wörtlich"), "ADJD"),
    **dict.fromkeys(
        ("Besorgt", "Zufrieden", "Kritisch", "Skeptisch", "Enttäuscht", "Erleichtert", "Empört", "Erfreut", "Überrascht"), "ADJD"
    ),
    **dict.fromkeys(("Zuversichtlich", "Optimistisch", "Verärgert", "Deutlich", "Ähnlich", "Positiv", "Zurückhaltend"), "ADJD"),
}
_BRACKET_COLON = "):"  # „Anna Muster (SPD): …“, which tokenizers take for a smiley


def read_words(doc: Doc, lexicon: Lexicon) -> Grid:
    """The Doc's words as lists; `lay_out` adds sentences and segments. The Doc must have tokens."""
    strings = doc.vocab.strings
    tags, entities, begins, lengths = doc.to_array(["TAG", "ENT_TYPE", "IDX", "LENGTH"]).T
    begin, stop = begins.tolist(), (begins + lengths).tolist()
    source = text_of(doc)
    text = [source[a:b] for a, b in zip(begin, stop, strict=True)]  # far quicker than asking each token
    lowered = source.lower()
    same = len(lowered) == len(source)  # not where a letter becomes two, as „İ“ does
    lower = [lowered[a:b] for a, b in zip(begin, stop, strict=True)] if same else [word.lower() for word in text]
    names = {number: strings[number] for number in set(tags.tolist())}
    tag = [names[number] for number in tags.tolist()]
    for i in np.flatnonzero((tags == strings["NN"]) | (tags == strings["NE"])).tolist():
        if text[i] in _MISTAGGED:
            tag[i] = _MISTAGGED[text[i]]
    roles = _roles(doc, text, lower, tag, lexicon)
    kinds = np.frombuffer(roles, dtype="u1")
    person = entities == strings["PER"]
    grid = Grid(
        doc,
        text,
        lower,
        tag,
        begin,
        stop,
        finite=(kinds & FINITE > 0).tolist(),
        opaque=[False] * len(text),
        silent=bytearray(kinds & SILENT > 0),
        roles=roles,
        named=(person | (entities == strings["ORG"])).tolist(),
        person=person.tolist(),
        source=source,
        halts=np.flatnonzero(kinds & HALTS).tolist(),
        parts=np.flatnonzero(kinds & PARTS).tolist(),
        cues=np.flatnonzero(kinds & CUE).tolist(),
    )
    if _BRACKET_COLON in source:
        for i in [i for i, word in enumerate(text) if word == _BRACKET_COLON]:
            text[i], lower[i], tag[i] = ":", ":", "$."
    return grid


def _roles(doc: Doc, text: list[str], lower: list[str], tag: list[str], lexicon: Lexicon) -> bytes:
    """What each token may be: by the lists, then by the tags of verbs and the signs of what is more than letters."""
    strings = doc.vocab.strings
    tags, morphs, alphabetic = doc.to_array(["TAG", "MORPH", "IS_ALPHA"]).T
    roles = bytearray(map((lexicon.roles or _listed(lexicon)).get, lower, repeat(0)))
    verbs = np.frombuffer(bytes(roles), dtype="u1") & FINITE > 0
    for name in _VERB_TAGS:
        verbs |= tags == strings[name]
    for i in np.flatnonzero(verbs).tolist():
        marked = lower[i][-1] == "e" and "Mood=Sub" in strings[int(morphs[i])]
        roles[i] = roles[i] & ~FINITE | _of_verb(text[i], lower[i], tag[i], marked)
    for i in np.flatnonzero(alphabetic == 0).tolist():
        roles[i] = roles[i] or _of_signs(text[i])
    return bytes(roles)


def _of_verb(text: str, lower: str, tag: str, marked: bool) -> int:
    """What a word that may be a finite verb is, and whether it is a Konjunktiv or „soll“; `marked`: it is one by its morphology."""
    finite = tag in FINITE_TAGS or (lower in _FINITE_TOO and _is_finite(text, lower, tag))
    if not finite and tag not in _FINITE_LATER:
        return 0
    hearsay = HEARSAY if lower in _HEARSAY or may_be_konjunktiv(lower, marked) else 0
    return FINITE | hearsay if finite else hearsay


def _listed(lexicon: Lexicon) -> dict[str, int]:
    """Lower-case word → what the lists say of it. FINITE is only what it may be: the tag decides."""
    kinds = (
        (FINITE, _FINITE_TOO),
        (HALTS, ENDS),
        (PARTS, {*STOPS, _BRACKET_COLON}),
        (SILENT, QUOTE_MARKS),
        (CUE, {*lexicon.verbs, *HEISSEN}),
        (OPENER, {*OPENERS, "so"}),
    )
    for role, words in kinds:
        for word in words:
            lexicon.roles[word] = lexicon.roles.get(word, 0) | role
    return lexicon.roles


def _of_signs(text: str) -> int:
    """What a token that no list has is by its signs: blanks, numbers, links."""
    if text.isspace():
        return SILENT | HALTS if "\n" in text else SILENT
    return HALTS if ORDINAL.match(text) is not None or text.startswith(LINKS) else 0


def _is_finite(text: str, lower: str, tag: str) -> bool:
    """Whether a word that may be a finite verb is one though its tag does not say so."""
    if not text[0].islower():
        return False
    if tag in _MISTAKEN_TAGS and lower in _KONJUNKTIV and lower not in _NO_VERB_TOO:
        return True
    return lower in FINITE_CLOSED and not tag.startswith(("N", "V"))
