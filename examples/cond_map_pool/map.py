import trio

from plainlog import log


async def main() -> None:
    owners: dict[str, str] = {}  # [1]

    async def ask() -> None:
        await trio.lowlevel.checkpoint()
        taken = "my-bucket" in owners  # [2:2]
        owners.setdefault("my-bucket", "somebody")
        log.info("asked for the bucket", taken=taken)

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(ask)
    for bucket, owner in owners.items():  # [3:2]
        log.info("in the end", bucket=bucket, owner=owner)


if __name__ == "__main__":
    trio.run(main)
