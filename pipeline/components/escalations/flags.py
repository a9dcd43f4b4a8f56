"""What the words of a sentence or a text speak of, told word by word: a strike, a truce, a deadline, an act of conflict …"""

from __future__ import annotations

from collections.abc import Set

from pipeline.components.escalations.lexicon import Lexicon

_UNIONS = ("gewerkschaft", "gewerkschaften", "tarifkommission", "verdi", "beschäftigten", "betriebsrat")
_STRIKES = ("tarif", "warnstreik", "streik", "urabstimmung", "arbeitskampf")
_RESTS = frozenset(
    ["ruhen", "ruht", "stillstehen", "still", "niederlegen", "nieder", "ausfallen", "bestreiken", "bestreikt", "streiken", "streikt"]
    + ["geschlossen", "lahmlegen", "lahmgelegt", "lahm", "folgen", "ausgerufen", "stehen", "bleiben", "treten", "gehen", "legen", "dicht"]
)
_CLAIMS = frozenset(
    ["fordern", "fordert", "forderte", "verlangt", "verlangte", "erwarte", "erwartet", "erwarten", "forderungen", "fordere"]
)
_CONDITIONS = frozenset({"wenn", "falls", "sofern", "sollte", "sollten"})
_THEN = frozenset({"dann", "danach", "anschließend", "schließlich", "daraufhin"})
_PAY = frozenset({"ausstand", "löhne", "lohn"})
_FALLS = frozenset({"fallen", "fällt", "fielen"})


def crisis_flags(words: Set[str], lexicon: Lexicon) -> frozenset[str]:
    """What lower-case words speak of: `labour`, `truce`, `deadline`, `force` (an act of conflict), `impose`, `union`, `claim`, `strike`,
    `rests`, `if`, `then`."""
    out: set[str] = set()
    kept = lexicon.word_flags
    for word in words:
        flags = kept.get(word)
        if flags is None:
            if len(kept) > 50_000:
                kept.clear()
            flags = kept[word] = _word_flags(word, lexicon)
        if flags:
            out |= flags
        if word in lexicon.separable and "impose" in lexicon.verb_roles(word, words):
            out.add("impose")
    if "aus" in words and not _FALLS.isdisjoint(words):
        out.add("rests")
    return frozenset(out)


def _word_flags(word: str, lexicon: Lexicon) -> frozenset[str]:
    """What one word speaks of, whatever stands beside it."""
    action, roles = lexicon.action(word), lexicon.roles(word)
    force = action is not None and action[1] >= 2
    told = {
        "force": force,
        "labour": force and action is not None and action[0] == "labour" or word == "arbeit",
        "truce": "truce" in roles,
        "deadline": "deadline" in roles or "ultimatum" in roles,
        "impose": word not in lexicon.separable and "impose" in lexicon.joined.get(word, ()),
        "union": word.endswith(_UNIONS),
        "claim": "ultimatum" in roles or word in _CLAIMS,
        "strike": word.startswith(_STRIKES) or word in _PAY,
        "rests": word in _RESTS,
        "if": word in _CONDITIONS,
        "then": word in _THEN,
    }
    return frozenset(flag for flag, speaks in told.items() if speaks)
