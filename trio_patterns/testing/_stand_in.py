"""The stand-in that `watch` gives: passes everything on, and notes what it was."""

from __future__ import annotations

import dis
import functools
import inspect
import types
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from abc import ABCMeta
    from collections.abc import Iterable

# ("attribute", name), ("item", key), or the object as a whole.
Key = tuple[str, Any]
WHOLE: Key = ("whole", None)


# Of values of these types, equal is the same.
_PLAIN = (int, float, complex, str, bytes, type(None))
_ABSENT = object()


class Log(Protocol):
    """Whoever takes the notes."""

    def read(self, key: Key, *, nothing_there: bool = False) -> None:
        """Note that this task has seen the value now."""

    def wrote(self, keys: Iterable[Key]) -> None:
        """Note that this task has changed the values."""

    def check(self, key: Key, *, same: bool) -> None:
        """Raise if this task is about to overwrite what it has not seen."""


def stand_in_for(obj: Any, log: Log) -> Any:
    """Make a stand-in for ``obj`` that reports to ``log`` what is read and written."""
    cls = _class_of(obj)
    base = next(base for kind, base in _BASES.items() if isinstance(obj, kind))
    stand_in = type(cls.__name__, (base,), _special_methods(cls, base))
    return stand_in(obj, log)


class _StandIn:
    """Has the attributes, items and methods of the object."""

    def __init__(self, obj: Any, log: Log) -> None:
        # Asked at each access: most attributes are none of the class's. What the class
        # gets later is passed on, and its code sees the bare object.
        names = (name for cls in type(obj).__mro__ for name in cls.__dict__)
        inside = obj, log, frozenset(names)
        object.__setattr__(self, "_StandIn__inside", inside)

    def __getattribute__(self, name: str) -> Any:
        obj, log, of_class = _get(self, "_StandIn__inside")
        if name[:2] == "__":
            special = _own_special_method(self, name)
            return getattr(obj, name) if special is None else special
        if name in of_class:
            in_class = _in_class(obj, name)
            # The object's own code is to see the stand-in, so that it is watched too.
            if isinstance(in_class, types.FunctionType):
                return types.MethodType(in_class, self)
            if isinstance(in_class, property) and in_class.fget is not None:
                return in_class.fget(self)
            if callable(in_class):
                return getattr(obj, name)
        value = getattr(obj, name, _ABSENT)
        nothing_there = value is None or value is _ABSENT
        log.read(("attribute", name), nothing_there=nothing_there)
        return getattr(obj, name) if value is _ABSENT else value

    def __setattr__(self, name: str, value: object) -> None:
        obj, log, of_class = _get(self, "_StandIn__inside")
        if name in of_class:
            in_class = _in_class(obj, name)
            if isinstance(in_class, property) and in_class.fset is not None:
                in_class.fset(self, value)
                return
        key = ("attribute", name)
        same = _same(getattr(obj, name, _ABSENT), value)
        log.check(key, same=same)
        setattr(obj, name, value)
        if not same:
            log.wrote([key])

    def __delattr__(self, name: str) -> None:
        obj, log, _ = _inside(self)
        delattr(obj, name)
        log.wrote([("attribute", name)])


class _ContainerStandIn(_StandIn):
    """One whose methods say by their names which items they read and write."""

    def __getattribute__(self, name: str) -> Any:
        obj = _inside(self)[0]
        if not name.startswith("__") and callable(_in_class(obj, name)):
            return functools.partial(_call_container, self, name)
        return super().__getattribute__(name)


class _SequenceStandIn(_ContainerStandIn):
    """One that the patterns of `match` take for a sequence."""


class _MappingStandIn(_ContainerStandIn):
    """One that the patterns of `match` take for a mapping."""


cast("ABCMeta", Sequence).register(_SequenceStandIn)
cast("ABCMeta", Mapping).register(_MappingStandIn)
# The first that an object is an instance of.
_BASES: dict[type[Any], type[_StandIn]] = {
    bytearray: _ContainerStandIn,  # a sequence, but not to `match`
    Sequence: _SequenceStandIn,
    Mapping: _MappingStandIn,
    AbstractSet: _ContainerStandIn,
    object: _StandIn,
}


def _own_special_method(stand_in: _StandIn, name: str) -> Any:
    """Find what a special method that is called by its name does to the stand-in."""
    of_all = _StandIn.__dict__.get(name) if name in _SETTERS else None
    method = type(stand_in).__dict__.get(name, of_all)
    is_method = isinstance(method, types.FunctionType)
    return types.MethodType(method, stand_in) if is_method else None


_get = object.__getattribute__


def _inside(stand_in: _StandIn) -> tuple[Any, Log, frozenset[str]]:
    return _get(stand_in, "_StandIn__inside")  # type: ignore[no-any-return]


def _in_class(obj: object, name: str) -> Any:
    """Find what an object's class holds under the name, as it stands there."""
    for cls in type(obj).__mro__:
        space = cls.__dict__
        if name in space:
            return space[name]
    return None


_SETTERS = {"__setattr__", "__delattr__"}
# Special methods that the stand-in has itself, or must not pass on.
_OWN = {"__init__", "__del__", "__getattribute__", "__getattr__", *_SETTERS}


