"""Frame or distractor, and of which kind: one decision for each candidate window, most telling evidence first.

What makes a frame is that somebody is bound: by a threat (ultimatum), a rule (deadline), a word given (pledge) or a plan (stage). A window
with none of these around stays silent; so does one that measures what has happened, what is forecast, or what may start the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.escalations import clauses as cl
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import ClauseInfo, Context, attribution, governing, near_plan, window_clause
from pipeline.components.escalations.windows import Window

OBLIGED = frozenset({"must", "have_to", "be_to"})
PROMISING = frozenset({"pledge", "commit", "agree", "refrain"})
_STAGE_FORMS = frozenset({"until_n", "first", "nth", "from_nth", "until_nth", "numbered", "range", "previous"})
_LIMIT_FORMS = frozenset({"within", "latest_after", "cal_until", "of", "compound", "until_nth", "cal_before"})
_HARD_NOISE = frozenset({"sport", "weather", "kitchen", "medicine", "offer", "culture"})


@dataclass(slots=True)
class Verdict:
    """A frame's kind and modality, and the clause that told; `matrix`: the clause of the demand, promise or order."""

    kind: str
    modality: str
    clause: Clause
    matrix: Clause | None = None
    lone: bool = False  # an announced measure outside any plan
    reason: str = ""

    @property
    def ruled(self) -> bool:
        """A deadline set by an order or ruling that the article reports, rather than by a standing rule."""
        return self.matrix is not None


@dataclass(slots=True)
class Scene:
    """A candidate in its surroundings."""

    context: Context
    sentence: Sentence
    clause: Clause
    info: ClauseInfo
    window: Window
    plan: int
    near_stage: bool = False  # a stage of the plan stands within two sentences

    def around(self, before: int = 1, after: int = 2) -> set[str]:
        """Cue roles of the neighbouring sentences."""
        out: set[str] = set()
        for other in self.context.neighbours(self.sentence, before, after):
            out |= self.context.roles(other)
        return out

    @property
    def roles(self) -> set[str]:
        return self.context.roles(self.sentence)


def judge(context: Context, window: Window, stages: list[int]) -> Verdict | None:
    """The verdict on a candidate, None for a distractor. `stages`: numbers of the sentences in which stages were found before."""
    sentence = context.sentence_at(window.start)
    if window.form in ("cal_on", "cal_from", "cal_span") and not _crisis_near(context, sentence):
        return None
    context.filled(sentence)
    clause = window_clause(context, sentence, window)
    near = any(abs(n - sentence.number) <= (2 if context.sentences[n].paragraph == sentence.paragraph else 1) for n in stages)
    scene = Scene(context, sentence, clause, context.info(clause), window, near_plan(context, sentence, stages), near)
    if _noise(scene):
        return None
    for decide in (_named_deadline, _truce, _conditional, _governed, _order, _reported, _stage, _lone_measure):
        verdict = decide(scene)
        if verdict is not None:
            return verdict if verdict.kind else None
    return None


def _crisis_near(context: Context, sentence: Sentence) -> bool:
    """Cheap look before anything else: a plain day counts only beside a strike or a truce."""
    low, high = max(0, sentence.number - 1), sentence.number + 1
    for other in context.sentences[low:high]:
        for i in range(other.start, other.end):
            lower = context.doc[i].lower_
            hit = context.lexicon.action(lower)
            if hit and hit[0] == "labour" and (hit[1] >= 2 or lower == "arbeit") or "truce" in context.lexicon.roles(lower):
                return True
    return False


NOTHING = ""


def _no(scene: Scene, reason: str) -> Verdict:
    """A decision to stay silent."""
    return Verdict(NOTHING, "", scene.clause, reason=reason)


def _noise(scene: Scene) -> bool:
    """Measured, forecast, played, cooked, told as history."""
    window, info = scene.window, scene.info
    if window.form == "until_n" and not scene.clause.label:
        return True  # „bis 12 Stunden“ is a window only where it labels a stage
    doc = scene.context.doc
    before = doc[window.start - 1].lower_ if window.start > scene.sentence.start else ""
    after = doc[window.end].lower_ if window.end < len(doc) else ""
    if before in ("seit", "pro", "je", "jede", "alle", "vor", "letzten", "vergangenen", "durchschnittlich") or after in ("pro", "je", "zuvor", "alt"):
        return True
    if info.irrealis or info.modal in ("guess", "wish"):
        return True
    binding = {"demand", "threat", "ultimatum", "pledge", "order"} & scene.roles
    if window.unit_small and scene.plan < 2 and not binding:
        return True
    noise = scene.roles & _HARD_NOISE - ({"offer"} if scene.roles & {"law", "court"} else set())
    if noise and not binding and scene.plan < 2:
        return True
    if "statistics" in scene.roles and not binding:
        return True
    return "history" in scene.roles or _old_year(scene)


