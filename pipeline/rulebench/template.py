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
pack = "{pack}"            # whose rules these are: {packs}
language = "de"
version = "1"

"""

_RULES = {
    "escalations": """\
[[rule]]
id = "{name}.first_rule"        # never used for another rule later; rows in the store carry it
title = "Frist: noch vor dem Ende von etwas"
status = "draft"                # draft while you try; stable needs two hits and two misses; retired switches it off
engine = "token"                # token: word by word; dependency: along the syntax tree; terms: the words of a list
label = "WINDOW"                # what the component takes a match for
{settings}pattern = [                     # one entry a token
  {{ LOWER = "noch", OP = "?" }},                                  # OP: ? may be absent, + one or more, * any number, {{0,3}} up to three
  {{ LOWER = "vor" }},
  {{ LOWER = {{ IN = ["dem", "der"] }} }},
  {{ LOWER = {{ IN = ["wochenende", "sommerpause", "feiertag"] }}, SLOT = "end" }},   # SLOT: a name for this stretch
]

[[rule.hits]]                   # the rule must find what [[…]] marks
text = "Die Kammer will [[noch vor der Sommerpause]] abstimmen."
expect = {{ end = "Sommerpause" }}

[[rule.hits]]
text = "[[Vor dem Wochenende]] soll das Angebot vorliegen."

[[rule.misses]]                 # the rule must find nothing here
text = "Vor dem Rathaus warteten Hunderte."
why = "Ort, keine Frist"

[[rule.misses]]
text = "Das Wochenende war sonnig."

[[rule.gaps]]                   # known failure: it should be found and is not, yet
text = "[[Ehe die Ferien beginnen]], muss das Gesetz stehen."
""",
}


class TemplateError(ValueError):
    """A pack that cannot be begun; the message says what to do."""


def new_pack(name: str, folder: Path, pack: str = "escalations") -> Path:
    """Write `folder/name.toml` and return its path.

    Raises:
        TemplateError: the name is no name for a pack, or the file is there already.
    """
    if not NAME.fullmatch(name):
        raise TemplateError(f"{name!r} is no name for a pack; use small letters a–z, digits and _, such as „my_rules“")
    if pack not in _RULES:
        raise TemplateError(f"there is no template for {pack!r}; say one of {', '.join(_RULES)}")
    path = folder / f"{name}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(
                (_HEAD + _RULES[pack]).format(
                    name=name, folder=folder, pack=pack, packs=", ".join(_RULES), settings=_SETTINGS.get(pack, "")
                )
            )
    except FileExistsError as e:
        raise TemplateError(f"{path} is there already; choose another name") from e
    return path


_SETTINGS = {"escalations": 'set = { form = "within" }       # handed to the component: how the time is counted\n'}
