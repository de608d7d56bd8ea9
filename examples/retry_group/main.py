import trio

from plainlog import log


class Mirror:
    def __init__(self) -> None:
        self.calls = 0

    async def load(self) -> None:  # [1:6]
        """Load both halves at once. The first time one of them is refused."""
        self.calls += 1
        log.info("loading", call=self.calls)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.load_half, self.calls == 1)
            nursery.start_soon(self.load_half, False)

    async def load_half(self, refused: bool) -> None:
        await trio.sleep(0.01)
        if refused:
            raise ConnectionRefusedError("refused")


async def retry(mirror: Mirror) -> None:
    attempt = 1
    while True:
        try:
            return await mirror.load()
        except* OSError:  # [2:4]
            if attempt == 3:
                raise
            log.info("it failed")
        await trio.sleep(0.1)
        attempt += 1


async def main() -> None:
    try:
        await retry(Mirror())
        log.info("it worked")
    except ExceptionGroup as group:  # [3:2]
        log.info("given up", why=group)


if __name__ == "__main__":
    trio.run(main)
