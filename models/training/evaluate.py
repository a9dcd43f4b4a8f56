"""Scores of a pipeline on the dev parts, on gold tokens.

python models/training/evaluate.py --corpora ../shared/corpora --model models/de_lagebild
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import spacy
from corpora import Gold, load_gold
from sentence import Sentence
from spacy.language import Language
from spacy.tokens import Doc

from docs import spans

RELATIONS = ("nsubj", "obj", "obl", "nmod", "ccomp", "xcomp", "conj", "parataxis", "aux", "mark")
SENTENCES_A_TEXT = 4


def f1(right: int, found: int, wanted: int) -> float:
    """F1 in percent."""
    return 200 * right / max(1, found + wanted)


def evaluate_pipeline(nlp: Language, gold: Gold) -> dict[str, float]:
    """All scores, in percent."""
    return {**syntax_scores(nlp, gold.syntax_dev), **ner_scores(nlp, gold.ner_dev)}


def syntax_scores(nlp: Language, sentences: list[Sentence]) -> dict[str, float]:
    """Token accuracies, F1 of Mood=Sub, attachment, F1 of sentence boundaries; the sentences are joined into texts of four."""
    count: Counter[str] = Counter()
    for at in range(0, len(sentences), SENTENCES_A_TEXT):
        text = sentences[at : at + SENTENCES_A_TEXT]
        doc = _annotated(nlp, [word for sentence in text for word in sentence.words], skip=("ner",))
        offset = 0
        starts = set()
        for sentence in text:
            starts.add(offset)
            for number in range(len(sentence.words)):
                _count_token(count, doc[offset + number], sentence, number, offset)
            offset += len(sentence.words)
        found = {sent.start for sent in doc.sents}
        count.update(sents_right=len(found & starts), sents_found=len(found), sents_wanted=len(starts))
    total = max(1, count["tokens"])
    scores = {name: 100 * count[name] / total for name in ("TAG", "POS", "MORPH", "LEMMA", "UAS", "LAS")}
    scores["Mood=Sub F"] = f1(count["sub_right"], count["sub_found"], count["sub_wanted"])
    scores["sentences F"] = f1(count["sents_right"], count["sents_found"], count["sents_wanted"])
    for relation in RELATIONS:
        scores[f"LAS {relation} F"] = f1(count[f"{relation} right"], count[f"{relation} found"], count[f"{relation} wanted"])
    return scores


def _annotated(nlp: Language, words: list[str], skip: tuple[str, ...] = ()) -> Doc:
    doc = Doc(nlp.vocab, words=words)
    for name, component in nlp.pipeline:
        if name not in skip:
            doc = component(doc)
    return doc


def _count_token(count: Counter[str], token: spacy.tokens.Token, gold: Sentence, number: int, offset: int) -> None:
    features = set(gold.morphs[number].split("|")) - {""}
    predicted = set(str(token.morph).split("|")) - {""}
    dep = "ROOT" if token.dep_ == "ROOT" else token.dep_
    attached = token.head.i - offset == gold.heads[number]
    count["tokens"] += 1
    count["TAG"] += token.tag_ == gold.tags[number]
    count["POS"] += token.pos_ == gold.pos[number]
    count["MORPH"] += predicted == features
    count["LEMMA"] += token.lemma_ == gold.lemmas[number]
    count["UAS"] += attached
    count["LAS"] += attached and dep == gold.deps[number]
    sub, wanted = "Mood=Sub" in predicted, "Mood=Sub" in features
    count.update(sub_right=sub and wanted, sub_found=sub, sub_wanted=wanted)
    count[f"{dep} found"] += 1
    count[f"{gold.deps[number]} wanted"] += 1
    count[f"{dep} right"] += attached and dep == gold.deps[number]


def ner_scores(nlp: Language, sentences: list[Sentence]) -> dict[str, float]:
    """Precision, recall, F1 of exact spans, and F1 a label; each sentence is a text, as in the corpus."""
    count: Counter[str] = Counter()
    for sentence in sentences:
        doc = nlp.get_pipe("ner")(Doc(nlp.vocab, words=sentence.words))
        found = {(ent.label_, ent.start, ent.end) for ent in doc.ents}
        wanted = set(spans(sentence.ents or []))
        for name, part in (("right", found & wanted), ("found", found), ("wanted", wanted)):
            count[name] += len(part)
            count.update(f"{label} {name}" for label, *_ in part)
    scores = {
        "NER P": 100 * count["right"] / max(1, count["found"]),
        "NER R": 100 * count["right"] / max(1, count["wanted"]),
        "NER F": f1(count["right"], count["found"], count["wanted"]),
    }
    for label in ("PER", "LOC", "ORG"):
        scores[f"NER {label} F"] = f1(count[f"{label} right"], count[f"{label} found"], count[f"{label} wanted"])
    return scores


def score_table(scores: dict[str, float]) -> str:
    """The scores as a Markdown table."""
    return "\n".join(["| score | dev |", "| --- | ---: |", *(f"| {name} | {value:.1f} |" for name, value in scores.items())])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    args = parser.parse_args()
    scores = evaluate_pipeline(spacy.load(args.model), load_gold(args.corpora))
    print(json.dumps(scores, indent=1) if args.json else score_table(scores))


if __name__ == "__main__":
    main()
