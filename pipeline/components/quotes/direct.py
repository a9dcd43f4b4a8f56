"""Direct quotations: which marked stretches are quoted words, and who says them by which frame.

A block is a marked sentence (or several); a fragment is a marked part of the reporter's own sentence. Names, titles and single scare-quoted
nouns are no quotations.
"""

from __future__ import annotations

from pipeline.components.quotes.addressees import addressee_of
from pipeline.components.quotes.chains import holder
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft, Range, minus
from pipeline.components.quotes.grid import FINITE_TAGS, Grid, Sentence
from pipeline.components.quotes.lexicon import word_set
from pipeline.components.quotes.marks import Marked
from pipeline.components.quotes.phrases import named, noun_phrase
from pipeline.components.quotes.speakers import PLAIN, citing_medium, phrase_behind, speaker_of, subject_of

_TITLE_NOUNS = word_set(
    "titel film buch lied song album gruppe band organisation projekt studie gesetz zeitung zeitschrift magazin sendung serie "
    "roman stück ausstellung verein partei bündnis programm wettbewerb preis schiff stiftung initiative kampagne reihe single "
    "oper musical gemälde werk artikel aufsatz vortrag konferenz tagung rubrik blog website portal spiel computerspiel software "
    "modell marke typ hotel restaurant fernsehsendung dokumentation studie bericht aktion operation arbeitsgruppe arbeitskreis "
    "vereinigung nachrichtenmagazin tageszeitung wochenzeitung boulevardblatt sender namen name spitznamen begriff wort vermerk "
    "kategorie disziplin motto"
)


_SLOGANS = word_set(
    "aufschrift aufschriften parole parolen slogan slogans losung losungen spruch sprüche sprüchen rufe rufen sprechchöre "
    "sprechchören schriftzug schlachtruf schlachtrufe inschrift"
)
_SHOUTING = word_set("rufen skandieren schreien brüllen grölen zurufen")
_HURLED = word_set("vorwerfen attestieren bescheinigen unterstellen")
_LIKE = word_set("wie etwa zum beispiel z.b. lautete lauteten : ,")
LONG_FRAGMENT = 3  # words that make a marked part of a sentence a quotation though no verb of saying is near
_JUDGING = frozenset(
    [
        "kritisieren",
        "zurückweisen",
        "verurteilen",
        "loben",
        "würdigen",
        "beschreiben",
        "rechtfertigen",
        "begrüßen",
        "ablehnen",
        "beschimpfen",
    ]
)
_INDEFINITE = frozenset(("ein", "eine", "einen", "einem", "einer", "kein", "keine", "keinen", "als"))  # names hardly stand behind these
_BEFORE_JUDGEMENT = frozenset(["als", "ein", "eine", "einen", "einem", "einer", "von", "für", "zum", "zur"])


def sort_marked(grid: Grid, marked: list[Marked], ranges: list[Range]) -> tuple[list[Range], list[Range]]:
    """Marked stretches sorted into blocks and fragments (token ranges in text order, none inside another)."""
    blocks: list[Range] = []
    fragments: list[Range] = []
    covered = 0
    for stretch, span in zip(marked, ranges, strict=True):
        if span[1] - span[0] < 2 or span[0] < covered:
            continue
        if is_block(grid, stretch, span):
            blocks.append(span)
            covered = span[1]
        elif stretch.closed and not stretch.depth:
            fragments.append(span)
    return blocks, [f for f in fragments if not any(grid.opaque[f[0] : f[1]])]


