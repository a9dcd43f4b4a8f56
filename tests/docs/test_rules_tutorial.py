"""The tutorial in docs/RULES.md, walked through command by command: what it shows is what one gets.

Blocks: `console` holds commands and their whole output („…“ stands for anything); `diff` changes lines of the pack; a `text` block that
begins with a `file:` comment is an article.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

DOCUMENT = Path(__file__).parents[2] / "docs" / "RULES.md"
PACK = Path("my-rules/my_rules.toml")


def tutorial() -> str:
    return DOCUMENT.read_text(encoding="utf-8").split("## Write your first matcher rule")[1].split("\n## ")[0]


def blocks(text: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        yield match[1], match[2]


def shown(line: str) -> re.Pattern[str]:
    """A documented line as a pattern; how many spaces stand between columns does not count."""
    parts = (re.sub(r"(?:\\ ){2,}", r" +", re.escape(part)) for part in line.rstrip().split("…"))
    return re.compile(".*".join(parts) + r" *")


def check_output(wanted: str, output: str, command: str) -> None:
    """Each documented line is the next line of the output; a line „…“ stands for any number of lines."""
    lines, at, anywhere = output.rstrip("\n").split("\n"), 0, False
    for line in wanted.rstrip("\n").split("\n"):
        if line == "…":
            anywhere = True
            continue
        while anywhere and at < len(lines) and not shown(line).fullmatch(lines[at]):
            at += 1
        assert at < len(lines), f"$ {command}\nmissing: {line}\nin:\n{output}"
        assert shown(line).fullmatch(lines[at]), f"$ {command}\nwanted: {line}\ngot:    {lines[at]}\nin:\n{output}"
        at, anywhere = at + 1, False
    assert anywhere or at == len(lines), f"$ {command}\nnot in the document:\n" + "\n".join(lines[at:])


def apply_diff(diff: str) -> None:
    text = PACK.read_text(encoding="utf-8")
    lines = diff.splitlines()
    for old, new in zip(lines[::2], lines[1::2], strict=True):
        assert (old[0], new[0]) == ("-", "+")
        assert text.count(f"{old[1:]}\n") == 1, f"no such line in the pack: {old[1:]}"
        text = text.replace(f"{old[1:]}\n", f"{new[1:]}\n")
    PACK.write_text(text, encoding="utf-8")


def run_console(block: str) -> None:
    commands = re.split(r"^\$ ", block, flags=re.M)[1:]
    for entry in commands:
        command, _, wanted = entry.partition("\n")
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        check_output(wanted, result.output, command)


def test_the_tutorial_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAGEBILD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LAGEBILD_MODEL", "de_lagebild")
    steps = list(blocks(tutorial()))
    assert [kind for kind, _ in steps].count("console") >= 7
    for kind, block in steps:
        if kind == "console":
            run_console(block)
        elif kind == "diff":
            apply_diff(block)
        elif named := re.match(r"<!-- file: (\S+) -->\n", block):
            path = Path(named[1])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block[named.end() :], encoding="utf-8")
    final = CliRunner().invoke(app, ["rules", "check", "--rules", "my-rules", "--rule", "my_rules.first_rule"])
    assert final.exit_code == 0
    assert re.search(r"3 of 3 pass +2 of 2 pass +0 known", final.output)


def test_the_excerpt_is_what_the_template_holds(tmp_path: Path) -> None:
    from pipeline.rulebench.template import new_pack

    written = new_pack("my_rules", tmp_path).read_text(encoding="utf-8")
    excerpt = next(block for kind, block in blocks(tutorial()) if kind == "text")
    entries = [line.strip() for line in excerpt.splitlines() if line.startswith("  {")]
    assert entries
    assert [e for e in entries if e not in written] == []


def test_every_key_attribute_and_function_is_documented() -> None:
    from pipeline.engine import FUNCTIONS
    from pipeline.patterns import TEXT_ATTRIBUTES, VALUE_OPERATORS
    from pipeline.rulepack import PACK_KEYS, Rule

    text = DOCUMENT.read_text(encoding="utf-8")
    keys = {f.alias or name for name, f in Rule.model_fields.items()}
    names = {*keys, *(PACK_KEYS - {"rule"}), *TEXT_ATTRIBUTES, *FUNCTIONS, *(o for o in VALUE_OPERATORS if not o.startswith("FUZZY"))}
    assert [n for n in sorted(names) if not re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text)] == []
