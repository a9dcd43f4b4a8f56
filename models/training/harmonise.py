"""Bring PUD's annotation into line with GSD's: the two treebanks disagree on features, subtypes and some closed-class words.

Without this the morphologizer sees finite verbs with and without `VerbForm=Fin`, adverbs with and without `Degree`, and learns neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from sentence import Sentence

CLOSED_CLASSES = {"ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "SCONJ"}
ADJECTIVE_ENDINGS = ("lich", "ig", "bar", "sam", "isch", "haft", "los", "weit")
RELATIONS = {"acl:relcl": "acl", "obl:tmod": "obl", "flat:name": "flat", "nmod:poss": "nmod", "cc:preconj": "cc", "csubj:pass": "csubj"}


def harmonise(sentences: list[Sentence], model: list[Sentence]) -> list[Sentence]:
    """Rewrite `sentences` (PUD) in place after the conventions of `model` (GSD) and return them."""
    lemmas = _majority_lemmas(model)
    classes = _adverb_classes(model)
    for sentence in sentences:
        for at in range(len(sentence.words)):
            _harmonise_relation(sentence, at)
            sentence.morphs[at] = _harmonised_features(sentence, at)
            _harmonise_adverb(sentence, at, classes)
            sentence.lemmas[at] = lemmas.get((sentence.words[at].lower(), sentence.pos[at]), sentence.lemmas[at])
    return sentences


def _majority_lemmas(sentences: list[Sentence]) -> dict[tuple[str, str], str]:
    """The lemma GSD gives a closed-class form nearly always."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, pos, lemma in zip(sentence.words, sentence.pos, sentence.lemmas, strict=True):
            if pos in CLOSED_CLASSES:
                seen[word.lower(), pos][lemma] += 1
    return {key: lemma for key, counts in seen.items() for lemma, n in counts.most_common(1) if n >= 3 and n >= 0.9 * counts.total()}


def _adverb_classes(sentences: list[Sentence]) -> dict[str, str]:
    """Whether GSD takes an uninflected form for an adverb or an adjective."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, pos in zip(sentence.words, sentence.pos, strict=True):
            if pos in {"ADV", "ADJ"}:
                seen[word.lower()][pos] += 1
    return {word: counts.most_common(1)[0][0] for word, counts in seen.items()}


def _harmonise_adverb(sentence: Sentence, at: int, classes: dict[str, str]) -> None:
    """PUD has adjectives used as adverbs as ADV, GSD as ADJ with a degree."""
    word = sentence.words[at].lower()
    if sentence.pos[at] == "ADV" and classes.get(word, "ADJ" if word.endswith(ADJECTIVE_ENDINGS) else "ADV") == "ADJ":
        sentence.pos[at], sentence.morphs[at] = "ADJ", "Degree=Cmp" if word.endswith("er") else "Degree=Pos"


def _harmonise_relation(sentence: Sentence, at: int) -> None:
    dep = sentence.deps[at]
    sentence.deps[at] = RELATIONS.get(dep, dep)
    word = sentence.words[at].lower()
    if dep == "expl" and word == "es" and not _has_subject(sentence, sentence.heads[at]):
        sentence.deps[at] = "nsubj"
    if dep == "cc" and word in {"als", "wie"}:  # comparison, which PUD takes for coordination
        sentence.deps[at] = "case"
        sentence.pos[at] = "ADP" if word == "als" else "CCONJ"


def _has_subject(sentence: Sentence, head: int) -> bool:
    return any(h == head and d.startswith(("nsubj", "csubj")) for h, d in zip(sentence.heads, sentence.deps, strict=True))


def _harmonised_features(sentence: Sentence, at: int) -> str:
    features = dict(part.split("=", 1) for part in sentence.morphs[at].split("|") if part)
    pos = sentence.pos[at]
    if pos in {"VERB", "AUX"} and "Foreign" not in features:
        features = _verb_features(sentence, at, features)
    elif pos == "ADV":
        features.pop("Degree", None)
    return "|".join(f"{name}={value}" for name, value in sorted(features.items(), key=lambda item: item[0].lower()))


def _verb_features(sentence: Sentence, at: int, features: dict[str, str]) -> dict[str, str]:
    if "Mood" in features:
        features["VerbForm"] = "Fin"
    elif features.get("VerbForm") == "Part" or features.get("Tense") == "Past" or _looks_like_participle(sentence.words[at]):
        features = {"VerbForm": "Part"}
    else:
        features = {"VerbForm": "Inf"}
    if sentence.pos[at] == "AUX" and sentence.lemmas[at] == "werden" and sentence.deps[at] == "aux:pass":
        features["Voice"] = "Pass"
    return features


def _looks_like_participle(word: str) -> bool:
    """No infinitive ends in -t; PUD leaves some participles without features."""
    return word.endswith("t")
