"""Which model would run, where its files lie, whether they are whole: what can be said without spaCy, which takes a second to import."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from pathlib import Path

from pipeline.paths import embedded_model_dir, models_dir

OFFICIAL = "de_core_news_md"
EMBEDDED = "de_lagebild"
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
        raise ModelError(not_installed(name)) from e
    return name, str(meta.get("version", ""))


def _path_of(name: str) -> Path:
    """The folder with the model's meta.json: the embedded one, a path, or an installed package."""
    if name == EMBEDDED:
        return embedded_model_dir()
    if Path(name).is_dir():
        return Path(name)
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    if spec is None or spec.origin is None:
        raise ModelError(not_installed(name))
    package = Path(spec.origin).parent
    return next(iter(sorted(package.glob("*/meta.json"))), package / "meta.json").parent


def not_installed(name: str) -> str:
    """What to say of a model that is not there."""
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
