"""The words for the errors of a learner's program."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest
import trio

from trio_patterns.guide.output import Line
from trio_patterns.guide.parity import Difference
from trio_patterns.workshop.explain import (
    describe,
    describe_lines,
    describe_warning,
    leaves,
    seconds,
    what_it_tries,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_what_a_scenario_tries() -> None:
    async def nothing() -> None:
        pass

    async def crowd() -> None:
        """With a crowd.

        And more.
        """

    async def named() -> None:
        """SBG alone."""

    async def called() -> None:
        """A call of `find`."""

    told = [what_it_tries(it) for it in (nothing, crowd, named, called)]
    assert told == ["", "with a crowd: ", "SBG alone: ", "a call of `find`: "]


def test_a_time_is_rounded_to_the_nanosecond() -> None:
    assert seconds(0.1 + 0.2) == "0.3 s"


def test_cancellations_come_last() -> None:
    async def main() -> trio.Cancelled:
        with trio.CancelScope() as scope:
            scope.cancel(reason="a test")
            try:
                await trio.lowlevel.checkpoint()
            except trio.Cancelled as cancelled:
                return cancelled
        raise AssertionError

    error, cancelled = ValueError("a"), trio.run(main)
    group = BaseExceptionGroup("", [cancelled, ExceptionGroup("", [error])])
    assert leaves(group) == [error, cancelled]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0", "line 1, `1 / 0` raises ZeroDivisionError: division by zero"),
        ("raise SystemExit", "ends the whole process (SystemExit)"),
        (
            "nothing = None; nothing()",
            "calls the function, and passes on what that gives, None",
        ),
        ("raise OSError", "line 1, `raise OSError` raises OSError"),
        (
            "raise RuntimeError('attempt to re-acquire an already held Lock')",
            "takes a lock that this task still holds: it was never given back",
        ),
    ],
)
def test_the_innermost_line_of_the_learner_is_named(
    tmp_path: Path, code: str, message: str
) -> None:
    (tmp_path / "program.py").write_text(code, encoding="utf-8")
    path = str(tmp_path / "program.py")
    with pytest.raises(BaseException) as raised:  # noqa: PT011  # of any kind
        exec(compile(code, path, "exec"))  # noqa: S102
    assert message in describe([raised.value], path)
    more = describe([raised.value, ValueError(), ValueError()], path)
    assert more.endswith("; and 2 errors more")


def test_a_swallowed_cancellation_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("import trio\nawait trio.sleep(1)\n", encoding="utf-8")
    error = RuntimeError(
        f'main has swallowed trio.Cancelled:\n  File "{path}", line 2, in main\n'
        "    await trio.sleep(1)"
    )
    assert describe([error], str(path)) == (
        "line 2, `await trio.sleep(1)` was cancelled, and the program went on: an "
        "`except` or a `return` in a `finally` has swallowed `trio.Cancelled`"
    )


@pytest.mark.parametrize(
    ("go", "mine", "message"),
    [
        ("ab", "xab", "it prints a line that Go does not: `x`"),
        ("ab", "axxb", "it prints a line that Go does not: `x`, and 1 more"),
        ("abc", "ac", "a line is missing that Go prints: `b`"),
        ("ab", "", "a line is missing that Go prints: `a`, and 1 more"),
        ("ab", "ba", "line 1 that it prints is `b`; in Go it is `a`"),
        ("ab", "ax", "line 2 that it prints is `x`; in Go it is `b`"),
    ],
)
def test_the_line_that_differs_is_named(go: str, mine: str, message: str) -> None:
    differences = [
        Difference(number, one, other)
        for number, (one, other) in enumerate(zip_longest(lines(go), lines(mine)), 1)
        if one != other
    ]
    assert describe_lines(differences) == message


def lines(texts: str) -> list[Line]:
    return [Line(None, text) for text in texts]


def test_only_the_warning_about_a_coroutine_is_explained() -> None:
    text = "coroutine 'main.<locals>.find' was never awaited\n  File \"a.py\", line 7\n"
    assert re.match(
        r"line 7: `find` was called and never", describe_warning(text, "a.py")
    )
    assert describe_warning("unclosed file", "a.py") == ""
