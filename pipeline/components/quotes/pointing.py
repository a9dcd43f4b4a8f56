"""Frames apart from what they frame: „Q. Das bestätigte X.“, „Q, das teilte X mit“, „Q. So X.“, „X: Q“."""

from __future__ import annotations

from pipeline.components.quotes.addressees import addressee_of
from pipeline.components.quotes.clauses import main_before, trimmed
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft, Range
from pipeline.components.quotes.grid import Grid, Segment, Sentence
from pipeline.components.quotes.phrases import named
from pipeline.components.quotes.speakers import speaker_of, subject_of

_REACTING = frozenset(  # with „das“ as their object they tell what others make of the words
    ("kritisieren", "begrüßen", "bestätigen", "ablehnen", "zurückweisen", "bestreiten", "dementieren", "loben", "verurteilen", "bedauern")
)


def cue_draft(grid: Grid, sentence: Sentence, cue: Cue, rule_id: str, quote: list[Range], frame: list[Range]) -> Draft:
    """An indirect quotation by a cue verb, with the speaker and the addressee that its clause names."""
    speaker = speaker_of(grid, sentence, cue)
    addressee = addressee_of(grid, sentence, cue, speaker)
    return Draft("indirect", rule_id, quote, cue.verb.medium, speaker, cue.tokens, addressee, frame)


def labelled(grid: Grid, sentence: Sentence) -> Draft | None:
    """„Muster: Das war knapp.“: a person's name and a colon, then what he said, without marks and without a verb of saying."""
    segments = sentence.segments
    if len(segments) < 2 or segments[1].before != ":" or segments[0].kind != "bare" or not any(s.finite for s in segments[1:]):
        return None
    start, end = segments[0].start, segments[0].end
    if start != sentence.start or end - start > 4 or grid.opaque[segments[1].start]:
        return None
    if not all(grid.person[i] for i in range(start, end)) or grid.lower[start] == "sprich":
        return None
    return Draft(
        "indirect", "quotes.name_colon", [(segments[1].start, sentence.last)], "speech", (start, end), [], None, [(start, end + 1)]
    )


def announced(grid: Grid, sentence: Sentence) -> Draft | None:
    """„Anna Muster zeigte sich erleichtert: Wir haben es geschafft.“: a name, a verb, a colon, then „wir“ or „ich“, without marks."""
    segments = sentence.segments
    colon = next((n for n, s in enumerate(segments) if s.before == ":"), None)
    if colon is None or colon > 2 or not segments[0].finite or any(grid.opaque[i] for i in range(segments[colon].start, sentence.last)):
        return None
    start = segments[colon].start
    if not any(grid.lower[i] in ("ich", "wir") for i in range(start, sentence.last)):
        return None
    speaker = subject_of(grid, sentence)
    if speaker is None or speaker[1] > start or not any(grid.person[i] for i in range(*speaker)):
        return None
    return Draft("indirect", "quotes.name_colon", [(start, sentence.last)], "speech", speaker, [], None, [(sentence.start, start)])


def told_by(grid: Grid, sentence: Sentence, previous: Sentence) -> Draft | None:
    """„Q. So X.“, „Q. So eine Studie von X.“: the sentence before is the quotation."""
    if grid.lower[sentence.start] != "so" or any(s.finite for s in sentence.segments) or sentence.last - sentence.start > 20:
        return None
    speaker = named(grid, sentence.start + 1, sentence.last)
    if speaker is None or not any(grid.named[i] or (grid.tag[i] == "NN" and grid.is_source(grid.text[i])) for i in range(*speaker)):
        return None
    frame = [(sentence.start, sentence.last)]
    quote = [(previous.start, previous.last)]
    return Draft("indirect", "quotes.so_speaker", quote, "speech_writing", speaker, [sentence.start], None, frame)


