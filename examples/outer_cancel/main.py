import trio

from plainlog import log


async def write_page() -> None:
    with trio.CancelScope(shield=True):
        await trio.sleep(0.01)


async def write_book() -> None:
    with trio.CancelScope():  # [1]
        for _ in range(5):
            if trio.current_effective_deadline() <= trio.current_time():  # [2:3]
                log.info("stopped")
                return
            await write_page()  # [3]
        log.info("ran to the end")


async def main() -> None:
    with trio.move_on_after(0.025):  # [4:2]
        await write_book()


if __name__ == "__main__":
    trio.run(main)
