"""Work for the CPU, in processes."""

from __future__ import annotations

import os
from functools import partial

import trio
import trio_parallel

from trio_patterns import gather


# show
def count_primes(limit: int) -> tuple[int, int]:
    """How many primes there are below the limit, and who says so."""
    composite = bytearray(limit)
    for number in range(2, limit):
        if not composite[number]:
            composite[2 * number :: number] = b"\1" * len(
                range(2 * number, limit, number)
            )
    return composite.count(0) - 2, os.getpid()


async def main() -> None:
    in_a_process = partial(trio_parallel.run_sync, count_primes)
    found = await gather(
        lambda: in_a_process(1_000_000),
        lambda: in_a_process(2_000_000),
    )
    for primes, _ in found:
        print(primes)
    processes = {pid for _, pid in found}
    print(
        f"{len(processes)} processes; this is another: {os.getpid() not in processes}"
    )


# end


if __name__ == "__main__":
    trio.run(main)
