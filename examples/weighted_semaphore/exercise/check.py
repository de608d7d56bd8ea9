"""The load stays below the capacity, everybody gets room, and 31 of 30 is an error."""

import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import most_at_once, names
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "two finds wait for each other's room, or room was not given back: it hangs"
WEIGHTS = {str(one): one.weight for one in (SBG, GRA, BHS, RBX, WAW)}


def below_30(run: Run) -> None:
    most, whose = most_at_once(run, lambda name: WEIGHTS[name])
    if most > 30:
        raise Wrong(
            f"a weight of {most} was at work at once, {names(whose)}: the capacity is "
            "30"
        )
    answered = run.names("got result")
    if left := [name for name in WEIGHTS if name not in answered]:
        raise Wrong(
            f"{names(left)} had not answered when the function returned, at "
            f"{seconds(run.seconds)}"
        )
    if run.seconds == 0.8:
        raise Wrong(
            "one find at a time, 0.8 s in all: SBG and GRA together weigh 30, and "
            "there is room for both"
        )


async def as_a_plain_one(program: Program) -> None:
    await program.with_semaphore("my-bucket", [SBG, GRA, BHS, RBX, WAW], 2)


def two_at_once(run: Run) -> None:
    most, _ = most_at_once(run)
    if most != 2:
        at_work = f"{most} finds were" if most else "no find was"
        raise Wrong(f"`with_semaphore`: {at_work} at work at once; there are 2 places")
    answered = run.names("got result")
    if len(answered) != 5:
        raise Wrong(f"`with_semaphore`: only {names(answered)} answered, of all five")


async def too_heavy(program: Program) -> None:
    heavy = Datacenter("HEAVY", 0.1, weight=31)
    with trio.move_on_after(1):
        await program.weighted("my-bucket", [heavy], 30)


def check(harness: Harness) -> None:
    harness.has("weighted", "with_semaphore")
    below_30(harness.run(endless=HANGS))
    harness.in_every_order(below_30, endless=HANGS)
    two_at_once(harness.run(as_a_plain_one, endless=HANGS))
    harness.in_every_order(two_at_once, as_a_plain_one, endless=HANGS)
    heavy = harness.run(too_heavy, may_raise=ValueError)
    if heavy.error is None:
        what = "waited for ever" if heavy.seconds == 1 else "went ahead"
        raise Wrong(
            f"a datacenter that weighs 31, with room for 30, {what}: it never fits, "
            "and should be a ValueError at once"
        )
    harness.cancelled_everywhere()
