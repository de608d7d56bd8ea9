from contextvars import ContextVar

import trio

from plainlog import log

user = ContextVar("user", default="nobody")  # [1]


def say(where: str) -> None:  # [2:2]
    log.info(where, user=user.get())


async def child() -> None:
    say("in the child")
    user.set("root")  # [3]
    say("in the child, changed")
    await trio.sleep(0.02)
    say("in the child, later")


async def main() -> None:
    say("at first")
    user.set("alice")

    async with trio.open_nursery() as nursery:
        # All the values are copied here, at the call, not when the task first runs.
        nursery.start_soon(child)  # [4]
        user.set("bob")  # [5]

        await trio.sleep(0.01)
        say("in the parent")


if __name__ == "__main__":
    trio.run(main)
