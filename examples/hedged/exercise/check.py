"""One after the other, as long as none answers; the first answer ends it all."""

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import RESOURCE, Absent, Desk, Lent, names
from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "no answer was taken, and it hangs"
SLOW = Datacenter("SLOW", 4000, weight=10)


async def watched(program: Program, delay: float, *datacenters: Datacenter) -> object:
    """Ask these; complain of those who are still at work."""
    desk = Desk()
    lent = Lent(desk.watch(datacenters))
    found = await program.hedged(RESOURCE, lent, delay)
    lent.expect_untouched()
    if desk.at_work:
        are = "was" if len(desk.at_work) == 1 else "were"
        raise Wrong(
            f"{names(desk.at_work)} {are} still running when the function returned"
        )
    return found


async def as_in_main(program: Program) -> object:
    """With SBG, GRA and BHS."""
    return await watched(program, 0.075, SBG, GRA, BHS)


async def all_slow(program: Program) -> object:
    """With GRA and BHS, and a delay of 0.01 s."""
    return await watched(program, 0.01, GRA, BHS)


async def first_is_quick(program: Program) -> object:
    """With SBG and GRA, and a delay of 0.15 s."""
    return await watched(program, 0.15, SBG, GRA)


async def slow_no(program: Program) -> object:
    """With one that answers False when all have been asked."""
    no = Absent("NONE", 0.2, weight=10)
    return await watched(program, 0.05, no, SLOW, BHS)


async def quick_no(program: Program) -> object:
    """With one that answers False before the next is asked."""
    return await watched(program, 0.15, Absent("NONE", 0.12345, weight=10), GRA)


async def second_wins(program: Program) -> object:
    """With three, of which the second answers first."""
    return await watched(program, 0.06123, SLOW, SBG, BHS)


async def last_wins(program: Program) -> object:
    """With a hundred of 4000 s, and SBG."""
    return await watched(program, 0.02, *[SLOW] * 100, SBG)


async def slow_alone(program: Program) -> object:
    """With one datacenter alone, which takes 4000 s."""
    return await watched(program, 0.05, SLOW)


async def one_alone(program: Program) -> object:
    """With one datacenter alone."""
    return await watched(program, 0.05, SBG)


def expect(
    run: Run, who: str, answer: bool, at: float, launched: tuple[float, ...]
) -> None:
    """Complain of another answer, or time, or if others were asked, or when."""
    if run.result is not answer or run.seconds != at:
        raise Wrong(
            f"{who}: the first answer is {answer}, at {seconds(at)}. It gave "
            f"{run.result}, at {seconds(run.seconds)}"
        )
    times = tuple(line.seconds for line in run.having("launching find"))
    if times != launched and len(launched) > 5:
        raise Wrong(
            f"{who}: {len(launched)} are to be asked, the last at "
            f"{seconds(launched[-1])}; {len(times)} were"
            + (f", the last at {seconds(times[-1] or 0)}" if times else "")
        )
    if times != launched:
        asked = names(seconds(time or 0) for time in times) if times else "no time"
        due = names(map(seconds, launched))
        raise Wrong(f"{who}: one should be asked at {due}, and was at {asked}")


async def a_tie(program: Program) -> object:
    """With three that answer at the same time, and no delay."""
    return await watched(program, 0, SBG, RBX, WAW)


def hedges(run: Run) -> None:
    launched = run.having("launching find")
    if [line.seconds for line in launched] == [0, 0, 0]:
        raise Wrong(
            "all three were asked at once, at 0 s, and that is no hedging: GRA is to "
            "be asked at 0.075 s, if there is no answer until then, and BHS not at all"
        )
    if launched and (first := run.names("launching find")[0]) != "SBG":
        raise Wrong(
            f"{first} was asked first: the first of the three is SBG, and the others "
            "are asked when it is slow"
        )
    for line in run.having("given up datacenter=SBG"):
        raise Wrong(
            f"SBG was given up at {line.seconds:g} s, when the next one was asked. It "
            "should go on: its answer, at 0.1 s, is the first"
        )
    if run.seconds == 0.15:
        raise Wrong(
            "SBG answers at 0.1 s, and the program took note of it at 0.15 s: it "
            "sleeps through the whole delay, and should wait for an answer meanwhile"
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
    who = "one that answers False after 0.12345 s, and GRA, with delay 0.15"
    expect(harness.run(quick_no, endless=f"{who}: it hangs"), who, False, 0.12345, (0,))
    who = "three, the first answers False after 0.2 s, with delay 0.05"
    no = harness.run(slow_no, endless=f"{who}: it hangs")
    expect(no, who, False, 0.2, (0, 0.05, 0.1))
    who = "one of 4000 s, SBG and BHS, with delay 0.06123"
    second = harness.run(second_wins, endless=f"{who}: it hangs")
    expect(second, who, True, 0.16123, (0, 0.06123, 0.12246))
    alone = harness.run(one_alone, endless="SBG alone: it hangs")
    expect(alone, "SBG alone, with delay 0.05", True, 0.1, (0,))
    who = "a hundred of 4000 s, and SBG, with delay 0.02"
    last = harness.run(last_wins, endless=f"{who}: it hangs")
    times = tuple(round(0.02 * number, 9) for number in range(101))
    expect(last, who, True, 2.1, times)
    slow = harness.run(slow_alone, endless="one of 4000 s alone: it hangs")
    expect(slow, "one of 4000 s alone", True, 4000, (0,))
    harness.cancelled_everywhere()
    harness.cancelled_at(0.09)
