"""The README has every command, some page every option, and no page one that does not exist, whether its commands are run or not."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
import typer

from pipeline.cli import app
from tests.docs.blocks import DOCUMENTS, ROOT, blocks, mentioned, shell_lines, usage_error
from tests.docs.terminal import BIN

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = "\n".join(p.read_text(encoding="utf-8") for p in DOCUMENTS)
EVERYTHING = f"{DOCS}\n{(ROOT / 'CONTRIBUTING.md').read_text(encoding='utf-8')}"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    inner = getattr(group, "commands", None)
    if inner is None:
        return [(" ".join(path), group)]
    return [found for name, command in inner.items() for found in commands(command, (*path, name))]


ALL = commands(typer.main.get_command(app))


def test_there_are_commands() -> None:
    assert len(ALL) > 12


@pytest.mark.parametrize("path", [path for path, _ in ALL])
def test_the_readme_has_every_command(path: str) -> None:
    table = README[README.index("## Commands") :]
    assert path.split()[-1] in table


@pytest.mark.parametrize(
    ("path", "option"), [(path, o) for path, command in ALL for p in command.params for o in p.opts if o.startswith("--") and o != "--help"]
)
def test_some_page_has_every_option(path: str, option: str) -> None:
    assert option in DOCS


@pytest.mark.parametrize("line", sorted({line for p in DOCUMENTS for line in shell_lines(p) if line.startswith("lagebild ")}))
def test_the_command_line_knows_every_word(line: str) -> None:
    assert usage_error(line) is None


@pytest.mark.parametrize("line", sorted({line for p in [*DOCUMENTS, ROOT / "CONTRIBUTING.md"] for line in mentioned(p)}))
def test_what_is_mentioned_exists(line: str) -> None:
    assert usage_error(line, whole=False) is None


@pytest.mark.parametrize(
    ("line", "whole", "problem"),
    [
        pytest.param("lagebild rnu data", True, "no command rnu", id="no such command"),
        pytest.param("lagebild rules chekc --rules x", False, "no command chekc", id="no such command, mentioned"),
        pytest.param("lagebild run x --wrokers 2", True, "--wrokers", id="no such option"),
        pytest.param("lagebild run … --dbb FILE", False, "--dbb", id="no such option, mentioned"),
        pytest.param("lagebild run --db x | head -1", True, "sources", id="something is missing"),
        pytest.param("lagebild run x --workers many", True, "integer", id="not a number"),
    ],
)
def test_a_slip_is_noticed(line: str, whole: bool, problem: str) -> None:
    assert problem in (usage_error(line, whole=whole) or "")


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make ([a-z]+)", EVERYTHING, re.M))))
def test_make_has_the_target(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.M)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"python -m ((?:tests|benchmarks|flows|pipeline)[\w.]*)", EVERYTHING))))
def test_the_module_exists(name: str) -> None:
    assert (ROOT / f"{name.replace('.', '/')}.py").is_file()


@pytest.mark.parametrize(
    "place", sorted({word for line in re.findall(r"\bpytest ([^`\n]+)", EVERYTHING) for word in line.split() if "/" in word})
)
def test_the_tests_exist(place: str) -> None:
    assert list(ROOT.glob(place))


OTHER_PROGRAMS = [["pip", "install", "-c"], ["dask", "scheduler"], ["dask", "worker", "--nworkers", "--nthreads"]]


@pytest.mark.parametrize("words", OTHER_PROGRAMS, ids=" ".join)
def test_other_programs_have_what_is_not_run(words: list[str]) -> None:
    known = subprocess.run([str(BIN / words[0]), words[1], "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    assert [o for o in words[2:] if not re.search(rf"(?<![\w-]){o}\b", known)] == []


def test_commands_do_not_hide_in_text() -> None:
    """What people are to type stands in a block that is run; a `text` block with commands shows what an earlier measurement printed."""
    hidden = {p.name for p in DOCUMENTS for block in blocks(p, "text") if re.match(r"(\$ )?(lagebild|python|prefect|make|pip) ", block)}
    assert hidden <= {"ACTORS.md", "COMPARISON.md", "DATES.md", "INPUTS.md", "OPERATIONS.md", "PERFORMANCE.md", "QUOTES.md", "RESULTS.md"}
