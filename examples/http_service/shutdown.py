"""An HTTP service that is told to stop: what is under way gets a grace period."""

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

if TYPE_CHECKING:
    from hypercorn.typing import ASGIFramework
    from starlette.requests import Request

GRACE = 0.5  # seconds


class Service:
    def __init__(self) -> None:
        self.app = Starlette(routes=[Route("/job/{length:float}", self.job)])
        self._started, self._under_way = trio.open_memory_channel[None](0)

    async def job(self, request: Request) -> Response:
        """Takes as long as its path says."""
        await self._started.send(None)
        try:
            await trio.sleep(request.path_params["length"])
        except trio.Cancelled:  # [3:3]
            log.info("job given up")
            raise
        return PlainTextResponse("done")

    async def job_under_way(self) -> None:
        await self._under_way.receive()


async def get(client: httpx2.AsyncClient, url: str) -> None:
    try:
        response = await client.get(url)
    except httpx2.TransportError:
        log.info("no answer")
    else:
        log.info("answer", status=response.status_code)


async def main() -> None:
    service = Service()
    config = Config.from_mapping(  # [1:3]
        bind="127.0.0.1:0", loglevel="WARNING", graceful_timeout=GRACE
    )
    stop = trio.Event()
    asgi = cast("ASGIFramework", service.app)
    async with (
        httpx2.AsyncClient(trust_env=False) as client,
        trio.open_nursery() as clients,
        trio.open_nursery() as server,  # [4]
    ):
        (url,) = await server.start(  # [1:3]
            partial(serve, asgi, config, shutdown_trigger=stop.wait)
        )
        for length in (10, 0.2):
            clients.start_soon(get, client, f"{url}/job/{length}")
            await service.job_under_way()

        log.info("stopping")
        stop.set()  # [2]
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
