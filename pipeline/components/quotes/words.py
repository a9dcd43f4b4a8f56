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
    tags, entities, begins, lengths, alphabetic, morphs = doc.to_array(["TAG", "ENT_TYPE", "IDX", "LENGTH", "IS_ALPHA", "MORPH"]).T
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
    subjunctive = {number for number in set(morphs.tolist()) if "Mood=Sub" in strings[number]}
    marked = [number in subjunctive for number in morphs.tolist()] if subjunctive else [False] * len(text)
    roles = _roles(text, lower, tag, marked, np.flatnonzero(alphabetic == 0).tolist(), lexicon)
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


def _roles(text: list[str], lower: list[str], tag: list[str], marked: list[bool], signs: list[int], lexicon: Lexicon) -> bytes:
    """What each token may be; `marked`: whether it has the morphology of a Konjunktiv; `signs`: the tokens that are more than letters."""
    listed = lexicon.roles or _listed(lexicon)
    roles = bytearray(map(listed.get, lower, repeat(0)))
    for i in [i for i, (role, name) in enumerate(zip(roles, tag, strict=True)) if role & FINITE or name in _VERB_TAGS]:
        finite = tag[i] in FINITE_TAGS or (roles[i] & FINITE and _is_finite(text[i], lower[i], tag[i]))
        hearsay = (finite or tag[i] in _FINITE_LATER) and (lower[i] in _HEARSAY or may_be_konjunktiv(lower[i], marked[i]))
        roles[i] = roles[i] & ~FINITE | (FINITE if finite else 0) | (HEARSAY if hearsay else 0)
    for i in signs:
        roles[i] = roles[i] or _of_signs(text[i])
    return bytes(roles)


def _listed(lexicon: Lexicon) -> dict[str, int]:
    """Lower-case word → what the lists say of it. FINITE is only what it may be: the tag decides."""
    kinds = (
        (FINITE, _KONJUNKTIV | FINITE_CLOSED),
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
