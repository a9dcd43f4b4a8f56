"""What starts the clock (trigger) and what must hold besides (condition)."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import Context
from pipeline.components.escalations.phrases import noun_phrases
from pipeline.components.escalations.windows import Window

_FROM = frozenset({"nach", "ab", "seit", "mit", "vom", "von"})
_CONDITION_NOUN_LEADS = frozenset({"bei", "im"})


@dataclass(slots=True)
class Start:
    """Trigger and condition as worded, None where the text names none."""

    trigger: str | None = None
    condition: str | None = None
    own_trigger: bool = False  # the sentence names its trigger itself


def own_trigger(context: Context, sentence: Sentence, clause: Clause, window: Window) -> str | None:
    """„… nach einem Verstoß“ behind the window: the noun phrase without article."""
    doc = context.doc
    at = window.end
    if doc[window.end - 1].lower_ == "nach":
        at = window.end - 1
    if at >= len(doc) or doc[at].lower_ not in _FROM or at >= sentence.end:
        return None
    if window.calendar or window.form in ("of", "compound", "adjective", "extend"):
        return None
    tokens = [i for i in clause.tokens if i >= at and not doc[i].is_punct]
    if not tokens or tokens[0] != at:
        tokens = [at, *[i for i in tokens if i > at]]
    phrases = noun_phrases(doc, tokens, context.shielded(window.end, sentence.end))
    if not phrases or phrases[0].start - 1 != at:
        return None
    phrase = phrases[0]
    return _trim(doc, phrase.core, _with_preposition(doc, phrase.end, sentence.end, clause))


def _with_preposition(doc: Doc, end: int, limit: int, clause: Clause) -> int:
    """„Überweisung an das Gremium“: a prepositional attribute in front of the finite verb stays with its noun."""
    if clause.finite is not None and clause.finite > end and doc[end].tag_ in ("APPR", "APPRART") and clause.finite < limit:
        return clause.finite
    return end


def condition_clause(sentence: Sentence, clause: Clause) -> Clause | None:
    """The falls/sofern/sollte/verb-first clause of the sentence."""
    return next(
        (
            c
            for c in sentence.clauses
            if c.kind == "cond" and c is not clause and c.opener not in ("bevor", "ehe", "nachdem", "sobald", "solange")
        ),
        None,
    )


def clause_text(doc: Doc, clause: Clause, drop_opener: bool = False) -> str:
    """The clause as it stands in the text, without its closing mark."""
    start = clause.tokens[1] if drop_opener and clause.opener and len(clause.tokens) > 1 else clause.tokens[0]
    return _trim(doc, start, clause.tokens[-1] + 1)


def nominal_condition(context: Context, sentence: Sentence, clause: Clause, window: Window) -> str | None:
    """„bei anhaltenden Kämpfen“, „im Fall einer Blockade“."""
    doc = context.doc
    for phrase in noun_phrases(doc, clause.tokens, context.shielded(clause.start, clause.end)):
        if phrase.preposition in _CONDITION_NOUN_LEADS and (
            phrase.preposition == "bei"
            or doc[phrase.head].lower_ in ("fall", "falle", "ernstfall")
            or doc[phrase.core].lower_ in ("fall", "falle", "ernstfall")
        ):
            return _trim(doc, phrase.start - 1, phrase.end)
    return None


def matter(context: Context, clause: Clause) -> str | None:
    """„Über jede Inspektion muss sie binnen 30 Tagen berichten“: the matter in front is what the clock starts with."""
    doc = context.doc
    if clause.finite is None:
        return _reported_matter(context, clause)
    for phrase in noun_phrases(doc, [i for i in clause.tokens if i < clause.finite], context.shielded(clause.start, clause.end)):
        each = not phrase.preposition and doc[phrase.start].lower_ in ("jeden", "jedes") and phrase.core > phrase.start
        if phrase.preposition == "über" or each:  # „Jeden gemeldeten Verstoß muss die Gruppe … anzeigen“
            return _trim(doc, phrase.core, phrase.end)
    if "strong_right" in context.info(clause).roles:
        for phrase in noun_phrases(doc, clause.tokens, context.shielded(clause.start, clause.end)):
            if phrase.preposition == "gegen" and doc[phrase.head].tag_ == "NN":  # „gegen den Bescheid binnen zwei Wochen Widerspruch“
                return _trim(doc, phrase.core, phrase.end)
    return None


_INCIDENTS = (
    "verdacht",
    "fall",
    "vorfall",
    "verstoß",
    "störung",
    "unfall",
    "erkrankung",
    "todesfall",
    "verlust",
    "angriff",
    "ausfall",
    "austritt",
    "panne",
    "leck",
)


def _reported_matter(context: Context, clause: Clause) -> str | None:
    """„…, jeden weiteren Fall binnen eines Werktags zu übermitteln“: what is to be reported starts the clock."""
    doc = context.doc
    if not any((hit := context.lexicon.action(doc[i].lower_)) and hit[0] == "information" for i in clause.tokens):
        return None
    for phrase in noun_phrases(doc, clause.tokens, context.shielded(clause.start, clause.end)):
        if not phrase.preposition and doc[phrase.head].lower_.endswith(_INCIDENTS):
            return _trim(doc, phrase.core, phrase.end)
    return None


def whoever(context: Context, sentence: Sentence, clause: Clause) -> str | None:
    """„Wer als Tierhalter Bläschen entdeckt, hat das Amt binnen zwölf Stunden zu unterrichten“: what the free relative tells."""
    doc = context.doc
    case = next((c for c in sentence.clauses if c.opener == "wer" and c.start < clause.start), None)
    if case is None or len(case.tokens) < 3:
        return None
    start = 3 if doc[case.tokens[1]].lower_ == "als" and len(case.tokens) > 4 else 1
    return _trim(doc, case.tokens[start], case.tokens[-1] + 1)


def earlier_speech(context: Context, matrix: Clause | None) -> str | None:
    """„hatte zuvor zugesagt“: a word given before the day of publication starts the clock; the verb names it."""
    doc = context.doc
    if matrix is None or matrix.finite is None or doc[matrix.finite].lower_ not in ("hatte", "hatten"):
        return None
    verb = next((i for i in reversed(matrix.tokens) if doc[i].tag_ in ("VVPP", "VVFIN") and i != matrix.finite), None)
    return doc[verb].text if verb is not None else None


def plan_trigger(context: Context, upto: Sentence) -> str | None:
    """The trigger that the plan's introduction names: „nach einer Verletzung der Zone“, „für Tage mit mehr als 500 Ankünften“, „sobald der
    Pegel …“, „ab dem Tag, an dem …“, „falls Moskau … bricht“. The nearest sentence before the first stage wins."""
    for sentence in reversed(context.sentences[max(0, upto.number - 5) : upto.number + 1]):
        context.filled(sentence)
        for clause in sentence.clauses:
            if sentence is upto and (clause.kind != "main" or context.shielded(clause.start, clause.end)):
                continue  # in the first step's own sentence only what introduces it („Auch für einen Bruch ist vorgesorgt: …“)
            found = _intro_trigger(context, sentence, clause)
            if found:
                return found
    return None


_ANSWERS = frozenset({"antworten", "antwortet", "beantworten", "beantwortet", "reagieren", "reagiert", "kontern", "vergelten"})
_STARTERS = frozenset(
    {"auslöser", "anlass", "startpunkt", "ausgangspunkt", "startschuss", "startsignal", "stichtag", "voraussetzung", "bedingung"}
)


_MOMENTS = frozenset({"moment", "zeitpunkt", "augenblick", "eintreffen", "bekanntwerden", "eingang", "beginn", "tag"})
_CLOCKS = frozenset({"uhr", "zählung", "countdown", "frist", "fristen", "zeit"})


def _clock_starts(context: Context, clause: Clause) -> str | None:
    """„vom Moment der Entdeckung an gerechnet“, „deren Uhr mit dem Befund zu laufen beginnt“: the event from which a plan counts."""
    doc = context.doc
    words = {doc[i].lower_ for i in clause.tokens}
    runs = words & _CLOCKS and any(
        word.startswith(("lauf", "läuf", "beginn", "begann", "tickt", "ticken", "startet", "zähl")) for word in words
    )
    for phrase in noun_phrases(doc, clause.tokens, context.shielded(clause.start, clause.end)):
        if phrase.preposition in ("vom", "ab", "von") and doc[phrase.head].lower_ in _MOMENTS and phrase.end - phrase.head > 1:
            return _trim(doc, phrase.core, phrase.end)
        if runs and phrase.preposition in ("mit", "ab", "vom", "nach") and doc[phrase.head].lower_ not in _CLOCKS:
            return _trim(doc, phrase.core, phrase.end)
    return None


def _goes_on(doc: Doc, end: int, clause: Clause) -> bool:
    return end < len(doc) and end in clause.tokens and not doc[end].is_punct


def _intro_trigger(context: Context, sentence: Sentence, clause: Clause) -> str | None:
    doc = context.doc
    if context.info(clause).past and clause.kind == "main":
        return None
    first = clause.tokens[0]
    if clause.kind == "sub" and clause.opener == "dass" and first >= 2 and doc[first - 2].lower_ in ("fall", "falle"):
        return clause_text(doc, clause, drop_opener=True)  # „für den Fall, dass die Lieferungen ausbleiben“
    answered = [i for i in clause.tokens if doc[i].lower_ in _ANSWERS]
    if answered:  # „wie es ein Inkrafttreten der Zölle beantworten will“, „auf einen Angriff reagieren“
        for phrase in noun_phrases(doc, [i for i in clause.tokens if i < answered[0]], context.shielded(clause.start, clause.end)):
            by_verb = phrase.preposition == "auf" or not phrase.preposition and doc[answered[0]].lower_.startswith("beantwort")
            if by_verb and doc[phrase.head].tag_ == "NN" and phrase.start > first:
                return _trim(doc, phrase.core, phrase.end)
    named = next((i for i in clause.tokens if doc[i].lower_ in _STARTERS), None)
    if named is not None and clause.finite is not None and doc[clause.finite].lower_ in vb.BE:  # „Auslöser wäre die Absage der Wahl“
        matter_ = [p for p in noun_phrases(doc, [i for i in clause.tokens if i != named], set()) if not p.preposition and p.head != named]
        if matter_:
            return _trim(doc, matter_[0].core, matter_[0].end if not _goes_on(doc, matter_[0].end, clause) else clause.tokens[-1] + 1)
    if (counted := _clock_starts(context, clause)) is not None:
        return counted
    unless = context.info(clause).negated and bool(context.shielded(clause.start, clause.end))  # an ultimatum's
    if clause.kind == "cond" and clause.opener in ("sobald", "wenn", "falls", "sofern", "") and not unless:
        return clause_text(doc, clause, drop_opener=True)
    if (
        clause.kind == "rel"
        and len(clause.tokens) > 2
        and doc[clause.tokens[0]].lower_ in ("an", "in", "zu", "ab")
        and doc[clause.tokens[1]].lower_ in ("dem", "der")
    ):
        before = doc[clause.tokens[0] - 2].lower_
        if before in ("tag", "tages", "moment", "zeitpunkt", "augenblick", "stunde"):
            return _trim(doc, clause.tokens[2], clause.tokens[-1] + 1)
    for phrase in noun_phrases(doc, clause.tokens, context.shielded(clause.start, clause.end)):
        head = doc[phrase.head].lower_
        if (
            phrase.preposition in ("nach", "bei")
            and clause.kind in ("rel", "sub", "main")
            and doc[phrase.head].tag_ == "NN"
            and head not in ("angaben", "einschätzung", "ansicht", "ende", "vertrag", "plan")
            and phrase.end - phrase.start >= 2
            and clause.kind != "main"
        ):
            return _trim(doc, phrase.core, phrase.end)
        if (
            phrase.preposition == "für"
            and doc[phrase.core].lower_ in ("tage", "nächte", "wochen", "fälle", "lagen", "zeiten", "stunden", "ereignisse")
            and doc[phrase.end].lower_ == "mit"
        ):
            with_ = noun_phrases(doc, [i for i in clause.tokens if i > phrase.end], set())
            if with_:
                return _trim(doc, phrase.end + 1, with_[0].end)
        if (
            phrase.preposition in ("für", "im")
            and head in ("fall", "falle")
            or doc[phrase.core].lower_ in ("fall", "falle")
            and phrase.preposition in ("für", "im")
        ):
            start = phrase.core + 1
            while start < phrase.end - 1 and doc[start].tag_ == "ART":
                start += 1
            if start < phrase.end:
                return _trim(doc, start, phrase.end)
    return None


def _trim(doc: Doc, start: int, end: int) -> str:
    while end - 1 > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    return doc[start:end].text
