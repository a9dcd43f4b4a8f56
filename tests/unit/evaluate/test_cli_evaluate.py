"""`lagebild evaluate` over stores made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.evaluate.annotations import KINDS
from pipeline.evaluate.goldfile import dumps
from pipeline.evaluate.readers import read_gold
from pipeline.evaluate.stored import stored_articles
from pipeline.store.read import connect
from tests.unit.evaluate.made import TEXT, facts, full, store_facts


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_facts(tmp_path_factory.mktemp("evaluate") / "s.duckdb", full("a1"), full("a2"), facts("a3", "Nichts."))


@pytest.fixture
def gold(tmp_path: Path, db: Path) -> Path:
    """What the store has, as gold."""
    con = connect(db)
    path = tmp_path / "gold.jsonl"
    path.write_text(dumps(stored_articles(con, ["a1", "a2", "a3"]).values()), encoding="utf-8")
    con.close()
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, words)])


def test_own_rows_as_gold_are_all_right(gold: Path, db: Path) -> None:
    done = run(gold, "--db", db, "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.output)
    assert {r["kind"] for r in rows} == set(KINDS)
    assert [r for r in rows if r["f1"]["value"] != 1.0] == []
    assert {r["measure"] for r in rows} >= {"exact", "overlap", "type DATE", "type unknown", "speaker exact", "value", "medium", "deadline"}


def test_rows_of_the_store_survive_as_gold(gold: Path, db: Path) -> None:
    a1 = read_gold(gold)[0]
    assert a1.text == TEXT
    quote = a1.kinds["quotes"][0]
    assert [TEXT[slice(*s)] for s in quote.spans] == ["sie warne", "vor Eile"]
    assert quote.features == {"medium": "speech", "said_on": "2026-02-02", "nested": False, "rule_id": "quotes.test"}
    assert a1.kinds["escalations"][0].features["deadline"] == "2026-02-07T00:00:00"


def changed(gold: Path, **kinds: object) -> Path:
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").split("\n") if line]
    lines[0] |= kinds
    path = gold.with_name("changed.jsonl")
    path.write_text("".join(json.dumps(r) + "\n" for r in lines), encoding="utf-8")
    return path


def test_errors_in_context(gold: Path, db: Path) -> None:
    dates = [
        {"start_char": 3, "end_char": 9, "type": "TIME", "value": "2026-02-02"},
        {"start_char": 51, "end_char": 52, "type": "SET", "value": "X"},
    ]
    done = run(changed(gold, dates=dates), "--db", db, "--errors", 9, "--kind", "dates")
    assert done.exit_code == 0, done.output
    lines = [line for line in done.output.splitlines() if " a1 " in line]
    assert [line.split()[0] for line in lines] == ["DIFFERS", "MISSED", "FALSE"]
    assert "span 3-9 → 0-9; type TIME → DATE" in lines[0]
    assert "Am [[Montag]] sagte" in lines[0]
    assert "sie warne [[😀]] vor Eile. Bis" in lines[1]
    assert "DATE (dates.test)  " in lines[2]
    assert "quotes" not in done.output


def test_no_more_errors_than_asked_for(gold: Path, db: Path) -> None:
    done = run(changed(gold, dates=[]), "--db", db, "--errors", 1, "--kind", "dates")
    assert done.output.count("FALSE") == 1


def test_against_another_store(gold: Path, db: Path, tmp_path: Path) -> None:
    other = store_facts(tmp_path / "other.duckdb", facts("a1"), full("a2"), facts("a3", "Nichts."))
    done = run(gold, "--db", db, "--against", other, "--json", "--kind", "dates")
    (exact,) = [r for r in json.loads(done.output) if r["measure"] == "exact"]
    assert exact["f1_difference"]["value"] == pytest.approx(2 / 3 - 1)
    assert exact["f1_difference"]["low"] <= exact["f1_difference"]["value"] <= exact["f1_difference"]["high"]
    table = run(gold, "--db", db, "--against", other, "--kind", "dates").output
    assert "-0.333" in table


def test_an_article_is_found_by_its_text(db: Path, tmp_path: Path) -> None:
    marked = TEXT.replace("Am Montag", '<TIMEX3 tid="t1" type="DATE" value="2026-02-02">Am Montag</TIMEX3>')
    path = tmp_path / "anderer-name.tml"
    path.write_text(f"<TimeML><TEXT>\n\n{marked}\n</TEXT></TimeML>", encoding="utf-8")
    done = run(path, "--db", db, "--json")
    assert done.exit_code == 0, done.output
    (exact,) = [r for r in json.loads(done.output) if r["measure"] == "exact"]
    assert (exact["right"], exact["stored"], exact["gold"]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        pytest.param({"id": "fehlt", "dates": []}, "does not have 1 of the 1 gold articles: fehlt; read them", id="not in the store"),
        pytest.param({"article_id": "a1", "text": "Ganz anders.", "dates": []}, "different texts", id="another text"),
        pytest.param({"id": "a1", "dates": [{"start": 1, "end": 9, "text": "x", "type": "DATE"}]}, "gold has 'x', the text", id="shifted"),
        pytest.param({"article_id": "a1", "text": TEXT}, "has no gold for dates", id="no kind"),
    ],
)
def test_gold_that_does_not_fit(db: Path, tmp_path: Path, record: object, words: str) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    done = run(path, "--db", db)
    assert done.exit_code == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_missing_articles_can_be_left_out(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text('{"id": "a1", "dates": []}\n{"id": "fehlt", "dates": []}\n', encoding="utf-8")
    done = run(path, "--db", db, "--skip-missing")
    assert done.exit_code == 0, done.output
    assert "1 article" in done.output


def test_unknown_kind(db: Path, gold: Path) -> None:
    assert run(gold, "--db", db, "--kind", "orte").exit_code == 2


@pytest.mark.parametrize("form", ["jsonl", "labelstudio", "prodigy"])
def test_export_and_import_give_gold_that_the_store_meets(db: Path, tmp_path: Path, form: str) -> None:
    runner = CliRunner()
    out, gold = tmp_path / "out", tmp_path / "gold.jsonl"
    done = runner.invoke(app, ["export", "a2", "a1", "--format", form, "-o", str(out), "--db", str(db)])
    assert done.exit_code == 0, done.output
    done = runner.invoke(app, ["import", str(out), "--format", form, "-o", str(gold)])
    assert done.exit_code == 0, done.output
    rows = json.loads(run(gold, "--db", db, "--json").output)
    assert rows
    assert {r["f1"]["value"] for r in rows} == {1.0}


def test_export_of_an_article_that_is_not_there(db: Path) -> None:
    done = CliRunner().invoke(app, ["export", "a9", "--format", "jsonl", "--db", str(db)])
    assert done.exit_code == 1
    assert "has no article a9; it has" in done.stderr


def test_a_device_stays_a_device(db: Path, tmp_path: Path) -> None:
    import os
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    CliRunner().invoke(app, ["export", "a1", "--format", "jsonl", "--db", str(db), "-o", str(pipe)])
    reader.join(10)
    assert pipe.is_fifo()
    assert json.loads(read[0])["article_id"] == "a1"
