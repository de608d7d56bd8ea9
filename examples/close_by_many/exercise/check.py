"""Nothing is lost, and the loop ends after the last sender, whoever that is."""

from trio_patterns.workshop.harness import Harness, Program, Run, Wrong, seconds

HANGS = "all senders are done, and the loop over their messages never ends"


def all_received(run: Run) -> None:
    received = run.names("received", "sender")
    if len(received) != 6:
        raise Wrong(f"{len(received)} of the 6 messages were received")
    if not run.having("all senders are done"):
        raise Wrong("all messages were received, and no line says so")
    if not run.texts[-1].endswith("all senders are done"):
        raise Wrong("it says that all senders are done, and a message comes after that")


async def same_pace(program: Program) -> None:
    """All three send, and are done, in the same moment."""
    await program.collect({"one": 0.01, "two": 0.01, "three": 0.01})


async def other_order(program: Program) -> None:
    await program.collect({"quick": 0.01, "steady": 0.015, "slow": 0.025})


async def five(program: Program) -> None:
    await program.collect({name: 0.01 * place for place, name in enumerate("abcde")})


def check(harness: Harness) -> None:
    harness.has("collect", "sender")
    run = harness.run(endless=HANGS)
    all_received(run)
    harness.as_in_go(run)
    all_received(harness.run(other_order, endless=HANGS))
    harness.in_every_order(all_received, endless=HANGS)
    harness.in_every_order(all_received, same_pace, schedules=40, endless=HANGS)
    many = harness.run(five, endless="with five senders it never ends")
    if len(many.having("received")) != 10 or many.seconds != 0.08:
        raise Wrong(
            f"five senders, the slowest done at 0.08 s: {len(many.having('received'))} "
            f"of 10 messages were received, in {seconds(many.seconds)}"
        )
    harness.cancelled_everywhere()
