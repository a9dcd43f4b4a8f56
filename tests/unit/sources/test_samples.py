"""The sample articles: every format is there and every file reads without a reject."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.paths import sample_articles_dir
from pipeline.records import Article
from pipeline.sections import mark_sections
from pipeline.sources import SeenIds, discover, read

ITEMS = list(discover([sample_articles_dir()]))
ARTICLES = [result for item in ITEMS for result in read(item)]


def test_nothing_is_rejected() -> None:
    seen = SeenIds()
    assert [r for r in ARTICLES if not isinstance(r, Article) or seen.check(r) is not r] == []
    assert len(ARTICLES) == 15


def test_every_kind_of_text_file_is_there() -> None:
    assert {item.kind for item in ITEMS} == {"text", "markdown", "html", "feed", "jsonl", "csv"}


@pytest.mark.parametrize("article", ARTICLES, ids=[getattr(a, "article_id", "reject") for a in ARTICLES])
def test_length_and_language(article: Article) -> None:
    assert 240 <= len(article.text.split()) <= 500
    assert article.language == "de"


@pytest.mark.parametrize(("name", "encoding"), [("02-agenturmeldung-hafenstreit.txt", "cp1252"), ("03-waffenruhe-utf16.txt", "utf-16")])
def test_encodings_are_what_the_names_say(name: str, encoding: str) -> None:
    data = (sample_articles_dir() / name).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert "„" in data.decode(encoding)


def test_the_note_on_the_licence_is_no_article() -> None:
    assert "CC0" in (Path(sample_articles_dir()).parent / "README.md").read_text(encoding="utf-8")
    assert not any("CC0" in a.text for a in ARTICLES if isinstance(a, Article))


def test_the_main_article_has_quote_and_newsletter_lines() -> None:
    article = next(a for a in ARTICLES if isinstance(a, Article) and a.article_id == "stufenplan")
    marked = [(s.kind, article.text[s.start_char : s.end_char]) for s in mark_sections(article.text, article.title)]
    (quote,) = [text for kind, text in marked if kind == "block_quote"]
    assert quote.startswith("Ich habe Ramiro Quintale")
    assert quote.endswith("(9. September 2026)")
    (furniture,) = [text for kind, text in marked if kind == "boilerplate"]
    assert furniture.count("\n") == 2
