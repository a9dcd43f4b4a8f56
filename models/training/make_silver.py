"""Silver stage: sample raw sentences, let teachers and HanTa annotate them, correct, write one `silver.spacy`.

python models/training/make_silver.py --corpora ../shared/corpora --vectors WORK/vectors --ner WORK/gold-ner-*/model-best \
        --teachers WORK/teacher-*.pt --out WORK/silver.spacy
"""

from __future__ import annotations

import argparse
import multiprocessing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import simplemma
import spacy
import torch
from corpora import load_gold
from HanTa.HanoverTagger import HanoverTagger
from raw import sample_raw
from sentence import Sentence
from silver import (
    ARC_SURE,
    MORPH_SURE,
    TAG_SURE,
    Lexicon,
    agreed_spans,
    correct_adverbs,
    correct_gender,
    correct_mood,
    name_labels,
    noun_genders,
    silver_lemma,
    silver_names,
    stts_of_hanta,
)
from spacy.tokens import Doc
from teacher import Annotated, annotate, load
from teacher_model import Encoder

from docs import write_docbin

BATCH_WORDS = 4000
SILVER_ATTRS = ("ORTH", "TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE", "SPACY")


def annotate_all(teachers: list[Path], vectors: Path, raw: list[list[str]]) -> list[Annotated]:
    """The teachers' annotation in the order of `raw`, batched by length."""
    torch.set_num_threads(1)
    table = spacy.load(vectors).vocab.vectors
    models = [(model, Encoder(table, model.inventory)) for model in map(load, teachers)]
    order = sorted(range(len(raw)), key=lambda at: len(raw[at]))
    results: dict[int, Annotated] = {}
    while order:
        size = max(1, BATCH_WORDS // len(raw[order[-1]]))
        batch, order = order[-size:], order[:-size]
        results.update(zip(batch, annotate(models, [raw[at] for at in batch]), strict=True))
    return [results[at] for at in range(len(raw))]


def hanta_all(raw: list[list[str]]) -> list[tuple[list[str], list[str]]]:
    """HanTa's (lemmas, STTS tags) of each sentence."""
    tagger = HanoverTagger("morphmodel_ger.pgz")
    answers = [tagger.tag_sent(words) for words in raw]
    return [([lemma for _, lemma, _ in answer], [stts_of_hanta(tag) for *_, tag in answer]) for answer in answers]


def spacy_names(ner: Path, raw: list[list[str]]) -> list[list[str]]:
    """The BIO tags of a spaCy pipeline with `ner`: another annotator of names."""
    nlp = spacy.load(ner)
    docs = nlp.get_pipe("ner").pipe((Doc(nlp.vocab, words=words) for words in raw), batch_size=128)
    return [[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc] for doc in docs]


def refine(
    annotated: list[Annotated], hanta: list[tuple[list[str], list[str]]], others: list[list[list[str]]], gold: list[Sentence]
) -> list[Sentence]:
    """Apply everything `silver` knows; drop the sentences whose tree is too uncertain."""
    names = zip((a.sentence.ents for a in annotated), *others, strict=True)
    kept = [(a, h, list(n)) for a, h, n in zip(annotated, hanta, names, strict=True) if sum(a.arc_sure) / len(a.arc_sure) >= ARC_SURE]
    genders = noun_genders(a.sentence for a, *_ in kept)
    labels = name_labels((a.sentence, agreed_spans(n)) for a, _, n in kept)
    lexicon = Lexicon(gold)
    lookup = lru_cache(maxsize=None)(lambda word: simplemma.lemmatize(word, lang="de"))
    result = []
    for a, (hanta_lemmas, hanta_tags), bios in kept:
        s = replace(a.sentence, morphs=list(a.sentence.morphs), pos=list(a.sentence.pos))
        sure = list(a.morph_sure)
        correct_mood(s, hanta_lemmas)
        correct_adverbs(s, hanta_tags)
        doubtful = correct_gender(s, genders)
        s.lemmas = [silver_lemma(w, p, h, lookup, lexicon) for w, p, h in zip(s.words, s.pos, hanta_lemmas, strict=True)]
        s.tags = [t if t == h or p >= TAG_SURE else "" for t, h, p in zip(s.tags, hanta_tags, a.tag_sure, strict=True)]
        s.ents = silver_names(s.words, bios, labels)
        for at in range(len(s.words)):
            corrected = s.morphs[at] != a.sentence.morphs[at]
            if at in doubtful or (sure[at] < MORPH_SURE and not corrected):
                s.pos[at] = s.morphs[at] = ""  # the morphologizer takes a token as unannotated only if both are empty
        result.append(s)
    return result


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--ner", type=Path, nargs="+", required=True, help="spaCy pipelines with ner: more annotators of names")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the 39,000 sentences")
    parser.add_argument("--processes", type=int, default=1)
    args = parser.parse_args()
    raw = sample_raw(args.corpora / "raw", args.seed, args.scale)
    size = -(-len(raw) // args.processes)
    parts = [raw[at : at + size] for at in range(0, len(raw), size)]
    with multiprocessing.get_context("spawn").Pool(args.processes) as pool:
        annotated = sum(pool.starmap(annotate_all, [(args.teachers, args.vectors, part) for part in parts]), [])
        hanta = sum(pool.map(hanta_all, parts), [])
    others = [spacy_names(path, raw) for path in args.ner]
    silver = refine(annotated, hanta, others, load_gold(args.corpora).syntax_train)
    write_docbin(([s] for s in silver), spacy.blank("de").vocab, str(args.out), SILVER_ATTRS)
    print(f"{len(silver)} of {len(raw)} sentences kept")


if __name__ == "__main__":
    main()
