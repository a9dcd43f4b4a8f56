"""Names of parties: subjects and objects of a clause, extent and wording of a name, what pronouns and „beide Seiten“ stand for, who
speaks."""

from __future__ import annotations

import re

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.phrases import PRONOUNS, Phrase, plural
from pipeline.components.escalations.subjects import Name, SubjectFinder, verb_plural

_GROUP_REFERENCE = re.compile(r"^(?:beide[nr]?|(?:die|alle) (?:zwei|drei|vier|fünf|beide)|alle|zwei|drei|vier|fünf)\b", re.I)
_BOTH = re.compile(  # always two or more named before: „die Tarifparteien“, „die Kriegsgegner“
    r"^(tarif|konflikt|kriegs|streit|vertrags|verhandlungs|bürgerkriegs|koalitions)(parteien|gegner|partner|partnern|seiten)$|^(kontrahenten|sozialpartner)$",
    re.I,
)
_GROUP_NOUN = re.compile(
    r"^(staaten|länder|seiten|parteien|mächte|regierungen|partner|gruppen|verbündeten|lager|nachbarn|hauptstädte|konfliktparteien)$", re.I
)


_CALLS_ITSELF = re.compile(r"^, (?:die|der|das) sich (?:selbst |selber )?[„»\"“‚]?([^„»\"“”«,.‘]{2,40}?)[“«\"”‘]? (?:nennt|nennen)\b")
_MEETINGS = ("versammlung", "sitzung", "treffen", "konferenz", "kreisen", "umfeld", "zentrale", "spitze", "reihen", "führung", "umgebung")
_PLAIN = frozenset({"ART", "ADJA", "NN", "NE"})
_COUNTRY = frozenset({"das land", "dem land", "der staat", "dem staat", "die republik", "der republik", "das königreich", "dem königreich"})


