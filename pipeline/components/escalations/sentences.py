"""A Doc → its sentences: at the parser's cuts where they can be believed, at full stops before capitals, and at line ends."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.components.escalations.clauses import Sentence

_OPENERS = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "eine",
        "einen",
        "im",
        "in",
        "am",
        "auf",
        "bei",
        "für",
        "nach",
        "von",
        "zu",
        "mit",
        "erst",
        "es",
        "er",
        "sie",
        "wir",
        "ich",
        "wer",
        "wenn",
        "falls",
        "auch",
        "doch",
        "nun",
    ]
)
_MARKS = frozenset('„»"•')
_CLOSING = frozenset("“«”)")
_ENDS = frozenset(".!?+") | _CLOSING  # last characters of a token behind which a sentence may begin without a cut of the parser's
_BULLETS = frozenset("•-–*·")


def token_texts(doc: Doc) -> list[str]:
    """The texts of all tokens, by their keys in one go: far quicker than asking each token, or than `doc.text`, which asks each too."""
    return list(map(doc.vocab.strings.__getitem__, doc.to_array("ORTH").tolist()))


def split_sentences(doc: Doc, texts: list[str] | None = None) -> list[Sentence]:
    """The sentences of a Doc in text order, bullets marked. Clauses are filled by `clauses.fill_clauses` where they are needed.

    `texts`: what `token_texts` gives, where the caller has it.
    """
    texts = texts if texts is not None else token_texts(doc)
    offsets, cuts = doc.to_array("IDX").tolist(), (doc.to_array("SENT_START") == 1).tolist()
    forms = set(texts)
    blanks, ends = {form for form in forms if form.isspace()}, {form for form in forms if form[-1] in _ENDS}
    starts: list[int] = []
    paragraphs: list[int] = []
    paragraph, fresh = 0, True
    for i, (before, text, cut) in enumerate(zip(["", *texts], texts, cuts, strict=False)):
        if text in blanks:
            if "\n" in text:
                paragraph, fresh = paragraph + 1, True
        elif fresh or (cut or before in ends) and _opens(texts, offsets, i, cut):
            starts.append(i)
            paragraphs.append(paragraph)
            fresh = False
    out = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(texts)
        while end > start and texts[end - 1].isspace():
            end -= 1
        out.append(Sentence(number, paragraphs[number], start, end, texts[start] in _BULLETS))
    return out


def _opens(texts: list[str], offsets: list[int], at: int, cut: bool) -> bool:
    """Whether a sentence begins here: with a capital, a figure or a mark; the parser's cuts elsewhere are errors more often than not."""
    if not at:
        return cut
    text, before = texts[at], texts[at - 1]
    first, last = text[0], before[-1]
    if last == "+" and first != "+":
        return True
    if (first.isupper() or first in _MARKS) and (last in ".!?" or before in _CLOSING) and at >= 2 and _after_stop(texts, offsets, at):
        return True
    # a cut of the parser's is to be believed but before a small letter, a closing mark, or behind a colon or comma in the same line
    return cut and not first.islower() and first not in ",;)“" and last not in ":,;("


def _after_stop(texts: list[str], offsets: list[int], at: int) -> bool:
    """A full stop in front, and a capital here: a new sentence, whatever the parser says („… 730. Die Überfahrt“ too)."""
    stop = at - 2 if texts[at - 1] in _CLOSING and at >= 3 else at - 1
    text = texts[stop]
    if text in (".", "!", "?"):
        return not (len(texts[stop - 1]) == 1 and offsets[stop] == offsets[stop - 1] + 1)
    return text[-1] == "." and text[:-1].replace(".", "").isdecimal() and texts[at].lower() in _OPENERS and texts[at].istitle()
