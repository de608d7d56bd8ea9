"""The save is done, up to its deadline, and the cancellation goes on after it."""

import trio

from plainlog import log
from trio_patterns.workshop.harness import (
    UNKNOWN_ERRORS,
    Harness,
    Program,
    Run,
    Scenario,
    Wrong,
    seconds,
)

HANGS = "it is cancelled, and never ends"


def at_work_when_it_returns(harness: Harness) -> None:
    """Complain of a `handle` that returns before its save has ended."""

    async def goes_on(program: Program) -> None:
        with trio.move_on_after(0.01):
            await program.handle(0.02)
        log.info("returned")
        await trio.sleep(1)

    lines = [line.text for line in harness.run(goes_on, endless=HANGS).lines]
    if "INFO saved" in lines[lines.index("INFO returned") :]:
        raise Wrong(
            "`handle` returned while its save was still at work: it is to wait for the "
            "save, which goes on in another task"
        )


def saved(run: Run) -> None:
    if not run.having("saving"):
        raise Wrong(
            "nothing was saved: no line says `saving`. `trio.Cancelled` is no "
            "`Exception`: what stands under `except Exception` is not for it, and what "
            "stands in a `finally` is"
        )
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


def swallowed(saving: float) -> Scenario:
    """What comes after `handle` in the cancelled scope is not to happen."""

    async def swallowed(program: Program) -> None:
        """With more to do after `handle`."""
        with trio.move_on_after(0.01):
            await program.handle(saving)
            raise Wrong(
                f"a save of {seconds(saving)}: `handle` returned as if nothing had "
                "happened: it swallowed its cancellation, and what comes after it went "
                "on"
            )

    return swallowed


def cancelled(at: float, saving: float) -> Scenario:
    async def returns_late(program: Program) -> float:
        """Cancelled at another time, with a save that takes another time."""
        with trio.move_on_after(at):
            await program.handle(saving)
        return trio.current_time()

    return returns_late


async def slower_than_told(program: Program) -> None:
    """With a `save(0.03)` that takes 0.09 s."""

    async def save(takes: float) -> None:
        log.info("saving")
        await trio.sleep(3 * takes)
        log.info("saved")

    program.save = save
    await cancelled(0.01, 0.03)(program)


def save_fails(error: type[Exception]) -> Scenario:
    async def save_fails(program: Program) -> None:
        """With a `save` that raises an error, the first time."""
        saves = 0

        async def save(takes: float) -> None:
            nonlocal saves
            saves += 1
            await trio.sleep(takes)
            if saves == 1:
                raise error("the disk is full")

        program.save = save
        await cancelled(0.01, 0.03)(program)

    return save_fails


def check(harness: Harness) -> None:
    harness.has("handle", "save")
    run = harness.run(endless=HANGS)
    if run.having("saving") and not run.having("INFO saved"):
        at_work_when_it_returns(harness)
    saved(run)
    for saving in 0.02, 0.08:
        harness.run(swallowed(saving), endless=HANGS)
    for at, saving, due in (
        (0.01, 0.03123, 0.04123),
        (4000, 0.04, 4000.04),
        (0.01, 9, 0.06),
    ):
        run_ = harness.run(cancelled(at, saving), endless=HANGS)
        over = round(run_.result, 9)
        early = ": what it began goes on without it" if over < due else ""
        if over != due:
            raise Wrong(
                f"cancelled at {seconds(at)}, with a save of {seconds(saving)}, "
                f"`handle` was over at {seconds(over)}, not at {seconds(due)}{early}"
            )
        if bool(run_.having("not saved in time")) is not (saving > 0.05):
            raise Wrong(
                f"of a save of {seconds(saving)} it says "
                + ("`not saved in time`" if saving < 0.05 else "that it was saved")
            )
    slow = harness.run(slower_than_told, endless=HANGS)
    if not slow.having("not saved in time"):
        raise Wrong(
            "`save(0.03)` took 0.09 s, and was given up after 0.05 s, and no line says "
            "`not saved in time`: how long it was told to take says nothing. Ask the "
            "scope whether it was given up"
        )
    for error in UNKNOWN_ERRORS:
        fails = harness.run(save_fails(error), may_raise=error)
        if fails.error is None:
            raise Wrong(
                f"`save` raises a {error.__name__}, and none left `handle`: an "
                "`except`"
                + (
                    " swallows it that is meant for the 0.05 s"
                    if error is trio.TooSlowError
                    else ", or a `return` in a `finally`, swallows it"
                )
            )
        if fails.having("not saved in time"):
            raise Wrong(
                f"`save` raises a {error.__name__} after 0.03 s, and a line says `not "
                "saved in time`: that is for a save that takes longer than 0.05 s"
            )
    harness.as_in_go(run)
    harness.in_every_order(saved, endless=HANGS)
    harness.cancelled_everywhere()
