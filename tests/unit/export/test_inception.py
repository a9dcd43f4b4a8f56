"""A round trip as an INCEpTION project makes it: our layers and XMI imported there, annotations edited, exported, imported here, scored.

`project` does what INCEpTION does with layers and files: it knows the types that the layers describe and its own, drops all others, and
exports a ZIP a document and annotator. INCEpTION itself does not run here.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cassis
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.evaluate.annotations import GoldError
from pipeline.export import xmi
from pipeline.export.formats import imported
from pipeline.export.layers import layers_json
from tests.unit.evaluate.made import TEXT, full, span, store_facts

META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
BASES = {"span": "uima.tcas.Annotation", "relation": "uima.tcas.Annotation", "document-metadata": "uima.cas.AnnotationBase"}

Edit = Callable[[cassis.Cas], None]


def project(layers: str) -> cassis.TypeSystem:
    """The type system of a project that imported these layers."""
    system = cassis.TypeSystem()
    meta = system.create_type(META, "uima.tcas.DocumentAnnotation")
    system.create_feature(meta, "documentTitle", "uima.cas.String")
    system.create_type(SENTENCE, "uima.tcas.Annotation")
    for layer in json.loads(layers):
        made = system.create_type(layer["name"], BASES[layer["type"]])
        for feature in layer["features"]:
            system.create_feature(made, feature["name"], feature["type"])
        if layer["type"] == "relation":
            for end in ("Governor", "Dependent"):
                system.create_feature(made, end, layer["attach_type"]["name"])
    return system


def annotated(exported: bytes, edit: Edit, *, layers: str = layers_json(), member: str = "admin.xmi") -> bytes:
    """What INCEpTION exports for the only document after somebody edited it."""
    system = project(layers)
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".xmi"))
        cas = cassis.load_cas_from_xmi(io.BytesIO(archive.read(name)), typesystem=system, lenient=True)
    cas.add(system.get_type(META)(documentTitle=name, begin=0, end=len(cas.sofa_string)))
    cas.add(system.get_type(SENTENCE)(begin=0, end=len(cas.sofa_string)))
    edit(cas)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, cas.to_xmi())
        archive.writestr(str(Path(member).with_name("TypeSystem.xml")), system.to_xml())
    return packed.getvalue()


def layer(kind: str) -> str:
    return f"webanno.custom.Lagebild{kind}"


def only(cas: cassis.Cas, kind: str, **features: object) -> Any:
    (found,) = [a for a in cas.select(layer(kind)) if all(getattr(a, n) == v for n, v in features.items())]
    return found


def add(cas: cassis.Cas, kind: str, words: str, **features: object) -> Any:
    made = cas.typesystem.get_type(layer(kind))(begin=span(words)[0], end=span(words)[1], **features)
    cas.add(made)
    return made


def nothing(cas: cassis.Cas) -> None:
    """No edit."""


def corrections(cas: cassis.Cas) -> None:
    """A date less, one with another type, a frame's window made longer, a new actor, a new quotation with its speaker."""
    cas.remove(only(cas, "Dates", value="2026-02-06"))
    only(cas, "Dates", value="2026-02-02").label = "TIME"
    only(cas, "Escalations").end = span("Bis Freitag muss")[1]
    add(cas, "Actors", "Rat", label="organisation", name="Rat")
    quote = add(cas, "Quotes", "Eile", label="direct")
    speaker = add(cas, "Quotes", "Özlem Brandt", label="speaker")
    link = cas.typesystem.get_type(layer("QuotesLink"))
    cas.add(link(begin=speaker.begin, end=speaker.end, Governor=quote, Dependent=speaker, label="speaker"))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_facts(tmp_path_factory.mktemp("inception") / "s.duckdb", full())


