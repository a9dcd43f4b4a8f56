"""The tense of the clause in which an expression stands, from tags and morphology; arcs only choose among several finite verbs."""

from __future__ import annotations

import re
from bisect import bisect_left

from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

_FINITE = ("VVFIN", "VAFIN", "VMFIN", "VVIMP", "VAIMP")
_PARTICIPLES = ("VVPP", "VAPP", "VMPP")
_INFINITIVES = ("VVINF", "VAINF", "VMINF")
_NEAR = 60  # tokens to either side: more is no sentence, and time must stay linear in the text
_NEAR_VERB = 40
_NEAR_PARTICIPLE = 12
_MODALS = frozenset(["sollen", "wollen", "müssen", "können", "dürfen", "mögen"])
# Participles that with „sein“ describe a plan, not something done: „ist für Freitag angesetzt“.
_PLANNED = frozenset(
    ("geplant", "angesetzt", "vorgesehen", "festgelegt", "terminiert", "anberaumt", "geöffnet", "angekündigt", "eingeladen", "erwartet",
     "befristet", "vertagt", "verschoben", "verlegt", "einberufen", "vorgemerkt")
)  # fmt: skip
_ENDING = frozenset(("gekündigt", "befristet"))  # „hat zum Jahresende gekündigt“
_NO_LONGER = frozenset(("ursprünglich", "eigentlich", "zunächst", "zuerst"))
_CLAUSE_BREAKS = frozenset((",", ";", ":", "–", "—", "-", "(", ")"))
# Verbs that report in the present tense what has been said: „heißt es am Dienstag“.
_REPORTING = frozenset(
    ("sagen", "heißen", "bestätigen", "berichten", "betonen", "meinen", "erzählen", "mitteilen", "versichern", "beteuern", "schreiben",
     "kritisieren")
)  # fmt: skip
# „am Freitag eingereichten Antrag“: a participle before a noun; what is to come is „stattfindend“ or in _PLANNED.
_ATTRIBUTIVE = re.compile(
    r"^(?:(?:ab|an|auf|aus|bei|bekannt|dar|durch|ein|fest|frei|her|hin|los|mit|nach|statt|um|vor|weg|wieder|zu|zurück|zusammen)?ge\w{2,12}"
    r"|(?:an|aus|ein|vor|zu|wieder)?(?:be|ver|er|ent|zer)\w{2,14}|(?:über|unter)\w{3,12})(?:t|en)e[nrsm]?$|^\w{3,14}ierte[nrsm]?$"
)
_MAY_BE_PAST = re.compile(r"^[^äöü]+en$")  # „fielen“, „gingen“: the subjunctive has the same form, and news have the past
_NO_PARTICIPLES = frozenset(
    ("gesamt", "gerecht", "gewohnt", "geeignet", "bekannt", "bestimmt", "verschieden", "berühmt", "beliebt", "verwandt", "entfernt",
     "unterst", "überlegen", "erwachsen", "begeistert", "berechtigt", "erfahren", "entlegen", "gelegen")
)  # fmt: skip
# Verbs that tell in the present tense what lasts: „heute lebt sie in Graz“.
_LASTING = frozenset(
    ("leben", "wohnen", "arbeiten", "gelten", "gehören", "heißen", "zählen", "betreiben", "leiten", "besitzen", "dienen", "beherbergen",
     "erinnern", "umfassen", "bestehen", "beschäftigen", "befinden", "unterrichten", "lehren", "führen", "nutzen", "verfügen")
)  # fmt: skip
# Verbs that tell in the present tense what happens on a day: „heute wird gewählt“.
_HAPPENING = frozenset(
    ("werden", "beginnen", "starten", "enden", "tagen", "treffen", "finden", "eröffnen", "entscheiden", "stimmen", "wählen", "feiern",
     "besuchen", "empfangen", "beraten", "verhandeln", "gastieren", "öffnen", "jähren")
)  # fmt: skip
# As spaCy numbers them.
_VERBS = {get_string_id(tag): tag for tag in _FINITE + _PARTICIPLES + _INFINITIVES}
_BREAKS = frozenset(map(get_string_id, _CLAUSE_BREAKS))
_RANGES = frozenset(("bis", "an", "auf", "zum", "–", "-", "—"))
_EVENTS = ("spiel", "match", "duell", "partie", "finale", "derby", "gipfel", "treffen", "wahl", "abstimmung", "sitzung", "referendum",
           "rennen", "start", "auftakt", "entscheidung", "kongress", "parteitag")  # fmt: skip
_TO_EVENT = 4  # tokens from „vor“ to the event
_TO_PARTICIPLE = 5  # tokens from the expression to its participle
_TO_SPEAKER = 5  # tokens from „so“ to the expression


