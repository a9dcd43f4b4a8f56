"""What a word speaks of, whatever stands beside it: a strike, a truce, a deadline, an act of conflict …"""

from __future__ import annotations

from collections.abc import Set

_UNIONS = ("gewerkschaft", "gewerkschaften", "tarifkommission", "verdi", "beschäftigten", "betriebsrat")
_STRIKES = ("tarif", "warnstreik", "streik", "urabstimmung", "arbeitskampf")
_WORDS = {
    "labour": {"arbeit"},
    "claim": {"fordern", "fordert", "forderte", "verlangt", "verlangte", "erwarte", "erwartet", "erwarten", "forderungen", "fordere"},
    "strike": {"ausstand", "löhne", "lohn"},
    "rests": {"ruhen", "ruht", "stillstehen", "still", "niederlegen", "nieder", "ausfallen", "bestreiken", "bestreikt", "streiken"}
    | {"streikt", "geschlossen", "lahmlegen", "lahmgelegt", "lahm", "folgen", "ausgerufen", "stehen", "bleiben", "treten", "gehen"}
    | {"legen", "dicht"},
    "if": {"wenn", "falls", "sofern", "sollte", "sollten"},
    "then": {"dann", "danach", "anschließend", "schließlich", "daraufhin"},
}
_BY_WORD = {word: frozenset(f for f, words in _WORDS.items() if word in words) for word in set().union(*_WORDS.values())}
_BY_ROLE = {"truce": {"truce"}, "deadline": {"deadline"}, "ultimatum": {"deadline", "claim"}}
_NONE: frozenset[str] = frozenset()
_FALLS = frozenset({"fallen", "fällt", "fielen"})


def word_flags(word: str, roles: Set[str], action: tuple[str, int, int] | None) -> frozenset[str]:
    """The flags of one lower-case word with these cue roles and this action (`Lexicon.flags` says which there are)."""
    flags = _BY_WORD.get(word, _NONE)
    if roles:
        flags = flags.union(*(_BY_ROLE[role] for role in roles if role in _BY_ROLE))
    if action is not None and action[1] >= 2:
        flags |= {"force", "labour"} if action[0] == "labour" else {"force"}
    if word.endswith(_UNIONS):
        flags |= {"union"}
    if word.startswith(_STRIKES):
        flags |= {"strike"}
    return flags


def falls_out(words: Set[str]) -> bool:
    """„fällt … aus“, whatever stands between."""
    return "aus" in words and not _FALLS.isdisjoint(words)
