"""Quotations marked by a source phrase: „laut X“, „nach Angaben von X“, „X zufolge“, „gemäß dem Bericht“, „demnach“, „…, wonach …“.

The source phrase is the frame, its noun phrase the speaker, the rest of its clause the quotation.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.components.quotes.clauses import trimmed
from pipeline.components.quotes.drafts import Draft, Range, minus
from pipeline.components.quotes.grid import Grid, Segment, Sentence
from pipeline.components.quotes.lexicon import RELATIVES, Lexicon, word_set
from pipeline.components.quotes.phrases import noun_phrase, whole_field
from pipeline.components.quotes.subjunctive import mood
from pipeline.components.quotes.voices import is_person_noun

_DEMNACH = frozenset(("demnach", "demzufolge", "danach", "hiernach", "dementsprechend"))
OPENERS = _DEMNACH | {"zu", "laut", "gemäß", "gemäss", "nach", "zufolge", "wonach"}
_NOMINAL = ("NN", "NE", "FM", "XY", "TRUNC")
_INSIDE_PHRASE = ("NN", "NE", "FM", "XY", "TRUNC", "ADJA", "CARD", "KON")
_DETERMINERS = ("ART", "PPOSAT", "PDAT", "PIAT", "PRELAT", "PWAT")
_POST_NACH = word_set(
    "meinung ansicht auffassung angaben vernehmen überzeugung einschätzung aussage aussagen worten dafürhalten darstellung "
    "berichten erkenntnissen informationen schätzung schätzungen ermessen lesart"
)


def source_frames(grid: Grid, lexicon: Lexicon, sentence: Sentence, matched: Mapping[int, int]) -> list[Draft]:
    """Drafts for all source phrases of the sentence; `matched`: start and end of those that the rule packs found."""
    drafts = []
    for number, segment in enumerate(sentence.segments):
        i = segment.start
        while i < segment.end:
            if (grid.lower[i] in OPENERS or i in matched) and not grid.opaque[i]:
                draft = _matched(grid, sentence, number, i, matched[i]) if i in matched else _at(grid, lexicon, sentence, number, i)
                if draft is not None:
                    drafts.append(draft)
                    i = max(i, draft.frame[0][1] - 1)
            i += 1
    return drafts


def _at(grid: Grid, lexicon: Lexicon, sentence: Sentence, number: int, i: int) -> Draft | None:
    low = grid.lower[i]
    segment = sentence.segments[number]
    if low == "laut" and grid.tag[i] not in ("ADJD", "ADV", "ADJA", "PTKVZ") or low in ("gemäß", "gemäss"):
        phrase = _complement(grid, sentence, i + 1)
        if phrase is None and low == "laut" and i + 1 < sentence.last and grid.text[i + 1] not in (",", ".", ":"):
            phrase = _named_in_marks(grid, i + 1, sentence.last)
        if phrase is None or (low != "laut" and not (_is_source(grid, lexicon, phrase) or _is_speaker(grid, phrase))):
            return None
        return _draft(grid, sentence, number, "quotes.laut" if low == "laut" else "quotes.gemaess", (i, phrase[1]), [i], phrase)
    if low == "nach":
        before = _before_postposition(grid, segment, i, lexicon)
        if before is not None:
            return _draft(grid, sentence, number, "quotes.nach_angaben", (before[0], i + 1), [i], before)
        phrase = _complement(grid, sentence, i + 1)
        if phrase is None or not (_is_source(grid, lexicon, phrase) or _relative(grid, phrase)):
            return None
        return _draft(grid, sentence, number, "quotes.nach_angaben", (i, phrase[1]), [i], phrase)
    if low == "zufolge" or (low == "zu" and i + 1 < segment.end and grid.text[i + 1] == "Folge" and grid.tag[i - 1] in _NOMINAL):
        phrase = phrase_before(grid, segment, i, _floor(sentence, number))
        end = i + 1 if low == "zufolge" else i + 2
        return (
            _draft(grid, sentence, number, "quotes.zufolge", (phrase[0], end), list(range(i, end)), phrase) if phrase is not None else None
        )
    if low in _DEMNACH and (low != "danach" or _unreal(grid, sentence)):
        return _draft(grid, sentence, number, "quotes.demnach", (i, i + 1), [i], (i, i + 1))
    if low == "wonach" and i == segment.first and number > 0:
        return _wonach(grid, lexicon, sentence, number, i)
    return None


def _is_speaker(grid: Grid, phrase: Range) -> bool:
    """„gemäß einem Sprecher“: the head is a calling."""
    head = next((i for i in range(*phrase) if grid.tag[i] == "NN"), None)
    return head is not None and is_person_noun(grid.lower[head].removesuffix("s").removesuffix("n"))


def _named_in_marks(grid: Grid, start: int, limit: int) -> Range | None:
    """A name in marks („tagesschau.de“) or one that the tagger does not know for a noun (muster.net)."""
    if grid.text[start] in ("„", "»", '"', "''"):
        end = next((k + 1 for k in range(start + 1, min(start + 10, limit)) if grid.text[k] in ("“", "«", "”", '"', "''")), None)
        return (start, end) if end else None
    return (start, start + 1) if "." in grid.text[start] or grid.tag[start] in ("ADJD", "XY", "FM", "PIS", "PPER") else None


def _matched(grid: Grid, sentence: Sentence, number: int, start: int, end: int) -> Draft | None:
    """A source that a rule pack found: the phrase behind it is the speaker."""
    behind = end + 1 if end < sentence.last and grid.lower[end] in ("von", "vom") else end
    phrase = _complement(grid, sentence, behind, end - start + (behind - end))
    if phrase is None:
        return None
    return _draft(grid, sentence, number, "quotes.source_phrase", (start, phrase[1]), list(range(start, end)), phrase)


def _relative(grid: Grid, phrase: Range) -> bool:
    return phrase[1] - phrase[0] == 1 and grid.tag[phrase[0]] == "PRELS"


def _unreal(grid: Grid, sentence: Sentence) -> bool:
    return any(mood(grid, s) or any(grid.lower[k] in ("soll", "sollen") for k in s.finite) for s in sentence.segments)


def _complement(grid: Grid, sentence: Sentence, start: int, lead: int = 1) -> Range | None:
    """The noun phrase behind `lead` words of the source phrase; all of the fore-field if the sentence begins with these."""
    if start >= sentence.last:
        return None
    if grid.lower[start] in RELATIVES and grid.tag[start] == "PRELS":
        return (start, start + 1)
    home = next((s for s in sentence.segments if s.start <= start < s.end), None)
    if home is not None and home.first == start - lead:
        finite = next((s.finite[0] for s in sentence.segments if s.finite and s.finite[0] > start and s.kind in ("main", "v1")), None)
        if (
            finite is not None
            and finite - start < 25
            and not any(s.kind in ("rel", "sub", "inf") and home.start < s.start < finite for s in sentence.segments)
        ):
            return whole_field(grid, start, finite)
    return noun_phrase(grid, start, sentence.last)


def _is_source(grid: Grid, lexicon: Lexicon, phrase: Range) -> bool:
    """Whether the first noun of the phrase is one that words come from; a coordinated or genitive noun behind it does not count."""
    for i in range(phrase[0], phrase[1]):
        if grid.tag[i] in _NOMINAL:
            noun = lexicon.noun(grid.text[i])
            if noun is not None and "source" in noun.governs:
                return True
            owner = grid.tag[i] == "NE" or grid.named[i] and i == phrase[0]
            if not (owner and grid.text[i].endswith(("s", "’", "'", "x", "z")) and i - phrase[0] < 3):  # „nach Musters Meinung“
                return False
    return False


def _before_postposition(grid: Grid, segment: Segment, i: int, lexicon: Lexicon) -> Range | None:
    """„seiner Meinung nach“: the noun stands right before, and „nach“ does not begin a phrase of its own."""
    if i <= segment.start or grid.lower[i - 1] not in _POST_NACH:
        noun = lexicon.noun(grid.text[i - 1]) if i > segment.start and grid.tag[i] == "APPO" else None
        if noun is None or "source" not in noun.governs:
            return None
    if i + 1 < segment.end and grid.tag[i + 1] in (*_DETERMINERS, "NN", "NE", "ADJA") and grid.tag[i] != "APPO":
        return None
    return phrase_before(grid, segment, i)


def _floor(sentence: Sentence, number: int) -> int:
    """Where the stretch begins that segment `number` goes on behind a bracket: „dem Verband (VDM) zufolge“."""
    while number > 0 and sentence.segments[number].before in ("(", ")"):
        number -= 1
    return sentence.segments[number].start


def phrase_before(grid: Grid, segment: Segment, i: int, floor: int | None = None) -> Range | None:
    """The noun phrase that ends at token i (exclusive), not before `floor` (the segment's start by default): back to its determiner,
    and over a genitive („Angaben der Polizei“) to its head."""
    j = i
    seen_noun = False
    floor = segment.start if floor is None else floor
    while j > floor:
        tag, word = grid.tag[j - 1], grid.text[j - 1]
        if tag in _DETERMINERS:
            j -= 1
            head = j - 1
            genitive = grid.lower[j] in ("der", "des", "eines", "einer")
            if genitive and head >= floor and grid.tag[head] == "NN" and not _subject_like(grid, segment, head):
                continue
            break
        if tag in _INSIDE_PHRASE or word in ("„", "“", "»", "«", '"', "”"):
            seen_noun = seen_noun or tag in _NOMINAL
            j -= 1
        elif (
            grid.lower[j - 1] in ("von", "vom", "aus", "im", "beim", "des")
            and j - 1 > floor
            and grid.tag[j - 2] in _NOMINAL
            or word in (")", "(")
        ):
            j -= 1
        elif tag in ("ADJD", "ADV", "VVPP", "VVFIN") and word != word.lower():  # a name that the tagger does not know
            seen_noun = True
            j -= 1
        else:
            break
    if j == i and i > floor and grid.lower[i - 1] in ("ihm", "ihr", "ihnen", "dem", "denen", "diesem", "dieser", "diesen"):
        return (i - 1, i)  # „Ihnen zufolge“
    while j < i and (grid.tag[j] == "KON" or grid.text[j] in ("“", "«", ")")):
        j += 1
    return (j, i) if seen_noun and j < i else None


def _subject_like(grid: Grid, segment: Segment, head: int) -> bool:
    """A noun with a determiner right behind the finite verb is the subject, not the head of the source phrase."""
    k = head
    while k > segment.start and grid.tag[k - 1] in ("ADJA", "CARD", "NN", "NE"):
        k -= 1
    return k > segment.start and grid.tag[k - 1] in _DETERMINERS and k - 2 >= segment.start and grid.finite[k - 2]


def _draft(grid: Grid, sentence: Sentence, number: int, rule_id: str, frame: Range, cue: list[int], speaker: Range) -> Draft | None:
    segments = sentence.segments
    home = segments[number]
    own_segment = frame[0] <= home.first and (frame[1] >= home.end or grid.text[min(frame[1], sentence.end - 1)] == ",")
    clause = _clause(grid, sentence, number, frame)
    shown = frame
    if own_segment and number > 0 and home.before == "," and frame[0] > clause[0]:
        shown = (home.start - 1, frame[1])
    quote = [t for r in minus(clause, [(frame[0], frame[1])]) if (t := trimmed(grid, r))]
    if not quote or all(grid.opaque[k] for r in quote for k in range(*r)):
        return None
    return Draft("indirect", rule_id, quote, "speech_writing", speaker, cue, None, [shown])


def _clause(grid: Grid, sentence: Sentence, number: int, frame: Range) -> Range:
    """The clause that the source phrase belongs to: its relative or subordinate clause, else the main clause with all that hangs on it."""
    segments = sentence.segments
    home = segments[number]
    bracket = _bracket(segments, number)
    if bracket is not None:
        return bracket
    if home.first == frame[0] and home.kind == "bare":  # „Nach Angaben der Bahn, die …, war“: the clause begins with its verb
        verb = next((s for s in segments[number + 1 :] if s.kind not in ("bare", "rel", "sub")), None)
        if verb is not None and verb.kind == "v1":
            return (verb.start, sentence.last)
    if home.kind in ("rel", "sub") and number > 0 and home.before == ",":
        end = home.end
        for later in segments[number + 1 :]:
            if later.start <= frame[1]:
                end = max(end, later.end)
        return (home.start, end)
    start = sentence.start
    for k in range(number, 0, -1):
        segment = segments[k]
        if segment.before == ";" or (segment.before in (",", "–") and segment.kind == "main" and _starts_anew(grid, segments, k)):
            start = segment.start
            break
    end = sentence.last
    for k in range(number + 1, len(segments)):
        segment = segments[k]
        if segment.start >= frame[1] and (
            segment.before == ";" or (segment.kind == "main" and segment.coordinator in ("doch", "aber", "jedoch"))
        ):
            end = segment.start - 1
            break
    return (start, end)


def _bracket(segments: list[Segment], number: int) -> Range | None:
    """The stretch in brackets that segment `number` lies in, None if in none."""
    first = next((k for k in range(number, max(-1, number - 8), -1) if segments[k].before in ("(", ")")), None)
    if first is None or segments[first].before != "(":
        return None
    last = next((k for k in range(number + 1, len(segments)) if segments[k].before == ")"), len(segments))
    return (segments[first].start, segments[last - 1].end)


def _starts_anew(grid: Grid, segments: list[Segment], k: int) -> bool:
    """Whether segment k begins a main clause beside an earlier one."""
    return segments[k].coordinator in ("und", "aber", "doch", "sondern") and any(s.kind == "main" for s in segments[:k])


def _wonach(grid: Grid, lexicon: Lexicon, sentence: Sentence, number: int, i: int) -> Draft | None:
    speaker = None
    for k in range(i - 1, sentence.start - 1, -1):
        noun = lexicon.noun(grid.text[k]) if grid.tag[k] == "NN" else None
        if noun is not None:
            start = k
            while start > sentence.start and grid.tag[start - 1] in ("ADJA", *_DETERMINERS):
                start -= 1
            speaker = noun_phrase(grid, start, i)
            break
    quote = trimmed(grid, (i + 1, sentence.last))
    if quote is None:
        return None
    return Draft("indirect", "quotes.wonach", [quote], "speech_writing", speaker, [i], None, [(sentence.start, i + 1)])
