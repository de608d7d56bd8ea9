"""The words for the errors of a learner's program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import trio

from trio_patterns.workshop.explain import describe, describe_warning, leaves, seconds

if TYPE_CHECKING:
    from pathlib import Path


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


def test_only_the_warning_about_a_coroutine_is_explained() -> None:
    text = "coroutine 'main.<locals>.find' was never awaited\n  File \"a.py\", line 7\n"
    assert re.match(
        r"line 7: `find` was called and never", describe_warning(text, "a.py")
    )
    assert describe_warning("unclosed file", "a.py") == ""
