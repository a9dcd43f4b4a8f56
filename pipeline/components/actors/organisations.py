"""Organisations, parties, media, forces of the lists, where their guards and the context allow them."""

from __future__ import annotations

from pipeline.components.actors.aliases import Alias, Entry
from pipeline.components.actors.cues import CLOSING, OPENING, cue_before, inner_capital
from pipeline.components.actors.evidence import Evidence
from pipeline.components.actors.names import without_genitive
from pipeline.components.actors.readings import governing, is_dateline, is_subject
from pipeline.components.actors.states import pick
from pipeline.components.actors.view import Found, View

Hit = tuple[int, int, list[Alias]]
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
LEGAL_FORMS = frozenset(
    {"AG", "SE", "GmbH", "KG", "Inc", "Inc.", "Group", "Holding", "Corp", "Corp.", "Ltd", "Ltd.", "plc", "PLC", "Co", "Co."}
)
_AREAS = ("EU-", "Euro", "Golfstaaten", "Baltische", "Westbalkan", "Arabische", "Entwicklungsländer", "Benelux", "Nordische")
_STATE_USES = frozenset({"state", "capital", "seat", "land", "people", "place", "ministry"})


def find_listed(view: View, hits: list[Hit], evidence: Evidence) -> list[Found]:
    """Aliases of the lists that are no states and no persons, where their guard allows them."""
    found = []
    introduced: set[str] = set()
    certain = {a.entry.actor_id for _, _, aliases in hits for a in aliases if not a.entry.use}
    for start, end, aliases in hits:
        usable = [
            a
            for a in aliases
            if a.entry.type != "person"
            and a.entry.use not in _STATE_USES
            and (
                _allowed(view, a.entry, start, end, evidence)
                or a.entry.use in ("known", "focus")
                and _known(view, a.entry, start, certain)
                or a.entry.actor_id in introduced
                and view.tags[start] in ("NE", "FM")
            )
        ]
        introduced.update(a.entry.actor_id for a in usable if a.entry.use == "quoted")  # „die Zeitung Dawn“, then „Dawn“
        if any(not a.entry.country and not a.entry.use for a in usable):  # „das Rote Kreuz“: a state's only where the text is about it
            usable = [a for a in usable if a.entry.use != "focus" or a.entry.country == evidence.focus]
        if not usable:
            continue
        entry = pick(usable, evidence, start)
        platform = entry.type == "organisation" and _is_platform(view, entry, start, end)
        if platform or entry.type == "organisation" and (_is_product(view, end) or opens_a_name(view, start, end)):
            continue
        if entry.type == "party" and _member(view, start, end):
            continue
        if entry.type in ("organisation", "alliance") and _is_area(view, entry, start, end):
            continue
        if entry.name.startswith("Westen") and _is_direction(view, start, end):
            continue
        if entry.type == "group" and entry.name.startswith(_AREAS) and _inside(view, start):
            continue
        if entry.type == "media" and _is_source_line(view, start, end):
            continue
        found.append(Found(start, end, entry.actor(), "name", "actors.base_name", 55))
    return found


def _allowed(view: View, entry: Entry, start: int, end: int, evidence: Evidence) -> bool:
    if entry.use == "quoted":
        return _quoted(view, start, end) or cue_before(view, start) == entry.type
    if entry.use == "focus":
        if (
            start
            and view.tags[start - 1] == "NE"
            and view.capitalised(start - 1)
            and view.sentence_of[start - 1] == view.sentence_of[start]
            and not view.texts[start - 1].endswith("s")  # „Salvinis Lega“
        ):
            return False  # „Islamic Jihad Union“
        return bool(entry.country) and (evidence.focus == entry.country or evidence.share(entry.country or "") > 0.2)
    if entry.use == "known":
        return False
    if entry.use in ("noun", "party"):
        word_after = (
            end < len(view) and view.capitalised(end) and view.tags[end] == "NN" and view.sentence_of[end] == view.sentence_of[start]
        )
        if word_after or view.tags[end - 1] == "ADJA" and end < len(view) and view.capitalised(end):
            return False
        before = view.lowers[start - 1] if start else ""
        if before in ("im", "ins"):
            return False  # „ein Wochenende im Grünen“
        if before in ("(", "/") or _beside_party(view, start, end):
            return True
        return (
            view.texts[start] in ("Grünen", "SS", "Die")
            or before in ("die", "der", "den", "bei")
            or (entry.use == "party" and before in ("die", "der"))
        )
    return True


def _beside_party(view: View, start: int, end: int) -> bool:
    """„FPÖ und Grüne“, „Grüne, SPÖ und Neos“; „Grüne fordern“ where it opens the sentence."""
    if (
        start
        and view.sentence_of[start - 1] != view.sentence_of[start]
        and end < len(view)
        and view.tags[end] in ("VVFIN", "VAFIN", "VMFIN")
    ):
        return True
    return any(
        0 <= beyond < len(view)
        and view.texts[near] in ("und", "oder", ",", "sowie")
        and any(a.entry.type == "party" and not a.entry.use for a in view.know.aliases.get(view.texts[beyond]))
        for near, beyond in ((start - 1, start - 2), (end, end + 1))
    )


def _known(view: View, entry: Entry, start: int, certain: set[str]) -> bool:
    """A short form that counts where a longer name of the same actor, or a compound with it, stands in the text („IS“, „IS-Kämpfer“)."""
    if entry.actor_id in certain:
        return entry.use == "known" or not (start and view.tags[start - 1] in ("NE", "ADJA") and view.capitalised(start - 1))
    prefix = view.texts[start].upper() + "-"
    return entry.use == "known" and any(t.startswith(prefix) for t in view.positions)


