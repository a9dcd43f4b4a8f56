"""Full names of persons: from the list, the NER, known first names, titles in front, appositions behind, repetition."""

from __future__ import annotations

from pipeline.components.actors.aliases import Entry
from pipeline.components.actors.cues import cue_before, cue_type
from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.names import without_genitive
from pipeline.components.actors.people import Hit
from pipeline.components.actors.readings import is_geo
from pipeline.components.actors.view import ARTICLES, QUOTES, View, looks_common

PARTICLES = frozenset([
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "al", "el", "bin", "ibn", "ben", "zu",
    "zum", "zur", "ter", "ten", "vom", "y", "af", "av", "Van", "Von", "De", "Al", "El", "Bin", "Ben", "Le", "La", "Di", "Da", "Del",
])  # fmt: skip
ARABIC = ("al-", "el-", "as-", "ar-", "at-", "ad-", "an-", "ash-", "esch-", "az-", "adh-", "ath-", "asch-")
_SPEECH = frozenset(
    {"sagte", "erklärte", "betonte", "meinte", "warnte", "kritisierte", "schrieb", "twitterte", "bestätigte", "erläuterte", "so"}
)
_FIRM_NOUNS = ("firma", "konzern", "unternehmen", "portal", "agentur", "kanzlei", "verlag", "plattform", "kette")
_FIRM_ENDS = frozenset(
    ["Entertainment", "Studios", "Technologies", "Systems", "Solutions", "Interactive"]
    + ["Airlines", "Airways", "Motors", "Industries", "Holdings"]
)
_INITIAL_MAX = 2
_LONGEST_THIRD_WORD = 12  # letters; longer ones behind a full name are compounds that the tagger does not know
_LONGEST_NAME = 6


def find_full_names(view: View, hits: list[Hit]) -> list[tuple[int, int, str, Entry | None]]:
    """Full names as (start, end, rule, list entry), longest first so that overlaps go to the longer."""
    places = {start for start, end, aliases in hits if end - start > 1 and aliases[0].entry.type != "person"}  # „Lega Nord“, „Costa Rica“
    found: list[tuple[int, int, str, Entry | None]] = []
    for start, end, aliases in hits:
        person = next((a.entry for a in aliases if a.entry.type == "person"), None)
        if person and end - start > 1 and not is_thing(view, start, end) and not _only_first_names(view, start, end):
            first = start + (view.role(start) is not None)  # „Papst Franziskus“ in the list: a title is no part of the name
            found.append((first, end, "actors.base_person", person))
    known = {(s, e) for s, e, _, _ in found}
    for start, end, rule in [*_by_first_name(view), *_by_title(view), *_by_apposition(view), *_by_ner(view)]:
        if end - start < 2 or (start, end) in known or start in places or is_thing(view, start, end):
            continue
        if start and view.lowers[start - 1].endswith(_FIRM_NOUNS) and view.sentence_of[start - 1] == view.sentence_of[start]:
            continue  # „die Firma Heli Stuhr“
        entry = view.know.person_named(full_name_text(view, start, end))
        known.add((start, end))
        found.append((start, end, rule, entry))
    surnames = {view.texts[e - 1]: (s, e) for s, e, _, _ in found}
    found = [f for f in found if f[3] or not _misread(view, f[0], f[1], surnames)]
    found += _by_repetition(view, found)
    return sorted(found, key=lambda f: (f[3] is None, f[0] - f[1], f[0]))


def _only_first_names(view: View, start: int, end: int) -> bool:
    """„Juan Carlos |Tannhof|“: two first names that are somebody's whole name in the list, here with a surname behind them."""
    known = all(view.texts[i] in view.know.first_names for i in range(start, end))
    return known and end < len(view) and view.sentence_of[end] == view.sentence_of[start] and _continues(view, end)


def _misread(view: View, start: int, end: int, surnames: dict[str, tuple[int, int]]) -> bool:
    """„werfen Luna Menschenhandel vor“, „Widersacher Hubers“: another person's surname and a noun, taken for one name."""
    first, last = view.texts[start], view.texts[end - 1]
    if first in view.know.first_names:
        return False
    if first in surnames and min(len(view.positions[w]) for w in view.texts[start:end]) == 1:
        return True
    owner = surnames.get(without_genitive(last) or "") or surnames.get(last)
    return end - start == 2 and view.tags[start] == "NN" and owner is not None and owner != (start, end) and view.texts[owner[0]] != first


