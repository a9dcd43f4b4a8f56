"""Names as strings: identifiers, genitives, the forms that a German name takes in a sentence. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice, product
from math import prod

_BRACKET = re.compile(r"\s*\([^)]*\)")
_HYPHENS = {n: "-" for n in range(128) if chr(n) not in "abcdefghijklmnopqrstuvwxyz0123456789\n"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "", "'": ""})
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_FUNCTION_WORDS = frozenset({"der", "des", "die", "und", "für", "in", "im", "von", "vom", "zur", "zu", "of", "the", "de", "la", "–", "/"})
_MOST_VARIANTS = 64


def plain(name: str) -> str:
    """The name without what stands in brackets: „Europäische Union (EU)“ gives „Europäische Union“."""
    return (_BRACKET.sub("", name) if "(" in name else name).strip()


def slug(name: str) -> str:
    """Letters and digits of a name in lower-case ASCII, joined by hyphens: the stable part of an actor's id."""
    return slugs([name])[0]


def slugs(names: Sequence[str]) -> list[str]:
    """`slug` of each name; of thousands at once in a tenth of the time, for all are gone over as one text with a line for each."""
    text = "\n".join([plain(name).replace("\n", " ") for name in names]).lower().translate(_UMLAUTS)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = text.translate(_HYPHENS)
    while "--" in text:
        text = text.replace("--", "-")
    lines = text.split("\n")
    return [line.strip("-") or "x" + "".join(f"{ord(c):x}" for c in name)[:40] for name, line in zip(names, lines, strict=True)]


_SPELLING_LENGTHS = 4  # letters by which two spellings of a word differ at most, less one
_SOUNDS = [
    ("tsch", "c"), ("tch", "c"), ("dsch", "i"), ("dj", "i"), ("sch", "s"), ("sh", "s"), ("kh", "c"), ("ch", "c"), ("ph", "f"), ("gh", "g"),
    ("th", "t"), ("dh", "d"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"), ("q", "k"),
]  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")


def sound(name: str) -> str:
    """A key that names share which differ only in how another alphabet was put into Latin letters: „Baschir“ and „Bashir“."""
    return sounds([slug(name)])[0]


def sounds(slugs_: Sequence[str]) -> list[str]:
    """`sound` of the names that have these slugs: English and German usage brought together letter by letter; double letters count once."""
    text = "\n".join(slugs_)
    for old, new in _SOUNDS:
        text = text.replace(old, new)
    return _DOUBLE.sub(r"\1", text).split("\n")


def spelling_variants(name: str, aliases: Sequence[str]) -> list[str]:
    """The words of a person's name as its aliases spell them, where they differ: („Hosni Mubarak“, [„Husni Mubarak“]) gives „Husni“."""
    words = plain(name).split()
    found: list[str] = []
    for alias in aliases:
        others = alias.split()
        if len(others) != len(words) or len(words) < 2:
            continue
        changed = [(a, b) for a, b in zip(words, others, strict=True) if a.casefold() != b.casefold() and b != a + "s"]
        if all(sound(a)[0] == sound(b)[0] and abs(len(a) - len(b)) < _SPELLING_LENGTHS for a, b in changed):
            found += [b for _, b in changed]
    return list(dict.fromkeys(found))


def with_plain_spelling(name: str) -> str:
    """A person's name with the spelling that German news uses in a bracket: „Jarosław Kaczyński (Jaroslaw Kaczynski)“.

    Only letters beyond Latin-1 are simplified: „ğ“, „ł“, „č“ are often left out in German news, „é“ and „ñ“ are not.
    """
    words = [_simplified(word) for word in name.split()]
    changed = " ".join(new for old, new in zip(name.split(), words, strict=True) if old != new)
    return f"{name} ({changed})" if changed and "(" not in name else name


def _simplified(word: str) -> str:
    """The word with plain letters for those beyond Latin-1, the others as they are."""
    table = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "þ": "th", "Þ": "Th"}
    return "".join(
        c if ord(c) < 0x100 and c not in table else table.get(c) or unicodedata.normalize("NFKD", c).encode("ascii", "ignore").decode() or c
        for c in word
    )


