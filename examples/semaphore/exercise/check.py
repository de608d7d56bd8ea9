"""Never more than there are places, and no place empty while somebody waits."""

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import (
    Broken,
    expect_no_free_place,
    expect_the_error,
    most_at_once,
    names,
)
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "not all of them got a place, and it hangs"
ALL = (SBG, GRA, BHS, RBX, WAW)


def all_answered(run: Run) -> None:
    answered = run.names("got result")
    if left := [str(one) for one in ALL if str(one) not in answered]:
        raise Wrong(
            f"{names(left)} had not answered when the function returned, at "
            f"{seconds(run.seconds)}"
        )


def two_at_once(run: Run) -> None:
    most, whose = most_at_once(run)
    if most > 2:
        raise Wrong(
            f"{most} finds were at work at once: {names(whose)}; there are 2 places"
        )
    all_answered(run)
    if most == 1:
        raise Wrong(
            f"one find at a time, {seconds(run.seconds)} in all: there are 2 places"
        )
    expect_no_free_place(run, 2)


async def one_place(program: Program) -> None:
    await program.with_semaphore("my-bucket", list(ALL), 1)


async def long_and_short(program: Program) -> None:
    """One keeps its place for long; the other place is free again and again."""
    long = Datacenter("LONG", 40, weight=10)
    await program.with_semaphore("my-bucket", [SBG, long, GRA, BHS, RBX, WAW], 2)


async def three_places(program: Program) -> None:
    await program.with_semaphore("my-bucket", list(ALL), 3)


async def many_places(program: Program) -> None:
    await program.with_semaphore("my-bucket", list(ALL), 10)


async def one_broken(program: Program) -> None:
    broken = Broken("BROKEN", 0.1, weight=10)
    await program.with_semaphore("my-bucket", [broken, *ALL], 2)


def check(harness: Harness) -> None:
    harness.has("with_semaphore")
    two_at_once(harness.run(endless=HANGS))
    harness.in_every_order(two_at_once, endless=HANGS)
    three = harness.run(three_places, endless=HANGS)
    most, whose = most_at_once(three)
    if most != 3:
        raise Wrong(f"with places=3, {most} finds were at work at once: {names(whose)}")
    expect_no_free_place(three, 3)
    if (most := most_at_once(harness.run(one_place, endless=HANGS))[0]) != 1:
        raise Wrong(f"with places=1, {most} finds were at work at once")

    def no_free_place(run: Run) -> None:
        all_answered(run)
        expect_no_free_place(run, 2)

    harness.in_every_order(no_free_place, long_and_short, endless=HANGS)
    many = harness.run(many_places, endless=HANGS)
    if many.seconds != 0.3:
        raise Wrong(
            f"with a place for each it takes 0.3 s, and took {seconds(many.seconds)}"
        )
    expect_the_error(harness, one_broken, "with_semaphore")
    harness.cancelled_everywhere()
    harness.cancelled_at(0.05)
