"""How a state's or capital's name is meant: as one who acts, or as a place. Decided by preposition, noun and verb around it."""

from __future__ import annotations

from pipeline.components.actors.cues import CLOSING, OPENING
from pipeline.components.actors.names import without_genitive
from pipeline.components.actors.view import ARTICLES, DASHES, View, looks_common
from pipeline.labels import AGENT, SUBJECT

_CHAIN = frozenset({"und", "oder", "sowie", ",", "/", "bzw.", "noch", "als", "auch"})
_HEARSAY = frozenset(
    {
        "hieß",
        "heißt",
        "verlautete",
        "verlautet",
        "gab",
        "gibt",
        "herrscht",
        "herrschte",
        "denkt",
        "glaubt",
        "überlegt",
        "fürchtet",
        "hofft",
        "rechnet",
        "man",
        "schweigt",
        "schwieg",
        "reagierte",
        "reagiert",
        "zeigte",
        "bestätigte",
        "dementierte",
        "wollte",
        "will",
    }
)
_COMES = frozenset({"kam", "kamen", "kommt", "kommen", "hieß", "heißt", "verlautete", "verlautet"})  # „Aus Rom kam Kritik“
_PASSIVE = frozenset({"wurde", "wurden", "wird", "werden", "worden", "werde", "würde", "würden"})
_TRAVEL = frozenset({"nach", "bis", "aus"})


def is_dateline(view: View, start: int, end: int) -> bool:
    """Whether the name opens a report („Wien –“, „Frankfurt/Brüssel –“, „KABUL.“ on a line of its own)."""
    i = end
    n = len(view)
    while i + 1 < n and view.texts[i] in ("/", ",", "und") and view.capitalised(i + 1) and i - end < 8:
        i += 2
        while i < n and view.capitalised(i) and view.is_name_tag(i) and view.texts[i] not in DASHES:
            i += 1
    if i < n and view.texts[i] == "(":  # „Wien (APA) –“
        close = next((k for k in range(i + 1, min(i + 6, n)) if view.texts[k] == ")"), None)
        i = close + 1 if close else i
    if i >= n or view.texts[i] not in DASHES:
        return False
    j = start - 1
    while j >= 1 and view.texts[j] in ("/", ",", "und") and view.capitalised(j - 1):
        j -= 2
        while j >= 0 and view.sentence_of[j] == view.sentence_of[start] and view.capitalised(j) and view.is_name_tag(j):
            j -= 1
    return j < 0 or view.texts[j][-1:] in '.!?\n:)“"' or view.sentence_of[j] != view.sentence_of[start]


def governing(view: View, start: int) -> int:
    """The preposition or noun that governs the name at `start`, looking past articles, adjectives and a list of names."""
    j = view.before(start)
    steps = 0
    while j > 0 and view.texts[j] in _CHAIN and steps < 8 and view.sentence_of[j] == view.sentence_of[start]:
        k = j - 1
        if view.texts[k] == "," and k > 0:
            k -= 1
        if not view.capitalised(k) or not (view.is_name_tag(k) or view.texts[k] in view.know.aliases):
            break
        while k - 1 >= 0 and view.capitalised(k - 1) and view.is_name_tag(k - 1):
            k -= 1
        j = view.before(k)
        steps += 1
    return j


