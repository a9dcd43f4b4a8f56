"""Subjects and objects of a clause, and how a party is worded: by position, case, number, parse and actor mentions."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from pipeline.components.escalations import verbs as vb
from pipeline.components.escalations.clauses import Clause
from pipeline.components.escalations.context import Context
from pipeline.components.escalations.phrases import PRONOUNS, Phrase, is_subject_by_parse, maybe_nominative, noun_phrases, plural
from pipeline.extensions import rows
from pipeline.records import ActorMention

Name = tuple[str, int | None]  # as worded, and the character where it stands (None where inferred)


class SubjectFinder:
    """Finds subjects and objects in the clauses of one Doc."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.doc: Doc = context.doc
        self.mentions: list[ActorMention] = [m for m in rows(context.doc, "actor_mentions") if m.form != "pronoun"]
        self.types = {a.actor_id: a.type for a in rows(context.doc, "actors")}
        self._phrases: dict[int, list[Phrase]] = {}

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
        is_plural, of_verb = plural(doc, phrase), verb_plural(doc, finite)
        if is_plural is not None and of_verb is not None:
            score += 0.5 if is_plural == of_verb else -1.5
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

    def _somebody(self, phrase: Phrase) -> bool:
        """A pronoun, a name, or a noun for people and institutions: „ein Streik“, „der Leitzins“ speak and act for nobody."""
        if self.doc[phrase.start].tag_ == "PPER" or self.doc[phrase.head].lower_ in PRONOUNS:
            return True
        return any(self.named_or_party(p) for p in phrase.parts())

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


def verb_plural(doc: Doc, finite: int) -> bool | None:
    """Whether the form of a finite verb is plural; None where it cannot be told."""
    lower = doc[finite].lower_
    if lower.endswith(("en", "ind", "eien", "ären")):
        return True
    return False if lower.endswith(("t", "e", "ß", "l", "s", "ss", "i", "f", "g", "m", "d")) else None
