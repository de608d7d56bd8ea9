"""What all tests share."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import chromium
import hypothesis
import pytest

from tests import needed
from tests.support import one_at_a_time
from trio_patterns.guide.catalogue import load
from trio_patterns.guide.toolchain import GoMissingError, Toolchain, find_go

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser


# How long an example takes says something of the machine, and nothing of the code. A
# machine that decides whether a change lands tries the same examples each time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

# What a shell starts with `&` ignores Ctrl-C, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _programs_are_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the bytecode of what the tests start, where Python is to write none.

    Each program would compile all it imports, which takes longer than the program does.
    The processes of the tests themselves go on without: they have what is compiled.
    """
    if sys.dont_write_bytecode:
        folder = tmp_path_factory.getbasetemp()
        if "PYTEST_XDIST_WORKER" in os.environ:
            folder = folder.parent  # it serves all of them
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")


@pytest.fixture(autouse=True, scope="module")
def _nothing_to_collect() -> None:
    """Keep what is there already out of each collection: no test's garbage is in it.

    A collection is part of each report of a deadlock; in a process that has run a
    thousand tests it took a second.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was skipped, a line for each reason, and what brings it in."""
    lines: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        _, _, reason = cast("tuple[str, int, str]", report.longrepr)
        what = "modules " if isinstance(report, pytest.CollectReport) else ""
        lines[f"{what}skipped: {reason.removeprefix('Skipped: ')}"] += 1
    for line, count in lines.most_common():
        terminalreporter.write_line(f"{count} {line}")
    if config.option.markexpr == "not slow":
        terminalreporter.write_line("left out: the slow tests; -m slow runs them")


@pytest.fixture(scope="session")
def toolchain(tmp_path_factory: pytest.TempPathFactory) -> Toolchain:
    """Go. Without it a test is skipped on a user's machine, and fails in CI."""
    folder: Path = tmp_path_factory.mktemp("go")
    try:
        return find_go(load().root, folder)
    except GoMissingError as missing:
        _lacks(str(missing))


@pytest.fixture(scope="session")
def pages() -> Path:
    """The built guide: one build for all tests and all their processes.

    It is the one in `TRIO_PATTERNS_SITE`, or what `trio-patterns docs` builds, too.
    """
    if ready := os.environ.get("TRIO_PATTERNS_SITE"):
        return Path(ready)
    needed.guide()
    from trio_patterns.cli import serve_docs  # noqa: PLC0415  # needs the `cli` extra

    docs = Path(__file__).parents[1] / "docs"
    with one_at_a_time(docs / "_build" / "lock"):
        return serve_docs.build(docs)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, Playwright's own or the system's; for want of it, as for Go.

    For tests that are not async. It has an asyncio loop in this thread while it is
    there, so it ends with the module.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  # optional
    except ImportError:
        _lacks("there is no Playwright; the test extra brings it")
    with sync_playwright() as playwright:
        path = chromium.path_of(playwright)
        if path is None:
            _lacks("there is no Chromium: playwright install --with-deps chromium")
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lacks() -> Callable[[str], NoReturn]:
    """Skips a test for want of something that CI must have; in CI the test fails."""
    return _lacks


def _lacks(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