def _by_ner(view: View) -> list[tuple[int, int, str]]:
    out = []
    for first, last in view.entities("PER"):
        start, end = _trim(view, first, last)
        while end < len(view) and end - start < _LONGEST_NAME and start < end and _continues(view, end):
            end += 1
        if end - start >= 2 and view.tags[start] == "NN" and view.texts[start] not in view.know.first_names and is_geo(view, start):
            continue  # „Rebellenhochburg Raqqa“
        if end - start >= 2 and (cue_type(view, start) == "place" or _cut_off(view, start) or _body_or_place(view, start)):
            continue  # „des Hurrikans Katrina“, „Parti de Gauche“
        if end - start == 2 and _possessive(view, start):
            continue  # „Tannhofs Familie“
        if end - start >= 2 and _opens_with_body(view, start):
            continue  # „Tesla Roadster“, „Boston Bruins“
        if end - start >= 2 and all(name_like(view, i) for i in range(start, end)):
            out.append((start, end, "actors.person_ner"))
    return out


def _possessive(view: View, start: int) -> bool:
    """Whether two words are a name in the genitive and a common noun."""
    first = view.texts[start]
    return view.tags[start + 1] == "NN" and without_genitive(first) is not None and first not in view.know.first_names


def _opens_with_body(view: View, start: int) -> bool:
    """Whether what the model takes for a person begins with a firm's or town's name and has no title."""
    first = view.texts[start]
    if first in view.know.first_names or start and view.role(start - 1) is not None:
        return False
    return first in view.know.places or any(a.entry.type == "organisation" and not a.entry.use for a in view.know.aliases.single(first))


def _body_or_place(view: View, start: int) -> bool:
    """„Kanton Wallis“, „die Holding Nordwind Süd“, „nahe Cape Horn“: what the model takes for a person, but the words before it do not."""
    if view.texts[start] in view.know.first_names:
        return False
    if view.lowers[start] in (
        "kanton",
        "cape",
        "pulau",
        "mount",
        "lake",
        "fort",
        "port",
        "saint",
        "san",
        "santa",
        "rio",
        "nova",
        "hotel",
        "villa",
    ):
        return True
    cue = cue_before(view, start)
    return cue in ("organisation", "media", "party", "armed_force") and not view.lowers[start - 1].endswith("er")


def _cut_off(view: View, start: int) -> bool:
    """Whether the entity begins inside a longer name: with a particle behind a capitalised word that is no title."""
    if view.texts[start] not in PARTICLES or not start or view.sentence_of[start - 1] != view.sentence_of[start]:
        return False
    return view.capitalised(start - 1) and view.role(start - 1) is None


def _by_first_name(view: View) -> list[tuple[int, int, str]]:
    out = []
    free = 0
    for i in view.met["first name"]:
        if i < free or view.words[i].common and not view.is_name_tag(i):
            continue
        end = _run(view, i)
        if end - i >= 2:
            out.append((i, end, "actors.person_first_name"))
            free = end
    return out


def _by_title(view: View) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    last = len(view) - 1
    for i in view.met["capital"]:
        if not 0 < i < last or view.ents[i] == "LOC" or view.roles[i] is not None or view.blocked[i]:
            continue
        role = view.roles[i - 1]
        proper = view.tags[i] in ("NE", "PROPN") or view.ents[i] == "PER"
        second = bool(out) and out[-1][1] == i - 1 and view.texts[i - 1] == "und" and _two_names(view, i)  # „die Minister X und |Y|“
        titled = (
            second
            or role is not None
            and (role.scope != "kin" or view.tags[i] in ("NE", "PROPN"))
            or view.texts[i - 1] in view.know.nationals
        )
        if not proper and not (titled and _two_names(view, i)):
            continue
        end = _run(view, i) if titled or view.sentence_of[i - 1] != view.sentence_of[i] else i
        if end - i >= 2 and (titled or _role_follows(view, end)):
            out.append((i, end, "actors.person_title"))
        elif view.lowers[i - 1] in _SPEECH and _two_names(view, i) and _named_next(view, i) and view.ents[i] != "ORG":
            out.append((i, _run(view, i), "actors.person_title"))  # „sagte Gudni Johannesson“
    return out


def _named_next(view: View, i: int) -> bool:
    """Whether the word behind `i` goes on with its name: a proper noun, or none that the tagger knows behind a person's first word."""
    return view.tags[i + 1] == "NE" or view.ents[i] == "PER" and view.texts[i + 1] not in view.know.aliases


