"""A plain function counts, and a thousand tasks call it."""

import ast
import inspect
from collections.abc import Iterator

import trio

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong
from trio_patterns.workshop.harness import counted as told


def counted(run: Run) -> None:
    totals = run.names("counted", "total")
    if not totals:
        raise Wrong("no line says `counted total=...`")
    if totals != ["1000"]:
        raise Wrong(
            f"1,000 increments gave {int(totals[0]):,}: between the read and the "
            "write of the total other tasks have run"
        )
    if run.tasks < 1000:
        raise Wrong(
            f"it counted to 1,000 in {told(run.tasks, 'task')}: a thousand tasks are "
            "to count once each"
        )


async def is_async(program: Program) -> bool:
    return inspect.iscoroutinefunction(program.Counter.increment)


async def gives_something_to_await(program: Program) -> bool:
    given = program.Counter().increment()
    if inspect.iscoroutine(given):
        given.close()
    return inspect.isawaitable(given)


async def count_to_1234(program: Program) -> None:
    """With 1,234 calls."""
    counter = program.Counter()
    for number in range(1, 1235):
        counter.increment()
        if counter.total != number:
            calls = told(number, "call")
            raise Wrong(f"{calls} of `increment()` gave a total of {counter.total}")


async def two_counters(program: Program) -> int:
    """With two counters."""
    one, other = program.Counter(), program.Counter()
    one.increment()
    total: int = other.total
    return total


async def counted_calls(program: Program) -> None:
    """With an eye on who calls `increment`."""
    calls: list[object] = []
    counters: list[object] = []
    own = program.Counter.increment

    def increment(self: object) -> object:
        calls.append(trio.lowlevel.current_task())
        counters.append(self)
        return own(self)

    program.Counter.increment = increment
    await program.main()
    if len(calls) != 1000 or len(set(calls)) != 1000:
        raise Wrong(
            f"`main` called `increment` {told(len(calls), 'time')}, in "
            f"{told(len(set(calls)), 'task')}: a thousand tasks are to call it once "
            "each"
        )
    if (many := len(set(map(id, counters)))) > 1:
        raise Wrong(
            f"`main` counts in {many:,} counters: one of them is to have it all"
        )


LOCKS = ("Lock", "Semaphore", "CapacityLimiter", "Condition")
THREADS = ("Thread", "ThreadPoolExecutor", "to_thread", "start_new_thread")


def used(kinds: tuple[str, ...], source: str) -> list[str]:
    """The names of these in the program; its comments and strings may have more."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.append(name)
            case _:
                pass
    return [name for name in names if name.endswith(kinds)]


def in_increment(source: str) -> Iterator[ast.AST]:
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and function.name == "increment":
            yield from ast.walk(function)


def waits_in_a_loop(source: str) -> bool:
    """Tell whether `increment` has a `while`: a lock that somebody has made himself."""
    return any(isinstance(node, ast.While) for node in in_increment(source))


def takes_away(source: str) -> str:
    """Give what `increment` takes a token with: a lock, too; "" if it takes none."""
    for node in in_increment(source):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="pop" | "popleft" | "remove" as name)
            ):
                return name
            case _:
                pass
    return ""


def check(harness: Harness) -> None:
    harness.has("Counter.increment")
    if found := used(THREADS, harness.source()):
        raise Wrong(
            f"there is a `{found[0]}` in the program: a thousand tasks are to count, "
            "in the one thread that they share, and `increment` needs no other"
        )
    run = harness.run()
    counted(run)
    if harness.run(is_async).result:
        if used(LOCKS, harness.source()):
            raise Wrong(
                "it counts right, and takes a lock 1,000 times. Between the read and "
                "the write of the total there is no `await`, so no other task runs "
                "there: the lock guards nothing, and `increment` need not be async"
            )
        raise Wrong(
            "`increment` is async, and there is nothing in it to wait for: a plain "
            "function counts as well, and anybody can call it"
        )
    if harness.run(gives_something_to_await).result:
        raise Wrong(
            "`increment` returns something to await; it is to be a plain function, "
            "which has counted when it returns"
        )
    if found := used(LOCKS, harness.source()):
        raise Wrong(
            f"there is still a {found[0]}: in one thread, and without an `await` in "
            "between, it guards nothing"
        )
    if waits_in_a_loop(harness.source()):
        raise Wrong(
            "`increment` waits in a `while`: that is a lock, too, and if it ever had "
            "to wait, it would wait for ever, as nobody else runs meanwhile"
        )
    if name := takes_away(harness.source()):
        raise Wrong(
            f"`increment` takes something away, by `{name}`: that is a lock, too, and "
            "guards nothing. To count is all that there is to do"
        )
    harness.run(count_to_1234)
    if total := harness.run(two_counters).result:
        raise Wrong(f"one counter counted, and another one has a total of {total}")
    harness.run(counted_calls)
    harness.as_in_go(run)
    harness.in_every_order(counted, schedules=5)
