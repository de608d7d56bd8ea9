"""`trio-patterns trace`, as its user meets it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from trio_patterns.cli import trace
from trio_patterns.guide import tracing
from trio_patterns.guide.catalogue import load
from trio_patterns.guide.forks import Forks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Cli

HEDGED = """\
Hedged requests · On plain Trio: 3 tasks, 100 ms of virtual time
             0               20              40               60              80              100 ms
main         │≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈ receive ≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈│≈≈≈≈≈ receive ≈≈≈≈≈○
  find(SBG)  │····································· sleep ····································○
  find(GRA)                                                               │······ sleep ······✕

find(GRA): cancelled: the first answer is enough

100 ms: find(SBG) hands True to main
100 ms: main cancels find(GRA)

│ runs   · sleeps   ≈ waits on a channel   ○ returned   ✕ cancelled
"""  # noqa: E501  # as wide as a page


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as forks:
        yield forks


@pytest.fixture
def in_forks(forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have programs drawn in forks of one process that has imported Trio."""
    run_and_draw = partial(tracing.run_and_draw, forks=forks)
    monkeypatch.setattr(tracing, "run_and_draw", run_and_draw)


def texts(path: Path) -> list[str]:
    root = ET.parse(path).getroot()  # noqa: S314  # our own
    return ["".join(element.itertext()) for element in root.iter() if element.text]


def test_without_a_file_it_is_drawn_in_text(cli: Cli) -> None:
    done = cli("trace", "hedged")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == HEDGED


