"""Organisations that no list knows: behind class nouns, with a state's name, or found by the model's NER."""

from __future__ import annotations

from pipeline.components.actors.aliases import Alias
from pipeline.components.actors.cues import CLOSING, OPENING, cue_before, cue_type, inner_capital
from pipeline.components.actors.evidence import Evidence, compound_state, town_adjective
from pipeline.components.actors.names import nominative, slug, without_genitive
from pipeline.components.actors.organisations import LEGAL_FORMS, opens_a_name
from pipeline.components.actors.titles import genitive_state
from pipeline.components.actors.view import ARTICLES, QUOTES, Found, View, looks_common
from pipeline.records import Actor

Hit = tuple[int, int, list[Alias]]
_FIRM_WORDS = (
    "airlines", "airways", "music", "studios", "motors", "systems", "entertainment", "records", "pictures", "pharma", "finck",
    "ventures",
)  # fmt: skip
_LONGEST = 7
_LOCAL_BODIES = (
    "philharmoniker", "symphoniker", "linien", "reinigung", "museum", "theater", "oper", "festspiele", "betriebe", "werke", "justiz",
    "museen", "kliniken", "klinik", "hochschule", "universität", "messe", "börse", "haus", "zoo", "polizei", "wehr", "zeitung",
    "tafel", "mission", "akademie", "schule", "sparkasse", "volksbank", "diözese", "kirche", "schauspielhaus",
)  # fmt: skip
_NOT_BODIES = (
    "eigner", "sieger", "favorit", "favorite", "verteidiger", "rivale", "gegner", "meister", "aufsteiger", "absteiger", "partner",
)  # fmt: skip
_ORGANISATION_TAILS = frozenset([
    "bank", "konzern", "gruppe", "group", "partei", "stiftung", "institut", "verlag", "bund", "union", "werke", "holding",
    "universität", "hochschule", "verband",
])  # fmt: skip


def find_cued(view: View, evidence: Evidence) -> list[Found]:
    """Names that a class noun introduces: „der Fernsehsender „Channel 10““, „die Flughafenbehörde AENA“."""
    found = []
    for i in view.met["class"]:
        kind = cue_type(view, i)
        if kind == "place" or view.blocked[i] or i + 1 == len(view):
            continue
        start, end = _named(view, i + 1)
        if start == end or view.sentence_of[start] != view.sentence_of[i] or view.know.has("platform", view.texts[start]):
            continue
        country = _adjective_state(view, i) or country_of(view, start, end, evidence)
        found.append(Found(start, end, _make(view, start, end, str(kind), country), "name", "actors.class_noun", 35))
    return found


def _named(view: View, i: int) -> tuple[int, int]:
    """The name that begins at `i`: what stands in quotation marks, or a run of proper nouns."""
    n = len(view)
    if i < n and view.texts[i] in OPENING:
        close = next((k for k in range(i + 1, min(i + _LONGEST, n)) if view.texts[k] in CLOSING), None)
        return (
            (i + 1, close)
            if close and close > i + 1 and view.texts[i + 1][:1].isupper() and not any(t in ".!?,()" for t in view.texts[i + 1 : close])
            else (i, i)
        )
    end = i
    while end < n and end - i < _LONGEST and view.sentence_of[end] == view.sentence_of[min(i, n - 1)]:
        if (
            view.capitalised(end)
            and view.role(end) is None
            and (view.tags[end] in ("NE", "FM", "PROPN") or end > i and view.tags[end] in ("NN", "ADJA"))
        ):
            end += 1
        elif end > i and view.texts[end] in ("&",) and end + 1 < n and view.capitalised(end + 1):
            end += 2
        else:
            break
    if end == i and i >= 2 and i < n and _apposed(view, i):
        end = i + 1
    named = any(
        view.lowers[i - 1].endswith(w)
        for w in ("firma", "konzern", "unternehmen", "gewerkschaft", "verlag", "kanzlei", "agentur", "zeitung", "sender", "magazin")
    )
    person = view.ents[i] == "PER" and (view.texts[i] in view.know.first_names or view.lowers[i - 1].endswith("er"))
    if end == i or (view.ents[i] == "LOC" or person) and not named or view.texts[i] in view.know.places or _state_word(view, i):
        return i, i
    return i, end


