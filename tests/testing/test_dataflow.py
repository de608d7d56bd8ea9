"""What is made of what, in functions that are looked at where they stand."""

from __future__ import annotations

import inspect
import linecache
from typing import TYPE_CHECKING

import pytest

from trio_patterns.testing._dataflow import is_made_from, stack_of

if TYPE_CHECKING:
    from trio_patterns.testing._dataflow import Stack

# Each is the body of a function with an argument, which reads once and writes once.
MADE = {
    "at once": "write(read() + 1)",
    "through a variable": "old = read()\n    write(old + 1)",
    "through two": "old = read()\n    new = [old]\n    write(new)",
    "through a call": "write(max(read(), 0))",
    "in both branches": (
        "old = read()\n    if old:\n        new = old\n    else:\n"
        "        new = old + 1\n    write(new)"
    ),
    "in a loop": (
        "old = read()\n    total = old\n    for step in (1, 2):\n"
        "        total += step\n    write(total)"
    ),
}
NOT_MADE = {
    "a constant": "read()\n    write('closed')",
    "an argument": "read()\n    write(other)",
    "set anew": "old = read()\n    old = other\n    write(old)",
    "in one branch only": (
        "old = read()\n    new = other\n    if old:\n        new = old\n    write(new)"
    ),
    "by choice": "if read():\n        write(other)",
}


def made(name: str, body: str, *, by_choice: bool = False) -> bool:
    """Run the body, and ask whether what it writes was made of what it reads."""
    source = f"def function(other):\n    {body}\n"
    file = f"<made {name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    stacks: dict[str, Stack] = {}

    def read() -> int:
        frame = inspect.currentframe()
        assert frame is not None
        stacks["read"] = stack_of(frame.f_back)
        return 1

    def write(_value: object) -> None:
        frame = inspect.currentframe()
        assert frame is not None
        stacks["write"] = stack_of(frame.f_back)

    namespace: dict[str, object] = {"read": read, "write": write}
    exec(compile(source, file, "exec"), namespace)  # noqa: S102  # our own
    function = namespace["function"]
    assert callable(function)
    function(7)
    return is_made_from(stacks["write"], stacks["read"], by_choice=by_choice)


@pytest.mark.parametrize("name", MADE)
def test_made_from_it(name: str) -> None:
    assert made(name, MADE[name])


@pytest.mark.parametrize("name", NOT_MADE)
def test_not_made_from_it(name: str) -> None:
    assert not made(name, NOT_MADE[name])


def test_by_choice() -> None:
    assert made("by choice", NOT_MADE["by choice"], by_choice=True)
    assert not made("a constant", NOT_MADE["a constant"], by_choice=True)


def test_without_source_nothing_is_certain() -> None:
    namespace: dict[str, object] = {"stack_of": stack_of, "inspect": inspect}
    code = "stack = stack_of(inspect.currentframe())"
    exec(compile(code, "<nowhere>", "exec"), namespace)  # noqa: S102  # our own
    stack = namespace["stack"]
    assert not is_made_from(stack, stack, by_choice=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