def state_acts(view: View, start: int, end: int) -> bool:
    """Whether a state's name is meant as one who acts or is party to something, rather than as a place."""
    if is_dateline(view, start, end) or _in_brackets(view, start, end) or _as_a_word(view, start, end):
        return False
    know = view.know
    if _foreign_name(view, start, end):
        return False
    if (after := _genitive_before_noun(view, start, end)) is not None:
        return not after
    if _in_foreign_body(view, start) or _leaves_or_visits(view, start, end):
        return False
    g = governing(view, start)
    if g < 0:
        return True
    word = view.lowers[g]
    if know.has("place_verb", word) and not is_subject(view, start, end):
        return False
    if word == "für" and g > 0 and view.role(g - 1) is not None:
        return False  # „die Sonderbeauftragte für Kongo“
    if know.has("place_preposition", word) or know.has("place_preposition", view.texts[g]):
        return False
    if word in ("zu", "zum", "zur", "mit", "von", "an") and g > 0 and (is_geo(view, g - 1) or _second_of_places(view, g)):
        return False  # „die Grenze zum Irak“
    if start and know.has("name_prefix", view.texts[start - 1]):
        return False  # „New Mexico“
    if word == "von" and g > 0 and view.role(g - 1) is not None:
        return False  # „der Präsident von Vietnam“
    if g == start - 1 - _articles(view, start) and (view.role(g) is not None or _is_body(view, g)):
        return False  # „Ministerpräsident Thailands“, „Familienverband Österreichs“: a part of title or name
    if word in ("von", "vom", "zwischen") and _travels(view, end):
        return False
    if know.has("actor_preposition", word):
        return not (word in ("zu", "zum", "zur", "an", "wegen") and view.lowers[start] in ("krim",))
    return not is_geo(view, g)


def _as_a_word(view: View, start: int, end: int) -> bool:
    """„das Österreich der Nachkriegszeit“, „Thema („Afghanistan“)“: a state of affairs or a catchword."""
    if not start or end >= len(view):
        return False
    before, after = view.lowers[start - 1], view.lowers[end]
    return before == "das" and after in ("der", "des", "von") or view.texts[start - 1] in OPENING and view.texts[end] in CLOSING


def _second_of_places(view: View, g: int) -> bool:
    """„die Grenze zu Ungarn und |zur| Slowakei“: the preposition at `g` repeats one whose noun makes the name a place."""
    j = g - 1
    while j > 1 and view.texts[j] in _CHAIN and view.sentence_of[j] == view.sentence_of[g]:
        j -= 1
        while j > 0 and (view.is_name_tag(j) or view.lowers[j] in ARTICLES):
            j -= 1
        if view.lowers[j] not in ("zu", "zum", "zur", "mit", "von"):
            return False
        if is_geo(view, j - 1):
            return True
        j -= 1
    return False


def _in_foreign_body(view: View, start: int) -> bool:
    """„Möbelhaus Österreich“, „Greenpeace Deutschland“, „der Standort Deutschland“: the name of a body's branch, or an area."""
    i = start - 1
    if i < 0 or view.sentence_of[i] != view.sentence_of[start] or not view.capitalised(i):
        return False
    if view.know.has("area_noun", view.lowers[i]) or any(view.lowers[i].endswith(w) for w in ("standort", "markt", "ableger", "filiale")):
        return True
    while i and view.capitalised(i - 1) and view.is_name_tag(i - 1) and view.sentence_of[i - 1] == view.sentence_of[start]:
        i -= 1
    if i and view.lowers[i - 1] in ARTICLES:
        return False  # „dass die Kommission Spanien verklagt“
    if view.ents[start - 1] == "ORG" and view.tags[start - 1] in ("NE", "FM", "PROPN"):
        return True
    bodies = view.know.aliases.get(view.texts[start - 1])
    return any(a.entry.type in ("organisation", "media") and not a.entry.use and len(a.tokens) == 1 for a in bodies)


def _leaves_or_visits(view: View, start: int, end: int) -> bool:
    """„er darf Spanien derzeit nicht |verlassen|“, „will Kuba im Mai |besuchen|“: the object of a verb of place at the clause's end."""
    g = view.before(start)
    if g >= 0 and (view.tags[g] in ("APPR", "APPRART") or view.texts[g] in _CHAIN):
        return False
    for i in range(end, min(end + 14, len(view))):
        if view.sentence_of[i] != view.sentence_of[start] or view.texts[i] in ",.:;–":
            return False
        if view.tags[i] in ("VVINF", "VVPP", "VVIZU") and view.know.has("visiting_verb", view.lowers[i]):
            return not is_subject(view, start, end)
    return False


def _foreign_name(view: View, start: int, end: int) -> bool:
    """„Panama Papers“, „Jordan Valley“: a state's name that opens a name in another language."""
    if end >= len(view) or view.sentence_of[end] != view.sentence_of[start] or not view.capitalised(end):
        return False
    return (
        view.tags[end] in ("NE", "FM") and view.ents[end] != "PER" and view.texts[end] not in view.know.aliases and view.role(end) is None
    )


