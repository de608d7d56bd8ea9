"""Stop ends it at once and waits for it, and leaves the rest of the nursery alone."""

import trio

from plainlog import log
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

ENDLESS = "nobody ends the heart, and it beats on"


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
    if len(lives) < 2:
        raise Wrong(f"`main` ended at {seconds(run.seconds)}, in its second round")


async def with_a_neighbour(program: Program) -> None:
    """Somebody else lives in the nursery, and is to go on."""

    async def neighbour() -> None:
        await trio.sleep(0.05)
        log.info("the neighbour is done")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(neighbour)
        heart = program.Heart(nursery)
        heart.start()
        await trio.sleep(0.025)
        await heart.stop()
        log.info("silence")


async def started_again(program: Program) -> None:
    """A beat, three times over."""
    async with trio.open_nursery() as nursery:
        heart = program.Heart(nursery)
        for _ in range(3):
            heart.start()
            await trio.sleep(0.015)
            await heart.stop()


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
    if len(again.having("beat")) != 3 or again.seconds != 0.045:
        raise Wrong(
            "started and stopped three times, for one beat each, it beat "
            f"{len(again.having('beat'))} times, in {seconds(again.seconds)}"
        )
    harness.cancelled_everywhere()
