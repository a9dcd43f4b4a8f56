"""What a stretch between two marks is: main, subordinate, conditional, relative or infinitive clause, or no clause at all."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.components.escalations.repairs import Segment
from pipeline.components.escalations.verbs import AUXILIARIES, FUTURE, HAVE, MODALS, is_finite, is_zu_infinitive

CONDITIONAL = frozenset({"wenn", "falls", "sofern", "soweit", "sobald", "solange", "ehe", "bevor", "nachdem"})


IF = frozenset({"wenn", "falls", "sofern", "soweit"})


SUBORDINATORS = CONDITIONAL | frozenset(
    [
        "dass",
        "daß",
        "weil",
        "da",
        "obwohl",
        "obgleich",
        "während",
        "bis",
        "damit",
        "ob",
        "indem",
        "seit",
        "seitdem",
        "als",
        "wie",
        "warum",
        "weshalb",
        "wobei",
        "wodurch",
        "womit",
        "wofür",
        "worauf",
        "woran",
    ]
)


RELATIVES = frozenset(
    [
        "der",
        "die",
        "das",
        "dem",
        "den",
        "deren",
        "dessen",
        "denen",
        "welcher",
        "welche",
        "welches",
        "welchem",
        "welchen",
        "wo",
        "was",
        "wer",
    ]
)


_NOT_CLAUSE_OPENERS = frozenset({"bis", "als", "wie", "seit", "während", "da"})  # also prepositions and adverbs


COORDINATORS = frozenset({"und", "oder", "aber", "sondern", "denn", "doch", "sowie", "jedoch"})


def finite_verbs(doc: Doc, tokens: list[int], shielded: set[int]) -> list[int]:
    return [i for i in tokens if i not in shielded and is_finite(doc[i])]


_SUPPORTED = frozenset(
    {"unterstützt", "flankiert", "begleitet", "getragen", "ergänzt", "koordiniert", "überwacht", "geführt", "vermittelt"}
)


def classify(doc: Doc, segment: Segment, shielded: set[int]) -> tuple[str, int | None, str]:
    tokens = [i for i in segment.tokens if doc[i].lower_ not in COORDINATORS] or segment.tokens
    finite = finite_verbs(doc, tokens, shielded)
    first = doc[tokens[0]]
    opener = first.lower_
    if opener == "darunter" and not finite:
        return "rel", None, opener  # „…, darunter Großbritannien“: members of the party before, read by `parties`
    if opener in _SUPPORTED and len(tokens) > 1 and doc[tokens[1]].lower_ in ("durch", "von", "vom"):
        return "frag", None, opener
    second = doc[tokens[1]].lower_ if len(tokens) > 1 else ""
    if opener in ("auch", "erst", "nur", "und", "selbst", "doch", "außer", "ohne", "dazu", "nämlich", "also") and second in SUBORDINATORS:
        opener = second
    last = finite[-1] if finite else None
    if opener == "wie" and segment.before == "," and last is None and len(tokens) > 2 and doc[tokens[-1]].tag_.startswith("V"):
        return "sub", tokens[-1], opener  # „…, wie es die Verordnung verlangt, …“
    if opener in SUBORDINATORS and first.i not in shielded and not (opener in _NOT_CLAUSE_OPENERS and not _verb_final(doc, tokens, last)):
        if last is None and doc[tokens[-1]].tag_.startswith("V") and not is_zu_infinitive(doc[tokens[-1]]) and tokens[-1] not in shielded:
            last = tokens[-1]  # a finite verb that looks like an infinitive or participle („dass … ihre Flotten versetzen“)
        if last is not None or opener not in _NOT_CLAUSE_OPENERS:
            return ("cond" if opener in CONDITIONAL else "sub"), last, opener
    if (
        last is None
        and segment.before == ","
        and tokens[0] not in shielded
        and _opens_relative(doc, tokens)
        and _closes_with_verb(doc, tokens)
    ):
        return "rel", tokens[-1], opener
    if (
        segment.before in (",", "und", "(", "–")
        and last is not None
        and tokens[0] not in shielded
        and _opens_relative(doc, tokens)
        and _verb_final(doc, tokens, last)
    ):
        return "rel", last, opener
    if opener == "wer" and last is None and doc[tokens[-1]].tag_ in ("VVPP", "VVINF"):
        return "rel", tokens[-1], opener  # „Wer … nicht beantwortet, verliert …“: a finite verb that looks like a participle
    if opener == "wer" and _verb_final(doc, tokens, last):
        return "rel", last, opener
    infinitive = any(is_zu_infinitive(doc[i]) for i in tokens if i not in shielded)
    if infinitive and (not finite or opener in ("um", "ohne", "statt", "anstatt")):
        return "inf", None, opener
    if finite:
        return "main", finite[0], opener
    return "frag", None, opener


def _closes_with_verb(doc: Doc, tokens: list[int]) -> bool:
    """„…, den die Parteien annehmen können“: the last word is a verb, though no tag calls it finite."""
    last = doc[tokens[-1]]
    named = doc[tokens[0]].tag_ in ("PRELS", "PRELAT") or doc[tokens[0]].pos_ == "ADP" or last.lower_ in MODALS
    return len(tokens) > 2 and named and (last.lower_ in MODALS or last.tag_.startswith("V")) and not is_zu_infinitive(last)


def _verb_final(doc: Doc, tokens: list[int], finite: int | None) -> bool:
    if finite is None:
        return False
    behind = [i for i in tokens if i > finite]
    verbal = [i for i in behind if doc[i].tag_.startswith("V") or doc[i].lower_ in AUXILIARIES]
    if verbal and doc[finite].lower_ not in HAVE | FUTURE:  # „muss entscheiden“ is no end of a clause, „hätte entscheiden müssen“ is
        return False
    return len(behind) <= 1 or len(verbal) == len(behind)


def _opens_relative(doc: Doc, tokens: list[int]) -> bool:
    for i in tokens[:3]:
        token = doc[i]
        if token.tag_ in ("PRELS", "PRELAT") or token.lower_ in ("wofür", "womit", "wodurch", "worauf", "wobei", "wer", "was", "wo"):
            return True
        if token.lower_ in RELATIVES and (i == tokens[0] or doc[tokens[0]].pos_ == "ADP"):
            return True
        if token.pos_ != "ADP":
            return False
    return False
