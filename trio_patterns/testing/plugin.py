"""A pytest plugin: many task orders for a test, and a report from one that is stuck.

It works together with pytest-trio, and does nothing until it is asked:

- ``@pytest.mark.schedules(200)`` runs an async test in that many different task orders,
  on a clock that jumps, as `explore` does. Each order is a run of its own: fixtures of
  the function's scope are made anew for it. ``@pytest.mark.schedules(1, seed=...)``
  repeats an order that failed.
- ``pytest --deadlock-detector``, or ``deadlock_detector = true`` in the configuration,
  or ``@pytest.mark.deadlock_detector`` on a test: async tests run under
  `deadlock_detector`. A test that hangs fails with the report instead.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
import trio
from _pytest.runner import runtestprotocol

from ._orders import OrderSearch, TaskOrder
from .deadlocks import deadlock_detector
from .schedules import Exploration, named_after, refuse_bad_search, run_in_order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

_order = pytest.StashKey[TaskOrder]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--deadlock-detector``, and the ini option of that name."""
    parser.getgroup("trio_patterns").addoption(
        "--deadlock-detector",
        action="store_true",
        help="let async tests that hang fail with a report of what each task waits for",
    )
    parser.addini(
        "deadlock_detector",
        "let async tests that hang fail with a report of what each task waits for",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest about the marks."""
    for line in (
        "schedules(count, seed=0): run the async test in so many task orders",
        "deadlock_detector: let the async test fail with a report if it hangs",
    ):
        config.addinivalue_line("markers", line)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a wrong use of the mark at once, before any test runs."""
    for item in items:
        if item.get_closest_marker("schedules") is not None:
            _refuse_bad_mark(item)
            if item.get_closest_marker("trio") is None:
                item.add_marker("trio")


def _refuse_bad_mark(item: pytest.Item) -> None:
    function = getattr(item, "obj", None)
    problem: object = None
    if not item.config.pluginmanager.has_plugin("trio"):
        problem = "it needs pytest-trio, which is not installed or not active"
    elif hasattr(function, "hypothesis"):
        problem = (
            "Hypothesis runs this test many times with the same fixtures, which can "
            "not be made anew for each order; call explore() in a sync test instead"
        )
    elif not inspect.iscoroutinefunction(function):
        problem = "it is for async test functions"
    elif wide := _wide_async_fixtures(item):
        problem = (
            f"its async fixture {wide[0]!r} lives longer than the test, and can not be "
            "made anew for each order; give it the scope of the function"
        )
    else:
        try:
            refuse_bad_search(*_count_and_seed(item))
        except (TypeError, ValueError) as error:
            problem = error
    if problem is not None:
        raise pytest.UsageError(f"@pytest.mark.schedules on {item.nodeid}: {problem}")


def _wide_async_fixtures(item: pytest.Item) -> list[str]:
    """The names of the async fixtures that several tests would share."""
    info: Any = getattr(item, "_fixtureinfo", None)  # it has no public name
    return [
        name
        for name, definitions in (info.name2fixturedefs.items() if info else ())
        if definitions[-1].scope != "function" and _is_async(definitions[-1].func)
    ]


def _is_async(function: object) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def _count_and_seed(item: pytest.Item) -> tuple[int, int]:
    def schedules(count: int = 100, seed: int = 0) -> tuple[int, int]:
        return count, seed

    mark = item.get_closest_marker("schedules")
    return schedules(*mark.args, **mark.kwargs) if mark is not None else schedules()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> bool | None:
    """Set a test with the mark up, call it and tear it down, for each order anew."""
    if item.get_closest_marker("schedules") is None:
        return None
    location = {"nodeid": item.nodeid, "location": item.location}
    item.ihook.pytest_runtest_logstart(**location)
    reports: list[pytest.TestReport] = []
    search = OrderSearch(*_count_and_seed(item))
    for item.stash[_order] in search:
        # The parent comes next, as it were: what belongs to it stays set up.
        reports = runtestprotocol(item, log=False, nextitem=_as_item(item.parent))
        if not all(report.passed for report in reports) or item.session.shouldstop:
            break
    if reports[-1].passed:
        reports[-1] = _tear_down_the_rest(item, nextitem)
    for report in reports:
        explored = str(Exploration(search.tried, search.complete))
        report.user_properties.append(("schedules", explored))
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(**location)
    return True


def _tear_down_the_rest(
    item: pytest.Item, nextitem: pytest.Item | None
) -> pytest.TestReport:
    """After the last order, do what pytest does before it goes on to the next item."""
    session: Any = item.session

    def tear_down() -> None:
        session._setupstate.teardown_exact(nextitem)  # noqa: SLF001

    call = pytest.CallInfo[None].from_call(
        tear_down, "teardown", reraise=(pytest.exit.Exception, KeyboardInterrupt)
    )
    report: pytest.TestReport = item.ihook.pytest_runtest_makereport(
        item=item, call=call
    )
    return report


def _as_item(node: Any) -> pytest.Item:
    """A node, for a function of pytest's that only asks for its place in the tree."""
    return node  # type: ignore[no-any-return]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Have pytest-trio run the test our way, where that is asked for."""
    marks = list(item.iter_markers("trio"))
    ordered = _order in item.stash
    if marks and (ordered or _detector_is_on(item)):
        hypothesis: Any = getattr(getattr(item, "obj", None), "hypothesis", None)
        if hypothesis is not None:
            # pytest-trio has its own way with these.
            hypothesis.inner_test = _detected(hypothesis.inner_test)
        else:
            named = [mark.kwargs["run"] for mark in marks if "run" in mark.kwargs]
            runner = named[0] if named else trio.run
            run = _ordered(item) if ordered else _detected_by(runner)
            # Of the marks that name a runner the first counts.
            item.add_marker(pytest.mark.trio(run=run), append=False)
    return (yield)


def _detector_is_on(item: pytest.Item) -> bool:
    return (
        item.config.getoption("--deadlock-detector")
        or item.config.getini("deadlock_detector")
        or item.get_closest_marker("deadlock_detector") is not None
    )


def _ordered(item: pytest.Item) -> Callable[..., object]:
    """What pytest-trio is to call in place of `trio.run`, to have the item's order."""

    def run(async_fn: Callable[[], Awaitable[object]], **options: Any) -> object:
        __tracebackhide__ = True
        order = item.stash[_order]
        try:
            return run_in_order(order, async_fn, **options)
        except Exception as error:
            error.add_note(
                f"task order {order}: "
                f"@pytest.mark.schedules(1, seed={order}) repeats it"
            )
            raise

    return run


def _detected_by(runner: Callable[..., object]) -> Callable[..., object]:
    """What pytest-trio is to call in place of ``runner``, to be told of a hang."""

    def run(async_fn: Callable[[], Awaitable[object]], **options: Any) -> object:
        __tracebackhide__ = True
        return runner(_detected(async_fn), **options)

    return run


def _detected(
    async_fn: Callable[..., Awaitable[object]],
) -> Callable[..., Awaitable[object]]:
    @named_after(async_fn)
    async def detected(*args: Any, **kwargs: Any) -> object:
        # Not hidden: pytest 8 can't show a group of errors all of whose frames are.
        async with deadlock_detector():
            return await async_fn(*args, **kwargs)

    return detected
