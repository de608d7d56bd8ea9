"""`trio-patterns learn`, as the learner meets it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from trio_patterns.cli.commands import app
from trio_patterns.cli.display import console
from trio_patterns.guide.catalogue import load
from trio_patterns.workshop.exercises import Exercise, exercises, find
from trio_patterns.workshop.verdict import Verdict
from trio_patterns.workshop.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.cli.conftest import Cli

DOCS = Path(__file__).parents[2] / "docs"
CLI = [sys.executable, "-m", "trio_patterns", "learn"]


def learn(folder: Path, *arguments: str, answer: str = "") -> Result:
    with contextlib.chdir(folder):
        return CliRunner().invoke(app, ["learn", *arguments], input=answer)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    place = Workspace(tmp_path / "course")
    place.write()
    return place


def solve(place: Workspace, name: str) -> None:
    exercise = find(name)
    place.program(exercise).write_text(exercise.solution_text, encoding="utf-8")


def test_start_writes_them_and_says_what_is_next(tmp_path: Path) -> None:
    done = learn(tmp_path, "start", "course")
    assert done.exit_code == 0, done.output
    assert f"{2 * len(exercises()) + 3} files written to course" in done.stdout
    assert "read 01_store_if_not_exists.md" in done.stdout
    again = learn(tmp_path, "start", "course")
    assert "0 files written" in again.stdout
    assert f"{2 * len(exercises()) + 3} were there and are as they were" in again.stdout


def test_elsewhere_it_lists_them(tmp_path: Path) -> None:
    done = learn(tmp_path)
    assert done.exit_code == 0, done.output
    for exercise in exercises():
        assert f" {exercise.name} " in done.stdout
    assert "trio-patterns learn start DIR" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check",), "there are no exercises in this folder"),
        (("hint", "nothing"), "there is no exercise 'nothing'"),
        (("start", "/dev/null/course"), "Not a directory"),
    ],
)
def test_a_mistake_is_one_line(
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli("learn", *arguments)
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow  # checks many programs
def test_check_goes_to_the_first_that_does_not_pass(place: Workspace) -> None:
    done = learn(place.folder, "check")
    assert done.exit_code == 1
    assert "✗ 01_store_if_not_exists.py" in done.stdout
    assert "3 tasks stored the element" in done.stdout
    assert "your program" in done.stdout
    solve(place, "store_if_not_exists")
    done = learn(place.folder, "check", "1")
    assert done.exit_code == 0
    assert "✓ 01_store_if_not_exists.py" in done.stdout
    assert "✗ 02_once.py" in learn(place.folder, "check").stdout


@pytest.mark.slow  # checks many programs
def test_check_all_counts_what_is_done(place: Workspace) -> None:
    solve(place, "hedged")
    place.program(find("once")).write_text("def (", encoding="utf-8")
    done = learn(place.folder, "check", "--all")
    assert done.exit_code == 1
    assert "✗ 02_once.py\n  line 1, `def (` is not Python" in done.stdout
    assert "✓ 08_hedged.py" in done.stdout
    assert f"1 of {len(exercises())} are done" in done.stdout


def test_a_program_that_is_gone(place: Workspace) -> None:
    place.program(find("once")).unlink()
    done = learn(place.folder, "check", "once")
    assert done.exit_code == 1
    assert "`trio-patterns learn reset once` writes it anew" in done.stderr


def test_hints_come_one_by_one(place: Workspace) -> None:
    first = learn(place.folder, "hint")
    assert "Exercise 1, Store it once: hint 1 of 3" in first.stdout
    assert "learn hint store_if_not_exists 2" in first.stdout
    last = learn(place.folder, "hint", "hedged", "3")
    assert "Hedged requests: hint 3 of 3" in last.stdout
    assert "Still stuck?" not in last.stdout


def test_a_number_alone_is_a_hint_up_to_three(place: Workspace) -> None:
    second = learn(place.folder, "hint", "2").stdout
    assert "Exercise 1, Store it once: hint 2 of 3" in second
    assert "For exercise 2: trio-patterns learn hint 2 1" in second
    of_two = learn(place.folder, "hint", "2", "1").stdout
    assert "Exercise 2, Connect once: hint 1 of 3" in of_two
    assert "For exercise" not in of_two
    assert (
        "Exercise 4, All at once: hint 1 of 3"
        in learn(place.folder, "hint", "4").stdout
    )


def test_solution_is_python_and_what_to_read_next_is_beside_it(
    place: Workspace,
) -> None:
    done = learn(place.folder, "solution", "hedged")
    assert done.stdout == find("hedged").solution_text + "\n"
    assert "trio-patterns show hedged\n" in done.stderr
    assert "trio-patterns show hedged_naive\n" in done.stderr


def test_check_takes_a_name_or_all(place: Workspace) -> None:
    done = learn(place.folder, "check", "4", "--all")
    assert done.exit_code == 2
    assert "check takes a NAME or --all, not both" in done.stderr


def test_a_folder_with_a_space_is_quoted_in_the_command(tmp_path: Path) -> None:
    done = learn(tmp_path, "start", "my exercises")
    assert re.search("cd ['\"]my exercises['\"]", done.stdout)


def test_the_end_leads_on(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def grade(exercise: Exercise, path: Path) -> Verdict:
        return Verdict(exercise.solution_text == path.read_text("utf-8"), "")

    monkeypatch.setattr("trio_patterns.cli.learn.grade", grade)
    for exercise in exercises():
        solve(place, exercise.name)
    done = learn(place.folder, "check", "--all")
    assert done.exit_code == 0
    assert "You can now" in done.stdout
    assert "trio-patterns show chat_server" in done.stdout
    assert load().find("chat_server")
    pages = "port_a_service", "ownership", "which_select"
    for page in (DOCS / f"{name}.md" for name in pages):
        (title,) = re.findall("(?m)^# (.+)$", page.read_text(encoding="utf-8"))
        assert f'"{title}"' in done.stdout.replace("\n", " ")


def test_a_terminal_shows_what_is_being_checked(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def grade(exercise: Exercise, path: Path) -> Verdict:
        del exercise
        seen.append(f"graded {path.name}")
        return Verdict(True, "")

    @contextlib.contextmanager
    def status(text: str, **options: object) -> Generator[None]:
        del options
        seen.append(text)
        yield

    monkeypatch.setattr("trio_patterns.cli.learn.grade", grade)
    monkeypatch.setattr(console, "status", status)
    solve(place, "once")
    learn(place.folder, "check", "once")
    assert seen == ["checking 02_once.py", "graded 02_once.py"]
    solve(place, "store_if_not_exists")
    learn(place.folder, "hint")
    assert "checking 02_once.py (2 of 2)" in seen


def test_reset_asks(place: Workspace) -> None:
    program = place.program(find("once"))
    program.write_text("mine", encoding="utf-8")
    assert learn(place.folder, "reset", "once", answer="n\n").exit_code != 0
    assert program.read_text(encoding="utf-8") == "mine"
    done = learn(place.folder, "reset", "once", answer="y\n")
    assert done.exit_code == 0
    assert "yours is now 02_once.kept1.py" in done.stdout
    assert program.read_text(encoding="utf-8") == find("once").start


@pytest.mark.skipif(sys.platform == "win32", reason="sends a Unix signal")
def test_it_checks_what_is_saved_until_ctrl_c(place: Workspace) -> None:
    process = subprocess.Popen(
        CLI,
        cwd=place.folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if "Waiting for you to save" in line:
            # Two saves in a row, as some editors do: the first is half a file.
            place.program(find("all_at_once")).write_text("def (", encoding="utf-8")
            time.sleep(0.05)
            solve(place, "all_at_once")
        elif line.startswith("Next:") and "✓ 04" in seen:
            break
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in seen + rest
    assert f"0 of {len(exercises())} are done." in seen
    assert f"1 of {len(exercises())} are done." in seen
