"""Annotations as gold has them and as the store has them, in one shape: a kind, a label, roles with spans, features with values.

Every span counts code points of the article's text, end exclusive. Both `evaluate` and `export` work on this shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.records import ACTOR_TYPES, FRAME_KINDS, QUOTE_TYPES, TIMEX_TYPES, CharSpan

KINDS = ("dates", "quotes", "actors", "escalations")
# The first role of a kind is the one that an annotation must have; only quotations have further ones.
ROLES: dict[str, tuple[str, ...]] = {
    "dates": ("expression",),
    "quotes": ("quote", "speaker", "cue", "addressee", "frame"),
    "actors": ("mention",),
    "escalations": ("window",),
}
LABELS: dict[str, tuple[str, ...]] = {"dates": TIMEX_TYPES, "quotes": QUOTE_TYPES, "actors": ACTOR_TYPES, "escalations": FRAME_KINDS}
UNKNOWN = "unknown"  # the label of an actor mention that the store links to nobody
FEATURES: dict[str, dict[str, type]] = {
    "dates": {"value": str, "mod": str, "rule_id": str},
    "quotes": {"medium": str, "speaker_id": str, "said_on": str, "nested": bool, "rule_id": str},
    "actors": {"form": str, "role_text": str, "actor_id": str, "name": str, "country": str, "rule_id": str},
    "escalations": {
        "ladder_no": int, "stage_no": int, "window_start_h": float, "window_end_h": float, "deadline": str, "anchor": str,
        "trigger_text": str, "condition_text": str, "responders": list, "addressees": list, "action_text": str, "action_type": str,
        "modality": str, "rule_id": str,
    },
}  # fmt: skip


class GoldError(ValueError):
    """Annotations that cannot be used; the message is one line that says why and where."""


@dataclass(slots=True)
class Annotation:
    """One date, quotation, actor mention or escalation frame; `features` holds only what is known (no None, no empty list)."""

    kind: str
    label: str
    roles: dict[str, list[CharSpan]]
    features: dict[str, Any] = field(default_factory=dict)

    @property
    def spans(self) -> list[CharSpan]:
        """Where the main role stands: the quoted words, the window, the expression, the mention."""
        return self.roles[ROLES[self.kind][0]]

    @property
    def place(self) -> tuple[int, int]:
        """From where to where the main role reaches."""
        return self.spans[0].start_char, self.spans[-1].end_char


@dataclass(slots=True)
class AnnotatedArticle:
    """An article with its annotations. A kind that is no key of `kinds` was not annotated; an empty list says that there is none.

    `text` is None where a gold format does not carry it. `neutral`: spans of a kind on which a stored row counts neither way.
    """

    article_id: str
    text: str | None
    kinds: dict[str, list[Annotation]]
    neutral: dict[str, list[CharSpan]] = field(default_factory=dict)
    words: list[tuple[CharSpan, str]] = field(default_factory=list)  # what gold says stands where, to check offsets with
    tokens: list[CharSpan] = field(default_factory=list)  # those of gold, where it was annotated token by token


def annotation(kind: str, label: str, roles: Mapping[str, Iterable[Any]], features: Mapping[str, Any] | None = None) -> Annotation:
    """An annotation in its normal form: spans in text order, no empty roles, no unknown features.

    Raises:
        GoldError: without its main role, or with a span that is none.
    """
    spans = {role: sorted({_span(s) for s in roles.get(role) or ()}) for role in ROLES[kind]}
    if not spans[ROLES[kind][0]]:
        raise GoldError(f"one of the {kind} ({label}) has no {ROLES[kind][0]}")
    known = {n: _feature(kind, n, v) for n, v in (features or {}).items() if n in FEATURES[kind] and v not in (None, [], ())}
    return Annotation(kind, str(label), {r: s for r, s in spans.items() if s}, known)


def _span(value: Any) -> CharSpan:
    pair = (value.get("start_char"), value.get("end_char")) if isinstance(value, Mapping) else tuple(value)
    if len(pair) != 2 or not all(isinstance(n, int) and not isinstance(n, bool) for n in pair) or not 0 <= pair[0] < pair[1]:
        raise GoldError(f"{value!r} is no span; a span is a start and a greater end, in code points")
    return CharSpan(*pair)


def _feature(kind: str, name: str, value: Any) -> Any:
    wanted = FEATURES[kind][name]
    if wanted is list and isinstance(value, (list, tuple)):
        return [str(v) for v in value]
    if wanted is bool and isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    try:
        return bool(value) if wanted is bool else [str(value)] if wanted is list else wanted(value)
    except (TypeError, ValueError):
        raise GoldError(f"{name} of one of the {kind} is {value!r}; it should be {_IN_WORDS[wanted]}") from None


_IN_WORDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false", list: "a list"}


def check(article: AnnotatedArticle, text: str | None = None) -> AnnotatedArticle:
    """The article, if all its spans lie within the text and say what gold says they do.

    Raises:
        GoldError: a span beyond the end, or other words at the offsets.
    """
    text = article.text if text is None else text
    if text is None:
        return article
    for kind, found in article.kinds.items():
        for one in found:
            beyond = [s for spans in one.roles.values() for s in spans if s.end_char > len(text) or s.start_char < 0]
            if beyond:
                where = f"{beyond[0].start_char}-{beyond[0].end_char}"
                raise GoldError(f"{article.article_id}: one of the {kind} stands at {where}; the text ends at {len(text)}")
    for span, words in article.words:
        if text[span.start_char : span.end_char] != words:
            there = text[span.start_char : span.end_char]
            raise GoldError(
                f"{article.article_id}: at {span.start_char}-{span.end_char} gold has {_short(words)}, the text has {_short(there)}"
            )
    return article


def _short(words: str) -> str:
    return repr(words if len(words) <= 40 else words[:39] + "…")


def shifted(article: AnnotatedArticle, by: int) -> AnnotatedArticle:
    """The same annotations, `by` code points further on."""

    def move(spans: list[CharSpan]) -> list[CharSpan]:
        return [CharSpan(s.start_char + by, s.end_char + by) for s in spans]

    kinds = {k: [replace(a, roles={r: move(s) for r, s in a.roles.items()}) for a in found] for k, found in article.kinds.items()}
    words = [(move([s])[0], w) for s, w in article.words]
    neutral = {k: move(s) for k, s in article.neutral.items()}
    return replace(article, kinds=kinds, neutral=neutral, words=words, tokens=move(article.tokens))
