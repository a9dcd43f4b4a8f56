"""Steps of a plan with stages, and announced measures of conflict outside any plan."""

from __future__ import annotations

from pipeline.components.escalations.clauses import Sentence
from pipeline.components.escalations.context import Context, attribution, governing
from pipeline.components.escalations.scene import (
    LIMIT_FORMS,
    OBLIGED,
    STAGE_FORMS,
    Scene,
    Verdict,
    act_types,
    act_weight,
    chain_of,
    has_party,
    silent,
    spans_years,
    speaker_clause,
    window_years,
    within_two_months,
)


def is_stage(scene: Scene) -> bool:
    """In reach of a plan, and told as one of its steps. Duties and rights need more evidence: they may stand beside the plan."""
    if not scene.plan:
        return False
    own = scene.context.token_roles(scene.clause.tokens)
    points = scene.plan + scene.near_stage
    latest = scene.plan < 2 and scene.context.doc[scene.window.start].lower_ in ("spätestens", "längstens")  # a limit rather than a step
    points += 2 * (not latest and scene.window.form in STAGE_FORMS and (scene.window.form != "previous" or scene.near_stage)) + 2 * (
        scene.sentence.bullet or bool(scene.clause.label)
    )
    points += 2 * _provided(scene)
    points += "sequence" in own or "stage_noun" in scene.roles
    points += scene.context.doc[scene.window.start].lower_ in ("erst", "frühestens", "zunächst") or scene.window.form == "after"
    binding = scene.info.modal in OBLIGED | {"may", "can"}
    if scene.window.form in ("cal_on", "cal_from", "cal_span", "cal_until"):
        return points >= 4 and not binding
    if binding and scene.near_duty and scene.plan < 2 and not scene.near_stage:
        return False  # among duties told one after the other
    points += binding and any(c.kind == "cond" for c in scene.sentence.clauses)
    return points >= ((4 if scene.window.form in LIMIT_FORMS else 3) if binding else 2)


def _provided(scene: Scene) -> bool:
    """„Das Drehbuch sieht vor, dass …“."""
    if scene.clause.kind not in ("sub", "inf"):
        return False
    upper = governing(scene.context, scene.sentence, scene.clause)
    return upper is not None and "provide" in scene.context.info(upper).verb_roles


def stage(scene: Scene) -> Verdict | None:
    """A step of a plan: shall, will, future, present, or what the plan provides."""
    info = scene.info
    if _follows_on(scene):
        return Verdict(
            "stage", "planned" if info.modal not in ("may", "can") else "permitted", scene.clause, reason="follows a duty or step"
        )
    if not scene.plan or scene.clause.kind == "rel" and not scene.near_stage or info.past or scene.plan < 2 and spans_years(scene):
        return None
    target = "target" in info.verb_roles and not scene.step and not (scene.plan == 2 and scene.window.form in STAGE_FORMS)
    if target or {"expect", "measure"} & info.verb_roles or "expect" in info.roles or "able" in info.roles:
        return silent(scene, "forecast or measure")
    thinkable = any(scene.context.doc[i].lower_ in ("denkbar", "möglich", "vorstellbar") for i in scene.clause.tokens)
    allowed = any(scene.context.doc[i].lower_ in ("erlaubt", "erlauben", "gestattet", "gestatten") for i in scene.clause.tokens)
    if allowed and not info.modal:
        return Verdict("stage", "permitted", scene.clause, reason="a plan permits") if is_stage(scene) else None
    modality = "hypothetical" if info.modal == "could" or thinkable else "permitted" if info.modal in ("may", "can") else "planned"
    if info.modal == "could" and scene.window.form not in STAGE_FORMS | {"after", "n_after"}:
        return silent(scene, "capability")
    bound = info.modal in ("shall", "will", "future") or info.subjunctive and scene.near_stage
    if scene.window.form == "cal_until" and not info.modal and _in_turn(scene):
        return Verdict("stage", modality, scene.clause, reason="first, second … of what is agreed or planned")
    bound = bound or not info.modal and "sequence" in scene.context.token_roles(scene.clause.tokens) and has_party(scene)
    if scene.window.calendar and not (bound and (act_weight(scene) >= 2 or is_stage(scene))):
        return None
    if _imagined(scene):
        return silent(scene, "what would be")
    if scene.window.form in ("cal_on", "cal_from", "cal_before") and "labour" not in act_types(scene) or "sentence" in info.roles:
        return None
    if scene.window.form == "cal_until" and not (scene.plan == 2 or scene.near_stage or scene.plan and "sequence" in scene.roles):
        return None
    if is_stage(scene) or info.modal in ("shall", "will", "future") and act_weight(scene) >= 1 and not scene.window.calendar:
        if scene.clause.finite is None and not scene.clause.label and scene.clause.kind != "inf":
            return None
        return Verdict("stage", modality, scene.clause, reason="step of a plan")
    return None


