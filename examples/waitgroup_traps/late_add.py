import trio

from plainlog import log


async def send_all() -> int:
    sent = 0

    async def send() -> None:
        nonlocal sent
        await trio.sleep(0.01)
        sent += 1  # [2]

    async with trio.open_nursery() as nursery:  # [3]
        for _ in range(3):
            nursery.start_soon(send)  # [1]
    return sent  # [3]


async def main() -> None:
    log.info("all done", sent=await send_all())


if __name__ == "__main__":
    trio.run(main)
