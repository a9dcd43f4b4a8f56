"""The web application: addresses, headers, languages, downloads. Read-only, without scripts, without anything from outside."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.page.downloads import TYPES, download
from pipeline.page.requests import Asked, BadRequest, asked, language_of
from pipeline.page.views import VIEWS, Page, View
from pipeline.report.render import render, stylesheet
from pipeline.store.read import Connection, QueryTimeout
from pipeline.store.watch import StoreWatch

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}  # fmt: skip
_REMEMBERED = 200  # pages kept for the version of the store that is open


class Memory:
    """Pages that were asked for already, forgotten when the store changes; safe to share between threads."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._lock = threading.Lock()
        self._size = size
        self._version: object = None
        self._pages: OrderedDict[Any, tuple[str, int]] = OrderedDict()

    def get(self, version: object, key: Any) -> tuple[str, int] | None:
        """The page, if it was kept for this version of the store."""
        with self._lock:
            return self._pages.get(key) if version == self._version else None

    def put(self, version: object, key: Any, page: tuple[str, int]) -> None:
        """Keep a page."""
        with self._lock:
            if version != self._version:
                self._pages.clear()
                self._version = version
            self._pages[key] = page
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)


def create_app(watch: StoreWatch, language: str | None = None, hosts: Sequence[str] = LOOPBACK) -> Starlette:
    """The application over one store. `hosts`: the names by which it may be called; others are refused (DNS rebinding)."""
    memory = Memory()
    routes = [Route("/style.css", _style)]
    routes += [Route(path, _endpoint(view, watch, memory, language)) for path, view in VIEWS.items()]

    def not_found(request: Request, _: Exception) -> Response:
        page = Page("missing.html", {"what": request.url.path, "near": []}, {}, 404)
        return _html(*_render(page, Asked("/", {}, language_of(request, language))))

    app = Starlette(
        routes=routes,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        exception_handlers={404: not_found},
    )
    app.state.answer = lambda view, wanted: _answer(view, wanted, watch, memory, None)
    return app


def _style(_: Request) -> Response:
    return Response(stylesheet(), media_type="text/css", headers=HEADERS)


def _endpoint(view: View, watch: StoreWatch, memory: Memory, language: str | None) -> Any:
    def endpoint(request: Request) -> Response:
        wanted = asked(request, language)
        try:
            response = _answer(view, wanted, watch, memory, request.path_params.get("key"))
        except BadRequest as e:
            response = _html(*_render(Page("wrong.html", {"message": str(e)}, {}, 400), wanted))
        except QueryTimeout:
            response = _html(*_render(Page("slow.html", {"seconds": watch.max_seconds}, {}, 503), wanted))
        if request.query_params.get("lang") == wanted.language:
            response.set_cookie("lang", wanted.language, max_age=31_536_000, httponly=True, samesite="strict")
        return response

    return endpoint


def _answer(view: View, wanted: Asked, watch: StoreWatch, memory: Memory, key: str | None) -> Response:
    kind = wanted.choice("format")
    remembered = (wanted.path, tuple(sorted(wanted.values.items())), wanted.language)
    with watch.cursor() as con:
        version = watch.version
        known = None if kind else memory.get(version, remembered)
        if known:
            return _html(*known)
        page = view(con, wanted, key) if key is not None else view(con, wanted)
        if kind:
            return _file(con, page, wanted, kind)
    html, status = _render(page, wanted)
    if status == 200:
        memory.put(version, remembered, (html, status))
    return _html(html, status)


def _file(con: Connection, page: Page, wanted: Asked, kind: str) -> Response:
    part = wanted.values.get("part", "")
    if part not in page.queries:
        raise BadRequest(f"part: {part}? {', '.join(page.queries) or '–'}")
    name = "-".join(x for x in (wanted.path.strip("/").split("/")[0] or "lagebild", part) if x)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(download(con, page.queries[part], kind), media_type=TYPES[kind], headers=headers)


def _render(page: Page, wanted: Asked) -> tuple[str, int]:
    return (
        render(
            page.template,
            wanted.language,
            asked=wanted,
            url=_url,
            actor_url=lambda key: _url(f"/actor/{key}"),
            rule_url=lambda key: _url(f"/rule/{key}"),
            standalone=False,
            **page.context,
        ),
        page.status,
    )


def _url(path: str, **parameters: object) -> str:
    given = {k: str(v) for k, v in parameters.items() if v not in (None, "")}
    return quote(path, safe="/") + (f"?{urlencode(given)}" if given else "")


def _html(html: str, status: int = 200) -> Response:
    return Response(html, status, HEADERS, "text/html")
