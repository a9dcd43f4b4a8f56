"""`lagebild rules …` on the command line: exit status, one-line errors, quick help. What the commands do is tested in test_rulebench."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.rulebench.problems import unread_lists
from pipeline.rulepack import load_rules

PACK = """schema = 1
pack = "escalations"
language = "de"

[[rule]]
id = "mine.soon"
title = "alsbald"
status = "draft"
engine = "token"
label = "{label}"
set = {{ form = "within" }}
pattern = [ {{ LOWER = "alsbald" }} ]

[[rule.hits]]
text = "{text}"
"""


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["rules", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAGEBILD_MODEL", "de_lagebild")
    monkeypatch.setenv("LAGEBILD_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("LAGEBILD_DB", raising=False)


def pack(folder: Path, text: str = "Er kommt [[alsbald]].", label: str = "WINDOW") -> str:
    folder.mkdir(exist_ok=True)
    (folder / "mine.toml").write_text(PACK.format(text=text, label=label), encoding="utf-8")
    return str(folder)


def test_help_loads_no_model_and_no_database() -> None:
    heavy = "{'spacy', 'duckdb', 'prefect', 'pydantic', 'pyarrow'}"
    code = f"import sys; import pipeline.cli; bad = {heavy} & set(sys.modules); sys.exit(str(bad) if bad else 0)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_list_shows_every_pack_and_can_show_one() -> None:
    _, text, _ = run("list")
    for name in ("dates.", "actors.", "quotes.", "escalations."):
        assert name in text
    status, text, _ = run("list", "--pack", "quotes")
    assert status == 0
    assert "quotes." in text
    assert "dates." not in text


def test_list_of_an_unknown_pack() -> None:
    status, _, error = run("list", "--pack", "quote")
    assert (status, error) == (2, "lagebild: there is no pack quote; say one of dates, actors, quotes, escalations\n")


def test_check_passes_and_fails(tmp_path: Path) -> None:
    status, text, _ = run("check", "--rules", pack(tmp_path / "a"), "--rule", "mine.soon")
    assert status == 0
    assert "1 of 1 pass" in text
    status, text, _ = run("check", "--rules", pack(tmp_path / "a", "Er kommt [[bald]]."), "--rule", "mine.soon")
    assert status == 1
    assert "FAILED mine.soon/hits-1  Er kommt [[bald]]." in text


def test_check_of_a_broken_pack_runs_nothing(tmp_path: Path) -> None:
    status, text, _ = run("check", "--rules", pack(tmp_path / "a", "Er kommt."))
    assert status == 1
    assert text.splitlines() == ["mine.toml:14: rule mine.soon: hits-1: no [[…]] mark in «Er kommt.»", "1 problem; nothing was run"]


@pytest.mark.parametrize(
    "command", [["check", "--rule", "quotes.nowhere"], ["try", "Heute.", "--rule", "quotes.nowhere"]], ids=["check", "try"]
)
def test_unknown_rule_is_wrong_usage(command: list[str]) -> None:
    status, _, error = run(*command)
    assert status == 2
    assert error.startswith("lagebild: there is no rule quotes.nowhere")


def test_try_shows_brackets_as_they_are() -> None:
    status, text, _ = run("try", "Das Amt [rot] tagte am 3. Februar 2026 [[so]].")
    assert status == 0
    assert "«3. Februar 2026»" in text


def test_try_where_nothing_is_found() -> None:
    assert run("try", "Und?")[1] == "no rule matches, and no component found anything\n"


def test_try_explains_logic_in_a_component() -> None:
    status, text, _ = run("try", "Binnen 48 Stunden muss der Verband zahlen.", "--rule", "escalations.calendar_until")
    assert status == 0
    assert "escalations.calendar_until is logic in the component lagebild_escalations, not a pattern" in text


def test_try_with_a_wrong_date() -> None:
    status, _, error = run("try", "Heute.", "--published-on", "3.2.2026")
    assert (status, error) == (2, "lagebild: --published-on 3.2.2026: not a date; write it as YYYY-MM-DD\n")


def test_new_refuses_what_is_there(tmp_path: Path) -> None:
    assert run("new", "mine", "--dir", str(tmp_path))[0] == 0
    status, _, error = run("new", "mine", "--dir", str(tmp_path))
    assert (status, error) == (2, f"lagebild: {tmp_path / 'mine.toml'} is there already; choose another name\n")


def test_diff_takes_a_store_or_files_but_not_both(tmp_path: Path) -> None:
    folder = pack(tmp_path / "a")
    status, _, error = run("diff", "--rules", folder, "--db", str(tmp_path / "x.duckdb"), "article.txt")
    assert (status, error) == (2, "lagebild: say either --db or ARTICLES, not both\n")


@pytest.mark.parametrize("command", ["stats", "diff"])
def test_without_a_store(tmp_path: Path, command: str) -> None:
    arguments = [sys.executable, "-m", "pipeline.cli", "rules", command, "--db", str(tmp_path / "none.duckdb")]
    if command == "diff":
        arguments += ["--rules", pack(tmp_path / "a")]
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"lagebild: there is no store at {tmp_path / 'none.duckdb'}")
    assert "Traceback" not in done.stderr


NO_ROW = {
    "logic in a component": ("Das Amt schwieg.", "quotes.zufolge", "it is about: "),
    "a hit to compare with": ("Das Amt schwieg.", "quotes.zufolge", "it hits:     "),
    "where to read on": ("Das Amt schwieg.", "quotes.zufolge", "docs/QUOTES.md"),
    "a pattern whose match makes no row": ("Das dauerte in fünf Wochen.", "escalations.within_n_units", "made no row under its id"),
    "page furniture": (
        "Der Rat berät im Saal weiter.\n\nLesen Sie auch: Binnen 48 Stunden",
        "escalations.within_n_units",
        "page furniture",
    ),
}


@pytest.mark.parametrize(("text", "rule", "said"), NO_ROW.values(), ids=NO_ROW.keys())
def test_try_says_why_there_is_no_row(text: str, rule: str, said: str) -> None:
    status, found, _ = run("try", text, "--rule", rule)
    assert status == 0
    assert said in found


def test_try_follows_lists_of_ones_own(tmp_path: Path) -> None:
    """A firm taken off the list, a wording of page furniture added."""
    text = "Continental will am Montag bauen.\n\nTalfunk hören Sie am Dienstag um 8 Uhr\n\nDer Rat berät weiter."
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "actor_firms.remove.csv").write_text("name\nContinental\n", encoding="utf-8")
    (tmp_path / "lists" / "section_boilerplate.csv").write_text("pattern\nTalfunk hören Sie\n", encoding="utf-8")
    _, before, _ = run("try", text)
    _, after, _ = run("try", text, "--rules", str(tmp_path))
    assert ("in actors: «Continental»" in before, "in dates: «Dienstag»" in before) == (True, True)
    assert ("country=DE" in after, "in dates: «Dienstag»" in after, "in dates: «Montag»" in after) == (False, False, True)


def test_a_wording_that_cannot_be_used_is_named_by_check(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "section_boilerplate.csv").write_text("pattern,where\n(,line\n", encoding="utf-8")
    status, text, _ = run("check", "--rules", str(tmp_path))
    assert status == 1
    assert "section_boilerplate.csv: «(»: not a regular expression" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("nichts/da.txt", "there is no file nichts/da.txt", id="a file that is not there"),
        pytest.param("meldung.txt", "there is no file meldung.txt", id="a name alone"),
        pytest.param(" ", "there is no text to try", id="nothing"),
        pytest.param("{folder}/a.pdf", "this is a PDF file, not text", id="a PDF"),
    ],
)
def test_try_of_what_is_no_text(tmp_path: Path, typed: str, said: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    status, _, error = run("try", typed.format(folder=tmp_path))
    assert (status, said in error) == (2, True), error


def test_a_list_that_nobody_reads_is_noticed(tmp_path: Path) -> None:
    folder = pack(tmp_path / "p")
    (tmp_path / "p" / "lists").mkdir()
    (tmp_path / "p" / "lists" / "cue_verbs.csv").write_text("verb\nraunzen\n", encoding="utf-8")
    (note,) = unread_lists(load_rules([folder]))
    assert note.startswith("lists/cue_verbs.csv: no rule names this list")
    assert note.endswith("did you mean quote_cue_verbs.csv?")
