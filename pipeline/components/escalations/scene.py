"""A candidate window in its surroundings, and the questions that the gate asks about them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import ClauseInfo, Context, attribution, governing
from pipeline.components.escalations.windows import Window
from pipeline.extensions import published_on

OBLIGED = frozenset({"must", "have_to", "be_to"})
LIMIT_FORMS = frozenset({"within", "latest_after", "cal_until", "of", "compound", "until_nth"})
STAGE_FORMS = frozenset({"until_n", "from_n", "first", "nth", "from_nth", "until_nth", "numbered", "range", "previous", "then"})
RANK_FORMS = frozenset({"first", "nth", "from_nth", "until_nth", "numbered", "then"})  # nobody but a plan counts its days
STEP_FORMS = STAGE_FORMS | {"within", "after", "n_after", "latest_after"}  # what a step of a plan that nobody names is told with
NOTHING = ""
IN_RETURN = "promised in return"  # the clause itself names who promises
REFRAINS = "refrains from harm for a time"
BY_PROMISE = "by somebody's promise"
EITHER_OR = "either … by then, or"
WITHOUT = "without … by then, a threat follows"


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
    step: bool = False  # one of several steps that form a ladder by structure
    near_duty: bool = False  # a duty with a time limit stands within two sentences of the paragraph

    def around(self, before: int = 1, after: int = 2) -> set[str]:
        """Cue roles of the neighbouring sentences."""
        out: set[str] = set()
        for other in self.context.neighbours(self.sentence, before, after):
            out |= self.context.roles(other)
        return out

    @property
    def roles(self) -> set[str]:
        return self.context.roles(self.sentence)


def silent(scene: Scene, reason: str) -> Verdict:
    """A decision to stay silent."""
    return Verdict(NOTHING, "", scene.clause, reason=reason)


def nearby_noun(scene: Scene, roles: frozenset[str], before: int = 4, after: int = 5) -> set[str]:
    """Cue roles of the nouns close to the window, in its own clause."""
    window = scene.window
    tokens = [i for i in scene.clause.tokens if window.start - before <= i < window.end + after]
    return scene.context.token_roles(tokens) & roles


def law_near(scene: Scene, before: int = 1, after: int = 0) -> set[str]:
    return (scene.roles | scene.around(before, after)) & {"court", "law"}


def threat_near(scene: Scene) -> bool:
    """A threatened consequence: in the sentence, or opening one of the next two („Andernfalls …“)."""
    if (
        then_follows(scene)
        or _before_follows(scene)
        or _rules_out_nothing(scene)
        or {"otherwise", "threat"} & scene.roles
        or _unless_follows(scene, scene.sentence, scene.clause)
    ):
        return True
    doc = scene.context.doc
    for other in scene.context.neighbours(scene.sentence, 0, 2):
        opening = scene.context.token_roles(range(other.start, min(other.end, other.start + 5)))
        if "otherwise" in opening:
            return True
        start = next((doc[i].lower_ for i in range(other.start, other.end) if not doc[i].is_punct), "")
        if start in ("sollte", "sollten", "wenn", "falls", "geschehe", "geschieht") and speaks_of_future(scene.context, other):
            words = {doc[i].lower_ for i in range(other.start, other.end)}
            if words & {"nicht", "kein", "keine", "keinen"}:
                return True
        if other.number == scene.sentence.number + 1 and _unless_follows(scene, other, None):
            return True
        if start in ("danach", "dann") and (speaks_of_future(scene.context, other) or _acts_at_once(scene.context, other)):
            return True
    return "threat" in {r for o in scene.context.neighbours(scene.sentence, 0, 1) for r in scene.context.roles(o)}


def then_follows(scene: Scene) -> bool:
    """„…, dann wollten sie den Hafen blockieren“ behind the window's clause."""
    for clause in scene.sentence.clauses:
        if clause.start > scene.window.end and clause.kind == "main" and clause.opener in ("dann", "danach"):
            info = scene.context.info(clause)
            acts = (scene.context.lexicon.action(scene.context.doc[i].lower_) for i in clause.tokens)
            told = (
                info.modal in ("future", "will", "shall") or info.subjunctive or scene.context.doc[clause.finite or 0].lower_ in vb.FUTURE
            )
            return not info.past and (told or any(hit and hit[1] >= 2 for hit in acts) or _acts(scene, clause))
    return False


def _acts(scene: Scene, clause: Clause) -> bool:
    """A party does something that is told as a measure: „dann blockieren sie die Grenze“."""
    return "impose" in scene.context.info(clause).verb_roles


def _before_follows(scene: Scene) -> bool:
    """„…, bevor Sanktionen greifen“, „…, ehe sie die Schiffe pfänden“ behind time that is given."""
    for clause in scene.sentence.clauses:
        if clause.start > scene.window.start and clause.kind == "cond" and clause.opener in ("bevor", "ehe"):
            acts = (scene.context.lexicon.action(scene.context.doc[i].lower_) for i in clause.tokens)
            return not scene.context.info(clause).past and any(hit and hit[1] >= 1 for hit in acts)
    return False


def _rules_out_nothing(scene: Scene) -> bool:
    """„… und schloss militärische Gewalt nicht aus“: a threat by understatement."""
    doc = scene.context.doc
    for clause in scene.sentence.clauses:
        words = {doc[i].lower_ for i in clause.tokens}
        excludes = (
            "aus" in words
            and words & {"schloss", "schließt", "schließe", "schlossen"}
            or "ausschließen" in words
            or "ausgeschlossen" in words
        )
        if clause is not scene.clause and excludes and "nicht" in words:
            return True
    return False


