"""The command line: its commands, its errors, and how it is left."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

import trio_patterns
from trio_patterns.cli import run, trace
from trio_patterns.cli.display import console
from trio_patterns.guide import callouts
from trio_patterns.guide.catalogue import CHAPTERS, load

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

    from tests.cli.conftest import Cli

CANCELLATION = """\
INFO find given up datacenter=BHS why="context canceled"
INFO find given up datacenter=BHS why="context deadline exceeded"
"""
CLI = [sys.executable, "-m", "trio_patterns"]


@pytest.fixture
def without_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an environment in which no Go can be found."""
    if (Path(sysconfig.get_path("scripts")) / "go").exists():
        pytest.skip("the `go` extra is installed in this environment")
    monkeypatch.setenv("PATH", str(tmp_path))


def test_help_lists_the_commands(cli: Cli) -> None:
    done = cli("--help")
    assert done.returncode == 0
    for command in ("list", "show", "run", "compare", "tour", "record-go"):
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--help"], ["learn", "--help"]])
def test_help_keeps_its_paragraphs_in_80_columns(
    cli: Cli, arguments: list[str]
) -> None:
    lines = cli(*arguments).stdout.splitlines()
    assert not [line for line in lines if "\\b" in line or len(line) > 80]
    shown = [line.strip() for line in lines]
    assert {"trio-patterns tour", "trio-patterns learn start DIR"} & {*shown}


@pytest.mark.slow  # starts the whole program
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_narrow_encoding_loses_characters_and_no_more(encoding: str) -> None:
    for arguments in (["compare", "goroutine_or_thread"], ["trace", "hedged"]):
        done = subprocess.run(
            [*CLI, *arguments],
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"?" in done.stdout


def test_an_error_of_the_system_is_one_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "the/folder")

    monkeypatch.setattr("trio_patterns.cli.commands.load", refuse)
    done = cli("list")
    said = "trio-patterns: the/folder: Permission denied\n"
    assert done == (2, "", said)


def test_without_arguments_it_helps(cli: Cli) -> None:
    done = cli()
    assert done.returncode == 2
    assert "Usage:" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lst"], "there is no command 'lst'; did you mean list?"),
        (["xyzzy"], "there is no command 'xyzzy'; --help lists them"),
        (["show", "hegded"], "there is no construct 'hegded'; did you mean hedged"),
        (["run", "errgrup"], "there is no construct 'errgrup'; did you mean errgroup"),
        (["compare", "E99"], "there is no construct 'E99'"),
        (["list", "xyzzy"], "there is no construct 'xyzzy'"),
        (["compare"], "give the name of a construct, or --all"),
        (["compare", "hedged", "--all"], "give the name of a construct, or --all"),
        (["run", "hedged", "--fats"], "No such option"),
    ],
)
def test_wrong_use_is_one_line_and_exit_status_2(
    cli: Cli, arguments: list[str], said: str
) -> None:
    done = cli(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("trio-patterns: ")
    assert said in line


def test_list_shows_every_construct_in_its_chapter(cli: Cli) -> None:
    done = cli("list")
    assert done.returncode == 0
    for construct in load().constructs:
        assert construct.chapter in done.stdout
        assert f" {construct.name} " in done.stdout


def test_list_shows_what_has_most_of_many_words_and_says_so(cli: Cli) -> None:
    done = cli(
        "list",
        "a heartbeat and a watchdog for my pancake, waffle, crumpet, muffin and scone",
    )
    assert done.returncode == 0
    assert "supervisor" in done.stdout
    (line,) = done.stderr.splitlines()
    assert line == "no page has all of these words; these have the most of them"


def test_list_filters_by_a_name_of_go(cli: Cli) -> None:
    done = cli("list", "errgroup.WithContext")
    assert "E7" in done.stdout
    assert "hedged" not in done.stdout


def test_list_takes_words_without_quotes(cli: Cli) -> None:
    assert "owned_worker" in cli("list", "stop", "a", "worker").stdout


def test_show_is_plain_text_when_piped(cli: Cli) -> None:
    done = cli("show", "errgroup")
    assert "\x1b" not in done.stdout
    folder = load().find("errgroup").folder
    for program in ("main.go", "main.py", "kept/main.go", "kept.py"):
        source = (folder / program).read_text(encoding="utf-8")
        assert callouts.read(source).text.expandtabs(4).strip() in done.stdout


def test_show_has_a_program_that_pairs_share_once(cli: Cli) -> None:
    heads = [
        line
        for line in cli("show", "owned_worker").stdout.splitlines()
        if line.startswith("--- Go: owned_worker/main.go")
    ]
    assert heads == [
        "--- Go: owned_worker/main.go",
        "--- Go: owned_worker/main.go, as above",
    ]


def test_show_ends_with_what_to_read_next(cli: Cli) -> None:
    last = cli("show", "hedged").stdout.rpartition("To read on\n")[2]
    names = [line.split()[0] for line in last.splitlines()]
    assert names[0] == "hedged_traps"
    assert "hedged_naive" in names


def test_run_runs_the_trio_program(cli: Cli) -> None:
    done = cli("run", "cancellation", "--fast")
    assert done.returncode == 0
    assert '0.05 s INFO find given up datacenter=BHS why="context' in done.stdout


def test_run_in_real_time_prints_as_the_program_does(cli: Cli) -> None:
    done = cli("run", "cancellation")
    assert done.stdout == CANCELLATION


@pytest.mark.usefixtures("toolchain")
def test_run_can_run_the_original(cli: Cli) -> None:
    done = cli("run", "cancellation", "--go")
    assert done.stdout == CANCELLATION


@pytest.mark.usefixtures("toolchain")
def test_run_has_the_compiler_judge_what_it_must_refuse(cli: Cli) -> None:
    done = cli("run", "one_way", "--go", "--fast")
    assert done.returncode == 1
    assert "Go, judged by go build" in done.stdout
    assert "main.go:5:4: invalid operation: cannot receive from" in done.stdout


def test_run_shows_what_the_type_checkers_said(cli: Cli) -> None:
    done = cli("run", "one_way", "--fast")
    assert done.returncode == 1
    assert "Trio, judged by mypy and pyright" in done.stdout
    assert "pyright main.py:9: error: " in done.stdout


@pytest.mark.slow  # runs a construct's programs
@pytest.mark.parametrize("fast", [["--fast"], []])
def test_run_tells_a_wrong_program_from_its_mend(cli: Cli, fast: list[str]) -> None:
    done = cli("run", "leaks", *fast)
    wrong, mended = done.stdout.split("Trio, wrong")[1].split("Trio, mended")
    assert "left behind count=100" in wrong
    assert "left behind count=0" in mended


def test_show_names_a_wrong_program_and_its_mend(cli: Cli) -> None:
    done = cli("show", "leaks")
    assert "--- Trio, wrong: leaks/outliving.py" in done.stdout
    assert "--- Trio, mended: leaks/own_nursery.py" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="sends a SIGTERM")
