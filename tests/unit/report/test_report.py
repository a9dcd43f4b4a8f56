"""The report of an article and the overview: one file, nothing from outside, everything escaped."""

from __future__ import annotations

import os
import re
import threading
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.records import Article, ArticleFacts
from pipeline.report.article import article_view
from pipeline.report.render import render_file
from pipeline.store import read
from pipeline.store.queries.article import article_rows
from tests.page_sample import PLAN, plan_article, write_sample

EVIL = '<script>alert(1)</script> "quoted" \' &amp; </style> {{ 7 * 7 }}'


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    empty = ArticleFacts(Article("leer", EVIL, "", title=None, content_hash="e"), 0)
    evil = plan_article("böse/" + EVIL)
    evil.article.title = evil.article.publisher = evil.article.author = evil.article.url = EVIL
    evil.actors = [type(a)(a.actor_id, EVIL, a.type, EVIL) for a in evil.actors]
    evil.actor_mentions[0].role_text = evil.actor_mentions[0].rule_id = EVIL
    evil.quotes[0].speaker_text = evil.quotes[0].cue_text = EVIL
    frame = evil.escalations[0]
    frame.responders = frame.addressees = [EVIL]
    frame.condition_text = frame.action_text = frame.trigger_text = frame.modality = frame.kind = EVIL
    return write_sample(tmp_path_factory.mktemp("report") / "s.duckdb", empty, evil)


def html_of(store: Path, article_id: str, language: str = "de") -> str:
    con = read.connect(store)
    rows = article_rows(con, article_id)
    con.close()
    assert rows is not None
    return render_file("article.html", language, view=article_view(rows, language), actor_url=None)


class Page(HTMLParser):
    """Collects tags, attributes, and the text without the notes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[tuple[str, str]] = []
        self.visible: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "link", "br", "img"):
            self.stack.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack[-1][0] == tag, f"</{tag}> closes <{self.stack[-1][0]}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        inside = [c for _, c in self.stack]
        if any(c == "text" for c in inside) and "note" not in inside:
            self.visible.append(data)


@pytest.mark.parametrize("article_id", ["plan", "streik/1", "leer", "böse/" + EVIL])
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_are_well_formed_and_load_nothing(store: Path, article_id: str, language: str) -> None:
    html = html_of(store, article_id, language)
    page = Page(html)
    assert page.stack == []
    assert {t for t, _ in page.tags} & {"script", "link", "img", "iframe", "object", "embed", "base", "form"} == set()
    outside = [a for _, attrs in page.tags for k, a in attrs.items() if k in ("src", "href") and not (a or "").startswith("#")]
    assert outside == []
    assert not any(k.startswith("on") or k == "style" for _, attrs in page.tags for k in attrs)
    assert "url(" not in html
    assert "@import" not in html
    assert "{{" not in html.replace("{{ 7 * 7 }}", "")
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids)), "ids are unique"
    links = {(attrs["href"] or "")[1:] for t, attrs in page.tags if t == "a" and "href" in attrs}
    assert links - set(ids) == set(), "every link within the page has its target"


def test_text_is_shown_complete_and_marked_where_the_rows_say(store: Path) -> None:
    page = Page(html_of(store, "plan"))
    assert "".join("".join(page.visible).split()) == "".join(PLAN.split())
    html = html_of(store, "plan")
    assert 'class="m m-window m-sentence" tabindex="0">In den ersten ' in html
    assert re.search(r'class="m m-date m-window m-sentence" tabindex="0">24 Stunden<', html), "a date within a window carries both"
    assert "&lt;b&gt;ohne&lt;/b&gt;" in html
    assert 'class="s-boilerplate"' in html


def test_marks_explain_themselves(store: Path) -> None:
    html = html_of(store, "plan")
    for words in (
        "quotes.direct_split",
        "Ministerin Ilse Öztürk",
        "PT24H",
        "dates.weekday",
        "Hält der Regen an",
        "escalations.stage",
        "Streitkräfte, DE",
    ):
        assert words in html


def test_the_same_store_gives_the_same_page(store: Path) -> None:
    assert html_of(store, "plan") == html_of(store, "plan")


runner = CliRunner()


def call(*arguments: str) -> tuple[int, str]:
    result = runner.invoke(app, ["report", *arguments])
    return result.exit_code, result.output


def test_report_writes_one_file(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "page.html"
    code, said = call("plan", "-o", str(out), "--db", str(store), "--lang", "en")
    assert (code, "kB" in said) == (0, True)
    assert 'lang="en"' in out.read_text(encoding="utf-8")
    assert [p.name for p in out.parent.iterdir()] == ["page.html"]


def test_a_pipe_stays_a_pipe_and_a_link_a_link(store: Path, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link.html"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert call("plan", "-o", str(pipe), "--db", str(store))[0] == 0
    reader.join(10)
    assert received
    assert received[0].endswith(b"</html>")
    assert pipe.is_fifo()
    (tmp_path / "kept.html").write_text("before", encoding="utf-8")
    link.symlink_to(tmp_path / "kept.html")
    assert call("plan", "-o", str(link), "--db", str(store))[0] == 0
    assert link.is_symlink()
    assert (tmp_path / "kept.html").read_bytes() == received[0]


def test_overview_of_a_run_and_of_a_selection(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.html"
    for arguments in (["--run", "last"], ["--overview"], ["plan", "streik/1"], ["--since", "2026-03-01", "--publisher", "Beispielbote"]):
        code, said = call(*arguments, "-o", str(out), "--db", str(store))
        assert code == 0, said
        page = Page(out.read_text(encoding="utf-8"))
        assert page.stack == []
    code, said = call("--since", "2026-03-04", "-o", str(out), "--db", str(store))
    html = out.read_text(encoding="utf-8")
    assert "Räder &amp; Wagen" in html
    assert "Regierung von Nordland" not in html, "the older article is not in the selection"


REFUSED = {
    "nothing asked": ([], 2, "report what?"),
    "unknown article": (["plann"], 1, "no article plann; it has plan"),
    "unknown run": (["--run", "r9"], 1, "no run r9; the last ones are run-1"),
    "bad date": (["--since", "gestern"], 2, "--since gestern: not a date"),
    "unknown language": (["plan", "--lang", "fr"], 2, "choose de or en"),
    "empty selection": (["--since", "2031-01-01"], 1, "no article"),
}


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_say_what_to_do(store: Path, tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    out = tmp_path / "x.html"
    assert call(*arguments, "-o", str(out), "--db", str(store))[0] == code
    assert words in call(*arguments, "-o", str(out), "--db", str(store))[1]
    assert not out.exists()