def _is_product(view: View, end: int) -> bool:
    """„Samsung Galaxy S6“, „Apple iPhone 6“: the maker's name in front of a product's."""
    for i in range(end, min(end + 2, len(view))):
        text = view.texts[i]
        if (
            view.sentence_of[i] != view.sentence_of[end - 1]
            or not text[:1].isalnum()
            or view.tags[i] in ("VVFIN", "VAFIN", "VMFIN", "ART", "APPR")
        ):
            return False
        if any(c.isdigit() for c in text) and any(c.isalpha() for c in text) or text[:1].islower() and inner_capital(text):
            return True
    return False


def _member(view: View, start: int, end: int) -> bool:
    """„der Republikaner Emil Huber“: one of the party, not the party."""
    if end >= len(view) or not start or end - start > 1 or not view.lowers[start].endswith(("er", "en", "ten", "at", "ist", "ale")):
        return False
    named = view.ents[end] == "PER" and view.caps[end] and view.sentence_of[end] == view.sentence_of[start]
    return named and view.lowers[start - 1] in ("der", "den", "dem", "des", "ein", "einen")


def opens_a_name(view: View, start: int, end: int) -> bool:
    """„der Tesla Roadster“, „Magna Carta“: a firm's name in front of another name, which is a product's or a longer name's."""
    if end - start > 1 or end >= len(view) or not view.caps[end] or view.sentence_of[end] != view.sentence_of[start]:
        return False
    if view.tags[end] not in ("NE", "FM") or view.ents[end] == "PER" or view.roles[end] is not None or view.texts[end] in LEGAL_FORMS:
        return False
    if (without_genitive(view.texts[start]) or "") in view.know.aliases or view.texts[end].startswith(_WEEKDAYS):
        return False  # „Apples Zulieferer“, „teilte die APA Montagabend mit“
    return view.texts[end] not in view.know.aliases and view.texts[end] not in view.know.places and "-" not in view.texts[end]


def _is_platform(view: View, entry: Entry, start: int, end: int) -> bool:
    """„auf Facebook“, „bei Twitter“, „via YouTube“: where something is published, not the firm; of services the firm must act."""
    if view.know.has("service", entry.name) and not _firm_acts(view, start, end):
        return True
    return view.know.has("platform", entry.name) and start > 0 and view.lowers[start - 1] in ("auf", "bei", "via", "über", "in")


def _firm_acts(view: View, start: int, end: int) -> bool:
    """„WhatsApp kündigte an“, „laut Instagram“, „der Konzern Snapchat“; not „WhatsApp ist installiert“, „Nutzer von WhatsApp“."""
    if cue_before(view, start) == "organisation" or end < len(view) and view.texts[end] in LEGAL_FORMS:
        return True
    before = view.lowers[start - 1] if start else ""
    if before in ("laut", "gegen", "seitens", "durch"):
        return True
    verb = next((k for k in (end, start - 1) if 0 <= k < len(view) and view.tags[k] in ("VVFIN", "VMFIN")), None)
    return verb is not None and view.sentence_of[verb] == view.sentence_of[start] and is_subject(view, start, end)


def _quoted(view: View, start: int, end: int) -> bool:
    return start > 0 and end < len(view) and view.texts[start - 1] in OPENING and view.texts[end] in CLOSING


def _is_area(view: View, entry: Entry, start: int, end: int) -> bool:
    """„in der EU“, „EU-weit“: the area, not the body."""
    if entry.name not in ("Europäische Union (EU)", "Brüssel (Europäische Union EU)"):
        return False
    g = governing(view, start)
    return is_dateline(view, start, end) or (g >= 0 and view.lowers[g] in ("in", "innerhalb", "außerhalb", "aus", "nach"))


def _inside(view: View, start: int) -> bool:
    """„Beamte aus anderen EU-Staaten“, „innerhalb der Golfstaaten“: where somebody or something is."""
    g = governing(view, start)
    return g >= 0 and view.lowers[g] in ("in", "innerhalb", "außerhalb", "aus", "nach")


def _is_direction(view: View, start: int, end: int) -> bool:
    """„im Westen des Landes“, „nach Westen“."""
    before = view.lowers[start - 1] if start else ""
    after = view.lowers[end] if end < len(view) else ""
    return (
        start > 1
        and view.lowers[start - 2 : start] == ["in", "den"]
        or before in ("im", "nach", "gen", "von", "fernen", "nahen", "mittleren", "wilden")
        or after in ("des", "der")
        or (after in ("und",) and view.lowers[end + 1 : end + 2] in (["südwesten"], ["süden"], ["norden"]))
    )


def _is_source_line(view: View, start: int, end: int) -> bool:
    """„(APA, 12.3.2015)“, „(APA/dpa)“: the credit line of an agency."""
    if not start or view.texts[start - 1] not in ("(", "/", ","):
        return False
    after = view.texts[end] if end < len(view) else ""
    before = view.texts[start - 1] == "("
    if before and after == ")" and end + 1 < len(view):
        return (
            end + 1 >= len(view)
            or view.texts[end + 1] not in (",",)
            and view.sentence_of[min(end + 1, len(view) - 1)] != view.sentence_of[start]
            and not view.texts[start].startswith("Wiki")
        )
    return (
        after in ("/",)
        and view.texts[min(end + 1, len(view) - 1)] in view.know.aliases
        or (before and after == "," and end + 1 < len(view) and view.texts[end + 1][:1].isdigit())
    )
