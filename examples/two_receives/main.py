import trio

from plainlog import log
from trio_patterns import recv, select


async def main() -> None:
    send_number, numbers = trio.open_memory_channel[str](1)  # [1:4]
    send_letter, letters = trio.open_memory_channel[str](1)
    send_number.send_nowait("one")
    send_letter.send_nowait("A")

    await select(recv(numbers), recv(letters))  # [2]
    still_there = (  # [3:5]
        numbers.statistics().current_buffer_used
        + letters.statistics().current_buffer_used
    )
    log.info("handling", first=1, still_there=still_there)


if __name__ == "__main__":
    trio.run(main)
