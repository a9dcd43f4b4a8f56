"""Which article ids a run has seen: the second article with an id is rejected, not written over the first."""

from __future__ import annotations

import hashlib

from pipeline.records import Article, Reject


class SeenIds:
    """The ids of one run as 64-bit hashes (about 70 bytes each in memory, whatever the ids look like).

    Two different ids share a hash with a chance of 3e-8 among a million articles.
    """

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def check(self, article: Article) -> Article | Reject:
        """The article itself the first time its id is seen, afterwards a reject that says which source it came from."""
        key = int.from_bytes(hashlib.blake2b(article.article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        if key in self._hashes:
            detail = f"the id {article.article_id} was read before in this run; the first one is kept"
            return Reject(article.source, article.record_no, "duplicate_id", detail)
        self._hashes.add(key)
        return article

    def __len__(self) -> int:
        return len(self._hashes)
