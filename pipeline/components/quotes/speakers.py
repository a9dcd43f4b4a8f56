"""Who speaks: the subject of a cue verb, or whom a passive, impersonal or citing verb names; and whom the words are addressed to.

Word order is asked first where it decides (pronoun behind the verb, a fore-field that cannot be nominative), the parser's subject next,
plain word order last.
"""

from __future__ import annotations

from pipeline.components.quotes.agents import source_phrase
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.grid import Grid, Segment, Sentence
from pipeline.components.quotes.heads import can_speak, disagrees, feminine_dative, has_person, is_person, is_phrase, nobody
from pipeline.components.quotes.lexicon import CORRELATES, CueVerb, word_set
from pipeline.components.quotes.phrases import DETERMINERS, NOMINAL, Range, genitive_in_front, noun_phrase, whole_field
from pipeline.components.quotes.times import POINTS_IN_TIME, behind_time, temporal
from pipeline.components.quotes.voices import is_person_noun, is_thing
from pipeline.labels import SUBJECT

PLAIN = CueVerb("", "", frozenset(), "speech")
_OBLIQUE = word_set("ihm ihn ihnen sich mir mich uns dir dich euch einander es")
_NOT_NOMINATIVE = word_set(
    "den dem einen einem diesen diesem seinem ihrem seinen keinen keinem ihm ihn ihnen als wie zu am im beim zum zur"
)
_NOMINATIVE_PRONOUNS = frozenset(["er", "sie", "man", "wir", "ich"])
_LEADING = word_set(
    "auch so doch aber und sogar selbst nur bereits schon zuvor außerdem zudem ferner weiter weiterhin dagegen hingegen dabei "
    "daraufhin allerdings jedoch inzwischen mittlerweile heute gestern unterdessen schließlich damit zugleich gleichzeitig "
    "dennoch ebenfalls denn dann nun jetzt da danach hier dort dazu deshalb daher erst immerhin indes indessen derweil zunächst "
    "später früher einst langfristig kurz sowohl oder beziehungsweise entsprechend laut"
)
_ADVERBIAL = ("elang", "gemäß", "erweise", "halber", "mals", "wegs", "dings")  # endings of adverbs that taggers take for nouns
_CONTRASTS = frozenset(("aber", "jedoch", "dagegen", "hingegen", "zugleich", "auch", "außerdem", "zudem", "dabei", "stattdessen"))
_PARTICLES = word_set("auch selbst sogar nur insbesondere besonders gerade")


