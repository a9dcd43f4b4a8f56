"""Time by name: deadlines and ultimatums, time that is given or left, rights that lapse, truces and how long they last."""

from __future__ import annotations

import re

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.context import attribution
from pipeline.components.escalations.scene import (
    Scene,
    Verdict,
    chain_of,
    law_near,
    nearby_noun,
    silent,
    then_follows,
    threat_near,
    window_years,
)


def named_deadline(scene: Scene) -> Verdict | None:
    """„eine Frist von 24 Stunden“, „ein Ultimatum bis Mittwoch“, „48-Stunden-Frist“, „zwei Monate Zeit“, „Frist um drei Tage
    verlängert“."""
    form = scene.window.form
    if _only_thought(scene):
        return silent(scene, "somebody's thought or memory")
    if any("proposal" in scene.context.info(c).roles for c in chain_of(scene)[1:]):
        return silent(scene, "only an idea")
    if form == "given":
        return _given(scene)
    nouns = nearby_noun(scene, frozenset({"ultimatum", "deadline"}), 6 if form in ("extend", "cal_until") else 5, 7)
    if _lapses(scene):
        return Verdict("deadline", "permitted", scene.clause, reason="right that lapses")
    if form in ("cal_on", "cal_until", "cal_from") and _runs_out(scene):
        threat = threat_near(scene) or "ultimatum" in scene.roles | scene.around(2, 1)
        return Verdict(
            "ultimatum" if threat else "deadline",
            "demanded" if threat else "obliged",
            scene.clause,
            scene.clause,
            reason="deadline runs out",
        )
    if form == "extend":
        if {"truce", "harm"} & scene.info.roles:
            return None
        if not ("extend" in scene.info.verb_roles and {"ultimatum", "deadline"} & scene.roles):
            return silent(scene, "extension of something else")
    elif form in ("of", "compound", "adjective"):
        if form == "adjective" and not nouns:
            return None
    elif form == "cal_until" and (_time_given(scene) or _held_until(scene)):
        if _threatened_beside(scene):
            return Verdict("ultimatum", "demanded", scene.clause, scene.clause, reason="time given under threat")
        return Verdict("deadline", "obliged", scene.clause, scene.clause, reason="time given")
    elif not nouns or form not in ("cal_until", "within", "next"):
        return None
    if form == "of" and not nouns and _takes_time(scene):
        return silent(scene, "takes its time")
    if form == "of" and _time_given(scene) and not scene.info.past and "ultimatum" not in scene.roles and not threat_near(scene):
        return Verdict("deadline", "obliged", scene.clause, scene.clause, reason="has time to act")
    set_by = scene.roles & {"set", "extend", "demand", "threat", "order"} or law_near(scene, before=1, after=0)
    runs = scene.info.modal == ""
    if form == "of" and not nouns and not re.search(r"(zeit|aufschub|frist)\b", _tail(scene, 2).lower()):
        return None
    if form in ("cal_until", "of", "compound") and nouns and _gets_a_term(scene):
        return Verdict("deadline", "obliged", scene.clause, scene.clause, reason="is given a term")
    named = "ultimatum" in scene.roles | (scene.around(0, 1) if form == "of" else set())
    if named or threat_near(scene) and "court" not in scene.info.roles:
        return Verdict("ultimatum", "demanded", scene.clause, scene.clause, reason="ultimatum by name or with threat")
    if form in ("cal_until", "within", "next") and not set_by:
        return None
    if form == "of" and "deadline" in nouns and not scene.info.past and not set_by and legal_term(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="legal term by name")
    if set_by or (runs and nouns and "law" in scene.roles):
        legal = law_near(scene, before=1, after=0)
        setter_is_law = bool(legal & {"court", "law"}) or _regulator_sets(scene) or scene.info.passive
        if setter_is_law or form == "of" and not nouns:
            modality = "permitted" if _to_answer(scene) else "obliged"
            return Verdict("deadline", modality, scene.clause, scene.clause, reason="time set by law, court or authority")
        return Verdict("ultimatum", "demanded", scene.clause, scene.clause, reason="deadline set by a party")
    return None


def _to_answer(scene: Scene) -> bool:
    """„… eine Frist von einem Monat, um sich zu äußern“: who may answer is bound to nothing."""
    behind = [c for c in scene.sentence.clauses if c.kind == "inf" and c.start > scene.window.start][:1]
    return any("strong_right" in scene.context.info(c).roles for c in behind)


