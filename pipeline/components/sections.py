"""`lagebild_sections`: sentence bounds at paragraph breaks and section bounds, so that a headline does not run into the text below it.

A single line break ends a sentence only where the line looks finished: hard-wrapped text breaks its lines within sentences.

Put it before the parser: spaCy's parser keeps sentence starts that are already set.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extensions import rows

FINISHED = frozenset(".!?:;…\"”“»«'’‘)]")  # what the last character of a finished line may be


class SectionBounds:
    """Sets `Token.is_sent_start` after paragraph breaks and at the start of every section."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if len(doc):
            for i in sorted({*_behind_breaks(doc), *_at_sections(doc)} - {0}):
                doc[i].is_sent_start = True
        return doc


def _behind_breaks(doc: Doc) -> Iterator[int]:
    """The tokens behind a paragraph break, or behind a line break that a finished line ends with."""
    spaces = doc.to_array("IS_SPACE").nonzero()[0].tolist()
    line_breaks = 0
    for i, following in pairwise([*spaces, len(doc) + 1]):
        line_breaks += doc[i].text.count("\n")
        if following == i + 1:
            continue
        if i + 1 < len(doc) and (line_breaks > 1 or (line_breaks == 1 and _last_sign(doc, i) in FINISHED)):
            yield i + 1
        line_breaks = 0


def _last_sign(doc: Doc, i: int) -> str:
    """The last character in front of token i that is no space; a full stop where there is none."""
    return next((doc[k].text[-1] for k in range(i - 1, -1, -1) if not doc[k].is_space), ".")


def _at_sections(doc: Doc) -> list[int]:
    """The tokens that sections begin with."""
    starts = [section.start_char for section in rows(doc, "sections")]
    if not starts:
        return []
    begins = doc.to_array("IDX")
    tokens = np.searchsorted(begins, np.array(starts, dtype=begins.dtype)).tolist()
    return [i for i, start in zip(tokens, starts, strict=True) if i < len(doc) and doc[i].idx == start and not doc[i].is_space]


@Language.factory("lagebild_sections", assigns=["token.is_sent_start"])
def create_sections(nlp: Language, name: str) -> SectionBounds:
    """Factory of the component; it has no settings."""
    return SectionBounds(name)
