"""What is done to a program while it runs: signals, and an end to its silence."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from trio_patterns.guide import running
from trio_patterns.guide.catalogue import ExpectedEnding, Pair, Signal, load

if TYPE_CHECKING:
    from pathlib import Path

    from trio_patterns.guide.catalogue import Construct
    from trio_patterns.guide.output import Output

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

# It takes its signals one at a time, also one that comes before it waits for it.
SLEEPER = """
import signal

def said(text):
    print(text, flush=True)

def wait():
    said(signal.Signals(signal.sigwait(signals)).name)

signals = {signal.SIGTERM, signal.SIGHUP}
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
"""


@pytest.fixture
def sample(tmp_path: Path) -> Construct:
    folder = tmp_path / "sample"
    folder.mkdir()
    return replace(load().find("hedged"), folder=folder)


def run(sample: Construct, program: str, pair: Pair) -> Output:
    (sample.folder / "main.py").write_text(SLEEPER + program, encoding="utf-8")
    (side,) = pair.sides
    command = running.command(sample, side, "real", None)
    return running.run(sample, command, "real", pair, side)


def texts(output: Output) -> list[str]:
    return [line.text for line in output.lines]


def test_each_signal_is_sent_once_when_its_line_has_come(sample: Construct) -> None:
    pair = Pair(
        compare="check",
        trio="main.py",
        signals=(Signal("ready", "SIGTERM"), Signal("^SIGTERM", "SIGHUP")),
    )
    program = "said('ready'); wait(); wait(); said('ready')"
    output = run(sample, program, pair)
    assert texts(output) == ["ready", "SIGTERM", "SIGHUP", "ready"]
    assert output.exit == 0


def test_a_program_sees_ctrl_c_though_it_is_ignored_here(sample: Construct) -> None:
    pair = Pair(compare="check", trio="main.py", signals=(Signal("ready", "SIGINT"),))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # Naps: a wait that begins with the signal would miss it.
        naps = "import time\nsaid('ready')\nwhile True: time.sleep(0.01)"
        output = run(sample, naps, pair)
    finally:
        signal.signal(signal.SIGINT, before)
    assert output.stderr.endswith("KeyboardInterrupt\n")


def test_a_signal_may_be_the_end_of_a_program(sample: Construct) -> None:
    pair = Pair(compare="check", trio="main.py", signals=(Signal("a", "SIGUSR1"),))
    output = run(sample, "said('a'); wait()", pair)
    assert (texts(output), output.exit) == (["a"], -10)


def hanging(*lines: str, seconds: float) -> Pair:
    ends = ExpectedEnding(exit=-9, lines=lines, hangs=seconds)
    return Pair(compare="different", trio="main.py", trio_ends=ends)


def test_a_program_that_hangs_is_killed(sample: Construct) -> None:
    output = run(sample, "said('a'); wait()", hanging("a", seconds=0.01))
    assert (texts(output), output.exit) == (["a"], -9)


def test_a_program_that_ends_after_all_did_not_hang(sample: Construct) -> None:
    output = run(sample, "said('a'); said('b')", hanging("a", seconds=60))
    assert (texts(output), output.exit) == (["a", "b"], 0)


def test_the_patience_with_a_program_has_an_end(
    sample: Construct, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TIMEOUT", 0.5)
    output = run(sample, "wait()", Pair(compare="check", trio="main.py"))
    assert output.exit == -9


def test_played_it_is_treated_the_same(
    sample: Construct, capsys: pytest.CaptureFixture[str]
) -> None:
    program = "said('a'); wait()"
    (sample.folder / "main.py").write_text(SLEEPER + program, encoding="utf-8")
    pair = Pair(compare="check", trio="main.py", signals=(Signal("a", "SIGTERM"),))
    (side,) = pair.sides
    command = running.command(sample, side, "real", None)
    assert running.play(sample, command, pair, side) == 0
    assert capsys.readouterr().out == "a\nSIGTERM\n"


def test_a_ctrl_c_while_a_program_starts_leaves_no_program(
    sample: Construct, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[str]] = []

    class Interrupted(subprocess.Popen[str]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        running.run(sample, ["sleep", "100"], "real")
    (process,) = started
    assert process.returncode == -signal.SIGKILL
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_to_kill_a_program_that_has_ended_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ""], text=True, start_new_session=True
    )
    process.wait()
    running.kill(process)
    assert process.returncode == 0
