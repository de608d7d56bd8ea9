"""The goodbye ends the wait for a tick, and the ticks keep their phase."""

from collections.abc import Awaitable, Callable
from itertools import pairwise

import trio

from plainlog import log
from trio_patterns.workshop.harness import (
    UNKNOWN_ERRORS,
    Harness,
    Program,
    Run,
    Scenario,
    Wrong,
    counted,
    seconds,
)

ENDLESS = "the timer does not end the ticker"


def greeted(run: Run) -> None:
    hellos = len(run.having("Hello"))
    goodbyes = run.having("goodbye")
    if not goodbyes:
        raise Wrong("it never says goodbye")
    if hellos and run.having("Hello")[0].seconds == 0:
        raise Wrong(
            "the first hello comes at 0 s: a ticker fires for the first time when one "
            "period has passed, at 0.01 s"
        )
    late = goodbyes[0].seconds
    if late is not None and (late > 0.055 or hellos > 5):
        raise Wrong(
            f"it greeted {often(run)}, and the goodbye came at {seconds(late)}. The "
            "timer ends at 0.055 s, after 5 hellos, while the loop waits for the sixth "
            "tick"
        )


async def slow_greetings(program: Program) -> None:
    """A greeting takes 4.3 ms, and the timer ends in the last one."""
    program.greet = takes(0.0043)
    await program.timer_ticker(0.053, 0.01)


async def long_greetings(program: Program) -> None:
    """A greeting takes 15.5 ms, longer than a period."""
    program.greet = takes(0.0155)
    await program.timer_ticker(0.055, 0.01)


async def first_is_long(program: Program) -> None:
    """The first greeting takes 15.5 ms, longer than a period."""
    greetings = 0

    async def greet() -> None:
        nonlocal greetings
        greetings += 1
        log.info("a greeting")
        await trio.sleep(0.0155 if greetings == 1 else 0)

    program.greet = greet
    await program.timer_ticker(0.055, 0.01)


def takes(time: float) -> Callable[[], Awaitable[None]]:
    async def greet() -> None:
        log.info("a greeting")
        await trio.sleep(time)
        log.info("greeted")

    return greet


async def no_tick_at_all(program: Program) -> None:
    """A timer that ends before the first tick."""
    await program.timer_ticker(0.005, 0.01)


async def other_times(program: Program) -> None:
    """A timer of 0.10123 s and a ticker of 0.03 s."""
    await program.timer_ticker(0.10123, 0.03)


async def many_ticks(program: Program) -> None:
    """A timer of 4000.5 s and a ticker of 20 s."""
    await program.timer_ticker(4000.5, 20)


def greeting_fails(error: type[Exception]) -> Scenario:
    async def greeting_fails(program: Program) -> None:
        """The first greeting raises an error."""
        greetings = 0

        async def greet() -> None:
            nonlocal greetings
            greetings += 1
            if greetings == 1:
                raise error("nobody to greet")

        program.greet = greet
        await program.timer_ticker(0.055, 0.01)

    return greeting_fails


def no_early_goodbye(run: Run) -> None:
    for line in run.having("goodbye"):
        if line.seconds is not None and line.seconds < 0.055:
            raise Wrong(
                f"cancelled at {seconds(line.seconds)}, it says goodbye: that is for "
                "the end of the timer"
            )


def often(run: Run) -> str:
    hellos = len(run.having("Hello"))
    return "once" if hellos == 1 else f"{hellos} times"


