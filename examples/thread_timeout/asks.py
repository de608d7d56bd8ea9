"""A thread that asks whether its caller has been cancelled, and ends if so."""

from hashlib import sha256

import trio

from plainlog import log


def checksum(sectors: int) -> str:
    """The checksum of a disk: the CPU at work, and nothing that waits."""
    sector = bytes(1_000_000)
    digest = sha256()
    try:
        for _ in range(sectors):
            trio.from_thread.check_cancelled()  # [1]
            digest.update(sector)  # [2]
    finally:
        log.info("the disk is closed")
    return digest.hexdigest()[:8]


async def main() -> None:
    small = await trio.to_thread.run_sync(checksum, 3)
    log.info("small disk", checksum=small)

    with trio.move_on_after(0.2) as scope:  # [3]
        await trio.to_thread.run_sync(checksum, 1_000_000)
    log.info("large disk", gave_up=scope.cancelled_caught)  # [4]


if __name__ == "__main__":
    trio.run(main)
