"""From a Doc to its quotations: the order in which the rules are asked, sentence by sentence, and the rows that come of it."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.components.quotes.blocks import announced_speaker, block_quotes, last_named
from pipeline.components.quotes.chains import (
    attributive,
    chain_draft,
    holder,
    is_chain,
    is_hearsay,
    late_chain,
    late_clause,
    leading_clause,
)
from pipeline.components.quotes.cues import Cue, find_cues
from pipeline.components.quotes.direct import block_drafts, fragment_drafts, sort_marked
from pipeline.components.quotes.drafts import Draft, Range
from pipeline.components.quotes.frames import so_frames, unlisted_frame, verb_frames
from pipeline.components.quotes.grid import HEARSAY, OPENER, Grid, Sentence, token_ranges
from pipeline.components.quotes.interviews import interview_turns
from pipeline.components.quotes.lexicon import Lexicon
from pipeline.components.quotes.marks import find_marked
from pipeline.components.quotes.medium import settle_media
from pipeline.components.quotes.nominal import nominal_frames
from pipeline.components.quotes.pointing import announced, attributed, back_reference, labelled, told_by
from pipeline.components.quotes.reported import reported_clauses, reported_draft
from pipeline.components.quotes.resolve import Resolver
from pipeline.components.quotes.sentences import lay_out
from pipeline.components.quotes.sources import source_frames
from pipeline.components.quotes.speakers import names_speaker, subject_of
from pipeline.components.quotes.voices import is_office
from pipeline.components.quotes.words import read_words
from pipeline.extensions import excluded, rows
from pipeline.records import CharSpan, Quote

_NOT_NESTED = ("quotes.noun_clause", "quotes.so_speaker", "quotes.demnach")
_OF_A_CLAUSE = ("quotes.verb_clause", "quotes.noun_clause", "quotes.adjective_clause")
_NOBODY = frozenset(("demnach", "danach", "vernehmen", "wonach", "man", "wir", "ich"))
_SOURCES = ("quotes.source_phrase", "quotes.nach_angaben", "quotes.laut")
_TOLD_AGAIN = ("reported", "free_indirect", "direct")  # what „Das berichtet X.“ behind it may frame
_TELLING = OPENER | HEARSAY
_CHAINED = ("indirect_free_indirect", "free_indirect")


def find_quotes(doc: Doc, lexicon: Lexicon, sources: Sequence[Range] = ()) -> list[Quote]:
    """The quotations of the Doc in text order, speakers resolved. Linear in its length: every sentence is read a fixed number of times.

    Args:
        sources: token ranges of words that name a source („aus Sicht“), found by the rule packs.
    """
    if not len(doc):
        return []
    grid = read_words(doc, lexicon)
    marked = find_marked(grid.source)
    grid.is_source = lexicon.is_source
    mentions, actors, dates = rows(doc, "actor_mentions"), rows(doc, "actors"), rows(doc, "dates")
    for start, end in token_ranges(grid, [(m.start_char, m.end_char) for m in mentions if m.form != "pronoun"]):
        grid.named[start:end] = [True] * (end - start)
    blocks, fragments = sort_marked(grid, marked, token_ranges(grid, [(m.start, m.end) for m in marked]))
    lay_out(grid, blocks)
    quotes = to_rows(grid, _Reader(grid, lexicon, fragments, dict(sources)).read())
    Resolver(grid.source, lexicon.is_cue, mentions, actors, dates).resolve(quotes)
    settle_media(quotes, {a.actor_id: a for a in actors}, lexicon)
    return quotes


class _Reader:
    """Goes through the sentences once and remembers what the next one needs: who spoke last, and whether a quotation goes on."""

    def __init__(self, grid: Grid, lexicon: Lexicon, fragments: list[Range], sources: dict[int, int]) -> None:
        self.grid = grid
        self.sources = sources
        self.lexicon = lexicon
        self.fragments = fragments
        self.next_fragment = 0
        self.excluded = excluded(grid.doc)
        sections = rows(grid.doc, "sections")
        self.turns = interview_turns(grid, sections)
        self.voices = self.turns or block_quotes(grid, sections)
        self.drafts: list[Draft] = []
        self.voice: Draft | None = None  # the last draft with a speaker
        self._last: Draft | None = None
        self._silent: list[Sentence] = []  # sentences without a quotation since then
        self.previous: Sentence | None = None

    @property
    def last(self) -> Draft | None:
        """Who goes on speaking: the last speaker, unless a sentence without a quotation has another subject. Looked for when asked for."""
        if self._silent:
            self._last = _spoken_of(self.grid, self._silent, self._last)
            self._silent = []
        return self._last

    def read(self) -> list[Draft]:
        """All drafts of the Doc, chains merged."""
        voices = iter(sorted(self.voices, key=lambda d: d.start))
        voice = next(voices, None)
        for number, sentence in enumerate(self.grid.sentences):
            while voice is not None and voice.end <= sentence.start:
                voice = next(voices, None)
            if self._outside(sentence):
                continue
            fragments = self._fragments_of(sentence)
            if voice is not None and voice.start < sentence.end:
                if voice.start >= sentence.start and voice.speaker is None and self.previous is not None:
                    voice.speaker = announced_speaker(self.grid, self.previous, find_cues(self.grid, self.lexicon, self.previous))
                found = self._inside_voice(sentence)
            else:
                found = self._sentence(sentence, number, fragments)
            for draft in found:
                draft.sentence = number
            self.drafts += found
            spoken = next((d for d in reversed(found) if d.speaker is not None and not d.nested and self._somebody(d)), None)
            if spoken is not None:
                self._last = self.voice = spoken
                self._silent = []
            elif found and all(d.rule_id == "quotes.noun_clause" for d in found):
                self._silent.append(sentence)  # „X wies die Behauptung zurück, …“: X may go on speaking
            self.previous = sentence
        return _with_nesting([*_merge_chains(self.drafts), *(v for v in self.voices if v.rule_id)])

    def _somebody(self, draft: Draft) -> bool:
        """„demnach“, „eigenen Angaben zufolge“, „dem Vernehmen nach“ name nobody who could go on speaking."""
        words = [self.grid.lower[i] for i in range(*draft.speaker)] if draft.speaker else []
        if draft.rule_id == "quotes.noun_clause" and draft.speaker is not None and draft.speaker[0] == draft.cue[0]:
            paper = any(self.lexicon.is_source(self.grid.text[i]) for i in draft.cue)
            return paper and self.grid.tag[draft.speaker[0] - 1] in ("APPR", "APPRART")  # „im Bericht steht, …“, but not „die Bitte, …“
        return not any(w in _NOBODY or w.startswith("eigene") for w in words) and words not in (
            ["der"],
            ["die"],
            ["das"],
            ["dem"],
            ["denen"],
        )

    def _outside(self, sentence: Sentence) -> bool:
        start = self.grid.begin[sentence.start]
        return any(a <= start < b for a, b in self.excluded)

    def _fragments_of(self, sentence: Sentence) -> list[Range]:
        inside = []
        while self.next_fragment < len(self.fragments) and self.fragments[self.next_fragment][0] < sentence.end:
            if self.fragments[self.next_fragment][0] >= sentence.start:
                inside.append(self.fragments[self.next_fragment])
            self.next_fragment += 1
        return inside

    def _inside_voice(self, sentence: Sentence) -> list[Draft]:
        """Inside unmarked direct speech only framed clauses are quotations; in an interview not even these."""
        if self.turns:
            return []
        found = verb_frames(self.grid, sentence, find_cues(self.grid, self.lexicon, sentence))
        for draft in found:
            draft.nested = True
        return found

    def _sentence(self, sentence: Sentence, number: int, fragments: list[Range]) -> list[Draft]:
        near = bool(self.drafts) and self.drafts[-1].sentence == number - 1 and self.previous is not None
        if not near and self.previous is not None:
            self._silent.append(self.previous)
        cues = find_cues(self.grid, self.lexicon, sentence)
        if not cues and not fragments and self._is_plain(sentence):
            return nominal_frames(self.grid, self.lexicon, sentence, [], []) if len(sentence.segments) > 1 else []
        direct = block_drafts(self.grid, sentence, cues, self.last) if sentence.blocks else []
        found = self._framed(sentence, cues, direct)
        for draft in found:
            if draft.speaker is None and _unsourced(self.grid, draft) and self.last is not None:
                draft.speaker = self.last.speaker
        if not found and not direct:
            found = self._unframed(sentence, cues, near)
        elif not direct and found and self._framed_in_konjunktiv(sentence, found):
            # „Man gehe davon aus, dass …“: the framing clause is itself told in the Konjunktiv
            found = [chain_draft(sentence, "indirect_free_indirect", self.last), *(d for d in found if d.rule_id not in _NOT_NESTED)]
            for draft in found[1:]:
                draft.nested = True
        if found and found[0].type == "reported":
            marked = fragment_drafts(self.grid, sentence, fragments, [], cues, direct)
            if _mostly(marked, sentence):  # the marked words are the quotation
                found = []
            for draft in marked:
                draft.nested = bool(found)
        else:
            marked = fragment_drafts(self.grid, sentence, fragments, found, cues, direct)
        spoken = self._before(number) if self.previous is not None and self.previous.blocks and not marked and not direct else []
        if attributed(self.grid, sentence, [d for d in spoken if not d.nested], cues):
            self._last = self.voice = spoken[-1]
            return []
        framed = any(d.rule_id not in _SOURCES for d in found)  # „Das berichtet X unter Berufung auf Y“: the frame is the verb's
        before = self._before(number)
        near = near and not all(d.type in _TOLD_AGAIN or d.rule_id in _SOURCES for d in before)
        if not framed and not marked and not direct and self.previous is not None and not near and not self.previous.blocks:
            told = back_reference(self.grid, sentence, self.previous, cues) or told_by(self.grid, sentence, self.previous)
            if told is not None:
                self._tell_again(before, told)
                found = [told]
        if (direct or marked or (found and found[0].type == "indirect")) and len(sentence.segments) > 1:
            found = [*found, *reported_clauses(self.grid, sentence, cues, [*found, *marked, *direct])]
        return sorted([*direct, *found, *marked], key=lambda d: (d.start, -d.end))

    def _is_plain(self, sentence: Sentence) -> bool:
        """Whether the sentence, which has no cue verb, has none of the words and signs that quotations need without one; a noun that a
        clause hangs on it may have."""
        if sentence.roles & _TELLING or self.sources or sentence.blocks or (self.previous is not None and self.previous.blocks):
            return False
        return not any(segment.before == ":" for segment in sentence.segments)

    def _tell_again(self, before: list[Draft], told: Draft) -> None:
        """A report or hearsay in front is itself what is told, its marked words are the same speaker's; source phrases stay beside it."""
        del self.drafts[len(self.drafts) - len(before) :]
        for draft in before:
            if draft.rule_id == "quotes.direct_fragment":
                draft.speaker, draft.cue, draft.frame, draft.nested = told.speaker, told.cue, told.frame, True
            if draft.rule_id in _SOURCES:
                told.quote = [*draft.quote, told.quote[-1]]
            if draft.type == "direct" or draft.rule_id in _SOURCES:
                self.drafts.append(draft)

    def _before(self, number: int) -> list[Draft]:
        """The drafts of the sentence in front of sentence `number`."""
        found: list[Draft] = []
        for draft in reversed(self.drafts):
            if draft.sentence != number - 1:
                break
            found.append(draft)
        return found[::-1]

    def _framed_in_konjunktiv(self, sentence: Sentence, found: list[Draft]) -> bool:
        clause = leading_clause(sentence)
        before = clause is not None and clause.finite[0] < min(d.start for d in found)
        return before and is_chain(self.grid, sentence, False) and all(d.rule_id in _OF_A_CLAUSE for d in found)

    def _framed(self, sentence: Sentence, cues: list[Cue], direct: list[Draft]) -> list[Draft]:
        """Indirect quotations of the sentence; of a verb's frame and a source phrase the inner one is nested („sagte, laut X sei …“)."""
        verbs = verb_frames(self.grid, sentence, cues)
        verbs += nominal_frames(self.grid, self.lexicon, sentence, cues, verbs)
        kept: list[Draft] = []
        sources = self._source_frames(sentence) if sentence.roles & OPENER or self.sources else []
        for source in sources:
            at = source.cue[0]
            source.nested = _inside(at, verbs)
            if self.grid.lower[source.cue[-1]] == "auf" and (verbs or any(names_speaker(self.grid, sentence, c) for c in cues)):
                continue  # „Der Sender meldete unter Berufung auf das Amt, …“: the sender speaks
            framing = [d for d in direct if d.cue != source.cue] + [d for d in verbs if d.rule_id == "quotes.clause_verb"]
            if not _inside(at, kept) and not any(a <= at < b for d in framing for a, b in d.frame):
                kept.append(source)
        for draft in verbs:
            around = [*(s for s in kept if not s.nested), *(v for v in verbs if v.rule_id == "quotes.clause_verb" and v is not draft)]
            draft.nested = draft.nested or (bool(draft.cue) and _inside(draft.cue[0], around))
        return [d for d in [*kept, *verbs] if not (d.nested and d.rule_id in _NOT_NESTED)]

    def _source_frames(self, sentence: Sentence) -> list[Draft]:
        return source_frames(self.grid, self.lexicon, sentence, self.sources) + so_frames(self.grid, sentence)

    def _unframed(self, sentence: Sentence, cues: list[Cue], near: bool) -> list[Draft]:
        """What mood and verb alone show: a relative clause, a chain in the Konjunktiv, hearsay, reports; a name with a colon."""
        label = labelled(self.grid, sentence) or announced(self.grid, sentence)
        if label is not None:
            return [label]
        found = self._by_mood(sentence, cues, near) if sentence.roles & HEARSAY else []
        if found:
            return found
        reported = reported_draft(self.grid, sentence, cues)
        return [reported] if reported else []

    def _by_mood(self, sentence: Sentence, cues: list[Cue], near: bool) -> list[Draft]:
        """What the Konjunktiv or „soll“ shows: a relative clause in it, a verb of no list behind it, a chain, hearsay."""
        found = attributive(self.grid, sentence, cues)
        if found:
            reported = reported_draft(self.grid, sentence, cues)
            if reported is not None and found[0].start > sentence.start + 2:
                reported.quote = [(sentence.start, found[0].start - 1)]  # the clause is told beside what its sentence reports
                found = [reported, *found]
            return found
        framed = unlisted_frame(self.grid, sentence)
        if framed is not None:
            return [framed]
        if is_chain(self.grid, sentence, near):
            chain = chain_draft(sentence, "indirect_free_indirect", self.last)
            chain.speaker = holder(self.grid, sentence) or chain.speaker
            return [chain]
        late = late_clause(self.grid, sentence)
        if late is not None:
            return [late_chain(self.grid, sentence, late, self.last)]
        if is_hearsay(self.grid, sentence, near):
            source = self.voice or self.last
            return [chain_draft(sentence, "free_indirect", None if source and _speaks_of(self.grid, sentence, source) else source)]
        return []


