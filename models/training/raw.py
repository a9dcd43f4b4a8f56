"""Choose and tokenise raw sentences for silver annotation: encyclopedic and parliamentary prose, rich in quotations and Konjunktiv."""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy

KONJUNKTIV = re.compile(
    r"\b(sei|seien|habe|werde|könne|müsse|wolle|solle|dürfe|gebe|gehe|komme|lasse|stehe|liege|bleibe|wisse|brauche|mache|sehe|halte|wäre|hätten?|käme|gäbe)\b"
)
QUOTED = re.compile(r'[„“"»«]')
SAID = re.compile(
    r"\b(sagte|sagt|erklärte|betonte|teilte|kündigte|forderte|warnte|kritisierte|laut|zufolge|behauptete|meinte|berichtete|äußerte|bezeichnete)\b",
    re.I,
)
FIRST_PERSON = re.compile(r"\b[Ii]ch\b")
SENTENCE_END = re.compile(r"(?<=[.!?…])(?<![A-ZÄÖÜ0-9]\.)(?<!\bDr\.)(?<!\bNr\.)(?<!bzw\.)(?<!sog\.)\s+(?=[A-ZÄÖÜ„\"»–])")


@dataclass(frozen=True)
class Quota:
    """How many sentences of a kind to take from a file."""

    file: str
    kind: str  # plain, konjunktiv, quoted
    sentences: int


QUOTAS = (
    Quota("wikipedia-klexikon", "plain", 18000),
    Quota("wikipedia-klexikon", "konjunktiv", 4000),
    Quota("wikipedia-klexikon", "quoted", 5000),
    Quota("bundestag", "plain", 4500),
    Quota("bundestag", "konjunktiv", 2500),
    Quota("parliament-austria", "plain", 2500),
    Quota("parliament-austria", "konjunktiv", 2500),
)


def kind_of(sentence: str) -> str:
    """`konjunktiv`: forms that are Konjunktiv unless the speaker speaks of himself; `quoted`: quotation marks or a verb of saying."""
    if KONJUNKTIV.search(sentence) and not FIRST_PERSON.search(sentence):
        return "konjunktiv"
    return "quoted" if QUOTED.search(sentence) or SAID.search(sentence) else "plain"


def sample_raw(raw: Path, seed: int, scale: float = 1.0) -> list[list[str]]:
    """Tokenised sentences after `QUOTAS` (times `scale`), shuffled."""
    rng = random.Random(seed)
    tokenizer = spacy.blank("de").tokenizer
    chosen: list[list[str]] = []
    for file in dict.fromkeys(quota.file for quota in QUOTAS):
        wanted = {quota.kind: round(quota.sentences * scale) for quota in QUOTAS if quota.file == file}
        for sentence in _sentences(raw / f"{file}.txt.xz", rng):
            kind = kind_of(sentence)
            if not wanted.get(kind):
                if not any(wanted.values()):
                    break
                continue
            words = [token.text for token in tokenizer(sentence) if not token.is_space]
            if usable(words):
                chosen.append(words)
                wanted[kind] -= 1
    rng.shuffle(chosen)
    return chosen


def _sentences(path: Path, rng: random.Random) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        paragraphs = lines.read().splitlines()
    rng.shuffle(paragraphs)
    for paragraph in paragraphs:
        parts = SENTENCE_END.split(paragraph)
        if len(parts) > 3:  # a few sentences of a long speech
            at = rng.randrange(len(parts) - 2)
            parts = parts[at : at + 3]
        yield from (part.strip() for part in parts)


def usable(words: list[str]) -> bool:
    """A whole sentence of moderate length, made of words."""
    letters = sum(word[0].isalpha() for word in words)
    return (
        4 <= len(words) <= 45
        and words[-1] in {".", "!", "?", "“", '"', "«", "…", ":"}
        and letters >= 0.6 * len(words)
        and words[0][0] not in "-–)"
    )
