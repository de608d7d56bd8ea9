"""The block of a stream: it owns the tasks, and decides how their work ends."""

from __future__ import annotations

import math
import sys
from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import trio

from trio_patterns._checks import call_unprotected
from trio_patterns._errors import described, explained, is_only, raise_later

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from types import TracebackType
    from typing import TypeVarTuple

    ArgsT = TypeVarTuple("ArgsT")

GivenT = TypeVar("GivenT")
_Channel: TypeAlias = trio.MemoryReceiveChannel[Any] | trio.MemorySendChannel[Any]


class StreamBlock(AbstractAsyncContextManager[GivenT]):
    """A block, the tasks behind it, and the channels between them.

    The work ends in one of four ways::

        entered --the sources end---------> ended: the channel ends, the block goes on
           |
           +--a task fails----------------> failing: the block is cancelled, the
           |                                         channels are closed, and the error
           |                                         leaves it
           +--the reader closes its end---> stopped: the work is cancelled, the block
           |                                         goes on
           +--the block is left-----------> left: the work is cancelled

    A subclass starts the first tasks in `_begin`. A task that finds the reader gone
    calls `_end_quietly`. What a task raises is given to `_fail`, which
    `_start_soon` sees to.

    A class rather than an ``@asynccontextmanager``, which would put its frames into the
    traceback of every error that leaves the block.
    """

    _manager: AbstractAsyncContextManager[trio.Nursery, bool | None]
    # There are two nurseries: the block's, and, run by a task of it, that of the work.
    # So the work can be cancelled while the block goes on.
    _block: trio.Nursery
    _tasks: trio.Nursery

    def __init__(
        self,
        name: str,
        given: GivenT,
        receives: Sequence[trio.MemoryReceiveChannel[Any]],
        sends: Sequence[trio.MemorySendChannel[Any]],
    ) -> None:
        """Make a block, which does nothing until it is entered.

        Args:
            name: The name of the public function, for messages.
            given: What ``async with ... as`` gives.
            receives: Closed when the block is left, fails or is cancelled.
            sends: Closed when the work is done.
        """
        self._name = name
        self._given = given
        self._receives = receives
        self._sends = sends
        # Those between the tasks, if there are any: closed with `receives`.
        self._between: Sequence[trio.MemoryReceiveChannel[Any]] = ()
        self._context = copy_context()
        self._entered = False

    @trio.lowlevel.enable_ki_protection
    async def __aenter__(self) -> GivenT:
        if self._entered:
            raise RuntimeError(f"the block of {self._name}() can be entered only once")
        self._entered = True
        await trio.lowlevel.checkpoint_if_cancelled()
        self._manager = trio.open_nursery()
        self._block = await self._manager.__aenter__()
        self._block.start_soon(self._run, name=f"the work of {self._name}()")
        return self._given

    @trio.lowlevel.enable_ki_protection
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        if exc is not None and (known := explained(exc)) is not exc:
            exc_type, exc = type(known), known
        self._block.cancel_scope.cancel(reason=f"the block of {self._name}() was left")
        # Closed before the tasks are waited for, or one that sends from a shielded
        # clean-up would wait for a reader who has gone.
        self._close(self._receives)
        return await self._manager.__aexit__(exc_type, exc, traceback)

    @trio.lowlevel.enable_ki_protection
    async def _run(self) -> None:
        try:
            async with trio.open_nursery() as self._tasks:
                self._begin()
        finally:
            self._hang_up(self._sends)

    @abstractmethod
    def _begin(self) -> None:
        """Start the first tasks."""

    def _start_soon(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        *args: *ArgsT,
        name: object = None,
        closing: Sequence[_Channel] = (),
    ) -> None:
        """Start a task of the work; ``closing`` is closed when it ends."""
        self._start_bare(self._run_task, async_fn, args, closing, name=name or async_fn)

    def _start_bare(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        *args: *ArgsT,
        name: object,
    ) -> None:
        """Start a task that gives its errors to `_fail` itself: two coroutines less."""
        start_soon: Callable[..., None] = self._tasks.start_soon
        # In the caller's context: that of this task may have been changed by a source.
        self._context.run(start_soon, async_fn, *args, name=name)

    @trio.lowlevel.enable_ki_protection
    async def _run_task(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        args: tuple[*ArgsT],
        closing: Sequence[_Channel],
    ) -> None:
        try:
            await call_unprotected(async_fn, *args)
        except BaseException as error:
            if not self._fail(error):
                raise
        finally:
            self._hang_up(closing)

    def _fail(self, error: BaseException) -> bool:
        """Let the block fail with an error, unless it is only a cancellation.

        Returns:
            Whether the error will leave the block; if not, the task raises it.
        """
        error = explained(error)
        if is_only(trio.Cancelled, error):
            return False
        # Before the channels are closed: so whoever waits to receive in the block gets
        # `Cancelled`, and not `trio.ClosedResourceError`.
        self._block.cancel_scope.cancel(
            reason=f"{self._name}() failed with {described(error)}"
        )
        # In the block's nursery: raised in the task, it would come out of the block in
        # a group within the group.
        self._block.start_soon(raise_later, error)
        return True

    def _end_quietly(self) -> None:
        """End the work, and let the block go on: nobody reads any more."""
        self._tasks.cancel_scope.cancel(
            reason=f"the channel of {self._name}() was closed"
        )

    @trio.lowlevel.enable_ki_protection
    def _hang_up(self, channels: Sequence[_Channel]) -> None:
        """Close the channels of a task that is over.

        If the work breaks off, all receive halves are closed first: a reader that is
        not cancelled, as it is outside the block or shielded, gets
        `trio.ClosedResourceError`, and not the end.
        """
        # A cancellation may be on its way that is none of this task's scopes': one that
        # was kept, and raised later.
        broke_off = sys.exc_info()[1] is not None
        if broke_off or trio.current_effective_deadline() == -math.inf:
            self._close(self._receives)
            self._close(self._between)
        self._close(channels)

    @staticmethod
    def _close(channels: Sequence[_Channel]) -> None:
        for channel in channels:
            channel.close()
