"""Decoding for the teacher: the best tree and the best BIO sequence."""

from __future__ import annotations

import numpy as np

NEVER = -1e9


def best_tree(scores: np.ndarray) -> list[int]:
    """Maximum spanning arborescence with a single root (Chu & Liu 1965, Edmonds 1967).

    `scores[d, h]` scores head h for token d; index 0 is the artificial root (its row is ignored). Returns heads for tokens 1…n.
    """
    n = scores.shape[0] - 1
    greedy = scores[1:].argmax(1)
    roots = [d for d in range(1, n + 1) if greedy[d - 1] == 0]
    if len(roots) == 1 and not _cycle([0, *greedy.tolist()]):
        return greedy.tolist()
    best, best_total = greedy.tolist(), -np.inf
    candidates = roots or [int(scores[1:, 0].argmax()) + 1]
    for root in candidates[:4]:
        trial = scores.copy()
        trial[1:, 0] = NEVER
        trial[root, :] = NEVER
        trial[root, 0] = 0.0
        heads = _edmonds(trial)
        total = float(sum(scores[d, heads[d]] for d in range(1, n + 1)))
        if total > best_total:
            best, best_total = heads[1:], total
    return best


def _cycle(heads: list[int]) -> list[int]:
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        path, at = [], start
        while at and state[at] == 0:
            state[at] = start
            path.append(at)
            at = heads[at]
        if at and state[at] == start and at in path:
            return path[path.index(at) :]
    return []


def _edmonds(scores: np.ndarray) -> list[int]:
    n = scores.shape[0]
    scores = scores.copy()
    np.fill_diagonal(scores, 2 * NEVER)
    heads = [0, *scores[1:].argmax(1).tolist()]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = set(cycle)
    outside = [v for v in range(n) if v not in inside]
    new = {v: i for i, v in enumerate(outside)}
    c = len(outside)
    contracted = np.full((c + 1, c + 1), 2 * NEVER)
    enter: dict[int, tuple[int, int]] = {}
    leave: dict[int, int] = {}
    for v in outside:
        for u in outside:
            contracted[new[u], new[v]] = scores[u, v]
        gains = [(scores[d, v] - scores[d, heads[d]], d) for d in cycle]
        gain, d = max(gains)
        contracted[c, new[v]] = gain
        enter[v] = (d, v)
        leave[v] = max(cycle, key=lambda h, v=v: scores[v, h])
        contracted[new[v], c] = scores[v, leave[v]]
    solved = _edmonds(contracted)
    result = list(heads)
    for v in outside:
        if v == 0:
            continue
        head = solved[new[v]]
        result[v] = leave[v] if head == c else outside[head]
    entry = outside[solved[c]]
    result[enter[entry][0]] = entry
    return result


def best_bio(scores: np.ndarray, tags: tuple[str, ...]) -> list[int]:
    """Viterbi under the rule that I-X follows B-X or I-X; `scores[t, k]` are log-probabilities."""
    allowed = np.zeros((len(tags), len(tags)))
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            for i, before in enumerate(tags):
                if before[2:] != tag[2:]:
                    allowed[i, j] = NEVER
    start = np.array([NEVER if tag.startswith("I-") else 0.0 for tag in tags])
    total, back = scores[0] + start, []
    for row in scores[1:]:
        options = total[:, None] + allowed
        back.append(options.argmax(0))
        total = options.max(0) + row
    path = [int(total.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]
