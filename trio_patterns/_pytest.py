"""The door by which pytest comes in: it opens the room of the tools when a test asks.

pytest imports this module at the start of every run, in every project that has the
package installed. So it imports neither Trio nor any of the tools, and works with every
pytest: whoever does not use the tools shall not notice them.

It brings in `trio_patterns.testing.plugin` where an option, the configuration or a mark
asks for what is in there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = {
    "schedules": "schedules(count, seed=0): run the async test in so many task orders",
    "deadlock_detector": (
        "deadlock_detector: let the test fail with a report if its Trio run hangs"
    ),
}
_HELP = "let tests whose Trio run hangs fail with a report of what each task waits for"

NOT_WATCHED = "not watched by the deadlock detector"
"""The property of a test that the detector is asked for, and can't watch."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--deadlock-detector``, and the ini option of that name."""
    group = parser.getgroup("trio_patterns")
    group.addoption("--deadlock-detector", action="store_true", help=_HELP)
    parser.addini("deadlock_detector", _HELP, type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    for line in _MARKS.values():
        config.addinivalue_line("markers", line)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Bring in the tools if something asks for them."""
    if detector_is_on(config) or any(
        item.get_closest_marker(mark) for item in items for mark in _MARKS
    ):
        if not hasattr(pytest, "StashKey"):
            raise pytest.UsageError(
                "the tools of trio_patterns need pytest 7 or later, and this is "
                f"pytest {pytest.__version__}"
            )
        from .testing import plugin  # noqa: PLC0415  # for those alone who ask

        config.pluginmanager.register(plugin, plugin.__name__)
        plugin.have_pytest_trio_run(items)


def detector_is_on(config: pytest.Config) -> bool:
    """Tell whether the deadlock detector is asked for, for all tests."""
    return bool(
        config.getoption("--deadlock-detector") or config.getini("deadlock_detector")
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which tests the detector could not watch."""
    reports = [it for every in terminalreporter.stats.values() for it in every]
    unwatched = dict(_unwatched(reports))
    if unwatched:
        (test, why), *others = unwatched.items()
        more = f" and {len(others)} more" if others else ""
        terminalreporter.write_line(f"{NOT_WATCHED}: {test}{more}: {why}")


def _unwatched(reports: list[Any]) -> Iterator[tuple[str, str]]:
    for report in reports:
        for name, why in getattr(report, "user_properties", ()):
            if name == NOT_WATCHED:
                yield report.nodeid, why
