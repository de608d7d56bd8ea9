import trio

from plainlog import log


async def transfer(takes: float) -> None:
    try:
        await trio.sleep(takes)  # [2]
    except trio.Cancelled:  # [1:3]
        log.info("undoing the transfer")
        raise
    log.info("transferred")  # [3]


async def main() -> None:
    for takes in 0.01, 0.08:
        with trio.move_on_after(0.05):
            await transfer(takes)


if __name__ == "__main__":
    trio.run(main)
