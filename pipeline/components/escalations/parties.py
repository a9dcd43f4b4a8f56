"""Who acts and who is meant: responders and addressees of a frame, as worded, shortest full name without article."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.agents import AgentFinder
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import governing
from pipeline.components.escalations.phrases import PRONOUNS, Phrase
from pipeline.components.escalations.scene import BY_PROMISE, EITHER_OR, IN_RETURN, OBLIGED, REFRAINS, WITHOUT, Verdict
from pipeline.components.escalations.subjects import Name
from pipeline.components.escalations.windows import Window

_AFFECTED = (
    "kind",
    "schüler",
    "patient",
    "kund",
    "anwohner",
    "bürger",
    "familie",
    "gefangen",
    "geisel",
    "opfer",
    "mieter",
    "sparer",
    "beschäftigt",
    "pendler",
)
_HELD = vb.HAVE | {"habt", "hast", "bleibt", "bleiben", "bleibe", "bekommt", "bekommen", "bekam", "erhält", "erhielt", "erhalten"}


@dataclass(slots=True)
class Parties:
    """Names as worded, with the characters where they stand (None where inferred)."""

    responders: list[Name] = field(default_factory=list)
    addressees: list[Name] = field(default_factory=list)
    subject: Phrase | None = None  # of the window's clause


class PartyFinder(AgentFinder):
    """Finds the parties of the frames of one Doc."""

    def parties(self, sentence: Sentence, window: Window, verdict: Verdict) -> Parties:
        """Responders and addressees of a frame."""
        found = Parties(subject=self.subject(verdict.clause))
        if verdict.kind == "ultimatum":
            self._ultimatum(sentence, verdict, found)
        elif verdict.kind == "pledge":
            self._pledge(sentence, verdict, found)
        else:
            self._act(sentence, window, verdict, found)
        found.responders = [n for n in _unique(found.responders) if not self._names_a_term(n)]
        found.addressees = [a for a in _unique(found.addressees) if a not in found.responders]
        return found

    def _act(self, sentence: Sentence, window: Window, verdict: Verdict, found: Parties) -> None:
        clause, info = verdict.clause, self.context.info(verdict.clause)
        if (
            clause.kind in ("inf", "sub")
            and (upper := verdict.matrix or governing(self.context, sentence, clause)) is not None
            and clause.kind == "inf"
        ):
            self._obliged_by(sentence, upper, found)
            found.addressees += [n for p in self.datives(clause) for n in self.names(p, sentence)]
            return
        if verdict.kind == "deadline" and verdict.matrix is clause and clause.kind in ("main", "rel"):
            self._given_time(sentence, clause, found)
            return
        agents = self._agents(clause, sentence)
        happens = "happen" in info.verb_roles and not self._starts_something(clause, found.subject)
        if info.passive or happens:
            found.responders += agents
            if found.subject is not None and info.passive:
                target = self.names(found.subject, sentence)
                found.addressees += [t for t in target if self.is_party(t)]
        elif clause.finite is None and agents:  # „Tag zwei bis fünf: tägliche Proben durch das Landeslabor“
            found.responders += agents
        elif found.subject is not None:
            found.responders += self.names(found.subject, sentence) + self._apposition(found.subject, sentence) + agents
        else:
            found.responders += agents
        if found.subject is not None and self._is_paper(found.subject):  # „Der Plan erlaubt den Ländern die Ausgabe …“
            told = [p for p in self.datives(clause) if self._somebody(p)]
            found.responders = [n for p in told for n in self.names(p, sentence)] or agents
            return
        if (owned := self._falls_to(clause, found.subject)) is not None:
            found.responders, found.addressees = [n for p in owned for n in self.names(p, sentence)], []
            return
        if clause.kind == "main" and not found.responders and not happens:
            found.responders += self._free_relative(sentence)
        if not found.responders and verdict.kind == "stage" and found.subject is not None and self.doc[found.subject.start].lower_ == "man":
            found.responders += self._last_actor(sentence, 5)
        if not found.responders and verdict.kind == "deadline" and info.modal in ("", "be_to"):
            found.responders += (
                [n for p in self.phrases(clause) if p.preposition == "für" for n in self.names(p, sentence)]
                if self._rules_for(clause)
                else []
            )
        if not found.responders and verdict.kind == "deadline" and info.modal == "be_to":
            found.responders += self._bound_before(sentence)
        found.addressees += [
            n for p in self.datives(clause) if self._somebody(p) and p is not found.subject for n in self.names(p, sentence)
        ]
        if not info.passive:
            found.addressees += [n for p in self.objects(clause, found.subject) for n in self.names(p, sentence) if self.is_party(n)]
        found.addressees += self._targets(clause, sentence)
        if verdict.kind == "stage":
            found.addressees += self._owners(clause, found.subject)

    def _obliged_by(self, sentence: Sentence, upper: Clause, found: Parties) -> None:
        """Order: its object must act („verpflichtet alle EU-Staaten“, „gab der Stadt Zeit“); in the passive its subject."""
        info = self.context.info(upper)
        subject = self.subject(upper)
        if "announce" in info.verb_roles and not {"order", "oblige", "demand"} & info.verb_roles:
            found.responders += self.names(subject, sentence)
            return
        if "demand" in info.verb_roles and not info.passive and (told := self._told(upper, subject, sentence)):
            found.responders += told  # „Das Gericht forderte den Konzern auf, …“: who is told must act
            return
        if info.passive and {"order", "demand", "oblige"} & info.verb_roles and (bound := self._told_in_passive(upper, subject)):
            found.responders += [n for p in bound[:1] for n in self.names(p, sentence)]
            return
        if info.passive or subject is not None and not ({"order", "set", "oblige", "commit", "demand"} & info.verb_roles):
            found.responders += self.names(subject, sentence)
            return
        objects = list(self.objects(upper, subject)) if {"order", "commit", "oblige"} & info.verb_roles else []
        targets = self.datives(upper) or objects
        found.responders += [n for p in targets[:1] for n in self.names(p, sentence)]
        if not targets:
            found.responders += self.names(subject, sentence) if not {"order", "set"} & info.verb_roles else []

    def _given_time(self, sentence: Sentence, clause: Clause, found: Parties) -> None:
        """„gab dem Bundestag Zeit“: who gets time must act; „hat zwei Monate Zeit“: who has it."""
        info = self.context.info(clause)
        targets = self.datives(clause)
        if targets:
            somebody = [p for p in targets if self._somebody(p)]
            found.responders += [
                n for p in somebody[:1] for n in self.names(p, sentence) if self.doc[p.head].pos_ != "PRON" or self.is_party(n)
            ]
        elif {"set", "order", "extend"} & info.verb_roles:
            bare = [p for p in self.objects(clause, found.subject) if "deadline" not in self.context.lexicon.roles(self.doc[p.head].lower_)]
            found.responders += [
                n for p in bare[:1] if self.doc[p.head].tag_ == "NE" or self.is_party(self.name(p)) for n in self.names(p, sentence)
            ]
        else:
            found.responders += self.names(found.subject, sentence)

    def _ultimatum(self, sentence: Sentence, verdict: Verdict, found: Parties) -> None:
        matrix = verdict.matrix or verdict.clause
        if verdict.clause.kind == "cond":
            self._unless(sentence, verdict, matrix, found)
            return
        if verdict.reason == WITHOUT:
            actor = found.subject if found.subject is not None and self._acts_itself(verdict.clause, found.subject) else None
            found.responders += self.names(actor, sentence) or self._setter(sentence, verdict.clause)
            found.addressees += self._told_beside(sentence)
            return
        if verdict.reason == EITHER_OR or matrix is verdict.clause and self._holds_time(matrix):
            told = self.datives(verdict.clause)[:1] if verdict.reason != EITHER_OR else []
            told = told or [p for p in [found.subject] if p is not None]
            found.addressees += [n for p in told for n in self.names(p, sentence)]
            found.responders += self._setter(sentence, verdict.clause)
            return
        setter = self.subject(matrix)
        if setter is not None and self.context.info(matrix).passive:
            found.addressees += self.names(setter, sentence)
        else:
            found.responders += self.names(setter, sentence)
        inner = found.subject if verdict.clause.kind == "sub" and verdict.clause is not matrix else None
        named = self.names(inner, sentence) if inner is not None and self.named_or_party(inner) else []
        found.addressees += named or self._told(matrix, setter, sentence) or self._told_beside(sentence)
        if verdict.matrix is None:  # „müssten bis Donnerstag räumen, sonst …“: the one who must is told, the one before has set it
            found.addressees, found.responders = found.responders, self._setter(sentence, verdict.clause)
            if found.responders and set(found.responders) <= set(found.addressees):
                found.responders = self._sender(sentence, found.addressees) or found.responders

    def _unless(self, sentence: Sentence, verdict: Verdict, matrix: Clause, found: Parties) -> None:
        """„Wenn X nicht bis …, werde Y …“: X is told, Y or the speaker threatens."""
        told = self.names(found.subject, sentence) if not self.context.info(verdict.clause).passive else []
        found.addressees += [n for n in told if n[1] is None or self.is_party(n)] or self._told_beside(sentence)
        if not found.addressees:  # „Liege kein Nachweis vor, werde man dem Labor die Zulassung entziehen“
            hit = [
                p for c in sentence.clauses if c.kind == "main" and c is not verdict.clause for p in self.datives(c) if self._somebody(p)
            ]
            found.addressees += [n for p in hit[:1] for n in self.names(p, sentence)]
        actor = self.subject(matrix) if matrix is not verdict.clause and not self.context.info(matrix).passive else None
        if (
            actor is not None
            and self.doc[actor.start].lower_ not in ("man", "wir", "es")
            and self.is_party(self.name(actor))
            and not self.speaks_for_another(actor)
        ):
            found.responders += self.names(actor, sentence)
        found.responders = found.responders or self._setter(sentence, verdict.clause)
        if not found.responders:
            found.responders += [n for n in self.names(actor, sentence) if n not in found.addressees]

    def _holds_time(self, clause: Clause) -> bool:
        """„Die Rebellen haben bis Freitag Zeit“, „ihnen bleiben 24 Stunden“: who has time is told."""
        info = self.context.info(clause)
        held = clause.finite is not None and self.doc[clause.finite].lower_ in _HELD
        return held and not info.modal and not info.passive and not info.past and "set" not in info.verb_roles

    def _told(self, matrix: Clause, setter: Phrase | None, sentence: Sentence) -> list[Name]:
        """Whom a clause of demand or setting time is addressed to."""
        verbs = self.context.info(matrix).verb_roles
        by_preposition = [p for p in self.phrases(matrix) if p.preposition in ("von", "vom", "gegenüber", "an") and self.named_or_party(p)]
        targets = [p for p in self.datives(matrix) if p is not setter]
        bare = {"demand", "set", "threat", "extend", "order", "leave"} & verbs
        objects = [p for p in self.objects(matrix, setter) if self.named_or_party(p)] if bare else []
        chosen = by_preposition[:1] or targets[:1] or objects[:1]
        return [n for p in chosen for n in self.names(p, sentence) if not self._names_a_term(n)]

    def _setter(self, sentence: Sentence, clause: Clause) -> list[Name]:
        return (
            self.speaker(sentence, clause)
            or self._setter_before(sentence)
            or self._actor_in_front(sentence, clause)
            or self._last_actor(sentence)
        )

    def _actor_in_front(self, sentence: Sentence, clause: Clause) -> list[Name]:
        """„Der Betriebsrat verliert die Geduld: Kommt bis Monatsende kein Konzept, wird das Werk blockiert“."""
        for part in reversed([c for c in sentence.clauses if c.kind == "main" and c.end <= clause.start]):
            subject = self.subject(part)
            if subject is not None and self._somebody(subject):
                return self.names(subject, sentence)
        return []

    def _sender(self, sentence: Sentence, told: list[Name]) -> list[Name]:
        """„bekamen Post vom Gesundheitsamt“: from whom the words of the sentence before come."""
        for other in reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number]):
            for clause in self.context.filled(other).clauses:
                sent = [p for p in self.phrases(clause) if p.preposition in ("von", "vom", "aus", "durch") and self.named_or_party(p)]
                names = [self.name(p) for p in sent]
                if names and names[0] not in told:
                    return names[:1]
        return []

    def _setter_before(self, sentence: Sentence) -> list[Name]:
        """Who sets an ultimatum or makes a demand in one of the two sentences before."""
        for other in reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number]):
            for clause in self.context.filled(other).clauses:
                if {"set", "demand", "threat"} & self.context.info(clause).verb_roles:
                    return self.names(self.subject(clause), other)
        return []

    def _told_beside(self, sentence: Sentence) -> list[Name]:
        """Whom another clause of the sentence or one of the two sentences before sets a deadline or makes a demand to."""
        for other in [sentence, *reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number])]:
            for clause in self.context.filled(other).clauses:
                if {"set", "demand", "threat"} & self.context.info(clause).verb_roles and clause.kind == "main":
                    found = self._told(clause, self.subject(clause), other)
                    if found:
                        return found
        return []

    def _pledge(self, sentence: Sentence, verdict: Verdict, found: Parties) -> None:
        matrix = verdict.matrix or verdict.clause
        if verdict.reason == BY_PROMISE and (giver := self._giver(verdict.clause)) is not None:
            found.responders.append(giver)
            return
        subject = self.subject(matrix)
        own = found.subject
        if matrix is not verdict.clause and own is not None and self._acts_itself(verdict.clause, own):
            found.responders += self.names(own, sentence)  # „werde das Heer … unterbrechen, versicherte er“
            found.addressees += [n for p in self.datives(verdict.clause) if p is not own for n in self.names(p, sentence)]
            return
        if (
            matrix is verdict.clause
            and self.context.info(matrix).modal == "future"
            and verdict.reason not in (IN_RETURN, REFRAINS)
            or subject is None
            or self.doc[subject.start].lower_ in ("man", "es", "niemand", "keiner", "nichts")
        ):
            found.responders += self.speaker(sentence, verdict.clause)
            if not found.responders:
                found.responders += self._last_actor(sentence)
            found.addressees += [n for p in self.datives(verdict.clause) for n in self.names(p, sentence)]
            return
        info = self.context.info(matrix)
        if info.passive:
            found.responders += self._agents(matrix, sentence)
            return
        if "happen" in info.verb_roles and verdict.reason != REFRAINS:  # „sollen die Waffen schweigen“: who promised stands beside
            near = self.promise_beside(sentence)
            if near is not None:
                other, clause = near
                found.responders += self.names(self.subject(clause), other)
                found.addressees += [n for p in self.datives(clause) for n in self.names(p, other)]
            return
        found.responders += self.names(subject, sentence)
        found.addressees += [n for p in self.datives(matrix) if p is not subject for n in self.names(p, sentence)]
        for clause in {id(c): c for c in (matrix, verdict.clause)}.values():
            towards = [p for p in self.phrases(clause) if p.preposition in ("gegenüber", "an") and self.named_or_party(p)]
            found.addressees += [n for p in towards for n in self.names(p, sentence)]

    def _acts_itself(self, clause: Clause, subject: Phrase) -> bool:
        """A main clause in the active voice whose subject is named, no pronoun."""
        named = self.doc[subject.head].lower_ not in PRONOUNS | {"niemand", "keiner"} and self.doc[subject.start].tag_ != "PPER"
        affected = self.doc[subject.head].lower_.startswith(_AFFECTED)
        acts = named and not affected and self.is_party(self.name(subject))
        return clause.kind == "main" and not self.context.info(clause).passive and acts

    def _bound_before(self, sentence: Sentence) -> list[Name]:
        """Who must act by the sentences before, or against whom a ruling is: „… muss nun aufräumen“, „Strafe gegen den Konzern“."""
        for other in reversed(self.context.sentences[max(0, sentence.number - 3) : sentence.number]):
            for clause in self.context.filled(other).clauses:
                subject = self.subject(clause)
                pronoun = subject is not None and self.doc[subject.start].tag_ == "PPER"
                if self.context.info(clause).modal in OBLIGED and subject is not None and (pronoun or self.is_party(self.name(subject))):
                    return self.names(subject, other)
                against = [p for p in self.phrases(clause) if p.preposition == "gegen" and self.named_or_party(p)]
                if against:
                    return self.names(against[0], other)
        return []

    def _last_actor(self, sentence: Sentence, reach: int = 2) -> list[Name]:
        """The institution or group that last was the subject of a sentence before: „heißt es“ names no speaker."""
        for other in reversed(self.context.sentences[max(0, sentence.number - reach) : sentence.number]):
            for clause in reversed(self.context.filled(other).clauses):
                subject = self.subject(clause) if clause.kind == "main" else None
                if subject is not None and self.is_party(self.name(subject)):
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


def _unique(names: list[Name]) -> list[Name]:
    seen: dict[str, Name] = {}
    for name in names:
        if name[0] and name[0] not in seen:
            seen[name[0]] = name
    return list(seen.values())
