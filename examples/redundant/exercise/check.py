"""The first answer is returned at once, and nobody is at work any more."""

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from datacenter.probes import Desk, names
from trio_patterns.workshop.bench import Bench, Program, Trial, Wrong, seconds


async def watched(program: Program, *datacenters: Datacenter) -> str:
    """Ask these, and give whose answer it was; complain of those still at work."""
    desk = Desk()
    result = await program.redundant("my-bucket", desk.watch(datacenters))
    if result is None:
        raise Wrong("`redundant` returned None; it should return the first `Result`")
    winner = str(result.datacenter)
    if desk.at_work:
        are = "was" if len(desk.at_work) == 1 else "were"
        raise Wrong(
            f"{winner} answered first, but {names(desk.at_work)} {are} still running "
            "when the function returned"
        )
    return winner


async def three(program: Program) -> str:
    return await watched(program, SBG, GRA, BHS)


async def slow_one_first(program: Program) -> str:
    return await watched(program, BHS, GRA, SBG)


async def a_tie(program: Program) -> str:
    return await watched(program, SBG, RBX, WAW)


def at_once(trial: Trial) -> None:
    if trial.seconds > 0.1:
        raise Wrong(
            "the first answer is there at 0.1 s, and the function returned at "
            f"{seconds(trial.seconds)}: it waited for those that it no longer needs"
        )


def check(bench: Bench) -> None:
    bench.has("redundant")
    trial = bench.trial()
    if len(trial.names("launching find")) < 3:
        raise Wrong(
            f"only {names(trial.names('launching find'))} was asked: all three should "
            "be, at once"
        )
    at_once(trial)
    bench.in_every_order(at_once, three)
    bench.as_in_go(trial)
    bench.in_every_order(at_once)
    other = bench.trial(slow_one_first)
    if other.result != "SBG":
        raise Wrong(
            f"asked in the order BHS, GRA, SBG it returned {other.result}'s answer; "
            "SBG's comes first"
        )
    at_once(other)
    bench.in_every_order(at_once, a_tie)
    bench.cancelled_everywhere()
