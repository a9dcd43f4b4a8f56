"""Windows as bars: places, open ends, scales."""

from __future__ import annotations

import re

import pytest

from pipeline.report.timeline import LEFT, RIGHT, Axis, Bar, draw


def svg(*bars: Bar) -> str:
    return str(draw(bars, title="Leiter", tick=lambda v: f"{v:g} h", not_to_scale="nicht maßstäblich", ident="l"))


def bar(start: float | None, end: float | None, **more: str) -> Bar:
    return Bar(more.pop("heading", "Stufe"), (), f"{start}-{end}", start, end, **more)


def rectangles(drawing: str) -> list[tuple[float, float]]:
    """(left, right) of the bars."""
    return [
        (float(x), float(x) + float(w)) for x, w in re.findall(r'<rect class="bar[^"]*" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawing)
    ]


def test_bars_follow_each_other_where_windows_do() -> None:
    (a, b), (c, d) = rectangles(svg(bar(0, 24), bar(24, 72)))
    assert a == LEFT
    assert b == pytest.approx(c, abs=0.2)
    assert d == pytest.approx(RIGHT, abs=0.2)
    assert (d - c) == pytest.approx(2 * (b - a), rel=0.01), "48 hours are drawn twice as long as 24"


def test_an_open_window_is_an_arrow_to_the_edge() -> None:
    drawing = svg(bar(0, 24), bar(24, None))
    assert drawing.count("bar-open") == 1
    assert f"{RIGHT}," in drawing


def test_an_axis_that_cannot_be_linear_says_so_and_keeps_order() -> None:
    drawing = svg(bar(0, 1), bar(1, 24), bar(24, 8760))
    assert "nicht maßstäblich" in drawing
    ends = [b for _, b in rectangles(drawing)]
    assert ends == sorted(ends)
    assert ends[0] - LEFT > 40
    assert "nicht maßstäblich" not in svg(bar(0, 24), bar(24, 72))


def test_without_any_resolved_window_there_is_no_drawing() -> None:
    assert svg(bar(None, None)) == ""
    assert "None-None" in svg(bar(None, None), bar(0, 24)), "beside others the words of the window stand there"


@pytest.mark.parametrize("value", [0.0, 0.5, 24.0])
def test_a_window_without_length_can_be_drawn(value: float) -> None:
    assert rectangles(svg(bar(value, value)))


def test_negative_limits_do_not_leave_the_drawing() -> None:
    axis = Axis([-24.0, 0.0, 24.0], open_end=False)
    assert axis.x(-24.0) == LEFT


def test_everything_is_escaped() -> None:
    drawing = svg(Bar("<script>", ('"><img src=x>',), "<b>", 0, 24, link='"x'))
    assert "<script" not in drawing
    assert "<img" not in drawing
    assert "&lt;script&gt;" in drawing
    assert 'href="#&#34;x"' in drawing