def test_played_too_a_program_gets_its_signals(cli: Cli) -> None:
    done = cli("run", "graceful_shutdown")
    assert done.returncode == 0
    assert done.stdout.count("INFO bye") == 2


@pytest.mark.slow  # runs a construct's programs
def test_run_tells_the_story_in_its_order(cli: Cli) -> None:
    done = cli("run", "errgroup", "--fast")
    titles = [pair.title for pair in load().find("errgroup").pairs]
    places = [done.stdout.index(f"{n}. {t}") for n, t in enumerate(titles, start=1)]
    assert places == sorted(places)


@pytest.mark.usefixtures("toolchain")
def test_compare_shows_both_and_tells_by_its_exit_status(cli: Cli) -> None:
    done = cli("compare", "hedged")
    assert done.returncode == 0
    pairs = len(load().find("hedged").pairs)
    assert done.stdout.count("INFO got result found=true") == 2 * pairs
    said = "equal, line by line and to the digit, 0.1 s"
    assert done.stdout.count(said) == pairs


@pytest.mark.usefixtures("without_go")
def test_without_go_the_recorded_output_is_compared(cli: Cli) -> None:
    done = cli("compare", "hedged")
    assert done.returncode == 0
    assert "pip install 'trio-patterns[go]'" in done.stdout
    assert "equal, line by line and to the digit, 0.1 s" in done.stdout


@pytest.mark.usefixtures("without_go")
def test_without_go_running_the_original_says_what_to_install(cli: Cli) -> None:
    done = cli("run", "hedged", "--go")
    assert done.returncode == 2
    assert "pip install 'trio-patterns[go]'" in done.stderr


