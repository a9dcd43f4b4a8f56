"""Segments of a sentence whose verb the tagger missed, and what is no part of the sentence (a dateline)."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

_NO_VERBS = frozenset(
    [
        "erst",
        "sonst",
        "jetzt",
        "fast",
        "zuerst",
        "zuletzt",
        "meist",
        "selbst",
        "laut",
        "seit",
        "mit",
        "nicht",
        "dann",
        "schon",
        "gestern",
        "morgen",
        "davon",
        "daran",
        "eben",
        "binnen",
        "außen",
        "innen",
        "anderen",
        "zwischen",
        "neben",
        "gegen",
        "wegen",
        "ihnen",
        "allen",
        "beiden",
        "trotzdem",
        "heute",
        "später",
        "zunächst",
        "danach",
        "anschließend",
        "außerdem",
        "zudem",
        "demnach",
    ]
)
Kind = tuple[str, int | None, str]  # kind of clause, finite verb, opening word


@dataclass(slots=True)
class Segment:
    """Tokens between two marks."""

    tokens: list[int]
    before: str  # the mark in front: "", ",", ":" …
    after: str = ""


def is_dateline(doc: Doc, segments: list[Segment], kinds: list[Kind]) -> bool:
    """„Wien/Eriwan – …“: the place of the report is no part of its first sentence."""
    if len(segments) < 2 or kinds[0][0] != "frag" or segments[0].after not in ("–", "—", "-") or len(segments[0].tokens) > 4:
        return False
    return all(doc[i].is_title or doc[i].is_upper or "/" in doc[i].text for i in segments[0].tokens)


def repair(doc: Doc, segments: list[Segment], kinds: list[Kind], shielded: set[int]) -> None:
    """Verbs that the tagger missed: a conditional clause with its capitalised verb in front, and a participle that must be the
    finite verb."""
    for at, segment in enumerate(segments):
        if kinds[at][0] not in ("frag", "inf"):
            continue
        if (at == 0 or segment.before in (":", "):", ";")) and _hidden_verb_first(doc, segments, kinds, at):
            kinds[at] = ("main", segment.tokens[0], "")
        elif segment.tokens and doc[segment.tokens[0]].lower_ == "so" and len(segment.tokens) <= 8 and kinds[at][0] == "frag" and at:
            kinds[at] = ("rel", None, "so")  # „so ein Diplomat in Berlin“
    for at, segment in enumerate(segments):
        if kinds[at][0] != "frag" or not (at == 0 or segment.before in (":", "):", ";")):
            continue
        if at and segment.before == ";" and (second := _hidden_verb_second(doc, segment, shielded)) is not None:
            kinds[at] = ("main", second, doc[segment.tokens[0]].lower_)
            continue
        follower = next((n for n in range(at + 1, len(segments)) if kinds[n][0] != "frag"), None)
        if follower is not None and (kinds[follower][0] != "main" or segments[follower].tokens[0] != kinds[follower][1]):
            verb = _hidden_verb_second(doc, segment, shielded)
            if verb is not None and doc[verb].tag_ == "VVPP" and doc[segment.tokens[0]].tag_ in ("ART", "NE", "NN", "PPER"):
                kinds[at] = ("main", verb, "")
    if not any(kind == "main" for kind, _, _ in kinds):
        for at, segment in enumerate(segments):
            if kinds[at][0] in ("frag", "inf") and (verb := _hidden_verb_second(doc, segment, shielded)) is not None:
                kinds[at] = ("main", verb, doc[segment.tokens[0]].lower_)
                return


def _hidden_verb_second(doc: Doc, segment: Segment, shielded: set[int]) -> int | None:
    """A finite verb tagged as participle or infinitive: it stands behind a noun or a window, and more follows."""
    for n, i in enumerate(segment.tokens[1:], 1):
        if i in shielded or doc[i].is_title or n == len(segment.tokens) - 1 and segment.after != ",":
            continue
        before = segment.tokens[n - 1]
        if not (doc[before].tag_ in ("NN", "NE", "PPER") or before in shielded):
            continue
        if (
            doc[i].tag_ in ("VVPP", "ADJD", "VVIZU")
            and doc[i].lower_.endswith("t")
            or doc[i].tag_ == "VVINF"
            and n + 1 < len(segment.tokens)
        ):
            return i
        if doc[i].tag_ in ("ADJA", "ADJD") and before in shielded and doc[i].lower_.endswith(("en", "t")) and doc[i].is_lower:
            return i  # „In der ersten Woche testen mobile Teams …“
    return None


def _hidden_verb_first(doc: Doc, segments: list[Segment], kinds: list[Kind], at: int) -> bool:
    tokens = segments[at].tokens
    if len(tokens) < 3 or at + 1 >= len(segments) or kinds[at + 1][0] != "main":
        return False
    first, following = doc[tokens[0]], segments[at + 1].tokens
    if following[0] != kinds[at + 1][1] and doc[following[0]].lower_ not in ("so", "dann"):
        return False
    if first.pos_ in ("DET", "ADP", "PRON", "CCONJ", "SCONJ", "NUM") or not first.is_title or len(first) < 4 or first.lower_ in _NO_VERBS:
        return False
    second, last = doc[tokens[1]], doc[tokens[-1]]
    if second.pos_ not in ("DET", "PRON", "ADV", "PROPN", "NOUN", "ADP", "ADJ"):
        return False
    if first.lower_.endswith("t"):
        return True
    negated = any(doc[i].lower_ in ("nicht", "kein", "keine", "keinen") for i in tokens)
    return (
        first.lower_.endswith("n")
        and second.lower_ in ("die", "sie", "sich", "auch", "beide")
        and (negated or last.tag_ not in ("NN", "NE"))
    )