def _mostly(drafts: list[Draft], sentence: Sentence) -> bool:
    """Whether the drafts make more than a third of the sentence."""
    return 3 * sum(b - a for d in drafts for a, b in d.quote) > sentence.last - sentence.start


def _inside(token: int, drafts: list[Draft]) -> bool:
    return any(a <= token < b for d in drafts for a, b in d.quote)


def _unsourced(grid: Grid, draft: Draft) -> bool:
    """„so heißt es“, „hieß es weiter“ without a source: the words of whoever spoke before."""
    return any(grid.lower[i] in ("heißt", "hieß", "heiße") for i in draft.cue)


def _speaks_of(grid: Grid, sentence: Sentence, source: Draft) -> bool:
    """Whether the sentence names the speaker: nobody says of himself what he is said to have done."""
    names = {grid.text[i] for i in range(*source.speaker) if grid.tag[i] == "NE"} if source.speaker else set()
    return any(grid.text[i] in names for i in range(sentence.start, sentence.last))


def _spoken_of(grid: Grid, silent: list[Sentence], last: Draft | None) -> Draft | None:
    """Who goes on speaking after sentences without a quotation: the last of their subjects that is a person or body, else the last speaker,
    else whoever the first of them that names somebody names last."""
    for sentence in reversed(silent):
        subject = subject_of(grid, sentence)
        if subject is not None and (any(grid.named[i] for i in range(*subject)) or is_office(grid, subject)):
            return Draft("indirect", "", [subject], "speech_writing", subject)
    if last is not None:
        return last
    named = next((span for s in silent if (span := last_named(grid, s)) is not None), None)
    return Draft("indirect", "", [named], "speech_writing", named) if named is not None else None