def attributed(grid: Grid, sentence: Sentence, spoken: list[Draft], cues: list[Cue]) -> bool:
    """„„Q.“ Das sagte X am Abend.“: whether the sentence names the speaker of `spoken`, the direct speech before it, which then has him."""
    if not spoken or any(d.type != "direct" or d.cue for d in spoken):
        return False
    told = back_reference(grid, sentence, sentence, [c for c in cues if c.verb.lemma not in _REACTING]) or _with_these_words(grid, sentence)
    if told is None or told.speaker is None:
        return False
    for draft in spoken:
        draft.speaker, draft.cue, draft.addressee, draft.frame = told.speaker, told.cue, told.addressee, [(sentence.start, sentence.last)]
        draft.medium = told.medium
    return True


def _with_these_words(grid: Grid, sentence: Sentence) -> Draft | None:
    """„Mit diesen Worten verließ X den Saal.“"""
    words = grid.lower[sentence.start : sentence.start + 3]
    if words[:1] != ["mit"] or words[1:2] not in (["diesen"], ["den"]) or words[2:] not in (["worten"], ["sätzen"]):
        return None
    speaker, start = subject_of(grid, sentence), sentence.start
    return Draft("direct", "", [(start, sentence.last)], "speech", speaker, [start, start + 1, start + 2]) if speaker is not None else None


def back_reference(grid: Grid, sentence: Sentence, previous: Sentence, cues: list[Cue]) -> Draft | None:
    """„Q. Das bestätigte X.“, „Q. Dies geht aus dem Bericht hervor.“: the sentence before is the quotation, „Das“ with it."""
    segment = sentence.segments[0] if sentence.segments else None
    if segment is None or segment.first != sentence.start:
        return None
    end = _pointer_end(grid, segment)
    if end is None:
        return None
    for cue in cues:
        if cue.finite == end and _tells(cue) and not (cue.passive and end > segment.first + 1):
            if len(sentence.segments) > 1 and any(s.kind in ("main", "inf") for s in sentence.segments[1:]):
                return None
            quote = [(previous.start, previous.last), (segment.first, end)]
            draft = cue_draft(grid, sentence, cue, "quotes.back_reference", quote, [(end, sentence.last)])
            return draft if draft.speaker is not None or cue.passive else None
    return None


def _pointer_end(grid: Grid, segment: Segment) -> int | None:
    """End of „Das“, „Dies“ or „Diese Entscheidung“ in front of the verb; None if the segment begins with neither."""
    first = segment.first
    if grid.lower[first] in ("das", "dies"):
        return first + 1
    if grid.lower[first] == "dieses" and first + 1 < segment.end and grid.finite[first + 1]:
        return first + 1
    if grid.lower[first] in ("diese", "dieses", "diesen") and first + 1 < segment.end and grid.tag[first + 1] == "NN":
        return first + 2
    return None


def _tells(cue: Cue) -> bool:
    return "dass" in cue.verb.governs and ("weak" not in cue.verb.governs or cue.impersonal)


def appended(grid: Grid, sentence: Sentence, cue: Cue) -> Draft | None:
    """„Q, das teilte X mit“, „Q – so jedenfalls meint X“: a short clause behind the quotation that points back to it."""
    here = sentence.segments[cue.home]
    if (
        cue.home == 0
        or here.kind not in ("main", "rel")
        or cue.finite >= here.end - 1
        or here.before not in (",", "–", "—", "-")
        or here.first < 0
    ):
        return None
    if grid.lower[here.first] not in ("das", "dies") or cue.finite - here.first > 2 or not _tells(cue):
        return None
    if any(s.kind in ("main", "inf", "sub") for s in sentence.segments[cue.home + 1 :]):
        return None
    quote = trimmed(grid, (sentence.start, here.start - 1))
    if quote is None or all(grid.opaque[i] for i in range(*quote)) or main_before(grid, sentence, cue.home) is None:
        return None
    draft = cue_draft(grid, sentence, cue, "quotes.clause_verb", [quote], [(here.start - 1, sentence.last)])
    return draft if draft.speaker is not None else None
