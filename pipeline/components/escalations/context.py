"""What a text says around a window: the cues of each sentence and clause, and where a plan with stages is being told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from pipeline.components.escalations import clauses as cl
from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.lexicon import Lexicon
from pipeline.components.escalations.windows import Window

_NEGATIONS = frozenset(
    [
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keinem",
        "keiner",
        "keines",
        "niemand",
        "niemanden",
        "niemandem",
        "nichts",
        "nie",
        "niemals",
        "keinerlei",
    ]
)
_PLAN_REACH = 4  # sentences after a mention of the plan, or after a stage of it, in which a further stage is expected


@dataclass(slots=True)
class ClauseInfo:
    """What a clause's verbs say. `modal` is a value of `clauses.MODALS`, `future`, `have_to`, `be_to`, or empty."""

    modal: str = ""
    passive: bool = False
    past: bool = False
    irrealis: bool = False  # „hätte … müssen“
    negated: bool = False
    roles: set[str] = field(default_factory=set)  # cue roles of its verbs and nouns
    verb_roles: set[str] = field(default_factory=set)
    subjunctive: bool = False


@dataclass(slots=True)
class Context:
    """Sentences of the Doc with their cue roles; `info` is filled for the clauses that are looked at."""

    doc: Doc
    lexicon: Lexicon
    sentences: list[Sentence]
    protected: list[tuple[int, int]]
    texts: list[str]  # of all tokens (`sentences.token_texts`)
    _roles: dict[int, set[str]] = field(default_factory=dict)
    _info: dict[int, ClauseInfo] = field(default_factory=dict)
    _filled: set[int] = field(default_factory=set)
    _words: dict[int, frozenset[str]] = field(default_factory=dict)
    _flags: dict[int, frozenset[str]] = field(default_factory=dict)
    _text_flags: frozenset[str] | None = None
    _noun_roles: dict[int, set[str]] = field(default_factory=dict)

    def sentence_at(self, token: int) -> Sentence:
        """The sentence that holds a token."""
        low, high = 0, len(self.sentences) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.sentences[middle].start <= token:
                low = middle
            else:
                high = middle - 1
        return self.sentences[low]

    def filled(self, sentence: Sentence) -> Sentence:
        """The sentence with its clauses."""
        if sentence.number not in self._filled:
            self._filled.add(sentence.number)
            near = [p for p in self.protected if p[0] < sentence.end and sentence.start < p[1]]
            cl.fill_clauses(self.doc, sentence, near)
            told = [c for c in sentence.clauses if c.opener != "so" or c.kind != "rel"]  # „…, so die Hacker, …“
            for case, clause in zip(told, told[1:], strict=False):
                open_case = case.kind == "cond" and case.opener in ("", "wenn", "falls", "sofern") and case.finite is not None
                clause.would = open_case and clause.kind == "main" and not _is_preterite(self.doc, case.finite or 0)
        return sentence

    def roles(self, sentence: Sentence) -> set[str]:
        """Cue roles of all tokens of a sentence, verbs included."""
        found = self._roles.get(sentence.number)
        if found is None:
            found = self.token_roles(range(sentence.start, sentence.end))
            found |= verb_roles(self.doc, range(sentence.start, sentence.end), self.lexicon, self.shielded(sentence.start, sentence.end))
            self._roles[sentence.number] = found
        return found

    def words(self, sentence: Sentence) -> frozenset[str]:
        """The lower-case words of a sentence."""
        found = self._words.get(sentence.number)
        if found is None:
            found = self._words[sentence.number] = frozenset(map(str.lower, self.texts[sentence.start : sentence.end]))
        return found

    def flags(self, sentence: Sentence) -> frozenset[str]:
        """Whether a strike, a truce, a deadline … is spoken of (`Lexicon.flags`)."""
        found = self._flags.get(sentence.number)
        if found is None:
            found = self._flags[sentence.number] = self.lexicon.flags(self.words(sentence))
        return found

    def flags_of_text(self) -> frozenset[str]:
        """`flags` of the whole text."""
        if self._text_flags is None:
            self._text_flags = self.lexicon.flags({text.lower() for text in self.texts})
        return self._text_flags

    def noun_roles(self, sentence: Sentence) -> set[str]:
        """Cue roles of a sentence, its verbs left out."""
        found = self._noun_roles.get(sentence.number)
        if found is None:
            found = self._noun_roles[sentence.number] = self.lexicon.roles_of(self.words(sentence))
        return found

    def token_roles(self, tokens: Iterable[int]) -> set[str]:
        """Cue roles of nouns, adverbs and other words (not verbs) among the tokens."""
        out: set[str] = set()
        for i in tokens:
            out |= self.lexicon.roles(self.doc[i].lower_)
        return out

    def shielded(self, start: int, end: int) -> set[int]:
        """Tokens in the range that belong to windows or dates."""
        return {i for a, b in self.protected for i in range(max(a, start), min(b, end))}

    def neighbours(self, sentence: Sentence, before: int, after: int) -> list[Sentence]:
        """The sentences around a sentence, itself left out, in text order."""
        low, high = max(0, sentence.number - before), min(len(self.sentences), sentence.number + after + 1)
        return [s for s in self.sentences[low:high] if s.number != sentence.number]

    def info(self, clause: Clause) -> ClauseInfo:
        """What the clause's verbs say."""
        key = id(clause)
        if key not in self._info:
            self._info[key] = self._read(clause)
        return self._info[key]

    def _expects_of(self, tokens: list[int]) -> bool:
        """„erwarte man von der Landesregierung eine Zusage“: who expects something of somebody demands it."""
        for n, i in enumerate(tokens[:-2]):
            if self.doc[i].lower_ in ("von", "vom"):
                near = [self.doc[k] for k in tokens[n + 1 : n + 4]]
                return any("party" in self.lexicon.roles(t.lower_) or t.ent_type_ in ("ORG", "PER") or t.tag_ == "NE" for t in near)
        return False

    def _read(self, clause: Clause) -> ClauseInfo:
        if clause.gap is not None:
            verb = self.info(clause.gap)
            roles = verb.verb_roles | self.token_roles(clause.tokens)
            return ClauseInfo(verb.modal, verb.passive, verb.past, verb.irrealis, False, roles, verb.verb_roles, verb.subjunctive)
        doc, info = self.doc, ClauseInfo()
        shielded = self.shielded(clause.start, clause.end)
        tokens = [i for i in clause.tokens if i not in shielded]
        lowers = [doc[i].lower_ for i in tokens]
        info.negated = any(w in _NEGATIONS for w in lowers)
        info.verb_roles = verb_roles(doc, tokens, self.lexicon, set())
        if clause.finite is not None:  # whatever its tag
            particles = {doc[i].lower_ for i in tokens if doc[i].tag_ == "PTKVZ"}
            info.verb_roles |= self.lexicon.verb_roles(doc[clause.finite].lower_, particles)
        if "expect" in info.verb_roles and self._expects_of(tokens):
            info.verb_roles = info.verb_roles - {"expect"} | {"demand"}
        info.roles = info.verb_roles | self.token_roles(clause.tokens)
        participle = any(vb.is_participle(doc[i]) for i in tokens) or _before_auxiliary(doc, tokens)
        infinitive = any(vb.is_infinitive(doc[i]) for i in tokens)
        zu = any(vb.is_zu_infinitive(doc[i]) for i in tokens)
        finite = doc[clause.finite].lower_ if clause.finite is not None else ""
        info.subjunctive = clause.finite is not None and _is_subjunctive(doc, clause.finite)
        info.modal = vb.MODALS.get(finite, "")
        if finite in vb.FUTURE and not participle and not infinitive:
            participle = any(
                doc[i].is_lower and doc[i].tag_[:1] in ("V", "A") and _LIKE_PARTICIPLE.match(doc[i].lower_)
                for i in tokens
                if i != clause.finite
            )
        if finite in vb.FUTURE:
            info.passive = participle and not (infinitive and lowers[-1] in ("haben", "sein"))
            info.modal = "future" if infinitive and not participle else ""
            if finite in ("würde", "würden", "werde") and not participle:
                info.modal = "future"
        elif finite in vb.HAVE | vb.HAD and zu:
            info.modal = "have_to"
            info.past = finite in vb.HAD
        elif finite in vb.BE | vb.WAS and zu and _on_offer(doc, tokens):
            info.modal = "can"  # „ist bis Mai zu sehen“ binds nobody
        elif finite in vb.BE | vb.WAS and zu:
            info.modal, info.passive = "be_to", True
            info.past = finite in vb.WAS
        elif finite in vb.HAVE | vb.HAD | vb.WAS | vb.BECAME:
            info.past = finite not in vb.HAVE or participle or _ends_in_participle(doc, tokens)
            info.passive = finite in vb.BECAME
        elif finite in vb.BE:
            # „ist eingetroffen“ is past, „ist vorgesehen“ is a state
            info.past = participle and not ({"provide", "oblige", "commit", "agree", "announce", "order", "demand"} & info.verb_roles)
            info.past = info.past and finite not in ("wäre", "wären")
        elif info.modal in ("had_to", "was_allowed", "was_able"):
            info.past = True
        elif clause.finite is not None and not info.modal:
            info.past = _is_preterite(doc, clause.finite)
            if info.past and clause.would:
                info.past, info.subjunctive = False, True
        if info.modal == "will" and not infinitive and not participle and clause.kind == "main" and not _ends_in_infinitive(doc, tokens):
            info.modal = ""  # „will binnen drei Tagen eine Antwort“: no infinitive, so a demand
            info.verb_roles = info.verb_roles | {"demand"}
            info.roles = info.roles | {"demand"}
        info.irrealis = bool({"hätte", "hätten"} & set(lowers)) and any(
            w in ("müssen", "sollen", "können", "dürfen", "wollen") for w in lowers
        )
        if finite in ("werde", "würde") and info.negated and not info.modal:  # „nichts geschehen“: infinitive that looks like a participle
            info.modal, info.passive = (
                "future",
                any(vb.is_participle(doc[i]) and doc[i].lower_.startswith("ge") and not doc[i].lower_.endswith("en") for i in tokens),
            )
        if info.modal and any(w == "werden" for w in lowers) and participle:
            info.passive = True
        return info


