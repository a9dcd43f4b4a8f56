"""Sentences become spaCy training documents: joined into short texts, with the line breaks, headlines and quotation marks news has."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sentence import Sentence
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

QUOTE_STYLES = (("„", "“"), ("»", "«"), ('"', '"'), ("“", "”"), ("«", "»"), ("„", '"'))
SYNTAX_ATTRS = ("ORTH", "TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "SPACY")
NER_ATTRS = ("ORTH", "ENT_IOB", "ENT_TYPE", "SPACY")


def news_like(sentences: list[Sentence], rng: random.Random, *, longest: int = 5, breaks: float = 0.3) -> Iterator[list[Sentence]]:
    """Group sentences into texts of one to `longest`; some get a line break, some of those lose their full stop like headlines."""
    at = 0
    while at < len(sentences):
        size = rng.randint(1, longest)
        text = []
        for sentence in sentences[at : at + size]:
            sentence = with_quote_style(sentence, rng)
            if rng.random() < breaks:
                if rng.random() < 0.35:
                    sentence = without_full_stop(sentence)
                sentence = with_line_break(sentence, rng.choice(["\n", "\n\n", "\n\n"]))
            text.append(sentence)
        yield text
        at += size


def with_quote_style(sentence: Sentence, rng: random.Random) -> Sentence:
    """Paired straight quotation marks become one of the styles newspapers use."""
    marks = [at for at, word in enumerate(sentence.words) if word in {'"', "``", "''", "„", "“", "”"}]
    if not marks or len(marks) % 2 or rng.random() < 0.3:
        return sentence
    style = rng.choice(QUOTE_STYLES)
    words = list(sentence.words)
    for number, at in enumerate(marks):
        words[at] = style[number % 2]
    lemmas = None if sentence.lemmas is None else [words[at] if at in marks else lemma for at, lemma in enumerate(sentence.lemmas)]
    return replace(sentence, words=words, lemmas=lemmas)


def without_full_stop(sentence: Sentence) -> Sentence:
    """The sentence as a headline would have it."""
    last = len(sentence.words) - 1
    if sentence.words[last] != "." or last < 2 or (sentence.heads is not None and (last in sentence.heads)):
        return sentence
    return replace(sentence, **{name: value[:-1] for name, value in vars(sentence).items() if value is not None})


def with_line_break(sentence: Sentence, line_break: str) -> Sentence:
    """Append the white-space token that spaCy's tokenizer makes of a line break."""
    extra = {"words": line_break, "tags": "_SP", "pos": "SPACE", "morphs": "", "lemmas": line_break, "deps": "dep", "ents": "O"}
    changed = {name: [*getattr(sentence, name), value] for name, value in extra.items() if getattr(sentence, name) is not None}
    if sentence.heads is not None:
        changed["heads"] = [*sentence.heads, len(sentence.words) - 1]
    return replace(sentence, **changed)


def to_doc(text: list[Sentence], vocab: Vocab) -> Doc:
    """One Doc with the layers that all of `text` has; unknown spaces make spaCy train on the gold tokens."""
    layers: dict[str, list[str] | None] = {}
    for name in ("words", "tags", "pos", "morphs", "lemmas", "deps", "ents"):
        values = [getattr(sentence, name) for sentence in text]
        known = any(value is not None for value in values)
        layers[name] = (
            [item for sentence, value in zip(text, values, strict=True) for item in (value or [""] * len(sentence.words))]
            if known
            else None
        )
    heads = None
    if layers["deps"] is not None:
        heads, offset = [], 0
        for sentence in text:
            heads += [head + offset for head in sentence.heads or []]
            offset += len(sentence.words)
    ents = None if layers["ents"] is None else ["" if tag == "-" else tag for tag in layers["ents"]]
    doc = Doc(
        vocab,
        words=layers["words"],
        tags=layers["tags"],
        pos=layers["pos"],
        morphs=layers["morphs"],
        lemmas=layers["lemmas"],
        heads=heads,
        deps=layers["deps"],
        ents=ents,
    )
    for token in doc:  # the morphologizer skips a token only if its features are unset, which an empty string is not
        if not token.pos:
            token.set_morph(None)
    return doc


def with_swapped_names(sentences: list[Sentence], rng: random.Random) -> list[Sentence]:
    """Copies of the sentences that have names, each name exchanged for another of its label."""
    names: dict[str, list[list[str]]] = defaultdict(list)
    for sentence in sentences:
        for label, start, end in spans(sentence.ents or []):
            names[label].append(sentence.words[start:end])
    copies = []
    for sentence in sentences:
        found = spans(sentence.ents or [])
        if not found:
            continue
        words, ents = list(sentence.words), list(sentence.ents or [])
        for label, start, end in reversed(found):
            name = rng.choice(names[label])
            words[start:end] = name
            ents[start:end] = [f"B-{label}"] + [f"I-{label}"] * (len(name) - 1)
        copies.append(Sentence(words=words, ents=ents))
    return copies


def spans(tags: list[str]) -> list[tuple[str, int, int]]:
    """(label, start, end) of the names in a list of BIO tags."""
    found: list[tuple[str, int, int]] = []
    for at, tag in enumerate(tags):
        if tag.startswith("B-"):
            found.append((tag[2:], at, at + 1))
        elif tag.startswith("I-") and found and found[-1][2] == at:
            found[-1] = (found[-1][0], found[-1][1], at + 1)
    return found


def write_docbin(texts: Iterable[list[Sentence]], vocab: Vocab, path: str, attrs: tuple[str, ...]) -> None:
    """Write the texts as spaCy's training format."""
    DocBin(attrs=attrs, docs=[to_doc(text, vocab) for text in texts]).to_disk(path)
