"""Programs in forks: their output, their exit status, and their own processes."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide import running
from trio_patterns.guide.catalogue import Clock, Construct, Pair, load
from trio_patterns.guide.forks import Forks
from trio_patterns.guide.output import Line, Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as forks:
        yield forks


@pytest.fixture
def run(tmp_path: Path, forks: Forks) -> Callable[..., Output]:
    folder = tmp_path / "forked_sample"
    folder.mkdir()

    def run(text: str, clock: Clock = "real") -> Output:
        (folder / "main.py").write_text(text, encoding="utf-8")
        construct: Construct = replace(
            load().find("hedged"), folder=folder, clock=clock
        )
        pair = Pair(compare="check", trio="main.py")
        (side,) = pair.sides
        return forks.run(construct, pair, side, None)

    return run


def test_it_is_the_main_program(run: Callable[..., Output]) -> None:
    output = run("import sys\nprint(__name__)\nprint('oh', file=sys.stderr)")
    assert output == Output((Line(None, "__main__"),), 0, "oh\n")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("raise SystemExit(3)", 3),
        ("raise SystemExit", 0),
        ("import os; os.abort()", -6),
    ],
)
def test_its_exit_status_is_given(
    run: Callable[..., Output], text: str, status: int
) -> None:
    assert run(text).exit == status


def test_an_error_is_reported_as_by_python(run: Callable[..., Output]) -> None:
    output = run("1 / 0")
    assert output.exit == 1
    assert output.stderr.startswith("Traceback (most recent call last):\n")
    assert output.stderr.endswith("\nZeroDivisionError: division by zero\n")


def test_on_the_virtual_clock_its_lines_have_times(run: Callable[..., Output]) -> None:
    text = """
import trio
from plainlog import log

async def main():
    await trio.sleep(3600)
    log.info("late")
"""
    assert run(text, "virtual") == Output((Line(3600, "INFO late"),), 0, "", 3600)


def test_a_program_that_does_not_end_is_killed(
    run: Callable[..., Output], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TIMEOUT", 0.5)
    assert run("import time\nprint('here', flush=True)\ntime.sleep(60)").exit == -9
    monkeypatch.undo()
    assert run("print('again')").lines == (Line(None, "again"),)
