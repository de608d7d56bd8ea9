"""`trio_util.wait_any` over two receives takes both values, and one is lost."""

# trio_util has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import trio
import trio_util
from trio.testing import wait_all_tasks_blocked

from trio_patterns.testing import explore


# show
async def two_receives() -> None:
    send_a, a = trio.open_memory_channel[str](0)
    send_b, b = trio.open_memory_channel[str](0)
    sent: list[str] = []
    got: list[str] = []

    async def send(channel: trio.MemorySendChannel[str], value: str) -> None:
        await channel.send(value)
        sent.append(value)

    async def take(channel: trio.MemoryReceiveChannel[str]) -> None:
        got[:] = [await channel.receive()]

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send, send_a, "a")
        nursery.start_soon(send, send_b, "b")
        await trio_util.wait_any(lambda: take(a), lambda: take(b))
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    assert len(sent) == len(got), f"sent {sorted(sent)}, got {len(got)} of them"


def main() -> None:
    try:
        explore(two_receives, schedules=1, seed=-1)
    except AssertionError as error:
        print(error)


# end


if __name__ == "__main__":
    main()
