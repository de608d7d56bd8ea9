import trio

from plainlog import log


class Server:
    def __init__(self, places: int) -> None:
        self._places = trio.CapacityLimiter(places)  # [1]

    async def handle(self, request: int) -> None:
        try:
            self._places.acquire_nowait()  # [2]
        except trio.WouldBlock:  # [3:3]
            log.info("busy, come back later", request=request)
            return
        try:
            log.info("handling", request=request)
            await trio.sleep(0.025)
            log.info("handled", request=request)
        finally:
            self._places.release()  # [4]


async def main() -> None:
    server = Server(places=2)
    async with trio.open_nursery() as nursery:
        for request in range(4):
            nursery.start_soon(server.handle, request)
            await trio.sleep(0.01)


if __name__ == "__main__":
    trio.run(main)