def _unless_follows(scene: Scene, sentence: Sentence, behind: Clause | None) -> bool:
    """„Bleibe das Angebot aus, sei … nicht zu garantieren“: the case that the demanded act fails, and what then follows."""
    clauses = scene.context.filled(sentence).clauses
    at = clauses.index(behind) + 1 if behind in clauses else 0
    for clause, consequence in zip(clauses[at:], clauses[at + 1 :], strict=False):
        if behind is None and clause is not clauses[0] or clause is scene.clause:
            break
        info, then = scene.context.info(clause), scene.context.info(consequence)
        fails = clause.kind == "cond" and clause.opener in ("", "wenn", "falls", "sofern") and (info.negated or "fail" in info.roles)
        if not fails or consequence.kind != "main" or then.past:
            continue
        by_then = any(scene.context.doc[i].lower_ in ("dahin", "dann", "daraus", "das", "dies") for i in clause.tokens)
        short = (
            behind is None and sentence.end - sentence.start <= 14 and not then.modal and not law_near(scene)
        )  # „Kommt nichts, kommt keiner mehr.“
        if by_then or short or then.modal in ("future", "will") or then.subjunctive:
            return True
    return False


def _acts_at_once(context: Context, sentence: Sentence) -> bool:
    """„Danach stürmen wir.“: an act of conflict in the present tense."""
    clauses = context.filled(sentence).clauses
    if not clauses or context.info(clauses[0]).past:
        return False
    return any((hit := context.lexicon.action(context.doc[i].lower_)) and hit[1] >= 2 for i in clauses[0].tokens)


def speaks_of_future(context: Context, sentence: Sentence) -> bool:
    return any(context.doc[i].lower_ in vb.FUTURE | {"will", "wollen", "wolle"} for i in range(sentence.start, sentence.end))


def speaker_clause(scene: Scene) -> Clause | None:
    """The clause whose subject speaks: the one with a verb of threat or speech, else the consequence."""
    mains = attribution(scene.context, scene.sentence, scene.clause)
    for clause in mains:
        if {"threat", "announce", "demand", "order"} & scene.context.info(clause).verb_roles:
            return clause
    said = [c for c in mains if c.finite is not None and c.tokens and c.tokens[0] == c.finite and not scene.context.info(c).modal]
    return said[-1] if said else (mains[0] if mains else None)


def chain_of(scene: Scene) -> list[Clause]:
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


def window_years(scene: Scene) -> bool:
    window = scene.window
    if window.end_h is not None and window.end_h >= 8760 * 2:
        return True
    if window.deadline is None:
        return False
    published = published_on(scene.context.doc)
    return published is not None and (window.deadline.date() - published).days > 730


def spans_years(scene: Scene) -> bool:
    """A window of a year or more, or one that only a year bounds: announcements of that reach are policy."""
    window = scene.window
    hours = window.end_h if window.end_h is not None else window.start_h
    return hours is not None and hours >= 8760 or only_year(scene)


def only_year(scene: Scene) -> bool:
    last = scene.context.doc[scene.window.end - 1].text
    return scene.window.calendar and len(last) == 4 and last.isdecimal() and scene.window.end - scene.window.start <= 3


def act_weight(scene: Scene) -> int:
    best = 0
    for clause in [scene.clause, *(chain_of(scene)[1:2] if scene.clause.kind != "main" else [])]:
        for i in clause.tokens:
            if i in range(scene.window.start, scene.window.end):
                continue
            hit = scene.context.lexicon.action(scene.context.doc[i].lower_)
            best = max(best, hit[1] if hit else 0)
    return best


def within_two_months(scene: Scene) -> bool:
    """Within two months."""
    return scene.window.end_h is not None and scene.window.end_h <= 1440


def clause_has_party(scene: Scene, clause: Clause) -> bool:
    """`has_party` of another clause of the sentence."""
    return has_party(Scene(scene.context, scene.sentence, clause, scene.context.info(clause), scene.window, 0))


def has_party(scene: Scene) -> bool:
    """Beside the finite verb stands a person or an institution."""
    doc, finite = scene.context.doc, scene.clause.finite
    if finite is None:
        return False
    plain = [i for i in scene.clause.tokens if not scene.window.start <= i < scene.window.end]
    before, behind = [i for i in plain if i < finite], [i for i in plain if i > finite]
    near = [*before[-4:], *behind[:3]]
    if any(doc[i].ent_type_ == "LOC" and doc[i].tag_ == "NE" for i in (finite - 1, *behind[:1]) if i in near):
        return True  # „Ungarn schließt …“
    return any(doc[i].ent_type_ in ("PER", "ORG") or "party" in scene.context.lexicon.roles(doc[i].lower_) for i in near)


def act_types(scene: Scene) -> set[str]:
    hits = (scene.context.lexicon.action(scene.context.doc[i].lower_) for i in scene.clause.tokens if scene.context.doc[i].tag_ != "ADJA")
    types = {hit[0] for hit in hits if hit and hit[1] >= 2}
    own = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
    if "arbeit" in own and own & {"ruhen", "ruht", "ruhe", "lassen", "einstellen", "verweigern"}:
        types.add("labour")
    if "strike" in scene.info.verb_roles:
        words = {scene.context.doc[i].lower_ for i in scene.clause.tokens}
        if (
            words & {"arbeit", "dienst"}
            or not words & {"amt", "mandat", "ämter", "posten", "kranz", "waffen", "blumen"}
            and "nieder" not in words
        ):
            types.add("labour")
    return types