def _apposed(view: View, i: int) -> bool:
    """A noun directly behind „die Umweltorganisation“ is its name, even where the tagger does not know it for one."""
    word = view.texts[i]
    if looks_common(word) or not view.lowers[i - 1].endswith(view.know.body_class_nouns):
        return False  # „warf den Behörden Fahrlässigkeit vor“
    determined = view.lowers[i - 2] in ARTICLES or view.tags[i - 2] in ("ADJA", "APPR", "APPRART")
    return (
        determined
        and view.capitalised(i)
        and view.tags[i] == "NN"
        and "Plur" not in view.token(i).morph.get("Number", [])
        and view.role(i) is None
        and word.isalpha()
        and cue_type(view, i) is None
    )


def _state_word(view: View, i: int) -> bool:
    known = view.know.aliases.get(view.texts[i])
    return any(a.entry.use in ("state", "capital", "land") or a.entry.type == "person" and len(a.tokens) == 1 for a in known)


def _adjective_state(view: View, i: int) -> str | None:
    for j in range(i, max(i - 4, -1), -1):
        if view.sentence_of[j] != view.sentence_of[i]:
            return None
        if view.texts[j] in view.know.adjectives:
            return view.know.adjectives[view.texts[j]]
        if view.texts[j].startswith("US-"):
            return "US"
        if j < i and view.capitalised(j) and (code := genitive_state(view, j)) is not None:
            return code  # „Frankreichs Bahngesellschaft SNCF“
    return None


def _make(view: View, start: int, end: int, kind: str, country: str | None) -> Actor:
    words = nominative(view.texts[start:end])
    base = without_genitive(words[-1])
    if base and base in view.positions:
        words = [*words[:-1], base]
    name = " ".join(words)
    return Actor(f"{kind}:{slug(name)}", name, kind, country, None)


def _clubs(view: View) -> list[tuple[int, int]]:
    """What the model takes for persons but begins with a town and ends like an English plural: „Boston Bruins“."""
    return [
        (start, end)
        for start, end in view.entities("PER")
        if 2 <= end - start <= 3
        and view.texts[start] in view.know.places
        and view.texts[start] not in view.know.first_names
        and view.texts[end - 1].endswith("s")
        and view.tags[end - 1] in ("NE", "FM")
        and not (start and view.role(start - 1) is not None)
    ]


