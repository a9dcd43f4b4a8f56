"""Words given: promises by name, in return, in reported speech, and harm that a party refrains from for a time."""

from __future__ import annotations

from pipeline.components.escalations.clauses import Clause
from pipeline.components.escalations.context import attribution
from pipeline.components.escalations.scene import (
    BY_PROMISE,
    IN_RETURN,
    LIMIT_FORMS,
    REFRAINS,
    Scene,
    Verdict,
    act_weight,
    clause_has_party,
    has_party,
    spans_years,
    speaker_clause,
)

_FOR_A_TIME = frozenset({"for", "long", "next", "cal_until", "cal_span", "of", "within", "extend", "until_n"})


def suspends(scene: Scene) -> Verdict | None:
    """A party refrains from harm for a time, and says so in the present or as its will: „setzen ihre Angriffe für zwei Wochen aus“,
    „wollen bis Mai nicht streiken“, „schloss Kündigungen bis Ende 2027 aus“."""
    info, verbs = scene.info, scene.info.verb_roles
    if scene.clause.kind not in ("main", "sub") or scene.window.form not in _FOR_A_TIME or "harm" not in info.roles:
        return None
    if {"expect", "demand", "suggest", "ask", "threat"} & info.roles or scene.plan == 2:
        return None
    if info.modal == "shall" and info.negated and not info.past and scene.window.form in LIMIT_FORMS | {"for", "long", "next"}:
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="harm is not to be done for a time")
    if not clause_has_party(scene, scene.clause):
        return None
    if "rule_out" in verbs and info.modal in ("", "will", "future") and not info.negated:
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="rules harm out for a time")
    if info.past or info.passive or info.modal not in ("", "will", "future"):
        return None
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    rests = "ruhen" in words and bool(words & {"lässt", "lassen", "lasse"})  # „lässt die Zölle für 30 Tage ruhen“
    stops = (rests or {"suspend", "refrain"} & verbs) and not info.negated and (scene.window.form != "within")
    leaves = info.negated and info.modal in ("will", "future") and act_weight(scene) >= 1
    if stops or leaves:
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason=REFRAINS)
    return None


def by_promise(scene: Scene) -> Verdict | None:
    """„Nach Zusage der Regierung kommen die Gefangenen binnen zehn Tagen frei“: the promise stands in a phrase."""
    doc, info = scene.context.doc, scene.info
    if info.past or info.negated or scene.clause.kind != "main" or scene.window.form not in _COMING:
        return None
    for i in scene.clause.tokens:
        if doc[i].lower_ in ("nach", "laut", "gemäß") and any(
            "pledge_noun" in scene.context.lexicon.roles(doc[k].lower_) for k in range(i + 1, min(i + 4, len(doc)))
        ):
            return Verdict("pledge", "pledged", scene.clause, scene.clause, reason=BY_PROMISE)
    return None


_IN_RETURN = frozenset({"gegenzug", "gegenleistung", "ihrerseits", "seinerseits"})


def in_return(scene: Scene) -> Verdict | None:
    """„Im Gegenzug wird die Armee bis Samstag …“ behind a promise or an agreement: a promise too."""
    info = scene.info
    if info.past or info.modal not in ("future", "will", "shall", "") or scene.clause.kind not in ("main", "inf", "sub"):
        return None
    if scene.window.form == "cal_on" or not any(
        scene.context.doc[i].lower_ in _IN_RETURN for i in range(scene.sentence.start, scene.sentence.end)
    ):
        return None
    before = {r for s in scene.context.neighbours(scene.sentence, 1, 0) for r in scene.context.roles(s)}
    if {"pledge", "agree", "commit"} & before:
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason=IN_RETURN)
    return None


def reported(scene: Scene) -> Verdict | None:
    """Promises in reported speech: „werde man niemanden zurückschicken, teilte … mit“; refraining from harm binds."""
    info = scene.info
    if not info.past and (_agreed_behind(scene) or _agreed_before(scene)):
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason=IN_RETURN)
    told = info.subjunctive and not info.modal and scene.clause.kind == "main"  # „…, so das Versprechen, lege man offen“
    if info.past or info.modal not in ("future", "will") and not (info.passive and not info.past) and not told:
        return None
    others = attribution(scene.context, scene.sentence, scene.clause)
    others += [c for c in scene.sentence.clauses if c.kind == "sub" and c.opener == "wie" and c is not scene.clause]  # „…, wie X sagte“
    roles = {r for c in others for r in scene.context.info(c).verb_roles} | _so(scene)
    roles |= {"pledge" for c in others if {"pledge_noun", "set"} <= scene.context.info(c).roles}  # „gab ihr Wort: …“
    if {"pledge", "pledge_noun"} & roles and not {"expect"} & (roles | info.roles):
        return Verdict("pledge", "pledged", scene.clause, speaker_clause(scene), reason="promised in reported speech")
    if (
        "refrain" in info.verb_roles
        and scene.window.form not in ("after", "cal_on", "cal_from")
        and _somebody_refrains(scene, bool(others))
    ):
        return Verdict("pledge", "pledged", scene.clause, speaker_clause(scene) or scene.clause, reason="will refrain from something")
    if _announces_own_act(scene, others):
        return Verdict("pledge", "pledged", scene.clause, speaker_clause(scene), reason="says what one will do by then")
    if (
        info.negated
        and info.modal == "future"
        and scene.window.form not in ("after", "cal_on")
        and (others or info.subjunctive or _says(scene))
        and not {"expect"} & (roles | info.roles)
    ):
        return Verdict("pledge", "pledged", scene.clause, speaker_clause(scene), reason="will refrain")
    return None


