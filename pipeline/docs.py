"""Doc ⇄ bytes: what the model said of an article, kept without the text (the store has it) and without our rows (the rules make them anew).

Kept are token bounds, tags, morphology, lemmas, dependencies, entities and sentence bounds. An entry is good for one text, one set of
section bounds (they set sentence bounds), one model and one version of Lagebild; all that is its key.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import spacy
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, LENGTH, LOWER, MORPH, NORM, POS, SENT_START, SPACY, TAG
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline import __version__
from pipeline.docstore import DocStore
from pipeline.extensions import set_published_on, set_rows, set_text
from pipeline.records import Article, Section
from pipeline.sections import mark_sections

log = logging.getLogger("lagebild")

FORMAT = 2
_NAMED = (TAG, MORPH, DEP, LEMMA, ENT_TYPE)  # attributes whose values are strings; kept are numbers in the entry's own list
_NUMBERS = {LENGTH: "u4", SPACY: "u1", HEAD: "i4", SENT_START: "i1", POS: "u1", ENT_IOB: "u1"}  # and how wide they are kept
_WIDTHS = (*_NUMBERS.values(), *("u4" for _ in _NAMED))


def model_stamp(nlp: Language) -> str:
    """What parses depend on besides the text: the model (its meta data tell two trainings apart), spaCy and our own version."""
    meta = {k: nlp.meta.get(k) for k in ("lang", "name", "version", "vectors", "performance")}
    return hashlib.sha256(json.dumps([FORMAT, __version__, spacy.__version__, meta], sort_keys=True, default=str).encode()).hexdigest()


def doc_key(text: str, sections: Sequence[Section], stamp: str) -> bytes:
    """Key of a parse: the text, where its sections start, and `model_stamp`."""
    bounds = ",".join(str(s.start_char) for s in sections)
    return hashlib.sha256(f"{stamp}\0{bounds}\0{text}".encode("utf-8", "surrogatepass")).digest()


def blank(article: Article, sections: Sequence[Section], nlp: Language) -> Doc:
    """The tokenised article, prepared for the model and for our components."""
    return _set_up(nlp.make_doc(article.text), article, sections)


def _set_up(doc: Doc, article: Article, sections: Sequence[Section]) -> Doc:
    set_text(doc, article.text)
    set_published_on(doc, article.published_on)
    set_rows(doc, "sections", sections)
    return doc


def encode(doc: Doc) -> bytes:
    """The model's annotation of a Doc in few bytes; `decode` needs the text as well. About a quarter of a DocBin.

    Compressed: the length of a JSON header (4 bytes), the header, and a column of bytes for each attribute.
    """
    strings: dict[int, int] = {}
    words = doc.to_array([*_NUMBERS, *_NAMED]) if len(doc) else np.zeros((0, len(_WIDTHS)), dtype="uint64")
    columns = [_bytes(words[:, i].astype("<" + width)) for i, width in enumerate(_NUMBERS.values())]
    for position in range(len(_NUMBERS), words.shape[1]):
        values, local = np.unique(words[:, position], return_inverse=True)
        numbers = np.array([strings.setdefault(v, len(strings)) for v in values.tolist()], dtype="<u4")
        columns.append(_bytes(numbers[local]))
    names = [doc.vocab.strings[h] for h in strings]
    flags = [doc.has_annotation(a) for a in ("DEP", "SENT_START", "ENT_IOB")]
    header = json.dumps({"n": len(doc), "flags": flags, "strings": names, "norms": _norms(doc)}).encode("ascii")
    return zlib.compress(b"".join((len(header).to_bytes(4, "little"), header, *columns)), 6)


def _norms(doc: Doc) -> dict[str, str]:
    """What the tokenizer's exceptions have set: norms that are not those of the word."""
    if not len(doc):
        return {}
    norm, lower = doc.to_array([NORM, LOWER]).T
    return {str(t.i): t.norm_ for t in (doc[i] for i in np.flatnonzero(norm != lower).tolist()) if t.norm != t.lex.norm}


def decode(data: bytes, text: str, vocab: Vocab) -> Doc:
    """The Doc that was encoded, over the text it was made of. Raises ValueError, or an error of zlib, json or numpy, for damaged bytes."""
    raw = zlib.decompress(data)
    start = 4 + int.from_bytes(raw[:4], "little")
    kept = json.loads(raw[4:start])
    n, (parsed, split, recognised) = kept["n"], kept["flags"]
    columns = dict(zip((*_NUMBERS, *_NAMED), _columns(raw, start, n), strict=True))
    lengths, spaces = columns.pop(LENGTH), columns.pop(SPACY).astype(bool)
    ends = np.cumsum(lengths.astype("int64") + spaces) - spaces
    if len(text) != (int(ends[-1]) + int(spaces[-1]) if n else 0) or any(text[e] != " " for e in ends[spaces].tolist()):
        raise ValueError("a kept parse is not of this text")
    words = [text[e - length : e] for e, length in zip(ends.tolist(), lengths.tolist(), strict=True)]
    doc = Doc(vocab, words=words, spaces=spaces.tolist())
    if not n:
        return doc
    for i, norm in kept["norms"].items():
        doc[int(i)].norm_ = norm
    for i in np.unique(columns[MORPH]).tolist():
        vocab.morphology.add(kept["strings"][i])  # for good: the table of analyses outlives spaCy's memory zone, its words do not
    hashes = np.array([vocab.strings.add(name) if name else 0 for name in kept["strings"]], dtype="uint64")
    columns |= {name: hashes[columns[name]] for name in _NAMED}
    unset = {SENT_START} if parsed else {HEAD, DEP} if split else {HEAD, DEP, SENT_START}
    for name in unset if recognised else unset | {ENT_IOB, ENT_TYPE}:
        del columns[name]
    values = np.empty((n, len(columns)), dtype="uint64")
    for i, column in enumerate(columns.values()):
        values[:, i] = column  # negative numbers wrap around, as spaCy wants them
    return doc.from_array(list(columns), values)  # type: ignore[arg-type]


def _columns(raw: bytes, start: int, n: int) -> Iterator[np.ndarray]:
    for width in _WIDTHS:
        dtype = np.dtype("<" + width)
        planes = np.frombuffer(raw, dtype="u1", count=n * dtype.itemsize, offset=start).reshape(dtype.itemsize, n)
        yield np.ascontiguousarray(planes.T).view(dtype).reshape(n)
        start += n * dtype.itemsize


def _bytes(column: np.ndarray) -> bytes:
    """Byte planes, one after the other: small numbers leave planes of zeros, which compress to nothing."""
    width = column.dtype.itemsize
    return column.tobytes() if width == 1 else column.view("u1").reshape(-1, width).T.tobytes()


def annotated(article: Article, docs: DocStore, nlp: Language) -> Doc | None:
    """The article's kept parse as a Doc that the rule components can run on, or None if there is none for this text and model."""
    sections = mark_sections(article.text, article.title)
    key = doc_key(article.text, sections, model_stamp(nlp))
    return restored(article, sections, docs.get([key]).get(key), nlp)


def restored(article: Article, sections: Sequence[Section], kept: bytes | None, nlp: Language) -> Doc | None:
    """A kept parse as a Doc with its date and sections; None if there is none or it is damaged."""
    if kept is None:
        return None
    try:
        return _set_up(decode(kept, article.text, nlp.vocab), article, sections)
    except Exception as e:  # damaged bytes: any error of zlib, json, numpy or spaCy; the article is parsed again
        log.warning("the kept parse of %s is damaged: %s", article.article_id, e)
        return None
