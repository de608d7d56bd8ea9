import trio

from plainlog import log
from trio_patterns import Closed, recv, select, wait


async def serve(jobs: trio.MemoryReceiveChannel[str], stop: trio.Event) -> None:
    rounds = 0  # [1]
    left: trio.MemoryReceiveChannel[str] | None = jobs
    while True:
        match await select(recv(left) if left else None, wait(stop)):
            case 0, Closed():  # [3:2]
                left = None  # This case is never ready again.
            case 0, _:  # [2:2]
                rounds += 1
            case 1, _:  # [4:3]
                log.info("stopped", many_rounds=rounds > 10)
                return


async def main() -> None:
    send, jobs = trio.open_memory_channel[str](0)
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, jobs, stop)
        with send:  # [3:2]
            await send.send("sweep")
        await trio.sleep(0.1)
        stop.set()  # [4]


if __name__ == "__main__":
    trio.run(main)
