"""How far a quoted clause reaches: from commas, brackets, subordinators and the place of the verb, not from single arcs of the parse."""

from __future__ import annotations

from itertools import pairwise

from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Range
from pipeline.components.quotes.grid import QUOTE_MARKS, Grid, Segment, Sentence
from pipeline.components.quotes.lexicon import INTERROGATIVES, MODAL, word_set
from pipeline.components.quotes.subjunctive import konjunktiv, mood

_CLAUSE_OPENERS = frozenset(("dass", "daß", "ob"))
_ADVERBIAL = word_set(
    "weil wenn falls nachdem bevor obwohl obgleich sofern solange sobald sooft sodass indem ehe wohingegen wobei da während als "
    "bis seit seitdem damit trotzdem so"
)
_NOT_INFINITIVE = frozenset(("um", "ohne", "statt", "anstatt", "außer"))
_COMMENT = frozenset(("was", "wobei", "worauf", "woraufhin", "womit"))  # „…, was er bestreitet“
_GOES_ON = frozenset(("dennoch", "allerdings", "zudem", "außerdem", "trotzdem", "gleichwohl"))
_OBJECTS = frozenset(("ihre", "seine", "ihren", "seinen", "den", "einen", "eine"))
_CONTRASTS = frozenset(("aber", "hingegen", "jedoch", "dagegen"))
_BREAKING = frozenset(("und", "aber", "doch", "sondern", "jedoch", "allerdings"))


def adverbial(grid: Grid, segment: Segment) -> bool:
    """Whether a subordinate clause tells when, why, how: no complement of a verb of saying."""
    return segment.kind == "sub" and grid.lower[segment.first] in _ADVERBIAL


def is_object_clause(grid: Grid, segment: Segment) -> bool:
    """A clause with dass, ob or a question word."""
    first = grid.lower[segment.first] if segment.first >= 0 else ""
    return segment.kind == "sub" and (first in _CLAUSE_OPENERS or first in INTERROGATIVES)


def opens_with_complementizer(grid: Grid, segment: Segment) -> bool:
    """dass, ob at the front even where no finite verb was recognised."""
    return segment.first >= 0 and grid.lower[segment.first] in _CLAUSE_OPENERS


def find_complement(grid: Grid, sentence: Sentence, cue: Cue) -> int | None:
    """Index of the segment where the quoted clause begins behind the cue, None if there is none.

    Appositions and relative clauses in between are passed over; an adverbial clause too, unless it is the fore-field of the quoted clause.
    """
    segments = sentence.segments
    governs = cue.verb.governs
    if "da" in governs and not any(grid.lower[i].startswith(("da", "dr")) for i in cue.tokens):
        return None
    number = cue.segment + 1
    bare = 0
    open_relative = False
    while number < len(segments):
        segment = segments[number]
        if segment.first < 0:
            return None
        if segment.before in (";", ")") and segment.before == ";":
            return None
        if grid.opaque[segment.first]:
            return None
        if segment.before == "(":
            number += 1
            continue
        if segment.before == ":" and number == cue.segment + 1 and "dass" in governs and "weak" not in governs:
            told = any(s.finite for s in segments[number:]) and not _left_open(grid, segment.start, sentence.last)
            return number if told else None
        if segment.before in ("–", "-") and is_object_clause(grid, segment) and not opens_with_complementizer(grid, segment):
            return None
        if opens_with_complementizer(grid, segment) or is_object_clause(grid, segment):
            asks = cue.verb.lemma == "entscheiden" and not opens_with_complementizer(grid, segment)  # „die entscheiden, welche Themen …“
            return number if "dass" in governs and not asks else None
        if segment.kind == "inf":
            if grid.lower[segment.first] in _NOT_INFINITIVE:
                return None
            return number if "zu" in governs else None
        if segment.kind == "main" and open_relative and segment.finite and segment.finite[-1] >= segment.end - 1:
            open_relative = False  # „über Firmen, in denen Politiker, Sportler und andere Geld anlegen“
            number += 1
            continue
        if segment.kind == "main":
            return number if _verb_second(grid, segments[cue.home], segment, cue) else None
        if adverbial(grid, segment):
            following = segments[number + 1] if number + 1 < len(segments) else None
            if following is not None and following.kind == "v1" and mood(grid, following) > 0 and "dass" in governs:
                return number
            if following is None:
                return None
        elif segment.kind == "v1":
            return _interrupted_field(grid, segments, number, cue)
        elif segment.kind == "bare":
            open_relative = open_relative or any(grid.tag[i] == "PRELS" for i in range(segment.start, segment.end))
            bare += 1
            if bare > 4:
                return None
            if "zu" in governs and segment.before == "," and (_inf_behind(segments, number) or _enumeration(segments, number, cue)):
                return number
        number += 1
    return None


