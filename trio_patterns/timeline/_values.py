"""Short words for a value, the same in every run.

A recorder writes down each value that is sent: one of megabytes must not cost more than
a small one. What somebody's own `__repr__` costs is beyond its reach.
"""

from __future__ import annotations

import re
import reprlib
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
LONGEST = 60
_LONGEST_WORD = 20
# Beyond them a dict is not sorted, and an int not written in decimal.
_MOST_SORTED = 1_000
_MOST_BITS = 2_000
_SHORT = {bool, float, type(None)}


def value_in_words(value: object) -> str:
    """Write its `repr`, short, on one line and without memory addresses."""
    try:
        if type(value) in _SHORT or (type(value) is int and -1e15 < value < 1e15):
            return repr(value)  # as below, without the detours
        return shortened(_repr.repr(value))
    except Exception:  # noqa: BLE001  # the user's code; ours must go on
        return f"<{type(value).__name__}>"


def shortened(text: str, longest: int = LONGEST) -> str:
    """Keep at most so many characters, on one line, without addresses."""
    if " " not in text and len(text) <= longest and text.isprintable():
        return text
    # Room for addresses, which go. Of a text of megabytes no more than that is read.
    is_cut = len(text) > 20 * longest
    text = " ".join(_ADDRESS.sub("", text[: 20 * longest]).split())
    text = "".join(character if character.isprintable() else "?" for character in text)
    if len(text) <= longest:
        return text + "…" * is_cut
    return text[: longest - 1] + "…"


def called(function: str, arguments: Iterable[str]) -> str:
    """Write a function and what it was called with."""
    words = ", ".join(word for word in arguments if word)
    return f"{function}({words})" if words else function


def word_for(value: object) -> str:
    """Find one short word for an argument or a field, or none."""
    try:
        # `reprlib` has its way with integers and strings; of the others it asks here.
        if type(value) in {bool, float}:
            return _if_short(repr(value))
        if type(value) in {int, str}:
            return _if_short(_repr.repr(value))
        return _own_word(value)
    except Exception:  # noqa: BLE001  # the user's code; ours must go on
        return ""


def _own_word(value: object) -> str:
    """Ask what a value calls itself, other than its `repr`, if that is short.

    Raises:
        Exception: The value's own code. A mock or a proxy may fail in `isinstance`, or
            claim to be of a type that it is not of.
    """
    if isinstance(value, Enum):
        return _if_short(value.name)
    if isinstance(value, (str, bytes, bytearray)):
        is_wordless = len(value) > _LONGEST_WORD
    elif isinstance(value, int):
        is_wordless = value.bit_length() > _MOST_BITS
    else:
        inherits = type(value).__str__ is object.__str__
        is_wordless = inherits and not isinstance(value, float)
    if is_wordless:
        return ""
    if isinstance(value, BaseException):
        return _if_short(message_of(value))
    return _if_short(str(value))


def message_of(error: BaseException) -> str:
    """Write its `str`, shorter where that would write all that is in its arguments."""
    its_str = type(error).__str__
    if its_str not in {BaseException.__str__, KeyError.__str__} or not error.args:
        return str(error)
    match error.args:
        case (str(message),) if its_str is BaseException.__str__:
            return message
        case (only,):
            return _repr.repr(only)
        case several:
            return _repr.repr(several)


def _if_short(word: str) -> str:
    short = len(word) <= _LONGEST_WORD and word.isprintable() and "<" not in word
    return word if short else ""


