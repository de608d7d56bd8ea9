import trio

from plainlog import log
from starvation.main import Heart, work


async def main() -> None:
    heart = Heart()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(heart.beat)  # [1]
        # [3:1]
        await trio.to_thread.run_sync(work, 0.1)  # The GIL goes round, as cores do.
        log.info("while the other worked", beats=heart.beats)
        nursery.cancel_scope.cancel(reason="the work is done")


if __name__ == "__main__":
    trio.run(main)
