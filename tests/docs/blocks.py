"""Code blocks and commands of README and docs, as their readers see them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import typer

from pipeline.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
_SPAN = re.compile(r"`(lagebild [^`\n]+)`")
_CLI: Any = typer.main.get_command(app)


def blocks(path: Path, *languages: str) -> list[str]:
    """The code blocks of a document in one of the languages, in their order."""
    return [m[2] for m in _BLOCK.finditer(path.read_text(encoding="utf-8")) if m[1] in languages]


def shell_lines(path: Path) -> list[str]:
    """The commands of its `sh` and `console` blocks without comments, in their order; `$ ` begins one in a `console` block."""
    found = []
    for m in _BLOCK.finditer(path.read_text(encoding="utf-8")):
        lines = m[2].splitlines() if m[1] == "sh" else [line[2:] for line in m[2].splitlines() if line.startswith("$ ")]
        found += [_without_comment(line) for line in lines if m[1] in ("sh", "console")]
    return [line for line in found if line]


def _without_comment(line: str) -> str:
    return re.sub(r"(^|\s+)#.*", "", line).strip()


def mentioned(path: Path) -> list[str]:
    """`lagebild …` lines of other blocks, and `lagebild …` in the running text."""
    text = path.read_text(encoding="utf-8")
    other = [line.removeprefix("$ ") for m in _BLOCK.finditer(text) if m[1] == "text" for line in m[2].splitlines()]
    return [line.strip() for line in other if line.strip().startswith("lagebild ")] + _SPAN.findall(_BLOCK.sub("", text))


def usage_error(line: str, *, whole: bool = True) -> str | None:
    """What the command line's own parser has against a `lagebild` command, before anything runs; None if nothing.

    Args:
        line: the command; what comes after a pipe, `;` or a redirection is not looked at.
        whole: it is a command to type. Else it may be a mention (`lagebild run … --rules DIR`): then command and options must exist.
    """
    words = shlex.split(re.split(r"\s(?:[|;<>]|&&)", line)[0])[1:]
    command, path = _CLI, "lagebild"
    while inner := getattr(command, "commands", None):
        if not words or words[0] not in inner:
            return f"{path} has no command {words[0] if words else '(nothing)'}"
        path, command, words = f"{path} {words[0]}", inner[words[0]], words[1:]
    if not whole:
        known = {o for p in command.params for o in p.opts}
        unknown = [o for o in re.findall(r"(?<![\w-])--?[a-z][\w-]*", " ".join(words)) if o not in known]
        return f"{path} has no {', '.join(unknown)}" if unknown else None
    try:
        command.make_context(path, words)
    except Exception as e:  # typer has a click of its own in some versions, so that its UsageError has no name that is always there
        return e.format_message() if hasattr(e, "format_message") else repr(e)
    return None
