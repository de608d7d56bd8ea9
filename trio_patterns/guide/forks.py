"""Run Trio programs in forks of one process, which has imported Trio already.

To start Python and import Trio takes ten times as long as most examples run. So whoever
runs or draws many of them, as the site does and the tests, starts that process once:
`Forks`. On the virtual clock the tasks run in the one order of a seed.

The process reads a request from each line of stdin, and answers with the exit status of
the program. It has one thread, as a process should that forks.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn, Self

from trio_patterns.guide import running
from trio_patterns.guide.catalogue import importable
from trio_patterns.guide.outcomes import run_side
from trio_patterns.guide.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from trio_patterns.guide.catalogue import Construct, Pair, Side
    from trio_patterns.guide.toolchain import Toolchain

# What runs in the forks needs it, and so need not import it.
_NEEDED = (
    "trio_patterns.guide.mock_clock",  # before any other brings pytest
    "trio_patterns.testing",
    "trio_patterns.timeline",
)


@dataclass(frozen=True)
class _Request:
    """What follows `python -m`, and the files that stdout and stderr go to.

    `root` is where the module may import from, as from the folder of the examples.
    """

    root: str
    command: list[str]
    out: str
    err: str


class Forks:
    """A process whose forks run Trio programs, for as long as the block lasts."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._server: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def run(
        self, construct: Construct, pair: Pair, side: Side, toolchain: Toolchain | None
    ) -> Output:
        """Run a side in a fork; in a process of its own if it needs attendance.

        That is a Go program, one that gets signals, and one that is to hang.
        """
        hangs = side.ends is not None and side.ends.hangs is not None
        if side.language == "go" or pair.signals or hangs or not hasattr(os, "fork"):
            return run_side(construct, pair, side, toolchain)
        command = [construct.module(side.program)]
        timed = construct.clock == "virtual"
        if timed:
            command = ["trio_patterns.guide.run_virtual", *command, str(self._seed)]
        return self.run_module(construct.folder.parent, command, timed=timed)

    def run_module(
        self, root: Path, command: Sequence[str], *, timed: bool = False
    ) -> Output:
        """Run what `python -m` would run, in a fork: a module with its arguments.

        It may import from `root` too. There must be forks.
        """
        with TemporaryDirectory(prefix="trio-patterns-") as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            for path in (out, err):
                path.touch()
            status = self._ask(_Request(str(root), [*command], str(out), str(err)))
            return Output.of_process(
                out.read_text(encoding="utf-8", errors="replace"),
                err.read_text(encoding="utf-8", errors="replace"),
                status,
                timed=timed,
            )

    def _ask(self, request: _Request) -> int:
        server = self._server = self._server or _start()
        assert server.stdin is not None
        assert server.stdout is not None
        watchdog = running.watchdog_of(server)
        try:
            watchdog.start()
            server.stdin.write(json.dumps(asdict(request)) + "\n")
            server.stdin.flush()
            answer = server.stdout.readline()
        except BaseException:
            running.kill(server)
            self._end()
            raise
        finally:
            watchdog.cancel()
        if not answer:  # The watchdog has killed it, and the program too.
            return self._end()
        return int(answer)

    def _end(self) -> int:
        """Let the process end, if there is one: it does when its stdin does."""
        server, self._server = self._server, None
        if server is None:
            return 0
        server.communicate()
        return server.returncode


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "trio_patterns.guide.forks"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def serve() -> None:
    """Run the requested programs, one after the other, until stdin ends."""
    for module in _NEEDED:
        importlib.import_module(module)
    for line in sys.stdin:
        request = _Request(**json.loads(line))
        child = os.fork()
        if child == 0:
            _become(request)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(request: _Request) -> NoReturn:
    """Turn this process into the program, and end with it."""
    status = 1
    try:
        for number, path, flags in (
            (0, os.devnull, os.O_RDONLY),
            (1, request.out, os.O_WRONLY),
            (2, request.err, os.O_WRONLY),
        ):
            opened = os.open(path, flags)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        with importable(Path(request.root)):
            module, *sys.argv[1:] = request.command
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
    except BaseException:  # noqa: BLE001  # as the interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
