"""A Doc as plain lists without white space, read once: spaCy's token attributes are slow to ask for one by one. Nothing is decided here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from spacy.attrs import ENT_TYPE, ORTH, SENT_START, SPACY, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc, Token

from pipeline.components.actors.aliases import Bucket
from pipeline.components.actors.knowledge import Knowledge
from pipeline.extensions import excluded
from pipeline.records import Actor

PLAIN_ARTICLES = frozenset({"der", "die", "das", "dem", "den", "des"})
ARTICLES = PLAIN_ARTICLES | {"im", "am", "zum", "zur", "vom", "beim"}
DASHES = frozenset({"–", "-", "—", "--"})
_MOST_WORDS = 15_000  # met since a lexicon last began anew; as many older ones are kept beside them
_ENDING = 4  # letters of a role noun that a compound with it must end in at least
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


@dataclass(slots=True)
class Word:
    """What a word is wherever it stands: worked out once per rule base and vocabulary."""

    text: str
    lower: str
    capital: bool
    space: bool
    role: Role | None
    bucket: Bucket | None


class Lexicon:
    """The words that the component has met, by spaCy's hash of their text; those long not met are forgotten."""

    def __init__(self, know: Knowledge, strings: StringStore) -> None:
        self.know = know
        self.strings = strings
        self.words: dict[int, Word] = {}
        self.older: dict[int, Word] = {}
        self.labels: dict[int, str] = {0: ""}  # tags and entity labels
        self._endings = {role[-_ENDING:] for role in know.roles}

    def word(self, orth: int) -> Word:
        """The word of that hash."""
        if len(self.words) > _MOST_WORDS:
            self.older = dict(self.words)
            self.words.clear()  # the same object: a view at work holds it
        word = self.words[orth] = self.older.get(orth) or self._new(self.strings[orth])
        return word

    def _new(self, text: str) -> Word:
        lower, capital = text.lower(), text[:1].isupper()
        may_be = capital and len(text) > 1 and (lower[-_ENDING:] in self._endings or "-" in text)
        role = _role_of(text, self.know.roles) if may_be else None
        return Word(text, lower, capital, text.isspace(), role, self.know.aliases.bucket(text))

    def label(self, value: int) -> str:
        """The tag or label of that hash."""
        return self.labels.setdefault(value, self.strings[value])


class View:
    """The lists: `texts`, `lowers`, `tags`, `ents` (NER label by token), `caps` (capital letter), `roles`, `blocked` (boilerplate).

    `buckets`: the aliases of the lists that begin with the word.
    """

    def __init__(self, doc: Doc, know: Knowledge, lexicon: Lexicon) -> None:
        self.doc = doc
        self.know = know
        self.index: list[int] = []  # position here -> token of the Doc
        self.texts: list[str] = []
        self.lowers: list[str] = []
        self.caps: list[bool] = []
        self.roles: list[Role | None] = []
        self.buckets: list[Bucket | None] = []
        self.tags: list[str] = []
        self.ents: list[str] = []
        self.starts: list[int] = []
        opens: list[bool] = []  # a sentence, by the parse
        words, labels = lexicon.words, lexicon.labels
        rows = doc.to_array([ORTH, TAG, ENT_TYPE, SENT_START, SPACY]).tolist() if len(doc) else []
        pieces: list[str] = []
        following = 0
        for i, (orth, tag, ent, sent, spaced) in enumerate(rows):
            word = words[orth] if orth in words else lexicon.word(orth)
            pieces.append(word.text + " " if spaced else word.text)
            idx = following
            following += len(pieces[-1])
            if word.space:
                continue
            self.index.append(i)
            self.texts.append(word.text)
            self.lowers.append(word.lower)
            self.caps.append(word.capital)
            self.roles.append(word.role)
            self.buckets.append(word.bucket)
            self.tags.append(labels[tag] if tag in labels else lexicon.label(tag))
            self.ents.append(labels[ent] if ent in labels else lexicon.label(ent))
            self.starts.append(idx)
            opens.append(sent == 1)
        self.text = "".join(pieces)  # a Doc would make a Token of each word to say it
        self.blocked = self._blocked()
        self.sentence_of = self._sentences(opens)

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

    def _sentences(self, opens: list[bool]) -> list[int]:
        """The number of each token's sentence; a line break ends one, whatever the parser says."""
        parsed = self.doc.has_annotation("SENT_START")
        text = self.text
        numbers: list[int] = []
        number, end = -1, 0
        for i, start in enumerate(self.starts):
            begins = opens[i] if parsed else (not numbers or text[end - 1] in ".!?")
            if begins or start > end and "\n" in text[end:start]:
                number += 1
            if number < 0:
                number = 0
            numbers.append(number)
            end = start + len(self.texts[i])
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
        return self.caps[i]

    def role(self, i: int) -> Role | None:
        """The role noun at the token, None if it is none; compounds by their last part („Bundesaußenminister“, „GdP-Vorsitzende“)."""
        return self.roles[i]

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
