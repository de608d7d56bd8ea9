"""Runs a Trio program of the examples on a virtual clock: `python -m ...stage MODULE`.

Each line it logs starts with the seconds on that clock, and a line without a text
tells when the program was over: the same form as that of a Go program in its bubble.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import trio
from trio.testing import MockClock

from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def on_mock_clock(async_fn: Callable[[], Awaitable[None]]) -> None:
    """Run a function on a clock that jumps, in whatever order of its tasks."""
    trio.run(async_fn, clock=MockClock(autojump_threshold=0))


def main(
    module: str,
    run: Callable[[Callable[[], Awaitable[None]]], None] = on_mock_clock,
) -> None:
    """Run the `main` of a module of the examples."""
    # The examples import each other by their folders' names, as Go's programs do.
    sys.path.insert(0, str(examples_root()))
    plainlog = importlib.import_module("plainlog")
    program = importlib.import_module(module)

    async def timed() -> None:
        plainlog.show_times(trio.current_time)
        await program.main()
        sys.stdout.write(f"{plainlog.in_seconds(trio.current_time())}\t\n")

    run(timed)


if __name__ == "__main__":
    main(sys.argv[1])
