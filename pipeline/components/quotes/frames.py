"""Indirect quotations with a cue verb: „X sagte, Q“, „Q, sagte X“, „Q1, sagte X, Q2“, „wie X mitteilte, Q“.

Each function looks at one sentence and answers with drafts. What a cue may govern (dass, zu) stands in the verb list.
"""

from __future__ import annotations

from pipeline.components.quotes.agents import source_phrase
from pipeline.components.quotes.clauses import adverbial, ends_at, find_complement, main_before, trimmed
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft, Range, minus
from pipeline.components.quotes.grid import QUOTE_MARKS, Grid, Segment, Sentence
from pipeline.components.quotes.heads import can_speak, is_person
from pipeline.components.quotes.lexicon import CORRELATES, KONJUNKTIV_2, MODAL, WERDEN, CueVerb
from pipeline.components.quotes.phrases import marked_name, named, noun_phrase
from pipeline.components.quotes.pointing import appended, cue_draft
from pipeline.components.quotes.segments import ends_in_zu
from pipeline.components.quotes.speakers import citing_medium, is_object, phrase_behind, speaker_of
from pipeline.components.quotes.subjunctive import mood
from pipeline.components.quotes.voices import is_thing

_REJECTING = frozenset(("zurückweisen", "bestreiten", "dementieren", "ablehnen", "abstreiten", "abtun", "kritisieren"))
_MIGHT = MODAL | WERDEN | {"lässt", "ließ", "lasse"}
IN_CIRCLES = Cue(CueVerb("", "", frozenset(), "speech"), [0], 0, 0, 0, impersonal=True)
_LETTING = frozenset(("lässt", "lassen", "ließ", "ließen"))
_SHOWING = frozenset(("zeigen", "beweisen", "belegen", "verdeutlichen", "deutlichmachen"))
_REJECTED = frozenset(
    (
        "vorwurf",
        "vorwürfe",
        "behauptung",
        "behauptungen",
        "gerücht",
        "gerüchte",
        "anschuldigung",
        "anschuldigungen",
        "darstellung",
        "meldung",
    )
)
_HOW_MUCH = frozenset(("lange", "sehr", "viel", "viele", "oft", "wichtig", "wenig", "groß", "weit", "gut", "stark", "schnell"))


def verb_frames(grid: Grid, sentence: Sentence, cues: list[Cue]) -> list[Draft]:
    """Drafts for the cue verbs of a sentence; a cue inside a quotation already found makes none."""
    drafts: list[Draft] = []
    for cue in cues:
        if any(a <= cue.finite < b for d in drafts for a, b in d.quote):
            continue
        nearer = any(c.segment == cue.segment and c.finite > cue.last for c in cues)  # „entschuldigte sich und meinte, …“
        behind = cue.segment + 1
        if _author_s(grid, sentence, cue):
            continue
        colon = behind < len(sentence.segments) and sentence.segments[behind].before == ":" and not _parenthetic(grid, sentence, cue)
        draft = _preposed(grid, sentence, cue, cues) if colon and not cue.used and not nearer else None
        if draft is None and not cue.used:
            draft = _as_wie(grid, sentence, cue) or _postposed(grid, sentence, cue) or appended(grid, sentence, cue)
        if draft is None and not nearer:
            draft = _preposed(grid, sentence, cue, cues)
        if draft is not None:
            cue.used = True
            drafts.append(draft)
            medium = citing_medium(grid, sentence, cue, draft.speaker)
            if medium is not None:  # the words are the cited person's, and the medium's that cites them
                drafts.append(Draft("indirect", draft.rule_id, draft.quote, "writing", medium, draft.cue, None, draft.frame, nested=True))
    return drafts


def _author_s(grid: Grid, sentence: Sentence, cue: Cue) -> bool:
    """„wie man gerne sagt“, „wie wir wissen“: a figure of speech of the author's."""
    opening = _wie_opens(grid, sentence.segments, cue.home)
    if opening is None:
        return False
    wie = sentence.segments[opening].first
    return any(grid.lower[i] in ("man", "wir", "ich") for i in range(wie + 1, cue.finite))


