"""An HTTP service: each request has a limit, and ends when its client goes away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

import httpx2
import trio
from hypercorn.config import Config
from hypercorn.trio import serve  # pyright: ignore[reportUnknownVariableType]
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plainlog import log
from trio_patterns import race

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hypercorn.typing import ASGIFramework
    from starlette.requests import Request

    Handler = Callable[[Request], Awaitable[Response]]

LIMIT = 0.3  # seconds, for each request

started = trio.Event()
given_up = trio.Event()


async def greet(request: Request) -> Response:  # [1:3]
    await trio.sleep(0.01)
    return PlainTextResponse(f"hello {request.path_params['name']}")


async def slow(_: Request) -> Response:
    """Looks for something, for as long as it may."""
    await trio.sleep(10)
    return PlainTextResponse("found")


async def export(_: Request) -> Response:
    """Is slow, too, and logs what becomes of it."""
    started.set()
    try:
        await trio.sleep(10)
    except trio.Cancelled:  # [3:4]
        log.info("export given up")
        given_up.set()
        raise
    return PlainTextResponse("exported")


def limited(handler: Handler) -> Handler:  # [2:7]
    async def within_limit(request: Request) -> Response:
        with trio.move_on_after(LIMIT):
            return await handler(request)
        return PlainTextResponse("too slow\n", status_code=504)

    return within_limit


def while_connected(handler: Handler) -> Handler:  # [3:10]
    async def gone(request: Request) -> Response:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return Response(status_code=499)  # Nobody hears it.

    async def until_gone(request: Request) -> Response:
        return await race(partial(handler, request), partial(gone, request))

    return until_gone


async def get(client: httpx2.AsyncClient, path: str) -> None:  # [5:3]
    response = await client.get(path)
    log.info("answer", status=response.status_code, length=len(response.content))


async def main() -> None:
    app = Starlette(  # [1:8]
        routes=[
            Route("/hello/{name}", limited(greet)),
            Route("/slow", limited(slow)),
            Route("/export", while_connected(export)),
        ]
    )
    asgi = cast("ASGIFramework", app)
    config = Config.from_mapping(bind="127.0.0.1:0", loglevel="WARNING")  # [4:3]
    async with trio.open_nursery() as server:
        (url,) = await server.start(partial(serve, asgi, config))
        async with httpx2.AsyncClient(base_url=url, trust_env=False) as client:
            await get(client, "/hello/ann")
            await get(client, "/slow")

            async with trio.open_nursery() as nursery:  # [3:4]
                nursery.start_soon(get, client, "/export")
                await started.wait()
                nursery.cancel_scope.cancel(reason="the client goes away")
            log.info("no answer")
            await given_up.wait()
        server.cancel_scope.cancel(reason="all have been served")
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
