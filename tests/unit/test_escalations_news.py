"""The table of false alarms: every frame has a verdict, what nobody has read is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.news_frames import Key, report, verdicts

FRAMES: list[tuple[str, list[Key], int, str]] = [
    ("read", [("a-1", "deadline", "bis Montag")], 0, "1 frames in 120 articles: 1 false; false in 60 articles: 0.50"),
    ("unread", [("a-2", "stage", "bis Montag")], 1, "false in 60 articles: 0.50"),
    ("gone", [], 0, "no longer found: a-1 | deadline | bis Montag"),
]


@pytest.mark.parametrize(("found", "unread", "line"), [pytest.param(f, u, text, id=name) for name, f, u, text in FRAMES])
def test_report(found: list[Key], unread: int, line: str) -> None:
    text, missing = report(found, 120, {("a-1", "deadline", "bis Montag"): ("false", "a concert")})
    assert line in text
    assert missing == unread


def test_verdicts_are_complete() -> None:
    known = verdicts()
    assert len(known) >= 15
    assert all(reason and len(window) <= 40 for (_, _, window), (_, reason) in known.items())


def test_unknown_verdict_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("article_id,kind,window,verdict,reason\na-1,stage,bis Montag,perhaps,why\n", encoding="utf-8")
    with pytest.raises(ValueError, match="perhaps"):
        verdicts(path)
