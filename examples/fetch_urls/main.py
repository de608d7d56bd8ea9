import httpx2
import trio

import loopback
from plainlog import log


class Server:
    """Answers nobody before three have asked."""

    def __init__(self) -> None:
        self._asked = 0
        self._all_asked = trio.Event()

    async def handle(self, path: str) -> str:
        self._asked += 1
        if self._asked == 3:
            self._all_asked.set()
        await self._all_asked.wait()
        return f"this is {path}"


async def fetch(client: httpx2.AsyncClient, url: str) -> None:  # [1:7]
    try:
        response = await client.get(url)
    except httpx2.HTTPError as error:
        log.error("no answer", error=error)
        return
    log.info("fetched", status=response.status_code, body=response.text)


async def main() -> None:
    async with (
        loopback.serve(Server().handle) as url,
        httpx2.AsyncClient(trust_env=False) as client,  # No proxy to the loopback.
    ):
        async with trio.open_nursery() as nursery:  # [2]
            for path in ("/sbg", "/gra", "/bhs"):
                nursery.start_soon(fetch, client, url + path)  # [3]
        log.info("all of them are there")


if __name__ == "__main__":
    trio.run(main)
