"""Run a Trio program of the examples on a virtual clock: `python -m THIS MODULE`.

Each line that the program logs begins with the seconds on that clock; a last line,
without a text, says when the program ended. A Go program in its bubble prints the same.
A seed may follow the module: the tasks then run in the one order of that seed.
"""

from __future__ import annotations

import importlib
import sys
from functools import partial
from typing import TYPE_CHECKING

import trio

from trio_patterns.guide.catalogue import examples_root, importable
from trio_patterns.guide.mock_clock import MockClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def on_mock_clock(async_fn: Callable[[], Awaitable[None]]) -> None:
    """Run a function on a clock that jumps, its tasks in an order of Trio's choice."""
    trio.run(async_fn, clock=MockClock(autojump_threshold=0))


def main(
    module: str,
    run: Callable[[Callable[[], Awaitable[None]]], None] = on_mock_clock,
) -> None:
    """Run the `main` of a module of the examples."""
    with importable(examples_root()):
        plainlog = importlib.import_module("plainlog")
        program = importlib.import_module(module)

        async def timed() -> None:
            plainlog.show_times(trio.current_time)
            await program.main()
            sys.stdout.write(f"{plainlog.in_seconds(trio.current_time())}\t\n")

        run(timed)


def _of_seed(seed: str) -> Callable[[Callable[[], Awaitable[None]]], None]:
    from trio_patterns.testing import run  # noqa: PLC0415  # expensive, and only for this

    return partial(run, seed=int(seed))


if __name__ == "__main__":
    main(sys.argv[1], *map(_of_seed, sys.argv[2:]))
