"""Further mentions of what the text introduced: abbreviations in brackets, names behind class nouns."""

from __future__ import annotations

from pipeline.components.actors.cues import CLOSING
from pipeline.components.actors.names import without_genitive
from pipeline.components.actors.view import Found, View


def find_repeats(view: View, found: list[Found]) -> list[Found]:
    """Further mentions of a name that a class noun or the model introduced: „die Firma Häusle …; bei Häusle …“."""
    names: dict[str, list[tuple[tuple[str, ...], Found]]] = {}
    covered = {i for f in found for i in range(f.start, f.end)}
    for f in found:
        if f.rule_id in ("actors.class_noun", "actors.organisation_ner") and f.actor is not None:
            words = tuple(view.texts[f.start : f.end])
            if len(words) > 1 or len(words[0]) > 2:
                names.setdefault(words[0], []).append((words, f))
            if len(initials := "".join(w[0] for w in words if w[:1].isupper())) > 2 and initials not in view.know.aliases:
                names.setdefault(initials, []).append(((initials,), f))  # „Malawi Congress Party“, then „MCP“
    out = []
    for text, places in {form: at for name in names for form, at in view.standing(name)}.items():
        several = [*names.get(text, ()), *names.get(without_genitive(text) or "", ())]
        for i in places:
            if i in covered or view.tags[i] not in ("NE", "NN", "PROPN", "FM"):
                continue
            again = next(((w, f) for w, f in several if i >= f.start and tuple(view.texts[i + 1 : i + len(w)]) == w[1:]), None)
            if again is not None:
                words, f = again
                out.append(Found(i, i + len(words), f.actor, "name", f.rule_id, 21))
    return out


def find_abbreviations(view: View, found: list[Found]) -> list[Found]:
    """Short forms that the text introduces in brackets behind a name, and every later use of them: „Gewerkschaft der Polizei (GdP)“."""
    short: dict[str, Found] = {}
    for f in found:
        if (
            f.actor is None
            or f.actor.type not in ("organisation", "party", "media", "alliance", "armed_force", "government")
            or f.form != "name"
        ):
            continue
        i = f.end + (f.end < len(view) and view.texts[f.end] in CLOSING)
        if (
            i + 2 < len(view)
            and view.texts[i] == "("
            and view.texts[i + 2] == ")"
            and not _listed_otherwise(view, view.texts[i + 1], f.actor.actor_id)
            and (_is_abbreviation(view.texts[i + 1], view.texts[f.start : f.end]) or _in_another_language(view, f, view.texts[i + 1]))
        ):
            short.setdefault(view.texts[i + 1], f)
    out = []
    for text, f in short.items():
        for i in view.positions[text]:
            if i >= f.end:
                out.append(Found(i, i + 1, f.actor, "name", "actors.abbreviation", 58))
    return out


def _listed_otherwise(view: View, short: str, actor_id: str) -> bool:
    """Whether the lists know the short form for another actor („Sozialistische Arbeiterpartei (PSOE)“ is not Brazil's)."""
    aliases = view.know.aliases.single(short)
    return bool(aliases) and all(a.entry.actor_id != actor_id for a in aliases)


def _in_another_language(view: View, f: Found, short: str) -> bool:
    """„Koalition für Einheit und Entwicklung (CUD)“: the abbreviation of the name in its own language.

    The lists know those of their actors („Organisation der Vereinten Nationen (UNIDO)“ is not the UN); no code of a state („(FIN)“).
    """
    without = f.actor is not None and f.rule_id == "actors.base_name" and "(" not in f.actor.name  # no abbreviation in the list
    if not (without or f.rule_id in ("actors.class_noun", "actors.organisation_ner")) or f.end - f.start < 2:
        return False
    return short.isalpha() and short.isupper() and 3 <= len(short) <= 6 and short not in view.know.country_codes


def _is_abbreviation(text: str, words: list[str]) -> bool:
    letters = [c for c in text if c.isalpha()]
    if not 2 <= len(letters) <= 8 or sum(c.isupper() for c in letters) * 2 < len(letters):
        return False
    if text.isupper() and len(letters) <= 5 and len(words) == 1:
        return True  # „Innenministerium (BMI)“
    if text.isupper() and words[-1] in ("AG", "GmbH", "SE"):
        return True  # „Hafen Stuhr AG (HSU)“: the abbreviation of the stock exchange
    initials = "".join(w[0] for w in words if w[:1].isalpha()).lower()
    return letters[0].lower() in initials or text.lower() in " ".join(words).lower()
