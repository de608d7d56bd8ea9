import trio

from plainlog import log


async def worker(name: str) -> None:
    try:
        await trio.sleep_forever()
    finally:
        log.info("stopped", worker=name)


async def main() -> None:
    async with trio.open_nursery() as outer:  # [1]
        outer.start_soon(worker, "outer")
        async with trio.open_nursery() as inner:  # [2]
            inner.start_soon(worker, "inner")
            async with trio.open_nursery() as innermost:  # [3]
                innermost.start_soon(worker, "innermost")
                await trio.sleep(0.01)
                # And with it whatever is inside it; not what is around it.
                inner.cancel_scope.cancel(reason="the inner part is done")  # [4]
        await trio.sleep(0.01)
        log.info("the outer one goes on")
        outer.cancel_scope.cancel(reason="all is done")  # [5]


if __name__ == "__main__":
    trio.run(main)
