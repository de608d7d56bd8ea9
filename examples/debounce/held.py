# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic
import trio
from trio_util import AsyncBool

from plainlog import log


async def flap(link: AsyncBool) -> None:
    for number, pause in enumerate([0.01, 0.005, 0.01, 0.005, 0.01]):  # [2:4]
        await trio.sleep(pause)
        link.value = number % 2 == 0
        log.info("the link", up=link.value)


async def main() -> None:
    link = AsyncBool()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(flap, link)
        await link.wait_value(True, held_for=0.03)  # [1]
        log.info("the link is up, and stays so")  # [3]


if __name__ == "__main__":
    trio.run(main)
