"""What components hand to each other on a Doc."""

from __future__ import annotations

import pytest
import spacy

from pipeline.extensions import set_text, text_of

BLANK = spacy.blank("de")


@pytest.mark.parametrize(
    ("noted", "expected"),
    [
        pytest.param("Der  Rat tagt. ", "Der  Rat tagt. ", id="noted"),
        pytest.param(None, "Der  Rat tagt. ", id="not noted"),
        pytest.param("Der Rat tagt.", "Der  Rat tagt. ", id="that of another Doc"),
    ],
)
def test_text_of_a_doc(noted: str | None, expected: str) -> None:
    doc = BLANK.make_doc("Der  Rat tagt. ")
    if noted is not None:
        set_text(doc, noted)
    assert text_of(doc) == expected


def test_text_of_nothing() -> None:
    doc = BLANK.make_doc("")
    set_text(doc, "x")
    assert text_of(doc) == ""
