"""A Doc as plain lists without white space, read once: spaCy's token attributes are slow to ask for one by one. Nothing is decided here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE, IDX, ORTH, SENT_START, SPACY, TAG
from spacy.tokens import Doc, Token

from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.lexicon import Lexicon, Role, Sense, Word
from pipeline.components.actors.names import without_genitive
from pipeline.extensions import excluded
from pipeline.records import Actor

PLAIN_ARTICLES = frozenset({"der", "die", "das", "dem", "den", "des"})
ARTICLES = PLAIN_ARTICLES | {"im", "am", "zum", "zur", "vom", "beim"}
DASHES = frozenset({"–", "-", "—", "--"})
_GOES_ON, _BEGINS = 1, 3  # of an entity: spaCy's codes for I and B
_GENITIVES = ("s", "'", "’", "'s", "’s")
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
    """The lists: `words`, `texts`, `lowers`, `tags`, `ents` (NER label by token), `caps` (capital letter), `roles`, `blocked` (furniture).

    `met` says where words stand that are a sign of something, in text order.
    """

    def __init__(self, doc: Doc, know: Knowledge, lexicon: Lexicon) -> None:
        self.doc = doc
        self.know = know
        rows = doc.to_array([ORTH, SPACY, IDX, TAG, ENT_TYPE, SENT_START, ENT_IOB]).reshape(-1, 7)
        self._entity_columns = rows[:, 6], rows[:, 4]
        self._labels = lexicon.labels
        words = [lexicon[orth] for orth in rows[:, 0].tolist()]
        self.text = "".join([word.text + " " if spaced else word.text for word, spaced in zip(words, rows[:, 1].tolist(), strict=True)])
        self.index = [i for i, word in enumerate(words) if not word.space]  # position here -> token of the Doc
        parsed = bool(rows[1:, 5].any())
        breaks = [bisect_left(self.index, i) for i, word in enumerate(words) if word.space and "\n" in word.text]
        if len(self.index) < len(words):
            words, rows = [words[i] for i in self.index], rows[self.index]
        self.starts, tags, ents = rows[:, 2:5].T.tolist()
        self.words: list[Word] = words
        self.texts = [word.text for word in words]
        self.lowers = [word.lower for word in words]
        self.caps = [word.capital for word in words]
        self.roles = [word.role for word in words]
        self.tags = [lexicon.labels[tag] for tag in tags]
        self.ents = [lexicon.labels[ent] for ent in ents]
        self.met: defaultdict[Sense, list[int]] = defaultdict(list)
        for i, word in enumerate(words):
            for sense in word.senses:
                self.met[sense].append(i)
        self.blocked = self._blocked()
        self.sentence_of = self._sentences(rows[:, 5] == 1 if parsed else self._after_full_stops(), breaks)

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

    def _after_full_stops(self) -> np.ndarray:
        """Where sentences begin in a Doc that nobody has parsed."""
        return np.array([False, *(text[-1] in ".!?" for text in self.texts)])[: len(self)]

    def _sentences(self, opens: np.ndarray, breaks: list[int]) -> list[int]:
        """The number of each token's sentence; a line break ends one, whatever the parser says. `breaks`: the tokens behind one."""
        opens[[i for i in breaks if i < len(self)]] = True
        opens[:1] = False  # the first number is 0
        numbers: list[int] = np.cumsum(opens).tolist()
        return numbers

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each word stands in the text."""
        table: defaultdict[str, list[int]] = defaultdict(list)
        for i, text in enumerate(self.texts):
            table[text].append(i)
        return dict(table)

    def standing(self, name: str) -> list[tuple[str, list[int]]]:
        """The word and its genitives as the text has them („Huber“, „Hubers“), with the places where each stands."""
        forms = [name, *(form for form in (name + ending for ending in _GENITIVES) if without_genitive(form) == name)]
        return [(form, self.positions[form]) for form in forms if form in self.positions]

    def token(self, i: int) -> Token:
        """The Doc's token at position `i` of the lists."""
        return self.doc[self.index[i]]

    @cached_property
    def _entities(self) -> dict[str, list[tuple[int, int]]]:
        """All entities by label; read off the tokens, for a Doc would make a Span of each."""
        inside, label = self._entity_columns
        begins = np.flatnonzero((inside == _BEGINS) & (label != 0))
        stops = np.append(np.flatnonzero(inside != _GOES_ON), len(inside))
        ends = stops[np.searchsorted(stops, begins, side="right")]
        found: dict[str, list[tuple[int, int]]] = {}
        for first, last, value in zip(begins.tolist(), ends.tolist(), label[begins].tolist(), strict=True):
            start, end = bisect_left(self.index, first), bisect_left(self.index, last)
            if start < end:
                found.setdefault(self._labels[value], []).append((start, end))
        return found

    def entities(self, label: str) -> list[tuple[int, int]]:
        """The model's entities of that label as positions of the lists."""
        return self._entities.get(label, [])

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
