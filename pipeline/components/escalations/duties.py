"""Duties and rights limited in time: muss, hat zu, ist zu, darf, kann, ist fällig."""

from __future__ import annotations

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.context import attribution
from pipeline.components.escalations.promises import points_back
from pipeline.components.escalations.scene import (
    LIMIT_FORMS,
    OBLIGED,
    Scene,
    Verdict,
    act_types,
    act_weight,
    has_party,
    law_near,
    only_year,
    silent,
    spans_years,
    then_follows,
    threat_near,
    window_years,
    within_two_months,
)
from pipeline.components.escalations.stages import is_stage


def duty(scene: Scene) -> Verdict | None:
    """A duty or right: muss, hat zu, ist zu, darf, kann."""
    info, form = scene.info, scene.window.form
    if info.past and not info.subjunctive or scene.clause.kind == "rel" and scene.plan < 2 and info.modal not in OBLIGED | {"may", "can"}:
        return None
    if {"expect"} & info.roles:
        return silent(scene, "expected")
    if "proposal" in info.roles and not law_near(scene) or form == "next" and spans_years(scene):
        return silent(scene, "an aim")
    if info.modal in OBLIGED and _opinion(scene):
        return silent(scene, "what somebody thinks should be done")
    if info.modal in OBLIGED:
        if "sentence" in scene.roles or only_year(scene) or "target" in info.verb_roles or "domain" in info.verb_roles:
            return silent(scene, "sentence of a court, target or process")
        if form in LIMIT_FORMS and _said_otherwise(scene):
            return Verdict("ultimatum", "demanded", scene.clause, None, reason="must, otherwise, somebody says")
        if _state(scene) and not law_near(scene) and not is_stage(scene):
            return silent(scene, "a state that is to be reached")
        if is_stage(scene):
            return Verdict("stage", "obliged", scene.clause, reason="duty in a plan")
        if (
            form in LIMIT_FORMS
            or _latest(scene)
            or form in ("nth", "after", "n_after", "first", "next", "cal_on")
            and (scene.plan or law_near(scene, 2, 1))
        ):
            if threat_near(scene) and {"otherwise"} & (scene.roles | scene.around(0, 1)) and not law_near(scene):
                return Verdict("ultimatum", "demanded", scene.clause, None, reason="must, otherwise")
            if scene.window.calendar and form != "cal_until":
                return None
            return Verdict("deadline", "obliged", scene.clause, reason="duty with a time limit")
        if (
            form == "cal_span"
            and has_party(scene)
            and act_weight(scene) >= 1
            and not spans_years(scene)
            and not act_types(scene) & {"labour"}
        ):
            return Verdict("deadline", "obliged", scene.clause, reason="duty within a span of days")
        if form in ("for", "long") and _told_publicly(scene):
            return Verdict("deadline", "obliged", scene.clause, reason="must do so for a time")
        return None
    if info.modal in ("may", "can") and not info.negated:
        if is_stage(scene):
            return Verdict("stage", "permitted", scene.clause, reason="right in a plan")
        if "strong_right" in info.roles and form in ("within", "latest_after", "cal_until", "until_nth", "long", "for", "next"):
            return Verdict("deadline", "permitted", scene.clause, reason="legal remedy or statement with a time limit")
        right = "right" in info.roles
        legal = law_near(scene, 2, 1) or scene.near_duty
        if (
            form in ("within", "latest_after", "cal_until", "after", "n_after", "from_nth", "until_nth")
            and (right or info.modal == "may" and (form == "cal_until" and legal or form in ("after", "within") and _ordered_beside(scene)))
            and (legal or info.modal == "may" or form == "within" or _stressed(scene) or _office_says(scene))
        ):
            return Verdict("deadline", "permitted", scene.clause, reason="right with a time limit")
        claims = form in ("long", "for", "within") and right and has_party(scene) and bool(legal or law_near(scene, 3, 0))
        if claims and not {"expect", "offer", "medicine"} & scene.roles:
            return Verdict("deadline", "permitted", scene.clause, reason="may claim for a time")
        if info.modal == "may" and form in ("within", "latest_after") and has_party(scene) and not spans_years(scene):
            return Verdict("deadline", "permitted", scene.clause, reason="may within that time")
        if info.modal == "may" and form in ("long", "for") and _capped(scene) and (legal or has_party(scene)) and not window_years(scene):
            return Verdict("deadline", "permitted", scene.clause, reason="may for no longer than that")
        if info.modal == "may" and form in ("after", "within", "latest_after", "from_nth") and legal:
            return Verdict("deadline", "permitted", scene.clause, reason="permission by rule")
    if info.modal == "may" and info.negated and form in ("long", "for", "within", "cal_until", "next") and _forbidden(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="forbidden for a time by rule")
    if form in LIMIT_FORMS and (not info.past or "set" in info.verb_roles) and not info.negated and _entitled(scene):
        return Verdict("deadline", "permitted", scene.clause, scene.clause, reason="entitled for a time")
    if info.modal == "shall" and form in LIMIT_FORMS and not info.past and "otherwise" in scene.roles and not law_near(scene):
        return Verdict("ultimatum", "demanded", scene.clause, None, reason="shall, otherwise")
    if info.modal == "shall" and form in ("within", "latest_after") and not info.past and not is_stage(scene):
        if window_years(scene) or "target" in info.roles or _subject_is_thing(scene):
            return silent(scene, "target")
        if scene.roles & {"law", "court", "order"} or within_two_months(scene) and not info.passive and has_party(scene):
            return Verdict("deadline", "obliged", scene.clause, reason="shall, by order")
    if info.modal == "shall" and form in LIMIT_FORMS and not info.past and not is_stage(scene) and _ordered_beside(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="shall, somebody orders")
    if (form in LIMIT_FORMS or _latest(scene)) and not info.past and "due" in info.roles and not spans_years(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="due by then")
    if form == "cal_on" and not info.past and not info.modal and "due" in info.roles and _is_owed(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="due on a day")
    if form in LIMIT_FORMS and not info.modal and not info.past and scene.plan < 2 and _by_rule(scene) and not spans_years(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="done by then, as a rule says")
    if not info.modal and not info.past and not info.negated and form in LIMIT_FORMS | {"for", "long"} and _in_force(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="a prohibition in force for somebody")
    if scene.near_duty and form in ("within", "latest_after") and not info.modal and _goes_on(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="told on behind a duty")
    if form in ("within", "latest_after") and info.modal in ("", "could") and "deadline" in info.roles and {"law", "court"} & scene.roles:
        return Verdict("deadline", "obliged", scene.clause, reason="deadline by rule")
    return None