def takes_time(harness: Harness) -> None:
    """Ticks keep their phase, and greetings go on to their end, however long."""
    slow = harness.run(slow_greetings, endless=ENDLESS)
    times = [line.seconds for line in slow.having("a greeting")]
    if not times:
        raise Wrong("the check has put another `greet` in place, which nobody called")
    if times != [0.01, 0.02, 0.03, 0.04, 0.05]:
        came = ", ".join(f"{time:g}" for time in times if time is not None)
        raise Wrong(
            f"when a greeting takes 4.3 ms, the ticks come at {came} s. A ticker keeps "
            "its phase: 0.01, 0.02, 0.03, 0.04, 0.05 s"
        )
    if slow.seconds != 0.053:
        raise Wrong(
            "a timer of 0.053 s ends in the middle of a greeting; the goodbye came at "
            f"{seconds(slow.seconds)}"
        )
    long = harness.run(long_greetings, endless=ENDLESS)
    if len(long.having("a greeting")) < 2 or long.seconds != 0.055:
        raise Wrong(
            "when a greeting takes longer than a period, 15.5 ms, some ticks come late "
            "or not at all, and the goodbye comes at 0.055 s. Here it came to "
            f"{counted(len(long.having('a greeting')), 'greeting')}, and the end at "
            f"{seconds(long.seconds)}"
        )
    if [line.seconds for line in long.having("greeted")][:1] != [0.0255]:
        raise Wrong(
            "a greeting takes 15.5 ms, from 0.01 to 0.0255 s, and was given up before "
            "its end: only the timer ends a greeting"
        )
    at_work = ["greeted" in line.text for line in long.having("greet")]
    if any(one == other for one, other in pairwise(at_work)):
        raise Wrong(
            "a greeting takes 15.5 ms, longer than a period, and the next one began "
            "before its end: greetings never overlap"
        )
    first = harness.run(first_is_long, endless=ENDLESS).having("a greeting")
    times = [line.seconds for line in first]
    if times[-3:] != [0.03, 0.04, 0.05]:
        came = ", ".join(f"{time:g}" for time in times if time is not None)
        raise Wrong(
            "when the first greeting takes longer than a period, and the others do "
            f"not, the greetings come at {came} s. A ticker keeps its phase: those "
            "after it come at 0.03, 0.04 and 0.05 s"
        )


def check(harness: Harness) -> None:
    harness.has("timer_ticker", "greet")
    run = harness.run(endless=ENDLESS)
    greeted(run)
    harness.as_in_go(run)
    harness.in_every_order(greeted, endless=ENDLESS)
    other = harness.run(other_times, endless=ENDLESS)
    if len(other.having("Hello")) != 3 or other.seconds != 0.10123:
        raise Wrong(
            "timer_ticker(0.10123, 0.03) should greet 3 times and end at 0.10123 s; it "
            f"greeted {often(other)} and ended at {seconds(other.seconds)}"
        )
    many = harness.run(many_ticks, endless=ENDLESS)
    if len(many.having("Hello")) != 200 or many.seconds != 4000.5:
        raise Wrong(
            "timer_ticker(4000.5, 20) should greet 200 times and end at 4000.5 s; it "
            f"greeted {often(many)} and ended at {seconds(many.seconds)}"
        )
    takes_time(harness)
    short = harness.run(no_tick_at_all, endless=ENDLESS)
    if short.having("Hello") or short.seconds != 0.005:
        raise Wrong(
            "the timer ends at 0.005 s, before the first tick; the program ended at "
            f"{seconds(short.seconds)}, and greeted {often(short)}"
        )
    harness.cancelled_at(0.025)
    harness.cancelled_everywhere(inspect=no_early_goodbye)
    for error in UNKNOWN_ERRORS:
        fails = harness.run(greeting_fails(error), may_raise=error, endless=ENDLESS)
        if fails.error is None:
            raise Wrong(
                f"`greet` raises a {error.__name__}, and none left `timer_ticker`: an "
                "`except` swallows it"
                + " that is meant for the timer"
                * (error is trio.TooSlowError)
            )
        if fails.seconds != 0.01:
            raise Wrong(
                f"the first greeting, at 0.01 s, raises a {error.__name__}, which left "
                f"`timer_ticker` at {seconds(fails.seconds)}: it should leave at once"
            )
