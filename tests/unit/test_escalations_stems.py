"""Stems inside words give what trying each stem gives."""

from __future__ import annotations

import pytest

from pipeline.components.escalations.lexicon import Lexicon, build_lexicon
from pipeline.components.escalations.stems import StemIndex
from pipeline.rulepack import shared_rules

STEMS = ["jod", "zoll", "zölle", "sperr", "sperrung", "räum", "streik", "riegel", "strei", "ei"]
WORDS = {
    "none": "gartenzwerg",
    "in front": "sperren",
    "one in another": "sperrung",
    "at the end": "schutzzoll",
    "twice": "zollzoll",
    "two": "streikräumung",
    "short ones": "jodeierei",
    "umlaut": "strafzölle",
    "shorter than the look-up": "ei",
    "empty": "",
}


@pytest.mark.parametrize("word", WORDS.values(), ids=list(WORDS))
def test_inside(word: str) -> None:
    tried = {(s, at) for s in STEMS for at in range(len(word)) if word.startswith(s, at)}
    found = StemIndex((s, s.upper()) for s in STEMS).inside(word)
    assert {(s, at) for s, _, at in found} == tried
    assert len(found) == len(tried)
    assert all(entry == s.upper() for s, entry, _ in found)


@pytest.mark.parametrize("word", WORDS.values(), ids=list(WORDS))
def test_at_end(word: str) -> None:
    index = StemIndex(((s, s.upper()) for s in STEMS), endings=True)
    assert sorted(index.at_end(word)) == sorted((s, s.upper()) for s in STEMS if word.endswith(s))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(shared_rules([]).of_pack("escalations"))


@pytest.mark.parametrize(
    ("word", "role"),
    [("ultimatum", "ultimatum"), ("gasnotfallprotokoll", "plan"), ("gewerkschaft", "party"), ("gesetz", "law")],
    ids=["word", "front and tail", "party noun", "law"],
)
def test_roles(lexicon: Lexicon, word: str, role: str) -> None:
    assert role in lexicon.roles(word)


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ({"warnstreik"}, {"strike", "force", "labour"}),
        ({"fällt", "die", "bahn", "aus"}, {"rests"}),
        ({"fällt", "der", "schnee"}, set()),
        ({"waffenruhe"}, {"truce"}),
        ({"wenn", "dann"}, {"if", "then"}),
    ],
    ids=["strike", "parted verb", "nothing parted", "truce", "case"],
)
def test_flags(lexicon: Lexicon, words: set[str], flags: set[str]) -> None:
    assert flags <= lexicon.flags(words)
    assert flags or not lexicon.flags(words)


@pytest.mark.parametrize("word", ["abriegeln", "abzuriegeln", "abgeriegelt"])
def test_action_with_zu_or_ge_inside(lexicon: Lexicon, word: str) -> None:
    action = lexicon.action(word)
    assert action is not None
    assert action == lexicon.action("abriegelt")