class _Repr(reprlib.Repr):
    """The standard library's, but bounded for more types, and without addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = LONGEST

    def repr1(self, x: Any, level: int) -> str:
        # `reprlib` goes by the name of a type alone, and anybody may call theirs `set`.
        if type(x).__module__ in {"builtins", "collections", "array"}:
            return super().repr1(x, level)
        return self.repr_instance(x, level)

    def repr_bytes(self, x: bytes, level: int) -> str:
        del level
        return repr(x[:LONGEST])

    def repr_bytearray(self, x: bytearray, level: int) -> str:
        return f"bytearray({self.repr_bytes(bytes(x[:LONGEST]), level)})"

    def repr_int(self, x: int, level: int) -> str:
        if x.bit_length() > _MOST_BITS:
            return f"<int of {x.bit_length():,} bits>"
        return super().repr_int(x, level)

    def repr_dict(self, x: dict[Any, Any], level: int) -> str:
        if len(x) > _MOST_SORTED:
            x = dict(islice(x.items(), self.maxdict + 1))
        return super().repr_dict(x, level)

    def repr_set(self, x: set[Any], level: int) -> str:
        # Their order is that of the hashes, another in each run: sorted, or not at all.
        if len(x) > _MOST_SORTED:
            return f"<{type(x).__name__} of {len(x):,}>"
        return super().repr_set(x, level)

    def repr_frozenset(self, x: frozenset[Any], level: int) -> str:
        if len(x) > _MOST_SORTED:
            return f"<{type(x).__name__} of {len(x):,}>"
        return super().repr_frozenset(x, level)

    def repr_instance(self, x: Any, level: int) -> str:
        value: object = x
        cls: Any = type(value)  # which its `__class__` need not be
        if not issubclass(cls, BaseException) and (word := word_for(x)):
            return word
        try:
            if is_dataclass(x):
                values = [getattr(x, field.name) for field in fields(x)]
                return called(cls.__name__, map(word_for, values))
            if way := _way_of(cls.__repr__):
                return shortened(way(self, x, level))
            if cls.__repr__ is not object.__repr__:
                return shortened(repr(x))
        except Exception:  # noqa: BLE001, S110  # the user's code; ours must go on
            pass
        return f"<{cls.__name__}>"

    def repr_error(self, x: BaseException, level: int) -> str:
        return self._call(x, (self.repr1(part, level - 1) for part in x.args), level)

    def repr_named_tuple(self, x: Any, level: int) -> str:
        named: Iterable[tuple[str, Any]] = zip(x._fields, x, strict=True)
        words = (f"{name}={self.repr1(part, level - 1)}" for name, part in named)
        return self._call(x, words, level)

    def repr_defaultdict(self, x: defaultdict[Any, Any], level: int) -> str:
        factory = self.repr1(x.default_factory, level - 1)
        return self._call(x, (factory, self.repr_dict(x, level)), level)

    def repr_kind_of_dict(self, x: dict[Any, Any], level: int) -> str:
        return self._call(x, (self.repr_dict(x, level),), level)

    def _call(self, x: object, parts: Iterable[str], level: int) -> str:
        """Write how a value is made, of as many of its parts as could be seen."""
        shown: list[str] = []
        length = 0
        for part in parts if level > 0 else ["..."]:
            shown.append(part)
            length += len(part)
            if length > LONGEST:
                break
        return f"{type(x).__name__}({', '.join(shown)})"


# How to write those that inherit a `repr` which would write all that is in them.
_KINDS: list[tuple[type, Callable[[_Repr, Any, int], str]]] = [
    (str, _Repr.repr_str),
    (bytes, _Repr.repr_bytes),
    (bytearray, _Repr.repr_bytearray),
    (int, _Repr.repr_int),
    (tuple, _Repr.repr_tuple),
    (list, _Repr.repr_list),
    (deque, _Repr.repr_deque),
    (dict, _Repr.repr_dict),
    (defaultdict, _Repr.repr_defaultdict),
    (Counter, _Repr.repr_kind_of_dict),
    (OrderedDict, _Repr.repr_kind_of_dict),
    (set, _Repr.repr_set),
    (frozenset, _Repr.repr_frozenset),
    (BaseException, _Repr.repr_error),
    (BaseExceptionGroup, _Repr.repr_error),  # one of its own since Python 3.14
]
_WAYS = {kind.__repr__: way for kind, way in _KINDS}


class _AnyNamedTuple(NamedTuple):
    pass


# Each class of named tuples has a `__repr__` of its own, made of the same code.
_CODE_OF_NAMED_TUPLES = _AnyNamedTuple.__repr__.__code__


def _way_of(its_repr: Any) -> Callable[[_Repr, Any, int], str] | None:
    if getattr(its_repr, "__code__", None) is _CODE_OF_NAMED_TUPLES:
        return _Repr.repr_named_tuple
    return _WAYS.get(its_repr)


_repr = _Repr()
