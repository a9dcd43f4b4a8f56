"""Pictures for the documentation: `python -m tests.page.screenshots STORE [FOLDER]` (STORE: what `lagebild run data/articles` made)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.page.browser import Browser, browser, served

LIMIT = 200_000  # bytes of a picture
PAGES = {
    "page-start": "/", "page-search": "/articles?q=Frist", "page-article": "/article/stufenplan", "page-ladders": "/ladders",
    "page-statements": "/statements", "page-frames": "/frames", "page-actors": "/actors", "page-overview": "/overview",
}  # fmt: skip


def take(store: Path, folder: Path) -> None:
    """Report, ladder and pages of the store as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser(1000, 760) as window, tempfile.TemporaryDirectory() as temp:
        report = Path(temp) / "report.html"
        command = [sys.executable, "-m", "pipeline.cli", "report", "stufenplan", "-o", str(report), "--db", str(store)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        window.open(report.as_uri())
        shot(window, folder / "report-ladder.png")
        window.run("document.querySelector('#text').scrollIntoView()")
        window.run("(document.querySelector('.m-window.m-date') || document.querySelector('.m-window')).focus({preventScroll: true})")
        shot(window, folder / "report-text.png")
        with served(store) as address:
            window.open(address + "/?lang=de")
            for name, path in PAGES.items():
                window.open(address + path)
                shot(window, folder / f"{name}.png")
            window.open(address + "/actors")
            window.click("tbody a")
            shot(window, folder / "page-actor.png")


def shot(window: Browser, path: Path) -> None:
    """One picture; raises AssertionError if it is too large for the repository."""
    window.screenshot(path)
    size = path.stat().st_size
    assert size < LIMIT, f"{path}: {size} bytes"
    print(f"{path} {size / 1000:.0f} kB")


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path("docs/img"))