def _old_year(scene: Scene) -> bool:
    """A year long past in the sentence."""
    from pipeline.extensions import published_on

    published = published_on(scene.context.doc)
    if published is None:
        return False
    for i in range(scene.sentence.start, scene.sentence.end):
        text = scene.context.doc[i].text
        if len(text) == 4 and text.isdecimal() and 1000 < int(text) < published.year - 2:
            return True
    return False


def _nearby_noun(scene: Scene, roles: frozenset[str], before: int = 4, after: int = 5) -> set[str]:
    """Cue roles of the nouns close to the window, in its own clause."""
    window = scene.window
    tokens = [i for i in scene.clause.tokens if window.start - before <= i < window.end + after]
    return scene.context.token_roles(tokens) & roles


def _named_deadline(scene: Scene) -> Verdict | None:
    """„eine Frist von 24 Stunden“, „ein Ultimatum bis Mittwoch“, „48-Stunden-Frist“, „zwei Monate Zeit“, „Frist um drei Tage verlängert“."""
    form = scene.window.form
    if any("proposal" in scene.context.info(c).roles for c in _chain(scene)[1:]):
        return _no(scene, "only an idea")
    nouns = _nearby_noun(scene, frozenset({"ultimatum", "deadline"}), 6 if form in ("extend", "cal_until") else 5, 7)
    if form == "extend":
        if not ("extend" in scene.info.verb_roles and {"ultimatum", "deadline"} & scene.roles):
            return _no(scene, "extension of something else")
    elif form in ("of", "compound", "adjective"):
        if form == "adjective" and not nouns:
            return None
    elif form == "cal_until" and _time_given(scene):
        return Verdict("deadline", "obliged", scene.clause, scene.clause, reason="time given")
    elif not nouns or form not in ("cal_until", "within", "next"):
        return None
    if form == "of" and _time_given(scene) and not scene.info.past and "ultimatum" not in scene.roles and not _threat_near(scene):
        return Verdict("deadline", "obliged", scene.clause, scene.clause, reason="has time to act")
    set_by = scene.roles & {"set", "extend", "demand", "threat", "order"} or _law(scene, before=1, after=0)
    runs = scene.info.modal == ""
    if form == "of" and not nouns and "Zeit" not in _tail(scene, 1) and "zeit" not in _tail(scene, 2).lower():
        return None
    if "ultimatum" in scene.roles or _threat_near(scene):
        return Verdict("ultimatum", "demanded", scene.clause, scene.clause, reason="ultimatum by name or with threat")
    if form in ("cal_until", "within", "next") and not set_by:
        return None
    if set_by or (runs and nouns and "law" in scene.roles):
        legal = _law(scene, before=1, after=0)
        setter_is_law = bool(legal & {"court", "law"})
        if setter_is_law or form == "of" and not nouns:
            return Verdict("deadline", "obliged", scene.clause, scene.clause, reason="time set by law, court or authority")
        return Verdict("ultimatum", "demanded", scene.clause, scene.clause, reason="deadline set by a party")
    return None


def _time_given(scene: Scene) -> bool:
    """„gab dem Bundestag Zeit bis …“, „hat bis … Zeit“."""
    doc, window = scene.context.doc, scene.window
    near = {doc[i].lower_ for i in scene.clause.tokens if window.start - 2 <= i <= window.end + 2}
    acts = any(c.kind == "inf" for c in scene.sentence.clauses) or any(doc[i].lower_ in ("dafür", "dazu", "hierfür") for i in scene.clause.tokens)
    if not acts and window.form == "of":
        return False
    return "zeit" in near and ("set" in scene.info.verb_roles or any(doc[i].lower_ in cl.HAVE | {"bleibt", "bleiben"} for i in scene.clause.tokens))


