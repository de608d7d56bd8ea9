import trio

from plainlog import log


class Ring:
    """A channel that drops the oldest value when there is no room for the newest."""

    def __init__(self, size: int) -> None:
        self._send, self.receive = trio.open_memory_channel[int](size)  # [1]

    def put(self, value: int) -> None:  # [2:6]
        try:
            self._send.send_nowait(value)
        except trio.WouldBlock:
            log.info("dropped", value=self.receive.receive_nowait())
            self._send.send_nowait(value)

    def close(self) -> None:
        self._send.close()


async def main() -> None:
    ring = Ring(3)
    for value in range(5):  # [3:2]
        ring.put(value)
    ring.close()

    async for value in ring.receive:  # [4:3]
        await trio.sleep(0.01)
        log.info("worked on", value=value)


if __name__ == "__main__":
    trio.run(main)
