"""One of three tasks stores, in every order; a cancelled one leaves nothing locked."""

from typing import cast

import trio

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, of_kind

KEPT = "one task was cancelled, or its value refused, and then the next one hangs"


def stored_once(run: Run) -> None:
    stored = len(run.having("store element"))
    if stored > 1:
        raise Wrong(
            f"{stored} tasks stored the element: each had looked before any of them "
            "had stored. One stores it, the two others find it there"
        )
    if stored == 0:
        raise Wrong("nobody stored the element; one of the three tasks should")


async def validated_slowly(program: Program) -> None:
    """Like `main`, with a validation that takes its time."""
    validated: list[str] = []

    async def validate(value: str) -> None:
        await trio.sleep(0.01)
        validated.append(value)

    program.validate = validate
    storage = program.Storage()
    async with trio.open_nursery() as nursery:
        for value in "ab":
            nursery.start_soon(storage.store_if_not_exists, "key", value)
    if not validated:
        raise Wrong("a value was stored that nobody had validated")
    if not {*validated} <= {"a", "b"}:
        raise Wrong(f"`validate` was called with {validated[0]!r}, which is no value")


def stored_after_validation(run: Run) -> None:
    stored_once(run)
    if run.having("store element")[0].seconds == 0:
        raise Wrong(
            "a value was stored at 0 s, and validated until 0.01 s: whoever looks in "
            "between finds what nobody has validated"
        )


async def one_refused(program: Program) -> None:
    """Two at once: one value is refused, and the other one is to be stored."""

    async def validate(value: str) -> None:
        await trio.sleep(0.01)
        if value == "bad":
            raise ValueError("a bad value")

    async def store(value: str) -> None:
        try:
            await storage.store_if_not_exists("key", value)
        except Exception as error:
            if not of_kind(error, ValueError):
                raise

    program.validate = validate
    storage = program.Storage()
    async with trio.open_nursery() as nursery:
        for value in "bad", "good":
            nursery.start_soon(store, value)
    await store("one more")


def the_good_one(run: Run) -> None:
    if len(run.having("store element")) != 1:
        raise Wrong(
            "one value was refused by `validate`, and the other one, at the same time, "
            "was good: the good one is to be stored, and nobody finds the bad one there"
        )


async def refused_alone(program: Program) -> None:
    async def validate(value: str) -> None:
        raise ValueError("a bad value")

    program.validate = validate
    await program.Storage().store_if_not_exists("key", "bad")


async def validated_for_long(program: Program) -> None:
    """Those that wait have to wait for 40 s."""

    async def validate(value: str) -> None:
        await trio.sleep(40)

    program.validate = validate
    storage = program.Storage()
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(storage.store_if_not_exists, "key", "value")


async def two_keys(program: Program) -> None:
    storage = program.Storage()
    await storage.store_if_not_exists("one", "value")
    await storage.store_if_not_exists("two", "value")
    await program.Storage().store_if_not_exists("one", "value")


async def each_its_value(program: Program) -> None:
    """Two keys with a value each; then the first key again, with a third value."""
    validated: list[str] = []

    async def validate(value: str) -> None:
        await trio.lowlevel.checkpoint()
        validated.append(value)

    program.validate = validate
    storage = program.Storage()
    await storage.store_if_not_exists("one", "first")
    await storage.store_if_not_exists("two", "second")
    if "second" not in validated:
        raise Wrong(
            "two values were stored, one after the other, and only the first of them "
            "was validated: each value that is stored is validated before"
        )
    await storage.store_if_not_exists("one", "third")
    # Where the values are kept is the learner's affair; a dict of this name is looked
    # into, since `Storage` has no method that gives a value back.
    kept = getattr(storage, "_storage", None)
    values = cast("dict[str, str]", kept) if isinstance(kept, dict) else {}
    if values.get("one", "first") != "first":
        raise Wrong(
            "a value is stored, and then another one with the same key: the second one "
            "has replaced the first. An element that exists already stays as it is"
        )


async def then_another(program: Program) -> None:
    """Store, perhaps cancelled; then store the same again, whatever happened."""
    storage = program.Storage()
    try:
        await storage.store_if_not_exists("key", "value")
    finally:
        with trio.CancelScope(shield=True):
            await storage.store_if_not_exists("key", "value")


def stored_in_the_end(run: Run) -> None:
    if len(run.having("store element")) != 1:
        raise Wrong(
            "the first task was cancelled, and the second, with the same key, found "
            "the element there, though nobody had stored it"
            if not run.having("store element")
            else "the element was stored twice"
        )


def check(harness: Harness) -> None:
    harness.has("Storage.store_if_not_exists", "validate")
    run = harness.run()
    stored_once(run)
    harness.as_in_go(run)
    harness.in_every_order(stored_once)
    harness.in_every_order(stored_after_validation, validated_slowly)
    harness.in_every_order(the_good_one, one_refused, endless=KEPT)
    if (stored := len(harness.run(two_keys).having("store element"))) != 3:
        raise Wrong(
            "two keys in one `Storage`, and one in another, are three elements to "
            f"store: {stored} were stored"
        )
    harness.run(each_its_value)
    if harness.run(refused_alone, may_raise=ValueError).error is None:
        raise Wrong(
            "`validate` raises a ValueError, and none left `store_if_not_exists`: "
            "whoever wants to store is to know"
        )
    long = harness.run(validated_for_long, endless="a validation takes 40 s: it hangs")
    if len(long.having("element")) != 3:
        raise Wrong(
            "three tasks store the same, and a validation takes 40 s: of the three, "
            f"{len(long.having('element'))} say what became of it. Whoever waits is "
            "not to give up"
        )
    harness.cancelled_everywhere()
    harness.cancelled_everywhere(then_another, endless=KEPT, inspect=stored_in_the_end)
    harness.cancelled_at(0.005, validated_slowly)
