"""How long each page takes over a large store: `python -m tests.page.timing FILE` (make one with `python -m tests.large_store FILE`)."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pipeline.store.queries import Query, fetch
from tests.page.client import Client


def paths(client: Client) -> list[str]:
    """The kinds of pages, each over everything: the most mentioned actor, a word that stands in a tenth of the articles."""
    with client.watch.cursor() as con:
        tenth = "SELECT term FROM search_terms WHERE articles <= (SELECT count(*) / 10 FROM articles) ORDER BY articles DESC, term LIMIT 1"
        word = fetch(con, Query(tenth))[0]["term"]
        actor = fetch(con, Query("SELECT actor_id FROM actor_counts ORDER BY mentions DESC LIMIT 1"))[0]["actor_id"]
        article = fetch(con, Query("SELECT article_id FROM articles ORDER BY length(text) DESC LIMIT 1"))[0]["article_id"]
        rule = fetch(con, Query("SELECT rule_id FROM findings GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"))[0]["rule_id"]
    return [
        "/", "/articles", f"/articles?q={word}", f"/articles?q={word}&since=2024-06-01&kind=ultimatum", f"/articles?actor={actor}",
        f"/article/{article}", "/statements", f"/statements?q={word}", f"/statements?about={actor}", "/frames", "/frames?kind=pledge",
        "/frames?ends_from=2025-01-01&ends_until=2025-01-03", "/ladders", "/ladders?hour=30", "/actors", "/actors?q=bar",
        f"/actor/{actor}", "/overview", "/overview?since=2025-01-01&until=2025-03-31", "/rules", f"/rule/{rule}", "/runs",
    ]  # fmt: skip


def measure(db: Path, times: int = 3) -> list[tuple[str, int, float, float, float]]:
    """(path, status, seconds of the first request, best seconds, processor seconds), always without the memory of pages."""
    client = Client(db)
    found = []
    for path in paths(client):
        seconds = []
        for i in range(times):
            began, worked = time.perf_counter(), time.process_time()
            response = client.get(f"{path}{'&' if '?' in path else '?'}_={i}")  # another address, so that no remembered page answers
            seconds.append((time.perf_counter() - began, time.process_time() - worked))
        found.append((path, response.status_code, seconds[0][0], *min(seconds)))
    return found


if __name__ == "__main__":
    for path, status, first, best, worked in measure(Path(sys.argv[1])):
        print(f"{status} first {first * 1000:6.0f} ms  best {best * 1000:6.0f} ms  processor {worked * 1000:6.0f} ms  {path}")