def _special_methods(cls: type[Any], base: type[_StandIn]) -> dict[str, Any]:
    """Make the special methods, such as ``__len__``, for a class's stand-in."""
    found: dict[str, Any] = {}
    is_container = issubclass(base, _ContainerStandIn)
    for name in dir(cls):
        in_class = inspect.getattr_static(cls, name)
        if name.startswith("__") and name not in _OWN:
            if in_class is None:  # as `__hash__` where there is none
                found[name] = None
            elif isinstance(in_class, _METHODS):
                found[name] = (_by_item if is_container else _passing_on)(name)
    fields = inspect.getattr_static(cls, "__dataclass_fields__", None)
    if fields is not None:
        # `dataclasses` asks for them in the type itself.
        found["__dataclass_fields__"] = fields
    if "__add__" in found and issubclass(cls, Sequence):
        found.setdefault("__radd__", _add_to)
    return found


_METHODS = (
    types.FunctionType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
)


def _by_item(name: str) -> Any:
    def special_method(self: _StandIn, *args: Any, **kwargs: Any) -> Any:
        return _call_container(self, name, *args, **kwargs)

    return special_method


def _passing_on(name: str) -> Any:
    def special_method(self: _StandIn, *args: Any, **kwargs: Any) -> Any:
        obj = _inside(self)[0]
        in_class = _in_class(obj, name)
        if isinstance(in_class, types.FunctionType):
            return in_class(self, *args, **kwargs)
        return getattr(obj, name)(*map(_bare, args), **kwargs)

    return special_method


def _add_to(self: _StandIn, other: Any) -> Any:
    """Add to a sequence whose own `+` insists on one of its type."""
    obj, log, _ = _inside(self)
    frame = inspect.currentframe()
    assert frame is not None
    if _is_at_augmented_assignment(frame.f_back):
        # `+=` asks the right side before the list on the left, which takes anything.
        return NotImplemented
    log.read(WHOLE)
    return other + obj


def _is_at_augmented_assignment(frame: types.FrameType | None) -> bool:
    return frame is not None and any(
        instruction.argrepr == "+="
        for instruction in dis.get_instructions(frame.f_code)
        if instruction.offset == frame.f_lasti
    )


def _call_container(self: _StandIn, name: str, *args: Any, **kwargs: Any) -> Any:
    """Call a method of a container, and see from its items what it did."""
    obj, log, _ = _inside(self)
    args = tuple(map(_bare, args))
    if name in {"__getitem__", "get", "__contains__"}:
        key = _item_key(obj, name, args[0])
        nothing_there = _is_a(obj, Mapping) and obj.get(args[0]) is None
        log.read(key, nothing_there=nothing_there)
        return getattr(obj, name)(*args, **kwargs)
    if not isinstance(_in_class(obj, name), types.FunctionType):
        # The standard library's: it does what it is named after, and no more.
        if name in _READERS:
            result = getattr(obj, name)(*args, **kwargs)
            log.read(WHOLE)
            return result
        if name == "__setitem__" and (_is_a(obj, Mapping) or isinstance(args[0], int)):
            return _set_item(obj, log, *args)
    before = _items(obj)
    if name == "__setitem__":
        key = _item_key(obj, name, args[0])
        log.check(key, same=_same(before.get(key, _ABSENT), args[1]))
    elif (
        name in {"update", "__ior__"} and _class_of(obj).update is _class_of({}).update
    ):
        items: dict[Any, Any] = dict(*args, **kwargs)
        args, kwargs = (items,), {}
        for item, value in items.items():
            key = ("item", item)
            log.check(key, same=_same(before.get(key, _ABSENT), value))
    result = getattr(obj, name)(*args, **kwargs)
    after = _items(obj)
    changed = [
        key
        for key in before.keys() | after.keys()
        if before.get(key, _ABSENT) is not after.get(key, _ABSENT)
    ]
    if changed:
        log.wrote(changed)
    elif name != "__setitem__":
        log.read(WHOLE)
    return self if result is obj else result


# Other methods may change any item: what they did is seen from all the items.
_READERS = {
    *("__len__", "__iter__", "__reversed__", "__eq__", "__ne__", "__repr__", "__str__"),
    *("keys", "values", "items", "copy", "count", "index"),
}


def _set_item(obj: Any, log: Log, item: Any, value: Any) -> None:
    key = _item_key(obj, "__setitem__", item)
    if _is_a(obj, Mapping):
        before = obj.get(item, _ABSENT)
    else:
        # Out of range it fails below.
        before = obj[item] if -len(obj) <= item < len(obj) else _ABSENT
    log.check(key, same=_same(before, value))
    obj[item] = value
    if before is not value:
        log.wrote([key])


def _item_key(obj: Any, method: str, key: Any) -> Key:
    if _is_a(obj, Sequence):
        if method == "__contains__" or not isinstance(key, int):
            return WHOLE
        return ("item", key + len(obj) if key < 0 else key)
    return ("item", key)


def _items(obj: Any) -> dict[Key, Any]:
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
