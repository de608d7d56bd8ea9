"""What a learner is told, and that a check ends whatever the program does."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide.catalogue import examples_root
from trio_patterns.guide.forks import Forks
from trio_patterns.workshop import grader
from trio_patterns.workshop.exercises import Exercise, exercises, find
from trio_patterns.workshop.grader import GradingError, grade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trio_patterns.workshop.verdict import Verdict

EXAMPLES = examples_root()
START = find("all_at_once").start
BODY = """\
    for datacenter in datacenters:
        await find(name, datacenter)
"""
GOOD = """\
    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter)
"""


@pytest.fixture
def graded(tmp_path: Path) -> partial[Verdict]:
    """Judge a text as a program for the exercise of the WaitGroup."""

    def graded(text: str, **options: float) -> Verdict:
        path = tmp_path / "04_all_at_once.py"
        path.write_text(text, encoding="utf-8")
        return grade(find("all_at_once"), path, **options)

    return partial(graded)


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """A process that has imported Trio; its forks see sets in the usual order."""
    with pytest.MonkeyPatch.context() as patch, Forks() as forks:
        patch.setenv("PYTHONHASHSEED", "0")
        yield forks


@pytest.fixture
def in_forks(forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have programs judged in forks: to start a process takes longer than a check."""

    def status_of(arguments: list[str], errors: Path, timeout: float) -> int:
        del timeout
        done = forks.run_module(EXAMPLES, ["trio_patterns.workshop", *arguments])
        errors.write_text(done.stderr, encoding="utf-8")
        return done.exit

    if hasattr(os, "fork"):
        monkeypatch.setattr(grader, "_status_of", status_of)


def test_a_program_that_passes(graded: partial[Verdict]) -> None:
    verdict = graded(START.replace(BODY, GOOD))
    assert verdict.passed
    assert verdict.message == (
        "it prints what the Go original does, it is right in all 6 task orders that "
        "there are, it can be cancelled at each of its 7 steps"
    )


@pytest.mark.usefixtures("in_forks")
def test_what_a_thread_does_blocks_nobody(graded: partial[Verdict]) -> None:
    sleep = "    await trio.to_thread.run_sync(__import__('time').sleep, 0.001)\n"
    verdict = graded(START.replace(BODY, sleep + GOOD))
    assert verdict.passed, verdict.message


@pytest.mark.usefixtures("in_forks")
def test_what_it_printed_comes_with_the_message(graded: partial[Verdict]) -> None:
    verdict = graded(START)
    assert not verdict.passed
    assert verdict.printed[:2] == (
        "0      INFO starting find datacenter=SBG",
        "0.1    INFO got result datacenter=SBG found=true",
    )


@pytest.mark.usefixtures("in_forks")
def test_no_table_where_both_print_the_same(graded: partial[Verdict]) -> None:
    """Here it is another scenario that fails, and it is not the program's `main`."""
    verdict = graded(START.replace(BODY, "    datacenters = datacenters[:3]\n" + GOOD))
    assert verdict.message == "nobody has called `find` of NONE, RBX and WAW"
    assert verdict.printed == ()


@pytest.mark.usefixtures("in_forks")
def test_an_error_elsewhere_than_in_main_says_what_was_tried(
    graded: partial[Verdict],
) -> None:
    verdict = graded(START.replace(BODY, "    datacenters[0]\n" + GOOD))
    assert verdict.message == (
        "with no datacenter at all: line 14, `datacenters[0]` raises IndexError: list "
        "index out of range"
    )


@pytest.mark.usefixtures("in_forks")
def test_a_system_task_that_fails_is_named(graded: partial[Verdict]) -> None:
    spawn = "        trio.lowlevel.spawn_system_task(find, name, None)\n"
    body = f"    for _ in datacenters:\n{spawn}    await trio.sleep(1)\n"
    message = graded(START.replace(BODY, body)).message
    assert message.startswith("line 9, `found = await datacenter.find(name)` raises ")
    assert "in a system task" in message


@pytest.mark.usefixtures("in_forks")
def test_a_call_that_nobody_awaits_is_named_first(graded: partial[Verdict]) -> None:
    body = "    while True:\n        trio.sleep(1)\n        log.info('again')\n"
    message = graded(START.replace(BODY, body)).message
    assert "`sleep` was called and never awaited" in message
    assert "lines" not in message


