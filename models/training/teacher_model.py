"""The teacher: one bidirectional LSTM over floret vectors and affixes that tags, parses and finds names (PyTorch, training time only).

Parser: deep biaffine attention, Dozat & Manning 2017. Morphology is predicted feature by feature and decoded to a bundle seen in the
treebanks; names are BIO tags under a hard transition table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import torch
from sentence import Sentence
from spacy.vectors import Vectors
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

AFFIXES = (("prefix", 3), ("prefix", 1), ("suffix", 2), ("suffix", 3), ("suffix", 4))
NER_TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
UNKNOWN = 0
IGNORED = -100


def word_shape(word: str) -> str:
    """Xxxx, dd, … with runs cut at three."""
    shape = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word[:20])
    cut = [c for at, c in enumerate(shape) if shape[max(0, at - 3) : at] != c * 3]
    return "".join(cut)


def symbols(word: str) -> list[str]:
    """The discrete features of a word, one a table: form, affixes, shape."""
    affixes = [word[:n] if kind == "prefix" else word[-n:].lower() for kind, n in AFFIXES]
    return [word.lower(), *affixes, word_shape(word)]


@dataclass
class Inventory:
    """All label sets and symbol tables, taken from the training data."""

    tables: list[dict[str, int]]
    tags: list[str]
    deps: list[str]
    bundles: list[tuple[str, str]]  # (POS, features) as seen in gold
    factors: list[dict[str, int]] = field(default_factory=list)  # value → index, a table a feature
    factor_names: list[str] = field(default_factory=list)

    @classmethod
    def collect(cls, syntax: list[Sentence], ner: list[Sentence], min_count: int = 2) -> Inventory:
        counts: list[Counter[str]] = [Counter() for _ in range(len(AFFIXES) + 2)]
        for sentence in [*syntax, *ner]:
            for word in sentence.words:
                for counter, symbol in zip(counts, symbols(word), strict=True):
                    counter[symbol] += 1
        tables = [{s: i for i, s in enumerate((s for s, n in c.items() if n >= min_count), 1)} for c in counts]
        tags = sorted({tag for s in syntax for tag in (s.tags or []) if tag})
        deps = sorted({dep for s in syntax for dep in s.deps})
        seen = Counter((p, m) for s in syntax for p, m in zip(s.pos, s.morphs, strict=True))
        bundles = sorted(seen)
        inventory = cls(tables=tables, tags=tags, deps=deps, bundles=bundles)
        names = sorted({part.split("=")[0] for _, morph in bundles for part in morph.split("|") if part})
        inventory.factor_names = ["POS", *names]
        for name in inventory.factor_names:
            values = sorted({_factors(bundle).get(name, "") for bundle in bundles})
            inventory.factors.append({value: i for i, value in enumerate(values)})
        return inventory

    def factor_values(self, bundle: tuple[str, str]) -> list[int]:
        """The bundle as one index a factor; a value not in the table counts as absent."""
        values = _factors(bundle)
        return [table.get(values.get(name, ""), 0) for name, table in zip(self.factor_names, self.factors, strict=True)]


def _factors(bundle: tuple[str, str]) -> dict[str, str]:
    return {"POS": bundle[0], **dict(part.split("=", 1) for part in bundle[1].split("|") if part)}


class Encoder:
    """Turns sentences into tensors; caches the floret vector of every word."""

    def __init__(self, vectors: Vectors, inventory: Inventory) -> None:
        self.vectors, self.inventory = vectors, inventory
        self._cache: dict[str, np.ndarray] = {}

    def _vector(self, word: str) -> np.ndarray:
        if word not in self._cache:
            self._cache[word] = self.vectors[word]
        return self._cache[word]

    def batch(self, sentences: list[Sentence]) -> tuple[Tensor, Tensor, Tensor]:
        """(floret [B,T,D], symbols [B,T,K], lengths [B])."""
        longest = max(len(s.words) for s in sentences)
        floret = np.zeros((len(sentences), longest, self.vectors.shape[1]), dtype="float32")
        ids = np.zeros((len(sentences), longest, len(self.inventory.tables)), dtype="int64")
        for row, sentence in enumerate(sentences):
            for at, word in enumerate(sentence.words):
                floret[row, at] = self._vector(word)
                ids[row, at] = [table.get(s, UNKNOWN) for table, s in zip(self.inventory.tables, symbols(word), strict=True)]
        return torch.from_numpy(floret), torch.from_numpy(ids), torch.tensor([len(s.words) for s in sentences])


def with_ones(x: Tensor) -> Tensor:
    """Append a constant feature, which gives a bilinear form its linear terms."""
    return torch.cat([x, x.new_ones(*x.shape[:-1], 1)], -1)


class Biaffine(nn.Module):
    """x W y + bias terms, for `outputs` outputs."""

    def __init__(self, size: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, size + 1, size + 1))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return torch.einsum("bxi,oij,byj->boxy", with_ones(x), self.weight, with_ones(y))


class Teacher(nn.Module):
    """The network. `forward` gives the encoded tokens; the heads are called on them."""

    def __init__(self, inventory: Inventory, vector_size: int, hidden: int = 256, dropout: float = 0.33) -> None:
        super().__init__()
        self.inventory = inventory
        sizes = [64, 24, 12, 24, 32, 32, 16]
        self.embeddings = nn.ModuleList(nn.Embedding(len(t) + 1, n, padding_idx=0) for t, n in zip(inventory.tables, sizes, strict=True))
        self.project = nn.Linear(vector_size, 160)
        self.dropout = nn.Dropout(dropout)
        self.lstms = nn.ModuleList(nn.LSTM(width, hidden, batch_first=True, bidirectional=True) for width in (160 + sum(sizes), 2 * hidden))
        wide = 2 * hidden
        self.tag_head = nn.Sequential(nn.Linear(wide, 128), nn.GELU(), nn.Dropout(dropout), nn.Linear(128, len(inventory.tags)))
        self.morph_head = nn.Sequential(
            nn.Linear(wide, 192), nn.GELU(), nn.Dropout(dropout), nn.Linear(192, sum(len(f) for f in inventory.factors))
        )
        self.ner_head = nn.Sequential(nn.Linear(wide, 128), nn.GELU(), nn.Dropout(dropout), nn.Linear(128, len(NER_TAGS)))
        self.root = nn.Parameter(torch.randn(wide) * 0.1)
        self.arc_dep, self.arc_head = self._perceptron(wide, 200), self._perceptron(wide, 200)
        self.rel_dep, self.rel_head = self._perceptron(wide, 80), self._perceptron(wide, 80)
        self.arc, self.rel = Biaffine(200, 1), Biaffine(80, len(inventory.deps))
        indicator = torch.tensor([inventory.factor_values(b) for b in inventory.bundles])
        self.register_buffer("bundle_factors", indicator)

    def _perceptron(self, wide: int, size: int) -> nn.Module:
        return nn.Sequential(nn.Linear(wide, size), nn.LeakyReLU(0.1), self.dropout)

    def forward(self, floret: Tensor, ids: Tensor, lengths: Tensor) -> Tensor:
        if self.training:  # word dropout on the form, so that affixes and vectors are learnt for unknown words
            mask = torch.rand(ids.shape[:2]) < 0.25
            ids = ids.clone()
            ids[..., 0][mask] = UNKNOWN
        parts = [self.project(floret), *(embed(ids[..., k]) for k, embed in enumerate(self.embeddings))]
        x = self.dropout(torch.cat(parts, -1))
        for lstm in self.lstms:
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            x = self.dropout(pad_packed_sequence(lstm(packed)[0], batch_first=True)[0])
        return x

    def arc_scores(self, x: Tensor) -> Tensor:
        """[B, T, T+1]: the score of each head (0 is the root) for each token."""
        with_root = torch.cat([self.root.expand(x.shape[0], 1, -1), x], 1)
        return self.arc(self.arc_dep(x), self.arc_head(with_root))[:, 0]

    def rel_scores(self, x: Tensor, heads: Tensor) -> Tensor:
        """[B, T, R]: the relations' scores given each token's head."""
        with_root = torch.cat([self.root.expand(x.shape[0], 1, -1), x], 1)
        head = self.rel_head(with_root).gather(1, heads.unsqueeze(-1).expand(-1, -1, 80))
        return torch.einsum("bti,oij,btj->bto", with_ones(self.rel_dep(x)), self.rel.weight, with_ones(head))

    def factor_log_probs(self, x: Tensor) -> list[Tensor]:
        """One log-probability table a morphological factor."""
        return [part.log_softmax(-1) for part in self.morph_head(x).split([len(f) for f in self.inventory.factors], -1)]

    def bundle_scores(self, x: Tensor) -> Tensor:
        """[B, T, bundles]: summed log-probabilities of the factors of each bundle seen in gold."""
        scores = x.new_zeros(*x.shape[:2], len(self.inventory.bundles))
        for k, table in enumerate(self.factor_log_probs(x)):
            scores = scores + table[..., self.bundle_factors[:, k]]
        return scores
