"""UIMA CAS XMI for INCEpTION, through dkpro-cassis (extra `inception`), which converts our code points to UIMA's UTF-16 code units.

Layers (`pipeline.export.layers`): one span layer a kind (`webanno.custom.LagebildDates` …) with the feature `label` and the features
of the kind as text, and a relation layer `webanno.custom.LagebildQuotesLink` from a quotation (Governor) to its roles (Dependent).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

from pipeline.evaluate.annotations import FEATURES, KINDS, AnnotatedArticle, GoldError
from pipeline.export.layers import ARTICLE, LINK, layers_json, span_layer
from pipeline.export.regions import Imported, Link, Region, features_as_text, features_of_text, from_regions, to_regions
from pipeline.records import CharSpan

TYPESYSTEM = "TypeSystem.xml"
LAYERS = "inception-layers.json"
_CURATED = "CURATION_USER"  # the name under which INCEpTION exports what a curator decided
_META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"  # INCEpTION's: documentTitle is the document's name
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise GoldError("XMI needs dkpro-cassis; install it with: pip install 'dkpro-cassis>=0.10,<0.13'") from None
    return cassis


def _typesystem() -> Any:
    system = _cassis().TypeSystem()
    for kind in KINDS:
        layer = system.create_type(span_layer(kind), "uima.tcas.Annotation")
        for name in ("label", *FEATURES[kind]):
            system.create_feature(layer, name, "uima.cas.String")
    link = system.create_type(LINK, "uima.tcas.Annotation")
    for end in ("Dependent", "Governor"):
        system.create_feature(link, end, span_layer("quotes"))
    system.create_feature(link, "label", "uima.cas.String")
    origin = system.create_type(ARTICLE, "uima.cas.AnnotationBase")
    for name in ("article_id", "kinds"):
        system.create_feature(origin, name, "uima.cas.String")
    return system


def write(articles: Sequence[AnnotatedArticle]) -> bytes:
    """A ZIP with the type system, the layers that INCEpTION needs, and one XMI an article, named as the article.

    Raises:
        GoldError: a text with a character that XML cannot hold, or dkpro-cassis is not there.
    """
    system = _typesystem()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TYPESYSTEM, system.to_xml())
        archive.writestr(LAYERS, layers_json())
        for article in articles:
            archive.writestr(f"{quote(article.article_id, safe=' ')}.xmi", _cas(article, system).to_xmi())
    return packed.getvalue()


def _cas(article: AnnotatedArticle, system: Any) -> Any:
    text = article.text or ""
    if wrong := _NOT_IN_XML.search(text):
        raise GoldError(f"{article.article_id}: U+{ord(wrong[0]):04X} at {wrong.start()} cannot stand in XML; use another format")
    cas = _cassis().Cas(typesystem=system, sofa_string=text, sofa_mime="text/plain", document_language="de")
    cas.add(system.get_type(ARTICLE)(article_id=article.article_id, kinds=" ".join(article.kinds)))
    regions, links = to_regions(article)
    made = {}
    for r in regions:
        features = features_as_text(r.kind, r.features)
        made[r.id] = system.get_type(span_layer(r.kind))(begin=r.span.start_char, end=r.span.end_char, label=r.name, **features)
        cas.add(made[r.id])
    for link in links:
        child = made[link.other]
        cas.add(system.get_type(LINK)(begin=child.begin, end=child.end, Governor=made[link.head], Dependent=child, label=link.label))
    return cas


def read(path: Path) -> list[Imported]:
    """What INCEpTION exports as UIMA CAS XMI: the ZIP of a document or project, a ZIP as we write it, or an .xmi beside its type system.

    Of several annotators' versions of an article the curated one counts, else the last.

    Raises:
        GoldError: not such a file, or dkpro-cassis is not there.
    """
    _cassis()
    try:
        if path.suffix.lower() == ".xmi":
            return [_imported(path.read_bytes(), path.with_name(TYPESYSTEM).read_bytes(), path.stem)]
        found = [(name, _imported(xmi, system, PurePosixPath(name).stem)) for name, xmi, system in _packed(path.read_bytes(), "")]
        if not found:
            raise GoldError(f"{path}: there is no .xmi with a {TYPESYSTEM} beside it in it")
        return _one_each(found)
    except GoldError:
        raise
    except FileNotFoundError as e:
        raise GoldError(f"{e.filename} is not there; an .xmi needs the {TYPESYSTEM} of the export beside it") from None
    except Exception as e:  # cassis, lxml and zipfile have no common error for files that are damaged or of another kind
        detail = (str(e).splitlines() or [""])[0]
        raise GoldError(f"{path}: no UIMA CAS XMI that can be read ({type(e).__name__}: {detail})") from None


def _packed(archive: bytes, within: str) -> Iterator[tuple[str, bytes, bytes]]:
    """(name, XMI, type system) of a ZIP; in the export of a project each annotator's version of a document is a ZIP of its own."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = sorted(opened.namelist())
        for name in names:
            system = str(PurePosixPath(name).with_name(TYPESYSTEM)) if name.endswith(".xmi") else ""
            if system in names:
                yield within + name, opened.read(name), opened.read(system)
            elif name.endswith(".zip") and not within:
                yield from _packed(opened.read(name), f"{name}/")


def _one_each(found: Sequence[tuple[str, Imported]]) -> list[Imported]:
    """One version of each article."""
    versions: dict[str, list[tuple[str, Imported]]] = {}
    for name, one in found:
        versions.setdefault(one.article.article_id, []).append((name, one))
    kept = []
    for article_id, those in versions.items():
        name, one = max(enumerate(those), key=lambda pair: (_CURATED in pair[1][0], pair[0]))[1]
        if len(those) > 1:
            one.problems.append(f"{article_id}: annotated {len(those)} times; {name} counts")
        kept.append(one)
    return kept


def _imported(xmi: bytes, typesystem: bytes, name: str) -> Imported:
    cassis = _cassis()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of types of other layers
        system = cassis.load_typesystem(io.BytesIO(typesystem))
        cas = cassis.load_cas_from_xmi(io.BytesIO(xmi), typesystem=system)
    article_id, kinds = _origin(cas, system, name)
    regions: list[Region] = []
    ids: dict[int, str] = {}
    for kind in KINDS:
        for n, a in enumerate(_all(cas, system, span_layer(kind))):
            ids[id(a)] = f"{kind}-{n}"
            texts = {f: getattr(a, f, None) or "" for f in FEATURES[kind]}
            label = f"{kind}.{getattr(a, 'label', None) or ''}"
            regions.append(Region(ids[id(a)], label, CharSpan(a.begin, a.end), features_of_text(kind, texts)))
    links = [Link(ids.get(id(x.Governor), ""), ids.get(id(x.Dependent), ""), x.label or "?") for x in _all(cas, system, LINK)]
    return from_regions(article_id, cas.sofa_string, regions, links, kinds)


def _all(cas: Any, system: Any, name: str) -> list[Any]:
    return list(cas.select(name)) if system.contains_type(name) else []


def _origin(cas: Any, system: Any, name: str) -> tuple[str, list[str]]:
    """The article's id and kinds: from our own note; else the id from the name that INCEpTION gives the document, or the file's."""
    for note in _all(cas, system, ARTICLE):
        return note.article_id, (note.kinds or "").split()
    for meta in _all(cas, system, _META):
        name = getattr(meta, "documentTitle", None) or name
    return unquote(name.removesuffix(".xmi")), []
