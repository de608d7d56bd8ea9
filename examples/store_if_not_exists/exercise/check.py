"""One of three tasks stores, in every order; a cancelled one leaves nothing locked."""

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
    of_kind,
)

KEPT = "one task was cancelled, or its value refused, and then the next one hangs"


def stored_once(run: Run) -> None:
    elements = run.having("element")
    if elements and "already exists" in elements[0].text:
        raise Wrong(
            "a task says that the element exists already, and nobody has stored it "
            "yet: whoever is to store it may still be cancelled, or have a bad value"
        )
    stored = len(run.having("store element"))
    if stored > 1:
        raise Wrong(
            f"{stored} tasks stored the element: each had looked before any of them "
            "had stored. One stores it, the two others find it there"
        )
    if stored == 0:
        raise Wrong("nobody stored the element; one of the three tasks should")


async def validated_slowly(program: Program) -> None:
    """Two values for one key, and a validation takes 10 ms."""
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
    if len(run.having("store element")) == 2:
        raise Wrong(
            "two tasks came with a value each for the same key, and both were stored: "
            "the second had looked before the first was, or has replaced it"
        )
    stored_once(run)
    if run.having("store element")[0].seconds == 0:
        raise Wrong(
            "a value was stored at 0 s, and validated until 0.01 s: whoever looks in "
            "between finds what nobody has validated"
        )


async def one_refused(program: Program) -> None:
    """Two values for one key at once, and one of them is refused."""

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
    log.info("both have ended")
    await store("one more")


async def first_one_cancelled(program: Program) -> None:
    """One task is cancelled while it stores, and another one waits for it."""

    async def validate(value: str) -> None:
        await trio.sleep(0.01)

    program.validate = validate
    storage = program.Storage()
    impatient = trio.CancelScope()

    async def first() -> None:
        with impatient:
            await storage.store_if_not_exists("key", "a")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(first)
        await trio.sleep(0.002)
        nursery.start_soon(storage.store_if_not_exists, "key", "b")
        await trio.sleep(0.002)
        impatient.cancel(reason="the first task is impatient")


def the_good_one(run: Run) -> None:
    texts = run.texts
    meanwhile = texts[: texts.index("INFO both have ended")]
    if len(run.having("store element")) != 1 or "INFO store element" not in meanwhile:
        raise Wrong(
            "one value was refused by `validate`, and the other one, at the same time, "
            "was good: the good one is to be stored, and nobody finds the bad one there"
        )


def refused_alone(error: type[Exception]) -> Scenario:
    async def refused_alone(program: Program) -> None:
        """A value that is refused when it is first looked at."""
        looks = 0

        async def validate(value: str) -> None:
            nonlocal looks
            looks += 1
            if looks == 1:
                raise error("a bad value")

        program.validate = validate
        await program.Storage().store_if_not_exists("key", "bad")

    return refused_alone


async def refused_twice(program: Program) -> int:
    """A value that is refused, and then once more."""
    errors = 0

    async def validate(value: str) -> None:
        await trio.lowlevel.checkpoint()
        raise ValueError("a bad value")

    program.validate = validate
    storage = program.Storage()
    for _ in range(2):
        try:
            await storage.store_if_not_exists("key", "bad")
        except Exception as error:
            if not of_kind(error, ValueError):
                raise
            errors += 1
    return errors


async def validated_for_long(program: Program) -> None:
    """Three tasks store the same, and a validation takes 4000 s."""

    async def validate(value: str) -> None:
        await trio.sleep(4000)

    program.validate = validate
    storage = program.Storage()
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(storage.store_if_not_exists, "key", "value")


async def two_keys(program: Program) -> None:
    """Two keys in one storage, and one in another."""
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
    # What is kept, and as what, is the learner's affair; a dict of this name is looked
    # into, since `Storage` has no method that gives a value back.
    await storage.store_if_not_exists("one", "first")
    await storage.store_if_not_exists("two", "second")
    kept = repr(getattr(storage, "_storage", None))
    if "second" not in validated:
        raise Wrong(
            "two values were stored, one after the other, and only the first of them "
            "was validated: each value that is stored is validated before"
        )
    await storage.store_if_not_exists("one", "third")
    now = repr(getattr(storage, "_storage", None))
    if "third" in now and "third" not in kept:
        raise Wrong(
            "a value is stored, and then another one with the same key: the second one "
            "has replaced the first. An element that exists already stays as it is"
        )


async def then_another(program: Program) -> None:
    """One task stores; then, whatever became of it, another one."""
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
    if not harness.run(first_one_cancelled, endless=KEPT).having("store element"):
        raise Wrong(
            "one task was cancelled while it stored, and another one, which waited for "
            "it, did not store either: it should look again, and store"
        )
    if (stored := len(harness.run(two_keys).having("store element"))) != 3:
        raise Wrong(
            "two keys in one `Storage`, and one in another, are three elements to "
            f"store: {stored} were stored"
        )
    harness.run(each_its_value)
    errors: list[type[Exception]] = [ValueError, *UNKNOWN_ERRORS]
    for error in errors:
        if harness.run(refused_alone(error), may_raise=error).error is None:
            raise Wrong(
                f"`validate` raises a {error.__name__}, and none left "
                "`store_if_not_exists`: whoever wants to store is to know"
            )
    if harness.run(refused_twice).result != 2:
        raise Wrong(
            "a value was refused, and when it came again it was stored, or said to be "
            "there: what was looked at is not yet valid"
        )
    long = harness.run(
        validated_for_long, endless="a validation takes 4000 s: it hangs"
    )
    if len(long.having("element")) != 3:
        raise Wrong(
            "three tasks store the same, and a validation takes 4000 s: what became of "
            f"it is said {counted(len(long.having('element')), 'time')}, not 3 times. "
            "Whoever waits is not to give up"
        )
    harness.cancelled_everywhere()
    harness.cancelled_everywhere(then_another, endless=KEPT, inspect=stored_in_the_end)
    harness.cancelled_at(0.005, validated_slowly)
