r"""Show what all the tasks of a run are doing: `dump_tasks` and `dump_on_sigquit`.

A Go program that gets SIGQUIT, which is Ctrl-\ in a terminal, prints the stacks of its
goroutines and ends. Here it prints the tree of the tasks, and goes on.
"""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import trio

from trio_patterns._tasks.tree import render, snapshot
from trio_patterns._tasks.trio_names import WAITS, check

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType


def dump_tasks(*, stacks: bool = False) -> str:
    """Show the tree of all tasks of the run: what each waits for, where, who holds it.

    This answers Go's goroutine profile, and ``runtime.Stack``, which give stacks alone.
    Call this in a run, from a task or a callback.

    Args:
        stacks: add the whole stack of each task, library functions and open context
            managers included. This needs ``stackscope``, which is a part of the
            ``testing`` extra; on Python 3.14 its version 0.2.2 does not see the context
            managers, and warns of it.

    Returns:
        The text, a line for each task, with its place in the code below it.

    Raises:
        RuntimeError: Called outside of a run; or this version of Trio is not as the
            dump has to know it.
        ImportError: ``stackscope`` is not installed, and ``stacks`` asks for it.

    Example:
        >>> async def main() -> None:
        ...     async with trio.open_nursery() as nursery:
        ...         nursery.start_soon(trio.sleep, 1, name="sleeper")
        ...         await trio.testing.wait_all_tasks_blocked()
        ...         print(dump_tasks().splitlines()[-1])
        >>> run(main)
            sleeper waits for its sleep to end
    """
    if not trio.lowlevel.in_trio_run():
        raise RuntimeError("dump_tasks() shows the tasks of a run: call it inside one")
    check("dump_tasks", WAITS)
    tasks, names = snapshot()
    text = render(tasks)
    if stacks:
        import stackscope  # noqa: PLC0415  # an extra

        text += "\n\n" + "\n".join(
            f"{name}:\n{stackscope.extract(task)}" for task, name in names.items()
        )
    return text


@contextmanager
def dump_on_sigquit(file: TextIO | None = None) -> Generator[None]:
    r"""While in the block, print the tree of tasks whenever SIGQUIT comes.

    That is Ctrl-\ in a terminal, or ``kill -QUIT``, as for a Go program; but this one
    goes on. Put it around `trio.run`, or into a run, in the main thread.

    Args:
        file: where to print; standard error if it is not given.

    Raises:
        RuntimeError: There is no SIGQUIT on this system; or see `dump_tasks`.
        ValueError: Not in the main thread.
    """
    if not hasattr(signal, "SIGQUIT"):
        raise RuntimeError(f"there is no SIGQUIT on {sys.platform}")
    check("dump_on_sigquit", WAITS)

    def dump(_signal: int, _frame: FrameType | None) -> None:
        running = trio.lowlevel.in_trio_run()
        text = dump_tasks() if running else "no Trio run in the main thread"
        print(text, file=file or sys.stderr, flush=True)

    before = signal.signal(signal.SIGQUIT, dump)
    try:
        yield
    finally:
        signal.signal(signal.SIGQUIT, before)
