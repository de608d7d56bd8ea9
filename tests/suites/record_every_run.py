"""A pytest plugin: record each Trio run of a test, and draw it.

Loaded by its name alone, as the projects whose suites are run have a ``tests`` of
their own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from trio_patterns._tasks.trio_names import RUN_LOOP
from trio_patterns.testing.schedules import named_after
from trio_patterns.timeline import record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from trio_patterns.timeline import Timeline


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Record the runs of a test, and draw them if it passes."""
    timelines: list[Timeline] = []
    loop = RUN_LOOP.found

    def recorded_loop(runner: Any, async_fn: Any, *args: Any, **options: Any) -> Any:
        return loop(runner, recorded(async_fn, timelines), *args, **options)

    with RUN_LOOP.replaced(recorded_loop):
        yield
    for timeline in timelines:
        draw(timeline)


def recorded(
    async_fn: Callable[..., Awaitable[object]], timelines: list[Timeline]
) -> Callable[..., Awaitable[object]]:
    """Have the main function of a run recorded, and the run with it."""

    @named_after(async_fn)
    async def main(*args: Any, **kwargs: Any) -> object:
        with record() as timeline:
            timelines.append(timeline)
            return await async_fn(*args, **kwargs)

    return main


def draw(timeline: Timeline) -> None:
    """Raise if the recording can't be drawn."""
    timeline.text()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("run.svg", "run.json"):
            timeline.save(Path(folder, name))
        ET.parse(Path(folder, "run.svg"))  # noqa: S314  # our own
