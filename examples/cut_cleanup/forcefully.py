import trio
from trio.testing import memory_stream_pair

from plainlog import log


async def serve(stream: trio.abc.Stream) -> None:
    try:
        await trio.sleep_forever()
    finally:
        log.info("closing")
        # Without a goodbye: it closes at once, cancelled or not.
        with trio.CancelScope(shield=True):
            await trio.aclose_forcefully(stream)
        log.info("closed")


async def main() -> None:
    ours, theirs = memory_stream_pair()
    with trio.move_on_after(0.05):
        await serve(ours)
    left = await theirs.receive_some()
    log.info("back", the_other_side_sees_the_end=not left)


if __name__ == "__main__":
    trio.run(main)
