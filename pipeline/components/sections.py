"""`lagebild_sections`: sentence bounds at paragraph breaks and section bounds, so that a headline does not run into the text below it.

A single line break ends a sentence only where the line looks finished: hard-wrapped text breaks its lines within sentences.

Put it before the parser: spaCy's parser keeps sentence starts that are already set.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extensions import rows

FINISHED = frozenset(".!?:;…\"”“»«'’‘)]")  # what the last character of a finished line may be


class SectionBounds:
    """Sets `Token.is_sent_start` after paragraph breaks and at the start of every section."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        starts = {s.start_char for s in rows(doc, "sections")}
        line_breaks = 0
        last = "."
        for token in doc:
            if token.is_space:
                line_breaks += token.text.count("\n")
                continue
            ends = line_breaks > 1 or (line_breaks == 1 and last in FINISHED)
            if token.i > 0 and (ends or token.idx in starts):
                token.is_sent_start = True
            line_breaks = 0
            last = token.text[-1]
        return doc


@Language.factory("lagebild_sections", assigns=["token.is_sent_start"])
def create_sections(nlp: Language, name: str) -> SectionBounds:
    """Factory of the component; it has no settings."""
    return SectionBounds(name)