def _parenthetic(grid: Grid, sentence: Sentence, cue: Cue) -> bool:
    """„Q1, sagte X: Q2“: the verb comes first behind a comma, and what stands in front is no mere „Auf die Frage, ob …,“."""
    here, first = sentence.segments[cue.home], sentence.segments[0]
    if cue.home == 0 or here.kind != "v1" or here.before != ",":
        return False
    return not (first.kind == "bare" and grid.tag[sentence.start] in ("APPR", "APPRART"))


def _preposed(grid: Grid, sentence: Sentence, cue: Cue, cues: list[Cue]) -> Draft | None:
    """„X sagte, Q“: the complement follows; everything else of the sentence is the frame."""
    at = find_complement(grid, sentence, cue)
    if at is None:
        return _without_comma(grid, sentence, cue)
    nearer = next((c for c in cues if c.segment == at - 1 > cue.segment and c.verb.governs & {"dass", "zu"}), None)
    if nearer is not None and find_complement(grid, sentence, nearer) == at:
        return None  # „bestritt das, indem er sagte, …“: the complement is the nearer verb's
    if (
        cue.verb.lemma in _REJECTING
        and sentence.segments[at].before == ","
        and any(grid.lower[i] in _REJECTED for i in range(cue.finite + 1, sentence.segments[at].start))
    ):
        return None  # „wies die Behauptung zurück, er habe …“: the words of whoever claims it
    quote = ends_at(grid, sentence, cue, at, cues)
    if quote is None:
        return None
    draft = cue_draft(grid, sentence, cue, "quotes.verb_clause", [quote], around(sentence, quote))
    if _nobody_says(grid, cue, draft.speaker):
        return None
    if sentence.segments[at].before == ":" and draft.speaker is None and not cue.passive and not cue.impersonal:
        return None  # „Anders formuliert: …“ is the author's
    return draft


def _nobody_says(grid: Grid, cue: Cue, speaker: Range | None) -> bool:
    """„Man kann nur hoffen, dass …“, „die Erfahrung zeigt, dass …“: what might be said, and what things that are no papers show."""
    if cue.verb.lemma == "sprechen" and any(grid.lower[i] in ("dafür", "dagegen") for i in cue.tokens):
        return True  # „alles spricht dafür, dass …“
    if speaker is None:
        return cue.verb.lemma in _SHOWING and not cue.passive and not cue.impersonal  # „Das zeigt, dass …“
    if cue.verb.lemma == "erkennen" and grid.lower[cue.finite] in _LETTING and not can_speak(grid, speaker):
        return True  # „Die Aufnahmen ließen erkennen, wie …“
    if grid.lower[speaker[0]] == "man":
        return grid.lower[cue.finite] in _MIGHT
    return cue.verb.lemma in _SHOWING and is_thing(grid, speaker) and not any(grid.is_source(grid.text[i]) for i in range(*speaker))


def _without_comma(grid: Grid, sentence: Sentence, cue: Cue) -> Draft | None:
    """„hat angekündigt den Vertrag zu kündigen“: behind a participle or separated prefix the quotation begins even without a comma."""
    segment = sentence.segments[cue.segment]
    start, last = cue.last + 1, segment.end - 1
    if "zu" not in cue.verb.governs or len(cue.tokens) < 2 or segment.kind not in ("main", "v1") or last - start < 1:
        return None
    if (
        cue.finite == cue.last
        or grid.lower[start] in ("um", "ohne", "statt", "anstatt")
        or not ends_in_zu(grid, range(start, segment.end))
        or any(k > cue.last for k in segment.finite)
    ):
        return None
    later = next((s.start - 1 for s in sentence.segments[cue.segment + 1 :] if s.kind in ("main", "v1")), sentence.last)
    quote = trimmed(grid, (start, later))
    return cue_draft(grid, sentence, cue, "quotes.verb_clause", [quote], around(sentence, quote)) if quote else None