class NameFinder(SubjectFinder):
    """Finds names in the clauses of one Doc."""

    def names(self, phrase: Phrase | None, sentence: Sentence) -> list[Name]:
        """The names that a phrase (with what is coordinated) stands for: as worded, pronouns and „beide Seiten“ resolved where that
        is clear."""
        if phrase is None:
            return []
        out: list[Name] = []
        for part in phrase.parts():
            text = self.doc[part.start : part.end].text
            lower = text.lower()
            if part.end - part.start == 1 and lower in PRONOUNS or self.doc[part.start].tag_ == "PPER":
                out += self.resolve(part, sentence)
            elif self._unnamed_speaker(part) and (own := self._institution(part, sentence)):
                out += own
            elif lower in _COUNTRY and (state := self._last_state(part, sentence)):
                out.append(state)
            elif self._is_group(part, lower) and (named := self._group(sentence)):
                out += named
            else:
                out.append(self._named_behind(part) or self.name(part))
        return out

    def _is_group(self, phrase: Phrase, lower: str) -> bool:
        """„beide Seiten“, „die drei Staaten“, „die beiden Armeen“, „die Tarifparteien“."""
        head = self.doc[phrase.head].text
        if _BOTH.match(head) and phrase.end - phrase.head == 1:
            return True
        return bool(_GROUP_NOUN.match(head) and _GROUP_REFERENCE.match(lower))

    def _named_behind(self, phrase: Phrase) -> Name | None:
        """„Ihr Kommandeur, der spanische Admiral Íñigo Larrañaga, …“: the name that an apposition gives a person."""
        head, end = self.doc[phrase.head], phrase.end
        if (called := self._called(phrase)) is not None:
            return called
        if (
            head.tag_ != "NN"
            or end >= len(self.doc)
            or self.doc[end].text != ","
            or any(self.doc[i].ent_type_ for i in range(phrase.core, end))
        ):
            return None
        close = next((i for i in range(end + 1, min(end + 9, len(self.doc))) if self.doc[i].text == ","), None)
        if close is None or any(self.doc[i].tag_ not in _PLAIN for i in range(end + 1, close)):
            return None
        start = close
        while start - 1 > end and (self.doc[start - 1].tag_ == "NE" or self.doc[start - 1].ent_type_ in ("PER", "ORG")):
            start -= 1
        if self.doc[start].tag_ in ("ART", "ADJA") and start + 1 < close:
            start += 1
        if start < close and (close - start >= 2 or self.doc[start].ent_type_ == "ORG"):
            return self.doc[start:close].text, self.doc[start].idx
        return None

    def _called(self, phrase: Phrase) -> Name | None:
        """„Eine Hackergruppe, die sich „Pale Heron“ nennt“: the name that somebody gives himself."""
        behind = self.doc[phrase.end : min(phrase.end + 14, len(self.doc))]
        at = behind.start_char if len(behind) else 0
        found = _CALLS_ITSELF.match(behind.text)
        return (found[1], at + found.start(1)) if found else None

    def _last_state(self, phrase: Phrase, sentence: Sentence) -> Name | None:
        """The state named last before „das Land“, in the sentence or the two before."""
        low = self.doc[self.context.sentences[max(0, sentence.number - 2)].start].idx
        here = self.doc[phrase.start].idx
        named = [
            m
            for m in self.mentions
            if low <= m.start_char < here and self.types.get(m.actor_id or "") in ("state", "government", "country")
        ]
        return (named[-1].text, named[-1].start_char) if named else None

    def resolve(self, pronoun: Phrase, sentence: Sentence, outside: bool = False) -> list[Name]:
        """What er/sie/man/wir/ihnen stands for: the subject of the sentence before that fits in number and gender; „man“, „wir“ the
        speaker."""
        lower = self.doc[pronoun.start].lower_
        before = list(reversed(self.context.sentences[max(0, sentence.number - 4) : sentence.number]))
        if lower in ("man", "wir", "ich", "uns"):
            return self.speaker(sentence, None)
        if lower in ("beide", "beiden"):
            return self._group(sentence)
        want_plural = lower in ("ihnen",) or (lower == "sie" and "Plur" in self.doc[pronoun.start].morph.get("Number", []))
        at = pronoun.start
        clause = sentence.clause_of(at)
        if lower == "sie" and clause is not None and clause.finite is not None and abs(clause.finite - at) == 1:
            want_plural = bool(verb_plural(self.doc, clause.finite))  # „hat sie“, „haben sie“: the verb tells
        if lower == "es" and not any(self._neuter_party(p) for c in sentence.clauses for p in self.phrases(c) if p.end <= pronoun.start):
            return []
        own = [c for c in self.context.filled(sentence).clauses if c.end <= pronoun.start and c.kind != "rel" and not outside]
        for clause in [*reversed(own), *(c for s in before for c in reversed(self.context.filled(s).clauses))]:
            subject = self.subject(clause)
            if (
                subject is None
                or self.doc[subject.start].tag_ == "PPER"
                or subject.start == pronoun.start
                or self.doc[subject.head].lower_ in PRONOUNS
            ):
                continue
            if want_plural is not None and plural(self.doc, subject) not in (None, want_plural):
                if clause in own and (other := self._other_person(lower, clause, subject)) is not None:
                    return [self.name(other)]
                if clause in own and want_plural and (told := self._addressed(clause)) is not None:
                    return [self.name(told)]
                continue
            if not self._gender_fits(lower, subject, want_plural) or not self._somebody(subject):
                if (other := self._other_person(lower, clause, subject)) is not None:
                    return [self.name(other)]
                if want_plural and (bound := self._bound(clause)) is not None:
                    return [self.name(bound)]
                continue
            return [self.name(p) for p in subject.parts()]
        return []

    def _other_person(self, pronoun: str, clause: Clause, subject: Phrase) -> Phrase | None:
        """A person in the clause beside its subject that „ihr“, „ihm“, „er“, „sie“ can stand for."""
        people = [p for p in self.phrases(clause) if p is not subject and not p.preposition and self._somebody(p)]
        fitting = [p for p in people if self._gender_fits(pronoun, p, False)]
        return fitting[0] if len(fitting) == 1 else None

    def _addressed(self, clause: Clause) -> Phrase | None:
        """„wandte sich an die Besetzer: Sie …“: the people spoken to."""
        told = [
            p for p in self.phrases(clause) if p.preposition in ("an", "gegenüber", "bei") and plural(self.doc, p) and self._somebody(p)
        ]
        return told[-1] if told else None

    def _bound(self, clause: Clause) -> Phrase | None:
        """„Für Verlage gelten neue Regeln. Sie …“: for whom the rules are."""
        return next((p for p in self.phrases(clause) if p.preposition == "für" and plural(self.doc, p) and self._somebody(p)), None)

    def _neuter_party(self, phrase: Phrase) -> bool:
        """An institution that „es“ can stand for."""
        head = self.doc[phrase.head]
        return "party" in self.context.lexicon.roles(head.lower_) and (
            self.doc[phrase.start].lower_ in ("das", "ein") or "Neut" in head.morph.get("Gender", [])
        )

    def _gender_fits(self, pronoun: str, phrase: Phrase, is_plural: bool) -> bool:
        if is_plural:
            return True
        wanted = {"er": "Masc", "sie": "Fem", "ihr": "Fem", "es": "Neut", "ihm": "Masc", "ihn": "Masc"}.get(pronoun)
        title = next((self.doc[i] for i in range(phrase.core, phrase.head + 1) if self.doc[i].tag_ == "NN"), None)
        if wanted is None or title is None:
            return True
        if title.lower_.endswith(("in", "rau")) and title.i < phrase.head:
            return wanted == "Fem"  # „der Ökonomin Anna Ruiz“
        gender = title.morph.get("Gender", [])
        return not gender or wanted in gender

    def _group(self, sentence: Sentence) -> list[Name]:
        """The last coordination of names before: „die drei Staaten“, „beide Seiten“; of institutions where no names are coordinated."""
        nouns: list[Name] = []
        for other in reversed(self.context.sentences[max(0, sentence.number - 6) : sentence.number]):
            for clause in self.context.filled(other).clauses:
                for phrase in self.phrases(clause):
                    parts = phrase.parts()
                    named = [p for p in parts if self.doc[p.head].tag_ in ("NE",) or self.doc[p.head].ent_type_]
                    if len(named) >= 2 and len(named) == len(parts) and sentence.number - other.number <= 4:
                        return [self.name(p) for p in named]
                    if len(parts) == 2 and not nouns and all(self.named_or_party(p) for p in parts):
                        nouns = [self.name(p) for p in parts]
        return nouns

    def speaker(self, sentence: Sentence, clause: Clause | None) -> list[Name]:
        """Who speaks in the sentence or just before: subject of the attribution, of a demand, threat or announcement; spokespersons
        give way
        to the institution named before them."""
        for other in [sentence, *reversed(self.context.sentences[max(0, sentence.number - 2) : sentence.number])]:
            for part in self.context.filled(other).clauses:
                if part is clause or part.kind not in ("main", "inf"):
                    continue
                info = self.context.info(part)
                if not ({"demand", "threat", "announce", "pledge", "order", "set"} & info.verb_roles) and not (
                    other is sentence and self._says(part)
                ):
                    continue
                if (source := self._source(part)) is not None:
                    return [source]
                subject = self.subject(part)
                if subject is None or self.doc[subject.start].lower_ in ("man", "es", "ich", "wir", "uns"):
                    continue  # whose words they are is told elsewhere
                if not self._somebody(subject):
                    continue
                if self.speaks_for_another(subject):
                    own = self._institution(subject, other)
                    if own:
                        return own
                if self.doc[subject.start].tag_ == "PPER":  # „…, schrieb er“: not somebody whom his own words name
                    return self.resolve(subject, other, outside=True)
                return self.names(subject, other)
        return []

    def plan_owner(self, sentence_no: int, labour: bool) -> list[Name]:
        """Whose plan or strike the sentence of that number tells: „Die Gewerkschaft Verdi hat ihren Fahrplan vorgestellt“, „Ottawa hat eine
        Liste mit Gegenmaßnahmen veröffentlicht“."""
        wanted = {"announce", "provide", "threat", "plan", "weak_plan"} | ({"demand", "strike"} if labour else set())
        sentences = self.context.sentences
        for other in reversed(sentences[max(0, sentence_no - 6) : sentence_no + 1]):
            for clause in self.context.filled(other).clauses:
                if clause.kind != "main" or self.context.info(clause).passive or not wanted & self.context.info(clause).roles:
                    continue
                subject = self.subject(clause)
                if subject is None or not self.is_party(self.name(subject)) or subject.coordinated:
                    continue
                if self.doc[subject.start].tag_ == "PPER" or self.doc[subject.head].lower_ in PRONOUNS:
                    continue
                return self.names(subject, other)
        return []

    def _source(self, clause: Clause) -> Name | None:
        """„hieß es aus der SPD“, „hieß es vom Marburger Bund“: nobody is the subject, the source stands in a phrase."""
        words = {self.doc[i].lower_ for i in clause.tokens}
        if "es" not in words or not words & {"hieß", "heißt", "heiße", "verlautete", "kam"}:
            return None
        for phrase in self.phrases(clause):
            if phrase.preposition in ("aus", "von", "vom", "bei", "beim", "seitens") and self.named_or_party(phrase):
                return self.name(phrase)
            head = self.doc[phrase.head]
            if head.lower_.endswith(_MEETINGS) and phrase.end - phrase.head > 1:  # „nach einer Versammlung der Gewerkschaft Vida“
                inner = phrase.head + 1
                while inner < phrase.end - 1 and self.doc[inner].tag_ in ("ART", "APPR", "APPRART"):
                    inner += 1
                return self.doc[inner : phrase.end].text, self.doc[inner].idx
        return None

    def speaks_for_another(self, subject: Phrase) -> bool:
        """A spokesperson, negotiator or head whose institution is meant („man“, „wir“)."""
        return any(
            "speaker" in self.context.lexicon.roles(self.doc[i].lower_)
            for i in range(subject.start, subject.end)
            if self.doc[i].tag_ in ("NN", "NE")
        )

    def _unnamed_speaker(self, phrase: Phrase) -> bool:
        """„eine Sprecherin“: unnamed spokespersons are their institution."""
        head = self.doc[phrase.head]
        return head.tag_ == "NN" and head.lower_.endswith(("sprecher", "sprecherin", "sprecherinnen")) and phrase.head == phrase.end - 1

    def _institution(self, subject: Phrase, sentence: Sentence) -> list[Name]:
        """The institution that a spokesperson belongs to: a genitive behind, else the subject that is an institution in a clause before."""
        head = next(
            (i for i in range(subject.start, subject.end) if "speaker" in self.context.lexicon.roles(self.doc[i].lower_)), subject.head
        )
        front = re.match(r"^(\w{4,}?)s?-?[Ss]precher", self.doc[head].text)
        if front and front[1].lower() not in ("presse", "chef", "haupt"):
            return [(front[1], self.doc[head].idx)]  # „Kremlsprecher“, „Regierungssprecherin“
        after = list(range(head + 1, subject.end))
        if after and self.doc[after[0]].lower_ in ("der", "des", "von", "vom") and len(after) > 1:
            return [(self.doc[after[1] : subject.end].text, self.doc[after[1]].idx)]
        sentences = [sentence, *reversed(self.context.sentences[max(0, sentence.number - 3) : sentence.number])]
        for other in sentences:
            for clause in reversed(self.context.filled(other).clauses):
                found = self.subject(clause) if clause.end <= subject.start and clause.kind == "main" else None
                if (
                    found is not None
                    and self.doc[found.start].lower_ not in PRONOUNS
                    and self.is_party(self.name(found))
                    and not self.speaks_for_another(found)
                ):
                    return self.names(found, other)
        return []

    def _says(self, clause: Clause) -> bool:
        """„…, sagte X“: the verb stands first in a short clause, or the clause has a verb of saying."""
        if clause.finite is None or not clause.tokens:
            return False
        if self.doc[clause.finite].lower_ in vb.FUTURE or self.doc[clause.finite].lower_ in vb.MODALS:
            return False
        words = {self.doc[i].lower_ for i in clause.tokens}
        return clause.tokens[0] == clause.finite or bool(words & {"sagte", "teilte", "erklärte", "hieß", "schrieb", "so", "mit", "betonte"})