def _by_apposition(view: View) -> list[tuple[int, int, str]]:
    """„der Chef der Gewerkschaft Vida, |Roman Tannhof|, sagte“: two or three name words between commas behind a noun phrase with a role."""
    out = []
    last = len(view) - 1
    for comma in view.positions.get(",", ()):
        i = comma + 1
        if not 3 <= i < last - 1 or not view.caps[i] or view.roles[i] is not None or view.sentence_of[i] != view.sentence_of[i - 2]:
            continue
        end = i
        while end < len(view) and end - i < _LONGEST_NAME and view.texts[end] != "," and name_like(view, end):
            end += 1
        closed = end < len(view) and (view.texts[end] in ",.(:" or view.tags[end] in ("VVFIN", "VAFIN", "VMFIN"))
        if 2 <= end - i <= 4 and closed and _two_names(view, i) and view.role(end - 1) is None and _role_in_front(view, i - 2):
            out.append((i, end, "actors.person_title"))
    return out


def _role_in_front(view: View, i: int) -> bool:
    """Whether the noun phrase that ends at `i` begins with a role („der Chefredakteur der Zeitung X“), without verb or comma between."""
    for k in range(i, max(i - 9, -1), -1):
        if view.sentence_of[k] != view.sentence_of[i] or view.texts[k] in ",;:–" or view.tags[k] in ("VVFIN", "VAFIN", "VMFIN", "PRELS"):
            return False
        role = view.role(k)
        if role is not None and view.tags[k] != "NE" and role.scope in ("office", "head", "function", "trade"):
            return k == 0 or view.lowers[k - 1] in ARTICLES or view.tags[k - 1] in ("ADJA", "APPR", "APPRART", "PPOSAT")
    return False


def _two_names(view: View, i: int) -> bool:
    """Two capitalised words that look like no common nouns, behind a title: a name that the tagger does not know."""
    if i + 1 >= len(view) or view.sentence_of[i + 1] != view.sentence_of[i] or view.role(i + 1) is not None:
        return False
    return all(
        name_like(view, k)
        and (view.tags[k] == "NE" or not looks_common(view.texts[k]))
        and not view.know.aliases.single(view.texts[k])
        and view.texts[k] not in view.know.adjectives
        for k in (i, i + 1)
    )


def _role_follows(view: View, end: int) -> bool:
    """„…, der Gouverneur“: an apposition with a role behind a name that opens the sentence."""
    if end + 2 >= len(view) or view.texts[end] != "," or view.ents[end - 1] in ("LOC", "ORG"):
        return False
    return view.role(end + 1) is not None or view.lowers[end + 1] in ("der", "die", "ein", "eine") and view.role(end + 2) is not None


def _by_repetition(view: View, full: list[tuple[int, int, str, Entry | None]]) -> list[tuple[int, int, str, Entry | None]]:
    """Further places where a full name stands that was found elsewhere in the text."""
    names = {tuple(view.texts[s:e]): (s, e, r, x) for s, e, r, x in full if e - s > 1}
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in names:
        by_first.setdefault(words[0], []).append(words)
    known = {s for s, _, _, _ in full}
    out = []
    for first, several in by_first.items():
        for i in view.positions[first]:
            for words in several if i not in known else ():
                _, _, rule, entry = names[words]
                if tuple(view.texts[i : i + len(words)]) == words:
                    out.append((i, i + len(words), rule, entry))
    return sorted(out, key=lambda f: f[0])


def _run(view: View, start: int) -> int:
    """The end of the run of name words that begins at `start`; particles only inside it."""
    i = start + 1
    end = i
    first = view.sentence_of[start]
    while i < len(view) and i - start < _LONGEST_NAME and view.sentence_of[i] == first:
        text = view.texts[i]
        if text in PARTICLES:
            if text in ("der", "den") and view.lowers[i - 1] not in ("von", "van"):
                break  # „die Sprecherin Hanna Huber der Partei“, but „Ursula von der Leyen“
            if text in ("von", "zu", "vom", "zum", "zur") and view.texts[i - 1] not in view.know.first_names and i - 1 > start:
                break  # „Hanna Huber von Hansa Stuhr“
            i += 1
            continue
        if len(text) <= _INITIAL_MAX and text[:1].isupper() and text.endswith("."):
            i += 1
            continue
        if not name_like(view, i) or view.tags[i] in ("ART", "APPR") or not _surname_word(view, i, end - start):
            break
        i += 1
        end = i
    return end


def _surname_word(view: View, i: int, length: int) -> bool:
    """Whether a capitalised word behind a first name belongs to the name: the first may be any noun, further ones must look like names."""
    role = view.role(i)
    if role is not None and role.noun.lower() == view.lowers[i] and not view.is_name_tag(i):
        return False
    if view.texts[i] in view.know.words.get("not_person", ()):
        return False
    if view.texts[i].startswith(ARABIC) or length < 2:
        return True
    return view.ents[i] == "PER" or view.tags[i] in ("NE", "PROPN") and view.ents[i] == "" and len(view.texts[i]) <= _LONGEST_THIRD_WORD


