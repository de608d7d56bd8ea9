from functools import partial

import httpx2
import trio

import loopback
from fetch_urls.main import Server
from plainlog import log
from trio_patterns import gather


async def fetch(client: httpx2.AsyncClient, url: str) -> str:  # [1:3]
    response = await client.get(url)
    return response.text


async def main() -> None:
    async with (
        loopback.serve(Server().handle) as url,
        httpx2.AsyncClient(trust_env=False) as client,  # No proxy to the loopback.
    ):
        paths = ("/sbg", "/gra", "/bhs")
        # [4:1]
        pages = await gather(*(partial(fetch, client, url + path) for path in paths))
    for page in pages:
        log.info("fetched", page=page)


if __name__ == "__main__":
    trio.run(main)