def _tail(scene: Scene, count: int) -> str:
    end = scene.window.end
    return scene.context.doc[end - 1 : min(len(scene.context.doc), end + count)].text


def _law(scene: Scene, before: int = 1, after: int = 0) -> set[str]:
    roles = (scene.roles | scene.around(before, after)) & {"court", "law"}
    return roles


def _threat_near(scene: Scene) -> bool:
    """A threatened consequence: in the sentence, or opening one of the next two („Andernfalls …“)."""
    if {"otherwise", "threat"} & scene.roles:
        return True
    doc = scene.context.doc
    for other in scene.context.neighbours(scene.sentence, 0, 2):
        opening = scene.context.token_roles(range(other.start, min(other.end, other.start + 5)))
        if "otherwise" in opening:
            return True
        start = doc[other.start].lower_
        if start in ("sollte", "sollten", "wenn", "falls", "geschehe", "geschieht") and _future(scene.context, other):
            words = {doc[i].lower_ for i in range(other.start, other.end)}
            if words & {"nicht", "kein", "keine", "keinen"}:
                return True
        if start in ("danach", "dann") and _future(scene.context, other):
            return True
    return "threat" in {r for o in scene.context.neighbours(scene.sentence, 0, 1) for r in scene.context.roles(o)}


def _future(context: Context, sentence: Sentence) -> bool:
    return any(context.doc[i].lower_ in cl.FUTURE | {"will", "wollen", "wolle"} for i in range(sentence.start, sentence.end))


def _truce(scene: Scene) -> Verdict | None:
    """„eine zehntägige Waffenruhe vereinbart“, „eine Feuerpause für drei Tage“, „Für 72 Stunden sollen die Waffen schweigen“."""
    form = scene.window.form
    if form not in ("adjective", "of", "for", "long", "next", "cal_span", "cal_on", "cal_until", "cal_from"):
        return None
    near = _nearby_noun(scene, frozenset({"truce", "pledge_noun"}), 4, 4 if form != "adjective" else 3)
    silent = any(scene.context.doc[i].lower_ in ("schweigen", "ruhen") for i in scene.clause.tokens)
    weapons = any(scene.context.doc[i].lower_.startswith("waffen") for i in scene.clause.tokens)
    if not (near & {"truce"}) and not (silent and weapons):
        return _no(scene, "adjective of something else") if form == "adjective" else None
    verbs = scene.info.verb_roles
    talks = {"agree", "pledge", "announce", "offer", "order", "commit", "conclude"} & (verbs | {r for c in attribution(scene.context, scene.sentence, scene.clause) for r in scene.context.info(c).verb_roles})
    if {"expect", "suggest", "demand", "ask", "measure"} & verbs and not talks:
        return _no(scene, "truce that is only asked for or measured")
    if talks or scene.info.modal in ("shall", "future", "will", "must") or (not scene.info.past and form != "adjective" and scene.clause.finite is not None):
        return Verdict("pledge", "pledged", scene.clause, scene.clause, reason="truce for a time")
    return None


def _conditional(scene: Scene) -> Verdict | None:
    """„Wenn X nicht bis Freitag …, werde Y“: an ultimatum. Without a negation the window measures what starts the clock."""
    if scene.clause.kind != "cond":
        return None
    if scene.clause.opener not in cl.IF and scene.clause.opener:
        return _no(scene, "window in a clause of time")
    consequence = [c for c in scene.sentence.clauses if c is not scene.clause and c.kind == "main"]
    threatened = any(scene.context.info(c).modal in ("future", "will", "shall", "can") or {"threat", "announce"} & scene.context.info(c).verb_roles or _would(scene, c) for c in consequence)
    if not scene.info.negated or _only_year(scene):
        return _no(scene, "window measures the trigger")
    if not consequence or scene.plan == 2 and not threatened:
        return _no(scene, "condition without consequence")
    if threatened:
        return Verdict("ultimatum", "demanded", scene.clause, _speaker_clause(scene), reason="unless … by then, threat follows")
    return _no(scene, "condition without threat")


def _would(scene: Scene, clause: Clause) -> bool:
    return clause.finite is not None and scene.context.doc[clause.finite].lower_ in cl.FUTURE


