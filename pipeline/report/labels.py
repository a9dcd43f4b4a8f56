"""What the pages say, in German and English (labels.csv).

Keys are stable; a key without a label shows itself, so that new values never break a page.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

LANGUAGES = ("de", "en")

Translate = Callable[..., str]


@cache
def _labels() -> dict[str, tuple[str, str]]:
    """key → (German, English), from labels.csv beside this file. Raises ValueError for a key that stands there twice."""
    found: dict[str, tuple[str, str]] = {}
    for row in csv.DictReader(files("pipeline.report").joinpath("labels.csv").read_text(encoding="utf-8").splitlines()):
        if row["key"] in found:
            raise ValueError(f"labels.csv: {row['key']} stands there twice")
        found[row["key"]] = (row["de"], row["en"])
    return found


def translator(language: str) -> Translate:
    """A function key → label; further arguments fill `{}`. Raises ValueError for a language that there is not."""
    if language not in LANGUAGES:
        raise ValueError(f"no labels for language {language!r}; there are {', '.join(LANGUAGES)}")
    column = LANGUAGES.index(language)
    known = _labels()

    def translate(key: Any, *values: Any) -> str:
        label = known[key][column] if key in known else str(key)
        return label.format(*values) if values else label

    return translate


def day(value: dt.date | None, language: str) -> str:
    """A date as people write it: `3. Feb. 2026`, `3 Feb 2026`; empty for None."""
    return format_date(value, "medium", locale="en_GB" if language == "en" else language) if value else ""


def moment(value: dt.datetime | None, language: str) -> str:
    """A point in time; midnight is written as the day alone."""
    if value is None:
        return ""
    if value.time() == dt.time():
        return day(value.date(), language)
    return _clock(value, language)


def deadline(value: dt.datetime | None, language: str) -> str:
    """The end of a window: a day that counts to its end is written as the day alone, anything else, midnight too, with its hour."""
    if value is None:
        return ""
    if value.time() >= dt.time(23, 59):
        return day(value.date(), language)
    return _clock(value, language)


def _clock(value: dt.datetime, language: str) -> str:
    return format_datetime(value, "d. MMM y, HH:mm" if language == "de" else "d MMM y, HH:mm", locale=language)


def number(value: float | None, language: str) -> str:
    """A number with the language's separators."""
    return "" if value is None else format_decimal(value, locale=language)


def hours(value: float, language: str) -> str:
    """Hours as people say them: `36 h`, from four days on `5 Tage`."""
    if abs(value) >= 96 and value % 24 == 0:
        return f"{number(value / 24, language)} {translator(language)('days')}"
    return f"{number(value, language)} h"


def window(row: dict[str, Any], language: str) -> str:
    """The window of a frame in few words: `24 h – 72 h`, `ab 72 h`, `bis 6. Feb. 2026`; what the text says if nothing was resolved."""
    t = translator(language)
    start, end = row.get("after_h"), row.get("until_h")
    if start is None and end is None:
        if row.get("deadline"):
            return f"{t('until')} {deadline(row['deadline'], language)}"
        return str(row.get("window_text") or "–")
    if end is None:
        return f"{t('from')} {hours(start or 0, language)}" if language == "en" else f"ab {hours(start or 0, language)}"
    if not start:
        return f"0 – {hours(end, language)}"
    return f"{hours(start, language)} – {hours(end, language)}"
