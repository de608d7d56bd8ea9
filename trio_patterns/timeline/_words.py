"""Short words for a program's errors, tasks and places, the same in every run."""

from __future__ import annotations

import inspect
from contextlib import suppress
from functools import lru_cache, partial
from os.path import basename, dirname, join
from pathlib import Path
from typing import TYPE_CHECKING

from trio_patterns._tasks.frames import variables_of
from trio_patterns._tasks.task_names import Homonyms

from ._values import LONGEST, called, message_of, shortened, word_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio.lowlevel import Task

    from trio_patterns._tasks.places import Place

    from .model import TaskRecord


# Groups in groups deeper than that would not be seen.
_DEEPEST = 4


def error_in_words(error: BaseException, depth: int = 0) -> str:
    """Write its type and message, short; of a group, those of its first members."""
    name = type(error).__name__
    members: tuple[BaseException, ...] = getattr(error, "exceptions", ())
    if depth == _DEEPEST or not isinstance(error, BaseExceptionGroup):
        message = _message_in_words(error)
        return shortened(f"{name}: {message}" if message else name)
    inside: list[str] = []
    # A group may have thousands of members, each no shorter than its comma.
    for member in members[:LONGEST]:
        inside.append(error_in_words(member, depth + 1))
        if sum(map(len, inside)) > LONGEST:
            break
    return shortened(f"{name} of {', '.join(inside)}")


def _message_in_words(error: BaseException) -> str:
    try:
        return message_of(error)
    except Exception:  # noqa: BLE001  # the user's code; ours must go on
        return ""


def arguments_in_words(task: Task) -> tuple[str, ...]:
    """List what a new task was called with, as far as that is short; a word for each.

    Of the values that are simple, or that have words of their own: an object's address
    tells nobody anything.
    """
    code, frame = task.coro.cr_code, task.coro.cr_frame
    started = inspect.getcoroutinestate(task.coro) != inspect.CORO_CREATED
    if started or frame is None:
        return ()  # they may have changed
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    values = variables_of(frame)
    if task.name.endswith(code.co_qualname):
        return tuple(word_for(values.get(name)) for name in names if name != "self")
    # It may be one of our helpers' tasks, named after the function that it will call.
    for value in values.values():
        with suppress(Exception):  # of the user's code; ours must go on
            function, bound = _unbound(value)
            if task.name.endswith(getattr(function, "__qualname__", "?")):
                return tuple(map(word_for, bound))
    return ()  # it has a name that says enough


def _unbound(function: object) -> tuple[object, list[object]]:
    bound: list[object] = []
    while isinstance(function, partial):
        bound = [*function.args, *bound, *function.keywords.values()]
        function = function.func
    return function, bound


def short_names(tasks: Sequence[TaskRecord]) -> list[str]:
    """Name each, without the arguments that are the same for all such tasks."""
    alike: dict[tuple[str, int], list[TaskRecord]] = {}
    for task in tasks:
        alike.setdefault((task.function, len(task.arguments)), []).append(task)
    differ = {
        kind: [
            place
            for place in range(kind[1])
            if len({task.arguments[place] for task in group}) > 1
        ]
        for kind, group in alike.items()
    }
    names: list[str] = []
    homonyms = Homonyms()
    for task in tasks:
        places = differ[task.function, len(task.arguments)]
        name = called(task.function, [task.arguments[place] for place in places])
        names.append(homonyms.numbered(name))
    return names


_LIBRARY = dirname(dirname(__file__))
_EXAMPLES = join(_LIBRARY, "guide")


def place_in_words(place: Place) -> str:
    """Name the file and the line."""
    return _in_words(place.file, place.line)


@lru_cache(maxsize=1024)
def _in_words(file: str, line: int) -> str:
    if file.startswith(_LIBRARY) and not file.startswith(_EXAMPLES):
        # Within our own code neither the line nor a private module helps the user.
        return "trio_patterns/" + Path(file).relative_to(_LIBRARY).parts[0]
    return f"{basename(file)}:{line}"
