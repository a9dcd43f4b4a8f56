"""The stretch of a text that shows why a search found it, with the found words marked. Folding is that of the macro german_fold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

WIDTH = 260  # characters of an excerpt
_SEARCHED = 20_000  # characters that are looked through


def fold(word: str) -> str:
    """Lower case, no accents, ß = ss, ae/oe/ue as ä/ö/ü: as `german_fold` in views.sql."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c)).replace("ß", "ss")
    return re.sub(r"(^|[^aeiouq])([aou])e", r"\1\2", plain)


def excerpt(text: str, stems: Sequence[str]) -> Markup:
    """The densest stretch of the text, escaped, with `<mark>` around words that hold one of the stems."""
    hits = [m.span() for m in re.finditer(r"\w+", text[:_SEARCHED]) if _found(fold(m[0]), stems)]
    start = _densest(hits)
    start = text.rfind(" ", 0, start) + 1 if start else len(text) - len(text.lstrip("#* \n"))
    end = min(len(text), start + WIDTH)
    while end < len(text) and end < start + WIDTH + 30 and not text[end].isspace():
        end += 1
    parts, at = [Markup("… ") if text[:start].strip("#* \n") else Markup("")], start
    for a, b in hits:
        if a >= start and b <= end:
            parts += [escape(text[at:a]), Markup("<mark>{}</mark>").format(text[a:b])]
            at = b
    parts += [escape(text[at:end]), Markup(" …") if end < len(text) else Markup("")]
    return Markup("").join(parts)


def without_heading(text: str, title: str | None) -> str:
    """The text behind a first line that is the title, which stands above the excerpt already."""
    first, _, rest = text.lstrip().partition("\n")
    return rest if title and rest.strip() and first.strip("#* ") == title.strip() else text


def suggestion(typed: str, near: Sequence[Mapping[str, str]]) -> str | None:
    """The search with the words that nobody wrote replaced by the likeliest ones (rows: `word`, `term`, `text`); None if there are none."""
    written = {r["word"]: _written(r["term"], r["text"]) for r in near}
    better = re.sub(r"\w+", lambda m: written.get(fold(m[0])) or m[0], typed)
    return better if better != typed else None


def _written(term: str, text: str) -> str:
    """How a text writes the word with this stem: the shortest form."""
    forms = [w for w in set(re.findall(r"[^\W_]+", text)) if fold(w).startswith(term)]
    return min(forms, key=lambda w: (len(w), w), default=term)


def _found(word: str, stems: Sequence[str]) -> bool:
    return any(s in word if len(s) >= 4 else word.startswith(s) and len(word) <= len(s) + 3 for s in stems)


def _densest(hits: list[tuple[int, int]]) -> int:
    """Where to begin so that the most hits are within the excerpt, with some words before the first of them."""
    best, begin, first = 0, 0, 0
    for last in range(len(hits)):
        while hits[last][1] - hits[first][0] > WIDTH - 60:
            first += 1
        if last - first + 1 > best:
            best, begin = last - first + 1, max(hits[first][0] - 50, 0)
    return begin
