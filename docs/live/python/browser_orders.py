"""Run a program in many task orders, and show the first that does something else."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import re
import sys
from typing import TYPE_CHECKING, Any

import trio
from browser_pictures import picture_of
from browser_programs import forget, traceback_of

from trio_patterns.testing import explore
from trio_patterns.testing import run as run_in_order
from trio_patterns.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable


# In all that an order prints; a page keeps no more of a program that just runs.
_MOST_CHARACTERS = 2_000_000


class _Printed(io.StringIO):
    """What an order prints; if it is too much, the page is told to end the worker."""

    def __init__(self, send: Callable[[str], object]) -> None:
        super().__init__()
        self._send = send

    def write(self, text: str) -> int:
        """Keep a text, or nothing more: what the program raises it may catch itself."""
        if self.tell() > _MOST_CHARACTERS:
            said = f"it has printed {_MOST_CHARACTERS:,} characters"
            self._send(json.dumps({"failed": said}))
            return len(text)
        return super().write(text)


class _PrintsOtherLines(Exception):  # noqa: N818  # no error of the program's
    """This order of the tasks prints something else than the first."""


def every_order(
    module: str, schedules: int, title: str, send: Callable[[str], object]
) -> dict[str, Any]:
    """Run the `main` of a module in many task orders; does it always do the same?

    Args:
        send: Passes a message on to the page.

    Returns:
        `first`, what it prints in the first order, and either how many `schedules` it
        was run in, and whether these are all (`complete`), or the `order` that does
        something else: its number, its `seed`, what it prints, its `error` and its
        `picture`.
    """
    printed: list[str] = []

    async def main() -> None:
        out = _Printed(send)
        with contextlib.redirect_stdout(out):
            await _main_of(module)
        printed.append(out.getvalue())
        if printed[-1] != printed[0]:
            raise _PrintsOtherLines

    try:
        tried = explore(main, schedules=schedules)
    except BaseException as error:  # noqa: BLE001  # whatever the reader's program raises
        notes = " ".join(getattr(error, "__notes__", ()))
        found = re.search(r"task order (\d+); .*seed=(-?\d+)\)", notes)
        if found is None:
            return {"error": traceback_of(error)}
        seed = int(found[2])
        out, picture = _again(module, seed, title)
        is_ours = isinstance(error, _PrintsOtherLines)
        return {
            "first": printed[0] if printed else "",
            "order": int(found[1]),
            "seed": seed,
            "out": out,
            "error": "" if is_ours else traceback_of(error),
            "picture": picture,
        }
    first = printed[0]
    return {"first": first, "schedules": tried.schedules, "complete": tried.complete}


async def _main_of(module: str) -> None:
    """Run the `main` of a module, imported anew."""
    forget()
    plainlog = importlib.import_module("plainlog")
    plainlog.show_times(trio.current_time)
    await importlib.import_module(module).main()
    sys.stdout.write(f"{plainlog.in_seconds(trio.current_time())}\t\n")


def _again(module: str, seed: int, title: str) -> tuple[str, str]:
    """Run the order of a seed again; return what it prints, and its picture."""
    timeline = Timeline()
    out = io.StringIO()

    async def main() -> None:
        await _main_of(module)

    # It fails again, in the same way: what it prints before that is asked for.
    with contextlib.suppress(BaseException), contextlib.redirect_stdout(out):
        run_in_order(main, seed=seed, instruments=[timeline])
    return out.getvalue(), picture_of(timeline, title)
