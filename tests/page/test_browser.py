"""Report and page in a real headless Chromium: what marks, switches, keys and print do."""

# ruff: noqa: E501 (tables of examples)
from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.browser import MISSING, Browser, browser, served
from tests.page_sample import write_sample

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
TAB, ENTER, SPACE = "\ue004", "\ue007", "\ue00d"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("browser") / "s.duckdb")


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with served(store) as at:
        yield at


@pytest.fixture
def report(store: Path, window: Browser, tmp_path: Path) -> Browser:
    out = tmp_path / "r.html"
    subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "report", "plan", "-o", str(out), "--db", str(store)], check=True, stdout=subprocess.DEVNULL
    )
    window.open(out.as_uri())
    return window


def style(window: Browser, css: str, name: str) -> str:
    return str(window.run("return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]", css, name))


def note_shown(window: Browser) -> str:
    return str(
        window.run(
            "return [...document.querySelectorAll('.note')].filter(n => n.offsetParent !== null || n.getClientRects().length).map(n => n.innerText).join('|')"
        )
    )


def test_the_report_opens_from_disk_with_style_and_without_complaints(report: Browser) -> None:
    assert style(report, ".text .m-quote", "backgroundColor") == "rgb(255, 240, 184)", "the policy lets the page's own style in"
    assert report.run("return document.querySelectorAll('svg.timeline rect.bar, svg.timeline polygon.bar').length") == 3
    assert report.console_errors() == []


def test_kinds_of_marks_are_switched_off_and_on(report: Browser) -> None:
    for kind, css, name in (
        ("quote", ".m-quote", "backgroundColor"),
        ("actor", ".m-actor", "borderBottomColor"),
        ("date", ".m-date", "outlineColor"),
        ("frame", ".m-window", "borderTopColor"),
    ):
        before = style(report, f".text {css}", name)
        report.click(f"label[for=show-{kind}]")
        assert style(report, f".text {css}", name) == "rgba(0, 0, 0, 0)", kind
        report.click(f"#show-{kind}")
        assert style(report, f".text {css}", name) == before


def test_a_mark_explains_itself_on_hover_and_only_then(report: Browser) -> None:
    assert note_shown(report) == ""
    report.hover(".text .m-date.m-window")
    shown = note_shown(report)
    assert "PT24H" in shown
    assert "escalations.stage" in shown
    assert "|" not in shown, "one note at a time"


def test_a_mark_explains_itself_to_the_keyboard(report: Browser) -> None:
    report.run("document.querySelector('#show-frame').focus()")
    report.press(TAB)
    assert "government" not in note_shown(report)
    assert "Regierung von Nordland" in note_shown(report)
    report.run("document.querySelector('#show-actor').focus()")
    report.press(SPACE)
    assert report.run("return document.querySelector('#show-actor').checked") is False


def test_switched_off_kinds_do_not_explain_themselves(report: Browser) -> None:
    report.click("label[for=show-date]")
    report.run("document.querySelector('.text .m-date.m-window').focus()")
    shown = note_shown(report)
    assert "PT24H" not in shown
    assert "escalations.stage" in shown


def test_marks_do_not_change_what_is_copied(report: Browser) -> None:
    copied = report.run("getSelection().selectAllChildren(document.querySelector('.text')); return getSelection().toString()")
    assert "soll das Technische Hilfswerk Deiche sichern." in copied
    assert "PT24H" not in copied


def test_print_has_the_text_and_no_notes(report: Browser) -> None:
    assert report.pdf().startswith(b"%PDF")
    report.run("document.querySelector('.text .m-date.m-window').focus()")
    report.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"media": "print"}})
    try:
        assert note_shown(report) == ""
        assert style(report, ".text .m-quote", "backgroundColor") == "rgb(255, 240, 184)"
        assert style(report, ".hint", "display") == "none"
    finally:
        report.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"media": ""}})


def test_search_to_article_by_keyboard(window: Browser, address: str) -> None:
    window.open(f"{address}/?lang=de")
    window.wait("return document.activeElement.id == 'q'")
    for key in "Oeztuerk":
        window.press(key)
    window.press(ENTER)
    window.wait("return location.pathname + location.search == '/articles?q=Oeztuerk'")
    window.wait("return document.querySelectorAll('.results li').length == 2")
    assert window.run("return document.querySelector('mark').innerText") == "Öztürk"
    window.press(TAB)
    assert window.run("return document.activeElement.className") == "skip", "the first stop skips the navigation"
    window.run("document.querySelector('.results a').focus()")
    window.press(ENTER)
    window.wait("return location.pathname.startsWith('/article/') && document.readyState == 'complete'")
    assert style(window, ".text .m-actor", "borderBottomStyle") == "solid"
    assert window.console_errors() == []


@pytest.mark.parametrize(
    "path", ["/", "/articles", "/statements", "/frames", "/ladders", "/actors", "/actor/person:oeztuerk", "/overview", "/rules", "/runs"]
)
@pytest.mark.parametrize("width", [1100, 400])
def test_pages_fit_the_window_and_the_browser_has_nothing_to_complain_about(window: Browser, address: str, path: str, width: int) -> None:
    window.call("POST", "/window/rect", {"width": width, "height": 900})
    window.open(address + path)
    try:
        overflow = window.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{overflow} px stand out at the right"
        unnamed = window.run(
            "return [...document.querySelectorAll('input, select, button, a[href]')].filter(e => !(e.textContent.trim() || e.ariaLabel || (e.labels || []).length))"
            ".map(e => e.outerHTML)"
        )
        assert unnamed == [], "every control has a name"
        assert window.console_errors() == []
    finally:
        window.call("POST", "/window/rect", {"width": 1100, "height": 900})


def test_on_a_narrow_screen_drawings_stay_readable_and_lists_are_read_downwards(window: Browser, address: str) -> None:
    window.call("POST", "/window/rect", {"width": 500, "height": 800})
    try:
        window.open(address + "/ladders")
        assert window.run("return document.querySelector('.timeline').getBoundingClientRect().width") >= 600, "letters would shrink with it"
        window.open(address + "/frames")
        cells = window.run(
            "return [...document.querySelectorAll('.stack tbody tr:first-child td')].map(d => d.getBoundingClientRect()).map(r => [r.left, r.right])"
        )
        assert len({left for left, _ in cells}) == 1
        assert max(right for _, right in cells) <= 500
    finally:
        window.call("POST", "/window/rect", {"width": 1100, "height": 900})


def test_headings_of_matrices_do_not_run_into_each_other(window: Browser, address: str) -> None:
    window.open(address + "/overview")
    boxes = window.run(
        "return [...document.querySelectorAll('.matrix')].map(m => [...m.querySelectorAll('thead span')].map(s => s.getBoundingClientRect()).map(r => [r.left, r.right]))"
    )
    assert sum(map(len, boxes)) > 5
    for row in boxes:
        assert all(a[1] <= b[0] + 1 for a, b in zip(row, row[1:], strict=False))
