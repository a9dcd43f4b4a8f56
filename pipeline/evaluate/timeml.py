"""TimeML (`.tml`): a text with TIMEX3 elements in it (Pustejovsky et al. 2003, ISO 24617-1) → standoff annotations."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

from pipeline.evaluate.annotations import AnnotatedArticle, Annotation, GoldError, annotation


def read_timeml(path: Path) -> AnnotatedArticle:
    """The TIMEX3 of a file's TEXT; the creation time (DCT) is no part of the text. The article is called as the file is.

    Raises:
        GoldError: not XML, no TEXT, or a TIMEX3 without type or value.
    """
    try:
        root = ET.fromstring(path.read_bytes())
    except ET.ParseError as e:
        raise GoldError(f"{path}: not well-formed XML: {e}") from None
    body = root.find("TEXT") if root.tag == "TimeML" else None
    if body is None:
        raise GoldError(f"{path}: no TimeML with a TEXT in it")
    pieces: list[str] = []
    marked: list[tuple[int, int, ET.Element]] = []
    _collect(body, 0, pieces, marked)
    raw = "".join(pieces)
    found = [_timex(path, e, _normal(raw[:start]), _normal(raw[:end])) for start, end, e in marked if raw[start:end].strip()]
    return AnnotatedArticle(path.name.removesuffix(".tml"), unicodedata.normalize("NFC", raw), {"dates": found})


def _collect(element: ET.Element, at: int, pieces: list[str], marked: list[tuple[int, int, ET.Element]]) -> int:
    """Append the words of an element, which begins at offset `at`; returns where it ends."""
    pieces.append(element.text or "")
    at += len(pieces[-1])
    for child in element:
        start, at = at, _collect(child, at, pieces, marked)
        if child.tag == "TIMEX3":
            marked.append((start, at, child))
        pieces.append(child.tail or "")
        at += len(pieces[-1])
    return at


def _normal(text: str) -> int:
    return len(unicodedata.normalize("NFC", text))


def _timex(path: Path, element: ET.Element, start: int, end: int) -> Annotation:
    kind, value = element.get("type"), element.get("value")
    if not kind or value is None:
        raise GoldError(f"{path}: TIMEX3 {element.get('tid', '')} has no type or no value")
    return annotation("dates", kind, {"expression": [(start, end)]}, {"value": value, "mod": element.get("mod") or None})
