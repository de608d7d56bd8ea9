"""Every result is handled when it comes, and the loop over them ends."""

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import names
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "all results are there, and the loop over them never ends"


def handled(run: Run) -> None:
    got = run.having("got result")
    missing = [
        str(datacenter)
        for datacenter in (SBG, GRA, BHS)
        if str(datacenter) not in run.names("got result")
    ]
    if missing:
        raise Wrong(f"the result of {names(missing)} was never handled")
    first = got[0].seconds
    if first is not None and first > 0.1:
        raise Wrong(
            f"SBG's result is there at 0.1 s, and was handled at {seconds(first)}: "
            "each is to be handled as soon as it comes"
        )
    if run.seconds == 0.6:
        raise Wrong(
            "the finds ran one after the other: 0.6 s; together they take 0.3 s"
        )


async def five(program: Program) -> None:
    slow = Datacenter("SLOW", 2.5, weight=10)
    await program.scatter_gather("my-bucket", [SBG, RBX, WAW, slow, GRA])


async def none_at_all(program: Program) -> None:
    await program.scatter_gather("my-bucket", [])


def check(harness: Harness) -> None:
    harness.has("scatter_gather")
    run = harness.run(endless=HANGS)
    handled(run)
    harness.as_in_go(run)
    harness.in_every_order(handled, endless=HANGS)
    more = harness.run(five, endless="with five datacenters it never ends")
    if len(more.having("got result")) != 5 or more.seconds != 2.5:
        raise Wrong(
            f"of five datacenters, {len(more.having('got result'))} results were "
            f"handled, in {seconds(more.seconds)}; the slowest one answers at 2.5 s"
        )
    harness.run(none_at_all, endless="without any datacenter it hangs")
    harness.cancelled_everywhere()