def _left_open(grid: Grid, start: int, end: int) -> bool:
    """Whether a quotation mark opens at `start` and none closes before `end`."""
    return grid.text[start] in QUOTE_MARKS and not any(grid.text[i] in QUOTE_MARKS for i in range(start + 2, end))


def _interrupted_field(grid: Grid, segments: list[Segment], number: int, cue: Cue) -> int | None:
    """„sagte, in den Ländern, die sparen, sei …“: the fore-field of the quoted clause is cut off from its verb by a relative clause."""
    field = cue.segment + 1
    if field >= number or segments[field].kind != "bare" or segments[field].before != ",":
        return None
    if any(s.kind not in ("bare", "rel") or s.before != "," for s in segments[field + 1 : number]):
        return None
    return field if "dass" in cue.verb.governs and mood(grid, segments[number]) > 0 else None


def _inf_behind(segments: list[Segment], number: int) -> bool:
    """„…, die Abgabe, die alle trifft, abzuschaffen“, „…, die Partei (PXY) zu verbieten“: a relative clause or bracket between."""
    if number + 2 >= len(segments) or segments[number + 2].kind != "inf":
        return False
    return segments[number + 1].kind == "rel" or (segments[number + 1].before == "(" and segments[number + 2].before == ")")


def _enumeration(segments: list[Segment], number: int, cue: Cue) -> bool:
    """„beschloss, die Werke in A, B und C zu schließen“: no apposition can follow a cue that ends its segment."""
    if number != cue.segment + 1 or cue.last != segments[cue.segment].end - 1:
        return False
    following = next((s for s in segments[number + 1 :] if s.kind != "bare"), None)
    return following is not None and following.kind == "inf" and following.before == ","


def _verb_second(grid: Grid, home: Segment, segment: Segment, cue: Cue) -> bool:
    """Whether the main clause can be the complement: „sagte, er sei krank“, but not „… verlangt, der Richter aber befand …“."""
    if "dass" not in cue.verb.governs or segment.before not in (",", ":", ")"):
        return False
    if segment.before == "," and grid.lower[segment.first] in _GOES_ON:
        return False
    if mood(grid, segment):
        return not (segment.coordinator in _BREAKING and mood(grid, home))
    if grid.lower[cue.finite].startswith(("lässt", "ließ", "lasse")):
        return False  # „lässt jeden etwas schreiben, es sind …“
    if adverbial(grid, home) or any(grid.lower[i] in _CONTRASTS for i in range(segment.first + 1, min(segment.first + 4, segment.end))):
        return False
    if "weak" in cue.verb.governs or "da" in cue.verb.governs or segment.coordinator or cue.passive:
        return False
    if segment.before == "," and len(cue.tokens) > 1 and cue.finite > home.first and grid.lower[cue.finite + 1] in _OBJECTS:
        return False  # „gab ihre Auflösung bekannt, die Spitze kündigte …“
    return segment.before in (",", ":")


def ends_at(grid: Grid, sentence: Sentence, cue: Cue, at: int, cues: list[Cue]) -> Range | None:
    """The quoted clause that begins with segment `at`: to the end of the sentence, unless the framing clause takes over again."""
    segments = sentence.segments
    quoted_mood = mood(grid, segments[at]) > 0
    cue_first = segments[cue.home].kind in ("sub", "rel")
    end = sentence.last
    for number in range(at, len(segments)):
        segment = segments[number]
        if number > at and _takes_over(grid, segments, number, at, cue_first, quoted_mood, cues):
            end = segment.start - 1
            break
        cut = _coordinated_cue(grid, segment, cues, number > at or segments[at].kind != "inf")
        if cut is None:
            cut = _coordinated_frame(grid, segments, number, at, quoted_mood, cues)
        if cut is not None and cut > segments[at].start:
            end = cut
            break
        if number > at and segment is segments[-1] and segment.kind == "bare" and segment.before in ("–", "—"):
            end = segment.start - 1  # „…, dass nichts gefunden wurde – ein Hinweis auf Zensur“
    return trimmed(grid, (segments[at].start, end))


