"""A quotation while it is being put together: token sets, turned into character spans at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

Range = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """One quotation in tokens; `quote` are token ranges in text order. `block`: character span of a marked quotation (with its marks)."""

    type: str
    rule_id: str
    quote: list[Range]
    medium: str = "speech_writing"
    speaker: Range | None = None
    cue: list[int] = field(default_factory=list)
    addressee: Range | None = None
    frame: list[Range] = field(default_factory=list)
    sentence: int = -1
    nested: bool = False
    chars: tuple[int, int] | None = None

    @property
    def start(self) -> int:
        return self.quote[0][0]

    @property
    def end(self) -> int:
        return self.quote[-1][1]


def minus(whole: Range, parts: list[Range]) -> list[Range]:
    """`whole` without `parts` (sorted or not), as non-empty ranges in order."""
    out, at = [], whole[0]
    for start, end in sorted(parts):
        if start > at:
            out.append((at, min(start, whole[1])))
        at = max(at, end)
    if at < whole[1]:
        out.append((at, whole[1]))
    return [r for r in out if r[1] > r[0]]
