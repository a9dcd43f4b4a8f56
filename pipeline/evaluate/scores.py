"""Precision, recall and F1 with intervals from a bootstrap over articles, and the difference of two stores.

Bootstrap: articles, not annotations, are drawn with replacement, for what stands in one article is alike (Efron & Tibshirani 1993,
ch. 13: percentile interval). Two stores are compared on the same draws (paired), so that hard articles are hard for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate.annotations import KINDS, LABELS, ROLES, UNKNOWN, AnnotatedArticle, Annotation
from pipeline.evaluate.pairing import SCORED, Pairing, agrees, overlap, pair
from pipeline.evaluate.tokens import MEASURES, token_counts, tokens_of

DRAWS = 1000
SEED = 20260203
# The last axis: right among the stored, stored, right among gold, gold. Both „right“ are the same number, but for the measures by tokens.
Counts = NDArray[np.float64]
Key = tuple[str, str]  # kind, measure


@dataclass(slots=True)
class Estimate:
    """A figure between 0 and 1 (a difference: between -1 and 1) with its 95 % interval; no interval for fewer than two articles."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class Score:
    """One measure of one kind; `right` is None where there is no such number, because shares are averaged (the measures by tokens)."""

    kind: str
    measure: str
    right: int | None
    stored: int
    gold: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(slots=True)
class Evaluation:
    """What one store scores: counts by measure and article, and the pairings behind them."""

    articles: list[str]
    counts: dict[Key, Counts] = field(default_factory=dict)  # (articles, 4)
    pairings: dict[tuple[str, str], Pairing] = field(default_factory=dict)  # (kind, article_id)


def evaluate(gold: Sequence[AnnotatedArticle], stored: Mapping[str, AnnotatedArticle], kinds: Sequence[str] = KINDS) -> Evaluation:
    """Compare gold with what a store has. Kinds that gold did not annotate in an article are not scored there."""
    result = Evaluation([g.article_id for g in gold])
    for number, article in enumerate(gold):
        for kind in (k for k in kinds if k in article.kinds):
            theirs = _comparable(article.kinds[kind], stored[article.article_id].kinds[kind] if article.article_id in stored else [])
            pairing = pair(article.kinds[kind], theirs, article.neutral.get(kind, []))
            result.pairings[kind, article.article_id] = pairing
            by_measure: dict[str, Sequence[float]] = {
                measure: [right, stored_, right, gold_] for measure, (right, stored_, gold_) in _counts(kind, pairing).items()
            }
            if kind == "quotes":
                by_measure |= token_counts(article.kinds[kind], theirs, tokens_of(article))
            for measure, counts in by_measure.items():
                result.counts.setdefault((kind, measure), np.zeros((len(gold), 4)))[number] = counts
    result.counts = {key: c for key, c in result.counts.items() if c.any()}
    return result


def _comparable(gold: list[Annotation], stored: list[Annotation]) -> list[Annotation]:
    """Pronouns are mentions only for gold that has some."""
    if any(g.features.get("form") == "pronoun" for g in gold):
        return stored
    return [s for s in stored if s.features.get("form") != "pronoun"]


def _counts(kind: str, pairing: Pairing) -> dict[str, list[int]]:
    """By measure: right ones, stored ones, gold ones of one article."""
    gold = [g for g, _ in pairing.pairs] + pairing.missed
    stored = [s for _, s in pairing.pairs] + pairing.false
    total = [len(stored), len(gold)]
    found: dict[str, list[int]] = {
        "exact": [sum(g.spans == s.spans for g, s in pairing.pairs), *total],
        "overlap": [len(pairing.pairs), *total],
        "overlap, same type": [sum(g.label == s.label for g, s in pairing.pairs), *total],
    }
    labels: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for g, s in pairing.pairs:
        labels[g.label][0] += g.label == s.label
    for position, ones in ((1, stored), (2, gold)):
        for one in ones:
            labels[one.label][position] += 1
    found |= {f"type {label}": counts for label, counts in sorted(labels.items())}
    for role in ROLES[kind][1:]:
        with_role = [sum(role in a.roles for a in ones) for ones in (stored, gold)]
        both = [(g.roles[role], s.roles[role]) for g, s in pairing.pairs if role in g.roles and role in s.roles]
        found[f"{role} exact"] = [sum(a == b for a, b in both), *with_role]
        found[f"{role} overlap"] = [sum(overlap(a, b) > 0 for a, b in both), *with_role]
    for feature in SCORED[kind]:
        has = [sum(feature in a.features for a in ones) for ones in (stored, gold)]
        found[feature] = [sum(agrees(kind, feature, g, s) for g, s in pairing.pairs), *has]
    return found


