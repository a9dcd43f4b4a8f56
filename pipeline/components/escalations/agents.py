"""Who acts where the subject does not tell: agents of a passive, appositions, owners, those for whom a rule holds."""

from __future__ import annotations

import re

from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.names import NameFinder
from pipeline.components.escalations.phrases import Phrase, noun_phrases, plural
from pipeline.components.escalations.subjects import Name

_LED = re.compile(r"^(beteiligung|führung|leitung|aufsicht|mitwirkung|federführung|vermittlung|regie|kommando|mithilfe|hilfe|obhut)$")
_TERMS = frozenset(
    ["zeit", "gelegenheit", "frist", "leitzins", "zins", "zinsen", "kurs", "preis", "preise", "embargo", "strafzölle", "zölle"]
)
_OWNED = (
    "konten",
    "vermögen",
    "vermögenswerte",
    "guthaben",
    "rechte",
    "lizenzen",
    "lizenz",
    "anteile",
    "gelder",
    "mittel",
    "fonds",
    "zugang",
    "einfuhren",
    "ausfuhren",
    "exporte",
    "importe",
    "lieferungen",
    "schiffe",
    "flüge",
    "kontingente",
    "visa",
    "stützpunkte",
    "stellungen",
)
_INVOLVED = frozenset(
    {
        "organisiert",
        "durchgeführt",
        "übernommen",
        "geleitet",
        "gestellt",
        "veranlasst",
        "betrieben",
        "unterstützt",
        "flankiert",
        "begleitet",
        "getragen",
        "geführt",
        "ergänzt",
    }
)


