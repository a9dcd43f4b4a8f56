"""Noun phrases by word order: where one that begins at a token ends.

Spans follow the corpus: the whole noun phrase with attributes and apposition („Klaus Muster, Sprecher des Amts“), without relative clauses.
The parser is asked only where word order leaves it open (a second „der …“, a prepositional phrase, two nouns in a row).
"""

from __future__ import annotations

from pipeline.components.quotes.grid import QUOTE_MARKS, Grid
from pipeline.components.quotes.lexicon import MODAL, word_set
from pipeline.components.quotes.voices import is_person_noun

Range = tuple[int, int]
NOMINAL = ("NN", "NE", "FM", "XY", "TRUNC")
DETERMINERS = ("ART", "PPOSAT", "PDAT", "PIAT", "PWAT", "PRELAT", "PIDAT")
PRONOUNS = ("PPER", "PDS", "PIS", "PPOSS", "PWS", "PRELS")
_PRONOUN_WORDS = word_set("er sie man wir dieser diese jener jene letzterer letztere ersterer erstere beide einige viele manche")
_POSTNOMINAL = word_set("ohne von vom für beim im in aus bei gegen")
_CLAUSE_TAGS = ("PRELS", "PRELAT", "KOUS", "KOUI", "PWS", "PWAV", "VVPP")
_MONTHS = word_set(
    "januar februar märz april mai juni juli august september oktober november dezember jahr jahre sommer herbst winter frühjahr"
)
_ALWAYS_GENITIVE = frozenset(["des", "eines", "seines", "ihres", "dieses", "jenes", "unseres", "dessen", "deren"])
_OPENING = ("„", "»", '"', "''", "“", "‚")
_CLOSING = ("“", "”", "«", '"', "''", "‘")


def noun_phrase(grid: Grid, start: int, limit: int, apposition: bool = True) -> Range | None:
    """The noun phrase that begins at token `start`, not beyond `limit`; None if none begins there. Linear in its length."""
    if start >= limit or grid.opaque[start]:
        return None
    if _is_pronoun(grid, start, limit):
        return (start, _after_pronoun(grid, start, limit))
    end = _core(grid, start, limit)
    if end is None:
        return None
    end = _attributes(grid, start, end, limit)
    if apposition:
        end = _appositions(grid, start, end, limit)
    while grid.text[end - 1].isspace():
        end -= 1
    return (start, end)


def _unknown_name(grid: Grid, start: int, finite: int) -> bool:
    """A short field with a capital that the tagger does not take for a noun („Ein XY-Sprecher“)."""
    first = 1 if grid.tag[start] in DETERMINERS else 0
    if first and finite - start == 2 and grid.named[start + 1]:
        return True  # „Die taz“
    return (
        finite - start <= 4
        and start + first < finite
        and grid.text[start + first][:1].isupper()
        and grid.tag[start] not in ("ADJD", "ADV", "PAV")
    )


def named(grid: Grid, start: int, limit: int) -> Range | None:
    """As `noun_phrase`, but believes a capital where a name is due („so Muster“) whatever the tagger makes of it."""
    found = noun_phrase(grid, start, limit)
    if found is not None or start >= limit or not grid.text[start][:1].isupper() or grid.opaque[start]:
        return found
    end = start + 1
    while end < limit and grid.text[end][:1].isupper() and not grid.opaque[end]:
        end += 1
    return (start, end)


def marked_name(grid: Grid, start: int, limit: int) -> Range | None:
    """A name in quotation marks that begins at `start` („morgen online“), with its marks."""
    if start >= limit or grid.text[start] not in _OPENING:
        return None
    end = next((k + 1 for k in range(start + 2, min(start + 9, limit)) if grid.text[k] in _CLOSING), None)
    return (start, end) if end is not None else None