class Clauses:
    """The verbs and the ends of clauses of one Doc, found sentence by sentence where there is something to ask for."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._tags, self._forms = doc.to_array("TAG"), doc.to_array("ORTH")
        self.tells_what_lasts = self.tells_what_happens = self.reports = False  # of the clause asked for last
        self._seen = (-1, -1)  # the tokens that the following is known of
        self._finite: list[int] = []
        self._participles: list[int] = []
        self._full_participles: list[int] = []
        self._not_finite: list[int] = []
        self._breaks: list[int] = []

    def _look_at(self, start: int, end: int) -> None:
        if self._seen == (start, end):
            return
        self._seen = (start, end)
        verbs = [(i, kind) for i, tag in enumerate(self._tags[start:end].tolist(), start) if (kind := _VERBS.get(tag)) is not None]
        self._finite = [i for i, kind in verbs if kind in _FINITE]
        self._participles = [i for i, kind in verbs if kind in _PARTICIPLES]
        self._full_participles = [i for i, kind in verbs if kind == "VVPP"]
        self._not_finite = [i for i, kind in verbs if kind not in _FINITE]
        self._breaks = [i for i, form in enumerate(self._forms[start:end].tolist(), start) if form in _BREAKS]

    def tense(self, token: Token, start: int, end: int, preposition: str = "", last: int | None = None) -> str | None:
        """`past`, `present` or `future` of the clause that `token` stands in, None where the sentence `start:end` has no finite verb.

        What stands beside the expression, of which `last` is the last token, can tell more than the verb: „seit Oktober gilt“, „vom
        Montag“, „wurde auf Freitag verschoben“, „am Freitag eingereichten Antrag“, „so der Minister am Montag“.
        """
        last = token.i if last is None else last
        self.tells_what_lasts = self.tells_what_happens = self.reports = False
        start, end = max(start, token.i - _NEAR), min(end, token.i + _NEAR)
        self._look_at(start, end)
        if preposition == "ab" and last + 1 < end and self._doc[last + 1].tag_ == "ADJA":  # „für ab November lieferbares Öl“
            return "future"
        if preposition == "seit" or self._is_done(token.i, last, start, end):
            return "past"
        if preposition == "vom" and not (last + 1 < end and self._doc[last + 1].lower_ in _RANGES):
            return "past"
        if preposition in ("für", "auf") and self._is_planned(start, end):
            return "future"
        if preposition == "am" and self._is_before_event(token.i, start) and not self.is_pluperfect(start, end):
            return "future"
        if preposition in ("zum", "per") and any(self._doc[i].lower_ in _ENDING for i in _within(self._full_participles, start, end)):
            return "future"
        verbs = _within(self._finite, start, end)
        if not verbs:
            near = _within(self._full_participles, max(start, token.i - _NEAR_PARTICIPLE + 1), min(end, token.i + _NEAR_PARTICIPLE))
            return "past" if near and self._doc[near[0]].lower_ not in _PLANNED else None
        at = _governing(token, verbs)
        if at is None or (self._doc[at].lemma_.lower() in _REPORTING and self._breaks_between(token.i, at)):
            at = min(verbs, key=lambda v: (self._breaks_between(token.i, v), abs(v - token.i)))
        tense = self._tense_of(self._doc[at], start, end)
        lemma = self._doc[at].lemma_.lower()
        self.reports = lemma in _REPORTING and "Past" not in self._doc[at].morph.get("Tense", [])
        if tense == "present":
            self.tells_what_lasts, self.tells_what_happens = lemma in _LASTING, lemma in _HAPPENING
        return tense

    def has_verb(self, start: int, end: int) -> bool:
        """Whether tokens `start:end` have a finite verb."""
        self._look_at(start, min(end, start + 2 * _NEAR))
        return bool(self._finite)

    def _breaks_between(self, a: int, b: int) -> int:
        return bisect_left(self._breaks, max(a, b)) - bisect_left(self._breaks, min(a, b))

    def _tense_of(self, verb: Token, start: int, end: int) -> str | None:
        mood = verb.morph.get("Mood", [])
        lemma = verb.lemma_.lower()
        past = "Past" in verb.morph.get("Tense", [])
        if verb.tag_ == "VMFIN" or lemma in _MODALS:
            if self._has_happened(verb.i, start, end):
                return "past"
            return "past" if past and "Sub" not in mood and lemma != "sollen" else "future"
        if past:
            if "Sub" in mood and not (verb.tag_ == "VVFIN" and _MAY_BE_PAST.search(verb.lower_)):
                return "future" if lemma == "werden" else None
            return "past"
        if verb.tag_ != "VAFIN":
            return "past" if lemma in _REPORTING and "Sub" not in mood else "present"
        if lemma in ("haben", "sein") and verb.dep_ == "aux" and verb.head.tag_ == "VVFIN":
            return "past"
        others = _within(self._not_finite, max(start, verb.i - _NEAR_VERB + 1), min(end, verb.i + _NEAR_VERB))
        near = min(others, key=lambda i: (self._breaks_between(verb.i, i), abs(i - verb.i)), default=None)
        if near is None or self._breaks_between(verb.i, near) not in (0, 2, 4):  # one comma ends the clause, two enclose another within it
            return "present"
        participle = bool(_within(self._participles, near, near + 1))
        if lemma == "werden":
            return "present" if participle else "future"
        if participle and lemma == "sein" and self._doc[near].lower_ in _PLANNED:
            return "present"
        return "past" if participle else "present"

    def _is_done(self, at: int, last: int, start: int, end: int) -> bool:
        """Whether a participle of what is done follows („am Freitag eingereichten Antrag“), or „so“ and a speaker go before."""
        for i in range(last + 1, min(last + 1 + _TO_PARTICIPLE, end)):
            word = self._doc[i]
            if word.tag_ == "ADJA" or (i == last + 1 and self._is_misread_participle(at, i)):
                stem = word.lower_.rstrip("nrsm").removesuffix("e")
                return bool(_ATTRIBUTIVE.match(word.lower_)) and stem not in _PLANNED and stem not in _NO_PARTICIPLES
            if word.tag_ in ("NN", "ART", "KON") or word.text in _CLAUSE_BREAKS or word.tag_.endswith("FIN"):
                break
        for i in range(max(start, at - _TO_SPEAKER), at):
            if self._doc[i].lower_ == "so" and (i == start or self._doc[i - 1].text in (",", "“", '"')):
                return not _within(self._finite, i, at + _TO_SPEAKER)
        return False

    def _is_misread_participle(self, at: int, i: int) -> bool:
        """Whether what was tagged as a verb stands between article and noun: „der am Dienstag erfolgten Veröffentlichung“."""
        if at < 2 or i + 1 >= len(self._doc) or not self._doc[i].tag_.endswith("FIN"):
            return False
        return self._doc[at - 2].tag_ == "ART" and self._doc[i + 1].tag_ == "NN"

    def _is_before_event(self, at: int, start: int) -> bool:
        """Whether „vor dem Spiel am Mittwoch“ stands before the token, which ends with the preposition."""
        noun = at - 2
        if noun <= start or not self._doc[noun].lower_.endswith(_EVENTS):
            return False
        return any(self._doc[i].lower_ == "vor" for i in range(max(start, noun - _TO_EVENT), noun))

    def is_pluperfect(self, start: int, end: int) -> bool:
        """Whether tokens `start:end` tell what had been before („hatte am 15. März begonnen“)."""
        self._look_at(start, min(end, start + 2 * _NEAR))
        full = bool(_within(self._full_participles, start, end))
        return full and any(self._doc[i].lower_ in ("hatte", "hatten") for i in _within(self._finite, start, end))

    def _is_planned(self, start: int, end: int) -> bool:
        """Whether the sentence tells of a plan that holds: „wurde auf Freitag verschoben“, not „war ursprünglich für Freitag geplant“."""
        planned = any(self._doc[i].lower_ in _PLANNED for i in _within(self._full_participles, start, end))
        return planned and not any(token.lower_ in _NO_LONGER for token in self._doc[start:end])

    def _has_happened(self, modal: int, start: int, end: int) -> bool:
        """Whether the modal is about something done: „soll verunglückt sein“, „könnte gesehen haben“."""
        others = _within(self._not_finite, max(start, modal - _NEAR_VERB + 1), min(end, modal + _NEAR_VERB))
        near = min(others, key=lambda i: (self._breaks_between(modal, i), abs(i - modal)), default=None)
        if near is None or near + 1 >= len(self._doc):
            return False
        following = self._doc[near + 1]
        return bool(_within(self._participles, near, near + 1)) and following.lower_ in ("haben", "sein")


def _within(places: list[int], start: int, end: int) -> list[int]:
    return places[bisect_left(places, start) : bisect_left(places, end)]


def _governing(token: Token, verbs: list[int]) -> int | None:
    """The finite verb of the cluster above the token, None where the arcs do not lead to one within a few steps."""
    doc = token.doc
    auxiliary_of = {}  # a head -> its finite auxiliary, the first where there are several
    for i in reversed(verbs):
        verb = doc[i]
        if verb.pos_ == "AUX" or verb.dep_ in ("aux", "aux:pass", "cop"):
            auxiliary_of[verb.head.i] = i
    at = token.i
    for _ in range(8):
        auxiliary = auxiliary_of.get(at, at)
        if at in verbs and not (auxiliary != at and doc[auxiliary].dep_ == "aux" and doc[auxiliary].lemma_ in ("haben", "sein")):
            return at
        if auxiliary != at:  # also of „hatten … erinnert“, where the participle looks like a finite verb
            return auxiliary
        head = doc[at].head.i
        if head == at:
            return None
        at = head
    return None
