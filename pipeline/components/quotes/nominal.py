"""Quotations that hang on a noun or adjective: „die Behauptung, dass …“, „das Versprechen, … zu …“, „zeigte sich überzeugt, dass …“."""

from __future__ import annotations

from pipeline.components.quotes.clauses import ends_at, is_object_clause, opens_with_complementizer
from pipeline.components.quotes.cues import Cue
from pipeline.components.quotes.drafts import Draft, Range
from pipeline.components.quotes.frames import around
from pipeline.components.quotes.grid import Grid, Segment, Sentence
from pipeline.components.quotes.lexicon import HABEN, SEIN, WERDEN, CueVerb, Lexicon
from pipeline.components.quotes.phrases import noun_phrase
from pipeline.components.quotes.speakers import speaker_of
from pipeline.components.quotes.subjunctive import mood

_DETERMINERS = ("ART", "PPOSAT", "PDAT", "PIAT", "ADJA", "APPRART")
_FORMS = {
    "sein": SEIN,
    "werden": WERDEN,
    "zeigen": frozenset(["zeigt", "zeigte", "zeigten", "zeigen", "zeige"]),
    "äußern": frozenset(["äußert", "äußerte", "äußerten", "äußern", "äußere"]),
    "geben": frozenset(["gibt", "gab", "gaben", "geben", "gebe"]),
    "halten": frozenset(["hält", "hielt", "hielten", "halten", "halte"]),
    "erklären": frozenset(["erklärt", "erklärte", "erklärten", "erklären", "erkläre"]),
}
_BEFORE_COLON = frozenset(("Schluss", "Schlussfolgerung", "Fazit", "Antwort", "Begründung", "Vorwurf", "Forderung", "Warnung", "These"))
_AGAINST = (  # stems of verbs whose subject meets with the words of others
    *(
        "widerspr",
        "zurückgewiesen",
        "zurückweis",
        "zurückzuweis",
        "abgelehnt",
        "ablehn",
        "bestr",
        "dementier",
        "erhielt",
        "erhalten",
        "erhält",
    ),
    *("bekam", "bekommen", "folgte", "gefolgt", "nachgekommen", "nachkommen", "nachkam", "zerstreu", "entkräft", "ignorier", "begrüß"),
    *("reagier", "lehn", "entgegenge", "entgegentr", "schenk", "stieß", "verfolg", "erfüll", "erreicht"),
)
_OWNING = frozenset(("der", "des", "eines", "einer", "ihres", "ihrer", "seines", "seiner", "von", "vom"))
_NONE = CueVerb("", "", frozenset(("dass", "zu")), "speech_thought")


def nominal_frames(grid: Grid, lexicon: Lexicon, sentence: Sentence, cues: list[Cue], taken: list[Draft]) -> list[Draft]:
    """Drafts for cue nouns and adjectives directly in front of a clause that no verb has claimed."""
    drafts: list[Draft] = []
    segments = sentence.segments
    for number in range(len(segments) - 1):
        following = segments[number + 1]
        if following.before not in (",", ":") or not _may_hang(grid, following):
            continue
        if any(a <= following.first < b for d in [*taken, *drafts] for a, b in d.quote):
            continue
        draft = _noun(grid, lexicon, sentence, number, cues, _head_of(grid, sentence, number)) or _adjective(
            grid, lexicon, sentence, number, cues
        )
        if draft is not None:
            drafts.append(draft)
    return drafts


def _may_hang(grid: Grid, segment: Segment) -> bool:
    """Whether the clause is one that some noun or adjective could govern; which one does is `_clause_fits`'s and `_concluded`'s to say."""
    if segment.kind == "main":
        return segment.before == ":" or mood(grid, segment) > 0
    return segment.kind in ("inf", "sub") or opens_with_complementizer(grid, segment)