def verb_roles(doc: Doc, tokens: Iterable[int], lexicon: Lexicon, skip: set[int]) -> set[str]:
    """Cue roles of the verbs among the tokens; separated particles are looked for among the same tokens."""
    inside = [doc[i] for i in tokens if i not in skip]
    last = max((token.i for token in inside), default=-1)
    particles = {token.lower_ for token in inside if token.tag_ == "PTKVZ" or _ends_clause(token, last)}
    out: set[str] = set()
    for token in inside:
        lower = token.lower_
        if not lexicon.is_verb(lower) or token.tag_ in ("NN", "NE", "ART", "ADJA") and not token.is_lower:
            continue
        out |= lexicon.verb_roles(lower, particles)
    return out


def _ends_clause(token: Token, last: int) -> bool:
    """A small word that ends its clause is a separated particle, whatever its tag."""
    if not token.is_lower or len(token) > 7:
        return False
    return token.i == last or token.i + 1 < len(token.doc) and token.nbor().text in (",", ".", ";", ":", "–", "und")


_GE_PARTICIPLE = re.compile(r"^(?:[a-zäöü]{2,8})?ge[a-zäöüß]{3,}(?:t|en)$")
_LIKE_PARTICIPLE = re.compile(
    r"^(?:be|ge|ver|er|ent|zer|über|unter|[a-zäöü]{2,8}ge)[a-zäöüß]{3,}t$"
)  # „werden … bestreikt“, whatever its tag


