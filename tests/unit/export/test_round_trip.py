"""What goes out comes back the same, character for character; what a tool changed comes back changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cassis import Cas
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.evaluate.annotations import FEATURES, KINDS, LABELS, ROLES, AnnotatedArticle, Annotation, GoldError, annotation
from pipeline.evaluate.goldfile import dumps
from pipeline.export import labelstudio, prodigy, tables, xmi
from pipeline.export.formats import imported
from pipeline.export.regions import Imported, Link, Region, from_regions, to_regions
from pipeline.records import CharSpan
from pipeline.sources.decode import normalise

PIECES = [
    "Müller ", "Mu\u0308ller ", "😀", "👩‍👩‍👧 ", "e\u0301\u0323", "\r\n", "\r", "\n\n", " ", "\u00a0", "\u2028", "\u0085", "\t",
    "„Ja“, ", "ß", "𝔄bc ", "<&\"'>]]> ",
]  # fmt: skip
OTHER = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), OTHER), min_size=1).map("".join)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(lambda w: "|" not in w and w == w.strip())
VALUES: dict[type, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: st.integers(-9, 99),
    float: st.floats(-1e6, 1e6, allow_nan=False),
    bool: st.booleans(),
    list: st.lists(WORDS, min_size=1, max_size=3),
}  # fmt: skip


@st.composite
def annotations(draw: st.DrawFn, kind: str, length: int) -> Annotation:
    def spans(most: int) -> list[tuple[int, int]]:
        bounds = sorted(draw(st.lists(st.integers(0, length), min_size=2, max_size=2 * most, unique=True)))
        return list(zip(bounds[::2], bounds[1::2], strict=False))

    main, *further = ROLES[kind]
    roles = {main: spans(3 if kind == "quotes" else 1)}
    roles |= {role: spans(2) for role in further if draw(st.booleans())}
    features = {n: draw(VALUES[t]) for n, t in FEATURES[kind].items() if draw(st.booleans())}
    return annotation(kind, draw(st.sampled_from(LABELS[kind])), roles, features)


@st.composite
def articles(draw: st.DrawFn) -> AnnotatedArticle:
    """Any text as it comes out of reading a source with any line ends, with any annotations."""
    text = normalise(draw(TEXTS))
    assume(len(text) > 1)
    kinds = draw(st.lists(st.sampled_from(KINDS), unique=True))
    found = {k: draw(st.lists(annotations(k, len(text)), max_size=3)) for k in kinds}
    return AnnotatedArticle(draw(st.sampled_from(["a1", "ä/ö 😀?.xmi", "https://x.invalid/a?b=1&c"])), text, found)


FORMATS: dict[str, tuple[str, Callable[[list[AnnotatedArticle]], bytes]]] = {
    "jsonl": ("g.jsonl", lambda a: dumps(a).encode()),
    "labelstudio": ("t.json", labelstudio.write),
    "prodigy": ("p.jsonl", prodigy.write),
    "xmi": ("x.zip", xmi.write),
}


def back(tmp_path: Path, form: str, *out: AnnotatedArticle) -> list[Imported]:
    name, write = FORMATS[form]
    (tmp_path / name).write_bytes(write(list(out)))
    return imported(tmp_path / name, form)


def normal(article: AnnotatedArticle) -> tuple[Any, ...]:
    """All that must survive; the order of annotations at the same place means nothing."""
    kinds = {k: sorted(map(repr, found)) for k, found in article.kinds.items()}
    return article.article_id, article.text, kinds


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(article=articles())
def test_nothing_changes(form: str, tmp_path: Path, article: AnnotatedArticle) -> None:
    if form == "xmi":
        assume(not xmi._NOT_IN_XML.search(article.text or ""))
    (one,) = back(tmp_path, form, article)
    assert one.problems == []
    assert normal(one.article) == normal(article)


TEXT = "😀 Özlem: „Ja.“ – „Nein“, sagte sie.\nAm Montag kam Mu\u0308ller."


def span(words: str) -> CharSpan:
    return CharSpan(TEXT.index(words), TEXT.index(words) + len(words))


def example() -> AnnotatedArticle:
    quote = annotation("quotes", "direct", {"quote": [span("Ja."), span("Nein")], "speaker": [span("Özlem")], "cue": [span("sagte")]})
    date = annotation("dates", "DATE", {"expression": [span("Am Montag")]}, {"value": "2026-02-02"})
    return AnnotatedArticle("a1", TEXT, {"quotes": [quote], "dates": [date]})


def test_xmi_counts_utf16_code_units(tmp_path: Path) -> None:
    """The emoji is one code point and two code units: everything behind it stands one further on in the file."""
    (tmp_path / "x.zip").write_bytes(xmi.write([example()]))
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.namelist() == ["TypeSystem.xml", "inception-layers.json", "a1.xmi"]
        content = archive.read("a1.xmi").decode()
    start, end = span("Am Montag")
    assert f'begin="{start + 1}" end="{end + 1}"' in content


def test_an_xmi_beside_its_type_system(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(xmi.write([example()]))
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        archive.extractall(tmp_path)
    assert normal(imported(tmp_path / "a1.xmi", "xmi")[0].article) == normal(example())
    (tmp_path / "TypeSystem.xml").unlink()
    with pytest.raises(GoldError, match=r"an .xmi needs the TypeSystem.xml"):
        imported(tmp_path / "a1.xmi", "xmi")


def test_inception_keeps_the_name_only(tmp_path: Path) -> None:
    """INCEpTION drops types it has no layer for; the article is then known by the document's name."""
    system = xmi._typesystem()
    meta = system.create_type(xmi._META, "uima.tcas.DocumentAnnotation")
    system.create_feature(meta, "documentTitle", "uima.cas.String")
    cas = Cas(typesystem=system, sofa_string=TEXT, sofa_mime="text/plain")
    cas.add(meta(documentTitle="%C3%A4%2F1.xmi", begin=0, end=len(TEXT)))
    cas.add(system.get_type("webanno.custom.LagebildDates")(begin=0, end=1, label="DATE", value="X"))
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("TypeSystem.xml", system.to_xml())
        archive.writestr("admin.xmi", cas.to_xmi())
    (one,) = imported(tmp_path / "x.zip", "xmi")
    assert (one.article.article_id, one.article.kinds["dates"][0].spans) == ("ä/1", [CharSpan(0, 1)])