def without_genitive(word: str) -> str | None:
    """The word without a genitive ending („Merkels“, „Strauss'“), None where it has none."""
    if len(word) > 3 and word[-1] in "'’":
        return word[:-1]
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sS'’":
        return word[:-1]
    if len(word) > 4 and word[-2:] in ("'s", "’s"):
        return word[:-2]
    return None


def alias_forms(tokens: Sequence[str], first: str) -> list[tuple[str, ...]]:
    """The forms of a multi-word or one-word name under German inflection that begin with `first`, the name itself first.

    Adjectives before the last noun take every ending („Weißes Haus“: „Weißen Haus“), the head noun takes the genitive („Weißen Hauses“),
    plural heads the dative („EU-Staaten“ stays, „EU-Länder“: „EU-Ländern“). `first` is one of `opening_forms`.
    """
    others = [_forms_at(tokens, i) for i in range(1, len(tokens))]
    before = opening_forms(tokens).index(first) * prod(map(len, others))  # of all forms of the name
    return list(islice(product([first], *others), max(_MOST_VARIANTS - before, 0)))


def opening_forms(tokens: Sequence[str]) -> list[str]:
    """The forms of the first word of such a name, the word itself first."""
    return _forms_at(tokens, 0)


def _forms_at(tokens: Sequence[str], i: int) -> list[str]:
    last = i + 1 == len(tokens)
    if not last and tokens[i + 1] not in _FUNCTION_WORDS:
        return _adjective_forms(tokens[i])
    return _noun_forms(tokens[i])


def _adjective_forms(token: str) -> list[str]:
    for ending in ("en", "er", "es", "e"):
        stem = token[: -len(ending)]
        if token.endswith(ending) and len(stem) >= 3 and token[:1].isalpha() and not token.isupper():
            return [token, *(stem + e for e in _ADJECTIVE_ENDINGS if stem + e != token)]
    return [token]


def _noun_forms(token: str) -> list[str]:
    if len(token) < 3 or not token[-1].isalpha():
        return [token]
    forms = [token]
    if token[-1] not in "sxzß":
        forms.append(token + "s")
    if token.lower().endswith(
        ("gericht", "amt", "rat", "bund", "haus", "kongress", "dienst", "verband", "hof", "tag", "ausschuss", "heer", "kreuz")
    ):
        forms.append(token + "es")
    if token.endswith(("er", "el", "e")) and not token.isupper():
        forms.append(token + "n")
    return forms


_HEAD_ENDINGS = {
    "er": (
        "bund",
        "verband",
        "rat",
        "hof",
        "dienst",
        "verein",
        "tag",
        "klub",
        "club",
        "ausschuss",
        "kongress",
        "konzern",
        "fonds",
        "gerichtshof",
        "rundfunk",
    ),
    "e": (
        "ion",
        "bank",
        "partei",
        "schaft",
        "kammer",
        "agentur",
        "ung",
        "behörde",
        "liga",
        "kirche",
        "börse",
        "allianz",
        "front",
        "armee",
        "post",
        "bahn",
        "zeitung",
        "gruppe",
        "akademie",
        "hilfe",
        "presse",
        "union",
        "miliz",
        "initiative",
        "stiftung",
    ),
    "es": (
        "institut",
        "amt",
        "gericht",
        "ministerium",
        "parlament",
        "zentrum",
        "museum",
        "werk",
        "kreuz",
        "forum",
        "netzwerk",
        "bündnis",
        "komitee",
        "theater",
        "büro",
    ),
}


