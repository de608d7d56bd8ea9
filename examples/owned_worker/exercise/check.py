"""Stop ends it at once and waits for it, and leaves the rest of the nursery alone."""

import trio

from plainlog import log
from trio_patterns.workshop.harness import (
    Harness,
    Program,
    Run,
    Wrong,
    counted,
    seconds,
)

ENDLESS = "nobody ends the heart, and it beats on"
SHIELDED = "its nursery is cancelled, a shield keeps that out, and the heart beats on"


def silent_after_stop(run: Run) -> None:
    lives = run.having("silence")
    if not lives:
        raise Wrong(
            f"`main` ended at {seconds(run.seconds)}, and no line says `silence`: "
            "whoever stops the heart must leave the others in its nursery alone"
        )
    first = run.lines.index(lives[0])
    before = [line.text for line in run.lines[:first]]
    if "INFO the heart has stopped" not in before:
        raise Wrong(
            f"`stop` returned at {seconds(lives[0].seconds or 0)}, before the heart "
            "had stopped: it should wait until the task has ended"
        )
    if (lives[0].seconds or 0) > 0.025:
        raise Wrong(
            "stopped at 0.025 s, the heart went on until "
            f"{seconds(lives[0].seconds or 0)}: `stop` ends it in the middle of a wait"
        )
    if len(lives) < 2 and run.seconds == lives[0].seconds:
        raise Wrong(
            f"after the first `silence`, at {seconds(run.seconds)}, nothing in the "
            "nursery runs any more: `stop` has cancelled the nursery, in which others "
            "live, instead of the heart"
        )
    if len(lives) < 2:
        raise Wrong(f"`main` ended at {seconds(run.seconds)}, in its second round")


async def with_a_neighbour(program: Program) -> None:
    """With another task in the nursery."""

    async def neighbour() -> None:
        await trio.sleep(4000)
        log.info("the neighbour is done")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(neighbour)
        heart = program.Heart(nursery)
        heart.start()
        await trio.sleep(0.025)
        await heart.stop()
        log.info("silence")


async def started_again(program: Program) -> None:
    """Started and stopped three times."""
    async with trio.open_nursery() as nursery:
        heart = program.Heart(nursery)
        for _ in range(3):
            heart.start()
            await trio.sleep(0.01234)
            await heart.stop()
            await trio.sleep(0.02)


async def stopped_at_once(program: Program) -> None:
    """Stopped at once after its start."""
    async with trio.open_nursery() as nursery:
        heart = program.Heart(nursery)
        heart.start()
        await heart.stop()
        log.info("over")
        expect_no_task(nursery)
        heart.start()
        await trio.sleep(0.015)
        await heart.stop()


async def no_task_is_left(program: Program) -> None:
    """Started and stopped once."""
    async with trio.open_nursery() as nursery:
        heart = program.Heart(nursery)
        heart.start()
        await trio.sleep(0.015)
        if not nursery.child_tasks:
            raise Wrong("the heart does not run in the nursery that it was given")
        await heart.stop()
        expect_no_task(nursery)


def expect_no_task(nursery: trio.Nursery) -> None:
    if nursery.child_tasks:
        nursery.cancel_scope.cancel(reason="the check has failed")
        raise Wrong(
            "`stop` returned, and the heart's task still runs: it should wait until "
            "the task has ended, whatever the lines say"
        )


async def two_hearts(program: Program) -> None:
    """With two hearts in one nursery."""
    async with trio.open_nursery() as nursery:
        one, other = program.Heart(nursery), program.Heart(nursery)
        one.start()
        other.start()
        await trio.sleep(0.015)
        await one.stop()
        await trio.sleep(3)
        await other.stop()


def beats_at_most_once(run: Run) -> None:
    first = run.lines.index(run.having("INFO over")[0])
    if any(line.text == "INFO beat" for line in run.lines[:first]):
        raise Wrong("started and stopped in the same moment, it beat all the same")
    if len(run.having("INFO beat")) != 1:
        raise Wrong("started, stopped at once, and started again, it did not beat")


def check(harness: Harness) -> None:
    harness.has("Heart.start", "Heart.stop")
    run = harness.run(endless=ENDLESS)
    silent_after_stop(run)
    harness.as_in_go(run)
    harness.in_every_order(silent_after_stop, endless=ENDLESS)
    neighbour = harness.run(with_a_neighbour, endless=ENDLESS)
    if not neighbour.having("neighbour"):
        raise Wrong("another task in the same nursery was stopped with the heart")
    again = harness.run(started_again, endless=ENDLESS)
    if len(again.having("beat")) != 3 or again.seconds != 0.09702:
        raise Wrong(
            "started three times, and stopped after 0.01234 s, for one beat each, it "
            f"beat {counted(len(again.having('beat')), 'time')}, in "
            f"{seconds(again.seconds)}, not in 0.09702 s: `stop` ends it in the middle "
            "of a wait"
        )
    harness.run(no_task_is_left, endless=ENDLESS)
    at_once = "stopped at once after its start, it hangs"
    harness.in_every_order(beats_at_most_once, stopped_at_once, endless=at_once)
    hearts = harness.run(two_hearts, endless=ENDLESS)
    if len(hearts.having("INFO beat")) != 302 or hearts.seconds != 3.015:
        raise Wrong(
            "of two hearts, one was stopped at 0.015 s, after a beat, and the other at "
            "3.015 s, after 301; together they beat "
            f"{counted(len(hearts.having('INFO beat')), 'time')}, until "
            f"{seconds(hearts.seconds)}"
        )
    harness.cancelled_everywhere(endless=SHIELDED)
    harness.cancelled_at(0.012)