@pytest.mark.usefixtures("in_forks")
def test_a_byte_order_mark_and_escape_codes(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    text = START.replace(BODY, "    log.info('\x1b[2J')\n" + GOOD)
    path.write_text(text, encoding="utf-8-sig")
    verdict = grade(find("all_at_once"), path)
    line = r"0 INFO \x1b[2J"
    assert verdict.message == f"it prints a line that Go does not: `{line}`"
    assert r"0      INFO \x1b[2J" in verdict.printed


@pytest.mark.usefixtures("in_forks")
def test_an_error_beside_a_cancellation_may_leave(tmp_path: Path) -> None:
    """Together they are a group that `except ExceptionGroup` does not catch."""
    exercise = find("errgroup")
    caught, handler = "except* FindError as", "except ExceptionGroup as"
    text = exercise.solution_text
    assert caught in text
    path = tmp_path / "program.py"
    path.write_text(text.replace(caught, handler), encoding="utf-8")
    verdict = grade(exercise, path)
    assert verdict.passed, verdict.message


# What is put in place of the body of the function, and what is told of it. Each of them
# is a way to hang, to leave without a verdict, or to confuse whoever judges.
_LEAVES = "ended the whole process, "
NASTY = {
    "    while True:\n        pass\n": "busy in line .*without a checkpoint",
    "    sum(range(10**12))\n": "busy in line .*without a checkpoint",
    "    while True:\n        await trio.lowlevel.checkpoint()\n": "10,000 steps",
    "    while True:\n        await trio.sleep(1)\n": "at 6000 s it still runs",
    "    while True:\n        print('x')\n": "printed 2,000 lines",
    "    await trio.sleep_forever()\n": "every task waits for another one",
    "    input('name? ')\n": "waits for somebody to type",
    "    import os\n    os._exit(3)\n": _LEAVES + "with status 3",
    "    import os\n    os.abort()\n": _LEAVES + "by signal 6",
    "    raise SystemExit(2)\n": r"ends the whole process \(SystemExit\)",
    "    raise KeyboardInterrupt\n": "raises KeyboardInterrupt",
    "    raise ExceptionGroup('', [OSError(1)] * 2)\n": "1; and 1 error more",
    "    import time\n    time.sleep(9)\n": "blocks the whole program for 9 s",
    "    await all_at_once(name, datacenters)\n": "RecursionError",
    "    trio.sleep(1)\n": "`sleep` was called and never awaited",
    "    import threading\n    threading.Event().wait()\n": "blocked in line",
    "    import sys\n    sys.stdout.close()\n": "none of the datacenters",
}


@pytest.mark.parametrize(("body", "told"), NASTY.items(), ids=range(len(NASTY)))
@pytest.mark.slow  # those that hang are let go on for a second or two
def test_a_check_never_hangs(graded: partial[Verdict], body: str, told: str) -> None:
    verdict = graded(START.replace(BODY, body))
    assert not verdict.passed
    assert re.search(told, verdict.message), verdict.message
    assert "trio_patterns" not in verdict.message
    assert "Traceback" not in verdict.message


@pytest.mark.slow  # a process for each file
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def (", r"line 1, `def \(` is not Python: "),
        ("", "there is no `main` in the program"),
        ("import nothing_like_that", "line 1, .* raises ModuleNotFoundError"),
        (START.replace("all_at_once(", "at_once("), "there is no `all_at_once`"),
        ("import trio\nasync def main(): pass\ntrio.run(main)", "as soon as the file"),
        ("async def main(): pass\nall_at_once = 1", "none of the datacenters was"),
        ("\0", "is not"),
    ],
)
def test_files_that_are_no_program(
    graded: partial[Verdict], text: str, told: str
) -> None:
    verdict = graded(text)
    assert not verdict.passed
    assert re.search(told, verdict.message), verdict.message


@pytest.mark.usefixtures("in_forks")
def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_bytes(b"\xff\xfe")
    assert "not text in UTF-8" in grade(find("once"), path).message


def test_the_timeout_is_the_end(graded: partial[Verdict]) -> None:
    verdict = graded(
        START.replace(BODY, "    while True:\n        pass\n"), timeout=0.2
    )
    assert verdict.message == "it did not end within 0.2 s"


def test_a_fault_of_the_check_is_not_the_learners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not there at all: no learner can do that, only we."""
    monkeypatch.setattr(grader, "TIMEOUT", 10)
    with pytest.raises(GradingError, match="has a fault, and not your program"):
        grade(find("once"), tmp_path / "nowhere.py")


@pytest.mark.slow  # a dozen programs for each of sixteen exercises
@pytest.mark.usefixtures("in_forks")
@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.name)
def test_everybody_is_told_what_was_seen(exercise: Exercise) -> None:
    solutions = {exercise.construct.folder / exercise.solution}
    wrong = {"start": exercise.folder / "start.py"}
    wrong |= {path.name.removesuffix(".py.txt"): path for path in exercise.attempts}
    for path in solutions:
        verdict = grade(exercise, path)
        assert verdict.passed, verdict
    for name, path in wrong.items():
        verdict = grade(exercise, path)
        assert not verdict.passed, name
        assert re.fullmatch(_pattern(exercise.messages[name]), verdict.message), (
            f"{name}: {verdict.message}"
        )


def _pattern(told: str) -> str:
    """The message as a pattern: ``...`` stands for anything within a line."""
    return ".*".join(map(re.escape, told.split("...")))
