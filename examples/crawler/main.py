import trio

from plainlog import log

LINKS = {
    "home": ["news", "shop", "about"],
    "news": ["home", "archive"],
    "shop": ["home", "cart"],
    "archive": ["news", "home"],
}


async def fetch(page: str) -> list[str]:
    log.info("fetching", page=page)
    await trio.sleep(0.01)
    log.info("fetched", page=page)
    return LINKS.get(page, [])


async def crawl(start: str, most: int) -> set[str]:
    seen: set[str] = set()  # [1]
    places = trio.CapacityLimiter(most)  # [2]

    def visit(page: str) -> None:  # [1:3]
        if page not in seen:
            seen.add(page)
            nursery.start_soon(follow, page)  # [3]

    async def follow(page: str) -> None:
        async with places:  # [2:2]
            found = await fetch(page)
        for link in found:  # [4:2]
            visit(link)

    async with trio.open_nursery() as nursery:  # [5]
        visit(start)
    return seen


async def main() -> None:
    seen = await crawl("home", 2)
    log.info("no page is left", pages=len(seen))


if __name__ == "__main__":
    trio.run(main)
