"""Make silver data: keep what is certain, correct what German morphology decides, take majorities over the corpus.

- tags: kept where HanTa agrees or the teacher is nearly certain
- lemmas: from the treebanks' closed classes; elsewhere where HanTa and simplemma agree (97 to 99 % right on GSD), or the more reliable one
- Konjunktiv: a finite form in -e that is the infinitive less its -n, in a sentence without „ich“,
  is Konjunktiv I; „hätte“, „wäre“ … are Konjunktiv II
- gender: the majority over the corpus of a noun's predicted genders
- names: spans on which two of three annotators agree; disputed ones after the majority of the agreed ones, else left missing
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sentence import Sentence

from docs import spans

KONJUNKTIV_II = {
    "wäre", "hätte", "würde", "könnte", "müsste", "müßte", "dürfte", "möchte", "käme", "gäbe", "ginge", "ließe", "stünde", "bräuchte",
    "fände", "täte", "wüsste", "wüßte", "nähme", "sähe", "läge", "bliebe", "hielte", "fiele", "liefe", "spräche", "träfe", "zöge", "träte",
}  # fmt: skip
OPEN_CLASSES = {"NOUN", "VERB", "ADJ", "PROPN", "AUX", "ADV"}
TAG_SURE, MORPH_SURE, ARC_SURE = 0.97, 0.55, 0.75


@dataclass
class External:
    """HanTa's answer for one sentence."""

    lemmas: list[str]
    tags: list[str]


def stts_of_hanta(tag: str) -> str:
    """HanTa writes VV(FIN), NNA, NNI; STTS as in GSD writes VVFIN, NN."""
    if len(tag) > 3:
        tag = tag.replace("(", "").replace(")", "")
    return {"NNA": "NN", "NNI": "NN", "PROAV": "PAV"}.get(tag, tag)


class Lexicon:
    """Lemmas of closed-class forms, and of open-class forms that the treebanks agree on."""

    def __init__(self, gold: Iterable[Sentence]) -> None:
        seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for sentence in gold:
            for word, pos, lemma in zip(sentence.words, sentence.pos or [], sentence.lemmas or [], strict=True):
                seen[self._key(word, pos)][lemma] += 1
        self._lemmas = {key: counts.most_common(1)[0] for key, counts in seen.items()}

    @staticmethod
    def _key(word: str, pos: str) -> tuple[str, str]:
        return (word if pos in {"NOUN", "PROPN"} else word.lower(), pos)

    def lemma(self, word: str, pos: str, at_least: int = 1) -> str | None:
        """The most frequent lemma, if the form was seen `at_least` so often."""
        lemma, n = self._lemmas.get(self._key(word, pos), ("", 0))
        return lemma if n >= at_least else None


def silver_lemma(word: str, pos: str, hanta: str, simplemma: Callable[[str], str], lexicon: Lexicon) -> str:
    """The lemma, or the empty string where the sources disagree."""
    if pos == "PUNCT" or not any(c.isalpha() for c in word):
        return word
    known = lexicon.lemma(word, pos, 1 if pos not in OPEN_CLASSES else 2)
    if known is not None:
        return known
    if pos not in OPEN_CLASSES:
        return word.lower()
    other = simplemma(word)
    if pos == "ADJ" and hanta.endswith("en") and not word.lower().startswith(hanta.lower()):
        return ""  # a participle traced to its verb: GSD's lemma is the adjective
    if pos == "VERB" and not hanta.endswith("n"):
        return other if other.endswith("n") else ""
    if hanta == other:
        return hanta if pos in {"NOUN", "PROPN"} or hanta.islower() else hanta.lower()
    if pos in {"VERB", "AUX"}:
        return hanta
    return word if pos == "PROPN" else ""


def correct_mood(sentence: Sentence, lemmas: list[str]) -> None:
    """Write Konjunktiv where the form leaves no choice."""
    first_person = any(word.lower() == "ich" for word in sentence.words)
    for at, word in enumerate(sentence.words):
        if sentence.pos[at] not in {"VERB", "AUX"} or not sentence.tags[at].endswith("FIN"):
            continue
        form, features = word.lower(), _features(sentence.morphs[at])
        if form in {"sei", "seien"} and at > 0:
            features |= {"Mood": "Sub", "Tense": "Pres", "Number": "Plur" if form == "seien" else "Sing", "VerbForm": "Fin"}
        elif form.removesuffix("n") in KONJUNKTIV_II:
            features |= {"Mood": "Sub", "Tense": "Past", "Number": "Plur" if form.endswith("n") else "Sing", "VerbForm": "Fin"}
        elif form.endswith("e") and lemmas[at].endswith(form + "n") and not first_person and at > 0:
            features |= {"Mood": "Sub", "Tense": "Pres", "Number": "Sing", "Person": "3", "VerbForm": "Fin"}
        else:
            continue
        features.setdefault("Person", "3")
        sentence.morphs[at] = _joined(features)


def correct_adverbs(sentence: Sentence, hanta_tags: list[str]) -> None:
    """An adjective used as an adverb (ADJD for both taggers) is ADJ with a degree, as in GSD."""
    for at, word in enumerate(sentence.words):
        if sentence.pos[at] == "ADV" and sentence.tags[at] == hanta_tags[at] == "ADJD":
            sentence.pos[at], sentence.morphs[at] = "ADJ", "Degree=Cmp" if word.endswith("er") else "Degree=Pos"