@pytest.fixture(scope="module")
def exported(db: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("inception") / "a1.zip"
    run("export", "a1", "--format", "xmi", "-o", path, "--db", db)
    return path.read_bytes()


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert done.exit_code == 0, done.output
    return done.output


def scores(tmp_path: Path, db: Path, packed: bytes) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(right, stored, gold) by kind and measure after import."""
    (tmp_path / "back.zip").write_bytes(packed)
    run("import", tmp_path / "back.zip", "--format", "xmi", "-o", tmp_path / "gold.jsonl")
    rows = json.loads(run("evaluate", tmp_path / "gold.jsonl", "--db", db, "--json"))
    return {(r["kind"], r["measure"]): (r["right"], r["stored"], r["gold"]) for r in rows if r["right"] is not None}


def test_what_nobody_edits_scores_full(tmp_path: Path, db: Path, exported: bytes) -> None:
    found = scores(tmp_path, db, annotated(exported, nothing))
    assert {kind for kind, _ in found} == {"dates", "quotes", "actors", "escalations"}
    assert [(which, counts) for which, counts in found.items() if len(set(counts)) > 1] == []


def test_corrections_are_scored(tmp_path: Path, db: Path, exported: bytes) -> None:
    found = scores(tmp_path, db, annotated(exported, corrections))
    assert found["dates", "overlap"] == (1, 2, 1)
    assert found["dates", "overlap, same type"] == (0, 2, 1)
    assert found["escalations", "exact"] == (0, 1, 1)
    assert found["escalations", "overlap"] == (1, 1, 1)
    assert found["quotes", "exact"] == (1, 1, 2)
    assert found["actors", "exact"][2] == 4


def test_an_export_is_gold_as_it_is(tmp_path: Path, db: Path, exported: bytes) -> None:
    (tmp_path / "back.zip").write_bytes(annotated(exported, corrections))
    rows = json.loads(run("evaluate", tmp_path / "back.zip", "--db", db, "--kind", "dates", "--json"))
    assert [(r["right"], r["stored"], r["gold"]) for r in rows if r["measure"] == "overlap"] == [(1, 2, 1)]


def test_words_stand_where_the_annotator_put_them(tmp_path: Path, exported: bytes) -> None:
    """Behind the emoji, where INCEpTION counts one more than we do."""
    (tmp_path / "back.zip").write_bytes(annotated(exported, corrections))
    (one,) = imported(tmp_path / "back.zip", "xmi")
    assert one.problems == []
    new = one.article.kinds["quotes"][-1]
    assert {role: [TEXT[slice(*s)] for s in spans] for role, spans in new.roles.items()} == {"quote": ["Eile"], "speaker": ["Özlem Brandt"]}
    assert one.article.kinds["escalations"][0].features["responders"] == ["Rat von Körbitz"]


def test_a_kind_without_annotations_left_was_annotated(tmp_path: Path, exported: bytes) -> None:
    """The note on the document survives, since it has a layer; so all dates may be deleted, and gold says that there is none."""

    def no_dates(cas: cassis.Cas) -> None:
        for date in list(cas.select(layer("Dates"))):
            cas.remove(date)

    (tmp_path / "back.zip").write_bytes(annotated(exported, no_dates))
    (one,) = imported(tmp_path / "back.zip", "xmi")
    assert (one.article.article_id, one.article.kinds["dates"]) == ("a1", [])


def test_the_export_of_a_project_has_a_zip_an_annotator(tmp_path: Path, exported: bytes) -> None:
    """The curator's version counts, whatever its place."""
    path = tmp_path / "project.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("exportedproject.json", "{}")
        archive.writestr("source/a1.xmi", b"as it was imported")
        archive.writestr("curation/a1.xmi/CURATION_USER.zip", annotated(exported, corrections, member="CURATION_USER.xmi"))
        archive.writestr("annotation/a1.xmi/zora.zip", annotated(exported, nothing, member="zora.xmi"))
    (one,) = imported(path, "xmi")
    assert len(one.article.kinds["dates"]) == 1
    assert one.problems == ["a1: annotated 2 times; curation/a1.xmi/CURATION_USER.zip/CURATION_USER.xmi counts"]


def test_an_archive_without_type_system(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a1.xmi", b"")
    with pytest.raises(GoldError, match="no .xmi with a TypeSystem.xml beside it"):
        imported(tmp_path / "x.zip", "xmi")


def test_layers_describe_the_types_that_we_write() -> None:
    """Every type and feature of our type system is a layer or feature of the project, and the other way round."""
    ours = {t.name: {f.name for f in t.features} for t in xmi._typesystem().get_types() if t.name.startswith("webanno.custom")}
    theirs = {t.name: {f.name for f in t.features} for t in project(layers_json()).get_types() if t.name.startswith("webanno.custom")}
    assert ours == theirs


def test_layers_let_an_annotator_do_what_we_do() -> None:
    """Quotations overlap, cross sentences and begin within tokens; each label that we write can be chosen."""
    layers = {one["name"]: one for one in json.loads(layers_json())}
    spans = [one for one in layers.values() if one["type"] == "span"]
    assert {(s["anchoring_mode"], s["overlap_mode"], s["cross_sentence"]) for s in spans} == {("CHARACTERS", "ANY_OVERLAP", True)}
    tags = {s["name"]: {t["tag_name"] for f in s["features"] if f["tag_set"] for t in f["tag_set"]["tags"]} for s in spans}
    assert {"direct", "indirect", "quote", "speaker", "cue"} <= tags[layer("Quotes")]
    assert {"person", "unknown"} <= tags[layer("Actors")]