def _before_auxiliary(doc: Doc, tokens: list[int]) -> bool:
    """„abgezogen werden“ at the end: a participle by its form, whatever its tag."""
    if len(tokens) < 2 or doc[tokens[-1]].lower_ not in ("werden", "wird", "werde", "würde", "würden", "worden"):
        return False
    return doc[tokens[-2]].is_lower and _GE_PARTICIPLE.match(doc[tokens[-2]].lower_) is not None


def _ends_in_participle(doc: Doc, tokens: list[int]) -> bool:
    """Whether the clause ends in what looks like a participle, whatever its tag: „hat … gesetzt“."""
    last = doc[tokens[-1]] if tokens else None
    return (
        last is not None
        and last.lower_ not in vb.HAVE | vb.HAD | vb.WAS | vb.BECAME
        and last.is_lower
        and (last.tag_.startswith("V") or last.lower_.startswith("ge"))
        and last.lower_.endswith(("t", "en"))
    )


_ON_OFFER = frozenset(
    {"sehen", "hören", "erleben", "haben", "besichtigen", "bewundern", "finden", "buchen", "kaufen", "bestellen", "gewinnen", "bestaunen"}
)


def _on_offer(doc: Doc, tokens: list[int]) -> bool:
    return any(doc[i].lower_ in _ON_OFFER and doc[i - 1].lower_ == "zu" for i in tokens if i)


def _ends_in_infinitive(doc: Doc, tokens: list[int]) -> bool:
    """The last word looks like an infinitive, whatever its tag."""
    last = doc[tokens[-1]] if tokens else None
    return last is not None and (last.is_lower and last.lower_.endswith("n") or last.tag_ == "PTKVZ" or last.tag_.startswith("V"))


def _is_subjunctive(doc: Doc, at: int) -> bool:
    lower = doc[at].lower_
    return (
        "Sub" in doc[at].morph.get("Mood", [])
        or (lower.endswith("e") and not lower.endswith("te") or bool(_PRESENT_IN_TE.search(lower)))
        and (doc[at].tag_.endswith("FIN") or doc[at].tag_ in ("ADV", "ADJA", "ADJD"))
    )


