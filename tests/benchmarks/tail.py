"""The tail: what hedged requests do to the slowest answers.

After Jeffrey Dean and Luiz André Barroso, "The Tail at Scale", Communications of the
ACM 56(2), 2013. A server that is slow once in a hundred requests is a nuisance. A page
that needs the answers of a hundred such servers is slow more often than not. The remedy
is to ask a second server if the first has not answered within the 95th percentile of
the usual time, which is 5 requests in 100. The paper's own measurement: reading a
thousand values from a hundred servers of a BigTable, with a second request after 10 ms,
took 74 ms in place of 1,800 ms at p99.9, for 2 % more requests.

The servers here answer after 2 ms and a few more, exponentially distributed, and once
in a hundred times after a second. The user's request is over when all the servers that
it needs have answered.

First in virtual time, which takes no time, with a fixed seed: the same figures on each
machine. There the servers are independent of each other, so one can also compute what
must come out; see `computed`. Then over real sockets on the loopback interface, with a
server in a process of its own.
"""

from __future__ import annotations

import math
import random
import subprocess
import sys
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import trio
from trio.testing import MockClock

from trio_patterns import gather, hedge

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from .measuring import Effort, Result

    Ask = Callable[[], Awaitable[None]]

PERCENTILES = [50, 99, 99.9]

FASTEST = 0.002
MEAN_ABOVE = 0.003
SLOW = 1.0
SLOW_SHARE = 0.01
# Of the requests, 95 in 100 are answered by then: the delay before we ask again.
P95 = round(FASTEST - MEAN_ABOVE * math.log(1 - 0.95 / (1 - SLOW_SHARE)), 4)


def latency(chance: random.Random) -> float:
    """Draw the seconds that a server takes to answer, to a tenth of a millisecond."""
    if chance.random() < SLOW_SHARE:
        return SLOW
    return round(FASTEST + chance.expovariate(1 / MEAN_ABOVE), 4)


# How the servers are asked: by how many requests at most, one after the other.
WAYS = {"not hedged": 1, "hedged once": 2, "hedged twice": 3}
# In virtual time, how many users ask with each fan-out; and so many servers at once.
USERS = {1: 10_000, 10: 5_000, 100: 1_000}
AT_ONCE = 2_000
# Over sockets: how many users, and the seconds between one and the next.
SOCKET_USERS = {1: (1_000, 0.005), 10: (1_000, 0.025), 100: (200, 0.25)}


class Client:
    """Asks servers, and counts how often.

    Args:
        tries: How often a server is asked for the same, or another one in its place.
        delay: The seconds after which it is asked again.
    """

    def __init__(self, tries: int, delay: float) -> None:
        self._tries = tries
        self._delay = delay
        self.requests = 0

    async def need(self, servers: Sequence[Ask]) -> float:
        """Get an answer of each server, at the same time; give the seconds it took."""
        started = trio.current_time()
        await gather(*[partial(self._answer_of, server) for server in servers])
        return trio.current_time() - started

    async def _answer_of(self, server: Ask) -> None:
        async def ask() -> None:
            self.requests += 1
            await server()

        if self._tries == 1:
            await ask()
        else:
            await hedge(*[ask] * self._tries, delay=self._delay)


def measure(effort: Effort) -> Result:
    return {
        "p95": P95,
        "virtual": [
            virtual(fan_out, way, min(users, effort.largest))
            for fan_out, users in USERS.items()
            for way in WAYS
        ],
        "sockets": trio.run(over_sockets, effort, SOCKET_USERS),
    }


def _summary(
    fan_out: int, way: str, seconds: Sequence[float], client: Client
) -> Result:
    users = len(seconds)
    ordered = sorted(seconds)
    return {
        "fan_out": fan_out,
        "way": way,
        "users": users,
        "seconds": {str(p): ordered[int(users * p / 100)] for p in PERCENTILES},
        "extra_load": client.requests / (users * fan_out) - 1,
    }