@pytest.mark.usefixtures("in_forks")
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_picture_fits_the_terminal(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(trace, "console", Console(width=width, force_terminal=True))
    done = cli("trace", "hedged")
    assert (done.returncode, done.stderr) == (0, "")
    # What stays, after the line that says what is being done has been erased.
    _, _, picture = done.stdout.rpartition("\x1b[2K")
    assert max(map(len, picture.splitlines())) <= width
    assert "the first answer is enough" in " ".join(picture.split())


def test_a_terminal_that_is_too_narrow_is_told_so(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "console", Console(width=39, force_terminal=True))
    done = cli("trace", "hedged")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "needs 40 columns, and this terminal has 39; -o FILE" in line


@pytest.mark.usefixtures("in_forks")
def test_into_a_file(cli: Cli, tmp_path: Path) -> None:
    for suffix, holds in [
        (".svg", "cancelled: hedge() has its result"),
        (".html", "cancelled: hedge() has its result"),
        (".json", "traceEvents"),
    ]:
        path = tmp_path / f"hedged{suffix}"
        done = cli("trace", "E9", "--pair", "2", "-o", str(path))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"{path}: Hedged requests · With hedge\n"
        assert holds in path.read_text(encoding="utf-8")
    json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.usefixtures("in_forks")
def test_of_a_crowd_of_like_tasks_a_few_are_drawn(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "race.svg"
    assert cli("trace", "race_condition", "-o", str(path)).returncode == 0
    assert "nursery of main: 1,000 tasks, 6 of them are drawn" in texts(path)
    assert "994 more tasks are not drawn." in texts(path)


@pytest.mark.usefixtures("in_forks")
def test_deadlock_is_drawn_and_is_no_failure_of_ours(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "deadlock.svg"
    done = cli("trace", "deadlock", "-o", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "stuck, for ever" in texts(path)
    assert any(text.startswith("DeadlockError: ") for text in texts(path))


@pytest.mark.slow  # waits for real
def test_what_is_never_idle_is_drawn_on_the_real_clock(cli: Cli) -> None:
    names = [pair.trio for pair in load().find("starvation").pairs]
    done = cli("trace", "starvation", "--pair", str(names.index("lock.py") + 1))
    assert done.returncode == 0
    assert " of real time" in done.stdout
    assert "greedy" in done.stdout


@pytest.mark.slow  # waits for real
def test_what_waits_for_a_thread_is_drawn_on_the_real_clock(tmp_path: Path) -> None:
    construct = load().find("starvation")
    (pair,) = [pair for pair in construct.pairs if pair.trio == "in_a_thread.py"]
    path = tmp_path / "run.svg"
    assert not tracing.save_in_virtual_time(construct, pair, path)
    assert not path.exists()
    tracing.save(construct, pair, path)
    assert "waits for the outside" in texts(path)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a SIGTERM")
def test_program_gets_its_signals(tmp_path: Path) -> None:
    construct = load().find("graceful_shutdown")
    path = tmp_path / "run.svg"
    assert not tracing.save_in_virtual_time(construct, construct.pairs[0], path)
    drawn = " ".join(tracing.text(construct, construct.pairs[0], 100).split())
    assert "cancels" in drawn
    assert " of real time" in drawn
    assert " s of real time" not in drawn  # it did not wait for its end


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hegded"], "there is no construct 'hegded'; did you mean hedged"),
        (["hedged", "--pair", "3"], "hedged has the pairs 1 to 2, and no pair 3"),
        (["sequential", "--pair", "0"], "sequential has one pair, and no pair 0"),
        (["not_awaited", "--pair", "2"], "pair 2 of not_awaited has no Trio program"),
        (["hedged", "-o", "h.png"], "must end in .svg, .html or .json; did you mean "),
        (["hedged", "-o", "h"], "did you mean h.svg?"),
        (["hedged", "-o", "nowhere/h.svg"], "there is no folder nowhere"),
        ([], "give the name of a construct, or --all"),
        (["--all"], "--all needs -o and a folder"),
    ],
)
def test_wrong_use_is_one_line_and_exit_status_2(
    cli: Cli, arguments: list[str], said: str
) -> None:
    done = cli("trace", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("trio-patterns: ")
    assert said in line


@pytest.mark.slow
def test_all_programs_of_a_construct_go_into_a_folder(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    for stale in ("no_such_program.svg", "starvation-in_a_thread.svg"):
        (folder / stale).write_text('<svg class="tl">old</svg>')
    (folder / "mine.svg").write_text("<svg>mine</svg>")
    done = cli("trace", "starvation", "--all", "-o", str(folder))
    assert done.returncode == 0
    there = {path.name for path in folder.iterdir()}
    assert "starvation.svg" in there
    assert "starvation-measured.svg" in there
    assert "starvation-in_a_thread.svg" not in there
    assert "no_such_program.svg" not in there
    assert "mine.svg" in there
    assert "starvation-in_a_thread.svg: none; it needs the real clock" in done.stdout
    assert "no_such_program.svg: removed, there is no such program" in done.stdout


@pytest.mark.slow  # draws a picture again and again
@pytest.mark.usefixtures("in_forks")
@pytest.mark.parametrize("suffix", [".svg", ".html", ".json"])
def test_only_its_own_picture_is_overwritten(
    cli: Cli, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"mine{suffix}"
    path.write_text("mine")
    done = cli("trace", "hedged", "-o", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "is there, and trace did not draw it" in done.stderr
    assert path.read_text() == "mine"
    path.unlink()
    for _ in range(2):
        assert cli("trace", "hedged", "-o", str(path)).returncode == 0


def test_all_overwrites_and_removes_only_its_own(cli: Cli, tmp_path: Path) -> None:
    for name in ("hedged", "my_own_drawing"):
        (tmp_path / f"{name}.svg").write_text("mine")
    done = cli("trace", "hedged", "--all", "-o", str(tmp_path))
    assert done.returncode == 2
    assert "hedged.svg is there, and trace did not draw it" in done.stderr
    assert {path.read_text() for path in tmp_path.iterdir()} == {"mine"}
    said = " ".join(cli("trace", "--help").stdout.split())
    assert "A file that trace did not draw is never removed and never over" in said


@pytest.mark.parametrize("every", [["--all"], []])
def test_place_that_cannot_be_written_is_one_line(
    cli: Cli, tmp_path: Path, every: list[str]
) -> None:
    taken = tmp_path / "taken.svg"
    if every:
        taken.touch()
    else:
        taken.mkdir()
    done = cli("trace", "hedged", *every, "-o", str(taken))
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert str(taken) in line


def test_each_program_has_a_picture_of_its_own() -> None:
    names = [name for c in load().constructs for name in tracing.pictures(c)]
    assert len(set(names)) == len(names)
    hedged = tracing.pictures(load().find("hedged"))
    assert [*hedged] == ["hedged.svg", "hedged-with_helper.svg"]


@pytest.mark.slow  # draws it again and again
def test_what_looks_at_the_time_of_the_machine_has_no_picture(tmp_path: Path) -> None:
    construct = load().find("starvation")
    (pair,) = [pair for pair in construct.pairs if pair.trio == "with_checkpoints.py"]
    path = tmp_path / "run.svg"
    assert not tracing.save_in_virtual_time(construct, pair, path)
    assert not path.exists()


@pytest.mark.slow  # draws pictures
@pytest.mark.parametrize("name", ["channel_make", "mutex_counter"])
def test_what_explains_nothing_is_no_picture_of_the_guide(
    name: str, tmp_path: Path
) -> None:
    construct = load().find(name)
    path = tmp_path / "run.svg"
    assert not tracing.save_in_virtual_time(construct, construct.pairs[0], path)
    assert not path.exists()
    # Whoever asks for it gets it.
    tracing.save(construct, construct.pairs[0], path)
    assert "All of it happened at one time: the axis counts steps." in texts(path)


def test_a_pair_may_say_that_it_has_no_picture() -> None:
    assert tracing.pictures(load().find("channel_table")) == {}


def test_program_that_cannot_run_is_told(tmp_path: Path) -> None:
    construct = load().find("hedged")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "main.py").write_text("1 / 0\n")
    broken = replace(construct, folder=tmp_path / "broken")
    with pytest.raises(tracing.TraceError, match=r"(?s)broken can't be .*ZeroDivision"):
        tracing.text(broken, broken.pairs[0], 80)
