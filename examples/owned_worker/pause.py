import trio

from plainlog import log


class Player:
    """Plays songs, unless it is paused."""

    def __init__(self, songs: trio.MemoryReceiveChannel[str]) -> None:
        self._songs = songs
        self._waiting = trio.CancelScope()
        self._resumed = trio.Event()
        self._resumed.set()

    def pause(self) -> None:
        if self._resumed.is_set():
            self._resumed = trio.Event()
            self._waiting.cancel(reason="paused")  # [2]

    def resume(self) -> None:
        self._resumed.set()

    async def run(self) -> None:
        while True:
            await self._resumed.wait()  # [1]
            song = None
            with trio.CancelScope() as self._waiting:
                try:
                    song = await self._songs.receive()
                except trio.EndOfChannel:
                    return
            if song is not None:
                log.info("begins", song=song)  # [3:3]
                await trio.sleep(0.02)
                log.info("ends", song=song)


async def main() -> None:
    songs, receive = trio.open_memory_channel[str](9)
    player = Player(receive)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(player.run)

        await songs.send("hey")
        await trio.sleep(0.03)
        player.pause()
        log.info("paused")
        await songs.send("jude")  # [4]
        await trio.sleep(0.03)
        log.info("resumed")
        player.resume()
        songs.close()


if __name__ == "__main__":
    trio.run(main)
