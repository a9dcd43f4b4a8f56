"""The unit that every stage of the training hands on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Sentence:
    """One sentence. Lists run parallel to `words`; a layer the corpus lacks is None.

    `heads` are indices into `words` (the root points at itself); `ents` are BIO tags (`B-PER`, `I-PER`, `O`, `-` for unknown).
    """

    words: list[str]
    tags: list[str] | None = None
    pos: list[str] | None = None
    morphs: list[str] | None = None
    lemmas: list[str] | None = None
    heads: list[int] | None = None
    deps: list[str] | None = None
    ents: list[str] | None = None
