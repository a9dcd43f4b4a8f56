"""The formats by name, there and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.docstore import DocStore, docs_path
from pipeline.evaluate.annotations import AnnotatedArticle, GoldError
from pipeline.evaluate.goldfile import dumps
from pipeline.evaluate.readers import read_gold
from pipeline.evaluate.stored import stored_articles
from pipeline.export import labelstudio, prodigy, tables, xmi
from pipeline.export.regions import Imported
from pipeline.records import Article
from pipeline.store.queries.article import nearest_articles
from pipeline.store.read import connect, rows

_WRITERS: dict[str, Callable[[Sequence[AnnotatedArticle]], bytes]] = {
    "jsonl": lambda articles: dumps(articles).encode(),
    "parquet": tables.write,
    "labelstudio": labelstudio.write,
    "prodigy": prodigy.write,
    "xmi": xmi.write,
}
_READERS: dict[str, Callable[[Path], list[Imported]]] = {
    "jsonl": lambda path: [Imported(a) for a in read_gold(path)],
    "labelstudio": labelstudio.read,
    "prodigy": prodigy.read,
    "xmi": xmi.read,
}
WITH_TOKENS = ("conllu", "docbin")
EXPORTS = (*_WRITERS, *WITH_TOKENS)
IMPORTS = tuple(_READERS)
BINARY = ("parquet", "docbin", "xmi")


def exported(db: Path, article_ids: Sequence[str], form: str, kinds: Sequence[str], model: str | None = None) -> bytes:
    """Articles of the store in one of EXPORTS, in the order asked for, each once.

    Raises:
        GoldError: an article that the store does not have, or that cannot stand in this format.
    """
    con = connect(db)
    try:
        ids = list(dict.fromkeys(article_ids))
        found = stored_articles(con, ids, kinds)
        for missing in (i for i in ids if i not in found):
            near = ", ".join(nearest_articles(con, missing))
            raise GoldError(f"{db} has no article {missing}" + (f"; it has {near} …" if near else ""))
        asked = {"ids": ids}
        sql = "SELECT article_id, source, text, title, published_on FROM articles WHERE list_contains($ids, article_id)"
        heads = {r["article_id"]: Article(**r) for r in rows(con, sql, asked)}  # type: ignore[arg-type]
    finally:
        con.close()
    articles = [found[i] for i in ids]
    if form in WITH_TOKENS:
        return _with_tokens(db, articles, [heads[i] for i in ids], form, model)
    return _WRITERS[form](articles)


def _with_tokens(db: Path, articles: Sequence[AnnotatedArticle], heads: Sequence[Article], form: str, model: str | None) -> bytes:
    from pipeline.export.tokens import parsed, write_conllu, write_docbin
    from pipeline.nlp import load_pipeline

    docs = DocStore(docs_path(db))
    try:
        parses = parsed(heads, load_pipeline(model), docs)
    finally:
        docs.close()
    return (write_conllu if form == "conllu" else write_docbin)(articles, parses)


def imported(path: Path, form: str) -> list[Imported]:
    """Annotations that come back from a tool, in one of IMPORTS.

    Raises:
        GoldError: the file is not there, or not of this format.
    """
    if not path.is_file():
        raise GoldError(f"there is no file {path}")
    try:
        found = _READERS[form](path)
    except UnicodeDecodeError as e:
        raise GoldError(f"{path}: not UTF-8 at byte {e.start}") from None
    for one in found:
        if one.article.text is None:
            raise GoldError(f"{path}: {one.article.article_id} has no text; use such gold with `lagebild evaluate` as it is")
    if not found:
        raise GoldError(f"{path} holds no annotated article")
    return found
