"""`lagebild_escalations`: puts windows, gate, parties, acts, triggers and ladders together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.base import RuleComponent
from pipeline.components.escalations.actions import action_span, action_type, nominal_action
from pipeline.components.escalations.context import Context
from pipeline.components.escalations.gate import DAY_FORMS, Found, judge
from pipeline.components.escalations.ladders import Placed, drop_repeats, number_ladders
from pipeline.components.escalations.lexicon import build_lexicon
from pipeline.components.escalations.parties import PartyFinder
from pipeline.components.escalations.phrases import Phrase
from pipeline.components.escalations.scene import Verdict
from pipeline.components.escalations.sentences import split_sentences, token_texts
from pipeline.components.escalations.sequels import act_beside, begin_beside
from pipeline.components.escalations.stages import labour_conflict
from pipeline.components.escalations.structure import structural_steps
from pipeline.components.escalations.triggers import (
    clause_text,
    condition_clause,
    earlier_speech,
    matter,
    nominal_condition,
    own_trigger,
    plan_trigger,
    whoever,
)
from pipeline.components.escalations.windows import Window, find_windows
from pipeline.extensions import excluded, published_on, rows, set_rows
from pipeline.prefilter import PrefilteredEngine
from pipeline.records import EscalationFrame, Quote

FORMS = frozenset(  # what `set.form` of a pattern may say (see the head of models/rules/escalations.toml)
    {"within", "after", "first", "next", "latest_after", "previous", "n_after", "for", "long", "range", "nth", "from_nth", "until_nth"}
    | {"numbered", "of", "compound", "adjective", "extend", "until_n", "given", "then", "lasting", "from_n"}
)
_FROM_SPEECH = frozenset({"pledge", "ultimatum", "deadline"})


class EscalationsComponent(RuleComponent):
    """Finds escalation frames. Reads the rows `dates`, `actor_mentions` and `quotes` where earlier components left them."""

    pack = "escalations"
    labels_understood = frozenset({"WINDOW"})
    settings_understood = {"form": FORMS}

    def __init__(self, nlp: Language, name: str, rules: Sequence[str] = ()) -> None:
        super().__init__(nlp, name, rules)
        self.matcher = PrefilteredEngine(nlp, self.base.rules(self.pack), self.base.lists)
        self.lexicon = build_lexicon(self.base)

    def annotate(self, doc: Doc) -> None:
        """Write the rows `escalations`, in text order."""
        barred = excluded(doc)
        windows = [w for w in find_windows(doc, self.matcher.matches(doc), self.lexicon) if not _inside(doc[w.start].idx, barred)]
        placed = self._frames(doc, windows) if windows else []
        for number, item in enumerate(placed):
            item.frame.frame_no = number
        set_rows(doc, "escalations", [p.frame for p in placed])

    def _frames(self, doc: Doc, windows: list[Window]) -> list[Placed]:
        texts = token_texts(doc)
        context = Context(doc, self.lexicon, split_sentences(doc, texts), [(w.start, w.end) for w in windows], texts)
        accepted = [(_dated(context, w, v, windows), v) for w, v in _one_each(_judge_all(context, windows))]
        if not accepted:
            return []
        finder = PartyFinder(context)
        quotes = rows(doc, "quotes")
        placed = [self._frame(context, finder, window, verdict, quotes, windows) for window, verdict in accepted]
        _share_trigger(context, placed)
        _carry_trigger(context, placed)
        _carry_bearers(context, placed)
        placed = drop_repeats(placed)
        _inherit_responders(placed, finder)
        number_ladders(placed)
        return placed

    def _frame(
        self, context: Context, finder: PartyFinder, window: Window, verdict: Verdict, quotes: list[Quote], windows: list[Window]
    ) -> Placed:
        doc = context.doc
        sentence = context.sentence_at(window.start)
        parties = finder.parties(sentence, window, verdict)
        clause = verdict.clause
        span = action_span(context, clause, window, parties.subject)
        if clause is verdict.matrix and (verdict.kind == "ultimatum" or verdict.kind == "deadline" and not context.info(clause).modal):
            span = nominal_action(context, sentence, clause, window, parties.subject)
        span = act_beside(context, finder, sentence, window, verdict, parties) or span
        begin = begin_beside(context, sentence, window, verdict, windows)
        if begin is not None and window.end_h is not None:
            window.calendar, window.begin, window.deadline = True, begin, begin + dt.timedelta(hours=window.end_h)
        extra = (clause.start, clause.end)
        text = doc.text
        start, end = doc[window.start].idx, doc[window.end - 1].idx + len(doc[window.end - 1])
        frame = EscalationFrame(
            frame_no=0, kind=verdict.kind, window_text=text[start:end], window_start_char=start, window_end_char=end,
            start_char=doc[sentence.start].idx, end_char=doc[sentence.end - 1].idx + len(doc[sentence.end - 1]), rule_id=window.rule_id,
            modality=verdict.modality, responders=[n for n, _ in parties.responders], addressees=[n for n, _ in parties.addressees],
            responder_ids=_ids(finder, parties.responders), deadline=window.deadline,
            action_text=doc[span[0] : span[1]].text if span else None,
            action_type=_type_of_act(context, verdict, span, window, extra, parties.subject),
        )  # fmt: skip
        _set_hours(frame, window, verdict)
        frame.trigger_text = own_trigger(context, sentence, clause, window)
        _roll_forward(context, frame, window, verdict)
        condition = condition_clause(sentence, clause)
        if verdict.kind != "ultimatum":
            if condition is not None and condition.tokens:
                frame.condition_text = clause_text(doc, condition, drop_opener=False)
            elif verdict.kind == "stage":
                frame.condition_text = nominal_condition(context, sentence, clause, window)
            if verdict.kind != "stage" and frame.condition_text and not frame.trigger_text and not window.calendar:
                frame.trigger_text = frame.condition_text
        if frame.trigger_text is None and not window.calendar and verdict.kind == "deadline":
            frame.trigger_text = matter(context, clause) or whoever(context, sentence, clause)
        if frame.trigger_text is None and not window.calendar and window.form != "next" and verdict.kind in _FROM_SPEECH:
            frame.trigger_text = earlier_speech(context, verdict.matrix)
        frame.anchor = _anchor(frame, window, verdict)
        frame.quote_no = next((q.quote_no for q in quotes if any(s.start_char <= start < s.end_char for s in q.quote_spans)), None)
        return Placed(frame, sentence.number, verdict.lone, window.begin)


def _type_of_act(
    context: Context, verdict: Verdict, span: tuple[int, int] | None, window: Window, extra: tuple[int, int], subject: Phrase | None
) -> str:
    """The type by the act's words; a passive's subject is part of the act, and a duty that no word tells more of is a legal one."""
    if verdict.clause.gap is not None:  # the verb in front tells the type
        span = extra = (verdict.clause.gap.start, verdict.clause.end)
    info = context.info(verdict.clause)
    doer = None if info.passive or "happen" in info.verb_roles or verdict.clause.kind == "inf" else subject
    found = action_type(context, span, window, extra, doer)
    if verdict.kind == "deadline" and found != "information" and "strong_right" in info.roles:
        return "legal"  # remedies and statements
    if verdict.kind in ("stage", "ultimatum") and found in ("other", "legal", "information", "diplomatic"):
        return "labour" if labour_conflict(context, context.sentence_at(window.start)) else found
    if found == "other" and verdict.kind == "deadline":
        return "legal"
    if found == "other":  # what the sentence and its neighbours are about
        sentence = context.sentence_at(window.start)
        low = context.sentences[max(0, sentence.number - 1)].start
        found = action_type(context, (sentence.start, sentence.end), window, (low, sentence.end))
    return found


def _judge_all(context: Context, windows: list[Window]) -> list[tuple[Window, Verdict]]:
    """Judge in text order; a second round gives windows near stages found later their chance."""
    verdicts: dict[int, Verdict] = {}
    known: dict[int, int] = {}  # how many verdicts there were when a window was judged: with no more, it is judged the same
    found = Found(steps=structural_steps(context, windows), days_only=all(w.form in DAY_FORMS for w in windows))
    for _ in range(2):
        for number, window in enumerate(windows):
            if number in verdicts or known.get(number) == len(verdicts):
                continue
            known[number] = len(verdicts)
            verdict = judge(context, window, found)
            if verdict is not None:
                verdicts[number] = verdict
                found.note(verdict, context.sentence_at(window.start))
    return [(windows[n], verdicts[n]) for n in sorted(verdicts)]


_MEASURES = frozenset({"for", "long", "cal_from"})


def _one_each(accepted: list[tuple[Window, Verdict]]) -> list[tuple[Window, Verdict]]:
    """One frame a clause: where two windows share it, a length („zwei Stunden lang“) gives way to a limit or a date, else the first
    stays."""
    kept: list[tuple[Window, Verdict]] = []
    for window, verdict in accepted:
        twin = next((n for n, (_, v) in enumerate(kept) if v.clause is verdict.clause), None)
        if twin is None:
            kept.append((window, verdict))
        elif kept[twin][0].form == "cal_on" and window.form == "cal_span":  # „am Mittwoch … von sechs bis zehn Uhr“
            kept[twin] = (window, verdict)
        elif kept[twin][0].form in _MEASURES and window.form not in _MEASURES or kept[twin][0].form == "cal_from" and window.form == "for":
            first = kept[twin][0]
            if window.form == "for" and first.begin is not None and window.end_h is not None:
                window.begin, window.calendar = first.begin, True
                window.deadline = first.begin + dt.timedelta(hours=window.end_h)
            kept[twin] = (window, verdict)
    return kept


def _dated(context: Context, window: Window, verdict: Verdict, windows: list[Window]) -> Window:
    """The window of a stage whose clause tells its day and its length („in der Woche ab dem 27. April … für 24 Stunden“): the day."""
    if verdict.kind != "stage" or window.form not in ("for", "long") or context.info(verdict.clause).past:
        return window
    tokens = set(verdict.clause.tokens)
    return next(
        (w for w in windows if w.form in ("cal_on", "cal_span", "cal_until") and w.deadline and tokens.intersection(range(w.start, w.end))),
        window,
    )


def _set_hours(frame: EscalationFrame, window: Window, verdict: Verdict) -> None:
    hours = window.ladder_h if verdict.kind == "stage" and window.ladder_h is not None else (window.start_h, window.end_h)
    frame.window_start_h, frame.window_end_h = hours


def _roll_forward(context: Context, frame: EscalationFrame, window: Window, verdict: Verdict) -> None:
    """A deadline without a year lies ahead, unless the article tells of a promise or demand long made („hatten vereinbart, bis zum
    17. Mai …“)."""
    published = published_on(context.doc)
    if published is None or frame.deadline is None or re.search(r"\d{4}|letzt|vergangen|vorig", frame.window_text):
        return
    behind = (published - frame.deadline.date()).days
    told = any(
        context.doc[c.finite].lower_ in ("hatte", "hatten")
        for c in (verdict.clause, verdict.matrix)
        if c is not None and c.finite is not None
    )
    if behind <= 0 or told and behind < 150:
        return
    named = re.search(
        r"\d{1,2}\.|januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember", frame.window_text.lower()
    )
    step = dt.timedelta(days=7) if behind < 7 and not named else None
    if step is not None:
        frame.deadline += step
        window.begin = window.begin + step if window.begin else None
    elif behind < 366:
        frame.deadline = _next_year(frame.deadline)


def _next_year(moment: dt.datetime) -> dt.datetime:
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + 1, day=28)


def _anchor(frame: EscalationFrame, window: Window, verdict: Verdict) -> str:
    """What the hours count from (guidelines, section Window)."""
    if window.calendar:
        return "calendar"
    if window.form in ("previous", "then"):
        return "previous_stage"
    if window.form == "next":
        return "publication"
    if frame.trigger_text or verdict.kind == "stage" and not verdict.lone:
        return "trigger"
    if verdict.kind == "deadline" and not verdict.ruled:
        return "trigger"  # a standing rule: its clock starts with an event that the text leaves unsaid
    return "publication" if verdict.kind in _FROM_SPEECH or verdict.lone else "trigger"


def _share_trigger(context: Context, placed: list[Placed]) -> None:
    """All stages of a plan share its trigger unless their own sentence names one; the first stage's condition starts the clock of all where
    the plan names nothing else."""
    stages = [p for p in placed if p.frame.kind == "stage" and not p.lone]
    if not stages or all(p.frame.anchor == "calendar" for p in stages):
        return
    shared = next((p.frame.trigger_text for p in stages if p.frame.trigger_text and p.frame.anchor == "trigger"), None)
    earliest = min(
        (p for p in stages if p.frame.anchor == "trigger"),
        key=lambda p: (p.frame.window_start_h or 0, p.frame.window_end_h or 1e9),
        default=None,
    )
    if shared is None and earliest is not None and earliest.frame.condition_text:
        shared = earliest.frame.condition_text
        if len(stages) > 1:  # a lone step keeps its condition too
            earliest.frame.condition_text = None
    if shared is None:
        shared = plan_trigger(context, context.sentences[stages[0].sentence])
    first = stages[0].frame
    if shared is None and len(stages) > 1 and first.condition_text and first.anchor == "trigger":
        shared, first.condition_text = first.condition_text, None  # the case stands with the step that is told first
    for item in stages:
        if item.frame.trigger_text is None and item.frame.anchor == "trigger":
            item.frame.trigger_text = shared


def _carry_trigger(context: Context, placed: list[Placed]) -> None:
    """Duties told one after the other in a paragraph count from the same event („binnen 24 Stunden nach Kenntnis … nach 72 Stunden …“)."""
    last: Placed | None = None
    for item in placed:
        frame = item.frame
        if frame.kind != "deadline" or frame.anchor != "trigger":
            continue
        if last is not None and _same_matter(context, last, item) and not frame.addressees and frame.action_type == "information":
            frame.addressees = [a for a in last.frame.addressees if a not in frame.responders]
        if frame.trigger_text is not None:
            last = item
        elif last is not None and _same_matter(context, last, item):
            frame.trigger_text = last.frame.trigger_text
            last = item


def _same_matter(context: Context, last: Placed, item: Placed) -> bool:
    near = item.sentence - last.sentence <= 2 and _same_paragraph(context, last, item)
    return near and item.frame.action_type == last.frame.action_type


def _carry_bearers(context: Context, placed: list[Placed]) -> None:
    """„Der Behörde ist binnen drei Wochen ein Treuhänder zu benennen“: who is bound by the duty before is bound by this one too."""
    for before, item in zip(placed, placed[1:], strict=False):
        frame, other = item.frame, before.frame
        if frame.kind == other.kind == "deadline" and not frame.responders and other.responders and _same_paragraph(context, before, item):
            frame.responders = [r for r in other.responders if r not in frame.addressees]
            frame.responder_ids = list(other.responder_ids) if frame.responders == other.responders else []


def _same_paragraph(context: Context, one: Placed, other: Placed) -> bool:
    return context.sentences[one.sentence].paragraph == context.sentences[other.sentence].paragraph


def _inherit_responders(placed: list[Placed], finder: PartyFinder) -> None:
    """A stage without an agent is done by the one whom all other stages around name; where none does, by whose plan or strike it is."""
    stages = [p for p in placed if p.frame.kind == "stage"]
    for item in stages:
        frame = item.frame
        if frame.responders:
            continue
        labour = frame.action_type == "labour"
        setters = [p.frame for p in placed if p.frame.kind == "ultimatum" and 0 <= item.sentence - p.sentence <= 5 and p.frame.responders]
        near = [p.frame for p in stages if p is not item and abs(p.sentence - item.sentence) <= 3 and p.frame.responders]
        if labour and setters:
            near = setters[-1:]
        enough = not item.lone and sum(bool(p.frame.responders) for p in stages if p is not item) >= 2
        if near and not (enough or labour or frame.anchor == "previous_stage"):
            continue
        owner = finder.plan_owner(item.sentence, labour) if labour and not setters else []
        if owner:  # a strike is the union's that called it, whoever stops working
            frame.responders, frame.responder_ids = [n for n, _ in owner], _ids(finder, owner)
            continue
        if near:
            same = all(same_party(near[0].responders, f.responders) for f in near[1:])
            chosen = near[0] if same else None
        else:
            chosen = next((p.frame for p in placed if p.frame in setters and abs(p.sentence - item.sentence) <= 3), None)
        if chosen is not None:
            frame.responders, frame.responder_ids = list(chosen.responders), list(chosen.responder_ids)
        elif not near:
            owner = finder.plan_owner(item.sentence, labour)
            frame.responders, frame.responder_ids = [n for n, _ in owner], _ids(finder, owner)


def same_party(one: list[str], other: list[str]) -> bool:
    """Whether two lists of names may mean the same: „Wasserverband Havel“ and „Verband“."""
    if len(one) != 1 or len(other) != 1:
        return one == other
    short, long = sorted((one[0].lower(), other[0].lower()), key=len)
    return short == long or len(short) > 3 and any(word.endswith(short.split()[0]) for word in long.split()) and " " not in short


def _ids(finder: PartyFinder, names: list[tuple[str, int | None]]) -> list[str]:
    """The actor ids of names that overlap a linked mention, in the order of the names."""
    out = []
    for text, start in names:
        if start is None:
            continue
        hit = next((m.actor_id for m in finder.mentions if m.actor_id and m.start_char < start + len(text) and start < m.end_char), None)
        if hit and hit not in out:
            out.append(hit)
    return out


def _inside(char: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= char < end for start, end in ranges)


@Language.factory("lagebild_escalations", default_config={"rules": []})
def create_escalations(nlp: Language, name: str, rules: Sequence[str]) -> EscalationsComponent:
    """Factory; `rules`: folders with further rule packs."""
    return EscalationsComponent(nlp, name, rules)
