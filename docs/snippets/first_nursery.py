"""The first program: two tasks in a nursery."""

# show
import trio


async def fetch(page: str, seconds: float) -> None:
    await trio.sleep(seconds)
    print("got", page)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fetch, "news", 0.2)
        nursery.start_soon(fetch, "mail", 0.1)
        print("started both")
    print("both are done")


if __name__ == "__main__":
    trio.run(main)
# end
