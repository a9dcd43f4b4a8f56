"""Who acts and who is meant: responders and addressees of a frame, as worded, shortest full name without article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.tokens import Doc

from pipeline.components.escalations import clauses as cl
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import Context, attribution, governing
from pipeline.components.escalations.gate import Verdict
from pipeline.components.escalations.phrases import PRONOUNS, Phrase, is_subject_by_parse, maybe_nominative, noun_phrases, plural
from pipeline.components.escalations.windows import Window
from pipeline.extensions import rows
from pipeline.records import ActorMention

_AGENT = frozenset({"durch", "von", "seitens"})
_LED = re.compile(r"^(beteiligung|führung|leitung|aufsicht|mitwirkung|federführung|vermittlung|regie|kommando|mithilfe|hilfe|obhut)$")
_INVOLVED = frozenset({"unterstützt", "flankiert", "begleitet", "getragen", "geführt", "ergänzt"})
_GROUP_REFERENCE = re.compile(r"^(beide|beiden|beider|die zwei|die drei|die vier|die fünf|alle drei|alle beide|alle|zwei|drei|vier|fünf)\b.*\b(staaten|länder|ländern|seiten|parteien|mächte|regierungen|partner|gruppen|verbündeten|lager|nachbarn|hauptstädte)?$", re.I)
_GROUP_NOUN = re.compile(r"^(staaten|länder|seiten|parteien|mächte|regierungen|partner|gruppen|verbündeten|lager|nachbarn|hauptstädte|konfliktparteien)$", re.I)


@dataclass(slots=True)
class Parties:
    """Names as worded, with the characters where they stand (None where inferred)."""

    responders: list[tuple[str, int | None]] = field(default_factory=list)
    addressees: list[tuple[str, int | None]] = field(default_factory=list)
    subject: Phrase | None = None  # of the window's clause


class PartyFinder:
    """Finds the parties of the frames of one Doc."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.doc: Doc = context.doc
        self.mentions: list[ActorMention] = [m for m in rows(context.doc, "actor_mentions") if m.form != "pronoun"]
        self._phrases: dict[int, list[Phrase]] = {}

    # -- subjects and objects of a clause ---------------------------------------------------------------------------------------------

    def phrases(self, clause: Clause) -> list[Phrase]:
        """The noun phrases of a clause, windows and dates left out."""
        if id(clause) not in self._phrases:
            found = noun_phrases(self.doc, clause.tokens, self.context.shielded(clause.start, clause.end))
            for phrase in found:
                if not phrase.preposition and phrase.start and self.doc[phrase.start - 1].lower_ in ("nach", "vor", "bis"):
                    phrase.preposition = self.doc[phrase.start - 1].lower_  # the preposition is the window's („zehn Tage nach einer …“)
            self._phrases[id(clause)] = found
        return self._phrases[id(clause)]

    def subject(self, clause: Clause) -> Phrase | None:
        """The subject of a clause by position, case, number and parse."""
        candidates = [p for p in self.phrases(clause) if maybe_nominative(self.doc, p)]
        if not candidates:
            return None
        best = max(candidates, key=lambda p: (self._subject_score(clause, p), -p.start))
        return best if self._subject_score(clause, best) > 0 else None

    def _subject_score(self, clause: Clause, phrase: Phrase) -> float:
        doc, finite = self.doc, clause.finite
        score = 0.0
        if is_subject_by_parse(doc, phrase):
            score += 1.5
        if self._is_party((doc[phrase.core : phrase.end].text, doc[phrase.core].idx)):
            score += 0.7
        case = doc[phrase.head].morph.get("Case")
        score += 0.6 if "Nom" in case else -0.4 if case else 0
        if doc[phrase.start].lower_ in ("er", "sie", "man", "wir", "ich", "der") and "Dat" not in doc[phrase.start].morph.get("Case"):
            score += 0.8
        if finite is None:
            return score
        is_plural, verb_plural = plural(doc, phrase), _verb_plural(doc, finite)
        if is_plural is not None and verb_plural is not None:
            score += 0.5 if is_plural == verb_plural else -1.5
        others = [p for p in self.phrases(clause) if p.start < phrase.start and not p.preposition]
        between = [i for i in clause.tokens if finite < i < phrase.start]
        if phrase.end <= finite:
            score += 2.0 if not others else 0.2
        elif not any(p.start > finite for p in others):
            score += 2.0 if not between else 1.4 if len(between) == 1 else 0.9
        if clause.kind in ("sub", "cond", "rel") and not others:
            score += 1.0
        return score

    def datives(self, clause: Clause) -> list[Phrase]:
        """Phrases in the dative without preposition."""
        return [p for p in self.phrases(clause) if not p.preposition and self._dative(p)]

    def _dative(self, phrase: Phrase) -> bool:
        first = self.doc[phrase.start]
        lower = first.lower_
        case = self.doc[phrase.head].morph.get("Case")
        if lower in ("dem", "einem", "diesem", "keinem", "seinem", "ihrem", "ihm", "ihnen"):
            return True
        if lower == "den":
            return self.doc[phrase.head].lower_.endswith(("n", "s")) and "Sing" not in self.doc[phrase.head].morph.get("Number") or "Dat" in case
        if lower in ("der", "einer", "dieser", "ihrer", "seiner"):
            return "Dat" in case or "Gen" in case or "Fem" in self.doc[phrase.head].morph.get("Gender")
        return "Dat" in case and "Dat" in first.morph.get("Case", ["Dat"])

    def objects(self, clause: Clause, subject: Phrase | None) -> list[Phrase]:
        """Bare phrases that are neither subject nor dative."""
        return [p for p in self.phrases(clause) if not p.preposition and p is not subject and not self._dative(p)]

    # -- names ------------------------------------------------------------------------------------------------------------------------

    def names(self, phrase: Phrase | None, sentence: Sentence) -> list[tuple[str, int | None]]:
        """The names that a phrase (with what is coordinated) stands for: as worded, pronouns and „beide Seiten“ resolved where that is clear."""
        if phrase is None:
            return []
        out: list[tuple[str, int | None]] = []
        for part in phrase.parts():
            text = self.doc[part.start : part.end].text
            lower = text.lower()
            if part.end - part.start == 1 and lower in PRONOUNS or self.doc[part.start].tag_ == "PPER":
                out += self.resolve(part, sentence)
            elif self._unnamed_speaker(part) and (own := self._institution(part, sentence)):
                out += own
            elif _GROUP_NOUN.match(self.doc[part.head].text) and _GROUP_REFERENCE.match(lower) and (named := self._group(sentence)):
                out += named
            else:
                out.append(self._name(part))
        return out

    def _name(self, phrase: Phrase) -> tuple[str, int | None]:
        """Without article; a person without the title in front."""
        start, end = phrase.core, phrase.end
        for entity in self.doc.ents:
            if entity.label_ == "PER" and start < entity.start and entity.end == end and entity.start > phrase.start:
                start = entity.start
        while start < end - 1 and (self.doc[start].lower_ in ("sogenannten", "sogenannte", "so", "genannten", "weitere", "weiteren", "alle", "allen") or self.doc[start].tag_ in ("ART", "PDAT", "PPOSAT") or self.doc[start].is_quote):
            start += 1
        end = self._full_name(start, end)
        inner = self._unwrap(start, end)
        text = self.doc[inner[0] : inner[1]].text.strip("„“\"»«() ")
        return text, self.doc[inner[0]].idx

    def _full_name(self, start: int, end: int) -> int:
        """An actor's name that goes on behind the phrase („Bundesamt für Sicherheit in der Informationstechnik“) is kept whole."""
        first, last = self.doc[start].idx, self.doc[end - 1].idx + len(self.doc[end - 1])
        for mention in self.mentions:
            if mention.start_char <= first < mention.end_char and mention.end_char > last:
                while end < len(self.doc) and self.doc[end].idx < mention.end_char:
                    end += 1
        return end

    def _unwrap(self, start: int, end: int) -> tuple[int, int]:
        """„Einheiten einer Koalition“ act for the coalition; „Vertreter“, „Sprecher“ of an institution stay."""
        if self.doc[start].lower_ in ("einheiten", "truppen", "soldaten", "kräfte", "maßnahmen") and end - start >= 3 and self.doc[start + 1].lower_ in ("der", "einer", "des", "eines", "von"):
            inner = start + 2
            while inner < end - 1 and self.doc[inner].lower_ in ("sogenannten", "so", "genannten", "internationalen"):
                inner += 1
            return inner, end
        return start, end

    def resolve(self, pronoun: Phrase, sentence: Sentence, outside: bool = False) -> list[tuple[str, int | None]]:
        """What er/sie/man/wir/ihnen stands for: the subject of the sentence before that fits in number and gender; „man“, „wir“ the speaker."""
        lower = self.doc[pronoun.start].lower_
        before = [s for s in reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number])]
        if lower in ("man", "wir", "ich", "uns"):
            return self.speaker(sentence, None)
        if lower in ("beide", "beiden"):
            return self._group(sentence)
        want_plural = lower in ("ihnen",) or (lower == "sie" and "Plur" in self.doc[pronoun.start].morph.get("Number"))
        if lower == "es" and not any(self._neuter_party(p) for c in sentence.clauses for p in self.phrases(c) if p.end <= pronoun.start):
            return []
        own = [c for c in self.context.filled(sentence).clauses if c.end <= pronoun.start and c.kind != "rel" and not outside]
        for clause in [*reversed(own), *(c for s in before for c in reversed(self.context.filled(s).clauses))]:
            subject = self.subject(clause)
            if subject is None or self.doc[subject.start].tag_ == "PPER" or subject.start == pronoun.start or self.doc[subject.head].lower_ in PRONOUNS:
                continue
            if want_plural is not None and plural(self.doc, subject) not in (None, want_plural):
                continue
            if not self._gender_fits(lower, subject, want_plural):
                continue
            return [self._name(p) for p in subject.parts()]
        return []

    def _neuter_party(self, phrase: Phrase) -> bool:
        """An institution that „es“ can stand for."""
        head = self.doc[phrase.head]
        return "party" in self.context.lexicon.roles(head.lower_) and (self.doc[phrase.start].lower_ in ("das", "ein") or "Neut" in head.morph.get("Gender"))

    def _gender_fits(self, pronoun: str, phrase: Phrase, is_plural: bool) -> bool:
        if is_plural:
            return True
        gender = self.doc[phrase.head].morph.get("Gender")
        wanted = {"er": "Masc", "sie": "Fem", "es": "Neut", "ihm": "Masc", "ihn": "Masc"}.get(pronoun)
        if wanted is None or not gender or self.doc[phrase.head].tag_ == "NE":
            return True
        return wanted in gender

    def _group(self, sentence: Sentence) -> list[tuple[str, int | None]]:
        """The last coordination of names before: „die drei Staaten“, „beide Seiten“."""
        for other in reversed(self.context.sentences[max(0, sentence.number - 4) : sentence.number]):
            for clause in self.context.filled(other).clauses:
                for phrase in self.phrases(clause):
                    named = [p for p in phrase.parts() if self.doc[p.head].tag_ in ("NE",) or self.doc[p.head].ent_type_]
                    if len(named) >= 2 and len(named) == len(phrase.parts()):
                        return [self._name(p) for p in named]
        return []

    def speaker(self, sentence: Sentence, clause: Clause | None) -> list[tuple[str, int | None]]:
        """Who speaks in the sentence or just before: subject of the attribution, of a demand, threat or announcement; spokespersons give way
        to the institution named before them."""
        for other in [sentence, *reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number])]:
            for part in self.context.filled(other).clauses:
                if part is clause or part.kind not in ("main", "inf"):
                    continue
                info = self.context.info(part)
                if not ({"demand", "threat", "announce", "pledge", "order", "set"} & info.verb_roles) and not (other is sentence and self._says(part)):
                    continue
                subject = self.subject(part)
                if subject is None or self.doc[subject.start].lower_ in ("man", "es"):
                    continue
                if self._speaks_for_another(subject):
                    own = self._institution(subject, other)
                    if own:
                        return own
                if self.doc[subject.start].tag_ == "PPER":  # „…, schrieb er“: not somebody whom his own words name
                    return self.resolve(subject, other, outside=True)
                return self.names(subject, other)
        return []

    def _speaks_for_another(self, subject: Phrase) -> bool:
        """A spokesperson, negotiator or head whose institution is meant („man“, „wir“)."""
        return any("speaker" in self.context.lexicon.roles(self.doc[i].lower_) for i in range(subject.start, subject.end) if self.doc[i].tag_ in ("NN", "NE"))

    def _unnamed_speaker(self, phrase: Phrase) -> bool:
        """„eine Sprecherin“: unnamed spokespersons are their institution."""
        head = self.doc[phrase.head]
        return head.tag_ == "NN" and head.lower_.endswith(("sprecher", "sprecherin", "sprecherinnen")) and phrase.head == phrase.end - 1

    def _institution(self, subject: Phrase, sentence: Sentence) -> list[tuple[str, int | None]]:
        """The institution that a spokesperson belongs to: a genitive behind, else the subject that is an institution in a clause before."""
        head = next((i for i in range(subject.start, subject.end) if "speaker" in self.context.lexicon.roles(self.doc[i].lower_)), subject.head)
        after = [i for i in range(head + 1, subject.end)]
        if after and self.doc[after[0]].lower_ in ("der", "des", "von", "vom") and len(after) > 1:
            return [(self.doc[after[1] : subject.end].text, self.doc[after[1]].idx)]
        sentences = [sentence, *reversed(self.context.sentences[max(0, sentence.number - 3) : sentence.number])]
        for other in sentences:
            for clause in reversed(self.context.filled(other).clauses):
                found = self.subject(clause) if clause.end <= subject.start and clause.kind == "main" else None
                if found is not None and self.doc[found.start].lower_ not in PRONOUNS and self._is_party(self._name(found)) and not self._speaks_for_another(found):
                    return self.names(found, other)
        return []

    def _says(self, clause: Clause) -> bool:
        """„…, sagte X“: the verb stands first in a short clause, or the clause has a verb of saying."""
        if clause.finite is None or not clause.tokens:
            return False
        if self.doc[clause.finite].lower_ in cl.FUTURE or self.doc[clause.finite].lower_ in cl.MODALS:
            return False
        words = {self.doc[i].lower_ for i in clause.tokens}
        return clause.tokens[0] == clause.finite or bool(words & {"sagte", "teilte", "erklärte", "hieß", "schrieb", "so", "mit", "betonte"})

    # -- frames -----------------------------------------------------------------------------------------------------------------------

    def parties(self, sentence: Sentence, window: Window, verdict: Verdict) -> Parties:
        """Responders and addressees of a frame."""
        found = Parties(subject=self.subject(verdict.clause))
        if verdict.kind == "ultimatum":
            self._ultimatum(sentence, verdict, found)
        elif verdict.kind == "pledge":
            self._pledge(sentence, verdict, found)
        else:
            self._act(sentence, window, verdict, found)
        found.responders = _unique(found.responders)
        found.addressees = [a for a in _unique(found.addressees) if a not in found.responders]
        return found

    def _act(self, sentence: Sentence, window: Window, verdict: Verdict, found: Parties) -> None:
        clause, info = verdict.clause, self.context.info(verdict.clause)
        if clause.kind in ("inf", "sub") and (upper := verdict.matrix or governing(self.context, sentence, clause)) is not None and clause.kind == "inf":
            self._obliged_by(sentence, upper, found)
            found.addressees += [n for p in self.datives(clause) for n in self.names(p, sentence)]
            return
        if verdict.kind == "deadline" and verdict.matrix is clause and clause.kind == "main":
            self._given_time(sentence, clause, found)
            return
        agents = self._agents(clause, sentence)
        happens = "happen" in info.verb_roles
        if info.passive or happens:
            found.responders += agents
            if found.subject is not None and info.passive:
                target = self.names(found.subject, sentence)
                found.addressees += [t for t in target if self._is_party(t)]
        elif found.subject is not None:
            found.responders += self.names(found.subject, sentence) + self._apposition(found.subject, sentence) + agents
        else:
            found.responders += agents
        if clause.kind == "main" and not found.responders and not happens:
            found.responders += self._free_relative(sentence)
        found.addressees += [n for p in self.datives(clause) for n in self.names(p, sentence) if p is not found.subject]
        if not info.passive:
            found.addressees += [n for p in self.objects(clause, found.subject) for n in self.names(p, sentence) if self._is_party(n)]
        found.addressees += self._targets(clause, sentence)

    def _obliged_by(self, sentence: Sentence, upper: Clause, found: Parties) -> None:
        """Order: its object must act („verpflichtet alle EU-Staaten“, „gab der Stadt Zeit“); in the passive its subject."""
        info = self.context.info(upper)
        subject = self.subject(upper)
        if info.passive or subject is not None and not ({"order", "set", "oblige", "commit", "demand"} & info.verb_roles):
            found.responders += self.names(subject, sentence)
            return
        objects = [p for p in self.objects(upper, subject)] if {"order", "commit", "oblige"} & info.verb_roles else []
        targets = self.datives(upper) or objects
        found.responders += [n for p in targets[:1] for n in self.names(p, sentence)]
        if not targets:
            found.responders += self.names(subject, sentence) if not {"order", "set"} & info.verb_roles else []

    def _free_relative(self, sentence: Sentence) -> list[tuple[str, int | None]]:
        """„Wer unter das Gesetz fällt, muss …“: the firms or people named in one of the two sentences before."""
        if not any(c.opener == "wer" for c in sentence.clauses):
            return []
        for other in reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number]):
            for clause in reversed(self.context.filled(other).clauses):
                for phrase in reversed(self.phrases(clause)):
                    if not phrase.preposition and "party" in self.context.lexicon.roles(self.doc[phrase.head].lower_) and plural(self.doc, phrase):
                        name, start = self._name(phrase)
                        words = name.split()
                        return [(words[-1], (start or 0) + len(name) - len(words[-1]))] if words[0].lower() in ("viele", "alle", "manche") else [(name, start)]
        return []

    def _apposition(self, subject: Phrase, sentence: Sentence) -> list[tuple[str, int | None]]:
        """„…, darunter europäische Staaten, Großbritannien und weitere Partner“: members count, „weitere …“ does not."""
        out: list[tuple[str, int | None]] = []
        tokens = range(sentence.start, sentence.end)
        at = next((i for i in tokens if i > subject.start and self.doc[i].lower_ in ("darunter", "einschließlich", "inklusive", "allen")), None)
        if at is None:
            return out
        for phrase in noun_phrases(self.doc, [i for i in tokens if i > at and not self.doc[i].is_punct], self.context.shielded(at, sentence.end)):
            for part in phrase.parts():
                if self.doc[part.core].lower_ not in ("weitere", "weiteren", "andere", "anderen") and self.doc[part.start].lower_ not in ("weitere", "andere") and not phrase.preposition:
                    out.append(self._name(part))
        return out

    def _agents(self, clause: Clause, sentence: Sentence) -> list[tuple[str, int | None]]:
        """Agent phrases: durch …, von …, unter Beteiligung / Führung von …, unterstützt durch Maßnahmen der …."""
        out: list[tuple[str, int | None]] = []
        info = self.context.info(clause)
        for phrase in self.phrases(clause):
            head = self.doc[phrase.head].lower_ if phrase.head < phrase.end else ""
            first = self.doc[phrase.core].lower_
            before = self.doc[phrase.start - 2].lower_ if phrase.start >= 2 else ""
            if phrase.preposition in ("unter", "mit") and _LED.match(first) and phrase.end - phrase.core >= 2:
                inner = phrase.core + 1
                while inner < phrase.end - 1 and self.doc[inner].tag_ in ("ART", "APPR"):
                    inner += 1
                out.append((self.doc[inner : phrase.end].text, self.doc[inner].idx))
            elif phrase.preposition in ("durch", "von", "seitens", "vom") and (info.passive and phrase.preposition in ("durch", "von", "vom") or before in _INVOLVED):
                if phrase.preposition != "von" or self._is_party(self._name(phrase)) or before in _INVOLVED:
                    out += [self._name(p) for p in phrase.parts() if self._is_party(self._name(p)) or head]
        return out

    def _targets(self, clause: Clause, sentence: Sentence) -> list[tuple[str, int | None]]:
        """„Reiseverbote gegen die Verantwortlichen“."""
        return [self._name(p) for phrase in self.phrases(clause) if phrase.preposition == "gegen" for p in phrase.parts() if self.doc[p.head].tag_ in ("NN", "NE")]

    def _given_time(self, sentence: Sentence, clause: Clause, found: Parties) -> None:
        """„gab dem Bundestag Zeit“: who gets time must act; „hat zwei Monate Zeit“: who has it."""
        info = self.context.info(clause)
        targets = self.datives(clause)
        if targets:
            found.responders += [n for p in targets[:1] for n in self.names(p, sentence)]
        elif {"set", "order", "extend"} & info.verb_roles:
            bare = [p for p in self.objects(clause, found.subject) if "deadline" not in self.context.lexicon.roles(self.doc[p.head].lower_)]
            found.responders += [n for p in bare[:1] if self.doc[p.head].tag_ == "NE" or self._is_party(self._name(p)) for n in self.names(p, sentence)]
        else:
            found.responders += self.names(found.subject, sentence)

    def _ultimatum(self, sentence: Sentence, verdict: Verdict, found: Parties) -> None:
        matrix = verdict.matrix or verdict.clause
        setter = None
        if verdict.clause.kind == "cond":
            found.addressees += self.names(found.subject, sentence) if not self.context.info(verdict.clause).passive else []
            actor = self.subject(matrix) if matrix is not verdict.clause and not self.context.info(matrix).passive else None
            if actor is not None and self.doc[actor.start].lower_ not in ("man", "wir", "es") and self._is_party(self._name(actor)) and not self._speaks_for_another(actor):
                found.responders += self.names(actor, sentence)
            found.responders = found.responders or self.speaker(sentence, verdict.clause)
            if not found.responders:
                found.responders += self.names(actor, sentence)
            return
        setter = self.subject(matrix)
        if setter is not None and self.context.info(matrix).passive:
            found.addressees += self.names(setter, sentence)
        else:
            found.responders += self.names(setter, sentence)
        targets = [p for p in self.datives(matrix) if p is not setter]
        by_preposition = [p for p in self.phrases(matrix) if p.preposition in ("von", "vom", "gegenüber", "an") and self._named_or_party(p)]
        objects = [p for p in self.objects(matrix, setter) if self._is_party(self._name(p))] if "demand" in self.context.info(matrix).verb_roles else []
        chosen = by_preposition[:1] or targets[:1] or objects[:1]
        found.addressees += [n for p in chosen for n in self.names(p, sentence)]
        if not found.addressees:
            found.addressees += self._told_before(sentence)

    def _told_before(self, sentence: Sentence) -> list[tuple[str, int | None]]:
        """Whom the sentence before sets a deadline or makes a demand to."""
        for other in reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number]):
            for clause in self.context.filled(other).clauses:
                if {"set", "demand", "threat"} & self.context.info(clause).verb_roles and (targets := self.datives(clause)):
                    return [n for p in targets[:1] for n in self.names(p, other)]
        return []

    def _pledge(self, sentence: Sentence, verdict: Verdict, found: Parties) -> None:
        matrix = verdict.matrix or verdict.clause
        subject = self.subject(matrix)
        if matrix is verdict.clause and self.context.info(matrix).modal == "future" or subject is None or self.doc[subject.start].lower_ in ("man", "es"):
            found.responders += self.speaker(sentence, verdict.clause)
            if not found.responders:
                found.responders += self._last_actor(sentence)
            found.addressees += [n for p in self.datives(verdict.clause) for n in self.names(p, sentence)]
            return
        info = self.context.info(matrix)
        if info.passive:
            found.responders += self._agents(matrix, sentence)
            return
        if "happen" in info.verb_roles:  # „sollen die Waffen schweigen“: who promised stands beside
            near = self.promise_beside(sentence)
            if near is not None:
                other, clause = near
                found.responders += self.names(self.subject(clause), other)
                found.addressees += [n for p in self.datives(clause) for n in self.names(p, other)]
            return
        found.responders += self.names(subject, sentence)
        found.addressees += [n for p in self.datives(matrix) if p is not subject for n in self.names(p, sentence)]

    def _last_actor(self, sentence: Sentence) -> list[tuple[str, int | None]]:
        """The institution or group that last was the subject of a sentence before: „heißt es“ names no speaker."""
        for other in reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number]):
            for clause in reversed(self.context.filled(other).clauses):
                subject = self.subject(clause) if clause.kind == "main" else None
                if subject is not None and self._is_party(self._name(subject)):
                    return self.names(subject, other)
        return []

    def promise_beside(self, sentence: Sentence) -> tuple[Sentence, Clause] | None:
        """The clause with the verb of promise or agreement in the next or the previous two sentences."""
        low, high = max(0, sentence.number - 2), sentence.number + 2
        beside = self.context.sentences[sentence.number + 1 : high] + list(reversed(self.context.sentences[low : sentence.number]))
        for other in beside:
            for clause in self.context.filled(other).clauses:
                if {"pledge", "agree", "commit"} & self.context.info(clause).verb_roles and self.subject(clause) is not None:
                    return other, clause
        return None

    def _named_or_party(self, phrase: Phrase) -> bool:
        return self.doc[phrase.head].tag_ == "NE" or self._is_party(self._name(phrase))

    def _is_party(self, name: tuple[str, int | None]) -> bool:
        """Whether the name is a known actor, a named entity that is no mere place, or a noun for people and institutions."""
        text, start = name
        if start is None:
            return False
        end = start + len(text)
        first_word = start + len(text.split()[0])
        if any(m.start_char < first_word and start < m.end_char for m in self.mentions):
            return True
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return False
        if any(e.label_ in ("PER", "ORG") and e.start < span.end and span.start < e.end for e in self.doc.ents):
            return True
        return any("party" in self.context.lexicon.roles(t.lower_) for t in span[:2])


def _verb_plural(doc: Doc, finite: int) -> bool | None:
    lower = doc[finite].lower_
    if lower.endswith(("en", "ind", "eien", "ären")):
        return True
    return False if lower.endswith(("t", "e", "ß", "l", "s", "ss", "i", "f", "g", "m", "d")) else None


def _unique(names: list[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    seen: dict[str, tuple[str, int | None]] = {}
    for name in names:
        if name[0] and name[0] not in seen:
            seen[name[0]] = name
    return list(seen.values())


__all__ = ["Parties", "PartyFinder", "attribution", "cl"]