def speaker_of(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    """The speaker of a cue verb; None where the sentence names none.

    „hieß es aus dem Ministerium“ gives the ministry, „wurde von X betont“ and „wird X zitiert“ give X.
    """
    home, ready = sentence.segments[cue.home], sentence.segments[cue.segment]
    if cue.verb.lemma == "zitieren":
        found = _subject(grid, sentence, home, cue) if cue.passive else _cited(grid, sentence, cue)
    elif cue.verb.lemma == "bekanntwerden":
        return None
    elif cue.impersonal or cue.passive:
        end = max(home.end, ready.end)
        found = source_phrase(grid, home.start, end, cue)
        leads = grid.tag[sentence.start] in ("APPR", "APPRART") or grid.lower[sentence.start] == "wie"
        if found is None and home.first == cue.finite and leads and not sentence.segments[0].finite:
            found = source_phrase(grid, sentence.start, end, cue)  # „Im Bericht, der …, heißt es“
        return found
    else:
        shared = _elided(grid, sentence, cue) if _shares_subject(grid, sentence, cue) else None
        found = shared or _subject(grid, sentence, home, cue) or _elided(grid, sentence, cue)
    if found is not None and grid.lower[found[0]] == "es" and found[0] == home.first and home.kind == "main":
        return found  # a body of neuter gender
    if found is not None and nobody(grid, found) and found[0] < cue.finite:
        found = _behind_verb(grid, sentence, cue) or _elided(grid, sentence, cue)
    return None if found is None or nobody(grid, found) or not is_phrase(grid, found) else found


def names_speaker(grid: Grid, sentence: Sentence, cue: Cue) -> bool:
    """Whether the cue is an active verb of somebody whom the sentence names."""
    return not cue.passive and not cue.impersonal and speaker_of(grid, sentence, cue) is not None


def _shares_subject(grid: Grid, sentence: Sentence, cue: Cue) -> bool:
    """„X kam und sagte, …“: a verb right behind „und“ in a main clause has the subject of the verb in front, whatever follows it."""
    home = sentence.segments[cue.home]
    if cue.finite == sentence.start or grid.lower[cue.finite - 1] not in ("und", "aber", "sowie") or home.kind not in ("main", "v1"):
        return False
    if any(k < cue.finite for k in home.finite):
        return True
    return bool(home.coordinator) and any(s.kind == "main" for s in sentence.segments[: cue.home])


def _subject(grid: Grid, sentence: Sentence, home: Segment, cue: Cue) -> Range | None:
    behind = cue.finite + 1
    if behind < sentence.end and grid.lower[behind] in _NOMINATIVE_PRONOUNS and grid.tag[behind] in ("PPER", "PIS") and home.kind != "sub":
        return _man_in_front(grid, home, cue) or (behind, behind + 1)
    if home.kind == "main" and feminine_dative(grid, home.first, cue.finite):
        told = _behind_verb(grid, sentence, cue)
        if told is not None and can_speak(grid, told):
            return told  # „Der Zeitung sagte Muster, …“
    if home.kind in ("main", "bare") and _fore_field_oblique(grid, home, cue):
        return _behind_verb(grid, sentence, cue) or _by_parser(grid, sentence, cue)
    found = _by_parser(grid, sentence, cue) or _by_order(grid, sentence, home, cue)
    if found is not None and found[1] <= cue.finite and (temporal(grid, found) or grid.lower[found[0]] in _LEADING):
        found = _behind_verb(grid, sentence, cue) or found
    if home.kind == "main" and found is not None and found[0] > cue.finite and not can_speak(grid, found):
        start = _fore_field(grid, sentence, cue)
        field = whole_field(grid, start, cue.finite) if start is not None else None
        if field is not None and (can_speak(grid, field) or any(grid.person[i] for i in range(*field))):
            return field
    if home.kind in ("main", "v1") and found is not None and found[1] <= cue.finite and disagrees(grid, found, cue.finite):
        other = _behind_verb(grid, sentence, cue)
        if other is not None and can_speak(grid, other) and not disagrees(grid, other, cue.finite):
            return other  # „Die Mönche beschrieb die Agentur als …“
    if home.kind == "main" and found is not None and found[1] <= cue.finite and not (has_person(grid, found) or can_speak(grid, found)):
        return _name_behind(grid, sentence, cue, is_thing(grid, found)) or found
    if home.kind in ("main", "v1") and found is not None and found[1] <= cue.finite and is_thing(grid, found):
        return _name_behind(grid, sentence, cue, True) or found
    return found


def _man_in_front(grid: Grid, home: Segment, cue: Cue) -> Range | None:
    """„Der Geschäftsführer des Verbands nannte sie …“: a masculine in the nominative in front of „sie“, which then is the object."""
    if grid.lower[cue.finite + 1] != "sie" or home.kind != "main" or grid.lower[home.first] not in ("der", "ein"):
        return None
    field = whole_field(grid, home.first, cue.finite)
    head = next((grid.lower[i] for i in range(*field) if grid.tag[i] == "NN"), "") if field is not None else ""
    return field if is_person_noun(head) and not head.endswith("in") else None


def _name_behind(grid: Grid, sentence: Sentence, cue: Cue, thing: bool) -> Range | None:
    """„Den Vorwurf wies Muster zurück“: a person right behind the verb, where the field before it names nobody; a body too where that field
    is a `thing`, which has nothing to say („Die Zahl der Toten gab das Amt mit zwei an“)."""
    start = cue.finite + 1
    if start >= sentence.last or grid.lower[start] in _NOT_NOMINATIVE or grid.tag[start] not in ("NN", "NE", "ART"):
        return None
    phrase = noun_phrase(grid, start, _apposition_limit(sentence, cue.finite))
    if phrase is None or not (any(grid.named[i] for i in range(*phrase)) if thing else is_person(grid, phrase)):
        return None
    if thing:
        return phrase
    if "Plur" in grid.doc[cue.finite].morph.get("Number", []) and not any(grid.lower[i] in ("und", "sowie") for i in range(*phrase)):
        return None
    return phrase if "Dat" not in grid.doc[start].morph.get("Case", []) else None


def _fore_field_oblique(grid: Grid, home: Segment, cue: Cue) -> bool:
    first = home.first
    while first < cue.finite - 1 and grid.lower[first] in _PARTICLES:  # „Selbst die Zeitung hat kritisiert, …“
        first += 1
    return (
        first < cue.finite
        and not (grid.named[first] and grid.text[first][:1].isupper())
        and (grid.lower[first] in _NOT_NOMINATIVE or grid.tag[first] in ("APPR", "APPRART", "ADV", "PAV", "ADJD", "KOKOM", "PROAV"))
    )


def _cited(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    """„zitierte die Zeitung den Minister“: the object, the second phrase behind the verb where the first is the subject."""
    end = sentence.segments[cue.segment].end
    home = sentence.segments[cue.home]
    if (
        home.kind == "main"
        and not _fore_field_oblique(grid, home, cue)
        and cue.finite + 1 < end
        and grid.tag[cue.finite + 1] in DETERMINERS
    ):
        return noun_phrase(grid, cue.finite + 1, end)  # „Die Zeitung zitiert den Minister mit den Worten“
    first = _behind_verb(grid, sentence, cue)
    if first is not None and grid.lower[first[0]] == "man":
        return noun_phrase(grid, first[1], end) or first  # „…, zitierte man den Minister“
    if first is None:
        return _subject(grid, sentence, sentence.segments[cue.home], cue)
    if sentence.segments[cue.home].kind == "v1" and first[1] < end:
        return noun_phrase(grid, first[1], end) or first
    return first


def citing_medium(grid: Grid, sentence: Sentence, cue: Cue, cited: Range | None) -> Range | None:
    """Who cites: „zitierte die Zeitung den Minister“, „wird von der Zeitung zitiert“; None if that is not said."""
    if cue.verb.lemma != "zitieren":
        return None
    home = sentence.segments[cue.home]
    if cue.passive:
        found = source_phrase(grid, home.start, max(home.end, sentence.segments[cue.segment].end), cue)
    else:
        found = _subject(grid, sentence, home, cue)
    return (
        found if found is not None and not nobody(grid, found) and (cited is None or found[1] <= cited[0] or found[0] >= cited[1]) else None
    )


def _elided(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    """„X dankte allen und ergänzte, …“: the subject stands in the clause before."""
    for segment in sentence.segments[: cue.home + 1]:
        for finite in segment.finite:
            if finite < cue.finite and segment.kind in ("main", "v1", "sub", "rel"):
                if segment.kind != "main" and cue.home != sentence.segments.index(segment):
                    continue
                other = Cue(cue.verb, [finite], finite, cue.home, sentence.segments.index(segment))
                found = _subject(grid, sentence, segment, other)
                return _behind_verb(grid, sentence, other) if found is not None and nobody(grid, found) else found
    return None


def _by_parser(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    for i in sorted({cue.finite, *cue.tokens}):
        for child in grid.doc[i].children:
            at = child.i
            if _in_other_clause(sentence, at, cue) or (grid.lower[at] in _OBLIQUE and grid.lower[at] != "es"):
                continue
            if child.dep_ in SUBJECT and sentence.start <= at < sentence.end and not grid.opaque[at]:
                if grid.tag[at] not in NOMINAL and grid.tag[at] not in ("PPER", "PDS", "PIS", "PRELS", "PWS", "CARD", "ADJA"):
                    continue
                phrase = _phrase_around(grid, sentence, cue, at)
                if phrase is not None:
                    return phrase
    return None


def _in_other_clause(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Whether the token stands in a relative or subordinate clause that is not the cue's, or on the other side of a colon or semicolon."""
    home = next((n for n, s in enumerate(sentence.segments) if s.start <= at < s.end), cue.home)
    low, high = sorted((home, cue.home))
    if any(s.before in (":", ";") for s in sentence.segments[low + 1 : high + 1]):
        return True
    return home not in (cue.home, cue.segment) and sentence.segments[home].kind in ("rel", "sub")


def _phrase_around(grid: Grid, sentence: Sentence, cue: Cue, head: int) -> Range | None:
    """The phrase whose head the parser names: its first word is sought by word order, its end by `noun_phrase`."""
    home = sentence.segments[cue.home]
    if head < cue.finite and home.kind in ("main", "bare", "v1"):
        start = _fore_field(grid, sentence, cue)
        if start is not None and start <= head:
            return whole_field(grid, start, cue.finite)
        if start is not None and any(k < start for k in home.finite):
            return None  # the subject of the clause in front
    start = head
    floor = sentence.start if head < cue.finite else cue.finite + 1
    while start > floor and (
        grid.tag[start - 1] in (*DETERMINERS, "ADJA", "CARD", "TRUNC")
        or grid.text[start - 1] in ("„", "»")
        or _title(grid, start)
        or genitive_in_front(grid, start - 1, head + 1)
    ):
        start -= 1
        if grid.tag[start] in DETERMINERS:
            break
    limit = _apposition_limit(sentence, head)
    return noun_phrase(grid, start, limit if head > cue.finite else min(limit, cue.finite))


def _title(grid: Grid, start: int) -> bool:
    """„Staatssekretär“ in front of a name."""
    return (
        grid.tag[start - 1] in ("NN", "NE")
        and grid.tag[start] in ("NE", "NN")
        and grid.doc[start - 1].head.i in (start, grid.doc[start].head.i)
    )


def _apposition_limit(sentence: Sentence, head: int) -> int:
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
    """First token of the noun phrase in front of the finite verb, None if what stands there is no noun phrase."""
    number = cue.home
    home = sentence.segments[number]
    if home.first == cue.finite:  # „X, Sprecher des Amts, sagte“: go back over segments without a verb
        while number > 0 and home.before in (",", ")", "–") and sentence.segments[number - 1].kind in ("bare", "rel"):
            number -= 1
        if number == cue.home or sentence.segments[number].first < 0 or sentence.segments[number].kind != "bare":
            return None
    return _skip_leading(grid, _behind_verbs(grid, sentence.segments[number], cue.finite), cue.finite)


def _behind_verbs(grid: Grid, segment: Segment, finite: int) -> int:
    """Where the field of the verb at `finite` begins: behind „und“, if a clause with a verb of its own stands in front in the segment."""
    earlier = max((k for k in segment.finite if k < finite), default=None)
    if earlier is None:
        return segment.first
    return next((k + 1 for k in range(finite - 2, earlier, -1) if grid.lower[k] in ("und", "oder", "aber")), segment.first)


def _skip_leading(grid: Grid, start: int, limit: int) -> int | None:
    while start < limit and (
        grid.lower[start].endswith(_ADVERBIAL)
        or (grid.lower[start] in _LEADING and (grid.text[start] == grid.lower[start] or not grid.named[start]))
        or not grid.named[start]
        and grid.tag[start] in ("ADV", "KON", "KOUS", "PAV", "PROAV", "KOKOM", "PWAV", "ADJD")
    ):
        start += 1
    if start >= limit or grid.tag[start] in ("APPR", "APPRART") or grid.lower[start] in _NOT_NOMINATIVE:
        return None
    return start


def _by_order(grid: Grid, sentence: Sentence, home: Segment, cue: Cue) -> Range | None:
    """Without the parser: the field before the verb if it is a noun phrase, else the first phrase behind it that can be a subject."""
    if home.kind in ("sub", "rel"):
        first = home.first + 1 if grid.tag[home.first] == "KOUS" else home.first
        while first < cue.finite and grid.lower[first] in _OBLIQUE:  # „bis ihn ein Beamter wissen ließ“
            first += 1
        start = _skip_leading(grid, first, cue.finite)
        phrase = noun_phrase(grid, start, cue.finite) if start is not None else None
    else:
        start = _fore_field(grid, sentence, cue)
        phrase = whole_field(grid, start, cue.finite) if start is not None else None
    return phrase or _behind_verb(grid, sentence, cue)


def phrase_behind(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    """The speaker of a verb that begins its clause („…, sagte X“): the phrase right behind it."""
    found = _behind_verb(grid, sentence, cue)
    return None if found is None or nobody(grid, found) else found


def _lower_name(grid: Grid, i: int, limit: int) -> Range | None:
    """„teilte ver.di mit“: a body whose name has no capital, or a site („muster.de“)."""
    site = "." in grid.text[i][1:-1] and grid.text[i][0].isalpha()
    return (i, i + 1) if i < limit and site and grid.text[i] == grid.lower[i] and not grid.opaque[i] else None


def is_object(grid: Grid, cue: Cue, phrase: Range) -> bool:
    """Whether the phrase behind a verb that begins its clause is its object: a plural with a singular verb, a thing behind „aber“."""
    if cue.passive or cue.impersonal or can_speak(grid, phrase) or any(grid.is_source(grid.text[i]) for i in range(*phrase)):
        return False
    return disagrees(grid, phrase, cue.finite) or (is_thing(grid, phrase) and grid.lower[cue.finite + 1] in _CONTRASTS)


def _behind_verb(grid: Grid, sentence: Sentence, cue: Cue) -> Range | None:
    i = cue.finite + 1
    limit = _apposition_limit(sentence, cue.finite)
    while i < limit:
        low, tag = grid.lower[i], grid.tag[i]
        if grid.opaque[i]:
            return None
        name = _lower_name(grid, i, limit)
        if name is not None:
            return name
        if (
            low in _OBLIQUE
            or (low in _LEADING and grid.text[i] == low)
            or low in CORRELATES
            or tag in ("ADV", "PTKNEG", "PRF", "ADJD", "PAV", "PROAV")
        ):
            i += 1
            continue
        if low == "vor" and i + 1 < limit and grid.lower[i + 1] == "allem":
            i += 2
            continue
        if tag in ("APPR", "APPRART"):
            behind = behind_time(grid, i + 1, limit)
            phrase = noun_phrase(grid, i + 1, limit, apposition=False) if behind is None else None
            if phrase is None and behind is None:
                return None
            i = phrase[1] if phrase is not None else behind or i + 1
            continue
        if low in POINTS_IN_TIME and (behind := behind_time(grid, i if tag in ("NN", "NE") else i + 1, limit)) is not None:
            i = behind
            continue
        phrase = noun_phrase(grid, i, limit, apposition=False)
        if phrase is None:
            return None
        if low not in _NOT_NOMINATIVE and not (low in POINTS_IN_TIME and temporal(grid, phrase)):
            return noun_phrase(grid, i, limit)
        i = phrase[1]
    return None


def subject_of(grid: Grid, sentence: Sentence) -> Range | None:
    """The subject of the sentence's main verb: who is spoken of, and so who may go on speaking in the next sentence."""
    for number, segment in enumerate(sentence.segments):
        if segment.kind in ("main", "v1") and segment.finite:
            finite = segment.finite[0]
            found = _subject(grid, sentence, segment, Cue(PLAIN, [finite], finite, number, number))
            return None if found is None or nobody(grid, found) else found
    return None
