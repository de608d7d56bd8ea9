# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic
import trio
from trio_util import wait_any

from plainlog import log


async def main() -> None:
    send_number, numbers = trio.open_memory_channel[str](1)  # [1:4]
    send_letter, letters = trio.open_memory_channel[str](1)
    send_number.send_nowait("one")
    send_letter.send_nowait("A")
    got: list[str] = []

    async def from_numbers() -> None:  # [2:5]
        got.append(await numbers.receive())

    async def from_letters() -> None:
        got.append(await letters.receive())

    await wait_any(from_numbers, from_letters)  # [2]
    log.info("handling", first=len(got[:1]), taken_and_lost=len(got[1:]))  # [3]


if __name__ == "__main__":
    trio.run(main)