def is_block(grid: Grid, marked: Marked, span: Range) -> bool:
    """Whether the stretch looks like a whole sentence: it begins with a capital, has a finite verb or ends with a full stop."""
    if marked.depth:
        return False
    inner = [i for i in range(span[0] + 1, span[1] - marked.closed) if not grid.text[i].isspace()]
    words = [i for i in inner if grid.text[i][0].isalnum()]
    if not words:
        return False
    ended = grid.text[inner[-1]][-1] in ".!?…" and len(grid.text[inner[-1]]) < 4
    colon = span[0] > 0 and grid.text[span[0] - 1] == ":"
    if grid.text[words[0]][0].islower():
        return ended and colon and len(words) > 4
    verb = any(grid.finite[i] for i in words)
    if colon:
        return len(words) >= 3 or ended
    framed = _framed_behind(grid, span[1])
    if framed and ((verb and len(words) >= 2) or (grid.text[span[1]] == "," and _opens_sentence(grid, span[0]))):
        return True  # „Es reicht“, sagte … and „Nein“, sagte …
    if marked.single:
        return ended and verb and len(words) >= 4
    if not marked.closed and not ended:
        return verb and len(words) >= 5
    return (ended and len(words) >= 2) or (verb and len(words) >= 4) or (verb and len(words) >= 2 and grid.text[inner[-1]] == ",")


def _framed_behind(grid: Grid, end: int) -> bool:
    """Whether „, sagte X“, „, so X“ or „ – so sagt X“ follows the mark that ends in front of token `end`."""
    if end + 1 >= len(grid.text) or grid.text[end] not in (",", "–", "—"):
        return False
    if grid.lower[end + 1] == "so" and end + 2 < len(grid.text):
        return grid.finite[end + 2] or (grid.text[end + 1] == "so" and grid.tag[end + 2] in ("ART", "NN", "NE", "PPOSAT", "PDAT", "ADJA"))
    return grid.text[end] == "," and grid.finite[end + 1]


def _opens_sentence(grid: Grid, i: int) -> bool:
    return i == 0 or grid.text[i - 1].isspace() or grid.text[i - 1] in (".", "!", "?", "…", "“", "”", "«")


def block_drafts(grid: Grid, sentence: Sentence, cues: list[Cue], last: Draft | None) -> list[Draft]:
    """Drafts for the blocks of a sentence; without a frame of their own they go on with the speaker of `last`."""
    drafts: list[Draft] = []
    for block in sentence.blocks:
        if not _spoken(grid, sentence, block, cues):
            continue
        draft = Draft("direct", "quotes.direct_marked", [block], "speech")
        _attribute(grid, sentence, block, cues, draft)
        if draft.speaker is None and not draft.cue:
            source = drafts[-1] if drafts else last
            if source is not None:
                draft.speaker = source.speaker
                if drafts:
                    draft.cue, draft.frame, draft.medium = source.cue, source.frame, source.medium
        drafts.append(draft)
        citing = next((c for c in cues if c.verb.lemma == "zitieren" and c.tokens == draft.cue), None)
        medium = citing_medium(grid, sentence, citing, draft.speaker) if citing is not None else None
        if medium is not None:  # the words are the cited person's, and the medium's that cites them
            again = Draft("direct", "quotes.direct_marked", [block], "writing", medium, draft.cue, None, draft.frame)
            again.nested = True
            drafts.append(again)
    return drafts


def _spoken(grid: Grid, sentence: Sentence, block: Range, cues: list[Cue]) -> bool:
    """No title: a title has a title noun in front, or no verb of its own and no frame."""
    before = block[0] - 1
    if before >= sentence.start and grid.lower[before] in _TITLE_NOUNS:
        return False
    has_verb = any(grid.tag[i].startswith(("VV", "VA", "VM")) for i in range(*block))
    framed = before >= sentence.start and grid.text[before] == ":" or block[1] < len(grid.text) and grid.text[block[1]] == ","
    ended = any(grid.text[i] in ("!", "?", ".") for i in range(max(block[0], block[1] - 3), block[1]))
    return has_verb or ended or (framed and (bool(cues) or _framed_behind(grid, block[1])))


