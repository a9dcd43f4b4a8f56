"""What stands with a name: titles, appositions, the states and offices that they name, the gender that they show."""

from __future__ import annotations

from pipeline.components.actors.evidence import Evidence, compound_state, town_adjective
from pipeline.components.actors.lexicon import Role
from pipeline.components.actors.names import without_genitive
from pipeline.components.actors.people import Person
from pipeline.components.actors.view import ARTICLES, View

_VERBS = frozenset({"VVFIN", "VAFIN", "VMFIN", "PRELS"})
_BELONGING = frozenset({"von", "für", "in", "im", "aus", "bei", "beim", "an", "am", "der", "des"})
_COMING = ("designiert", "künftig")  # who bears the title later: „der designierte Minister X“
_GUARDED = frozenset({"quoted", "focus", "known", "ministry"})
_POSTED = (
    "otschafter", "orrespondent", "esandter", "onsul", "elegierter", "ertreter", "eauftragter", "ttaché", "xperte", "ournalist", "eporter",
)  # fmt: skip  # nouns for somebody whom one state or body sends to another


def title_start(view: View, start: int) -> int:
    """Where the title in front of a name begins („der deutsche Außenminister |Frank …“ at „deutsche“); `start` without one."""
    i = start
    seen_role = False
    while i > 0 and view.sentence_of[i - 1] == view.sentence_of[start] and start - i < 8:
        role = view.role(i - 1)
        if role is not None:
            seen_role = True
            i -= 1
        elif (
            view.tags[i - 1] == "ADJA"
            and seen_role
            and view.lowers[i - 1] not in ARTICLES
            or view.texts[i - 1] in ("-", "Dr", "Dr.")
            or view.texts[i - 1] in ("und", "/")
            and seen_role
            and i > 1
            and view.role(i - 2) is not None
        ):
            i -= 1
        else:
            break
    return i if seen_role else start


def role_text(view: View, start: int, end: int) -> str | None:
    """The title before the name, or the apposition behind it („Jared Kushner, Trumps Schwiegersohn“), as it stands in the text."""
    begin = title_start(view, start)
    if begin < start:
        a, b = view.chars(begin, start)
        return view.text[a:b]
    if end + 1 < len(view) and view.texts[end] == ",":
        for i in range(end + 1, min(end + 9, len(view))):
            if (
                view.sentence_of[i] != view.sentence_of[start]
                or view.texts[i] in ",.–("
                or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN", "PRELS")
            ):
                break
            if view.role(i) is not None and not _titles_next(view, i):
                begin = end + 1 + (view.lowers[end + 1] in ARTICLES)
                a, b = view.chars(begin, i + 1)
                return view.text[a:b]
    return None


def note_context(view: View, person: Person, start: int, end: int, evidence: Evidence) -> None:
    """Collect roles and states from title, bracket, apposition and nationality around one mention."""
    _note_title(view, person, start, end, evidence)
    _note_bracket(view, person, end, evidence)
    _note_apposition(view, person, start, end, evidence)
    _note_role_before_comma(view, person, start, evidence)
    _note_affiliation(view, person, end, evidence)
    _note_nation(view, person, start)


def _note_title(view: View, person: Person, start: int, end: int, evidence: Evidence) -> None:
    begin = title_start(view, start)
    if end - start > 1 and (own := view.role(start)) is not None:
        person.roles.append((start, own))
    if begin == start:
        _note_role_before_name(view, person, start, evidence)
        return
    coming = any(view.lowers[k].startswith(_COMING) for k in range(max(begin - 1, 0), start))
    for i in range(begin, start):
        if (role := view.role(i)) is not None:
            if not coming:
                person.roles.append((start, role))
            person.international |= _international(view, role)
    before = begin - 1 if begin and view.sentence_of[begin - 1] == view.sentence_of[start] else -1
    if before >= 0 and view.lowers[before] in ("deren", "dessen") and any(r.scope == "office" for _, r in person.roles):
        near = [evidence.where[k] for k in range(max(before - 8, 0), before) if k in evidence.where]
        person.countries.update(near[-1:] * 3)  # „… auf Tonga. Deren Regierungschef X“
    if before >= 0 and (code := genitive_state(view, before)) is not None:
        person.countries[code] += 3  # „Tschechiens Außenminister X“
    beside = before >= 0 and (view.texts[before] in view.know.adjectives or view.texts[before].endswith("er"))  # „Wiener Anwalt“
    for i in range(begin - beside, start):
        if code := _word_state(view, i, evidence):
            person.countries[code] += 3


def genitive_state(view: View, i: int) -> str | None:
    """The state in „Islands Regierungschef“, „Bayerns Finanzminister“; None if the token is no state's name in the genitive."""
    base = without_genitive(view.texts[i])
    if base is None:
        return None
    return next((a.entry.country for a in view.know.aliases.single(base) if a.entry.use in ("state", "land")), None)


