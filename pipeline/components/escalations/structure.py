"""Ladders that no word names: two or more windows in neighbouring sentences, each with somebody who acts in it, told as what happens in a
case that has not come yet („Fällt der Strom aus, öffnet die Stadt binnen zwei Stunden … Nach zwei Tagen gibt das Heer …“)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import Context, near_plan, window_clause
from pipeline.components.escalations.scene import OBLIGED, RANK_FORMS, STEP_FORMS, Scene, has_party
from pipeline.components.escalations.windows import Window

_REACH = 2  # sentences between two steps
_FAR = 4  # … where the steps count days or weeks of the plan („ab dem vierten Tag“)
_LONGEST_H = 8760.0
_SILENT_ROLES = frozenset(
    {"sport", "weather", "kitchen", "medicine", "offer", "culture", "statistics", "history", "expect", "sentence", "court", "technik"}
)
_CASE_WORDS = frozenset(
    {
        "fall",
        "falle",
        "ernstfall",
        "krisenfall",
        "notfall",
        "extremfall",
        "katastrophenfall",
        "fälle",
        "sobald",
        "falls",
        "sofern",
        "eskalation",
        "ampel",
    }
)
_TURN = frozenset(  # „sind die USA an der Reihe“, „ist der Kreis gefordert“
    [
        "reihe",
        "zug",
        "gefordert",
        "gefragt",
        "zuständig",
        "dran",
        "vorgesehen",
        "geplant",
        "erlaubt",
        "denkbar",
        "möglich",
        "verantwortlich",
        "frei",
    ]
)
_TIME_HELD = frozenset({"of", "given"})
_LATER = RANK_FORMS | {"after", "previous", "n_after", "latest_after"}


def structural_steps(context: Context, windows: Sequence[Window]) -> set[int]:
    """First tokens of the windows that form a ladder by structure alone."""
    candidates = [(w, context.sentence_at(w.start)) for w in windows if _may_be_step(w)]
    if len(candidates) < 2:
        return set()
    close = [
        (w, s)
        for n, (w, s) in enumerate(candidates)
        if any(
            abs(s.number - other.number) <= (_FAR if w.form in RANK_FORMS and o.form in RANK_FORMS else _REACH)
            for m, (o, other) in enumerate(candidates)
            if m != n and abs(m - n) <= 2
        )
    ]
    steps = [(w, s) for w, s in close if _is_step(context, s, w)]
    ranked = [(w, s) for w, s in close if w.form in RANK_FORMS and _may_follow(context, s, w)]
    chains: list[list[tuple[Window, Sentence]]] = []
    for step in sorted({id(w): (w, s) for w, s in steps + ranked}.values(), key=lambda step: step[0].start):
        last = chains[-1][-1] if chains else None
        reach = _FAR if last is not None and last[0].form in RANK_FORMS and step[0].form in RANK_FORMS else _REACH
        if last is not None and step[1].number - last[1].number <= reach:
            chains[-1].append(step)
        else:
            chains.append([step])
    found = {w.start: s.number for chain in chains if _is_ladder(context, chain) for w, s in chain}
    for window, sentence in close:  # what stands between or right behind the steps of a ladder may be told with less
        beside = any(abs(sentence.number - number) <= 1 for number in found.values())
        if window.start not in found and beside and _may_follow(context, sentence, window, OBLIGED):
            found[window.start] = sentence.number
    return set(found)


def _may_be_step(window: Window) -> bool:
    length = window.end_h if window.end_h is not None else window.start_h
    return (window.form in STEP_FORMS or window.form in ("of", "given", "from_n")) and length is not None and length < _LONGEST_H


def _is_step(context: Context, sentence: Sentence, window: Window) -> bool:
    """Somebody does something within the window, now or in future, bound by no modal verb of duty."""
    if not _may_follow(context, sentence, window):
        return False
    clause = window_clause(context, sentence, window)
    info = context.info(clause)
    scene = Scene(context, sentence, clause, info, window, 0)
    if {"pledge", "demand", "commit"} & context.roles(sentence):
        return False
    return window.form == "previous" or has_party(scene) or info.passive or "happen" in info.verb_roles or _pronoun_acts(context, clause)


def _tells(context: Context, sentence: Sentence, window: Window) -> bool:
    """The act has weight, or a plan is near."""
    return _weight(context, window_clause(context, sentence, window), window) >= 1 or near_plan(context, sentence, []) >= 1


def _pronoun_acts(context: Context, clause: Clause) -> bool:
    finite = clause.finite if clause.finite is not None else -9
    return any(context.doc[i].lower_ in ("er", "sie", "es", "man", "wir") for i in clause.tokens if abs(i - finite) <= 2)


def _may_follow(context: Context, sentence: Sentence, window: Window, also: frozenset[str] = frozenset()) -> bool:
    """The clause tells what is done within the window, now or in future; of modal verbs of duty only those in `also`."""
    clause = window_clause(context, context.filled(sentence), window)
    info = context.info(clause)
    if clause.kind not in (("main", "sub", "rel") if also else ("main", "sub")) or clause.finite is None or info.past or info.irrealis:
        return False
    if info.negated and not (also and info.modal in ("may", "shall")):  # „dürfen Ungeimpfte nicht mehr kommen“ is a measure
        return False
    later = {"could"} if window.form in _LATER else set()  # „könnte nach weiteren drei Wochen …“, no capability
    if info.modal not in {"", "shall", "will", "future", "may", "can"} | also | later or "measure" in info.verb_roles:
        return False
    if window.form in _TIME_HELD:  # „haben die Bewohner 72 Stunden Zeit“
        return bool(also)
    if context.doc[clause.finite].lower_ in vb.BE | vb.HAVE and not info.modal:
        return any(context.doc[i].lower_ in _TURN for i in clause.tokens)
    return True


def _weight(context: Context, clause: Clause, window: Window) -> int:
    hits = (context.lexicon.action(context.doc[i].lower_) for i in clause.tokens if not window.start <= i < window.end)
    return max((hit[1] for hit in hits if hit), default=0)


def _is_silent(context: Context, sentence: Sentence) -> bool:
    """Something else is told there; a single word of sport („vor dem Tor“) says little."""
    roles = context.roles(sentence) & _SILENT_ROLES
    if roles != {"sport"}:
        return bool(roles)
    return sum("sport" in context.lexicon.roles(word) for word in context.words(sentence)) >= 2


def _case_told(context: Context, chain: list[tuple[Window, Sentence]]) -> bool:
    """A case, a plan or a threat is spoken of before or among the steps."""
    first, last = chain[0][1].number, chain[-1][1].number
    for sentence in context.sentences[max(0, first - 2) : last + 1]:
        words = {context.doc[i].lower_ for i in range(sentence.start, sentence.end)}
        if words & _CASE_WORDS or {"stage_noun", "weak_plan", "plan", "threat", "ultimatum", "provide"} & context.roles(sentence):
            return True
        if sentence.number >= first - 1 and any(c.kind == "cond" and c.opener in ("", "wenn") for c in context.filled(sentence).clauses):
            return True
    return False


def _climbs(context: Context, chain: list[tuple[Window, Sentence]], telling: int) -> bool:
    """Three steps or more, each later than the one before, most of them done by a named party: nothing else need be said."""
    if len(chain) < 3 or not telling and not _case_told(context, chain):
        return False
    keys = [(w.start_h or 0.0, w.end_h if w.end_h is not None else math.inf) for w, _ in chain]
    later = sum(w.form in ("previous", "then") or a < b for a, b, (w, _) in zip(keys, keys[1:], chain[1:], strict=False))
    if later < len(chain) - 1:
        return False
    return sum(_named_acts(context, w, s) for w, s in chain) >= 2


def _named_acts(context: Context, window: Window, sentence: Sentence) -> bool:
    clause = window_clause(context, context.filled(sentence), window)
    return has_party(Scene(context, sentence, clause, context.info(clause), window, 0))


def _is_ladder(context: Context, chain: list[tuple[Window, Sentence]]) -> bool:
    """At least two different windows, and a case, a sequence or a step counted from the one before."""
    if len({(w.start_h, w.end_h) for w, _ in chain}) < 2 and not any(w.form == "previous" for w, _ in chain[1:]):
        return False
    silent = {s.number: _is_silent(context, s) for _, s in chain}
    if 2 * sum(silent.values()) > len(silent):
        return False  # a game, a recipe, a study
    telling = sum(_tells(context, s, w) for w, s in chain)
    if _climbs(context, chain, telling):
        return True
    if telling < 2 and not (telling and any(w.form in RANK_FORMS | {"previous"} for w, _ in chain)):
        return False
    if sum(w.start in (c := window_clause(context, s, w)).label and s.bullet and bool(c.tokens) for w, s in chain) >= 2:
        return True
    if any(w.form in ("previous", "then") for w, _ in chain) or sum(w.form in RANK_FORMS for w, _ in chain) >= 2:
        return True
    if _case_told(context, chain):
        return True
    last = chain[-1][1].number
    behind = context.sentences[last + 1 : last + 2]
    return any("sequence" in context.roles(s) for s in [*(s for _, s in chain), *behind])
