"""Article text → sections: heading, body, block quote, boilerplate. Nothing is cut; what is furniture of the page is marked.

Every character that is no white space lies in exactly one section, sections are in text order, and the time is linear in the text.
Wordings of boilerplate are an editable list, `models/rules/lists/section_boilerplate.csv`; folders with rules of one's own may add to it
(`lists/section_boilerplate.csv`) and take from it (`lists/section_boilerplate.remove.csv`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.paths import lists_dir
from pipeline.records import Section
from pipeline.rulepack import RulePackError, regex_problem
from pipeline.termlists import load_term_lists

BOILERPLATE_LIST = "section_boilerplate"
PLACES = ("line", "start", "end", "teasers", "menu")

_MAX_FURNITURE = 300  # characters: longer lines are never page furniture
_MAX_HEADING = 110
_MAX_TEASER = 160
_MAX_TEASERS = 12  # lines below an opener such as „Mehr zum Thema“
_START_LINES = 6
_OPENING = 200  # characters at the start of a paragraph in which speech shows the first person
_TAIL = 400  # characters at the end of the last paragraph in which a closing line without a line break is looked for

_LIST_MARK = re.compile(r"(?:[-*•–▶►→]|\d{1,2}[.)]) +")
_FINAL = re.compile(r"[.!?:;,…](?:[“”\"«»’')\]]{0,2})$")
_MARKDOWN_HEADING = re.compile(r"#{1,6} +\S|\*\*[^*]{2,100}\*\*$|__[^_]{2,100}__$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})$")
_MARKDOWN_QUOTE = re.compile(r">")
_INDENT = re.compile(r"(?: {4,}|\t)\S")
_QUOTATION_MARK = re.compile(r"[„“”\"»«]")
_FIRST_PERSON = re.compile(r"\b(?:[Ii]ch|[Ww]ir|mich|mir|uns|[Mm]ein(?:e|en|em|er|es)?|[Uu]nser(?:e|en|em|er|es)?|[Uu]nsre[nmrs]?)\b")
_MONTH = r"(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
_DAY = rf"(?:\d{{1,2}}\.\s?(?:{_MONTH}|\d{{1,2}}\.)\s?(?:\d{{4}})?|{_MONTH} \d{{4}})"
_QUOTE_SOURCE = (
    r"(?:[A-ZÄÖÜ]\w{0,30}(?:rede|ansprache|interview|konferenz|erklärung|botschaft|sitzung|gespräch|mitteilung)"
    r"|Rede|Ansprache|Interview|Pressekonferenz|Erklärung|Brief|Schreiben|Mitteilung|Telegram|Truth Social|auf X|Video)"
)
_DATE_CLOSE = re.compile(rf"\((?:{_QUOTE_SOURCE}[^()]{{0,60}}?,? )?(?:(?:am|vom) )?{_DAY}\)\.?$")
_ATTRIBUTION = re.compile(r"[–—] ?[A-ZÄÖÜ][^.!?]{2,80}$")
_MENU_BREAK = re.compile(r"\s?[|·•/]\s?|\s(?=#)")
_BYLINE = re.compile(
    r"(?P<opener>Von|VON|Text(?: von)?|Autor|Autorin|Autoren|Bericht|Protokoll|Interview(?: von)?|(?:Ein )?(?:Kommentar|Gastbeitrag) von"
    r"|(?:Eine )?(?:Analyse|Reportage|Glosse) von|Aufgezeichnet von|Redaktion)(?P<colon>:?)\s(?P<names>[^.!?:;„“»]{2,90})\.?$"
)
_NAME_WORD = re.compile(r"[A-ZÄÖÜ][\w.'’-]*$")
_PARTICLES = frozenset(("von", "van", "de", "der", "den", "zu", "aus", "in", "unserem", "unserer"))
_NO_NAMES = frozenset(("der", "die", "das", "den", "dem", "einem", "einer"))
_SIGNATURE = re.compile(r"\((?P<who>[^()\d]{2,80}?)(?P<day>[,;/ ]+\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4})?\)$")
_AGENCIES = frozenset(
    ("dpa", "afp", "apa", "ap", "reuters", "rtr", "epd", "kna", "sid", "sda", "red", "ag", "tass", "dts", "ots", "dapd", "ddp")
)
_SENTENCE_GAP = re.compile(r"[.!?…][“”\"«»’')\]]{0,2}\s+(?=[A-ZÄÖÜ©(])")


@dataclass(slots=True)
class _Line:
    """A line without the white space around it."""

    start: int
    end: int
    text: str
    indented: bool
    blank_before: bool
    kind: str = "body"

    @property
    def content(self) -> str:
        """The line without a list mark before it."""
        mark = _LIST_MARK.match(self.text)
        return self.text[mark.end() :] if mark else self.text


def mark_sections(text: str, title: str | None = None, rules: tuple[str, ...] = ()) -> list[Section]:
    """Divide an article into sections.

    Args:
        text: the article; offsets of the result count its code points.
        title: where known, a first line that repeats it is a heading.
        rules: folders with rules of one's own, whose lists of boilerplate count, too.

    Raises:
        RulePackError: a wording that cannot be used.
    """
    known = boilerplate(rules)
    lines = list(_lines(text))
    _mark_block_quotes(lines)
    if all(line.kind == "block_quote" for line in lines):  # there is nothing that it could be quoted in
        for line in lines:
            line.kind = "body"
    _mark_furniture(lines, known)
    _mark_headings(lines, title)
    sections = _merge(lines)
    return _split_tail(text, sections, known) if sections else []


def _lines(text: str) -> Iterator[_Line]:
    start, blank_before = 0, True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            at = start + raw.index(stripped)
            yield _Line(at, at + len(stripped), stripped, bool(_INDENT.match(raw)), blank_before)
        blank_before = not stripped
        start += len(raw) + 1


def _mark_block_quotes(lines: list[_Line]) -> None:
    indented = sum(1 for line in lines if line.indented)
    by_indent = 0 < indented <= len(lines) / 2  # where most lines are indented, indenting says nothing
    for i, line in enumerate(lines):
        if _MARKDOWN_QUOTE.match(line.text) or (by_indent and line.indented and _opens_indent(lines, i)) or _is_dated_speech(line.text):
            line.kind = "block_quote"
        elif i and _ATTRIBUTION.match(line.text) and lines[i - 1].kind == "body" and _is_unmarked_speech(lines[i - 1].text):
            lines[i - 1].kind = line.kind = "block_quote"


def _opens_indent(lines: list[_Line], i: int) -> bool:
    """An indented line that follows a blank line, a colon or an indented quote; a list item is none."""
    if _LIST_MARK.match(lines[i].text) or i == 0:
        return False
    return lines[i].blank_before or lines[i - 1].text.endswith(":") or (lines[i - 1].kind == "block_quote" and lines[i - 1].indented)


def _is_unmarked_speech(paragraph: str) -> bool:
    return bool(_FIRST_PERSON.search(paragraph)) and not _QUOTATION_MARK.search(paragraph)


def _is_dated_speech(paragraph: str) -> bool:
    """A paragraph in the first person, without quotation marks around it, that a date in brackets closes."""
    close = _DATE_CLOSE.search(paragraph[-120:])
    if not close:
        return False
    return bool(_FIRST_PERSON.search(paragraph, 0, _OPENING)) and not _QUOTATION_MARK.match(paragraph)


def _mark_furniture(lines: list[_Line], known: Boilerplate) -> None:
    teasers_left = 0
    for i, line in enumerate(lines):
        if line.kind != "body":
            teasers_left = 0
        elif known.fits("teasers", line.content):
            line.kind, teasers_left = "boilerplate", _MAX_TEASERS
        elif _is_furniture(line, known, at_start=i < _START_LINES):
            line.kind = "boilerplate"
        elif teasers_left and _is_teaser(lines, i, teasers_left):
            line.kind, teasers_left = "boilerplate", teasers_left - 1
        else:
            teasers_left = 0
    for line in reversed(lines):
        if line.kind == "body" and known.fits("end", line.content):
            line.kind = "boilerplate"
        elif line.kind != "boilerplate":
            break


def _is_furniture(line: _Line, known: Boilerplate, at_start: bool) -> bool:
    if known.fits("line", line.content) or (at_start and known.fits("start", line.content)):
        return True
    return known.is_menu(line.text) or _is_byline(line.text)


def _is_teaser(lines: list[_Line], i: int, teasers_left: int) -> bool:
    """A short line that is no sentence, in one block with the opener; a blank line ends the block once it has begun."""
    line = lines[i]
    if len(line.text) > _MAX_TEASER or line.text.endswith((".", ":", ",", ".“", '."')):
        return False
    return not line.blank_before or teasers_left == _MAX_TEASERS or _LIST_MARK.match(line.text) is not None


def _mark_headings(lines: list[_Line], title: str | None) -> None:
    wanted = " ".join(title.split()) if title else None
    wrapped = _is_wrapped(lines)
    lines = [line for line in lines if line.kind != "boilerplate"]
    for i, line in enumerate(lines):
        if line.kind != "body":
            continue
        following = lines[i + 1] if i + 1 < len(lines) else None
        if _MARKDOWN_HEADING.match(line.text) or (i == 0 and wanted == " ".join(line.text.split())):
            line.kind = "heading"
        elif following and _UNDERLINE.match(following.text) and len(line.text) <= _MAX_HEADING:
            line.kind = following.kind = "heading"
        elif following and _looks_like_heading(line, following, lines[i - 1] if i else None) and (not wrapped or following.blank_before):
            line.kind = "heading"


def _is_wrapped(lines: list[_Line]) -> bool:
    """Whether paragraphs are broken into lines of about one width, as in plain-text mail: then a line break says little."""
    open_ends = [len(line.text) for line in lines if not _FINAL.search(line.text)]
    return len(lines) >= 5 and len(open_ends) > len(lines) / 2 and min(sorted(open_ends)[len(open_ends) // 4 :]) >= 50


def _looks_like_heading(line: _Line, following: _Line, before: _Line | None) -> bool:
    """A short line without a final stop above a paragraph; among other short lines it is a list or a table."""
    if len(line.text) > _MAX_HEADING or _FINAL.search(line.text) or not line.text[0].isalnum() and line.text[0] not in '„»"“…':
        return False
    if following.text[0].islower() or _SENTENCE_GAP.search(line.text) or _DATE_CLOSE.search(line.text):
        return False  # the sentence goes on below, or a sentence ends within
    if before is None:
        return True
    if before.kind == "body" and not _FINAL.search(before.text) and not line.blank_before:
        return False
    return len(following.text) > _MAX_HEADING or bool(_FINAL.search(following.text))


def _merge(lines: list[_Line]) -> list[Section]:
    """Neighbouring lines of one kind become one section; headings stay apart."""
    sections: list[Section] = []
    for line in lines:
        last = sections[-1] if sections else None
        if last and last.kind == line.kind and line.kind != "heading":
            last.end_char = line.end
        else:
            sections.append(Section(line.start, line.end, line.kind))
    return sections


def _split_tail(text: str, sections: list[Section], known: Boilerplate) -> list[Section]:
    """Cut furniture off the end of the last body section that no line break sets apart: a signature, a closing sentence."""
    last = max((i for i, s in enumerate(sections) if s.kind == "body"), default=None)
    if last is None or any(s.kind != "boilerplate" for s in sections[last + 1 :]):
        return sections
    body = sections[last]
    cut = _tail_start(text, body, known)
    if cut is None:
        return sections
    body_end = body.start_char + len(text[body.start_char : cut].rstrip())
    tail = Section(cut, body.end_char, "boilerplate")
    rest = sections[last + 1 :]
    if rest:
        tail, rest = Section(cut, rest[-1].end_char, "boilerplate"), []
    return [*sections[:last], Section(body.start_char, body_end, "body"), tail, *rest]


def _tail_start(text: str, body: Section, known: Boilerplate) -> int | None:
    """Where the furniture at the end of a body section begins; None without any, or where nothing else would be left."""
    begin = max(body.start_char, body.end_char - _TAIL)
    tail = text[begin : body.end_char]
    cut = len(tail)
    if (signature := _SIGNATURE.search(tail, max(0, cut - 150))) and _is_signature(signature):
        cut = signature.start()
    for gap in reversed(list(_SENTENCE_GAP.finditer(tail, 0, cut))):
        sentence = tail[gap.end() : cut].strip()
        if sentence and not any(known.fits(where, sentence) for where in ("line", "end")):
            break
        cut = gap.end()
    at = begin + cut
    return at if at < body.end_char and text[body.start_char : at].strip() else None


def _is_byline(line: str) -> bool:
    """„Von Jana Kohl und Piet Arends, Halle“: after the opening word come names, each with a first name; „Von Mut und Macht“ is a title."""
    found = _BYLINE.match(line)
    if not found:
        return False
    if found["colon"]:
        return len(found["names"].split()) <= 8
    people = [person.partition(",")[0].split() for person in re.split(r" und |/", found["names"])]
    words = found["names"].replace(",", " ").replace("/", " ").split()
    return all(_is_name(person) for person in people) and all(_NAME_WORD.match(w) or w in _PARTICLES or w == "und" for w in words)


def _is_name(words: list[str]) -> bool:
    names = [w for w in words if _NAME_WORD.match(w)]
    return 2 <= len(names) <= 5 and not any(w.lower() in _NO_NAMES for w in names)


def _is_signature(found: re.Match[str] | None) -> bool:
    """„(Jana Kohl, 14.3.2026)“, „(APA, red)“: names or agencies with the day, or agencies alone."""
    if not found:
        return False
    words = re.split(r"[,;/ ]+", found["who"].strip(" ,;/"))
    if not found["day"]:
        return all(w.lower() in _AGENCIES for w in words)
    return all(w.lower() in _AGENCIES or w in _PARTICLES or _NAME_WORD.match(w) or len(w) <= 4 for w in words)


@dataclass(frozen=True, slots=True)
class _Wording:
    """A row of the list, ready to use."""

    begins: re.Pattern[str]
    has: re.Pattern[str] | None
    most: int

    def covers(self, content: str) -> bool:
        return len(content) <= self.most and bool(self.begins.match(content)) and (self.has is None or bool(self.has.search(content)))


class _Place:
    """The wordings of one place. Most lines are longer than any of them, or begin like none: these are dismissed at once."""

    def __init__(self, wordings: list[_Wording]) -> None:
        self._wordings = wordings
        self._most = max((w.most for w in wordings), default=-1)
        self._begins = re.compile("|".join(f"(?:{w.begins.pattern})" for w in wordings if not w.begins.groups))
        self._grouped = any(w.begins.groups for w in wordings)  # such expressions may refer to their groups, so they are not joined

    def fits(self, content: str) -> bool:
        if len(content) > self._most or not (self._grouped or self._begins.match(content)):
            return False
        return any(w.covers(content) for w in self._wordings)


class Boilerplate:
    """The wordings that are in force, by the place where they count."""

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._places = {where: _Place([_wording(row) for row in rows if row["where"] == where]) for where in PLACES}

    def fits(self, where: str, content: str) -> bool:
        """Whether a wording of that place covers the line (without its list mark)."""
        return self._places[where].fits(content)

    def is_menu(self, line: str) -> bool:
        """A line made of menu items only: „Teilen | Drucken“, „#Bahn #Streik“."""
        return len(line) <= _MAX_FURNITURE and all(self.fits("menu", item) for item in _MENU_BREAK.split(line) if item)


