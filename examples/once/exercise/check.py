"""One caller connects, in every order; if it fails or is cancelled, another does."""

import trio

from trio_patterns.workshop.harness import (
    Harness,
    Mishap,
    Program,
    Run,
    Wrong,
    counted,
    of_kind,
    seconds,
)


def connected_once(run: Run) -> None:
    connected = len(run.having("connecting"))
    if connected > 1:
        raise Wrong(
            f"{connected} callers connected to the database: each had looked before "
            "any of them had its connection. One connects; the others wait, and share "
            "it"
        )
    if connected == 0:
        raise Wrong("nobody connected to the database: one of the callers should")
    ids = run.names("got database", "id")
    if len(ids) < 3:
        raise Wrong(f"{len(ids)} of the 3 callers got a connection")
    if len(set(ids)) > 1:
        raise Wrong(f"the callers got {len(set(ids))} different databases, not one")
    if run.seconds != 0.01:
        raise Wrong(
            f"it took {seconds(run.seconds)}; to connect takes 0.01 s, and who waits "
            "should go on at once"
        )


async def first_one_cancelled(program: Program) -> None:
    """The caller that connects is cancelled, while two others wait."""
    impatient = trio.CancelScope()

    async def first() -> None:
        with impatient:
            await program.get_database()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(first)
        await trio.sleep(0.002)
        got: list[object] = []

        async def patient() -> None:
            got.append(await program.get_database())

        nursery.start_soon(patient)
        nursery.start_soon(patient)
        await trio.sleep(0.002)
        impatient.cancel(reason="the first caller is impatient")
    if len(got) < 2 or None in got or got[0] is not got[1]:
        raise Wrong(
            "the first caller was cancelled while it connected, and the two that "
            f"waited for it got {describe(got)}, not a database that they share"
        )


async def one_who_waits_cancelled(program: Program) -> None:
    """One of two callers that wait is cancelled."""
    got: list[object] = []

    async def patient() -> None:
        got.append(await program.get_database())

    async def impatient() -> None:
        with trio.move_on_after(0.002):
            await program.get_database()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(patient)
        await trio.sleep(0.001)
        nursery.start_soon(impatient)
        nursery.start_soon(patient)
    if len(got) != 2 or got[0] is not got[1] or trio.current_time() != 0.01:
        raise Wrong(
            "one of two callers that waited was cancelled, and the others got "
            f"{describe(got)} at {seconds(trio.current_time())}, not one database at "
            "0.01 s"
        )


async def five_at_an_odd_time(program: Program) -> None:
    """Five callers, and to connect takes 12.34 ms."""
    got: list[float] = []

    async def connect() -> object:
        await trio.sleep(0.01234)
        return program.Database()

    async def caller() -> None:
        await program.get_database()
        got.append(trio.current_time())

    program.connect = connect
    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(caller)
    if (late := max(got)) > 0.01234:
        raise Wrong(
            f"there is a connection at 0.01234 s, and a caller got it at "
            f"{seconds(late)}: it should wait for it, and not look now and then"
        )


async def connected_after_long(program: Program) -> list[object]:
    """Three callers, and to connect takes 4000 s."""
    got: list[object] = []

    async def connect() -> object:
        await trio.sleep(4000)
        return program.Database()

    async def caller() -> None:
        got.append(await program.get_database())

    program.connect = connect
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(caller)
    return got


async def two_when_the_first_fails(program: Program) -> tuple[str, ...]:
    """Two callers, and `connect` fails for the first one."""
    good_connect = program.connect
    got = {"the first": "nothing", "the second": "nothing"}

    async def connect() -> object:
        program.connect = good_connect
        await trio.sleep(0.01)
        raise Mishap("no such database")

    async def caller(name: str) -> None:
        try:
            database = await program.get_database()
        except Exception as error:
            if not of_kind(error, Mishap):
                raise
            got[name] = "the error"
        else:
            got[name] = "None" if database is None else "a database"

    program.connect = connect
    async with trio.open_nursery() as nursery:
        nursery.start_soon(caller, "the first")
        await trio.sleep(0.001)
        nursery.start_soon(caller, "the second")
    return tuple(got.values())


def describe(got: list[object]) -> str:
    if len(got) < 2:
        return "nothing"
    if None in got:
        return "None" if got == [None, None] else "None and a database"
    return "a database each"


async def first_one_fails(program: Program) -> None:
    """A caller whose `connect` fails, and then another caller."""
    good_connect = program.connect

    called = False

    async def connect() -> object:
        nonlocal called
        called = True
        await trio.sleep(0.01)
        program.connect = good_connect
        raise OSError("no route to the database")

    program.connect = connect
    try:
        await program.get_database()
    except Exception as error:
        if not of_kind(error, OSError):
            raise
    else:
        raise Wrong(
            "`connect` failed, and its caller was not told: no error left"
            if called
            else "the check has put another `connect` in place, one that fails, and "
            "nobody called it: call it by its name, where the database is wanted"
        )
    try:
        database = await program.get_database()
    except Exception as error:
        if not of_kind(error, OSError):
            raise
        raise Wrong(
            "`connect` failed once, and the next caller got the same error: it should "
            "have called `connect` again"
        ) from None
    if database is None:
        raise Wrong(
            "`connect` failed, and the next call gave None: it should have tried again"
        )


def check(harness: Harness) -> None:
    harness.has("connect", "get_database")
    run = harness.run()
    connected_once(run)
    harness.as_in_go(run)
    harness.in_every_order(connected_once)
    late = (
        "the first caller was cancelled while it connected, and those who waited hang"
    )
    harness.run(first_one_cancelled, endless=late)
    failed = "`connect` failed for the first caller, and the next one hangs"
    harness.run(first_one_fails, endless=failed)
    first, second = harness.run(two_when_the_first_fails, endless=failed).result
    if (first, second) == ("the error", "the error"):
        raise Wrong(
            "`connect` failed for the caller that called it, and one that waited got "
            "the error too: it should call `connect` itself"
        )
    if (first, second) != ("the error", "a database"):
        raise Wrong(
            "`connect` failed for the first of two callers, which should get the "
            "error, and the second a database of its own attempt. The first got "
            f"{first}, the second {second}"
            + (": the error reached the wrong caller" * (second == "the error"))
        )
    harness.run(five_at_an_odd_time)
    got = harness.run(connected_after_long, endless="to connect takes 4000 s").result
    if (databases := len(set(map(id, got)))) != 1 or None in got:
        what = "three callers got " + (
            f"None {counted(got.count(None), 'time')}"
            if None in got
            else f"{counted(databases, 'database')}, and not one that they share"
        )
        raise Wrong(
            f"to connect takes 4000 s, and {what}: whoever waits is not to give up"
        )
    harness.run(one_who_waits_cancelled, endless="one of those that wait is cancelled")
    harness.cancelled_everywhere()
    harness.cancelled_at(0.005)
