"""Words that bind: „wenn … nicht …“, demands, promises and orders that govern the window, promises in reported speech."""

from __future__ import annotations

from pipeline.components.escalations import classify as cl
from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause
from pipeline.components.escalations.context import attribution
from pipeline.components.escalations.scene import (
    EITHER_OR,
    LIMIT_FORMS,
    OBLIGED,
    WITHOUT,
    Scene,
    Verdict,
    act_weight,
    chain_of,
    clause_has_party,
    has_party,
    law_near,
    only_year,
    silent,
    spans_years,
    speaker_clause,
    threat_near,
    window_years,
    within_two_months,
)


def conditional(scene: Scene) -> Verdict | None:
    """„Wenn X nicht bis Freitag …, werde Y“: an ultimatum. Without a negation the window measures what starts the clock."""
    if scene.clause.opener == "wer" and scene.info.negated and scene.window.form in LIMIT_FORMS and not scene.info.past:
        for clause in scene.sentence.clauses:
            if clause.kind == "main" and "threat" in scene.context.info(clause).verb_roles and clause_has_party(scene, clause):
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="whoever does not … by then, is threatened")
        return Verdict("deadline", "obliged", scene.clause, reason="whoever does not … by then")
    if scene.clause.kind != "cond":
        return None
    if scene.clause.opener not in cl.IF and scene.clause.opener:
        return silent(scene, "window in a clause of time")
    consequence = [c for c in scene.sentence.clauses if c is not scene.clause and c.kind == "main"]
    threatened = any(
        scene.context.info(c).modal in ("future", "will", "shall", "can")
        or {"threat", "announce"} & scene.context.info(c).verb_roles
        or _would(scene, c)
        or scene.context.info(c).subjunctive
        and bool(attribution(scene.context, scene.sentence, c))
        for c in consequence
    )
    if not (scene.info.negated or "fail" in scene.info.roles) or only_year(scene):
        return silent(scene, "window measures the trigger")
    if not consequence or scene.plan == 2 and not threatened:
        return silent(scene, "condition without consequence")
    if threatened or _present_threat(scene, consequence):
        return Verdict("ultimatum", "demanded", scene.clause, speaker_clause(scene), reason="unless … by then, threat follows")
    if scene.window.calendar and not only_year(scene) and _takes_effect(scene, consequence):
        return Verdict("deadline", "obliged", scene.clause, reason="unless … by then, a rule takes effect")
    return silent(scene, "condition without threat")


def _takes_effect(scene: Scene, consequence: list[Clause]) -> bool:
    """„…, fällt das Grundstück an das Land“, „gilt der alte Haushalt fort“: what rules provide for where nothing is done in time."""
    return bool(law_near(scene)) and any({"lapse", "expire", "happen"} & scene.context.info(c).verb_roles for c in consequence)


def _present_threat(scene: Scene, consequence: list[Clause]) -> bool:
    """„Legt der Konzern bis Freitag nichts vor, beginnt der Ausstand“: the consequence in the present tense is a threat where the text
    speaks of one, or where it is an act of conflict."""
    consequence = [c for c in consequence if not scene.context.info(c).past]
    if not consequence:
        return False
    if any("impose" in scene.context.info(c).verb_roles and clause_has_party(scene, c) for c in consequence):
        return True
    if {"threat", "ultimatum", "demand"} & (scene.roles | scene.around(1, 0)):
        return True
    if law_near(scene):
        return False
    if {"threat", "ultimatum", "deadline", "demand"} & (scene.roles | scene.around(1, 1)):
        return True
    if any((hit := scene.context.lexicon.action(scene.context.doc[i].lower_)) and hit[1] >= 2 for c in consequence for i in c.tokens):
        return True
    if scene.roles & {"sport", "weather", "kitchen", "offer", "culture", "expect"} or spans_years(scene):
        return False
    return any(
        clause_has_party(scene, c) and not {"happen", "lapse", "expire", "measure", "fail"} & scene.context.info(c).verb_roles
        for c in consequence
        if c.finite is not None and scene.context.doc[c.finite].lower_ not in vb.BE | vb.HAVE
    )


def _would(scene: Scene, clause: Clause) -> bool:
    return clause.finite is not None and scene.context.doc[clause.finite].lower_ in vb.FUTURE


