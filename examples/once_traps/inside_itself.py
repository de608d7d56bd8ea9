import trio

from plainlog import log
from trio_patterns import Once

once = Once[dict[str, str]]()


async def get_settings() -> dict[str, str]:
    return await once.do(load)  # [1]


async def load() -> dict[str, str]:
    return {"url": await default_url()}


async def default_url() -> str:
    settings = await get_settings()  # Which needs the URL.  # [2]
    return f"https://{settings['host']}"


async def main() -> None:
    try:
        settings = await get_settings()
    except RuntimeError as error:  # [3:2]
        log.error("failed to load", error=error)
    else:
        log.info("got settings", url=settings["url"])


if __name__ == "__main__":
    trio.run(main)
