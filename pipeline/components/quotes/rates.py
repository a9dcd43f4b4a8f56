"""Does the quotation rate of one publisher collapse? Silently losing all quotations of one outlet is what users complain about most.

Pure functions over counts: the run adds up one `Count` an article and publisher, `complaints` says what to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

_MARK = re.compile(r"[„“”‟\"»«]|''|,,|``")
MIN_ARTICLES = 5  # fewer articles of a publisher say nothing
MIN_PAIRS = 10  # fewer pairs of marks neither
COLLAPSED = 0.25  # of the other publishers' median share


@dataclass(slots=True)
class Count:
    """What one publisher's articles hold: pairs of quotation marks in the text, direct quotations stored, all quotations stored."""

    publisher: str
    articles: int = 0
    pairs: int = 0
    direct: int = 0
    quotes: int = 0

    def add(self, text: str, direct: int, quotes: int) -> None:
        """Count one article."""
        self.articles += 1
        self.pairs += len(_MARK.findall(text)) // 2
        self.direct += direct
        self.quotes += quotes

    @property
    def share(self) -> float:
        """Direct quotations stored a pair of marks, 0 to about 1; names and titles in marks keep it below 1."""
        return self.direct / self.pairs if self.pairs else 0.0


def complaints(counts: Iterable[Count]) -> list[str]:
    """One line a publisher whose quotations seem to get lost, in the order of the counts; empty when all is well."""
    rows = [c for c in counts if c.articles >= MIN_ARTICLES]
    lines = []
    for count in rows:
        others = [c.share for c in rows if c is not count and c.pairs >= MIN_PAIRS]
        usual = median(others) if others else 0.5
        if count.pairs >= MIN_PAIRS and count.share < COLLAPSED * usual:
            lines.append(
                f"{count.publisher}: {count.direct} direct quotations from {count.pairs} pairs of marks in {count.articles} articles "
                f"(elsewhere {usual:.0%}); look at the marks of this publisher"
            )
        elif count.pairs == 0 and count.direct == 0 and any(c.pairs >= MIN_PAIRS for c in rows if c is not count):
            lines.append(
                f"{count.publisher}: no quotation marks at all in {count.articles} articles; direct speech cannot be told from the rest"
            )
    return lines
