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

import functools
import inspect
import traceback
import types
import weakref
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import trio

from trio_patterns._tasks.places import Place
from trio_patterns._tasks.task_names import Homonyms, short_name

from ._dataflow import Stack, is_made_from, stack_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType

    from trio.lowlevel import Task

T = TypeVar("T")

# ("attribute", name), ("item", key), or the object as a whole.
_Key = tuple[str, Any]
_WHOLE: _Key = ("whole", None)


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
    """A stand-in for ``obj`` that reports lost updates, as Go's ``-race`` does races.

    Use it in place of the object: attributes, items and methods are those of the
    object. When a task reads an attribute or an item, another task then writes it, and
    the first one writes something made from what it had read without reading again, the
    write raises `LostUpdateError`. Run the program under `explore` to get it there.

    What it catches: attributes, those that the object's own methods use included; items
    of a dict or a list; and a container read as a whole, such as ``sorted(names)``,
    before its items or a slice are set. Also a value that is made because none was
    there (``if key not in cache: cache[key] = await fetch(key)``), when another task
    has made one meanwhile.

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
        TypeError: nothing can be set on such an object.

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
    cls: type[Any] = type(obj)
    stand_in = type(cls.__name__, (_StandIn,), _special_methods(cls))
    return cast("T", stand_in(obj))


_IMMUTABLE = (
    *(int, float, complex, str, bytes, tuple, frozenset, range, type, type(None)),
    *(types.FunctionType, types.MethodType, types.BuiltinFunctionType),
)
_CONTAINERS = (Mapping, Sequence, AbstractSet)
# Of values of these types, equal is the same.
_PLAIN = (int, float, complex, str, bytes, type(None))
_ABSENT = object()


@dataclass(frozen=True)
class _Read:
    at: int
    access: Access
    stack: Stack
    nothing_there: bool


@dataclass(frozen=True)
class _Write:
    at: int
    access: Access
    task: weakref.ref[Task] | None


class _History:
    """Who has read and written what of an object, and in which order."""

    def __init__(self) -> None:
        self._now = 0
        self._writes: dict[_Key, _Write] = {}
        # Of each task and key the latest read, for as long as there is the task.
        self._reads: weakref.WeakKeyDictionary[Task, dict[_Key, _Read]] = (
            weakref.WeakKeyDictionary()
        )
        self._names: weakref.WeakKeyDictionary[Task, str] = weakref.WeakKeyDictionary()
        self._homonyms = Homonyms()

    def read(self, key: _Key, *, nothing_there: bool = False) -> None:
        """Note that this task has seen the value now."""
        task = _current_task()
        if task is not None:
            self._now += 1
            frame = _users_frame()
            self._reads.setdefault(task, {})[key] = _Read(
                self._now, self._access(task, frame), stack_of(frame), nothing_there
            )

    def wrote(self, keys: Iterable[_Key]) -> None:
        """Note that this task has changed the values."""
        task = _current_task()
        self._now += 1
        access = self._access(task, _users_frame())
        write = _Write(self._now, access, None if task is None else weakref.ref(task))
        self._writes.update(dict.fromkeys(keys, write))

    def check(self, key: _Key, *, same: bool) -> None:
        """Raise if this task is about to overwrite what it has not seen.

        To write the same value is a lost update too where it was made from an old one,
        as with two that count up; but not where it was made because there was none.
        """
        task = _current_task()
        if task is None:
            return
        reads = self._reads.get(task, {})
        known = [reads[which] for which in (key, _WHOLE) if which in reads]
        if not known:
            return
        read = max(known, key=lambda read: read.at)
        unseen = [
            write
            for written, write in self._writes.items()
            if key in (written, _WHOLE)
            and write.at > read.at
            and (write.task is None or write.task() is not task)
        ]
        frame = _users_frame()
        by_choice = read.nothing_there and not same
        if unseen and is_made_from(stack_of(frame), read.stack, by_choice=by_choice):
            lost = max(unseen, key=lambda write: write.at)
            raise LostUpdateError(
                _described(key), read.access, lost.access, self._access(task, frame)
            )

    def _access(self, task: Task | None, frame: FrameType) -> Access:
        code = frame.f_code
        return Access(self._name(task), code.co_filename, frame.f_lineno, code.co_name)

    def _name(self, task: Task | None) -> str:
        """The name of the task, told apart from others of that name."""
        if task is None:
            return "the code outside of the run"
        if task not in self._names:
            self._names[task] = self._homonyms.numbered(short_name(task))
        return self._names[task]


class _StandIn:
    """What `watch` gives: passes everything on to the object, and takes notes."""

    def __init__(self, obj: Any) -> None:
        object.__setattr__(self, "_StandIn__obj", obj)
        object.__setattr__(self, "_StandIn__history", _History())

    def __getattribute__(self, name: str) -> Any:
        obj, history = _inside(self)
        if name.startswith("__"):
            return getattr(obj, name)
        in_class = inspect.getattr_static(_class_of(obj), name, None)
        if _is_a(obj, _CONTAINERS) and callable(in_class):
            return functools.partial(_call_container, self, name)
        # The object's own code is to see the stand-in, so that it is watched too.
        if isinstance(in_class, types.FunctionType):
            return types.MethodType(in_class, self)
        if isinstance(in_class, property) and in_class.fget is not None:
            return in_class.fget(self)
        value = getattr(obj, name, _ABSENT)
        if not callable(in_class):
            nothing_there = value is None or value is _ABSENT
            history.read(("attribute", name), nothing_there=nothing_there)
        return getattr(obj, name) if value is _ABSENT else value

    def __setattr__(self, name: str, value: object) -> None:
        obj, history = _inside(self)
        in_class = inspect.getattr_static(_class_of(obj), name, None)
        if isinstance(in_class, property) and in_class.fset is not None:
            in_class.fset(self, value)
        else:
            same = _same(getattr(obj, name, _ABSENT), value)
            history.check(("attribute", name), same=same)
            setattr(obj, name, value)
            history.wrote([] if same else [("attribute", name)])

    def __delattr__(self, name: str) -> None:
        obj, history = _inside(self)
        delattr(obj, name)
        history.wrote([("attribute", name)])


def _inside(stand_in: _StandIn) -> tuple[Any, _History]:
    return (
        object.__getattribute__(stand_in, "_StandIn__obj"),
        object.__getattribute__(stand_in, "_StandIn__history"),
    )


# Special methods that the stand-in has itself, or must not pass on.
_OWN = {
    *("__init__", "__del__", "__getattribute__", "__getattr__"),
    *("__setattr__", "__delattr__"),
}


def _special_methods(cls: type[Any]) -> dict[str, Any]:
    """The special methods of a class, such as ``__len__``, for its stand-in."""
    found: dict[str, Any] = {}
    for name in dir(cls):
        in_class = inspect.getattr_static(cls, name)
        if name.startswith("__") and name not in _OWN:
            if in_class is None:  # as `__hash__` where there is none
                found[name] = None
            elif isinstance(in_class, _METHODS):
                found[name] = _passing_on(name)
    return found


_METHODS = (
    types.FunctionType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
)


def _passing_on(name: str) -> Any:
    def special_method(self: _StandIn, *args: Any, **kwargs: Any) -> Any:
        obj, _ = _inside(self)
        in_class = inspect.getattr_static(_class_of(obj), name)
        if _is_a(obj, _CONTAINERS):
            return _call_container(self, name, *args, **kwargs)
        if isinstance(in_class, types.FunctionType):
            return in_class(self, *args, **kwargs)
        return getattr(obj, name)(*map(_bare, args), **kwargs)

    return special_method


def _call_container(self: _StandIn, name: str, *args: Any, **kwargs: Any) -> Any:
    """Call a method of a container, and see from its items what it did."""
    obj, history = _inside(self)
    args = tuple(map(_bare, args))
    if name in {"__getitem__", "get", "__contains__"}:
        key = _item_key(obj, name, args[0])
        nothing_there = _is_a(obj, Mapping) and obj.get(args[0]) is None
        history.read(key, nothing_there=nothing_there)
        return getattr(obj, name)(*args, **kwargs)
    before = _items(obj)
    if name == "__setitem__":
        key = _item_key(obj, name, args[0])
        history.check(key, same=_same(before.get(key, _ABSENT), args[1]))
    elif (
        name in {"update", "__ior__"} and _class_of(obj).update is _class_of({}).update
    ):
        items: dict[Any, Any] = dict(*args, **kwargs)
        args, kwargs = (items,), {}
        for item, value in items.items():
            key = ("item", item)
            history.check(key, same=_same(before.get(key, _ABSENT), value))
    result = getattr(obj, name)(*args, **kwargs)
    after = _items(obj)
    changed = [
        key
        for key in before.keys() | after.keys()
        if before.get(key, _ABSENT) is not after.get(key, _ABSENT)
    ]
    if changed:
        history.wrote(changed)
    elif name != "__setitem__":
        history.read(_WHOLE)
    return self if result is obj else result


def _item_key(obj: Any, method: str, key: Any) -> _Key:
    if _is_a(obj, Sequence):
        if method == "__contains__" or not isinstance(key, int):
            return _WHOLE
        return ("item", key + len(obj) if key < 0 else key)
    return ("item", key)


def _items(obj: Any) -> dict[_Key, Any]:
    if _is_a(obj, Mapping):
        return {("item", key): obj[key] for key in obj}
    if _is_a(obj, AbstractSet):
        return {("item", item): True for item in obj}
    return {("item", place): item for place, item in enumerate(obj)}


def _class_of(obj: object) -> Any:
    return type(obj)


def _is_a(obj: Any, kinds: type | tuple[type, ...]) -> bool:
    """`isinstance`, after which a type checker still takes ``obj`` for anything."""
    return isinstance(obj, kinds)


def _bare(thing: Any) -> Any:
    return _inside(thing)[0] if isinstance(thing, _StandIn) else thing


def _same(old: object, new: object) -> bool:
    return old is new or (
        type(old) is type(new) and isinstance(old, _PLAIN) and old == new
    )


def _current_task() -> Task | None:
    """The task, or `None` outside a run, where nobody else can come between."""
    return trio.lowlevel.current_task() if trio.lowlevel.in_trio_task() else None


def _users_frame() -> FrameType:
    """The frame that did something with the stand-in."""
    return next(
        frame
        for frame, _ in traceback.walk_stack(inspect.currentframe())
        if frame.f_globals.get("__name__") != __name__
    )


def _described(key: _Key) -> str:
    kind, name = key
    return {"attribute": f".{name}", "item": f"[{name!r}]"}.get(kind, "the whole")
