"""The pieces of `python -m tests.suites`, without the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import trio

from trio_patterns.timeline import Timeline, record

from . import HERE, WAYS, Project, changed, outcomes_in, run_suite
from .record_every_run import draw, recorded

SUITE = """
import pytest, trio

async def main():
    await trio.lowlevel.checkpoint()

async def test_passes():
    await main()

def test_runs():
    trio.run(main)

def test_fails():
    assert False

@pytest.fixture
def broken():
    raise ValueError

def test_has_an_error(broken):
    pass

@pytest.mark.skip
def test_is_skipped():
    pass
"""
OUTCOMES = {
    "test_it::test_passes": "passed",
    "test_it::test_runs": "passed",
    "test_it::test_fails": "failure",
    "test_it::test_has_an_error": "error",
    "test_it::test_is_skipped": "skipped",
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_suite_is_run(tmp_path: Path, way: str) -> None:
    (tmp_path / "test_it.py").write_text(SUITE, encoding="utf-8")
    project = Project("test_it.py", options=("-o", "trio_mode=true"))
    assert run_suite(Path(sys.executable), project, tmp_path, way) == OUTCOMES


@pytest.mark.slow
def test_no_suite(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="has run no tests, see "):
        run_suite(Path(sys.executable), Project("--unknown"), tmp_path, "plain")


def test_outcomes() -> None:
    junit = """
    <testsuites><testsuite>
      <testcase classname="a" name="one"><properties/></testcase>
      <testcase classname="a" name="two"><failure/><error/></testcase>
    </testsuite></testsuites>
    """
    assert dict(outcomes_in(junit)) == {"a::one": "passed", "a::two": "error+failure"}


def test_changes() -> None:
    plain = {"same": "passed", "other": "passed", "gone": "failure"}
    assert changed(plain, {"same": "passed", "other": "failure", "new": "passed"}) == [
        "gone: failure, then not run",
        "new: not run, then passed",
        "other: passed, then failure",
    ]


def test_every_run_is_recorded() -> None:
    timelines: list[Timeline] = []

    async def main(value: int) -> int:
        await trio.lowlevel.checkpoint()
        return value

    assert trio.run(recorded(main, timelines), 3) == 3
    (timeline,) = timelines
    assert [task.name for task in timeline.recording.tasks] == ["main"]
    draw(timeline)


def test_a_recording_that_can_not_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def save(_timeline: Timeline, path: Path) -> None:
        path.write_text("<svg>", encoding="utf-8")

    async def main() -> Timeline:
        with record() as timeline:
            await trio.lowlevel.checkpoint()
        return timeline

    timeline = trio.run(main)
    monkeypatch.setattr(Timeline, "save", save)
    with pytest.raises(SyntaxError):
        draw(timeline)


def test_a_name_that_there_is_not() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.suites", "unheard-of"],
        check=False,
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert "there is no unheard-of: trio-util, tricycle, " in ended.stderr
