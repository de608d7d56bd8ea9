from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import trio

from plainlog import log


async def run(warm_up: float, task_status: trio.TaskStatus[None]) -> None:
    await trio.sleep(warm_up)
    task_status.started()  # [2]
    try:
        await trio.sleep_forever()
    finally:
        with trio.move_on_after(1, shield=True):  # Say goodbye.  # [3:2]
            await trio.sleep(0.005)


@asynccontextmanager
async def service(name: str, warm_up: float) -> AsyncGenerator[None]:
    async with trio.open_nursery() as nursery:  # [1:3]
        await nursery.start(run, warm_up)
        log.info("ready", service=name)
        yield
        nursery.cancel_scope.cancel(reason="its time is over")  # [4:2]
    log.info("stopped", service=name)


async def main() -> None:
    async with AsyncExitStack() as services:
        for name, warm_up in [("store", 0.02), ("cache", 0.01), ("http", 0.005)]:
            await services.enter_async_context(service(name, warm_up))  # [5]
        log.info("all are ready")
        await trio.sleep(0.05)


if __name__ == "__main__":
    trio.run(main)
