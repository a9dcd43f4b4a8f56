"""What flows between the stages: one dataclass a table of the contract.

Every `start_char`/`end_char` counts Unicode code points in `Article.text`, end exclusive, and `text == article.text[start_char:end_char]`.
Records hold plain values only, so that they survive JSON (`to_plain`, `from_plain`), process borders and `DocBin` unchanged.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeVar

SECTION_KINDS = ("heading", "body", "block_quote", "boilerplate")
ENTITY_LABELS = ("PER", "ORG", "LOC", "MISC")
ACTOR_TYPES = ("person", "state", "government", "organisation", "alliance", "armed_force", "party", "group", "media", "role")
MENTION_FORMS = ("name", "metonym", "role", "demonym", "pronoun")
TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")
QUOTE_TYPES = ("direct", "indirect", "reported", "free_indirect", "indirect_free_indirect")
QUOTE_MEDIA = ("speech", "thought", "writing", "speech_thought", "speech_writing", "thought_writing")
FRAME_KINDS = ("stage", "ultimatum", "deadline", "pledge")
FRAME_ANCHORS = ("trigger", "publication", "calendar", "previous_stage")
ACTION_TYPES = ("diplomatic", "military", "economic", "legal", "humanitarian", "security", "labour", "information", "other")
MODALITIES = ("planned", "obliged", "permitted", "threatened", "demanded", "pledged", "hypothetical")


class CharSpan(NamedTuple):
    """A stretch of the article: code points, end exclusive."""

    start_char: int
    end_char: int


@dataclass(slots=True)
class Article:
    """One article as read. `text` is decoded, line ends made `\\n`, Unicode NFC, otherwise unchanged."""

    article_id: str
    source: str
    text: str
    record_no: int = 0
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    section: str | None = None
    published_on: dt.date | None = None
    language: str | None = None
    content_hash: str = ""


@dataclass(slots=True)
class Reject:
    """An input that became no article. `reason` is a short fixed word (see docs), `detail` one line for a person."""

    source: str
    record_no: int
    reason: str
    detail: str


@dataclass(slots=True)
class Section:
    start_char: int
    end_char: int
    kind: str  # SECTION_KINDS


@dataclass(slots=True)
class Entity:
    start_char: int
    end_char: int
    text: str
    label: str  # ENTITY_LABELS


@dataclass(slots=True)
class Actor:
    """The thing a mention stands for. `country` is ISO 3166-1 alpha-2."""

    actor_id: str
    name: str
    type: str  # ACTOR_TYPES
    country: str | None = None
    wikidata: str | None = None


@dataclass(slots=True)
class ActorMention:
    start_char: int
    end_char: int
    text: str
    form: str  # MENTION_FORMS
    rule_id: str
    role_text: str | None = None
    actor_id: str | None = None


@dataclass(slots=True)
class Timex:
    """A TIMEX3 expression. `begin_at`/`end_at`: the half-open interval that `value` denotes, None where it denotes none."""

    start_char: int
    end_char: int
    text: str
    type: str  # TIMEX_TYPES
    value: str
    rule_id: str
    mod: str | None = None
    begin_at: dt.datetime | None = None
    end_at: dt.datetime | None = None


@dataclass(slots=True)
class Quote:
    """A quotation; `*_spans` are in text order and empty where the role is absent. `quote_no` counts from 0 in text order."""

    quote_no: int
    type: str  # QUOTE_TYPES
    medium: str  # QUOTE_MEDIA
    text: str
    quote_spans: list[CharSpan]
    rule_id: str
    speaker_text: str | None = None
    speaker_spans: list[CharSpan] = field(default_factory=list)
    speaker_id: str | None = None
    cue_text: str | None = None
    cue_spans: list[CharSpan] = field(default_factory=list)
    addressee_text: str | None = None
    addressee_spans: list[CharSpan] = field(default_factory=list)
    frame_spans: list[CharSpan] = field(default_factory=list)
    said_on: dt.date | None = None
    nested: bool = False


@dataclass(slots=True)
class EscalationFrame:
    """One escalation frame as `corpora/escalations/GUIDELINES.md` defines it; hours count from the anchor, None = open or not given."""

    frame_no: int
    kind: str  # FRAME_KINDS
    window_text: str
    window_start_char: int
    window_end_char: int
    start_char: int
    end_char: int
    rule_id: str
    ladder_no: int | None = None
    stage_no: int | None = None
    window_start_h: float | None = None
    window_end_h: float | None = None
    deadline: dt.datetime | None = None
    anchor: str = "trigger"  # FRAME_ANCHORS
    trigger_text: str | None = None
    condition_text: str | None = None
    responders: list[str] = field(default_factory=list)
    responder_ids: list[str] = field(default_factory=list)
    addressees: list[str] = field(default_factory=list)
    action_text: str | None = None
    action_type: str = "other"  # ACTION_TYPES
    modality: str = "planned"  # MODALITIES
    quote_no: int | None = None


@dataclass(slots=True)
class ArticleFacts:
    """Everything extracted from one article: what the store writes in one transaction or not at all."""

    article: Article
    token_count: int
    problems: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    actor_mentions: list[ActorMention] = field(default_factory=list)
    dates: list[Timex] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    escalations: list[EscalationFrame] = field(default_factory=list)


Record = TypeVar("Record")
_PLAIN = frozenset((str, int, float, bool, type(None)))


def to_plain(value: Any) -> Any:
    """Turn a record (or list of them) into JSON-safe values; dates become ISO strings, spans two-element lists."""
    if type(value) in _PLAIN:  # nearly all values are
        return value
    if isinstance(value, (list, tuple)):
        return [v if type(v) in _PLAIN else to_plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: v if type(v := getattr(value, name)) in _PLAIN else to_plain(v) for name in _field_types(type(value))}
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value


@cache
def _field_types(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def from_plain(cls: type[Record], plain: dict[str, Any]) -> Record:
    """The inverse of `to_plain` for one record of class `cls`. Unknown keys raise TypeError."""
    restorers = _restorers(cls)  # type: ignore[arg-type]
    if not restorers:
        return cls(**plain)
    return cls(**{k: restorers[k](v) if k in restorers and v is not None else v for k, v in plain.items()})


@cache
def _restorers(cls: type) -> dict[str, Callable[[Any], Any]]:
    """For each field that plain JSON changes how its value comes back; found out once a class, as records are read in large numbers."""
    found = {name: _restorer(hint) for name, hint in _field_types(cls).items()}
    return {name: restore for name, restore in found.items() if restore is not None}


def _restorer(hint: Any) -> Callable[[Any], Any] | None:
    """The function for a value of this type, None if it is stored as it is."""
    if isinstance(hint, types.UnionType):
        return _restorer(next(a for a in hint.__args__ if a is not type(None)))
    if typing.get_origin(hint) is list:
        (inner,) = typing.get_args(hint)
        restore = _restorer(inner)
        return list if restore is None else lambda values: [None if v is None else restore(v) for v in values]
    if hint is CharSpan:
        return lambda value: CharSpan(*value)
    if hint is dt.datetime:
        return dt.datetime.fromisoformat
    if hint is dt.date:
        return dt.date.fromisoformat
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return lambda value: from_plain(hint, value)
    return None
