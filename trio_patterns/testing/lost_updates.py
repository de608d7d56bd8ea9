"""Find lost updates: `watch` an object that tasks share.

Under Trio nothing happens between two checkpoints, so most data needs no lock. What
remains of Go's data races is the update that is made from an old value: a task reads,
lets others run, and writes what it made of that. What others wrote meanwhile is lost::

    before = account.balance  # 100
    await ask_the_bank()  # another task sets it to 150
    account.balance = before - 30  # 70, and 50 are gone

`watch` gives a stand-in for the object, which keeps for each task what it has read of
it, and compares when it writes.
"""

from __future__ import annotations

import sys
import types
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from trio.lowlevel import current_task

from trio_patterns._tasks.places import Place
from trio_patterns._tasks.task_names import Homonyms, short_name

from ._dataflow import Stack, is_made_from, positions_of, stack_of
from ._stand_in import WHOLE, Key, stand_in_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import CodeType, FrameType

    from trio.lowlevel import Task

T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """A read or a write of a watched object."""

    task: str
    """The name of the task."""
    file: str
    """The file it was done in."""
    line: int
    """The line in that file."""
    function: str
    """The function that the line is in."""

    def __str__(self) -> str:
        place = Place(self.file, self.line, self.function)
        return f"by {self.task}\n  {place}" + (
            f"\n    {place.code}" if place.code else ""
        )


class LostUpdateError(Exception):
    """A task overwrites what another task wrote, with something made of an older value.

    It is raised in the task that writes, and nothing is written.

    Attributes:
        what: what was to be written, such as ``.balance`` or ``['total']``.
        read: where the task read it.
        lost: where another task wrote it after that.
        write: where the first task was about to write, without having read again.
    """

    def __init__(self, what: str, read: Access, lost: Access, write: Access) -> None:
        super().__init__(what, read, lost, write)
        self.what = what
        self.read = read
        self.lost = lost
        self.write = write

    def __str__(self) -> str:
        return (
            f"a lost update of {self.what}\n\nread {self.read}\nthen written "
            f"{self.lost}\nthen to be overwritten {self.write}"
        )


def watch(obj: T) -> T:
    """Make a stand-in for ``obj`` that reports lost updates: Go's ``-race``.

    Use it in place of the object: attributes, items and methods are those of the
    object. When a task reads an attribute or an item, another task then writes it, and
    the first one writes something made from what it had read without reading again, the
    write raises `LostUpdateError`. Run the program under `explore` to get it there.

    What it catches: attributes, those that the object's own methods use included; items
    of a dict or a list; and a container read as a whole, such as ``sorted(names)``,
    before its items or a slice are set. Also a value that is made because none was
    there (``if key not in cache: cache[key] = await fetch(key)``, or the same after
    ``except KeyError``), when another task has made one meanwhile.

    What it is silent about, since it is right or may well be: reading again after the
    checkpoint; updates within one step, such as ``counter.value += 1``, ``append`` or
    ``pop``; a value that does not come from the one that was read, such as a constant.
    Whether it does is seen in the source of the functions between the two, through
    variables, arguments and results. So it misses what goes through another object or
    is passed to another task, code without source, and what is inside the object: of
    ``watch(state)``, the list ``state.names`` is not watched.

    Args:
        obj: a mutable object. Tasks must use the stand-in: what is done to the object
            itself is not seen.

    Returns:
        The stand-in. `isinstance` takes it for the object; ``type`` does not, nor do
        functions written in C that insist on a real list or dict.

    Raises:
        TypeError: Nothing can be set on such an object.

    Example:
        >>> async def main() -> None:
        ...     totals = watch({"apples": 0})
        ...     async def add(count: int) -> None:
        ...         before = totals["apples"]
        ...         await trio.lowlevel.checkpoint()
        ...         totals["apples"] = before + count
        ...     async with trio.open_nursery() as nursery:
        ...         nursery.start_soon(add, 1)
        ...         nursery.start_soon(add, 2)
        >>> try:
        ...     run(main)
        ... except* LostUpdateError as group:
        ...     print(group.exceptions[0].what)
        ['apples']
    """
    if isinstance(obj, _IMMUTABLE):
        raise TypeError(f"watch() needs an object that can change, not {obj!r}")
    return cast("T", stand_in_for(obj, History()))


_IMMUTABLE = (
    *(int, float, complex, str, bytes, tuple, frozenset, range, type, type(None)),
    *(types.FunctionType, types.MethodType, types.BuiltinFunctionType),
)


