"""Nouns that can speak without being names (offices, bodies) and nouns that cannot („die Mitverantwortung“): closed lists and endings."""

from __future__ import annotations

from pipeline.components.quotes.drafts import Range
from pipeline.components.quotes.grid import Grid
from pipeline.components.quotes.lexicon import word_set

_SPEAKING = (  # endings of what speaks though no name stands there
    *(
        "behörde",
        "behörden",
        "polizei",
        "anwaltschaft",
        "anwaltschaften",
        "gericht",
        "gerichtshof",
        "ministerium",
        "amt",
        "kammer",
        "senat",
    ),
    *(
        "regierung",
        "verband",
        "partei",
        "fraktion",
        "gewerkschaft",
        "verwaltung",
        "feuerwehr",
        "klinik",
        "universität",
        "institut",
        "konzern",
    ),
    *("unternehmen", "sprecher", "sprecherin", "minister", "ministerin", "präsident", "präsidentin", "kanzler", "kanzlerin", "anwalt"),
    *("experten", "fachleute", "kritiker", "beobachter", "veranstalter", "vertreter", "zeugen", "gegner", "befürworter", "aktivisten"),
    *("beamten", "beamte", "lehrer", "ärzte", "eltern", "bauern", "beschäftigten", "mieter", "nachbarn", "verbraucherschützer"),
    *("politiker", "abgeordnete", "wissenschafter", "anwohner", "organisatoren", "medien"),
    *("agentur", "zeitung", "sender", "organisation", "konferenz", "gemeinde"),
    *("anwältin", "anwälte", "anklage", "verteidigung", "richter", "richterin", "ermittler", "forscher", "wissenschaftler", "kommission"),
)
_THINGS = word_set(
    "zahl anzahl zahlen menge höhe schaden sachschaden kosten summe wert lage vorgehen vorwurf vorwürfe anschuldigungen entscheidung "
    "urteil verfahren entwicklung idee plan pläne vorschlag vorschläge forderung forderungen kritik maßnahme maßnahmen ergebnis ergebnisse "
    "einigung angriff angriffe reform gesetz entwurf gesetzentwurf wahl abstimmung rücktritt rückzug verhandlungen gespräche situation"
)
_BODIES = (  # endings in -ung and -heit of what speaks or reports all the same
    *("regierung", "zeitung", "leitung", "führung", "verwaltung", "vertretung", "stiftung", "abteilung", "vereinigung", "bewegung"),
    *(
        "mehrheit",
        "minderheit",
        "bevölkerung",
        "einheit",
        "versammlung",
        "verteidigung",
        "behörde",
        "redaktion",
        "untersuchung",
        "erhebung",
    ),
    *("meldung", "mitteilung", "schätzung", "auswertung", "berechnung", "ordnung", "satzung", "verfassung", "forschung"),
)

_PERSONS = (
    *("experte", "expertin", "sprecher", "sprecherin", "chef", "chefin", "minister", "ministerin", "präsident", "präsidentin", "forscher"),
    *("forscherin", "wissenschafter", "wissenschaftler", "wissenschaftlerin", "wissenschafterin", "psychologe", "psychologin", "soziologe"),
    *("soziologin", "ökonom", "ökonomin", "anwalt", "anwältin", "professor", "professorin", "direktor", "direktorin", "leiter", "leiterin"),
    *("kapitän", "trainer", "trainerin", "abgeordnete", "abgeordneter", "kanzler", "kanzlerin", "sekretär", "sekretärin", "bürgermeister"),
    *("bürgermeisterin", "politiker", "politikerin", "historiker", "historikerin", "analyst", "analystin", "kommissar", "kommissarin"),
    *(
        "bischof",
        "manager",
        "managerin",
        "autor",
        "autorin",
        "redakteur",
        "redakteurin",
        "journalist",
        "journalistin",
        "biologe",
        "biologin",
    ),
    *(
        "verteidiger",
        "verteidigerin",
        "stürmer",
        "stürmerin",
        "torwart",
        "mitarbeiter",
        "mitarbeiterin",
        "mitglied",
        "spieler",
        "spielerin",
    ),
    *("vorstand", "vorsitzende", "vorsitzender", "obmann", "obfrau", "geschäftsführer", "geschäftsführerin", "beauftragte", "beauftragter"),
)
_NOUNS = ("NN", "NE")


def is_office(grid: Grid, phrase: Range) -> bool:
    """Whether the head of the phrase is an office or body that speaks („die Staatsanwaltschaft“, „Gesundheitsbehörden“)."""
    return _head(grid, phrase).endswith(_SPEAKING)


def is_thing(grid: Grid, phrase: Range) -> bool:
    """Whether the head of the phrase is a word for something that cannot speak: „Mitverantwortung“, but not „Regierung“."""
    head = _head(grid, phrase)
    if head.endswith(("ungen", "heiten", "keiten")):
        head = head[:-2]
    return head in _THINGS or (head.endswith(("ung", "heit", "keit")) and not head.endswith(_BODIES))


def is_person_noun(lower: str) -> bool:
    """Whether the word (lower case) names a person by office or calling, so that a name may follow it."""
    return lower.endswith(_PERSONS)


def _head(grid: Grid, phrase: Range) -> str:
    """The first noun of the phrase in lower case, empty if it has none."""
    return next((grid.lower[i] for i in range(*phrase) if grid.tag[i] in _NOUNS), "")
