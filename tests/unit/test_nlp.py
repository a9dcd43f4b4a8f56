"""Which model runs: official where it is really installed, else the embedded one; damage and placeholders are noticed."""

from __future__ import annotations

import importlib.machinery
import json
from pathlib import Path

import pytest
from spacy.tokens import Doc
from thinc.api import NumpyOps

from pipeline import model_files as files
from pipeline import nlp as loader
from pipeline.paths import sample_articles_dir
from pipeline.records import Article
from pipeline.sources import discover, read


def pretend_installed(monkeypatch: pytest.MonkeyPatch, version: str, folder: Path) -> None:
    package = folder / files.OFFICIAL
    model = package / f"{files.OFFICIAL}-{version}"
    model.mkdir(parents=True)
    (model / "meta.json").write_text(json.dumps({"lang": "de", "name": "core_news_md", "version": version}))
    (package / "__init__.py").touch()
    spec = importlib.machinery.ModuleSpec(files.OFFICIAL, None, origin=str(package / "__init__.py"))
    real = files.importlib.util.find_spec
    monkeypatch.setattr(files.importlib.util, "find_spec", lambda name: spec if name == files.OFFICIAL else real(name))
    monkeypatch.setattr("importlib.metadata.version", lambda name: version)


@pytest.fixture(autouse=True)
def no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAGEBILD_MODEL", raising=False)


@pytest.mark.parametrize(
    ("version", "model"),
    [
        pytest.param("3.8.0", files.OFFICIAL, id="official release"),
        pytest.param("999.9.9", files.EMBEDDED, id="a stranger's placeholder from the package index"),
    ],
)
def test_auto(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, model: str) -> None:
    pretend_installed(monkeypatch, version, tmp_path)
    assert files.resolve_model() == model


def test_auto_without_the_official_model(monkeypatch: pytest.MonkeyPatch) -> None:
    real = files.importlib.util.find_spec
    monkeypatch.setattr(files.importlib.util, "find_spec", lambda name: None if name == files.OFFICIAL else real(name))
    assert files.resolve_model("auto") == files.EMBEDDED


def test_the_choice_of_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGEBILD_MODEL", "some_model")
    assert files.resolve_model() == "some_model"
    assert files.resolve_model("de_lagebild") == "de_lagebild"


def test_identity_is_read_without_loading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend_installed(monkeypatch, "3.8.0", tmp_path)
    assert files.model_identity(files.OFFICIAL) == (files.OFFICIAL, "3.8.0")
    assert files.model_identity(files.EMBEDDED)[0] == files.EMBEDDED


@pytest.mark.parametrize("name", ["no_such_model", "../no/such/path", "de_core_news_md"])
def test_a_missing_model_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    real = files.importlib.util.find_spec
    monkeypatch.setattr(files.importlib.util, "find_spec", lambda n: None if n == files.OFFICIAL else real(n))
    with pytest.raises(files.ModelError, match="is not installed") as caught:
        files.model_identity(name)
    assert "\n" not in str(caught.value)


def test_a_damaged_embedded_model_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = tmp_path / "de_lagebild"
    model.mkdir()
    (model / "config.cfg").write_text("altered")
    (tmp_path / "de_lagebild.sha256.json").write_text(json.dumps({"config.cfg": "0" * 64}))
    monkeypatch.setattr(files, "models_dir", lambda: tmp_path)
    monkeypatch.setattr(files, "embedded_model_dir", lambda: model)
    with pytest.raises(files.ModelError, match="damaged"):
        loader.load_base("de_lagebild")


def test_the_order_of_components(nlp: object) -> None:
    names = nlp.pipe_names  # type: ignore[attr-defined]
    assert names.index("lagebild_sections") < names.index("parser")
    assert tuple(n for n in names if n in loader.COMPONENTS) == loader.COMPONENTS


def test_numpys_matrix_products_give_the_parses_of_spacys() -> None:
    nlp = loader.load_base("de_lagebild")
    layers = [layer for _, pipe in nlp.pipeline if getattr(pipe, "model", None) is not None for layer in pipe.model.walk()]  # type: ignore[attr-defined]
    assert all(layer.ops.use_blis is False for layer in layers)
    texts = [a.text for item in discover([sample_articles_dir()]) for a in read(item) if isinstance(a, Article)]
    fast = [_annotation(doc) for doc in nlp.pipe(texts)]
    for layer in layers:
        layer.ops = NumpyOps(use_blis=True)
    assert fast == [_annotation(doc) for doc in nlp.pipe(texts)]


def _annotation(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.tag_, str(t.morph), t.dep_, t.head.i, t.lemma_, t.ent_iob_, t.ent_type_, t.is_sent_start) for t in doc]
