"""One of three tasks stores, in every order; a cancelled one leaves nothing locked."""

import trio

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong


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


async def two_keys(program: Program) -> None:
    storage = program.Storage()
    await storage.store_if_not_exists("one", "value")
    await storage.store_if_not_exists("two", "value")


async def then_another(program: Program) -> None:
    """Store, perhaps cancelled; then store something else, whatever happened."""
    storage = program.Storage()
    try:
        await storage.store_if_not_exists("key", "value")
    finally:
        with trio.CancelScope(shield=True):
            await storage.store_if_not_exists("another", "value")


def check(harness: Harness) -> None:
    harness.has("Storage.store_if_not_exists", "validate")
    run = harness.run()
    stored_once(run)
    harness.as_in_go(run)
    harness.in_every_order(stored_once)
    harness.in_every_order(stored_once, validated_slowly)
    if len(harness.run(two_keys).having("store element")) != 2:
        raise Wrong("two different keys were to be stored, and only one was")
    harness.cancelled_everywhere()
    harness.cancelled_everywhere(then_another)
