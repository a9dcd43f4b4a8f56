"""Readers of the open corpora: every reader yields `Sentence`s, whatever the file format."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harmonise import harmonise
from sentence import Sentence

GERMEVAL_DEV_SENTENCES = 600  # the last sentences of germeval2014-test-first-part.tsv: our dev part, never trained on
GSD_DEV_SENTENCES = 200  # the last sentences of de_gsd-ud-test-first-part.conllu: likewise

GERMEVAL_LABELS = {"PER": "PER", "LOC": "LOC", "ORG": "ORG"}  # OTH, …deriv and …part are no names of actors or places
LER_LABELS = {
    "PER": "PER",
    "RR": "PER",
    "AN": "PER",
    "LD": "LOC",
    "ST": "LOC",
    "LDS": "LOC",
    "ORG": "ORG",
    "UN": "ORG",
    "INN": "ORG",
    "GRT": "ORG",
}


def read_conllu(path: Path, *, stts: bool) -> list[Sentence]:
    """Read a UD treebank; `stts` says whether its XPOS column holds STTS tags (GSD's does, PUD's does not)."""
    sentences = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        sentences.append(_sentence_from_rows(_merge_multiword_tokens([row for row in rows if "." not in row[0]]), stts=stts))
    return sentences


def _merge_multiword_tokens(rows: list[list[str]]) -> list[list[str]]:
    """One row per orthographic token: `im` is one token with tag APPRART, the preposition's lemma and relation, the article's features."""
    merged: list[list[str]] = []
    new_id: dict[str, int] = {}
    skip: dict[str, list[str]] = {}
    for row in rows:
        if "-" in row[0]:
            first, last = (int(part) for part in row[0].split("-"))
            skip = {str(number): row for number in range(first, last + 1)}
            continue
        if row[0] in skip and row[0] != skip[row[0]][0].split("-")[0]:
            new_id[row[0]] = len(merged)  # the article: folded into the preposition before it
            merged[-1][5] = row[5] if merged[-1][5] == "_" else merged[-1][5]
            continue
        row = list(row)
        if row[0] in skip:
            row[1], row[4] = skip[row[0]][1], "APPRART"
        merged.append(row)
        new_id[row[0]] = len(merged)
    for row in merged:
        row[6] = str(new_id[row[6]]) if row[6] != "0" else "0"
    for number, row in enumerate(merged, 1):
        row[0] = str(number)
    return merged


def _sentence_from_rows(rows: list[list[str]], *, stts: bool) -> Sentence:
    return Sentence(
        words=[row[1] for row in rows],
        tags=[row[4] if row[4] != "_" else "" for row in rows] if stts else None,
        pos=[row[3] for row in rows],
        morphs=[row[5] if row[5] != "_" else "" for row in rows],
        lemmas=[row[2] if row[2] != "_" or row[1] == "_" else "" for row in rows],
        heads=[int(row[6]) - 1 if row[6] != "0" else number for number, row in enumerate(rows)],
        deps=["ROOT" if row[6] == "0" else row[7] for row in rows],
    )


def read_germeval(path: Path) -> list[Sentence]:
    """Read GermEval 2014 (outer spans only)."""
    return [
        Sentence(words=[row[1] for row in rows], ents=_mapped_bio([row[2] for row in rows], GERMEVAL_LABELS))
        for rows in _blocks(path.read_text(encoding="utf-8").splitlines(), "\t")
    ]


def read_ler(path: Path) -> list[Sentence]:
    """Read the legal entity corpus: two columns, token and BIO tag."""
    return [
        Sentence(words=[row[0] for row in rows], ents=_mapped_bio([row[-1] for row in rows], LER_LABELS))
        for rows in _blocks(path.read_text(encoding="utf-8").splitlines(), " ")
    ]


def read_mobie(path: Path) -> list[Sentence]:
    """Read MobIE's CoNLL files from their zip (tweets and traffic news)."""
    sentences = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            lines = io.TextIOWrapper(archive.open(name), encoding="utf-8").read().splitlines()
            for rows in _blocks([line for line in lines if not line.startswith("-DOCSTART-")], "\t"):
                words = [row[0] for row in rows]
                sentences.append(Sentence(words=words, ents=_mapped_bio([_coarse(row[-1]) for row in rows], GERMEVAL_LABELS)))
    return sentences


