"""Cue verbs in a sentence: which words announce a quotation, with auxiliary and separated prefix („hat … angekündigt“, „teilte … mit“)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.quotes.grid import CUE, INFINITIVE_TAGS, Grid, Segment, Sentence, between
from pipeline.components.quotes.lexicon import AUXILIARY, CORRELATES, HABEN, MODAL, SEIN, WERDEN, CueVerb, Lexicon, VerbForm

REACH = 60  # tokens between a verb and its separated prefix or auxiliary
_SAY = CueVerb("heißen", "", frozenset(("dass", "q")), "speech_writing")
_SOURCED = frozenset(("hervorgehen", "verlauten"))  # the source stands with aus, not as the subject
_PERFECT_WITH_SEIN = frozenset(("ausgehen", "herauskommen", "eingehen", "überzeugen"))  # „ist überzeugt davon“ is no passive
_SO_FAR = frozenset(("bisher", "bislang", "zunächst", "zuvor", "ursprünglich", "anfangs", "allgemein", "erst"))
_PREFIXED = frozenset(("schreiben", "drängen", "sprechen", "stellen"))
_PREFIXES = frozenset(("ab", "auf", "aus", "durch", "ein", "frei", "nach", "um", "vor", "zu"))
HEISSEN = frozenset(("heißt", "hieß", "heiße", "hiess", "geheißen"))
_NO_VERB_TAGS = ("N", "ADJ", "ADV", "PP", "AP", "AR", "KO", "CARD")


@dataclass(slots=True)
class Cue:
    """A cue verb: `tokens` in text order, `finite` its clause's finite verb, `segment` the index of the segment where it is complete."""

    verb: CueVerb
    tokens: list[int]
    finite: int
    segment: int
    home: int  # index of the segment with the finite verb
    passive: bool = False
    impersonal: bool = False
    used: bool = False

    @property
    def last(self) -> int:
        return self.tokens[-1]


def find_cues(grid: Grid, lexicon: Lexicon, sentence: Sentence) -> list[Cue]:
    """The cue verbs of the sentence in text order; words in block quotations do not count."""
    cues: list[Cue] = []
    if not sentence.roles & CUE:
        return cues
    words = frozenset(grid.lower[max(sentence.start - 1, 0) : sentence.last])
    for number, segment in enumerate(sentence.segments):
        for i in between(grid.cues, segment.start, segment.end):
            low = grid.lower[i]
            if low in lexicon.apart and low not in HEISSEN and lexicon.apart[low].isdisjoint(words):
                continue  # „hat“, „kommt“: no „vor“, „heraus“
            forms = lexicon.verbs.get(low)
            if (forms is None and low not in HEISSEN) or grid.opaque[i]:
                continue
            if low in ("heißt", "hieß", "heiße", "hiess"):
                said = _es(grid, segment, i)
                if said is not None:
                    cues.append(Cue(_SAY, sorted((i, said)), i, number, number, impersonal=True))
                continue
            if low == "geheißen":
                cues += _had_been_said(grid, segment, number, i)
                continue
            if forms is None or (grid.text[i][0].isupper() and i != segment.first):
                continue
            cue = _cue_at(grid, sentence, number, i, forms)
            if cue is not None:
                cue.impersonal = cue.verb.lemma in _SOURCED or (cue.verb.lemma == "ergeben" and _reflexive(grid, segment))
                cues.append(cue)
    return cues


def _had_been_said(grid: Grid, segment: Segment, number: int, i: int) -> list[Cue]:
    """„hatte es geheißen“."""
    finite = next((k for k in segment.finite if grid.lower[k] in HABEN and k < i), None)
    said = _es(grid, segment, finite) if finite is not None else None
    return (
        [Cue(_SAY, sorted((finite, said, i)), finite, number, number, impersonal=True)] if finite is not None and said is not None else []
    )


def _es(grid: Grid, segment: Segment, i: int) -> int | None:
    for j in (i + 1, i - 1):
        if segment.start <= j < segment.end and grid.lower[j] == "es":
            return j
    if i == segment.end - 1:  # „wie es aus dem Ministerium hieß“
        return next((j for j in range(segment.start, min(i, segment.start + 3)) if grid.lower[j] == "es"), None)
    return None