def _continues(view: View, i: int) -> bool:
    return view.tags[i] == "NE" and view.ents[i] in ("", "PER") and view.capitalised(i) and name_like(view, i) and view.role(i) is None


def name_like(view: View, i: int) -> bool:
    """Whether the word may be a part of a name, by its form."""
    word = view.words[i]
    if word.like_a_name is None:
        word.like_a_name = _like_a_name(word.text, view.know)
    return word.like_a_name


def _like_a_name(text: str, know: Knowledge) -> bool:
    if text in PARTICLES or text in ("'", "’") or text.startswith(ARABIC):
        return True
    if not text[:1].isupper() or any(c.isdigit() for c in text) or text in know.words.get("not_person", ()):
        return False
    return text.replace("-", "").replace(".", "").replace("'", "").replace("’", "").isalpha()


def _trim(view: View, start: int, end: int) -> tuple[int, int]:
    """An entity without titles, roles, articles and marks at its edges."""
    while start < end and (
        view.role(start) is not None
        and (view.texts[start] not in view.know.first_names)
        or view.texts[start] in QUOTES
        or view.lowers[start] in ARTICLES
        or view.texts[start] in view.know.adjectives
        or not (view.capitalised(start) or view.texts[start] in PARTICLES)
    ):
        start += 1
    while end > start and (
        not view.capitalised(end - 1)
        and not view.texts[end - 1].startswith(ARABIC)
        or view.texts[end - 1] in QUOTES
        or end - start > 1
        and _ends_in_role(view, end - 1)  # „Trumps Schwiegersohn“
    ):
        end -= 1
    return start, end


def _ends_in_role(view: View, i: int) -> bool:
    role = view.role(i)
    return role is not None and (role.scope == "kin" or view.tags[i] == "NN")


def is_thing(view: View, start: int, end: int) -> bool:
    """„Luftwaffenstützpunkt Mihail …“, „die Jane-Doe-Straße“, „Max Muster GmbH“: named like a person, no person."""
    if start > 0 and view.capitalised(start - 1) and view.sentence_of[start - 1] == view.sentence_of[start]:
        word = view.lowers[start - 1].rpartition("-")[2]
        if (word.endswith(view.know.place_nouns) or cue_type(view, start - 1) == "place") and view.role(start - 1) is None:
            return True
    if end < len(view) and view.texts[end] in (
        "GmbH",
        "AG",
        "Stiftung",
        "Foundation",
        "Company",
        "Inc",
        "Inc.",
        "Group",
        "Arena",
        "University",
        "&",
        "Center",
    ):
        return True
    if view.texts[end - 1] in _FIRM_ENDS:
        return True  # „der Entwickler Nordwind Entertainment“
    return any("-" in view.texts[i] and view.texts[i].rpartition("-")[2].lower() in view.know.cue_nouns for i in range(start, end))


def full_name_text(view: View, start: int, end: int) -> str:
    words = view.texts[start:end]
    last = words[-1]
    base = without_genitive(last)
    if base and (last[-1] in "'’" or _genitive_likely(view, start, end, last, base)):
        words = [*words[:-1], base]
    return " ".join(words)


def _genitive_likely(view: View, start: int, end: int, last: str, base: str) -> bool:
    """Whether the s of a surname is a genitive: the bare form stands in the text or list, and the form with s is rarer."""
    bare, whole = len(view.positions.get(base, ())), len(view.positions.get(last, ()))
    if bare:
        return bare >= whole or bare > 1
    if any(a.entry.type == "person" and len(a.tokens) == 1 for a in view.know.aliases.get(base)):
        return True
    if whole > 1 or last.endswith(("as", "is", "us", "os", "es", "ss", "és", "cs", "ács")):
        return False
    if end < len(view) and view.texts[end] == "(":  # „David Tannhofs (Regie) achtteilige Serie“
        close = next((k for k in range(end + 1, min(end + 8, len(view))) if view.texts[k] == ")"), end)
        end = close + 1 if close > end + 1 and not view.texts[end + 1].isupper() else end
    of_noun = start > 0 and view.tags[start - 1] == "NN" and view.role(start - 1) is None  # „seit der Ära Mao Zedongs“
    return of_noun or end < len(view) and (view.capitalised(end) or view.tags[end] == "ADJA")
