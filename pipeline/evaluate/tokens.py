"""The measure that the quotation corpus was published with (Petersen-Frey & Biemann 2024), for figures that stand beside theirs.

Quotations of gold and store are aligned one to one by the token F1 of the quoted words; each pair, and each quotation left alone, gives a
token precision and a token recall per role; these are averaged over all of them, whatever their length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from pipeline.evaluate.annotations import ROLES, AnnotatedArticle, Annotation
from pipeline.records import CharSpan

MEASURES: dict[str, tuple[str, ...]] = {
    "tokens quote": ("quote",),
    "tokens speaker": ("speaker",),
    "tokens cue": ("cue",),
    "tokens roles": ROLES["quotes"][1:],
    "tokens joint": ROLES["quotes"],
}
_TOKEN = re.compile(r"\w+|[^\w\s]")

Numbers = dict[str, frozenset[int]]  # the tokens of each role


def tokens_of(article: AnnotatedArticle) -> list[CharSpan]:
    """The tokens of gold, where it has any; else words and signs."""
    return article.tokens or [CharSpan(*m.span()) for m in _TOKEN.finditer(article.text or "")]


def token_counts(gold: Sequence[Annotation], stored: Sequence[Annotation], tokens: Sequence[CharSpan]) -> dict[str, list[float]]:
    """By measure: sum of precisions, how many, sum of recalls, how many."""
    ends = [t.end_char for t in tokens]
    mine, theirs = ([_numbers(a, tokens, ends) for a in ones] for ones in (gold, stored))
    found: dict[str, list[float]] = {measure: [0.0, 0.0, 0.0, 0.0] for measure in MEASURES}
    for g, s in _aligned(gold, stored, mine, theirs):
        for measure, roles in MEASURES.items():
            for role in roles:
                a, b = g.get(role, frozenset()), s.get(role, frozenset())
                if b:
                    found[measure][0] += len(a & b) / len(b)
                    found[measure][1] += 1
                if a:
                    found[measure][2] += len(a & b) / len(a)
                    found[measure][3] += 1
    return found


def _numbers(one: Annotation, tokens: Sequence[CharSpan], ends: Sequence[int]) -> Numbers:
    return {role: frozenset(n for s in spans for n in _within(s, tokens, ends)) for role, spans in one.roles.items()}


def _within(span: CharSpan, tokens: Sequence[CharSpan], ends: Sequence[int]) -> range:
    first = last = bisect_left(ends, span.start_char + 1)
    while last < len(tokens) and tokens[last].start_char < span.end_char:
        last += 1
    return range(first, last)


def _aligned(
    gold: Sequence[Annotation], stored: Sequence[Annotation], mine: list[Numbers], theirs: list[Numbers]
) -> list[tuple[Numbers, Numbers]]:
    """Pairs, then those left alone, beside nothing."""
    close: dict[int, dict[int, float]] = {}
    for i, g in enumerate(mine):
        for j, s in enumerate(theirs):
            both = len(g["quote"] & s["quote"]) if g["quote"] and s["quote"] else 0
            if both:
                alike = 0.01 * (gold[i].label == stored[j].label) + 0.001 * (
                    gold[i].features.get("medium") == stored[j].features.get("medium")
                )
                close.setdefault(i, {})[j] = 2 * both / (len(g["quote"]) + len(s["quote"])) + alike
    pairs = best_pairs(close)
    alone = [(g, Numbers()) for i, g in enumerate(mine) if i not in pairs]
    alone += [(Numbers(), s) for j, s in enumerate(theirs) if j not in pairs.values()]
    return [(mine[i], theirs[j]) for i, j in pairs.items()] + alone


def best_pairs(close: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """The one-to-one pairs with the greatest sum of closeness.

    One left side after the other is brought in along the way that gains most: it takes a right side, whose former partner takes another,
    and so on, until one is free or one partner stays alone. While each step is the best one, so is the whole (augmenting paths).
    """
    partner: dict[int, int] = {}  # of right sides
    for newcomer in close:
        gain, came_from = {newcomer: 0.0}, {}  # by left side: what the way to it gains, and the right side it was pushed off
        reached: dict[int, tuple[float, int]] = {}  # by right side: gain, and the left side that takes it
        changed = True
        while changed:
            changed = False
            for left, so_far in list(gain.items()):
                for right, closeness in close[left].items():
                    value = so_far + closeness
                    if partner.get(right) == left or value <= reached.get(right, (0.0, -1))[0] + 1e-12:
                        continue
                    reached[right], changed = (value, left), True
                    if right in partner:
                        gain[partner[right]], came_from[partner[right]] = value - close[partner[right]][right], right
        ends = [(value, right) for right, (value, _) in reached.items() if right not in partner]
        ends += [(gain[left], right) for left, right in came_from.items()]
        value, right = max(ends, default=(0.0, -1))
        while value > 0:
            taker = reached[right][1]
            partner[right] = taker
            if taker == newcomer:
                break
            right = came_from[taker]
    return {left: right for right, left in partner.items()}
