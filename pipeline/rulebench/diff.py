"""Two sets of rules over the same parsed articles: which rows appear, disappear and change, by rule, with their sentences."""

from __future__ import annotations

import collections
import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.docstore import docs_path
from pipeline.extensions import set_rows
from pipeline.kept_rows import find_rows, stamps
from pipeline.nlp import COMPONENTS, load_base
from pipeline.records import Article
from pipeline.rulebench.parses import ParseCache, default_cache
from pipeline.rulebench.rows import TABLES, Row, plain_rows, row_span
from pipeline.sections import boilerplate, mark_sections

Kind = Literal["appears", "disappears", "changes"]
KINDS: tuple[Kind, ...] = ("appears", "disappears", "changes")
COUNTERS = frozenset({"quote_no", "frame_no", "ladder_no"})  # they shift when a row before them comes or goes
MOST_CONTEXT = 300  # characters of a sentence that are shown


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs. `sentence[mark[0]:mark[1]]` is its text; `columns`: (column, before, after) of a row that changes."""

    kind: Kind
    pack: str
    rule_id: str
    article_id: str
    start_char: int
    end_char: int
    sentence: str
    mark: tuple[int, int]
    columns: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(slots=True)
class RuleCount:
    """Rows of one rule with either set of rules, and what differs."""

    before: int = 0
    after: int = 0
    changes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class DiffSummary:
    """Counts by rule over all articles, and a fair sample of the changes of each kind to judge."""

    articles: int = 0
    parsed: int = 0  # of these, how many had to be parsed
    rules: dict[str, RuleCount] = field(default_factory=lambda: defaultdict(RuleCount))
    samples: dict[str, list[Change]] = field(default_factory=lambda: {k: [] for k in KINDS})

    def total(self, kind: Kind) -> int:
        """How many rows appear, disappear or change in all."""
        return sum(c.changes[kind] for c in self.rules.values())


def diff_rules(
    articles: Iterable[Article],
    rules: Sequence[str],
    model: str | None = None,
    cache: Path | None = None,
    sample: int = 10,
    out: Path | None = None,
    store: Path | None = None,
) -> DiffSummary:
    """Compare the packs that come with Lagebild with those plus the ones in `rules`, over all articles; `out`: a CSV of every change.

    Parses are taken from beside the `store`, where it has them, and kept in `cache`.

    Raises:
        RulePackError, ModelError, StoreError: one line that says what is wrong.
    """
    nlp = load_base(model)
    before, after = extractors(nlp), extractors(nlp, rules)
    nlp.add_pipe("lagebild_sections", before=next((p for p in ("parser", "senter") if p in nlp.pipe_names), None))
    summary = DiffSummary()
    parses = ParseCache(nlp, cache or default_cache(), docs_path(store) if store is not None else None)
    try:
        boilerplate(tuple(rules))  # a wording that cannot be used is known before the work begins
        found = compare(parses, articles, before, after, summary, sample, tuple(rules))
        if out is None:
            collections.deque(found, maxlen=0)
        else:
            write_changes(out, found)
    finally:
        summary.parsed = parses.parsed
        parses.close()
    return summary


def write_changes(path: Path, found: Iterable[Change]) -> None:
    """A CSV to judge in: one line a change, `verdict` left empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("verdict", "change", "pack", "rule_id", "article_id", "start_char", "end_char", "text", "sentence", "columns"))
        for c in found:
            columns = "; ".join(f"{name}: {before} → {after}" for name, before, after in c.columns)
            text = c.sentence[slice(*c.mark)]
            writer.writerow(("", c.kind, c.pack, c.rule_id, c.article_id, c.start_char, c.end_char, text, c.sentence, columns))


def extractors(nlp: Language, rules: Sequence[str] = ()) -> list[Any]:
    """The extracting components over the pipeline's model, with the packs that come with Lagebild and those in `rules`.

    Raises:
        RulePackError: a pack that cannot be used.
    """
    return [nlp.create_pipe(name, config={"rules": [str(r) for r in rules]}) for name in COMPONENTS]


