"""Who speaks: the noun phrase that is the subject of a cue verb, or that a source phrase names; and whom the words are addressed to.

Spans follow the corpus: the whole noun phrase with attributes and apposition („Klaus Muster, Sprecher des Amts“), without relative clauses.
The parser's subject is asked first; where the parse cannot be right (no subject, or one beyond the clause) word order decides.
"""

from __future__ import annotations

from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.grid import QUOTE_MARKS, Grid, Segment, Sentence
from pipeline.components.quotes.lexicon import CORRELATES
from pipeline.labels import SUBJECT

Range = tuple[int, int]
_NOMINAL = ("NN", "NE", "FM", "TRUNC", "CARD", "XY")
_BEFORE_NOUN = ("ART", "PPOSAT", "PDAT", "PIAT", "PIDAT", "ADJA", "CARD", "TRUNC", "PWAT", "PRELAT")
_PRONOUN = ("PPER", "PDS", "PIS", "PPOSS", "PWS", "PRELS")
_OBLIQUE = frozenset("ihm ihn ihnen sich mir mich uns dir dich euch einander es".split())
_NO_SPEAKER = frozenset("es das dies was dabei heute gestern".split())
_POSTNOMINAL = frozenset("von vom des der für beim im in aus bei zur zum an am gegen über zu mit auf nach unter".split())
_LEADING = frozenset(
    "auch so doch aber und sogar selbst nur bereits schon zuvor außerdem zudem ferner weiter weiterhin dagegen hingegen dabei daraufhin "
    "allerdings jedoch inzwischen mittlerweile heute gestern unterdessen schließlich damit zugleich gleichzeitig dennoch ebenfalls denn "
    "dann nun jetzt da danach hier dort dazu deshalb daher erst immerhin indes indessen derweil zunächst später früher einst".split()
)


def noun_phrase(grid: Grid, start: int, limit: int, apposition: bool = True) -> Range | None:
    """The noun phrase that begins at token `start`, not beyond `limit`; None if none begins there. Linear in its length."""
    i = start
    if i >= limit:
        return None
    if grid.tag[i] in _PRONOUN or grid.lower[i] in ("er", "sie", "man", "dieser", "diese", "letzterer", "letztere"):
        if not (i + 1 < limit and grid.tag[i + 1] in ("NN", "NE", "ADJA")):
            return (i, i + 1)
    end = _core(grid, i, limit)
    if end is None:
        return None
    end = _attributes(grid, start, end, limit)
    if apposition:
        end = _appositions(grid, start, end, limit)
    return (start, end)


def _core(grid: Grid, i: int, limit: int) -> int | None:
    """Determiner, adjectives and noun; end of the noun, None without a noun."""
    head = None
    while i < limit:
        tag, word = grid.tag[i], grid.text[i]
        if tag in _NOMINAL or (word[:1].isupper() and not tag.startswith(("V", "AP", "K", "ART", "P")) and tag not in ("ADJA", "ADV")):
            head = i
        elif head is not None:
            break
        elif not (tag in _BEFORE_NOUN or tag in ("ADJD", "ADV", "APPRART", "PTKA") or word in QUOTE_MARKS or tag == "VVPP"):
            break
        i += 1
    if head is None:
        return None
    return _closing_mark(grid, head + 1, limit)


def _closing_mark(grid: Grid, i: int, limit: int) -> int:
    """Take a closing mark or a bracket („(SPD)“) behind a noun with it."""
    if i < limit and grid.text[i] in ("“", "”", "«", "\"", "''", "‘"):
        i += 1
    if i < limit and grid.text[i] == "(":
        for j in range(i + 1, min(i + 8, limit)):
            if grid.text[j] == ")":
                return j + 1
    return i


def _attributes(grid: Grid, start: int, end: int, limit: int) -> int:
    """Genitives, „von …“ and other attributes behind the noun, coordinated nouns."""
    for _ in range(12):
        if end >= limit:
            break
        tag, low = grid.tag[end], grid.lower[end]
        following = end
        if low in ("und", "sowie", "oder", "&", "/") and end + 1 < limit:
            if not (grid.tag[end + 1] in _BEFORE_NOUN or grid.tag[end + 1] in _NOMINAL):
                break
            following = end + 1
        elif tag in ("APPR", "APPRART"):
            if low not in _POSTNOMINAL or not (low in ("von", "vom") or _attached(grid, start, end)):
                break
            following = end + 1
        elif tag in ("ART", "PPOSAT", "PDAT"):
            if low not in ("der", "des", "eines", "einer", "seiner", "ihrer", "seines", "ihres", "dieser", "dieses", "deren", "dessen"):
                break
        elif not (tag in ("ADJA", "NE", "NN", "CARD", "FM", "TRUNC", "XY") or grid.text[end] in ("„", "»", "\"")):
            break
        further = _core(grid, following, limit)
        if further is None:
            break
        end = further
    return end


