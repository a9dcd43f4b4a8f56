"""Organisations, parties, media, forces: from the lists, after class nouns („die Gewerkschaft ver.di“), in compounds, from the model's ORG."""

from __future__ import annotations

from pipeline.components.actors.evidence import Evidence, town_adjective
from pipeline.components.actors.knowledge import Alias, Entry
from pipeline.components.actors.names import nominative, slug, without_genitive
from pipeline.components.actors.readings import governing, is_dateline
from pipeline.components.actors.states import pick
from pipeline.components.actors.view import ARTICLES, QUOTES, Found, View, looks_common
from pipeline.records import Actor

Hit = tuple[int, int, list[Alias]]
_STATE_USES = frozenset({"state", "capital", "seat", "land", "people", "place", "ministry"})
_LONGEST = 7
_OPEN, _CLOSE = frozenset("\"„“”»«‚‘›‹'"), frozenset("\"“”«»‘’‹›'")
_ORGANISATION_TAILS = frozenset("bank konzern gruppe group partei stiftung institut verlag bund union werke holding universität hochschule verband".split())
_NAME_HEADS = ("verband", "bund", "verein", "institut", "gesellschaft", "stiftung", "zentrum", "rat", "gewerkschaft", "bündnis")
_JOINERS = frozenset({"&", "und", "für", "of", "the", "and", "der", "des", "-", "de", "la", "del", "in", "im", "von", "/"})


def find_listed(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """Aliases of the lists that are no states and no persons, where their guard allows them."""
    found = []
    certain = {a.entry.actor_id for _, _, aliases in hits for a in aliases if not a.entry.use}
    for start, end, aliases in hits:
        usable = [
            a for a in aliases
            if a.entry.type != "person" and a.entry.use not in _STATE_USES
            and (_allowed(view, a.entry, start, end, evidence) or a.entry.use == "known" and _known(view, a.entry, start, certain))
        ]
        if not usable:
            continue
        entry = pick(usable, evidence, start)
        if entry.type == "organisation" and _is_product(view, end):
            continue
        if entry.type in ("organisation", "alliance") and _is_area(view, entry, start, end):
            continue
        if entry.name.startswith("Westen") and _is_direction(view, start, end):
            continue
        if entry.type == "media" and _is_source_line(view, start, end):
            continue
        found.append(Found(start, end, entry.actor(), "name", "actors.base_name", 55))
    return found


def _allowed(view: View, entry: Entry, start: int, end: int, evidence: Evidence) -> bool:
    if entry.use == "quoted":
        return _quoted(view, start, end) or _cue_before(view, start) == entry.type
    if entry.use == "focus":
        if start and view.tags[start - 1] == "NE" and view.capitalised(start - 1) and view.sentence_of[start - 1] == view.sentence_of[start]:
            return False  # „Islamic Jihad Union“
        return bool(entry.country) and (evidence.focus == entry.country or evidence.share(entry.country or "") > 0.2)
    if entry.use == "known":
        return False
    if entry.use in ("noun", "party"):
        word_after = end < len(view) and view.capitalised(end) and view.tags[end] == "NN" and view.sentence_of[end] == view.sentence_of[start]
        if word_after or view.tags[end - 1] == "ADJA" and end < len(view) and view.capitalised(end):
            return False
        before = view.lowers[start - 1] if start else ""
        if before in ("(", "/"):
            return True
        return view.texts[start] in ("Grünen", "SS", "Die") or before in ("die", "der", "den", "bei") or (entry.use == "party" and before in ("die", "der"))
    return True


def _known(view: View, entry: Entry, start: int, certain: set[str]) -> bool:
    """A short form that counts where a longer name of the same actor, or a compound with it, stands in the text („IS“, „IS-Kämpfer“)."""
    prefix = view.texts[start].upper() + "-"
    return entry.actor_id in certain or any(t.startswith(prefix) for t in view.texts)


def _is_product(view: View, end: int) -> bool:
    """„Samsung Galaxy S6“, „Apple iPhone 6“: the maker's name in front of a product's."""
    for i in range(end, min(end + 2, len(view))):
        text = view.texts[i]
        if view.sentence_of[i] != view.sentence_of[end - 1] or not text[:1].isalnum() or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN", "ART", "APPR"):
            return False
        if any(c.isdigit() for c in text) and any(c.isalpha() for c in text) or text[:1].islower() and _inner_capital(text):
            return True
    return False


def _quoted(view: View, start: int, end: int) -> bool:
    return 0 < start and end < len(view) and view.texts[start - 1] in _OPEN and view.texts[end] in _CLOSE


def _cue_before(view: View, start: int) -> str | None:
    """The type that a class noun in front of the name gives it („Nachrichtenmagazin“: media), None without one."""
    j = start - 1
    if j >= 0 and view.texts[j] in QUOTES:
        j -= 1
    return cue_type(view, j) if j >= 0 and view.sentence_of[j] == view.sentence_of[start] else None


def cue_type(view: View, i: int) -> str | None:
    """What kind of thing a class noun names, by its last part; None if it is no class noun."""
    if not view.capitalised(i):
        return None
    word = view.lowers[i].rpartition("-")[2]
    table = view.know.cue_nouns
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("n")):
        if form in table:
            return table[form]
    for k in range(2, max(len(word) - 3, 2)):
        for tail in (word[k:], word[k:].removesuffix("s")):
            if tail in table and len(tail) > 4:
                return table[tail]
    return None


