"""Parses kept between runs, so that `rules diff` parses a corpus once and then only matches: an SQLite file of compressed Docs.

The key is the text, its section bounds (they set sentence bounds) and the model; another model or text gets a parse of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline.extensions import set_published_on, set_rows
from pipeline.records import Article
from pipeline.sections import mark_sections

KEPT_DAYS = 60
BATCH = 64


def default_cache() -> Path:
    """`LAGEBILD_CACHE`, else the user's cache folder."""
    folder = os.environ.get("LAGEBILD_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lagebild"
    return Path(folder) / "parses.sqlite"


class ParseCache:
    """Parsed Docs by text and model. `nlp` holds the model's own pipes and `lagebild_sections`, none of the extracting components."""

    def __init__(self, nlp: Language, path: Path | None) -> None:
        self.nlp = nlp
        self.hits = self.parsed = 0
        self._model = hashlib.sha256(json.dumps([spacy.__version__, nlp.meta], sort_keys=True, default=str).encode()).hexdigest()
        self._db = _open(path)

    def close(self) -> None:
        """Close the file; what was parsed stays."""
        self._db.close()

    def docs(self, articles: Iterable[Article]) -> Iterator[tuple[Article, bytes]]:
        """Each article with its parse, in order, as a serialised DocBin (see `restore`)."""
        for batch in _batched(articles, BATCH):
            keys = [self._key(a) for a in batch]
            known = dict(self._db.execute(f"SELECT key, doc FROM parses WHERE key IN ({','.join('?' * len(keys))})", keys).fetchall())
            missing = {k: a for k, a in zip(keys, batch, strict=True) if k not in known}
            self.hits += len(batch) - len(missing)
            self.parsed += len(missing)
            for key, doc in zip(missing, self.nlp.pipe(self._prepared(a) for a in missing.values()), strict=True):
                known[key] = DocBin(docs=[doc], store_user_data=False).to_bytes()
            self._db.executemany("INSERT OR REPLACE INTO parses VALUES (?, ?, ?)", [(k, known[k], time.time()) for k in missing])
            self._db.commit()
            yield from ((a, known[k]) for k, a in zip(keys, batch, strict=True))

    def restore(self, article: Article, parse: bytes) -> Doc:
        """A fresh Doc of the parse, ready for the extracting components."""
        doc = next(DocBin().from_bytes(parse).get_docs(self.nlp.vocab))
        return self._set_up(doc, article)

    def _prepared(self, article: Article) -> Doc:
        return self._set_up(self.nlp.make_doc(article.text), article)

    @staticmethod
    def _set_up(doc: Doc, article: Article) -> Doc:
        set_published_on(doc, article.published_on)
        set_rows(doc, "sections", mark_sections(article.text, article.title))
        return doc

    def _key(self, article: Article) -> str:
        bounds = [[s.start_char, s.kind] for s in mark_sections(article.text, article.title)]
        return hashlib.sha256(f"{self._model}\0{json.dumps(bounds)}\0{article.text}".encode()).hexdigest()


def _batched(articles: Iterable[Article], size: int) -> Iterator[tuple[Article, ...]]:
    iterator = iter(articles)
    while batch := tuple(itertools.islice(iterator, size)):
        yield batch


def _open(path: Path | None) -> sqlite3.Connection:
    """The cache file; a damaged one is begun anew (it holds nothing that cannot be parsed again), an unwritable place means no cache."""
    if path is not None:
        with contextlib.suppress(OSError, sqlite3.OperationalError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _table(sqlite3.connect(path, timeout=30))
            except sqlite3.DatabaseError as e:
                if isinstance(e, sqlite3.OperationalError):
                    raise
                path.unlink()
                return _table(sqlite3.connect(path, timeout=30))
    return _table(sqlite3.connect(":memory:"))


def _table(db: sqlite3.Connection) -> sqlite3.Connection:
    db.execute("CREATE TABLE IF NOT EXISTS parses (key TEXT PRIMARY KEY, doc BLOB NOT NULL, made_at REAL NOT NULL) WITHOUT ROWID")
    db.execute("DELETE FROM parses WHERE made_at < ?", [time.time() - KEPT_DAYS * 86400])
    db.commit()
    return db