def whole_field(grid: Grid, start: int, finite: int) -> Range | None:
    """What stands from `start` up to the finite verb is one constituent of a verb-second clause: the noun phrase with all its attributes.

    Cut before a relative or subordinate clause; adverbs at its end („hingegen“) do not belong to it.
    """
    start = _behind_block(grid, start, finite)
    if start >= finite or grid.finite[start]:
        return None
    if grid.lower[finite - 1] in ("und", "oder", "aber", "sondern"):  # „X kam und sagte“: the field of the verb before
        finite = next((i for i in range(start, finite) if grid.finite[i]), finite - 1)
    if noun_phrase(grid, start, finite, apposition=False) is None and not _unknown_name(grid, start, finite):
        return None
    end = finite
    for i in range(start, finite):
        if (
            grid.text[i] == ","
            and i + 1 < finite
            and (
                grid.tag[i + 1] in _CLAUSE_TAGS or grid.tag[i + 1] in ("APPR", "APPRART") and i + 2 < finite and grid.tag[i + 2] == "PRELS"
            )
        ):
            end = i
            break
        if grid.opaque[i]:
            end = i
            break
    while end > start + 1 and (
        grid.text[end - 1] in (",", "–", "-")
        or (grid.tag[end - 1] in ("ADV", "PAV", "ADJD", "PROAV") and not grid.named[end - 1])
        or grid.text[end - 1].isspace()
    ):
        end -= 1
    return (start, end)


def _behind_block(grid: Grid, start: int, finite: int) -> int:
    """„… „Nieder!“, und der Redner rief“: the field begins behind the last marked quotation and what joins it."""
    for i in range(finite - 1, start, -1):
        if grid.opaque[i]:
            start = i + 1
            while start < finite and (grid.text[start] in (",", "–") or grid.tag[start] == "KON"):
                start += 1
            return start
    return start


def _is_pronoun(grid: Grid, i: int, limit: int) -> bool:
    if grid.tag[i] not in PRONOUNS and grid.lower[i] not in _PRONOUN_WORDS:
        return False
    return not (i + 1 < limit and grid.tag[i + 1] in ("NN", "NE", "ADJA", "CARD", "TRUNC") and grid.tag[i] != "PPER")


def _after_pronoun(grid: Grid, i: int, limit: int) -> int:
    """„einige der Abgeordneten“, „einer von ihnen“."""
    if i + 1 < limit and grid.lower[i + 1] in ("der", "von", "dieser") and grid.tag[i] == "PIS":
        end = _core(grid, i + 2 if grid.lower[i + 1] == "von" else i + 1, limit)
        if end is not None:
            return _attributes(grid, i, end, limit)
    return i + 1


def _core(grid: Grid, i: int, limit: int) -> int | None:
    """Determiner, adjectives and noun; index behind the noun, None without a noun."""
    start, head = i, None
    far = _noun_of_genitive(grid, i, limit)
    if far is not None:
        head, i = far, far + 1
    elif genitive_in_front(grid, i, limit):
        head, i = i + 1, i + 2
        while grid.tag[head] == "ADJA":
            head, i = head + 1, i + 1
    elif grid.tag[i] in DETERMINERS:
        far = _noun_of_determiner(grid, i, limit)
        if far is not None:
            head, i = far, far + 1
    while i < limit:
        tag, word = grid.tag[i], grid.text[i]
        if word.isspace():
            i += 1
            continue
        if head is not None and grid.tag[i - 1] not in QUOTE_MARKS and not _goes_on(grid, start, head, i):
            break
        if tag in NOMINAL or _capital(grid, i):
            head = i
        elif (
            head is not None
            and not (word in _OPENING and i == head + 1)
            or not (tag in DETERMINERS or tag in ("ADJA", "CARD", "ADJD", "ADV", "PTKA", "VVPP") or word in QUOTE_MARKS)
        ):
            break
        i += 1
    if head is None:
        return None
    return _closing(grid, start, head + 1, limit)


def genitive_in_front(grid: Grid, i: int, limit: int) -> bool:
    """„Ecuadors früherer Präsident“: a name in the genitive, then the noun it belongs to."""
    if grid.tag[i] != "NE" or not grid.text[i].endswith(("s", "’", "'")) or grid.person[i] and grid.doc[i].dep_ == "flat":
        return False
    noun = i + 1
    while noun < limit and noun <= i + 3 and grid.tag[noun] == "ADJA":
        noun += 1
    if noun >= limit or grid.tag[noun] != "NN" or grid.opaque[noun]:
        return False
    return grid.doc[i].head.i == noun or grid.named[noun] or (noun + 1 < limit and grid.tag[noun + 1] == "NE")