_HOLDS = ("arrest", "quarantäne", "isolation", "sperre", "verbot", "pflicht", "ausgangssperre", "kontaktsperre", "bann")


def _in_force(scene: Scene) -> bool:
    """„Für die Erkrankten gilt bis zum Ende des fünften Tages Hausarrest“."""
    doc, words = scene.context.doc, [scene.context.doc[i].lower_ for i in scene.clause.tokens]
    holds = bool({"gilt", "gelten"} & set(words)) and "für" in words and any(w.endswith(_HOLDS) for w in words)
    return holds and not any(doc[i].lower_ in ("strecke", "autobahn", "lkw", "straße") for i in scene.clause.tokens)


def _told_publicly(scene: Scene) -> bool:
    """„muss die Gegendarstellung für sechs Monate veröffentlichen“: what is done in public, on request, or left undone by law."""
    publishes = any(
        scene.context.doc[i].lower_.startswith(("veröffentlich", "offenleg", "bereitstell", "aushäng", "aufbewahr"))
        for i in scene.clause.tokens
    )
    return publishes and not {"medicine", "sentence", "culture"} & scene.roles


_OWED = (
    "bericht",
    "stellungnahme",
    "antwort",
    "rate",
    "zahlung",
    "erklärung",
    "nachweis",
    "unterlagen",
    "gutachten",
    "bilanz",
    "plan",
    "meldung",
)


def _is_owed(scene: Scene) -> bool:
    """A report, an answer or a payment is due; not a match or a release."""
    return any(scene.context.doc[i].lower_.endswith(_OWED) for i in scene.clause.tokens)


def _by_rule(scene: Scene) -> bool:
    """„Laut Verfassung finden binnen 90 Tagen Neuwahlen statt“: the present tense, and a rule that is named."""
    doc = scene.context.doc
    for i in scene.clause.tokens:
        if doc[i].lower_ in ("laut", "nach", "gemäß", "gemäss") and i not in range(scene.window.start, scene.window.end):
            near = [k for k in range(i + 1, min(i + 5, len(doc))) if doc[k].tag_ in ("NN", "NE")][:1]
            if (
                near
                and {"law", "court"} & scene.context.lexicon.roles(doc[near[0]].lower_)
                and "authority" not in scene.context.lexicon.roles(doc[near[0]].lower_)
            ):
                return not {"expect", "measure", "statistics"} & scene.info.roles
    return False


def _said_otherwise(scene: Scene) -> bool:
    """„müsse bis Dienstag zustimmen, danach gelte das Angebot nicht mehr, so der Investor“: somebody's words, and what follows
    otherwise."""
    own = scene.roles
    named = "ultimatum" in own | scene.around(1, 0)
    threatened = named or "otherwise" in own | scene.around(0, 1) or "threat" in own or then_follows(scene)
    return threatened and (scene.info.subjunctive or named or "threat" in own)