def _is_area(view: View, entry: Entry, start: int, end: int) -> bool:
    """„in der EU“, „EU-weit“: the area, not the body."""
    if entry.name not in ("Europäische Union (EU)", "Brüssel (Europäische Union EU)"):
        return False
    g = governing(view, start)
    return is_dateline(view, start, end) or (g >= 0 and view.lowers[g] in ("in", "innerhalb", "außerhalb", "aus", "nach"))


def _is_direction(view: View, start: int, end: int) -> bool:
    """„im Westen des Landes“, „nach Westen“."""
    before = view.lowers[start - 1] if start else ""
    after = view.lowers[end] if end < len(view) else ""
    return before in ("im", "nach", "gen", "von", "fernen", "nahen", "mittleren", "wilden") or after in ("des", "der") or (after in ("und",) and view.lowers[end + 1 : end + 2] in (["südwesten"], ["süden"], ["norden"]))


def _is_source_line(view: View, start: int, end: int) -> bool:
    """„(APA, 12.3.2015)“, „(APA/dpa)“: the credit line of an agency."""
    if not start or view.texts[start - 1] not in ("(", "/", ","):
        return False
    after = view.texts[end] if end < len(view) else ""
    before = view.texts[start - 1] == "("
    if before and after == ")" and end + 1 < len(view):
        return end + 1 >= len(view) or view.texts[end + 1] not in (",",) and view.sentence_of[min(end + 1, len(view) - 1)] != view.sentence_of[start] and not view.texts[start].startswith("Wiki")
    return after in ("/",) and view.know.aliases.get(view.texts[min(end + 1, len(view) - 1)]) is not None or (before and after == "," and end + 1 < len(view) and view.texts[end + 1][:1].isdigit())


# class noun + name -----------------------------------------------------------------------------------------------------------------------


def find_cued(view: View, evidence: Evidence) -> list[Found]:
    """Names that a class noun introduces: „der Fernsehsender „Channel 10““, „die Flughafenbehörde AENA“."""
    found = []
    for i in range(len(view) - 1):
        kind = cue_type(view, i) if view.tags[i] in ("NN", "NE") or view.capitalised(i) else None
        if kind in (None, "place") or view.blocked[i]:
            continue
        start, end = _named(view, i + 1)
        if start == end or view.sentence_of[start] != view.sentence_of[i]:
            continue
        country = _adjective_state(view, i) or (evidence.focus if kind != "organisation" else evidence.focus)
        found.append(Found(start, end, _make(view, start, end, str(kind), country), "name", "actors.class_noun", 35))
    return found


def _named(view: View, i: int) -> tuple[int, int]:
    """The name that begins at `i`: what stands in quotation marks, or a run of proper nouns."""
    n = len(view)
    if i < n and view.texts[i] in _OPEN:
        close = next((k for k in range(i + 1, min(i + _LONGEST, n)) if view.texts[k] in _CLOSE), None)
        return (i + 1, close) if close and close > i + 1 and view.texts[i + 1][:1].isupper() and not any(t in ".!?," for t in view.texts[i + 1 : close]) else (i, i)
    end = i
    while end < n and end - i < _LONGEST and view.sentence_of[end] == view.sentence_of[min(i, n - 1)]:
        if view.capitalised(end) and view.role(end) is None and (view.tags[end] in ("NE", "FM", "PROPN") or end > i and view.tags[end] in ("NN", "ADJA")):
            end += 1
        elif end > i and view.texts[end] in ("&",) and end + 1 < n and view.capitalised(end + 1):
            end += 2
        else:
            break
    if end == i and i >= 2 and i < n and _apposed(view, i):
        end = i + 1
    if end == i or view.ents[i] in ("LOC", "PER") or view.texts[i] in view.know.places or _state_word(view, i):
        return i, i
    return i, end


