"""Reads the tables of this folder: one case a line, cells between `|`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.rulepack import Example


def lines(name: str) -> list[list[str]]:
    """The cells of all lines that are no comments; `⏎` stands for a line break."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line.replace("⏎", "\n").split("|") for line in text.splitlines() if line and not line.startswith("#")]


def day(text: str) -> dt.date | None:
    """The day of publication, None where the cell is empty."""
    return dt.date.fromisoformat(text) if text else None


def marked(text: str) -> tuple[str, int, int]:
    """The sentence without the mark, and the mark's place."""
    example = Example(text=text)
    (span,) = example.marked
    return example.plain_text, *span
