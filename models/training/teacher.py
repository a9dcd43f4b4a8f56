"""Optional stage: train the teacher on the gold data and save it. Needs PyTorch; about 20 minutes on one core.

python models/training/teacher.py --corpora ../shared/corpora --vectors WORK/vectors --out WORK/teacher-0.pt --seed 0
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
import torch
from corpora import load_gold
from sentence import Sentence
from spacy.vectors import Vectors
from teacher_decode import best_bio, best_tree
from teacher_model import IGNORED, NER_TAGS, Encoder, Inventory, Teacher
from torch import Tensor, nn

from docs import spans, with_quote_style, with_swapped_names, without_full_stop


def train_teacher(
    syntax: list[Sentence],
    ner: list[Sentence],
    vectors: Vectors,
    *,
    seed: int,
    epochs: int,
    minutes: float,
    syntax_dev: list[Sentence] = (),
    ner_dev: list[Sentence] = (),
) -> tuple[Teacher, Encoder]:
    """Train on both tasks in turn; an epoch is one pass over the syntax data.

    Ends after `epochs` or `minutes`, whichever comes first; the learning rate falls to nearly zero by then.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    inventory = Inventory.collect(syntax, ner)
    encoder = Encoder(vectors, inventory)
    model = Teacher(inventory, vectors.shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.95), weight_decay=0.01)
    swa: dict[str, Tensor] = {}
    start = time.time()
    for epoch in range(epochs):
        names = ner + with_swapped_names(ner, rng)[: len(ner) // 3]
        ner_batches = _batches(names, rng, 700)
        for number, batch in enumerate(_batches(syntax, rng, 700)):
            progress = max((epoch + number / max(1, len(syntax) // 32)) / epochs, (time.time() - start) / 60 / minutes)
            for group in optimizer.param_groups:
                group["lr"] = 2e-3 * max(0.02, 1 - progress) * min(1.0, (epoch * 50 + number + 1) / 50)
            model.train()
            loss = syntax_loss(model, encoder, batch) + 1.5 * ner_loss(model, encoder, ner_batches[number % len(ner_batches)])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            for name, value in model.state_dict().items():  # exponential average of the weights: what is saved
                if value.is_floating_point():
                    swa[name] = value.clone() if name not in swa else swa[name].lerp_(value, 0.01)
        done = (time.time() - start) / 60 > minutes or epoch == epochs - 1
        if syntax_dev and (epoch % 5 == 4 or done):
            current = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict({**current, **swa})
            print(epoch, round(time.time() - start), float(loss.detach()), evaluate([(model, encoder)], syntax_dev, ner_dev), flush=True)
            if not done:
                model.load_state_dict(current)
        if done:
            break
    model.load_state_dict({**model.state_dict(), **swa})
    return model.eval(), encoder


def _batches(sentences: list[Sentence], rng: random.Random, words: int) -> list[list[Sentence]]:
    """Batches of about `words` words of similar length, in random order, with quotation marks and full stops varied."""
    varied = [with_quote_style(s, rng) for s in sentences if len(s.words) <= 150]
    varied = [without_full_stop(s) if rng.random() < 0.08 else s for s in varied]
    varied.sort(key=lambda s: len(s.words) + rng.random() * 6)
    batches: list[list[Sentence]] = [[]]
    for sentence in varied:
        if batches[-1] and (len(batches[-1]) + 1) * len(sentence.words) > words:
            batches.append([])
        batches[-1].append(sentence)
    rng.shuffle(batches)
    return batches


def _targets(batch: list[Sentence], longest: int, values: list[list[int]]) -> Tensor:
    target = torch.full((len(batch), longest), IGNORED)
    for row, items in enumerate(values):
        target[row, : len(items)] = torch.tensor(items)
    return target


def _entropy(scores: Tensor, target: Tensor) -> Tensor:
    return nn.functional.cross_entropy(scores.flatten(0, -2), target.flatten(), ignore_index=IGNORED)


def syntax_loss(model: Teacher, encoder: Encoder, batch: list[Sentence]) -> Tensor:
    """Tags (where the corpus has STTS), morphological factors, heads and relations."""
    inventory = model.inventory
    floret, ids, lengths = encoder.batch(batch)
    x = model(floret, ids, lengths)
    longest = x.shape[1]
    tag_ids = {tag: i for i, tag in enumerate(inventory.tags)}
    tags = _targets(batch, longest, [[tag_ids.get(t, IGNORED) for t in (s.tags or [""] * len(s.words))] for s in batch])
    loss = x.sum() * 0.0
    if bool((tags != IGNORED).any()):
        loss = loss + _entropy(model.tag_head(x), tags)
    bundles = [[inventory.factor_values(b) for b in zip(s.pos, s.morphs, strict=True)] for s in batch]
    for k, table in enumerate(model.factor_log_probs(x)):
        loss = loss + nn.functional.nll_loss(
            table.flatten(0, 1), _targets(batch, longest, [[b[k] for b in row] for row in bundles]).flatten(), ignore_index=IGNORED
        )
    heads = _targets(batch, longest, [[0 if d == "ROOT" else h + 1 for h, d in zip(s.heads, s.deps, strict=True)] for s in batch])
    blocked = torch.arange(longest + 1)[None, None] > lengths[:, None, None]
    loss = loss + _entropy(model.arc_scores(x).masked_fill(blocked, -1e9), heads)
    dep_ids = {dep: i for i, dep in enumerate(inventory.deps)}
    deps = _targets(batch, longest, [[dep_ids[d] for d in s.deps] for s in batch])
    return loss + _entropy(model.rel_scores(x, heads.clamp(min=0)), deps)


def ner_loss(model: Teacher, encoder: Encoder, batch: list[Sentence]) -> Tensor:
    """BIO cross-entropy; unknown tags (`-`) are left out."""
    x = model(*encoder.batch(batch))
    index = {tag: i for i, tag in enumerate(NER_TAGS)}
    return _entropy(model.ner_head(x), _targets(batch, x.shape[1], [[index.get(t, IGNORED) for t in s.ents or []] for s in batch]))


@dataclass
class Annotated:
    """What the teacher says of one sentence, and how sure it is of each token (probabilities)."""

    sentence: Sentence
    tag_sure: list[float]
    morph_sure: list[float]
    arc_sure: list[float]
    name_sure: list[float]


@torch.inference_mode()
def annotate(models: list[tuple[Teacher, Encoder]], words: list[list[str]]) -> list[Annotated]:
    """Annotate tokenised sentences with the ensemble's mean (all trained on the same syntax data, so that their labels agree)."""
    inventory = models[0][0].inventory
    blank = [Sentence(words=w) for w in words]
    batches = [(model, encoder.batch(blank)) for model, encoder in models]
    encoded = [(model, model(*batch)) for model, batch in batches]
    lengths = batches[0][1][2]
    tags = _mean([m.tag_head(x).log_softmax(-1) for m, x in encoded]).softmax(-1).max(-1)
    bundles = _mean([m.bundle_scores(x) for m, x in encoded]).softmax(-1).max(-1)
    names = _mean([m.ner_head(x).log_softmax(-1) for m, x in encoded]).log_softmax(-1).numpy()
    blocked = torch.arange(int(lengths.max()) + 1)[None, None] > lengths[:, None, None]
    arcs = _mean([m.arc_scores(x).masked_fill(blocked, -1e9).log_softmax(-1) for m, x in encoded]).numpy()
    heads = torch.zeros(arcs.shape[:2], dtype=torch.int64)
    for row, sentence in enumerate(blank):
        n = len(sentence.words)
        heads[row, :n] = torch.tensor(best_tree(np.vstack([np.zeros(n + 1), arcs[row, :n, : n + 1]])))
    rels = _mean([m.rel_scores(x, heads).log_softmax(-1) for m, x in encoded])
    rels[..., inventory.deps.index("ROOT")] = -1e9
    best_rels = rels.argmax(-1)
    results = []
    for row, sentence in enumerate(blank):
        n = len(sentence.words)
        head_list = heads[row, :n].tolist()
        chosen = bundles.indices[row, :n].tolist()
        bio = best_bio(names[row, :n], NER_TAGS)
        sentence.tags = [inventory.tags[t] for t in tags.indices[row, :n].tolist()]
        sentence.pos, sentence.morphs = [inventory.bundles[b][0] for b in chosen], [inventory.bundles[b][1] for b in chosen]
        sentence.heads = [h - 1 if h else at for at, h in enumerate(head_list)]
        sentence.deps = ["ROOT" if h == 0 else inventory.deps[r] for h, r in zip(head_list, best_rels[row, :n].tolist(), strict=True)]
        sentence.ents = [NER_TAGS[t] for t in bio]
        results.append(
            Annotated(
                sentence=sentence,
                tag_sure=tags.values[row, :n].tolist(),
                morph_sure=bundles.values[row, :n].tolist(),
                arc_sure=[float(np.exp(arcs[row, at, h])) for at, h in enumerate(head_list)],
                name_sure=[float(np.exp(names[row, at, t])) for at, t in enumerate(bio)],
            )
        )
    return results


def _mean(scores: list[Tensor]) -> Tensor:
    return torch.stack(scores).mean(0)


def evaluate(models: list[tuple[Teacher, Encoder]], syntax: list[Sentence], ner: list[Sentence]) -> dict[str, float]:
    """Accuracies on dev, in percent."""
    for model, _ in models:
        model.eval()
    counts = dict.fromkeys(("tag", "morph", "uas", "las"), 0)
    total = 0
    for gold in syntax:
        predicted = annotate(models, [gold.words])[0].sentence
        for at in range(len(gold.words)):
            total += 1
            counts["tag"] += predicted.tags[at] == gold.tags[at]
            counts["morph"] += predicted.morphs[at] == gold.morphs[at]
            attached = predicted.heads[at] == gold.heads[at]
            counts["uas"] += attached
            counts["las"] += attached and predicted.deps[at] == gold.deps[at]
    right = found = wanted = 0
    for gold in ner:
        predicted = annotate(models, [gold.words])[0].sentence
        a, b = set(spans(predicted.ents)), set(spans(gold.ents))
        right, found, wanted = right + len(a & b), found + len(a), wanted + len(b)
    scores = {name: round(100 * n / max(1, total), 2) for name, n in counts.items()}
    return {**scores, "ner_p": round(100 * right / max(1, found), 2), "ner_f": round(200 * right / max(1, found + wanted), 2)}


def save(model: Teacher, path: Path) -> None:
    """Weights and inventory in one file."""
    torch.save({"inventory": vars(model.inventory), "state": model.state_dict(), "vector_size": model.project.in_features}, path)


def load(path: Path) -> Teacher:
    """What `save` wrote."""
    data = torch.load(path, weights_only=False)
    model = Teacher(Inventory(**data["inventory"]), data["vector_size"])
    model.load_state_dict(data["state"])
    return model.eval()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True, help="a spaCy pipeline with the floret vectors")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--extra-ner", type=Path, nargs="*", default=[])
    parser.add_argument("--extra-ud", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    torch.set_num_threads(1)
    gold = load_gold(args.corpora, args.extra_ner, args.extra_ud)
    vectors = spacy.load(args.vectors).vocab.vectors
    rng = random.Random(args.seed)
    ner = gold.ner_train + rng.sample(gold.ner_other, min(1200, len(gold.ner_other)))
    model, _ = train_teacher(
        gold.syntax_train,
        ner,
        vectors,
        seed=args.seed,
        epochs=args.epochs,
        minutes=args.minutes,
        syntax_dev=gold.syntax_dev,
        ner_dev=gold.ner_dev,
    )
    save(model, args.out)


if __name__ == "__main__":
    main()
