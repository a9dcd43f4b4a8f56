"""German verb forms: closed lists and tests on one token, robust against a wrong tag."""

from __future__ import annotations

import re
from functools import lru_cache

from spacy.tokens import Token

MODALS = {
    "muss": "must", "müssen": "must", "müsse": "must", "müssten": "must", "müsste": "must", "musst": "must",
    "soll": "shall", "sollen": "shall", "solle": "shall", "sollte": "shall", "sollten": "shall",
    "will": "will", "wollen": "will", "wolle": "will", "wollten": "will", "wollte": "will",
    "darf": "may", "dürfen": "may", "dürfe": "may", "dürfte": "guess", "dürften": "guess",
    "kann": "can", "können": "can", "könne": "can", "könnte": "could", "könnten": "could",
    "möchte": "wish", "möchten": "wish", "mag": "wish",
    "musste": "had_to", "mussten": "had_to", "durfte": "was_allowed", "durften": "was_allowed", "konnte": "was_able", "konnten": "was_able",
}  # fmt: skip
FUTURE = frozenset({"wird", "werden", "werde", "würde", "würden", "werd"})
BE = frozenset({"ist", "sind", "sei", "seien", "wäre", "wären"})
WAS = frozenset({"war", "waren"})
HAVE = frozenset({"hat", "haben", "habe", "hätte", "hätten"})
HAD = frozenset({"hatte", "hatten"})
BECAME = frozenset({"wurde", "wurden"})
AUXILIARIES = FUTURE | BE | WAS | HAVE | HAD | BECAME | {"worden", "werden", "sein", "haben", "gewesen", "geworden"}
_FUSED_ZU = re.compile(
    r"^(?:ab|an|auf|aus|bei|bereit|durch|ein|empor|entgegen|fest|fort|frei|her|herbei|heraus|herunter|hin|hinaus|hinzu|los|mit|nach|nieder|"
    r"offen|preis|sicher|statt|teil|über|um|unter|vor|voran|weg|weiter|wieder|zu|zurück|zusammen|wahr|bekannt)zu[a-zäöüß]{2,}e?n$"
)


def is_finite(token: Token) -> bool:
    """Whether the token is a finite verb, by closed list, else by its tag."""
    lower = token.lower_
    if token.is_title and _opens_sentence(token) and (lower in MODALS or lower in FUTURE):
        return True  # „Sollten …“, „Würde …“ in front are no nouns
    if lower in MODALS or lower in BE or lower in HAVE or lower in WAS or lower in HAD or lower in BECAME:
        return token.tag_ not in ("VVINF", "VAINF", "VMINF", "NN", "NE", "VAPP") and not (
            token.is_title and token.i and token.tag_ in ("NN", "NE")
        )
    if lower in FUTURE:
        return token.tag_ not in ("VAINF", "VVINF", "VAPP", "NN", "NE")
    return token.tag_ in ("VVFIN", "VAFIN", "VMFIN", "VVIMP", "VAIMP") and not _FUSED_ZU.match(lower)  # „herauszugeben“, whatever its tag


def _opens_sentence(token: Token) -> bool:
    before = token.doc[token.i - 1] if token.i else None
    return before is None or before.is_space or before.text in (".", "!", "?", ":", ";", "„", "“", "»", '"', "–", "•")


def is_zu_infinitive(token: Token) -> bool:
    """„abzugeben“, or the infinitive behind „zu“."""
    if token.tag_ == "VVIZU" or (token.is_lower and token.tag_ != "ADJA" and _FUSED_ZU.match(token.lower_)):
        return True
    before = token.nbor(-1) if token.i else None
    if before is None or before.lower_ != "zu" or not token.lower_.endswith("n"):
        return False
    return before.tag_ == "PTKZU" or before.pos_ == "PART" or _ends_in_infinitive(token)


_NO_INFINITIVES = frozenset(
    [
        "vielen",
        "allen",
        "beiden",
        "anderen",
        "wenigen",
        "denen",
        "ihnen",
        "ihren",
        "seinen",
        "meinen",
        "unseren",
        "eigenen",
        "deren",
        "dessen",
        "jenen",
        "diesen",
        "den",
    ]
)


def _ends_in_infinitive(token: Token) -> bool:
    """„…, um sich zu einigen.“: a small word in -n behind „zu“ at the end of its clause is an infinitive, whatever the tags."""
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return token.is_lower and token.lower_ not in _NO_INFINITIVES and (after is None or after.is_punct) and len(token) > 3


def is_participle(token: Token) -> bool:
    """Whether the token is a past participle used as a verb."""
    return token.tag_ in ("VVPP", "VAPP") or _is_participle_by(str(token.morph))


@lru_cache(maxsize=1024)  # a model knows some hundred
def _is_participle_by(morph: str) -> bool:
    return any(f.startswith("VerbForm=") and "Part" in f.removeprefix("VerbForm=").split(",") for f in morph.split("|"))


def is_infinitive(token: Token) -> bool:
    """Whether the token is a bare infinitive."""
    return token.tag_ in ("VVINF", "VAINF", "VMINF")
