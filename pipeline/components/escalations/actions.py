"""The act: its stretch of text with the lexical verb and its objects, and its type.

With a modal or auxiliary the stretch runs from behind subject, window and adverbs to the infinitive or participle; with a simple present
from the finite verb to the end of the clause. Where nothing is left before the verb, it reaches back to the object in front.
"""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Doc

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.classify import SUBORDINATORS
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import Context
from pipeline.components.escalations.phrases import Phrase, noun_phrases
from pipeline.components.escalations.windows import Window

_SKIPPED = frozenset(
    [
        "zunächst",
        "zuerst",
        "dann",
        "danach",
        "anschließend",
        "daraufhin",
        "schließlich",
        "sodann",
        "demnach",
        "dem",
        "zufolge",
        "jedoch",
        "aber",
        "auch",
        "zudem",
        "ferner",
        "außerdem",
        "nun",
        "bereits",
        "sogar",
        "möglichst",
        "sich",
        "sie",
        "er",
        "es",
        "man",
        "wir",
        "ihnen",
        "ihm",
        "also",
        "damit",
        "dafür",
        "hierfür",
        "wiederum",
        "dabei",
        "künftig",
        "nach",
        "so",
        "notfalls",
    ]
)
_CONNECTORS = frozenset({"KOUS", "KOUI", "KON", "KOKOM", "ADV", "PAV", "PTKNEG", "PWAV", "PRF"})
_TAIL_AUX = vb.AUXILIARIES | frozenset(vb.MODALS)


def action_span(context: Context, clause: Clause, window: Window, subject: Phrase | None) -> tuple[int, int] | None:
    """Token range of the act in the clause; None where the clause has no verb and no noun for it."""
    doc = context.doc
    tokens = [i for i in clause.tokens if not doc[i].is_punct and not doc[i].is_space]
    if not tokens:
        return None
    if clause.gap is not None:
        shielded = context.shielded(clause.start, clause.end)
        left = [i for i in tokens if i not in shielded and doc[i].lower_ not in _SKIPPED and doc[i].tag_ not in ("ADV", "KON")]
        return (left[0], left[-1] + 1) if left else None
    if clause.kind == "inf":
        subject = None
    verb = _lexical_end(doc, clause, tokens, context.shielded(clause.start, clause.end))
    skip = set(range(window.start, window.end)) | context.shielded(clause.start, clause.end)
    last_verb = clause.kind in ("sub", "cond", "rel") and verb == clause.finite and tokens[0] != verb
    if verb is None or verb == clause.finite and not last_verb:
        return _simple(context, clause, tokens, skip, subject)
    info = context.info(clause)
    if clause.kind == "main" and clause.finite is not None and verb < clause.finite:
        behind = [i for i in tokens if i not in skip and i < window.start] or [verb]
        return verb, behind[-1] + 1
    if info.modal == "be_to" and subject is not None and subject.start < verb and doc[subject.start].tag_ != "PPER":
        return subject.start, verb + 1
    if clause.kind == "cond" and (begin := _demanded(context, clause, window, subject, verb)) is not None:
        return begin, verb + 1
    acts = subject is not None and not info.passive and "happen" not in info.verb_roles
    subject_tokens = set(range(subject.start, subject.last)) if subject is not None and acts else set()
    first = clause.finite if clause.finite is not None and clause.finite < verb and clause.kind in ("main", "frag") else tokens[0] - 1
    inner = [i for i in tokens if first < i <= verb]
    start = _start(doc, inner, skip, subject_tokens, clause)
    if start is None or start >= verb:
        front = [i for i in tokens if i < (clause.finite if clause.finite is not None else verb) and i not in skip]
        bare = [p for p in noun_phrases(doc, front, skip) if not p.preposition or p.start - 1 == front[0]]
        if bare and clause.kind == "main" and not subject_tokens & set(range(bare[0].start, bare[0].end)):
            begin = bare[0].start - (1 if bare[0].preposition else 0)
            return begin, verb + 1
        if bare and subject is not None and bare[0].start == subject.start and context.info(clause).passive:
            return subject.start, verb + 1
        if context.info(clause).passive and subject is not None and subject.start < verb:
            return subject.start, verb + 1
        if (reflexive := next((i for i in inner if doc[i].tag_ == "PRF" or doc[i].lower_ == "sich"), verb)) < verb:
            return reflexive, verb + 1  # „darf sich … rechtfertigen“
        if acts and subject is not None and clause.finite is not None and clause.finite < subject.start < verb:
            return subject.core, verb + 1  # „könnte die Eingreiftruppe einrücken“: nothing but the verb is left
        return (start if start is not None else verb), verb + 1
    if (
        context.lexicon.verb_roles(doc[verb].lower_, set()) & {"provide", "announce"}
        and clause.finite is not None
        and doc[clause.finite].lower_ in vb.BE
    ):
        return start, verb  # „… Reaktion vorgesehen“: the act is the noun
    return start, verb + 1


