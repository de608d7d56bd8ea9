"""The programs of the workshop, checked as by its pages: with the usual verdicts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.live import built
from tests.live.programs import run
from trio_patterns.workshop.exercises import Exercise, exercises, find
from trio_patterns.workshop.grader import grade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Job = dict[str, Any]
    Result = dict[str, Any]
    Run = Callable[[Sequence[Job]], list[Result]]

built.parts()

ALL = exercises()
START = find("all_at_once").start
BODY = """\
    for datacenter in datacenters:
        await find(name, datacenter)
"""


def job(exercise: Exercise, source: str) -> Job:
    """The job that the page of an exercise gives to a worker."""
    return {
        "do": "check",
        "language": "python",
        "program": exercise.file,
        "exercise": exercise.name,
        "source": source,
    }


def message(exercise: Exercise, name: str) -> str:
    """The message about a program, as a pattern: ``...`` stands for anything."""
    return ".*".join(map(re.escape, exercise.messages[name].split("...")))


@pytest.fixture(scope="module")
def run_as_pages(
    node: str, parts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Does jobs as the workers of the pages do, one after the other, in one Node."""
    folder = tmp_path_factory.mktemp("parts")
    return lambda jobs: run(node, parts, jobs, folder)


@pytest.fixture(scope="module")
def verdicts(run_as_pages: Run) -> dict[tuple[str, str], Result]:
    """Those on each start and on each solution; they are checked in one Node."""
    jobs = {
        (exercise.name, name): job(exercise, source)
        for exercise in ALL
        for name, source in (
            ("start", exercise.start),
            ("solution", exercise.solution_text),
        )
    }
    return dict(zip(jobs, run_as_pages([*jobs.values()]), strict=True))


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_a_start_and_a_solution_have_their_verdicts(
    verdicts: dict[tuple[str, str], Result], exercise: Exercise
) -> None:
    start = verdicts[exercise.name, "start"]
    assert start.get("passed") is False, start
    assert re.fullmatch(message(exercise, "start"), start["message"])
    solution = verdicts[exercise.name, "solution"]
    assert solution.get("passed") is True, solution


def test_the_words_are_those_of_the_command(
    verdicts: dict[tuple[str, str], Result], tmp_path: Path
) -> None:
    exercise = find("hedged")
    path = tmp_path / exercise.file
    for name, source in (
        ("start", exercise.start),
        ("solution", exercise.solution_text),
    ):
        path.write_text(source, encoding="utf-8")
        usual, here = grade(exercise, path), verdicts[exercise.name, name]
        assert here["message"] == usual.message
        assert tuple(here["printed"]) == usual.printed
    go = verdicts[exercise.name, "start"]["go"]
    assert go[0] == "0      INFO launching find datacenter=SBG"


@pytest.fixture(scope="module")
def attempts(run_as_pages: Run) -> dict[tuple[str, str], Result]:
    """The verdicts on all attempts, which are checked in one Node too."""
    jobs = {
        (exercise.name, path.name.removesuffix(".py.txt")): job(
            exercise, path.read_text(encoding="utf-8")
        )
        for exercise in ALL
        for path in exercise.attempts
    }
    return dict(zip(jobs, run_as_pages([*jobs.values()]), strict=True))


@pytest.mark.slow  # a dozen programs for each of sixteen exercises
@pytest.mark.timeout(1200)  # the first of them waits for all
@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_each_attempt_has_its_message(
    attempts: dict[tuple[str, str], Result], exercise: Exercise
) -> None:
    wrong = {
        name: here.get("message", here)
        for (of, name), here in attempts.items()
        if of == exercise.name
        and (
            here.get("passed") is not False
            or not re.fullmatch(message(exercise, name), here["message"])
        )
    }
    assert wrong == {}


# What `tests/workshop/test_grader.py` puts in place of the body, and its message;
# the page itself ends what no watchdog sees.
_LEAVES = "ended the whole process, "
NASTY = {
    "    while True:\n        pass\n": "busy in line .*without a checkpoint",
    "    list(x for x in iter(int, 1))\n": "busy in line .*without a checkpoint",
    "    while True:\n        await trio.lowlevel.checkpoint()\n": "10,000 steps",
    "    while True:\n        await trio.sleep(1)\n": "at 6000 s it still runs",
    "    while True:\n        print('x')\n": "printed 2,000 lines",
    "    await trio.sleep_forever()\n": "every task waits for another one",
    "    input('name? ')\n": "waits for somebody to type",
    "    import os\n    os._exit(3)\n": _LEAVES + "with status 3",
    "    raise SystemExit(2)\n": r"ends the whole process \(SystemExit\)",
    "    raise KeyboardInterrupt\n": "raises KeyboardInterrupt",
    "    import time\n    time.sleep(9)\n": "blocks the whole program for 9 s",
    "    await all_at_once(name, datacenters)\n": "RecursionError",
    "    import sys\n    sys.stdout.close()\n": "none of the datacenters",
}


def test_what_hangs_or_leaves_is_reported(run_as_pages: Run) -> None:
    exercise = find("all_at_once")
    assert BODY in START
    sources = [START.replace(BODY, body) for body in NASTY]
    done = run_as_pages([job(exercise, source) for source in sources])
    wrong = {
        body: here.get("message", here)
        for (body, told), here in zip(NASTY.items(), done, strict=True)
        if here.get("passed") is not False or not re.search(told, here["message"])
    }
    assert wrong == {}
