import trio

from plainlog import log
from trio_patterns import LimitedNursery, open_limited_nursery


def mirror(request: int, copies: LimitedNursery) -> None:
    """Send a copy of a request to another server, or drop it."""
    try:
        copies.spawn_nowait(send_copy, request)  # [2]
    except trio.WouldBlock:
        log.info("no copy", request=request)  # [4]


async def send_copy(request: int) -> None:
    try:  # [3:4]
        await try_out(request)
    except ValueError:
        log.info("copy failed", request=request)


async def try_out(request: int) -> None:
    """Stand for a new version of the server, which is slow, and has a bug."""
    await trio.sleep(0.025)
    if request == 2:
        raise ValueError("a bug")
    log.info("copied", request=request)


async def main() -> None:
    async with open_limited_nursery(2) as copies:  # [1]
        for request in range(1, 6):
            mirror(request, copies)
            log.info("answered", request=request)  # [5]
            await trio.sleep(0.01)


if __name__ == "__main__":
    trio.run(main)
