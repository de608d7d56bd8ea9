"""All transfers end, in every order, no money is lost, and no lock is kept."""

from typing import Any

import trio

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong

HANGS = "the transfers never end"


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
    """With three accounts, each of which pays the next."""
    accounts = [program.Account(name, 100) for name in ("Anna", "Anne", "Anny")]
    pairs = [(0, 1), (1, 2), (2, 0), (1, 0)]
    async with trio.open_nursery() as nursery:
        for source, target in pairs:
            nursery.start_soon(program.transfer, accounts[source], accounts[target], 10)
    money = [account.money for account in accounts]
    if money != [100 + 10 * change for change in (1, -1, 0)]:
        raise Wrong(
            f"of three accounts with 100 each, four transfers of 10 made {money}, and "
            "should have made [110, 90, 100]"
        )


async def inspected(program: Program) -> None:
    """With one transfer, and then one back.

    In both directions, since some lock the accounts in an order of their own.
    """
    alice, bob = program.Account("Alice", 100), program.Account("Bob", 100)
    seen: list[object] = []
    expected = (100, 100)

    async def inspect(account: Any) -> None:
        seen.append(account)
        before = alice.money, bob.money
        await trio.sleep(0.01)
        if before != expected or (alice.money, bob.money) != expected:
            raise Wrong(
                "the money was moved before its source was inspected: `await "
                "inspect(source)`, with its 10 ms, comes before the move"
            )

    program.inspect = inspect
    for source, target, then in (alice, bob, (90, 110)), (bob, alice, (100, 100)):
        seen.clear()
        await program.transfer(source, target, 10)
        if not any(account is source for account in seen):
            whose = ", and the target was" if seen else ""
            raise Wrong(
                f"the source of a transfer was not inspected{whose}: `await "
                "inspect(source)` belongs to each transfer"
            )
        expected = then
        if (alice.money, bob.money) != expected:
            raise Wrong(
                f"{source.name} gives 10 to {target.name}, and then Alice has "
                f"{alice.money} and Bob {bob.money}, not {then[0]} and {then[1]}"
            )


async def crowd(program: Program) -> None:
    """With thirty transfers at once between two accounts."""
    alice, bob = program.Account("Alice", 100), program.Account("Alise", 100)

    async def inspect(account: Any) -> None:
        await trio.sleep(0.01)
        # Longer for one of them: it looks while a transfer from the other one moves.
        for _ in range(8 if account is bob else 2):
            await trio.lowlevel.checkpoint()
            if (together := alice.money + bob.money) != 200:
                raise Wrong(
                    "while one account is inspected, another transfer moves money, "
                    f"and the two have {together} together, not 200: lock both "
                    "accounts, or have no `await` between the taking and the giving"
                )

    program.inspect = inspect
    async with trio.open_nursery() as nursery:
        for _ in range(15):
            nursery.start_soon(program.transfer, alice, bob, 1)
            nursery.start_soon(program.transfer, bob, alice, 2)
    if (alice.money, bob.money) != (115, 85):
        raise Wrong(
            "15 transfers of 1 from Alice to Alise, and 15 of 2 back, at once: Alice "
            f"had 100 and should have 115, and has {alice.money}; Alise should have "
            f"85, and has {bob.money}"
        )


async def then_another(program: Program) -> None:
    """One transfer, and then one back."""
    alice, bob = program.Account("Alice", 100), program.Account("Bob", 100)
    try:
        await program.transfer(alice, bob, 10)
    finally:
        expect_all_money(alice, bob)
        with trio.CancelScope(shield=True):
            await program.transfer(bob, alice, 10)


BALANCES: list[int] = []


async def one_waits(program: Program) -> None:
    """With two transfers, in opposite directions."""
    alice, bob = program.Account("Alice", 100), program.Account("Bob", 100)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(program.transfer, alice, bob, 10)
            nursery.start_soon(program.transfer, bob, alice, 30)
    finally:
        expect_all_money(alice, bob)
        BALANCES[:] = alice.money, bob.money


def nothing_undone(run: Run) -> None:
    """What was transferred stays so when the other transfer is cancelled.

    Of a transfer without a line nothing is known: perhaps it was cancelled before that.
    """
    made = [bool(run.having(f"transferred amount={amount}")) for amount in (10, 30)]
    may_be = [
        [100 - 10 * ten + 30 * thirty, 100 + 10 * ten - 30 * thirty]
        for ten in {made[0], True}
        for thirty in {made[1], True}
    ]
    if BALANCES not in may_be:
        raise Wrong(
            "a transfer was made, and another one, at the same time, was cancelled, "
            f"which has undone it: the accounts, with 100 each, have now {BALANCES}"
        )


def expect_all_money(alice: Any, bob: Any) -> None:
    if alice.money + bob.money != 200:
        raise Wrong(
            f"a transfer was cancelled between two steps of the move, and "
            f"{200 - alice.money - bob.money} of the 200 are gone: there must be no "
            "`await` between the taking and the giving"
        )


def any_trial(run: Run) -> None:
    """The scenario judges itself."""


def check(harness: Harness) -> None:
    harness.has("Account", "inspect", "transfer")
    run = harness.run(endless=HANGS)
    both_done(run)
    harness.in_every_order(both_done, endless=HANGS)
    harness.in_every_order(any_trial, a_circle, endless=HANGS)
    harness.run(inspected, endless=HANGS)
    harness.cancelled_everywhere()
    harness.cancelled_everywhere(one_waits, inspect=nothing_undone)
    harness.cancelled_everywhere(
        then_another,
        endless="a transfer was cancelled, and kept a lock; the next one hangs",
    )
    harness.in_every_order(any_trial, crowd, schedules=5, endless=HANGS)
    harness.cancelled_at(0.005)
