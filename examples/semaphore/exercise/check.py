"""Never more than there are places, and no place empty while somebody waits."""

from datacenter import BHS, GRA, RBX, SBG, WAW
from datacenter.probes import most_at_once, names
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
    if run.seconds not in (0.4, 0.5):
        raise Wrong(
            f"it took {seconds(run.seconds)}, and 0.4 or 0.5 s would do: a place "
            "stayed empty while somebody waited for it"
        )


async def three_places(program: Program) -> None:
    await program.with_semaphore("my-bucket", list(ALL), 3)


async def many_places(program: Program) -> None:
    await program.with_semaphore("my-bucket", list(ALL), 10)


def check(harness: Harness) -> None:
    harness.has("with_semaphore")
    two_at_once(harness.run(endless=HANGS))
    harness.in_every_order(two_at_once, endless=HANGS)
    three = harness.run(three_places, endless=HANGS)
    most, whose = most_at_once(three)
    if most != 3:
        raise Wrong(f"with places=3, {most} finds were at work at once: {names(whose)}")
    many = harness.run(many_places, endless=HANGS)
    if many.seconds != 0.3:
        raise Wrong(
            f"with a place for each it takes 0.3 s, and took {seconds(many.seconds)}"
        )
    harness.cancelled_everywhere()
