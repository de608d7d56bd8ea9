"""A job that runs, and a handle: how far it is, its end and its error, cancel."""

import trio

from plainlog import log


class Download:
    """Runs in a nursery that outlives it, and keeps its error for whoever asks."""

    def __init__(self, nursery: trio.Nursery, name: str, parts: int) -> None:
        self.name = name
        self.got = 0  # [2]
        self._error: Exception | None = None
        self._done = trio.Event()
        self._scope = trio.CancelScope()
        nursery.start_soon(self._run, parts)  # [1]

    async def _run(self, parts: int) -> None:
        try:
            with self._scope:
                for _ in range(parts):
                    await trio.sleep(0.01)
                    if self.name == "song":
                        raise ConnectionError("connection reset")
                    self.got += 1
            if self._scope.cancelled_caught:
                self._error = RuntimeError("stopped")  # [3]
        except ConnectionError as error:
            self._error = error  # [3]
        finally:
            self._done.set()  # [4]

    async def error(self) -> Exception | None:
        """Wait for the end, and tell how it was."""
        await self._done.wait()  # [4]
        return self._error

    async def cancel(self) -> Exception | None:
        self._scope.cancel(reason="it is not wanted any more")  # [5]
        return await self.error()


async def main() -> None:
    async with trio.open_nursery() as nursery:
        page = Download(nursery, "page", 2)
        song = Download(nursery, "song", 2)
        film = Download(nursery, "film", 99)

        await trio.sleep(0.015)
        for each in (page, song, film):
            log.info("so far", download=each.name, parts=each.got)  # [2]
        failed = await page.error() is not None
        log.info("ended", download=page.name, failed=failed)
        log.info("ended", download=song.name, why=await song.error())
        await trio.sleep(0.015)
        log.info("ended", download=film.name, why=await film.cancel())


if __name__ == "__main__":
    trio.run(main)
