"""Where `rules diff` takes parses from, so that a corpus is parsed once and then only matched: those kept beside the store, and a cache.

The cache is a file like the one beside a store (`pipeline.docstore`), in the user's cache folder. The file beside a store is only read: it
belongs to the run that writes the store.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.docs import blank, doc_key, encode, model_stamp, restored
from pipeline.docstore import DocStore, remove_docs
from pipeline.kept_rows import article_stamp
from pipeline.records import Article, Section
from pipeline.sections import mark_sections

MOST_BYTES = 1_000_000_000  # a cache that has grown larger is begun anew; an article takes 5 kB
BATCH = 64


def default_cache() -> Path:
    """`LAGEBILD_CACHE`, else the user's cache folder."""
    folder = os.environ.get("LAGEBILD_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lagebild"
    return Path(folder) / "parses.docs"


class ParseCache:
    """Parses by text and model. `nlp` holds the model's own pipes and `lagebild_sections`, none of the extracting components.

    Args:
        path: the cache; None: nothing is kept.
        store: parses, and rows, that are there already, read only.
    """

    def __init__(self, nlp: Language, path: Path | None, store: Path | None = None) -> None:
        self.nlp = nlp
        self.hits = self.parsed = 0
        self._stamp = model_stamp(nlp)
        self._cache = _opened(path) if path is not None else None
        self._beside = DocStore(store) if store is not None else None
        self._places = [place for place in (self._cache, self._beside) if place is not None]

    def close(self) -> None:
        """Close the files; what was parsed stays."""
        for place in self._places:
            place.close()

    def docs(self, articles: Iterable[Article]) -> Iterator[tuple[Article, bytes]]:
        """Each article with its parse, in order, as `pipeline.docs.encode` gives it (see `restore`)."""
        for batch in _batched(articles, BATCH):
            sections = [mark_sections(a.text, a.title) for a in batch]
            keys = [doc_key(a.text, s, self._stamp) for a, s in zip(batch, sections, strict=True)]
            known: dict[bytes, bytes] = {}
            for place in self._places:
                known |= place.get(key for key in keys if key not in known)
            usable = {k for a, s, k in zip(batch, sections, keys, strict=True) if restored(a, s, known.get(k), self.nlp) is not None}
            missing = {k: blank(a, s, self.nlp) for a, s, k in zip(batch, sections, keys, strict=True) if k not in usable}
            self.hits += len(batch) - len(missing)
            self.parsed += len(missing)
            known |= {key: encode(doc) for key, doc in zip(missing, self.nlp.pipe(missing.values()), strict=True)}
            if self._cache is not None:
                self._cache.put((key.hex(), key, known[key]) for key in missing)
            yield from ((a, known[k]) for k, a in zip(keys, batch, strict=True))

    def rows(self, article: Article) -> bytes | None:
        """The rows that are kept beside the store, see `pipeline.kept_rows`; None where there are none."""
        return self._beside.get_rows([article.article_id]).get(article.article_id) if self._beside is not None else None

    def stamp(self, article: Article, sections: Sequence[Section] | None = None) -> str:
        """What rows of the article depend on besides rules: its parse and its sections, by default those that it was parsed with."""
        own = mark_sections(article.text, article.title)
        return article_stamp(article, own if sections is None else sections, doc_key(article.text, own, self._stamp))

    def restore(self, article: Article, parse: bytes) -> Doc:
        """A fresh Doc of the parse, ready for the extracting components."""
        doc = restored(article, mark_sections(article.text, article.title), parse, self.nlp)
        assert doc is not None, "docs() gives only parses that can be read"
        return doc


def _batched(articles: Iterable[Article], size: int) -> Iterator[tuple[Article, ...]]:
    iterator = iter(articles)
    while batch := tuple(itertools.islice(iterator, size)):
        yield batch


def _opened(path: Path) -> DocStore:
    """The cache; where it cannot be written there is none."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            remove_docs(path)
    return DocStore(path, write=True)
