"""Doc → records: what the store takes of an annotated document."""

from __future__ import annotations

from spacy.attrs import IS_SPACE
from spacy.tokens import Doc

from pipeline.extensions import excluded, problems, rows
from pipeline.records import ENTITY_LABELS, Article, ArticleFacts, Entity


def to_facts(article: Article, doc: Doc) -> ArticleFacts:
    """Collect what the components found in one article. Raises ValueError if the Doc is not of this article's text."""
    if not _is_of(doc, article.text):
        raise ValueError(f"the document is not of the text of {article.article_id}")
    return ArticleFacts(
        article=article,
        token_count=len(doc) - int(doc.to_array([IS_SPACE]).sum()),
        problems=problems(doc),
        sections=rows(doc, "sections"),
        entities=_entities(doc),
        actors=rows(doc, "actors"),
        actor_mentions=rows(doc, "actor_mentions"),
        dates=rows(doc, "dates"),
        quotes=rows(doc, "quotes"),
        escalations=rows(doc, "escalations"),
    )


def _is_of(doc: Doc, text: str) -> bool:
    """Whether the Doc is as long as the text and has its first and last word: to put the whole text together takes longer than the rest."""
    if not len(doc):
        return not text
    first, last = doc[0].text_with_ws, doc[-1]
    return last.idx + len(last.text_with_ws) == len(text) and text.startswith(first) and text.endswith(last.text_with_ws)


def _entities(doc: Doc) -> list[Entity]:
    silent = excluded(doc)
    return [
        Entity(e.start_char, e.end_char, e.text, e.label_)
        for e in doc.ents
        if e.label_ in ENTITY_LABELS and not any(b <= e.start_char < end for b, end in silent)
    ]
