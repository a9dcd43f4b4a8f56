"""The only place that registers spaCy extension attributes, and how components hand rows to each other.

Rows live in `doc.user_data["lagebild"]` as plain JSON values: that survives `nlp.pipe(n_process=2)`, `DocBin(store_user_data=True)` and
`Doc.to_bytes`. Extensions give them back as records:

| attribute | type | meaning |
|---|---|---|
| `Doc._.lagebild_published_on` | `datetime.date` or None | resolves relative expressions (set it before the components run) |
| `Doc._.lagebild_sections` | `list[Section]` | heading, body, block quote, boilerplate; empty = everything is body |
| `Doc._.lagebild_dates` | `list[Timex]` | written by `lagebild_dates` |
| `Doc._.lagebild_actor_mentions` | `list[ActorMention]` | written by `lagebild_actors` |
| `Doc._.lagebild_actors` | `list[Actor]` | the actors that the mentions stand for |
| `Doc._.lagebild_quotes` | `list[Quote]` | written by `lagebild_quotes` |
| `Doc._.lagebild_escalations` | `list[EscalationFrame]` | written by `lagebild_escalations` |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from pipeline.records import Actor, ActorMention, EscalationFrame, Quote, Section, Timex, from_plain, to_plain

_KEY = "lagebild"
_ROW_TYPES: dict[str, type] = {
    "sections": Section,
    "dates": Timex,
    "actor_mentions": ActorMention,
    "actors": Actor,
    "quotes": Quote,
    "escalations": EscalationFrame,
}


def _state(doc: Doc) -> dict[str, Any]:
    state = doc.user_data.get(_KEY)
    if state is None:
        state = doc.user_data[_KEY] = {}
    return state


def set_rows(doc: Doc, name: str, rows: Sequence[Any]) -> None:
    """Store the records of one table (`dates`, `actors`, `actor_mentions`, `quotes`, `escalations`, `sections`) on the Doc."""
    if name not in _ROW_TYPES:
        raise KeyError(f"unknown kind of rows: {name}")
    _state(doc)[name] = to_plain(list(rows))


def rows(doc: Doc, name: str) -> list[Any]:
    """The records that `set_rows` stored, empty if none were."""
    cls = _ROW_TYPES[name]
    return [from_plain(cls, plain) for plain in _state(doc).get(name, ())]


def plain_rows(doc: Doc) -> dict[str, list[Any]]:
    """What the components found, table by table, as the plain values that are kept."""
    return {name: rows for name, rows in _state(doc).items() if name in _ROW_TYPES and name != "sections"}


def set_plain_rows(doc: Doc, tables: Mapping[str, list[Any]]) -> None:
    """The inverse of `plain_rows`; tables that are not named stay."""
    _state(doc).update(tables)


def set_published_on(doc: Doc, day: dt.date | None) -> None:
    """Set the date that relative expressions of this Doc are resolved against; None leaves them unresolved."""
    _state(doc)["published_on"] = day.isoformat() if day else None


def published_on(doc: Doc) -> dt.date | None:
    """The date of publication, None where unknown."""
    value = _state(doc).get("published_on")
    return dt.date.fromisoformat(value) if value else None


def set_text(doc: Doc, text: str) -> None:
    """Note the text that the Doc was made of, so that nobody needs to put it together again."""
    _state(doc)["text"] = text


def text_of(doc: Doc) -> str:
    """The Doc's text: what `set_text` noted if it is as long as the tokens say, else `doc.text`, which takes longer."""
    text = _state(doc).get("text")
    if text is None or not len(doc) or len(text) != doc[-1].idx + len(doc[-1].text_with_ws):
        return doc.text
    return str(text)


def add_problem(doc: Doc, component: str, error: Exception) -> None:
    """Note that a component failed on this Doc: one oddity must not lose the document, nor pass in silence."""
    _state(doc).setdefault("problems", []).append(f"{component}: {type(error).__name__}: {error}")


def problems(doc: Doc) -> list[str]:
    """What `add_problem` noted."""
    return list(_state(doc).get("problems", ()))


def excluded(doc: Doc) -> list[tuple[int, int]]:
    """Character ranges from which nothing is extracted (boilerplate), in text order."""
    return [(s["start_char"], s["end_char"]) for s in _state(doc).get("sections", ()) if s["kind"] == "boilerplate"]


def register() -> None:
    """Register the extension attributes; calling it twice does no harm."""
    if Doc.has_extension("lagebild_published_on"):
        return
    Doc.set_extension("lagebild_published_on", getter=published_on, setter=set_published_on)
    for name in _ROW_TYPES:
        Doc.set_extension(f"lagebild_{name}", getter=_getter(name), setter=_setter(name))


def _getter(name: str) -> Any:
    return lambda doc: rows(doc, name)


def _setter(name: str) -> Any:
    return lambda doc, value: set_rows(doc, name, value)


register()