def _merge_chains(drafts: list[Draft]) -> list[Draft]:
    """Neighbouring sentences of one chain are one quotation."""
    out: list[Draft] = []
    open_chain: dict[str, Draft] = {}
    for draft in drafts:
        if draft.type in _CHAINED:
            before = open_chain.get(draft.type)
            if before is not None and before.sentence == draft.sentence - 1:
                before.quote = [(before.quote[0][0], draft.quote[-1][1])]
                before.sentence = draft.sentence
                continue
            open_chain[draft.type] = draft
        out.append(draft)
    return out


def _with_nesting(drafts: list[Draft]) -> list[Draft]:
    """The drafts in text order; what stands wholly inside direct speech is nested in it."""
    drafts.sort(key=lambda d: (d.start, -d.end))
    around: Draft | None = None
    for draft in drafts:
        if around is not None and draft.end <= around.end and draft.quote != around.quote:
            draft.nested = True
        elif draft.type == "direct" and (around is None or draft.end > around.end):
            around = draft
    return drafts


def to_rows(grid: Grid, drafts: list[Draft]) -> list[Quote]:
    """Records with character spans, numbered in the order of the drafts."""
    text = grid.source
    out: list[Quote] = []
    for draft in drafts:
        spans = [CharSpan(*grid.chars(*r)) for r in draft.quote]
        row = Quote(len(out), draft.type, draft.medium, _joined(text, spans) or "", spans, draft.rule_id, nested=draft.nested)
        row.speaker_spans = [CharSpan(*grid.chars(*draft.speaker))] if draft.speaker else []
        row.cue_spans = [CharSpan(*grid.chars(*r)) for r in _ranges(draft.cue)]
        row.addressee_spans = [CharSpan(*grid.chars(*draft.addressee))] if draft.addressee else []
        row.frame_spans = [CharSpan(*grid.chars(*r)) for r in draft.frame]
        row.speaker_text = _joined(text, row.speaker_spans)
        row.cue_text = _joined(text, row.cue_spans)
        row.addressee_text = _joined(text, row.addressee_spans)
        out.append(row)
    return out


def _joined(text: str, spans: list[CharSpan]) -> str | None:
    return " ".join(text[a:b] for a, b in spans) or None


def _ranges(tokens: list[int]) -> list[Range]:
    ranges: list[Range] = []
    for i in tokens:
        if ranges and ranges[-1][1] == i:
            ranges[-1] = (ranges[-1][0], i + 1)
        else:
            ranges.append((i, i + 1))
    return ranges
