import trio

from plainlog import log


async def worker(
    name: str, warm_up: float, start: trio.Event, task_status: trio.TaskStatus[None]
) -> None:
    await trio.sleep(warm_up)
    log.info("ready", runner=name)
    task_status.started()  # [2]
    await start.wait()  # [3]
    log.info("running", runner=name)


async def main() -> None:
    start = trio.Event()  # [1]
    async with trio.open_nursery() as nursery:
        async with trio.open_nursery() as starting:  # [4]
            for number, name in enumerate(["ann", "bob", "cyd"], start=1):
                starting.start_soon(nursery.start, worker, name, number * 0.01, start)
        log.info("all are ready")
        await trio.sleep(0.02)
        start.set()  # [5]


if __name__ == "__main__":
    trio.run(main)
