"""The command line, run in this process: a process of its own takes half a second."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import pytest

from trio_patterns.cli.commands import run_app


class Done(NamedTuple):
    """What a command has printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


class Cli(Protocol):
    """Run a command."""

    def __call__(self, *arguments: str) -> Done: ...


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run `trio-patterns` with these arguments, to its end."""

    def cli(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            run_app(arguments)
        assert isinstance(ended.value.code, int | None)
        captured = capsys.readouterr()
        return Done(ended.value.code or 0, captured.out, captured.err)

    return cli
