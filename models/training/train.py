"""The whole recipe: open corpora in, `models/de_lagebild` out.

    python models/training/train.py --corpora ../shared/corpora --out models/de_lagebild

Stages, each skipped when its result is already in the work folder: floret vectors, teachers (PyTorch; optional), silver data (from the
teachers; or `--silver FILE`; or `--no-silver`), the two students, assembly, scores. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from pathlib import Path

import spacy
import spacy_repairs
from assemble import assemble
from corpora import Gold, load_gold
from evaluate import evaluate_pipeline, score_table
from sentence import Sentence
from spacy.cli.train import train as spacy_train
from spacy.tokens import DocBin

from docs import NER_ATTRS, SYNTAX_ATTRS, news_like, with_swapped_names, write_docbin

HERE = Path(__file__).parent
SYNTAX_GOLD_COPIES = 5  # gold is a twentieth of the silver: repeated, each time with other line breaks and quotation marks
NER_GOLD_COPIES = 4
NER_OTHER_SENTENCES = 1500
ANNOTATOR_STEPS = 800  # of the two spaCy annotators of names; they overfit soon


def run_stage(script: str, *arguments: object) -> None:
    """Run a stage as its own process, so that what it holds in memory is given back."""
    subprocess.run([sys.executable, str(HERE / script), *map(str, arguments)], check=True)


def make_silver(args: argparse.Namespace, gold: Gold, work: Path) -> Path | None:
    """The silver file: given, made earlier, made now, or none."""
    if args.no_silver:
        return None
    if args.silver:
        return args.silver
    silver = work / "silver.spacy"
    if silver.exists():
        return silver
    extra = [*_option("--extra-ner", args.extra_ner), *_option("--extra-ud", args.extra_ud)]
    teachers = [work / f"teacher-{seed}.pt" for seed in range(args.teachers)]
    for seed, teacher in enumerate(teachers):
        if not teacher.exists():
            run_stage("teacher.py", "--corpora", args.corpora, "--vectors", work / "vectors", "--out", teacher, "--seed", seed, *extra)
    write_training_data(gold, [], work, args.seed)
    annotators = [train_student("ner", work, ANNOTATOR_STEPS, seed, out=work / f"gold-ner-{seed}") for seed in (args.seed, args.seed + 1)]
    inputs = ["--corpora", args.corpora, "--vectors", work / "vectors", "--ner", *annotators, "--teachers", *teachers]
    run_stage("make_silver.py", *inputs, "--out", silver)
    return silver


def _option(name: str, paths: list[Path]) -> list[str]:
    return [name, *map(str, paths)] if paths else []


def read_silver(path: Path) -> list[Sentence]:
    """The silver sentences (one a Doc), with every layer."""
    sentences = []
    for doc in DocBin().from_disk(path).get_docs(spacy.blank("de").vocab):
        ents = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else ("O" if t.ent_iob_ == "O" else "-") for t in doc]
        sentences.append(
            Sentence(
                words=[t.text for t in doc],
                tags=[t.tag_ for t in doc],
                pos=[t.pos_ for t in doc],
                morphs=[str(t.morph) for t in doc],
                lemmas=[t.lemma_ for t in doc],
                heads=[t.head.i for t in doc],
                deps=[t.dep_ for t in doc],
                ents=ents,
            )
        )
    return sentences


def write_training_data(gold: Gold, silver: list[Sentence], work: Path, seed: int) -> None:
    """syntax-train, syntax-dev, ner-train, ner-dev as DocBins in the work folder."""
    rng = random.Random(seed)
    vocab = spacy.blank("de").vocab
    syntax = [_without(s, "ents") for s in silver]
    for _ in range(SYNTAX_GOLD_COPIES if silver else 2):
        syntax += gold.syntax_train
    rng.shuffle(syntax)
    write_docbin(news_like(syntax, rng), vocab, str(work / "syntax-train.spacy"), SYNTAX_ATTRS)
    write_docbin(_fours(gold.syntax_dev), vocab, str(work / "syntax-dev.spacy"), SYNTAX_ATTRS)
    write_final_data(gold, silver, work, rng)
    names = [Sentence(words=s.words, ents=s.ents) for s in silver]
    for _ in range(NER_GOLD_COPIES if silver else 2):
        names += gold.ner_train
    names += with_swapped_names(gold.ner_train, rng) + rng.sample(gold.ner_other, min(NER_OTHER_SENTENCES, len(gold.ner_other)))
    rng.shuffle(names)
    write_docbin(news_like(names, rng, longest=3, breaks=0.15), vocab, str(work / "ner-train.spacy"), NER_ATTRS)
    write_docbin(([s] for s in gold.ner_dev), vocab, str(work / "ner-dev.spacy"), NER_ATTRS)


def write_final_data(gold: Gold, silver: list[Sentence], work: Path, rng: random.Random) -> None:
    """syntax-final-train: half of the silver against more copies of the gold, twice as many of GSD, whose conventions count."""
    mixed = [_without(s, "ents") for s in rng.sample(silver, len(silver) // 2)]
    for sentence in gold.syntax_train:
        mixed += [sentence] * (6 if sentence.tags else 3)
    rng.shuffle(mixed)
    write_docbin(news_like(mixed, rng), spacy.blank("de").vocab, str(work / "syntax-final-train.spacy"), SYNTAX_ATTRS)


def _without(sentence: Sentence, layer: str) -> Sentence:
    return Sentence(**{name: value for name, value in vars(sentence).items() if name != layer})


def _fours(sentences: list[Sentence]) -> list[list[Sentence]]:
    """Dev texts of four sentences, so that sentence boundaries are scored too."""
    return [sentences[at : at + 4] for at in range(0, len(sentences), 4)]


def train_student(name: str, work: Path, steps: int, seed: int, out: Path | None = None, student: Path | None = None) -> Path:
    """Train `syntax`, `syntax-final` (which starts from `student`) or `ner` with its config; returns the best pipeline's folder."""
    out = out or work / f"student-{name}"
    if not (out / "model-last").exists():
        overrides = {
            "paths.train": str(work / f"{name}-train.spacy"),
            "paths.dev": str(work / f"{name.removesuffix('-final')}-dev.spacy"),
            "paths.vectors": str(work / "vectors"),
            "training.max_steps": steps,
            "system.seed": seed,
        }
        if student:
            overrides["paths.student"] = str(student)
        spacy_train(HERE / "configs" / f"{name}.cfg", out, overrides=overrides)
    return out / "model-best"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="the corpora's folder, with ner/, syntax/ and raw/")
    parser.add_argument("--out", type=Path, default=Path("build/de_lagebild"), help="where the finished pipeline goes")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="intermediate results; kept, and reused by the next run")
    parser.add_argument("--extra-ner", type=Path, nargs="*", default=[], help="more GermEval 2014 files (its training part)")
    parser.add_argument("--extra-ud", type=Path, nargs="*", default=[], help="more CoNLL-U files with STTS tags (GSD's training part)")
    parser.add_argument("--silver", type=Path, help="a silver.spacy made earlier, perhaps on another machine")
    parser.add_argument("--no-silver", action="store_true", help="train on gold alone (quick, several points worse)")
    parser.add_argument("--teachers", type=int, default=1, help="how many teachers to train and average")
    parser.add_argument("--syntax-steps", type=int, default=4000)
    parser.add_argument("--final-steps", type=int, default=1000)
    parser.add_argument("--ner-steps", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--version", default="1.0.0", help="the version written into the pipeline's meta.json")
    args = parser.parse_args()
    spacy_repairs.apply()
    args.work.mkdir(parents=True, exist_ok=True)
    if not (args.work / "vectors").exists():
        run_stage("floret_vectors.py", "--raw", args.corpora / "raw", "--out", args.work / "vectors")
    gold = load_gold(args.corpora, args.extra_ner, args.extra_ud)
    silver = make_silver(args, gold, args.work)
    write_training_data(gold, read_silver(silver) if silver else [], args.work, args.seed)
    syntax = train_student("syntax", args.work, args.syntax_steps, args.seed)
    final = train_student("syntax-final", args.work, args.final_steps, args.seed, student=syntax)
    ner = train_student("ner", args.work, args.ner_steps, args.seed)
    scores = evaluate_pipeline(assemble(final, ner, args.out, version=args.version), gold)
    print(score_table(scores))


if __name__ == "__main__":
    main()
