"""One error stops the rest, none is lost, and the results come in the order asked."""

from contextlib import suppress
from dataclasses import dataclass

import trio

from datacenter import BHS, GRA, RBX, SBG, Datacenter, FailingDatacenter, Result
from datacenter import FindError as Failed
from datacenter.probes import (
    RESOURCE,
    Absent,
    Broken,
    Desk,
    Lent,
    expect_the_error,
    names,
)
from trio_patterns.workshop.harness import (
    Harness,
    Mishap,
    Program,
    Run,
    Wrong,
    leaves,
    seconds,
)

LATE = FailingDatacenter("DCLate", 0.15234, weight=10)


@dataclass(frozen=True)
class OnPower(Datacenter):
    """Fails when there is no power any more, and so does every other one."""

    power_cut: trio.Event
    error: type[Exception]

    async def find(self, resource: str) -> bool:
        await self.power_cut.wait()
        raise self.error("no power")


def stopped(run: Run) -> None:
    if isinstance(run.error, ExceptionGroup):
        raise Wrong(
            "an ExceptionGroup with the FindError inside leaves `main`: a nursery "
            "raises its errors in a group, which `except FindError` does not catch"
        )
    if run.error is not None:
        raise Wrong("a FindError leaves `main`, which should log it and return")
    if run.seconds > 0:
        raise Wrong(
            f"DCError fails at 0 s, and the program ended at {seconds(run.seconds)}: "
            "the others should be cancelled at once"
        )
    if not run.having("an error occurred"):
        raise Wrong("DCError fails, and `main` does not say so: the error got lost")


async def in_order(program: Program) -> list[str]:
    """With five that all answer."""
    no = Absent("NONE", 4000, weight=10)
    lent = Lent(Desk().watch([BHS, SBG, no, RBX, BHS]))
    results: list[Result | None] | None = await program.find_all(RESOURCE, lent)
    lent.expect_untouched()
    order: list[str] = []
    for result in results or []:
        if result is None:
            raise Wrong(
                "BHS, SBG, NONE, RBX, and BHS again, were asked, of which NONE takes "
                "4000 s; in the list of results there is a None"
            )
        if result.found is (str(result.datacenter) == "NONE"):
            raise Wrong(
                f"{result.datacenter} answered {not result.found}, and its result says "
                f"{result.found}"
            )
        order.append(str(result.datacenter))
    return order


async def none_at_all(program: Program) -> object:
    """With no datacenter at all."""
    results: object = await program.find_all(RESOURCE, [])
    return results


async def another_error(program: Program) -> None:
    """With one that raises a ConnectionResetError."""
    await program.find_all(RESOURCE, [GRA, Broken("BROKEN", 0, 10)])


async def three_fail(program: Program) -> None:
    """With three that fail in the same moment, and not all in the same way."""
    power_cut = trio.Event()
    errors = {"DCOne": Failed, "DCTwo": Failed, "DCThree": Mishap}
    three = [OnPower(name, 0, 10, power_cut, it) for name, it in errors.items()]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(program.find_all, RESOURCE, [*three, GRA])
        await trio.sleep(0.1)
        power_cut.set()


async def one_fails_late(program: Program) -> None:
    """With a hundred that answer, and one that fails at 0.15234 s."""
    desk = Desk()
    datacenters: list[Datacenter] = [SBG, *[BHS] * 99, LATE]
    try:
        await program.find_all(RESOURCE, desk.watch(datacenters))
    finally:
        if desk.at_work:
            raise Wrong(
                f"DCLate fails at 0.15234 s, and {names(set(desk.at_work))} was still "
                "running when the function returned"
            )


async def calls_in_main(program: Program) -> int:
    """With an eye on who calls `find_all`."""
    calls = 0
    own = program.find_all

    async def find_all(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        return await own(*args, **options)

    program.find_all = find_all
    with suppress(Failed, BaseExceptionGroup):
        await program.main()
    return calls


def errors_of(run: Run) -> int:
    return 0 if run.error is None else len(leaves(run.error))


def check(harness: Harness) -> None:
    harness.has("find_all")
    run = harness.run(may_raise=Failed)
    stopped(run)
    harness.as_in_go(run)
    if (calls := harness.run(calls_in_main).result) != 1:
        raise Wrong(
            f"`main` called `find_all` {calls} times: it should call it once, and log "
            "what comes of it"
        )
    harness.in_every_order(stopped, may_raise=Failed)
    if (asked := harness.run(in_order).result) != ["BHS", "SBG", "NONE", "RBX", "BHS"]:
        got = ", ".join(asked) or "none"
        raise Wrong(
            "asked in the order BHS, SBG, NONE, RBX, BHS, and nothing failed, "
            f"`find_all` gave the results in this order: {got}"
        )
    if (empty := harness.run(none_at_all).result) != []:
        raise Wrong(f"with no datacenter at all `find_all` gave {empty!r}, and no []")
    late = harness.run(one_fails_late, may_raise=Failed)
    if late.error is None:
        raise Wrong("DCLate fails at 0.15234 s, and no error left `find_all`")
    if late.seconds != 0.15234:
        raise Wrong(
            "of 101 datacenters, all asked at once, DCLate fails at 0.15234 s, and "
            f"`find_all` raised at {seconds(late.seconds)}"
        )

    expect_the_error(harness, another_error, "find_all")

    def has_all(run: Run) -> None:
        if (count := errors_of(run)) != 3:
            raise Wrong(
                "three datacenters fail in the same moment, two of them with a "
                f"FindError and one with another error, and {count} of the 3 errors "
                "left `find_all`: all should, in an ExceptionGroup"
            )

    harness.in_every_order(has_all, three_fail, may_raise=(Failed, Mishap))
    harness.cancelled_everywhere(may_raise=Failed)
    harness.cancelled_at(0.05, in_order)
