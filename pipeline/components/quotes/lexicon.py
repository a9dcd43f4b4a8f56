"""The cue lists as look-up tables: every inflected form of the verbs, nouns and adjectives that introduce quotations.

Lists are files (`models/rules/lists/quote_cue_*.csv`); regular verbs need no forms there, they are inflected here. Closed classes of German
grammar (auxiliaries, subordinators, pronouns) are constants: they are no knowledge that a researcher would extend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.rulepack import TermList


def word_set(words: str) -> frozenset[str]:
    """The blank-separated words."""
    return frozenset(words.split())


HABEN = frozenset(["habe", "hast", "hat", "haben", "habt", "hatte", "hatten", "hattest", "hätte", "hätten"])
SEIN = word_set("bin bist ist sind seid war waren warst sei seien wäre wären")
WERDEN = frozenset(["werde", "wirst", "wird", "werden", "werdet", "wurde", "wurden", "würde", "würden"])
MODAL = word_set(
    "kann können könnt konnte konnten könne könnte könnten muss müssen musste mussten müsse müsste müssten soll sollen sollte "
    "sollten solle will wollen wollte wollten wolle darf dürfen durfte durften dürfe dürfte dürften mag mögen mochte mochten möge "
    "möchte möchten muß mußte"
)
AUXILIARY = HABEN | SEIN | WERDEN
FINITE_CLOSED = AUXILIARY | MODAL

# Konjunktiv forms that can hardly be anything else; regular verbs are recognised by their ending (see subjunctive.py).
KONJUNKTIV_1 = word_set(
    "sei seien seiet habe werde könne müsse solle wolle dürfe möge gebe gehe stehe komme bleibe lasse sehe nehme wisse liege "
    "finde bestehe verstehe entstehe halte enthalte erhalte behalte verhalte biete verbiete arbeite erwarte fordere handele "
    "handle bedeute brauche führe gehöre mache sage zeige spreche entspreche treffe betreffe trage betrage stelle setze gelte "
    "helfe lebe laufe leide bitte sitze suche tue verfüge versuche wachse werfe wirke ziehe zähle fehle denke glaube kenne nenne "
    "bringe beginne erkläre diene drohe eigne reiche steige sterbe verliere verdiene verlange wünsche hoffe plane sorge rechne "
    "schaffe scheine bilde lehne erfolge ergebe erhebe stimme unterstütze verletze vertrete verstoße beruhe beteilige bemühe "
    "bekomme gelinge gewinne hänge kämpfe koste leiste liefere lohne nutze freue fühle fürchte rufe schade schütze spiele stamme "
    "stärke trete unterliege untersuche verbinde vergehe verhandle verlaufe verlasse verpflichte weise wisse zahle zwinge ändere "
    "übernehme überlege überprüfe öffne erwäge behaupte vermute befürchte beabsichtige begrüße bereite berichte betone bezweifle "
    "ermittle empfehle erinnere ermögliche erfülle ersetze erteile gefährde genieße gestatte hindere interessiere leugne missbrauche "
    "profitiere prüfe reagiere regele richte ruhe respektiere riskiere schließe senke spare sinke streite tausche teile träume "
    "überfordere überwiege unterscheide vermeide verdanke vernachlässige verringere verschlechtere verbessere verteidige vertraue "
    "verweigere verzichte vergebe wähle warne warte wehre weigere widerspreche wiederhole würdige zweifle zerstöre"
)
KONJUNKTIV_2 = word_set(
    "wäre wären hätte hätten würde würden könnte könnten müsste müssten dürfte dürften käme kämen gäbe gäben ginge ließe bliebe "
    "stünde stünden läge lägen fände fänden hielte nähme nähmen sähe sähen spräche sprächen täte täten träfe träfen trüge trügen "
    "wüsste wüssten zöge zögen bräuchte bräuchten brächte brächten bekäme bekämen bestünde bestünden fiele gelänge verlöre "
    "verlören schlüge schlügen verstieße entspräche entsprächen"
)

SUBORDINATORS = word_set(
    "dass daß ob weil zumal wenn falls nachdem bevor obwohl obgleich obschon sofern solange sobald sooft sodass indem ehe wohingegen "
    "wonach wobei weswegen weshalb wodurch womit worauf woraufhin wofür wozu sowie"
)
AMBIGUOUS_SUBORDINATORS = word_set("da während als bis seit seitdem damit wie trotzdem so um ohne anstatt statt")
INTERROGATIVES = word_set(
    "wer was wem wen wessen wann warum weshalb wieso wo woher wohin wie welche welcher welches welchen welchem inwieweit inwiefern"
)
RELATIVES = word_set("der die das dem den dessen deren denen welche welcher welches welchem welchen")
COORDINATORS = frozenset(["und", "oder", "aber", "sondern", "doch", "denn", "beziehungsweise", "bzw.", "sowie", "jedoch"])
CORRELATES = word_set(
    "darauf davon dafür dagegen damit darüber daran darum daraus dazu dahin dahingehend es dies folgendes folgendermaßen so drauf zudem"
)
NO_PARTICIPLE = "-"  # in the list: the participle is another word („bekannt“)
_OTHER_NOUNS = (  # nouns that end like a cue noun but are no compounds of it
    *("herausforderung", "anforderung", "überforderung", "anmeldung", "abmeldung", "ummeldung", "krankmeldung", "einsatz", "gegensatz"),
    *(
        "umsatz",
        "ersatz",
        "ansatz",
        "absatz",
        "zusatz",
        "vorsatz",
        "aufsatz",
        "besatz",
        "anschluss",
        "ausschluss",
        "abschluss",
        "verschluss",
    ),
    *(
        "zusammenschluss",
        "bundesrat",
        "stadtrat",
        "gemeinderat",
        "aufsichtsrat",
        "betriebsrat",
        "nationalrat",
        "landrat",
        "beirat",
        "vorrat",
    ),
    *("apparat", "heirat", "verrat", "vereinigung", "reinigung", "opposition", "disposition", "komposition", "überweisung", "einweisung"),
    *(
        "zuweisung",
        "ausweisung",
        "vorsorge",
        "fürsorge",
        "hinsicht",
        "rücksicht",
        "vorsicht",
        "aufsicht",
        "übersicht",
        "nachsicht",
        "umsicht",
    ),
)
_INSEPARABLE = ("be", "er", "ver", "ge", "ent", "emp", "zer", "miss", "wider", "hinter", "unter", "über", "wieder")


@dataclass(frozen=True, slots=True)
class CueVerb:
    """One row of the verb list. `lemma` with its separable prefix in front („ankündigen“)."""

    lemma: str
    particle: str
    governs: frozenset[str]
    medium: str


@dataclass(frozen=True, slots=True)
class VerbForm:
    """What one word form can be: `kind` is fin | part | inf | zu; `split` says that the prefix stands apart, later in the clause."""

    verb: CueVerb
    kind: str
    split: bool


@dataclass(frozen=True, slots=True)
class CueNoun:
    lemma: str
    governs: frozenset[str]
    medium: str


@dataclass(frozen=True, slots=True)
class CueAdjective:
    word: str
    verbs: frozenset[str]
    governs: frozenset[str]
    medium: str


@dataclass(slots=True)
class Lexicon:
    """Look-up tables over lower-case word forms."""

    verbs: dict[str, list[VerbForm]] = field(default_factory=dict)
    nouns: dict[str, CueNoun] = field(default_factory=dict)
    adjectives: dict[str, CueAdjective] = field(default_factory=dict)
    apart: dict[str, frozenset[str]] = field(default_factory=dict)  # forms that are cues only with one of these prefixes apart from them
    endings: dict[str, list[str]] = field(default_factory=dict)  # last four letters of a noun -> the nouns that end so, longest first
    roles: dict[str, int] = field(default_factory=dict)  # what words may be, for words.py, which fills it

    def noun(self, word: str) -> CueNoun | None:
        """The cue noun that the word is or, as a compound, ends in („Polizeiangaben“)."""
        lower = word.lower()
        found = self.nouns.get(lower)
        if found is not None or len(lower) < 7:
            return found
        for ending in self.endings.get(lower[-4:], ()):
            if lower.endswith(ending) and len(lower) - len(ending) > 1 and word[0].isupper():
                return None if lower.endswith(_OTHER_NOUNS) else self.nouns[ending]
        return None

    def is_cue(self, word: str) -> bool:
        """Whether the word is a noun of the list, so that „die Antwort von X“ are X's words."""
        return self.noun(word) is not None

    def is_source(self, word: str) -> bool:
        """Whether the word is a noun that words come from („Angaben“, „Bericht“)."""
        noun = self.noun(word)
        return noun is not None and "source" in noun.governs


