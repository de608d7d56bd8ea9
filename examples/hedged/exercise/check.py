"""One after the other, as long as none answers; the first answer ends it all."""

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import Desk, names
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "no answer was taken, and it hangs"


async def watched(program: Program, delay: float, *datacenters: Datacenter) -> object:
    """Ask these; complain of those who are still at work."""
    desk = Desk()
    found = await program.hedged("my-bucket", desk.watch(datacenters), delay)
    if desk.at_work:
        are = "was" if len(desk.at_work) == 1 else "were"
        raise Wrong(
            f"{names(desk.at_work)} {are} still running when the function returned"
        )
    return found


async def as_in_main(program: Program) -> object:
    return await watched(program, 0.075, SBG, GRA, BHS)


async def all_slow(program: Program) -> object:
    return await watched(program, 0.01, GRA, BHS)


async def first_is_quick(program: Program) -> object:
    return await watched(program, 0.15, SBG, GRA)


async def a_tie(program: Program) -> object:
    return await watched(program, 0, SBG, RBX, WAW)


def hedges(run: Run) -> None:
    launched = run.having("launching find")
    if [line.seconds for line in launched] == [0, 0, 0]:
        raise Wrong(
            "all three were asked at once, at 0 s, and that is no hedging: GRA is to "
            "be asked at 0.075 s, if there is no answer until then, and BHS not at all"
        )
    for line in run.having("given up datacenter=SBG"):
        raise Wrong(
            f"SBG was given up at {line.seconds:g} s, when the next one was asked. It "
            "should go on: its answer, at 0.1 s, is the first"
        )
    asked = run.names("launching find")
    if asked == ["SBG"]:
        raise Wrong("SBG was asked alone; GRA is to be asked too, at 0.075 s")
    if "BHS" in asked:
        raise Wrong("BHS was asked, though SBG answers before its turn, at 0.1 s")
    if run.seconds > 0.1:
        raise Wrong(
            "SBG answers at 0.1 s, and the program ended at "
            f"{seconds(run.seconds)}: it waited for the one that lost"
        )


def check(harness: Harness) -> None:
    harness.has("hedged")
    run = harness.run(endless=HANGS)
    hedges(run)
    harness.run(as_in_main)
    harness.as_in_go(run)
    harness.in_every_order(hedges, endless=HANGS)
    slow = harness.run(all_slow, endless="GRA and BHS, delay 0.01: it hangs")
    if slow.result is not True or slow.seconds != 0.2:
        raise Wrong(
            "GRA and BHS, asked with delay 0.01: it gave "
            f"{slow.result} at {seconds(slow.seconds)}. Both are slower than that; the "
            "first answer, True, comes at 0.2 s, and is to be waited for"
        )
    quick = harness.run(first_is_quick)
    if quick.names("launching find") != ["SBG"] or quick.seconds != 0.1:
        raise Wrong(
            "SBG answers in 0.1 s; with delay 0.15 "
            f"{names(quick.names('launching find'))} were asked, and it took "
            f"{seconds(quick.seconds)}"
        )

    def in_time(tie: Run) -> None:
        if tie.result is not True or tie.seconds != 0.1:
            raise Wrong(
                "three that take 0.1 s each, and delay 0: it gave "
                f"{tie.result} at {seconds(tie.seconds)}, not True at 0.1 s"
            )

    harness.in_every_order(in_time, a_tie)
    harness.cancelled_everywhere()
