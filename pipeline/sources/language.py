"""Is it German? py3langid, asked about several stretches of the text, so that a quotation or an English summary decides nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.sources.problems import Problem

_STRETCH = 600  # characters: at this length py3langid called 1 of 1,714 stretches of German news not German
_STRETCHES = 6
_SURE = 0.3  # py3langid's normalised probability; a wrong guess on a table of names lies below
_GERMAN_SHARE = 1 / 3  # of the stretches: an article with its translation below it is still a German article


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second to load: only when a text is there

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def check_german(text: str, min_letters: int) -> str | None:
    """`"de"` for German, None for texts too short to tell. Raises Problem `language` for other languages."""
    letters = sum(map(str.isalpha, text[: 8 * min_letters]))
    stretches = _stretches(text)
    guesses: list[tuple[str, float]] = []
    german = 0
    for stretch in stretches:
        guesses.append(_identifier().classify(stretch))
        german += guesses[-1][0] == "de"
        if german and german >= _GERMAN_SHARE * len(stretches):  # it costs more than all other reading: no more than is needed
            return "de"
    foreign = [language for language, sure in guesses if language != "de" and sure >= _SURE]
    if letters < min_letters or len(foreign) < len(guesses) / 2:
        return None
    raise Problem("language", f"this reads like language «{max(foreign, key=foreign.count)}», not German")


def _stretches(text: str) -> list[str]:
    if len(text) <= _STRETCH:
        return [text]
    count = min(_STRETCHES, len(text) // _STRETCH)
    step = len(text) // count
    return [text[at : at + _STRETCH] for at in range(0, count * step, step)]
