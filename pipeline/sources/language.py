"""Is it German? Several stretches of the text are looked at, so that a quotation or an English summary decides nothing.

What is full of words that only German has is German; py3langid, which takes half a second and 100 MB to load, is asked about the rest.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipeline.sources.problems import Problem

_STRETCH = 600  # characters: at this length py3langid called 1 of 1,714 stretches of German news not German
_STRETCHES = 6
_SURE = 0.3  # py3langid's normalised probability; a wrong guess on a table of names lies below
_GERMAN_SHARE = 1 / 3  # of the stretches: an article with its translation below it is still a German article
_PLAIN_SHARE = 0.08  # of a stretch's words; German news has 20 %. Every language near to German lacks most of them
_PLAIN_KINDS = 5  # different ones: one word again and again may be a name
_WORDS = (
    "aber als auch auf aus bei beim dabei damit dann dass daß dem dies diese dieser doch durch eine einem einen einer eines für gegen "
    "haben hatte hatten ihre ihrem ihren ihrer ist jedoch kann keine können mit müssen nach nicht noch nur oder rund schon sei sein seine "
    "seinen seiner seit sich sie sind soll sollen sowie über um und unter viele vom von vor war waren wegen weil wenn werden wie wieder "
    "wir wird wurde wurden zu zum zur zwar zwei zwischen"
)
_ONLY_GERMAN = frozenset(_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second to load: only when a text is there

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def check_german(text: str, min_letters: int) -> str | None:
    """`"de"` for German, None for texts too short to tell. Raises Problem `language` for other languages."""
    letters = sum(map(str.isalpha, text[: 8 * min_letters]))
    stretches = _stretches(text)
    enough = _GERMAN_SHARE * len(stretches)
    unclear: list[str] = []
    for number, stretch in enumerate(stretches):
        if not _is_plainly_german(stretch):
            unclear.append(stretch)
        elif number + 1 - len(unclear) >= enough:
            return "de"
    german = len(stretches) - len(unclear)
    guesses: list[tuple[str, float]] = []
    tellable = letters >= min_letters
    # py3langid costs more than all other reading: no more of it than is needed
    while tellable and unclear and german < enough:
        guesses.append(_identifier().classify(unclear.pop(0)))
        german += guesses[-1][0] == "de"
    if german >= enough:
        return "de"
    foreign = [language for language, sure in guesses if language != "de" and sure >= _SURE]
    if not tellable or len(foreign) < len(stretches) / 2:
        return None
    raise Problem("language", f"this reads like language «{max(foreign, key=foreign.count)}», not German")


def _is_plainly_german(stretch: str) -> bool:
    words = _WORD.findall(stretch.lower())
    found = [word for word in words if word in _ONLY_GERMAN]
    return len(found) >= _PLAIN_SHARE * len(words) and len(set(found)) >= _PLAIN_KINDS


def _stretches(text: str) -> list[str]:
    if len(text) <= _STRETCH:
        return [text]
    count = min(_STRETCHES, len(text) // _STRETCH)
    step = len(text) // count
    return [text[at : at + _STRETCH] for at in range(0, count * step, step)]
