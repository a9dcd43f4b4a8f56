"""Our components in somebody else's pipeline: after any German model, saved and loaded, in several processes, from a config."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.util import load_config_from_str

from pipeline.extensions import problems, rows, set_published_on
from pipeline.nlp import COMPONENTS, load_base

NAMES = ("sections", *(c.removeprefix("lagebild_") for c in COMPONENTS), "actor_mentions")
TEXTS = [
    "Der Minister sagte am 3. Februar 2026: „Wir werden binnen 48 Stunden antworten.“ Die Regierung in Kiew widersprach.",
    "Die Reederei muss den Hafen innerhalb von drei Tagen verlassen, teilte die Behörde mit.",
    "",
    "\n\n",
    "👩‍👧 „offen",
]


def with_components(nlp: Language) -> Language:
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def blank() -> Language:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    return with_components(nlp)


@pytest.fixture(scope="module")
def bare() -> Language:
    """A pipeline without tagger, parser and entities."""
    return blank()


@pytest.fixture(scope="module")
def full() -> Language:
    """The model with the four components, added one by one as a stranger would (and without `lagebild_sections`)."""
    return with_components(load_base("de_lagebild"))


def facts(docs: Any) -> list[dict[str, list[Any]]]:
    return [{name: rows(doc, name) for name in NAMES} for doc in docs]


@pytest.mark.parametrize("text", TEXTS, ids=["full", "deadline", "empty", "breaks", "odd"])
def test_a_pipeline_without_tagger_and_parser_works(bare: Language, text: str) -> None:
    doc = bare(text)
    assert problems(doc) == []
    for row in rows(doc, "dates"):
        assert row.text == doc.text[row.start_char : row.end_char]


def test_what_needs_no_model_is_found_without_one(bare: Language) -> None:
    assert [(d.text, d.value) for d in rows(bare(TEXTS[0]), "dates")][:1] == [("3. Februar 2026", "2026-02-03")]


def test_extension_attributes(full: Language) -> None:
    doc = full.make_doc("Das Kabinett tagte gestern in Berlin.")
    doc._.lagebild_published_on = dt.date(2026, 2, 3)
    doc = full(doc)
    assert [(d.text, d.value) for d in doc._.lagebild_dates] == [("gestern", "2026-02-02")]
    assert doc._.lagebild_sections == []
    assert {m.actor_id for m in doc._.lagebild_actor_mentions} - {None} <= {a.actor_id for a in doc._.lagebild_actors}
    for name in ("quotes", "escalations"):
        assert isinstance(getattr(doc._, f"lagebild_{name}"), list)


@pytest.mark.parametrize("name", ["bare", "full"])
def test_several_processes_find_the_same(name: str, request: pytest.FixtureRequest) -> None:
    nlp: Language = request.getfixturevalue(name)

    def docs() -> Iterator[Any]:
        for text in TEXTS * 3:
            doc = nlp.make_doc(text)
            set_published_on(doc, dt.date(2026, 2, 3))
            yield doc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # CPython's own, on fork in a process with threads
        apart = facts(nlp.pipe(docs(), n_process=2, batch_size=4))
    together = facts(nlp.pipe(docs()))
    assert apart == together
    assert any(f["dates"] for f in together)


@pytest.mark.parametrize("make", [blank, lambda: with_components(load_base("de_lagebild"))], ids=["bare", "full"])
def test_saved_and_loaded(make: Any, tmp_path: Path) -> None:
    nlp = make()
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert again.pipe_names == nlp.pipe_names
    assert facts(again.pipe(TEXTS)) == facts(nlp.pipe(TEXTS))


def test_bytes(bare: Language) -> None:
    again = blank().from_bytes(bare.to_bytes())
    assert facts(again.pipe(TEXTS)) == facts(bare.pipe(TEXTS))


def test_config_round_trip(bare: Language) -> None:
    config = load_config_from_str(bare.config.to_str())
    assert config["components"]["lagebild_quotes"] == {"factory": "lagebild_quotes", "rules": []}
    again = spacy.util.load_model_from_config(config)
    assert again.pipe_names == bare.pipe_names
    assert facts(again.pipe(TEXTS)) == facts(bare.pipe(TEXTS))


def test_own_rules_in_the_config(tmp_path: Path) -> None:
    rule = '[[rule]]\nid = "mine.nothing"\ntitle = "Titel"\nstatus = "draft"\nengine = "component"\nlabel = "X"\n'
    pack = f'schema = 1\npack = "quotes"\nlanguage = "de"\n{rule}'
    (tmp_path / "mine.toml").write_text(pack, encoding="utf-8")
    nlp = spacy.blank("de")
    component: Any = nlp.add_pipe("lagebild_quotes", config={"rules": [str(tmp_path)]})
    assert component.base.pack_of("mine.nothing").name == "quotes"
    assert nlp.config["components"]["lagebild_quotes"]["rules"] == [str(tmp_path)]


def test_rows_survive_a_docbin(full: Language) -> None:
    docs = [full(text) for text in TEXTS]
    data = DocBin(docs=docs, store_user_data=True).to_bytes()
    assert facts(DocBin().from_bytes(data).get_docs(full.vocab)) == facts(docs)


def test_entry_points_name_what_is_registered() -> None:
    import importlib
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    points = project["project"]["entry-points"]["spacy_factories"]
    assert set(points) == {"lagebild_sections", *COMPONENTS}
    for name, target in points.items():
        module, _, function = target.partition(":")
        assert callable(getattr(importlib.import_module(module), function)), name
        assert Language.has_factory(name)
