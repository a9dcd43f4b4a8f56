"""Rows kept beside the parses, so that a change of one pack redoes only what can come out differently by it.

What a component finds follows from the parse, the sections, the day of publication, its pack and term lists, our code, and the rows
of the components before it. A digest of all that is the key of its rows. So a new rule for dates makes dates anew everywhere, but
quotations and escalations only in those articles whose dates came out differently.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from pipeline import __version__
from pipeline.extensions import plain_rows, problems, set_plain_rows
from pipeline.records import Article, Section

Kept = dict[str, tuple[str, str]]  # component → key and rows (JSON: table → rows)

FORMAT = 1


def stamps(components: Iterable[Any]) -> list[str]:
    """What the rows of each component depend on besides the article and the rows before: its pack, the lists that it reads, the code."""
    found = []
    for component in components:
        base = component.base
        packs = sorted(f"{p.path.name} {p.digest}" for p in base.packs if p.name == component.pack)
        found.append(_digest(str(FORMAT), __version__, _code(), component.name, base.lists_digest, *packs))
    return found


@cache
def _code() -> str:
    """What our own files say: who works on a component does not want to see what it found before."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(here.rglob("*.py")):
        digest.update(f"\0{file.relative_to(here)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def article_stamp(article: Article, sections: Sequence[Section], parse: bytes) -> str:
    """What all rows of an article depend on; `parse`: the key of its parse, which stands for the text and the model."""
    kinds = [s.kind for s in sections]
    return _digest(parse.hex(), str(article.published_on), json.dumps([[s.start_char, s.end_char] for s in sections]), *kinds)


def find_rows(doc: Doc, components: Sequence[Any], component_stamps: Sequence[str], start: str, kept: bytes | None) -> bytes | None:
    """Run the components on the Doc, or give it the rows that they found before; what is to be kept, None if that is what was kept.

    Args:
        component_stamps: see `stamps`.
        start: see `article_stamp`.
        kept: what this function gave back for an earlier run over the article, None without one.
    """
    old = _unpacked(kept)
    new: Kept = {}
    state = start
    for component, stamp in zip(components, component_stamps, strict=True):
        key = _digest(state, stamp)
        known = old.get(component.name)
        if known is not None and known[0] == key:
            rows = known[1]
            set_plain_rows(doc, json.loads(rows))
        else:
            before, failures = plain_rows(doc), len(problems(doc))
            component(doc)
            rows = json.dumps({table: found for table, found in plain_rows(doc).items() if before.get(table) is not found})
            if len(problems(doc)) > failures:
                key = ""  # a failure is not kept: it may have had a cause of its time
        new[component.name] = key, rows
        state = _digest(state, rows)
    return None if new == old else _packed(new)


def _packed(rows: Kept) -> bytes:
    return zlib.compress(json.dumps(rows).encode("ascii"), 1)


def _unpacked(kept: bytes | None) -> Kept:
    if kept is None:
        return {}
    try:
        return {name: (str(key), str(rows)) for name, (key, rows) in json.loads(zlib.decompress(kept)).items()}
    except (zlib.error, ValueError, AttributeError, TypeError):  # damaged: they are found anew
        return {}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