def _speaker_clause(scene: Scene) -> Clause | None:
    """The clause whose subject speaks: the one with a verb of threat or speech, else the consequence."""
    mains = attribution(scene.context, scene.sentence, scene.clause)
    for clause in mains:
        if {"threat", "announce", "demand", "order"} & scene.context.info(clause).verb_roles:
            return clause
    said = [c for c in mains if c.finite is not None and c.tokens and c.tokens[0] == c.finite and not scene.context.info(c).modal]
    return said[-1] if said else (mains[0] if mains else None)


def _chain(scene: Scene) -> list[Clause]:
    """The clause and those that it depends on, inner first."""
    chain, clause = [scene.clause], scene.clause
    for _ in range(4):
        if clause.kind not in ("inf", "sub"):
            break
        upper = governing(scene.context, scene.sentence, clause)
        if upper is None or upper in chain:
            break
        chain.append(upper)
        clause = upper
    return chain


def _governed(scene: Scene) -> Verdict | None:
    """The window stands in the content of a demand, promise, order or announcement (infinitive or dass-clause), or beside its verb."""
    chain = _chain(scene)
    inner = scene.clause.kind in ("inf", "sub")
    if scene.clause.kind == "inf" and scene.clause.opener in ("um", "ohne", "statt", "anstatt"):
        return None
    for clause in chain if inner else [scene.clause]:
        info = scene.context.info(clause)
        verbs = info.verb_roles
        own = clause is scene.clause
        if own and info.modal and not inner:  # under a modal verb, „bitten“, „verlangen“, „zusagen“ are the act itself
            if "expect" in verbs:
                return _no(scene, "expected")
            continue
        if not own and "proposal" in info.roles:
            return _no(scene, "only an idea")
        if {"expect", "suggest", "ask", "measure"} & verbs and not {"demand", "pledge", "order", "agree"} & verbs:
            return _no(scene, "expected or proposed, nobody bound")
        if own and inner:
            continue
        content = inner or _is_content(scene)
        if not content or inner and scene.info.modal in ("can", "could", "guess"):
            continue
        if "demand" in verbs:
            if _threat_near(scene):
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="demand with threat")
            if info.roles & {"law", "court"} or _authority(scene, clause):
                return Verdict("deadline", "obliged", scene.clause, clause, reason="demanded by an authority")
            if _demand_binds(scene, clause):
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="demand with a time limit")
            return _no(scene, "demand that binds nobody")
        if {"order", "oblige"} & verbs and (inner or "oblige" in verbs) and not info.negated:
            if _threat_near(scene):
                return Verdict("ultimatum", "demanded", scene.clause, clause, reason="order with threat")
            return Verdict("deadline", "obliged", scene.clause, clause, reason="ordered")
        if "commit" in verbs and not info.negated:
            reflexive = any(scene.context.doc[i].lower_ in ("sich", "uns", "mich") for i in clause.tokens)
            if reflexive:
                return Verdict("pledge", "pledged", scene.clause, clause, reason="commits itself")
            return Verdict("deadline", "obliged", scene.clause, clause, reason="is obliged")
        if inner and "provide" in verbs and "law" in info.roles and not scene.plan >= 2 and scene.window.form in _LIMIT_FORMS and not scene.info.past:
            return Verdict("deadline", "obliged", scene.clause, clause, reason="provided by law")
        if inner and {"pledge", "agree", "refrain"} & verbs:
            if "provide" in verbs:
                break
            return Verdict("pledge", "pledged", scene.clause, clause, reason="promised or agreed")
        if inner and "set" in verbs and {"ultimatum", "deadline"} & info.roles:
            return Verdict("ultimatum", "demanded", scene.clause, clause, reason="deadline set")
        if not inner and {"pledge"} & verbs and scene.window.form != "cal_on":
            return Verdict("pledge", "pledged", scene.clause, clause, reason="promise beside its verb")
    if scene.clause.kind == "inf":
        for clause in chain[1:]:
            info = scene.context.info(clause)
            if "entitlement" in info.roles and scene.window.form in _LIMIT_FORMS and not info.past:
                return Verdict("deadline", "permitted", scene.clause, clause, reason="entitled above")
            if "duty" in info.roles and scene.window.form in _LIMIT_FORMS and not {"proposal", "expect"} & info.roles:
                return Verdict("deadline", "obliged", scene.clause, clause, reason="duty by name above")
            if "pledge_noun" in info.roles and "measure" not in info.roles:
                return Verdict("pledge", "pledged", scene.clause, clause, reason="promise by name")
            if info.modal in OBLIGED and not info.past:
                return Verdict("deadline", "obliged", scene.clause, clause, reason="obliged above")
    return None