def _international(view: View, role: Role) -> bool:
    """„UNO-Sprecher“, „EU-Kommissar“: of a body that belongs to no state."""
    body = view.know.aliases.get((role.modifier or role.noun).partition("-")[0])
    return any(len(a.tokens) == 1 and a.entry.country is None and a.entry.type in ("organisation", "alliance") for a in body)


def _note_bracket(view: View, person: Person, end: int, evidence: Evidence) -> None:
    """„Emil Huber (ÖVP)“, „Hanna Huber (AUT)“."""
    if end + 2 >= len(view) or view.texts[end] != "(":
        return
    close = next((k for k in range(end + 1, min(end + 5, len(view))) if view.texts[k] == ")"), end + 4)
    for i in range(end + 1, min(close, len(view))):
        aliases = [a for a in view.know.aliases.get(view.texts[i]) if tuple(view.texts[i : i + len(a.tokens)]) == a.tokens]
        codes = [a.entry.country for a in aliases if a.entry.type in ("party", "state") and a.entry.country]
        if not codes and (code := view.know.country_codes.get(view.texts[i])) is not None:
            codes = [code]
        if codes:
            person.countries[evidence.likeliest(codes)] += 3


def _note_apposition(view: View, person: Person, start: int, end: int, evidence: Evidence) -> None:
    """„Emil Huber, norwegischer Botschafter in Wien“, „Hanna Huber, Chefin der Grazer Polizei“.

    The first role only, the next would be another's („Berater des Präsidenten“); without a role it is no apposition.
    """
    if end + 1 >= len(view) or view.texts[end] != ",":
        return
    codes: list[str] = []
    for i in range(end + 1, min(end + 8, len(view))):
        if view.texts[i] in ",.–" or view.tags[i] in ("PRELS", "VVFIN", "VAFIN"):
            return
        if (nation := view.know.nationals.get(view.texts[i])) is not None:
            person.countries[nation] += 2  # „Hanna Huber, eine Norwegerin“
            return
        if code := _word_state(view, i, evidence):
            codes.append(code)
        if (role := view.role(i)) is None:
            continue
        if _titles_next(view, i):
            return
        person.roles.append((start, role))
        person.international |= _international(view, role) or _of_international_body(view, i + 1)
        for code in codes or _states_behind_role(view, i, role, evidence):
            person.countries[code] += 2
        return


def _states_behind_role(view: View, i: int, role: Role, evidence: Evidence) -> list[str]:
    """The state in what belongs to a role: „Außenminister |Südkoreas|“, „Chef der |Commerzbank|“; not where a diplomat serves."""
    for k in range(i + 1, min(i + 7, len(view))):
        if view.sentence_of[k] != view.sentence_of[i] or view.texts[k] in ",.–:;" or view.tags[k] in _VERBS or view.role(k) is not None:
            return []
        if view.tags[k] == "APPR" and view.lowers[k] not in _BELONGING:
            return []  # „Pilot der über Litauen abgestürzten Maschine“
        if view.lowers[k] in ("in", "im") and role.noun.endswith(_POSTED):
            return []
        if code := evidence.where.get(k) or _word_state(view, k, evidence):
            return [code]
    return []


def _of_international_body(view: View, i: int) -> bool:
    """„Sprecher |der UNO|“, „Präsident |der Europäischen Zentralbank|“."""
    i += i < len(view) and view.lowers[i] in ("der", "des", "von", "beim", "vom")
    if i >= len(view):
        return False
    aliases = [a for a in view.know.aliases.get(view.texts[i]) if tuple(view.texts[i : i + len(a.tokens)]) == a.tokens]
    return bool(aliases) and all(a.entry.country is None and a.entry.type in ("organisation", "alliance") for a in aliases)


def _note_affiliation(view: View, person: Person, end: int, evidence: Evidence) -> None:
    """„Emil Huber von der Commerzbank“, „vom Roten Kreuz“, „aus Graz“: the state of the body or town that the person belongs to."""
    i = end
    if i + 1 >= len(view) or view.lowers[i] not in ("von", "vom", "bei", "beim", "aus") or view.sentence_of[i] != view.sentence_of[end - 1]:
        return
    preposition = view.lowers[i]
    i += 1 + (view.lowers[i + 1] in ("der", "den", "dem"))
    if i >= len(view):
        return
    if preposition == "aus":
        if code := evidence.where.get(i):
            person.countries[code] += 1
        return
    codes = [
        a.entry.country
        for a in view.know.aliases.get(view.texts[i])
        if a.entry.country
        and a.entry.use not in _GUARDED
        and a.entry.type in ("organisation", "party", "media")
        and tuple(view.texts[i : i + len(a.tokens)]) == a.tokens
    ]
    if codes:
        person.countries[evidence.likeliest(codes)] += 1


