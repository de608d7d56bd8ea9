"""Exactly one value is taken, whatever happens in the same moment."""

import trio

from trio_patterns.workshop.harness import (
    Harness,
    Program,
    Run,
    Scenario,
    Wrong,
    seconds,
)

HANGS = "no value is ever returned"


def left_over(channel: trio.MemoryReceiveChannel[str]) -> list[str]:
    values: list[str] = []
    while True:
        try:
            values.append(channel.receive_nowait())
        except (trio.WouldBlock, trio.EndOfChannel):
            return values
        except trio.ClosedResourceError:
            raise Wrong(
                "`either` has closed a channel, which is somebody else's, and what is "
                "in it is lost"
            ) from None


async def both_ready(program: Program) -> None:
    """With a value in both channels."""
    send1, left = trio.open_memory_channel[str](1)
    send2, right = trio.open_memory_channel[str](1)
    send1.send_nowait("left")
    send2.send_nowait("right")
    with trio.move_on_after(1):
        value = await program.either(left, right)
        rest = left_over(left) + left_over(right)
        expect_other(value, rest)
        return
    raise Wrong("both channels have a value, and `either` returned none within 1 s")


async def both_sent(program: Program) -> None:
    """With two senders that wait for a receiver."""
    send1, left = trio.open_memory_channel[str](0)
    send2, right = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(send1.send, "left")
        nursery.start_soon(send2.send, "right")
        await trio.sleep(0.01)
        values = [await program.either(left, right) for _ in range(2)]
        nursery.cancel_scope.cancel(reason="both should have been sent by now")
    if sorted(values) != ["left", "right"]:
        raise Wrong(
            "one value waited in each channel; two calls of `either` gave "
            f"{values[0]!r} and {values[1]!r}"
        )


async def same_moment(program: Program) -> None:
    """With two senders that send at 0.01 s."""
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


def only_one_sends(side: int, value: str, at: float) -> Scenario:
    """Only one channel ever has a value, and only at that time."""

    async def one_sends(program: Program) -> tuple[object, float]:
        """With one value, in one of the channels."""
        channels = [trio.open_memory_channel[str](0) for _ in range(2)]

        async def send() -> None:
            await trio.sleep(at)
            await channels[side][0].send(value)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(send)
            (_, left), (_, right) = channels
            return await program.either(left, right), trio.current_time()

    return one_sends


def cancelled_in_that_moment(side: int) -> Scenario:
    """The deadline comes in the moment in which a value does."""

    async def cancelled(program: Program) -> None:
        """Cancelled in the moment in which a value comes."""
        channels = [trio.open_memory_channel[str](1) for _ in range(2)]
        (_, left), (_, right) = channels
        values: list[object] = []

        async def send() -> None:
            await trio.sleep(0.01)
            channels[side][0].send_nowait("a value")

        async def take() -> None:
            with trio.move_on_after(0.01):
                values.append(await program.either(left, right))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(send)
            nursery.start_soon(take)
        if len(values) + len(left_over(left)) + len(left_over(right)) != 1:
            raise Wrong(
                "a value came in the moment in which `either` was cancelled, and is "
                "gone: it was neither returned nor left in its channel"
            )

    return cancelled


def cancelled_after_it(side: int) -> Scenario:
    """A value comes, and in the next moment a cancellation."""

    async def cancelled(program: Program) -> None:
        """Cancelled right after a value has come."""
        channels = [trio.open_memory_channel[str](1) for _ in range(2)]
        (_, left), (_, right) = channels
        values: list[object] = []
        with trio.CancelScope() as scope:

            async def send() -> None:
                await trio.sleep(0.01)
                channels[side][0].send_nowait("a value")
                scope.cancel(reason="the check cancels it")

            async with trio.open_nursery() as nursery:
                nursery.start_soon(send)
                values.append(await program.either(left, right))
        if len(values) + len(left_over(left)) + len(left_over(right)) != 1:
            raise Wrong(
                "`either` had a value, was cancelled before it returned, and the value "
                "is gone: after a value was taken there must be no other `await`"
            )

    return cancelled


async def nothing_comes(program: Program) -> None:
    """With channels in which nothing comes."""
    (_send1, left), (_send2, right) = (
        trio.open_memory_channel[str](0) for _ in range(2)
    )
    await program.either(left, right)


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
    for side, sent, due in (
        (0, "left", 0.0123),
        (1, "right", 0.0123),
        (0, "", 0.0117),
        (1, "late", 4000),
    ):
        trial = only_one_sends(side, sent, due)
        value, at = harness.run(trial, endless=HANGS).result
        if value != sent:
            raise Wrong(
                f"the value {sent!r} came, no other one did, and `either` returned "
                f"{value!r}: it returns what was received"
            )
        if at != due:
            raise Wrong(
                f"the value {sent!r} came at {seconds(due)}, and `either` returned "
                f"{value!r} at {seconds(at)}: it should wait for a value, for as long "
                "as it takes, and not look now and then"
            )
    harness.in_every_order(any_trial, both_ready, endless=HANGS)
    harness.in_every_order(any_trial, both_sent, schedules=30, endless=HANGS)
    harness.in_every_order(any_trial, same_moment, schedules=40, endless=HANGS)
    harness.cancelled_at(0.0123, nothing_comes)
    for side in 0, 1:
        trial = cancelled_in_that_moment(side)
        harness.in_every_order(any_trial, trial, schedules=30, endless=HANGS)
        harness.run(cancelled_after_it(side), endless=HANGS)
    harness.in_every_order(any_trial, schedules=30, endless=HANGS)
    harness.cancelled_everywhere()