def capital_speaks(view: View, start: int, end: int) -> bool:
    """Whether a capital stands for its government: as subject, agent, partner („zwischen Rom und Paris“), genitive („Moskaus Haltung“)."""
    if is_dateline(view, start, end) or _in_brackets(view, start, end):
        return False
    after = _genitive_before_noun(view, start, end)
    if after is not None:
        return not after and not _local_genitive(view, end)
    g = governing(view, start)
    word = view.lowers[g] if g >= 0 else ""
    if g == start - 1 and view.tags[g] == "NN" and (without_genitive(view.texts[end - 1]) or "") in view.know.aliases:
        return not is_geo(view, g) and view.role(g) is None  # „das Verhältnis Moskaus“
    if _part_of_name(view, start, end):
        return False
    if word == "laut":
        return True
    if word == "aus":
        return g > 0 and _speaks_for(view, g - 1) or end < len(view) and view.lowers[end] in _COMES and view.caps[g]
    if word == "durch":
        return _agent_or_deed(view, g, end)
    if word in ("zwischen", "gegenüber", "seitens", "mit"):
        return True
    if word == "gegen":
        return True
    if word in ("von", "vom"):
        if g > 0 and is_geo(view, g - 1):
            return False  # „in der Nähe von Brüssel verhaftet“
        return not _travels(view, end) and view.texts[end : end + 1] != ["aus"] and _agent_follows(view, end)
    if word == "an":
        return g > 0 and view.tags[g - 1] == "NN"
    if g >= 0 and (view.know.has("place_preposition", word) or view.know.has("actor_preposition", word)):
        return False
    if view.lowers[end : end + 1] == ["seinerseits"]:
        return True
    if view.lowers[start - 1 : start] and view.lowers[start - 1] in ARTICLES:
        return start > 1 and view.texts[start - 2] == "," and end < len(view) and view.tags[end][:3] in ("ADV", "VVF", "VAF", "VMF")
    return is_subject(view, start, end) or _addressed(view, start, end)


def _addressed(view: View, start: int, end: int) -> bool:
    """„forderte Rom auf“, „hatte Rom aufgefordert“, „warf Rom Vertragsbruch vor“: whom somebody demands of or accuses."""
    g = start - 1
    if g >= 0 and view.sentence_of[g] == view.sentence_of[start] and view.know.has("addressing_verb", view.lowers[g]):
        return True
    for i in range(end, min(end + 3, len(view))):
        if view.sentence_of[i] != view.sentence_of[start] or view.texts[i] in ",.:;":
            return False
        if view.tags[i] in ("VVPP", "VVINF", "VVIZU") and view.know.has("addressing_verb", view.lowers[i]):
            return True
    return False


def _agent_or_deed(view: View, g: int, end: int) -> bool:
    """„die Anerkennung durch Ankara“, „durch Moskau unterstützt“; not „zog durch Rom“, „die Reise durch Rom“."""
    if g > 0 and view.tags[g - 1] == "NN":
        return looks_common(view.texts[g - 1])
    sentence = view.sentence_of[g]
    clause = range(end, min(end + 12, len(view)))
    return any(view.sentence_of[i] == sentence and view.lowers[i] in _PASSIVE for i in clause) or _agent_follows(view, end)


def receives(view: View, start: int) -> bool:
    """„Kredite für Athen“, „Auflagen für Rom“: a capital that something is meant for; who acts only where it acts elsewhere in the text."""
    return start > 1 and view.lowers[start - 1] == "für" and view.tags[start - 2] == "NN" and not is_geo(view, start - 2)


def seat_speaks(view: View, start: int) -> bool:
    """„im Weißen Haus hieß es“, „Im Kreml gibt es Zweifel“: the building as the place where its holders speak or think."""
    sentence = view.sentence_of[start]
    near = range(max(start - 5, 0), min(start + 6, len(view)))
    return any(view.sentence_of[i] == sentence and view.lowers[i] in _HEARSAY for i in near)


