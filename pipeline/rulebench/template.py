"""A commented pack to begin with: it passes `rules check` as it is, as a draft."""

from __future__ import annotations

import re
from pathlib import Path

NAME = re.compile(r"[a-z][a-z0-9_]*")

_HEAD = """\
# {name}: rules of our own. Use them with `--rules {folder}`; the format is explained in docs/RULES.md.
#
#   lagebild rules check --rules {folder}                    runs the examples below
#   lagebild rules try "Ein Satz." --rules {folder}          shows what matches, and with --rule ID why one does not
#   lagebild rules diff --rules {folder} --db data/lagebild.duckdb    shows what changes in the articles of a store
schema = 1
pack = "escalations"            # the component that reads these rules: dates, actors, quotes or escalations
language = "de"
version = "1"

"""

_RULE = """\
[[rule]]
id = "{name}.first_rule"        # never used for another rule later; rows in the store carry it
title = "Frist: ehe N Einheiten um sind"
status = "draft"                # draft while you try; stable needs two hits and two misses; retired switches it off
engine = "token"                # token: word by word; dependency: along the syntax tree; terms: the words of a list
label = "WINDOW"                # what the component takes a match for
set = {{ form = "within" }}       # handed to the component: here, how the time is counted
pattern = [                     # one entry a token
  {{ LOWER = {{ IN = ["ehe", "bevor"] }} }},
  {{ LOWER = "noch", OP = "?" }},             # OP: ? absent or there, + one or more, * any number, {{0,3}} up to three
  {{ LOWER = {{ REGEX = '^(\\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf)$' }}, SLOT = "amount" }},   # SLOT names it
  {{ LOWER = {{ IN_LIST = "esc_units" }}, SLOT = "amount" }},   # IN_LIST: a word of lists/esc_units.csv
  {{ LOWER = {{ IN = ["um", "vorbei", "verstrichen", "vergangen"] }} }},
  {{ LOWER = "sind" }},
]

[[rule.hits]]                   # the rule must find what [[…]] marks
text = "Die Reederei muss zahlen, [[ehe drei Tage um sind]]."
expect = {{ amount = "drei Tage" }}

[[rule.hits]]
text = "[[Bevor 48 Stunden vorbei sind]], soll der Rat entscheiden."

[[rule.misses]]                 # the rule must find nothing here
text = "Bevor drei Zeugen aussagten, war die Lage klar."
why = "keine Zeit"

[[rule.misses]]
text = "Die drei Tage sind um."

[[rule.gaps]]                   # known failure: it should be found and is not, yet
text = "Die Antwort kommt, [[ehe eine Woche um ist]]."
"""


class TemplateError(ValueError):
    """A pack that cannot be begun; the message says what to do."""


def new_pack(name: str, folder: Path) -> Path:
    """Write `folder/name.toml` and return its path.

    Raises:
        TemplateError: the name is no name for a pack, or the file is there already.
    """
    if not NAME.fullmatch(name):
        raise TemplateError(f"{name!r} is no name for a pack; use small letters a–z, digits and _, such as „my_rules“")
    path = folder / f"{name}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write((_HEAD + _RULE).format(name=name, folder=folder))
    except FileExistsError as e:
        raise TemplateError(f"{path} is there already; choose another name") from e
    return path