def _demanded(context: Context, clause: Clause, window: Window, subject: Phrase | None, verb: int) -> int | None:
    """First token of what „wenn X nicht bis Freitag …“ demands: the object behind the window, else the one between subject and window."""
    doc, passive = context.doc, context.info(clause).passive
    tokens = [i for i in clause.tokens if not doc[i].is_punct]
    bare = [
        p
        for p in noun_phrases(doc, tokens, context.shielded(clause.start, clause.end))
        if not p.preposition
        and p.end <= verb
        and (passive or subject is None or p.start != subject.start)
        and doc[p.start].tag_ not in ("PPER", "PRF")
    ]
    behind = [p for p in bare if p.start >= window.end]
    if behind:
        return behind[0].start
    before = [p for p in bare if p.end <= window.start and (subject is None or p.start > subject.start)]
    return before[0].start if before and not passive else None


def _start(doc: Doc, inner: list[int], skip: set[int], subject: set[int], clause: Clause) -> int | None:
    """The first token behind subject, window, trigger phrase and adverbs."""
    for n, i in enumerate(inner):
        token = doc[i]
        if (
            i in skip
            or i in subject
            or i == clause.finite
            or token.lower_ in _SKIPPED
            or (token.lower_ == clause.opener and (clause.opener in SUBORDINATORS or token.tag_ in _CONNECTORS))
        ):
            continue
        if token.tag_ in ("ADV", "PAV", "PTKNEG", "PRF", "KOUS", "KON") and not _negation(doc, inner, n, clause):
            continue
        if doc[i].lower_ == "nach" and n and inner[n - 1] in skip:  # „… nach einem Verstoß“ belongs to the trigger
            continue
        if (
            i + 1 < len(doc)
            and doc[i + 1].lower_ == "zufolge"
            or (token.tag_ == "ART" and i + 2 < len(doc) and doc[i + 2].lower_ == "zufolge")
        ):
            continue
        if n and _in_trigger(doc, inner, n, skip):
            continue
        return i
    return None


def _negation(doc: Doc, inner: list[int], n: int, clause: Clause) -> bool:
    """A negation belongs to a promised omission, not to „wenn … nicht …“ (there the act itself is demanded)."""
    return clause.kind != "cond" and doc[inner[n]].lower_ in ("nicht", "nichts", "niemanden")


def _in_trigger(doc: Doc, inner: list[int], n: int, skip: set[int]) -> bool:
    """Inside a prepositional phrase with „nach“ that follows the window."""
    for back in range(n - 1, max(-1, n - 6), -1):
        i = inner[back]
        if doc[i].lower_ in ("nach", "ab", "seit") and (back == 0 or inner[back - 1] in skip):
            between = inner[back + 1 : n + 1]
            nouns = [j for j in between[:-1] if doc[j].tag_ in ("NN", "NE")]
            return (
                not nouns
                or doc[inner[n]].lower_ in ("des", "der")
                and len(nouns) == 1
                or (len(nouns) == 1 and doc[between[-2]].lower_ in ("des", "der") and doc[inner[n]].tag_ in ("NN", "NE", "ADJA"))
            )
    return False


def _lexical_end(doc: Doc, clause: Clause, tokens: list[int], skip: set[int]) -> int | None:
    """The last lexical infinitive or participle of the clause, or the finite verb where it is the only verb."""
    verbs = [
        i
        for i in tokens
        if i not in skip
        and (vb.is_infinitive(doc[i]) or vb.is_participle(doc[i]) or vb.is_zu_infinitive(doc[i]))
        and doc[i].lower_ not in _TAIL_AUX
    ]
    if clause.kind in ("sub", "cond", "rel") and clause.finite is not None and not verbs:
        return clause.finite if doc[clause.finite].lower_ not in _TAIL_AUX else None
    verbs = [i for i in verbs if clause.finite is None or i != clause.finite]
    if clause.kind == "main" and clause.finite is not None:
        verbs = [i for i in verbs if i > clause.finite]
        needs = doc[clause.finite].lower_ in _TAIL_AUX
        front = [i for i in tokens if i < clause.finite and vb.is_infinitive(doc[i])]
        if needs and not verbs and front and front[0] == tokens[0]:
            return front[0]  # „begründen muss sie das Rechtsmittel …“
        if needs and not verbs:  # the tagger missed it: the last word of the clause
            return next((i for i in reversed(tokens) if i not in skip and i > clause.finite and doc[i].lower_ not in _TAIL_AUX), None)
        if not needs:
            return clause.finite
    return verbs[-1] if verbs else None


