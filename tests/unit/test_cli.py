"""The command line for people who type it wrong, or who have other texts than ours: each case was met by somebody new."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import _stopped, app
from pipeline.records import Reject
from pipeline.sources import read
from pipeline.sources.discover import SourceItem, passed_over
from pipeline.store.queries.article import first_words

LADDER = (
    "Betriebsrat droht mit Blockade des Werks Ilsenau\n\n"
    "Der Betriebsrat stellt drei Stufen vor. Legt die Firma kein Angebot vor, sperrt der Betriebsrat in der ersten Stufe binnen "
    "24 Stunden die Zufahrt. In der zweiten Stufe hält der Betriebsrat nach 72 Stunden die Züge an, sagte Ulrike Brandhorst."
)
PLAIN = "Der Rat hat die Brücke am Dienstag gesperrt, sagte Jens-Uwe Paulmann."


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What people have in a folder, and the store of it."""
    place = tmp_path_factory.mktemp("meine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAGEBILD_MODEL", "de_lagebild")
        (place / "texte").mkdir()
        (place / "texte" / "werk.txt").write_text(LADDER, encoding="utf-8")
        (place / "texte" / "rat.json").write_text(json.dumps({"id": "rat", "publisher": "Talblatt", "text": PLAIN}), encoding="utf-8")
        for name in ("bericht.PDF", "brief.docx", "zweiter.pdf", ".versteckt.pdf", "LIESMICH"):
            (place / "texte" / name).write_bytes(b"%PDF-1.4")
        done = run("run", str(place / "texte"), "--direct", "--published-on", "2026-02-24", "--db", str(place / "s.duckdb"))
    (place / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return place


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGEBILD_MODEL", "de_lagebild")
    monkeypatch.delenv("LAGEBILD_DB", raising=False)


def test_a_run_names_its_ladder_and_what_it_did_not_read(folder: Path) -> None:
    printed = (folder / "printed.txt").read_text(encoding="utf-8")
    assert "2 inputs read" in printed
    assert "in folders, but not read: 2 .pdf, 1 .docx, 1 without a suffix" in printed
    assert "Escalation ladder · Betriebsrat droht mit Blockade des Werks Ilsenau" in printed


def test_a_run_that_read_nothing_shows_no_ladder_of_others(folder: Path) -> None:
    done = run("run", str(folder / "nichts.txt"), "--direct", "--db", str(folder / "s.duckdb"))
    assert "1 input read" in done.stdout
    assert "no such file" in done.stdout
    assert "Escalation ladder" not in done.stdout


def test_files_that_are_passed_over(folder: Path) -> None:
    assert passed_over([folder / "texte", folder / "texte" / "bericht.PDF", "https://example.org/x.pdf"]) == {".pdf": 2, ".docx": 1, "": 1}


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        pytest.param("Nur ein Satz.\n", "standard input is read as JSON Lines, one article a line", id="plain text"),
        pytest.param('{"title": "A", "content": "Der Rat tagt."}\n', "no field `text`; it has title, content", id="another field"),
    ],
)
def test_what_is_piped(monkeypatch: pytest.MonkeyPatch, stdin: str, said: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin.encode()))))
    (reject,) = read(SourceItem("-", "stdin"))
    assert isinstance(reject, Reject)
    assert said in reject.detail


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        pytest.param(["--publisher", "talblatt"], 0, "wrote", id="capitals do not count"),
        pytest.param(["--publisher", "Talblat"], 1, "no publisher Talblat; did you mean Talblatt?", id="a slip in a publisher"),
        pytest.param(["--publisher", "Xyz"], 1, "no publisher Xyz; it has Talblatt", id="an unknown publisher"),
        pytest.param(["--actor", "paulmann"], 0, "Jens-Uwe Paulmann (person:jens-uwe-paulmann)", id="a part of a name"),
        pytest.param(["--actor", "person:jens-uwe-paulmann"], 0, "wrote", id="an id"),
        pytest.param(["--actor", "Paulman Jens"], 1, "no actor Paulman Jens", id="an unknown actor"),
        pytest.param(["--actor", "Pualmann"], 1, "no actor Pualmann; did you mean Jens-Uwe Paulmann?", id="a slip in a name"),
    ],
)
def test_an_overview_by_names(folder: Path, tmp_path: Path, options: list[str], status: int, said: str) -> None:
    done = run("report", *options, "--db", str(folder / "s.duckdb"), "-o", str(tmp_path / "r.html"))
    assert (done.exit_code, said in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr


def test_an_article_without_a_title_is_called_by_its_first_line(folder: Path, tmp_path: Path) -> None:
    article_id = next(word for word in (folder / "printed.txt").read_text(encoding="utf-8").split() if word.startswith("werk-"))
    shown = run("show", article_id, "--db", str(folder / "s.duckdb")).stdout
    assert shown.splitlines()[0] == "Betriebsrat droht mit Blockade des Werks Ilsenau"
    assert article_id in shown.splitlines()[1]
    run("report", article_id, "--db", str(folder / "s.duckdb"), "-o", str(tmp_path / "r.html"))
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<title>Betriebsrat droht mit Blockade des Werks Ilsenau · Lagebild</title>" in html
    assert f"<code>{article_id}</code>" in html


def test_what_cannot_be_written_is_named_as_it_was_typed(folder: Path) -> None:
    with pytest.raises(OSError, match="cannot be written") as raised:
        run("report", "rat", "--db", str(folder / "s.duckdb"), "-o", "/proc/r.html")
    assert raised.value.filename == "/proc/r.html"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("\n  \n# Der Titel\n\nText", "Der Titel", id="the first line that says something"),
        pytest.param("Wort " * 40, "Wort " * 15 + "Wort …", id="cut at a word"),
        pytest.param("x" * 200, "x" * 80 + " …", id="one long word"),
        pytest.param(" \n\t", "", id="nothing"),
    ],
)
def test_first_words(text: str, words: str) -> None:
    assert first_words(text) == words


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param(["run", "texte"], "stopped; what was stored stays, run again to complete it", id="a run"),
        pytest.param(["serve"], "stopped", id="the page"),
    ],
)
def test_who_is_stopped_hears_what_that_means(monkeypatch: pytest.MonkeyPatch, command: list[str], said: str) -> None:
    monkeypatch.setattr("sys.argv", ["lagebild", *command])
    assert _stopped() == said
