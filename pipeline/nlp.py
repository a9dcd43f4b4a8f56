"""The only place that loads a model; it fixes the order of the components.

Models: `auto` takes the official `de_core_news_md` where it is installed, else the embedded pipeline in `models/de_lagebild`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import warnings
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language

import pipeline.components.actors
import pipeline.components.dates
import pipeline.components.escalations
import pipeline.components.quotes
import pipeline.components.sections  # noqa: F401  (registers the factory, as the imports above do; entry points serve other pipelines)
from pipeline import extensions  # noqa: F401
from pipeline.paths import embedded_model_dir, models_dir

OFFICIAL = "de_core_news_md"
EMBEDDED = "de_lagebild"
COMPONENTS = ("lagebild_dates", "lagebild_actors", "lagebild_quotes", "lagebild_escalations")
PLACEHOLDER_VERSION = "999"  # the stranger's package on the index that bears the official model's name


class ModelError(RuntimeError):
    """The model cannot be loaded; the message says what to do."""


def resolve_model(model: str | None = None) -> str:
    """What `auto` (or None: the variable LAGEBILD_MODEL, else `auto`) stands for on this machine."""
    wanted = model or os.environ.get("LAGEBILD_MODEL") or "auto"
    if wanted != "auto":
        return wanted
    return OFFICIAL if _official_installed() else EMBEDDED


def _official_installed() -> bool:
    if importlib.util.find_spec(OFFICIAL) is None:
        return False
    from importlib.metadata import PackageNotFoundError, version

    try:
        return not version("de-core-news-md").startswith(PLACEHOLDER_VERSION)
    except PackageNotFoundError:
        return True


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
            return spacy.load(path)
    except OSError as e:
        raise ModelError(_not_installed(name)) from e


def model_identity(model: str | None = None) -> tuple[str, str]:
    """Name and version of the model that would run, read from its meta data without loading it.

    Raises:
        ModelError: the model is not there.
    """
    name = resolve_model(model)
    path = _path_of(name)
    try:
        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise ModelError(_not_installed(name)) from e
    return name, str(meta.get("version", ""))


def _path_of(name: str) -> Path:
    """The folder with the model's meta.json: the embedded one, a path, or an installed package."""
    if name == EMBEDDED:
        return embedded_model_dir()
    if Path(name).is_dir():
        return Path(name)
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    if spec is None or spec.origin is None:
        raise ModelError(_not_installed(name))
    package = Path(spec.origin).parent
    return next(iter(sorted(package.glob("*/meta.json"))), package / "meta.json").parent


def _not_installed(name: str) -> str:
    return (
        f"the model {name} is not installed; use --model {EMBEDDED}, or install the official model from its publisher's release file "
        "(see README, not the package index)"
    )


def check_embedded() -> None:
    """Compare the embedded pipeline's files with their recorded sha256.

    Raises:
        ModelError: a file is missing or differs.
    """
    manifest = models_dir() / f"{EMBEDDED}.sha256.json"
    if not manifest.is_file():
        raise ModelError(f"the embedded model is damaged: {manifest} is missing; fetch it again, or reinstall")
    for name, wanted in json.loads(manifest.read_text(encoding="utf-8")).items():
        path = embedded_model_dir() / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise ModelError(f"the embedded model is damaged: {path} is not the file that was shipped; fetch it again, or reinstall")


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
