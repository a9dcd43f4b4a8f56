"""What all tests share: the pipeline, loaded once."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.nlp import load_pipeline


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The embedded model with our components and the rule packs that come with Lagebild. Shared: do not add or remove pipes."""
    return load_pipeline("de_lagebild")
