"""Runs the library's own tests in Pyodide: `run_library.mjs` imports this there.

Only what a page lacks keeps a test out: one that asks for a thread, a process or a
socket is refused it, and when it then fails it is skipped, with what it asked for.
"""

from __future__ import annotations

import browser_platform  # isort: skip  # before Trio

import gc
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from trio._core._run import GLOBAL_RUN_CONTEXT
from trio._core._wakeup_socketpair import WakeupSocketpair

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

# What tests the guide, the commands, the repository or a page, and not the library.
NOT_OF_THE_LIBRARY = (
    *("trio_patterns/cli", "tests/benchmarks", "tests/cli", "tests/docs"),
    *("tests/guide", "tests/live", "tests/parity", "tests/suites", "tests/workshop"),
    *("tests/test_ci.py", "tests/test_readme.py", "tests/timeline/test_html.py"),
)
# Python tells of these before it does them.
_REFUSED = {
    "_thread.start_joinable_thread": "threads",
    "_thread.start_new_thread": "threads",
    "socket.__new__": "sockets",
}


class Refusals:
    """A plugin that skips what fails for want of something that a page lacks."""

    def __init__(self) -> None:
        self._asked_for: set[str] = set()

    def listen(self) -> None:
        """Refuse, from now on, what is not here; some of it hangs or half works."""
        sys.addaudithook(self._hear)
        # These tell of nothing.
        subprocess.__dict__["Popen"] = _no_process(self._refuse)
        socket.__dict__["socketpair"] = self._socketpair

    def _socketpair(self, *_: object) -> object:
        """Give Trio's own wake-up its pipe; who else asks wants real sockets."""
        caller = sys._getframe(1).f_globals["__name__"]  # pyright: ignore[reportPrivateUsage]
        if caller == WakeupSocketpair.__module__:
            return browser_platform.socketpair()
        return self._refuse("sockets")

    def _hear(self, event: str, _: tuple[Any, ...]) -> None:
        if event in _REFUSED:
            self._refuse(_REFUSED[event])

    def _refuse(self, what: str) -> NoReturn:
        self._asked_for.add(what)
        raise OSError(f"there are no {what} here")

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        """Know the option of pytest-timeout, which needs a timer that is not here."""
        parser.addini("timeout", "how long a test may take")

    def pytest_configure(self, config: pytest.Config) -> None:
        """Know its marker, too."""
        config.addinivalue_line("markers", "timeout(seconds): how long this may take")

    def pytest_sessionstart(self) -> None:
        """Try fewer examples than elsewhere: Python is several times as slow here."""
        import hypothesis  # noqa: PLC0415  # pytest has to be the first to import it

        usual = hypothesis.settings.get_profile("ci")
        hypothesis.settings.register_profile("page", usual, max_examples=20)
        hypothesis.settings.load_profile("page")

    def pytest_runtest_logstart(self) -> None:
        """Forget what the test before has asked for."""
        self._asked_for.clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Skip a test that has failed, and was refused something."""
        report = yield
        if self._asked_for and report.when == "teardown":
            _forget_runs()
        if report.failed and self._asked_for:
            report.outcome = "skipped"
            reason = f"it needs {' and '.join(sorted(self._asked_for))}"
            report.longrepr = (str(item.path), 0, reason)
        return report


def _no_process(refuse: Callable[[str], NoReturn]) -> type[subprocess.Popen[Any]]:
    class NoProcess(subprocess.Popen[Any]):
        def __init__(self, *_: object, **__: object) -> None:
            refuse("processes")

        def __del__(self) -> None:
            """Do nothing: it never was."""

    return NoProcess


def _forget_runs() -> None:
    """Let go of a run that a refusal has broken off, as a guest run, and be silent."""
    vars(GLOBAL_RUN_CONTEXT).clear()
    signal.set_wakeup_fd(-1)
    hook = sys.unraisablehook
    sys.unraisablehook = _say_nothing
    gc.collect()
    sys.unraisablehook = hook


def _say_nothing(_: object) -> None: ...


def main(sleep: Callable[[float], object], *options: str) -> int:
    """Run the tests of the library in the current folder; return pytest's status."""
    browser_platform.sleep = time.__dict__["sleep"] = sleep
    refusals = Refusals()
    ignored = [f"--ignore={path}" for path in NOT_OF_THE_LIBRARY]
    refusals.listen()
    plain = ["-q", "--tb=short", "-p", "no:cacheprovider"]
    own = ["-p", "trio_patterns._pytest"]  # elsewhere its installation names it
    return int(pytest.main([*plain, *own, *ignored, *options], plugins=[refusals]))