_POINTING = frozenset({"das", "dies", "darauf", "dazu", "hierauf", "so", "darüber"})


def points_back(scene: Scene, roles: frozenset[str]) -> bool:
    """The next sentence says who agreed, promised or ordered what this one tells: „Darauf haben sie sich verständigt.“"""
    for clause in scene.sentence.clauses:
        if clause.start > scene.window.end and clause.kind == "main" and scene.context.doc[clause.tokens[0]].lower_ in _POINTING:
            info = scene.context.info(clause)
            if roles & info.verb_roles and not info.negated:
                return True
    for other in scene.context.neighbours(scene.sentence, 0, 1):
        clauses = scene.context.filled(other).clauses
        first = next((scene.context.doc[i].lower_ for i in range(other.start, other.end) if scene.context.doc[i].is_alpha), "")
        if clauses and first in _POINTING and not scene.context.info(clauses[0]).negated:
            return bool(roles & scene.context.info(clauses[0]).verb_roles)
    return False


def _agreed_before(scene: Scene) -> bool:
    """„A und B einigten sich. Bis Ende März tauschen sie alle Gefangenen aus.“"""
    doc, info = scene.context.doc, scene.info
    if (
        scene.clause.kind != "main"
        or info.modal not in ("", "will", "shall", "future")
        or scene.window.form not in _COMING
        or scene.plan >= 2
    ):
        return False
    both = [
        i
        for i in scene.clause.tokens
        if doc[i].lower_ in ("sie", "beide") and doc[i + 1 if i + 1 < len(doc) else i].tag_ not in ("NN", "ADJA")
    ]
    before = [s for s in scene.context.neighbours(scene.sentence, 1, 0) if s.paragraph == scene.sentence.paragraph]
    return bool(both) and any({"agree", "commit"} & scene.context.roles(s) for s in before) and act_weight(scene) >= 1


def _agreed_behind(scene: Scene) -> bool:
    if (
        scene.info.modal not in ("will", "shall", "future", "")
        or scene.clause.kind != "main"
        or scene.window.form not in _COMING | {"n_after", "cal_span"}
    ):
        return False
    return points_back(scene, frozenset({"agree", "pledge", "commit", "conclude"}))


_COMING = frozenset({"cal_until", "within", "latest_after", "next", "for", "long", "given_day"})


def _announces_own_act(scene: Scene, others: list[Clause]) -> bool:
    """„…, sie werde den Familien binnen zehn Tagen … überweisen“: somebody says in reported speech what he or his own institution will do.

    Bound is only who acts: no event, no state, no forecast, nothing beyond a year, and no demand that stands behind the words.
    """
    info, doc = scene.info, scene.context.doc
    if scene.clause.finite is None or not (info.subjunctive and others) or info.negated or scene.window.form not in _COMING:
        return False
    if info.passive:  # „Binnen zehn Tagen würden alle Löhne nachgezahlt, hieß es beim Konzern“
        return "benefit" in info.roles and not spans_years(scene) and scene.plan < 2
    future = info.modal == "future" and doc[scene.clause.finite].lower_ in ("werde", "würde", "würden", "werden")
    himself = bool({doc[i].lower_ for i in scene.clause.tokens if i < scene.clause.finite + 2} & {"er", "sie", "man", "wir"})
    if not (future or not info.modal and himself and scene.clause.kind == "main" and scene.clause.opener != "so"):
        return False
    if {"expect", "happen", "target", "domain", "measure", "demand", "statistics"} & info.roles or spans_years(scene) or scene.plan >= 2:
        return False
    somebody = himself or has_party(scene)
    roles = {r for c in others for r in scene.context.info(c).verb_roles}
    told = any(doc[i].lower_ in ("den", "dem", "ihnen", "ihm") for i in scene.clause.tokens)  # for somebody's good
    return somebody and (act_weight(scene) >= 1 or himself and told) and not {"expect", "demand", "suggest", "threat", "announce"} & roles


def _so(scene: Scene) -> set[str]:
    """Cue roles of „…, so das Versprechen der Leitung, …“."""
    aside = (c for c in scene.sentence.clauses if c.kind == "rel" and c.opener == "so")
    return {r for c in aside for r in scene.context.token_roles(c.tokens)}


def _somebody_refrains(scene: Scene, others: bool) -> bool:
    """Somebody speaks or is named as the one who will refrain."""
    at = scene.clause.finite or 0
    near = {scene.context.doc[i].lower_ for i in scene.clause.tokens if at - 2 <= i <= at + 2}
    return others or scene.info.subjunctive or has_party(scene) or bool(near & {"er", "sie", "wir", "beide"})


def _says(scene: Scene) -> bool:
    doc = scene.context.doc
    return scene.clause.finite is not None and doc[scene.clause.finite].lower_ in ("werde", "würde", "würden")