def _coarse(tag: str) -> str:
    """MobIE's and SmartData's fine types as PER, LOC, ORG; everything else (dates, triggers, positions) is no name."""
    prefix, _, label = tag.partition("-")
    label = label.lower().replace("_", "-")
    if label == "person":
        return f"{prefix}-PER"
    if label.startswith("location") and label != "location-route":
        return f"{prefix}-LOC"
    if label.startswith("organization"):
        return f"{prefix}-ORG"
    return "O"


def read_smartdata(path: Path) -> list[Sentence]:
    """Read SmartData's JSON stream (one object after another, gzipped)."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return [sentence for document in _json_stream(text) for sentence in _smartdata_sentences(document)]


def _json_stream(text: str) -> Iterator[dict[str, Any]]:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        document, at = decoder.raw_decode(text, at)
        yield document


def _smartdata_sentences(document: dict[str, Any]) -> Iterator[Sentence]:
    text = document["text"]["string"]
    for sentence in document["sentences"]["array"]:
        tokens = [token for token in sentence["tokens"]["array"] if text[token["span"]["start"] : token["span"]["end"]].strip()]
        words = [text[token["span"]["start"] : token["span"]["end"]] for token in tokens]
        if 3 <= len(words) <= 120 and not any(" " in word for word in words):
            tags = [_coarse((token["ner"] or {}).get("string") or "O") for token in tokens]
            yield Sentence(words=words, ents=_mapped_bio(tags, GERMEVAL_LABELS))


def _blocks(lines: Iterable[str], separator: str) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith("#\t"):
            continue
        if line.strip():
            rows.append(line.split(separator))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _mapped_bio(tags: list[str], labels: dict[str, str]) -> list[str]:
    """Map labels, drop the others, and repair an I- that follows nothing."""
    mapped: list[str] = []
    for tag in tags:
        prefix, _, label = tag.strip().partition("-")
        if label not in labels:
            mapped.append("O")
            continue
        continues = prefix == "I" and bool(mapped) and mapped[-1][2:] == labels[label]
        mapped.append(f"{'I' if continues else 'B'}-{labels[label]}")
    return mapped


@dataclass
class Gold:
    """The gold data, split: what is trained on and what scores are reported on."""

    syntax_train: list[Sentence]
    syntax_dev: list[Sentence]
    ner_train: list[Sentence]
    ner_dev: list[Sentence]
    ner_other: list[Sentence]  # other domains than GermEval's: sampled, never used for scores


def load_gold(corpora: Path, extra_ner: Iterable[Path] = (), extra_ud: Iterable[Path] = ()) -> Gold:
    """Read everything below `corpora`; `extra_ner` are more GermEval files, `extra_ud` more CoNLL-U files with STTS tags."""
    syntax, ner = corpora / "syntax", corpora / "ner"
    gsd_test = read_conllu(syntax / "de_gsd-ud-test-first-part.conllu", stts=True)
    germeval_test = read_germeval(ner / "germeval2014-test-first-part.tsv")
    syntax_train = read_conllu(syntax / "de_gsd-ud-dev.conllu", stts=True) + gsd_test[:-GSD_DEV_SENTENCES]
    syntax_train += harmonise(read_conllu(syntax / "de_pud-ud-test.conllu", stts=False), model=list(syntax_train))
    ner_train = read_germeval(ner / "germeval2014-dev.tsv") + germeval_test[:-GERMEVAL_DEV_SENTENCES]
    for path in extra_ud:
        syntax_train += read_conllu(path, stts=True)
    for path in extra_ner:
        ner_train += read_germeval(path)
    other = [sentence for part in ("dev", "test") for sentence in read_smartdata(ner / f"smartdata-v3-{part}.json.gz")]
    other += read_mobie(ner / "mobie-conll03.zip")[::8]
    other += (read_ler(ner / "ler-dev.conll") + read_ler(ner / "ler-test.conll"))[::10]
    return Gold(
        syntax_train=syntax_train,
        syntax_dev=gsd_test[-GSD_DEV_SENTENCES:],
        ner_train=ner_train,
        ner_dev=germeval_test[-GERMEVAL_DEV_SENTENCES:],
        ner_other=other,
    )