def _features(morph: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in morph.split("|") if part)


def _joined(features: dict[str, str]) -> str:
    return "|".join(f"{name}={value}" for name, value in sorted(features.items(), key=lambda item: item[0].lower()))


# article endings → the (case, gender or Plur) they stand for; what is not here says nothing
ARTICLES = {
    "der": {("Nom", "Masc"), ("Gen", "Fem"), ("Dat", "Fem"), ("Gen", "Plur")},
    "die": {("Nom", "Fem"), ("Acc", "Fem"), ("Nom", "Plur"), ("Acc", "Plur")},
    "das": {("Nom", "Neut"), ("Acc", "Neut")},
    "des": {("Gen", "Masc"), ("Gen", "Neut")},
    "dem": {("Dat", "Masc"), ("Dat", "Neut")},
    "den": {("Acc", "Masc"), ("Dat", "Plur")},
    "ein": {("Nom", "Masc"), ("Nom", "Neut"), ("Acc", "Neut")},
    "eine": {("Nom", "Fem"), ("Acc", "Fem")},
    "eines": {("Gen", "Masc"), ("Gen", "Neut")},
    "einem": {("Dat", "Masc"), ("Dat", "Neut")},
    "einen": {("Acc", "Masc")},
    "einer": {("Gen", "Fem"), ("Dat", "Fem")},
    "im": {("Dat", "Masc"), ("Dat", "Neut")},
    "am": {("Dat", "Masc"), ("Dat", "Neut")},
    "vom": {("Dat", "Masc"), ("Dat", "Neut")},
    "zum": {("Dat", "Masc"), ("Dat", "Neut")},
    "beim": {("Dat", "Masc"), ("Dat", "Neut")},
    "zur": {("Dat", "Fem")},
    "ins": {("Acc", "Neut")},
}


def noun_genders(sentences: Iterable[Sentence]) -> dict[str, str]:
    """Noun form → gender, where at least five predictions agree to three quarters."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, pos, morph in zip(sentence.words, sentence.pos, sentence.morphs, strict=True):
            if pos == "NOUN" and "Gender=" in morph:
                seen[word][_features(morph)["Gender"]] += 1
    majority = {word: (*counts.most_common(1)[0], counts.total()) for word, counts in seen.items()}
    return {word: gender for word, (gender, n, total) in majority.items() if total >= 5 and n >= 0.75 * total}


def correct_gender(sentence: Sentence, genders: dict[str, str]) -> set[int]:
    """Give nouns and what agrees with them the corpus' gender; return the tokens that then contradict their article (to be left out)."""
    doubtful: set[int] = set()
    for at, word in enumerate(sentence.words):
        gender, features = genders.get(word), _features(sentence.morphs[at])
        if sentence.pos[at] != "NOUN" or gender is None or "Gender" not in features:
            continue
        group = [at] + [d for d in range(max(0, at - 6), at) if sentence.heads[d] == at and "Gender=" in sentence.morphs[d]]
        group = [d for d in group if d == at or sentence.deps[d] in {"det", "amod", "case"}]
        for d in group:
            sentence.morphs[d] = _joined({**_features(sentence.morphs[d]), "Gender": gender})
            allowed = ARTICLES.get(sentence.words[d].lower())
            number = features.get("Number", "Sing")
            if allowed and (features.get("Case"), "Plur" if number == "Plur" else gender) not in allowed:
                doubtful |= set(group)
    return doubtful


def name_labels(agreed: Iterable[tuple[Sentence, set[tuple[str, int, int]]]]) -> dict[str, str]:
    """Name → label, where at least two agreed spans of the string agree to four fifths on the label."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, found in agreed:
        for label, start, end in found:
            seen[" ".join(sentence.words[start:end])][label] += 1
    majority = {name: (*counts.most_common(1)[0], counts.total()) for name, counts in seen.items()}
    return {name: label for name, (label, n, total) in majority.items() if total >= 2 and n >= 0.8 * total}


def agreed_spans(annotations: list[list[str]]) -> set[tuple[str, int, int]]:
    """The spans that most annotators have."""
    votes = Counter(span for tags in annotations for span in spans(tags))
    return {span for span, n in votes.items() if 2 * n > len(annotations)}


def silver_names(words: list[str], annotations: list[list[str]], labels: dict[str, str]) -> list[str]:
    """BIO tags: what most annotators agree on, and of the disputed spans those that the corpus' majority backs; the rest is `-`.

    A word that is a name elsewhere and that no annotator marks here is left missing too.
    """
    agreed = agreed_spans(annotations)
    disputed = {span for tags in annotations for span in spans(tags)} - agreed
    tags = ["-" if word in labels else "O" for word in words]
    backed = {(label, start, end) for label, start, end in disputed if labels.get(" ".join(words[start:end])) == label}
    for _, start, end in disputed:
        tags[start:end] = ["-"] * (end - start)
    for label, start, end in sorted(agreed | backed, key=lambda span: span[1] - span[2]):  # the longest first
        if all(tag in {"O", "-"} for tag in tags[start:end]):
            tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
    return tags
