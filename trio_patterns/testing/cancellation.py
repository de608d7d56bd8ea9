"""Cancel a program at each of its steps in turn: `cancel_everywhere`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from .schedules import refuse_inside_run, run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class _CancelAtStep(trio.abc.Instrument):
    """Cancels a scope when the tasks below a task have made so many steps."""

    def __init__(self, scope: trio.CancelScope, steps: int) -> None:
        self._scope = scope
        self._below = trio.lowlevel.current_task()
        self._steps_left = steps
        if steps == 0:
            scope.cancel(reason="cancel_everywhere: before the first step")

    def after_task_step(self, task: trio.lowlevel.Task) -> None:
        if self._steps_left > 0 and self._is_below(task):
            self._steps_left -= 1
            if self._steps_left == 0:
                self._scope.cancel(reason="cancel_everywhere")

    def _is_below(self, task: trio.lowlevel.Task) -> bool:
        ancestor: trio.lowlevel.Task | None = task
        while ancestor is not None and ancestor is not self._below:
            nursery = ancestor.parent_nursery
            ancestor = nursery.parent_task if nursery is not None else None
        return ancestor is not None


def cancel_everywhere(
    async_fn: Callable[[], Awaitable[object]],
    *,
    check: Callable[[], object] | None = None,
) -> None:
    """Run ``async_fn()`` again and again, cancelled one step later each time."""
    refuse_inside_run("cancel_everywhere")
    step = 0
    through = False

    async def cancelled_at_step() -> bool:
        with trio.CancelScope() as scope:
            instrument = _CancelAtStep(scope, step)
            trio.lowlevel.add_instrument(instrument)
            try:
                await async_fn()
            finally:
                trio.lowlevel.remove_instrument(instrument)
        return not scope.cancel_called

    while not through:
        try:
            through = run(cancelled_at_step)
            if check is not None:
                check()
        except BaseException as error:
            error.add_note(f"cancel_everywhere: cancelled at step {step}")
            raise
        step += 1
