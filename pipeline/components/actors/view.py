"""A Doc as plain lists without white space, read once: spaCy's token attributes are slow to ask for one by one. Nothing is decided here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Token

from pipeline.components.actors.knowledge import Knowledge
from pipeline.extensions import excluded
from pipeline.records import Actor

PLAIN_ARTICLES = frozenset({"der", "die", "das", "dem", "den", "des"})
ARTICLES = PLAIN_ARTICLES | {"im", "am", "zum", "zur", "vom", "beim"}
DASHES = frozenset({"–", "-", "—", "--"})
QUOTES = frozenset("\"„“”»«‚‘’›‹'")


_ABSTRACT_ENDINGS = (
    "ung",
    "ungen",
    "heit",
    "keit",
    "schaft",
    "tion",
    "tionen",
    "tät",
    "ismus",
    "nis",
    "sicht",
    "mangel",
    "mangels",
    "hilfe",
    "druck",
    "recht",
    "en",
)


def looks_common(word: str) -> bool:
    """Whether a capitalised word ends like a common noun rather than a name."""
    return word.endswith(_ABSTRACT_ENDINGS)


@dataclass(slots=True)
class Role:
    """A role noun as it stands in the text: its masculine form, its scope (see actor_roles.csv), what is compounded in front of it."""

    noun: str
    scope: str
    modifier: str


@dataclass(slots=True)
class Found:
    """A mention before overlaps are settled. Tokens `start:end`; characters only where a part of a token is meant. Higher `rank` wins."""

    start: int
    end: int
    actor: Actor | None
    form: str
    rule_id: str
    rank: int = 0
    role_text: str | None = None
    chars: tuple[int, int] | None = None


class View:
    """The lists: `texts`, `lowers`, `tags`, `ents` (NER label by token), `blocked` (boilerplate), and what words mean."""

    def __init__(self, doc: Doc, know: Knowledge, role_cache: dict[str, Role | None]) -> None:
        self.doc = doc
        self.text: str = doc.text  # a Doc joins its tokens anew each time it is asked
        self.know = know
        tokens = [t for t in doc if not t.is_space]
        self.index: list[int] = [t.i for t in tokens]  # position here -> token of the Doc
        self.texts: list[str] = [t.text for t in tokens]
        self.lowers = [t.lower() for t in self.texts]
        self.tags: list[str] = [t.tag_ for t in tokens]
        self.ents = [t.ent_type_ for t in tokens]
        self.starts: list[int] = [t.idx for t in tokens]
        self.blocked = self._blocked()
        self.sentence_of = self._sentences(tokens)
        self._role_cache = role_cache

    def __len__(self) -> int:
        return len(self.texts)

    def _blocked(self) -> list[bool]:
        blocked = [False] * len(self.texts)
        for start_char, end_char in excluded(self.doc):
            first = max(bisect_right(self.starts, start_char) - 1, 0)
            for i in range(first, len(self.texts)):
                if self.starts[i] >= end_char:
                    break
                blocked[i] = self.starts[i] >= start_char
        return blocked

    def _sentences(self, tokens: list[Token]) -> list[int]:
        """The number of each token's sentence; a line break ends one, whatever the parser says."""
        parsed = self.doc.has_annotation("SENT_START")
        text = self.text
        numbers: list[int] = []
        number, end = -1, 0
        for token in tokens:
            starts = token.is_sent_start if parsed else (not numbers or text[end - 1] in ".!?")
            if starts or "\n" in text[end : token.idx]:
                number += 1
            numbers.append(max(number, 0))
            number = numbers[-1]
            end = token.idx + len(token.text)
        return numbers

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each word stands in the text."""
        table: dict[str, list[int]] = {}
        for i, text in enumerate(self.texts):
            table.setdefault(text, []).append(i)
        return table

    def token(self, i: int) -> Token:
        """The Doc's token at position `i` of the lists."""
        return self.doc[self.index[i]]

    def entities(self, label: str) -> list[tuple[int, int]]:
        """The model's entities of that label as positions of the lists."""
        return [
            (start, end)
            for ent in self.doc.ents
            if ent.label_ == label
            for start, end in [(bisect_left(self.index, ent.start), bisect_left(self.index, ent.end))]
            if start < end
        ]

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Character span of the tokens `start:end`."""
        return self.starts[start], self.starts[end - 1] + len(self.texts[end - 1])

    def is_name_tag(self, i: int) -> bool:
        """Whether tagger or NER take the token for a proper noun."""
        return self.tags[i] in ("NE", "PROPN", "FM") or self.ents[i] != ""

    def capitalised(self, i: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.texts[i][:1].isupper()

    def role(self, i: int) -> Role | None:
        """The role noun at the token, None if it is none; compounds by their last part („Bundesaußenminister“, „GdP-Vorsitzende“)."""
        text = self.texts[i]
        if text in self._role_cache:
            return self._role_cache[text]
        found = _role_of(text, self.know.roles) if text[:1].isupper() and len(text) > 1 else None
        if len(self._role_cache) > 200_000:
            self._role_cache.clear()
        self._role_cache[text] = found
        return found

    def before(self, i: int) -> int:
        """The token before `i` that is no article, adjective or quotation mark, so what governs it; -1 at the sentence's start."""
        j = i - 1
        while j >= 0 and self.sentence_of[j] == self.sentence_of[i]:
            lower = self.lowers[j]
            skipped = lower in PLAIN_ARTICLES or lower in ("ganz", "halb") or self.texts[j] in QUOTES
            if not (skipped or self.tags[j] in ("ADJA", "CARD") and not self.capitalised(j)):
                return j
            j -= 1
        return -1


def _role_of(text: str, roles: dict[str, tuple[str, str]]) -> Role | None:
    lower = text.lower()
    if lower in roles:
        return Role(*roles[lower], "")
    head, hyphen, tail = text.rpartition("-")
    if hyphen and head:
        if tail.lower() in roles:
            return Role(*roles[tail.lower()], head)
        inner = _role_of(tail, roles) if tail[:1].isupper() else None
        return Role(inner.noun, inner.scope, f"{head}-{inner.modifier}") if inner else None
    for i in range(3, len(lower) - 3):
        if lower[i:] in roles and roles[lower[i:]][1] not in ("kin", "honorific"):
            return Role(*roles[lower[i:]], text[:i])
    return None
