"""The load stays below the capacity, everybody gets room, and 31 of 30 is an error."""

import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import (
    RESOURCE,
    Absent,
    Broken,
    Desk,
    Lent,
    expect_no_free_place,
    expect_the_error,
    most_at_once,
    names,
)
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
    """`with_semaphore` with two places."""
    await program.with_semaphore(RESOURCE, [SBG, GRA, BHS, RBX, WAW], 2)


async def three_places(program: Program) -> None:
    """`with_semaphore` with three places."""
    no = Absent("NONE", 0.1, weight=10)
    five = Desk().watch([SBG, GRA, BHS, RBX, no])
    await program.with_semaphore(RESOURCE, five, 3)


def two_at_once(run: Run) -> None:
    most, _ = most_at_once(run)
    if most != 2:
        few = ("no find was", "1 find was")
        at_work = few[most] if most < 2 else f"{most} finds were"
        raise Wrong(f"`with_semaphore`: {at_work} at work at once; there are 2 places")
    expect_no_free_place(run, 2)
    answered = run.names("got result")
    if len(answered) != 5:
        raise Wrong(f"`with_semaphore`: only {names(answered)} answered, of all five")


ODD = {"THREE": 13, "ONE": 7, "TWO": 11}


async def odd_weights(program: Program) -> None:
    """With weights of 7, 11 and 13, and room for 30."""
    three = [Datacenter(name, 0.12345, weight) for name, weight in ODD.items()]
    await program.weighted(RESOURCE, three, 30)


async def odd_weights_that_fit(program: Program) -> None:
    """With weights of 7, 11 and 13, and room for all, a hundred times."""
    three = [Datacenter(name, 4000, weight) for name, weight in ODD.items()]
    lent = Lent(Desk().watch(three * 100))
    await program.weighted(RESOURCE, lent, 3100)
    lent.expect_untouched()


def two_of_three(run: Run) -> None:
    most, whose = most_at_once(run, lambda name: ODD[name])
    if most <= 30 and len(whose) == 2 and run.seconds > 0.2469:
        raise Wrong(
            "weights of 7, 11 and 13, with room for 30, of 0.12345 s each: there is "
            f"room for the third at 0.12345 s, and it ended at {seconds(run.seconds)}. "
            "Who waits is to go on as soon as there is room, and not to look now and "
            "then"
        )
    if most > 30 or len(whose) != 2 or run.seconds != 0.2469:
        raise Wrong(
            "weights of 7, 11 and 13, with room for 30: any two fit, and no three; "
            f"{names(whose) if whose else 'nobody'} were at work at once, "
            f"{seconds(run.seconds)} in all"
        )


async def one_of_many_too_heavy(program: Program) -> None:
    """With BHS, SBG, and one that weighs 31, and room for 30."""
    heavy = Datacenter("HEAVY", 0.1, weight=31)
    await program.weighted(RESOURCE, [BHS, SBG, heavy], 30)


async def other_capacities(program: Program) -> None:
    """With a weight of 50 and room for 50, then with 25 and room for 20."""
    await program.weighted(RESOURCE, [Datacenter("FIFTY", 0.1, weight=50)], 50)
    with trio.move_on_after(1):
        await program.weighted(RESOURCE, [Datacenter("HEAVY", 0.1, weight=25)], 20)


async def too_heavy(program: Program) -> None:
    """With one that weighs 31, and room for 30."""
    heavy = Datacenter("HEAVY", 0.1, weight=31)
    with trio.move_on_after(1):
        await program.weighted(RESOURCE, [heavy], 30)


async def one_broken(program: Program) -> None:
    """With a datacenter that fails."""
    broken = Broken("BROKEN", 0.1, weight=30)
    await program.weighted(RESOURCE, [broken, SBG, BHS], 30)


async def none_at_all(program: Program) -> None:
    """With no datacenter at all."""
    await program.weighted(RESOURCE, [], 30)
    await program.with_semaphore(RESOURCE, [], 2)


def check(harness: Harness) -> None:
    harness.has("weighted", "with_semaphore")
    below_30(harness.run(endless=HANGS))
    harness.in_every_order(below_30, endless=HANGS)
    two_at_once(harness.run(as_a_plain_one, endless=HANGS))
    harness.in_every_order(two_at_once, as_a_plain_one, endless=HANGS)
    three = harness.run(three_places, endless=HANGS)
    if (most := most_at_once(three)[0]) != 3:
        raise Wrong(f"`with_semaphore`, places=3: at most {most} were at work at once")
    if not three.having("NONE found=false"):
        raise Wrong("a datacenter answers False, and no line says so: found=false")
    heavy = harness.run(too_heavy, may_raise=ValueError)
    if heavy.error is None:
        what = "waited for ever" if heavy.seconds == 1 else "went ahead"
        raise Wrong(
            f"a datacenter that weighs 31, with room for 30, {what}: it never fits, "
            "and should be a ValueError at once"
        )
    others = harness.run(other_capacities, may_raise=ValueError)
    if others.error is None or others.seconds != 0.1:
        raise Wrong(
            "a weight of 50 fits into a capacity of 50, and takes 0.1 s; one of 25 "
            "does not fit into 20, and is a ValueError then. "
            + ("There was none" if others.error is None else "It came for the first")
        )
    late = harness.run(one_of_many_too_heavy, may_raise=ValueError, endless=HANGS)
    if late.error is None or late.seconds > 0:
        what = "came" if late.error else "did not come by the end,"
        raise Wrong(
            "BHS, SBG, and one that weighs 31: the ValueError should come at once, "
            f"whoever is at work, and {what} at {seconds(late.seconds)}"
        )
    harness.in_every_order(two_of_three, odd_weights, endless=HANGS)
    fits = harness.run(odd_weights_that_fit, endless=HANGS)
    if len(fits.having("got result")) != 300 or fits.seconds != 4000:
        raise Wrong(
            "weights of 7, 11 and 13, a hundred of each, fit at once into 3100: that "
            f"takes 4000 s, and {len(fits.having('got result'))} took "
            f"{seconds(fits.seconds)}"
        )
    harness.run(none_at_all)
    expect_the_error(harness, one_broken, "weighted")
    harness.cancelled_everywhere()
    harness.cancelled_at(0.05)
    harness.cancelled_at(0.05, as_a_plain_one)