def nominative(words: list[str]) -> list[str]:
    """A name of adjective(s) and noun put into the nominative: „Deutschen Handballbundes“ gives „Deutscher Handballbund“.

    Only the gender that the noun's ending shows is used; a name whose noun is not known stays as it is.
    """
    if len(words) > 1 and (noun := _out_of_genitive(words[0])) is not None:
        return [noun, *words[1:]]
    if len(words) < 2 or not words[0].endswith(("en", "er", "es", "e", "em")) or not words[0][:1].isupper():
        return words
    at = next((k for k, w in enumerate(words) if k and _head_ending(w) is not None), None)
    if at is None:
        return words
    noun = words[at]
    for ending, heads in _HEAD_ENDINGS.items():
        for bare in (noun, noun.removesuffix("es"), noun.removesuffix("s")):
            if bare.lower().endswith(heads):
                adjectives = [_strong(w, ending) if w[:1].isupper() else w for w in words[:at]]
                return [*adjectives, bare if ending != "e" else noun, *words[at + 1 :]]
    return words


def _out_of_genitive(noun: str) -> str | None:
    """The nominative of a head noun that opens a name in the genitive: „Verbandes Deutscher …“, „Instituts für …“; None if it is none."""
    for ending in ("es", "s"):
        bare = noun.removesuffix(ending)
        if bare != noun and bare.lower().endswith(_HEAD_ENDINGS["er"] + _HEAD_ENDINGS["es"]):
            return bare
    return None


def _head_ending(noun: str) -> str | None:
    for ending, heads in _HEAD_ENDINGS.items():
        if any(bare.lower().endswith(heads) for bare in (noun, noun.removesuffix("es"), noun.removesuffix("s"))):
            return ending
    return None


def _strong(adjective: str, ending: str) -> str:
    for old in ("en", "er", "es", "em", "e"):
        if adjective.endswith(old) and len(adjective) > len(old) + 3:
            return (
                adjective
                if old == "er" and not adjective.endswith(("ischer", "licher", "iger", "tscher", "aler"))
                else adjective[: -len(old)] + ending
            )
    return adjective


def masculine_forms(noun: str) -> list[str]:
    """Cases and feminine of a role noun given in the masculine nominative: Minister, Ministers, Ministern, Ministerin, Ministerinnen."""
    if noun.endswith("."):
        return [noun]
    if noun.endswith(("tmann", "hmann", "bmann")):
        stem = noun[:-4]
        return [noun, noun + "s", noun + "es", stem + "frau", stem + "männer", stem + "leute", stem + "männern"]
    if noun.endswith(("ender", "ter", "ener")) and noun.endswith(
        (
            "Vorsitzender",
            "vorsitzender",
            "Gesandter",
            "gesandter",
            "Beauftragter",
            "beauftragter",
            "Abgeordneter",
            "Angeklagter",
            "Verdächtiger",
            "Oppositioneller",
        )
    ):
        stem = noun[:-1]
        return [noun, stem, stem + "n"]
    if noun.endswith(("iger", "eller")):
        stem = noun[:-1]
        return [noun, stem, stem + "n"]
    forms = [noun, noun + "s", noun + "in", noun + "innen"]
    if noun.endswith("e"):
        stem = noun[:-1]
        forms += [noun + "n", stem + "in", stem + "innen"]
    elif noun.endswith(("t", "nt", "st", "ent", "at", "ph", "ph", "och", "arch", "är", "eur", "or", "al", "g")):
        forms += [noun + "en", noun + "es", noun + "e"]
    if noun.endswith(("arzt", "Arzt")):
        forms += [noun[:-4] + noun[-4:-3] + "rztin"]
    if noun.endswith("at"):
        forms += [noun[:-2] + "ätin", noun[:-2] + "äte"]
    forms.append(noun + "n")
    return forms


def adjective_with_ending(stem: str, gender: str) -> str:
    """A state's adjective in the strong nominative: („polnisch“, „f“) gives „polnische“; indeclinable ones („Schweizer“) stay."""
    if stem.endswith("er") and stem[:1].isupper():
        return stem
    return stem + {"m": "er", "f": "e", "n": "es", "p": "e"}[gender]