def build_lexicon(lists: Mapping[str, TermList]) -> Lexicon:
    """Read the three cue lists; KeyError names a list that is missing."""
    lexicon = Lexicon()
    for row in lists["quote_cue_verbs"].rows:
        _add_verb(lexicon, row)
    for form, entries in lexicon.verbs.items():
        if all(e.split for e in entries):
            lexicon.apart[form] = frozenset(e.verb.particle for e in entries)
    for row in lists["quote_cue_nouns"].rows:
        noun = CueNoun(row["noun"], frozenset(row["governs"].split()), row["medium"])
        for form in _noun_forms(row["noun"], row["plural"]):
            lexicon.nouns.setdefault(form, noun)
    for row in lists["quote_cue_adjectives"].rows:
        adjective = CueAdjective(row["adjective"], frozenset(row["verbs"].split()), frozenset(row["governs"].split()), row["medium"])
        lexicon.adjectives[row["adjective"]] = adjective
    for form in sorted(lexicon.nouns, key=len, reverse=True):
        if len(form) > 3:
            lexicon.endings.setdefault(form[-4:], []).append(form)
    return lexicon


def _noun_forms(noun: str, plural: str) -> set[str]:
    forms = {noun.lower(), plural.lower()} - {""}
    if noun[-1] not in "es":
        forms |= {noun.lower() + "s", noun.lower() + "es"}
    if plural and plural[-1] not in "ns":
        forms.add(plural.lower() + "n")
    return forms


