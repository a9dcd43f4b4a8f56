"""The tense of the clause in which an expression stands, from tags and morphology; arcs only choose among several finite verbs."""

from __future__ import annotations

from spacy.tokens import Span, Token

_FINITE = ("VVFIN", "VAFIN", "VMFIN", "VVIMP", "VAIMP")
_NEAR = 60  # tokens to either side: more is no sentence, and time must stay linear in the text
_MODALS = frozenset(["sollen", "wollen", "müssen", "können", "dürfen", "mögen"])
# Participles that with „sein“ describe a plan, not something done: „ist für Freitag angesetzt“.
_PLANNED = frozenset(
    ("geplant", "angesetzt", "vorgesehen", "festgelegt", "terminiert", "anberaumt", "geöffnet", "angekündigt", "eingeladen", "erwartet",
     "befristet", "vertagt", "verschoben")
)  # fmt: skip
_CLAUSE_BREAKS = frozenset((",", ";", ":", "–", "—", "-", "("))


def clause_tense(token: Token, sentence: Span) -> str | None:
    """`past`, `present` or `future` of the clause that `token` stands in, None where the sentence has no finite verb."""
    sentence = token.doc[max(sentence.start, token.i - _NEAR) : min(sentence.end, token.i + _NEAR)]
    verbs = [t for t in sentence if t.tag_ in _FINITE]
    if not verbs:
        participle = next((t for t in sentence if t.tag_ == "VVPP" and abs(t.i - token.i) < 12), None)
        return "past" if participle is not None and participle.lower_ not in _PLANNED else None
    verb = _governing(token, verbs) or min(verbs, key=lambda v: (_breaks_between(token, v), abs(v.i - token.i)))
    return _tense_of(verb, sentence)


def _governing(token: Token, verbs: list[Token]) -> Token | None:
    """The finite verb of the cluster above the token, None where the arcs do not lead to one within a few steps."""
    finite = {v.i for v in verbs}
    head = token
    for _ in range(8):
        if head.i in finite:
            return head
        for child in head.children:
            if child.i in finite and (child.pos_ == "AUX" or child.dep_ in ("aux", "aux:pass", "cop")):
                return child
        if head.head is head:
            return None
        head = head.head
    return None


def _breaks_between(a: Token, b: Token) -> int:
    low, high = sorted((a.i, b.i))
    return sum(t.text in _CLAUSE_BREAKS for t in a.doc[low:high])


def _tense_of(verb: Token, sentence: Span) -> str | None:
    morph = verb.morph
    lemma = verb.lemma_.lower()
    past = "Past" in morph.get("Tense", [])
    if verb.tag_ == "VMFIN" or lemma in _MODALS:
        return "past" if past and "Sub" not in morph.get("Mood", []) and lemma != "sollen" else "future"
    if past:
        if "Sub" in morph.get("Mood", []):
            return "future" if lemma == "werden" else None
        return "past"
    if verb.tag_ != "VAFIN":
        return "present"
    after = [t for t in sentence if abs(t.i - verb.i) < 40 and t.tag_ in ("VVPP", "VAPP", "VMPP", "VVINF", "VAINF", "VMINF")]
    near = min(after, key=lambda t: (_breaks_between(verb, t), abs(t.i - verb.i)), default=None)
    if near is None or _breaks_between(verb, near) not in (0, 2):  # one comma ends the clause, two enclose another within it
        return "present"
    participle = near.tag_ in ("VVPP", "VAPP", "VMPP")
    if lemma == "werden":
        return "present" if participle else "future"
    if participle and near.lower_ in _PLANNED and lemma == "sein":
        return "present"
    return "past" if participle else "present"