def _apposed(view: View, i: int) -> bool:
    """A noun directly behind „die Umweltorganisation“ is its name, even where the tagger does not know it for one."""
    word = view.texts[i]
    if looks_common(word) or not view.lowers[i - 1].endswith(tuple(n for n, kind in view.know.cue_nouns.items() if kind != "place")):
        return False  # „warf den Behörden Fahrlässigkeit vor“
    determined = view.lowers[i - 2] in ARTICLES or view.tags[i - 2] in ("ADJA", "APPR", "APPRART")
    return determined and view.capitalised(i) and view.tags[i] == "NN" and view.role(i) is None and word.isalpha() and cue_type(view, i) is None


def _state_word(view: View, i: int) -> bool:
    return any(a.entry.use in ("state", "capital", "land") or a.entry.type == "person" for a in view.know.aliases.get(view.texts[i], ()))


def _adjective_state(view: View, i: int) -> str | None:
    for j in range(i, max(i - 4, -1), -1):
        if view.sentence_of[j] != view.sentence_of[i]:
            return None
        if view.texts[j] in view.know.adjectives:
            return view.know.adjectives[view.texts[j]]
        if view.texts[j].startswith("US-"):
            return "US"
    return None


def _make(view: View, start: int, end: int, kind: str, country: str | None) -> Actor:
    words = nominative(view.texts[start:end])
    base = without_genitive(words[-1])
    if base and base in view.texts:
        words = [*words[:-1], base]
    name = " ".join(words)
    return Actor(f"{kind}:{slug(name)}", name, kind, country, None)


# the model's ORG -------------------------------------------------------------------------------------------------------------------------


