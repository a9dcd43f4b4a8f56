"""Put the two students together, fill in the meta data, write the pipeline and its manifest of checksums."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import spacy
from spacy.language import Language

SOURCES = [
    {"name": "UD German GSD", "url": "https://universaldependencies.org/treebanks/de_gsd", "license": "CC BY-SA 4.0"},
    {"name": "UD German PUD", "url": "https://universaldependencies.org/treebanks/de_pud", "license": "CC BY-SA 3.0"},
    {"name": "GermEval 2014 (NoSta-D)", "url": "https://sites.google.com/site/germeval2014ner", "license": "CC BY 4.0"},
    {"name": "SmartData Corpus", "url": "https://github.com/DFKI-NLP/smartdata-corpus", "license": "CC BY 4.0"},
    {"name": "MobIE", "url": "https://github.com/DFKI-NLP/MobIE", "license": "CC BY 4.0"},
    {"name": "German LER", "url": "https://github.com/elenanereiss/Legal-Entity-Recognition", "license": "CC BY 4.0"},
    {"name": "Wikipedia (German)", "url": "https://de.wikipedia.org", "license": "CC BY-SA"},
    {"name": "Klexikon", "url": "https://klexikon.zum.de", "license": "CC BY-SA"},
    {"name": "Deutscher Bundestag, Plenarprotokolle", "url": "https://www.bundestag.de", "license": "official works, § 5 UrhG"},
    {"name": "ParlaMint-AT 4.1", "url": "https://www.clarin.si/repository/xmlui", "license": "CC BY 4.0"},
]


def assemble(syntax: Path, ner: Path, out: Path, *, version: str) -> Language:
    """The finished pipeline: the syntax student with the other's `ner`; written to `out`, with `<out>.sha256.json` beside it."""
    nlp = spacy.load(syntax)
    nlp.add_pipe("ner", source=spacy.load(ner))
    nlp.meta.update(
        {
            "name": "lagebild",
            "version": version,
            "description": "German news: STTS tags, UD morphology and dependencies, lemmas, persons, places and organisations",
            "author": "Lagebild maintainers",
            "license": "CC BY-SA 4.0",
            "sources": SOURCES,
        }
    )
    config = nlp.config
    config["paths"], config["initialize"]["vectors"] = dict.fromkeys(("train", "dev", "vectors", "init_tok2vec")), None
    nlp.config = config
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(fresh)
    drop_training_words(fresh, nlp)
    (fresh / "LICENSE.md").write_text(licence_text(), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    write_manifest(out)
    return spacy.load(out)


def drop_training_words(folder: Path, nlp: Language) -> None:
    """Keep in strings.json what German itself and the labels need; the words of the training texts are 2 MB that nothing looks up."""
    labels = {label for _, component in nlp.pipeline for label in getattr(component, "labels", ())}
    features = {part for label in labels for part in str(label).split("|")}
    trees = nlp.get_pipe("lemmatizer").trees
    edits = {nlp.vocab.strings[key] for at in range(len(trees)) for name, key in trees[at].items() if name in {"orig", "subst"}}
    strings = sorted({*spacy.blank(nlp.lang).vocab.strings, *map(str, labels), *features, *edits})
    (folder / "vocab" / "strings.json").write_text(json.dumps(strings, ensure_ascii=False), encoding="utf-8")


def licence_text() -> str:
    """The licence and whom it asks to name; it travels with the weights."""
    rows = [f"| [{source['name']}]({source['url']}) | {source['license']} |" for source in SOURCES]
    head = ["# Licence of this pipeline", "", "Creative Commons Attribution-ShareAlike 4.0 International (CC BY-SA 4.0),"]
    head += [
        "<https://creativecommons.org/licenses/by-sa/4.0/>. Made by the Lagebild maintainers from:",
        "",
        "| source | licence |",
        "| --- | --- |",
    ]
    return "\n".join([*head, *rows, ""])


def write_manifest(folder: Path) -> None:
    """`<folder>.sha256.json`: relative path → sha256 of every file, which the loader compares."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    folder.with_name(folder.name + ".sha256.json").write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("syntax", type=Path)
    parser.add_argument("ner", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", required=True)
    args = parser.parse_args()
    assemble(args.syntax, args.ner, args.out, version=args.version)


if __name__ == "__main__":
    main()
