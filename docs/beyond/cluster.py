"""A worker pool whose workers are on other machines: Dask distributed, from Trio.

    python cluster.py tcp://scheduler:8786

Without an address it starts a scheduler and two workers here, as processes.
"""

from __future__ import annotations

import contextlib
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import trio
from distributed import Client, LocalCluster

from trio_patterns import amap

if TYPE_CHECKING:
    from collections.abc import Callable

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


# show bridge
async def on_cluster(
    client: Client, fn: Callable[[ItemT], ResultT], item: ItemT
) -> ResultT:
    """Call `fn(item)` on one of the cluster's workers.

    While it runs no thread is held here. A cancelled call is withdrawn there, too.
    """
    done = trio.Event()
    token = trio.lowlevel.current_trio_token()

    def wake(_future: object) -> None:
        """Dask calls this in a thread of its own, perhaps when all is over."""
        with contextlib.suppress(trio.RunFinishedError):
            token.run_sync_soon(done.set)

    future = client.submit(fn, item, pure=False)
    future.add_done_callback(wake)
    try:
        await done.wait()
        return await trio.to_thread.run_sync(future.result)
    finally:
        with trio.CancelScope(shield=True):
            await trio.to_thread.run_sync(future.cancel)


# end


# show pool
def work(job: int) -> tuple[int, int]:
    """What a worker does: here it says who it is."""
    return job * job, os.getpid()


async def use(client: Client) -> None:
    workers: set[int] = set()
    jobs = range(8)
    async with amap(
        partial(on_cluster, client, work), jobs, limit=4, ordered=True
    ) as results:
        async for square, worker in results:
            print(square)
            workers.add(worker)
    print(f"done elsewhere: {os.getpid() not in workers}")


# end


def main() -> None:
    if len(sys.argv) > 1:
        with Client(sys.argv[1]) as client:
            trio.run(use, client)
    else:
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            trio.run(use, client)


if __name__ == "__main__":
    main()
