"""What all tests share: the pipeline, loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The embedded model with our components and the rule packs that come with Lagebild. Shared: do not add or remove pipes."""
    from pipeline.nlp import load_pipeline

    return load_pipeline("de_lagebild")