def _attached(grid: Grid, start: int, at: int) -> bool:
    """Whether the parser hangs the preposition's phrase below a noun in `start:at` (under either scheme)."""
    token = grid.doc[at]
    head = token.head
    if token.dep_ == "case":
        head = head.head
    return start <= head.i < at and grid.tag[head.i] in ("NN", "NE", "FM", "XY", "TRUNC")


def _appositions(grid: Grid, start: int, end: int, limit: int) -> int:
    """„X, Sprecher des Amts,“: a phrase without a verb between commas; at most two of them."""
    for _ in range(2):
        if end + 1 >= limit or grid.text[end] != "," or grid.tag[end + 1] in ("PRELS", "PRELAT", "KOUS", "PWS", "PWAV"):
            break
        inner = _core(grid, end + 1, limit)
        if inner is None:
            break
        inner = _attributes(grid, end + 1, inner, limit)
        if inner < limit and grid.text[inner] not in (",", ".", ":", ";") and not grid.finite[inner]:
            break
        if grid.opaque[end + 1] or (inner < limit and grid.finite[inner] and grid.text[inner] != ","):
            break
        end = inner
    return end


def speaker_of(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    """The speaker of a cue verb; None for impersonal and passive ones without an agent.

    „hieß es aus dem Ministerium“ gives „Ministerium“ with its article, „wurde von X betont“ gives X.
    """
    home, ready = sentence.segments[cue.home], sentence.segments[cue.segment]
    if cue.impersonal or cue.passive:
        return _source_phrase(grid, home.start, max(home.end, ready.end), cue)
    found = _by_parser(grid, sentence, cue) or _by_order(grid, sentence, home, cue)
    if found is None or (found[1] - found[0] == 1 and grid.lower[found[0]] in _NO_SPEAKER):
        return None
    return found


def _source_phrase(grid: Grid, start: int, end: int, cue: Cue) -> Range | None:
    wanted = ("aus", "von", "vom", "seitens", "beim", "bei", "in", "im", "durch") if cue.impersonal else ("von", "vom", "durch", "seitens", "in", "im")
    for i in range(start, end):
        if grid.lower[i] in wanted and grid.tag[i] in ("APPR", "APPRART", "APZR", "") and not grid.opaque[i]:
            if cue.passive and grid.lower[i] in ("in", "im") and not grid.tag[i + 1 : i + 2] == ["ART"]:
                continue
            phrase = noun_phrase(grid, i + 1, end)
            if phrase and not _temporal(grid, phrase):
                return phrase
    return None


_TIME_WORDS = frozenset(
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni juli august september oktober "
    "november dezember jahr jahre jahren woche wochen monat monaten tag tagen abend morgen nachmittag mittag nacht uhr stunden minuten zeit "
    "folge zukunft zusammenhang rahmen anschluss vergangenheit vorfeld wochenende ende anfang mitte".split()
)


def _temporal(grid: Grid, phrase: Range) -> bool:
    return any(grid.lower[i] in _TIME_WORDS for i in range(phrase[0], min(phrase[1], phrase[0] + 3)))


def _by_parser(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    heads = {cue.finite, *cue.tokens}
    lo, hi = sentence.start, sentence.end
    for i in sorted(heads):
        token = grid.doc[i]
        for child in token.children:
            if child.dep_ in SUBJECT and lo <= child.i < hi and not grid.opaque[child.i]:
                phrase = _phrase_around(grid, sentence, cue, child.i)
                if phrase is not None:
                    return phrase
    return None


def _phrase_around(grid: Grid, sentence: Sentence, cue: Cue, head: int) -> Range | None:
    """The phrase whose head the parser names: its first word is sought by word order, its end by `noun_phrase`."""
    if head < cue.finite:
        start = _fore_field(grid, sentence, cue)
        if start is not None and start <= head:
            return _between(grid, start, cue.finite)
    start = head
    floor = sentence.start if head < cue.finite else cue.finite + 1
    while start > floor and (grid.tag[start - 1] in _BEFORE_NOUN or grid.tag[start - 1] in ("NN", "NE", "ADJD") or grid.text[start - 1] in ("„", "»")):
        start -= 1
    end = sentence.segments[cue.segment].end if head > cue.finite else cue.finite
    return noun_phrase(grid, start, max(end, min(sentence.last, _apposition_limit(grid, sentence, head))))


def _apposition_limit(grid: Grid, sentence: Sentence, head: int) -> int:
    """How far an apposition behind the token may reach: over segments without a verb."""
    limit = head + 1
    for segment in sentence.segments:
        if segment.end <= head:
            continue
        if segment.start <= head < segment.end or segment.kind == "bare":
            limit = segment.end
        else:
            break
    return limit


def _fore_field(grid: Grid, sentence: Sentence, cue: Cue) -> int | None:
    """First token of the noun phrase in front of the finite verb, None if what stands there is no noun phrase or another clause's."""
    home = sentence.segments[cue.home]
    start = home.first
    if home.kind in ("v1", "inf"):
        return None
    number = cue.home
    # The phrase may have begun segments ago: „X, Sprecher des Amts, sagte“; the segment of the verb then begins with the verb.
    if start == cue.finite or home.kind == "v1":
        number -= 1
    start = sentence.segments[number].first if number >= 0 else start
    return _skip_leading(grid, start, cue.finite)


def _skip_leading(grid: Grid, start: int, limit: int) -> int | None:
    while start < limit and (grid.lower[start] in _LEADING or grid.tag[start] in ("ADV", "KON", "KOUS", "PAV", "PROAV", "KOKOM", "PWAV", "ADJD")):
        start += 1
    if start >= limit or grid.tag[start] in ("APPR", "APPRART"):
        return None
    return start


def _between(grid: Grid, start: int, finite: int) -> Range | None:
    """The phrase from `start` up to the finite verb, cut before a relative clause."""
    end = finite
    for i in range(start, finite):
        if grid.text[i] == "," and i + 1 < finite and (grid.tag[i + 1] in ("PRELS", "PRELAT") or grid.tag[i + 1] in ("APPR", "KOUS", "KOUI")):
            end = i
            break
    phrase = noun_phrase(grid, start, end)
    return phrase


def _by_order(grid: Grid, sentence: Sentence, home: Segment, cue: Cue) -> Range | None:
    """Without the parser: the field before the verb if it is a noun phrase, else the first phrase behind it that can be a subject."""
    if home.kind in ("sub", "rel") and cue.finite > home.first:
        start = _skip_leading(grid, home.first + (home.kind == "sub"), cue.finite)
        phrase = noun_phrase(grid, start, cue.finite) if start is not None else None
        if phrase:
            return phrase
    back = _before_verb(grid, sentence, cue)
    return back or _behind_verb(grid, sentence, cue)


def _before_verb(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    number = cue.home
    home = sentence.segments[number]
    if home.first != cue.finite:
        start = _skip_leading(grid, home.first, cue.finite)
        if start is None:
            return None
        phrase = noun_phrase(grid, start, cue.finite)
        return phrase
    # „X, Sprecher des Amts, sagte …“: go back over segments without a verb.
    while number > 0 and home.before == "," and sentence.segments[number - 1].kind in ("bare", "rel"):
        number -= 1
        if sentence.segments[number].kind == "bare" and (number == 0 or sentence.segments[number].before != ","):
            break
    if number == cue.home or sentence.segments[number].kind != "bare":
        return None
    start = _skip_leading(grid, sentence.segments[number].first, cue.finite)
    return noun_phrase(grid, start, cue.finite) if start is not None else None


def _behind_verb(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    i = cue.finite + 1
    limit = _apposition_limit(grid, sentence, cue.finite)
    while i < limit:
        low, tag = grid.lower[i], grid.tag[i]
        if low in _OBLIQUE or low in _LEADING or low in CORRELATES or tag in ("ADV", "PTKNEG", "PRF", "ADJD", "PAV", "PROAV"):
            i += 1
            continue
        if tag in ("APPR", "APPRART"):
            phrase = noun_phrase(grid, i + 1, limit, apposition=False)
            if phrase is None:
                return None
            i = phrase[1]
            continue
        return noun_phrase(grid, i, limit)
    return None
