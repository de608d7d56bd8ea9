"""One fails, and the others go on to their end: all errors come together then."""

import trio

from plainlog import log


class DeployError(Exception):
    pass


async def deploy(host: str, takes: float) -> None:
    await trio.sleep(takes)
    if host.startswith("old"):
        raise DeployError(f"{host} is too old")
    log.info("deployed", host=host)


async def deploy_all(*hosts: str) -> None:
    errors: list[DeployError] = []  # [1]

    async def one(host: str, takes: float) -> None:
        try:
            await deploy(host, takes)
        except DeployError as error:
            errors.append(error)  # [3]

    async with trio.open_nursery() as nursery:  # [2]
        for number, host in enumerate(hosts, 1):
            nursery.start_soon(one, host, number * 0.01)
    if errors:
        raise ExceptionGroup("some hosts have failed", errors)  # [4]


async def main() -> None:
    try:
        await deploy_all("old-1", "new-1", "old-2", "new-2")
    except* DeployError as group:  # [5:3]
        for error in group.exceptions:
            log.error("failed", why=error)


if __name__ == "__main__":
    trio.run(main)