def _add_verb(lexicon: Lexicon, row: Mapping[str, str]) -> None:
    particle, _, base = row["verb"].rpartition("|")
    verb = CueVerb(particle + base, particle, frozenset(row["governs"].split()), row["medium"])
    for kind, form in conjugate(base, row["past"], row["participle"], row["present"]):
        if kind == "part":
            _put(lexicon, particle + form, VerbForm(verb, "part", False))
            if len(particle) > 3:  # „bekannt gegeben“ is written apart as well
                _put(lexicon, form, VerbForm(verb, "part", True))
        elif kind == "inf":
            _put(lexicon, particle + form, VerbForm(verb, "inf", False))
            if len(particle) > 3:
                _put(lexicon, form, VerbForm(verb, "inf", True))
            if particle:
                _put(lexicon, f"{particle}zu{form}", VerbForm(verb, "zu", False))
        else:
            _put(lexicon, particle + form, VerbForm(verb, "fin", False))
            if particle:
                _put(lexicon, form, VerbForm(verb, "fin", True))


def _put(lexicon: Lexicon, form: str, entry: VerbForm) -> None:
    entries = lexicon.verbs.setdefault(form, [])
    if entry not in entries:
        entries.append(entry)


def conjugate(infinitive: str, past: str = "", participle: str = "", present: str = "") -> list[tuple[str, str]]:
    """Forms of a German verb as (kind, form): 3rd person singular and plural, Konjunktiv I, participle, infinitive.

    `infinitive` has no separable prefix; empty arguments mean the regular (weak) form.
    """
    stem = infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]
    link = "e" if _needs_link(stem) else ""
    past = past or f"{stem}{link}te"
    present = present or f"{stem}{link}t"
    if not participle:
        plain = infinitive.endswith("ieren") or infinitive.startswith(_INSEPARABLE)
        participle = f"{'' if plain else 'ge'}{stem}{link}t"
    plural = infinitive
    past_plural = past + ("n" if past.endswith("e") else "en")
    konjunktiv = stem + "e" if not stem.endswith(("el", "er")) else stem + "e"
    singular = {present, past, konjunktiv}
    forms = [("fin", f) for f in sorted(singular | {past_plural, plural})]
    return [*forms, *([("part", participle)] if participle != NO_PARTICIPLE else []), ("inf", infinitive)]


def _needs_link(stem: str) -> bool:
    """Whether an e stands between stem and ending: arbeit-e-te, leugn-e-te, rechn-e-te, but lern-te, wohn-te."""
    if stem.endswith(("t", "d", "chn")):
        return True
    return len(stem) > 2 and stem[-1] in "mn" and stem[-2] not in "lrmnhaeiouäöüy"