def _takes_over(grid: Grid, segments: list[Segment], number: int, at: int, cue_first: bool, quoted_mood: bool, cues: list[Cue]) -> bool:
    segment = segments[number]
    finite_mood = mood(grid, segment)
    first = grid.lower[segment.first] if segment.first >= 0 else ""
    if segment.kind == "bare" and first == "so":
        return True
    if segment.kind == "sub" and first in _COMMENT and finite_mood == 0 and segments[at].kind in ("inf", "sub"):
        return True
    if segments[at].kind == "sub" and not any(s.finite for s in segments[at:number]):
        return False  # „dass nicht nur A, sondern auch B kommt“: the clause still waits for its verb
    if segment.before == ":" and all(grid.opaque[i] for i in range(segment.start, segment.end)):
        return True
    if segment.kind == "v1" and finite_mood and any(c.finite == segment.finite[0] and c.segment == number for c in cues):
        return segments[at].kind == "main" and number == at + 1 or segments[number - 1].kind == "inf"
    if segment.kind == "v1" and finite_mood == 0:
        if cue_first and segments[number - 1].kind != "main":
            return True
        if not adverbial(grid, segments[number - 1]):
            return any(c.finite == segment.finite[0] for c in cues) or segments[number - 1].kind in ("sub", "inf", "main")
        return False
    if segment.kind == "main" and finite_mood == 0:
        if segment.coordinator in _BREAKING and (quoted_mood or segments[at].kind in ("sub", "inf")):
            return True
        if segment.before in (";", "–") and (quoted_mood or segments[at].kind != "main"):
            return True
        if segments[at].kind in ("inf", "sub") and segment.before == ",":
            return True
    return False


def _coordinated_cue(grid: Grid, segment: Segment, cues: list[Cue], active: bool) -> int | None:
    """„… seien und warnte vor …“: an indicative cue verb right behind „und“ belongs to the frame; index of „und“."""
    for cue in cues:
        i = cue.finite
        if segment.start < i < segment.end and grid.lower[i - 1] in ("und", "aber", "doch") and konjunktiv(grid, i) == 0 and active:
            return i - 1
    return None


def _coordinated_frame(grid: Grid, segments: list[Segment], number: int, at: int, quoted_mood: bool, cues: list[Cue]) -> int | None:
    """„… sie müssten mehr tun und bemühte ein Bild“: an indicative verb behind „und“ whose place shows that it is not the quoted clause's.

    Right behind „und“ and not at its clause's end it cannot belong to a clause with dass; an indicative does not go on with a Konjunktiv.
    Index of „und“.
    """
    segment = segments[number]
    before = [i for s in segments[at:number] for i in s.finite]
    for i in segment.finite:
        if not before or konjunktiv(grid, i):
            before.append(i)
            continue
        joint = next((k for k in range(i - 1, max(before[-1], segment.start - 1), -1) if grid.lower[k] == "und"), None)
        if joint is not None and not any(grid.opaque[joint:i]):
            verb_last = segments[at].kind == "sub" and i < segment.end - 2 and joint == i - 1
            cue = grid.lower[i] not in MODAL and any(c.finite == i for c in cues)
            unlike = quoted_mood and segments[at].kind == "main" and (joint == i - 1 or cue)
            past = "Past" in grid.doc[i].morph.get("Tense", [])
            if (verb_last or unlike) and (past or cue):
                return joint
        before.append(i)
    return None


def trimmed(grid: Grid, span: Range) -> Range | None:
    """The range without separators and blanks at its ends; None if nothing is left."""
    start, end = span
    while start < end and (grid.text[start] in (",", ";", ":", "–", "-", "—", ")") or grid.text[start].isspace()):
        start += 1
    while end > start and (grid.text[end - 1] in (",", ";", ":", "–", "-", "—", "(", ".") or grid.text[end - 1].isspace()):
        end -= 1
    return (start, end) if end > start else None


def main_before(grid: Grid, sentence: Sentence, number: int) -> int | None:
    """First token of the main clause in front of segment `number`; None if only a fore-field stands there."""
    segments = sentence.segments[:number]
    start = sentence.start
    for segment in segments:
        if segment.before in (";", ":"):
            start = segment.start
    inside = [s for s in segments if s.start >= start and s.first >= 0]
    if any(s.kind == "main" and not _only_marks(grid, s) for s in inside):
        return start
    if inside and inside[0].kind == "v1" and mood(grid, inside[0]):
        return start
    if any(a.kind in ("sub", "inf") and b.kind == "v1" for a, b in pairwise(inside)):  # „Falls …, wird …, hieß es“
        return start
    if inside and grid.lower[inside[0].first] in ("dass", "daß"):
        return start
    return None


def _only_marks(grid: Grid, segment: Segment) -> bool:
    return all(grid.opaque[i] or grid.text[i] in QUOTE_MARKS for i in range(segment.start, segment.end))
