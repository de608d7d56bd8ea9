"""All are asked at once, and none is left behind, however long it takes."""

from datacenter import GRA, Datacenter
from datacenter.probes import Desk, names
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

SLOW = Datacenter("SLOW", 2.5, weight=10)


def all_asked(run: Run) -> None:
    asked, answered = run.names("starting find"), run.names("got result")
    if not asked:
        raise Wrong("none of the datacenters was asked: no line says `starting find`")
    if left := [name for name in asked if name not in answered]:
        raise Wrong(
            f"{names(left)} had not answered when the function returned, at "
            f"{seconds(run.seconds)}: it should wait for all of them"
        )
    if run.seconds == 0.6:
        raise Wrong(
            "the three finds ran one after the other: 0.6 s; together they take 0.3 s"
        )


async def slow_ones(program: Program) -> list[str]:
    desk = Desk()
    await program.all_at_once("my-bucket", desk.watch([SLOW, GRA]))
    return desk.at_work


async def none_at_all(program: Program) -> None:
    await program.all_at_once("my-bucket", [])


def check(harness: Harness) -> None:
    harness.has("all_at_once")
    run = harness.run()
    all_asked(run)
    harness.as_in_go(run)
    harness.in_every_order(all_asked)
    slow = harness.run(slow_ones)
    if slow.result:
        raise Wrong(
            f"asked for a datacenter that takes 2.5 s, the function returned at "
            f"{seconds(slow.seconds)}, and {names(slow.result)} was still at work"
        )
    if slow.seconds != 2.5:
        raise Wrong(f"2.5 s and 0.2 s together took {seconds(slow.seconds)}, not 2.5 s")
    harness.run(none_at_all, endless="without any datacenter it hangs")
    harness.cancelled_everywhere()