def _attribute(grid: Grid, sentence: Sentence, block: Range, cues: list[Cue], draft: Draft) -> None:
    """Find the frame: behind the block („…“, sagte X), before it (X sagte: „…“), around it."""
    behind = _behind(grid, sentence, block, cues)
    if behind is not None:
        cue, start = behind
        _take(grid, sentence, draft, cue, [(start, _frame_end(grid, sentence, block, start))])
        return
    plain = _any_verb_behind(grid, sentence, block)
    if plain is not None:
        draft.speaker, draft.cue = plain
        draft.frame = [(block[1], _frame_end(grid, sentence, block, block[1]))]
        return
    so = _so_behind(grid, sentence, block)
    if so is not None:
        draft.speaker, draft.cue, draft.frame = so
        draft.medium = "speech_writing"
        return
    label = _label(grid, sentence, block)
    if label is not None:
        draft.speaker, draft.cue, draft.frame = label
        return
    signed = _signature(grid, sentence, block)
    if signed is not None:
        draft.speaker, draft.frame = signed, [(block[1], sentence.last)]
        return
    before = [c for c in cues if c.last < block[0]]
    floor = max((b[1] for b in sentence.blocks if b[1] <= block[0]), default=sentence.start)
    before = [c for c in before if c.last >= floor] or before
    if before:
        cue = next((c for c in reversed(before) if sentence.segments[c.home].kind in ("main", "v1", "bare")), before[-1])
        frame_start = sentence.start if not any(b[1] <= cue.finite for b in sentence.blocks) else floor
        _take(grid, sentence, draft, cue, minus((frame_start, block[0]), [b for b in sentence.blocks if b != block]))
    elif block[0] - 1 >= sentence.start and grid.text[block[0] - 1] == ":":
        finite = next((s.finite[0] for s in sentence.segments if s.kind in ("main", "v1") and s.finite and s.finite[0] < block[0]), None)
        speaker = subject_of(grid, sentence) if finite is not None else _named_before(grid, sentence.start, block[0] - 1)
        speaker = speaker or holder(grid, sentence)
        if speaker is not None:
            draft.speaker = speaker
            draft.cue = [finite] if finite is not None else []
            draft.frame = [(sentence.start, block[0])]


def _named_before(grid: Grid, start: int, colon: int) -> Range | None:
    """„Anna Muster: …“, „Dazu Muster: …“: the noun phrase in front of the colon, adverbs before it."""
    while start < colon - 1 and grid.tag[start] in ("ADV", "PAV", "PROAV", "KON"):
        start += 1
    return noun_phrase(grid, start, colon)


def _label(grid: Grid, sentence: Sentence, block: Range) -> tuple[Range, list[int], list[Range]] | None:
    """„…, so X weiter: „…““ and, in a row of quotations, „… und Y: „…““, „Z („…“)“: the name right in front of the mark."""
    mark = block[0] - 1
    if mark <= sentence.start or grid.text[mark] not in (":", "("):
        return None
    here = next((s for s in sentence.segments if s.start <= mark - 1 < s.end), None)
    if here is None or here.finite or here.first < 0:
        return None
    if grid.lower[here.first] == "so":
        speaker = named(grid, here.first + 1, here.end)
        return (speaker, [here.first], [(here.start, block[0])]) if speaker else None
    if grid.text[mark] == "(" or any(b[1] <= here.start for b in sentence.blocks):
        speaker = named(grid, here.first, here.end)
        if speaker is not None and any(grid.named[i] for i in range(*speaker)) and speaker[1] >= here.end - 1:
            return speaker, [], [(here.start, block[0])]
    return None


def _signature(grid: Grid, sentence: Sentence, block: Range) -> Range | None:
    """„„…“ – Anna Muster, Ministerin“: a person's name alone behind the dash."""
    if block[1] + 1 >= sentence.last or grid.text[block[1]] not in ("–", "—", "-") or any(s.finite for s in sentence.segments):
        return None
    name = noun_phrase(grid, block[1] + 1, sentence.last)
    return name if name is not None and grid.person[name[0]] and sentence.last - name[1] <= 4 else None


def _take(grid: Grid, sentence: Sentence, draft: Draft, cue: Cue, frame: list[Range]) -> None:
    cue.used = True
    draft.speaker = speaker_of(grid, sentence, cue)
    draft.cue = cue.tokens
    draft.addressee = addressee_of(grid, sentence, cue, draft.speaker)
    draft.medium = cue.verb.medium
    draft.frame = frame


