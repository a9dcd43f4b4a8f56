"""The only place that loads a model; it fixes the order of the components.

Models: `auto` takes the official `de_core_news_md` where it is installed, else the embedded pipeline in `models/de_lagebild`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from thinc.api import NumpyOps

import pipeline.components.actors
import pipeline.components.dates
import pipeline.components.escalations
import pipeline.components.quotes
import pipeline.components.sections  # noqa: F401  (registers the factory, as the imports above do; entry points serve other pipelines)
from pipeline import extensions  # noqa: F401
from pipeline.model_files import EMBEDDED, ModelError, check_embedded, not_installed, resolve_model
from pipeline.paths import embedded_model_dir

COMPONENTS = ("lagebild_dates", "lagebild_actors", "lagebild_quotes", "lagebild_escalations")


def load_base(model: str | None = None) -> Language:
    """The bare spaCy pipeline, without our components.

    Raises:
        ModelError: the model is not there or damaged.
    """
    name = resolve_model(model)
    path = embedded_model_dir() if name == EMBEDDED else name
    if name == EMBEDDED:
        check_embedded()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r".*\[W095\].*")  # trained with another patch release of spaCy
            return _with_numpys_products(spacy.load(path))
    except OSError as e:
        raise ModelError(not_installed(name)) from e


def _with_numpys_products(nlp: Language) -> Language:
    """Let NumPy multiply the matrices instead of spaCy's BLIS, which has no kernels for AVX-512: parsing takes half the time.

    Thinc's own setting (`use_blis`), put on every layer. Sums are rounded in another order: over 40,000 tokens of news no tag, arc,
    lemma or entity differed. Other ops (a GPU's, Apple's) stay. `OPENBLAS_NUM_THREADS` says how many threads NumPy may use.
    """
    numpys = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for layer in model.walk() if model is not None else ():
            if type(layer.ops) is NumpyOps:
                layer.ops = numpys
    return nlp


def add_components(nlp: Language, rules: Sequence[str | Path] = ()) -> Language:
    """Add our components to any German pipeline, in their fixed order; `rules`: folders with further rule packs.

    Raises:
        RulePackError: a rule that cannot be used with this pipeline.
    """
    if "lagebild_sections" not in nlp.pipe_names:
        before = next((p for p in ("parser", "senter", "sentencizer") if p in nlp.pipe_names), None)
        nlp.add_pipe("lagebild_sections", before=before)
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"rules": [str(r) for r in rules]})
    return nlp


def load_pipeline(model: str | None = None, rules: Sequence[str | Path] = ()) -> Language:
    """The model with our components: what `lagebild run` uses."""
    return add_components(load_base(model), rules)
