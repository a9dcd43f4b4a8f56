"""Rules and lists that the docs show can be written down and used as they stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.rulepack import read_rules
from tests.docs.blocks import ROOT, blocks

HEAD = 'schema = 1\npack = "{pack}"\nlanguage = "de"\n\n'


@pytest.mark.parametrize(
    ("document", "begin", "file", "head"),
    [
        pytest.param("DATES.md", "[[rule]]", "mine.toml", HEAD.format(pack="dates"), id="a rule for dates"),
        pytest.param("ACTORS.md", "name,aliases,", "lists/actor_base.csv", "", id="corrections of actors"),
        pytest.param("RULES.md", "# In unseren Texten", "lists/actor_firms.remove.csv", "", id="a firm less"),
    ],
)
def test_it_loads(document: str, begin: str, file: str, head: str, tmp_path: Path) -> None:
    (shown,) = (block for block in blocks(ROOT / "docs" / document, "text") if block.startswith(begin))
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + shown, encoding="utf-8")
    before, _ = read_rules()
    rules, errors = read_rules([tmp_path])
    assert errors == []
    assert rules.digest != before.digest