def _clause_fits(grid: Grid, sentence: Sentence, number: int, governs: frozenset[str]) -> bool:
    following = sentence.segments[number + 1]
    asked = grid.lower[following.first] == "wie" and "frage" in grid.lower[sentence.segments[number].start : sentence.segments[number].end]
    if grid.lower[following.first] in ("wo", "wie") and not asked:
        return False  # „zur Wache, wo …“ is a relative clause, „keine Vorschläge, wie es hieß“ a frame
    if opens_with_complementizer(grid, following) or is_object_clause(grid, following):
        return "dass" in governs
    if following.kind == "inf":
        return "zu" in governs and grid.lower[following.first] not in ("um", "ohne", "statt", "anstatt")
    return following.kind == "main" and "dass" in governs and mood(grid, following) > 0


def _concluded(grid: Grid, sentence: Sentence, number: int, lemma: str) -> bool:
    """„zog den Schluss: Das Werk ist verloren.“: nouns that a colon and a main clause may follow in the indicative."""
    following = sentence.segments[number + 1]
    return following.before == ":" and following.kind == "main" and lemma in _BEFORE_COLON


def _head_of(grid: Grid, sentence: Sentence, number: int) -> int:
    """„die Ankündigung des Trainers, Emil Muster, … zu …“: the segment in front of a name between commas, else the segment itself."""
    segment = sentence.segments[number]
    name = number > 0 and segment.before == "," and not segment.finite and segment.end - segment.start <= 4
    return number - 1 if name and all(grid.named[i] for i in range(segment.start, segment.end)) else number


def _noun(grid: Grid, lexicon: Lexicon, sentence: Sentence, number: int, cues: list[Cue], head: int) -> Draft | None:
    """`number`: the segment in front of the clause, `head`: the one with the noun."""
    segment = sentence.segments[head]
    found = None
    for i in range(segment.end - 1, segment.start - 1, -1):
        if grid.tag[i] in ("NN", "NE") and not grid.opaque[i] and not (grid.named[i] and grid.named[i - 1]):
            noun = lexicon.noun(grid.text[i])
            if noun is not None and (_clause_fits(grid, sentence, number, noun.governs) or _concluded(grid, sentence, number, noun.lemma)):
                found = (i, noun)
                break
            if segment.end - i > 8:
                break
        elif grid.finite[i] and i < segment.end - 3:
            break
    if found is None:
        return None
    i, noun = found
    if not _adjacent(grid, i, segment.end):
        return None
    start = i
    while start > segment.start and grid.tag[start - 1] in _DETERMINERS:
        start -= 1
    owner = _owner(grid, sentence, i, segment.end, start)
    if owner is not None and head != number and owner[1] == segment.end:
        owner = (owner[0], sentence.segments[number].end)  # „des Trainers, Emil Muster“
    speaker = owner or _giver(grid, sentence, number, i)
    if speaker is None and not _only_told_of(grid, sentence, number, i):
        speaker = _clause_subject(grid, sentence, number)
    if speaker is None:  # „Auf die Bitte, … zu …, kam keine Antwort“: nobody is named; the corpus takes the noun for the source
        speaker = noun_phrase(grid, start, segment.end, apposition=False)
    home = Cue(_NONE, [i], i, number, number)
    quote = ends_at(grid, sentence, home, number + 1, cues)
    if quote is None:
        return None
    return Draft("indirect", "quotes.noun_clause", [quote], noun.medium, speaker, list(range(start, i + 1)), None, around(sentence, quote))


def _adjacent(grid: Grid, i: int, end: int) -> bool:
    """Between the noun and the comma only attributes, a verb at the end of the clause or a correlate may stand."""
    return end - i <= 9


def _owner(grid: Grid, sentence: Sentence, noun: int, end: int, start: int) -> Range | None:
    """„die Forderung der Partei“, „die Zusage von X“."""
    if start == noun > 0 and grid.named[noun - 1] and grid.text[noun - 1].endswith(("s", "’")) and grid.tag[noun - 1] == "NE":
        return (noun - 1, noun)  # „Musters Argument, …“
    i = noun + 1
    if i < end and (grid.lower[i] in _OWNING or grid.tag[i] == "NE"):
        return noun_phrase(grid, i + 1 if grid.lower[i] in ("von", "vom") else i, end, apposition=False)
    return None


