"""Direct speech without marks: block quotations (sections of that kind), and who is announced to speak in them."""

from __future__ import annotations

import re

from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft, Range
from pipeline.components.quotes.grid import Grid, Sentence, token_ranges
from pipeline.components.quotes.lexicon import word_set
from pipeline.components.quotes.phrases import noun_phrase
from pipeline.components.quotes.speakers import speaker_of, subject_of
from pipeline.records import Section

_DATE_LINE = re.compile(r"\([^()\n]{4,80}\)\.?$")
_SIGNED = re.compile(r"[–—] ?[A-ZÄÖÜ][^.!?\n]{2,80}$")
_SOUNDING = word_set("klingt klang klinge klingen klangen tönt tönte lautet lautete")  # „Ganz anders klang noch im Mai X.“
LONGEST_TAIL = 120  # characters at the end in which a date or signature is looked for


def block_quotes(grid: Grid, sections: list[Section]) -> list[Draft]:
    """A draft for every section of kind `block_quote` that holds no marked quotation; without the date or signature at its end."""
    text = grid.source
    spans = []
    for section in sections:
        if section.kind != "block_quote":
            continue
        body = text[section.start_char : section.end_char]
        body = body.rstrip()
        near = max(0, len(body) - LONGEST_TAIL)
        tail = _DATE_LINE.search(body, near) or _SIGNED.search(body, near)
        end = section.start_char + (len(body[: tail.start()].rstrip()) if tail else len(body))
        start = section.start_char + len(body) - len(body.lstrip("> \t"))
        if end > start:
            spans.append((start, end))
    ranges = [r for r in token_ranges(grid, spans) if r[1] > r[0] and not any(grid.opaque[r[0] : r[1]])]
    return [Draft("direct", "quotes.block_quote", [r], "speech") for r in ranges]


def announced_speaker(grid: Grid, sentence: Sentence, cues: list[Cue]) -> Range | None:
    """Who the sentence in front of a block quotation says is to speak: „X schrieb:“, „Ganz anders klang noch im Mai X.“

    None where the sentence ends without a colon and has no verb of sounding: then it announces nobody.
    """
    if grid.text[sentence.last - 1] != ":" and not any(grid.text[i] in _SOUNDING for i in range(sentence.start, sentence.last)):
        return None
    speaker = speaker_of(grid, sentence, cues[-1]) if cues else subject_of(grid, sentence)
    if speaker is not None and any(grid.named[i] or grid.tag[i] == "PPER" for i in range(*speaker)):
        return speaker
    return last_named(grid, sentence) or speaker


def last_named(grid: Grid, sentence: Sentence) -> Range | None:
    """The noun phrase of the person or body that the sentence names last."""
    for i in range(sentence.last - 1, sentence.start - 1, -1):
        if grid.named[i] and not grid.opaque[i]:
            start = i
            while start > sentence.start and (grid.named[start - 1] or grid.tag[start - 1] in ("ART", "ADJA", "NN")):
                if grid.tag[start] in ("NN", "ART") and not grid.named[start]:
                    break  # „im Mai Präsidentin X“: one title, nothing in front of an article
                start -= 1
            return noun_phrase(grid, start, sentence.last, apposition=False) or (start, i + 1)
    return None
