"""The first answer is returned at once, and nobody is at work any more."""

from dataclasses import dataclass, field

import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import RESOURCE, Absent, Desk, Lent, expect_asked, names
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds


async def watched(program: Program, *datacenters: Datacenter) -> str:
    """Ask these, and give whose answer it was; complain of those still at work."""
    desk = Desk()
    lent = Lent(desk.watch(datacenters))
    result = await program.redundant(RESOURCE, lent)
    lent.expect_untouched()
    if result is None:
        raise Wrong("`redundant` returned None; it should return the first `Result`")
    winner = str(result.datacenter)
    if result.found is (winner == "NONE"):
        raise Wrong(f"{winner} answered {not result.found}, and not {result.found}")
    if desk.at_work:
        are = "was" if len(desk.at_work) == 1 else "were"
        raise Wrong(
            f"{winner} answered first, but {names(desk.at_work)} {are} still running "
            "when the function returned"
        )
    return winner


async def three(program: Program) -> str:
    """With SBG, GRA and BHS."""
    return await watched(program, SBG, GRA, BHS)


async def slow_one_first(program: Program) -> str:
    """With the slowest one first."""
    return await watched(program, BHS, GRA, SBG)


async def a_tie(program: Program) -> str:
    """With three that answer at the same time."""
    return await watched(program, SBG, RBX, WAW)


@dataclass(frozen=True)
class OnSignal(Datacenter):
    """Answers when the signal comes, as others do that wait for the same one."""

    signal: trio.Event = field(compare=False)
    answer: bool

    async def find(self, resource: str) -> bool:
        await self.signal.wait()
        return self.answer


async def two_on_a_signal(program: Program) -> str:
    """With two that answer in the same moment, before either is cancelled."""
    signal = trio.Event()

    async def give() -> None:
        await trio.sleep(0.1)
        signal.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(give)
        yes = OnSignal("ONE", 0, 10, signal, answer=True)
        no = OnSignal("NONE", 0, 10, signal, answer=False)
        return await watched(program, GRA, yes, no)


async def last_of_many(program: Program) -> str:
    """With 101, of which the last is the quickest."""
    return await watched(program, *[BHS, GRA] * 50, WAW)


async def first_says_no(program: Program) -> str:
    """With one that answers False before the others answer."""
    return await watched(program, GRA, Absent("NONE", 0.12345, weight=10), BHS)


async def one_for_long(program: Program) -> str:
    """With one datacenter alone, which takes 4000 s."""
    return await watched(program, Datacenter("SLOW", 4000, weight=10))


async def one_alone(program: Program) -> str:
    """With one datacenter alone."""
    return await watched(program, SBG)


def at_once(run: Run) -> None:
    for line in run.having("find given up"):
        if line.seconds and line.seconds > 0.1:
            raise Wrong(
                "the first answer is there at 0.1 s, and the others were cancelled at "
                f"{seconds(line.seconds)}: it should wait for the answer, and not look "
                "now and then"
            )
    if run.seconds > 0.1:
        raise Wrong(
            "the first answer is there at 0.1 s, and the function returned at "
            f"{seconds(run.seconds)}: it waited for those that it no longer needs"
        )


def check(harness: Harness) -> None:
    harness.has("redundant")
    run = harness.run()
    if len(run.names("launching find")) == 1:
        raise Wrong(
            f"only {names(run.names('launching find'))} was asked: all three should "
            "be, at once"
        )
    expect_asked(run, "launching find", (SBG, GRA, BHS))
    at_once(run)
    for line in run.having("launching find"):
        if line.seconds:
            (late,) = run.names(line.text)
            raise Wrong(
                f"{late} was asked at {seconds(line.seconds)}: all of them are to be "
                "asked at once, at 0 s"
            )
    other = harness.run(slow_one_first)
    if other.result != "SBG":
        raise Wrong(
            f"asked in the order BHS, GRA, SBG it returned {other.result}'s answer; "
            "SBG's comes first"
        )
    at_once(other)
    no = harness.run(first_says_no, endless="one answers False first, and it hangs")
    if no.result != "NONE":
        raise Wrong(
            "one datacenter answers False at 0.12345 s, and is the first; the function "
            f"returned {no.result}'s answer, at {seconds(no.seconds)}. False is an "
            "answer, too"
        )
    if no.seconds != 0.12345:
        raise Wrong(
            "the first answer is there at 0.12345 s, and the function returned at "
            f"{seconds(no.seconds)}: it should wait for the answer, and not look now "
            "and then"
        )
    harness.in_every_order(at_once, three)
    harness.as_in_go(run)
    harness.in_every_order(at_once)
    harness.in_every_order(at_once, a_tie)
    harness.in_every_order(at_once, two_on_a_signal)
    many = harness.run(last_of_many)
    if (winner := many.result) != "WAW":
        raise Wrong(
            f"of 101 datacenters the last one, WAW, is the quickest, and {winner}'s "
            "answer was returned"
        )
    if (finds := len(many.having("launching find"))) != 101:
        raise Wrong(
            "BHS and GRA, 50 times each, and WAW make 101 finds, and "
            f"{finds} were launched"
        )
    slow = harness.run(one_for_long, endless="one alone, of 4000 s: it hangs")
    if slow.seconds != 4000:
        raise Wrong(
            "a datacenter alone answers at 4000 s, and the function returned at "
            f"{seconds(slow.seconds)}"
        )
    at_once(harness.run(one_alone, endless="asked for one datacenter alone, it hangs"))
    harness.cancelled_everywhere()
    harness.cancelled_at(0.05)
