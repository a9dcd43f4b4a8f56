"""From a Doc to its quotations: the order in which the rules are asked, sentence by sentence, and the rows that come of it."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.components.quotes.chains import attributive, chain_draft, is_chain, is_hearsay
from pipeline.components.quotes.cues import Cue, find_cues
from pipeline.components.quotes.direct import block_drafts, fragment_drafts, sort_marked
from pipeline.components.quotes.drafts import Draft, Range
from pipeline.components.quotes.frames import back_reference, so_frames, verb_frames
from pipeline.components.quotes.grid import Grid, Sentence, lay_out, read_words, token_ranges
from pipeline.components.quotes.lexicon import Lexicon
from pipeline.components.quotes.marks import find_marked
from pipeline.components.quotes.nominal import nominal_frames
from pipeline.components.quotes.reported import reported_draft
from pipeline.components.quotes.sources import source_frames
from pipeline.components.quotes.speakers import subject_of
from pipeline.extensions import excluded
from pipeline.records import CharSpan, Quote


def find_quotes(doc: Doc, lexicon: Lexicon) -> list[Quote]:
    """The quotations of the Doc in text order. Linear in its length: every sentence is read a fixed number of times."""
    if not len(doc):
        return []
    marked = find_marked(doc.text)
    grid = read_words(doc)
    ranges = token_ranges(grid, [(m.start, m.end) for m in marked])
    blocks, fragments = sort_marked(grid, marked, ranges)
    lay_out(grid, blocks)
    drafts = _all_drafts(grid, lexicon, fragments)
    return to_rows(grid, drafts)


def _all_drafts(grid: Grid, lexicon: Lexicon, fragments: list[Range]) -> list[Draft]:
    drafts: list[Draft] = []
    skip = excluded(grid.doc)
    last: Draft | None = None
    f = 0
    previous: Sentence | None = None
    for number, sentence in enumerate(grid.sentences):
        if skip and any(a <= grid.begin[sentence.start] < b for a, b in skip):
            continue
        while f < len(fragments) and fragments[f][0] < sentence.start:
            f += 1
        inside = []
        while f < len(fragments) and fragments[f][0] < sentence.end:
            inside.append(fragments[f])
            f += 1
        near = previous is not None and bool(drafts) and drafts[-1].sentence == number - 1
        if not near and previous is not None and drafts:
            last = _spoken_of(grid, previous, last)
        found = _sentence_drafts(grid, lexicon, sentence, inside, last, near)
        if not found and previous is not None and not near and not previous.blocks:
            told = back_reference(grid, sentence, previous, find_cues(grid, lexicon, sentence))
            found = [told] if told else []
        for draft in found:
            draft.sentence = number
        drafts += found
        speaking = [d for d in found if d.speaker is not None]
        if speaking:
            last = speaking[-1]
        previous = sentence
    return _merge_chains(drafts)


def _spoken_of(grid: Grid, previous: Sentence, last: Draft | None) -> Draft | None:
    """Who goes on speaking after a sentence without a quotation: its subject if that is a person or body, else the last speaker."""
    subject = subject_of(grid, previous)
    if subject is None or not any(grid.doc[i].ent_type_ in ("PER", "ORG") for i in range(*subject)):
        return last
    return Draft("indirect", "", [subject], "speech_writing", subject)


def _sentence_drafts(grid: Grid, lexicon: Lexicon, sentence: Sentence, fragments: list[Range], last: Draft | None, near: bool) -> list[Draft]:
    cues = find_cues(grid, lexicon, sentence)
    direct = block_drafts(grid, sentence, cues, [], last) if sentence.blocks else []
    found = _framed(grid, lexicon, sentence, cues)
    if not found and not direct:
        found = attributive(grid, sentence)
    if not found and not direct:
        if is_chain(grid, sentence, near):
            found = [chain_draft(grid, sentence, "indirect_free_indirect", last)]
        elif is_hearsay(grid, sentence, near):
            found = [chain_draft(grid, sentence, "free_indirect", last)]
        else:
            reported = reported_draft(grid, sentence, cues)
            found = [reported] if reported else []
    marked = fragment_drafts(grid, sentence, fragments, found, cues)
    return sorted([*direct, *found, *marked], key=lambda d: (d.start, -d.end))


def _framed(grid: Grid, lexicon: Lexicon, sentence: Sentence, cues: list[Cue]) -> list[Draft]:
    """Indirect quotations of the sentence. Of a verb's frame and a source phrase the outer one wins; what lies inside it is not told twice."""
    verbs = verb_frames(grid, sentence, [c for c in cues if not c.used])
    verbs += nominal_frames(grid, lexicon, sentence, cues, verbs)
    kept: list[Draft] = []
    for source in [*source_frames(grid, lexicon, sentence), *so_frames(grid, sentence)]:
        at = source.cue[0]
        if not any(a <= at < b for d in [*verbs, *kept] for a, b in d.quote):
            kept.append(source)
    outer = [d for d in verbs if not any(a <= d.cue[0] < b for s in kept for a, b in s.quote)]
    return [*kept, *outer]


def _merge_chains(drafts: list[Draft]) -> list[Draft]:
    """Neighbouring sentences of one chain are one quotation."""
    out: list[Draft] = []
    open_chain: dict[str, Draft] = {}
    for draft in drafts:
        before = open_chain.get(draft.type)
        if draft.type in ("indirect_free_indirect", "free_indirect") and before is not None and before.sentence == draft.sentence - 1:
            before.quote = [(before.quote[0][0], draft.quote[-1][1])]
            before.sentence = draft.sentence
            continue
        if draft.type in ("indirect_free_indirect", "free_indirect"):
            open_chain[draft.type] = draft
        out.append(draft)
    return out


def to_rows(grid: Grid, drafts: list[Draft]) -> list[Quote]:
    """Records with character spans."""
    text = grid.doc.text
    rows = []
    for draft in sorted(drafts, key=lambda d: (d.start, -d.end)):
        spans = [CharSpan(*grid.chars(*r)) for r in draft.quote]
        row = Quote(len(rows), draft.type, draft.medium, " ".join(text[a:b] for a, b in spans), spans, draft.rule_id, nested=draft.nested)
        if draft.speaker is not None:
            row.speaker_spans = [CharSpan(*grid.chars(*draft.speaker))]
            row.speaker_text = text[row.speaker_spans[0][0] : row.speaker_spans[0][1]]
        if draft.cue:
            row.cue_spans = [CharSpan(*grid.chars(*r)) for r in _ranges(draft.cue)]
            row.cue_text = " ".join(text[a:b] for a, b in row.cue_spans)
        if draft.addressee is not None:
            row.addressee_spans = [CharSpan(*grid.chars(*draft.addressee))]
            row.addressee_text = text[row.addressee_spans[0][0] : row.addressee_spans[0][1]]
        row.frame_spans = [CharSpan(*grid.chars(*r)) for r in draft.frame]
        rows.append(row)
    return rows


def _ranges(tokens: list[int]) -> list[Range]:
    ranges: list[Range] = []
    for i in tokens:
        if ranges and ranges[-1][1] == i:
            ranges[-1] = (ranges[-1][0], i + 1)
        else:
            ranges.append((i, i + 1))
    return ranges
