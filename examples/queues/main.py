import math

import trio

from plainlog import log


async def main() -> None:
    send, receive = trio.open_memory_channel[int](math.inf)  # [1]

    for value in range(5):  # [2:2]
        send.send_nowait(value)
    log.info("all are put in, and nobody has waited")
    send.close()

    async for value in receive:  # [3:3]
        await trio.sleep(0.01)
        log.info("worked on", value=value)


if __name__ == "__main__":
    trio.run(main)