def _note_nation(view: View, person: Person, start: int) -> None:
    """„die Norwegerin X Y“, „der Wiener X Y“, „dem chinesischen Bürgerrechtler X“."""
    for i in range(start - 1, max(start - 6, -1), -1):
        text = view.texts[i]
        if view.sentence_of[i] != view.sentence_of[start] or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN") or text in (".", ":"):
            return
        if i == start - 1:
            nation = view.know.nationals.get(text) or view.know.nationals.get(text.removeprefix("US-")) or _weak_national(view, i)
            if nation or text.endswith("er") and (nation := town_adjective(text, view.know)):
                person.countries[nation] += 2
        if text in view.know.adjectives:
            person.countries[view.know.adjectives[text]] += 1


def _weak_national(view: View, i: int) -> str | None:
    """„gegen den |Serben| X“, „die |Briten| X und Y“: in front of a name the form of the plural."""
    return next((a.entry.country for a in view.know.aliases.single(view.texts[i]) if a.entry.use == "people"), None)


def _titles_next(view: View, i: int) -> bool:
    """Whether the role noun at `i` is the title of the next name („König Juan Carlos, Königin Sophia“)."""
    return (
        i + 1 < len(view)
        and view.capitalised(i + 1)
        and view.sentence_of[i + 1] == view.sentence_of[i]
        and view.is_name_tag(i + 1)
        and view.tags[i] != "NE"
        and genitive_state(view, i + 1) is None  # „Verteidigungsminister Österreichs“
    )


def _note_role_before_comma(view: View, person: Person, start: int, evidence: Evidence) -> None:
    """„der UNO-Hochkommissar für Flüchtlinge, |Filippo …“: the role of a name that stands in apposition to it."""
    if start > 2 and view.texts[start - 1] == "," and view.sentence_of[start - 2] == view.sentence_of[start]:
        _note_role_phrase(view, person, start, start - 2, evidence)


def _note_role_before_name(view: View, person: Person, start: int, evidence: Evidence) -> None:
    """„die Chefin der Grazer Polizei |Hanna Huber|“: a role with what belongs to it, directly in front of the name."""
    if start > 2 and view.sentence_of[start - 1] == view.sentence_of[start] and view.tags[start - 1] in ("NN", "NE", "PROPN", "FM"):
        _note_role_phrase(view, person, start, start - 1, evidence)


def _note_role_phrase(view: View, person: Person, start: int, last: int, evidence: Evidence) -> None:
    """The role that opens the noun phrase which ends at `last`, and the states in it: in front of the role, else behind it."""
    if view.lowers[last] == "spe":
        return  # „der Premier in spe, X“ is not yet the Premier
    for i in range(last, max(last - 10, -1), -1):
        if view.sentence_of[i] != view.sentence_of[start] or view.tags[i] in _VERBS or view.texts[i] in ",:;–.":
            return
        role = view.role(i)
        if role is None or view.tags[i] == "NE":
            continue
        person.roles.append((start, role))
        person.international |= _international(view, role) or _of_international_body(view, i + 1)
        codes = [code for k in range(max(i - 2, 0), i + 1) if (code := _word_state(view, k, evidence))]
        if i and (genitive := genitive_state(view, i - 1)) is not None:
            codes = [genitive]
        for code in codes or _states_behind_role(view, i, role, evidence):
            person.countries[code] += 2
        return


def _word_state(view: View, i: int, evidence: Evidence) -> str | None:
    text = view.texts[i]
    if text in view.know.adjectives:
        return view.know.adjectives[text]
    if "-" in text and (code := compound_state(text, view.know)) is not None:
        return code
    if "-" in text:  # „Grünen-Abgeordnete“: of the parties of that name the likeliest
        parties = [a.entry.country for a in view.know.aliases.single(text.partition("-")[0]) if a.entry.type == "party"]
        if known := [code for code in parties if code]:
            return evidence.likeliest(known)
    if text.startswith("Bundes") and len(text) > 8 and not text.startswith(("Bundesstaat", "Bundesland")):
        return evidence.likeliest(["DE", "AT", "CH"])
    if text.endswith("er") and text[:1].isupper() and (code := town_adjective(text, view.know)) is not None:
        return code
    codes = [
        alias.entry.country
        for alias in view.know.aliases.single(text)
        if alias.entry.type in ("state", "party", "organisation") and alias.entry.country
    ]
    if not codes and (role := view.role(i)) is not None:
        codes = view.know.role_countries.get(role.noun, [])
    return evidence.likeliest(codes) if codes else None


def is_feminine(view: View, person: Person) -> bool | None:
    if person.feminine is None:
        for start, _, _ in person.mentions:
            if start and view.texts[start - 1] in ("Frau", "Herr", "Herrn"):
                person.feminine = view.texts[start - 1] == "Frau"
                break
            role = view.role(start - 1) if start else None
            if role is not None:
                person.feminine = view.lowers[start - 1].endswith(("in", "frau"))
                break
        else:
            first = person.name.split()[0]
            person.feminine = first[-1:] in "aeiy" if len(person.name.split()) > 1 else None
    return person.feminine
