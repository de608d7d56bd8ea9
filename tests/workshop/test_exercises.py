"""The exercises as they stand in the examples, and what a wrong one is told."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide.catalogue import examples_root, load
from trio_patterns.workshop.exercises import Exercise, ExerciseError, exercises, find

if TYPE_CHECKING:
    from pathlib import Path

ALL = exercises()


def test_there_are_sixteen() -> None:
    assert [exercise.number for exercise in ALL] == list(range(1, 17))


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
class TestEach:
    def test_page_shows_the_go_original(self, exercise: Exercise) -> None:
        page = exercise.page
        assert page.startswith(f"# {exercise.number}. {exercise.title}\n")
        assert "```go\npackage main" in page
        assert "```text\n" in page
        assert "<!--" not in page
        assert "// [" not in page
        assert "**To do.**" in page

    def test_has_attempts(self, exercise: Exercise) -> None:
        assert len(exercise.attempts) >= 4
        for path in exercise.attempts:
            assert path.read_text(encoding="utf-8").startswith("# "), path
            assert exercise.messages[path.name.removesuffix(".py.txt")]
        assert exercise.messages["start"]

    def test_says_what_to_read_next(self, exercise: Exercise) -> None:
        for name in exercise.read:
            assert load().find(name) is not exercise.construct

    def test_start_is_complete(self, exercise: Exercise) -> None:
        assert "__main__" in exercise.start
        assert "trio.run(main)" in exercise.start
        assert "# [" not in exercise.solution_text


@pytest.mark.parametrize("name", ["hedged", "8", "08", "08_hedged.py", "08_hedged"])
def test_found_by_name_number_or_file(name: str) -> None:
    assert find(name).name == "hedged"


def test_a_misspelt_name_is_told_of() -> None:
    with pytest.raises(ExerciseError, match=r"'hegded'; did you mean hedged"):
        find("hegded")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Examples of one construct with its exercise, which leads to no other."""
    shutil.copytree(examples_root() / "once", tmp_path / "once")
    path = tmp_path / "once" / "construct.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("(?m)^see = .*\n", "", text), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("number = 2", "number = 2\ncolour = 3", "colour: no such key"),
        ("number = 2\n", "", "number: missing"),
        ('go = "main.go"', 'go = "other.go"', "no file 'other.go'"),
        ("hints = [", 'hints = [\n"One more.",', "4 hints, not 3"),
        ("polls = ", "palls = ", "messages: not one"),
    ],
)
def test_wrong_metadata_is_named_with_its_file(
    root: Path, old: str, new: str, message: str
) -> None:
    path = root / "once" / "exercise" / "exercise.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ExerciseError, match=message) as error:
        exercises(root)
    assert str(error.value).startswith(str(path))


def test_a_missing_page_is_told_of(root: Path) -> None:
    (root / "once" / "exercise" / "page.md").unlink()
    with pytest.raises(ExerciseError, match=r"there is no page\.md"):
        exercises(root)


def test_two_of_one_number_are_told_of(root: Path) -> None:
    shutil.copytree(root / "once", root / "twice")
    with pytest.raises(ExerciseError, match="are both 2"):
        exercises(root)