def scores(evaluation: Evaluation) -> list[Score]:
    """All measures, in the order of kinds; features that gold never gives are left out."""
    weights = _weights(len(evaluation.articles))
    found = []
    for (kind, measure), counts in sorted(evaluation.counts.items(), key=lambda c: _place(*c[0])):
        right, stored, _, gold = (int(n) for n in counts.sum(axis=0))
        if not gold and measure in SCORED[kind]:
            continue
        drawn = _prf(weights @ counts) if weights is not None else None
        estimates = [_estimate(v, None if drawn is None else drawn[:, i]) for i, v in enumerate(_prf(counts.sum(axis=0)))]
        found.append(Score(kind, measure, None if measure in MEASURES else right, stored, gold, *estimates))
    return found


def _place(kind: str, measure: str) -> tuple[int, int, str]:
    """Where a measure stands in the table: spans, types, roles, features."""
    named = ["exact", "overlap", "overlap, same type", *(f"type {label}" for label in LABELS[kind])]
    named += [f"type {UNKNOWN}", *(f"{role} {how}" for role in ROLES[kind][1:] for how in ("exact", "overlap")), *SCORED[kind], *MEASURES]
    return KINDS.index(kind), named.index(measure) if measure in named else len(named), measure


def differences(first: Evaluation, second: Evaluation) -> dict[Key, Estimate]:
    """F1 of the second store less F1 of the first, by kind and measure, over the same articles."""
    weights = _weights(len(first.articles))
    none = np.zeros((len(first.articles), 4))
    found = {}
    for key in dict.fromkeys((*first.counts, *second.counts)):
        a, b = first.counts.get(key, none), second.counts.get(key, none)
        value = np.nan_to_num(_prf(b.sum(axis=0))[2]) - np.nan_to_num(_prf(a.sum(axis=0))[2])
        drawn = None if weights is None else _prf(weights @ b)[:, 2] - _prf(weights @ a)[:, 2]
        found[key] = _estimate(value, drawn)
    return found


def _weights(articles: int) -> NDArray[np.float64] | None:
    """How often each draw has each article: (DRAWS, articles)."""
    if articles < 2:
        return None
    return np.random.default_rng(SEED).multinomial(articles, np.full(articles, 1 / articles), size=DRAWS).astype(float)


def _prf(counts: Counts) -> NDArray[np.float64]:
    """Precision, recall, F1 of counts on the last axis; NaN where nothing is stored, nothing gold, or neither."""
    with np.errstate(invalid="ignore"):
        precision, recall = counts[..., 0] / counts[..., 1], counts[..., 2] / counts[..., 3]
        p, r = np.nan_to_num(precision), np.nan_to_num(recall)
        f1 = np.where(counts[..., 1] + counts[..., 3] == 0, np.nan, np.where(p + r == 0, 0.0, 2 * p * r / (p + r)))
        return np.stack([precision, recall, f1], axis=-1)


def _estimate(value: float, drawn: NDArray[np.float64] | None) -> Estimate:
    """A figure that is defined for no article is 0; draws for which it is not defined say nothing of its interval."""
    value = 0.0 if np.isnan(value) else float(value)
    defined = np.array([]) if drawn is None else drawn[~np.isnan(drawn)]
    if not len(defined):
        return Estimate(value)
    low, high = np.percentile(defined, [2.5, 97.5])
    return Estimate(value, float(low), float(high))
