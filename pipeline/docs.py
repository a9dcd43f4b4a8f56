"""Doc ⇄ bytes: what the model said of an article, kept without the text (the store has it) and without our rows (the rules make them anew).

Kept are token bounds, tags, morphology, lemmas, dependencies, entities and sentence bounds. An entry is good for one text, one set of
section bounds (they set sentence bounds), one model and one version of Lagebild; all that is its key.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections.abc import Sequence

import numpy as np
import spacy
import srsly
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, LENGTH, MORPH, POS, SENT_START, SPACY, TAG
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline import __version__
from pipeline.docstore import DocStore
from pipeline.extensions import set_published_on, set_rows
from pipeline.records import Article, Section
from pipeline.sections import mark_sections

log = logging.getLogger("lagebild")

FORMAT = 1
_NAMED = (TAG, MORPH, DEP, LEMMA, ENT_TYPE)  # attributes whose values are strings
_NUMBERS = (POS, ENT_IOB)


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
    set_published_on(doc, article.published_on)
    set_rows(doc, "sections", sections)
    return doc


def encode(doc: Doc) -> bytes:
    """The model's annotation of a Doc in few bytes; `decode` needs the text as well. About a quarter of a DocBin."""
    strings: dict[int, int] = {}
    columns: list[bytes] = []
    words = doc.to_array([LENGTH, SPACY, HEAD, SENT_START, *_NUMBERS, *_NAMED]) if len(doc) else np.zeros((0, 11), dtype="uint64")
    for position, width in enumerate(("u4", "u1", "i4", "i1", *("u1" for _ in _NUMBERS))):
        columns.append(_bytes(words[:, position].astype("int64").astype("<" + width)))
    for position in range(4 + len(_NUMBERS), words.shape[1]):
        values, local = np.unique(words[:, position], return_inverse=True)
        numbers = np.array([strings.setdefault(int(v), len(strings)) for v in values], dtype="<u4")
        columns.append(_bytes(numbers[local]))
    names = [doc.vocab.strings[h] for h in strings]
    flags = [doc.has_annotation(a) for a in ("DEP", "SENT_START", "ENT_IOB")]
    norms = {str(t.i): t.norm_ for t in doc if t.norm != t.lex.norm}  # what the tokenizer's exceptions have set
    kept = {"n": len(doc), "flags": flags, "columns": columns, "strings": "\0".join(names), "norms": norms}
    return zlib.compress(srsly.msgpack_dumps(kept), 6)


def decode(data: bytes, text: str, vocab: Vocab) -> Doc:
    """The Doc that was encoded, over the text it was made of. Raises ValueError, or an error of zlib or msgpack, for damaged bytes."""
    kept = srsly.msgpack_loads(zlib.decompress(data))
    n, names, (parsed, split, recognised) = kept["n"], kept["strings"].split("\0"), kept["flags"]
    lengths, spaces, heads, starts, *numbers = (
        _numbers(c, w, n) for c, w in zip(kept["columns"], ("u4", "u1", "i4", "i1", *("u1" for _ in _NUMBERS)), strict=False)
    )
    ends = np.cumsum(lengths.astype("int64") + spaces) - spaces
    if len(text) != (int(ends[-1]) + int(spaces[-1]) if n else 0) or any(text[e] != " " for e in ends[spaces.astype(bool)].tolist()):
        raise ValueError("a kept parse is not of this text")
    words = [text[e - length : e] for e, length in zip(ends.tolist(), lengths.tolist(), strict=True)]
    doc = Doc(vocab, words=words, spaces=spaces.astype(bool).tolist())
    if not n:
        return doc
    for i, norm in kept["norms"].items():
        doc[int(i)].norm_ = norm
    hashes = np.array([vocab.strings.add(name) if name else 0 for name in names], dtype="uint64")
    named = [hashes[_numbers(c, "u4", n)] for c in kept["columns"][4 + len(_NUMBERS) :]]
    columns = dict(zip((*_NUMBERS, *_NAMED), (*numbers, *named), strict=True))
    if not recognised:
        del columns[ENT_IOB], columns[ENT_TYPE]
    columns |= {HEAD: heads} if parsed else {SENT_START: starts} if split else {}
    if not parsed:
        del columns[DEP]
    values = np.stack([c.astype("int64").view("uint64") if c.dtype.kind == "i" else c.astype("uint64") for c in columns.values()], axis=1)
    return doc.from_array(list(columns), values)  # type: ignore[arg-type]


def _bytes(column: np.ndarray) -> bytes:
    """Byte planes, one after the other: small numbers leave planes of zeros, which compress to nothing."""
    width = column.dtype.itemsize
    return column.tobytes() if width == 1 else column.view("u1").reshape(-1, width).T.tobytes()


def _numbers(data: bytes, width: str, n: int) -> np.ndarray:
    dtype = np.dtype("<" + width)
    planes = np.frombuffer(data, dtype="u1").reshape(dtype.itemsize, n)
    return np.ascontiguousarray(planes.T).view(dtype).reshape(n)


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
    except Exception as e:  # damaged bytes: any error of zlib, msgpack, numpy or spaCy; the article is parsed again
        log.warning("the kept parse of %s is damaged: %s", article.article_id, e)
        return None
