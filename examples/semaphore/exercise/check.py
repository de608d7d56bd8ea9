"""Never more than there are places, and no place empty while somebody waits."""

from dataclasses import replace

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
from trio_patterns.workshop.harness import (
    Harness,
    Program,
    Run,
    Wrong,
    counted,
    seconds,
)

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
    """With one place."""
    await program.with_semaphore(RESOURCE, list(ALL), 1)


async def long_and_short(program: Program) -> None:
    """With two places, of which one is taken for 4000 s."""
    long = Datacenter("LONG", 4000, weight=10)
    await program.with_semaphore(RESOURCE, [SBG, long, GRA, BHS, RBX, WAW], 2)


async def three_places(program: Program) -> None:
    """With three places, and finds of odd times."""
    odd = [replace(it, delay=it.delay + 0.00345) for it in ALL]
    await program.with_semaphore(RESOURCE, odd, 3)


async def waits_for_long(program: Program) -> None:
    """With one place, which is taken for 4000 s."""
    long = Datacenter("LONG", 4000, weight=10)
    no = Absent("NONE", 0.1, weight=10)
    lent = Lent(Desk().watch([RBX, long, no]))
    await program.with_semaphore(RESOURCE, lent, 1)
    lent.expect_untouched()


async def two_calls(program: Program) -> None:
    """With two calls at once, each with one place."""
    async with trio.open_nursery() as nursery:
        for one in SBG, RBX:
            nursery.start_soon(program.with_semaphore, RESOURCE, [one] * 2, 1)


async def crowd(program: Program) -> None:
    """With 120 finds and a hundred places."""
    await program.with_semaphore(RESOURCE, [SBG] * 120, 100)


async def many_places(program: Program) -> None:
    """With ten places, more than there are finds."""
    await program.with_semaphore(RESOURCE, list(ALL), 10)


async def one_broken(program: Program) -> None:
    """With a datacenter that fails."""
    broken = Broken("BROKEN", 0.1, weight=10)
    await program.with_semaphore(RESOURCE, [broken, *ALL], 2)


async def the_only_place(program: Program) -> None:
    """With one place, and a datacenter that fails in it."""
    broken = Broken("BROKEN", 0.1, weight=10)
    await program.with_semaphore(RESOURCE, [broken, *ALL], 1)


async def none_at_all(program: Program) -> None:
    """With no datacenter at all."""
    await program.with_semaphore(RESOURCE, [], 2)


def check(harness: Harness) -> None:
    harness.has("with_semaphore")
    two_at_once(harness.run(endless=HANGS))
    harness.in_every_order(two_at_once, endless=HANGS)
    three = harness.run(three_places, endless=HANGS)
    most, whose = most_at_once(three)
    if most != 3:
        raise Wrong(
            f"with places=3, there were at most {counted(most, 'find')} at once: "
            f"{names(whose)}"
        )
    expect_no_free_place(three, 3)
    if (most := most_at_once(harness.run(one_place, endless=HANGS))[0]) != 1:
        raise Wrong(f"with places=1, there were up to {counted(most, 'find')} at once")

    def no_free_place(run: Run) -> None:
        all_answered(run)
        expect_no_free_place(run, 2)

    harness.in_every_order(no_free_place, long_and_short, endless=HANGS)
    long = harness.run(waits_for_long, endless=HANGS)
    if long.seconds != 4000.2:
        raise Wrong(
            "one place, and a find of 4000 s and two of 0.1 s: together they take "
            f"4000.2 s, and took {seconds(long.seconds)}. Who waits is not to give up"
        )
    if not long.having("NONE found=false"):
        raise Wrong("a datacenter answers False, and no line says so: found=false")
    calls = harness.run(two_calls, endless=HANGS)
    if (finds := len(calls.having("got result"))) != 4:
        raise Wrong(f"SBG twice, and RBX twice, make 4 finds, and {finds} were")
    if calls.seconds != 0.2:
        raise Wrong(
            "two calls at once, each of two finds of 0.1 s, with places=1 for each "
            f"call: that takes 0.2 s, and took {seconds(calls.seconds)}. They share "
            "no places"
        )
    if (many := harness.run(crowd, endless=HANGS)).seconds != 0.2:
        raise Wrong(
            "120 finds of 0.1 s, with places=100, take 0.2 s, and took "
            f"{seconds(many.seconds)}"
        )
    many = harness.run(many_places, endless=HANGS)
    if many.seconds != 0.3:
        raise Wrong(
            f"with a place for each it takes 0.3 s, and took {seconds(many.seconds)}"
        )
    harness.run(none_at_all)
    expect_the_error(harness, one_broken, "with_semaphore")
    expect_the_error(harness, the_only_place, "with_semaphore")
    harness.cancelled_everywhere()
    harness.cancelled_at(0.05)