def _gets_a_term(scene: Scene) -> bool:
    """„erhielt eine Frist bis September“, „bekam dafür eine Frist von zwei Wochen“: nobody threatens."""
    got = {"erhielt", "erhielten", "erhält", "erhalten", "bekam", "bekamen", "bekommt", "bekommen"}
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    return bool(words & got) and not threat_near(scene) and "ultimatum" not in scene.roles and not scene.info.negated


def _regulator_sets(scene: Scene) -> bool:
    """A supervisor or office sets the term: it applies rules, police and armies threaten."""
    tokens = [scene.context.doc[i].lower_ for i in scene.clause.tokens]
    return any(
        word.endswith(
            (
                "aufsicht",
                "amt",
                "ministerium",
                "kammer",
                "agentur",
                "präsidium",
                "inspektion",
                "beauftragte",
                "beauftragter",
                "anwaltschaft",
            )
        )
        for word in tokens
    )


def _only_thought(scene: Scene) -> bool:
    """„Man müsste der Regierung ein Jahr Zeit geben“, „…, meint ein Kommentator“, „Mein Vater gab mir eine Woche“."""
    doc, info = scene.context.doc, scene.info
    words = {doc[i].lower_ for i in scene.clause.tokens}
    if "man" in words and info.modal in ("could", "must", "shall") and words & {"müsste", "könnte", "sollte"}:
        return True
    if info.past and words & {"mir", "mich", "mein", "meine"}:
        return True
    beside = {r for c in attribution(scene.context, scene.sentence, scene.clause) for r in scene.context.info(c).verb_roles}
    return "expect" in beside and info.subjunctive


def _takes_time(scene: Scene) -> bool:
    """„ließ sich einen Monat Zeit“, „nahm sich zwei Wochen Zeit“."""
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    return "sich" in words and bool(
        words & {"ließ", "ließen", "lässt", "lassen", "gelassen", "nimmt", "nahm", "nahmen", "nehmen", "genommen"}
    )


def _lapses(scene: Scene) -> bool:
    """„Das Einspruchsrecht erlischt nach 14 Tagen“."""
    info = scene.info
    ends = scene.window.form in ("after", "within", "latest_after", "cal_until", "cal_on", "n_after")
    return ends and "lapse" in info.verb_roles and not info.past and bool({"entitlement", "deadline"} & info.roles)


def _threatened_beside(scene: Scene) -> bool:
    named = "ultimatum" in scene.roles | scene.around(1, 1)
    return (named or threat_near(scene)) and "court" not in scene.info.roles


def _held_until(scene: Scene) -> bool:
    """„haben bis Freitag, um sich zu einigen“: nobody says „Zeit“."""
    if scene.info.past or scene.info.modal or scene.clause.finite is None:
        return False
    held = scene.context.doc[scene.clause.finite].lower_ in vb.HAVE | {"bleibt", "bleiben"}
    return held and any(c.kind == "inf" and c.opener == "um" for c in scene.sentence.clauses if c.start > scene.clause.start)


_HELD = vb.HAVE | {
    "verbleibt",
    "verbleiben",
    "bleibt",
    "bleiben",
    "blieben",
    "bekommt",
    "bekommen",
    "bekam",
    "bekamen",
    "erhält",
    "erhalten",
    "erhielt",
}
_LEFT = frozenset(
    [
        "gab",
        "gaben",
        "gibt",
        "geben",
        "gebe",
        "gegeben",
        "gewährt",
        "gewährte",
        "gewährten",
        "gewähren",
        "lässt",
        "ließ",
        "ließen",
        "lassen",
        "lasse",
        "gelassen",
        "setzt",
        "setzte",
        "setzten",
        "setzen",
        "setze",
        "gesetzt",
        "eingeräumt",
        "räumte",
        "räumten",
        "räumt",
        "räumen",
        "zugestanden",
        "bewilligt",
        "zugebilligt",
    ]
)


