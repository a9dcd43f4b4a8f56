"""What the sentences beside a frame add to it: the act that a bare deadline is set for, the day from which a truce or an extension
counts."""

from __future__ import annotations

import datetime as dt

from pipeline.components.escalations.actions import action_span, nominal_action
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import Context
from pipeline.components.escalations.parties import Parties, PartyFinder
from pipeline.components.escalations.scene import OBLIGED, WITHOUT, Verdict
from pipeline.components.escalations.windows import Window

_POINTERS = frozenset({"dafür", "dazu", "hierfür", "hierzu", "damit"})
Span = tuple[int, int]


def act_beside(
    context: Context, finder: PartyFinder, sentence: Sentence, window: Window, verdict: Verdict, parties: Parties
) -> Span | None:
    """The act that stands in a neighbouring sentence, None where the frame's own clause names it.

    „… muss die Regeln nachbessern. Das Gericht gab ihm dafür Zeit bis …“ (the duty before), „Ultimatum von 48 Stunden. Sollten bis
    dahin nicht
    …“ (the demand behind), „… verlängert. Die Frist, bis zu der X … freilassen sollte“. A party that is found on the way is added.
    """
    if verdict.reason == WITHOUT:
        tokens = [i for i in verdict.clause.tokens if i < window.start and context.doc[i].is_alpha]
        return (tokens[1], tokens[-1] + 1) if len(tokens) > 1 else None
    words = {context.doc[i].lower_ for i in verdict.clause.tokens}
    if verdict.kind == "deadline" and words & _POINTERS:
        return _duty_before(context, finder, sentence, window)
    if verdict.kind == "ultimatum" and verdict.clause is verdict.matrix:
        found = _demand_behind(context, finder, sentence, window, parties)
        return found or (_demand_before(context, finder, sentence, window, verdict.clause) if window.form == "given" else None)
    if verdict.kind == "pledge" and "happen" in context.info(verdict.clause).verb_roles:
        beside = finder.promise_beside(sentence)
        if beside is not None:
            follow = [c for c in beside[0].clauses if c.kind == "inf" and c.start > beside[1].start]
            return action_span(context, follow[0], window, None) if follow else None
    return None


def _duty_before(context: Context, finder: PartyFinder, sentence: Sentence, window: Window) -> Span | None:
    for other in reversed(context.sentences[max(0, sentence.number - 2) : sentence.number]):
        for clause in context.filled(other).clauses:
            if context.info(clause).modal in OBLIGED and not context.info(clause).past:
                return action_span(context, clause, window, finder.subject(clause))
    return None


def _demand_behind(context: Context, finder: PartyFinder, sentence: Sentence, window: Window, parties: Parties) -> Span | None:
    for other in [
        *context.sentences[sentence.number + 1 : sentence.number + 3],
        *context.sentences[max(0, sentence.number - 1) : sentence.number],
    ]:
        for clause in context.filled(other).clauses:
            if _until_then(context, clause):
                subject = finder.subject(clause)
                if not parties.addressees and subject is not None and not context.info(clause).passive:
                    parties.addressees += finder.names(subject, other)
                return action_span(context, clause, window, subject)
    return None


def _demand_before(context: Context, finder: PartyFinder, sentence: Sentence, window: Window, clause: Clause) -> Span | None:
    """„verlangt zwei Millionen Euro und räumt der Holding dafür 96 Stunden ein“: what is demanded in front of the time that is given."""
    at = sentence.clauses.index(clause) if clause in sentence.clauses else 0
    if any(c.kind == "inf" for c in sentence.clauses[at + 1 :]):
        return None
    for other in [sentence, *reversed(context.sentences[max(0, sentence.number - 2) : sentence.number])]:
        for part in reversed(context.filled(other).clauses):
            if part.start < window.start and "demand" in context.info(part).verb_roles and part.kind == "main":
                return nominal_action(context, other, part, window, finder.subject(part))
    return None


def _until_then(context: Context, clause: Clause) -> bool:
    """„… bis dahin nicht …“ in a condition, or „bis zu der … sollte“ behind „Frist“."""
    words = [context.doc[i].lower_ for i in clause.tokens]
    if clause.kind in ("cond", "main") and "dahin" in words and context.info(clause).negated:
        return True
    return clause.kind in ("sub", "rel") and words[:2] == ["bis", "zu"] or words[:3] == ["in", "der", "die"]


def begin_beside(context: Context, sentence: Sentence, window: Window, verdict: Verdict, windows: list[Window]) -> dt.datetime | None:
    """When the clock of a truce or of an extended deadline starts, if a sentence beside tells: „von Freitag, 6 Uhr, an“, „war am
    Freitag um 18
    Uhr abgelaufen“."""
    if window.calendar or window.end_h is None or verdict.kind not in ("pledge", "ultimatum"):
        return None
    for other in windows:
        if not other.calendar or other is window:
            continue
        near = context.sentence_at(other.start)
        if abs(near.number - sentence.number) > 1:
            continue
        roles = context.roles(near)
        if window.form == "extend" and "expire" in roles and "deadline" in roles and other.deadline is not None:
            return other.deadline
        if (
            verdict.kind == "pledge"
            and other.form == "cal_from"
            and other.begin is not None
            and {"pledge", "agree", "commit", "truce"} & roles
        ):
            return other.begin
    return None
