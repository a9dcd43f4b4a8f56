"""Frame or distractor, and of which kind: one decision for each candidate window, most telling evidence first.

What makes a frame is that somebody is bound: by a threat (ultimatum), a rule (deadline), a word given (pledge) or a plan (stage). A window
with none of these around stays silent; so does one that measures what has happened, what is forecast, or what may start the clock.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.bonds import conditional, either_or, governed, without
from pipeline.components.escalations.clauses import Sentence
from pipeline.components.escalations.context import Context, near_plan, window_clause
from pipeline.components.escalations.duties import duty
from pipeline.components.escalations.promises import by_promise, in_return, reported, suspends
from pipeline.components.escalations.scene import OBLIGED, REFRAINS, Scene, Verdict, chain_of
from pipeline.components.escalations.stages import labour_conflict, lone_measure, stage
from pipeline.components.escalations.terms import named_deadline, truce
from pipeline.components.escalations.windows import Window
from pipeline.extensions import published_on
from pipeline.timex.numbers import parse_ordinal

_HARD_NOISE = frozenset({"sport", "weather", "kitchen", "medicine", "offer", "culture"})


@dataclass(slots=True)
class Found:
    """What is known of the Doc so far, as numbers of sentences: `stages` of plans, lone `measures`, `duties` by rule; `steps`: first tokens
    of windows that form a ladder by structure."""

    stages: list[int] = field(default_factory=list)
    measures: list[int] = field(default_factory=list)
    duties: list[int] = field(default_factory=list)
    steps: set[int] = field(default_factory=set)
    days_only: bool = False  # all windows are plain days
    by_clause: dict[int, Verdict] = field(default_factory=dict)  # verdicts by the identity of their clause

    def near(self, sentence: Sentence) -> bool:
        """Whether a step or measure stands in the sentence or one of the two before."""
        return any(0 <= sentence.number - n <= 2 for n in (*self.stages, *self.measures))

    def note(self, verdict: Verdict, sentence: Sentence) -> None:
        """Remember where a verdict stands."""
        self.by_clause[id(verdict.clause)] = verdict
        if verdict.kind == "stage":
            (self.measures if verdict.lone else self.stages).append(sentence.number)
        elif verdict.kind == "deadline":
            self.duties.append(sentence.number)


def judge(context: Context, window: Window, found: Found) -> Verdict | None:
    """The verdict on a candidate, None for a distractor."""
    sentence = context.sentence_at(window.start)
    if window.form in DAY_FORMS and not (_crisis_near(context, sentence, window.form, found) and _conflict_told(context, sentence, found)):
        return None
    context.filled(sentence)
    clause = window_clause(context, sentence, window)
    near = any(abs(n - sentence.number) <= (2 if context.sentences[n].paragraph == sentence.paragraph else 1) for n in found.stages)
    near = near or window.form == "cal_from" and any(0 <= sentence.number - n <= 1 for n in found.measures)
    near = near or window.form == "previous" and any(0 <= sentence.number - n <= 1 for n in found.measures)
    plan = near_plan(context, sentence, found.stages)
    if window.form == "previous" and near:
        plan = max(plan, 1)
    if window.start in found.steps:
        plan, near = 2, True
    bound = any(0 <= sentence.number - n <= 2 and context.sentences[n].paragraph == sentence.paragraph for n in found.duties)
    scene = Scene(context, sentence, clause, context.info(clause), window, plan, near, window.start in found.steps, bound)
    ranked = window.start in found.steps and window.form not in ("within", "latest_after")
    step = stage(scene) if ranked and scene.info.modal not in OBLIGED | {"may", "can"} else None
    if step is not None and step.kind:
        return step
    if _noise(scene):
        return None
    for decide in (
        named_deadline,
        truce,
        without,
        conditional,
        either_or,
        governed,
        in_return,
        by_promise,
        suspends,
        duty,
        reported,
        stage,
        lone_measure,
    ):
        verdict = decide(scene)
        if verdict is not None:
            if verdict.lone and verdict.kind == "stage" and _is_benefit(scene):
                return Verdict("pledge", "pledged", verdict.clause, verdict.matrix or verdict.clause, reason=REFRAINS)
            if verdict.kind == "stage" and any("threat" in context.info(c).verb_roles for c in chain_of(scene)[1:]):
                verdict.modality = "threatened"
            return verdict if verdict.kind else None
    sharing = clause.first or clause.gap
    first = found.by_clause.get(id(sharing)) if sharing is not None else None
    if first is not None and first.kind != "ultimatum":  # „… binnen 24 Stunden prüfen und binnen sieben Tagen löschen“
        return Verdict(first.kind, first.modality, clause, first.matrix, first.lone, reason="shares the verb of the clause before")
    return None


DAY_FORMS = frozenset({"cal_on", "cal_from", "cal_span"})
_CONFLICT = frozenset({"labour", "truce", "deadline", "impose", "force"})
_STRIKE = frozenset({"union", "strike", "rests"})


def _conflict_told(context: Context, sentence: Sentence, found: Found) -> bool:
    """Where all windows are plain days, the text must speak of something of a conflict, be it far from them."""
    if not found.days_only or context.flags(sentence) & _CONFLICT:
        return True
    flags = context.flags_of_text()
    return bool(flags & _CONFLICT) or flags >= _STRIKE


def _crisis_near(context: Context, sentence: Sentence, form: str, found: Found) -> bool:
    """Cheap look at a sentence: a plain day counts only beside a strike or a truce, or where a deadline runs out."""
    own = context.flags(sentence)
    if (
        form == "cal_from"
        and ("impose" in own or "force" in own and own & {"if", "then"})
        or form == "cal_span"
        and "force" in own
        or "deadline" in own
        or form in ("cal_on", "cal_from")
        and _due_or_imposed(context, sentence, form, found, own)
    ):
        return True
    if form == "cal_from" and found.near(sentence) and labour_conflict(context, sentence):
        return True
    beside = context.flags(context.sentences[sentence.number - 1]) if sentence.number else frozenset()
    return bool({"labour", "truce"} & (own | beside)) or "rests" in own and labour_conflict(context, sentence)


def _due_or_imposed(context: Context, sentence: Sentence, form: str, found: Found, own: Set[str]) -> bool:
    """„Der Bericht ist am 30. April fällig“; a day from which force is used, behind a step or where somebody announces it."""
    words = context.words(sentence)
    if "fällig" in words:
        return True
    return form == "cal_from" and ("impose" in own or "force" in own and (found.near(sentence) or bool(words & _TOLD)))


_TOLD = frozenset(
    [
        "will",
        "wollen",
        "wird",
        "werden",
        "werde",
        "würden",
        "an",
        "kündigte",
        "kündigt",
        "angekündigt",
        "droht",
        "drohte",
        "drohen",
        "drohten",
    ]
    + ["schließt", "sperrt", "verhängt", "erhebt", "entsendet", "stoppt"]
)


_BINDING = frozenset({"demand", "threat", "ultimatum", "pledge", "order", "oblige", "obliged_adj", "commit", "duty", "strong_right"})


def _noise(scene: Scene) -> bool:
    """Measured, forecast, played, cooked, told as history."""
    window, info = scene.window, scene.info
    if window.form in ("until_n", "from_n") and not scene.clause.label:
        return True  # „bis 12 Stunden“ is a window only where it labels a stage
    doc = scene.context.doc
    before = doc[window.start - 1].lower_ if window.start > scene.sentence.start else ""
    after = doc[window.end].lower_ if window.end < len(doc) else ""
    if before in ("jeweils", "täglich", "wöchentlich", "monatlich", "jährlich") and not _BINDING & scene.roles and scene.plan < 2:
        return True
    if before in ("seit", "pro", "je", "jede", "alle", "vor", "letzten", "vergangenen", "durchschnittlich") or after in (
        "pro",
        "je",
        "zuvor",
        "alt",
    ):
        return True
    if (
        window.form == "nth"
        and after == "des"
        and any(doc[i].lower_ in ("jahres", "monats") for i in range(window.end, min(window.end + 4, len(doc))))
    ):
        return True  # „am zweiten Tag des neuen Jahres“ is a date
    if _ranks(scene) or _recurs(scene) and scene.plan < 2:
        return True
    if info.irrealis or info.modal in ("guess", "wish"):
        return True
    binding = _BINDING & scene.roles
    if window.unit_small and scene.plan < 2 and not binding:
        return True
    noise = scene.roles & _HARD_NOISE - ({"offer"} if scene.roles & {"law", "court"} else set())
    if noise and not binding and scene.plan < 2:
        return True
    if ("statistics" in scene.roles or _counts(scene)) and not binding:
        return True
    return "history" in scene.roles or _old_year(scene)


def _ranks(scene: Scene) -> bool:
    """„Es ist der fünfte Umsturz in 23 Jahren“: a rank within a time."""
    doc, finite, at = scene.context.doc, scene.clause.finite, scene.window.start
    if scene.window.form != "within":
        return False
    if at >= 2 and doc[at - 1].tag_ == "NN" and parse_ordinal(doc[at - 2].text) is not None:
        return True  # „ihren dritten Einbruch innerhalb von zwei Jahren“
    if finite is None or doc[finite].lower_ not in vb.BE | vb.WAS or scene.info.modal:
        return False
    ranked = (
        parse_ordinal(doc[i].text)
        for i in scene.clause.tokens
        if doc[i].tag_ in ("ADJA", "NN") and i not in range(scene.window.start, scene.window.end)
    )
    return any(rank is not None for rank in ranked)


def _is_benefit(scene: Scene) -> bool:
    """„will die Geiseln binnen 48 Stunden freilassen“: what is announced for somebody's good is promised."""
    info = scene.info
    threatened = any({"threat"} & scene.context.info(c).verb_roles for c in chain_of(scene))
    said = info.modal in ("will", "future") or scene.clause.kind == "inf"
    return (
        "benefit" in info.roles
        and said
        and not info.negated
        and not threatened
        and not any(c.kind == "cond" for c in scene.sentence.clauses)
    )


