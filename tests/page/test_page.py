"""The analysts' page, asked in this process."""

# ruff: noqa: E501 (tables of examples)
from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.records import Article, ArticleFacts
from pipeline.store.publish import work_path, writing
from pipeline.store.queries import literal
from pipeline.store.schema import StoreError
from pipeline.store.watch import StoreWatch
from tests.page.client import Client
from tests.page_sample import plan_article, write_sample
from tests.unit.report.test_report import EVIL, Page

LISTS = ["/articles", "/statements", "/frames", "/ladders", "/actors", "/rules", "/runs", "/rule/dates.weekday"]
PAGES = ["/", *LISTS, "/overview", "/article/plan", "/article/streik/1", "/actor/person:oeztuerk", "/actor/org:ff"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("page") / "s.duckdb")


@pytest.fixture(scope="module")
def client(store: Path) -> Client:
    return Client(store)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_well_formed_html_without_scripts(client: Client, path: str, language: str) -> None:
    answer = client.get(path, **{"accept-language": language})
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.stack == []
    assert ("html", {"lang": language}) in page.tags
    assert {t for t, _ in page.tags} & {"script", "iframe", "object", "embed", "img", "style"} == set()
    assert not any(k.startswith("on") or k == "style" for _, attrs in page.tags for k in attrs)
    hrefs = [a["href"] or "" for _, a in page.tags if "href" in a]
    assert all(h.startswith(("/", "#", "data:,")) and not h.startswith("//") for h in hrefs), "no link leads off the page"


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client: Client, path: str) -> None:
    html = client.get(path).text
    for href in set(re.findall(r'href="(/[^"#]*)', html)):
        assert client.get(href.replace("&amp;", "&")).status_code == 200, href


