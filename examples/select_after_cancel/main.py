import trio

from plainlog import log


async def main() -> None:
    send, answers = trio.open_memory_channel[str](1)
    send.send_nowait("an answer")  # [2]
    taken = 0
    for _ in range(1_000):
        with trio.CancelScope() as scope:  # [1:2]
            scope.cancel(reason="nobody wants an answer any more")
            await answers.receive()  # [3:2]
            taken += 1
    log.info("answers taken after the cancellation", taken=taken)


if __name__ == "__main__":
    trio.run(main)