async def in_virtual_time(fan_out: int, way: str, users: int) -> Result:
    client = Client(WAYS[way], P95)

    def server(name: str) -> Ask:
        # With a chance of its own: so the order in which Trio runs the tasks is no
        # matter, and the first requests take the same time in each of the ways.
        chance = random.Random(name)  # noqa: S311  # nothing here is a secret

        async def ask() -> None:
            await trio.sleep(latency(chance))

        return ask

    async def user(number: int) -> float:
        return await client.need([server(f"{number}/{n}") for n in range(fan_out)])

    # Nobody uses the processor in virtual time, so users do not disturb each other.
    seconds: list[float] = []
    at_once = max(1, AT_ONCE // fan_out)
    for first in range(0, users, at_once):
        numbers = range(first, min(first + at_once, users))
        seconds += await gather(*[partial(user, number) for number in numbers])
    result = _summary(fan_out, way, seconds, client)
    result["computed"] = {str(p): computed(fan_out, WAYS[way], p) for p in PERCENTILES}
    return result


def virtual(fan_out: int, way: str, users: int) -> Result:
    """Run it on a clock that jumps."""
    clock = MockClock(autojump_threshold=0)
    return trio.run(in_virtual_time, fan_out, way, users, clock=clock)


class Connections:
    """Connections to a server, kept for the next request.

    One whose request was abandoned is closed: its answer may still come.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[trio.SocketStream] = []

    async def ask(self) -> None:
        if self._idle:
            stream = self._idle.pop()
        else:
            stream = await trio.open_tcp_stream("127.0.0.1", self._port)
        try:
            await stream.send_all(b"?")
            await stream.receive_some(1)
        except BaseException:
            await trio.aclose_forcefully(stream)
            raise
        self._idle.append(stream)

    async def aclose(self) -> None:
        for stream in self._idle:
            await stream.aclose()


async def over_sockets(
    effort: Effort, plan: dict[int, tuple[int, float]]
) -> list[Result]:
    start = partial(
        trio.run_process,
        [sys.executable, "-m", "tests.benchmarks.tail_server"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    results: list[Result] = []
    async with trio.open_nursery() as nursery:
        server: trio.Process = await nursery.start(start)
        assert server.stdin is not None
        assert server.stdout is not None
        async with (
            server.stdin,
            server.stdout,
            aclosing(
                Connections(int(await server.stdout.receive_some()))
            ) as connections,
        ):
            for fan_out, (users, pause) in plan.items():
                results += await _one_fan_out(
                    connections.ask, fan_out, min(users, effort.largest), pause
                )
    return results


async def _one_fan_out(
    ask: Ask, fan_out: int, users: int, pause: float
) -> list[Result]:
    """Let users come, who ask in the three ways by turns."""
    delay = await _measured_p95(ask, fan_out, users, pause)
    clients = {way: Client(tries, delay) for way, tries in WAYS.items()}
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}

    async def user(way: str) -> None:
        seconds[way].append(await clients[way].need([ask] * fan_out))

    async with trio.open_nursery() as nursery:
        for _ in range(users):
            for way in WAYS:
                nursery.start_soon(user, way)
                await trio.sleep(pause)
    return [
        {**_summary(fan_out, way, seconds[way], clients[way]), "delay": delay}
        for way in WAYS
    ]


async def _measured_p95(ask: Ask, fan_out: int, users: int, pause: float) -> float:
    """Find out the delay as one does in practice: by looking at some requests.

    It is a little more than in virtual time. The requests of a user share a processor.
    """
    seconds: list[float] = []

    async def ask_and_time() -> None:
        started = trio.current_time()
        await ask()
        seconds.append(trio.current_time() - started)

    async with trio.open_nursery() as nursery:
        for _ in range(max(3, min(users, 400) // fan_out)):
            for _ in range(fan_out):
                nursery.start_soon(ask_and_time)
            await trio.sleep(pause)
    return sorted(seconds)[int(0.95 * len(seconds))]


def computed(fan_out: int, servers: int, percentile: float) -> float:
    """Compute the seconds within which so many requests in 100 are over.

    All of them are late if the first server is, the second, asked later, and so on:
    with independent servers that is the product.
    """

    def late(seconds: float) -> float:
        above = math.exp(-max(0, seconds - FASTEST) / MEAN_ABOVE)
        return (1 - SLOW_SHARE) * above + (SLOW_SHARE if seconds < SLOW else 0)

    def over(seconds: float) -> float:
        all_late = math.prod(late(seconds - n * P95) for n in range(servers))
        return (1 - all_late) ** fan_out

    # Just as many are late as are slow: rounding must not make them a few less.
    wanted = percentile / 100 + 1e-9
    low, high = 0.0, 2 * SLOW
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if over(middle) < wanted else (low, middle)
    return high