def _recurs(scene: Scene) -> bool:
    """„Jeden ersten Montag im Monat treffen sich … für zwei Stunden“."""
    doc = scene.context.doc
    every = (
        i for i in scene.clause.tokens if doc[i].lower_ in ("jeden", "jede", "jedes", "jährlich", "alljährlich", "wöchentlich", "monatlich")
    )
    named = {
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "tag",
        "woche",
        "monat",
        "jahr",
        "abend",
        "morgen",
    }
    return any(
        doc[i].lower_.endswith("lich") or named & {doc[k].lower_ for k in range(i + 1, min(i + 4, len(doc)))} for i in every
    ) and not scene.roles & (_BINDING | {"law", "court"})


_QUANTITIES = frozenset(
    ["tonnen", "liter", "prozent", "prozentpunkte", "hektar", "kilometer", "meter", "kilogramm", "kilo", "megawatt", "barrel", "stück"]
)


def _counts(scene: Scene) -> bool:
    """„fangen binnen eines Jahres 80.000 Tonnen“: the present tense tells an amount for a time, and no modal verb binds."""
    doc, info = scene.context.doc, scene.info
    if info.modal or scene.clause.kind == "inf" or scene.window.form not in ("within", "for", "first", "long"):
        return False
    return any(doc[i].lower_ in _QUANTITIES and doc[i - 1].like_num for i in scene.clause.tokens if i)


def _old_year(scene: Scene) -> bool:
    """A year long past in the sentence."""
    published = published_on(scene.context.doc)
    if published is None:
        return False
    told = scene.info.past and scene.window.form in ("of", "compound", "adjective", "extend", "given")
    latest = published.year if told else published.year - 2
    if scene.info.modal and not scene.info.past:
        return False  # „Die Jahrgänge 1965 bis 1970 müssen …“
    for i in range(scene.sentence.start, scene.sentence.end):
        text = scene.context.doc[i].text
        if len(text) == 4 and text.isdecimal() and 1000 < int(text) < latest:
            return True
    return False