def _goes_on(scene: Scene) -> bool:
    """„Über Beschwerden entscheidet die Stelle innerhalb von 90 Tagen“: the present tense of rules, somebody acts."""
    finite = scene.clause.finite
    if scene.clause.kind != "main" or finite is None or scene.info.past or scene.info.negated or {"expect", "measure"} & scene.info.roles:
        return False
    if act_weight(scene) >= 2 and any(c.kind == "cond" for c in scene.sentence.clauses):
        return False  # „Rutscht der Hang weiter, sprengt die Armee binnen 48 Stunden …“ is no rule
    return scene.context.doc[finite].lower_ not in vb.BE | vb.HAVE and has_party(scene) and act_weight(scene) >= 1


def _forbidden(scene: Scene) -> bool:
    """„dürfen die Schule 21 Tage lang nicht betreten“, where a rule or ruling is told."""
    return bool(law_near(scene, 2, 1)) and not is_stage(scene) and not window_years(scene)


def _opinion(scene: Scene) -> bool:
    """„Nach Ansicht der Ökonomin müsste die Notenbank binnen zwölf Monaten …“."""
    doc, finite = scene.context.doc, scene.clause.finite
    would = finite is not None and doc[finite].lower_ in ("müsste", "müssten")
    return would and any(doc[i].lower_ in _VIEWS for i in range(scene.sentence.start, scene.sentence.end))


_VIEWS = frozenset({"ansicht", "meinung", "einschätzung", "auffassung", "überzeugung", "rechnung", "berechnung", "sicht"})


def _stressed(scene: Scene) -> bool:
    """„nur noch bis Freitag“: the end is what matters."""
    window, doc = scene.window, scene.context.doc
    words = {doc[i].lower_ for i in range(max(scene.sentence.start, window.start - 2), window.end)}
    return bool(words & {"nur", "noch", "spätestens", "längstens", "höchstens"})


def _office_says(scene: Scene) -> bool:
    """An authority tells until when something can be claimed: „…, teilte das Landratsamt mit“."""
    beside = attribution(scene.context, scene.sentence, scene.clause)
    return any("authority" in scene.context.info(c).roles for c in beside)


def _latest(scene: Scene) -> bool:
    """„spätestens drei Tage nach der Wahl“: a limit, whatever its form."""
    window = scene.window
    return any(scene.context.doc[i].lower_ in ("spätestens", "längstens", "höchstens") for i in range(window.start, window.end))


def _capped(scene: Scene) -> bool:
    """„höchstens drei Wochen lang“, „für maximal 48 Stunden“."""
    window = scene.window
    return any(scene.context.doc[i].lower_ in ("höchstens", "maximal", "längstens") for i in range(window.start, window.end))


_OPEN = frozenset({"offen", "möglich", "zulässig", "statthaft", "zu"})
_GRANTED = (
    vb.HAVE
    | {"steht", "stehen", "stehe"}
    | {"bleibt", "bleiben", "bekommt", "bekommen", "bekam", "erhält", "erhalten", "erhielt", "besteht"}
)


def _entitled(scene: Scene) -> bool:
    """„gibt den Firmen bis Juni Gelegenheit, … nachzubessern“, „steht den Firmen binnen eines Monats die Beschwerde offen“."""
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    if "strong_right" in scene.info.roles and words & _OPEN and words & (vb.BE | {"steht", "stehen", "stehe"}):
        return True
    acts = any(c.kind == "inf" for c in scene.sentence.clauses) or any(
        scene.context.doc[i].lower_.endswith("recht") for i in scene.clause.tokens
    )
    held = words & _GRANTED and law_near(scene)
    return acts and "entitlement" in scene.info.roles and bool(held or "set" in scene.info.verb_roles)


def _state(scene: Scene) -> bool:
    """„muss bis Juni fertig sein“, „beendet sein“: no act of anybody."""
    doc, tokens = scene.context.doc, [i for i in scene.clause.tokens if not scene.context.doc[i].is_punct]
    return len(tokens) > 3 and doc[tokens[-1]].lower_ == "sein" and not has_party(scene)


def _ordered_beside(scene: Scene) -> bool:
    """„…, befahl der General“, „…, ordnete das Gericht an“."""
    beside = attribution(scene.context, scene.sentence, scene.clause)
    if points_back(scene, frozenset({"order", "oblige"})):
        return True
    return any({"order", "oblige"} & scene.context.info(c).verb_roles for c in beside)


def _subject_is_thing(scene: Scene) -> bool:
    """„soll binnen zwei Jahren fertig sein“: a state is expected, nobody is told to act."""
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    return bool(words & {"sein", "fertig", "verfügbar", "erscheinen", "entstehen"}) or "happen" in scene.info.verb_roles