def _simple(context: Context, clause: Clause, tokens: list[int], skip: set[int], subject: Phrase | None) -> tuple[int, int] | None:
    """Present tense: from the finite verb to the end of the clause; in verb-last clauses what stands behind opener and subject."""
    doc = context.doc
    if clause.finite is None:
        nouns = [i for i in tokens if doc[i].tag_ in ("NN", "NE", "ADJA") and i not in skip]
        return (nouns[0], nouns[-1] + 1) if nouns else None
    if tokens[0] == clause.finite and clause.kind == "cond" and doc[tokens[-1]].tag_ == "PTKVZ":
        behind = [p for p in noun_phrases(doc, tokens[1:], skip) if not p.preposition and p.end <= tokens[-1] and p.start > tokens[1] + 1]
        later = [p for p in behind if any(i in skip for i in range(tokens[0], p.start))]
        if later:  # „Legt der Konzern nicht bis Freitag ein Angebot vor“
            return later[0].start, tokens[-1] + 1
    if clause.kind in ("sub", "cond", "rel") and tokens[0] != clause.finite:
        acts = subject is not None and subject.start in tokens[:3] and "happen" not in context.info(clause).verb_roles
        if acts and subject is not None:  # „dass die Nato binnen zehn Tagen Soldaten verlegt“
            begin = _start(doc, [i for i in tokens if subject.last <= i <= clause.finite], skip, set(), clause)
            if begin is not None and begin < clause.finite:
                return begin, clause.finite + 1
        return tokens[1] if len(tokens) > 1 else tokens[0], clause.finite + 1
    end = tokens[-1] + 1
    while end - 1 > clause.finite and end - 1 in skip:
        end -= 1
    if doc[clause.finite].lower_ in vb.BE | vb.FUTURE | vb.HAVE or end - clause.finite <= 1:
        front = [i for i in tokens if i not in skip]
        return (front[0], end) if front else None
    return clause.finite, end


def nominal_action(context: Context, sentence: Sentence, clause: Clause, window: Window, subject: Phrase | None) -> tuple[int, int] | None:
    """What a deadline is set for: the infinitive that follows („Frist bis Freitag, die Waffen abzugeben“), with or without comma, else the
    demanded thing beside the verb („die Räumung sämtlicher Barrikaden“)."""
    doc = context.doc
    at = sentence.clauses.index(clause) if clause in sentence.clauses else len(sentence.clauses)
    for other in sentence.clauses[at + 1 : at + 3]:
        if other.kind == "inf":
            return action_span(context, other, window, None)
    inside = [i for i in clause.tokens if i >= window.end and vb.is_zu_infinitive(doc[i])]
    if inside and (clause.finite is None or doc[clause.finite].lower_ not in vb.HAVE | vb.BE):
        start = next((i for i in clause.tokens if i >= window.end), inside[0])
        return start, inside[-1] + 1
    skip = set(range(window.start, window.end)) | context.shielded(clause.start, clause.end)
    after = [i for i in clause.tokens if clause.finite is None or i > clause.finite]
    matter = _set_for(context, clause, skip)
    if matter is not None:
        return matter
    phrases = [
        p
        for p in noun_phrases(doc, after, skip)
        if not p.preposition and (subject is None or p.start != subject.start) and doc[p.start].tag_ != "PPER"
    ]
    if not phrases:
        return None
    start = phrases[0].start
    ends = [i for i in after if i >= start and i not in skip and doc[i].tag_ not in ("PTKVZ", "VVPP", "VVINF")]
    end = next((window.start for _ in [0] if window.start > start), ends[-1] + 1 if ends else phrases[0].end)
    while end - 1 > start and (doc[end - 1].is_punct or end - 1 in skip):
        end -= 1
    return start, end


_SET = frozenset({"zeit", "frist", "fristen", "gelegenheit", "ultimatum"})


def _set_for(context: Context, clause: Clause, skip: set[int]) -> tuple[int, int] | None:
    """„Zeit für eine Einigung“, „die Frist zur Abgabe der Angebote“: the matter that time is set for."""
    doc = context.doc
    words = {doc[i].lower_ for i in clause.tokens}
    if not words & _SET and not words & {"bleibt", "bleiben"}:
        return None
    for phrase in noun_phrases(doc, clause.tokens, skip):
        if phrase.preposition in ("für", "zur", "zum") and doc[phrase.head].tag_ == "NN":
            return (phrase.core if words & _SET else phrase.start - 1), phrase.end
    return None


def action_type(
    context: Context, span: tuple[int, int] | None, window: Window, extra: tuple[int, int] | None = None, subject: Phrase | None = None
) -> str:
    """The type of the act: weights of the stems found in its words, longer stems counting more."""
    doc = context.doc
    scores: Counter[str] = Counter()
    for stretch in (span, extra) if extra else (span,):
        if stretch is None:
            continue
        for i in range(*stretch):
            if window.start <= i < window.end or subject is not None and subject.start <= i < subject.end:
                continue  # by what is done, not by who does it
            if {"authority", "court"} & context.lexicon.roles(doc[i].lower_):
                continue  # nor by whom it is done to
            hit = context.lexicon.action(doc[i].lower_)
            if hit:
                share = 2.0 if i == stretch[1] - 1 or i == stretch[0] and doc[i].tag_.startswith("V") else 1.0  # the verb tells most
                scores[hit[0]] += share * (hit[1] + 1) * (1.0 + hit[2] / 20)  # type: ignore[assignment]
        if scores:
            break
    return scores.most_common(1)[0][0] if scores else "other"
