"""Every result is handled when it comes, and the loop over them ends."""

import logging

import trio

from datacenter import BHS, GRA, SBG, WAW, Datacenter
from datacenter.probes import (
    RESOURCE,
    Absent,
    Broken,
    Desk,
    Lent,
    expect_the_error,
    names,
)
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


FIVE = (
    SBG,
    Absent("NONE", 0.1, weight=10),
    WAW,
    Datacenter("SLOW", 4000, weight=10),
    GRA,
)


async def five(program: Program) -> None:
    """With five datacenters, of which one takes 4000 s."""
    datacenters = Lent(Desk().watch(FIVE))
    await program.scatter_gather(RESOURCE, datacenters)
    datacenters.expect_untouched()


ASKERS: set[object] = set()


class Asked(Datacenter):
    """A datacenter that notes which task asks it."""

    async def find(self, resource: str) -> bool:
        ASKERS.add(trio.lowlevel.current_task())
        return await super().find(resource)


async def by_whom(program: Program) -> None:
    """With SBG and GRA."""
    handlers: set[object] = set()

    def note(record: logging.LogRecord) -> bool:
        if "got result" in record.getMessage():
            handlers.add(trio.lowlevel.current_task())
        return True

    asked = [Asked(it.name, it.delay, it.weight) for it in (SBG, GRA)]
    logger = logging.getLogger("example")
    logger.addFilter(note)
    try:
        await program.scatter_gather(RESOURCE, list(asked))
    finally:
        logger.removeFilter(note)
    if handlers & ASKERS:
        raise Wrong(
            "the task that asks a datacenter handles its result as well: it is to send "
            "the result on a channel, and the loop over the channel handles them all"
        )


async def crowd(program: Program) -> None:
    """With SBG, and ODD 299 times."""
    odd = Datacenter("ODD", 0.12345, weight=10)
    await program.scatter_gather(RESOURCE, [SBG, *[odd] * 299])


async def one_broken(program: Program) -> None:
    """With a datacenter that fails."""
    await program.scatter_gather(RESOURCE, [GRA, Broken("BROKEN", 0.1, weight=10)])


async def none_at_all(program: Program) -> None:
    """With no datacenter at all."""
    await program.scatter_gather(RESOURCE, [])


def expect_crowd(harness: Harness) -> None:
    """Many results are handled, each when it comes, at an odd time."""
    many = harness.run(crowd, endless="SBG, and ODD 299 times: it never ends")
    if len(many.having("got result")) != 300 or many.seconds != 0.12345:
        raise Wrong(
            "SBG, and ODD 299 times, make 300 results at 0.12345 s: "
            f"{len(many.having('got result'))} were handled, in {seconds(many.seconds)}"
        )


def check(harness: Harness) -> None:
    harness.has("scatter_gather")
    run = harness.run(endless=HANGS)
    handled(run)
    harness.as_in_go(run)
    harness.in_every_order(handled, endless=HANGS)
    expect_crowd(harness)
    more = harness.run(five, endless="with five datacenters it never ends")
    if len(more.having("got result")) != 5 or more.seconds != 4000:
        raise Wrong(
            f"of five results the loop handled {len(more.having('got result'))}, in "
            f"{seconds(more.seconds)}; the slowest datacenter answers at 4000 s"
        )
    for line in more.having("got result"):
        (it,) = (it for it in FIVE if f"datacenter={it} " in line.text)
        if line.seconds != it.delay:
            raise Wrong(
                f"{it}'s result is there at {seconds(it.delay)}, and was handled at "
                f"{seconds(line.seconds or 0)}"
            )
    if not more.having("NONE found=false"):
        raise Wrong("a datacenter answers False, and the result says found=true")
    harness.run(by_whom, endless=HANGS)
    harness.run(none_at_all, endless="without any datacenter it hangs")
    expect_the_error(harness, one_broken, "scatter_gather")
    harness.cancelled_everywhere()
    harness.cancelled_at(0.15)