_PRESENT_IN_T = re.compile(r"[bdfghklmnprsz]t$(?<!hielt)(?<!galt)(?<!schalt)(?<!focht)(?<!flocht)(?<!barst)")  # no strong preterite ends so
_PRESENT_IN_TE = re.compile(  # „erwarte“, „verzichte“: the stem ends in t, the preterite would be „erwartete“
    r"(?:wart|leit|breit|gleit|biet|miet|halt|walt|stalt|spalt|tret|rbeit|ntwort|treit|zicht|pflicht|nicht|schlicht|richt)e$"
)


def _is_preterite(doc: Doc, at: int) -> bool:
    token = doc[at]
    if (
        token.lower_.endswith("e") and not token.lower_.endswith("te") or _PRESENT_IN_TE.search(token.lower_)
    ):  # „beginne“ is Konjunktiv I, whatever the morphology says
        return False
    if _PRESENT_IN_T.search(token.lower_):  # so are „ruht“, „legt“ present
        return False
    if "Past" in token.morph.get("Tense", []):
        return "Sub" not in token.morph.get("Mood", []) or token.lower_.endswith(("te", "ten"))
    return False


def plan_strength(context: Context, sentence: Sentence) -> int:
    """How clearly the sentence speaks of a plan with stages: 0 not at all, 1 a paper or agreement that provides, 2 a plan by name."""
    roles = context.noun_roles(sentence)
    if "plan" in roles:
        return 2
    if "stage_noun" in roles and ("weak_plan" in roles or sentence.bullet or _numbers_stage(context, sentence)):
        return 0 if {"sport", "culture", "kitchen"} & roles else 2
    if "weak_plan" in roles:
        return 1
    return 0


_STAGE_NAMES = frozenset(
    ["eins", "zwei", "drei", "vier", "fünf", "erste", "ersten", "erster", "zweite", "zweiten", "zweiter", "dritte", "dritten", "dritter"]
    + ["vierte", "vierten", "letzte", "letzten", "1", "2", "3", "4", "5", "i", "ii", "iii", "iv", "v", "a", "b", "c", "d"]
    + [
        "höchste",
        "höchsten",
        "zweithöchste",
        "zweithöchsten",
        "dritthöchste",
        "dritthöchsten",
        "oberste",
        "obersten",
        "unterste",
        "untersten",
    ]
    + ["nächste", "nächsten", "nächster", "nächsthöhere", "nächsthöheren", "niedrigste", "niedrigsten"]
    + ["grün", "gelb", "orange", "rot", "violett", "schwarz", "zweierlei", "beide", "beiden"]
)


def _numbers_stage(context: Context, sentence: Sentence) -> bool:
    doc = context.doc
    for i in range(sentence.start, sentence.end - 1):
        if "stage_noun" in context.lexicon.roles(doc[i].lower_):
            near = {doc[k].lower_.strip(".") for k in range(max(sentence.start, i - 2), min(sentence.end, i + 4))}
            if near & _STAGE_NAMES:
                return True
    return False


def near_plan(context: Context, sentence: Sentence, stages: list[int]) -> int:
    """The plan that a sentence can belong to: the strongest within reach before it (or one sentence after), counted on by stages found."""
    best = plan_strength(context, sentence)
    last = max((n for n in stages if n < sentence.number), default=None)
    goes_on = last is not None and sentence.number - last <= _PLAN_REACH
    for other in context.sentences[max(0, sentence.number - 12) : sentence.number]:
        if sentence.number - other.number <= _PLAN_REACH or goes_on and last is not None and last >= other.number:
            best = max(best, plan_strength(context, other))
    following = context.sentences[sentence.number + 1 : sentence.number + 2]
    if best == 0 and any(plan_strength(context, s) == 2 for s in following):
        best = 1
    return best


def governing(context: Context, sentence: Sentence, clause: Clause) -> Clause | None:
    """The clause that an infinitive or dass-clause depends on: the one before it that is no relative clause, else the one after."""
    at = sentence.clauses.index(clause)
    for other in reversed(sentence.clauses[:at]):
        if other.kind in ("main", "sub", "inf", "cond") and other.tokens:
            return other
    for other in sentence.clauses[at + 1 :]:
        if other.kind == "main":
            return other
    return None


def attribution(context: Context, sentence: Sentence, clause: Clause) -> list[Clause]:
    """The other main clauses of the sentence: „…, sagte X“, „X drohte, …“."""
    return [c for c in sentence.clauses if c is not clause and c.kind == "main"]


def window_clause(context: Context, sentence: Sentence, window: Window) -> Clause:
    """The clause of a window; a sentence without clauses gives one made of all its tokens."""
    found = sentence.clause_of(window.start) or sentence.clause_of(window.end - 1)
    if found is None:
        found = Clause("frag", [i for i in range(sentence.start, sentence.end) if not context.doc[i].is_space])
        sentence.clauses.append(found)
    return found