def is_subject(view: View, start: int, end: int) -> bool:
    """Whether the name is a subject: by the parse, or by standing directly before or after a finite verb at the clause's start."""
    for i in range(start, end):
        token = view.token(i)
        if token.dep_ in SUBJECT or token.dep_ in AGENT:
            return True
        if token.dep_ in ("conj", "cj") and token.head.dep_ in SUBJECT:
            return True
    verb_next = end < len(view) and view.tags[end] in ("VVFIN", "VAFIN", "VMFIN")
    opens = start == 0 or view.sentence_of[start - 1] != view.sentence_of[start] or view.texts[start - 1] in (",", ":", ";")
    return verb_next and opens


def is_geo(view: View, i: int) -> bool:
    """Whether the noun at `i` makes the genitive behind it a place: „Norden“, „Hauptstadt“, „Bewohner“, „Ostgrenze“."""
    word = view.lowers[i]
    words = view.know.words.get("geo_noun", set())
    return word in words or word.removesuffix("s") in words or word.endswith(view.know.geo_ends)


def _is_body(view: View, i: int) -> bool:
    return view.lowers[i].endswith(("partei", *view.know.ends("body_noun")))


def _articles(view: View, start: int) -> int:
    return int(start > 0 and view.lowers[start - 1] in ARTICLES)


def _in_brackets(view: View, start: int, end: int) -> bool:
    return start > 0 and end < len(view) and view.texts[start - 1] in "([" and view.texts[end] in ")],"


def _genitive_before_noun(view: View, start: int, end: int) -> bool | None:
    """For „Russlands Rolle“: whether the noun makes it a place („Russlands Küste“); None where no such genitive stands."""
    last = view.texts[end - 1]
    base = without_genitive(last)
    if base is None or end >= len(view) or not any(a.tokens[-1] == base or base == a.tokens[0] for a in view.know.aliases.get(base)):
        return None
    i = end
    while i < len(view) and i < end + 3 and view.tags[i] in ("ADJA", "CARD", "TRUNC"):
        i += 1
    if i >= len(view) or not view.capitalised(i):
        return None
    if i + 1 < len(view) and view.ents[i] == view.ents[i + 1] == "ORG" and view.tags[i] in ("NE", "FM"):
        return True  # „Australiens National Safety Authority“
    return is_geo(view, i) or view.role(i) is not None  # „Tschechiens Außenminister“ is a title like „tschechischer Außenminister“


def _local_genitive(view: View, end: int) -> bool:
    """„Wiens größter Bahnhof“, „Berlins Bürgermeister“: a town's own things."""
    i = end
    while i < len(view) and view.tags[i] in ("ADJA", "CARD"):
        if view.lowers[i].endswith(("ste", "ster", "stes", "sten")):
            return True
        i += 1
    return i < len(view) and (view.role(i) is not None or "bürgermeister" in view.lowers[i])


def _travels(view: View, end: int) -> bool:
    return any(view.lowers[i] in _TRAVEL for i in range(end, min(end + 3, len(view))))


def _speaks_for(view: View, i: int) -> bool:
    return view.capitalised(i) and view.lowers[i].endswith(view.know.ends("group_noun"))


def _agent_follows(view: View, end: int) -> bool:
    """„das von Kiew angestrebte Abkommen“, „von Moskau unterstützte Rebellen“."""
    return (
        end < len(view)
        and view.tags[end] in ("ADJA", "VVPP")
        and view.lowers[end].endswith(("te", "ten", "ter", "tes", "tem", "t", "ene", "enen", "en"))
    )


def _part_of_name(view: View, start: int, end: int) -> bool:
    """„Land Wien“, „Rapid Wien“, „Universität Wien“, „Wien Energie“: the town is a part of another name."""
    before = (
        start > 0
        and view.sentence_of[start - 1] == view.sentence_of[start]
        and view.capitalised(start - 1)
        and view.lowers[start - 1] not in ARTICLES
    )
    if (
        before
        and start > 1
        and view.sentence_of[start - 2] == view.sentence_of[start]
        and view.tags[start - 1] not in ("ADV", "KOUS", "KON", "ADJD")
    ):
        return True
    return end < len(view) and view.capitalised(end) and view.tags[end] == "NE"
