"""What stands with a name: titles, appositions, the states and offices that they name, the gender that they show."""

from __future__ import annotations

from pipeline.components.actors.evidence import Evidence, compound_state, town_adjective
from pipeline.components.actors.people import Person
from pipeline.components.actors.view import ARTICLES, Role, View


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
    _note_affiliation(view, person, end)
    _note_nation(view, person, start)


def _note_title(view: View, person: Person, start: int, end: int, evidence: Evidence) -> None:
    begin = title_start(view, start)
    if end - start > 1 and (own := view.role(start)) is not None:
        person.roles.append((start, own))
    if begin == start:
        return
    for i in range(begin, start):
        if (role := view.role(i)) is not None:
            person.roles.append((start, role))
            person.international |= _international(view, role)
    beside = begin > 0 and (view.texts[begin - 1] in view.know.adjectives or view.texts[begin - 1].endswith("er"))  # „Wiener Anwalt“
    for i in range(begin - beside, start):
        if code := _word_state(view, i, evidence):
            person.countries[code] += 3


def _international(view: View, role: Role) -> bool:
    """„UNO-Sprecher“, „EU-Kommissar“: of a body that belongs to no state."""
    body = view.know.aliases.get(role.modifier.partition("-")[0], ())
    return any(a.entry.country is None and a.entry.type in ("organisation", "alliance") for a in body)


def _note_bracket(view: View, person: Person, end: int, evidence: Evidence) -> None:
    """„Emil Huber (ÖVP)“."""
    if end + 2 >= len(view) or view.texts[end] != "(":
        return
    close = next((k for k in range(end + 1, min(end + 5, len(view))) if view.texts[k] == ")"), end + 1)
    for i in range(end + 1, close):
        aliases = view.know.aliases.get(view.texts[i], ())
        codes = [a.entry.country for a in aliases if a.entry.type in ("party", "state") and a.entry.country]
        if codes:
            person.countries[evidence.focus if evidence.focus in codes else codes[0]] += 3


def _note_apposition(view: View, person: Person, start: int, end: int, evidence: Evidence) -> None:
    """„Emil Huber, norwegischer Botschafter in Wien“: the first role only, the next would be another's („Berater des Präsidenten“)."""
    if end + 1 >= len(view) or view.texts[end] != ",":
        return
    for i in range(end + 1, min(end + 8, len(view))):
        if view.texts[i] in ",.–" or view.tags[i] in ("PRELS", "VVFIN", "VAFIN"):
            return
        if code := _word_state(view, i, evidence):
            person.countries[code] += 2
        if (role := view.role(i)) is not None:
            if not _titles_next(view, i):
                person.roles.append((start, role))
            return


def _note_affiliation(view: View, person: Person, end: int) -> None:
    """„Emil Huber von der Commerzbank“, „Emil Huber vom Roten Kreuz“: the state of the body that the person speaks for."""
    i = end
    if i + 1 >= len(view) or view.lowers[i] not in ("von", "vom", "bei", "beim"):
        return
    i += 1 + (view.lowers[i + 1] in ("der", "den", "dem"))
    for alias in view.know.aliases.get(view.texts[i], ()) if i < len(view) else ():
        if alias.entry.country and not alias.entry.use and alias.entry.type in ("organisation", "party", "media"):
            person.countries[alias.entry.country] += 1
            return


def _note_nation(view: View, person: Person, start: int) -> None:
    """„die Norwegerin X Y“, „der Wiener X Y“, „dem chinesischen Bürgerrechtler X“."""
    for i in range(start - 1, max(start - 6, -1), -1):
        text = view.texts[i]
        if view.sentence_of[i] != view.sentence_of[start] or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN") or text in (".", ":"):
            return
        if i == start - 1:
            nation = view.know.nationals.get(text) or view.know.nationals.get(text.removeprefix("US-"))
            if nation or text.endswith("er") and (nation := town_adjective(text, view.know)):
                person.countries[nation] += 2
        if text in view.know.adjectives:
            person.countries[view.know.adjectives[text]] += 1


def _titles_next(view: View, i: int) -> bool:
    """Whether the role noun at `i` is the title of the next name („König Juan Carlos, Königin Sophia“)."""
    return (
        i + 1 < len(view)
        and view.capitalised(i + 1)
        and view.sentence_of[i + 1] == view.sentence_of[i]
        and view.is_name_tag(i + 1)
        and view.tags[i] != "NE"
    )


def _note_role_before_comma(view: View, person: Person, start: int, evidence: Evidence) -> None:
    """„der UNO-Hochkommissar für Flüchtlinge, |Filippo …“: the role of a name that stands in apposition to it."""
    if start < 3 or view.texts[start - 1] != "," or view.sentence_of[start - 2] != view.sentence_of[start]:
        return
    for i in range(start - 2, max(start - 12, -1), -1):
        if (
            view.sentence_of[i] != view.sentence_of[start]
            or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN", "PRELS")
            or view.texts[i] in ",:;–."
        ):
            return
        role = view.role(i)
        if role is None or view.tags[i] == "NE":
            continue
        person.roles.append((start, role))
        person.international |= _international(view, role)
        for k in range(max(i - 3, 0), start - 1):
            if code := _word_state(view, k, evidence):
                person.countries[code] += 1
        return


def _word_state(view: View, i: int, evidence: Evidence) -> str | None:
    text = view.texts[i]
    if text in view.know.adjectives:
        return view.know.adjectives[text]
    if (code := compound_state(text, view.know)) is not None:
        return code
    if text.startswith("Bundes") and len(text) > 8:
        return evidence.focus if evidence.focus in ("DE", "AT", "CH") else "DE"
    if text.endswith("er") and text[:1].isupper() and (code := town_adjective(text, view.know)) is not None:
        return code
    for alias in view.know.aliases.get(text, ()):
        if len(alias.tokens) == 1 and alias.entry.type in ("state", "party", "organisation") and alias.entry.country:
            return alias.entry.country
    return None


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
