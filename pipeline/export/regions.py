"""Annotations ⇄ what annotation tools know: labelled regions of the text, and links between them.

A region's label is `kind.name`: the type of the annotation for its head (`dates.DATE`, `quotes.direct`), the role for everything else
(`quotes.speaker`; `quotes.quote` is a further piece of an interrupted quotation). A link leads from a head to a region with a role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate.annotations import FEATURES, KINDS, LABELS, ROLES, UNKNOWN, AnnotatedArticle, Annotation, GoldError, annotation
from pipeline.records import CharSpan

_BETWEEN = " | "  # between the entries of a list, where a tool holds only text


@dataclass(slots=True)
class Region:
    """A stretch of the text with a label; `features` are those of the annotation, on its head only."""

    id: str
    label: str
    span: CharSpan
    features: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind that the label names."""
        return self.label.partition(".")[0]

    @property
    def name(self) -> str:
        """Type or role."""
        return self.label.partition(".")[2]

    @property
    def is_head(self) -> bool:
        """Not the region of a mere role."""
        return self.name not in ROLES[self.kind]


@dataclass(slots=True)
class Link:
    """From the head of an annotation to the region of one of its roles, by their ids."""

    head: str
    other: str
    label: str


@dataclass(slots=True)
class Imported:
    """An article that came back, and what of it could not be used."""

    article: AnnotatedArticle
    problems: list[str] = field(default_factory=list)


def head_labels(kind: str) -> list[str]:
    """The labels of a kind that stand for whole annotations."""
    return [f"{kind}.{name}" for name in (*LABELS[kind], *([UNKNOWN] if kind == "actors" else []))]


def labels() -> list[str]:
    """All labels that a tool must offer."""
    return [label for kind in KINDS for label in (*head_labels(kind), *(f"{kind}.{r}" for r in ROLES[kind] if kind == "quotes"))]


def to_regions(article: AnnotatedArticle) -> tuple[list[Region], list[Link]]:
    """Regions in text order and links. What several annotations share (one speaker of two quotations) is one region."""
    regions: dict[str, Region] = {}
    links: list[Link] = []
    for kind, found in article.kinds.items():
        main = ROLES[kind][0]
        for number, one in enumerate(found):
            head = Region(f"{kind}-{number}", f"{kind}.{one.label}", one.spans[0], dict(one.features))
            regions[head.id] = head
            rest = [(main, s) for s in one.spans[1:]] + [(r, s) for r in ROLES[kind][1:] for s in one.roles.get(r, [])]
            for role, span in rest:
                region = Region(f"{kind}-{role}-{span.start_char}-{span.end_char}", f"{kind}.{role}", span)
                regions.setdefault(region.id, region)
                links.append(Link(head.id, region.id, role))
    return sorted(regions.values(), key=lambda r: (r.span, r.id)), links


def from_regions(
    article_id: str, text: str, regions: Sequence[Region], links: Iterable[Link], kinds: Iterable[str] | None = None
) -> Imported:
    """The inverse of `to_regions`; a link may point either way. `kinds`: what was annotated, also where nothing was found.

    Raises:
        GoldError: a region outside the text, or a feature of the wrong type.
    """
    known = {r.id: r for r in regions if r.kind in KINDS and r.name}
    result = Imported(AnnotatedArticle(article_id, text, {k: [] for k in KINDS if k in (kinds or ())}))
    result.problems += [f"{article_id}: the label {r.label} is none of ours; left out" for r in regions if r.id not in known]
    roles: dict[str, dict[str, list[CharSpan]]] = defaultdict(lambda: defaultdict(list))
    linked = set()
    for link in links:
        head, other = known.get(link.head), known.get(link.other)
        if head and other and not head.is_head:
            head, other = other, head
        if not head or not other or not head.is_head or other.is_head or head.kind != other.kind:
            result.problems.append(f"{article_id}: a link ({link.label}) that joins no annotation with one of its roles; left out")
            continue
        linked.add(other.id)
        roles[head.id][other.name].append(other.span)
    for region in sorted(known.values(), key=lambda r: r.span):
        start, end = region.span
        if not 0 <= start < end <= len(text):
            raise GoldError(f"{article_id}: {region.label} stands at {start}-{end}; the text ends at {len(text)}")
        if region.is_head:
            result.article.kinds.setdefault(region.kind, []).append(_annotation(article_id, region, roles[region.id]))
        elif region.id not in linked:
            result.problems.append(f"{article_id}: {region.label} at {start}-{end} is linked to nothing; left out")
    return result


def _annotation(article_id: str, head: Region, roles: Mapping[str, list[CharSpan]]) -> Annotation:
    main = ROLES[head.kind][0]
    try:
        return annotation(head.kind, head.name, {**roles, main: [head.span, *roles.get(main, [])]}, head.features)
    except GoldError as e:
        raise GoldError(f"{article_id}: {e}") from None


def features_as_text(kind: str, features: Mapping[str, Any]) -> dict[str, str]:
    """Features for tools that hold only text."""
    return {n: _BETWEEN.join(v) if FEATURES[kind][n] is list else str(v) for n, v in features.items()}


def features_of_text(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The inverse of `features_as_text`; empty text is no feature, unknown names are left out."""
    wanted = FEATURES.get(kind, {})
    return {n: v.split(_BETWEEN) if wanted[n] is list else v for n, v in texts.items() if n in wanted and v}
