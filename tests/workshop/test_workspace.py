"""The learner's folder: all is there, and nothing is ever overwritten."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from trio_patterns.workshop.exercises import exercises, find
from trio_patterns.workshop.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    place = Workspace(tmp_path / "course")
    place.write()
    return place


def test_all_that_a_learner_needs(place: Workspace) -> None:
    names = {path.name for path in place.folder.iterdir()}
    for exercise in exercises():
        assert {exercise.file, exercise.page_file} <= names
        ast.parse(place.program(exercise).read_text(encoding="utf-8"))
    assert {"README.md", "plainlog", "datacenter"} <= names
    assert place.exists()
    assert not Workspace(place.folder / "plainlog").exists()


def test_a_second_start_overwrites_nothing(place: Workspace) -> None:
    mine, page = (
        place.folder / "08_hedged.py",
        place.folder / "01_store_if_not_exists.md",
    )
    mine.write_text("mine", encoding="utf-8")
    page.unlink()
    written, kept = place.write()
    assert written == [page.name]
    assert mine.name in kept
    assert mine.read_text(encoding="utf-8") == "mine"


def test_begun_is_what_has_been_changed(place: Workspace) -> None:
    hedged = find("hedged")
    assert not place.is_begun(hedged)
    place.program(hedged).write_text("mine", encoding="utf-8")
    assert place.is_begun(hedged)
    place.program(hedged).unlink()
    assert not place.is_begun(hedged)


def test_reset_keeps_every_copy(place: Workspace) -> None:
    hedged = find("hedged")
    for text in ("one", "two"):
        place.program(hedged).write_text(text, encoding="utf-8")
        copy = place.reset(hedged)
        assert copy is not None
        assert copy.read_text(encoding="utf-8") == text
        assert not place.is_begun(hedged)
        assert place.program(hedged).exists()
    kept = sorted(path.name for path in place.folder.glob("08_hedged.kept*"))
    assert kept == ["08_hedged.kept1.py", "08_hedged.kept2.py"]


def test_reset_of_what_is_gone_writes_it_anew(place: Workspace) -> None:
    hedged = find("hedged")
    place.program(hedged).unlink()
    assert place.reset(hedged) is None
    assert place.program(hedged).read_text(encoding="utf-8") == hedged.start


def test_a_save_shows_in_the_snapshot(place: Workspace) -> None:
    hedged = find("hedged")
    before = place.snapshot()
    assert set(before) == set(exercises())
    place.program(hedged).write_text("mine", encoding="utf-8")
    assert {e for e, state in place.snapshot().items() if state != before[e]} == {
        hedged
    }
    place.program(hedged).unlink()
    assert set(place.snapshot()) == set(exercises()) - {hedged}


def test_a_file_counts_as_saved_when_it_has_come_to_rest(place: Workspace) -> None:
    once, hedged = find("once"), find("hedged")
    # What is written to the two between one look and the next.
    writes = iter(
        [
            {once: "ha"},
            {once: "half"},  # it still grows
            {hedged: "x"},
            {},
            {},
            {once: "half a file"},
            {},
        ]
    )
    looks = 0

    def wait() -> None:
        nonlocal looks
        looks += 1
        for exercise, text in next(writes).items():
            place.program(exercise).write_text(text, encoding="utf-8")

    saved = place.saved(wait)
    assert [(next(saved), looks) for _ in range(3)] == [
        (once, 3),
        (hedged, 4),
        (once, 7),
    ]