def test_headers_forbid_what_the_page_does_not_need(client: Client) -> None:
    for path in ("/", "/style.css", "/nothing-here", "/articles?page=x", "/articles?format=csv"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_other_host_names_are_refused(client: Client) -> None:
    assert client.get("/", host="evil.example").status_code == 400
    assert client.get("/", host="127.0.0.1:8507").status_code == 200


SEARCHES = {
    "umlaut as it is": ("Öztürk", ["plan", "streik/1"]), "without umlaut": ("ozturk", ["plan", "streik/1"]), "umlaut in two letters": ("Oeztuerk", ["plan", "streik/1"]),
    "plural with umlaut": ("Dammbrüche", ["plan"]), "genitive": ("Dammbruchs", ["plan"]), "plural": ("Stufenpläne", ["plan"]), "case": ("BUNDESWEHR", ["plan"]),
    "part of a compound": ("Plan", ["plan"]), "head of a compound": ("Verbund", ["streik/1"]), "all words": ("Frist Gewerkschaft", ["streik/1"]),
    "not all words": ("Frist Bundeswehr", []), "phrase": ("„Technische Hilfswerk“", ["plan"]), "phrase in another order": ('"Hilfswerk Technische"', []),
    "nothing but marks": ("„“ !?", []), "SQL": ("'; DROP TABLE articles; --", []), "percent and underscore": ("%_", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SEARCHES.values(), ids=SEARCHES.keys())
def test_search(client: Client, text: str, expected: list[str]) -> None:
    assert sorted(ids(client, "/articles", q=text)) == sorted(expected)


def ids(client: Client, path: str, key: str = "article_id", **parameters: str) -> list[str]:
    """One column of a list's download."""
    import httpx

    answer = client.get(f"{path}?{httpx.QueryParams({**parameters, 'format': 'csv'})}")
    assert answer.status_code == 200, answer.text
    return [row[key] for row in csv.DictReader(io.StringIO(answer.text))]


FILTERS = {
    "since": ("/articles", {"since": "2026-03-04"}, ["streik/1"]), "until is inclusive": ("/articles", {"until": "2026-03-03"}, ["plan"]),
    "publisher": ("/articles", {"publisher": "Tageskurier"}, ["streik/1"]), "actor": ("/articles", {"actor": "force:bw"}, ["plan"]),
    "kind": ("/articles", {"kind": "pledge"}, ["streik/1"]), "run": ("/articles", {"run": "run-1"}, ["streik/1", "plan"]),
    "several": ("/articles", {"publisher": "Tageskurier", "actor": "force:bw"}, []),
    "statements by speaker": ("/statements", {"speaker": "org:ff"}, ["plan"]), "statements by words": ("/statements", {"q": "vermitteln"}, ["streik/1"]),
    "statements by type": ("/statements", {"quote_type": "direct"}, ["plan"]), "frames by kind": ("/frames", {"kind": "ultimatum"}, ["streik/1"]),
    "frames that end": ("/frames", {"ends_from": "2026-03-08", "ends_until": "2026-03-08"}, ["streik/1"]),
    "frames that end earlier": ("/frames", {"ends_until": "2026-03-07"}, []), "frames by responder": ("/frames", {"responder": "org:thw"}, ["plan"]),
    "actor by name": ("/articles", {"actor": "bundeswehr"}, ["plan"]), "actor by a part of the name, without umlaut": ("/statements", {"speaker": "ozturk"}, ["streik/1", "plan"]),
    "actor nobody knows": ("/articles", {"actor": "Niemand"}, []), "responder by name": ("/frames", {"responder": "Hilfswerk"}, ["plan"]),
    "ladders in force": ("/ladders", {"hour": "30"}, ["plan"]), "ladders by publisher": ("/ladders", {"publisher": "Tageskurier"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("path", "parameters", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_filters(client: Client, path: str, parameters: dict[str, str], expected: list[str]) -> None:
    assert ids(client, path, **parameters) == expected


MEANT = {
    "a letter too much": ("/articles", {"q": "Bundesswehr"}, "q=Bundeswehr"), "two letters changed places": ("/articles", {"q": "Bundeswher"}, "q=Bundeswehr"),
    "one word of two": ("/articles", {"q": "Frist Gewerkschfat"}, "q=Frist+Gewerkschaft"), "an umlaut as it is written": ("/articles", {"q": "Öztrük"}, "q=%C3%96zt%C3%BCrk"),
    "a word in a quotation": ("/statements", {"q": "vermittlen"}, "q=vermitteln"),
    "a speaker": ("/statements", {"speaker": "Ilse Özturl"}, "speaker=Ilse+%C3%96zt%C3%BCrk"), "a responder": ("/frames", {"responder": "Bundeswer"}, "responder=Bundeswehr"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "parameters", "link"), MEANT.values(), ids=MEANT.keys())
def test_a_slip_is_answered_with_what_was_meant(client: Client, path: str, parameters: dict[str, str], link: str) -> None:
    import httpx

    html = client.get(f"{path}?{httpx.QueryParams(parameters)}", **{"accept-language": "de"}).text
    assert "Meinten Sie" in html
    assert f'href="{path}?{link}"' in html
    assert "nichts gefunden" in html


@pytest.mark.parametrize(
    "path", ["/articles?q=Qxyzqxyz", "/articles?q=%25_", "/statements?speaker=Qxyzqxyz", "/articles?q=Frist+Bundeswehr"]
)
def test_nothing_is_suggested_where_nothing_is_near(client: Client, path: str) -> None:
    html = client.get(path, **{"accept-language": "de"}).text
    assert "nichts gefunden" in html
    assert "Meinten Sie" not in html


def test_a_choice_that_is_none_is_shown_all_the_same(client: Client) -> None:
    assert "<option selected>Nirgends</option>" in client.get("/statements?publisher=Nirgends").text


def test_responders_stand_in_the_order_of_the_stages(client: Client) -> None:
    row = next(csv.DictReader(io.StringIO(client.get("/ladders?format=csv").text)))
    stages = list(csv.DictReader(io.StringIO(client.get("/frames?kind=stage&format=csv").text)))
    named = [who for s in sorted(stages, key=lambda s: int(s["frame_no"])) for who in json.loads(s["responders"])]
    assert json.loads(row["responders"]) == list(dict.fromkeys(named))


@pytest.mark.parametrize("path", ["/actors?q=ozturk", "/actors?actor_type=person", "/actors?country=XN&q=ilse"])
def test_actor_filters(client: Client, path: str) -> None:
    assert "person:oeztuerk" in client.get(f"{path}&format=csv").text
    assert "force:bw" not in client.get(f"{path}&format=csv").text


def test_an_actor_page_shows_frames_as_responder_and_statements(client: Client) -> None:
    html = client.get("/actor/person:oeztuerk", **{"accept-language": "de"}).text
    for words in ("Ilse Öztürk", "Handelnder", "binnen einer Woche", "Wir reagieren schnell", "03.03."):
        assert words in html


@pytest.mark.parametrize("path", [*LISTS, "/articles?q=Frist", "/statements?speaker=org:ff", "/frames?ends_from=2026-01-01", "/actors?q=r"])
def test_the_sql_that_is_shown_gives_the_rows_that_are_downloaded(client: Client, store: Path, path: str) -> None:
    html = client.get(path).text
    shown = re.search(r"<code>(.*?)</code></pre>", html, re.S)
    assert shown
    import html as h

    join = "&" if "?" in path else "?"
    with duckdb.connect(str(store), read_only=True) as con:
        table = con.sql(h.unescape(shown[1])).to_arrow_table()
    parquet = pq.read_table(io.BytesIO(client.get(f"{path}{join}format=parquet").content))
    assert parquet.to_pylist() == table.to_pylist()
    lines = list(csv.reader(io.StringIO(client.get(f"{path}{join}format=csv").content.decode())))
    assert lines[0] == table.column_names
    assert len(lines) == table.num_rows + 1


def test_parts_of_a_page_can_be_downloaded_and_unknown_parts_are_refused(client: Client) -> None:
    assert "bucket" in client.get("/overview?format=csv&part=volume").text
    assert client.get("/overview?format=csv&part=nothing").status_code == 400
    assert client.get("/article/plan?format=csv").status_code == 400


WRONG = ["/articles?page=0", "/articles?page=x", "/articles?since=gestern", "/frames?kind=krieg", "/ladders?hour=-1", "/ladders?hour=nan",
         "/articles?format=exe", f"/articles?q={'x' * 301}", "/articles?until=2026-02-30"]  # fmt: skip


@pytest.mark.parametrize("path", WRONG)
def test_what_cannot_be_understood_is_answered_politely(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "<main" in answer.text


@pytest.mark.parametrize(
    "path", ["/article/nobody", "/actor/nobody", "/rule/nobody", "/favicon.ico", "/article/../../etc/passwd", "/static/x"]
)
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert Page(answer.text).stack == []


def test_a_page_beyond_the_last_shows_the_last(client: Client) -> None:
    assert "Stufenplan" in client.get("/articles?page=99").text
    assert "Ultimatum" in client.get("/articles?q=Frist&page=99").text


def test_language_is_asked_remembered_and_kept(client: Client, store: Path) -> None:
    assert 'lang="de"' in client.get("/").text
    answer = client.get("/articles?lang=en", **{"accept-language": "de"})
    assert 'lang="en"' in answer.text
    assert "lang=en" in answer.headers["set-cookie"]
    assert 'lang="en"' in client.get("/", cookie="lang=en").text
    assert 'lang="de"' in client.get("/", cookie="lang=xx").text
    assert 'lang="en"' in Client(store, "en").get("/", **{"accept-language": "de"}).text


def test_evil_texts_stay_texts(tmp_path: Path) -> None:
    evil = plan_article("böse/" + EVIL)
    evil.article.title = evil.article.publisher = EVIL
    evil.actors = [type(a)(a.actor_id + EVIL, EVIL, a.type, EVIL) for a in evil.actors]
    for m in evil.actor_mentions:
        m.actor_id = f"{m.actor_id}{EVIL}"
    for q in evil.quotes:
        q.speaker_id, q.rule_id = f"{q.speaker_id}{EVIL}", EVIL
    client = Client(write_sample(tmp_path / "s.duckdb", evil))
    for path in ("/", *LISTS, "/overview", "/articles?q=script", f"/articles?q={EVIL}", f"/articles?publisher={EVIL}"):
        answer = client.get(path)
        page = Page(answer.text)
        assert page.stack == [], path
        assert "script" not in {t for t, _ in page.tags}, path
        for href in set(re.findall(r'href="(/(?:article|actor|rule)/[^"#]*)', answer.text)):
            assert client.get(href.replace("&amp;", "&")).status_code == 200, href


def test_the_store_cannot_be_changed_through_the_page(store: Path) -> None:
    with StoreWatch(store).cursor() as con:
        for sql in ("DELETE FROM articles", "ATTACH '/tmp/x.duckdb' AS x", "COPY articles TO '/tmp/x.csv'", "SET lock_configuration = false",
                    "SELECT * FROM read_text('/etc/hostname')", "INSTALL fts"):  # fmt: skip
            with pytest.raises(duckdb.Error):
                con.execute(sql).fetchall()


def test_a_replaced_store_is_seen_without_a_restart_and_while_a_run_writes(tmp_path: Path) -> None:
    db = write_sample(tmp_path / "s.duckdb")
    client = Client(db)
    assert client.get("/articles?q=Nachtrag").text.count("<li>") == 0
    with client.watch.cursor() as old:
        write_sample(
            db, ArticleFacts(Article("neu", "n", "Ein Nachtrag.", published_on=dt.date(2026, 4, 1), content_hash="n"), 3), run_id="run-2"
        )
        assert client.get("/articles?q=Nachtrag").text.count("<li>") == 1
        assert old.execute("SELECT count(*) FROM articles").fetchall() == [(2,)], "who asks the old file finishes undisturbed"
    with writing(db):
        assert work_path(db).exists()
        assert client.get("/articles").status_code == 200
        assert client.get("/runs").text.count("run-2") > 0
    db.rename(tmp_path / "away.duckdb")
    assert client.get("/articles?q=Nachtrag&page=1").status_code == 200, "a file that is away for a moment does no harm"


def test_a_question_that_takes_too_long_is_stopped(store: Path) -> None:
    from pipeline.page.app import create_app

    client = Client(store)
    client.watch = StoreWatch(store, 0.2)
    client.app = create_app(client.watch)
    with client.watch.cursor() as con, pytest.raises(duckdb.InterruptException):
        con.execute("SELECT count(*) FROM range(100_000_000_000)").fetchall()
    assert client.get("/articles").status_code == 200
    client.watch = StoreWatch(store, 0.001)
    client.app = create_app(client.watch)
    answer = client.get("/overview")
    assert answer.status_code == 503
    assert Page(answer.text).stack == []


def test_a_store_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lagebild run"):
        StoreWatch(tmp_path / "none.duckdb")


def test_an_empty_store_has_pages_too(tmp_path: Path) -> None:
    with writing(tmp_path / "e.duckdb"):
        pass
    client = Client(tmp_path / "e.duckdb")
    for path in ("/", *LISTS[:-1], "/overview", "/articles?q=x"):
        assert client.get(path).status_code == 200, path


def test_requests_at_the_same_time_get_their_own_answers(client: Client) -> None:
    from concurrent.futures import ThreadPoolExecutor

    paths = [f"/articles?q=Frist&_={i}" if i % 2 else f"/actors?q=bundeswehr&_={i}" for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda p: client.get(p).text, paths))
    assert all(("Ultimatum im Tarifstreit" if i % 2 else "Bundeswehr") in a for i, a in enumerate(answers))


LITERALS = {
    "null": None, "text": "O'Neill; -- $x", "number": 1.5, "truth": True, "day": dt.date(2026, 3, 1), "moment": dt.datetime(2026, 3, 1, 12, 30), "list": ["a", "b'c"],
}  # fmt: skip


@pytest.mark.parametrize("value", LITERALS.values(), ids=LITERALS.keys())
def test_literals_are_what_they_stand_for(value: object) -> None:
    assert duckdb.sql(f"SELECT {literal(value)}").fetchall()[0][0] == value
