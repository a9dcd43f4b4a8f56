"""Label Studio: tasks as JSON with our annotations as predictions, and the export of corrected ones.

Offsets are code points, as Label Studio has counted since 1.4 (HumanSignal/label-studio, pull request 1559). Earlier versions counted
UTF-16 code units; on import the words that each region carries tell which it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from pipeline.evaluate.annotations import FEATURES, KINDS, ROLES, AnnotatedArticle, GoldError
from pipeline.export import regions as tool
from pipeline.export.regions import Imported, Link, Region
from pipeline.records import CharSpan


def write(articles: Sequence[AnnotatedArticle]) -> bytes:
    """A list of tasks, one an article. `config()` is the labelling interface that the project needs."""
    return json.dumps([_task(a) for a in articles], ensure_ascii=False, indent=1).encode()


def _task(article: AnnotatedArticle) -> dict[str, Any]:
    text = article.text or ""
    regions, links = tool.to_regions(article)
    result: list[dict[str, Any]] = []
    for r in regions:
        at = {"start": r.span.start_char, "end": r.span.end_char}
        words = text[r.span.start_char : r.span.end_char]
        base = {"id": r.id, "to_name": "text"}
        result.append({**base, "from_name": "label", "type": "labels", "value": {**at, "text": words, "labels": [r.label]}})
        for name, value in tool.features_as_text(r.kind, r.features).items():
            result.append({**base, "from_name": f"{r.kind}_{name}", "type": "textarea", "value": {**at, "text": [value]}})
    for link in links:
        result.append({"type": "relation", "from_id": link.head, "to_id": link.other, "direction": "right", "labels": [link.label]})
    data = {"text": text, "article_id": article.article_id, "kinds": list(article.kinds)}
    return {"data": data, "predictions": [{"model_version": "lagebild", "result": result}]}


def config() -> str:
    """The labelling interface that goes with the tasks: labels, links, and a field for each feature."""
    lines = [
        "<View>",
        '  <Labels name="label" toName="text">',
        *(f'    <Label value="{label}"/>' for label in tool.labels()),
        "  </Labels>",
    ]
    lines += ["  <Relations>", *(f'    <Relation value="{role}"/>' for role in ROLES["quotes"]), "  </Relations>"]
    lines += ['  <Text name="text" value="$text"/>']
    for kind in KINDS:
        where = f'perRegion="true" whenTagName="label" whenLabelValue="{",".join(tool.head_labels(kind))}"'
        for name in FEATURES[kind]:
            lines.append(f'  <TextArea name="{kind}_{name}" toName="text" {where} placeholder="{name}" maxSubmissions="1"/>')
    return "\n".join([*lines, "</View>", ""])


def read(path: Path) -> list[Imported]:
    """Label Studio's export (JSON, not JSON-MIN). The last annotation of a task that was not cancelled counts, else its prediction.

    Raises:
        GoldError: not such a file, or regions whose words do not stand where they should.
    """
    try:
        return [_imported(t) for t in json.loads(path.read_text(encoding="utf-8-sig"))]
    except (GoldError, UnicodeDecodeError):
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as e:
        raise GoldError(f"{path}: no export of Label Studio in its format JSON ({type(e).__name__}: {e})") from None


def _imported(task: dict[str, Any]) -> Imported:
    data = task["data"]
    article_id, text = str(data["article_id"]), str(data["text"])
    done = [a for a in task.get("annotations") or [] if not a.get("was_cancelled")]
    result = (done or task.get("predictions") or [{"result": []}])[-1]["result"]
    marked = [r for r in result if r.get("type") == "labels" and r["value"].get("labels")]
    texts: dict[str, dict[str, str]] = {}
    for r in result:
        if r.get("type") == "textarea":
            words = r["value"]["text"]
            texts.setdefault(r["id"], {})[r["from_name"]] = " ".join(words) if isinstance(words, list) else str(words)
    regions = []
    for r, span in zip(marked, _spans(article_id, text, [r["value"] for r in marked]), strict=True):
        region = Region(r["id"], r["value"]["labels"][0], span)
        mine = {n.removeprefix(f"{region.kind}_"): v for n, v in texts.get(r["id"], {}).items()}
        region.features = tool.features_of_text(region.kind, mine)
        regions.append(region)
    links = [Link(r["from_id"], r["to_id"], (r.get("labels") or ["?"])[0]) for r in result if r.get("type") == "relation"]
    return tool.from_regions(article_id, text, regions, links, data.get("kinds"))


def _spans(article_id: str, text: str, values: list[dict[str, Any]]) -> list[CharSpan]:
    as_points = [CharSpan(v["start"], v["end"]) for v in values]
    if _fit(text, as_points, values):
        return as_points
    points = {unit: n for n, unit in enumerate(accumulate((1 + (c > "\uffff") for c in text), initial=0))}
    as_units = [CharSpan(points.get(v["start"], -1), points.get(v["end"], -1)) for v in values]
    if _fit(text, as_units, values):
        return as_units
    wrong = next(v for s, v in zip(as_points, values, strict=True) if not _fit(text, [s], [v]))
    raise GoldError(f"{article_id}: the words {wrong.get('text')!r} do not stand at {wrong['start']}-{wrong['end']}")


def _fit(text: str, spans: list[CharSpan], values: list[dict[str, Any]]) -> bool:
    """The words of all regions stand where they should; line ends may have come back as backslash and n."""
    for (start, end), value in zip(spans, values, strict=True):
        there, words = text[start:end], value.get("text", text[start:end])
        if there != words and re.sub(r"\s|\\n", "", there) != re.sub(r"\s|\\n", "", words):
            return False
    return True
