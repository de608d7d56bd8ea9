"""All are asked at once, and none is left behind, however long it takes."""

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import (
    RESOURCE,
    Absent,
    Broken,
    Desk,
    Lent,
    expect_asked,
    expect_the_error,
    names,
)
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

SLOW = Datacenter("SLOW", 4000, weight=10)
SIX = [SLOW, GRA, SBG, Absent("NONE", 0.1, weight=10), RBX, WAW]


def all_asked(run: Run) -> None:
    asked, answered = run.names("starting find"), run.names("got result")
    expect_asked(run, "starting find", (SBG, GRA, BHS))
    if left := [name for name in asked if name not in answered]:
        raise Wrong(
            f"{names(left)} had not answered when the function returned, at "
            f"{seconds(run.seconds)}: it should wait for all of them"
        )
    if run.seconds == 0.6:
        raise Wrong(
            "the three finds ran one after the other: 0.6 s; together they take 0.3 s"
        )
    for line in run.having("starting find"):
        if line.seconds:
            (late,) = run.names(line.text)
            raise Wrong(
                f"{late} was asked at {seconds(line.seconds)}: all of them are to be "
                "asked at once, at 0 s"
            )


async def slow_ones(program: Program) -> list[str]:
    """With six datacenters, of which one takes 4000 s."""
    desk = Desk()
    datacenters = Lent(desk.watch(SIX))
    await program.all_at_once(RESOURCE, datacenters)
    datacenters.expect_untouched()
    if missed := [str(it) for it in SIX if str(it) not in desk.asked]:
        raise Wrong(f"nobody has called `find` of {names(missed)}")
    return desk.at_work


async def crowd(program: Program) -> None:
    """With GRA, and SBG 299 times."""
    await program.all_at_once(RESOURCE, [GRA, *[SBG] * 299])


async def one_broken(program: Program) -> None:
    """With a datacenter that fails."""
    await program.all_at_once(RESOURCE, [GRA, Broken("BROKEN", 0.1, 10)])


async def none_at_all(program: Program) -> None:
    """With no datacenter at all."""
    await program.all_at_once(RESOURCE, [])


def check(harness: Harness) -> None:
    harness.has("all_at_once")
    run = harness.run()
    all_asked(run)
    harness.as_in_go(run)
    harness.in_every_order(all_asked)
    slow = harness.run(slow_ones)
    if slow.result:
        raise Wrong(
            "of six datacenters one takes 4000 s. The function returned at "
            f"{seconds(slow.seconds)}, and {names(slow.result)} was still at work"
        )
    if not slow.having("NONE found=false"):
        raise Wrong("a datacenter answers False, and no line says so: found=false")
    if left := [str(it) for it in SIX if str(it) not in slow.names("got result")]:
        raise Wrong(f"of six datacenters, {names(left)} did not answer")
    if slow.seconds != 4000:
        raise Wrong(f"six finds, the longest of 4000 s, took {seconds(slow.seconds)}")
    many = harness.run(crowd)
    if (answers := len(many.having("got result"))) != 300:
        raise Wrong(f"GRA, and SBG 299 times: that makes 300 finds, and {answers} were")
    if many.seconds != 0.2:
        raise Wrong(
            f"300 finds, the longest of 0.2 s, took {seconds(many.seconds)}: all of "
            "them are to be asked at once, however many they are"
        )
    expect_the_error(harness, one_broken, "all_at_once")
    harness.run(none_at_all, endless="without any datacenter it hangs")
    harness.cancelled_everywhere()
    harness.cancelled_at(0.15)