def _cue_at(grid: Grid, sentence: Sentence, number: int, i: int, forms: list[VerbForm]) -> Cue | None:
    segment = sentence.segments[number]
    tag = grid.tag[i]
    for form in sorted(forms, key=lambda f: not f.split):
        sure = form.split or all(f.kind != "part" for f in forms)
        if form.kind == "fin" and _may_be_finite(grid, sentence, number, i, sure):
            if not form.split:
                if form.verb.lemma in _PREFIXED and _other_verb(grid, segment, i):
                    continue
                if "refl" in form.verb.governs and not _reflexive(grid, segment):
                    continue
                if "norefl" in form.verb.governs and _reflexive(grid, segment):
                    continue
                return Cue(form.verb, _with_correlate(grid, segment, [i]), i, number, number)
            at = _particle(grid, sentence, number, i, form.verb.particle)
            if at is None and i > segment.start and grid.lower[i - 1] == form.verb.particle:  # „wie sie bekannt gab“
                at = (i - 1, number)
            if at is not None and ("refl" not in form.verb.governs or _reflexive(grid, segment)):
                j, where = at
                return Cue(form.verb, _with_correlate(grid, segment, sorted((i, j))), i, where, number)
        elif form.kind == "part" and i > segment.first and (_compared(grid, i) or _as_told(grid, segment, i)):
            continue  # „schlimmer als befürchtet“, „wie berichtet“
        elif form.kind == "part" and "frag" not in form.verb.governs and not grid.finite[i] and not tag.startswith(("N", "ADJA")):
            if form.verb.particle and form.split and grid.lower[i - 1] != form.verb.particle:
                continue
            found = _perfect(grid, sentence, number, i)
            if found is not None and ("refl" not in form.verb.governs or _reflexive(grid, sentence.segments[found[1]])):
                aux, home, extra, passive = found
                passive = passive and not (form.verb.lemma in _PERFECT_WITH_SEIN and grid.lower[aux] in SEIN)
                apart = [i - 1] if form.split else []
                return Cue(form.verb, _with_correlate(grid, segment, sorted({aux, i, *apart, *extra})), aux, number, home, passive)
        elif form.kind == "inf" and tag in INFINITIVE_TAGS and grid.lower[i - 1] != "zu":
            if form.split and grid.lower[i - 1] != form.verb.particle:
                continue
            modal = _modal(grid, sentence, number, i)
            if modal is not None:
                tokens = sorted({modal[0], i, *([i - 1] if form.split else [])})
                return Cue(form.verb, _with_correlate(grid, segment, tokens), modal[0], number, modal[1])
    return None


def _other_verb(grid: Grid, segment: Segment, i: int) -> bool:
    """„drängt sich … auf“, „schreibt … vor“: a prefix at the end of the clause makes it another verb, which the list does not have."""
    last = segment.end - 1
    return last > i and grid.tag[last] == "PTKVZ" and grid.lower[last] in _PREFIXES and not any(i < k for k in segment.finite)


def _as_told(grid: Grid, segment: Segment, i: int) -> bool:
    """„Wie berichtet hatte das Amt …“: the author's, unless an auxiliary of the same clause follows at once („wie berichtet wird“)."""
    return grid.lower[i - 1] == "wie" and i - 1 == segment.first and not (i + 1 < segment.end and grid.lower[i + 1] in WERDEN)


def _compared(grid: Grid, i: int) -> bool:
    """„schlimmer als befürchtet“, „mehr als bisher angenommen“."""
    return grid.lower[i - 1] == "als" or (grid.lower[i - 2] == "als" and grid.lower[i - 1] in _SO_FAR)


def _may_be_finite(grid: Grid, sentence: Sentence, number: int, i: int, sure: bool) -> bool:
    """Finite by its tag; or tagged infinitive or participle though no other verb of its clause is finite („Beobachter befürchten, …“).

    `sure`: the form is no participle, or its separated prefix tells.
    """
    if grid.finite[i] or (i == sentence.segments[number].first and _behind_block(grid, i)):
        return True
    segment, tag = sentence.segments[number], grid.tag[i]
    if tag in INFINITIVE_TAGS or tag == "VVPP":
        alone = not segment.finite and grid.lower[i - 1] != "zu" and (i > segment.first or _resumes(sentence, number))
        return alone and (tag != "VVPP" or sure or (i == segment.end - 1 and _perfect(grid, sentence, number, i) is None))
    if tag == "ADJA" and not segment.finite and i == segment.first + 1 and grid.lower[segment.first] in ("das", "dies"):
        return True  # „Das berichten Medien“: no determiner of theirs
    return not tag.startswith(_NO_VERB_TAGS)