def around(sentence: Sentence, quote: Range) -> list[Range]:
    """The framing clause: what the sentence holds beside the quotation; not what stands behind it if that is a marked quotation."""
    behind = any(block[0] >= quote[1] for block in sentence.blocks)
    end = quote[1] if behind or quote[1] + 1 >= sentence.last else sentence.last
    return minus((sentence.start, end), [quote, *sentence.blocks])


def _postposed(grid: Grid, sentence: Sentence, cue: Cue) -> Draft | None:
    """„Q, sagte X“ and „Q1, sagte X, Q2“: the verb (or „so sagte“) begins its segment, and a main clause stands before it."""
    segments = sentence.segments
    here = segments[cue.home]
    if cue.home == 0 or here.before not in (",", "–", "—", "-") or not _begins(grid, cue, here.first):
        return None
    if grid.lower[cue.finite] in KONJUNKTIV_2:
        return None  # „Gewinnt er heute, könnte er den Titel feiern“
    weak = "weak" in cue.verb.governs and not cue.impersonal
    if (
        not cue.verb.governs & {"dass", "q"}
        or here.coordinator
        or (weak and not _paper_behind(grid, cue, here.end) and not _person_behind(grid, sentence, cue))
    ):
        return None
    first = main_before(grid, sentence, cue.home)
    correlate = False
    if first is not None and not _unreal(grid, sentence, cue.home):
        at = find_complement(grid, sentence, cue)
        correlate = (
            at is not None and here.kind == "v1" and any(grid.lower[i] in CORRELATES for i in cue.tokens)
        )  # „…, ärgerte er sich darüber, dass …“
        if at is not None and segments[at].kind != "main" and not correlate:
            return None  # „Es war still, sagte er, dass …“ is no frame of what stands before it
    end = _frame_end(grid, sentence, cue)
    if first is None:
        if end >= sentence.last or not _verb_first_behind(grid, sentence, cue, end):
            return None
        first = sentence.start
    left = trimmed(grid, (first, here.start - 1))
    speaker = (
        speaker_of(grid, sentence, cue)
        if cue.impersonal or cue.passive or cue.verb.lemma == "zitieren"
        else phrase_behind(grid, sentence, cue)
    )
    in_circles = speaker is not None and grid.lower[speaker[0]] == "man"
    if in_circles:
        speaker = source_phrase(grid, cue.finite + 1, here.end, IN_CIRCLES)  # „sagte man in Regierungskreisen“
    if not cue.impersonal and not cue.passive and (speaker is None or speaker[0] < cue.finite or grid.lower[speaker[0]] == "man"):
        return None  # an elided subject: the verb goes on with the clause before, it does not comment on it
    if left is None or all(grid.opaque[i] for i in range(*left)):
        return None
    if speaker is not None and not in_circles and cue.finite == here.first and is_object(grid, cue, speaker):
        return None  # „Die Polizei zählt sechs Tote, befürchtet aber weitere Opfer“
    quote = [left]
    if end < sentence.last:
        rest = trimmed(grid, (end + 1, sentence.last))
        if rest and _continues(grid, sentence, end) and not correlate:
            quote.append(rest)
        else:
            end = sentence.last
    draft = cue_draft(grid, sentence, cue, "quotes.clause_verb", quote, [(here.start - 1, end)])
    draft.speaker = speaker
    return draft


def _paper_behind(grid: Grid, cue: Cue, end: int) -> bool:
    """„…, zeigt eine Studie der Universität“: a paper in the nominative right behind a verb of showing."""
    if cue.verb.lemma not in (*_SHOWING, "ergeben", "nachweisen"):
        return False
    nouns = [i for i in range(cue.finite + 1, min(cue.finite + 6, end)) if grid.tag[i] == "NN"]
    return bool(nouns) and grid.is_source(grid.text[nouns[0]])