def _noun_of_genitive(grid: Grid, i: int, limit: int) -> int | None:
    """„Musters nach Bern gezogene Schwester“: the noun that a name in the genitive belongs to, a participial attribute between them."""
    if grid.tag[i] != "NE" or not grid.named[i] or not grid.text[i].endswith("s") or i + 3 >= limit:
        return None
    if grid.tag[i + 1] not in ("APPR", "APPRART", "ADV", "ADJD"):
        return None
    for k in range(i + 3, min(i + 9, limit)):
        if grid.finite[k - 1] or grid.text[k - 1] in (",", ";", ":"):
            return None
        if grid.tag[k] == "NN" and grid.tag[k - 1] == "ADJA" and grid.lower[k - 1].endswith(("te", "ene", "ende")):
            return k
    return None


def _capital(grid: Grid, i: int) -> bool:
    tag = grid.tag[i]
    if not grid.text[i][:1].isupper() or tag.startswith(("V", "AP", "K", "AR", "P")):
        return False
    return tag not in ("ADJA", "ADV") or (tag == "ADV" and grid.named[i])


def _noun_of_determiner(grid: Grid, i: int, limit: int) -> int | None:
    """„der in Bern ansässigen Firma“: the noun that the parser gives the determiner, if only a participial attribute lies between."""
    noun = grid.doc[i].head.i
    if grid.tag[i + 1 : i + 2] in (["APPR"], ["APPRART"]):  # „der für die Region zuständige Beamte“, whatever the parser says
        noun = next((k + 1 for k in range(i + 3, min(limit, i + 13) - 1) if grid.tag[k] == "ADJA" and grid.tag[k + 1] in NOMINAL), noun)
    if not i + 2 < noun < min(limit, i + 14) or grid.tag[noun] not in NOMINAL or grid.tag[noun - 1] != "ADJA":
        return None
    if any(grid.finite[k] or grid.tag[k] in DETERMINERS and grid.tag[k - 1] in NOMINAL for k in range(i + 1, noun)):
        return None
    return noun


def _goes_on(grid: Grid, start: int, head: int, i: int) -> bool:
    """Whether the noun at token i belongs to the noun phrase whose last noun is `head`: a name behind a title, parts of a name."""
    tag = grid.tag[i]
    if grid.text[i] in _OPENING:
        return _mark_closes(grid, i)
    if tag == "NE" or grid.tag[head] in ("TRUNC", "XY", "FM") or tag in ("FM", "XY"):
        return True
    if tag == "CARD":
        return grid.lower[head] in _MONTHS
    if tag == "NN":
        if i == head + 1 and grid.tag[head] == "NE" and grid.named[i] and grid.named[head]:
            return True
        if i == head + 1 and grid.text[i + 1 : i + 2] in ([], [","], ["."], [":"]) and is_person_noun(grid.lower[head]):
            return True  # „der Arbeitsmarktexperte Muster“, whose name is a word
        if grid.doc[i].ent_iob_ == "I" and grid.doc[head].ent_iob_ in ("B", "I"):
            return True
        other = grid.doc[i].head.i
        return start <= other < i or (grid.doc[head].head.i == i and grid.tag[head] == "NN")
    return _capital(grid, i) and tag != "NN"


def _mark_closes(grid: Grid, i: int) -> bool:
    return any(grid.text[k] in _CLOSING for k in range(i + 2, min(i + 9, len(grid.text))))


def _closing(grid: Grid, start: int, i: int, limit: int) -> int:
    """Take a closing mark or a bracket („(SPD)“) behind a noun with it, and a name in marks to its end."""
    opened = sum(grid.text[k] in ("„", "»") for k in range(max(0, start), i)) - sum(
        grid.text[k] in ("“", "«", "”") for k in range(start, i)
    )
    if opened > 0:
        for k in range(i, min(i + 8, limit)):
            if grid.text[k] in _CLOSING:
                i = k + 1
                break
    elif i < limit and grid.text[i] in ('"', "''") and any(grid.text[k] == grid.text[i] for k in range(start, i)):
        i += 1
    if i < limit and grid.text[i] == "(":
        for j in range(i + 1, min(i + 9, limit)):
            if grid.text[j] == ")":
                return j + 1
    return i