_DAYS = frozenset({"cal_on", "cal_from", "cal_span", "cal_before"})
_FORCE = frozenset({"economic", "military", "security", "diplomatic"})


def lone_measure(scene: Scene) -> Verdict | None:
    """An announced measure of conflict or crisis, outside any plan."""
    info, form = scene.info, scene.window.form
    if _just_imposed(scene):
        return Verdict("stage", "planned", scene.clause, scene.clause, lone=True, reason="imposed for a time to come")
    if info.past or scene.clause.kind in ("rel", "cond") or {"expect", "target", "measure"} & info.roles or "statistics" in scene.roles:
        return None
    types = act_types(scene) | (_announced_strike(scene) if form.startswith("cal_") else set())
    follows = scene.near_stage and form == "cal_from" and labour_conflict(scene.context, scene.sentence)
    if form.startswith("cal_") and "labour" not in types and (_rests_in_conflict(scene) or follows):
        types = types | {"labour"}
    unless = any(c.kind == "cond" for c in scene.sentence.clauses) and info.modal in ("will", "shall", "future")
    force = (
        scene.near_stage
        and form == "cal_from"
        and info.modal in ("will", "shall", "future")
        or unless
        or form == "cal_span"
        and info.modal in ("will", "shall", "future")
        and has_party(scene)
    ) and types & _FORCE
    if form == "cal_from" and _imposed(scene):
        return Verdict(
            "stage", "planned", scene.clause, speaker_clause(scene) or scene.clause, lone=True, reason="measure imposed from a day on"
        )
    if form == "cal_from" and has_party(scene) and _announces(scene):
        force = force or types & _FORCE
    if form in _DAYS and "labour" not in types and not force or "sentence" in info.roles or spans_years(scene):
        return None
    weight = 2 if types else 0
    chain = chain_of(scene)
    announced = {r for c in chain for r in scene.context.info(c).verb_roles} & {"announce", "threat"}
    inner = scene.clause.kind == "inf" and bool(announced)
    if inner and weight < 2 and not form.startswith("cal_") and form != "after":
        threatened = "threat" in announced and any(
            has_party(Scene(scene.context, scene.sentence, c, info, scene.window, 0)) for c in chain[1:]
        )
        weight = 2 if threatened or act_weight(scene) >= 1 and within_two_months(scene) else weight
    if inner and form in ("from_nth", "n_after", "after", "nth") and act_weight(scene) >= 1 and _soon(scene):
        weight = 2
    if inner and weight >= 2:
        return Verdict(
            "stage", "threatened" if "threat" in announced else "planned", scene.clause, chain[-1], lone=True, reason="announced measure"
        )
    if "impose" in info.verb_roles and act_weight(scene) >= 1 and not form.startswith("cal_") and form != "after":
        weight, types = 2, types | {"security"}
    soon = form in ("within", "latest_after") and within_two_months(scene) and info.modal in ("will", "future") and has_party(scene)
    if soon and act_weight(scene) >= 1 and not info.negated and not info.passive:
        weight = 2
    if _in_that_case(scene, weight):
        modality = "permitted" if info.modal in ("may", "can") else "planned"
        return Verdict("stage", modality, scene.clause, scene.clause, lone=True, reason="what is done in a case")
    if form in _DAYS and "labour" in types and _is_announced(scene):
        return Verdict("stage", "planned", scene.clause, scene.clause, lone=True, reason="announced strike")
    if form == "cal_until" and not info.modal and not info.past and rests(scene.context, scene.sentence) and _first_and_then(scene):
        return Verdict("stage", "planned", scene.clause, scene.clause, lone=True, reason="first closed until, then")
    present = (
        not info.modal
        and scene.clause.kind == "main"
        and (form in ("for", "next", "cal_span", "cal_on") or form in ("cal_until", "cal_from") and _stops_work(scene))
        and scene.clause.finite is not None
        and (has_party(scene) or "strike" in info.verb_roles or "labour" in types)
    )
    if (
        present
        and weight >= 2
        and (types & {"security", "military", "economic", "labour"} or "humanitarian" in types and form in ("for", "cal_from"))
        and not info.negated
        and not (info.verb_roles & {"expire", "happen"} and not rests(scene.context, scene.sentence))
    ):
        return Verdict("stage", "planned", scene.clause, scene.clause, lone=True, reason="measure in force from now")
    if form in ("after", "previous", "for", "within", "next") and act_weight(scene) >= 1 and _first_and_then(scene):
        weight = 2  # „Zunächst … sperren, nach einer weiteren Woche … räumen“
    if info.modal in ("will", "shall", "future") and weight >= 2 and not window_years(scene) and not info.negated:
        return Verdict("stage", "planned", scene.clause, speaker_clause(scene) or scene.clause, lone=True, reason="announced measure")
    return None


