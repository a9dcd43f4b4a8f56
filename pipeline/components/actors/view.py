"""A Doc as plain lists without white space, read once: spaCy's token attributes are slow to ask for one by one. Nothing is decided here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice

from spacy.attrs import ENT_TYPE, IDX, ORTH, SENT_START, SPACY, TAG
from spacy.tokens import Doc, Token

from pipeline.components.actors.knowledge import Knowledge
from pipeline.components.actors.lexicon import Lexicon, Role, Sense, Word
from pipeline.components.actors.names import without_genitive
from pipeline.extensions import excluded
from pipeline.records import Actor

PLAIN_ARTICLES = frozenset({"der", "die", "das", "dem", "den", "des"})
ARTICLES = PLAIN_ARTICLES | {"im", "am", "zum", "zur", "vom", "beim"}
DASHES = frozenset({"–", "-", "—", "--"})
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
        columns = doc.to_array([ORTH, SPACY, IDX, TAG, ENT_TYPE, SENT_START]).T.tolist() if len(doc) else [[]] * 6
        words = [lexicon[orth] for orth in columns[0]]
        self.text = "".join([word.text + " " if spaced else word.text for word, spaced in zip(words, columns[1], strict=True)])
        self.index = [i for i, word in enumerate(words) if not word.space]  # position here -> token of the Doc
        parsed = any(islice(columns[5], 1, None))
        breaks = [bisect_left(self.index, i) for i, word in enumerate(words) if word.space and "\n" in word.text]
        if len(self.index) < len(words):
            words, *columns = ([column[i] for i in self.index] for column in (words, *columns))
        _, _, self.starts, tags, ents, opens = columns
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
        self.sentence_of = self._sentences([start == 1 for start in opens] if parsed else self._after_full_stops(), breaks)

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

    def _after_full_stops(self) -> list[bool]:
        """Where sentences begin in a Doc that nobody has parsed."""
        return [False, *(text[-1] in ".!?" for text in self.texts[:-1])]

    def _sentences(self, opens: list[bool], breaks: list[int]) -> list[int]:
        """The number of each token's sentence; a line break ends one, whatever the parser says. `breaks`: the tokens behind one."""
        for i in breaks:
            if i < len(self):
                opens[i] = True
        return list(accumulate(opens[1 : len(self)], initial=0)) if len(self) else []

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each word stands in the text."""
        table: dict[str, list[int]] = {}
        for i, text in enumerate(self.texts):
            table.setdefault(text, []).append(i)
        return table

    def standing(self, name: str) -> list[tuple[str, list[int]]]:
        """The word and its genitives as the text has them („Huber“, „Hubers“), with the places where each stands."""
        forms = [name, *(form for form in (name + ending for ending in _GENITIVES) if without_genitive(form) == name)]
        return [(form, self.positions[form]) for form in forms if form in self.positions]

    def token(self, i: int) -> Token:
        """The Doc's token at position `i` of the lists."""
        return self.doc[self.index[i]]

    @cached_property
    def _entities(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for ent in self.doc.ents:
            start, end = bisect_left(self.index, ent.start), bisect_left(self.index, ent.end)
            if start < end:
                found.setdefault(ent.label_, []).append((start, end))
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