def unlisted_frame(grid: Grid, sentence: Sentence) -> Draft | None:
    """„Es gebe keinen Grund zur Sorge, beruhigte Anna Muster“: behind a Konjunktiv any verb frames it, if a person's name follows it."""
    number = len(sentence.segments) - 1
    here = sentence.segments[number] if number > 0 else None
    if here is None or here.kind != "v1" or here.before != "," or here.finite != [here.first] or grid.tag[here.first] != "VVFIN":
        return None
    if mood(grid, here) or main_before(grid, sentence, number) is None or mood(grid, sentence.segments[0]) != 2:
        return None
    cue = Cue(IN_CIRCLES.verb, [here.first], here.first, number, number)
    speaker = phrase_behind(grid, sentence, cue)
    quote = trimmed(grid, (sentence.start, here.start - 1))
    if speaker is None or quote is None or not is_person(grid, speaker):
        return None
    return Draft("indirect", "quotes.clause_verb", [quote], "speech", speaker, [here.first], None, [(here.start - 1, sentence.last)])


def _person_behind(grid: Grid, sentence: Sentence, cue: Cue) -> bool:
    """„…, findet Anna Muster.“: a person's name right behind the verb ends the sentence."""
    speaker = phrase_behind(grid, sentence, cue) if not cue.passive and cue.finite == cue.last else None
    return speaker is not None and speaker[0] == cue.finite + 1 and speaker[1] >= sentence.last - 1 and is_person(grid, speaker)


def _begins(grid: Grid, cue: Cue, first: int) -> bool:
    return cue.finite == first or (grid.lower[first] in ("so", "wie") and cue.finite == first + 1)


def _frame_end(grid: Grid, sentence: Sentence, cue: Cue) -> int:
    """End of the frame that begins with the verb: with its speaker, the speaker's apposition and what is said of the circumstances."""
    number = cue.segment
    segments = sentence.segments
    while number + 1 < len(segments) and segments[number + 1].kind in ("bare", "rel") and segments[number + 1].before == ",":
        number += 1
    return segments[number].end


def _continues(grid: Grid, sentence: Sentence, end: int) -> bool:
    """Whether what follows a parenthetic frame goes on quoting: verb first („Die Lage, sagte X, sei ernst“) or in the Konjunktiv."""
    for segment in sentence.segments:
        if segment.start > end:
            if segment.kind == "main" and not segment.coordinator:
                return True  # „Das war falsch, sagt X, wir haben gelernt“
            return segment.kind in ("v1", "inf") or mood(grid, segment) > 0 or (segment.kind == "sub" and not adverbial(grid, segment))
    return False


def _unreal(grid: Grid, sentence: Sentence, number: int) -> bool:
    return any(mood(grid, s) for s in sentence.segments[:number])


def _verb_first_behind(grid: Grid, sentence: Sentence, cue: Cue, end: int) -> bool:
    """„Die Lage, sagte X, sei ernst“, „Die Lage, so sagt X, ist ernst“: the quotation's own verb comes right behind the frame.

    In the indicative only a mere fore-field may stand in front: „Wenn er kommt, werden wir es sagen, erklärte X“ is another sentence.
    """
    behind = next((s for s in sentence.segments if s.start > end), None)
    if behind is None or behind.kind != "v1":
        return False
    mere = all(s.kind in ("bare", "rel", "inf") for s in sentence.segments[: cue.home])
    return mood(grid, behind) > 0 or (mere and grid.lower[cue.finite] not in _MIGHT)


def _as_wie(grid: Grid, sentence: Sentence, cue: Cue) -> Draft | None:
    """„wie X mitteilte“: the clause is the frame, the rest of the sentence the quotation."""
    segments = sentence.segments
    here = segments[cue.home]
    opening = _wie_opens(grid, segments, cue.home)
    if opening is None or cue.verb.lemma in ("nennen", "bezeichnen"):
        return None
    wie = segments[opening].first
    if grid.lower[wie + 1] in _HOW_MUCH:
        return None
    verb_last = cue.finite >= here.end - 3 and (cue.segment == cue.home or segments[cue.segment].kind != "main")
    if not verb_last and here.kind != "sub":
        return None
    start = segments[opening].start - (1 if opening > 0 else 0)
    end = max(here.end, segments[cue.segment].end)
    following = next((s for s in segments if s.start >= end), None)
    cue.tokens = sorted({wie, *cue.tokens})
    if opening == 0:
        rest = trimmed(grid, (end + 1, sentence.last)) if end < sentence.last else None
        if rest is None or all(grid.opaque[i] for i in range(*rest)):
            return None
        return _wie_draft(grid, sentence, cue, wie, [rest], (start, end + 1))
    left = trimmed(grid, (main_before(grid, sentence, opening) or sentence.start, start))
    if left is not None and any(grid.lower[i] == "so" and grid.tag[i + 1] in ("ADJD", "ADV", "PIAT", "ADJA") for i in range(*left)):
        return None  # „so stolz, wie er Bescheid weiß“
    rest = trimmed(grid, (end + 1, sentence.last)) if following is not None else None
    quote = [r for r in (left, rest) if r]
    if not quote or all(grid.opaque[i] for r in quote for i in range(*r)):
        return None
    return _wie_draft(grid, sentence, cue, wie, quote, (start, end + (1 if rest else 0)))