def _wording(row: Mapping[str, str]) -> _Wording:
    has = re.compile(row["has"]) if row["has"] else None
    return _Wording(re.compile(row["pattern"]), has, min(int(row["most"]), _MAX_FURNITURE))


def boilerplate(rules: tuple[str, ...] = ()) -> Boilerplate:
    """The wordings that come with Lagebild and those of folders with rules of one's own; read anew where a list has changed.

    Raises:
        RulePackError: a wording that cannot be used.
    """
    return _boilerplate(rules, tuple(version for folder in _list_folders(rules) for version in _versions(folder)))


def _versions(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Path, time of change and size of the lists in a folder; asked for every article, so the folder is read only when it has changed."""
    try:
        for path in _lists_in(folder, os.stat(folder).st_mtime_ns):
            status = os.stat(path)
            yield path, status.st_mtime_ns, status.st_size
    except OSError:  # no such folder: it has no lists
        return


@lru_cache(maxsize=16)
def _lists_in(folder: Path, _changed: int) -> list[str]:
    return sorted(str(f) for f in folder.glob(f"{BOILERPLATE_LIST}*.csv"))


@lru_cache(maxsize=8)
def _boilerplate(rules: tuple[str, ...], _versions: tuple[tuple[str, int, int], ...]) -> Boilerplate:
    rows, errors = boilerplate_rows(rules)
    if errors:
        raise RulePackError("\n".join(errors))
    return Boilerplate(rows)


def boilerplate_rows(rules: Sequence[str] = ()) -> tuple[list[dict[str, str]], list[str]]:
    """The rows that can be used (pattern, has, most, where, hit, miss), and one line for each that cannot.

    In a list of one's own only `pattern` is required: `where` is `line` and `most` the greatest length of furniture where nothing is said.
    """
    errors: list[str] = []
    found = load_term_lists(_list_folders(rules), errors, f"{BOILERPLATE_LIST}*.csv")
    rows = []
    for read in found[BOILERPLATE_LIST].rows:
        row = {**read, "where": read["where"] or "line", "most": read["most"] or str(_MAX_FURNITURE)}
        problem = _row_problem(row)
        if problem:
            errors.append(f"{BOILERPLATE_LIST}.csv: «{row['pattern']}»: {problem}")
        else:
            rows.append(row)
    return rows, errors


def _list_folders(rules: Sequence[str]) -> list[Path]:
    return list(dict.fromkeys([_own_lists(), *((p if p.is_dir() else p.parent) / "lists" for p in map(Path, rules))]))


@lru_cache(maxsize=1)
def _own_lists() -> Path:
    return lists_dir()


def _row_problem(row: Mapping[str, str]) -> str | None:
    """Why a row cannot be used, or why its examples say that it does not do what it should."""
    if row["where"] not in PLACES:
        return f"`where` is one of {', '.join(PLACES)}, not «{row['where']}»"
    if not row["most"].isdigit():
        return f"`most` is a number of characters, not «{row['most']}»"
    problem = regex_problem(row["pattern"]) or (regex_problem(row["has"]) if row["has"] else None)
    if problem:
        return problem
    one = Boilerplate([row])

    def covers(line: str) -> bool:
        return one.is_menu(line) if row["where"] == "menu" else one.fits(row["where"], line)

    if row["hit"] and row["where"] != "menu" and not covers(row["hit"]):
        return f"it does not cover its `hit` «{row['hit']}»"
    return f"it covers its `miss` «{row['miss']}»" if row["miss"] and covers(row["miss"]) else None
