"""Texts for measuring: articles multiplied until there are enough, and short texts in which no word is made up and new ones keep coming."""

from __future__ import annotations

import itertools
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from pipeline.paths import sample_articles_dir
from pipeline.records import Article
from pipeline.sources import discover, read

SHARED = Path(__file__).parents[2] / "shared" / "corpora"
SHORT = 400  # characters


def default_sources() -> list[str]:
    """The news beside the checkout, else the sample articles that come with Lagebild."""
    return [str(SHARED / "news" if (SHARED / "news").is_dir() else sample_articles_dir())]


def multiplied(sources: list[str], n: int, path: Path, cut: int | None = None) -> Path:
    """A JSONL file of `n` articles, none like another, cut to so many characters."""
    articles = [a for item in discover(sources) for a in read(item) if isinstance(a, Article)]
    with path.open("w", encoding="utf-8") as file:
        for i in range(n):
            a = articles[i % len(articles)]
            text = a.text[:cut] if i < len(articles) else f"{a.text[:cut]}\n\nFassung {i // len(articles)}."
            day = str(a.published_on) if a.published_on else "2026-03-10"
            file.write(json.dumps({"id": f"{i:06d}", "text": text, "title": a.title, "publisher": a.publisher, "published_on": day}) + "\n")
    return path


def short_texts(sources: list[str], n: int, path: Path) -> tuple[Path, str]:
    """A JSONL file of `n` texts of `SHORT` characters, and what they are.

    Where the raw corpora lie beside the checkout, pieces of speeches and encyclopaedias in turn: their vocabulary grows without end, as
    that of news does, and memory must not. Multiplied articles are no match for that.
    """
    raw = sorted((SHARED / "raw").glob("*.txt.xz"))
    if not raw:
        return multiplied(sources, n, path, SHORT), "articles cut and multiplied (their vocabulary does not grow)"
    pieces = (piece for round_ in itertools.zip_longest(*map(_pieces, raw)) for piece in round_ if piece)
    with path.open("w", encoding="utf-8") as file:
        for i, text in enumerate(itertools.islice(pieces, n)):
            file.write(json.dumps({"id": f"{i:06d}", "text": text, "publisher": f"Blatt {i % 20}", "published_on": "2026-03-10"}) + "\n")
    return path, f"pieces of {', '.join(p.name.split('.')[0] for p in raw)}"


def _pieces(path: Path) -> Iterator[str]:
    piece = ""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            piece += line.strip() + "\n"
            if len(piece) >= SHORT:
                yield piece[:SHORT]
                piece = ""