class AgentFinder(NameFinder):
    """Finds agents and targets beside the subject."""

    def _names_a_term(self, name: Name) -> bool:
        """„Frist“, „Zeit“, „Leitzins“: what is set, granted or fixed acts for nobody."""
        last = name[0].split()[-1].lower() if name[0] else ""
        return last in _TERMS or bool(
            {"deadline", "ultimatum", "entitlement", "truce", "stage_noun"} & self.context.lexicon.roles(name[0].split()[0].lower())
        )

    def _rules_for(self, clause: Clause) -> bool:
        """„Für die Erkrankten gilt … Hausarrest“: for whom a rule holds."""
        return any(self.doc[i].lower_ in ("gilt", "gelten") for i in clause.tokens)

    def _is_paper(self, subject: Phrase) -> bool:
        """A plan, a law or a contract provides; it does nothing itself."""
        roles = self.context.lexicon.roles(self.doc[subject.head].lower_)
        return bool({"plan", "weak_plan", "law"} & roles) and not {"party", "authority"} & roles

    def _falls_to(self, clause: Clause, subject: Phrase | None) -> list[Phrase] | None:
        """„Phase drei gehört der Armee“: who acts stands in the dative; „am Mittwoch sind die Kliniken dran“: nobody who acts is named."""
        words = {self.doc[i].lower_ for i in clause.tokens}
        if words & {"gehört", "gehören", "obliegt", "obliegen"}:
            return [p for p in self.datives(clause) if self._somebody(p)]
        struck = self.context.flags(self.context.sentence_at(clause.start)) & {"labour", "strike"}
        return [] if words & {"dran", "betroffen"} and struck else None

    def _starts_something(self, clause: Clause, subject: Phrase | None) -> bool:
        """„Das Heer beginnt mit dem Bau“ is done by somebody, „die Räumung beginnt“ is not."""
        begins = any(self.doc[i].lower_.startswith(("beginn", "begönne", "starte")) for i in clause.tokens)
        return begins and subject is not None and self._somebody(subject)

    def _told_in_passive(self, clause: Clause, subject: Phrase | None) -> list[Phrase]:
        """„Der Firma wurde aufgegeben, …“, „Von der Firma wird verlangt, …“: who is told stands in the dative or behind „von“."""
        if subject is not None and self.is_party(self.name(subject)):
            return []
        told = [p for p in self.phrases(clause) if p.preposition in ("von", "vom") and self.named_or_party(p)]
        return told or [p for p in self.datives(clause) if self._somebody(p)]

    def _free_relative(self, sentence: Sentence) -> list[Name]:
        """„Wer unter das Gesetz fällt, muss …“: the firms or people named in one of the two sentences before."""
        whoever = next((c for c in sentence.clauses if c.opener == "wer"), None)
        if whoever is None:
            return []
        roles = [i for i in whoever.tokens[:3] if self.doc[i].lower_ == "als"]
        if roles and self.doc[roles[0] + 1].tag_ in ("NN", "NE"):  # „Wer als Tierhalter …“
            return [(self.doc[roles[0] + 1].text, self.doc[roles[0] + 1].idx)]
        for other in [sentence, *reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number])]:
            for clause in reversed(self.context.filled(other).clauses):
                if clause.opener == "wer" or other is sentence and clause.kind != "main":
                    continue
                for phrase in reversed(self.phrases(clause)):
                    if other is sentence and phrase.start > next(c.start for c in sentence.clauses if c.opener == "wer"):
                        continue
                    if (
                        phrase.preposition in ("", "für", "gegen", "an")
                        and "party" in self.context.lexicon.roles(self.doc[phrase.head].lower_)
                        and plural(self.doc, phrase)
                    ):
                        name, start = self.name(phrase)
                        words = name.split()
                        return (
                            [(words[-1], (start or 0) + len(name) - len(words[-1]))]
                            if words[0].lower() in ("viele", "alle", "manche")
                            else [(name, start)]
                        )
        return []

    def _apposition(self, subject: Phrase, sentence: Sentence) -> list[Name]:
        """„…, darunter europäische Staaten, Großbritannien und weitere Partner“: members count, „weitere …“ does not."""
        out: list[Name] = []
        tokens = range(sentence.start, sentence.end)
        at = next(
            (i for i in tokens if i > subject.start and self.doc[i].lower_ in ("darunter", "einschließlich", "inklusive", "allen")), None
        )
        if at is None:
            return out
        for phrase in noun_phrases(
            self.doc, [i for i in tokens if i > at and not self.doc[i].is_punct], self.context.shielded(at, sentence.end)
        ):
            for part in phrase.parts():
                if (
                    self.doc[part.core].lower_ not in ("weitere", "weiteren", "andere", "anderen")
                    and self.doc[part.start].lower_ not in ("weitere", "andere")
                    and not phrase.preposition
                ):
                    out.append(self.name(part))
        return out

    def _agents(self, clause: Clause, sentence: Sentence) -> list[Name]:
        """Agent phrases: durch …, von …, unter Beteiligung / Führung von …, unterstützt durch Maßnahmen der …."""
        out: list[Name] = []
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
            elif (
                phrase.preposition in ("durch", "von", "seitens", "vom")
                and (
                    info.passive
                    and phrase.preposition in ("durch", "von", "vom")
                    or before in _INVOLVED
                    or phrase.preposition == "durch"
                    and ("happen" in info.verb_roles or clause.finite is None)
                )
                and (phrase.preposition != "von" or self.is_party(self.name(phrase)) or before in _INVOLVED)
            ):
                out += [self.name(p) for p in phrase.parts() if self.is_party(self.name(p)) or head]
        return out

    def _targets(self, clause: Clause, sentence: Sentence) -> list[Name]:
        """„Reiseverbote gegen die Verantwortlichen“, „beim Amt melden“, „die Konten der Junta“."""
        out: list[Name] = []
        for phrase in self.phrases(clause):
            for part in phrase.parts():
                if (
                    phrase.preposition == "gegen"
                    and self.named_or_party(part)
                    or phrase.preposition in ("bei", "beim", "vor", "vorm", "gegenüber", "an", "ans")
                    and self._receives(part)
                    or phrase.preposition in ("bei", "beim", "gegenüber")
                    and self.named_or_party(part)
                ):
                    out.append(self.name(part))
        return out

    def _receives(self, phrase: Phrase) -> bool:
        """An institution that reports, claims and complaints go to."""
        words = range(phrase.core, phrase.end)
        return any({"authority", "court", "law"} & self.context.lexicon.roles(self.doc[i].lower_) for i in words) and self.is_party(
            self.name(phrase)
        )

    def _owners(self, clause: Clause, subject: Phrase | None) -> list[Name]:
        """Whose accounts, rights or goods a measure takes: the genitive of its object („die Landerechte iranischer Fluggesellschaften“)."""
        info = self.context.info(clause)
        objects = self.objects(clause, subject) if not info.passive and "happen" not in info.verb_roles else [subject] if subject else []
        out: list[Name] = []
        for phrase in objects:
            if phrase.end - phrase.head < 2 or not any(self.doc[phrase.head].lower_.endswith(w) for w in _OWNED):
                continue
            inner = next((i for i in range(phrase.head + 1, phrase.end) if self.doc[i].tag_ not in ("ART", "APPR", "PPOSAT", "PDAT")), None)
            if inner is not None:
                name = (self.doc[inner : phrase.end].text, self.doc[inner].idx)
                out += [name] if self.is_party(name) else []
        return out

    def _giver(self, clause: Clause) -> Name | None:
        """„Nach Zusage der Regierung …“: whose promise it is."""
        for phrase in self.phrases(clause):
            if phrase.preposition in ("nach", "laut", "gemäß") and "pledge_noun" in self.context.lexicon.roles(
                self.doc[phrase.head].lower_
            ):
                inner = next((i for i in range(phrase.head + 1, phrase.end) if self.doc[i].tag_ not in ("ART", "APPR", "APPRART")), None)
                if inner is not None:
                    return self.doc[inner : phrase.end].text, self.doc[inner].idx
        return None
