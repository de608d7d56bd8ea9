"""A count that needs no lock."""

# show
import trio


async def main() -> None:
    count = 0

    async def add() -> None:
        nonlocal count
        await trio.lowlevel.checkpoint()
        count = count + 1  # no await between the read and the write

    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(add)
    print(count)


if __name__ == "__main__":
    trio.run(main)
# end
