"""A sentence → clauses, from punctuation, word order and closed word lists.

German marks its clauses well: commas part them, the finite verb stands second, first or last, infinitives carry „zu“. That holds where a
parser errs, so this looks at tags and words only. A clause may be discontinuous: „Die Armee, die gestern tagte, muss …“.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from pipeline.components.escalations.classify import COORDINATORS, classify, finite_verbs
from pipeline.components.escalations.repairs import Kind, Segment, close_subordinates, dateline, rejoin, repair
from pipeline.components.escalations.verbs import (
    FUTURE,
    MODALS,
    is_infinitive,
    is_participle,
    is_zu_infinitive,
)

PUNCT_BREAKS = frozenset({",", ";", ":", "–", "—", "(", ")", "):", "),", ").", "•", "-", "…"})
_QUOTES = frozenset("„“”\"»«‚‘’'›‹")


@dataclass(slots=True)
class Clause:
    """A clause: its tokens in text order, its finite verb, and what opens it.

    kind: `main`, `sub` (subordinator), `cond` (wenn/falls … or verb first), `rel`, `inf` (zu + infinitive), `frag` (no verb).
    `label`: tokens before a colon that only name the clause („Stufe eins (Tage 1 bis 7):“).
    `first`: the clause in front that this one shares verb and subject with („muss … prüfen und binnen sieben Tagen löschen“).
    """

    kind: str
    tokens: list[int] = field(default_factory=list)
    label: list[int] = field(default_factory=list)
    finite: int | None = None
    opener: str = ""
    first: Clause | None = None
    gap: Clause | None = None  # the clause whose verb this verbless one shares („…, nach drei Stunden das Ministerium“)
    would: bool = False  # behind a case in the present tense: „Dauern die Kämpfe an, griffen Truppen ein“ is no past

    @property
    def start(self) -> int:
        return min(self.tokens + self.label)

    @property
    def end(self) -> int:
        return max(self.tokens + self.label) + 1


@dataclass(slots=True)
class Sentence:
    """Token range and clauses of one sentence; `number` and `paragraph` count from 0 in the text."""

    number: int
    paragraph: int
    start: int
    end: int
    bullet: bool = False
    clauses: list[Clause] = field(default_factory=list)

    def clause_of(self, token: int) -> Clause | None:
        """The clause that a token belongs to."""
        return next((c for c in self.clauses if token in c.tokens or token in c.label), None)


def fill_clauses(doc: Doc, sentence: Sentence, protected: list[tuple[int, int]]) -> None:
    """Find the clauses of a sentence. `protected`: token ranges (windows, dates) that no clause border may cut and that hold no verb."""
    shielded = {i for start, end in protected for i in range(start, end)}
    segments = _without_asides(_segments(doc, sentence, shielded), shielded)
    sentence.clauses = [part for clause in _join(doc, segments, shielded) for part in _part_twins(doc, clause, shielded)]


def _part_twins(doc: Doc, clause: Clause, shielded: set[int]) -> list[Clause]:
    """Part „müssen … binnen 24 Stunden prüfen und binnen sieben Tagen löschen“: two acts with a window each under one verb."""
    if clause.kind not in ("main", "sub", "inf") or not shielded.intersection(clause.tokens):
        return [clause]
    for n in range(1, len(clause.tokens) - 1):
        i = clause.tokens[n]
        left, right = clause.tokens[:n], clause.tokens[n + 1 :]
        if i in shielded or doc[i].lower_ not in ("und", "oder", "sowie") or not _is_nonfinite(doc, left[-1]):
            continue
        if shielded.intersection(left) and shielded.intersection(right) and any(_is_nonfinite(doc, k) for k in right):
            twin = Clause(clause.kind, right, finite=clause.finite, opener=clause.opener, first=clause)
            clause.tokens = left
            return [clause, *_part_twins(doc, twin, shielded)]
    return [clause]


def _is_nonfinite(doc: Doc, i: int) -> bool:
    return is_infinitive(doc[i]) or is_participle(doc[i]) or is_zu_infinitive(doc[i])


def _without_asides(segments: list[Segment], shielded: set[int]) -> list[Segment]:
    """Leave out short brackets and join what they parted."""
    out: list[Segment] = []
    join = False
    for segment in segments:
        if _aside(segment, shielded):
            join = bool(out) and segment.after == ")"
        elif join and segment.before == ")":
            out[-1].tokens += segment.tokens
            out[-1].after = segment.after
            join = False
        else:
            out.append(segment)
            join = False
    return out


def _aside(segment: Segment, shielded: set[int]) -> bool:
    """A short bracket („(BSI)“) that holds no window."""
    return (
        segment.before == "("
        and segment.after in (")", "),", ").", "):")
        and len(segment.tokens) <= 4
        and not shielded.intersection(segment.tokens)
    )


def _segments(doc: Doc, sentence: Sentence, shielded: set[int]) -> list[Segment]:
    segments: list[Segment] = []
    current = Segment([], "")
    for i in range(sentence.start, sentence.end):
        token = doc[i]
        if token.is_space:
            continue
        inner = i in shielded and (i + 1) in shielded
        if token.text in PUNCT_BREAKS and not inner:
            current.after = token.text
            if current.tokens:
                segments.append(current)
            current = Segment([], token.text)
        elif token.text not in _QUOTES and not token.is_punct and any(c.isalnum() for c in token.text):
            current.tokens.append(i)
    if current.tokens:
        segments.append(current)
    segments = close_subordinates(doc, rejoin(doc, segments, shielded), shielded)
    return [part for segment in segments for part in _split_coordination(doc, segment, shielded)]


def _split_coordination(doc: Doc, segment: Segment, shielded: set[int]) -> list[Segment]:
    """Cut „öffnet die Schleusen und warnt die Gemeinden“ before „und“: both sides have a finite verb."""
    finite = finite_verbs(doc, segment.tokens, shielded)
    for first, second in zip(finite, finite[1:], strict=False):
        cut = next((i for i in segment.tokens if first < i < second and doc[i].lower_ in ("und", "oder") and i not in shielded), None)
        if cut is not None:
            at = segment.tokens.index(cut)
            left = Segment(segment.tokens[:at], segment.before, "und")
            right = Segment(segment.tokens[at + 1 :], "und", segment.after)
            return [left, *(_split_coordination(doc, right, shielded) if right.tokens else [])]
    return [segment]


def _join(doc: Doc, segments: list[Segment], shielded: set[int]) -> list[Clause]:
    clauses: list[Clause] = []
    pending: list[Segment] = []
    main: Clause | None = None
    kinds = [classify(doc, s, shielded) for s in segments]
    repair(doc, segments, kinds, shielded)
    if skipped := dateline(doc, segments, kinds):
        segments = segments[skipped:]
        segments[0].before = ""
        kinds = [classify(doc, segments[0], shielded), *kinds[skipped + 1 :]]
    for at, (segment, (kind, finite, opener)) in enumerate(zip(segments, kinds, strict=True)):
        if kind == "frag" and clauses and clauses[-1].opener == "darunter":
            clauses[-1].tokens += segment.tokens
            continue
        if kind == "frag":
            if main is not None and _shares_verb(doc, main, segment, shielded):
                clauses.append(Clause("main", list(segment.tokens), finite=main.finite, first=main))
            elif main is not None and not pending and _leaves_verb_out(doc, main, segment, shielded):
                clauses.append(Clause("main", list(segment.tokens), finite=main.finite, gap=main))
            elif main is not None and main.finite is not None and not pending and not _starts_new(segment, kinds, segments, at, doc):
                (_statement(doc, clauses, main, segment) or main).tokens += segment.tokens
            else:
                pending.append(segment)
            continue
        clause = Clause(kind, list(segment.tokens), finite=finite, opener=opener)
        if kind == "main":
            if _verb_first(doc, segment, finite) and _is_condition(
                doc, segments, kinds, at, bool(pending) and pending[-1].after not in (":", "):"), clauses
            ):
                clause.kind, clause.opener = "cond", ""
            else:
                main = clause
        if kind == "main" and pending and _inserted(doc, segments, kinds, at):
            clause.opener = "so"
            clauses.append(clause)
            continue
        if kind in ("main", "inf") and pending and clause.kind != "cond":
            _take(clause, pending)
            pending = []
        elif clause.kind == "cond" and pending and pending[-1].after in (":", "):"):
            clause_label = [i for s in pending for i in s.tokens]
            pending = [Segment(clause_label, "", ":")]  # the label names the main clause that follows
        clauses.append(clause)
    if pending:
        colon = max((n for n, s in enumerate(pending) if s.after in (":", "):")), default=-1)
        rest = [i for s in pending for i in s.tokens]
        if not clauses and 0 <= colon < len(pending) - 1:  # „– Tag zwei bis fünf: tägliche Proben durch das Labor“
            clauses.append(
                Clause(
                    "frag",
                    label=[i for s in pending[: colon + 1] for i in s.tokens],
                    tokens=[i for s in pending[colon + 1 :] for i in s.tokens],
                )
            )
        elif main is not None:
            main.tokens = sorted(main.tokens + rest)
        elif clauses and clauses[-1].kind != "rel":
            clauses[-1].tokens = sorted(clauses[-1].tokens + rest)
        else:
            clauses.append(Clause("frag", rest))
    return clauses


def _inserted(doc: Doc, segments: list[Segment], kinds: list[Kind], at: int) -> bool:
    """„Während 48 Stunden, so sicherten sie zu, werde niemand …“: the clause with „so“ stands inside another one."""
    if doc[segments[at].tokens[0]].lower_ not in ("so", "das", "dies") or segments[at].before != "," or at + 1 >= len(segments):
        return False
    kind, finite, _ = kinds[at + 1]
    return kind == "main" and segments[at + 1].tokens[0] == finite


def _shares_verb(doc: Doc, main: Clause, segment: Segment, shielded: set[int]) -> bool:
    """„werde man die Zufahrt sperren, nach einer Woche das Lager räumen“: a window and an act of its own under the verb in front."""
    if main.finite is None or segment.before not in (",", ";", "und") or not shielded.intersection(segment.tokens):
        return False
    if doc[main.finite].lower_ not in FUTURE and doc[main.finite].lower_ not in MODALS:
        return False
    return any(_is_nonfinite(doc, i) for i in segment.tokens) and any(_is_nonfinite(doc, i) for i in main.tokens)


def _statement(doc: Doc, clauses: list[Clause], main: Clause, segment: Segment) -> Clause | None:
    """„Das Land muss nachbessern, urteilte das Gericht, und zwar bis Ende Oktober“: what is added belongs to the clause in front of the
    attribution."""
    words = [doc[i].lower_ for i in segment.tokens[:2]]
    if main.tokens[0] != main.finite or not ({"zwar", "nämlich", "spätestens"} & set(words)) or len(clauses) < 2:
        return None
    return next((c for c in reversed(clauses) if c is not main and c.kind == "main" and c.end <= main.start), None)


_THEN = frozenset({"und", "dann", "danach", "schließlich", "anschließend", "erst", "frühestens", "spätestens", "zuletzt", "sodann"})


def _leaves_verb_out(doc: Doc, main: Clause, segment: Segment, shielded: set[int]) -> bool:
    """„Nach einer Stunde rückt die Feuerwehr aus, nach drei Stunden das Heer“: a window of its own and somebody or something else."""
    if main.finite is None or segment.before not in (",", ";", "und") or not shielded.intersection(main.tokens):
        return False
    first = next((i for i in segment.tokens if doc[i].lower_ not in _THEN), segment.tokens[0])
    if first not in shielded or any(doc[i].tag_.startswith("V") for i in segment.tokens if i not in shielded):
        return False
    return any(doc[i].tag_ in ("NN", "NE") for i in segment.tokens if i not in shielded)


def _take(clause: Clause, pending: list[Segment]) -> None:
    """Give a clause the verbless stretches in front of it; what a colon closes only labels it."""
    colon = max((n for n, s in enumerate(pending) if s.after in (":", "):")), default=-1)
    clause.label = [i for s in pending[: colon + 1] for i in s.tokens]
    clause.tokens = sorted([i for s in pending[colon + 1 :] for i in s.tokens] + clause.tokens)


def _starts_new(segment: Segment, kinds: list[Kind], segments: list[Segment], at: int, doc: Doc) -> bool:
    """Whether a verbless stretch opens the next clause: it stands after „;“ or „:“, or before a finite verb that has nothing in front."""
    if segment.before in (";", ":", "):"):
        return True
    following = next((n for n in range(at + 1, len(segments)) if kinds[n][0] != "frag"), None)
    if following is None or kinds[following][0] != "main":
        return False
    return segments[following].tokens[0] == kinds[following][1] and segment.before in ("", "–")


def _verb_first(doc: Doc, segment: Segment, finite: int | None) -> bool:
    tokens = [i for i in segment.tokens if doc[i].lower_ not in COORDINATORS]
    return bool(tokens) and tokens[0] == finite


def _trailing_condition(doc: Doc, segments: list[Segment], kinds: list[Kind], at: int, clauses: list[Clause]) -> bool:
    """„…, sollte Israel nicht abziehen“: „sollte“ in front of a clause that follows a whole main clause."""
    finite = kinds[at][1]
    if finite is None or doc[finite].lower_ not in ("sollte", "sollten") or segments[at].before not in (",", "–"):
        return False
    fronted = bool(clauses) and clauses[0].kind in ("cond", "sub", "inf") and not any(c.kind == "main" for c in clauses)
    return any(c.kind == "main" for c in clauses) and not fronted


def _is_condition(doc: Doc, segments: list[Segment], kinds: list[Kind], at: int, pending: bool, clauses: list[Clause]) -> bool:
    """„Halten die Angriffe an, sollen …“: a clause with its verb in front, before one that again has its verb in front (or „so“/„dann“)."""
    if segments[at].before == "und" and clauses and clauses[-1].kind != "cond":
        return False
    if not pending and _trailing_condition(doc, segments, kinds, at, clauses):
        return True
    if pending or (
        clauses and segments[at].before not in (":", "):", ";", "und") and clauses[-1].kind in ("main", "sub", "cond", "inf", "rel")
    ):
        return False
    for n in range(at + 1, len(segments)):
        kind, finite, _ = kinds[n]
        if kind == "main":
            lead = [doc[i].lower_ for i in segments[n].tokens[:2]]
            return segments[n].tokens[0] == finite or lead[0] in ("so", "dann")
    return False