def _attributes(grid: Grid, start: int, end: int, limit: int) -> int:
    """Genitives, „von …“ and other attributes behind the noun, coordinated nouns."""
    for step in range(12):
        while end < limit and grid.text[end].isspace():
            end += 1
        if end >= limit:
            break
        following = _attribute_start(grid, start, end, limit, step)
        further = _core(grid, following, limit) if following is not None and following < limit else None
        if further is None:
            break
        end = further
    return end


def _attribute_start(grid: Grid, start: int, end: int, limit: int, step: int) -> int | None:
    """Where the noun phrase of an attribute at token `end` begins, None if what stands there is no attribute."""
    tag, low = grid.tag[end], grid.lower[end]
    if low in ("und", "sowie", "oder", "&", "/"):
        fits = end + 1 < limit and (grid.tag[end + 1] in DETERMINERS or grid.tag[end + 1] in NOMINAL or grid.tag[end + 1] == "ADJA")
        return end + 1 if fits and _same_clause(grid, end + 1, limit) else None
    if tag in ("APPR", "APPRART"):
        if low in _POSTNOMINAL and _attached(grid, start, end):
            return end + 1
        return (
            end + 1 if low in ("von", "vom") and grid.tag[end - 1] in ("NN", "NE") and (step == 0 and grid.tag[end - 1] == "NN") else None
        )
    if low in _ALWAYS_GENITIVE:
        return end
    if tag in ("ART", "PPOSAT", "PDAT") and low in ("der", "einer", "seiner", "ihrer", "dieser", "unserer"):
        if grid.tag[end - 1] == "NE" or grid.person[end - 1]:  # „bot Muster der Opposition an“: a dative, no attribute of a name
            return None
        return end if _noun_attached(grid, start, end, limit) else None
    if tag == "ADJA" and low.endswith("er") and grid.tag[end - 1] == "NN" and step == 0:
        return end if _noun_attached(grid, start, end, limit) else None
    if tag in ("NE", "FM", "XY", "TRUNC"):
        return end
    if grid.text[end] in ("„", "»") and _mark_closes(grid, end):
        return end + 1 if grid.tag[end + 1] in (*NOMINAL, "ADJA", "ART", "CARD") else None
    return None


def _same_clause(grid: Grid, i: int, limit: int) -> bool:
    """No modal verb follows at once, which would make it a clause of its own."""
    return not any(grid.lower[k] in MODAL for k in range(i, min(i + 2, limit)))


def _noun_attached(grid: Grid, start: int, at: int, limit: int) -> bool:
    """Whether the noun behind the determiner at `at` hangs below a noun in `start:at`; the first genitive is believed without the parser
    unless the parser makes it a subject or object."""
    noun = next((k for k in range(at, min(at + 8, limit)) if grid.tag[k] in NOMINAL), None)
    if noun is None:
        return False
    token = grid.doc[noun]
    if start <= token.head.i < at:
        return True
    case = grid.doc[at].morph.get("Case", []) or token.morph.get("Case", [])
    return "Gen" in case and not token.dep_.startswith(("nsubj", "sb", "obj", "oa"))


def _attached(grid: Grid, start: int, at: int) -> bool:
    """Whether the parser hangs the preposition's phrase below a noun in `start:at` (under either scheme)."""
    token = grid.doc[at]
    head = token.head
    if token.dep_ == "case":
        head = head.head
    return start <= head.i < at and grid.tag[head.i] in NOMINAL


def _appositions(grid: Grid, start: int, end: int, limit: int) -> int:
    """„X, Sprecher des Amts,“: a phrase without a verb between commas; at most two of them."""
    for _ in range(2):
        if end + 1 >= limit or grid.text[end] != "," or grid.opaque[end + 1]:
            break
        if not (grid.tag[end + 1] in (*DETERMINERS, "NN", "NE", "ADJA", "TRUNC") and grid.tag[end + 1] != "PRELAT"):
            break
        inner = _core(grid, end + 1, limit)
        if inner is None:
            break
        inner = _attributes(grid, end + 1, inner, limit)
        if inner < len(grid.text) and grid.text[inner] not in (",", ".", ":", ";", ")") and not grid.finite[inner] and inner != limit:
            break
        if inner < limit and grid.finite[inner]:
            break
        end = inner
    return end
