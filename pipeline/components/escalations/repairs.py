"""Segments of a sentence whose verb the tagger missed, and what is no part of the sentence (a dateline)."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.components.escalations.verbs import BE, FUTURE, HAVE, MODALS, is_finite, is_infinitive, is_participle, is_zu_infinitive

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
    inserted: bool = False  # a window alone between commas


_OPENS_ANEW = frozenset(
    [
        "sonst",
        "andernfalls",
        "anderenfalls",
        "ansonsten",
        "widrigenfalls",
        "und",
        "oder",
        "aber",
        "sondern",
        "denn",
        "doch",
        "so",
        "dann",
        "danach",
        "dass",
        "daß",
        "weil",
        "wenn",
        "falls",
        "sofern",
        "obwohl",
        "während",
        "damit",
        "bevor",
        "nachdem",
        "sobald",
        "solange",
        "indem",
        "wobei",
        "wofür",
        "womit",
        "wodurch",
    ]
)
_BEHIND_VERB = frozenset({"ART", "PPER", "NE", "PPOSAT", "PAV", "ADV", "PIAT", "PIS", "PDS", "APPR", "PTKNEG", "PRF"})
_OPEN_VERBS = BE | HAVE | FUTURE | frozenset(MODALS)


def rejoin(doc: Doc, segments: list[Segment], shielded: set[int]) -> list[Segment]:
    """Undo cuts at commas that belong to a window: „nicht bis Freitag, 12 Uhr, ein Angebot vor“, „ist, spätestens nach zwei Tagen, zu
    melden“."""
    out: list[Segment] = []
    for segment in segments:
        last = out[-1] if out else None
        if (
            last is not None
            and segment.before == "," == last.after
            and (_closes(doc, last, segment, shielded) or _aside(doc, out, segment))
        ):
            if last.inserted and len(out) > 1:  # the stretch in front of „, spätestens nach zwei Tagen,“ too
                out.pop()
                out[-1].tokens += last.tokens
            out[-1].tokens += segment.tokens
            out[-1].after = segment.after
            continue
        segment.inserted = segment.before == "," == segment.after and all(i in shielded for i in segment.tokens)
        out.append(segment)
    return out


_OPENERS = frozenset({"wenn", "falls", "sofern", "dass", "daß", "weil", "nachdem", "sobald", "obwohl", "bevor"})


def close_subordinates(doc: Doc, segments: list[Segment], shielded: set[int]) -> list[Segment]:
    """Undo cuts inside „wenn bis Freitag zwischen A, B und C keine Einigung erzielt ist“: the clause goes on until its verb."""
    out: list[Segment] = []
    at = 0
    while at < len(segments):
        segment = segments[at]
        end = _verb_of_subordinate(doc, segments, at, shielded)
        for follower in segments[at + 1 : end + 1]:
            segment.tokens += follower.tokens
            segment.after = follower.after
        out.append(segment)
        at = max(at, end) + 1
    return out


def _verb_of_subordinate(doc: Doc, segments: list[Segment], at: int, shielded: set[int]) -> int:
    """The segment in which the subordinate clause that opens at `at` finds its verb; `at` where nothing need be joined."""
    tokens = segments[at].tokens
    if doc[tokens[0]].lower_ not in _OPENERS or any(is_finite(doc[i]) for i in tokens if i not in shielded):
        return at
    if doc[tokens[-1]].tag_.startswith("V") and tokens[-1] not in shielded:
        return at
    for n in range(at + 1, min(at + 4, len(segments))):
        if segments[n].before != "," or segments[n - 1].after != ",":
            return at
        finite = [i for i in segments[n].tokens if i not in shielded and is_finite(doc[i])]
        if finite:
            return n if finite == segments[n].tokens[-1:] else at
    return at


def _closes(doc: Doc, last: Segment, segment: Segment, shielded: set[int]) -> bool:
    """The comma closes a window that holds a comma itself („bis Freitag, 12 Uhr,“), and the clause goes on."""
    end, first = last.tokens[-1], doc[segment.tokens[0]]
    if end not in shielded or first.lower_ in _OPENS_ANEW or is_finite(first) or segment.tokens[0] in shielded:
        return False
    start = end
    while start in shielded and start >= last.tokens[0]:
        start -= 1
    return any(doc[i].text == "," for i in range(start + 1, end))


def _aside(doc: Doc, out: list[Segment], segment: Segment) -> bool:
    """The window stands between commas inside a clause whose verb is still open."""
    if (
        len(out) < 2
        or not out[-1].inserted
        or doc[segment.tokens[0]].lower_ in _OPENS_ANEW
        or any(is_finite(doc[i]) for i in segment.tokens)
    ):
        return False
    front = out[-2].tokens
    waits = any(doc[i].lower_ in _OPEN_VERBS for i in front) and not any(is_infinitive(doc[i]) or is_participle(doc[i]) for i in front)
    return waits and any(is_infinitive(doc[i]) or is_participle(doc[i]) or is_zu_infinitive(doc[i]) for i in segment.tokens)


def dateline(doc: Doc, segments: list[Segment], kinds: list[Kind]) -> int:
    """How many segments in front are no part of the first sentence: „Wien/Eriwan – …“, „Bogotá, 17. Dezember – …“."""
    for count in (1, 2):
        front = segments[:count]
        if len(segments) <= count or any(kind[0] != "frag" for kind in kinds[:count]) or front[-1].after not in ("–", "—", "-"):
            continue
        tokens = [i for s in front for i in s.tokens]
        if len(tokens) <= 5 and all(doc[i].is_title or doc[i].is_upper or "/" in doc[i].text or doc[i].text[0].isdigit() for i in tokens):
            return count
    return 0


def repair(doc: Doc, segments: list[Segment], kinds: list[Kind], shielded: set[int]) -> None:
    """Verbs that the tagger missed: a conditional clause with its capitalised verb in front, and a participle that must be the
    finite verb."""
    _give_back_infinitives(doc, segments, kinds)
    for at, segment in enumerate(segments):
        if kinds[at][0] not in ("frag", "inf"):
            continue
        opened = at and (kinds[at - 1][0] == "cond" or kinds[at - 1][0] == "main" and segments[at - 1].tokens[0] == kinds[at - 1][1])
        if opened and _verb_in_front(doc, segment):
            kinds[at] = ("main", segment.tokens[0], doc[segment.tokens[0]].lower_)
            continue
        if (at == 0 or segment.before in (":", "):", ";")) and _hidden_verb_first(doc, segments, kinds, at):
            kinds[at] = ("main", segment.tokens[0], "")
        elif segment.tokens and doc[segment.tokens[0]].lower_ == "so" and len(segment.tokens) <= 8 and kinds[at][0] == "frag" and at:
            kinds[at] = ("rel", None, "so")  # „so ein Diplomat in Berlin“
    for at, segment in enumerate(segments):
        if kinds[at][0] != "frag" or not (at == 0 or segment.before in (":", "):", ";")):
            continue
        if (
            at
            and segment.before in (";", ":", "):")
            and _acts_within(segment, shielded)
            and (second := _hidden_verb_second(doc, segment, shielded)) is not None
        ):
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


def _verb_in_front(doc: Doc, segment: Segment) -> bool:
    """„…, verlasse der Bund die Runde“, „…, untersagt die Stadt das Sprengen“: a verb behind a case, whatever its tag."""
    if len(segment.tokens) < 3 or segment.before != ",":
        return False
    first, second = doc[segment.tokens[0]], doc[segment.tokens[1]]
    konjunktiv = first.lower_.endswith("e") and first.tag_ in ("ADV", "ADJA", "ADJD")
    present = (
        first.lower_.endswith("t") and first.tag_ in ("VVPP", "ADJD") or first.lower_.endswith("en") and first.tag_ in ("VVPP", "VVINF")
    )
    return first.is_lower and (konjunktiv or present) and second.tag_ in ("ART", "PPER", "NE")


def _give_back_infinitives(doc: Doc, segments: list[Segment], kinds: list[Kind]) -> None:
    """„könnte es, wenn …, mit dem Bau beginnen“: the infinitive behind an inserted clause belongs to the modal verb in front."""
    for at in range(len(segments) - 2):
        kind, finite, _ = kinds[at]
        if (
            kind != "main"
            or finite is None
            or doc[finite].lower_ not in FUTURE | set(MODALS)
            or kinds[at + 1][0] not in ("cond", "rel", "sub")
        ):
            continue
        if any(is_infinitive(doc[i]) or is_participle(doc[i]) for i in segments[at].tokens if i > finite):
            continue
        tail = segments[at + 2].tokens
        verbs = [i for i in tail if doc[i].tag_.startswith("V")]
        last = doc[tail[-1]]
        closes = last.is_lower and last.lower_.endswith(("n", "t")) and all(i >= tail[-1] - 1 for i in verbs) and not is_zu_infinitive(last)
        goes_on = doc[tail[0]].lower_ not in _OPENS_ANEW and kinds[at + 2][0] in ("rel", "main", "frag")
        if segments[at + 2].before == "," and closes and goes_on:
            kinds[at + 2] = ("frag", None, "")


def _acts_within(segment: Segment, shielded: set[int]) -> bool:
    """Behind a colon only a stretch with a window is worth the guess."""
    return segment.before == ";" or bool(shielded.intersection(segment.tokens))


def _hidden_verb_second(doc: Doc, segment: Segment, shielded: set[int]) -> int | None:
    """A finite verb tagged as participle or infinitive: it stands behind a noun or a window, and more follows."""
    for n, i in enumerate(segment.tokens[1:], 1):
        if i in shielded or doc[i].is_title or n == len(segment.tokens) - 1 and segment.after != ",":
            continue
        before = segment.tokens[n - 1]
        if doc[before].tag_ in ("ADV", "PAV") and n >= 2:  # „Die Junta wiederum verlangt …“
            before = segment.tokens[n - 2]
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
    if second.lower_ == "nicht" and first.lower_.endswith(("t", "n", "e")):
        return True  # „Fließen nicht innerhalb von fünf Tagen 300.000 Euro, werde man …“
    if second.pos_ not in ("DET", "PRON", "ADV", "PROPN", "NOUN", "ADP", "ADJ"):
        return False
    if first.lower_.endswith("t"):
        return True
    negated = any(doc[i].lower_ in ("nicht", "kein", "keine", "keinen") for i in tokens)
    if first.lower_.endswith("e") and second.tag_ in _BEHIND_VERB:  # „Trete der Minister nicht zurück, werde …“
        return negated or last.tag_ in ("PTKVZ", "VVPP", "VVINF")
    return (
        first.lower_.endswith("n")
        and second.lower_ in ("die", "sie", "sich", "auch", "beide")
        and (negated or last.tag_ not in ("NN", "NE"))
    )
