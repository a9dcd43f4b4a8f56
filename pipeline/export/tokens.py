"""Formats that need tokens, and so the model: CoNLL-U and spaCy's DocBin. A parse that is kept beside the store is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span, SpanGroup, Token

from pipeline.docs import annotated
from pipeline.docstore import DocStore
from pipeline.evaluate.annotations import AnnotatedArticle
from pipeline.evaluate.goldfile import to_plain
from pipeline.export.regions import to_regions
from pipeline.records import Article

USER_DATA = "lagebild"


def parsed(articles: Sequence[Article], nlp: Language, docs: DocStore) -> list[Doc]:
    """The model's annotation of the articles."""
    return [annotated(a, docs, nlp) or nlp(a.text) for a in articles]


def write_docbin(articles: Sequence[AnnotatedArticle], docs: Sequence[Doc]) -> bytes:
    """A DocBin: one span group a kind (`doc.spans["quotes"]`) of whole tokens; the exact offsets stand in `doc.user_data["lagebild"]`."""
    packed = DocBin(store_user_data=True)
    for article, doc in zip(articles, docs, strict=True):
        doc.user_data = {USER_DATA: to_plain(article)}
        regions, _ = to_regions(article)
        for kind in article.kinds:
            found = [doc.char_span(*r.span, label=r.name, span_id=r.id, alignment_mode="expand") for r in regions if r.kind == kind]
            doc.spans[kind] = SpanGroup(doc, name=kind, spans=[s for s in found if isinstance(s, Span)])
        packed.add(doc)
    return packed.to_bytes()


def write_conllu(articles: Sequence[AnnotatedArticle], docs: Sequence[Doc]) -> bytes:
    """CoNLL-U (https://universaldependencies.org/format.html); white space is no token.

    In MISC: `TokenRange` (code points of the article) and `Lagebild`, the regions that the token stands in (`B-` where one begins).
    """
    return "".join(line + "\n" for a, d in zip(articles, docs, strict=True) for line in _document(a, d)).encode()


def _document(article: AnnotatedArticle, doc: Doc) -> Iterator[str]:
    regions = _regions_by_token(article, doc)
    yield f"# newdoc id = {article.article_id}"
    for number, sentence in enumerate((s for s in doc.sents if not s.text.isspace()), 1):
        numbers = {t.i: n for n, t in enumerate((t for t in sentence if not t.is_space), 1)}
        yield f"# sent_id = {article.article_id}-{number}"
        yield f"# text = {' '.join(sentence.text.split())}"
        for t in sentence:
            if t.i in numbers:
                yield "\t".join(_columns(t, numbers, regions.get(t.i, [])))
        yield ""


def _regions_by_token(article: AnnotatedArticle, doc: Doc) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for r in to_regions(article)[0]:
        span = doc.char_span(*r.span, alignment_mode="expand")
        first = -1 if span is None else span.start
        for t in span if span is not None else ():
            found.setdefault(t.i, []).append(f"{'B' if t.i == first else 'I'}-{r.label}")
    return found


def _columns(token: Token, numbers: dict[int, int], regions: list[str]) -> list[str]:
    head = token.head
    while head.i not in numbers and head.head.i != head.i:  # white space is no head
        head = head.head
    is_root = head.i == token.i or head.i not in numbers
    follows = bool(token.whitespace_) or (token.i + 1 < len(token.doc) and token.nbor().is_space)
    misc = [f"TokenRange={token.idx}:{token.idx + len(token)}"]
    misc += [f"Lagebild={','.join(regions)}"] if regions else []
    misc += [] if follows else ["SpaceAfter=No"]
    place = ["0", "root"] if is_root else [str(numbers[head.i]), token.dep_ or "dep"]
    words = [token.text, token.lemma_ or "_", token.pos_ or "_", token.tag_ or "_", str(token.morph) or "_"]
    return [str(numbers[token.i]), *words, *place, "_", "|".join(misc)]
