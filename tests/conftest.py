"""What all tests share: the pipeline, loaded once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# CI tries the same examples every time, so that a red run can be repeated; everybody else helps to find new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The embedded model with our components and the rule packs that come with Lagebild. Shared: do not add or remove pipes."""
    from pipeline.nlp import load_pipeline

    return load_pipeline("de_lagebild")