def test_xml_cannot_hold_every_character() -> None:
    with pytest.raises(GoldError, match=r"a1: U\+000C at 4 cannot stand in XML"):
        xmi.write([AnnotatedArticle("a1", "Ende\f", {})])


def as_label_studio_before_1_4(task: dict[str, Any]) -> dict[str, Any]:
    """Offsets in UTF-16 code units, as JavaScript counts."""
    units = [len(TEXT[:i].encode("utf-16-le")) // 2 for i in range(len(TEXT) + 1)]
    for r in task["predictions"][0]["result"]:
        if "value" in r:
            r["value"] |= {"start": units[r["value"]["start"]], "end": units[r["value"]["end"]]}
    return task


def with_annotation(task: dict[str, Any]) -> dict[str, Any]:
    """Somebody corrected the date; a later try was cancelled."""
    result = [r for r in task["predictions"][0]["result"] if r["type"] != "relation" and r["id"].startswith("dates")]
    for r in result:
        if r["type"] == "labels":
            r["value"]["labels"] = ["dates.SET"]
    return task | {"annotations": [{"result": result}, {"result": [], "was_cancelled": True}]}


def tasks(tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    path = tmp_path / "t.json"
    path.write_text(json.dumps([change(t) for t in json.loads(labelstudio.write([example()]))]), encoding="utf-8")
    return path


def test_label_studio_with_utf16_offsets(tmp_path: Path) -> None:
    (one,) = imported(tasks(tmp_path, as_label_studio_before_1_4), "labelstudio")
    assert normal(one.article) == normal(example())


def test_label_studio_annotations_go_before_predictions(tmp_path: Path) -> None:
    (one,) = imported(tasks(tmp_path, with_annotation), "labelstudio")
    assert [(a.label, a.spans, a.features) for a in one.article.kinds["dates"]] == [("SET", [span("Am Montag")], {"value": "2026-02-02"})]
    assert one.article.kinds["quotes"] == []


def test_label_studio_words_elsewhere(tmp_path: Path) -> None:
    path = tasks(tmp_path, lambda t: t)
    path.write_text(path.read_text(encoding="utf-8").replace('"text": "sagte"', '"text": "meinte"'), encoding="utf-8")
    with pytest.raises(GoldError, match="the words 'meinte' do not stand at"):
        imported(path, "labelstudio")


def test_label_studio_config_names_every_field(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    root = ElementTree.fromstring(labelstudio.config())
    names = {e.get("name") for e in root.iter()}
    (task,) = json.loads(labelstudio.write([example()]))
    assert {r["from_name"] for r in task["predictions"][0]["result"] if "from_name" in r} <= names
    assert {"dates.DATE", "quotes.direct", "quotes.speaker", "actors.unknown"} <= {e.get("value") for e in root.iter("Label")}


def test_prodigy_answers(tmp_path: Path) -> None:
    task = json.loads(prodigy.write([example()]))
    start, end = span("Am Montag")
    assert [task["text"][s["start"] : s["end"]] for s in task["spans"]] == ["Özlem", "Ja.", "Nein", "sagte", "Am Montag"]
    first, last = (task["tokens"][task["spans"][-1][k]] for k in ("token_start", "token_end"))
    assert (first["start"], last["end"]) == (start, end)
    rejected = {**task, "answer": "reject", "meta": {"article_id": "a2"}}
    new = {"start": 2, "end": 7, "label": "actors.person"}  # without id, as Prodigy writes what is new
    edited = {**task, "answer": "accept", "spans": [*task["spans"], new], "lagebild": None}
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join(json.dumps(t) for t in (task, rejected, edited)), encoding="utf-8")
    (one,) = imported(path, "prodigy")
    assert one.article.kinds["actors"][0].spans == [span("Özlem")]
    assert one.article.kinds["quotes"] == example().kinds["quotes"]
    assert one.problems == ["a1: answered more than once; the last answer counts"]


def region(ident: str, label: str, start: int = 0, end: int = 1) -> Region:
    return Region(ident, label, CharSpan(start, end))


@pytest.mark.parametrize(
    ("regions", "links", "problem"),
    [
        pytest.param([region("1", "quotes.speaker")], [], "quotes.speaker at 0-1 is linked to nothing", id="role alone"),
        pytest.param([region("1", "Ort")], [], "the label Ort is none of ours", id="label of somebody else"),
        pytest.param([region("1", "dates.DATE"), region("2", "quotes.cue")], [Link("1", "2", "cue")], "joins no", id="two kinds"),
        pytest.param([region("1", "quotes.direct")], [Link("1", "9", "cue")], "joins no annotation", id="nothing at the end"),
    ],
)
def test_what_cannot_be_used_is_named(regions: list[Region], links: list[Link], problem: str) -> None:
    assert problem in from_regions("a1", "Text", regions, links).problems[0]


def test_a_link_may_point_either_way() -> None:
    regions = [region("q", "quotes.direct"), region("s", "quotes.speaker", 2, 3)]
    for link in (Link("q", "s", "speaker"), Link("s", "q", "speaker")):
        found = from_regions("a1", "Text", regions, [link])
        assert found.problems == []
        assert found.article.kinds["quotes"][0].roles == {"quote": [(0, 1)], "speaker": [(2, 3)]}


def test_shared_speaker_is_one_region() -> None:
    quotes = [annotation("quotes", "direct", {"quote": [(n, n + 1)], "speaker": [(9, 12)]}) for n in (0, 3)]
    regions, links = to_regions(AnnotatedArticle("a1", TEXT, {"quotes": quotes}))
    assert [r.label for r in regions] == ["quotes.direct", "quotes.direct", "quotes.speaker"]
    assert len(links) == 2


@pytest.mark.parametrize(
    ("form", "name", "content", "words"),
    [
        pytest.param("labelstudio", "t.json", b"{", "no export of Label Studio", id="labelstudio: no JSON"),
        pytest.param("labelstudio", "t.json", b'[{"id": 1, "text": "x"}]', "no export of Label Studio", id="labelstudio: JSON-MIN"),
        pytest.param("labelstudio", "t.json", b"[]", "holds no annotated article", id="labelstudio: empty"),
        pytest.param("prodigy", "p.jsonl", b'{"text": "x"}', "line 1: no task of Prodigy", id="prodigy: of another kind"),
        pytest.param("prodigy", "p.jsonl", b"\xff", "not UTF-8", id="prodigy: bytes"),
        pytest.param("xmi", "x.zip", b"PK", "no UIMA CAS XMI", id="xmi: no ZIP"),
        pytest.param("jsonl", "g.jsonl", b'{"id": "a", "dates": []}', "a has no text", id="jsonl: no text"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, form: str, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GoldError) as raised:
        imported(tmp_path / name, form)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_parquet(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    (tmp_path / "p.parquet").write_bytes(tables.write([example()]))
    rows = pq.read_table(tmp_path / "p.parquet").to_pylist()
    assert [(r["kind"], r["role"], r["text"]) for r in rows] == [
        ("quotes", "quote", "Ja."), ("quotes", "quote", "Nein"), ("quotes", "speaker", "Özlem"), ("quotes", "cue", "sagte"),
        ("dates", "expression", "Am Montag"),
    ]  # fmt: skip
    assert all(TEXT[r["start_char"] : r["end_char"]] == r["text"] for r in rows)
    assert json.loads(rows[-1]["features"]) == {"value": "2026-02-02"}