_IMPOSED = frozenset({"verhängte", "verhängten", "verhängt", "ausgerufen", "rief", "riefen", "angeordnet", "ordnete", "ordneten"})
_STATES = (
    "notstand",
    "ausnahmezustand",
    "ausgangssperre",
    "quarantäne",
    "kriegsrecht",
    "flugverbot",
    "versammlungsverbot",
    "einreisestopp",
    "embargo",
)


def _just_imposed(scene: Scene) -> bool:
    """„Die Regierung verhängte am Montag für 60 Tage den Notstand“: told in the past, and it lasts from now on."""
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    told = scene.info.past and not scene.info.passive and scene.clause.kind == "main" and scene.window.form in ("for", "long", "of", "next")
    state = any(word.endswith(_STATES) for word in words)
    dated = any(len(word) == 4 and word.isdecimal() for word in words) or bool(words & {"hatte", "hatten", "damals", "war", "waren"})
    return told and state and bool(words & _IMPOSED) and has_party(scene) and not dated and not spans_years(scene)


def _soon(scene: Scene) -> bool:
    hours = scene.window.end_h if scene.window.end_h is not None else scene.window.start_h
    return hours is not None and hours <= 1440


def _announces(scene: Scene) -> bool:
    """„will ab dem 15. März Strafzölle erheben“, „schließt ab Mitternacht alle Übergänge“, „kündigte an, vom 10. März an …“."""
    info = scene.info
    if info.negated or spans_years(scene) or {"expect", "target", "suspend"} & info.roles:
        return False
    above = {r for c in chain_of(scene)[1:] for r in scene.context.info(c).verb_roles} & {"announce", "threat"}
    return bool(info.modal in ("will", "future") or not info.modal and "impose" in info.verb_roles or scene.clause.kind == "inf" and above)


_CONFLICT_REACH = 6  # sentences


def labour_conflict(context: Context, sentence: Sentence) -> bool:
    """Whether the sentences before tell of a union's conflict: a union and a word of pay or strike among the last ones."""
    flags: set[str] = set()
    for other in context.sentences[max(0, sentence.number - _CONFLICT_REACH) : sentence.number + 1]:
        flags |= context.flags(other)
    own = context.flags(sentence)
    return "strike" in flags and bool({"union", "labour"} & flags) or {"union", "claim"} <= flags or {"union", "rests"} <= own


def _rests_in_conflict(scene: Scene) -> bool:
    return labour_conflict(scene.context, scene.sentence) and rests(scene.context, scene.sentence)


def rests(context: Context, sentence: Sentence) -> bool:
    """Whether the sentence says that work rests, stops or is stopped."""
    return "rests" in context.flags(sentence)


def _first_and_then(scene: Scene) -> bool:
    """Steps in a row: „zunächst“, and „dann“ or „danach“ behind it, or a step counted from the one before."""
    words = [scene.context.doc[i].lower_ for i in range(scene.sentence.start, scene.sentence.end)]
    for other in scene.context.neighbours(scene.sentence, 1, 1):
        words += [scene.context.doc[i].lower_ for i in range(other.start, other.end)]
    begun = bool({"zunächst", "zuerst", "erst", "anfangs"} & set(words))
    return begun and (
        bool({"dann", "danach", "anschließend", "später", "schließlich", "sodann"} & set(words)) or scene.window.form == "previous"
    )


