"""What a page says of a program that goes wrong: with its own lines alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live.programs import run

if TYPE_CHECKING:
    from pathlib import Path

    Job = dict[str, Any]

DEADLOCK = """\
import trio


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child)


async def child() -> None:
    await trio.Event().wait()
"""
# It waits inside of a library.
IN_A_LIBRARY = """\
import trio_util


async def main() -> None:
    await trio_util.AsyncBool(False).wait_value(True)
"""
REPORTS = {
    DEADLOCK: """\
trio_patterns.testing.deadlocks.DeadlockError: every task waits for another one, \
and nothing else can end it

  main waits for the tasks of its nursery to end
    File "hedged/exercise/start.py", line 5, in main
      async with trio.open_nursery() as nursery:
    child waits for an Event to be set
      File "hedged/exercise/start.py", line 10, in child
        await trio.Event().wait()
""",
    IN_A_LIBRARY: """\
trio_patterns.testing.deadlocks.DeadlockError: every task waits for another one, \
and nothing else can end it

  main waits for a value of an AsyncValue
    File "hedged/exercise/start.py", line 5, in main
      await trio_util.AsyncBool(False).wait_value(True)
""",
    "async def main(:\n": """\
  File "hedged/exercise/start.py", line 1
    async def main(:
                   ^
SyntaxError: invalid syntax
""",
    # Half of a character, as a link may bring it.
    "print('\ud83d')\n": """\
  File "hedged/exercise/start.py", line 1
    print('\ufffd\ufffd\ufffd')
           ^
SyntaxError: Non-UTF-8 code starting with '\\xed' on line 1, but no encoding declared; \
see https://peps.python.org/pep-0263/ for details
""",
    "async def main():\n    raise ExceptionGroup('of', [ValueError('\\ud83d')])\n": """\
  + Exception Group Traceback (most recent call last):
  |   File "hedged/exercise/start.py", line 2, in main
  |     raise ExceptionGroup('of', [ValueError('\\ud83d')])
  | ExceptionGroup: of (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: \\ud83d
    +------------------------------------
""",
}
PROGRAM = {"language": "python", "program": "hedged/exercise/start.py", "title": ""}


@pytest.fixture(scope="module")
def results(
    node: str, parts: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """The results of all programs as they run, and of the first in every order."""
    usual = {"do": "run", "clock": "virtual", **PROGRAM}
    jobs: list[Job] = [{**usual, "source": source} for source in REPORTS]
    jobs.append({**PROGRAM, "do": "orders", "schedules": 10, "source": DEADLOCK})
    return run(node, parts, jobs, tmp_path_factory.mktemp("parts"))


@pytest.mark.parametrize("number", range(len(REPORTS)))
def test_a_report_names_the_lines_of_the_program_alone(
    results: list[dict[str, Any]], number: int
) -> None:
    result = results[number]
    assert "failed" not in result, result["failed"]
    report = "".join(f"{line}\n" for fd, line in result["lines"] if fd == 2)
    assert report == [*REPORTS.values()][number]


def test_every_order_reports_as_a_run_does(results: list[dict[str, Any]]) -> None:
    assert results[-1]["error"].startswith(REPORTS[DEADLOCK])