def _behind_block(grid: Grid, i: int) -> bool:
    """„…“, meinen die beiden: whatever the tagger says, behind speech and its comma a form of a cue verb in lower case is one."""
    return i > 1 and grid.text[i - 1] == "," and grid.opaque[i - 2] and grid.text[i] == grid.lower[i]


def _resumes(sentence: Sentence, number: int) -> bool:
    """„Die Fachleute, unter ihnen zwei Richter, betonen, …“: a verb alone between commas, behind a subject without a verb."""
    segment = sentence.segments[number]
    if segment.end - segment.start != 1 or number == 0 or segment.before not in (",", ")"):
        return False
    return all(not s.finite or s.kind == "rel" for s in sentence.segments[:number])


def _reflexive(grid: Grid, segment: Segment) -> bool:
    return any(grid.lower[k] in ("sich", "mich", "uns") and not grid.opaque[k] for k in range(segment.start, segment.end))


def _with_correlate(grid: Grid, segment: Segment, tokens: list[int]) -> list[int]:
    """Add „darauf“, „davon“ … of the same segment, which the corpus counts to the cue."""
    extra = [
        k
        for k in range(segment.start, segment.end)
        if grid.lower[k] in CORRELATES and grid.lower[k][:2] in ("da", "dr") and not grid.opaque[k]
    ]
    return sorted({*tokens, *extra[-1:]}) if extra and extra[-1] > segment.start else tokens


def _particle(grid: Grid, sentence: Sentence, number: int, i: int, particle: str) -> tuple[int, int] | None:
    segment = sentence.segments[number]
    for j in range(segment.end - 1, i, -1):
        if grid.lower[j] == particle and any(i < k < j for k in segment.finite):
            return None  # „forderte Geld und rief alle auf“: the prefix is the later verb's
        if grid.lower[j] == particle and (j == segment.end - 1 or grid.tag[j] == "PTKVZ" or grid.lower[j + 1] in ("und", "oder")):
            return j, number
    for later in range(number + 1, len(sentence.segments)):
        other = sentence.segments[later]
        if other.start - i > REACH or other.before in (":", ";"):
            return None
        j = other.end - 1
        if grid.lower[j] == particle and (grid.tag[j] == "PTKVZ" or other.end - other.start == 1):
            return j, later
    return None


def _perfect(grid: Grid, sentence: Sentence, number: int, i: int) -> tuple[int, int, list[int], bool] | None:
    """Auxiliary of a participle: (token, its segment, further verbs, passive); None where the participle has none."""
    segment = sentence.segments[number]
    extra = [k for k in range(i + 1, min(i + 4, segment.end)) if grid.lower[k] in ("worden", "haben", "werden", "sein")]
    worden = any(grid.lower[k] == "worden" for k in extra)
    finite = [k for k in segment.finite if grid.lower[k] in AUXILIARY or (grid.lower[k] in MODAL and extra)]
    home = number
    if not finite:
        for earlier in range(number - 1, -1, -1):
            other = sentence.segments[earlier]
            if i - other.end > REACH or sentence.segments[earlier + 1].before in (":", ";"):
                break
            finite = [k for k in other.finite if grid.lower[k] in AUXILIARY]
            if finite or other.kind == "main":
                home = earlier
                break
    if not finite:
        return None
    aux = min(finite, key=lambda k: abs(k - i) + (0 if k < i else 0))
    low = grid.lower[aux]
    passive = low in WERDEN or worden or (low in SEIN and not worden)
    return aux, home, [k for k in extra if grid.lower[k] in ("worden",)], passive


def _modal(grid: Grid, sentence: Sentence, number: int, i: int) -> tuple[int, int] | None:
    segment = sentence.segments[number]
    finite = [
        k for k in segment.finite if grid.lower[k] in MODAL or grid.lower[k] in WERDEN or grid.lower[k] in ("ließ", "lässt", "ließen")
    ]
    return (finite[0], number) if finite else None
