"""Try a text: every match with its slots, and the rows that came of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.engine import RuleEngine
from pipeline.extensions import set_published_on, set_rows
from pipeline.records import Article, Reject
from pipeline.rulebench.rows import TABLES, Row, plain_rows, row_span
from pipeline.rulepack import RuleBase
from pipeline.sections import mark_sections
from pipeline.sources import discover, read
from pipeline.sources.decode import normalise


@dataclass(frozen=True, slots=True)
class TriedMatch:
    """A match of a pattern: where, and what its slots hold."""

    rule_id: str
    label: str
    start_char: int
    end_char: int
    text: str
    slots: dict[str, str]


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A row that a component made."""

    pack: str
    rule_id: str
    start_char: int
    end_char: int
    row: Row


def texts_of(text_or_file: str, published_on: dt.date | None = None) -> Iterator[Article | Reject]:
    """The articles of a file, read as `run` reads it, or the text itself as one. A single sentence need not look German."""
    try:
        is_path = Path(text_or_file).exists()
    except (OSError, ValueError):  # too long for a path, or NUL bytes
        is_path = False
    if not is_path:
        yield Article("text", "text", normalise(text_or_file), published_on=published_on)
        return
    for item in discover([text_or_file]):
        yield from read(item, published_on)


def looks_like_a_file(text: str) -> bool:
    """Whether somebody means a file that is not there: one word that ends like a name, or that has folders in it."""
    return bool(re.fullmatch(r"\S+\.[A-Za-z]{2,8}|\S*/\S+", text)) and not text.startswith(("http://", "https://"))


def annotated(nlp: Language, article: Article, rules: tuple[str, ...] = ()) -> Doc:
    """The article through the whole pipeline, its sections marked as in a run with these folders of rules."""
    doc = nlp.make_doc(article.text)
    set_published_on(doc, article.published_on)
    set_rows(doc, "sections", mark_sections(article.text, article.title, rules))
    return nlp(doc)


def tried_matches(nlp: Language, base: RuleBase, doc: Doc, rules: Collection[str] | None = None) -> Iterator[TriedMatch]:
    """All matches of the patterns of all packs (or of the rules with these ids), pack by pack in text order."""
    for pack in sorted({p.name for p in base.packs}):
        wanted = [r for r in base.rules(pack) if rules is None or r.id in rules]
        for match in RuleEngine(nlp.vocab, wanted, base.lists, nlp.tokenizer).matches(doc):
            span = match.span(doc)
            slots = {name: found.text for name in match.slots if (found := match.slot(doc, name)) is not None}
            yield TriedMatch(match.rule_id, match.label, span.start_char, span.end_char, span.text, slots)


def tried_rows(doc: Doc, rules: Collection[str] | None = None) -> Iterator[TriedRow]:
    """All rows that the components made (or those of the rules with these ids), pack by pack in text order."""
    for pack in TABLES:
        for row in plain_rows(doc, pack):
            if rules is None or row["rule_id"] in rules:
                yield TriedRow(pack, row["rule_id"], *row_span(pack, row), row)
