"""Names as strings: identifiers, genitives, the forms that a German name takes in a sentence. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

_BRACKET = re.compile(r"\s*\([^)]*\)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "", "'": ""})
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_FUNCTION_WORDS = frozenset({"der", "des", "die", "und", "für", "in", "im", "von", "vom", "zur", "zu", "of", "the", "de", "la", "–", "/"})
_MOST_VARIANTS = 64


def plain(name: str) -> str:
    """The name without what stands in brackets: „Europäische Union (EU)“ gives „Europäische Union“."""
    return _BRACKET.sub("", name).strip()


def slug(name: str) -> str:
    """Letters and digits of a name in lower-case ASCII, joined by hyphens: the stable part of an actor's id."""
    text = plain(name).lower().translate(_UMLAUTS)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "x" + "".join(f"{ord(c):x}" for c in name)[:40]


def without_genitive(word: str) -> str | None:
    """The word without a genitive ending („Merkels“, „Strauss'“), None where it has none."""
    if len(word) > 3 and word[-1] in "'’":
        return word[:-1]
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sS'’":
        return word[:-1]
    if len(word) > 4 and word[-2:] in ("'s", "’s"):
        return word[:-2]
    return None


def alias_forms(tokens: list[str]) -> list[tuple[str, ...]]:
    """The forms of a multi-word or one-word name under German inflection, the name itself first.

    Adjectives before the last noun take every ending („Weißes Haus“: „Weißen Haus“), the head noun takes the genitive („Weißen Hauses“),
    plural heads the dative („EU-Staaten“ stays, „EU-Länder“: „EU-Ländern“).
    """
    choices = []
    last = len(tokens) - 1
    for i, token in enumerate(tokens):
        if i < last and tokens[i + 1] not in _FUNCTION_WORDS:
            choices.append(_adjective_forms(token))
        elif i == last or tokens[i + 1] in _FUNCTION_WORDS:
            choices.append(_noun_forms(token))
        else:
            choices.append([token])
    forms = list(dict.fromkeys(form for form, _ in zip(product(*choices), range(_MOST_VARIANTS), strict=False)))
    own = tuple(tokens)
    return [own, *(f for f in forms if f != own)]


def _adjective_forms(token: str) -> list[str]:
    for ending in ("en", "er", "es", "e"):
        stem = token[: -len(ending)]
        if token.endswith(ending) and len(stem) >= 4 and token[:1].isalpha() and not token.isupper():
            return [token, *(stem + e for e in _ADJECTIVE_ENDINGS if stem + e != token)]
    return [token]


def _noun_forms(token: str) -> list[str]:
    if len(token) < 3 or not token[-1].isalpha():
        return [token]
    forms = [token]
    if token[-1] not in "sxzß":
        forms.append(token + "s")
    if token.endswith(("gericht", "amt", "rat", "bund", "haus", "kongress", "dienst", "verband", "hof", "tag", "ausschuss", "heer")):
        forms.append(token + "es")
    if token.endswith(("er", "el", "e")) and not token.isupper():
        forms.append(token + "n")
    return forms


def masculine_forms(noun: str) -> list[str]:
    """Cases and feminine of a role noun given in the masculine nominative: Minister, Ministers, Ministern, Ministerin, Ministerinnen."""
    if noun.endswith("."):
        return [noun]
    if noun.endswith(("tmann", "hmann", "bmann")):
        stem = noun[:-4]
        return [noun, noun + "s", noun + "es", stem + "frau", stem + "männer", stem + "leute", stem + "männern"]
    if noun.endswith(("ender", "ter", "ener")) and noun.endswith(("Vorsitzender", "vorsitzender", "Gesandter", "gesandter", "Beauftragter",
                                                                  "beauftragter", "Abgeordneter", "Angeklagter", "Verdächtiger", "Oppositioneller")):
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
    if noun.endswith("at") or noun.endswith("rat"):
        forms += [noun[:-2] + "ätin", noun[:-2] + "äte"]
    forms.append(noun + "n")
    return forms


def adjective_with_ending(stem: str, gender: str) -> str:
    """A state's adjective in the strong nominative: („polnisch“, „f“) gives „polnische“; indeclinable ones („Schweizer“) stay."""
    if stem.endswith("er") and stem[:1].isupper():
        return stem
    return stem + {"m": "er", "f": "e", "n": "es", "p": "e"}[gender]
