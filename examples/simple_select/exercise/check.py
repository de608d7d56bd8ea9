"""Exactly one value is taken, whatever happens in the same moment."""

import trio

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "no value is ever returned"


def left_over(channel: trio.MemoryReceiveChannel[str]) -> list[str]:
    values: list[str] = []
    while True:
        try:
            values.append(channel.receive_nowait())
        except (trio.WouldBlock, trio.EndOfChannel):
            return values


async def both_ready(program: Program) -> None:
    """Both channels have a value before `either` begins."""
    send1, left = trio.open_memory_channel[str](1)
    send2, right = trio.open_memory_channel[str](1)
    send1.send_nowait("left")
    send2.send_nowait("right")
    with trio.move_on_after(1):
        value = await program.either(left, right)
        expect_other(value, left_over(left) + left_over(right))


async def same_moment(program: Program) -> None:
    """Both senders send at 0.01 s, while `either` waits."""
    send1, left = trio.open_memory_channel[str](1)
    send2, right = trio.open_memory_channel[str](1)

    async def send(channel: trio.MemorySendChannel[str], value: str) -> None:
        await trio.sleep(0.01)
        channel.send_nowait(value)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send, send1, "left")
        nursery.start_soon(send, send2, "right")
        value = await program.either(left, right)
    expect_other(value, left_over(left) + left_over(right))


def expect_other(value: object, rest: list[str]) -> None:
    if value not in ("left", "right"):
        raise Wrong(f"`either` returned {value!r}, and no value of a channel")
    if len(rest) != 1:
        raise Wrong(
            "both channels had a value. `either` returned one of them, and the other "
            "one is gone: it was taken too. It should still be in its channel"
        )


async def left_first(program: Program) -> tuple[object, float]:
    """Only the left one ever has a value, at an odd time."""
    send1, left = trio.open_memory_channel[str](0)
    _send2, right = trio.open_memory_channel[str](0)

    async with trio.open_nursery() as nursery:

        async def send() -> None:
            await trio.sleep(0.0123)
            await send1.send("left")

        nursery.start_soon(send)
        return await program.either(left, right), trio.current_time()


async def cancelled_in_that_moment(program: Program) -> None:
    """The deadline comes in the moment in which a value does."""
    send1, left = trio.open_memory_channel[str](1)
    _send2, right = trio.open_memory_channel[str](1)
    values: list[object] = []

    async def send() -> None:
        await trio.sleep(0.01)
        send1.send_nowait("left")

    async def take() -> None:
        with trio.move_on_after(0.01):
            values.append(await program.either(left, right))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send)
        nursery.start_soon(take)
    if len(values) + len(left_over(left)) != 1:
        raise Wrong(
            "a value came in the moment in which `either` was cancelled, and is gone: "
            "it was neither returned nor left in its channel"
        )


def any_trial(run: Run) -> None:
    """The scenarios judge themselves."""


def check(harness: Harness) -> None:
    harness.has("either")
    run = harness.run(endless=HANGS)
    if run.seconds > 0.02:
        raise Wrong(
            "goroutine 2 says hello at 0.02 s, and the program ended at "
            f"{seconds(run.seconds)}"
        )
    harness.as_in_go(run)
    value, at = harness.run(left_first, endless=HANGS).result
    if value != "left" or at != 0.0123:
        raise Wrong(
            f"a value came at 0.0123 s, and `either` returned {value!r} at "
            f"{seconds(at)}: it should wait for the value, not look now and then"
        )
    harness.in_every_order(any_trial, both_ready, endless=HANGS)
    harness.in_every_order(any_trial, same_moment, endless=HANGS)
    harness.in_every_order(any_trial, cancelled_in_that_moment, endless=HANGS)
    harness.in_every_order(any_trial, endless=HANGS)
    harness.cancelled_everywhere()
