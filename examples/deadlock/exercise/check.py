"""All transfers end, in every order, no money is lost, and no lock is kept."""

import trio

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong

HANGS = "a deadlock"


def both_done(run: Run) -> None:
    moved = run.having("transferred")
    if len(moved) < 2:
        raise Wrong(f"{len(moved)} of the 2 transfers moved its money")
    done = run.having("done")
    if not done:
        raise Wrong("both transfers were made, and no line says `done`")
    if not done[0].text.endswith("alice=120 bob=80"):
        said = done[0].text.removeprefix("INFO done ")
        raise Wrong(
            f"in the end there is {said}; Alice gave 10 and got 30: alice=120 bob=80"
        )


async def a_circle(program: Program) -> None:
    """Three accounts, each pays the next, and there and back."""
    accounts = [program.Account(name, 100) for name in "abc"]
    inspected: list[object] = []

    async def inspect(account: object) -> None:
        await trio.sleep(0.01)
        inspected.append(account)

    program.inspect = inspect
    pairs = [(0, 1), (1, 2), (2, 0), (1, 0)]
    async with trio.open_nursery() as nursery:
        for source, target in pairs:
            nursery.start_soon(program.transfer, accounts[source], accounts[target], 10)
    if len(inspected) < len(pairs):
        raise Wrong(
            f"of {len(pairs)} transfers, {len(inspected)} had their source inspected: "
            "`await inspect(source)` belongs to each of them"
        )
    money = [account.money for account in accounts]
    if money != [100 + 10 * change for change in (1, -1, 0)]:
        raise Wrong(
            f"of three accounts with 100 each, four transfers of 10 made {money}, and "
            "should have made [110, 90, 100]"
        )


async def then_another(program: Program) -> None:
    """A transfer, perhaps cancelled; then one back, whatever happened."""
    alice, bob = program.Account("Alice", 100), program.Account("Bob", 100)
    try:
        await program.transfer(alice, bob, 10)
    finally:
        with trio.CancelScope(shield=True):
            await program.transfer(bob, alice, 10)


def any_trial(run: Run) -> None:
    """The scenario judges itself."""


def check(harness: Harness) -> None:
    harness.has("Account", "inspect", "transfer")
    run = harness.run(endless=HANGS)
    both_done(run)
    harness.in_every_order(both_done, endless=HANGS)
    harness.in_every_order(any_trial, a_circle, endless=HANGS)
    harness.cancelled_everywhere()
    harness.cancelled_everywhere(then_another)