def find_by_ner(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """What the model takes for an organisation and no list knows, unless it is a contest, a product or a common noun."""
    found = []
    listed = {i for start, end, _ in hits for i in range(start, end)}
    unknown: set[str] = set()
    for start, end in view.entities("ORG"):
        while start < end and (view.lowers[start] in ARTICLES or view.texts[start] in QUOTES or not view.capitalised(start) and view.tags[start] in ("ADJA", "APPR", "APPRART", "ART")):
            start += 1
        while end > start and (view.texts[end - 1] in QUOTES or not view.capitalised(end - 1) and view.tags[end - 1] in ("APPR", "ART", "KON", "FM", "PTKVZ")):
            end -= 1
        end = _to_closing_mark(view, start, end)
        if start == end or all(i in listed for i in range(start, end)) or not _organisation_like(view, start, end):
            continue
        while end - start > 1 and (cue_type(view, start) or town_adjective(view.texts[start], view.know)) and any(cue_type(view, k) for k in range(start, end - 1)):
            start += 1  # „Vorarlberger Firma Häusle“
        if view.texts[start - 1 : start] == ["("] and end - start == 1 and view.texts[start].isupper():
            unknown.add(view.texts[start])  # „Bruttoinlandsprodukt (BIP)“: what it shortens is no actor that was found
            continue
        if view.texts[start] in unknown:
            continue
        kind = _kind_of(view, start, end)
        country = _adjective_state(view, start) or _town_state(view, start, end) or evidence.focus
        found.append(Found(start, end, _make(view, start, end, kind, country), "name", "actors.organisation_ner", 20))
    return found


def _to_closing_mark(view: View, start: int, end: int) -> int:
    """The end of the quoted stretch that the name opens, where it is short: „United Front for Democracy“."""
    if start == end or not start or view.texts[start - 1] not in _OPEN:
        return end
    close = next((k for k in range(end, min(start + _LONGEST, len(view))) if view.texts[k] in _CLOSE), None)
    return close if close is not None and not any(t in ".!?," for t in view.texts[end:close]) else end


def find_with_state(view: View, hits: list[Hit]) -> list[Found]:
    """Associations that bear a state's name: „Katholischer Familienverband Österreichs“, „Lesben- und Schwulenverband Deutschland“."""
    found = []
    bodies = tuple(view.know.words.get("body_noun", ()))
    for start, end, aliases in hits:
        entry = aliases[0].entry
        i = start - 1
        if entry.use != "state" or i < 0 or view.sentence_of[i] != view.sentence_of[start] or not (view.capitalised(i) and view.lowers[i].endswith(bodies)):
            continue
        while i and (view.tags[i - 1] in ("ADJA", "TRUNC") and view.capitalised(i - 1) or view.texts[i - 1] == "und" and view.texts[i - 2 : i - 1][-1:] != [] and view.texts[i - 2].endswith("-")):
            i -= 1
        name = " ".join(view.texts[i:end])
        found.append(Found(i, end, Actor(f"organisation:{slug(name)}", name, "organisation", entry.country, None), "name", "actors.class_noun", 64))
    return found


def _organisation_like(view: View, start: int, end: int) -> bool:
    text = " ".join(view.texts[start:end])
    if any(c in text for c in "@_#/") or any(view.know.has("not_organisation", w) for w in view.texts[start:end]):
        return False
    if view.know.has("not_organisation", text) or not any(c.isalpha() for c in text) or len(text) < 2:
        return False
    first, last = view.texts[start], view.lowers[end - 1]
    if end - start == 1 and start and view.lowers[start - 1] in ("in", "nach") and not first.isupper():
        return False  # a town that the model takes for an organisation
    if end - start == 1:
        if "-" in first:  # „SWR-Mitarbeiter“: the compound's head is something else
            tail = first.rpartition("-")[2]
            if view.know.has("not_organisation", tail):
                return False
            return first.isupper() or tail.isupper() or tail.lower() in _ORGANISATION_TAILS
        if view.role(start) is not None or first in view.know.adjectives or view.lowers[start] in view.know.institutions:
            return False
        if first in view.know.places or view.tags[start] == "NN" and not first.isupper() and not _inner_capital(first):
            return False  # a class noun that points back („die Gewerkschaft“)
    return not any(last.endswith(w) for w in view.know.words.get("not_actor_end", ()))


def _inner_capital(word: str) -> bool:
    return any(c.isupper() for c in word[1:])


def _kind_of(view: View, start: int, end: int) -> str:
    cue = _cue_before(view, start)
    if cue and cue != "place":
        return cue
    text = " ".join(view.lowers[start:end])
    if any(w in text for w in ("zeitung", "rundschau", "nachrichten", "times", "post ", "journal", "radio", " tv", "magazin", "agentur")) and "bundesagentur" not in text:
        return "media"
    if any(w in text for w in ("partei", "fraktion", "liste ")):
        return "party"
    if any(w in text for w in ("ministerium", "regierung", "kanzleramt", "senatskanzlei")):
        return "government"
    if any(w in text for w in ("streitkräfte", "armee", "brigade", "bataillon", "regiment", "truppen")):
        return "armed_force"
    return "organisation"


def _town_state(view: View, start: int, end: int) -> str | None:
    for i in range(start, end):
        for form in (view.texts[i], view.texts[i].removesuffix("er")):
            if form in view.know.places:
                return view.know.places[form]
    return None


def find_repeats(view: View, found: list[Found]) -> list[Found]:
    """Further mentions of a name that a class noun or the model introduced: „die Firma Häusle …; bei Häusle …“."""
    names: dict[str, list[tuple[tuple[str, ...], Found]]] = {}
    covered = {i for f in found for i in range(f.start, f.end)}
    for f in found:
        if f.rule_id in ("actors.class_noun", "actors.organisation_ner") and f.actor is not None:
            words = tuple(view.texts[f.start : f.end])
            if len(words) > 1 or len(words[0]) > 2:
                names.setdefault(words[0], []).append((words, f))
    out = []
    for i, text in enumerate(view.texts if names else ()):
        base = without_genitive(text) or text
        for words, f in (*names.get(text, ()), *(names.get(base, ()) if base != text else ())):
            end = i + len(words)
            if i in covered or tuple(view.texts[i + 1 : end]) != words[1:] or view.tags[i] not in ("NE", "NN", "PROPN", "FM") or i < f.start:
                continue
            out.append(Found(i, end, f.actor, "name", f.rule_id, 19))
            break
    return out


# abbreviations ---------------------------------------------------------------------------------------------------------------------------


def find_abbreviations(view: View, found: list[Found]) -> list[Found]:
    """Short forms that the text introduces in brackets behind a name, and every later use of them: „Gewerkschaft der Polizei (GdP)“."""
    short: dict[str, Found] = {}
    spans: set[int] = set()
    for f in found:
        if f.actor is None or f.actor.type not in ("organisation", "party", "media", "alliance", "armed_force", "government") or f.form != "name":
            continue
        i = f.end
        if i + 2 < len(view) and view.texts[i] == "(" and view.texts[i + 2] == ")" and _is_abbreviation(view.texts[i + 1], view.texts[f.start : f.end]):
            short.setdefault(view.texts[i + 1], f)
    out = []
    for i, text in enumerate(view.texts):
        if text in short and i not in spans and i >= short[text].end:
            out.append(Found(i, i + 1, short[text].actor, "name", "actors.abbreviation", 58))
    return out


def _is_abbreviation(text: str, words: list[str]) -> bool:
    letters = [c for c in text if c.isalpha()]
    if not 2 <= len(letters) <= 8 or sum(c.isupper() for c in letters) * 2 < len(letters):
        return False
    if text.isupper() and len(letters) <= 5 and len(words) == 1:
        return True  # „Innenministerium (BMI)“
    initials = "".join(w[0] for w in words if w[:1].isalpha()).lower()
    return letters[0].lower() in initials or text.lower() in " ".join(words).lower()
