"""Explain the errors of the learner's program, in words for the learner.

The traceback of a Trio program names many lines that are not the learner's. The message
names the innermost line that is, and what went wrong there; for a deadlock, what each
of the program's tasks waits for.
"""

from __future__ import annotations

import re
import traceback
from collections import Counter
from typing import TYPE_CHECKING

import trio

from trio_patterns import _errors

from .limits import place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_patterns.guide.output import Line
    from trio_patterns.guide.parity import Difference
    from trio_patterns.testing import DeadlockError


def seconds(value: float) -> str:
    """Write a time for a message: 0.075 s."""
    return f"{round(value, 9):g} s"


def counted(number: int, noun: str) -> str:
    """Write a number of things for a message: 1 call, 1,234 calls."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def what_it_tries(scenario: object) -> str:
    """Say by its docstring what a scenario tries, with a colon; "" if it has none."""
    first = (getattr(scenario, "__doc__", None) or "").partition("\n")[0].rstrip(".")
    if not first:
        return ""
    is_name = first[1:2].isupper() or not first[0].isalpha()
    return (first if is_name else first[0].lower() + first[1:]) + ": "


def leaves(error: BaseException) -> list[BaseException]:
    """Give the errors in a group, or the one error; `Cancelled` comes last."""
    return sorted(
        _errors.leaves(error), key=lambda leaf: isinstance(leaf, trio.Cancelled)
    )


def of_kind(
    error: BaseException, kinds: type[Exception] | tuple[type[Exception], ...]
) -> bool:
    """Tell whether an error, or each error in a group, is of one of these kinds."""
    return _errors.is_only(kinds, error)


def is_cancelled(error: BaseException) -> bool:
    """Tell whether a run was cancelled, and nothing else is wrong with it."""
    return _errors.is_only(trio.Cancelled, error)


def describe(raised: Sequence[BaseException], path: str) -> str:
    """Say what is wrong with the program in a file, by the errors that left its run."""
    leaf = raised[0]
    if isinstance(leaf, RuntimeError) and "swallow trio.Cancelled" in str(leaf):
        return (
            "it was cancelled and never ended. Does an `except` or a `finally` in a "
            "loop swallow `trio.Cancelled`?"
        )
    swallowed = re.search(r"has swallowed .*\n  File .*, line (\d+)", str(leaf))
    if swallowed is not None:
        return (
            f"{place(path, int(swallowed[1]))} was cancelled, and the program went on: "
            "an `except` or a `return` in a `finally` has swallowed `trio.Cancelled`"
        )
    told = _explained(leaf)
    if isinstance(leaf, trio.TrioInternalError) and leaf.__cause__ is not None:
        leaf = leaves(leaf.__cause__)[0]
        told = (
            f"raises {type(leaf).__name__}, in a system task: that has no parent who "
            "could get the error, so it ends all of Trio. Start tasks in a nursery"
        )
    frames = traceback.extract_tb(leaf.__traceback__)
    own = [frame.lineno or 0 for frame in frames if frame.filename == path]
    if not own and isinstance(leaf, trio.Cancelled):
        return "a cancellation left its scope: something swallowed it, or kept it"
    where = place(path, own[-1]) if own else "the call that the check makes"
    more = len(raised) - 1
    others = f"; and {more} error{'s' * (more > 1)} more" if more else ""
    return f"{where} {told}{others}"


def describe_deadlock(error: DeadlockError, path: str) -> list[str]:
    """Say what each task of the program waits for, a line each."""
    waits: list[str] = []
    for task in error.tasks:
        if task.file == path:
            holders = " and ".join(task.held_by) if task.kind != "nursery" else ""
            held = f", held by {holders}" if holders else ""
            where = place(path, task.line)
            waits.append(f"{task.name} waits for {task.waits_for}{held}: {where}")
    return waits


def describe_warning(text: str, path: str) -> str:
    """Explain the warning about a coroutine; give "" for any other warning."""
    match = re.search(r"coroutine '(.*?)' was never awaited", text)
    if match is None:
        return ""
    name = match[1].rpartition(".")[2]
    lines = re.findall(rf'File "{re.escape(path)}", line (\d+)', text)
    where = place(path, int(lines[-1])) if lines else "a line"
    return (
        f"{where}: `{name}` was called and never awaited, so nothing of it happened. "
        "Write `await` before the call"
    )


def describe_lines(differences: Sequence[Difference]) -> str:
    """Say how the lines that differ from Go's do: one too many, one missing, late.

    A line too many shifts all those after it, so the lines that are the same, wherever
    they stand, are taken away first.
    """
    go = Counter(difference.one for difference in differences if difference.one)
    mine = Counter(difference.other for difference in differences if difference.other)
    missing, extra = list((go - mine).elements()), list((mine - go).elements())
    if extra and not missing:
        more = f", and {len(extra) - 1} more" if len(extra) > 1 else ""
        return f"it prints a line that Go does not: `{extra[0]}`{more}"
    if missing and not extra:
        more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
        return f"a line is missing that Go prints: `{missing[0]}`{more}"
    number, expected, seen = differences[0]
    return f"line {number} that it prints is {_quoted(seen)}; in Go it is " + _quoted(
        expected
    )


def _quoted(line: Line | None) -> str:
    return "missing" if line is None else f"`{line}`"


# The usual errors: the type, a part of the text, and the message for the learner.
_USUAL: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        SystemExit,
        "",
        "ends the whole process (SystemExit): let `main` return instead",
    ),
    (
        TypeError,
        "instead it got a coroutine object",
        (
            "calls the function: `start_soon` takes it and then its arguments, as in "
            "`start_soon(find, name)`"
        ),
    ),
    (
        TypeError,
        "'NoneType' object is not callable",
        "calls the function, and passes on what that gives, None, as if it were one",
    ),
    (
        TypeError,
        "appears to be synchronous",
        (
            "gives Trio a function that is not async, and Trio runs tasks of async "
            "functions only"
        ),
    ),
    (
        Exception,
        "'coroutine' object",
        "has a coroutine where its result is meant: an `await` is missing",
    ),
    (
        trio.ClosedResourceError,
        "",
        "uses a half of a channel that was closed here before (ClosedResourceError)",
    ),
    (
        RuntimeError,
        "attempt to re-acquire an already held Lock",
        (
            "takes a lock that this task still holds: it was never given back, perhaps "
            "because a cancellation came between `acquire` and `release`. "
            "`async with lock:` gives it back however the block is left"
        ),
    ),
    (
        RuntimeError,
        "can't release a Lock you don't own",
        "gives back a lock that this task does not hold",
    ),
    (
        RuntimeError,
        "one of this CapacityLimiter's tokens",
        (
            "takes a second place for a task that has one: a `CapacityLimiter` counts "
            "tasks, and each of them takes one place"
        ),
    ),
    (
        RuntimeError,
        "may only be used for a single 'with' block",
        "enters a cancel scope for the second time: each `with` takes a new one",
    ),
    (
        trio.BrokenResourceError,
        "Owner of this lock",
        "waits for a lock whose holder has ended, and never gave it back",
    ),
    (
        trio.BrokenResourceError,
        "",
        "sends where no receiver is left (BrokenResourceError)",
    ),
    (
        trio.TooSlowError,
        "",
        (
            "raises TooSlowError: `fail_after` raises when the time is up, where "
            "`move_on_after` goes on"
        ),
    ),
)


def _explained(error: BaseException) -> str:
    """Give the message for an error: for a usual one, what causes it."""
    for kind, said, message in _USUAL:
        if isinstance(error, kind) and said in str(error):
            return message
    text = str(error).partition("\n")[0]
    return f"raises {type(error).__name__}" + (f": {text}" if text else "")
