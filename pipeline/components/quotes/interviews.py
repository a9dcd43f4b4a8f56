"""Interviews: turns behind labels („Muster: Wir gehen.“), and questions that stand as paragraphs of their own, with a label or without.

Whoever asks without a label gets no row; the answers are the rows, spoken by whom label, question or introduction names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.components.quotes.drafts import Draft, Range
from pipeline.components.quotes.grid import Grid, token_ranges
from pipeline.records import Section

_NAME = r"[A-ZÄÖÜ][\w.'’\-]{0,30}(?: [A-ZÄÖÜ(][\w.'’\-)]{0,30}){0,3}"
_LABEL = re.compile(  # at the start of a line or behind a full stop: some exports run the turns together
    rf"(?m)(?:^[ \t:*_>•–-]{{0,4}}(?P<line>{_NAME}|[a-z][\w.\-]{{1,24}})|(?:(?<=[.?!…] )|(?<=[.?!…] \s))(?P<inside>{_NAME}))"
    r"(?:\*\*|__)?:(?:\*\*|__)?[ \t]+(?=[^\s„“»\"])"
)
_PARAGRAPH = re.compile(r"[^\n]+")
_ASKS = re.compile(r"\?[*_\s)]*$")
_ADDRESS = re.compile(r"\b(?:Sie|Ihnen|Ihr|Ihre[nmrs]?|du|dir|dich|dein\w{0,2}|euch|Herrn?|Frau)\b")
_SAYS_I = re.compile(r"\b(?:[Ii]ch|[Mm]ir|[Mm]ich|[Mm]eine?\w?)\b")
_SAYS_WE = re.compile(r"\b(?:[Ii]ch|[Mm]ir|[Mm]ich|[Mm]eine?\w?|[Ww]ir|[Uu]ns|[Uu]nsere?\w?)\b")
_ADDRESSED = re.compile(
    r"\b(?:Herrn?|Frau)\s(?:(?:Dr|Prof)\.\s|Professorin\s|Professor\s|Doktor\s){0,2}(?P<name>[A-ZÄÖÜ][\w'’\-]+(?:\s[A-ZÄÖÜ][\w'’\-]+)?)"
)
_PARTNER = re.compile(r"(?:Interview|Gespräch|sprach(?:en)?|spricht)\s(?:\w+\s){0,3}mit\s(?:\w+\s){0,8}$")
_PARTNER_BEFORE = re.compile(r"(?:Interview|Gespräch|sprach(?:en)?|spricht)\s(?:\w+\s){0,3}mit (?:ihm|ihr)\b")
_AUTHOR = re.compile(r"(?:^|\n)[ \t]*(?:Von|Interview|Interview von|Text|Autor|Autorin|Fragen?)[ :]*$|(?:Interview|Gespräch|Fragen): ?$")
_ANSWER_LABELS = frozenset(("Antwort", "A"))
MIN_TURNS = 4  # labelled paragraphs that make an interview
MIN_REPEATS = 2  # so often two labels at least must come back
LEAST_ASKED = 0.15  # share of turns that end with a question mark
MIN_QUESTIONS = 4  # paragraphs without labels that ask
INTRODUCTION = 1500  # characters in front of the first question in which the partner is looked for


@dataclass(slots=True)
class _Turn:
    """What one speaker says at a time: `start:end` its words, `label` the characters of the name in front."""

    start: int
    end: int
    label: tuple[int, int] | None
    asks: bool = False


def interview_turns(grid: Grid, sections: Sequence[Section] = ()) -> list[Draft]:
    """The turns of an interview in text order, empty where the text is none. Drafts without a rule id cover questions that nobody signs."""
    text = grid.source
    asked = text.count("?\n") + text.count("?**\n")  # paragraphs that ask
    if "?" not in text or (text.count(":") < MIN_TURNS and asked < MIN_QUESTIONS - 1):
        return []
    labels = list(_LABEL.finditer(text))
    if len(labels) >= MIN_TURNS:
        turns = _labelled(text, labels)
        if turns:
            return _drafts(grid, turns)
    if asked < MIN_QUESTIONS - 1:
        return []
    paragraphs = _paragraphs(text, {m.start(_group(m)): m for m in labels}, sections)
    return _drafts(grid, _asked(text, paragraphs))


def _group(m: re.Match[str]) -> str:
    return "line" if m["line"] is not None else "inside"


def _labelled(text: str, found: list[re.Match[str]]) -> list[_Turn]:
    """Turns behind labels of which at least two come back; a turn goes on to the next label, the last one to the end of its paragraph."""
    names = [m[_group(m)] for m in found]
    alone = set(names)
    keys = [name.rsplit(" ", 1)[-1] if name.rsplit(" ", 1)[-1] in alone else name for name in names]
    counts = Counter(keys)
    repeated = {name for name, n in counts.items() if n >= MIN_REPEATS}
    turns = [m for m, key in zip(found, keys, strict=True) if key in repeated]
    if len(repeated) < 2 or len(turns) < MIN_TURNS:
        return []
    out = []
    for number, m in enumerate(turns):
        end = turns[number + 1].start() if number + 1 < len(turns) else _paragraph_end(text, m.end())
        said = text[m.end() : _own_end(text, m.end(), end)].rstrip(" \t\n*_–-")
        out.append(_Turn(m.end(), m.end() + len(said), m.span(_group(m)), _ASKS.search(said) is not None))
    return out if sum(t.asks for t in out) >= LEAST_ASKED * len(out) else []


def _paragraph_end(text: str, start: int) -> int:
    end = text.find("\n\n", start)
    return end if end >= 0 else len(text)


def _own_end(text: str, start: int, end: int) -> int:
    """Where the turn ends that begins at `start`: in front of a later paragraph that asks without a label, unless the turn itself asks."""
    paragraphs = list(_PARAGRAPH.finditer(text, start, end))
    if not paragraphs or _ASKS.search(paragraphs[0].group()):
        return end
    return next((p.start() for p in paragraphs[1:] if _ASKS.search(p.group())), end)


def _paragraphs(text: str, labels: dict[int, re.Match[str]], sections: Sequence[Section]) -> list[_Turn]:
    """The paragraphs as turns, without headings and page furniture that ask nothing."""
    apart = sorted((s.start_char, s.end_char) for s in sections if s.kind in ("heading", "boilerplate"))
    out, at = [], 0
    for m in _PARAGRAPH.finditer(text):
        said = m.group().rstrip(" \t*_")
        start = m.start() + len(said) - len(said.lstrip(" \t*_>–-"))
        if not said.strip(" \t*_>–-"):
            continue
        label = labels.get(start)
        turn = _Turn(label.end() if label else start, m.start() + len(said), label.span(_group(label)) if label else None)
        turn.asks = _ASKS.search(said) is not None
        while at < len(apart) and apart[at][1] <= start:
            at += 1
        if turn.asks or at >= len(apart) or not apart[at][0] <= start:
            out.append(turn)
    return out


def _asked(text: str, paragraphs: list[_Turn]) -> list[_Turn]:
    """Questions and answers by paragraphs; empty unless questions address somebody and the answers say „ich“."""
    questions = [n for n, p in enumerate(paragraphs) if p.asks]
    if len(questions) < MIN_QUESTIONS - any(paragraphs[n].label for n in questions):
        return []
    groups: list[tuple[_Turn, list[_Turn]]] = []
    for number, n in enumerate(questions):
        last = number + 1 == len(questions)
        answer = paragraphs[n + 1 : questions[number + 1] if not last else len(paragraphs)]
        if last:  # what stands below an interview is no answer
            answer = answer[:1] + _while_first_person(text, answer[1:])
        groups.append((paragraphs[n], answer))
    told = [(q, a) for q, a in groups if a]
    said = [" ".join(text[t.start : t.end] for t in a) for _, a in told]
    asked = sum(_ADDRESS.search(text[q.start : q.end]) is not None for q, _ in told)
    if len(told) < 0.7 * len(groups) or 2 * asked < len(told) or len(paragraphs) > 6 * len(questions):
        return []
    if sum(_SAYS_I.search(s) is not None for s in said) < 0.4 * len(said) or sum(_SAYS_WE.search(s) is not None for s in said) < 0.6 * len(
        said
    ):
        return []
    return _joined([(q, a) for q, a in groups])


def _while_first_person(text: str, paragraphs: list[_Turn]) -> list[_Turn]:
    out: list[_Turn] = []
    for paragraph in paragraphs:
        if not _SAYS_I.search(text, paragraph.start, paragraph.end):
            break
        out.append(paragraph)
    return out


def _joined(groups: list[tuple[_Turn, list[_Turn]]]) -> list[_Turn]:
    """Question, answer, question …; the paragraphs of an answer are one turn."""
    out = []
    for question, answer in groups:
        out.append(question)
        if answer:
            out.append(_Turn(answer[0].start, answer[-1].end, answer[0].label))
    return out


def _drafts(grid: Grid, turns: list[_Turn]) -> list[Draft]:
    if not turns:
        return []
    labels = iter(token_ranges(grid, [t.label for t in turns if t.label]))
    partner = _partner(grid, turns)
    answering = next((t.label for t in turns if t.label and not t.asks), None)  # „Anna Muster: …“ once, then without a label
    stays = token_ranges(grid, [answering])[0] if answering and grid.source[slice(*answering)] not in _ANSWER_LABELS else None
    drafts = []
    for turn, span in zip(turns, token_ranges(grid, [(t.start, t.end) for t in turns]), strict=True):
        label = next(labels) if turn.label else None
        if span[1] <= span[0]:
            continue
        speaker: Range | None = label
        if label is None:
            speaker = None if turn.asks else stays or partner
        elif grid.text[label[0]] in _ANSWER_LABELS:
            speaker = partner or label
        rule = "quotes.interview" if label or not turn.asks else ""
        drafts.append(Draft("direct", rule, [span], "speech", speaker, [], None, [(label[0], label[1] + 1)] if label else []))
    return drafts


def _partner(grid: Grid, turns: list[_Turn]) -> Range | None:
    """Who is interviewed: whom the questions address, or whom the introduction names; the full name if it stands in the introduction."""
    text, first = grid.source, turns[0].start
    begin = max(0, first - INTRODUCTION)
    named = [e for e in grid.doc.ents if e.label_ == "PER" and begin <= e.start_char and e.end_char <= first]
    named = [e for e in named if not _AUTHOR.search(text, max(0, e.start_char - 40), e.start_char)]
    addressed = [m for t in turns if t.asks for m in _ADDRESSED.finditer(text, t.start, t.end)]
    if addressed:
        surname = addressed[0]["name"].split()[-1]
        if any(m["name"].split()[-1] != surname for m in addressed):
            return None  # several partners
        full = next((e for e in named if e.text.split()[-1] == surname), None)
        return (full.start, full.end) if full is not None else token_ranges(grid, [addressed[0].span()])[0]
    with_whom = next((e for e in named if _PARTNER.search(text, max(0, e.start_char - 120), e.start_char)), None)
    if with_whom is not None:
        return with_whom.start, with_whom.end
    with_him = named and _PARTNER_BEFORE.search(text, named[0].end_char, first) is not None
    return (named[0].start, named[0].end) if with_him or len({e.text.split()[-1] for e in named}) == 1 else None
