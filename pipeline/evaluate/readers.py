"""Gold of any format that we read → annotated articles. Which format a file has is told by its ending and its first record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.evaluate.annotations import AnnotatedArticle, GoldError, annotation, check
from pipeline.evaluate.goldfile import from_plain, json_lines
from pipeline.evaluate.timeml import read_timeml
from pipeline.records import CharSpan

FORMATS = "TimeML (.tml, or a folder of them), the quotation corpus' JSON lines, or gold JSON lines as `lagebild import` writes them"

_QUOTE_TYPES = {
    "Direct": "direct", "Indirect": "indirect", "Reported": "reported", "FreeIndirect": "free_indirect",
    "IndirectFreeIndirect": "indirect_free_indirect",
}  # fmt: skip
_MEDIA = {
    "Speech": "speech", "Thought": "thought", "Writing": "writing", "ST": "speech_thought", "SW": "speech_writing",
    "TW": "thought_writing",
}  # fmt: skip


def read_gold(path: Path) -> list[AnnotatedArticle]:
    """All articles of a gold file or folder, annotations of the same article in one.

    Raises:
        GoldError: nothing there that can be read; the message says which file and line.
    """
    if not path.exists():
        raise GoldError(f"there is no gold at {path}")
    articles = [a for f in (_files_of(path) if path.is_dir() else [path]) for a in _read_file(f)]
    if not articles:
        raise GoldError(f"{path} holds no gold; it should be {FORMATS}")
    return _merged(articles)


def _files_of(folder: Path) -> list[Path]:
    """The gold of a folder: what is called so, among which there may be articles; else all JSON lines."""
    inside = sorted(folder.rglob("*"))
    named = [p for p in inside if p.suffix == ".tml" or p.name == "gold.jsonl" or p.name.endswith(".gold.jsonl")]
    return named or [p for p in inside if p.suffix == ".jsonl"]


def _read_file(path: Path) -> list[AnnotatedArticle]:
    if path.suffix == ".tml":
        return [read_timeml(path)]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as e:
        raise GoldError(f"{path}: not UTF-8 at byte {e.start}; gold is {FORMATS}") from None
    if path.suffix == ".json":
        text = _one_line(path, text)
    articles = []
    for number, record in json_lines(text, str(path)):
        try:
            articles.append(check(_reader(record)(record)))
        except GoldError as e:
            raise GoldError(f"{path}, line {number}: {e}") from None
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as e:
            raise GoldError(f"{path}, line {number}: not as it should be ({type(e).__name__}: {e}); gold is {FORMATS}") from None
    return articles


def _one_line(path: Path, text: str) -> str:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as e:
        raise GoldError(f"{path}: not JSON: {e.msg} at line {e.lineno}") from None
    return "\n".join(json.dumps(r) for r in (found if isinstance(found, list) else [found]))


def _reader(record: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], AnnotatedArticle]:
    if "article_id" in record:
        return from_plain
    if "article" in record and "start" in record:
        return _actor_line
    if "tokens" in record and "quotes" in record:
        return _quotes_line
    if "frames" in record or "frame" in record:
        return _frames_line
    if "id" in record and "dates" in record:
        return _dates_line
    names = ", ".join(list(record)[:6])
    raise GoldError(f"unknown gold with the fields {names}; gold is {FORMATS}")


def _dates_line(record: Mapping[str, Any]) -> AnnotatedArticle:
    article = AnnotatedArticle(str(record["id"]), record.get("text"), {"dates": []})
    for d in record["dates"]:
        span = CharSpan(d["start"], d["end"])
        article.kinds["dates"].append(annotation("dates", d["type"], {"expression": [span]}, d))
        article.words.append((span, d["text"]))
    return article


def _actor_line(record: Mapping[str, Any]) -> AnnotatedArticle:
    span = CharSpan(record["start"], record["end"])
    one = annotation("actors", record["type"], {"mention": [span]}, record)
    return AnnotatedArticle(str(record["article"]), None, {"actors": [one]}, words=[(span, record["text"])])


def _quotes_line(record: Mapping[str, Any]) -> AnnotatedArticle:
    tokens: list[list[int]] = record["tokens"]
    found = []
    for q in record["quotes"]:
        roles = {role: _runs(q.get(role) or [], tokens) for role in ("quote", "speaker", "cue", "addressee", "frame")}
        if roles["quote"]:
            found.append(annotation("quotes", _QUOTE_TYPES[q["type"]], roles, {"medium": _MEDIA.get(q["medium"])}))
    return AnnotatedArticle(str(record["id"]), record.get("text"), {"quotes": found}, tokens=[CharSpan(*t) for t in tokens])


def _runs(numbers: list[int], tokens: list[list[int]]) -> list[CharSpan]:
    """Token numbers → spans, one for each run of neighbours."""
    spans: list[CharSpan] = []
    last = None
    for n in sorted(set(numbers)):
        start, end = tokens[n]
        spans[-1:] = [CharSpan(spans[-1].start_char, end)] if last == n - 1 else [*spans[-1:], CharSpan(start, end)]
        last = n
    return spans


def _frames_line(record: Mapping[str, Any]) -> AnnotatedArticle:
    frames = record["frames"] if "frames" in record else [record["frame"]] if record["frame"] else []
    article = AnnotatedArticle(str(record["id"]), record["text"], {"escalations": []})
    for frame in frames:
        offsets = frame.get("offsets") or {}
        start = offsets.get("window", record["text"].find(frame["window_text"]))
        span = CharSpan(start, start + len(frame["window_text"]))
        article.kinds["escalations"].append(annotation("escalations", frame["kind"], {"window": [span]}, frame))
        article.words.append((span, frame["window_text"]))
        again = zip(frame.get("repeats") or (), offsets.get("repeats") or (), strict=True)
        article.neutral.setdefault("escalations", []).extend(CharSpan(at, at + len(words)) for words, at in again)
    return article


def _merged(articles: list[AnnotatedArticle]) -> list[AnnotatedArticle]:
    whole: dict[str, AnnotatedArticle] = {}
    for a in articles:
        first = whole.setdefault(a.article_id, a)
        if first is a:
            continue
        if None not in (a.text, first.text) and a.text != first.text:
            raise GoldError(f"gold has {a.article_id} twice, with different texts")
        first.text = first.text if first.text is not None else a.text
        for kind, found in a.kinds.items():
            first.kinds.setdefault(kind, []).extend(found)
        for kind, spans in a.neutral.items():
            first.neutral.setdefault(kind, []).extend(spans)
        first.words += a.words
        first.tokens = first.tokens or a.tokens
    return list(whole.values())