class _Read(NamedTuple):
    at: int
    stack: Stack
    nothing_there: bool


class _Write(NamedTuple):
    at: int
    by: _Who
    code: CodeType
    instruction: int


class _Who:
    """A task, or what is left of it: who did something."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def access(self, code: CodeType, instruction: int) -> Access:
        line, *_ = positions_of(code, instruction)
        return Access(self.name, code.co_filename, line or 0, code.co_name)


_OUTSIDE = _Who("the code outside of the run")


class _Notes:
    """What a task has read: of each key the latest."""

    __slots__ = ("outermost", "reads", "task", "who")

    def __init__(self, task: Task, name: str) -> None:
        self.task = weakref.ref(task)
        self.who = _Who(name)
        self.outermost = id(getattr(task.coro, "cr_frame", None))
        # Plain tuples, as one is made at each access; `History.check` names the parts.
        self.reads: dict[Key, tuple[int, Stack, bool]] = {}


class History:
    """Keeps who has read and written what of an object, and in which order.

    Each access to the object comes here, so what only a report needs is left for it.
    """

    def __init__(self) -> None:
        self._now = 0
        self._writes: dict[Key, tuple[int, _Who, CodeType, int]] = {}
        # For as long as there is the task.
        self._notes: weakref.WeakKeyDictionary[Task, _Notes] = (
            weakref.WeakKeyDictionary()
        )
        self._latest: _Notes | None = None
        self._homonyms = Homonyms()

    def read(self, key: Key, *, nothing_there: bool = False) -> None:
        """Note that this task has seen the value now."""
        notes = self._notes_of_task()
        if notes is not None:
            self._now += 1
            stack = stack_of(_users_frame(), notes.outermost)
            notes.reads[key] = (self._now, stack, nothing_there)

    def wrote(self, keys: Iterable[Key]) -> None:
        """Note that this task has changed the values."""
        notes = self._notes_of_task()
        who = _OUTSIDE if notes is None else notes.who
        frame = _users_frame()
        self._now += 1
        write = (self._now, who, frame.f_code, frame.f_lasti)
        for key in keys:
            self._writes[key] = write

    def check(self, key: Key, *, same: bool) -> None:
        """Raise if this task is about to overwrite what it has not seen.

        To write the same value is a lost update too where it was made from an old one,
        as with two that count up; but not where it was made because there was none.
        """
        notes = self._notes_of_task()
        if notes is None:
            return
        if key is WHOLE:
            others = [w for w in self._writes.values() if w[1] is not notes.who]
        else:
            write = self._writes.get(key)
            others = [] if write is None or write[1] is notes.who else [write]
        if not others:
            return
        reads = [notes.reads[which] for which in (key, WHOLE) if which in notes.reads]
        if not reads:
            return
        read, lost = _Read._make(max(reads)), _Write._make(max(others))
        if lost.at <= read.at:
            return
        stack = stack_of(_users_frame(), notes.outermost)
        by_choice = read.nothing_there and not same
        if is_made_from(stack, read.stack, by_choice=by_choice):
            raise LostUpdateError(
                _described(key),
                notes.who.access(*read.stack[0][1:]),
                lost.by.access(lost.code, lost.instruction),
                notes.who.access(*stack[0][1:]),
            )

    def _notes_of_task(self) -> _Notes | None:
        """Find those of this task; `None` outside a run, where there is one at most."""
        try:
            task = current_task()
        except RuntimeError:
            return None
        notes = self._latest
        if notes is None or notes.task() is not task:
            notes = self._notes.get(task)
            if notes is None:
                name = self._homonyms.numbered(short_name(task))
                notes = self._notes[task] = _Notes(task, name)
            self._latest = notes
        return notes


# The modules of `watch`, whose frames are not the user's.
_OURS = {__name__, stand_in_for.__module__}


def _users_frame() -> FrameType:
    """Find the frame that did something with the stand-in; `History` calls this."""
    # Between that frame and this one are `History` and the stand-in at least.
    frame: FrameType | None
    frame = sys._getframe(3)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    while frame is not None and frame.f_globals.get("__name__") in _OURS:
        frame = frame.f_back
    assert frame is not None, "somebody has called us"
    return frame


def _described(key: Key) -> str:
    kind, name = key
    return {"attribute": f".{name}", "item": f"[{name!r}]"}.get(kind, "the whole")
