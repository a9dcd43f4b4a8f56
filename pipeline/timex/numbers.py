"""German number words and figures: „vierundzwanzig“, „anderthalb“, „2,5“, „1.000“, „dritten“, „21.“.

A small grammar of our own: the libraries for German numerals spell numbers out, none reads inflected compounds back.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ONES = {
    "null": 0, "ein": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8,
    "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "sechzehn": 16, "siebzehn": 17,
    "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_SCALES = {"million": 10**6, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9, "mio": 10**6, "mrd": 10**9, "dutzend": 12}
_HALVES = {"halb": 0.5, "anderthalb": 1.5, "dreiviertel": 0.75, "viertel": 0.25, "½": 0.5, "¼": 0.25, "¾": 0.75}
_INFLECTED_ONE = {"eine", "einen", "einem", "einer", "eines"}
_IRREGULAR_ORDINALS = {"erst": 1, "dritt": 3, "siebt": 7, "siebent": 7, "acht": 8}
_ADJECTIVE_ENDING = re.compile(r"(?:e[rnms]?)$")
_GROUPED = re.compile(r"\d{1,3}(?:[.\u202f\u00a0 ’']\d{3})+$")
_LONGEST_WORD = 80  # nobody writes a longer numeral; keeps the recursion shallow


def parse_number(text: str) -> float | int | None:
    """The amount that a figure or number word stands for, None where it is neither.

    Fractions give a float („anderthalb“ → 1.5, „2,5“ → 2.5, „halbes“ → 0.5), everything else an int.
    """
    text = text.strip().lower()
    if not text or len(text) > _LONGEST_WORD:
        return None
    if text[0].isdigit():
        return _parse_figure(text)
    return _parse_word(_plain(text))


def parse_ordinal(text: str) -> int | None:
    """The rank that an ordinal stands for („dritten“, „21.“, „einundzwanzigster“), None where it is none."""
    text = text.strip().lower()
    if not text or len(text) > _LONGEST_WORD:
        return None
    if text[0].isdigit():
        return int(text[:-1]) if text.endswith(".") and text[:-1].isdecimal() and text.isascii() else None
    stem = _ADJECTIVE_ENDING.sub("", _plain(text))
    if stem == _plain(text) or not stem.endswith("t"):  # „acht“ and „zweit“ as they stand are no ordinals
        return None
    if stem in _IRREGULAR_ORDINALS:
        return _IRREGULAR_ORDINALS[stem]
    for ending, low, high in (("st", 20, None), ("t", 2, 20)):
        if stem.endswith(ending):
            number = _parse_word(stem.removesuffix(ending))
            if isinstance(number, int) and number >= low and (high is None or number < high):
                return number
    if stem.endswith("erst"):  # „hunderterst“, „tausendeinunderst“ are rare; „hundertersten“ is not
        head = _parse_word(stem.removesuffix("erst"))
        return head + 1 if isinstance(head, int) else None
    return None


def _parse_figure(text: str) -> float | int | None:
    if not text.isascii():
        whole, fraction = text[:-1], _HALVES.get(text[-1])
        if fraction is not None and whole.isdecimal() and whole.isascii():
            return int(whole) + fraction
        if not _GROUPED.fullmatch(text):
            return None
    if text.isdecimal() and len(text) <= 15:
        return int(text)
    if _GROUPED.fullmatch(text) and len(text) <= 24:
        return int(re.sub(r"\D", "", text))
    match = re.fullmatch(r"(\d{1,9})[,.](\d{1,6})", text)
    if match:
        value = float(f"{match[1]}.{match[2]}")
        return int(value) if value.is_integer() else value
    return None


def _plain(word: str) -> str:
    for without, proper in (("fuenf", "fünf"), ("zwoelf", "zwölf"), ("dreissig", "dreißig")):
        word = word.replace(without, proper)
    return word


@lru_cache(maxsize=512)
def _parse_word(word: str) -> float | int | None:
    if word in _INFLECTED_ONE:
        return 1
    if word in ("beide", "beiden", "beider", "zweier"):
        return 2
    if word == "dreier":
        return 3
    if word in _SCALES:
        return _SCALES[word]
    if word in _HALVES or _ADJECTIVE_ENDING.sub("", word) == "halb":
        return _HALVES.get(word, 0.5)
    for ending, part in (("einhalb", 0.5), ("einviertel", 0.25), ("dreiviertel", 0.75)):
        if word.endswith(ending):
            head = word.removesuffix(ending).removesuffix("und")
            whole = _below_million(head) if head else None
            return whole + part if whole is not None else (part if word == ending else None)
    return _below_million(word)


def _below_million(word: str) -> int | None:
    head, found, tail = word.partition("tausend")
    if found:
        thousands = _below_thousand(head) if head else 1
        rest = _below_thousand(tail.removeprefix("und")) if tail else 0
        return None if thousands is None or rest is None else thousands * 1000 + rest
    return _below_thousand(word)


def _below_thousand(word: str) -> int | None:
    head, found, tail = word.partition("hundert")
    if found:
        hundreds = _ONES.get(head) if head else 1  # „neunzehnhundert“ is a year and stays below 2000
        rest = _below_hundred(tail.removeprefix("und")) if tail else 0
        return None if hundreds is None or rest is None else hundreds * 100 + rest
    return _below_hundred(word)


def _below_hundred(word: str) -> int | None:
    if word in _ONES:
        return _ONES[word]
    if word in _TENS:
        return _TENS[word]
    for tens, value in _TENS.items():
        if word.endswith("und" + tens):
            ones = _ONES.get(word[: -len(tens) - 3])
            return value + ones if ones is not None and 1 <= ones <= 9 else None
    return None
