import trio

from plainlog import log
from trio_patterns import recv, select, wait


async def serve(jobs: trio.MemoryReceiveChannel[str], stop: trio.Event) -> None:
    rounds = 0  # [1]
    while True:
        match await select(recv(jobs), wait(stop)):
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