_WOULD = frozenset(
    ["ginge", "gingen", "käme", "kämen", "stünde", "stünden", "läge", "lägen", "bräuchte", "bräuchten", "gäbe", "gäben", "wäre", "wären"]
    + ["hätte", "hätten", "dauerte", "könnte", "ließe", "bliebe"]
)


def _imagined(scene: Scene) -> bool:
    """„ginge frühestens nach drei Jahren in Betrieb“: Konjunktiv II of a full verb, and nobody who acts."""
    finite = scene.clause.finite
    if finite is None or scene.step or scene.context.doc[finite].lower_ not in _WOULD or scene.info.modal or scene.info.passive:
        return False
    return not has_party(scene) and scene.window.form not in STAGE_FORMS and "provide" not in scene.info.verb_roles


def _follows_on(scene: Scene) -> bool:
    """„Gelingt das nicht, wird die Firma nach weiteren 14 Tagen geschlossen“, behind a duty or a step."""
    if scene.window.form != "previous" or not (scene.near_duty or scene.near_stage) or scene.info.past or scene.clause.kind != "main":
        return False
    case = any(c.kind == "cond" for c in scene.sentence.clauses)
    return case and scene.info.modal not in OBLIGED and not {"expect", "measure"} & scene.info.roles


def _in_turn(scene: Scene) -> bool:
    """„Als Erstes verlegen die Armeen bis zum 21. November …“, where steps or a plan are spoken of."""
    sequence = "sequence" in scene.context.token_roles(scene.clause.tokens[:4])
    return sequence and bool(scene.plan) and scene.clause.kind == "main" and has_party(scene) and not scene.info.negated


def _imposed(scene: Scene) -> bool:
    """„werden ab Montag alle Schulen geschlossen, teilte das Ministerium mit“: a measure that somebody announces."""
    info = scene.info
    if "impose" not in info.verb_roles or {"happen", "expire", "expect"} & info.verb_roles or info.negated or scene.clause.kind != "main":
        return False
    said = attribution(scene.context, scene.sentence, scene.clause) or any(c.opener == "wie" for c in scene.sentence.clauses)
    ends = {scene.context.doc[scene.window.start].lower_, scene.context.doc[scene.window.end - 1].lower_}
    if not ends & {"ab", "an", "frühestens", "erst"}:
        return False  # „nach Angaben vom Montag“
    told = bool(said) or "stage_noun" in scene.roles or info.modal in ("will", "future", "shall")
    return told and (info.passive or has_party(scene) and act_weight(scene) >= 1) and not spans_years(scene)


def _in_that_case(scene: Scene, weight: int) -> bool:
    """„Rutscht der Hang weiter, sprengt die Armee binnen 48 Stunden den Rest“: a case, and an act of crisis that follows."""
    info = scene.info
    if scene.window.form not in ("within", "after", "latest_after", "n_after") or scene.clause.kind != "main" or info.negated:
        return False
    case = any(c.kind == "cond" and c.opener in ("", "wenn", "falls", "sofern") and c is not scene.clause for c in scene.sentence.clauses)
    acts = weight >= 2 or "impose" in info.verb_roles
    return case and acts and info.modal in ("", "will", "can", "may", "shall", "future") and (has_party(scene) or info.passive)


def _stops_work(scene: Scene) -> bool:
    return "strike" in scene.info.verb_roles or _rests_in_conflict(scene)


def _is_announced(scene: Scene) -> bool:
    """„Ein Ausstand ist für Donnerstag angekündigt“, „geplant“."""
    doc = scene.context.doc
    state = scene.clause.finite is not None and doc[scene.clause.finite].lower_ in ("ist", "sind", "sei", "seien")
    return state and bool({"announce", "demand"} & scene.info.verb_roles) and not scene.info.negated


def _announced_strike(scene: Scene) -> set[str]:
    """The sentence before announces a strike whose times this one tells."""
    for other in scene.context.neighbours(scene.sentence, 1, 0):
        hits = [hit for i in range(other.start, other.end) if (hit := scene.context.lexicon.action(scene.context.doc[i].lower_))]
        if any(hit[0] == "labour" and hit[1] >= 2 for hit in hits):
            return {"labour"}
    return set()
