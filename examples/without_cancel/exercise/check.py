"""The save is done, up to its deadline, and the cancellation goes on after it."""

import trio

from plainlog import log
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "it is cancelled, and never ends"


def saved(run: Run) -> None:
    if not run.having("saving"):
        raise Wrong("nothing was saved: no line says `saving`")
    began = run.having("saving")[0].seconds or 0.0
    ended = [line.seconds for line in run.having("INFO saved")]
    if not ended:
        raise Wrong(
            f"the save began at {seconds(began)} and never ended. In a cancelled scope "
            "every `await` is cancelled at once, also in a `finally`; the save should "
            "have up to 0.05 s"
        )
    if len(ended) > 1:
        raise Wrong(
            "the save that takes 0.08 s was let go on to its end; after 0.05 s it "
            "should be given up"
        )
    if not run.having("not saved in time"):
        raise Wrong(
            "the second save was given up, and no line says `not saved in time`"
        )


async def swallowed(program: Program) -> None:
    """What comes after `handle` in the cancelled scope is not to happen."""
    with trio.move_on_after(0.01):
        await program.handle(0.02)
        raise Wrong(
            "`handle` returned as if nothing had happened: it swallowed its "
            "cancellation, and what comes after it went on"
        )
    log.info("over")


async def returns_late(program: Program) -> float:
    with trio.move_on_after(0.01):
        await program.handle(0.03)
    return trio.current_time()


def check(harness: Harness) -> None:
    harness.has("handle", "save")
    run = harness.run(endless=HANGS)
    saved(run)
    harness.run(swallowed, endless=HANGS)
    over = harness.run(returns_late, endless=HANGS).result
    if over != 0.04:
        raise Wrong(
            "cancelled at 0.01 s, with a save of 0.03 s, `handle` was over at "
            f"{seconds(over)}, not at 0.04 s: what it began goes on without it"
        )
    harness.as_in_go(run)
    harness.in_every_order(saved, endless=HANGS)
    harness.cancelled_everywhere()
