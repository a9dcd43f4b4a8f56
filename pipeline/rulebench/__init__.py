"""The researchers' bench: check packs against their examples, try a sentence, start a pack, count hits, compare two sets of rules.

Plain functions that return data; `pipeline.cli_rules` prints it. spaCy and the store are imported where a function needs them.
"""
