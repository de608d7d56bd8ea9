"""A reverse proxy: it asks the backends in turn, and leaves out those that are down."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

import httpx2
import trio
from hypercorn.config import Config
from hypercorn.trio import serve  # pyright: ignore[reportUnknownVariableType]
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plainlog import log
from trio_patterns import Ticker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hypercorn.typing import ASGIFramework
    from starlette.requests import Request

    Handler = Callable[[Request], Awaitable[Response]]

BETWEEN = 0.05  # seconds between two health checks


class Backend(NamedTuple):
    name: str
    url: str


class Proxy:
    def __init__(self, client: httpx2.AsyncClient, backends: list[Backend]) -> None:
        self._client = client
        self._well, self._ill = backends, list[Backend]()  # [1]
        self._send, self.restored = trio.open_memory_channel[str](0)

    async def handle(self, request: Request) -> Response:
        while self._well:
            backend = self._well.pop(0)  # [4:2]
            self._well.append(backend)
            try:
                body = await self._fetch(backend.url + request.url.path)  # [2]
            except httpx2.HTTPError:
                self._take_out(backend)  # [3]
            else:
                return PlainTextResponse(body)
        return PlainTextResponse("nobody is there", status_code=503)

    def _take_out(self, backend: Backend) -> None:
        if backend not in self._well:  # [5:2]
            return
        log.info("taken out", backend=backend.name)
        self._well.remove(backend)
        self._ill.append(backend)

    async def check(self) -> None:
        async for _ in Ticker(BETWEEN):  # [6]
            for backend in self._ill.copy():
                try:
                    await self._fetch(backend.url + "/health")
                except httpx2.HTTPError:
                    continue
                self._ill.remove(backend)
                self._well.append(backend)
                await self._send.send(backend.name)  # [7]

    async def _fetch(self, url: str) -> str:
        response = await self._client.get(url)
        return response.raise_for_status().text


async def start(nursery: trio.Nursery, handler: Handler) -> str:
    """Start a server that has one handler for all, and give its address."""
    app = Starlette(routes=[Route("/{path:path}", handler)])
    asgi = cast("ASGIFramework", app)
    config = Config.from_mapping(bind="127.0.0.1:0", loglevel="WARNING")
    (url,) = await nursery.start(partial(serve, asgi, config))
    return str(url)


async def main() -> None:
    broken = False

    async def a(_: Request) -> Response:
        return PlainTextResponse("a")

    async def b(_: Request) -> Response:
        return PlainTextResponse("b", status_code=500 if broken else 200)

    async with (
        trio.open_nursery() as servers,
        httpx2.AsyncClient(trust_env=False) as client,
    ):
        backends = [
            Backend("a", await start(servers, a)),
            Backend("b", await start(servers, b)),
        ]
        proxy = Proxy(client, backends)
        front = await start(servers, proxy.handle)
        servers.start_soon(proxy.check)  # [6]

        async def ask(times: int) -> None:
            for _ in range(times):
                response = await client.get(f"{front}/page")
                log.info("answer", backend=response.text)

        await ask(3)
        broken = True
        await ask(3)
        broken = False
        log.info("restored", backend=await proxy.restored.receive())  # [7]
        await ask(2)
        servers.cancel_scope.cancel(reason="all have been served")


if __name__ == "__main__":
    trio.run(main)