def _is_content(scene: Scene) -> bool:
    """The window beside the verb of demand limits the demanded act, not the speech: no plain „am Montag“."""
    return scene.window.form in _LIMIT_FORMS or scene.window.form in ("next", "for", "long")


def _authority(scene: Scene, clause: Clause) -> bool:
    """The one who demands can order: police, army, ministry, supervisors."""
    return any("authority" in scene.context.lexicon.roles(scene.context.doc[i].lower_) for i in clause.tokens[:6]) and not _window_years(scene)


def _demand_binds(scene: Scene, clause: Clause) -> bool:
    """A demand without threat in sight binds where force or sanctions stand behind it: the act is one of conflict, or the text threatens."""
    if _window_years(scene):
        return False
    return _act_weight(scene) >= 2 or bool({"threat", "ultimatum", "otherwise"} & scene.around(3, 3))


def _window_years(scene: Scene) -> bool:
    window = scene.window
    if window.end_h is not None and window.end_h >= 8760 * 2:
        return True
    if window.deadline is None:
        return False
    from pipeline.extensions import published_on

    published = published_on(scene.context.doc)
    return published is not None and (window.deadline.date() - published).days > 730


def _years(scene: Scene) -> bool:
    """A window of a year or more, or one that only a year bounds: announcements of that reach are policy."""
    window = scene.window
    hours = window.end_h if window.end_h is not None else window.start_h
    return hours is not None and hours >= 8760 or _only_year(scene)


def _only_year(scene: Scene) -> bool:
    last = scene.context.doc[scene.window.end - 1].text
    return scene.window.calendar and len(last) == 4 and last.isdecimal() and scene.window.end - scene.window.start <= 3


def _act_weight(scene: Scene) -> int:
    best = 0
    for clause in [scene.clause, *(_chain(scene)[1:2] if scene.clause.kind != "main" else [])]:
        for i in clause.tokens:
            if i in range(scene.window.start, scene.window.end):
                continue
            hit = scene.context.lexicon.action(scene.context.doc[i].lower_)
            best = max(best, hit[1] if hit else 0)
    return best


def _order(scene: Scene) -> Verdict | None:
    """A duty or right: muss, hat zu, ist zu, darf, kann."""
    info, form = scene.info, scene.window.form
    if info.past and not info.subjunctive or scene.clause.kind == "rel" and scene.plan < 2 and info.modal not in OBLIGED:
        return None
    if {"expect"} & info.roles:
        return _no(scene, "expected")
    if info.modal in OBLIGED:
        if "sentence" in scene.roles or _only_year(scene) or "target" in info.verb_roles or "domain" in info.verb_roles:
            return _no(scene, "sentence of a court, target or process")
        if _is_stage(scene):
            return Verdict("stage", "obliged", scene.clause, reason="duty in a plan")
        if form in _LIMIT_FORMS or form in ("nth", "after", "n_after", "first", "next", "cal_on") and (scene.plan or _law(scene, 2, 1)):
            if _threat_near(scene) and {"otherwise"} & (scene.roles | scene.around(0, 1)) and not _law(scene):
                return Verdict("ultimatum", "demanded", scene.clause, None, reason="must, otherwise")
            if scene.window.calendar and form != "cal_until":
                return None
            return Verdict("deadline", "obliged", scene.clause, reason="duty with a time limit")
        return None
    if info.modal in ("may", "can") and not info.negated:
        if _is_stage(scene):
            return Verdict("stage", "permitted", scene.clause, reason="right in a plan")
        if "strong_right" in info.roles and form in ("within", "latest_after", "cal_until", "until_nth"):
            return Verdict("deadline", "permitted", scene.clause, reason="legal remedy or statement with a time limit")
        right = "right" in info.roles
        legal = _law(scene, 2, 1)
        if form in ("within", "latest_after", "cal_until", "after", "n_after", "from_nth", "until_nth") and right and (legal or info.modal == "may" or form == "within"):
            return Verdict("deadline", "permitted", scene.clause, reason="right with a time limit")
        if info.modal == "may" and form in ("after", "within", "latest_after", "from_nth") and legal:
            return Verdict("deadline", "permitted", scene.clause, reason="permission by rule")
    if info.modal == "shall" and form in ("within", "latest_after") and not info.past and not _is_stage(scene):
        if _window_years(scene) or "target" in info.roles or _subject_is_thing(scene):
            return _no(scene, "target")
        if scene.roles & {"law", "court", "order"} or _short(scene) and not info.passive and _has_party(scene):
            return Verdict("deadline", "obliged", scene.clause, reason="shall, by order")
    if form in _LIMIT_FORMS and not info.past and "due" in info.roles and not _years(scene):
        return Verdict("deadline", "obliged", scene.clause, reason="due by then")
    if form in ("within", "latest_after") and info.modal in ("", "could") and "deadline" in info.roles and {"law", "court"} & scene.roles:
        return Verdict("deadline", "obliged", scene.clause, reason="deadline by rule")
    return None


