from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

import httpx2
import trio

import loopback
from plainlog import log
from trio_patterns import gather, hedge

REQUESTS = 100
AT_ONCE = 10
USUAL = 0.005
SLOW = 0.2
HEDGE_AFTER = 0.05


class Cluster:
    """Two servers that hold the same. Each is slow one time in ten, in its turn."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._urls: list[str] = []
        self.asked = 0  # [1]

    async def start(self, stack: AsyncExitStack) -> None:
        for number in range(2):
            server = loopback.serve(partial(self._answer, number))
            self._urls.append(await stack.enter_async_context(server))

    async def _answer(self, server: int, path: str) -> str:
        self.asked += 1  # [1]
        n = int(path.removeprefix("/"))
        await trio.sleep(SLOW if (n + 5 * server) % 10 == 0 else USUAL)  # [2]
        return "yes"

    async def _fetch(self, url: str, n: int) -> str:
        response = await self._client.get(f"{url}/{n}")  # [3]
        return response.text

    async def first(self, n: int) -> str:
        return await self._fetch(self._urls[0], n)

    async def hedged(self, n: int) -> str:
        """Ask the second server too when the first has not answered in time."""
        finds = [partial(self._fetch, url, n) for url in self._urls]  # [4:2]
        return await hedge(*finds, delay=HEDGE_AFTER)


async def report(
    title: str, cluster: Cluster, ask: Callable[[int], Awaitable[str]]
) -> None:
    """Say how long the requests took, and how many it took."""

    async def timed(n: int) -> float:  # [5:4]
        start = trio.current_time()
        await ask(n)
        return trio.current_time() - start

    cluster.asked = 0
    calls = [partial(timed, n) for n in range(REQUESTS)]  # [5:2]
    took = sorted(await gather(*calls, limit=AT_ONCE))
    p50, p80, p95, p99 = (
        int(1000 * took[REQUESTS * percent // 100]) for percent in (50, 80, 95, 99)
    )
    log.info(title, p50=p50, p80=p80, p95=p95, p99=p99, asked=cluster.asked)


async def main() -> None:
    async with httpx2.AsyncClient(trust_env=False) as client, AsyncExitStack() as stack:
        cluster = Cluster(client)
        await cluster.start(stack)
        await report("one server", cluster, cluster.first)
        await report("hedged", cluster, cluster.hedged)


if __name__ == "__main__":
    trio.run(main)