def _wie_draft(grid: Grid, sentence: Sentence, cue: Cue, wie: int, quote: list[Range], frame: Range) -> Draft:
    draft = cue_draft(grid, sentence, cue, "quotes.wie_clause", quote, [frame])
    if cue.finite < wie:  # „wie vom Gericht gefordert“
        draft.speaker = source_phrase(grid, wie + 1, cue.last, cue)
    elif (wie < sentence.segments[cue.home].start or draft.speaker is None) and not cue.passive and not cue.impersonal:
        behind = wie + 2 if grid.lower[wie + 1] == "es" and wie + 2 < cue.finite else wie + 1  # „wie es ein Kenner sagt“
        draft.speaker = noun_phrase(grid, behind, cue.finite) or marked_name(grid, wie + 1, cue.finite) or draft.speaker
    return draft


def _wie_opens(grid: Grid, segments: list[Segment], home: int) -> int | None:
    """Index of the segment whose „wie“ opens the clause of the verb in segment `home`: „wie der Richter, Karl Muster, ausführte“."""
    for number in range(home, max(-1, home - 4), -1):
        first = segments[number].first
        if first >= 0 and grid.lower[first] == "wie":
            return number if number == home or not segments[number].finite else None
        if segments[number].before not in (",", "(", ")") or (number < home and segments[number].kind not in ("bare", "rel")):
            return None
    return None


def so_frames(grid: Grid, sentence: Sentence) -> list[Draft]:
    """„Q, so X“ and „Q1, so X, Q2“: „so“ with a noun phrase and no verb."""
    drafts = []
    segments = sentence.segments
    for number, segment in enumerate(segments):
        if (
            number == 0
            or segment.kind != "bare"
            or segment.first < 0
            or grid.lower[segment.first] != "so"
            or segment.before not in (",", "–")
        ):
            continue
        start = segment.first + 1
        while start < segment.end and grid.lower[start] in (
            "auch",
            "etwa",
            "zumindest",
            "jedenfalls",
            "weiter",
            "wörtlich",
            "gestern",
            "heute",
        ):
            start += 1
        speaker = named(grid, start, sentence.last)
        if speaker is None:
            continue
        end = segment.end
        for later in segments[number + 1 :]:
            if later.before in ("(", ")") or (later.before == "," and (later.kind == "rel" or later.start < speaker[1])):
                end = later.end
            else:
                break
        first = main_before(grid, sentence, number)
        left = trimmed(grid, (sentence.start if first is None else first, segment.start - 1))
        rest = trimmed(grid, (end + 1, sentence.last)) if end < sentence.last else None
        if rest is not None and grid.opaque[rest[0]]:
            rest = None  # „…, so X weiter: „…““: the marked words are a quotation of their own
        quote = [r for r in (left, rest) if r]
        if not quote or all(grid.opaque[i] for r in quote for i in range(*r)):
            continue
        if left is not None and rest is not None and all(grid.opaque[i] for i in range(*left)) and grid.text[rest[0]] in QUOTE_MARKS:
            continue  # „„Das“, so X, „ist falsch““: direct speech on both sides
        frame = (segment.start - 1, end + 1 if rest else end)
        drafts.append(Draft("indirect", "quotes.so_speaker", quote, "speech_writing", speaker, [segment.first], None, [frame]))
    return drafts
