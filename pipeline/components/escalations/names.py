"""Names of parties: subjects and objects of a clause, extent and wording of a name, what pronouns and „beide Seiten“ stand for, who
speaks."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause, Sentence
from pipeline.components.escalations.context import Context
from pipeline.components.escalations.phrases import PRONOUNS, Phrase, is_subject_by_parse, maybe_nominative, noun_phrases, plural
from pipeline.extensions import rows
from pipeline.records import ActorMention

Name = tuple[str, int | None]  # as worded, and the character where it stands (None where inferred)

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


class NameFinder:
    """Finds names in the clauses of one Doc."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.doc: Doc = context.doc
        self.mentions: list[ActorMention] = [m for m in rows(context.doc, "actor_mentions") if m.form != "pronoun"]
        self.types = {a.actor_id: a.type for a in rows(context.doc, "actors")}
        self._phrases: dict[int, list[Phrase]] = {}

    # -- subjects and objects of a clause ---------------------------------------------------------------------------------------------

    def phrases(self, clause: Clause) -> list[Phrase]:
        """The noun phrases of a clause, windows and dates left out."""
        if id(clause) not in self._phrases:
            skip = self.context.shielded(clause.start, clause.end) | ({clause.finite} if clause.finite is not None else set())
            found = noun_phrases(self.doc, clause.tokens, skip)
            for phrase in found:
                if not phrase.preposition and phrase.start and self.doc[phrase.start - 1].lower_ in ("nach", "vor", "bis"):
                    phrase.preposition = self.doc[phrase.start - 1].lower_  # the preposition is the window's („zehn Tage nach einer …“)
            self._phrases[id(clause)] = found
        return self._phrases[id(clause)]

    def subject(self, clause: Clause) -> Phrase | None:
        """The subject by position, case, number and parse; a coordinated clause without one shares that of the clause before."""
        if clause.first is not None:
            return self.subject(clause.first)
        if clause.gap is not None:
            named = [p for p in self.phrases(clause) if maybe_nominative(self.doc, p) and self.named_or_party(p)]
            return named[0] if named else self.subject(clause.gap)
        if self._behind_whoever(clause):
            return None
        if clause.kind == "rel" and (antecedent := self._antecedent(clause)) is not None:
            return antecedent
        candidates = [p for p in self.phrases(clause) if maybe_nominative(self.doc, p)]
        best = max(candidates, key=lambda p: (self._subject_score(clause, p), -p.start), default=None)
        if best is not None and self._subject_score(clause, best) > 0 and not self._is_told(clause, best):
            return best
        return self._shared_subject(clause)

    def _antecedent(self, clause: Clause) -> Phrase | None:
        """What „das“ in „…, das drei Wochen Zeit für ein Urteil hat“ stands for, where the pronoun is the subject."""
        first = self.doc[clause.tokens[0]]
        if first.lower_ not in ("der", "die", "das", "welcher", "welche", "welches") or first.i < 2 or self.doc[first.i - 1].text != ",":
            return None
        others = [p for p in self.phrases(clause) if maybe_nominative(self.doc, p) and p.start > first.i]
        if any(self.is_party(self.name(p)) or self.doc[p.start].tag_ == "PPER" for p in others):
            return None
        before = self.context.sentence_at(first.i).clauses
        phrases = [part for c in before if c is not clause for p in self.phrases(c) for part in p.parts()]
        near = [p for p in phrases if first.i - 6 <= p.end <= first.i - 1 and all(self._verbal(i) for i in range(p.end, first.i - 1))]
        gender = {"der": "Masc", "welcher": "Masc", "das": "Neut", "welches": "Neut"}.get(first.lower_)
        fitting = [p for p in near if gender is None or gender in self.doc[p.head].morph.get("Gender", [gender])]
        return fitting[-1] if fitting and self.named_or_party(fitting[-1]) else None

    def _verbal(self, i: int) -> bool:
        return self.doc[i].tag_.startswith("V") or self.doc[i].lower_ in ("zu", "ab", "an", "auf", "aus", "ein", "vor", "zurück", "nach")

    def _behind_whoever(self, clause: Clause) -> bool:
        """„Wer …, hat das Amt zu unterrichten“: the clause in front is the subject."""
        if clause.kind != "main" or clause.tokens[0] != clause.finite:
            return False
        clauses = self.context.filled(self.context.sentence_at(clause.start)).clauses
        at = clauses.index(clause) if clause in clauses else 0
        return at > 0 and clauses[at - 1].opener == "wer"

    def _is_told(self, clause: Clause, phrase: Phrase) -> bool:
        """„… und räumt der Holding 96 Stunden ein“: behind a verb of giving that opens its clause, „der X“ is a dative."""
        opens = clause.kind == "main" and clause.tokens[0] == clause.finite and self._shared_subject(clause) is not None
        return opens and self.doc[phrase.start].lower_ in ("der", "den", "dem") and "set" in self.context.info(clause).verb_roles

    def _shared_subject(self, clause: Clause) -> Phrase | None:
        """„Die Regierung lehnte ab, bot aber an …“: the verb stands first and nothing in its clause can be its subject."""
        if clause.kind != "main" or clause.finite is None or any(i < clause.finite and self.doc[i].tag_ != "KON" for i in clause.tokens):
            return None
        clauses = self.context.filled(self.context.sentence_at(clause.start)).clauses
        before = next((c for c in reversed(clauses) if c.kind == "main" and c.start < clause.start), None)
        return self.subject(before) if before is not None else None

    def _subject_score(self, clause: Clause, phrase: Phrase) -> float:
        doc, finite = self.doc, clause.finite
        if (
            finite is not None
            and phrase.head == finite - 1
            and doc[finite].lower_ in vb.FUTURE | vb.BECAME
            and _is_participle_in_front(doc, phrase)
        ):
            return -5.0
        score = -1.5 if doc[phrase.head].lower_ in ("zeit", "gelegenheit", "frist", "chance", "möglichkeit", "bedenkzeit") else 0.0
        if is_subject_by_parse(doc, phrase):
            score += 1.5
        if self.is_party((doc[phrase.core : phrase.end].text, doc[phrase.core].idx)):
            score += 0.7
        case = doc[phrase.head].morph.get("Case", [])
        score += 0.6 if "Nom" in case else -0.4 if case else 0
        if doc[phrase.start].lower_ in ("er", "sie", "man", "wir", "ich") and "Dat" not in doc[phrase.start].morph.get("Case", []):
            score += 0.8
        if finite is None:
            return score
        if doc[phrase.start].tag_ == "PPOSAT" and any(
            p.start < phrase.start and not p.preposition and doc[p.start].tag_ != "PPOSAT" for p in self.phrases(clause)
        ):
            score -= 1.2  # „Halter müssen ihre Kennzeichen …“: what belongs to somebody named before
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
        subject = self.subject(clause)
        return [
            p
            for p in self.phrases(clause)
            if not p.preposition and p is not subject and (self._dative(p) or subject is not None and self._feminine_oblique(p))
        ]

    def _feminine_oblique(self, phrase: Phrase) -> bool:
        """„der Anstalt“ beside a subject: no nominative, so a dative."""
        return self.doc[phrase.start].lower_ in ("der", "einer", "dieser") and phrase.end - phrase.start >= 2

    def _dative(self, phrase: Phrase) -> bool:
        first = self.doc[phrase.start]
        lower = first.lower_
        case = self.doc[phrase.head].morph.get("Case", [])
        if lower in ("dem", "einem", "diesem", "keinem", "seinem", "ihrem", "ihm", "ihnen"):
            return True
        if lower == "den":
            return (
                self.doc[phrase.head].lower_.endswith(("n", "s"))
                and "Sing" not in self.doc[phrase.head].morph.get("Number", [])
                or "Dat" in case
            )
        if lower in ("der", "einer", "dieser", "ihrer", "seiner"):
            return "Dat" in case or "Gen" in case or "Fem" in self.doc[phrase.head].morph.get("Gender", [])
        return "Dat" in case and "Dat" in first.morph.get("Case", ["Dat"])

    def objects(self, clause: Clause, subject: Phrase | None) -> list[Phrase]:
        """Bare phrases that are neither subject nor dative."""
        return [p for p in self.phrases(clause) if not p.preposition and p is not subject and not self._dative(p)]

    # -- names ------------------------------------------------------------------------------------------------------------------------

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
        at = self.doc[phrase.end - 1].idx + len(self.doc[phrase.end - 1])
        found = _CALLS_ITSELF.match(self.doc.text[at : at + 90])
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

    def name(self, phrase: Phrase) -> Name:
        """Without article; a person without the title in front."""
        start, end = phrase.core, phrase.end
        for entity in self.doc.ents:
            if entity.label_ == "PER" and start < entity.start and entity.end == end and entity.start > phrase.start:
                start = entity.start
        while start < end - 1 and (
            self.doc[start].lower_ in ("sogenannten", "sogenannte", "so", "genannten", "weitere", "weiteren", "alle", "allen")
            or self.doc[start].tag_ in ("ART", "PDAT", "PPOSAT")
            or self.doc[start].is_quote
        ):
            start += 1
        end = self._full_name(start, end)
        inner = self._unwrap(start, end)
        text = self.doc[inner[0] : inner[1]].text.strip('„“"»«() ')
        quoted = re.match(r"^\w+ [„»\"](.+)$", text)  # „die Gruppe „Grey Lantern““
        if quoted:
            return quoted[1], self.doc[inner[0]].idx + quoted.start(1)
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
        if (
            self.doc[start].lower_ in ("einheiten", "truppen", "soldaten", "kräfte", "maßnahmen")
            and end - start >= 3
            and self.doc[start + 1].lower_ in ("der", "einer", "des", "eines", "von")
        ):
            inner = start + 2
            while inner < end - 1 and self.doc[inner].lower_ in ("sogenannten", "so", "genannten", "internationalen"):
                inner += 1
            return inner, end
        return start, end

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
            want_plural = bool(_verb_plural(self.doc, clause.finite))  # „hat sie“, „haben sie“: the verb tells
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

    def _somebody(self, phrase: Phrase) -> bool:
        """A pronoun, a name, or a noun for people and institutions: „ein Streik“, „der Leitzins“ speak and act for nobody."""
        if self.doc[phrase.start].tag_ == "PPER" or self.doc[phrase.head].lower_ in PRONOUNS:
            return True
        return any(self.named_or_party(p) for p in phrase.parts())

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

    def named_or_party(self, phrase: Phrase) -> bool:
        return self.doc[phrase.head].tag_ == "NE" or self.is_party(self.name(phrase))

    def is_party(self, name: Name) -> bool:
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


def _is_participle_in_front(doc: Doc, phrase: Phrase) -> bool:
    """„Gestreikt wird …“: capitalised only because it opens the sentence."""
    word = doc[phrase.head].text
    return phrase.end - phrase.start == 1 and bool(re.match(r"^(?:[A-ZÄÖÜ][a-zäöü]{1,6})?[Gg]e[a-zäöüß]{3,}t$", word))


def _verb_plural(doc: Doc, finite: int) -> bool | None:
    lower = doc[finite].lower_
    if lower.endswith(("en", "ind", "eien", "ären")):
        return True
    return False if lower.endswith(("t", "e", "ß", "l", "s", "ss", "i", "f", "g", "m", "d")) else None
