"""Running the page: on loopback, until somebody presses Ctrl-C."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from pipeline.page.app import LOOPBACK, create_app
from pipeline.page.requests import Asked
from pipeline.page.views import overview, start
from pipeline.report.labels import LANGUAGES
from pipeline.store.schema import StoreError
from pipeline.store.watch import StoreWatch


def serve_page(db: Path, host: str, port: int, language: str | None) -> None:
    """Serve until interrupted. Raises StoreError if there is no store, or the address cannot be used."""
    watch = StoreWatch(db)
    listener = _listen(host, port)
    local = host in ("127.0.0.1", "localhost", "::1")
    app = create_app(watch, language, LOOPBACK if local else ("*",))
    shown = f"http://{'localhost' if local else host}:{listener.getsockname()[1]}/"
    print(f"Lagebild · {db} · {shown} · stop with Ctrl-C", flush=True)
    if not local:
        print("Anybody who reaches this address can read the store: there is no login.", flush=True)
    threading.Thread(target=warm_up, args=(app,), daemon=True).start()
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off")).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as e:
        raise StoreError(f"{host}:{port} cannot be used ({e.strerror}); choose another port with --port, 0 takes any") from e
    return listener


def warm_up(app: Starlette) -> None:
    """Make the heaviest pages once, so that the first visitor does not wait for them."""
    for language in LANGUAGES:
        for view, path in ((start, "/"), (overview, "/overview")):
            app.state.answer(view, Asked(path, {}, language))