def _behind(grid: Grid, sentence: Sentence, block: Range, cues: list[Cue]) -> tuple[Cue, int] | None:
    at = block[1]
    if at < sentence.last and grid.text[at] in (",", "–", "-", "—"):
        at += 1
    while at < sentence.last and grid.text[at].isspace():
        at += 1
    for cue in cues:
        if cue.finite in (at, at + 1) and (cue.finite == at or grid.lower[at] in ("so", "wie", "es")):
            return cue, block[1]
        if cue.finite > at and at < sentence.last and grid.lower[at] == "wie" and cue.finite - at < 40:
            return cue, block[1]
    return None


def _any_verb_behind(grid: Grid, sentence: Sentence, block: Range) -> tuple[Range, list[int]] | None:
    """„…“, lacht X: behind speech and its comma any verb frames it, whether a list has it or not, if a person or body follows."""
    at = block[1] + 1
    if at + 1 >= sentence.last or grid.text[at - 1] != "," or grid.tag[at] not in FINITE_TAGS:
        return None
    number = next((n for n, s in enumerate(sentence.segments) if s.start <= at < s.end), None)
    if number is None:
        return None
    speaker = phrase_behind(grid, sentence, Cue(PLAIN, [at], at, number, number))
    return (speaker, [at]) if speaker is not None else None


def _frame_end(grid: Grid, sentence: Sentence, block: Range, start: int) -> int:
    later = [b[0] for b in sentence.blocks if b[0] > start]
    end = min(later) if later else sentence.last
    while end > start and grid.text[end - 1] in (",", ":", "–"):
        end -= 1
    return end


def _so_behind(grid: Grid, sentence: Sentence, block: Range) -> tuple[Range, list[int], list[Range]] | None:
    at = block[1]
    if at < sentence.last and grid.text[at] in (",", "–"):
        at += 1
    if at >= sentence.last or grid.lower[at] not in ("so", "laut"):
        return None
    speaker = named(grid, at + 1, sentence.last)
    return (speaker, [at], [(block[1], _frame_end(grid, sentence, block, block[1]))]) if speaker else None


def fragment_drafts(
    grid: Grid, sentence: Sentence, fragments: list[Range], drafts: list[Draft], cues: list[Cue], direct: list[Draft]
) -> list[Draft]:
    """Marked parts of the sentence as direct quotations, with speaker, cue and frame of the quotation or cue verb around them, or of the
    direct speech that they go on with (`direct`)."""
    out: list[Draft] = []
    for fragment in fragments:
        around = next((d for d in drafts if any(a <= fragment[0] and fragment[1] <= b for a, b in d.quote)), None)
        words = [i for i in range(fragment[0], fragment[1]) if grid.text[i][0].isalnum()]
        shown = _slogan(grid, sentence, fragment, out)
        if not words or (shown is None and _is_name(grid, sentence, fragment, words, around is not None, cues)):
            continue
        draft = Draft("direct", "quotes.direct_fragment", [fragment], "speech")
        if shown is not None and around is None:
            draft.speaker, draft.frame = _shown_by(grid, sentence, shown), minus((sentence.start, fragment[0]), fragments)
            out.append(draft)
            continue
        if around is not None:
            draft.speaker, draft.cue, draft.frame, draft.medium, draft.nested = (
                around.speaker,
                around.cue,
                around.frame,
                around.medium,
                True,
            )
            draft.addressee = around.addressee
        else:
            beside = next((d for d in direct if d.frame and d.frame[-1][1] >= fragment[0] - 1), None)
            if beside is not None:  # „„Das“, so X, „ist falsch““
                draft.speaker, draft.cue, draft.medium = beside.speaker, beside.cue, beside.medium
                draft.frame = minus(beside.frame[-1], [fragment])
                out.append(draft)
                continue
            cue = _nearest([c for c in cues if c.verb.governs & {"q", "frag"} and "weak" not in c.verb.governs], fragment)
            if cue is None:
                if len(words) < LONG_FRAGMENT or (grid.text[words[0]][0].isupper() and not any(grid.finite[i] for i in words)):
                    continue
                draft.speaker = subject_of(grid, sentence)
                out.append(draft)
                continue
            draft.speaker, draft.cue, draft.medium = speaker_of(grid, sentence, cue), cue.tokens, cue.verb.medium
            draft.frame = minus((sentence.start, sentence.last if fragment[1] < sentence.last else fragment[0]), [fragment])
        out.append(draft)
    return out