def _given(scene: Scene) -> Verdict:
    """„gab ihm fünf Tage“, „hat 30 Tage, um zu entscheiden“: a bare amount of time that somebody has or is given."""
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    at = scene.sentence.clauses.index(scene.clause) if scene.clause in scene.sentence.clauses else 0
    purpose = any(c.kind == "inf" for c in scene.sentence.clauses[at + 1 : at + 2])
    remedy = bool(
        words
        & {"bleibt", "bleiben", "verbleiben", "verbleibt", "hat", "haben", "bekommt", "bekam", "bekamen", "erhielt", "erhält", "erhielten"}
    ) and ("strong_right" in scene.info.roles or _for_an_act(scene))
    purpose = purpose or bool(words & {"dafür", "dazu", "hierfür", "hierzu"}) or then_follows(scene)
    held = purpose and bool(words & (_HELD | {"habt"})) and (not scene.info.past or bool(words & {"bekommen", "erhalten"}))
    if scene.info.negated or "sich" in words or window_years(scene) or not (words & _LEFT or held or remedy):
        return silent(scene, "an amount of time that nobody is given")
    if _threatened_beside(scene):
        return Verdict("ultimatum", "demanded", scene.clause, scene.clause, reason="time given under threat")
    return Verdict("deadline", "obliged", scene.clause, scene.clause, reason="time given")


def _for_an_act(scene: Scene) -> bool:
    """„Für die Veräußerung bleiben der Firma neun Monate“: a noun of doing behind „für“ or „zur“, and time that is left."""
    doc = scene.context.doc
    for i in scene.clause.tokens:
        if doc[i].lower_ in ("für", "zur", "zum"):
            near = [doc[k] for k in range(i + 1, min(i + 4, len(doc))) if doc[k].tag_ == "NN"]
            if near and near[0].lower_.endswith(
                ("ung", "abe", "nahme", "tritt", "zug", "kauf", "bau", "stellung", "schluss", "antwort", "klage", "bericht")
            ):
                return any(doc[k].lower_ in _HELD for k in scene.clause.tokens)
    return False


def legal_term(scene: Scene) -> bool:
    """A named term that limits a remedy or is one of law: „in der Frist von 14 Tagen Berufung einlegen“."""
    return bool({"strong_right", "law", "court", "duty"} & scene.roles) or "impose" in scene.roles


def _runs_out(scene: Scene) -> bool:
    """„Die Frist läuft am 15. April ab“, „das Ultimatum gilt bis Freitag“, „Stichtag ist der 1. März“."""
    info = scene.info
    if info.past or info.negated or not {"ultimatum", "deadline"} & info.roles or scene.clause.kind == "cond":
        return False
    lasts = any(scene.context.doc[i].lower_ in ("gilt", "gelten", "gelte", "dauert") for i in scene.clause.tokens)
    return "expire" in info.verb_roles or lasts and scene.window.form == "cal_until"


def _time_given(scene: Scene) -> bool:
    """„gab dem Bundestag Zeit bis …“, „hat bis … Zeit“."""
    doc, window = scene.context.doc, scene.window
    if any(doc[i].lower_ == "sich" for i in scene.clause.tokens):
        return False  # „ließ sich einen Monat Zeit“
    near = {doc[i].lower_ for i in scene.clause.tokens if window.start - 2 <= i <= window.end + 2}
    pointers = ("dafür", "dazu", "hierfür", "für", "hierzu")
    acts = any(c.kind == "inf" for c in scene.sentence.clauses) or any(
        doc[i].lower_ in pointers and i not in range(window.start, window.end) for i in scene.clause.tokens
    )
    acts = acts or then_follows(scene)
    if not acts and window.form == "of":
        return False
    return bool(near & {"zeit", "aufschub", "bedenkzeit"}) and (
        "set" in scene.info.verb_roles or any(doc[i].lower_ in _HELD | _LEFT | {"bekommen", "erhalten"} for i in scene.clause.tokens)
    )


def _tail(scene: Scene, count: int) -> str:
    end = scene.window.end
    return scene.context.doc[end - 1 : min(len(scene.context.doc), end + count)].text


_WEAPONS = (
    "waffen",
    "geschütz",
    "kanonen",
    "gewehre",
    "artillerie",
    "raketen",
    "kampfjets",
    "drohnen",
    "bomben",
    "front",
    "arbeitskampfmaßnahmen",
    "arbeitskämpfe",
    "streiks",
    "warnstreiks",
    "angriffe",
    "kämpfe",
    "kampfhandlungen",
    "luftangriffe",
)


