"""`lagebild_sections`: sentence bounds at paragraph breaks and section bounds, so that a headline does not run into the text below it.

Put it before the parser: spaCy's parser keeps sentence starts that are already set.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extensions import rows


class SectionBounds:
    """Sets `Token.is_sent_start` after every line break and at the start of every section."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        starts = {s.start_char for s in rows(doc, "sections")}
        after_break = False
        for token in doc:
            if token.is_space:
                after_break = after_break or "\n" in token.text
                continue
            if (after_break or token.idx in starts) and token.i > 0:
                token.is_sent_start = True
            after_break = False
        return doc


@Language.factory("lagebild_sections", assigns=["token.is_sent_start"])
def create_sections(nlp: Language, name: str) -> SectionBounds:
    """Factory of the component; it has no settings."""
    return SectionBounds(name)