def _subject_is_thing(scene: Scene) -> bool:
    """„soll binnen zwei Jahren fertig sein“: a state is expected, nobody is told to act."""
    words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    return bool(words & {"sein", "fertig", "verfügbar", "erscheinen", "entstehen"}) or "happen" in scene.info.verb_roles


def _short(scene: Scene) -> bool:
    """Within two months."""
    return scene.window.end_h is not None and scene.window.end_h <= 1440


def _has_party(scene: Scene) -> bool:
    """Beside the finite verb stands a person or an institution."""
    doc, finite = scene.context.doc, scene.clause.finite
    if finite is None:
        return False
    near = [i for i in scene.clause.tokens if finite - 4 <= i <= finite + 3]
    return any(doc[i].ent_type_ in ("PER", "ORG") or "party" in scene.context.lexicon.roles(doc[i].lower_) for i in near)


def _is_stage(scene: Scene) -> bool:
    """In reach of a plan, and told as one of its steps. Duties and rights need more evidence: they may stand beside the plan."""
    if not scene.plan:
        return False
    own = scene.context.token_roles(scene.clause.tokens)
    points = scene.plan + scene.near_stage
    points += 2 * (scene.window.form in _STAGE_FORMS and (scene.window.form != "previous" or scene.near_stage)) + 2 * (scene.sentence.bullet or bool(scene.clause.label))
    points += 2 * _provided(scene)
    points += "sequence" in own or "stage_noun" in scene.roles
    points += scene.context.doc[scene.window.start].lower_ in ("erst", "frühestens", "zunächst") or scene.window.form == "after"
    binding = scene.info.modal in OBLIGED | {"may", "can"}
    if scene.window.form in ("cal_on", "cal_from", "cal_span", "cal_until"):
        return points >= 4 and not binding
    return points >= (3 if binding else 2)


def _provided(scene: Scene) -> bool:
    """„Das Drehbuch sieht vor, dass …“."""
    if scene.clause.kind not in ("sub", "inf"):
        return False
    upper = governing(scene.context, scene.sentence, scene.clause)
    return upper is not None and "provide" in scene.context.info(upper).verb_roles


def _reported(scene: Scene) -> Verdict | None:
    """Promises in reported speech: „werde man niemanden zurückschicken, teilte … mit“; refraining from harm binds."""
    info = scene.info
    if info.past or info.modal not in ("future", "will") and not (info.passive and not info.past):
        return None
    others = attribution(scene.context, scene.sentence, scene.clause)
    roles = {r for c in others for r in scene.context.info(c).verb_roles}
    if "pledge" in roles:
        return Verdict("pledge", "pledged", scene.clause, _speaker_clause(scene), reason="promised in reported speech")
    if info.negated and info.modal == "future" and scene.window.form not in ("after", "cal_on") and (others or info.subjunctive or _says(scene)) and not {"expect"} & (roles | info.roles):
        return Verdict("pledge", "pledged", scene.clause, _speaker_clause(scene), reason="will refrain")
    return None


def _says(scene: Scene) -> bool:
    doc = scene.context.doc
    return scene.clause.finite is not None and doc[scene.clause.finite].lower_ in ("werde", "würde", "würden")


