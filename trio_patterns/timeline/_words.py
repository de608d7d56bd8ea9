"""Short words for the program's own values, the same in every run."""

from __future__ import annotations

import inspect
import re
import reprlib
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from os.path import basename, dirname, join
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trio_patterns._tasks.task_names import Homonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trio.lowlevel import Task

    from trio_patterns._tasks.places import Place

    from .model import TaskRecord

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_LONGEST = 60
_LONGEST_ARGUMENT = 20


class _Repr(reprlib.Repr):
    """The standard library's, which bounds what it looks at, but shows no addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = _LONGEST

    def repr_instance(self, x: Any, level: int) -> str:
        del level
        cls = x.__class__
        if not isinstance(x, BaseException) and (word := _own_word(x)):
            return word
        try:
            if is_dataclass(x):
                values = [getattr(x, field.name) for field in fields(x)]
                return called(cls.__name__, map(_word_for, values))
            if cls.__repr__ is not object.__repr__:
                return shortened(repr(x))
        except Exception:  # noqa: BLE001, S110  # the user's code; ours must go on
            pass
        return f"<{cls.__name__}>"


_repr = _Repr()


def value_in_words(value: object) -> str:
    """Write its `repr`, short, on one line and without memory addresses."""
    return shortened(_repr.repr(value))


def error_in_words(error: BaseException) -> str:
    """Write its type and message, short."""
    name = type(error).__name__
    if members := members_of(error):
        return shortened(f"{name} of {', '.join(map(error_in_words, members))}")
    try:
        message = str(error)
    except Exception:  # noqa: BLE001  # the user's code; ours must go on
        message = ""
    return shortened(f"{name}: {message}" if message else name)


def members_of(error: BaseException) -> tuple[BaseException, ...]:
    """List the errors in a group, whatever their types; none if it is no group."""
    members: tuple[BaseException, ...] = getattr(error, "exceptions", ())
    return members if isinstance(error, BaseExceptionGroup) else ()


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Keep at most so many characters, on one line, without addresses."""
    text = " ".join(_ADDRESS.sub("", text).split())
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def called(function: str, arguments: Iterable[str]) -> str:
    """Write a function and what it was called with."""
    words = ", ".join(word for word in arguments if word)
    return f"{function}({words})" if words else function


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
    values = frame.f_locals
    if task.name.endswith(code.co_qualname):
        return tuple(_word_for(values.get(name)) for name in names if name != "self")
    # It may be one of our helpers' tasks, named after the function that it will call.
    for value in values.values():
        function, bound = _unbound(value)
        if task.name.endswith(getattr(function, "__qualname__", "?")):
            return tuple(map(_word_for, bound))
    return ()  # it has a name that says enough


def _unbound(function: object) -> tuple[object, list[object]]:
    bound: list[object] = []
    while isinstance(function, partial):
        bound = [*function.args, *bound, *function.keywords.values()]
        function = function.func
    return function, bound


def _word_for(value: object) -> str:
    """Find one short word for an argument or a field, or none."""
    if type(value) in {bool, int, float, str}:
        return _if_short(_repr.repr(value))
    return _own_word(value)


def _own_word(value: object) -> str:
    """Ask what a value calls itself, other than its `repr`, if that is short."""
    if isinstance(value, Enum):
        return _if_short(value.name)
    if type(value).__str__ is object.__str__ and not isinstance(value, (int, float)):
        return ""
    try:
        return _if_short(str(value))
    except Exception:  # noqa: BLE001  # the user's code; ours must go on
        return ""


def _if_short(word: str) -> str:
    short = len(word) <= _LONGEST_ARGUMENT and word.isprintable() and "<" not in word
    return word if short else ""


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
    if place.file.startswith(_LIBRARY) and not place.file.startswith(_EXAMPLES):
        # Within our own code neither the line nor a private module helps the user.
        return "trio_patterns/" + Path(place.file).relative_to(_LIBRARY).parts[0]
    return f"{basename(place.file)}:{place.line}"
