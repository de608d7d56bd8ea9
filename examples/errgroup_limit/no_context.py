from collections.abc import Awaitable, Callable

import trio

from plainlog import log


async def save() -> None:  # [2:3]
    await trio.sleep(0.01)
    raise OSError("the disk is full")


async def send() -> None:  # [2:3]
    await trio.sleep(0.02)
    raise OSError("the network is down")


async def clean_up() -> None:  # [2:3]
    await trio.sleep(0.03)
    log.info("this one is done all the same")


async def run_all(*async_fns: Callable[[], Awaitable[None]]) -> None:
    """Run all of them to the end, whatever becomes of the others."""
    errors: list[Exception] = []

    async def run(async_fn: Callable[[], Awaitable[None]]) -> None:  # [1:5]
        try:
            await async_fn()
        except Exception as error:  # noqa: BLE001  it is raised below
            errors.append(error)

    async with trio.open_nursery() as nursery:
        for async_fn in async_fns:
            nursery.start_soon(run, async_fn)
    if errors:
        raise ExceptionGroup("some of them failed", errors)


async def main() -> None:
    try:
        await run_all(save, send, clean_up)
    except* OSError as group:  # [3:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