@pytest.mark.slow  # compares a pair with each Go
@pytest.mark.skipif(sys.platform == "win32", reason="the fake go is a shell script")
def test_trouble_with_go_is_one_yellow_line(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = tmp_path / "go"
    answer = '{"GOVERSION": "go1.26", "CGO_ENABLED": "0"}'
    go.write_text(
        f"#!/bin/sh\n[ $1 = env ] && echo '{answer}' && exit\n"
        "echo 'the build cache is broken' >&2; exit 1\n"
    )
    go.chmod(0o755)

    def which(name: str) -> str:
        del name
        return str(go)

    monkeypatch.setattr("shutil.which", which)
    done = cli("compare", "errgroup")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("the build cache is broken; set HOME, GOPATH") == 1
    assert done.stdout.count("✓") == len(load().find("errgroup").pairs)
    shown = cli("run", "errgroup", "--go")
    assert shown.returncode == 2
    assert shown.stderr.count("\n") == 1


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_a_missing_library_is_named(missing: str) -> None:
    program = f"""
import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == {missing!r} else find_spec(name)
import trio_patterns.__main__
trio_patterns.__main__.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        f"trio-patterns: the command line needs {missing}: "
        "pip install 'trio-patterns[cli]'\n"
    )


def test_it_is_a_program() -> None:
    done = subprocess.run(
        [*CLI, "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"trio-patterns {trio_patterns.__version__}\n"


@pytest.mark.slow  # starts the whole program
@pytest.mark.skipif(sys.platform == "win32", reason="sends a SIGINT")
@pytest.mark.parametrize("arguments", [["run", "hogging"], ["tour"]])
def test_ctrl_c_leaves_at_once_without_a_traceback(arguments: list[str]) -> None:
    process = subprocess.Popen(
        [*CLI, *arguments],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    # By its first line a program is running, or about to.
    for line in process.stdout:
        if line.startswith("INFO "):
            break
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=10)
    assert (process.returncode, stderr.strip()) == (130, "")


@pytest.mark.slow  # runs a pair of each chapter
def test_the_tour_shows_a_pair_of_each_chapter(cli: Cli) -> None:
    done = cli("tour", "--fast")
    assert (done.returncode, done.stderr) == (0, "")
    for number, chapter in enumerate(CHAPTERS.values(), start=1):
        construct = load().find(chapter.highlight)
        assert construct.chapter == chapter.title
        assert (
            f"{construct.title}  {construct.row} {number}/{len(CHAPTERS)}"
            in done.stdout
        )
    assert done.stdout.count("✓") == len(CHAPTERS)


@pytest.mark.slow  # starts the whole program
def test_in_a_terminal_the_tour_waits_for_enter(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "" if len(asked) < 3 else "q"

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(console, "input", answer)
    done = cli("tour", "--fast")
    assert done.returncode == 0
    assert len(asked) == done.stdout.count("✓") == 3


NEEDS_HTTPX2 = "needs httpx2: pip install 'trio-patterns[examples]'"


@pytest.fixture
def without_httpx2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it look as if the library were not installed."""
    find_spec = importlib.util.find_spec

    def without(name: str) -> ModuleSpec | None:
        return None if name == "httpx2" else find_spec(name)

    monkeypatch.setattr(importlib.util, "find_spec", without)


@pytest.mark.usefixtures("without_httpx2")
def test_a_pair_that_lacks_a_library_is_skipped_with_the_reason(cli: Cli) -> None:
    done = cli("compare", "fetch_urls")
    assert done.returncode == 0
    assert "✓" not in done.stdout
    pairs = len(load().find("fetch_urls").pairs)
    assert done.stdout.count("skipped  fetch_urls, ") == pairs
    assert done.stdout.count(NEEDS_HTTPX2) == pairs


@pytest.mark.usefixtures("without_httpx2")
def test_running_it_says_so_too(cli: Cli) -> None:
    done = cli("run", "fetch_urls")
    assert done.returncode == 2
    assert NEEDS_HTTPX2 in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("command", [["show"], ["run", "--fast"], ["compare"]])
@pytest.mark.usefixtures("without_go")
def test_a_name_that_list_knows_is_enough(cli: Cli, command: list[str]) -> None:
    done = cli(*command, "sync.RWMutex")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sync.RWMutex is rwmutex\n")
    several = cli(*command, "WaitGroup")
    assert (several.returncode, several.stdout) == (2, "")
    (line,) = several.stderr.splitlines()
    assert "name one: " in line
    assert "fetch_urls" in line
    assert line.endswith("...; all of them: trio-patterns list WaitGroup")


@pytest.mark.slow  # starts the whole program
@pytest.mark.usefixtures("toolchain")
@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize(
    ("command", "doing"),
    [
        (["run", "hedged", "--fast"], "running main.py"),
        (["run", "unbuffered", "--go"], "building main.go; Go's first build"),
        (["compare", "hedged"], "comparing hedged"),
        (["trace", "hedged"], "running main.py"),
    ],
)
def test_in_a_terminal_long_work_says_what_it_does(
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    command: list[str],
    doing: str,
) -> None:
    fake = Console(highlight=False, force_terminal=terminal, width=100)
    for module in (run, trace):
        monkeypatch.setattr(module, "console", fake)
    done = cli(*command)
    assert (done.returncode, done.stderr) == (0, "")
    assert (doing in done.stdout) == terminal


@pytest.mark.slow  # runs a construct's programs
@pytest.mark.usefixtures("without_go")
@pytest.mark.parametrize("command", ["show", "compare"])
def test_why_a_pair_differs_is_said(cli: Cli, command: str) -> None:
    done = cli(command, "leaks")
    said = " ".join(done.stdout.split())
    construct = load().find("leaks")
    for pair in construct.pairs:
        assert " ".join(pair.why.replace("`", "").split()) in said
        for note in pair.notes:
            assert " ".join(note.text.replace("`", "").split()) in said
    assert ("Watch for" in said) == (command == "show" and bool(construct.watch))
