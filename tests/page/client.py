"""A client that asks the application in this process: no socket, no network."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
from starlette.applications import Starlette

from pipeline.page.app import create_app
from pipeline.store.watch import StoreWatch


class Client:
    """GET requests to an application over a store."""

    def __init__(self, db: Path, language: str | None = None) -> None:
        self.watch = StoreWatch(db)
        self.app: Starlette = create_app(self.watch, language)

    def get(self, path: str, host: str = "localhost", **headers: str) -> httpx.Response:
        """The response to one request."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=f"http://{host}") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())
