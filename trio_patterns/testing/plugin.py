"""A pytest plugin: many task orders for a test, and a report from one that is stuck.

It works together with pytest-trio, and does nothing until it is asked:

- ``@pytest.mark.schedules(200)`` runs an async test in that many different task orders,
  on a clock that jumps, as `explore` does. Each order is a run of its own: fixtures of
  the function's scope are made anew for it, while the arguments of ``parametrize`` stay
  the same objects. ``@pytest.mark.schedules(1, seed=...)`` repeats an order that
  failed.
- ``pytest --deadlock-detector``, or ``deadlock_detector = true`` in the configuration,
  or ``@pytest.mark.deadlock_detector`` on a test: every Trio run in a test is under
  `deadlock_detector`, whether pytest-trio starts it or the test does. A test that hangs
  fails with the report instead. What can't be watched are async tests that something
  else than pytest-trio runs, such as anyio: there, another loop drives Trio. The mark
  refuses them; for the option a line at the end of pytest's output names them.
"""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import pytest
from _pytest.runner import runtestprotocol

from trio_patterns._pytest import NOT_WATCHED, detector_is_on
from trio_patterns._tasks.trio_names import DEADLOCKS, RUN_LOOP, SCHEDULER, check

from ._orders import OrderSearch, TaskOrder
from .deadlocks import deadlock_detector
from .schedules import (
    Exploration,
    checked_search,
    named_after,
    run_in_order,
    shared_by_runs,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

_order = pytest.StashKey[TaskOrder]()


def have_pytest_trio_run(items: list[pytest.Item]) -> None:
    """Mark the tests that are to run in many orders as pytest-trio's."""
    for item in items:
        if item.get_closest_marker("schedules") and not item.get_closest_marker("trio"):
            item.add_marker("trio")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse a wrong use of the marks at once, before any test runs."""
    try:
        check("the deadlock detector", DEADLOCKS)
    except RuntimeError as error:
        raise pytest.UsageError(str(error)) from None
    is_on = detector_is_on(session.config)
    for item in session.items:
        if item.get_closest_marker("schedules") is not None:
            _refuse_if("schedules", item, _problem_with_schedules(item))
        elif item.get_closest_marker("deadlock_detector") is not None:
            _refuse_if("deadlock_detector", item, _problem_with_detector(item))
        elif is_on and (problem := _problem_with_detector(item)):
            item.user_properties.append((NOT_WATCHED, problem))


def _refuse_if(mark: str, item: pytest.Item, problem: str) -> None:
    if problem:
        raise pytest.UsageError(f"@pytest.mark.{mark} on {item.nodeid}: {problem}")


def _problem_with_detector(item: pytest.Item) -> str:
    """Say why the detector can't watch a test, if it can't."""
    function = getattr(item, "obj", None)
    # Hypothesis puts a function around the test, and keeps it.
    function = getattr(getattr(function, "hypothesis", None), "inner_test", function)
    if not inspect.iscoroutinefunction(function) or item.get_closest_marker("trio"):
        return ""
    if not _pytest_trio_is_active(item):
        return "it needs pytest-trio, which is not installed or not active"
    return "it is for async tests that pytest-trio runs, and this one is not"


def _problem_with_schedules(item: pytest.Item) -> str:
    """Say why a test can't run in many orders, if it can't."""
    function = getattr(item, "obj", None)
    if not _pytest_trio_is_active(item):
        return "it needs pytest-trio, which is not installed or not active"
    if hasattr(function, "hypothesis"):
        return (
            "Hypothesis runs this test many times with the same fixtures, which can "
            "not be made anew for each order; call explore() in a sync test instead"
        )
    if not inspect.iscoroutinefunction(function):
        return "it is for async test functions"
    if wide := _wide_async_fixtures(item):
        return (
            f"its async fixture {wide[0]!r} lives longer than the test, and can not be "
            "made anew for each order; give it the scope of the function"
        )
    try:
        check("schedules", (*SCHEDULER, *DEADLOCKS))
        _count_and_seed(item)
    except (RuntimeError, TypeError, ValueError) as error:
        return str(error)
    return ""


def _pytest_trio_is_active(item: pytest.Item) -> bool:
    # Whatever it is registered as: without autoloading, people name the module.
    return any(
        getattr(plugin, "__name__", "") == "pytest_trio.plugin"
        for plugin in item.config.pluginmanager.get_plugins()
    )


def _wide_async_fixtures(item: pytest.Item) -> list[str]:
    """List the async fixtures that several tests would share."""
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
        return checked_search(count, seed)

    mark = item.get_closest_marker("schedules")
    return schedules(*mark.args, **mark.kwargs) if mark is not None else schedules()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> bool | None:
    """Set a test with the mark up, call it and tear it down, for each order anew."""
    if item.get_closest_marker("schedules") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports: list[pytest.TestReport] = []
    search = OrderSearch(*_count_and_seed(item))
    for order in search:
        reports = _run_in_order(item, order)
        if not all(report.passed for report in reports) or item.session.shouldstop:
            _explain([it for it in reports if it.failed], item, order, search)
            break
    if reports[-1].passed:
        reports[-1] = _tear_down_the_rest(item, nextitem)
    for report in reports:
        explored = str(Exploration(search.tried, search.complete))
        report.user_properties.append(("schedules", explored))
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _run_in_order(item: pytest.Item, order: TaskOrder) -> list[pytest.TestReport]:
    item.stash[_order] = order
    # Name the parent as the next item: then pytest tears down the fixtures of the
    # function only. Of the next item it asks for its place in the tree, and no more.
    parent = cast("pytest.Item", item.parent)
    return runtestprotocol(item, log=False, nextitem=parent)


def _explain(
    failed: list[pytest.TestReport],
    item: pytest.Item,
    order: TaskOrder,
    search: OrderSearch,
) -> None:
    """Say in the reports if it may be due to what the runs share."""
    if not failed or not _first_fails(item, search):
        return
    title = f"task order {order}"
    text = (
        f"{shared_by_runs(order, search)}.\nMake that in the test, or in a fixture of "
        "the function's scope. The arguments of parametrize, and the fixtures of a "
        "wider scope, are the same objects in all orders."
    )
    for report in failed:
        # As a plugin may have put a string there, which has no sections.
        add = getattr(report.longrepr, "addsection", None)
        report.sections.append((title, text)) if add is None else add(title, text)


def _first_fails(item: pytest.Item, search: OrderSearch) -> bool:
    """Tell whether the first order, which has passed, fails after the others."""
    if search.first is None or item.session.shouldstop:
        return False
    if item.config.getoption("usepdb", default=False):
        return False  # the debugger would open once more
    again = _run_in_order(item, TaskOrder(search.first))
    return any(report.failed for report in again)


def _tear_down_the_rest(
    item: pytest.Item, nextitem: pytest.Item | None
) -> pytest.TestReport:
    """Do what pytest does before the next item, after the last order."""
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


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Have the test run our way, where that is asked for."""
    if _order in item.stash:
        # Of the marks that name a runner the first counts.
        item.add_marker(pytest.mark.trio(run=_ordered(item)), append=False)
        yield
    elif detector_is_on(item.config) or item.get_closest_marker("deadlock_detector"):
        with _runs_detected():
            yield
    else:
        yield


def _ordered(item: pytest.Item) -> Callable[..., object]:
    """Make what pytest-trio is to call in place of `trio.run`, for the item's order."""

    def run(async_fn: Callable[[], Awaitable[object]], **options: Any) -> object:
        __tracebackhide__ = True
        order = item.stash[_order]
        try:
            return run_in_order(order, async_fn, **options)
        except Exception as error:
            # Whether this repeats it is not known yet; see `_explain`.
            error.add_note(
                f"task order {order}: @pytest.mark.schedules(1, seed={order})"
            )
            raise

    return run


@contextmanager
def _runs_detected() -> Generator[None]:
    """Have a detector in every run that starts in the block, whoever starts it."""
    loop = RUN_LOOP.found

    def detected_loop(runner: Any, async_fn: Any, *args: Any, **options: Any) -> Any:
        return loop(runner, _detected(async_fn), *args, **options)

    with RUN_LOOP.replaced(detected_loop):
        yield


def _detected(
    async_fn: Callable[..., Awaitable[object]],
) -> Callable[..., Awaitable[object]]:
    @named_after(async_fn)
    async def detected(*args: Any, **kwargs: Any) -> object:
        # Not hidden: pytest 8 can't show a group of errors all of whose frames are.
        async with deadlock_detector():
            return await async_fn(*args, **kwargs)

    return detected
