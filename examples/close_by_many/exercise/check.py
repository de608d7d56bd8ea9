"""Nothing is lost, and the loop ends after the last sender, whoever that is."""

from contextlib import nullcontext
from typing import Any

import trio

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "all senders are done, and the loop over their messages never ends"


def all_received(run: Run) -> None:
    received = run.names("received", "sender")
    if len(received) != 6:
        raise Wrong(f"{len(received)} of the 6 messages were received")
    if len({line.text for line in run.having("received")}) != 6:
        raise Wrong("a message was received twice")
    if not run.having("all senders are done"):
        raise Wrong("all messages were received, and no line says so")
    if not run.texts[-1].endswith("all senders are done"):
        raise Wrong("it says that all senders are done, and a message comes after that")


async def same_pace(program: Program) -> None:
    """With three senders of the same pace."""
    await program.collect({"one": 0.01, "two": 0.01, "three": 0.01})


async def other_order(program: Program) -> None:
    """With the quick one first, and the slow one last."""
    await program.collect({"quick": 0.01, "steady": 0.015, "slow": 0.025})


async def five(program: Program) -> None:
    """With five senders, of which one takes 4000 s."""
    senders = {"a": 0, "d": 0.01, "c": 2000, "e": 0.02, "b": 0.03}
    lent = dict(senders)
    await program.collect(lent)
    if list(lent.items()) != list(senders.items()):
        raise Wrong(f"the dict of senders is the caller's, and has changed: {lent}")


async def with_an_encore(program: Program) -> int:
    """With senders of three messages.

    Each sender is followed by one message more, on a half of the same channel, and
    then by a pause: who looks for tasks that still run after a message finds one.
    """
    encores = 0
    own = program.sender

    async def sender(*args: Any, **options: Any) -> None:
        nonlocal encores
        halves: list[trio.MemorySendChannel[Any]]
        halves = [it for it in args if hasattr(it, "clone")]
        with halves[0].clone() if halves else nullcontext() as half:
            await own(*args, **options)
            if half is not None:
                await trio.sleep(0.1)
                await half.send(program.Message("encore", encores))
                encores += 1
                await trio.sleep(0.1)

    program.sender = sender
    await program.collect({"one": 0.01, "two": 0.02, "three": 0.03})
    return encores


async def nobody(program: Program) -> None:
    """With no sender at all."""
    await program.collect({})


def check(harness: Harness) -> None:
    harness.has("collect", "sender")
    run = harness.run(endless=HANGS)
    all_received(run)
    harness.as_in_go(run)
    all_received(harness.run(other_order, endless=HANGS))
    harness.in_every_order(all_received, endless=HANGS)
    harness.in_every_order(all_received, same_pace, schedules=40, endless=HANGS)
    many = harness.run(five, endless="with five senders it never ends")
    if len(many.having("received")) != 10 or many.seconds != 4000:
        raise Wrong(
            f"five senders, the slowest done at 4000 s: {len(many.having('received'))} "
            f"of 10 messages were received, in {seconds(many.seconds)}"
        )
    more = harness.run(
        with_an_encore,
        endless="senders with three messages instead of two: the loop does not end "
        "with the last of them",
    )
    if len(more.having("encore")) != more.result:
        raise Wrong(
            "each sender sends three messages, and not two, and the loop over them "
            "ends before the last: the end of the channel is to end it, and no number"
        )
    none = harness.run(nobody, endless="without any sender it never ends")
    if not none.having("all senders are done"):
        raise Wrong("without any sender no line says that all senders are done")
    harness.cancelled_everywhere()
    harness.cancelled_at(0.012)