def _slogan(grid: Grid, sentence: Sentence, fragment: Range, before: list[Draft]) -> int | None:
    """„mit der Aufschrift „…““, „Parolen wie „…“ oder „…““: index of the noun that says that the marked words are shouted or written."""
    i = fragment[0] - 1
    while i >= sentence.start and fragment[0] - i < 6 and grid.lower[i] in _LIKE:
        i -= 1
    if i >= sentence.start and grid.lower[i] in _SLOGANS:
        return i
    last = before[-1] if before else None
    if last is not None and 0 < fragment[0] - last.end <= 2 and grid.lower[fragment[0] - 1] in ("und", "oder", ","):
        return _slogan(grid, sentence, last.quote[0], before[:-1])
    return None


def _shown_by(grid: Grid, sentence: Sentence, noun: int) -> Range | None:
    """Who shouts the slogan, or what bears it: „Plakate mit der Aufschrift“, „auf dem Banner stand die Parole“."""
    lead = next((i for i in range(noun - 1, max(sentence.start, noun - 5), -1) if grid.lower[i] == "mit"), None)
    if lead is not None and grid.tag[lead - 1] in ("NN", "NE"):
        return (lead - 1, lead)
    if grid.lower[sentence.start] in ("auf", "an") and grid.tag[sentence.start] in ("APPR", "APPRART"):
        return noun_phrase(grid, sentence.start + 1, noun)
    speaker = subject_of(grid, sentence)
    return None if speaker is None or any(grid.lower[i] in _SLOGANS for i in range(*speaker)) else speaker


def _hurled(grid: Grid, sentence: Sentence, fragment: Range, cues: list[Cue]) -> bool:
    """„warf der Partei „Wortbruch“ vor“: the marked word is the verb's last object, so a word that was said."""
    cue = next((c for c in cues if c.verb.lemma in _HURLED and c.finite < fragment[0]), None)
    return cue is not None and (fragment[1] in cue.tokens or fragment[1] >= sentence.segments[cue.segment].end)


def _nearest(cues: list[Cue], fragment: Range) -> Cue | None:
    return min(cues, key=lambda c: abs(c.last - fragment[0]), default=None)


def _is_name(grid: Grid, sentence: Sentence, fragment: Range, words: list[int], quoted: bool, cues: list[Cue]) -> bool:
    """A name, title or scare quote: few words that begin with a capital, or a lone word outside any quotation."""
    first, before = words[0], grid.lower[fragment[0] - 1] if fragment[0] > sentence.start else ""
    if _hurled(grid, sentence, fragment, cues):
        return False
    if before in _TITLE_NOUNS and not grid.text[first][0].islower():
        return True
    judging = any(any(g[:2] == "np" or g == "frag" for g in c.verb.governs) or c.verb.lemma in _JUDGING for c in cues)
    if judging and any(grid.lower[i] in ("sich", "selbst") for i in range(max(sentence.start, fragment[0] - 4), fragment[0])):
        return True
    if any(c.last == fragment[0] - 1 and c.verb.lemma in _SHOUTING for c in cues):
        return False
    judged = (judging and before in _BEFORE_JUDGEMENT) or (quoted and before in _INDEFINITE)
    if grid.text[first][0].isupper() or grid.text[first][0].isdigit():
        return not (len(words) >= 5 or (len(words) >= 3 and any(grid.finite[i] for i in words)) or judged)
    if quoted or judging:
        return False
    return len(words) < (2 if cues else 3)
