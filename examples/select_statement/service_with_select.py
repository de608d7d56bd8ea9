import trio

from plainlog import log
from trio_patterns import Case, Closed, Ticker, recv, select, tick, wait


async def serve(jobs: trio.MemoryReceiveChannel[str], stop: trio.Event) -> None:
    ticker = Ticker(0.02)  # [4]
    incoming: Case[str | Closed] | None = recv(jobs)  # [1]
    while True:
        match await select(incoming, tick(ticker), wait(stop)):
            case 0, Closed.CLOSED:  # [1:4]
                incoming = None  # Closed: never ready again, where it would always be.
            case 0, job:
                log.info("working", job=job)
            case 1, _:  # [2:2]
                log.info("still alive")
            case 2, _:  # [3:3]
                log.info("stopped")
                return


async def main() -> None:
    send, jobs = trio.open_memory_channel[str](0)
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, jobs, stop)

        for job in ("sweep", "mop", "dust"):
            await trio.sleep(0.015)
            await send.send(job)
        await trio.sleep(0.02)
        stop.set()  # [3]


if __name__ == "__main__":
    trio.run(main)
