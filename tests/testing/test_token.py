from __future__ import annotations

import functools
import signal
import time
import traceback
from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

from trio_patterns.testing._token import token_is_held, token_may_be_used

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_token_that_is_held() -> None:
    async def main() -> None:
        assert not token_is_held()
        assert not token_may_be_used()
        token = trio.lowlevel.current_trio_token()
        assert token_is_held()
        assert token_may_be_used()
        del token
        assert not token_is_held()

    trio.run(main)


@pytest.mark.timeout(10)
def test_a_frame_that_has_ended_can_not_use_the_token() -> None:
    async def main() -> None:
        problems: list[Exception] = []
        for _ in range(3):
            try:
                await trio.Path(__file__, "missing").read_text()
            except OSError as error:
                problems.append(error)
        assert token_is_held()
        # A thread lets go of it soon after it has handed over its error.
        while token_may_be_used():
            time.sleep(0.001)  # noqa: ASYNC251  # of that thread

    trio.run(main)


def test_a_function_that_outlives_its_frame_can() -> None:
    async def main() -> None:
        kept: list[object] = []

        def fails() -> None:
            token = trio.lowlevel.current_trio_token()
            kept.append(lambda: token.run_sync_soon(int))
            raise ValueError

        try:
            fails()
        except ValueError as error:
            kept.append(error)
        assert token_may_be_used()
        del kept[0]
        assert token_is_held()
        assert not token_may_be_used()

    trio.run(main)


def test_the_variables_of_a_frame_that_has_ended_were_shown() -> None:
    """Before Python 3.13 the frame keeps them a second time."""

    async def main() -> None:
        def fails() -> None:
            token = trio.lowlevel.current_trio_token()
            raise ValueError(token.run_sync_soon)

        errors: list[Exception] = []
        try:
            fails()
        except ValueError as error:
            error.args = ()
            errors.append(error)
            traceback.TracebackException.from_exception(error, capture_locals=True)
        assert token_is_held()
        assert not token_may_be_used()

    trio.run(main)


def in_a_list(token: trio.lowlevel.TrioToken) -> object:
    return [token]


def in_a_dict(token: trio.lowlevel.TrioToken) -> object:
    return {"token": token}


def in_a_partial_method(token: trio.lowlevel.TrioToken) -> object:
    return functools.partial(token.run_sync_soon, int)


@pytest.mark.parametrize("hold", [in_a_list, in_a_dict, in_a_partial_method])
def test_what_a_frame_that_has_ended_holds_alone(
    hold: Callable[[trio.lowlevel.TrioToken], object],
) -> None:
    async def main() -> None:
        shared: list[object] = []

        def fails(*, share: bool) -> None:
            holder = hold(trio.lowlevel.current_trio_token())
            if share:
                shared.append(holder)
            raise ValueError

        errors: list[Exception] = []
        for share in (False, True):
            try:
                fails(share=share)
            except ValueError as error:
                errors.append(error)
            assert token_is_held()
            assert token_may_be_used() is share

    trio.run(main)


def test_the_variables_of_a_task_that_waits() -> None:
    async def holds(event: trio.Event) -> None:
        token = trio.lowlevel.current_trio_token()
        await event.wait()
        assert token is trio.lowlevel.current_trio_token()

    async def shares(event: trio.Event, shared: list[object]) -> None:
        token = trio.lowlevel.current_trio_token()
        shared.append(lambda: token)
        await event.wait()

    async def main() -> None:
        event = trio.Event()
        shared: list[object] = []
        async with trio.open_nursery() as nursery:
            nursery.start_soon(holds, event)
            await trio.testing.wait_all_tasks_blocked()
            assert token_is_held()
            assert not token_may_be_used()
            nursery.start_soon(shares, event, shared)
            await trio.testing.wait_all_tasks_blocked()
            assert token_may_be_used()
            event.set()

    trio.run(main)


def test_a_signal_handler_uses_the_token_while_a_task_waits_for_a_signal() -> None:
    async def main() -> None:
        with trio.open_signal_receiver(signal.SIGUSR1) as signals:
            assert token_is_held()
            assert not token_may_be_used()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(anext, signals)
                await trio.testing.wait_all_tasks_blocked()
                assert token_may_be_used()
                assert not token_may_be_used(by_signals=False)
                token = trio.lowlevel.current_trio_token()
                assert token_may_be_used(by_signals=False)
                del token
                nursery.cancel_scope.cancel()
        assert not token_may_be_used()

    trio.run(main)


def test_a_signal_handler_whose_block_has_failed() -> None:
    """Its frames have ended, and its handler is found in two ways."""

    async def main() -> None:
        errors: list[Exception] = []
        for _ in range(3):
            try:
                with trio.open_signal_receiver(signal.SIGUSR1) as signals:
                    raise ValueError(signals)
            except ValueError as error:
                errors.append(error)
        assert not token_may_be_used()
        token = trio.lowlevel.current_trio_token()
        assert token_may_be_used()
        del token

    trio.run(main)