def compare(
    cache: ParseCache,
    articles: Iterable[Article],
    before: Sequence[Any],
    after: Sequence[Any],
    summary: DiffSummary,
    sample: int,
    rules: tuple[str, ...] = (),
) -> Iterator[Change]:
    """The rows of both sets of components over the articles; yields each change and fills `summary`.

    A component runs only where its rows are not known: from beside the store, or those of the other set where pack, lists and the rows
    before are the same.

    Args:
        sample: at most so many changes of each kind are kept in `summary`.
        rules: the folders of the second set, for their wordings of boilerplate; the parse stays, though sentences might be cut otherwise.
    """
    stamps_before, stamps_after = stamps(before), stamps(after)
    draw = random.Random(0)  # the same corpus and rules give the same sample
    for article, parse in cache.docs(articles):
        summary.articles += 1
        docs = [cache.restore(article, parse), cache.restore(article, parse)]
        sections = mark_sections(article.text, article.title, rules)
        set_rows(docs[1], "sections", sections)
        kept = cache.rows(article)
        kept = find_rows(docs[0], before, stamps_before, cache.stamp(article), kept) or kept
        find_rows(docs[1], after, stamps_after, cache.stamp(article, sections), kept)
        for pack in TABLES:
            old, new = (plain_rows(doc, pack) for doc in docs)
            for row in old:
                summary.rules[row["rule_id"]].before += 1
            for row in new:
                summary.rules[row["rule_id"]].after += 1
            for change in changes(article.article_id, docs[0], pack, old, new):
                counts = summary.rules[change.rule_id].changes
                counts[change.kind] += 1
                _keep_sample(summary.samples[change.kind], change, sample, summary.total(change.kind), draw)
                yield change


def changes(article_id: str, doc: Doc, pack: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    """The differences between the rows of one table of one article; rows of the same span are the same row."""
    before, after = _by_span(pack, old), _by_span(pack, new)
    for span in sorted(before.keys() | after.keys()):
        olds, news = before.get(span, []), after.get(span, [])
        both = [r for r in olds if r in news]
        olds, news = [r for r in olds if r not in both], [r for r in news if r not in both]
        for row_before, row_after in zip(olds, news, strict=False):
            columns = tuple((c, row_before.get(c), v) for c, v in row_after.items() if row_before.get(c) != v)
            yield _change("changes", pack, row_after["rule_id"], article_id, doc, span, columns)
        for row in olds[len(news) :]:
            yield _change("disappears", pack, row["rule_id"], article_id, doc, span)
        for row in news[len(olds) :]:
            yield _change("appears", pack, row["rule_id"], article_id, doc, span)


def _by_span(pack: str, rows: list[Row]) -> dict[tuple[int, int], list[Row]]:
    spans: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        spans[row_span(pack, row)].append({c: v for c, v in row.items() if c not in COUNTERS})
    return spans


def _change(
    kind: Kind, pack: str, rule_id: str, article_id: str, doc: Doc, span: tuple[int, int], columns: tuple[tuple[str, Any, Any], ...] = ()
) -> Change:
    sentence, mark = sentence_around(doc, *span)
    return Change(kind, pack, rule_id, article_id, *span, sentence, mark, columns)


def sentence_around(doc: Doc, start: int, end: int) -> tuple[str, tuple[int, int]]:
    """The sentence or sentences that hold these characters, cut to a readable length, and where the characters stand in it."""
    span = doc.char_span(start, end, alignment_mode="expand")
    first, last = (span[0].sent.start_char, span[-1].sent.end_char) if span is not None and len(span) else (start, end)
    first, last = max(first, start - MOST_CONTEXT // 2), min(last, max(end, start) + MOST_CONTEXT // 2)
    return doc.text[first:last], (start - first, end - first)


def _keep_sample(kept: list[Change], change: Change, size: int, seen: int, draw: random.Random) -> None:
    """Reservoir sampling (Vitter's algorithm R): every change has the same chance, whatever the number."""
    if len(kept) < size:
        kept.append(change)
    elif (place := draw.randrange(seen)) < size:
        kept[place] = change