def governed(scene: Scene) -> Verdict | None:
    """The window stands in the content of a demand, promise, order or announcement (infinitive or dass-clause), or beside its verb."""
    chain = chain_of(scene)
    inner = scene.clause.kind in ("inf", "sub")
    if scene.clause.kind == "inf" and scene.clause.opener in ("um", "ohne", "statt", "anstatt"):
        return None
    bound = _bound_above(scene, chain) if scene.clause.kind == "inf" else None
    if bound is not None:
        return bound
    for clause in chain if inner else [scene.clause]:
        info = scene.context.info(clause)
        verbs = info.verb_roles
        own = clause is scene.clause
        if own and info.modal and not inner:  # under a modal verb, „bitten“, „verlangen“, „zusagen“ are the act itself
            if "expect" in verbs:
                return silent(scene, "expected")
            continue
        if not own and "proposal" in info.roles:
            return silent(scene, "only an idea")
        if own and "expect" in verbs and not inner and not info.past and scene.window.form in LIMIT_FORMS and _threat_told(scene):
            return Verdict("ultimatum", "demanded", scene.clause, clause, reason="expected, otherwise a threat")
        if {"expect", "suggest", "ask", "measure"} & verbs and not {"demand", "pledge", "order", "agree"} & verbs:
            return silent(scene, "expected or proposed, nobody bound")
        if own and inner:
            continue
        content = inner or _is_content(scene)
        if not content or inner and scene.info.modal in ("can", "could", "guess"):
            continue
        if "demand" in verbs:
            if threat_near(scene):
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="demand with threat")
            if "ultimatum" in info.roles:
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="demand that is called an ultimatum")
            if info.passive and inner and within_two_months(scene) and scene.window.form in LIMIT_FORMS:
                return Verdict("deadline", "obliged", scene.clause, clause, reason="told to act")
            if info.roles & {"law", "court"} or _authority(scene, clause):
                return Verdict("deadline", "obliged", scene.clause, clause, reason="demanded by an authority")
            if _demand_binds(scene, clause):
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="demand with a time limit")
            return silent(scene, "demand that binds nobody")
        if {"order", "oblige"} & verbs and (inner or "oblige" in verbs) and not info.negated:
            if threat_near(scene):
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="order with threat")
            return Verdict("deadline", "obliged", scene.clause, clause, reason="ordered")
        if "commit" in verbs and not info.negated:
            reflexive = any(scene.context.doc[i].lower_ in ("sich", "uns", "mich") for i in clause.tokens)
            if reflexive:
                return Verdict("pledge", "pledged", scene.clause, clause, reason="commits itself")
            return Verdict("deadline", "obliged", scene.clause, clause, reason="is obliged")
        if (
            inner
            and "provide" in verbs
            and "law" in info.roles
            and not scene.plan >= 2
            and scene.window.form in LIMIT_FORMS
            and not scene.info.past
        ):
            return Verdict("deadline", "obliged", scene.clause, clause, reason="provided by law")
        if inner and {"pledge", "agree", "refrain", "tender"} & verbs:
            if "provide" in verbs:
                break
            return Verdict("pledge", "pledged", scene.clause, clause, reason="promised or agreed")
        if inner and "set" in verbs and {"ultimatum", "deadline"} & info.roles:
            return Verdict("ultimatum", "demanded", scene.clause, clause, reason="deadline set")
        if not inner and "agree" in verbs and scene.window.form != "cal_on" and not info.negated and _binds_itself(scene):
            return Verdict("pledge", "pledged", scene.clause, clause, reason="agreed to do or refrain for a time")
        if (
            inner
            and {"announce", "voice"} & verbs
            and scene.clause.kind == "inf"
            and scene.info.negated
            and scene.window.form not in ("after", "cal_on")
        ):
            return Verdict("pledge", "pledged", scene.clause, clause, reason="announces to refrain")
        if inner and "bind_self" in verbs and any(scene.context.doc[i].lower_ in ("sich", "uns") for i in clause.tokens):
            return Verdict("pledge", "pledged", scene.clause, clause, reason="binds itself")
        if not inner and {"pledge"} & verbs and scene.window.form != "cal_on":
            return Verdict("pledge", "pledged", scene.clause, clause, reason="promise beside its verb")
    if scene.clause.kind == "inf":
        for clause in chain[1:]:
            info = scene.context.info(clause)
            granted = not info.past or "set" in info.verb_roles
            if "entitlement" in info.roles and scene.window.form in LIMIT_FORMS and granted and not info.negated:
                return Verdict("deadline", "permitted", scene.clause, clause, reason="entitled above")
            words = {scene.context.doc[i].lower_ for i in clause.tokens}
            if "duty" in info.roles and words & {"ging", "gingen", "geht", "gehen", "eingegangen", "übernahm", "übernommen", "übernimmt"}:
                return Verdict("pledge", "pledged", scene.clause, clause, reason="takes on a duty")
            if "prospect" in info.roles and "set" in info.verb_roles:
                return Verdict("pledge", "pledged", scene.clause, clause, reason="holds out the prospect")
            if "conclude" in info.verb_roles and "weak_plan" in info.roles and not info.negated:
                return Verdict("pledge", "pledged", scene.clause, clause, reason="what a treaty says that is signed")
            if "duty" in info.roles and scene.window.form in LIMIT_FORMS and not {"proposal", "expect"} & info.roles:
                return Verdict("deadline", "obliged", scene.clause, clause, reason="duty by name above")
            if "pledge_noun" in info.roles and "measure" not in info.roles:
                return Verdict("pledge", "pledged", scene.clause, clause, reason="promise by name")
            if info.modal in OBLIGED and not info.past:
                return Verdict("deadline", "obliged", scene.clause, clause, reason="obliged above")
    return None