def find_by_ner(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """What the model takes for an organisation and no list knows, unless it is a contest, a product or a common noun."""
    found = []
    listed = {i for start, end, _ in hits for i in range(start, end)}
    firms = {start for start, end, aliases in hits if end - start == 1 and aliases[0].entry.type == "organisation"}
    unknown: set[str] = set()
    for start, end in view.entities("ORG"):
        while start < end and (
            view.lowers[start] in ARTICLES
            or view.texts[start] in QUOTES
            or not view.capitalised(start)
            and view.tags[start] in ("ADJA", "APPR", "APPRART", "ART")
        ):
            start += 1
        while end > start and (
            view.texts[end - 1] in QUOTES or not view.capitalised(end - 1) and view.tags[end - 1] in ("APPR", "ART", "KON", "FM", "PTKVZ")
        ):
            end -= 1
        end = _to_closing_mark(view, start, end)
        if start == end or all(i in listed for i in range(start, end)) or not _organisation_like(view, start, end):
            continue
        while (
            end - start > 1 + (view.texts[end - 1].rstrip(".") in LEGAL_FORMS)
            and view.capitalised(start + 1)  # „Bundesinstitut für Fischerei“ is the whole name
            and (cue_type(view, start) or town_adjective(view.texts[start], view.know))
            and any(cue_type(view, k) for k in range(start, end - 1))
        ):
            start += 1  # „Vorarlberger Firma Häusle“
        if end - start > 2 and genitive_state(view, start) is not None and view.tags[start + 1] in ("NE", "FM"):
            start += 1  # „|Papua-Neuguineas| National Safety Authority“
        if _noun_in_front(view, start, end):
            start += 1  # „|Cupsieger| VfL Wolfsburg“
        if end - start == 1 and _town_or_state(view, start):
            continue  # „Titelfavorit |Salzburg|“, „Nationalstadion |Peking|“
        if cue_before(view, start) == "place":
            continue  # „der Hurrikan |Katrin|“ of an entity „Hurrikan Katrin“
        if start in firms and opens_a_name(view, start, start + 1) and not _firm_like(view, end - 1):
            continue  # „Google Drive“, „Tesla Roadster“
        if view.texts[start - 1 : start] == ["("] and end - start == 1 and view.texts[start].isupper():
            unknown.add(view.texts[start])  # „Bruttoinlandsprodukt (BIP)“: what it shortens is no actor that was found
            continue
        if view.texts[start] in unknown:
            continue
        kind = _kind_of(view, start, end)
        country = country_of(view, start, end, evidence)
        found.append(Found(start, end, _make(view, start, end, kind, country), "name", "actors.organisation_ner", 20))
    return found


def _noun_in_front(view: View, start: int, end: int) -> bool:
    """Whether a common noun that names no body stands in front of a proper name: „|Schiffseigner| Nordwind Shipping“."""
    if end - start < 2 or view.tags[start] != "NN" or view.tags[start + 1] not in ("NE", "FM") or "-" in view.texts[start]:
        return False
    if view.texts[start] in view.know.aliases or cue_type(view, start) is not None or view.texts[end - 1] in LEGAL_FORMS:
        return False
    return view.lowers[start].removesuffix("s").removesuffix("n").endswith(_NOT_BODIES) or view.role(start) is not None


def _firm_like(view: View, i: int) -> bool:
    """„Continental |Airlines|“, „Sony |Music|“: the last word of a firm's name, rather than of its product's."""
    return view.texts[i] in LEGAL_FORMS or view.lowers[i].endswith((*view.know.body_words, *_FIRM_WORDS))


def _to_closing_mark(view: View, start: int, end: int) -> int:
    """The end of the quoted stretch that the name opens, where it is short: „United Front for Democracy“."""
    if start == end or not start or view.texts[start - 1] not in OPENING:
        return end
    close = next((k for k in range(end, min(start + _LONGEST, len(view))) if view.texts[k] in CLOSING), None)
    return close if close is not None and not any(t in ".!?," for t in view.texts[end:close]) else end


def find_defined(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """Names that the text itself shortens: „Interessengemeinschaft Moor und Heide (IGMH)“; one word must say that it is a body."""
    listed = {i for start, end, _ in hits for i in range(start, end) if end - start > 1}  # „Libération“ may stand inside a longer name
    found = []
    for i in view.positions.get("(", ()):
        short = view.texts[i + 1] if 2 <= i < len(view) - 2 else ""
        if not short or view.texts[i + 2] != ")" or not (3 <= len(short) <= 7 and short.isalpha() and sum(map(str.isupper, short)) > 2):
            continue
        end = i - (view.texts[i - 1] in CLOSING)
        start = _beginning(view, end, short)
        if start is None or any(k in listed for k in range(start, end)) or view.know.has("not_organisation", short):
            continue
        country = country_of(view, start, end, evidence)
        kind = _kind_of(view, start, end)
        found.append(Found(start, end, _make(view, start, end, kind, country), "name", "actors.class_noun", 63))
    return found


def _beginning(view: View, end: int, short: str) -> int | None:
    """Where the long form of an abbreviation begins: the shortest run of words before it whose letters spell it in order."""
    bodies = view.know.body_words
    for start in range(end - 2, max(end - 9, -1), -1):
        if view.sentence_of[start] != view.sentence_of[end - 1] or view.texts[start] in ",.;:()" or view.texts[start] in OPENING:
            break
        words = view.texts[start:end]
        spelt = _spells("".join(w for w in words), short) and words[0][:1].upper() == short[0] and view.role(start) is None
        if (
            spelt
            and view.capitalised(start)
            and any(w.lower().removesuffix("es").removesuffix("s").endswith(bodies) or w.lower().endswith(bodies) for w in words)
        ):
            while start and view.tags[start - 1] == "ADJA" and view.texts[start - 1][:1] == short[0]:
                start -= 1  # „|Internationales| Institut für …“
            return start  # the shortest, a longer one would spell it as well
    return None


def _spells(text: str, short: str) -> bool:
    letters = iter(text.lower())
    return all(c in letters for c in short.lower())


def find_with_state(view: View, hits: list[Hit]) -> list[Found]:
    """Associations that bear a state's name: „Katholischer Familienverband Österreichs“, „Lesben- und Schwulenverband Deutschland“."""
    found = []
    bodies = view.know.ends("body_noun")
    listed = {end for _, end, _ in hits}
    for start, end, aliases in hits:
        entry = aliases[0].entry
        i = start - 1
        if (
            entry.use != "state"
            or start in listed
            or i < 0
            or view.sentence_of[i] != view.sentence_of[start]
            or not (view.capitalised(i) and view.lowers[i].endswith(bodies))
        ):
            continue
        while i and (
            (view.tags[i - 1] in ("ADJA", "TRUNC") or view.texts[i - 1].endswith("-"))
            and view.capitalised(i - 1)
            or view.texts[i - 1] == "und"
            and view.texts[i - 2 : i - 1][-1:] != []
            and view.texts[i - 2].endswith("-")
        ):
            i -= 1
        name = " ".join(view.texts[i:end])
        found.append(
            Found(i, end, Actor(f"organisation:{slug(name)}", name, "organisation", entry.country, None), "name", "actors.class_noun", 64)
        )
    return found


def _organisation_like(view: View, start: int, end: int) -> bool:
    text = " ".join(view.texts[start:end])
    if view.texts[end - 1] in ("AG", "GmbH", "SE", "KG") and end - start > 1:
        return True
    if end - start > 1 and view.know.has("platform", view.texts[start]):
        return False  # „auf Youtube Videos“
    if cue_before(view, start) == "place" or end < len(view) and view.texts[end][:1].isdigit() and view.texts[end - 1].isupper():
        return False  # „das Segelschiff „Möwe II““, „INES 1“
    if _title_of_a_work(view, start, end) or _not_the_name(view, start, end):
        return False
    if any(c in text for c in "@_#/") or any(view.know.has("not_organisation", w) for w in view.texts[start:end]):
        return False
    if not view.capitalised(start) and not inner_capital(view.texts[start]) and not view.texts[start][:1].isdigit():
        return False
    if text in view.know.places or view.know.has("not_organisation", text) or not any(c.isalpha() for c in text) or len(text) < 2:
        return False
    first, last = view.texts[start], view.lowers[end - 1]
    if end - start == 2 and last in view.know.cue_nouns and town_adjective(first, view.know) is not None or len(first) > 40:
        return False  # „die Berliner Tageszeitung“ points back
    if end - start == 1 and _town_or_state(view, start):
        return False
    if (
        end - start == 2
        and view.tags[start + 1] == "NN"
        and town_adjective(first, view.know) is not None
        and not _local_body(view, start + 1)
    ):
        return False  # „die Berliner Bühne“, „Londoner Rettungskräfte“
    if end - start == 1 and start and view.lowers[start - 1] in ("in", "nach") and not first.isupper():
        return False  # a town that the model takes for an organisation
    if end - start == 1:
        if "-" in first:  # „SWR-Mitarbeiter“: the compound's head is something else
            tail = first.rpartition("-")[2]
            if view.know.has("not_organisation", tail):
                return False
            return first.isupper() or tail.isupper() or tail.lower() in _ORGANISATION_TAILS
        if view.role(start) is not None or first in view.know.adjectives or view.know.institution(view.lowers[start]) is not None:
            return False
        if first in view.know.places or view.tags[start] == "NN" and not first.isupper() and not inner_capital(first):
            return False  # a class noun that points back („die Gewerkschaft“)
    return not last.endswith(view.know.ends("not_actor_end"))


def _town_or_state(view: View, i: int) -> bool:
    word = view.texts[i]
    return word in view.know.places or any(a.entry.use in ("capital", "state", "land") for a in view.know.aliases.single(word))


def _local_body(view: View, i: int) -> bool:
    """Whether a noun behind „Berliner“ or „Wiener“ can be the rest of a body's name."""
    return "-" in view.texts[i] or view.lowers[i].endswith((*view.know.body_words, *_LOCAL_BODIES)) or cue_type(view, i) == "organisation"


def _title_of_a_work(view: View, start: int, end: int) -> bool:
    """What stands in quotation marks without a word that says what it is: a title, a slogan, a ship; „„Moor und Heide“ (MUH)“ is a body."""
    if not (start and end < len(view) and view.texts[start - 1] in OPENING and view.texts[end] in CLOSING):
        return False
    if cue_before(view, start) is not None or view.texts[end + 1 : end + 2] == ["("]:
        return False
    if any(len(view.positions[w]) > 1 for w in view.texts[start:end] if len(w) > 3):
        return False
    return not any(view.lowers[i].endswith(view.know.body_words) for i in range(start, end))


def _not_the_name(view: View, start: int, end: int) -> bool:
    """„Griechenlands Premier“, „Titelverteidiger Spanien“, „LESEN UND SCHREIBEN:“: an office, a state, a heading."""
    role = view.role(end - 1) if end - start == 2 and view.tags[end - 1] == "NN" else None
    if role is not None and role.noun not in ("Rat", "Vorstand", "Aufsichtsrat"):
        office = view.tags[start] == "ADJA" and role.scope in ("office", "head")  # „Parlamentarischer Geschäftsführer“
        return office or _state_in_name(view, start) is not None or genitive_state(view, start) is not None
    last = view.know.aliases.get(view.texts[end - 1])
    if end - start == 2 and view.tags[start] == "NN" and any(a.entry.use == "state" for a in last) and cue_type(view, start) is None:
        return not view.lowers[start].endswith(view.know.ends("body_noun"))
    heading = view.texts[end : end + 1] in ([":"], ["("])
    return heading and end - start > 1 and all(w.isupper() and len(w) > 5 for w in view.texts[start:end])


def _kind_of(view: View, start: int, end: int) -> str:
    cue = cue_before(view, start)
    if cue and cue != "place":
        return cue
    text = " ".join(view.lowers[start:end])
    if (
        any(w in text for w in ("zeitung", "rundschau", "nachrichten", "times", "post ", "journal", "radio", " tv", "magazin", "agentur"))
        and "bundesagentur" not in text
    ):
        return "media"
    if any(w in text for w in ("partei", "fraktion", "liste ", " party", "parti ", "partido", "partito")):
        return "party"
    if any(w in text for w in ("ministerium", "regierung", "kanzleramt", "senatskanzlei")):
        return "government"
    if any(w in text for w in ("streitkräfte", "armee", "brigade", "bataillon", "regiment", "truppen")):
        return "armed_force"
    return "organisation"


def country_of(view: View, start: int, end: int, evidence: Evidence) -> str | None:
    """The state of a body: by an adjective or genitive before its name, by what the name says, by „aus“ behind it, else the article's."""
    if (code := _adjective_state(view, start)) is not None:
        return code
    own = [code for i in range(start, end) if (code := _state_in_name(view, i)) is not None]
    if own:
        return next((code for code in own if code), None)
    if end + 1 < len(view) and view.lowers[end] == "aus" and (code := evidence.where.get(end + 1)) is not None:
        return code
    return evidence.focus


def _state_in_name(view: View, i: int) -> str | None:
    """The state that a word of a body's name points at („Dinamo |Minsk|“, „|Norwegian| Cruise Line“); "" for one of many states."""
    text = view.texts[i]
    know = view.know
    if text in know.foreign_words:
        return know.foreign_words[text] or ""
    for form in (text, text.removesuffix("er")):
        if form in know.places:
            return know.places[form]
    if text in know.adjectives:
        return know.adjectives[text]
    if text in know.land_adjectives:
        return know.land_adjectives[text]
    if text[:1].isupper() and text.endswith("er") and (code := town_adjective(text, know)) is not None:
        return code
    if "-" in text and (code := compound_state(text, know)) is not None:
        return code
    return next((a.entry.country for a in know.aliases.single(text) if a.entry.use in ("state", "capital", "land")), None)