def truce(scene: Scene) -> Verdict | None:
    """„eine zehntägige Waffenruhe vereinbart“, „eine Feuerpause für drei Tage“, „Für 72 Stunden sollen die Waffen schweigen“."""
    form = scene.window.form
    if form == "lasting":
        return _lasting(scene)
    if form == "extend" and "truce" in scene.info.roles and "extend" in scene.info.verb_roles and not scene.info.negated:
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="a truce goes on for a time")
    if form not in ("adjective", "of", "for", "long", "next", "cal_span", "cal_on", "cal_until", "cal_from"):
        return None
    near = nearby_noun(scene, frozenset({"truce", "pledge_noun"}), 4, 4 if form != "adjective" else 3)
    if form == "cal_until" and not scene.info.past and _guaranteed(scene):
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="guaranteed until a day")
    antecedent = None
    if scene.clause.kind == "rel" and scene.clause in scene.sentence.clauses:
        at = scene.sentence.clauses.index(scene.clause)
        antecedent = scene.sentence.clauses[at - 1] if at else None
        if antecedent is not None and not scene.info.past:
            info = scene.context.info(antecedent)
            if "truce" in info.roles and {"agree", "pledge", "announce", "tender", "conclude", "order"} & info.verb_roles:
                return Verdict("pledge", "pledged", scene.clause, antecedent, reason="truce whose length a relative clause tells")
    if _lasts(scene):
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="how long the truce told before lasts")
    resting = any(scene.context.doc[i].lower_ in ("schweigen", "ruhen") for i in scene.clause.tokens)
    weapons = any(scene.context.doc[i].lower_.startswith(_WEAPONS) for i in scene.clause.tokens)
    if not (near & {"truce"}) and not (resting and weapons):
        return silent(scene, "adjective of something else") if form == "adjective" else None
    verbs = scene.info.verb_roles
    talks = {"agree", "pledge", "announce", "tender", "order", "commit", "conclude"} & (
        verbs | {r for c in attribution(scene.context, scene.sentence, scene.clause) for r in scene.context.info(c).verb_roles}
    )
    if {"expect", "suggest", "demand", "ask", "measure"} & verbs and not talks:
        return silent(scene, "truce that is only asked for or measured")
    if (
        talks
        or scene.info.modal in ("shall", "future", "will", "must")
        or (not scene.info.past and form != "adjective" and scene.clause.finite is not None)
    ):
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="truce for a time")
    return None


def _guaranteed(scene: Scene) -> bool:
    """„die Werft hat eine Bestandsgarantie bis 2030“; „Keine Entlassungen bis Juni“."""
    doc, before = scene.context.doc, scene.context.doc[scene.window.start - 1] if scene.window.start else None
    if before is not None and before.tag_ == "NN" and "pledge_noun" in scene.context.lexicon.roles(before.lower_):
        return scene.clause.finite is not None and doc[scene.clause.finite].lower_ not in ("fordert", "fordern", "verlangt", "verlangen")
    return scene.clause.finite is None and scene.info.negated and "harm" in scene.info.roles


def _lasting(scene: Scene) -> Verdict:
    """„Die Feuerpause soll zehn Tage dauern“, „sie gilt 48 Stunden“."""
    named = "truce" in scene.info.roles or _lasts(scene)
    if named and not scene.info.past and not scene.info.negated and not {"expect", "demand", "suggest"} & scene.info.verb_roles:
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="how long a truce is to last")
    return silent(scene, "lasts, and is no truce")


_LASTING = frozenset(
    {"gilt", "gelten", "gelte", "dauert", "dauern", "dauere", "läuft", "laufen", "laufe", "währt", "halten", "beginnt", "beginnen"}
)
_STANDS_FOR = frozenset({"sie", "diese", "dieser", "er", "es", "dieses", "die", "das"})


def _lasts(scene: Scene) -> bool:
    """„Sie gilt zunächst für 72 Stunden.“ behind a sentence that tells of a truce agreed on or declared."""
    doc, tokens = scene.context.doc, scene.clause.tokens
    if scene.info.past or scene.window.form in ("adjective", "cal_on", "cal_from") or not any(doc[i].lower_ in _LASTING for i in tokens):
        return False
    front = {doc[i].lower_ for i in tokens[:6]} - {"soll", "sollen"}
    pronoun = (
        bool(front & (_STANDS_FOR - {"die", "das"}))
        or doc[tokens[0]].lower_ in ("die", "das")
        and len(tokens) > 1
        and doc[tokens[1]].pos_ in ("VERB", "AUX")
    )
    if not (pronoun or "pause" in " ".join(front)):
        return False
    for other in scene.context.neighbours(scene.sentence, 1, 0):
        roles = scene.context.roles(other)
        if "truce" in roles and {"agree", "pledge", "announce", "conclude", "order", "commit", "tender"} & roles:
            return True
    return False
