"""Windows as bars on a time axis: a self-contained SVG without scripts, for ladders and for other frames.

The axis counts hours from a zero (the trigger, or the day of publication). It is linear where that keeps neighbouring limits apart,
otherwise the limits stand at equal distances and the axis says that it is not to scale: „24 Stunden … 90 Tage“ would leave nothing to see.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, LEFT, RIGHT = 900, 12, 888
_OPEN_ROOM = 90  # px kept right of the last limit for bars without an end
_MIN_GAP = 44  # px between two limits of a linear axis
_LINE, _BAR, _ROW_GAP = 17, 18, 16
_CHARACTERS = 118  # that fit into a line of 13 px sans-serif


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: who does what, and the window in hours from zero (`end` None = open, both None = no bar can be drawn)."""

    heading: str
    lines: tuple[str, ...]
    window: str
    start: float | None
    end: float | None
    style: str = "planned"  # becomes the class bar-<style>
    link: str = ""


class Axis:
    """Hours → x in px."""

    def __init__(self, limits: Sequence[float], open_end: bool) -> None:
        self.limits = sorted(set(limits))
        self.right = RIGHT - (_OPEN_ROOM if open_end else 0)
        span = self.limits[-1] - self.limits[0]
        gaps = [b - a for a, b in zip(self.limits, self.limits[1:], strict=False)]
        self.linear = not gaps or min(gaps) / span * (self.right - LEFT) >= _MIN_GAP

    def x(self, value: float) -> float:
        """The place of one of the limits."""
        steps = len(self.limits) - 1
        if not steps:
            return float(LEFT)
        span = self.limits[-1] - self.limits[0]
        share = (value - self.limits[0]) / span if self.linear else self.limits.index(value) / steps
        return round(LEFT + share * (self.right - LEFT), 1)


def draw(bars: Sequence[Bar], *, title: str, tick: Callable[[float], str], not_to_scale: str, ident: str) -> Markup:
    """The SVG; empty if there is no bar at all. `ident` must be unique in the page, `tick` labels a limit of the axis."""
    drawn = [b for b in bars if b.start is not None or b.end is not None]
    if not drawn:
        return Markup("")
    limits = [0.0, *(v for b in drawn for v in (b.start or 0.0, b.end) if v is not None)]
    axis = Axis(limits, any(b.end is None for b in drawn))
    parts: list[Markup] = []
    y = 30.0
    for bar in bars:
        part, y = _row(bar, axis, y)
        parts.append(part)
    height = y + 6
    body = _axis(axis, tick, height) + Markup("").join(parts)
    if not axis.linear:
        body += Markup('<text class="tl-note" x="{}" y="{}" text-anchor="end">{}</text>').format(RIGHT, height + 6, not_to_scale)
        height += 12
    return Markup(
        '<div class="scroll"><svg class="timeline" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{i}-title" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{i}-title">{title}</title>{body}</svg></div>'
    ).format(w=WIDTH, h=height, i=ident, title=title, body=body)


def _axis(axis: Axis, tick: Callable[[float], str], height: float) -> Markup:
    parts, last = [], -1000.0
    for value in axis.limits:
        x = axis.x(value)
        parts.append(Markup('<line class="tl-grid" x1="{x}" y1="20" x2="{x}" y2="{h}"/>').format(x=x, h=height))
        label = tick(value)
        if x - last >= 7 * len(label) + 8:  # labels must not run into each other
            anchor = "start" if x < LEFT + 20 else "end" if x > WIDTH - 30 else "middle"
            parts.append(Markup('<text class="tl-tick" x="{}" y="13" text-anchor="{}">{}</text>').format(x, anchor, label))
            last = x
    return Markup("").join(parts)


def _row(bar: Bar, axis: Axis, y: float) -> tuple[Markup, float]:
    texts = [("tl-head", line) for line in _wrap(bar.heading, 104, 2)]
    texts += [("tl-line", line) for text in bar.lines for line in _wrap(text, _CHARACTERS, 3)]
    parts = []
    for css, line in texts:
        y += _LINE
        parts.append(Markup('<text class="{}" x="{}" y="{}">{}</text>').format(css, LEFT, y - 4, line))
    if bar.start is None and bar.end is None:
        parts.append(Markup('<text class="tl-window" x="{}" y="{}">{}</text>').format(LEFT, y + _LINE - 4, bar.window))
        y += _LINE
    else:
        parts.append(_shape(bar, axis, y))
        y += _BAR
    row = Markup("").join(parts)
    if bar.link:
        row = Markup('<a href="#{}">{}</a>').format(bar.link, row)
    return row, y + _ROW_GAP


def _shape(bar: Bar, axis: Axis, y: float) -> Markup:
    x1 = axis.x(bar.start or 0.0)
    x2 = RIGHT - 12.0
    if bar.end is None:  # an arrow to the right edge
        points = f"{x1},{y} {x2},{y} {RIGHT},{y + _BAR / 2} {x2},{y + _BAR} {x1},{y + _BAR}"
        shape = Markup('<polygon class="bar bar-{} bar-open" points="{}"/>').format(bar.style, points)
    else:
        x2 = max(axis.x(bar.end), x1 + 3)
        shape = Markup('<rect class="bar bar-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
            bar.style, x1, y, round(x2 - x1, 1), _BAR
        )
    width = 7 * len(bar.window)
    if width <= x2 - x1 - 10:
        label = Markup('<text class="tl-in" x="{}" y="{}">{}</text>').format(x1 + 6, y + 13, bar.window)
    elif x2 + 6 + width <= WIDTH:
        label = Markup('<text class="tl-window" x="{}" y="{}">{}</text>').format(x2 + 6, y + 13, bar.window)
    else:
        label = Markup('<text class="tl-window" x="{}" y="{}" text-anchor="end">{}</text>').format(x1 - 6, y + 13, bar.window)
    return shape + label


def _wrap(text: str, width: int, lines: int) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), width, max_lines=lines, placeholder=" …") or []
