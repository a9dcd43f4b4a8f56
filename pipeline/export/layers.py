"""The layers that an INCEpTION project needs for our XMI files, as the JSON that its project settings import (Settings → Layers → Import).

The format is what INCEpTION itself writes there: a list of layers with their features (`ExportedAnnotationLayer` and
`ExportedAnnotationFeature` of inception-project/inception). Keys that are left out take INCEpTION's defaults.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline.evaluate.annotations import FEATURES, KINDS, ROLES
from pipeline.export.regions import head_labels

PREFIX = "webanno.custom.Lagebild"
LINK = f"{PREFIX}QuotesLink"
ARTICLE = f"{PREFIX}Article"
_NAMES = {"dates": "Date", "quotes": "Quotation", "actors": "Actor", "escalations": "Escalation frame"}  # in INCEpTION's sidebar


def span_layer(kind: str) -> str:
    """The UIMA type of a kind."""
    return PREFIX + kind.capitalize()


def layers_json() -> str:
    """All layers: a span layer a kind, the links of quotations, and a note on the document by which import knows the article."""
    quotes, *further = [_span_layer(kind) for kind in ("quotes", *(k for k in KINDS if k != "quotes"))]
    return json.dumps([quotes, _link_layer(), *further, _article_layer()], ensure_ascii=False, indent=1) + "\n"


def _layer(name: str, shown: str, form: str, description: str, features: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name, "uiName": shown, "type": form, "description": description, "enabled": True, "built_in": False, "readonly": False,
        "attach_type": None, "attach_feature": None, "allow_stacking": True, "cross_sentence": True, "show_hover": True,
        "anchoring_mode": "CHARACTERS", "overlap_mode": "ANY_OVERLAP", "validation_mode": "NEVER", "lock_to_token_offset": False,
        "multiple_tokens": True, "linked_list_behavior": False, "features": features,
    }  # fmt: skip


def _feature(name: str, tag_set: dict[str, Any] | None = None, shown: bool = False) -> dict[str, Any]:
    return {
        "name": name, "uiName": name, "type": "uima.cas.String", "enabled": True, "visible": shown, "include_in_hover": True,
        "required": False, "remember": False, "multi_value_mode": "NONE", "link_mode": "NONE", "curatable": True, "tag_set": tag_set,
    }  # fmt: skip


def _tag_set(name: str, tags: list[str]) -> dict[str, Any]:
    return {
        "name": f"Lagebild {name}", "description": None, "language": "de", "create_tag": False,
        "tags": [{"tag_name": t, "tag_description": None} for t in tags],
    }  # fmt: skip


def _span_layer(kind: str) -> dict[str, Any]:
    roles = list(ROLES[kind]) if kind == "quotes" else []
    names = [label.partition(".")[2] for label in head_labels(kind)] + roles
    features = [_feature("label", _tag_set(kind, names), shown=True), *(_feature(n) for n in FEATURES[kind])]
    joined = "; roles have a region of their own, joined by links" if roles else ""
    what = f"{_NAMES[kind]}s; the label is the type{joined}"
    return _layer(span_layer(kind), f"Lagebild {_NAMES[kind]}", "span", what, features)


def _link_layer() -> dict[str, Any]:
    features = [_feature("label", _tag_set("roles", list(ROLES["quotes"])), shown=True)]
    layer = _layer(LINK, "Lagebild Role", "relation", "From a quotation to the words of its speaker, cue, addressee, frame", features)
    return {**layer, "attach_type": {"name": span_layer("quotes")}}


def _article_layer() -> dict[str, Any]:
    features = [_feature("article_id", shown=True), _feature("kinds", shown=True)]
    return _layer(ARTICLE, "Lagebild Article", "document-metadata", "Which article this is, what was annotated", features)