def _giver(grid: Grid, sentence: Sentence, number: int, noun: int) -> Range | None:
    """„Von der Ministerin kam die Zusage, …“, „die von Muster geäußerte Hoffnung“: who gave the words, in front of the noun."""
    for i in range(sentence.segments[_home(sentence, number)].start, noun):
        if grid.lower[i] in ("von", "vom") and grid.tag[i] in ("APPR", "APPRART") and not grid.opaque[i]:
            phrase = noun_phrase(grid, i + 1, noun, apposition=False)
            if phrase is not None and any(grid.named[k] for k in range(*phrase)):
                return phrase
    return None


def _home(sentence: Sentence, number: int) -> int:
    """The segment with the finite verb of the clause that segment `number` belongs to, `number` itself if there is none."""
    home = number
    while home >= 0 and not sentence.segments[home].finite:
        if sentence.segments[home].before in (";", ":"):
            return number
        home -= 1
    return max(home, 0) if home >= 0 else number


def _only_told_of(grid: Grid, sentence: Sentence, number: int, noun: int) -> bool:
    """„wies die Behauptung zurück“, „erhielt die Nachricht“, „im Verdacht“: the clause's subject is not whose words these are."""
    if grid.lower[noun] == "verdacht" and grid.lower[noun - 1] in ("im", "unter"):
        return True
    home = sentence.segments[_home(sentence, number)]
    last = sentence.segments[number]
    following = sentence.segments[number + 1 :]
    words = [*range(home.start, last.end), *(k for s in following if s.kind in ("v1", "bare") for k in range(s.start, s.end))]
    return any(grid.lower[k] == "zurück" or grid.lower[k].startswith(_AGAINST) for k in words if not grid.opaque[k])


def _clause_subject(grid: Grid, sentence: Sentence, number: int) -> Range | None:
    home = _home(sentence, number)
    if not sentence.segments[home].finite:
        return None
    finite = sentence.segments[home].finite[0]
    if grid.lower[finite - 1 : finite] == ["es"] or grid.lower[finite + 1 : finite + 2] == ["es"]:
        return None
    return speaker_of(grid, sentence, Cue(_NONE, [finite], finite, number, home))


def _verb_fits(form: str, lemmas: frozenset[str]) -> bool:
    return any(form in _FORMS.get(lemma, ()) for lemma in lemmas) or (form in HABEN and "zeigen" in lemmas)


def _adjective(grid: Grid, lexicon: Lexicon, sentence: Sentence, number: int, cues: list[Cue]) -> Draft | None:
    segment = sentence.segments[number]
    for i in range(segment.end - 1, max(segment.start - 1, segment.end - 7), -1):
        adjective = lexicon.adjectives.get(grid.lower[i])
        if adjective is None or not _clause_fits(grid, sentence, number, adjective.governs):
            continue
        become = i + 1 < segment.end and grid.lower[i + 1] == "geworden"  # „nachdem bekannt geworden war, dass …“
        verbs = frozenset(("sein",)) if become and "werden" in adjective.verbs else adjective.verbs
        verb = next((k for k in segment.finite if _verb_fits(grid.lower[k], verbs)), None)
        if verb is None or ("halten" in adjective.verbs and grid.lower[i - 1] != "für"):
            continue
        quote = ends_at(grid, sentence, Cue(_NONE, [i], verb, number, number), number + 1, cues)
        if quote is None:
            return None
        tokens = sorted({verb, i, *([i + 1] if become else []), *(k for k in range(segment.start, segment.end) if grid.lower[k] == "sich")})
        cue = Cue(_NONE, tokens, verb, number, number)
        speaker = None if adjective.word in ("bekannt", "publik") else speaker_of(grid, sentence, cue)
        return Draft("indirect", "quotes.adjective_clause", [quote], adjective.medium, speaker, tokens, None, around(sentence, quote))
    return None