def _bound_above(scene: Scene, chain: list[Clause]) -> Verdict | None:
    """„ist gehalten, … auszuhändigen“, „sind aufgefordert“, „ist befugt“: a state of duty or right above the infinitive."""
    for clause in chain[1:]:
        info = scene.context.info(clause)
        state = clause.finite is not None and scene.context.doc[clause.finite].lower_ in vb.BE
        if state and {"obliged_adj", "entitled_adj"} & info.roles and scene.window.form in LIMIT_FORMS and not info.negated:
            if "obliged_adj" in info.roles:
                return Verdict("deadline", "obliged", scene.clause, clause, reason="obliged above")
            return Verdict("deadline", "permitted", scene.clause, clause, reason="entitled above")
    return None


_NOUNS_OF_ACT = frozenset(
    ["verzicht", "abzug", "rückzug", "austausch", "freilassung", "aussetzung", "entwaffnung", "räumung", "übergabe", "stopp", "aufschub"]
)


def _binds_itself(scene: Scene) -> bool:
    """„einigten sich auf einen Verzicht auf Angriffe für 60 Tage“: the agreement names an act or an omission."""
    return any(scene.context.doc[i].lower_.endswith(tuple(_NOUNS_OF_ACT)) for i in scene.clause.tokens)


def _is_content(scene: Scene) -> bool:
    """The window beside the verb of demand limits the demanded act, not the speech: no plain „am Montag“."""
    return scene.window.form in LIMIT_FORMS or scene.window.form in ("next", "for", "long")


def _authority(scene: Scene, clause: Clause) -> bool:
    """The one who demands can order: police, army, ministry, supervisors."""
    return any("authority" in scene.context.lexicon.roles(scene.context.doc[i].lower_) for i in clause.tokens[:6]) and not window_years(
        scene
    )


def _threat_told(scene: Scene) -> bool:
    """A party expects something, and what happens otherwise is told."""
    return has_party(scene) and threat_near(scene)


def _demand_binds(scene: Scene, clause: Clause) -> bool:
    """A demand without threat in sight binds where force or sanctions stand behind it: the act is one of conflict, or the text
    threatens."""
    if window_years(scene):
        return False
    return act_weight(scene) >= 2 or bool({"threat", "ultimatum", "otherwise"} & (scene.roles | scene.around(3, 3)))


def without(scene: Scene) -> Verdict | None:
    """„Ohne schriftliche Zusage bis Sonntag gehe man in die Opposition“: what must come by then stands behind „ohne“."""
    doc, finite = scene.context.doc, scene.clause.finite
    first = next((i for i in scene.clause.tokens if doc[i].is_alpha), None)
    if first is None or finite is None or doc[first].lower_ != "ohne" or not first < scene.window.start < finite:
        return None
    threatens = scene.info.modal in ("future", "will") or scene.info.subjunctive
    if not threatens or scene.info.past or scene.window.form not in LIMIT_FORMS:
        return None
    return Verdict("ultimatum", "demanded", scene.clause, speaker_clause(scene), reason=WITHOUT)


def either_or(scene: Scene) -> Verdict | None:
    """„Entweder die Regierung lenkt bis Freitag ein, oder wir gehen“."""
    if scene.clause.kind != "main" or scene.info.past or scene.window.form not in LIMIT_FORMS or scene.clause not in scene.sentence.clauses:
        return None
    doc, at = scene.context.doc, scene.sentence.clauses.index(scene.clause)
    if not any(doc[i].lower_ == "entweder" for i in scene.clause.tokens) and scene.info.modal not in ("must", "shall", "have_to"):
        return None
    others = [c for c in scene.sentence.clauses[at + 1 :] if c.kind == "main" and not scene.context.info(c).past]
    if not any(doc[i].lower_ == "oder" for c in others for i in (c.start, c.start - 1)):
        return None
    return Verdict("ultimatum", "demanded", scene.clause, speaker_clause(scene), reason=EITHER_OR)
