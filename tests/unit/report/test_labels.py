# ruff: noqa: E501 (tables of examples)
"""Labels in both languages; dates, hours, windows as people say them."""

from __future__ import annotations

import datetime as dt
import re
from importlib.resources import files

import pytest

from pipeline import records
from pipeline.report import labels

ENUMERATIONS = [
    v
    for name in (
        "SECTION_KINDS", "ACTOR_TYPES", "MENTION_FORMS", "TIMEX_TYPES", "QUOTE_TYPES", "QUOTE_MEDIA", "FRAME_KINDS", "FRAME_ANCHORS",
        "ACTION_TYPES", "MODALITIES",
    )
    for v in getattr(records, name)
]  # fmt: skip


@pytest.mark.parametrize("value", sorted(set(ENUMERATIONS)))
def test_every_value_of_the_records_has_a_label(value: str) -> None:
    assert value in labels._labels()
    assert all(labels._labels()[value])


def test_every_label_that_templates_ask_for_is_there() -> None:
    asked = set()
    for package in ("pipeline.report", "pipeline.page"):
        for template in files(package).joinpath("templates").iterdir():
            if template.name.endswith(".html"):
                asked |= set(re.findall(r"\bt\(\s*[\"'](\w+)[\"']", template.read_text(encoding="utf-8")))
    assert len(asked) > 60
    assert asked - labels._labels().keys() == set()


def test_both_languages_fill_the_same_places() -> None:
    for key, (german, english) in labels._labels().items():
        assert german.count("{}") == english.count("{}"), key


def test_an_unknown_key_shows_itself_and_an_unknown_language_is_refused() -> None:
    assert labels.translator("de")("new_value_of_a_later_version") == "new_value_of_a_later_version"
    with pytest.raises(ValueError, match="fr"):
        labels.translator("fr")


WINDOWS = {
    "closed": ({"after_h": 24.0, "until_h": 72.0}, "24 h – 72 h", "24 h – 72 h"),
    "from the beginning": ({"after_h": 0.0, "until_h": 12.5}, "0 – 12,5 h", "0 – 12.5 h"),
    "open": ({"after_h": 72.0, "until_h": None}, "ab 72 h", "from 72 h"),
    "days": ({"after_h": None, "until_h": 240.0}, "0 – 10 Tage", "0 – 10 days"),
    "calendar day": ({"after_h": None, "until_h": None, "deadline": dt.datetime(2026, 3, 8, 23, 59, 59)}, "bis 08.03.2026", "until 8 Mar 2026"),
    "midnight": ({"after_h": None, "until_h": None, "deadline": dt.datetime(2026, 3, 8)}, "bis 8. März 2026, 00:00", "until 8 Mar 2026, 00:00"),
    "clock": ({"after_h": None, "until_h": None, "deadline": dt.datetime(2026, 3, 8, 18)}, "bis 8. März 2026, 18:00",
              "until 8 Mar 2026, 18:00"),
    "unresolved": ({"after_h": None, "until_h": None, "deadline": None, "window_text": "ab Montag"}, "ab Montag", "ab Montag"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "german", "english"), WINDOWS.values(), ids=WINDOWS.keys())
def test_windows(row: dict[str, object], german: str, english: str) -> None:
    assert labels.window(row, "de") == german
    assert labels.window(row, "en") == english