def _stage(scene: Scene) -> Verdict | None:
    """A step of a plan: shall, will, future, present, or what the plan provides."""
    info = scene.info
    if not scene.plan or scene.clause.kind == "rel" and not scene.near_stage or info.past or scene.plan < 2 and _years(scene):
        return None
    if {"expect", "measure", "target"} & info.verb_roles or "expect" in info.roles or "able" in info.roles:
        return _no(scene, "forecast or measure")
    thinkable = any(scene.context.doc[i].lower_ in ("denkbar", "möglich", "vorstellbar") for i in scene.clause.tokens)
    modality = "hypothetical" if info.modal == "could" or thinkable else "permitted" if info.modal in ("may", "can") else "planned"
    if info.modal == "could" and scene.window.form not in _STAGE_FORMS | {"after", "n_after"}:
        return _no(scene, "capability")
    bound = info.modal in ("shall", "will", "future") or info.subjunctive and scene.near_stage
    if scene.window.calendar and not (bound and (_act_weight(scene) >= 2 or _is_stage(scene))):
        return None
    if scene.window.form in ("cal_on", "cal_from", "cal_before") and "labour" not in _types(scene) or "sentence" in info.roles:
        return None
    if scene.window.form == "cal_until" and not (scene.plan == 2 or scene.near_stage):
        return None
    if _is_stage(scene) or info.modal in ("shall", "will", "future") and _act_weight(scene) >= 1 and not scene.window.calendar:
        if scene.clause.finite is None and not scene.clause.label and scene.clause.kind != "inf":
            return None
        return Verdict("stage", modality, scene.clause, reason="step of a plan")
    return None


def _lone_measure(scene: Scene) -> Verdict | None:
    """An announced measure of conflict or crisis, outside any plan."""
    info, form = scene.info, scene.window.form
    if info.past or scene.clause.kind in ("rel", "cond") or {"expect", "target", "measure"} & info.roles or "statistics" in scene.roles:
        return None
    types = _types(scene) | (_announced_strike(scene) if form.startswith("cal_") else set())
    if form in ("cal_on", "cal_from", "cal_span", "cal_before") and "labour" not in types or "sentence" in info.roles or _years(scene):
        return None
    weight = 2 if types else 0
    chain = _chain(scene)
    announced = {r for c in chain for r in scene.context.info(c).verb_roles} & {"announce", "threat"}
    if scene.clause.kind == "inf" and announced and weight >= 2:
        return Verdict("stage", "threatened" if "threat" in announced else "planned", scene.clause, chain[-1], lone=True, reason="announced measure")
    if "impose" in info.verb_roles and _act_weight(scene) >= 1 and not form.startswith("cal_") and form != "after":
        weight, types = 2, types | {"security"}
    present = not info.modal and scene.clause.kind == "main" and form in ("for", "next", "cal_span", "cal_on") and scene.clause.finite is not None and (_has_party(scene) or "strike" in info.verb_roles)
    if present and weight >= 2 and types & {"security", "military", "economic", "labour"} and not info.negated and not info.verb_roles & {"expire", "happen"}:
        return Verdict("stage", "planned", scene.clause, scene.clause, lone=True, reason="measure in force from now")
    if info.modal in ("will", "shall", "future") and weight >= 2 and not _window_years(scene) and not info.negated:
        return Verdict("stage", "planned", scene.clause, _speaker_clause(scene) or scene.clause, lone=True, reason="announced measure")
    return None


def _announced_strike(scene: Scene) -> set[str]:
    """The sentence before announces a strike whose times this one tells."""
    for other in scene.context.neighbours(scene.sentence, 1, 0):
        hits = [hit for i in range(other.start, other.end) if (hit := scene.context.lexicon.action(scene.context.doc[i].lower_))]
        if any(hit[0] == "labour" and hit[1] >= 2 for hit in hits):
            return {"labour"}
    return set()


def _types(scene: Scene) -> set[str]:
    hits = (scene.context.lexicon.action(scene.context.doc[i].lower_) for i in scene.clause.tokens if scene.context.doc[i].tag_ != "ADJA")
    types = {hit[0] for hit in hits if hit and hit[1] >= 2}
    if "strike" in scene.info.verb_roles:
        words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
        if words & {"arbeit", "dienst"} or not words & {"amt", "mandat", "ämter", "posten", "kranz", "waffen", "blumen"} and "nieder" not in words:
            types.add("labour")
    return types
